//! A day of 1,000 requests/s, 86.4 million in all: how long it takes, and how much memory.
//!
//! ```sh
//! cargo run --release --example day_of_traffic
//! ```
#![allow(clippy::print_stdout, reason = "printing is what an example is for")]

use std::time::Instant;

use burstsim::lambda::simulate;
use burstsim::scenario::parse::{NoFiles, Source, parse};

const SCENARIO: &str = r#"
duration = "24h"
interval = "1s"

[region]
name = "us-east-1"
scaling = "regional-burst"

[[functions]]
name = "api"
service_time.lognormal = { median = "120ms", p99 = "900ms" }
cold_start = "350ms"
traffic = [{ poisson.rate = 1000 }]
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let source = Source {
        name: "day_of_traffic",
        default_name: "day-of-traffic",
        text: SCENARIO,
    };
    let scenario = parse(source, &[], &NoFiles)?.scenario;

    let started = Instant::now();
    let result = simulate(&scenario, 0);
    let seconds = started.elapsed().as_secs_f64();

    let requests = result.totals().arrivals as f64;
    println!(
        "{:.1} million requests in {seconds:.1} s: {:.0} ns each, {:.1} million a second",
        requests / 1e6,
        seconds * 1e9 / requests,
        requests / seconds / 1e6
    );
    println!(
        "peak resident memory: {}",
        peak_memory().as_deref().unwrap_or("not known here")
    );
    Ok(())
}

/// Linux keeps the high-water mark of a process's resident memory.
fn peak_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().to_owned())
}
