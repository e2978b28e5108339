//! Examples that AWS published, down to the identity of each environment.

use burstsim::metrics::Start;
use burstsim::world::{Observer, Served, simulate, simulate_observed};

use crate::support::*;

/// Notes which environment serves each request, as a letter in order of creation.
#[derive(Default)]
struct Environments(String);

impl Observer for Environments {
    fn served(&mut self, served: &Served) {
        self.0.push(char::from(b'A' + served.environment as u8));
    }
}

/// Developer guide, lambda-concurrency: "ten requests; 1 to 5 overlap and create environments A to
/// E; 6 reuses A, 7 reuses B, 8 reuses C (each has just finished), 9 finds none free and creates
/// F, 10 reuses D".
#[test]
fn ten_requests_need_six_environments() {
    let requests = [
        (0.0, 5.0),
        (1.0, 5.5),
        (2.0, 5.5),
        (3.0, 7.0),
        (4.0, 8.0),
        (5.5, 6.0),
        (7.0, 6.0),
        (8.0, 6.0),
        (9.0, 6.0),
        (10.5, 6.0),
    ];
    let function = bare_function("f", constant(1.0), vec![trace(&requests)]);
    let scenario = scenario(30.0, 1000, 500, vec![function]);
    let mut environments = Environments::default();
    let result = simulate_observed(&scenario, 0, &mut environments).expect("not interrupted");
    assert_eq!(environments.0, "ABCDEABCFD");
    assert_eq!(result.functions[0].environments.max, 6);
    assert_eq!(result.functions[0].totals.cold_starts, 6);
}

/// Operator guide, on-demand-scaling: account limit 10,000, us-east-1, 10,000 requests, all of a
/// minute's at once. Rows: arrive, served cold, served warm, throttled.
#[test]
fn the_operator_guides_on_demand_cases_come_out_exactly() {
    let cases: [&[[u64; 4]]; 4] = [
        &[[10_000, 3_000, 0, 7_000]],
        &[[5_000, 3_000, 0, 2_000], [5_000, 500, 3_000, 1_500]],
        &[
            [3_333, 3_000, 0, 333],
            [3_333, 333, 3_000, 0],
            [3_334, 1, 3_333, 0],
        ],
        &[
            [2_500, 2_500, 0, 0],
            [2_500, 0, 2_500, 0],
            [2_500, 0, 2_500, 0],
            [2_500, 0, 2_500, 0],
        ],
    ];
    for (number, minutes) in cases.iter().enumerate() {
        let arrivals: Vec<u64> = minutes.iter().map(|row| row[0]).collect();
        let result = simulate(&operator_guide(&arrivals, None), 0);
        for (minute, (row, expected)) in result.functions[0]
            .intervals
            .iter()
            .zip(*minutes)
            .enumerate()
        {
            let counts = row.counts;
            let warm = counts.invocations - counts.cold_starts;
            let got = [
                counts.arrivals,
                counts.cold_starts,
                warm,
                counts.throttles(),
            ];
            assert_eq!(got, *expected, "case {}, minute {}", number + 1, minute + 1);
            assert_eq!(
                counts.throttles(),
                counts.throttles_scaling,
                "the scaling quota is the limit"
            );
        }
    }
}

/// Operator guide, provisioned-scaling: the same with provisioned concurrency 7,000.
#[test]
fn the_operator_guides_provisioned_cases_come_out_exactly() {
    let cases: [&[u64]; 4] = [
        &[10_000],
        &[5_000, 5_000],
        &[3_333, 3_333, 3_334],
        &[2_500, 2_500, 2_500, 2_500],
    ];
    for (number, arrivals) in cases.iter().enumerate() {
        let result = simulate(&operator_guide(arrivals, Some(7_000)), 0);
        let totals = result.functions[0].totals;
        let spilled = if number == 0 { 3_000 } else { 0 };
        assert_eq!(
            totals.provisioned_invocations,
            10_000 - spilled,
            "case {}",
            number + 1
        );
        assert_eq!(totals.cold_starts, spilled, "case {}", number + 1);
        assert_eq!(totals.throttles(), 0, "case {}", number + 1);
    }
}

fn operator_guide(arrivals: &[u64], provisioned: Option<u32>) -> burstsim::scenario::Scenario {
    let minutes = (0u32..).map(|minute| f64::from(minute) * 60.0);
    let traffic = arrivals
        .iter()
        .zip(minutes)
        .map(|(&n, minute)| batch(&[minute], n))
        .collect();
    let mut function = bare_function("f", constant(1.0), traffic);
    function.requests_per_second_limit = true;
    function.provisioned_concurrency = provisioned.map(constantly);
    let mut scenario = scenario(60.0 * arrivals.len() as f64, 10_000, 3_000, vec![function]);
    scenario.interval = secs(60.0);
    scenario
}

/// Developer guide, lambda-concurrency, limit 1,000: with 400 reserved twice, a function at its 400
/// is throttled although capacity is idle elsewhere, and a third shares the other 200.
#[test]
fn a_reserve_is_a_maximum_and_a_guarantee() {
    let mut orange = bare_function("orange", constant(10.0), vec![batch(&[0.0], 450)]);
    let mut blue = bare_function("blue", constant(10.0), vec![batch(&[1.0], 400)]);
    orange.reserved_concurrency = Some(concurrency(400));
    blue.reserved_concurrency = Some(concurrency(400));
    let other = bare_function("other", constant(10.0), vec![batch(&[0.5], 250)]);
    let result = simulate(&scenario(30.0, 1000, 1000, vec![orange, blue, other]), 0);
    let throttled: Vec<u64> = result
        .functions
        .iter()
        .map(|function| function.totals.throttles_concurrency)
        .collect();
    assert_eq!(throttled, [50, 0, 50]);
    assert_eq!(result.account.claimed.max, 1000);
    assert_eq!(result.account.unreserved_in_flight.max, 200);
}

/// The same page: provisioned 400 without a reserve spills to the 600 unreserved, with cold
/// starts, and is throttled only when the account reaches 1,000.
#[test]
fn provisioned_concurrency_spills_to_the_account() {
    let mut function = bare_function(
        "f",
        constant(10.0),
        vec![batch(&[0.0], 400), batch(&[1.0], 600), batch(&[2.0], 5)],
    );
    function.provisioned_concurrency = Some(constantly(400));
    let result = simulate(&scenario(30.0, 1000, 1000, vec![function]), 0);
    let totals = result.functions[0].totals;
    assert_eq!(totals.provisioned_invocations, 400);
    assert_eq!(totals.cold_starts, 600);
    assert_eq!((totals.throttles_concurrency, totals.throttles()), (5, 5));
    assert_eq!(result.account.claimed.max, 1000);
}

/// The same page: provisioned 200 within a reserve of 400 spills to its own 200 more, and is
/// throttled at 400.
#[test]
fn provisioned_concurrency_spills_to_its_own_reserve() {
    let mut function = bare_function(
        "f",
        constant(10.0),
        vec![batch(&[0.0], 200), batch(&[1.0], 210)],
    );
    function.provisioned_concurrency = Some(constantly(200));
    function.reserved_concurrency = Some(concurrency(400));
    let result = simulate(&scenario(30.0, 1000, 1000, vec![function]), 0);
    let totals = result.functions[0].totals;
    assert_eq!(totals.provisioned_invocations, 200);
    assert_eq!(totals.cold_starts, 200);
    assert_eq!((totals.throttles_concurrency, totals.throttles()), (10, 10));
    assert_eq!(
        result.account.claimed.max, 400,
        "a reserve includes its provisioned concurrency"
    );
}

/// Developer guide: a reserve of 0 stops a function; it is its concurrency limit that does.
#[test]
fn a_reserve_of_zero_stops_a_function() {
    let mut function = bare_function("f", constant(1.0), vec![even(5.0)]);
    function.reserved_concurrency = Some(concurrency(0));
    function.requests_per_second_limit = true;
    let totals = simulate(&scenario(10.0, 1000, 500, vec![function]), 0).functions[0].totals;
    assert_eq!(
        (
            totals.throttles_concurrency,
            totals.throttles(),
            totals.invocations
        ),
        (50, 50, 0)
    );
}

/// Developer guide: provisioned concurrency 10 serves "10 concurrency or 100 requests per second,
/// whichever happens first", then spills.
#[test]
fn provisioned_concurrency_has_a_share_of_requests_per_second() {
    // 200 requests/s of 10 ms: two in flight on average, far fewer than 10.
    let mut function = bare_function("f", constant(0.01), vec![even(200.0)]);
    function.provisioned_concurrency = Some(constantly(10));
    function.requests_per_second_limit = true;
    let mut scenario = scenario(15.0, 1000, 500, vec![function]);
    scenario.warm_up = secs(5.0);
    let totals = simulate(&scenario, 0).functions[0].totals;
    assert_eq!(
        totals.provisioned_invocations, 1000,
        "100 in each of 10 seconds, when those that pass at once have passed"
    );
    assert_eq!(totals.spillover(), 1000);
    assert_eq!(totals.throttles(), 0);
}

/// AWS's answer on re:Post: a steady 1,000 in flight with a full bucket can jump to 4,000 in
/// us-east-1. In Seoul, whose burst quota is 500, most of the same jump is throttled.
#[test]
fn a_full_bucket_allows_a_jump_of_its_capacity() {
    // 100/s of 10 s each are 1,000 in flight: those that arrived from 590.01 s on when, between
    // two arrivals, 3,000 more come at 600.005 s. All environments are busy then; each of the
    // 3,000 needs a token, and after 10 minutes the bucket is full.
    let spike = |burst| {
        let traffic = vec![even(100.0), batch(&[600.005], 3000)];
        let function = bare_function("f", constant(10.0), traffic);
        let mut scenario = scenario(620.0, 10_000, burst, vec![function]);
        scenario.interval = secs(300.0);
        let row = simulate(&scenario, 0).functions[0].intervals[2];
        [
            row.in_flight.max,
            row.counts.cold_starts,
            row.counts.throttles_scaling,
            row.counts.throttles(),
        ]
    };
    assert_eq!(
        spike(3000),
        [4000, 3000, 0, 0],
        "us-east-1: in flight, cold, throttled"
    );
    assert_eq!(
        spike(500),
        [1500, 500, 2500, 2500],
        "ap-northeast-2: in flight, cold, throttled"
    );
}

#[test]
fn starts_are_told_apart() {
    struct Starts(Vec<Start>);
    impl Observer for Starts {
        fn served(&mut self, served: &Served) {
            self.0.push(served.start);
        }
    }
    let mut function = bare_function("f", constant(1.0), vec![batch(&[0.0], 2), batch(&[5.0], 2)]);
    function.provisioned_concurrency = Some(constantly(1));
    let mut starts = Starts(Vec::new());
    simulate_observed(&scenario(10.0, 10, 10, vec![function]), 0, &mut starts).expect("a result");
    assert_eq!(
        starts.0,
        [
            Start::Provisioned,
            Start::Cold,
            Start::Provisioned,
            Start::Warm
        ]
    );
}
