//! Uptimes and credits worked out by hand.

use super::*;
use crate::billing::{bills, service_credit};
use crate::metrics::Counts;
use crate::scenario::Scenario;
use crate::scenario::parse::{NoFiles, Source, parse};
use crate::world::simulate;

/// A function that takes no requests unless `traffic` has some.
fn scenario(duration: &str, more: &str, traffic: &str) -> Scenario {
    let text = format!(
        "duration = \"{duration}\"\n{more}\n[[functions]]\nname = \"f\"\nservice_time = \"1s\"\n\
         traffic = [{traffic}]\n"
    );
    let source = Source {
        name: "test",
        default_name: "test",
        text: &text,
    };
    let parsed = parse(source, &[], &NoFiles).unwrap_or_else(|error| panic!("{error}"));
    parsed.scenario
}

const REGION: &str = "[region]\nname = \"us-east-1\"\nscaling = \"per-function\"";

fn quiet(duration: &str) -> (Scenario, RunResult) {
    let scenario = scenario(duration, REGION, "");
    let result = simulate(&scenario, 0);
    (scenario, result)
}

fn counts(served: u64, errors: u64, throttles: u64) -> Counts {
    Counts {
        attempts: served + errors + throttles,
        invocations: served,
        errors,
        throttles_concurrency: throttles,
        ..Counts::default()
    }
}

fn credit(scenario: &Scenario, result: &RunResult) -> ServiceCredit {
    service_credit(result, &bills(scenario, result))
}

#[test]
fn a_credit_begins_below_its_boundary() {
    let least = 1e-12;
    for (boundary, better, worse) in [(0.9995, 0.0, 10.0), (0.99, 10.0, 25.0), (0.95, 25.0, 100.0)]
    {
        assert_eq!(credit_percent(boundary), better, "at {boundary}");
        assert_eq!(credit_percent(boundary + least), better, "above {boundary}");
        assert_eq!(credit_percent(boundary - least), worse, "below {boundary}");
    }
    assert_eq!(credit_percent(1.0), 0.0);
    assert_eq!(credit_percent(0.0), 100.0);
}

/// Ten intervals, of which one or all have errors; each mean lies on a boundary or one error off it.
#[test]
fn an_uptime_that_meets_its_boundary_is_not_missed_by_a_rounding() {
    for (served, errors, intervals, percent) in [
        (199, 1, 1, 0.0),
        (198, 1, 1, 10.0),
        (1999, 1, 10, 0.0),
        (1998, 1, 10, 10.0),
        (99, 1, 10, 10.0),
        (98, 1, 10, 25.0),
        (9, 1, 1, 10.0),
        (8, 1, 1, 25.0),
        (5, 5, 1, 25.0),
        (95, 5, 10, 25.0),
        (94, 5, 10, 100.0),
    ] {
        let (scenario, mut result) = quiet("50m");
        for interval in 0..intervals {
            result.functions[0].minutes[5 * interval + 2].counts = counts(served, errors, 0);
        }
        let found = credit(&scenario, &result);
        assert_eq!(
            found.percent, percent,
            "{errors} errors beside {served} served in {intervals} of 10: {found:?}"
        );
    }
}

#[test]
fn an_interval_without_requests_is_available_and_throttles_are_no_requests() {
    let (scenario, mut result) = quiet("1h");
    let minutes = &mut result.functions[0].minutes;
    minutes[0].counts = counts(60, 40, 0);
    minutes[5].counts = counts(60, 40, 900);
    minutes[10].counts = counts(0, 0, 1000);
    let intervals = result.availability(5);
    assert_eq!(intervals.len(), 12);
    let rates = [0, 1, 2, 3].map(|interval: usize| intervals[interval].error_rate());
    assert_eq!(rates, [0.4, 0.4, 0.0, 0.0]);
    assert_eq!(credit(&scenario, &result).uptime, 0.933_333_333_333);
}

#[test]
fn the_functions_of_an_account_are_taken_together() {
    let (_, mut result) = quiet("10m");
    let mut other = result.functions[0].clone();
    result.functions[0].minutes[1].counts = counts(100, 0, 0);
    other.minutes[4].counts = counts(50, 50, 0);
    result.functions.push(other);
    let intervals = result.availability(5);
    assert_eq!((intervals[0].processed, intervals[0].errors), (200, 50));
    assert_eq!(intervals[0].error_rate(), 0.25);
}

/// 12 minutes are two intervals and a short one; the warm-up ends 90 s before the first does.
#[test]
fn the_warm_up_is_left_out_and_a_short_interval_counts() {
    let (scenario, mut result) = quiet("12m");
    let function = &mut result.functions[0];
    function.minutes[0].counts = counts(0, 70, 0);
    function.minutes[3].counts = counts(40, 20, 5);
    function.minutes[11].counts = counts(1, 1, 0);
    // Of the fourth minute, half the errors came during the warm-up.
    function.warm_up_counts = counts(0, 80, 5);
    result.warm_up = crate::kernel::SimDuration::from_secs(210);
    let intervals = result.availability(5);
    let found: Vec<_> = intervals
        .iter()
        .map(|interval| {
            let start = interval.start.as_secs_f64();
            (start, interval.processed, interval.errors)
        })
        .collect();
    assert_eq!(found, [(210.0, 50, 10), (300.0, 0, 0), (600.0, 2, 1)]);
    assert_eq!(
        credit(&scenario, &result).uptime,
        0.766_666_666_667,
        "(0.8 + 1 + 0.5) / 3"
    );

    // A warm-up of whole intervals leaves the others as they are.
    result.warm_up = crate::kernel::SimDuration::from_secs(600);
    result.functions[0].warm_up_counts = counts(40, 90, 5);
    let intervals = result.availability(5);
    assert_eq!(intervals.len(), 1);
    assert_eq!((intervals[0].processed, intervals[0].errors), (2, 1));
}

/// 30 % errors for 15 minutes of a day: 3 of 288 intervals are 70 % available.
#[test]
fn an_outage_of_a_quarter_of_an_hour_in_a_day() {
    let (mut scenario, mut result) = quiet("24h");
    let minutes = &mut result.functions[0].minutes;
    for minute in &mut minutes[600..615] {
        minute.counts = counts(70, 30, 0);
    }
    result.functions[0].totals = counts(1_000_000, 450, 0);
    let found = credit(&scenario, &result);
    assert_eq!(found.uptime, 0.996_875, "(285 + 3 x 0.7) / 288");
    assert_eq!(found.monthly_uptime, found.uptime, "the run is the month");
    assert_eq!(found.percent, 10.0);
    let close = |amount: Usd, usd: f64| (amount.get() - usd).abs() < 1e-12;
    assert!(close(found.amount, 0.02), "10 % of $0.20: {found:?}");

    // A month in which it happened once: (8757 + 3 x 0.7) / 8760.
    scenario.billing.monthly = true;
    let found = credit(&scenario, &result);
    assert_eq!(found.uptime, 0.996_875);
    assert_eq!(found.monthly_uptime, 0.999_897_260_274);
    assert_eq!((found.percent, found.amount), (0.0, Usd::default()));

    // In which nothing worked for these and 10 more hours: 123 intervals of the month, 1.4 %.
    for minute in &mut result.functions[0].minutes[600..1215] {
        minute.counts = counts(0, 100, 0);
    }
    let found = credit(&scenario, &result);
    assert_eq!(found.percent, 25.0);
    assert!(
        close(found.amount, 0.25 * 0.2 * 730.0 / 24.0),
        "of the month's bill: {found:?}"
    );
}

/// What fails at 100 % is known: 3 of 12 intervals, whatever the traffic. Nothing that failed is billed.
#[test]
fn a_whole_outage_in_a_simulated_hour() {
    let outage = "[[region.outages]]\nfrom = \"10m\"\nto = \"25m\"\nerrors = \"100%\"";
    let scenario = scenario(
        "1h",
        &format!("{REGION}\n{outage}"),
        "{ even.rate = 2 }, { poisson.rate = 3 }",
    );
    let result = simulate(&scenario, 0);
    let totals = result.totals();
    let found = credit(&scenario, &result);
    assert_eq!((found.uptime, found.percent), (0.75, 100.0));
    assert!(totals.errors > 900 * 4, "{totals:?}");
    assert_eq!(totals.invocations + totals.errors, totals.attempts);
    let bill = bills(&scenario, &result).run;
    assert_eq!(found.amount, bill.total());
    let billed = bill.amount(crate::billing::Item::Requests).get();
    assert!((billed - totals.invocations as f64 * 0.2e-6).abs() < 1e-12);
}

/// A task's requests and a task's price are no business of Lambda's SLA.
#[test]
fn a_service_counts_neither_in_the_uptime_nor_in_the_credit() {
    let service = "[[services]]\nname = \"s\"\nplatform.fargate = {}\nservice_time = \"10ms\"\n\
                   task = { cpu = 0.25, memory = \"0.5 GB\", concurrency = 10 }\nscaling.minimum = 2\n";
    let traffic = "{ even.rate = 1 }";
    let with_service = scenario(
        "10m",
        REGION,
        &format!("{traffic}]\n{service}traffic = [{traffic}"),
    );
    let mut result = simulate(&with_service, 0);
    result.functions[0].minutes[1].counts = counts(50, 50, 0);
    result.functions[1].minutes[1].counts = counts(900, 0, 0);
    let intervals = result.availability(5);
    let of_function = result.functions[0].minutes[..5].iter();
    let processed: u64 = of_function
        .map(|row| row.counts.invocations + row.counts.errors)
        .sum();
    assert_eq!(
        (intervals[0].processed, intervals[0].errors),
        (processed, 50)
    );

    let bills = bills(&with_service, &result);
    let found = service_credit(&result, &bills);
    let of_lambda = bills.run.functions[0].total();
    assert!(bills.run.total() > of_lambda, "tasks cost something");
    assert_eq!(found.amount.get(), of_lambda.get() * found.percent / 100.0);
    assert!(found.percent > 0.0, "{found:?}");
}
