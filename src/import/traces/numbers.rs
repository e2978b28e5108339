//! Numbers in the cells of traces.

/// Nanoseconds of a number of seconds; `None` if it is none that a trace can have.
pub(super) fn nanoseconds(seconds: f64) -> Option<i64> {
    let nanoseconds = seconds * 1e9;
    (nanoseconds.is_finite() && nanoseconds.abs() < 9e18).then_some(nanoseconds.round() as i64)
}

/// A count, which some write as `5.0`.
pub(super) fn count(cell: &str) -> Option<u64> {
    let whole = |number: &f64| (0.0..9e15).contains(number) && number.fract() == 0.0;
    cell.parse().ok().or_else(|| {
        cell.parse()
            .ok()
            .filter(whole)
            .map(|number: f64| number as u64)
    })
}
