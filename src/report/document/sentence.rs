//! Sentences, and the figures in them.

use crate::billing::Usd;
use crate::metrics::Period;
use crate::report::cells;
use crate::report::format::{milliseconds, percent, thousands, usd};

/// A sentence with its figures marked.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Sentence {
    pub(in crate::report) tone: Tone,
    pub(in crate::report) pieces: Vec<Piece>,
    /// The time it is about, in seconds.
    pub(in crate::report) span: Option<(f64, f64)>,
}

/// Whether a sentence is good news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Tone {
    Good,
    Bad,
    Plain,
}

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) enum Piece {
    Text(String),
    /// A figure of `summary.json`.
    Figure {
        /// As people read it.
        shown: String,
        /// As the summary has it.
        value: f64,
        /// Where: a JSON pointer.
        key: Option<String>,
    },
}

impl Sentence {
    pub(in crate::report) fn new(tone: Tone) -> Self {
        Self {
            tone,
            pieces: Vec::new(),
            span: None,
        }
    }

    pub(in crate::report) fn text(mut self, text: impl Into<String>) -> Self {
        let text = text.into();
        match self.pieces.last_mut() {
            Some(Piece::Text(before)) => before.push_str(&text),
            _ => self.pieces.push(Piece::Text(text)),
        }
        self
    }

    /// A figure that is shown in a way of its own.
    pub(in crate::report) fn figure(mut self, key: &str, value: f64, shown: String) -> Self {
        self.pieces.push(Piece::Figure {
            shown,
            value,
            key: Some(key.to_owned()),
        });
        self
    }

    pub(in crate::report) fn count(self, key: &str, count: u64) -> Self {
        self.figure(key, count as f64, thousands(count))
    }

    /// A count with its noun in the right number.
    pub(in crate::report) fn counted(
        self,
        key: &str,
        count: u64,
        singular: &str,
        plural: &str,
    ) -> Self {
        let noun = if count == 1 { singular } else { plural };
        self.count(key, count).text(format!(" {noun}"))
    }

    pub(in crate::report) fn share(self, key: &str, share: f64) -> Self {
        self.figure(key, share, percent(share))
    }

    pub(in crate::report) fn millis(self, key: &str, value: f64) -> Self {
        self.figure(key, cells::json_millis(value), milliseconds(value))
    }

    pub(in crate::report) fn money(self, key: &str, amount: Usd) -> Self {
        self.figure(key, cells::json_usd(amount), usd(amount))
    }

    /// The sentence as one about a period.
    pub(in crate::report) fn over(mut self, period: &Period) -> Self {
        self.span = Some((period.from.as_secs_f64(), period.to.as_secs_f64()));
        self
    }

    /// The words alone.
    pub(in crate::report) fn plain(&self) -> String {
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text.as_str(),
            Piece::Figure { shown, .. } => shown,
        });
        pieces.collect()
    }
}
