//! What lies along the horizontal axis of charts: the time of a run, or the values of a setting.

use super::points::Timeline;

/// A horizontal axis, which several charts may share: they are then zoomed together.
pub(super) enum Across {
    /// The time of a run.
    Time(Timeline),
    /// Values that were tried.
    Values(Values),
}

/// Values that were tried, in ascending order of their places.
pub(super) struct Values {
    /// What they are values of.
    pub(super) name: String,
    /// Where each lies.
    pub(super) places: Vec<f64>,
    /// As people read them.
    pub(super) shown: Vec<String>,
    /// Whether they are names, between which there is nothing.
    pub(super) are_names: bool,
}

impl Across {
    /// The time, if it is time.
    pub(super) fn timeline(&self) -> Option<&Timeline> {
        match self {
            Self::Time(timeline) => Some(timeline),
            Self::Values(_) => None,
        }
    }
}
