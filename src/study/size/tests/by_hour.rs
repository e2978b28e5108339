//! A value for each hour of the day, and answers that a cold beginning decides.

use super::*;

/// Two and a half hours from 22:30 on, in which the load rises from nothing and falls again.
fn evening() -> Scenario {
    let mut scenario = one(
        9000,
        21,
        "reserved_concurrency = 60\nservice_time = \"10s\"\ncold_start = \"1s\"",
        "poisson.diurnal = { mean = 0.6, amplitude = 0.5, period = \"150m\", peak_at = \"75m\" }",
    );
    scenario.time_of_day_start = crate::scenario::TimeOfDay::from_seconds(81_000).unwrap();
    scenario
}

#[test]
fn each_hour_of_the_day_gets_what_it_needs_by_itself() {
    let scenario = evening();
    let plan = plan(&scenario, &["spillover_rate < 5%"], 10);
    let found = hourly(plan.clone(), &scenario, &()).unwrap();
    let windows = hourly::windows(&scenario);
    let hours: Vec<_> = windows.iter().map(|window| window.hour).collect();
    assert_eq!(hours, [22, 23, 0]);
    for window in windows {
        let own = sized(&hourly::cut(&scenario, window), &plan).answer;
        let hour = found.hours.iter().find(|hour| hour.hour == window.hour);
        assert_eq!(hour.unwrap().answer, own, "{}:00", window.hour);
        assert!(own.met && own.value > 1, "{own:?}");
    }
    let values: Vec<_> = found.hours.iter().map(|hour| hour.answer.value).collect();
    let most = values.iter().copied().max().unwrap();
    assert!(values.iter().any(|value| *value < most), "{values:?}");
    let cost = |point: &Point| point.figure(Measure::MonthlyCost).unwrap().mean;
    assert!(cost(&found.whole) > cost(&found.none) / 2.0);
}

#[test]
fn an_hour_without_a_value_that_meets_is_told() {
    let scenario = evening();
    let plan = plan(&scenario, &["latency_p99 < 1s"], 2);
    let found = hourly(plan, &scenario, &()).unwrap();
    assert!(!found.is_met());
    assert!(found.hours.iter().all(|hour| !hour.answer.met));
}

/// From 07:30 on for 26 hours, of which the first is warm-up: 8:00 and 9:00 come twice, the second time
/// for 8:00 whole and for 9:00 half.
#[test]
fn a_run_is_cut_at_the_hours_of_the_day() {
    let mut scenario = evening();
    let minutes = |minutes: u64| crate::kernel::SimDuration::from_secs(60 * minutes);
    scenario.time_of_day_start = crate::scenario::TimeOfDay::from_seconds(27_000).unwrap();
    scenario.duration = minutes(26 * 60);
    scenario.warm_up = minutes(60);
    let windows = hourly::windows(&scenario);
    let spans: Vec<_> = windows
        .iter()
        .map(|window| (window.hour, window.from, window.to))
        .collect();
    assert_eq!(spans.len(), 26);
    assert_eq!(spans[0], (8, minutes(60), minutes(90)));
    assert_eq!(spans[1], (9, minutes(90), minutes(150)));
    assert_eq!(spans[16], (0, minutes(990), minutes(1050)));
    assert_eq!(spans[24], (8, minutes(1470), minutes(1530)));
    assert_eq!(spans[25], (9, minutes(1530), minutes(1560)));
}

/// 700 more take a minute of preparation, and 200 beyond the burst of 500 at 100 a minute two more.
#[test]
fn changes_come_early_enough_and_only_where_there_are_any() {
    let mut region = evening().region;
    let count = |count| crate::scenario::Concurrency::new(count).unwrap();
    region.provisioned_allocation = crate::scenario::ProvisionedAllocation {
        preparation: crate::kernel::SimDuration::from_secs(60),
        burst: count(500),
        per_minute: count(100),
    };
    let changes = |values: &[(u32, u32)]| -> Vec<_> {
        hourly::schedule(values, &region)
            .iter()
            .map(|one| (one.at.seconds() / 60, one.value.get()))
            .collect()
    };
    let day = [(0, 50), (7, 50), (8, 750), (9, 750), (10, 100), (11, 50)];
    assert_eq!(changes(&day), [(477, 750), (600, 100), (660, 50)]);
    // More at midnight than an hour before it is asked for the evening before.
    assert_eq!(changes(&[(0, 20), (23, 10)]), [(1380, 10), (1439, 20)]);
    assert_eq!(changes(&[(3, 7), (4, 7)]), [(0, 7)], "the same all day");
    // 50 minutes and the preparation would be 52; two hours are cut to what fits between.
    assert_eq!(changes(&[(1, 0), (2, 12_500)]), [(60, 0), (61, 12_500)]);
}

#[test]
fn an_answer_of_none_leaves_no_objective_that_cannot_be_read() {
    let mut scenario = evening();
    scenario.slo = parse_objectives(
        "--slo",
        &[
            "spillover_rate < 5%".to_owned(),
            "throttle_rate < 1%".to_owned(),
        ],
    )
    .unwrap();
    let left = |count| candidate::readable(candidate::provisioned(&scenario, 0, count)).slo;
    assert_eq!(left(1).len(), 2);
    assert_eq!(left(0), scenario.slo[1..]);
}

/// Steady load whose cold starts come with the beginning; `rest` are further keys.
fn cold_beginning(rest: &str) -> Scenario {
    let keys = "service_time = \"500ms\"\ncold_start = \"1s\"\nmax_lifetime = \"none\"";
    one(600, 4, &format!("{keys}\n{rest}"), "poisson.rate = 20")
}

#[test]
fn an_answer_that_the_cold_beginning_decides_is_doubted() {
    let of = |rest: &str, objective: &str| {
        let scenario = cold_beginning(rest);
        let sizing = sized(&scenario, &plan(&scenario, &[objective], 20));
        (sizing.answer.value, sizing.doubt.map(|doubt| doubt.driven))
    };
    let strict = "cold_start_rate < 0.08%";
    let (value, doubt) = of("", strict);
    assert!(value > 0, "{value}");
    assert_eq!(doubt, Some(crate::metrics::Trouble::ColdStarts));
    // Said: it really begins cold. Said: it was running before.
    assert_eq!(of("warm_environments = 0", strict), (value, None));
    assert_eq!(of("warm_environments = \"steady\"", strict), (0, None));
    // Nothing need be provisioned; what is measured does not come from the beginning.
    assert_eq!(of("", "cold_start_rate < 5%"), (0, None));
    let (value, doubt) = of("", "spillover_rate < 50%");
    assert!(value > 0 && doubt.is_none(), "{value}, {doubt:?}");
}

#[test]
fn the_first_hour_of_a_schedule_is_doubted_like_a_constant() {
    let mut scenario = cold_beginning("");
    // Two minutes before the hour, so that the second hour needs nothing.
    scenario.time_of_day_start = crate::scenario::TimeOfDay::from_seconds(3600 - 240).unwrap();
    let objective = ["cold_start_rate < 0.2%"];
    let found = |scenario: &Scenario| {
        let plan = plan(scenario, &objective, 20);
        let hourly = hourly(plan, scenario, &()).unwrap();
        let values: Vec<_> = hourly.hours.iter().map(|one| one.answer.value).collect();
        (values, hourly.doubt.map(|doubt| doubt.driven))
    };
    let (values, doubt) = found(&scenario);
    assert!(values[0] > 0 && values[1] == 0, "{values:?}");
    assert_eq!(doubt, Some(crate::metrics::Trouble::ColdStarts));
    scenario.functions[0].warm_environments = Some(crate::scenario::WarmEnvironments::Steady);
    assert_eq!(found(&scenario), (vec![0, 0], None));
}
