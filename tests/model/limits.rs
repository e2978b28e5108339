//! The requests-per-second limits, exactly: 10 for each unit of concurrency in each whole second.

use burstsim::scenario::Function;
use burstsim::world::simulate;

use crate::support::*;

/// 2,000 requests/s of 1 ms: two in flight, so that no other limit is near.
fn fast(name: &str) -> Function {
    let mut function = bare_function(name, constant(0.001), vec![even(2000.0)]);
    function.requests_per_second_limit = true;
    function
}

#[test]
fn an_account_of_100_serves_1000_requests_a_second() {
    let mut scenario = scenario(10.0, 100, 100, vec![fast("f")]);
    scenario.interval = secs(1.0);
    let result = simulate(&scenario, 0);
    for row in &result.functions[0].intervals {
        let got = [
            row.counts.invocations,
            row.counts.throttles_rate,
            row.counts.throttles(),
        ];
        assert_eq!(
            got,
            [1000, 1000, 1000],
            "served, throttled by rate, throttled at {}",
            row.start
        );
    }
}

#[test]
fn a_reserve_of_50_serves_500_of_its_own() {
    let mut reserved = fast("reserved");
    reserved.reserved_concurrency = Some(concurrency(50));
    let result = simulate(&scenario(10.0, 200, 200, vec![reserved, fast("other")]), 0);
    assert_eq!(result.functions[0].totals.invocations, 5_000);
    assert_eq!(
        result.functions[1].totals.invocations, 20_000,
        "the account's limit is apart"
    );
}

#[test]
fn functions_without_a_reserve_share_the_accounts_limit() {
    let result = simulate(&scenario(10.0, 300, 300, vec![fast("a"), fast("b")]), 0);
    assert_eq!(result.totals().attempts, 40_000);
    assert_eq!(result.totals().invocations, 30_000);
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
    let result = simulate(&scenario(10.0, 100, 100, vec![exempt, fast("limited")]), 0);
    assert_eq!(result.functions[0].totals.throttles(), 0);
    assert_eq!(
        result.functions[1].totals.invocations, 10_000,
        "and does not count against others"
    );
}
