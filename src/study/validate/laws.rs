//! Laws without chance: Little's, and that nothing is lost or invented.
//!
//! Knows results as any reader of them; must not know how they were counted.

use super::bench::{expiring_after, function, one_limit};
use super::{Bench, Case, Failure, Reference};
use crate::metrics::{FunctionResult, RunResult};
use crate::scenario::shipped::{self, ShippedFiles};
use crate::scenario::{ScalingRule, Scenario};

pub(super) const REFERENCE: Reference = Reference {
    name: "laws",
    title: "Little's law; nothing lost or invented",
    source: "Little 1961, L = rate x W, exactly over a run that ends empty; conservation",
    comparisons: 0,
    run,
};

/// Traffic that stops early enough for everything to be done at the end.
const EARLY: &str = r#"poisson.stages = [
  { duration = "60s", target = 300, shape = "step" }, { duration = "60s", target = 20 },
]"#;
const LOGNORMAL: &str = ".lognormal = { mean = \"1s\", sd = \"1s\" }\nclient.retry";

fn run(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let mut cases = Vec::new();
    for (name, retry) in [
        (
            "Little's law, overloaded, refused requests leave",
            " = \"none\"",
        ),
        (
            "Little's law, overloaded, refused requests retry until served",
            ".custom = { max_attempts = 1000, base = \"1s\", cap = \"20s\", jitter = \"full\" }",
        ),
    ] {
        let service = format!("{LOGNORMAL}{retry}");
        let scenario = bench.scenario(&format!(
            "{}{}",
            one_limit(1000.0, 1000.0, 300, 200),
            function("f", &service, &expiring_after(30.0), EARLY)
        ))?;
        // Averaged over replications, both sides stay equal.
        let sides = bench.measure(&scenario, bench.replications(32), little)?;
        let n = sides.len() as f64;
        let waiting = sides.iter().map(|(waiting, _)| waiting).sum::<f64>() / n;
        let level = sides.iter().map(|(_, level)| level).sum::<f64>() / n;
        cases.push(Case::exact(name, waiting, level));
    }
    cases.extend(conservation(bench)?);
    Ok(cases)
}

/// Rate x mean time open, and mean number open.
fn little(result: &RunResult) -> (f64, f64) {
    let function = &result.functions[0];
    let seconds = result.simulated.as_secs_f64();
    let mean_latency = function.latency.mean_ms().unwrap_or(0.0) / 1000.0;
    let rate = function.totals.completions as f64 / seconds;
    (rate * mean_latency, function.open.mean)
}

/// What must not happen in any run, with how to find it.
type Breach = (&'static str, fn(&Scenario, &RunResult) -> bool);

const BREACHES: [Breach; 3] = [
    (
        "requests, attempts or environments lost or invented",
        |_, result| result.check_conservation().is_err(),
    ),
    (
        "account's concurrency limit exceeded",
        |scenario, result| {
            let limit = u64::from(scenario.region.account_concurrency.get());
            result.account.concurrency.max > limit || result.account.claimed.max > limit
        },
    ),
    (
        "more environments than burst quota and ramp allow",
        |scenario, result| {
            let rule = &scenario.region.scaling;
            let minutes = result.simulated.as_secs_f64() / 60.0;
            let allowed =
                f64::from(rule.burst().get()) + f64::from(rule.ramp_per_minute().get()) * minutes;
            let cold_starts = |function: &FunctionResult| function.totals.cold_starts as f64;
            match rule {
                ScalingRule::RegionalBurst { .. } => {
                    result.functions.iter().map(cold_starts).sum::<f64>() > allowed
                }
                ScalingRule::PerFunction { .. } => {
                    result.functions.iter().any(|f| cold_starts(f) > allowed)
                }
            }
        },
    ),
];

fn conservation(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let mut broken = [0; BREACHES.len()];
    let mut runs = 0;
    for shipped in shipped::all() {
        // A quick look takes the ones that AWS published; they are small.
        if !bench.is_full() && !shipped.name.starts_with("operator-guide") {
            continue;
        }
        let scenario = bench.scenario_with_files(shipped.text, &ShippedFiles)?;
        for found in bench.measure(&scenario, 2, |result| {
            BREACHES.map(|(_, broken)| broken(&scenario, result))
        })? {
            runs += 1;
            for (count, broken) in broken.iter_mut().zip(found) {
                *count += u32::from(broken);
            }
        }
    }
    let cases = BREACHES.iter().zip(broken).map(|((breach, _), broken)| {
        let name = format!("in {runs} runs of shipped scenarios: {breach}");
        Case::exact(name, 0.0, f64::from(broken))
    });
    Ok(cases.collect())
}
