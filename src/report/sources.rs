//! `sources.csv`: a row for each interval and source with a queue; and what `summary.json` says of such sources.
//!
//! It turns results into bytes and data, and knows nothing of files.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::cells::{self, json_fraction, json_millis};
use super::figures::Extent;
use crate::kernel::SimDuration;
use crate::metrics::{LatencyHistogram, RunResult, SourceInterval, SourceResult};

const COLUMNS: [&str; 14] = [
    "time_s",
    "function",
    "source",
    "kind",
    "received",
    "delivered",
    "deleted",
    "retried",
    "dead_lettered",
    "dropped",
    "backlog_max",
    "oldest_age_s",
    "concurrency_max",
    "pollers",
];

/// Whether a run has sources with a queue.
pub(super) fn has_any(result: &RunResult) -> bool {
    let mut functions = result.functions.iter();
    functions.any(|function| !function.sources.is_empty())
}

/// Writes the file, by time, and within one interval in the order of the functions and their traffic.
pub(super) fn write(result: &RunResult, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(COLUMNS)?;
    let functions = result.functions.iter();
    let sources: Vec<_> = functions
        .flat_map(|function| {
            let name = cells::name(&function.name);
            let sources = function.sources.iter();
            sources.map(move |source| (name.clone(), source))
        })
        .collect();
    let rows = sources.iter().map(|(_, source)| source.intervals.len());
    for index in 0..rows.max().unwrap_or(0) {
        for (name, source) in &sources {
            if let Some(interval) = source.intervals.get(index) {
                csv.write_record(row(name, source, interval))?;
            }
        }
    }
    csv.flush()
}

fn row(name: &str, source: &SourceResult, interval: &SourceInterval) -> [String; COLUMNS.len()] {
    let counts = &interval.counts;
    [
        cells::time(interval.start),
        name.to_owned(),
        cells::count(source.source as u64),
        source.kind.clone().into_owned(),
        cells::count(counts.received),
        cells::count(counts.delivered),
        cells::count(counts.deleted),
        cells::count(counts.retried),
        cells::count(counts.dead_lettered),
        cells::count(counts.dropped()),
        cells::count(interval.backlog_max),
        cells::fraction(interval.oldest_age.map_or(0.0, SimDuration::as_secs_f64)),
        cells::count(interval.concurrency_max),
        cells::count(interval.pollers),
    ]
}

/// A source in `summary.json`. Every item ends in one place: what was there when the warm-up ended and what was
/// received is deleted, dead-lettered, dropped, waiting or in flight.
#[derive(Debug, Serialize)]
pub(super) struct SourceSummary {
    source: usize,
    kind: Cow<'static, str>,
    received: u64,
    delivered: u64,
    deleted: u64,
    retried: u64,
    dead_lettered: u64,
    dropped: u64,
    dropped_by_age: u64,
    dropped_by_attempts: u64,
    backlog_at_start: u64,
    in_flight_at_start: u64,
    backlog_at_end: u64,
    in_flight_at_end: u64,
    backlog: Extent,
    concurrency: Extent,
    oldest_age_s: Option<f64>,
    age_ms: Ages,
    pollers_mean: f64,
}

/// From the arrival of an item to the invocation that takes it.
#[derive(Debug, Serialize)]
struct Ages {
    mean: Option<f64>,
    p50: Option<f64>,
    p99: Option<f64>,
    max: Option<f64>,
}

impl SourceSummary {
    pub(super) fn new(source: &SourceResult) -> Self {
        let totals = &source.totals;
        Self {
            source: source.source,
            kind: source.kind.clone(),
            received: totals.received,
            delivered: totals.delivered,
            deleted: totals.deleted,
            retried: totals.retried,
            dead_lettered: totals.dead_lettered,
            dropped: totals.dropped(),
            dropped_by_age: totals.dropped_by_age,
            dropped_by_attempts: totals.dropped_by_attempts,
            backlog_at_start: source.backlog_at_start,
            in_flight_at_start: source.in_flight_at_start,
            backlog_at_end: source.backlog_at_end,
            in_flight_at_end: source.in_flight_at_end,
            backlog: Extent::new(source.backlog),
            concurrency: Extent::new(source.concurrency),
            oldest_age_s: source
                .oldest_age
                .map(|age| json_fraction(age.as_secs_f64())),
            age_ms: Ages::new(&source.age),
            pollers_mean: json_fraction(source.pollers_mean),
        }
    }
}

impl Ages {
    fn new(ages: &LatencyHistogram) -> Self {
        let quantile = |share| ages.quantile_ms(share).map(json_millis);
        Self {
            mean: ages.mean_ms().map(json_millis),
            p50: quantile(0.5),
            p99: quantile(0.99),
            max: ages.max_ms().map(json_millis),
        }
    }
}
