//! Queueing theory: the model against formulas it does not contain.

use burstsim::scenario::{Distribution, Lognormal};
use burstsim::world::simulate;

use crate::support::*;

/// Erlang's loss formula by its stable recursion: the blocked share of Poisson arrivals with
/// `offered` erlangs on `servers` servers (Erlang 1917).
pub(crate) fn erlang_b(offered: f64, servers: u32) -> f64 {
    (1..=servers).fold(1.0, |b, n| offered * b / (f64::from(n) + offered * b))
}

#[test]
fn erlang_b_recursion_agrees_with_published_tables() {
    // ITU teletraffic tables: 4.46 erlangs on 10 servers block 1 %, 84.1 on 100 block 1 %.
    assert!((erlang_b(4.461, 10) - 0.01).abs() < 1e-4);
    assert!((erlang_b(84.06, 100) - 0.01).abs() < 1e-4);
}

/// With a single limit c, no expiry and no retry the throttled share is Erlang B, whatever the
/// distribution of the service time (insensitivity; Sevastyanov 1957).
#[test]
fn throttled_share_is_erlang_b_for_any_service_time() {
    let services = [
        ("exponential", Distribution::Exponential { mean: secs(1.0) }),
        ("constant", constant(1.0)),
        (
            "lognormal",
            Distribution::Lognormal(Lognormal::MeanSd {
                mean: secs(1.0),
                sd: secs(1.5),
            }),
        ),
    ];
    for (offered, servers) in [(8.0, 10), (100.0, 100), (30.0, 20)] {
        let expected = erlang_b(offered, servers);
        for (name, service) in &services {
            let function = bare_function("f", service.clone(), vec![poisson(offered)]);
            let mut scenario = scenario(2000.0, servers, servers, vec![function]);
            scenario.interval = secs(50.0);
            let result = simulate(&scenario, 0);
            // Each interval is 50 service times.
            let (mean, error) = batch_means(&result.functions[0], |row| row.counts.throttle_rate());
            assert!(
                (mean - expected).abs() < 4.0 * error,
                "{name}, {offered} erlangs on {servers}: throttled {mean} +- {error}, Erlang B {expected}"
            );
            assert!(error < 0.02, "{name}: the test says too little: +- {error}");
        }
    }
}

/// Without limits the number in flight is Poisson with mean rate x service time (M/G/infinity).
#[test]
fn unlimited_concurrency_has_the_mean_of_m_g_infinity() {
    let service = Distribution::Lognormal(Lognormal::MeanSd {
        mean: secs(2.0),
        sd: secs(2.0),
    });
    let function = bare_function("f", service, vec![poisson(25.0)]);
    let mut scenario = scenario(5000.0, 100_000, 100_000, vec![function]);
    scenario.interval = secs(50.0);
    let result = simulate(&scenario, 0);
    let (mean, error) = batch_means(&result.functions[0], |row| row.in_flight.mean);
    assert!(
        (mean - 50.0).abs() < 4.0 * error,
        "mean in flight {mean} +- {error}, theory 50"
    );
}

/// Little's law, exactly: in a run where all requests complete, time in system summed over
/// requests equals the area under the number open.
#[test]
fn littles_law_holds_exactly_when_everything_completes() {
    let function = bare_function(
        "f",
        Distribution::Exponential { mean: secs(0.5) },
        vec![batch(&[0.0, 1.0, 2.0], 400), batch(&[5.0], 100)],
    );
    let result = simulate(&scenario(1000.0, 300, 300, vec![function]), 0);
    let function = &result.functions[0];
    assert_eq!(function.open_at_end, 0);
    let latencies = function.latency.mean_ms().expect("completions") / 1000.0
        * function.totals.completions as f64;
    let area = function.in_flight.mean * 1000.0;
    assert!(
        (latencies / area - 1.0).abs() < 1e-12,
        "{latencies} s is not {area} s"
    );
}
