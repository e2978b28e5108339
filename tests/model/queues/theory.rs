//! Queueing theory: a queue that a fixed number of invocations drain, against formulas that the model does not contain.

use burstsim::scenario::*;
use burstsim::world::simulate;

use super::*;
use crate::theory::erlang_b;

/// Mean wait in M/M/c, in service times: Erlang's delay formula.
pub(crate) fn wait_of_m_m_c(offered: f64, servers: u32) -> f64 {
    let (blocked, free) = (erlang_b(offered, servers), f64::from(servers) - offered);
    let delayed = f64::from(servers) * blocked / (free + offered * blocked);
    delayed / free
}

/// The chance that a Poisson number is `least` or more.
fn poisson_tail(mean: f64, least: u32) -> f64 {
    let mut term = (-mean).exp();
    let mut below = 0.0;
    for number in 0..least {
        below += term;
        term *= mean / f64::from(number + 1);
    }
    1.0 - below
}

/// Mean wait in M/D/c, in service times: Crommelin's series (1932).
pub(crate) fn wait_of_m_d_c(offered: f64, servers: u32) -> f64 {
    let terms = (1..=(500.0 / offered) as u32).map(|n| {
        let (mean, least) = (f64::from(n) * offered, n * servers);
        let share = offered / f64::from(servers);
        poisson_tail(mean, least) - poisson_tail(mean, least + 1) / share
    });
    terms.sum()
}

#[test]
fn the_formulas_agree_with_published_values() {
    // One server: Pollaczek and Khinchine, half as long with constant service.
    for load in [0.3, 0.5, 0.8] {
        assert!((wait_of_m_m_c(load, 1) - load / (1.0 - load)).abs() < 1e-12);
        assert!((wait_of_m_d_c(load, 1) - load / (1.0 - load) / 2.0).abs() < 1e-6);
    }
    // Two servers at a load of 0.5: Erlang's delay formula gives 1/3 to wait at all.
    assert!((wait_of_m_m_c(1.0, 2) - 1.0 / 3.0).abs() < 1e-12);
}

/// Messages of a queue that come at random, until there is time to finish all of them.
fn drained(service: Distribution, rate_per_second: f64, servers: u32) -> Scenario {
    let settings = SqsSource {
        maximum_concurrency: Some(number(servers)),
        visibility_timeout: secs(3600.0),
        ..queue()
    };
    let stage = |seconds, per_second| Stage {
        duration: secs(seconds),
        target: rate(per_second),
        shape: StageShape::Step,
    };
    let stages = vec![stage(4000.0, rate_per_second), stage(200.0, 0.0)];
    let traffic = Traffic::Poisson(RateProfile::Stages(stages));
    run_of(
        4200.0,
        function(service, vec![(traffic, InvokedBy::Sqs(settings))]),
    )
}

/// Mean wait of the messages in each of some replications, in seconds.
fn waits(scenario: &Scenario) -> Vec<f64> {
    let wait = |replication| {
        let result = simulate(scenario, replication);
        let age = result.functions[0].sources[0].age.mean_ms();
        age.expect("messages") / 1000.0
    };
    (0..16).map(wait).collect()
}

#[test]
fn the_mean_wait_in_a_queue_is_that_of_theory() {
    let exponential = Distribution::Exponential { mean: secs(1.0) };
    type Theory = fn(f64, u32) -> f64;
    let cases: [(&str, Distribution, Theory); 2] = [
        ("exponential", exponential, wait_of_m_m_c),
        ("constant", constant(1.0), wait_of_m_d_c),
    ];
    for (servers, offered) in [(1, 0.7), (2, 1.6), (3, 2.1), (5, 4.0)] {
        for (name, service, theory) in &cases {
            let waits = waits(&drained(service.clone(), offered, servers));
            let (mean, error) = mean_and_standard_error(&waits);
            let expected = theory(offered, servers);
            assert!(
                (mean - expected).abs() < 4.0 * error,
                "{name}, {offered} erlangs on {servers}: wait {mean} +- {error} s, theory {expected}"
            );
            assert!(
                error < 0.1 * expected,
                "{name}: the test says too little: +- {error} of {expected}"
            );
        }
    }
}

/// Little's law, exactly, where all messages are served: what they have waited is the area under the backlog.
#[test]
fn littles_law_holds_exactly_for_a_backlog() {
    let exponential = Distribution::Exponential { mean: secs(1.0) };
    let scenario = drained(exponential, 2.5, 3);
    let result = simulate(&scenario, 0);
    let source = &result.functions[0].sources[0];
    assert_eq!(source.backlog_at_end, 0, "not all messages were served");
    let length = scenario.duration.as_secs_f64();
    let came = source.totals.received as f64 / length;
    let waited = source.age.mean_ms().expect("messages") / 1000.0;
    let backlog = source.backlog.mean;
    assert!(
        (came * waited / backlog - 1.0).abs() < 1e-9,
        "{came} a second x {waited} s is not {backlog}"
    );
}
