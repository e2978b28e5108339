//! M/G/infinity: without limits, concurrency is Poisson with mean rate x service time.
//!
//! Knows scenarios and what is in flight at their end; must not know how the model counts it.

use super::bench::{NO_LIMIT, QUEUE_ONLY, function, one_limit};
use super::case::SIGNIFICANCE;
use super::formulas::{chi_squared_critical, chi_squared_of_poisson};
use super::{Bench, Case, Failure, Reference};

pub(super) const REFERENCE: Reference = Reference {
    name: "mg-infinity",
    title: "Concurrency without limits: Poisson law",
    source: "M/G/infinity, Poisson whatever the service time: Takacs 1962, Introduction to the Theory of Queues",
    comparisons: 3 * SERVICES.len(),
    run,
};

const RATE: f64 = 12.5;
const MEAN: f64 = 25.0;

/// Thirty mean service times: longer residual services than that are one in 50,000.
const SECONDS: f64 = 60.0;

/// One independent look at the end of each run, in groups of which each gives mean and variance.
const GROUPS: u64 = 80;
const GROUP: usize = 100;

const SERVICES: [(&str, &str); 3] = [
    ("exponential", ".exponential = { mean = \"2s\" }"),
    ("constant", " = \"2s\""),
    ("lognormal", ".lognormal = { mean = \"2s\", sd = \"2s\" }"),
];

fn run(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let mut cases = Vec::new();
    for (seed, (name, service)) in (100..).zip(SERVICES) {
        let traffic = format!("poisson.rate = {RATE}");
        let scenario = bench.scenario(&format!(
            "{}{}",
            one_limit(SECONDS, SECONDS, seed, NO_LIMIT),
            function("f", service, QUEUE_ONLY, &traffic)
        ))?;
        let looks = bench.replications(GROUPS) * GROUP as u64;
        let in_flight =
            bench.measure(&scenario, looks, |result| result.functions[0].open_at_end)?;
        let (means, variances): (Vec<f64>, Vec<f64>) =
            in_flight.chunks(GROUP).map(mean_and_variance).unzip();
        cases.push(Case::chance(format!("mean, {name}"), MEAN, &means));
        cases.push(Case::chance(format!("variance, {name}"), MEAN, &variances));

        let (statistic, degrees) = chi_squared_of_poisson(MEAN, &in_flight);
        let critical = chi_squared_critical(degrees, SIGNIFICANCE);
        let law = format!("chi squared of {looks} looks, {name}");
        cases.push(
            Case::goodness_of_fit(law, critical, statistic)
                .noted(format!("{degrees} degrees of freedom")),
        );
    }
    Ok(cases)
}

fn mean_and_variance(values: &[u64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<u64>() as f64 / n;
    let squares: f64 = values
        .iter()
        .map(|&value| (value as f64 - mean).powi(2))
        .sum();
    (mean, squares / (n - 1.0))
}
