//! An event source mapping of SQS in standard mode, measured by one user in 2026: how it grows, what errors leave of it,
//! and that it keeps to its maximum.
//!
//! Two numbers of the model were fitted here, each to part of what was measured, and are judged on what was kept back:
//!
//! - The **turnaround** of a poller, to the ramps of the 100 and the 400 ms function. While a poller deletes and receives
//!   messages none of its invocations is in progress, so short functions have fewer environments than pollers: that is
//!   why the 100 ms function was measured to start 157 environments a minute where 300 pollers are added. Kept back: the
//!   200 and 600 ms functions, and two runs of an earlier series.
//! - What a failed batch leaves of the units, to what was measured with 1 % and 10 % errors. Kept back: 5 %.
//!
//! The author sent messages at a constant rate that is not stated. It follows from the ramps: one ends when all that was sent
//! has been served, and invocations / ramp time are 697 to 781 a second in all four runs of a series. Likewise throughput is
//! read as invocations in 10 s, the only unit in which the growths agree with the totals. Handlers are taken to vary by 4 %,
//! because pollers whose invocations take exactly as long fall into step, and cold starts to take 300 ms.
//!
//! Measured numbers are single runs, and ramps were read in steps of 10 s: marks are wide.
//!
//! Knows the measurements; must not know how a queue is read.

use super::bench::function;
use super::{Bench, Case, Failure, Reference};
use crate::metrics::{Counts, FunctionResult, RunResult, SourceResult};

pub(super) const REFERENCE: Reference = Reference {
    name: "sqs-2026",
    title: "An SQS queue in standard mode, measured in March 2026",
    source: "rehanvdm.com/blog/sqs-lambda-esm-scaling-behaviour and the pages of its experiments, R. van der Merwe, 2026-03-31; \
             numbers only",
    comparisons: 0,
    run,
};

const MEASURED: &str = include_str!("../../../data/measured/sqs-2026.csv");

/// Whether a law was fitted to what is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Fitted,
    KeptBack,
}

use Use::{Fitted, KeptBack};

impl Use {
    /// How far a ramp may be off, as a share.
    fn mark_of_ramps(self) -> f64 {
        match self {
            Fitted => 0.15,
            KeptBack => 0.25,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Fitted => "fitted",
            KeptBack => "kept back",
        }
    }
}

/// How far what errors leave may be off, as a share.
const ERRORS: f64 = 0.40;

/// Messages a second that the runs with errors got: 2,000 in 10 s.
const SENT_WITH_ERRORS: f64 = 200.0;

fn run(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let ramps = ramps(bench)?;
    let errors = errors(bench)?;
    let limits = limits(bench)?;
    Ok([ramps, errors, limits].concat())
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

/// How a mapping grows that has nothing to begin with, until it has caught up with a constant rate.
fn ramps(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let runs = [
        ("batch 1", 100, Fitted),
        ("batch 1", 400, Fitted),
        ("batch 1", 200, KeptBack),
        ("batch 1", 600, KeptBack),
        ("earlier series", 100, KeptBack),
        ("earlier series", 200, KeptBack),
    ];
    let mut cases = Vec::new();
    for (series, millis, used) in runs {
        let condition = format!("{series}, {millis} ms");
        let seconds = measured(&condition, "ramp time");
        let rate = measured(&condition, "invocations during ramp") / seconds;
        let service = format!(
            ".lognormal = {{ median = \"{millis}ms\", p99 = \"{}ms\" }}",
            millis + millis / 10
        );
        let traffic = format!("even.rate = {rate}\n{}", queue_of(""));
        let scenario = scenario(&service, "0%", 1.5 * seconds, &traffic);
        let [result] = &bench.results(&[bench.scenario(&scenario)?])?[..] else {
            continue;
        };
        let ramp = Ramp::of(&result.functions[0]);
        let series = if series == "batch 1" {
            ""
        } else {
            " of an earlier series"
        };
        let name = |what: &str| format!("{millis} ms function{series} ({}): {what}", used.words());
        let pairs = [
            ("ramp time in seconds", "ramp time", ramp.seconds),
            (
                "cold starts a minute",
                "cold starts per minute",
                ramp.cold_starts_per_minute,
            ),
            (
                "growth of invocations",
                "growth of invocations",
                ramp.growth_of_invocations,
            ),
        ];
        for (what, measure, simulated) in pairs {
            let expected = measured(&condition, measure);
            cases.push(off(&name(what), expected, simulated, used.mark_of_ramps()));
        }
    }
    Ok(cases)
}

/// From the start until no message waits.
struct Ramp {
    seconds: f64,
    cold_starts_per_minute: f64,
    /// By how much more is invoked in 10 s after a minute.
    growth_of_invocations: f64,
}

impl Ramp {
    fn of(function: &FunctionResult) -> Self {
        let waits = &function.sources[0].intervals;
        let caught_up = waits
            .iter()
            .skip(10)
            .position(|row| row.oldest_age.is_none());
        let seconds = caught_up.map_or(f64::NAN, |position| (11 + position) as f64);
        let counts = function.intervals.iter().map(|row| row.counts);
        let counts: Vec<_> = counts.take(seconds as usize).collect();
        let cold_starts: u64 = counts.iter().map(|counts| counts.cold_starts).sum();
        let invoked = |ten: &[Counts]| -> u64 { ten.iter().map(|counts| counts.invocations).sum() };
        let tens: Vec<u64> = counts.chunks_exact(10).map(invoked).collect();
        let grown = tens
            .iter()
            .max()
            .zip(tens.first())
            .map(|(most, first)| most - first);
        Self {
            seconds,
            cold_starts_per_minute: cold_starts as f64 * 60.0 / seconds,
            growth_of_invocations: grown.map_or(f64::NAN, |grown| grown as f64 * 60.0 / seconds),
        }
    }
}

/// What errors leave of a mapping that gets messages at a constant rate: of the concurrency, as the mean of the highest of
/// each minute, and of the throughput.
fn errors(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let minutes = if bench.is_full() { 20.0 } else { 5.0 };
    let mut cases = Vec::new();
    for (share, used) in [("1 %", Fitted), ("10 %", Fitted), ("5 %", KeptBack)] {
        let service = ".lognormal = { median = \"50ms\", p99 = \"55ms\" }";
        let traffic = format!("even.rate = {SENT_WITH_ERRORS}\n{}", queue_of(""));
        let scenario = scenario(service, &share.replace(' ', ""), minutes * 60.0, &traffic);
        let [result] = &bench.results(&[bench.scenario(&scenario)?])?[..] else {
            continue;
        };
        let minutes: Vec<_> = result.functions[0].minutes.iter().skip(1).collect();
        let mean = |values: Vec<u64>| values.iter().sum::<u64>() as f64 / values.len() as f64;
        let peak = mean(
            minutes
                .iter()
                .map(|minute| minute.concurrency_max)
                .collect(),
        );
        let invoked = mean(
            minutes
                .iter()
                .map(|minute| minute.counts.invocations)
                .collect(),
        );
        let condition = format!("50 ms function, {share}");
        let left = |what: &str| measured(&condition, &format!("{what} with errors"));
        let throughput = left("throughput") / measured(&condition, "throughput steady");
        let name = |what: &str| format!("{share} errors ({}): {what}", used.words());
        cases.extend([
            off(&name("concurrency"), left("concurrency"), peak, ERRORS),
            off(
                &name("share of the throughput"),
                throughput,
                invoked / 60.0 / SENT_WITH_ERRORS,
                ERRORS,
            ),
        ]);
    }
    Ok(cases)
}

/// The highest concurrency with a maximum. What was measured had its highest after deployments, when all pollers wait for cold
/// starts at the same time; here cold starts take longer than the growth, which comes to the same.
fn limits(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let limits = ["120", "90", "50"];
    let scenarios: Vec<_> = limits
        .iter()
        .map(|limit| {
            let queue = queue_of(&format!("maximum_concurrency = {limit}"));
            let traffic = format!("even.rate = {SENT_WITH_ERRORS}\n{queue}");
            let all_cold = scenario(" = \"50ms\"", "0%", 120.0, &traffic).replace("300ms", "30s");
            bench.scenario(&all_cold)
        })
        .collect::<Result<_, _>>()?;
    let results = bench.results(&scenarios)?;
    let cases = limits.iter().zip(&results).map(|(limit, result)| {
        let condition = format!("50 ms, MaximumConcurrency {limit}");
        Case::exact(
            format!("highest concurrency with a maximum of {limit}"),
            measured(&condition, "concurrent maximum"),
            concurrency_max(result),
        )
    });
    Ok(cases.collect())
}

/// A value, judged by how far it is off, as a share.
fn off(name: &str, expected: f64, simulated: f64, mark: f64) -> Case {
    let share = (simulated / expected - 1.0).abs();
    let digits = if expected < 1.0 { 2 } else { 1 };
    let note = format!("{simulated:.digits$} simulated, {expected} measured");
    Case::at_most(format!("{name}, share that it is off"), mark, share).noted(note)
}

/// One message to an invocation.
fn queue_of(keys: &str) -> String {
    format!("invoked_by.sqs = {{ batch_size = 1, visibility_timeout = \"5m\", {keys} }}")
}

fn scenario(service_time: &str, errors: &str, seconds: f64, traffic: &str) -> String {
    let rules = format!(
        "cold_start = \"300ms\"\nrequests_per_second_limit = false\nerror_rate = \"{errors}\"\n"
    );
    format!(
        r#"
duration = "{seconds}s"
interval = "1s"
[region]
name = "us-east-1"
scaling = "per-function"
account_concurrency = 3000
{}"#,
        function("f", service_time, &rules, traffic)
    )
}

fn concurrency_max(result: &RunResult) -> f64 {
    let sources = result
        .functions
        .iter()
        .flat_map(|function| &function.sources);
    let highest = |source: &SourceResult| source.concurrency.max as f64;
    sources.map(highest).fold(f64::NAN, f64::max)
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
        assert_eq!(measured("earlier series, 100 ms", "ramp time"), 90.0);
        assert!(measured("batch 1, 400 ms", "nothing").is_nan());
    }

    /// Only if invocations are counted in 10 s: else growths and totals of what was measured contradict each other.
    #[test]
    fn growth_and_totals_of_the_ramps_agree() {
        for millis in [100, 200, 400, 600] {
            let condition = format!("batch 1, {millis} ms");
            let of = |measure: &str| measured(&condition, measure);
            let seconds = of("ramp time");
            let at_the_end = of("growth of invocations") / 60.0 * seconds / 10.0;
            let mean = of("invocations during ramp") / seconds;
            let ratio = at_the_end / mean;
            assert!((1.6..2.1).contains(&ratio), "{millis} ms: {ratio} is not 2");
        }
    }
}
