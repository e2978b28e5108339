//! A value that was tried, and what is known of it.

use super::verdict::{self, Judged, Verdict};
use crate::measures::Measure;
use crate::study::Estimate;

/// One value with what its replications gave.
#[derive(Clone, Debug)]
pub struct Point {
    /// The value.
    pub value: u32,
    /// Replications of it.
    pub replications: u64,
    /// Each objective, judged.
    pub judged: Vec<Judged>,
    /// Where its own replications are too few for a verdict: the one foreseen from those of another value.
    pub(super) foreseen: Option<Verdict>,
    /// An estimate for each of [`Measure::SIZED`]; `None` if no replication had anything to measure.
    pub(super) figures: Vec<Option<Estimate>>,
}

impl Point {
    /// The mean of a figure.
    pub fn figure(&self, figure: Measure) -> Option<Estimate> {
        let place = figure.place_in(&Measure::SIZED)?;
        self.figures.get(place).copied().flatten()
    }

    /// All objectives together.
    pub fn verdict(&self) -> Verdict {
        self.foreseen
            .unwrap_or_else(|| verdict::together(&self.judged))
    }
}
