//! `timeseries.csv`: a row for each interval and function.
//!
//! It turns results into bytes and knows nothing of files.

use std::io::{self, Write};

use super::cells;
use crate::metrics::{FunctionInterval, RunResult};

const COLUMNS: [&str; 26] = [
    "time_s",
    "function",
    "arrivals",
    "attempts",
    "invocations",
    "provisioned_invocations",
    "cold_starts",
    "throttles",
    "throttles_scaling",
    "throttles_concurrency",
    "throttles_rate",
    "given_up",
    "completions",
    "in_flight_mean",
    "in_flight_max",
    "open_mean",
    "open_max",
    "environments_mean",
    "environments_max",
    "provisioned_allocated",
    "provisioned_busy_max",
    "latency_p50_ms",
    "latency_p99_ms",
    "errors",
    "function_errors",
    "timeouts",
];

/// Writes the file, by time and within one interval in the order of the functions.
pub(super) fn write(result: &RunResult, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(COLUMNS)?;
    let names: Vec<_> = result
        .functions
        .iter()
        .map(|function| cells::name(&function.name))
        .collect();
    let intervals = result
        .functions
        .iter()
        .map(|function| function.intervals.len());
    for index in 0..intervals.max().unwrap_or(0) {
        for (function, name) in result.functions.iter().zip(&names) {
            if let Some(interval) = function.intervals.get(index) {
                csv.write_record(row(name, interval))?;
            }
        }
    }
    csv.flush()
}

fn row(name: &str, interval: &FunctionInterval) -> [String; COLUMNS.len()] {
    let counts = &interval.counts;
    [
        cells::time(interval.start),
        name.to_owned(),
        cells::count(counts.arrivals),
        cells::count(counts.attempts),
        cells::count(counts.invocations),
        cells::count(counts.provisioned_invocations),
        cells::count(counts.cold_starts),
        cells::count(counts.throttles()),
        cells::count(counts.throttles_scaling),
        cells::count(counts.throttles_concurrency),
        cells::count(counts.throttles_rate),
        cells::count(counts.given_up),
        cells::count(counts.completions),
        cells::fraction(interval.in_flight.mean),
        cells::count(interval.in_flight.max),
        cells::fraction(interval.open.mean),
        cells::count(interval.open.max),
        cells::fraction(interval.environments.mean),
        cells::count(interval.environments.max),
        cells::count(interval.provisioned_allocated),
        cells::count(interval.provisioned_busy_max),
        cells::millis(interval.latency.map(|latency| latency.p50_ms)),
        cells::millis(interval.latency.map(|latency| latency.p99_ms)),
        cells::count(counts.all_errors()),
        cells::count(counts.function_errors),
        cells::count(counts.timeouts),
    ]
}

#[cfg(test)]
mod tests {
    use crate::report::fixture;

    #[test]
    fn has_a_row_for_each_interval_and_function() {
        let text = fixture::text_of(|out| super::write(&fixture::small(), out));
        insta::assert_snapshot!(text);
    }
}
