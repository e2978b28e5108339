//! Charts of a sweep.
use super::Chart;
use crate::study::compare::Metric;
use crate::study::sweep::Sweep;

/// The charts of a sweep.
pub(in crate::report) fn draw(_sweep: &Sweep, _metrics: &[Metric]) -> Vec<Chart> {
    Vec::new()
}
