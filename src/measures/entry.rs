//! What the catalogue says of a measure.

use super::trouble::Trouble;
use super::unit::Unit;

/// A measure, described.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// What it is, in a sentence.
    pub(super) what: &'static str,
    /// Its name in data files, with the unit.
    pub column: &'static str,
    /// What its values are counted in.
    pub unit: Unit,
    /// How a value comes about over time. Over replications it is always a mean, with a 95 % interval.
    pub over_time: OverTime,
    /// Whether less of it is better.
    pub better: Better,
    /// What it gets worse with.
    pub follows: &'static [Trouble],
    /// What it is called in English.
    pub english: Words,
    /// The same in Korean, with the terms of AWS's Korean documentation.
    pub korean: Words,
}

/// What a measure is called.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// In full.
    pub name: &'static str,
    /// As the head of a column.
    pub short: &'static str,
    /// What a share is a share of; empty for what is none.
    pub whole: &'static str,
}

/// How a value of a span of time comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverTime {
    /// It is counted: spans and functions add up.
    Sum,
    /// A mean, weighted by time: functions add up.
    Mean,
    /// The highest at any instant: maxima of functions fall on different ones and do not add up.
    Maximum,
    /// The quotient of two sums.
    Quotient,
    /// A statistic of all single values.
    Statistic,
}

/// Which direction is the better one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// Less is better.
    Less,
    /// More is better.
    More,
    /// Neither is.
    Neither,
}

impl Entry {
    pub(super) const fn new(
        what: &'static str,
        column: &'static str,
        unit: Unit,
        over_time: OverTime,
    ) -> Self {
        let nameless = Words {
            name: "",
            short: "",
            whole: "",
        };
        Self {
            what,
            column,
            unit,
            over_time,
            better: Better::Less,
            follows: &[],
            english: nameless,
            korean: nameless,
        }
    }

    pub(super) const fn english(self, name: &'static str, short: &'static str) -> Self {
        let words = Words {
            name,
            short,
            ..self.english
        };
        Self {
            english: words,
            ..self
        }
    }

    pub(super) const fn korean(self, name: &'static str, short: &'static str) -> Self {
        let words = Words {
            name,
            short,
            ..self.korean
        };
        Self {
            korean: words,
            ..self
        }
    }

    /// What it is a share of, in both languages.
    pub(super) const fn of(self, english: &'static str, korean: &'static str) -> Self {
        let (own, other) = (self.english, self.korean);
        Self {
            english: Words {
                whole: english,
                ..own
            },
            korean: Words {
                whole: korean,
                ..other
            },
            ..self
        }
    }

    pub(super) const fn better(self, better: Better) -> Self {
        Self { better, ..self }
    }

    pub(super) const fn follows(self, follows: &'static [Trouble]) -> Self {
        Self { follows, ..self }
    }

    /// What it is, in a sentence.
    pub fn what(&self) -> &'static str {
        self.what.trim()
    }

    /// Its name without the unit.
    pub fn key(&self) -> &'static str {
        let column = self.column;
        column.strip_suffix(self.unit.suffix()).unwrap_or(column)
    }
}
