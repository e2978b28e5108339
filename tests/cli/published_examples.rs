//! AWS's own worked examples, number by number.

use super::{Outcome, Place, Row};

/// A line of the operator guide's table: arrive, on provisioned, cold, warm, throttled.
type Line = [u64; 5];

#[test]
fn the_operator_guides_on_demand_cases_come_out_minute_by_minute() {
    let cases: [&[Line]; 4] = [
        &[[10_000, 0, 3000, 0, 7000]],
        &[[5000, 0, 3000, 0, 2000], [5000, 0, 500, 3000, 1500]],
        &[
            [3333, 0, 3000, 0, 333],
            [3333, 0, 333, 3000, 0],
            [3334, 0, 1, 3333, 0],
        ],
        &[
            [2500, 0, 2500, 0, 0],
            [2500, 0, 0, 2500, 0],
            [2500, 0, 0, 2500, 0],
            [2500, 0, 0, 2500, 0],
        ],
    ];
    check_cases("on-demand", &cases);
}

#[test]
fn the_operator_guides_provisioned_cases_come_out_minute_by_minute() {
    let cases: [&[Line]; 4] = [
        &[[10_000, 7000, 3000, 0, 0]],
        &[[5000, 5000, 0, 0, 0]; 2],
        &[
            [3333, 3333, 0, 0, 0],
            [3333, 3333, 0, 0, 0],
            [3334, 3334, 0, 0, 0],
        ],
        &[[2500, 2500, 0, 0, 0]; 4],
    ];
    check_cases("provisioned", &cases);
}

fn check_cases(kind: &str, cases: &[&[Line]; 4]) {
    let line = |row: &Row| {
        [
            row.count("arrivals"),
            row.count("provisioned_invocations"),
            row.count("cold_starts"),
            row.warm(),
            row.count("throttles"),
        ]
    };
    for (number, expected) in (1..).zip(cases) {
        let name = format!("operator-guide-{kind}-{number}");
        let outcome = Place::new().result_of(&name, &[]);
        let lines: Vec<Line> = outcome.rows.iter().map(line).collect();
        assert_eq!(
            lines, *expected,
            "{name}: arrive, provisioned, cold, warm, throttled of each minute"
        );
        for row in &outcome.rows {
            assert_eq!(
                row.count("throttles_scaling"),
                row.count("throttles"),
                "{name}: it is the burst quota that throttles"
            );
        }
    }
}

#[test]
fn ten_requests_need_six_environments() {
    let outcome = Place::new().result_of("ten-requests", &[]);
    let environments = &outcome.summary["functions"][0]["environments"];
    assert_eq!(environments["max"], 6, "environments A to F at the peak");
    assert_eq!(outcome.total("example", "cold_starts"), 6);
    assert_eq!(outcome.total("example", "served"), 10);
    // Requests 1 to 5 create A to E; 6, 7 and 8 reuse A, B and C; 9 creates F; 10 reuses D.
    let cold: Vec<_> = outcome
        .rows
        .iter()
        .map(|row| row.count("cold_starts"))
        .collect();
    assert_eq!(
        cold[..10],
        [1, 1, 1, 1, 1, 0, 0, 0, 1, 0],
        "cold starts in each second"
    );
}

/// A column of a function's rows, one value for each of the phases t1 to t5.
fn phases(outcome: &Outcome, function: &str, column: &str) -> Vec<u64> {
    outcome.of(function).map(|row| row.count(column)).collect()
}

#[test]
fn reserved_concurrency_is_a_ceiling_and_shuts_the_others_out() {
    let outcome = Place::new().result_of("walkthrough-reserved", &[]);
    let of = |function, column| phases(&outcome, function, column);
    assert_eq!(
        of("orange", "in_flight_max")[2],
        400,
        "orange reaches its reserve in t3"
    );
    // 500 requests a second on 400 environments of one second each: 100 a second too many.
    assert_eq!(of("orange", "throttles_concurrency"), [0, 0, 6000, 0, 0]);
    assert_eq!(
        of("blue", "throttles"),
        [0; 5],
        "blue never exceeds its reserve"
    );
    assert_eq!(
        of("others", "in_flight_max")[3],
        200,
        "the others share what is left"
    );
    assert_eq!(of("others", "throttles_concurrency"), [0, 0, 0, 6000, 0]);
    let in_use = outcome.account[2].count("concurrency_max");
    assert!(
        in_use < 1000,
        "in t3 there is room in the account: {in_use} of 1,000"
    );
}

#[test]
fn provisioned_concurrency_spills_over_to_the_account() {
    let outcome = Place::new().result_of("walkthrough-provisioned", &[]);
    let of = |column| phases(&outcome, "orange", column);
    assert_eq!(of("provisioned_busy_max"), [200, 400, 400, 400, 400]);
    // Beyond 400: 200 new environments in t3, 400 more in t4, when the account is full.
    assert_eq!(of("cold_starts"), [0, 0, 200, 400, 0]);
    assert_eq!(of("in_flight_max"), [200, 400, 600, 1000, 1000]);
    // 1,250 requests a second on 1,000 environments of one second each.
    assert_eq!(of("throttles_concurrency"), [0, 0, 0, 0, 15_000]);
}

#[test]
fn provisioned_concurrency_within_a_reserve_spills_over_to_the_reserve_only() {
    let outcome = Place::new().result_of("walkthrough-provisioned-reserved", &[]);
    let of = |column| phases(&outcome, "orange", column);
    assert_eq!(of("provisioned_busy_max"), [100, 200, 200, 200, 200]);
    assert_eq!(of("cold_starts"), [0, 0, 100, 100, 0]);
    assert_eq!(of("in_flight_max"), [100, 200, 300, 400, 400]);
    assert_eq!(of("throttles_concurrency"), [0, 0, 0, 0, 6000]);
}

#[test]
fn virginia_takes_the_jump_from_1000_to_4000() {
    let outcome = Place::new().result_of("virginia-spike", &[]);
    assert_eq!(outcome.total("api", "throttles"), 0);
    let jump = &outcome.rows[360];
    assert_eq!(
        outcome.rows[359].count("in_flight_max"),
        1000,
        "before the jump"
    );
    assert_eq!(jump.count("in_flight_max"), 4000, "after it");
    assert_eq!(jump.count("cold_starts"), 3000, "each needs a token");
    assert_eq!(
        outcome.account[359].number("scaling_tokens"),
        3000.0,
        "the bucket is full again"
    );
    // What was regained within the second of the jump: 500 / 60.
    let left = outcome.account[360].number("scaling_tokens");
    assert!((left - 500.0 / 60.0).abs() < 0.01, "{left} tokens are left");
}

#[test]
fn seoul_throttles_the_same_jump_for_want_of_scaling_tokens() {
    let outcome = Place::new().result_of("seoul-spike", &[]);
    assert_eq!(
        outcome.account[359].number("scaling_tokens"),
        500.0,
        "a full bucket, but a small one"
    );
    for (second, row) in (1..=120_u64).zip(&outcome.rows[360..]) {
        // At the jump 1,000 environments are warm and 500 tokens buy as many again. From then on a
        // token falls due every 60/500 s; the one due as the second ends serves the next second.
        let regained = (second * 500).div_ceil(60) - 1;
        let served = 1000 + 500 + regained;
        assert_eq!(row.count("arrivals"), 4000, "second {second}");
        assert_eq!(
            row.count("invocations"),
            served,
            "served in second {second}"
        );
        assert_eq!(
            row.count("throttles_scaling"),
            4000 - served,
            "throttled in second {second}"
        );
    }
    // Summed over two minutes: 480,000 arrive, 240,420 are served.
    assert_eq!(outcome.total("api", "throttles"), 239_580);
    assert_eq!(
        outcome.total("api", "throttles_scaling"),
        239_580,
        "and no other limit is hit"
    );
}
