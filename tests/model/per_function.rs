//! The scaling rule since November 2023: each function has a bucket of its own, of 1,000 environments
//! and 100 a second, and its request rate may grow by 10,000 and 1,000 a second.
//!
//! Everything here is evenly spaced and of constant length, so that it is known exactly.

use burstsim::metrics::{Counts, FunctionResult, RunResult};
use burstsim::scenario::*;
use burstsim::world::simulate;

use crate::support::*;

/// An account of `account` in which the functions scale on their own, seen second by second.
fn run(seconds: f64, account: u32, functions: Vec<Function>) -> RunResult {
    let mut scenario = scenario(seconds, account, 0, functions);
    scenario.region.scaling = per_function();
    scenario.interval = secs(1.0);
    simulate(&scenario, 0)
}

/// A jump from nothing to `level` requests of one second in flight.
fn jump(name: &str, level: f64) -> Function {
    bare_function(name, constant(1.0), vec![even(level)])
}

fn of_each_second(function: &FunctionResult, count: impl Fn(&Counts) -> u64) -> Vec<u64> {
    let intervals = function.intervals.iter();
    intervals.map(|interval| count(&interval.counts)).collect()
}

/// Environments of a function t seconds after a jump: 1,000 + 100 t. A token that falls due as a
/// second ends serves the next one.
fn environments_after(second: u64) -> u64 {
    1000 + 100 * second - 1
}

#[test]
fn a_jump_to_5000_in_flight_is_throttled_for_40_seconds() {
    let result = run(60.0, 10_000, vec![jump("f", 5000.0)]);
    let function = &result.functions[0];
    let served: Vec<u64> = (1..=60)
        .map(|second| environments_after(second).min(5000))
        .collect();
    assert_eq!(
        of_each_second(function, |counts| counts.invocations),
        served,
        "each environment serves one request a second"
    );
    let throttled: Vec<u64> = served.iter().map(|served| 5000 - served).collect();
    assert_eq!(
        of_each_second(function, |counts| counts.throttles_scaling),
        throttled
    );
    assert_eq!(
        function.totals.throttles(),
        throttled.iter().sum::<u64>(),
        "and no other limit is hit"
    );
    for (second, row) in (1..).zip(&function.intervals) {
        let expected = environments_after(second).min(5000);
        assert_eq!(row.environments.max, expected, "after {second} s");
    }
}

#[test]
fn a_batch_of_5000_finds_1000_and_2000_ten_seconds_later() {
    let function = bare_function("f", constant(3600.0), vec![batch(&[0.0, 10.0, 60.0], 5000)]);
    let result = run(61.0, 100_000, vec![function]);
    let created = of_each_second(&result.functions[0], |counts| counts.cold_starts);
    assert_eq!(created[0], 1000, "the whole bucket");
    assert_eq!(created[10], 1000, "full again after ten seconds");
    assert_eq!(created[60], 1000, "what is unused does not accrue");
    assert_eq!(created.iter().sum::<u64>(), 3000);
}

#[test]
fn functions_scale_independently() {
    let alone = |function: &Function| run(30.0, 100_000, vec![function.clone()]);
    let (mut busy, mut calm) = (jump("busy", 5000.0), jump("calm", 1500.0));
    busy.client_retry = ClientRetry::Standard;
    calm.traffic.push(poisson(200.0).into());
    let together = run(30.0, 100_000, vec![busy.clone(), calm.clone()]);
    for (function, with_the_other) in [busy, calm].iter().zip(&together.functions) {
        assert!(with_the_other.totals.throttles_scaling > 0);
        assert!(
            format!("{with_the_other:?}") == format!("{:?}", alone(function).functions[0]),
            "another function changes the result of {}",
            function.name
        );
    }
}

/// Under the regional rule the same two functions draw on one bucket.
#[test]
fn under_the_regional_rule_they_do_not() {
    let functions = |names: &[&str]| names.iter().map(|name| jump(name, 1500.0)).collect();
    let throttles = |names| {
        let result = simulate(&scenario(30.0, 100_000, 2000, functions(names)), 0);
        result.functions[0].totals.throttles_scaling
    };
    assert_eq!(throttles(&["a"]), 0);
    assert!(throttles(&["a", "b"]) > 0);
}

#[test]
fn the_accounts_limit_binds_all_functions_together() {
    let result = run(60.0, 4000, vec![jump("a", 3000.0), jump("b", 3000.0)]);
    assert_eq!(result.account.concurrency.max, 4000);
    for function in &result.functions {
        assert!(
            function.totals.throttles_concurrency > 0,
            "{} is not held by the account's limit",
            function.name
        );
    }
    let last = result.functions.iter().map(|f| &f.intervals[59].counts);
    assert_eq!(last.map(|counts| counts.invocations).sum::<u64>(), 4000);
}

#[test]
fn a_bucket_holds_no_more_than_the_accounts_limit() {
    let result = run(2.0, 600, vec![jump("f", 100.0)]);
    assert!(
        result
            .account
            .intervals
            .iter()
            .all(|row| row.scaling_tokens <= 600.0)
    );
}

#[test]
fn the_account_reports_the_emptiest_bucket() {
    let result = run(2.0, 10_000, vec![jump("idle", 0.0), jump("busy", 300.0)]);
    // 300 taken in the first second, while 100 come back.
    let tokens = result.account.intervals[0].scaling_tokens;
    assert_eq!(tokens, 800.0);
}

/// Requests of 1 ms, so that 50,000 a second need but 50 environments.
fn fast(name: &str) -> Function {
    let mut function = bare_function(name, constant(0.001), vec![even(50_000.0)]);
    function.requests_per_second_limit = true;
    function
}

/// What is served in a second, from 0, of more requests than are established: see
/// `lambda::request_ramp`.
fn served_in(second: u64) -> u64 {
    (11_500 + 1000 * second).min(50_000)
}

#[test]
fn a_jump_to_50_000_requests_a_second_is_throttled_for_39_seconds() {
    let result = run(45.0, 10_000, vec![fast("f")]);
    let function = &result.functions[0];
    let served = of_each_second(function, |counts| counts.invocations);
    assert!(
        served[0].abs_diff(20_398) <= 5,
        "{} in the first second",
        served[0]
    );
    for (second, served) in (0..).zip(served).skip(1) {
        let expected = served_in(second);
        assert!(
            served.abs_diff(expected) <= 2,
            "{served}, not {expected} in second {second}"
        );
    }
    assert_eq!(
        function.totals.throttles(),
        function.totals.throttles_scaling
    );
    assert!(function.environments.max <= 51, "environments are plenty");
}

#[test]
fn the_growth_of_request_rates_is_limited_for_each_function_and_can_be_switched_off() {
    let mut exempt = fast("exempt");
    exempt.requests_per_second_limit = false;
    let functions = vec![fast("a"), fast("b"), exempt];
    let result = run(3.0, 20_000, functions);
    let served = |index: usize| result.functions[index].totals.invocations;
    let limited = 20_398 + served_in(1) + served_in(2);
    assert!(
        served(0).abs_diff(limited) <= 10,
        "{} of {limited}",
        served(0)
    );
    assert_eq!([served(1), served(2)], [served(0), 150_000]);
}

#[test]
fn provisioned_concurrency_is_exempt_from_it() {
    let mut function = fast("f");
    function.provisioned_concurrency = Some(constantly(6000));
    let result = run(3.0, 20_000, vec![function]);
    assert_eq!(result.totals().provisioned_invocations, 150_000);
    assert_eq!(result.totals().throttles(), 0);
}
