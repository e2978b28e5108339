//! scratch
#![allow(warnings)]
use burstsim::kernel::{Calendar, Phase, SimTime, Streams};
use burstsim::lambda::simulate;
use burstsim::scenario::Scenario;
use burstsim::scenario::parse::{NoFiles, Source, parse};
use burstsim::workload::{Arrivals, Sampler};
use std::time::Instant;
const MEAN: f64 = 0.925;
fn scenario(in_flight: f64, requests: f64, functions: usize, interval: &str) -> Scenario {
    let rate = in_flight / MEAN;
    let mut text = format!(
        "duration = \"{:.3}s\"\ninterval=\"{interval}\"\n[region]\nname = \"us-east-1\"\nscaling = \"regional-burst\"\naccount_concurrency = 1000000\nburst = 1000000\n",
        requests / rate
    );
    for i in 0..functions {
        text += &format!(
            "[[functions]]\nname = \"f{i}\"\nservice_time.lognormal = {{ median = \"800ms\", p99 = \"2800ms\" }}\ncold_start = \"350ms\"\ntraffic = [{{ poisson.rate = {} }}]\n",
            rate / functions as f64
        );
    }
    parse(
        Source {
            name: "b",
            default_name: "b",
            text: &text,
        },
        &[],
        &NoFiles,
    )
    .unwrap_or_else(|e| panic!("{e}"))
    .scenario
}
fn floor(scenario: &Scenario) -> u64 {
    let streams = Streams::new(1, 0);
    let function = &scenario.functions[0];
    let burstsim::scenario::Traffic::Poisson(profile) = &function.traffic[0] else {
        panic!()
    };
    let mut arrivals = Arrivals::poisson(profile, streams.stream("f", "arrivals"));
    let service = Sampler::new(&function.service_time);
    let mut services = streams.stream("f", "service time");
    let end = SimTime::ZERO + scenario.duration;
    let mut calendar: Calendar<(u64, u32, bool)> = Calendar::new();
    let mut schedule_arrival = |calendar: &mut Calendar<(u64, u32, bool)>| {
        if let Some(at) = arrivals.next() {
            calendar.schedule(at, Phase::Arrival, (0, 0, true));
        }
    };
    schedule_arrival(&mut calendar);
    let mut completions = 0;
    while let Some((now, (_, _, is_arrival))) = calendar.pop_before(end) {
        if is_arrival {
            schedule_arrival(&mut calendar);
            calendar.schedule(
                now + service.sample(&mut services),
                Phase::Completion,
                (1, 1, false),
            );
        } else {
            completions += 1;
        }
    }
    completions
}
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let levels: Vec<f64> = if a.len() > 1 {
        a[1].split(',').map(|x| x.parse().unwrap()).collect()
    } else {
        vec![10., 1e3, 1e4, 1e5]
    };
    let functions: usize = a.get(2).map_or(1, |x| x.parse().unwrap());
    let interval = a.get(3).map_or("1s", |x| x.as_str());
    let rounds: usize = a.get(4).map_or(5, |x| x.parse().unwrap());
    for l in levels {
        let n = (1e6f64).max(20.0 * l);
        let s = scenario(l, n, functions, interval);
        let s1 = scenario(l, n, 1, interval);
        let (mut f, mut m) = (f64::MAX, f64::MAX);
        for _ in 0..rounds {
            if rounds > 1 {
                let t = Instant::now();
                std::hint::black_box(floor(&s1));
                f = f.min(t.elapsed().as_secs_f64());
            }
            let t = Instant::now();
            let r = std::hint::black_box(simulate(&s, 0));
            m = m.min(t.elapsed().as_secs_f64());
            drop(r);
        }
        println!(
            "{l:>8} in flight: floor {:6.1}  model {:6.1}  ratio {:.2}",
            f * 1e9 / n,
            m * 1e9 / n,
            m / f
        );
    }
}
