//! The requests-per-second limits, exactly: 10 for each unit of concurrency a second, and as many at once
//! after silence.

use burstsim::metrics::RunResult;
use burstsim::scenario::{Function, Scenario};
use burstsim::world::simulate;

use crate::support::*;

/// 2,000 requests/s of 1 ms: two in flight, so that no other limit is near.
fn fast(name: &str) -> Function {
    let mut function = bare_function(name, constant(0.001), vec![even(2000.0)]);
    function.requests_per_second_limit = true;
    function
}

/// Ten seconds, once what may pass at once after silence has passed.
fn ten_seconds(account: u32, functions: Vec<Function>) -> RunResult {
    let scenario = Scenario {
        warm_up: secs(5.0),
        ..scenario(15.0, account, account, functions)
    };
    simulate(&scenario, 0)
}

#[test]
fn an_account_of_100_serves_1000_requests_a_second_and_1000_more_at_first() {
    let mut scenario = scenario(10.0, 100, 100, vec![fast("f")]);
    scenario.interval = secs(1.0);
    let result = simulate(&scenario, 0);
    let rows = result.functions[0].intervals.iter();
    let served: Vec<u64> = rows.clone().map(|row| row.counts.invocations).collect();
    assert_eq!(served[1..], [1000; 9], "served in each later second");
    assert_eq!(
        served[0], 1999,
        "in the first: two thousand pass in it, less what drains last"
    );
    for row in rows {
        let throttles = (row.counts.throttles_rate, row.counts.throttles());
        let refused = 2000 - row.counts.invocations;
        assert_eq!(throttles, (refused, refused), "at {}", row.start);
    }
}

/// In each hundredth of a second half of the requests are served, where a count that begins anew
/// with each second would serve all of them for half a second, and none for the rest of it.
#[test]
fn beyond_the_limit_traffic_is_thinned_evenly() {
    let mut scenario = scenario(6.0, 100, 100, vec![fast("f")]);
    scenario.interval = secs(0.01);
    let result = simulate(&scenario, 0);
    for row in &result.functions[0].intervals[200..] {
        let counts = (row.counts.invocations, row.counts.throttles_rate);
        assert_eq!(counts, (10, 10), "at {}", row.start);
    }
}

/// 500 provisioned environments, and 7,128 requests a second of 26.5 ms for a minute: 300,504 of
/// 427,698 on provisioned concurrency, where 144 were in flight at most, of 189 in all (re:Post question
/// QUcokiH6lITPSP5SxILk1VKg; the service time is what makes 189 in flight of that rate).
#[test]
fn provisioned_concurrency_takes_its_share_of_a_load_at_every_moment() {
    let mut function = bare_function("api", constant(0.0265), vec![poisson(7128.3)]);
    function.cold_start = constant(0.25);
    function.provisioned_concurrency = Some(constantly(500));
    function.requests_per_second_limit = true;
    let mut scenario = scenario(70.0, 3000, 1000, vec![function]);
    scenario.warm_up = secs(10.0);
    scenario.interval = secs(1.0);
    let result = simulate(&scenario, 0);
    let function = &result.functions[0];
    let totals = function.totals;
    assert_eq!(
        function
            .intervals
            .iter()
            .map(|row| row.counts.throttles())
            .sum::<u64>(),
        0
    );
    let near = |count: u64, reported: u64| count.abs_diff(reported) * 200 <= reported;
    assert!(near(totals.invocations, 427_698), "{}", totals.invocations);
    assert!(
        near(totals.provisioned_invocations, 300_504),
        "{}",
        totals.provisioned_invocations
    );
    assert!(near(totals.spillover(), 127_194), "{}", totals.spillover());
    let busy = function
        .minutes
        .iter()
        .map(|minute| minute.provisioned_busy_max);
    let most = busy.skip(1).max();
    assert!(
        most.is_some_and(|most| (133..=150).contains(&most)),
        "{most:?} at most on provisioned concurrency"
    );
    for row in &function.intervals[10..] {
        let provisioned = row.counts.provisioned_invocations;
        assert!(
            (4995..=5005).contains(&provisioned),
            "{provisioned} in a second"
        );
    }
}

#[test]
fn a_reserve_of_50_serves_500_of_its_own() {
    let mut reserved = fast("reserved");
    reserved.reserved_concurrency = Some(concurrency(50));
    let result = ten_seconds(200, vec![reserved, fast("other")]);
    assert_eq!(result.functions[0].totals.invocations, 5_000);
    assert_eq!(
        result.functions[1].totals.invocations, 20_000,
        "the account's limit is apart"
    );
}

#[test]
fn functions_without_a_reserve_share_the_accounts_limit() {
    // Not in step: of two that come at each instant, the first would always find room.
    let (mut a, mut b) = (fast("a"), fast("b"));
    (a.traffic, b.traffic) = (vec![even(1500.0).into()], vec![even(2500.0).into()]);
    let result = ten_seconds(300, vec![a, b]);
    assert_eq!(result.totals().attempts, 40_000);
    let served = result.totals().invocations;
    assert!(served.abs_diff(30_000) <= 1, "{served}");
    assert!(
        result
            .functions
            .iter()
            .all(|function| function.totals.throttles_rate > 0)
    );
}

#[test]
fn the_limit_can_be_switched_off_for_a_function() {
    let mut exempt = fast("exempt");
    exempt.requests_per_second_limit = false;
    let result = ten_seconds(100, vec![exempt, fast("limited")]);
    assert_eq!(result.functions[0].totals.throttles(), 0);
    assert_eq!(
        result.functions[1].totals.invocations, 10_000,
        "and does not count against others"
    );
}
