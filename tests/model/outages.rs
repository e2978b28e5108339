//! Outages: how many attempts fail, which of them, and what is left as it was.

use burstsim::metrics::{Counts, RunResult};
use burstsim::scenario::*;
use burstsim::world::simulate;

use crate::support::*;

fn outage(from: f64, to: f64, errors: f64) -> Outage {
    Outage {
        from: secs(from),
        to: secs(to),
        errors,
    }
}

fn never_refilled(burst: u32) -> ScalingRule {
    ScalingRule::RegionalBurst {
        burst: concurrency(burst),
        ramp_per_minute: concurrency(0),
        refill: Refill::Continuous,
    }
}

/// 200 requests a second for 200 s, and limits that nothing reaches.
fn ample(retry: ClientRetry, outages: Vec<Outage>) -> Scenario {
    let function = Function {
        client_retry: retry,
        ..bare_function("f", constant(0.1), vec![poisson(200.0)])
    };
    let mut scenario = scenario(200.0, 10_000, 1000, vec![function]);
    scenario.region.outages = outages;
    scenario
}

fn totals(scenario: &Scenario) -> Counts {
    simulate(scenario, 0).totals()
}

#[test]
fn the_share_of_errors_is_the_outages() {
    for share in [0.01, 0.3, 0.5, 0.99] {
        let scenario = ample(ClientRetry::None, vec![outage(0.0, 200.0, share)]);
        let totals = totals(&scenario);
        let attempts = totals.attempts as f64;
        let found = totals.errors as f64 / attempts;
        let error = (share * (1.0 - share) / attempts).sqrt();
        assert!(
            (found - share).abs() < 4.0 * error,
            "{found} of {attempts} attempts failed, not {share} ± {error}"
        );
        assert_eq!(totals.given_up, totals.errors, "without retries");
    }
    let all = totals(&ample(ClientRetry::None, vec![outage(0.0, 200.0, 1.0)]));
    assert_eq!((all.errors, all.invocations), (all.attempts, 0));
}

/// Each attempt draws anew: of three, all fail with the third power of the share.
#[test]
fn retries_fail_independently() {
    let share: f64 = 0.5;
    let scenario = ample(ClientRetry::Standard, vec![outage(0.0, 200.0, share)]);
    let result = simulate(&scenario, 0);
    let totals = result.totals();
    let ended = (totals.arrivals - result.functions[0].open_at_end) as f64;
    let lost = totals.given_up as f64 / ended;
    let expected = share.powi(3);
    let error = (expected * (1.0 - expected) / ended).sqrt();
    assert!(
        (lost - expected).abs() < 4.0 * error,
        "{lost} of {ended} requests were given up, not {expected} ± {error}"
    );
    let rate = totals.errors as f64 / totals.attempts as f64;
    assert!((rate - share).abs() < 0.01, "{rate} of the attempts failed");
}

/// The outage is half-open: what arrives at its end is served, and what arrives as it begins fails.
#[test]
fn an_outage_begins_and_ends_on_time() {
    let at = [9.0, 10.0, 19.999, 20.0, 30.0, 39.0, 40.0];
    let function = bare_function("f", constant(0.1), vec![batch(&at, 1)]);
    let mut scenario = scenario(60.0, 100, 100, vec![function]);
    scenario.interval = secs(1.0);
    scenario.region.outages = vec![
        outage(10.0, 20.0, 1.0),
        outage(30.0, 35.0, 1.0),
        outage(35.0, 40.0, 1.0),
    ];
    let result = simulate(&scenario, 0);
    let rows = result.functions[0].intervals.iter();
    let failed: Vec<_> = rows
        .filter(|row| row.counts.errors > 0)
        .map(|row| row.start.as_secs_f64())
        .collect();
    assert_eq!(failed, [10.0, 19.0, 30.0, 39.0]);
    assert_eq!(result.totals().invocations, 3);
}

/// What is left of the runs with and without an outage is the same: nothing was taken.
#[test]
fn a_failed_attempt_takes_nothing() {
    let run = |errors| {
        let function = Function {
            provisioned_concurrency: Some(constantly(2)),
            requests_per_second_limit: true,
            ..bare_function(
                "f",
                constant(5.0),
                vec![batch(&[1.0], 10), batch(&[2.0], 8)],
            )
        };
        let mut scenario = scenario(20.0, 8, 4, vec![function]);
        scenario.region.scaling = never_refilled(4);
        scenario.region.outages = errors;
        simulate(&scenario, 0)
    };
    let (with, without) = (run(vec![outage(1.0, 2.0, 1.0)]), run(Vec::new()));
    // Of the first ten nothing was served; the others find everything as at the start.
    let second = with.totals();
    assert_eq!(second.errors, 10);
    assert_eq!(second.provisioned_invocations, 2);
    assert_eq!(second.cold_starts, 4, "the burst is still there");
    assert_eq!(second.throttles_scaling, 2);
    assert_eq!(with.account.concurrency.max, 6);
    let first = without.totals();
    assert_eq!(
        (
            first.provisioned_invocations,
            first.cold_starts,
            first.throttles()
        ),
        (2, 4, 12),
        "what the first ten would have taken"
    );
}

/// Limits come first: an attempt that would be throttled is throttled, by the same limit.
#[test]
fn what_a_limit_refuses_is_no_error() {
    let cause = |scenario: &mut Scenario| {
        scenario.region.outages = vec![outage(2.0, 60.0, 1.0)];
        let result = simulate(scenario, 0);
        let counts = result.totals();
        let throttles = [
            counts.throttles_scaling,
            counts.throttles_concurrency,
            counts.throttles_rate,
        ];
        (counts.invocations, throttles, counts.errors)
    };
    let traffic = || vec![batch(&[1.0], 10), batch(&[3.0], 5)];
    let function = || bare_function("f", constant(30.0), traffic());
    // Ten are in flight when the outage begins. No room for more:
    let mut full = scenario(20.0, 10, 10, vec![function()]);
    assert_eq!(cause(&mut full), (10, [0, 5, 0], 0));
    // No token for more:
    let mut spent = scenario(20.0, 100, 10, vec![function()]);
    assert_eq!(cause(&mut spent), (10, [0, 0, 0], 5), "regained since");
    spent.region.scaling = never_refilled(10);
    assert_eq!(cause(&mut spent), (10, [5, 0, 0], 0));
    // Ten requests a second for each unit: one unit is in use, another is free.
    let busy = Function {
        requests_per_second_limit: true,
        ..bare_function("f", constant(0.0), vec![batch(&[3.0], 25)])
    };
    let mut rate = scenario(20.0, 2, 10, vec![busy]);
    assert_eq!(cause(&mut rate), (0, [0, 0, 5], 20));
    // No growth of the request rate:
    let mut growing = scenario(
        20.0,
        100,
        10,
        vec![Function {
            requests_per_second_limit: true,
            ..bare_function("f", constant(0.0), vec![batch(&[1.0, 3.0], 4)])
        }],
    );
    growing.region.scaling = ScalingRule::PerFunction {
        burst: concurrency(100),
        ramp_per_minute: concurrency(0),
        request_burst: request_rate(0),
        request_ramp_per_minute: request_rate(0),
        refill: Refill::Continuous,
    };
    assert_eq!(cause(&mut growing), (0, [8, 0, 0], 0));
}

/// Nor does provisioned concurrency serve an attempt once its own requests per second are spent, so
/// such an attempt is for the other limits to refuse.
#[test]
fn provisioned_concurrency_that_may_serve_no_more_hides_no_throttle() {
    let function = Function {
        provisioned_concurrency: Some(constantly(1)),
        requests_per_second_limit: true,
        ..bare_function(
            "f",
            constant(0.0),
            vec![batch(&[1.0], 10), batch(&[1.09], 5)],
        )
    };
    let mut scenario = scenario(20.0, 10, 10, vec![function]);
    scenario.region.scaling = never_refilled(0);
    scenario.region.outages = vec![outage(1.05, 1.75, 1.0)];
    let totals = totals(&scenario);
    assert_eq!(totals.provisioned_invocations, 10);
    assert_eq!((totals.throttles_scaling, totals.errors), (5, 0));
}

/// The draws belong to requests and attempts: a larger share fails the same ones and others, and other
/// functions see nothing of it.
#[test]
fn draws_are_common_to_variants_of_a_scenario() {
    let run = |share: f64, others: bool| -> RunResult {
        let mut scenario = ample(ClientRetry::None, vec![outage(50.0, 150.0, share)]);
        if others {
            let other = bare_function("a", constant(0.2), vec![poisson(50.0)]);
            scenario.functions.push(other);
        }
        simulate(&scenario, 0)
    };
    let errors = |result: &RunResult| -> Vec<u64> {
        let rows = result.functions[0].intervals.iter();
        rows.map(|row| row.counts.errors).collect()
    };
    let (few, many) = (errors(&run(0.2, false)), errors(&run(0.3, false)));
    assert!(few.iter().zip(&many).all(|(few, many)| few <= many));
    assert!(few.iter().sum::<u64>() < many.iter().sum());
    assert_eq!(few, errors(&run(0.2, true)), "beside another function");
}

/// Users of closed traffic have their answer, a bad one, and go on.
#[test]
fn users_go_on_after_an_error() {
    let closed = Traffic::Closed {
        users: 3,
        think_time: constant(1.0),
    };
    let function = bare_function("f", constant(0.0), vec![closed]);
    let mut scenario = scenario(10.5, 100, 100, vec![function]);
    scenario.region.outages = vec![outage(3.5, 5.5, 1.0)];
    let counts = totals(&scenario);
    assert_eq!((counts.errors, counts.given_up), (6, 6), "at 4 s and 5 s");
    assert_eq!(counts.arrivals, 33);
}
