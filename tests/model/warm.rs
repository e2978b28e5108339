//! Warm environments at the start: what they change, and that `"steady"` is what a settled service has.

use burstsim::scenario::*;
use burstsim::world::simulate;

use crate::support::*;

fn warm(count: u32) -> Option<WarmEnvironments> {
    Some(WarmEnvironments::Count(concurrency(count)))
}

/// A function with the idle timeouts and lifetimes of the defaults.
fn usual(service: Distribution, traffic: Vec<Traffic>) -> Function {
    Function {
        cold_start: constant(0.25),
        idle_timeout: Some(secs(380.0)),
        surplus_idle_timeout: Some(secs(1496.0)),
        max_lifetime: Some(Distribution::Weibull {
            shape: 28.0,
            scale: secs(7144.0),
        }),
        ..bare_function("f", service, traffic)
    }
}

/// How many environments a function begins with under `"steady"`, in an account of 1,000.
fn steady(function: &Function) -> u64 {
    let function = Function {
        warm_environments: Some(WarmEnvironments::Steady),
        ..function.clone()
    };
    let result = simulate(&scenario(600.0, 1000, 1000, vec![function]), 0);
    result.functions[0].warm_at_start
}

#[test]
fn warm_environments_cost_neither_tokens_nor_concurrency_and_are_not_created() {
    let mut function = bare_function("f", constant(1.0), vec![batch(&[0.0], 30)]);
    function.cold_start = constant(5.0);
    function.warm_environments = warm(20);
    let result = simulate(&scenario(60.0, 25, 3, vec![function]), 0);
    assert_eq!(result.check_conservation(), Ok(()));
    let [function] = &result.functions[..] else {
        panic!("one function");
    };
    // 20 warm, 3 by the burst quota; for the account's last 2 there is no token left.
    let totals = function.totals;
    assert_eq!((totals.invocations, totals.cold_starts), (23, 3));
    assert_eq!(
        (totals.throttles_scaling, totals.throttles_concurrency),
        (7, 0)
    );
    let counts = function.environment_counts;
    assert_eq!((counts.alive_at_start, counts.created), (20, 3));
    assert_eq!(function.warm_at_start, 20);
    assert_eq!(function.environments.max, 23);
    assert_eq!(function.billed.on_demand_ms, 23 * 1000);
    assert_eq!(function.billed.init_ms, 3 * 5000);
}

#[test]
fn warm_environments_that_nobody_uses_idle_out_and_are_not_billed() {
    let mut function = bare_function("f", constant(1.0), vec![trace(&[(50.0, 1.0)])]);
    function.warm_environments = warm(4);
    function.idle_timeout = Some(secs(40.0));
    let alone = simulate(&scenario(100.0, 10, 10, vec![function.clone()]), 0);
    let alone = &alone.functions[0];
    assert_eq!(alone.totals.cold_starts, 1, "all were gone after 40 s");
    assert_eq!(alone.billed.on_demand_ms, 1000);
    // Four for 40 s, one from 50 s to 91 s.
    let area = 4.0 * 40.0 + 41.0;
    assert!((alone.environments.mean - area / 100.0).abs() < 1e-9);
    // With requests that keep the function active, surplus ones go by their own clock.
    function.traffic = vec![even(1.0).into()];
    function.surplus_idle_timeout = Some(secs(20.0));
    let active = simulate(&scenario(100.0, 10, 10, vec![function]), 0);
    let active = &active.functions[0];
    assert_eq!(active.totals.cold_starts, 0);
    assert_eq!(
        (active.environment_counts.stopped, active.environments.max),
        (3, 4)
    );
}

#[test]
fn a_warm_up_counts_those_alive_when_it_ends() {
    let mut function = bare_function("f", constant(1.0), vec![even(1.0)]);
    function.warm_environments = warm(4);
    function.surplus_idle_timeout = Some(secs(20.0));
    let mut scenario = scenario(100.0, 10, 10, vec![function]);
    scenario.warm_up = secs(50.0);
    let result = simulate(&scenario, 0);
    assert_eq!(result.check_conservation(), Ok(()));
    let function = &result.functions[0];
    assert_eq!(function.warm_at_start, 4);
    assert_eq!(function.environment_counts.alive_at_start, 1);
}

#[test]
fn their_lifetimes_do_not_end_all_at_once() {
    let mut function = bare_function("f", constant(1.0), Vec::new());
    function.warm_environments = warm(60);
    function.max_lifetime = Some(constant(100.0));
    let result = simulate(&scenario(101.0, 100, 100, vec![function]), 0);
    let rows = &result.functions[0].intervals;
    let alive: Vec<_> = rows.iter().map(|row| row.environments.max).collect();
    let steps = alive.windows(2).map(|two| two[0] - two[1]);
    assert!(
        steps.clone().all(|gone| (4..=8).contains(&gone)),
        "{alive:?}"
    );
}

/// With a gap so long that nobody would come: the time-weighted mean over hours, after hours of settling.
#[test]
fn steady_is_what_a_settled_service_has_within_one_environment_or_9_percent() {
    let heavy = |mean: f64| {
        Distribution::Lognormal(Lognormal::MeanSd {
            mean: secs(mean),
            sd: secs(2.0 * mean),
        })
    };
    for (rate, service, hours) in [
        (0.001, 0.2, 100.0),
        (0.005, 0.2, 100.0),
        (0.1, 0.2, 40.0),
        (1.0, 0.2, 12.0),
        (10.0, 0.2, 9.0),
        (50.0, 0.12, 6.0),
        (2.0, 30.0, 12.0),
        (40.0, 1.0, 6.0),
    ] {
        for service in [constant(service), heavy(service)] {
            let function = usual(service, vec![poisson(rate)]);
            let mut settled = scenario(3600.0 * hours, 1000, 1000, vec![function.clone()]);
            settled.warm_up = secs(3600.0 * hours / 3.0);
            let settled = simulate(&settled, 0).functions[0].environments.mean;
            let steady = steady(&function) as f64;
            assert!(
                (steady - settled).abs() <= f64::max(1.0, 0.09 * settled),
                "{rate}/s: {steady} at the start, {settled} once settled"
            );
        }
    }
}

#[test]
fn steady_goes_by_what_kind_of_traffic_it_is() {
    let kept = |traffic| steady(&usual(constant(0.2), traffic));
    let by_rate = kept(vec![poisson(10.0)]);
    assert_eq!(by_rate, 10);
    // Recorded and counted requests of the first minutes, as many as that rate has.
    let rows: Vec<_> = (0..6000).map(|n| (f64::from(n) / 10.0, 0.2)).collect();
    assert_eq!(kept(vec![trace(&rows)]), by_rate);
    let slow: Vec<_> = rows.iter().map(|&(at, _)| (at, 2.0)).collect();
    let twenty_in_service = steady(&usual(constant(2.0), vec![poisson(10.0)]));
    assert_eq!(kept(vec![trace(&slow)]), twenty_in_service, "its own times");
    let counts = |interval: f64, requests| {
        let row = |start| CountRow {
            start: at(start),
            requests,
        };
        Traffic::Counts(Counts {
            file: "inputs/test.csv".into(),
            interval: secs(interval),
            spacing: Spacing::Poisson,
            rows: [0.0, interval].map(row).into(),
            begin: None,
        })
    };
    assert_eq!(kept(vec![counts(3600.0, 36_000)]), by_rate, "a part of it");
    // Two sources are one of both rates.
    assert_eq!(kept(vec![poisson(4.0), even(6.0)]), by_rate);
    // A batch is no rate, nor is a rise to come, and nothing keeps nothing.
    assert_eq!(kept(vec![batch(&[0.0, 60.0], 500)]), 0);
    assert_eq!(kept(vec![batch(&[0.0], 500), poisson(10.0)]), by_rate);
    assert_eq!(kept(Vec::new()), 0);
    let stages = [(60.0, 10.0), (60.0, 900.0)].map(|(seconds, target)| Stage {
        duration: secs(seconds),
        target: rate(target),
        shape: StageShape::Step,
    });
    let rising = Traffic::Poisson(RateProfile::Stages(stages.to_vec()));
    assert_eq!(kept(vec![rising]), by_rate);
}

#[test]
fn steady_is_never_more_than_users_or_limits_leave_use_for() {
    let closed = |users, think_time| Traffic::Closed {
        users,
        think_time: constant(think_time),
    };
    // Ten a second by a thousand users; all of three who hardly think.
    let kept = |traffic| steady(&usual(constant(0.2), traffic));
    assert_eq!(kept(vec![closed(1000, 99.8)]), 10);
    assert_eq!(kept(vec![closed(3, 0.1)]), 3);
    let endless = Distribution::Pareto {
        scale: secs(1.0),
        shape: 0.9,
    };
    assert_eq!(steady(&usual(endless, vec![poisson(1.0)])), 1000);
    let mut limited = usual(constant(1.0), vec![poisson(100.0)]);
    let all = steady(&limited);
    assert_eq!(all, 145);
    limited.provisioned_concurrency = Some(constantly(45));
    assert_eq!(
        steady(&limited),
        all - 45,
        "what is provisioned serves first"
    );
    limited.reserved_concurrency = Some(concurrency(60));
    assert_eq!(steady(&limited), 60);
    limited.provisioned_concurrency = Some(constantly(400));
    limited.reserved_concurrency = None;
    assert_eq!(steady(&limited), 0);
}

/// What two versions begin with that share a function's requests.
fn steady_of_versions(function: &Function, weights: [f64; 2]) -> Vec<u64> {
    let version = |position: usize| Function {
        name: format!("f:{position}"),
        version: Some(Version {
            function: "f".into(),
            name: position.to_string(),
            weight: weights[position],
            position,
            alias: None,
        }),
        traffic: match position {
            0 => function.traffic.clone(),
            _ => Vec::new(),
        },
        warm_environments: Some(WarmEnvironments::Steady),
        ..function.clone()
    };
    let versions = [0, 1].map(version).to_vec();
    let result = simulate(&scenario(600.0, 1000, 1000, versions), 0);
    let versions = result.functions.iter();
    versions.map(|one| one.warm_at_start).collect()
}

#[test]
fn steady_gives_each_version_what_its_share_keeps() {
    let alone = |rate| steady(&usual(constant(0.2), vec![poisson(rate)]));
    let both = usual(constant(0.2), vec![poisson(100.0)]);
    assert_eq!(
        steady_of_versions(&both, [0.9, 0.1]),
        [alone(90.0), alone(10.0)]
    );
}

#[test]
fn steady_gives_nothing_to_a_version_without_requests_however_long_they_take() {
    let endless = Distribution::Pareto {
        scale: secs(1.0),
        shape: 0.9,
    };
    let first = usual(endless, vec![poisson(1.0)]);
    assert_eq!(steady_of_versions(&first, [1.0, 0.0]), [1000, 0]);
}
