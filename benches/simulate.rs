//! The full model with all metrics on, from 10 to 100,000 requests in flight, against its floor:
//! the same draws and the same calendar operations and nothing else.
//!
//! ```sh
//! cargo bench --bench simulate
//! ```
//! Times are for a million requests: a millisecond here is a nanosecond a request.
#![allow(
    clippy::panic,
    reason = "a bench whose scenario is wrong has nothing to measure"
)]

use std::hint::black_box;
use std::time::Duration;

use burstsim::kernel::{Calendar, Phase, SimTime, Streams};
use burstsim::lambda::simulate;
use burstsim::scenario::Scenario;
use burstsim::scenario::parse::{NoFiles, Source, parse};
use burstsim::workload::{Arrivals, Sampler};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};

const REQUESTS: u64 = 1_000_000;
/// Mean of a lognormal with median 0.8 s and p99 2.8 s.
const MEAN_SERVICE_S: f64 = 0.925;

/// Poisson arrivals and lognormal service with a mean of `in_flight` requests in flight. The run
/// is long enough for about a million requests and for as many in flight as that.
fn scenario(in_flight: u64) -> Scenario {
    let rate = in_flight as f64 / MEAN_SERVICE_S;
    let text = format!(
        r#"
        duration = "{:.3}s"
        [region]
        name = "us-east-1"
        scaling = "regional-burst"
        account_concurrency = 1000000
        burst = 1000000
        [[functions]]
        name = "f"
        service_time.lognormal = {{ median = "800ms", p99 = "2800ms" }}
        cold_start = "350ms"
        traffic = [{{ poisson.rate = {rate} }}]
        "#,
        REQUESTS as f64 / rate
    );
    let source = Source {
        name: "bench",
        default_name: "bench",
        text: &text,
    };
    match parse(source, &[], &NoFiles) {
        Ok(parsed) => parsed.scenario,
        Err(error) => panic!("{error}"),
    }
}

/// A million arrivals and completions through the calendar, with their draws.
fn floor(scenario: &Scenario) -> u64 {
    let streams = Streams::new(1, 0);
    let function = &scenario.functions[0];
    let burstsim::scenario::Traffic::Poisson(profile) = &function.traffic[0] else {
        panic!("the scenario has Poisson traffic");
    };
    let mut arrivals = Arrivals::poisson(profile, streams.stream("f", "arrivals"));
    let service = Sampler::new(&function.service_time);
    let mut services = streams.stream("f", "service time");
    let end = SimTime::ZERO + scenario.duration;
    let mut calendar = Calendar::new();
    let mut schedule_arrival = |calendar: &mut Calendar<bool>| {
        if let Some(at) = arrivals.next() {
            calendar.schedule(at, Phase::Arrival, true);
        }
    };
    schedule_arrival(&mut calendar);
    let mut completions = 0;
    while let Some((now, is_arrival)) = calendar.pop_before(end) {
        if is_arrival {
            schedule_arrival(&mut calendar);
            calendar.schedule(
                now + service.sample(&mut services),
                Phase::Completion,
                false,
            );
        } else {
            completions += 1;
        }
    }
    completions
}

fn full_model_and_floor(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("a million requests");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(4));
    for in_flight in [10, 1_000, 10_000, 100_000] {
        let scenario = scenario(in_flight);
        group.bench_with_input(
            BenchmarkId::new("floor", in_flight),
            &scenario,
            |bench, scenario| {
                bench.iter(|| floor(black_box(scenario)));
            },
        );
        group.bench_with_input(
            BenchmarkId::new("model", in_flight),
            &scenario,
            |bench, scenario| {
                bench.iter(|| simulate(black_box(scenario), 0));
            },
        );
    }
    group.finish();
}

criterion_group!(benches, full_model_and_floor);
criterion_main!(benches);
