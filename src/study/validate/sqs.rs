//! An event source mapping of SQS in standard mode, measured by one user in 2026: what errors leave of its concurrency,
//! how it grows, and that it keeps to its maximum.
//!
//! The back-off of the model was fitted to the two concurrencies with errors, so that agreement there says only that its
//! form is right. The growth was not: it is what AWS publishes. Measured numbers are single runs, read off plots whose
//! load is not stated, so marks are wide: 30 % where a law was fitted, 10 % for the growth with the 400 ms function. The
//! 100 ms function was measured to grow half as fast as AWS publishes, which nothing that is known explains; it is shown
//! and not judged.
//!
//! Knows the measurements; must not know how a queue is read.

use super::bench::{QUEUE_ONLY, function};
use super::{Bench, Case, Failure, Reference};
use crate::metrics::{FunctionResult, RunResult};

pub(super) const REFERENCE: Reference = Reference {
    name: "sqs-2026",
    title: "An SQS queue in standard mode, measured in March 2026",
    source: "rehanvdm.com/blog/sqs-lambda-esm-scaling-behaviour, R. van der Merwe, 2026-03-31; numbers only",
    comparisons: 0,
    run,
};

const MEASURED: &str = include_str!("../../../data/measured/sqs-2026.csv");

/// How far a fitted law may be off, as a share.
const FITTED: f64 = 0.30;
/// The same of what AWS publishes.
const PUBLISHED: f64 = 0.10;

fn run(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let errors = errors(bench)?;
    let growth = growth(bench)?;
    let limits = limits(bench)?;
    Ok([errors, growth, limits].concat())
}

/// A number of the measurement: of its condition and what was measured, which begin with these words.
fn measured(condition: &str, measure: &str) -> f64 {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(MEASURED.as_bytes());
    let mut rows = reader.records().filter_map(Result::ok);
    let row = rows.find(|row| row[1].starts_with(condition) && row[2].starts_with(measure));
    row.and_then(|row| row[3].parse().ok()).unwrap_or(f64::NAN)
}

/// What 1 % and 10 % errors leave of a concurrency of 60, as the mean of the highest of each minute.
fn errors(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let minutes = if bench.is_full() { 10 } else { 4 };
    let shares = ["1 %", "10 %"];
    let runs: Vec<_> = shares
        .iter()
        .map(|share| {
            bench.scenario(&deep_queue(
                "50ms",
                share,
                minutes,
                "maximum_concurrency = 60",
            ))
        })
        .collect::<Result<_, _>>()?;
    let results = bench.results(&runs)?;
    let cases = shares.iter().zip(&results).map(|(share, result)| {
        let measured = measured(
            &format!("50 ms function, {share}"),
            "concurrency with errors",
        );
        let minutes = result.functions[0].minutes.iter().skip(1);
        let peaks: Vec<f64> = minutes
            .map(|minute| minute.concurrency_max as f64)
            .collect();
        let peak = peaks.iter().sum::<f64>() / peaks.len() as f64;
        off(
            &format!("{share} errors: concurrency"),
            measured,
            peak,
            FITTED,
        )
    });
    Ok(cases.collect())
}

/// How fast units are added while messages wait, and how long it takes to as many environments as were counted.
fn growth(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let mut cases = Vec::new();
    for millis in ["400", "100"] {
        let scenario = bench.scenario(&deep_queue(&format!("{millis}ms"), "0 %", 4, ""))?;
        let [result] = &bench.results(&[scenario])?[..] else {
            continue;
        };
        let condition = format!("batch 1, {millis} ms");
        let per_minute = measured(&condition, "cold starts per minute");
        let (total, ramp) = (
            measured(&condition, "cold starts total"),
            measured(&condition, "ramp time"),
        );
        let added = started(&result.functions[0], 90) - started(&result.functions[0], 30);
        let name = |what: &str| format!("{millis} ms function: {what}");
        let seconds = seconds_to(&result.functions[0], total);
        let pairs = [
            (name("cold starts a minute"), per_minute, added),
            (name("seconds to as many environments"), ramp, seconds),
        ];
        for (name, expected, simulated) in pairs {
            cases.push(match millis {
                "400" => off(&name, expected, simulated, PUBLISHED),
                _ => Case::reported(name, expected, simulated),
            });
        }
    }
    Ok(cases)
}

/// The highest concurrency with a maximum, at the load of 2,000 messages a second that was measured without one.
fn limits(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let limits = ["120", "90", "50"];
    let scenarios: Vec<_> = limits
        .iter()
        .map(|limit| {
            let queue = format!("maximum_concurrency = {limit}");
            let traffic = format!("poisson.rate = 2000\n{}", queue_of(&queue));
            bench.scenario(&scenario("50ms", "0 %", 2, &traffic))
        })
        .collect::<Result<_, _>>()?;
    let results = bench.results(&scenarios)?;
    let cases = limits.iter().zip(&results).map(|(limit, result)| {
        let expected = measured(
            &format!("50 ms, MaximumConcurrency {limit}"),
            "concurrent maximum",
        );
        let most = concurrency_max(result);
        Case::exact(
            format!("highest concurrency with a maximum of {limit}"),
            expected,
            most,
        )
    });
    Ok(cases.collect())
}

/// A value, judged by how far it is off, as a share.
fn off(name: &str, expected: f64, simulated: f64, mark: f64) -> Case {
    let share = (simulated / expected - 1.0).abs();
    let note = format!("{simulated:.1} simulated, {expected} measured");
    Case::at_most(format!("{name}, share that it is off"), mark, share).noted(note)
}

/// More messages than can be read in this many minutes, each invoked by itself.
fn deep_queue(service_time: &str, errors: &str, minutes: u32, queue: &str) -> String {
    let traffic = format!(
        "batch = {{ at = [\"0s\"], requests = 1000000 }}\n{}",
        queue_of(queue)
    );
    scenario(service_time, errors, minutes, &traffic)
}

fn queue_of(keys: &str) -> String {
    format!("invoked_by.sqs = {{ batch_size = 1, visibility_timeout = \"5m\", {keys} }}")
}

fn scenario(service_time: &str, errors: &str, minutes: u32, traffic: &str) -> String {
    let rules = format!("{QUEUE_ONLY}error_rate = \"{}\"\n", errors.replace(' ', ""));
    format!(
        r#"
duration = "{minutes}m"
interval = "1s"
[region]
name = "us-east-1"
scaling = "per-function"
account_concurrency = 3000
{}"#,
        function("f", &format!(" = \"{service_time}\""), &rules, traffic)
    )
}

/// Environments that were started up to a second.
fn started(function: &FunctionResult, second: usize) -> f64 {
    let rows = function.intervals.iter().take(second);
    rows.map(|row| row.counts.cold_starts).sum::<u64>() as f64
}

fn seconds_to(function: &FunctionResult, environments: f64) -> f64 {
    let seconds = 1..=function.intervals.len();
    let mut reached = seconds.filter(|&second| started(function, second) >= environments);
    reached.next().map_or(f64::NAN, |second| second as f64)
}

fn concurrency_max(result: &RunResult) -> f64 {
    let sources = result
        .functions
        .iter()
        .flat_map(|function| &function.sources);
    sources
        .map(|source| source.concurrency.max as f64)
        .fold(f64::NAN, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_measured_is_found() {
        assert_eq!(
            measured("50 ms function, 1 %", "concurrency with errors"),
            25.0
        );
        assert_eq!(measured("batch 1, 400 ms", "ramp time"), 170.0);
        assert!(measured("batch 1, 400 ms", "nothing").is_nan());
    }
}
