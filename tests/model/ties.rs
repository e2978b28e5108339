//! Events at one instant: completions, then control, then arrivals, then retries; and before all of
//! them measurement boundaries.

use burstsim::scenario::{ClientRetry, Jitter, RetryPolicy, ReuseOrder};
use burstsim::world::simulate;

use crate::support::*;

#[test]
fn a_completion_makes_room_for_an_arrival_at_the_same_instant() {
    let function = bare_function("f", constant(1.0), vec![batch(&[0.0, 1.0, 2.0], 1)]);
    let totals = simulate(&scenario(5.0, 1, 1, vec![function]), 0).functions[0].totals;
    assert_eq!(
        (totals.invocations, totals.cold_starts, totals.throttles()),
        (3, 1, 0)
    );
}

#[test]
fn an_arrival_goes_before_a_retry_at_the_same_instant() {
    // A occupies the only unit until 1 s. B is refused at 0 s and comes back at 1 s, when C
    // arrives: C is served, and B is refused for good.
    let mut function = bare_function(
        "f",
        constant(1.0),
        vec![trace(&[(0.0, 1.0), (0.0, 5.0), (1.0, 2.0)])],
    );
    function.client_retry = ClientRetry::Custom(RetryPolicy {
        max_attempts: 2,
        base: secs(1.0),
        cap: secs(1.0),
        jitter: Jitter::None,
    });
    let result = simulate(&scenario(10.0, 1, 1, vec![function]), 0);
    let function = &result.functions[0];
    assert_eq!(function.totals.given_up, 1);
    assert_eq!(
        function.latency.max_ms(),
        Some(2000.0),
        "C ran for its 2 s, not B for its 5 s"
    );
}

#[test]
fn an_environment_that_reaches_its_lifetime_does_not_serve_an_arrival_at_that_instant() {
    let mut function = bare_function("f", constant(1.0), vec![batch(&[0.0, 10.0], 1)]);
    function.max_lifetime = Some(constant(10.0));
    let totals = simulate(&scenario(20.0, 10, 10, vec![function]), 0).functions[0].totals;
    assert_eq!(totals.cold_starts, 2);
}

#[test]
fn an_environment_that_idled_its_timeout_does_not_serve_an_arrival_at_that_instant() {
    let mut function = bare_function("f", constant(1.0), vec![batch(&[0.0, 11.0], 1)]);
    function.idle_timeout = Some(secs(10.0));
    let totals = simulate(&scenario(20.0, 10, 10, vec![function]), 0).functions[0].totals;
    assert_eq!(totals.cold_starts, 2);
}

#[test]
fn a_surplus_environment_that_idled_its_timeout_does_not_serve_an_arrival_at_that_instant() {
    // The second environment idles from 1 s; the first serves until 11 s, so the function is active.
    let requests = trace(&[(0.0, 1.0), (0.5, 10.5), (11.0, 1.0)]);
    let mut function = bare_function("f", constant(1.0), vec![requests]);
    function.surplus_idle_timeout = Some(secs(10.0));
    function.reuse = ReuseOrder::LeastRecentlyUsed;
    let result = simulate(&scenario(20.0, 10, 10, vec![function]), 0);
    let function = &result.functions[0];
    assert_eq!(function.environment_counts.stopped, 1, "the idle one");
    assert_eq!(
        function.totals.cold_starts, 2,
        "the other has just finished"
    );
}

#[test]
fn what_happens_on_a_boundary_belongs_to_what_follows() {
    let function = bare_function("f", constant(60.0), vec![batch(&[0.0, 60.0], 3)]);
    let mut scenario = scenario(120.0, 10, 10, vec![function]);
    scenario.interval = secs(60.0);
    let result = simulate(&scenario, 0);
    let function = &result.functions[0];
    let starts: Vec<u64> = function
        .intervals
        .iter()
        .map(|row| row.counts.invocations)
        .collect();
    let ends: Vec<u64> = function
        .intervals
        .iter()
        .map(|row| row.counts.completions)
        .collect();
    let minutes: Vec<u64> = function
        .minutes
        .iter()
        .map(|row| row.counts.invocations)
        .collect();
    assert_eq!(starts, [3, 3], "starts by interval");
    assert_eq!(ends, [0, 3], "completions by interval");
    assert_eq!(minutes, [3, 3], "starts by CloudWatch minute");
    assert_eq!(
        function.open_at_end, 3,
        "the run ends before what happens at its end"
    );
}

/// Like a retirement, which is an event of its own, an idle timeout that passes on a boundary stops
/// the environment after the boundary: it was alive when the row began.
#[test]
fn an_idle_timeout_on_a_boundary_belongs_to_what_follows() {
    let most = |change: &dyn Fn(&mut burstsim::scenario::Function)| {
        let mut function = bare_function("f", constant(1.0), vec![batch(&[0.0], 1)]);
        change(&mut function);
        let mut scenario = scenario(20.0, 10, 10, vec![function]);
        scenario.interval = secs(5.0);
        let result = simulate(&scenario, 0);
        let rows = result.functions[0].intervals.iter();
        rows.map(|row| row.environments.max).collect::<Vec<u64>>()
    };
    let retired = most(&|function| function.max_lifetime = Some(constant(5.0)));
    let idled_out = most(&|function| function.idle_timeout = Some(secs(4.0)));
    assert_eq!(retired, [1, 1, 0, 0]);
    assert_eq!(idled_out, retired, "both stop at 5 s");
}

/// The run ends before what happens at its end, an idle timeout included.
#[test]
fn an_idle_timeout_at_the_end_of_the_run_is_not_part_of_it() {
    let mut function = bare_function("f", constant(1.0), vec![batch(&[0.0], 1)]);
    function.idle_timeout = Some(secs(19.0));
    let result = simulate(&scenario(20.0, 10, 10, vec![function]), 0);
    let environments = result.functions[0].environment_counts;
    assert_eq!((environments.stopped, environments.alive), (0, 1));
}
