//! A value that was tried, and what is known of it.

use super::figure::Figure;
use super::verdict::{self, Judged, Verdict};
use crate::study::Estimate;

/// One value with what its replications gave.
#[derive(Clone, Debug)]
pub struct Point {
    /// The value.
    pub value: u32,
    /// Each objective, judged.
    pub judged: Vec<Judged>,
    /// An estimate for each of [`Figure::ALL`]; `None` if no replication had anything to measure.
    pub(super) figures: Vec<Option<Estimate>>,
}

impl Point {
    /// The mean of a figure.
    pub fn figure(&self, figure: Figure) -> Option<Estimate> {
        self.figures.get(figure as usize).copied().flatten()
    }

    /// All objectives together.
    pub fn verdict(&self) -> Verdict {
        verdict::together(&self.judged)
    }
}
