//! The full model with all metrics on, and its floor: the same draws and the same calendar
//! operations and nothing else.
//!
//! ```sh
//! cargo bench --bench simulate
//! ```
//! Ends with a table of everything in Criterion's folder, the other benches included: `cargo bench`
//! runs this one last.
#![allow(
    clippy::panic,
    clippy::print_stdout,
    reason = "a bench whose scenario is wrong has nothing to measure; its table is its purpose"
)]

mod cases;
mod floor;
mod table;

use std::hint::black_box;
use std::time::Duration;

use burstsim::world::simulate;
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, SamplingMode, Throughput};

use cases::Case;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    in_flight(&mut criterion);
    others(&mut criterion);
    criterion.final_summary();
    table::print();
}

/// From 10 to 100,000 requests in flight: floor and model next to each other.
fn in_flight(criterion: &mut Criterion) {
    let mut group = group(criterion, "in flight");
    for level in [10, 1_000, 10_000, 100_000] {
        let case = cases::in_flight(level);
        group.throughput(Throughput::Elements(case.requests));
        group.bench_function(BenchmarkId::new("floor", &case.name), |bench| {
            bench.iter(|| floor::run(black_box(&case.scenario)));
        });
        model(&mut group, &case);
    }
    group.finish();
}

/// What else takes time: limits that bind, provisioned concurrency, retries, many functions.
fn others(criterion: &mut Criterion) {
    let mut group = group(criterion, "others");
    for case in cases::others() {
        model(&mut group, &case);
    }
    group.finish();
}

fn model(group: &mut BenchmarkGroup<'_, WallTime>, case: &Case) {
    group.throughput(Throughput::Elements(case.requests));
    group.bench_function(BenchmarkId::new("model", &case.name), |bench| {
        bench.iter(|| simulate(black_box(&case.scenario), 0));
    });
}

fn group<'a>(criterion: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group
        .sample_size(10)
        .sampling_mode(SamplingMode::Flat)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3));
    group
}
