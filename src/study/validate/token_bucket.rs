//! The Region's scaling quota, until November 2023: instances under a step of load that needs a new environment for each request.
//!
//! Knows Regions by their names and quotas by AWS's documentation, not by the catalog.

use super::bench::{QUEUE_ONLY, function};
use super::{Bench, Case, Failure, Reference};
use crate::metrics::RunResult;

pub(super) const REFERENCE: Reference = Reference {
    name: "token-bucket",
    title: "Function instances after a step of load, in each Region class",
    source: "AWS Lambda developer guide 2022, invocation-scaling: burst quota, then 500 a minute, up to the \
             account's limit: min(burst + 500 t / min, limit), tokens due strictly before t",
    comparisons: 0,
    run,
};

/// A Region of each class, with the burst quota that AWS documented.
const CLASSES: [(&str, f64); 3] = [
    ("us-east-1", 3000.0),
    ("eu-central-1", 1000.0),
    ("ap-northeast-2", 500.0),
];
const RAMP: f64 = 500.0;
const LIMIT: f64 = 10_000.0;

/// Instances are compared at the end of each of these.
const INTERVAL: f64 = 15.0;
const MINUTES: f64 = 20.0;

fn run(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let mut cases = Vec::new();
    for (refill, regained) in [
        ("continuous", continuous as fn(f64) -> f64),
        ("stepped", stepped),
    ] {
        for (region, burst) in CLASSES {
            let scenario = bench.scenario(&step_of_load(region, refill))?;
            let instances = bench
                .measure(&scenario, 1, instances_after_each_interval)?
                .concat();
            let expected = |end: f64| (burst + regained(end)).min(LIMIT);
            let ends = (1..).map(|number| f64::from(number) * INTERVAL);
            let agreeing = instances
                .iter()
                .zip(ends)
                .filter(|&(&instances, end)| instances == expected(end))
                .count();
            let all = (MINUTES * 60.0 / INTERVAL).round();
            let name = format!("{region}, {refill}: of {all} instants, as many agree");
            cases.push(Case::exact(name, all, agreeing as f64));

            let ten_minutes = instances.get((600.0 / INTERVAL) as usize - 1);
            let name = format!("{region}, {refill}: instances after 10 min");
            let simulated = ten_minutes.copied().unwrap_or(f64::NAN);
            cases.push(Case::exact(name, expected(600.0), simulated));
        }
    }
    Ok(cases)
}

/// Tokens that fall due strictly before `end`, one each 60/500 s.
fn continuous(end: f64) -> f64 {
    (end * RAMP / 60.0).ceil() - 1.0
}

/// The same, 500 at each whole minute.
fn stepped(end: f64) -> f64 {
    RAMP * ((end / 60.0).ceil() - 1.0)
}

/// From the start on, 400 requests a second that last longer than the run.
fn step_of_load(region: &str, refill: &str) -> String {
    let seconds = MINUTES * 60.0;
    format!(
        r#"
duration = "{seconds}s"
interval = "{INTERVAL}s"
[region]
name = "{region}"
scaling = "regional-burst"
refill = "{refill}"
account_concurrency = {LIMIT}
{}"#,
        function("f", " = \"2h\"", QUEUE_ONLY, "even.rate = 400")
    )
}

fn instances_after_each_interval(result: &RunResult) -> Vec<f64> {
    let mut created = 0;
    let intervals = result.functions[0].intervals.iter();
    intervals
        .map(|interval| {
            created += interval.counts.cold_starts;
            created as f64
        })
        .collect()
}
