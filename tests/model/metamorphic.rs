//! How results must change, or stay, when a scenario is changed.

use burstsim::metrics::{Counts, RunResult};
use burstsim::scenario::*;
use burstsim::world::simulate;

use crate::support::*;

fn exponential(mean: f64) -> Distribution {
    Distribution::Exponential { mean: secs(mean) }
}

fn throttled(scenario: &Scenario) -> u64 {
    simulate(scenario, 0).totals().throttles()
}

/// With one limit in force and no retry, raising it never throttles more of the same requests.
///
/// (A larger limit serves a superset: by induction over arrivals the two systems differ by at
/// most the extra requests that only the larger one holds.)
#[test]
fn raising_the_only_limit_never_throttles_more() {
    type Change = fn(&mut Scenario, u32);
    let limits: [(&str, Change); 8] = [
        ("account_concurrency", |s, n| {
            s.region.account_concurrency = concurrency(n);
        }),
        ("reserved_concurrency", |s, n| {
            s.functions[0].reserved_concurrency = Some(concurrency(n));
        }),
        ("burst", |s, n| s.region.scaling = burst(n, 60)),
        ("ramp_per_minute", |s, n| s.region.scaling = burst(20, n)),
        ("each function's burst", |s, n| {
            s.region.scaling = own_burst(n, 60);
        }),
        ("each function's ramp_per_minute", |s, n| {
            s.region.scaling = own_burst(20, n);
        }),
        ("request_burst", |s, n| {
            s.functions[0].requests_per_second_limit = true;
            s.region.scaling = request_growth(n, 60);
        }),
        ("request_ramp_per_minute", |s, n| {
            s.functions[0].requests_per_second_limit = true;
            s.region.scaling = request_growth(10, n);
        }),
    ];
    for seed in 0..5 {
        for (limit, change) in limits {
            let throttles: Vec<u64> = (10..120)
                .step_by(5)
                .map(|value| {
                    let function = bare_function("f", exponential(1.0), vec![poisson(60.0)]);
                    let mut scenario = scenario(60.0, 10_000, 10_000, vec![function]);
                    scenario.seed = seed;
                    change(&mut scenario, value);
                    throttled(&scenario)
                })
                .collect();
            assert!(
                throttles.is_sorted_by(|lower, higher| lower >= higher),
                "seed {seed}: raising {limit} from 10 to 115 throttles {throttles:?}"
            );
            assert!(
                throttles.first() > throttles.last(),
                "seed {seed}: {limit} was never in force"
            );
        }
    }
}

fn burst(burst: u32, ramp: u32) -> ScalingRule {
    ScalingRule::RegionalBurst {
        burst: concurrency(burst),
        ramp_per_minute: concurrency(ramp),
        refill: Refill::Continuous,
    }
}

fn own_burst(burst: u32, ramp: u32) -> ScalingRule {
    ScalingRule::PerFunction {
        burst: concurrency(burst),
        ramp_per_minute: concurrency(ramp),
        request_burst: RequestRate::MAX,
        request_ramp_per_minute: RequestRate::MAX,
        refill: Refill::Continuous,
    }
}

fn request_growth(burst: u32, ramp: u32) -> ScalingRule {
    ScalingRule::PerFunction {
        burst: Concurrency::MAX,
        ramp_per_minute: Concurrency::MAX,
        request_burst: request_rate(burst),
        request_ramp_per_minute: request_rate(ramp),
        refill: Refill::Continuous,
    }
}

/// Three functions that compete for one limit, with arrivals at the same instants.
fn competitors() -> Vec<Function> {
    ["blue", "amber", "crimson"]
        .into_iter()
        .map(|name| {
            let mut function = bare_function(
                name,
                exponential(0.7),
                vec![poisson(40.0), batch(&[5.0, 10.0], 40), even(10.0)],
            );
            function.client_retry = ClientRetry::Standard;
            function
        })
        .collect()
}

#[test]
fn the_order_of_functions_changes_nothing() {
    for rule in [burst(50, 500), own_burst(20, 100)] {
        order_changes_nothing_under(rule);
    }
}

fn order_changes_nothing_under(rule: ScalingRule) {
    let run = |order: [usize; 3]| {
        let all = competitors();
        let functions = order.map(|index| all[index].clone()).to_vec();
        let mut scenario = scenario(60.0, 100, 0, functions);
        scenario.region.scaling = rule;
        let result = simulate(&scenario, 0);
        let mut by_name: Vec<(String, String)> = result
            .functions
            .iter()
            .map(|function| (function.name.clone(), format!("{function:?}")))
            .collect();
        by_name.sort();
        (by_name, format!("{:?}", result.account))
    };
    let expected = run([0, 1, 2]);
    for order in [[0, 2, 1], [1, 0, 2], [2, 1, 0]] {
        assert!(
            run(order) == expected,
            "order {order:?} changes the result under {rule:?}"
        );
    }
}

#[test]
fn a_finer_interval_changes_no_total() {
    let run = |interval| {
        let mut scenario = scenario(60.0, 100, 50, competitors());
        scenario.interval = secs(interval);
        simulate(&scenario, 0)
    };
    let (coarse, fine) = (run(60.0), run(0.7));
    for (coarse, fine) in coarse.functions.iter().zip(&fine.functions) {
        assert_eq!(coarse.totals, fine.totals);
        assert_eq!(coarse.in_flight, fine.in_flight);
        assert_eq!(coarse.open, fine.open);
        assert_eq!(coarse.environments, fine.environments);
        assert_eq!(
            coarse.latency.quantile_ms(0.99),
            fine.latency.quantile_ms(0.99)
        );
    }
    assert_eq!(coarse.account.claimed, fine.account.claimed);
}

/// Common random numbers: with limits out of the way, neither another function nor another limit
/// changes what a function's requests are.
#[test]
fn a_functions_requests_belong_to_it() {
    let alone = |functions: Vec<Function>, account| -> RunResult {
        simulate(&scenario(60.0, account, account, functions), 0)
    };
    let facts = |result: &RunResult| -> (Counts, Option<f64>) {
        let function = result
            .functions
            .iter()
            .find(|function| function.name == "blue");
        let function = function.expect("the function is in the scenario");
        (function.totals, function.latency.mean_ms())
    };
    let [blue, amber, _] = competitors().try_into().expect("three functions");
    let expected = facts(&alone(vec![blue.clone()], 100_000));
    assert_eq!(facts(&alone(vec![amber, blue.clone()], 100_000)), expected);
    assert_eq!(facts(&alone(vec![blue], 90_000)), expected);
}

#[test]
fn replications_meet_different_requests() {
    let scenario = scenario(60.0, 1000, 1000, competitors());
    let arrivals = |replication| simulate(&scenario, replication).totals().arrivals;
    assert_ne!(arrivals(0), arrivals(1));
}

/// The stop of an idle environment is seen at its time, whether or not anything happens then.
#[test]
fn idle_environments_stop_on_time_without_traffic() {
    let mut function = bare_function("f", constant(1.0), vec![batch(&[0.0], 10)]);
    function.idle_timeout = Some(secs(20.0));
    function.surplus_idle_timeout = Some(secs(30.0));
    let mut scenario = scenario(40.0, 100, 100, vec![function]);
    scenario.interval = secs(10.0);
    let result = simulate(&scenario, 0);
    let means: Vec<f64> = result.functions[0]
        .intervals
        .iter()
        .map(|row| row.environments.mean)
        .collect();
    // Ten environments from 0 s to 21 s: idle since 1 s, stopped 20 s later.
    assert_eq!(means, [10.0, 10.0, 1.0, 0.0]);
    assert_eq!(result.functions[0].environment_counts.stopped, 10);
}

/// An environment that reaches its lifetime while busy finishes its request first.
#[test]
fn a_busy_environment_outlives_its_lifetime_until_it_is_done() {
    let mut function = bare_function("f", constant(7.0), vec![batch(&[0.0, 8.0, 16.0], 1)]);
    function.max_lifetime = Some(constant(10.0));
    let result = simulate(&scenario(30.0, 100, 100, vec![function]), 0);
    // Born at 0 s, reused at 8 s, past 10 s at 15 s when it finishes: the third needs a new one.
    assert_eq!(result.functions[0].totals.cold_starts, 2);
    assert_eq!(result.functions[0].environments.max, 1);
}

#[test]
fn retries_keep_requests_open_and_count_as_attempts() {
    let mut function = bare_function("f", constant(1.5), vec![batch(&[0.0], 3)]);
    function.client_retry = ClientRetry::Custom(RetryPolicy {
        max_attempts: 3,
        base: secs(1.0),
        cap: secs(20.0),
        jitter: Jitter::None,
    });
    let result = simulate(&scenario(20.0, 1, 1, vec![function]), 0);
    let function = &result.functions[0];
    // One is served at once; two are refused at 0 s and 1 s, and again at 3 s one is served.
    assert_eq!(function.totals.attempts, 1 + 3 + 3);
    assert_eq!(function.totals.invocations, 2);
    assert_eq!(function.totals.given_up, 1);
    assert_eq!(function.open.max, 3);
    assert_eq!(function.latency.max_ms(), Some(4500.0));
}

/// What is refused for good at once was never open: the grey line does not stand above the
/// instances where nobody waits.
#[test]
fn a_request_refused_for_good_is_never_open() {
    let function = bare_function("f", constant(1.0), vec![batch(&[0.0], 10)]);
    let result = simulate(&scenario(5.0, 4, 4, vec![function]), 0);
    assert_eq!(result.functions[0].totals.given_up, 6);
    assert_eq!(result.functions[0].open.max, 4);
}

/// Each user of a closed source has one request at a time, served or refused.
#[test]
fn closed_users_wait_for_their_answers() {
    let users = Traffic::Closed {
        users: 5,
        think_time: constant(1.0),
    };
    let function = bare_function("f", constant(1.0), vec![users]);
    let free = simulate(&scenario(10.0, 100, 100, vec![function.clone()]), 0);
    assert_eq!(
        free.totals().arrivals,
        5 * 5,
        "a cycle of 2 s fits five times into 10 s"
    );
    assert_eq!(free.functions[0].in_flight.max, 5);
    // With room for two, a refused user thinks for a second and asks again, in step with the
    // end of the request that kept it out.
    let tight = simulate(&scenario(10.0, 2, 2, vec![function]), 0);
    assert_eq!(tight.functions[0].in_flight.max, 2);
    assert_eq!(
        tight.totals().given_up,
        tight.totals().throttles_concurrency
    );
    assert!(tight.totals().arrivals > free.totals().arrivals);
}
