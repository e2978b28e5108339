//! A day of 1,000 requests/s, 86.4 million in all: how long it takes, and how much memory.
//!
//! ```sh
//! cargo run --release --example day_of_traffic
//! cargo run --release --example day_of_traffic -- 10
//! ```
//! With a factor: this many times the requests, each this many times as short, so that as many are in
//! flight. Memory then stays as it is: it does not grow with requests.
#![allow(clippy::print_stdout, reason = "printing is what an example is for")]

#[path = "shared/memory.rs"]
mod memory;

use std::time::Instant;

use burstsim::scenario::parse::{NoFiles, Source, parse};
use burstsim::world::simulate;

fn scenario(factor: u32) -> String {
    let micros = |millis: u32| millis * 1000 / factor;
    format!(
        r#"
        duration = "24h"
        interval = "1s"

        [region]
        name = "us-east-1"
        scaling = "regional-burst"
        account_concurrency = {}

        [[functions]]
        name = "api"
        service_time.lognormal = {{ median = "{}us", p99 = "{}us" }}
        cold_start = "350ms"
        traffic = [{{ poisson.rate = {} }}]
        "#,
        1000 * factor,
        micros(120),
        micros(900),
        1000 * factor
    )
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let factor = match std::env::args().nth(1) {
        None => 1,
        Some(argument) => match argument.parse() {
            Ok(factor @ 1..=100) => factor,
            _ => return Err("the factor is a whole number from 1 to 100".into()),
        },
    };
    let text = scenario(factor);
    let source = Source {
        name: "day_of_traffic",
        default_name: "day-of-traffic",
        text: &text,
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
    println!("peak resident memory: {}", memory::peak());
    Ok(())
}
