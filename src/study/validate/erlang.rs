//! Erlang B: with one limit, no expiry and no retry, the throttled share is Erlang's, whatever the
//! distribution of the service time.
//!
//! Knows scenarios and counts; must not know how the model admits.

use super::bench::{QUEUE_ONLY, function, one_limit};
use super::formulas::erlang_b;
use super::{Bench, Case, Failure, Reference};
use crate::metrics::{Counts, RunResult};

pub(super) const REFERENCE: Reference = Reference {
    name: "erlang-b",
    title: "Share of requests throttled at a concurrency limit",
    source: "Erlang 1917, loss formula B(load, limit); insensitive to the service time: Sevastyanov 1957",
    comparisons: GRID.len() * SERVICES,
    run,
};

/// A load and a limit, with the seconds observed in each replication.
struct Point {
    offered: f64,
    limit: u32,
    seconds: f64,
}

/// From one server to AWS's default limit, from light load to overload.
const GRID: [Point; 6] = [
    point(0.5, 1, 40_000.0),
    point(8.0, 10, 12_000.0),
    point(20.0, 10, 8000.0),
    point(100.0, 100, 3000.0),
    point(1000.0, 1000, 600.0),
    point(1500.0, 1000, 200.0),
];

const fn point(offered: f64, limit: u32, seconds: f64) -> Point {
    Point {
        offered,
        limit,
        seconds,
    }
}

/// Points beyond take too long for a quick look.
const QUICK_LIMIT: u32 = 10;

/// Mean service times until the start is forgotten; what remains of it is far below the error.
const WARM_UP: f64 = 100.0;

const REPLICATIONS: u64 = 32;

/// Distributions of the service time.
const SERVICES: usize = 4;

fn run(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let mut cases = Vec::new();
    for (seed, point) in (0..).zip(&GRID) {
        if !bench.is_full() && point.limit > QUICK_LIMIT {
            continue;
        }
        for (service, functions) in services(point.offered) {
            let scenario = bench.scenario(&format!(
                "{}{functions}",
                one_limit(
                    WARM_UP + bench.length(point.seconds),
                    WARM_UP,
                    seed,
                    point.limit
                )
            ))?;
            let shares =
                bench.measure(&scenario, bench.replications(REPLICATIONS), throttled_share)?;
            let name = format!(
                "{} erlangs, limit {}, {service}",
                point.offered, point.limit
            );
            let expected = erlang_b(point.offered, point.limit);
            cases.push(Case::chance(name, expected, &shares));
        }
    }
    Ok(cases)
}

/// Functions with a mean service time of one second that together offer `offered` erlangs.
fn services(offered: f64) -> [(&'static str, String); SERVICES] {
    let one = |service| function("f", service, QUEUE_ONLY, &poisson(offered));
    // Two Poisson streams with exponential services share the account. Together they are one stream
    // with a hyper-exponential service: 0.5 s in 9 of 10 requests, 5.5 s in the tenth; the
    // coefficient of variation is 2.35.
    let mixture = function(
        "f",
        ".exponential = { mean = \"500ms\" }",
        QUEUE_ONLY,
        &poisson(0.9 * offered),
    ) + &function(
        "g",
        ".exponential = { mean = \"5500ms\" }",
        QUEUE_ONLY,
        &poisson(0.1 * offered),
    );
    [
        ("exponential", one(".exponential = { mean = \"1s\" }")),
        ("constant", one(" = \"1s\"")),
        (
            "lognormal",
            one(".lognormal = { mean = \"1s\", sd = \"1500ms\" }"),
        ),
        ("hyper-exponential", mixture),
    ]
}

fn poisson(rate: f64) -> String {
    format!("poisson.rate = {rate}")
}

fn throttled_share(result: &RunResult) -> f64 {
    let mut counts = Counts::default();
    for function in &result.functions {
        for interval in function.intervals.iter().skip(1) {
            counts += interval.counts;
        }
    }
    counts.throttle_rate()
}
