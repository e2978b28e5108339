//! How values of measures are written, by their unit: for people, and in data files. Korean writes them as English
//! does.
//!
//! It knows units and estimates; it must not know which measure a value is of.

use super::cells;
use super::document::Language;
use super::format::{
    exact_percent, milliseconds, number, percent, plus_minus, thousands, usd, usd_plus_minus,
};
use crate::billing::Usd;
use crate::measures::{Measure, Unit};
use crate::metrics::Verdict;
use crate::study::Estimate;

/// A value as people read it.
pub(super) fn plain(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Count => thousands(value.round() as u64),
        Unit::Level => number(value),
        Unit::Share => percent(value),
        Unit::Milliseconds => milliseconds(value),
        Unit::Usd => usd(Usd::new(value)),
    }
}

/// The same, where a share stands beside the limit that it is held against.
pub(super) fn exact(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Share => exact_percent(value),
        other => plain(other, value),
    }
}

/// An amount of money.
pub(super) fn dollars(value: f64) -> String {
    usd(Usd::new(value))
}

/// What was measured of an objective.
pub(super) fn measured(language: Language, verdict: &Verdict) -> String {
    match verdict.value {
        None => language.nothing_to_measure().to_owned(),
        Some(value) => exact(verdict.objective.measure.unit(), value),
    }
}

/// A mean with half the width of its interval.
pub(super) fn estimate(estimate: &Estimate, unit: Unit) -> String {
    let Estimate {
        mean, half_width, ..
    } = *estimate;
    match unit {
        Unit::Count | Unit::Level => plus_minus(mean, half_width),
        Unit::Usd => usd_plus_minus(mean, half_width),
        Unit::Share if half_width == 0.0 => percent(mean),
        Unit::Share => format!("{} %", plus_minus(mean * 100.0, half_width * 100.0)),
        Unit::Milliseconds if half_width == 0.0 => milliseconds(mean),
        // The bound above which `milliseconds` changes to seconds.
        Unit::Milliseconds if mean < 999.5 => format!("{} ms", plus_minus(mean, half_width)),
        Unit::Milliseconds => format!("{} s", plus_minus(mean / 1e3, half_width / 1e3)),
    }
}

/// A value as a cell of a data file; empty where there is no such number.
pub(super) fn cell(unit: Unit, value: f64) -> String {
    match unit {
        _ if !value.is_finite() => String::new(),
        Unit::Milliseconds => cells::millis(Some(value)),
        Unit::Usd => cells::usd(Usd::new(value)),
        Unit::Count | Unit::Level | Unit::Share => cells::fraction(value),
    }
}

/// The heads of the three columns of a measure: its mean, and the ends of the interval.
pub(super) fn heads(measure: Measure) -> [String; 3] {
    let column = measure.column();
    [String::new(), "_low".to_owned(), "_high".to_owned()].map(|end| format!("{column}{end}"))
}

/// The measures that have columns: not those that no point has because nobody asked for them.
pub(super) fn shown(
    measures: impl IntoIterator<Item = Measure>,
    is_measured: impl Fn(Measure) -> bool,
) -> Vec<Measure> {
    let measures = measures.into_iter();
    measures
        .filter(|one| !one.entry().on_request || is_measured(*one))
        .collect()
}

/// Mean and ends of the interval as cells of a data file.
pub(super) fn cells(unit: Unit, estimate: Option<Estimate>) -> [String; 3] {
    estimate.map_or_else(Default::default, |one| {
        [one.mean, one.low(), one.high()].map(|value| cell(unit, value))
    })
}
