//! What the keys and the points of a sweep are called.

use crate::report::format::escaped;
use crate::study::sweep::Sweep;

/// The end of a key, or all of it where another ends alike.
pub(super) fn short(sweep: &Sweep, key: usize) -> String {
    let end = |key: &str| key.rsplit('.').next().unwrap_or_default().to_owned();
    let whole = sweep.keys.get(key).map_or("", String::as_str);
    let alike = sweep.keys.iter().filter(|other| end(other) == end(whole));
    match alike.count() {
        1 => escaped(&end(whole)),
        _ => escaped(whole),
    }
}

/// A point by its values.
pub(super) fn place(sweep: &Sweep, point: usize) -> String {
    let values = sweep.points[point].values.iter();
    let pairs = sweep.keys.iter().enumerate().zip(values);
    let pairs = pairs.map(|((key, _), value)| format!("{}={}", short(sweep, key), escaped(value)));
    pairs.collect::<Vec<_>>().join(" ")
}
