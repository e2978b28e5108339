//! How the burst quota of 2018 to 2023 refilled: one measured curve from 0 to 3,500 environments, beside the
//! model with either refill.
//!
//! The curve is flat from 3 to 9 s after the start and then rises by all that was missing within two
//! seconds: what a step at a whole minute would do, if the load began some 51 s after one. Nobody wrote
//! down when it did, and it is a single curve, so it is shown and not judged.
//!
//! Knows the curve, not how the quota is kept.

use super::bench::{QUEUE_ONLY, function};
use super::measured::rows;
use super::{Bench, Case, Failure, Reference};
use crate::metrics::RunResult;

pub(super) const REFERENCE: Reference = Reference {
    name: "refill-2022",
    title: "From 0 to 3,500 environments, measured in 2022, beside either refill of the burst quota",
    source: "github.com/Vlaaaaaaad/blog-scaling-containers-on-aws-in-2022, read off a picture: +-15 environments, +-2 s",
    comparisons: 0,
    run,
};

const CURVE: &str = include_str!("../../../data/measured/scaling-lambda-2022.csv");

/// When the load begins, so that a whole minute comes 9 s later.
const START: usize = 51;
/// What was wanted.
const LEVEL: f64 = 3500.0;
/// Seconds after the start that are compared: before, in and after the rise.
const SECONDS: [usize; 4] = [4, 8, 13, 60];

fn run(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let curve: Vec<(f64, f64)> = rows(CURVE).map(|row| (row[0], row[1])).collect();
    let mut cases = Vec::new();
    for refill in ["continuous", "stepped"] {
        let scenario = bench.scenario(&step_of_load(refill))?;
        let alive = bench
            .measure(&scenario, 1, environments_after_each_second)?
            .concat();
        for second in SECONDS {
            let simulated = alive.get(START + second - 1).copied();
            let name = format!("{refill}: environments {second} s after the start");
            let measured = environments_at(&curve, second as f64);
            cases.push(Case::reported(
                name,
                measured,
                simulated.unwrap_or(f64::NAN),
            ));
        }
    }
    Ok(cases)
}

/// What the curve has reached by a second.
fn environments_at(curve: &[(f64, f64)], second: f64) -> f64 {
    let until = curve.iter().filter(|point| point.0 <= second);
    until.map(|point| point.1).fold(f64::NAN, f64::max)
}

/// All at once; what is refused comes back each tenth of a second.
fn step_of_load(refill: &str) -> String {
    let rules = format!(
        "{QUEUE_ONLY}client.retry.custom = {{ max_attempts = 1000, base = \"100ms\", cap = \"100ms\", \
         jitter = \"none\" }}\n"
    );
    let traffic = format!("batch = {{ at = [\"{START}s\"], requests = {LEVEL} }}");
    format!(
        r#"
duration = "120s"
interval = "1s"
[region]
name = "us-east-1"
scaling = "regional-burst"
refill = "{refill}"
account_concurrency = 5000
{}"#,
        function("f", " = \"1h\"", &rules, &traffic)
    )
}

fn environments_after_each_second(result: &RunResult) -> Vec<f64> {
    let intervals = result.functions[0].intervals.iter();
    intervals
        .map(|interval| interval.environments.max as f64)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_is_flat_and_then_complete() {
        let curve: Vec<(f64, f64)> = rows(CURVE).map(|row| (row[0], row[1])).collect();
        assert_eq!(curve.len(), 27);
        assert_eq!(
            [4.0, 8.0, 13.0].map(|second| environments_at(&curve, second)),
            [3000.0, 3000.0, 3480.0]
        );
    }
}
