//! Cold starts from a pool whose idle environments expire.
//!
//! Knows scenarios and counts; must not know how the model keeps its pool.

use super::bench::{NO_LIMIT, expiring_after, function, one_limit};
use super::first_passage::Pool;
use super::{Bench, Case, Failure, Reference};
use crate::metrics::{Counts, RunResult};

pub(super) const REFERENCE: Reference = Reference {
    name: "expiry",
    title: "Cold starts and environments with an idle timeout",
    source: "No overlap: exp(-rate x timeout). Exact: first passage of M/M/infinity, overflow of Erlang's \
             system (Riordan 1962). Published approximation: Mahmoudi and Khazaei 2020, IEEE Trans. Cloud Computing",
    comparisons: LONE.len() + LIGHT.len() + 2 * POOLS.len(),
    run,
};

const REPLICATIONS: u64 = 32;

/// Arrivals observed in each replication.
const ARRIVALS: f64 = 100_000.0;

/// Timeouts until the start is forgotten.
const WARM_UP: f64 = 20.0;

/// One environment at a time: (rate, idle timeout).
const LONE: [(f64, f64); 2] = [(0.002, 600.0), (0.005, 640.0)];

/// Several, but hardly ever two at once: here the published approximation holds.
const LIGHT: [Pool; 2] = [pool(0.002, 2.0, 600.0), pool(0.005, 2.0, 600.0)];

/// Several: from two at a time to ten, and AWS's measured conditions at 0.9 requests a second.
const POOLS: [Pool; 4] = [
    pool(1.0, 2.0, 60.0),
    pool(5.0, 1.0, 30.0),
    pool(10.0, 1.0, 20.0),
    pool(0.9, 2.0, 600.0),
];

const fn pool(rate: f64, service: f64, timeout: f64) -> Pool {
    Pool {
        rate,
        service,
        timeout,
    }
}

fn run(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let mut cases = Vec::new();
    for (seed, (rate, timeout)) in (400..).zip(LONE) {
        // A service of a microsecond: two requests meet once in a hundred million.
        let observed = observe(bench, seed, rate, " = \"0.001ms\"", timeout)?;
        let name = format!("cold starts, no overlap, {rate}/s, timeout {timeout} s");
        let expected = libm::exp(-rate * timeout);
        cases.push(Case::chance(name, expected, &observed.cold));
    }
    for (seed, pool) in (410..).zip(LIGHT) {
        let observed = observe_pool(bench, seed, pool)?;
        let name = format!("cold starts, published approximation, {}", setting(pool));
        let expected = pool.published().cold;
        cases.push(Case::chance(name, expected, &observed.cold));
    }
    for (seed, pool) in (420..).zip(POOLS) {
        let observed = observe_pool(bench, seed, pool)?;
        let setting = setting(pool);
        let exact = pool.exact();
        cases.push(Case::chance(
            format!("cold starts, exact, {setting}"),
            exact.cold,
            &observed.cold,
        ));
        cases.push(Case::chance(
            format!("mean environments, exact, {setting}"),
            exact.environments,
            &observed.environments,
        ));
        cases.push(approximation(&setting, pool, &observed));
    }
    Ok(cases)
}

fn setting(pool: Pool) -> String {
    let Pool {
        rate,
        service,
        timeout,
    } = pool;
    format!("{rate}/s x {service} s, timeout {timeout} s")
}

fn observe_pool(bench: &Bench, seed: u64, pool: Pool) -> Result<Observed, Failure> {
    let service = format!(".exponential = {{ mean = \"{}s\" }}", pool.service);
    observe(bench, seed, pool.rate, &service, pool.timeout)
}

/// The published approximation beside the simulation, outside the range where it holds. It is not
/// judged: what it differs from the simulation it differs from the exact result.
fn approximation(setting: &str, pool: Pool, observed: &Observed) -> Case {
    let published = pool.published().cold;
    let mean = observed.cold.iter().sum::<f64>() / observed.cold.len() as f64;
    let off = 100.0 * (published / pool.exact().cold - 1.0);
    Case::reported(
        format!("cold starts, published approximation, {setting}"),
        published,
        mean,
    )
    .noted(format!(
        "the approximation is {off:+.1} % off the exact result"
    ))
}

/// What each replication observed after the warm-up.
struct Observed {
    cold: Vec<f64>,
    environments: Vec<f64>,
}

fn observe(
    bench: &Bench,
    seed: u64,
    rate: f64,
    service: &str,
    timeout: f64,
) -> Result<Observed, Failure> {
    let warm_up = WARM_UP * timeout;
    let intervals = (bench.length(ARRIVALS) / rate / warm_up).ceil();
    let traffic = format!("poisson.rate = {rate}");
    let scenario = bench.scenario(&format!(
        "{}{}",
        one_limit(warm_up * (1.0 + intervals), warm_up, seed, NO_LIMIT),
        function("f", service, &expiring_after(timeout), &traffic)
    ))?;
    let (cold, environments) = bench
        .measure(&scenario, bench.replications(REPLICATIONS), after_warm_up)?
        .into_iter()
        .unzip();
    Ok(Observed { cold, environments })
}

/// Share of cold starts, and mean number of environments.
fn after_warm_up(result: &RunResult) -> (f64, f64) {
    let mut counts = Counts::default();
    let (mut sum, mut intervals) = (0.0, 0.0);
    for interval in result.functions[0].intervals.iter().skip(1) {
        counts += interval.counts;
        sum += interval.environments.mean;
        intervals += 1.0;
    }
    (counts.cold_start_rate(), sum / intervals)
}
