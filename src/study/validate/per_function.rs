//! The scaling rule since November 2023: two functions that scale independently, and a request rate
//! that grows, each second by second.
//!
//! Knows the quotas by AWS's documentation, not by the catalog.

use super::bench::{QUEUE_ONLY, function};
use super::{Bench, Case, Failure, Reference};
use crate::metrics::{FunctionResult, RunResult};

pub(super) const REFERENCE: Reference = Reference {
    name: "per-function",
    title: "Function instances and request rates after a step of load, since November 2023",
    source: "AWS Lambda developer guide, scaling-behavior: for each function 1,000 instances, or 10,000 requests/s, \
             every 10 s, refilled continuously: 1,000 + 100 t instances, what is due strictly before t; a rate of \
             10,000 + 1,000 t requests/s is established, and the 1,000 a second that raise it are served, too",
    comparisons: 0,
    run,
};

const SECONDS: f64 = 60.0;
const LIMIT: f64 = 10_000.0;
/// Instances each function needs after the step; both together stay below the limit.
const LEVELS: [(&str, f64); 2] = [("a", 3000.0), ("b", 5000.0)];
/// Requests of 1 ms each second: they need no more than 50 instances.
const OFFERED: f64 = 50_000.0;

fn run(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let mut cases = Vec::new();

    let functions: String = LEVELS
        .iter()
        .map(|(name, level)| function(name, " = \"1s\"", QUEUE_ONLY, &even(*level)))
        .collect();
    let scenario = bench.scenario(&step_of_load(&functions))?;
    let instances = bench
        .measure(&scenario, 1, |run| each(run, instances_after))?
        .concat();
    for ((name, level), instances) in LEVELS.iter().zip(&instances) {
        let expected = |end: f64| (1000.0 + due(100.0, end)).min(*level);
        let title = format!("{name}, a step to {level} instances");
        cases.extend(compared(&title, "instances", instances, expected));
    }

    let rules = QUEUE_ONLY.replace("limit = false", "limit = true");
    let fast = function("f", " = \"1ms\"", &rules, &even(OFFERED));
    let scenario = bench.scenario(&step_of_load(&fast))?;
    let served = bench
        .measure(&scenario, 1, |run| each(run, served_in))?
        .concat();
    cases.extend(served.iter().map(|served| rates_compared(served)));
    Ok(cases)
}

/// How many seconds agree, and the value of one in the middle of the climb.
fn compared(
    title: &str,
    what: &str,
    simulated: &[f64],
    expected: impl Fn(f64) -> f64,
) -> [Case; 2] {
    let ends = (1..).map(f64::from);
    let agreeing = simulated
        .iter()
        .zip(ends)
        .filter(|&(&simulated, end)| simulated == expected(end))
        .count();
    let at_10 = simulated.get(9).copied().unwrap_or(f64::NAN);
    [
        Case::exact(
            format!("{title}: of {SECONDS} seconds, as many agree"),
            SECONDS,
            agreeing as f64,
        ),
        Case::exact(
            format!("{title}: {what} in second 10"),
            expected(10.0),
            at_10,
        ),
    ]
}

/// In how many seconds the requests served agree: the mean over the second, of which the last may fall due
/// with its end and count for the next. Not in the first, in which the rate is still being established.
fn rates_compared(served: &[f64]) -> Case {
    let expected = |end: f64| (10_000.0 + 1000.0 * (end - 0.5) + 1000.0).min(OFFERED);
    let ends = (1..).map(f64::from);
    let agreeing = served.iter().zip(ends).skip(1);
    let agreeing =
        agreeing.filter(|&(&served, end)| (0.0..=1.0).contains(&(expected(end) - served)));
    let title = format!(
        "f, a step to {OFFERED} requests/s: of {} seconds after the first, as many agree",
        SECONDS - 1.0
    );
    let at_10 = served.get(9).copied().unwrap_or(f64::NAN);
    Case::exact(title, SECONDS - 1.0, agreeing.count() as f64).noted(format!(
        "{at_10} served in second 10, expected {}",
        expected(10.0)
    ))
}

/// Tokens that fall due strictly before `end`, at this many a second.
fn due(per_second: f64, end: f64) -> f64 {
    (end * per_second).ceil() - 1.0
}

fn even(per_second: f64) -> String {
    format!("even.rate = {per_second}")
}

fn step_of_load(functions: &str) -> String {
    format!(
        r#"
duration = "{SECONDS}s"
[region]
name = "us-east-1"
scaling = "per-function"
account_concurrency = {LIMIT}
{functions}"#
    )
}

/// What `read` finds in each function.
fn each(run: &RunResult, read: fn(&FunctionResult) -> Vec<f64>) -> Vec<Vec<f64>> {
    run.functions.iter().map(read).collect()
}

/// Instances at the end of each second; none is stopped.
fn instances_after(function: &FunctionResult) -> Vec<f64> {
    let intervals = function.intervals.iter();
    intervals
        .map(|interval| interval.environments.max as f64)
        .collect()
}

fn served_in(function: &FunctionResult) -> Vec<f64> {
    let intervals = function.intervals.iter();
    intervals
        .map(|interval| interval.counts.invocations as f64)
        .collect()
}
