//! Where a measure is lowest over the points of a sweep, and where highest.

use crate::measures::Measure;
use crate::study::Scope;
use crate::study::sweep::Sweep;

/// Where a measure is lowest, or highest.
pub(super) struct End {
    /// The first of such points.
    pub(super) point: usize,
    pub(super) value: f64,
    /// Points with the same value beside it.
    pub(super) others: u64,
}

/// The lowest and the highest mean of the account; `None` where it was never measured.
pub(super) fn extremes_of(sweep: &Sweep, measure: Measure) -> Option<[End; 2]> {
    let points = 0..sweep.points.len();
    let values = points.filter_map(|point| Some((point, mean(sweep, point, measure)?)));
    let values: Vec<(usize, f64)> = values.collect();
    let all = || values.iter().copied();
    let lowest = all().reduce(|a, b| if b.1 < a.1 { b } else { a })?;
    let highest = all().reduce(|a, b| if b.1 > a.1 { b } else { a })?;
    let end = |(point, value): (usize, f64)| End {
        point,
        value,
        others: all().filter(|one| one.1 == value).count() as u64 - 1,
    };
    Some([end(lowest), end(highest)])
}

/// The mean of the account at a point.
pub(super) fn mean(sweep: &Sweep, point: usize, measure: Measure) -> Option<f64> {
    let estimate = sweep.estimate(point, Scope::Account, measure);
    estimate.map(|one| one.mean)
}
