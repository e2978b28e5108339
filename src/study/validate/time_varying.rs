//! M(t)/G/infinity: concurrency under traffic that rises, falls and swings.
//!
//! Knows scenarios and instants; must not know how arrivals are made.

use super::bench::{NO_LIMIT, QUEUE_ONLY, function, one_limit};
use super::formulas::{Service, Sinusoid, mean_after_ramp, mean_after_sinusoid};
use super::{Bench, Case, Failure, Reference};
use crate::kernel::SimTime;
use crate::world::{Observer, Served};

pub(super) const REFERENCE: Reference = Reference {
    name: "mt-g-infinity",
    title: "Mean concurrency at an instant, under a rate that changes",
    source: "M(t)/G/infinity, m(t) = E[rate(t - Se)] E[S]: Eick, Massey and Whitt 1993",
    comparisons: SERVICES.len() * (TRIANGLE_AT.len() + SWING_AT.len()),
    run,
};

const REPLICATIONS: u64 = 2000;

const SERVICES: [(&str, &str, Service); 2] = [
    (
        "exponential",
        ".exponential = { mean = \"5s\" }",
        Service::Exponential(5.0),
    ),
    ("constant", " = \"5s\"", Service::Constant(5.0)),
];

/// Up to 40 requests a second in 50 s, down to none in another 50.
const TRIANGLE: &str =
    r#"poisson.stages = [{ duration = "50s", target = 40 }, { duration = "50s", target = 0 }]"#;
const TRIANGLE_AT: [f64; 4] = [10.0, 50.0, 56.0, 90.0];

const SWING: &str =
    r#"poisson.diurnal = { mean = 30, amplitude = 25, period = "40s", peak_at = "10s" }"#;
const SWING_AT: [f64; 4] = [10.0, 60.0, 70.0, 93.0];

fn run(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let mut cases = Vec::new();
    for (seed, (name, toml, service)) in (200..).zip(SERVICES) {
        let scenario = |traffic| {
            bench.scenario(&format!(
                "{}{}",
                one_limit(100.0, 100.0, seed, NO_LIMIT),
                function("f", toml, QUEUE_ONLY, traffic)
            ))
        };
        let mut compare = |shape, traffic, instants, mean: fn(Service, f64) -> f64| {
            let looks = bench.observed(
                &scenario(traffic)?,
                bench.replications(REPLICATIONS),
                &Looks::at(instants),
            )?;
            for (index, instant) in instants.into_iter().enumerate() {
                let seen: Vec<f64> = looks.iter().map(|looks| looks.0[index].1 as f64).collect();
                let case = format!("{shape} at {instant} s, {name}");
                cases.push(Case::chance(case, mean(service, instant), &seen));
            }
            Ok::<(), Failure>(())
        };
        compare("ramp up and down", TRIANGLE, TRIANGLE_AT, triangle)?;
        compare("sinusoid", SWING, SWING_AT, swing)?;
    }
    Ok(cases)
}

/// A slope up, and from 50 s on twice that slope down.
fn triangle(service: Service, t: f64) -> f64 {
    0.8 * mean_after_ramp(service, t) - 1.6 * mean_after_ramp(service, t - 50.0)
}

fn swing(service: Service, t: f64) -> f64 {
    let rate = Sinusoid {
        mean: 30.0,
        amplitude: 25.0,
        period: 40.0,
        peak_at: 10.0,
    };
    mean_after_sinusoid(service, rate, t)
}

/// Counts who is in service at given instants.
#[derive(Clone, Debug)]
struct Looks([(SimTime, u64); 4]);

impl Looks {
    fn at(instants: [f64; 4]) -> Self {
        Self(instants.map(|instant| (SimTime::from_secs_f64(instant), 0)))
    }
}

impl Observer for Looks {
    fn served(&mut self, served: &Served) {
        for (instant, count) in &mut self.0 {
            if served.at <= *instant && *instant < served.until {
                *count += 1;
            }
        }
    }
}
