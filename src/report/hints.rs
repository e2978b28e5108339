//! What a reader can do to learn more, in the words of whoever shows the report.
//!
//! A report knows that more replications could tell; only a program knows by which of its options to ask for
//! them. It must not know any option itself.

/// Parts of sentences that say how to ask for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hints {
    /// What could settle a verdict that is not certain: "... could tell".
    pub more_replications: &'static str,
    /// How to go on where replications came to their most: "..., or simulate longer".
    pub allow_more: &'static str,
    /// How to learn of the periods that are not explained: a clause.
    pub more_periods: &'static str,
    /// Where the sources of the Regions' quotas are: a clause.
    pub sources: &'static str,
}

impl Hints {
    /// Words that fit everywhere.
    pub const PLAIN: Self = Self {
        more_replications: "more replications",
        allow_more: "allow more",
        more_periods: "ask for more periods to have them explained",
        sources: "the JSON and CSV forms have the sources",
    };
}

impl Default for Hints {
    fn default() -> Self {
        Self::PLAIN
    }
}
