//! What charts and pages show of a sweep: what its figures are called, where its points lie along a key and
//! on the scale of a heat map.
//!
//! The colours of heat maps are viridis, which is perceptually even, rises in lightness and is safe for
//! colour-blind readers (Smith and van der Walt, 2015, CC0). It must not know how anything is drawn.

use super::axis::Axis;
use super::look::Look;
use crate::measures::{Measure, Unit};
use crate::report::format::without_controls;
use crate::report::terminal::sweep::short;
use crate::scenario::parse::quantity::Kind as Nature;
use crate::study::sweep::Sweep;
use crate::study::{Estimate, Scope};

/// From this share of the scale on black words are read better than white ones.
const LIGHT_ON_SCREEN: f64 = 0.44;
/// Latencies over more than this factor are shown on a logarithmic scale.
const WIDE: f64 = 20.0;

/// Viridis at equal distances.
const VIRIDIS: [(u8, u8, u8); 11] = [
    (0x44, 0x01, 0x54),
    (0x48, 0x24, 0x75),
    (0x41, 0x44, 0x87),
    (0x35, 0x5f, 0x8d),
    (0x2a, 0x78, 0x8e),
    (0x21, 0x91, 0x8c),
    (0x22, 0xa8, 0x84),
    (0x44, 0xbf, 0x70),
    (0x7a, 0xd1, 0x51),
    (0xbd, 0xdf, 0x26),
    (0xfd, 0xe7, 0x25),
];

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

/// The colour at a share of a heat map's scale, and the one in which words on it can be read, as CSS
/// has them.
pub(in crate::report) fn heat(share: f64) -> (String, &'static str) {
    let (r, g, b) = viridis(share);
    let ink = match share < LIGHT_ON_SCREEN {
        true => "#ffffff",
        false => "#000000",
    };
    (format!("#{r:02x}{g:02x}{b:02x}"), ink)
}

/// Where the mean of a metric at each point lies on the scale of its heat map.
pub(in crate::report) fn shares(sweep: &Sweep, metric: Measure) -> Vec<Option<f64>> {
    let values = estimates(sweep, metric);
    let scale = scale(
        &Look::default(),
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
pub(in crate::report) fn scale(look: &Look, metric: Measure, (min, max): (f64, f64)) -> Axis {
    let is_latency = metric.unit() == Unit::Milliseconds;
    let title = look.language.axis(metric);
    match is_latency && min > 0.0 && max > WIDE * min {
        true => Axis::logarithmic(min, max, title),
        false => Axis::between(min, max, title),
    }
}

/// The colour at a share of the scale.
pub(in crate::report) fn viridis(share: f64) -> (u8, u8, u8) {
    let place = share.clamp(0.0, 1.0) * (VIRIDIS.len() - 1) as f64;
    let index = (place as usize).min(VIRIDIS.len() - 2);
    let (a, b) = (VIRIDIS[index], VIRIDIS[index + 1]);
    let part = place - index as f64;
    let mix = |a: u8, b: u8| (f64::from(a) + part * (f64::from(b) - f64::from(a))).round() as u8;
    (mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// WCAG 2: relative luminance, and the contrast of small words.
    #[test]
    fn words_on_every_colour_can_be_read() {
        let luminance = |hex: &str| -> f64 {
            let channel = |at: usize| {
                let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
                match value <= 0.040_45 {
                    true => value / 12.92,
                    false => ((value + 0.055) / 1.055).powf(2.4),
                }
            };
            0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
        };
        for step in 0..=200 {
            let (paper, ink) = heat(f64::from(step) / 200.0);
            let (a, b) = (luminance(&paper), luminance(ink));
            let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(contrast >= 4.5, "{ink} on {paper}: {contrast}");
        }
    }

    #[test]
    fn the_colour_scale_runs_from_dark_to_light() {
        assert_eq!(viridis(0.0), VIRIDIS[0]);
        assert_eq!(viridis(1.0), VIRIDIS[10]);
        assert_eq!(viridis(0.5), VIRIDIS[5]);
        let light = |share: f64| {
            let (r, g, b) = viridis(share);
            0.2126 * f64::from(r) + 0.7152 * f64::from(g) + 0.0722 * f64::from(b)
        };
        let steps: Vec<f64> = (0..=50).map(|step| light(f64::from(step) / 50.0)).collect();
        assert!(steps.windows(2).all(|pair| pair[0] < pair[1]), "{steps:?}");
    }
}
