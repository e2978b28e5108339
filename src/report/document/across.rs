//! What lies along the horizontal axis of charts: the time of a run, or the values of a setting.

use super::points::Timeline;

/// A horizontal axis, which several charts may share: they are then zoomed together.
pub(in crate::report) enum Across {
    /// The time of a run.
    Time(Timeline),
    /// Values that were tried.
    Values(Values),
}

/// Values that were tried, in ascending order of their places.
pub(in crate::report) struct Values {
    /// What they are values of.
    pub(in crate::report) name: String,
    /// Where each lies.
    pub(in crate::report) places: Vec<f64>,
    /// As people read them.
    pub(in crate::report) shown: Vec<String>,
    /// Whether they are names, between which there is nothing.
    pub(in crate::report) are_names: bool,
}

impl Across {
    /// The time, if it is time.
    pub(in crate::report) fn timeline(&self) -> Option<&Timeline> {
        match self {
            Self::Time(timeline) => Some(timeline),
            Self::Values(_) => None,
        }
    }
}

impl Values {
    /// The first place and the last.
    pub(in crate::report) fn ends(&self) -> (f64, f64) {
        let ends = self.places.first().zip(self.places.last());
        ends.map_or((0.0, 1.0), |(first, last)| (*first, *last))
    }
}
