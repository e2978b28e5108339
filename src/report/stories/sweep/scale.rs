//! What charts and pages show of a sweep: what its figures are called, where its points lie along a key and
//! on the scale of a heat map.
//!
//! It must not know how anything is drawn.

use crate::measures::{Measure, Unit};
use crate::report::document::axis::Axis;
use crate::report::document::look::Language;
use crate::report::format::without_controls;
use crate::report::terminal::sweep::short;
use crate::scenario::parse::quantity::Kind as Nature;
use crate::study::sweep::Sweep;
use crate::study::{Estimate, Scope};

/// Latencies over more than this factor are shown on a logarithmic scale.
const WIDE: f64 = 20.0;

/// Where each point of a sweep lies along a key.
pub(in crate::report) struct Placed {
    /// The key with the unit of the places.
    pub(in crate::report) name: String,
    pub(in crate::report) places: Vec<f64>,
    /// Whether places are numbers, not just the order of names.
    pub(in crate::report) is_number: bool,
}

/// Numbers lie where they are, other values in equal distances in the order of the option.
pub(in crate::report) fn placed(sweep: &Sweep, key: usize) -> Placed {
    let name = without_controls(&short(sweep, key));
    let Some(quantities) = sweep.quantities_of(key) else {
        return Placed {
            name,
            places: places_of_words(sweep, key),
            is_number: false,
        };
    };
    let largest = quantities.iter().map(|one| one.size()).fold(0.0, f64::max);
    let (unit, factor) = match quantities.first().map(|one| one.kind) {
        Some(Nature::Duration) if largest < 10.0 => (" (ms)", 1000.0),
        Some(Nature::Duration) if largest < 600.0 => (" (s)", 1.0),
        Some(Nature::Duration) => (" (min)", 1.0 / 60.0),
        Some(Nature::Size) => (" (MB)", 1.0),
        _ => ("", 1.0),
    };
    Placed {
        name: format!("{name}{unit}"),
        places: quantities.iter().map(|one| one.size() * factor).collect(),
        is_number: true,
    }
}

/// Where the mean of a metric at each point lies on the scale of its heat map.
pub(in crate::report) fn shares(sweep: &Sweep, metric: Measure) -> Vec<Option<f64>> {
    let values = estimates(sweep, metric);
    let scale = scale(
        Language::English,
        metric,
        ends(values.iter().flatten().map(|one| one.mean)),
    );
    let share = |one: &Option<Estimate>| one.map(|one| scale.position(one.mean));
    values.iter().map(share).collect()
}

/// The place of each point on an axis of words: the middle of its value's part.
pub(in crate::report) fn places_of_words(sweep: &Sweep, key: usize) -> Vec<f64> {
    let words = sweep.values_of(key);
    let place = |value: &String| {
        let index = words.iter().position(|other| other == value);
        index.unwrap_or(0) as f64 + 0.5
    };
    let points = sweep.points.iter();
    let values = points.filter_map(|point| point.values.get(key));
    values.map(place).collect()
}

pub(in crate::report) fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (min, max) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), value| {
        (min.min(value), max.max(value))
    });
    if min <= max { (min, max) } else { (0.0, 1.0) }
}

/// The estimates of a metric at each point, in the unit of its axis.
pub(in crate::report) fn estimates(sweep: &Sweep, metric: Measure) -> Vec<Option<Estimate>> {
    let factor = metric.unit().factor();
    let scaled = |one: Estimate| Estimate {
        mean: one.mean * factor,
        half_width: one.half_width * factor,
        n: one.n,
    };
    let indices = 0..sweep.points.len();
    indices
        .map(|index| sweep.estimate(index, Scope::Account, metric).map(scaled))
        .collect()
}

/// What the colours stand for.
pub(in crate::report) fn scale(
    language: Language,
    metric: Measure,
    (min, max): (f64, f64),
) -> Axis {
    let is_latency = metric.unit() == Unit::Milliseconds;
    let title = language.axis(metric);
    match is_latency && min > 0.0 && max > WIDE * min {
        true => Axis::logarithmic(min, max, title),
        false => Axis::between(min, max, title),
    }
}
