//! burstsim's side of the comparison with other simulators, `benches/peers/compare`:
//! `peer_comparison INTERVAL RATE DURATION_S SEED` prints a line of JSON.
//!
//! The full model with all its metrics: every limit is checked, though none binds, and every
//! series of a run is recorded, a row per interval. What a scenario's defaults add to the work of
//! the others, retirement by age, is off. Only `simulate` is timed, not reading the scenario.
//!
//! It is an example of the package, not a package of its own as nexosim's program is, so that it is
//! built with burstsim's own lock file and profile and checked with it.
#![allow(clippy::print_stdout, reason = "printing is what an example is for")]

use std::time::Instant;

use burstsim::scenario::parse::{NoFiles, Source, parse};
use burstsim::world::simulate;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [interval, rate, duration_s, seed] = arguments.as_slice() else {
        return Err("usage: peer_comparison INTERVAL RATE DURATION_S SEED".into());
    };
    let text = format!(
        r#"
        duration = "{duration_s}s"
        seed = {seed}
        interval = "{interval}"

        [region]
        name = "us-east-1"
        scaling = "regional-burst"
        account_concurrency = 1_000_000
        burst = 1_000_000

        [[functions]]
        name = "f"
        service_time.lognormal = {{ median = "800ms", p99 = "2800ms" }}
        cold_start = "350ms"
        idle_timeout = "640s"
        max_lifetime = "none"
        reuse = "most-recently-used"
        traffic = [{{ poisson.rate = {rate} }}]
        "#
    );
    let source = Source {
        name: "peer_comparison",
        default_name: "peer-comparison",
        text: &text,
    };
    let scenario = parse(source, &[], &NoFiles)?.scenario;

    let started = Instant::now();
    let result = simulate(&scenario, 0);
    let seconds = started.elapsed().as_secs_f64();

    let totals = result.totals();
    if totals.throttles() > 0 {
        return Err("a limit was hit: the others have none".into());
    }
    println!(
        r#"{{"requests": {}, "seconds": {seconds}, "cold_starts": {}, "in_flight": {}}}"#,
        totals.arrivals, totals.cold_starts, result.account.concurrency.mean
    );
    Ok(())
}
