//! What is known of a value: whether it meets the objectives, and how far it is from them.

use crate::study::size::verdict::{self, Judged, Verdict};

/// What is known of whether a value meets the objectives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::study::size) struct Weighed {
    /// Whether it meets them, with confidence.
    pub(in crate::study::size) verdict: Verdict,
    /// How far the limit that must meet the objectives is beyond them, by the worst: negative within.
    pub(in crate::study::size) beyond: f64,
    /// How far the other confidence limit is beyond them: positive where they are certain to be missed.
    pub(in crate::study::size) beyond_at_best: f64,
}

impl Weighed {
    /// Nothing is known.
    pub(super) const UNKNOWN: Self = Self {
        verdict: Verdict::Open,
        beyond: f64::INFINITY,
        beyond_at_best: f64::NEG_INFINITY,
    };

    pub(super) fn of(judged: &[Judged]) -> Self {
        let worst = |each: &dyn Fn(&Judged) -> f64| {
            judged.iter().map(each).fold(f64::NEG_INFINITY, f64::max)
        };
        Self {
            verdict: verdict::together(judged),
            beyond: worst(&Judged::excess),
            beyond_at_best: worst(&Judged::excess_at_best),
        }
    }
}
