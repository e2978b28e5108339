//! Many functions share 10,000 requests per second: what does a request cost?
//!
//! ```sh
//! cargo run --release --example many_functions 10000 200        # functions, simulated seconds
//! cargo run --release --example many_functions 10000 200 zipf   # the busiest have most of the traffic
//! ```
//! To count instructions and cache misses, run the program under `valgrind --tool=cachegrind` for two
//! spans of simulated time and divide the difference by that of the requests: setting up the functions
//! then falls out. docs/performance.md cites such counts.
#![allow(clippy::print_stdout, reason = "printing is what an example is for")]

use std::error::Error;
use std::time::Instant;

use burstsim::scenario::parse::{NoFiles, Source, parse};
use burstsim::world::simulate;

const REQUESTS_PER_SECOND: f64 = 10_000.0;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (functions, seconds, weight): (_, _, fn(u32) -> f64) = match arguments.as_slice() {
        [functions, seconds] => (functions, seconds, |_| 1.0),
        [functions, seconds, mix] if mix == "zipf" => {
            (functions, seconds, |rank| 1.0 / f64::from(rank))
        }
        _ => return Err("usage: many_functions FUNCTIONS SECONDS [zipf]".into()),
    };
    let (functions, seconds): (u32, u32) = (functions.parse()?, seconds.parse()?);
    let source = Source {
        name: "many functions",
        default_name: "many functions",
        text: &scenario(functions, seconds, weight),
    };
    let scenario = parse(source, &[], &NoFiles)?.scenario;

    let started = Instant::now();
    let requests = simulate(&scenario, 0).totals().arrivals;
    let nanos = started.elapsed().as_secs_f64() * 1e9;
    let each = nanos / requests as f64;
    println!("{functions} functions, {requests} requests: {each:.1} ns a request");
    Ok(())
}

/// As the cases of `benches/simulate` with as many functions; `weight` is what a function of a rank, from 1, has of the
/// traffic beside the others.
fn scenario(functions: u32, seconds: u32, weight: fn(u32) -> f64) -> String {
    let head = format!(
        r#"
        duration = "{seconds}s"
        interval = "60s"
        [region]
        name = "us-east-1"
        scaling = "regional-burst"
        account_concurrency = 1000000
        burst = 1000000
        "#
    );
    let all: f64 = (1..=functions).map(weight).sum();
    let function = |number| {
        let rate = REQUESTS_PER_SECOND * weight(number) / all;
        format!(
            r#"
            [[functions]]
            name = "f{number}"
            service_time.lognormal = {{ median = "800ms", p99 = "2800ms" }}
            cold_start = "350ms"
            traffic = [{{ poisson.rate = {rate} }}]
            "#
        )
    };
    (1..=functions).fold(head, |text, number| text + &function(number))
}
