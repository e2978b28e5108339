//! Figures of the JSON files that several of them have: an estimate, a level, latencies.
//!
//! It must not know what they are figures of.

use serde::Serialize;
use serde_json::{Value, json};

use super::cells::{json_fraction, json_millis};
use crate::metrics::{LatencyHistogram, Level};
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

/// Latencies in milliseconds.
#[derive(Debug, Serialize)]
pub(super) struct Latency {
    mean: Option<f64>,
    p50: Option<f64>,
    p90: Option<f64>,
    p95: Option<f64>,
    p99: Option<f64>,
    p999: Option<f64>,
    max: Option<f64>,
}

impl Latency {
    pub(super) fn new(histogram: &LatencyHistogram) -> Self {
        let quantile = |quantile| histogram.quantile_ms(quantile).map(json_millis);
        Self {
            mean: histogram.mean_ms().map(json_millis),
            p50: quantile(0.5),
            p90: quantile(0.9),
            p95: quantile(0.95),
            p99: quantile(0.99),
            p999: quantile(0.999),
            max: histogram.max_ms().map(json_millis),
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
