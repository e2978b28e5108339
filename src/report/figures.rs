//! Figures of the JSON files that several of them have: an estimate, and a level.
//!
//! It must not know what they are figures of.

use serde::Serialize;
use serde_json::{Value, json};

use super::cells::json_fraction;
use crate::metrics::Level;
use crate::study::Estimate;

/// A level as its mean and its maximum.
#[derive(Debug, Serialize)]
pub(super) struct Extent {
    mean: f64,
    max: u64,
}

impl Extent {
    pub(super) fn new(level: Level) -> Self {
        Self {
            mean: json_fraction(level.mean),
            max: level.max,
        }
    }
}

/// An estimate as JSON. A single observation has no interval.
pub(super) fn estimate(estimate: &Estimate) -> Value {
    let interval = [number(estimate.low()), number(estimate.high())];
    let ci95 = match interval {
        [Some(_), Some(_)] => json!(interval),
        _ => Value::Null,
    };
    json!({ "mean": number(estimate.mean), "ci95": ci95, "n": estimate.n })
}

/// A number to nine significant digits: more would only show how a platform rounds.
pub(super) fn number(value: f64) -> Option<f64> {
    let rounded = format!("{value:.8e}").parse().ok();
    rounded.filter(|value: &f64| value.is_finite())
}
