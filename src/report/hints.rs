//! What a reader can do to learn more, in the words of whoever shows the report.
//!
//! A report knows that more replications could tell; only a program knows by which of its options to ask for
//! them. It must not know any option itself.

use super::Language;

/// Parts of sentences that say how to ask for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hints {
    /// What could settle a verdict that is not certain: "... could tell".
    pub more_replications: Hint,
    /// How to go on where the maximum of replications was made: "..., or simulate longer".
    pub allow_more: Hint,
    /// How to learn of the periods that are not explained: a clause.
    pub more_periods: Hint,
    /// Where the sources of the Regions' quotas are: a clause.
    pub sources: Hint,
}

/// Words in each language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hint {
    /// In English.
    pub english: &'static str,
    /// In Korean.
    pub korean: &'static str,
}

impl Hint {
    /// Words of both languages.
    pub const fn new(english: &'static str, korean: &'static str) -> Self {
        Self { english, korean }
    }

    /// The words of one language.
    pub fn in_language(self, language: Language) -> &'static str {
        language.choose(self.english, self.korean)
    }
}

impl Hints {
    /// Words that fit everywhere.
    pub const PLAIN: Self = Self {
        more_replications: Hint::new("more replications", "반복 횟수 늘리기"),
        allow_more: Hint::new("allow more", "반복 횟수를 더 허용하십시오"),
        more_periods: Hint::new(
            "ask for more periods to have them explained",
            "설명할 기간을 더 지정하십시오",
        ),
        sources: Hint::new(
            "the JSON and CSV forms have the sources",
            "출처는 JSON과 CSV 형식에 있습니다",
        ),
    };
}

impl Default for Hints {
    fn default() -> Self {
        Self::PLAIN
    }
}
