//! Warm environments at the start: what they change, and that `"steady"` is what a settled service has.

use burstsim::scenario::*;
use burstsim::world::simulate;

use crate::support::{bare_function, constant, poisson, scenario, secs};

fn real(name: &str, rate: f64, service: Distribution) -> Function {
    Function {
        cold_start: constant(0.25),
        idle_timeout: Some(secs(380.0)),
        surplus_idle_timeout: Some(secs(1496.0)),
        ..bare_function(name, service, vec![poisson(rate)])
    }
}

#[test]
fn experiment() {
    for (rate, service) in [
        (0.0005, 0.2),
        (0.001, 0.2),
        (0.002, 0.2),
        (0.003, 0.2),
        (0.005, 0.2),
        (0.01, 0.2),
        (0.1, 0.2),
        (1.0, 0.2),
        (10.0, 0.2),
        (50.0, 0.12),
        (100.0, 1.0),
        (500.0, 0.1),
        (500.0, 2.0),
        (2.0, 30.0),
    ] {
        for heavy in [false, true] {
            for life in [
                None,
                Some(Distribution::Weibull {
                    shape: 28.0,
                    scale: secs(7144.0),
                }),
            ] {
                let dist = if heavy {
                    Distribution::Lognormal(Lognormal::MeanSd {
                        mean: secs(service),
                        sd: secs(2.0 * service),
                    })
                } else {
                    constant(service)
                };
                let mut f = real("f", rate, dist);
                f.max_lifetime = life.clone();
                let mut cold = scenario(3600.0 * 12.0, 10_000, 10_000, vec![f.clone()]);
                cold.warm_up = secs(3600.0 * 3.0);
                if rate >= 500.0 {
                    cold.duration = secs(3600.0 * 6.0);
                }
                let settled = simulate(&cold, 0).functions[0].environments.mean;
                f.warm_environments = Some(WarmEnvironments::Steady);
                let warm = scenario(600.0, 10_000, 10_000, vec![f]);
                let steady = simulate(&warm, 0).functions[0].warm_at_start;
                println!(
                    "{rate} {service} heavy {heavy} life {}: settled {settled:.2}, steady {steady}",
                    life.is_some()
                );
            }
        }
    }
}
