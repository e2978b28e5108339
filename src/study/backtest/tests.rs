//! What a simulation "measured" is predicted by the scenario that it is from, and by no other: which assumption is
//! wrong is found again.

use super::*;
use crate::import::{MeasuredFunction, MeasuredInterval};
use crate::scenario::Scenario;
use crate::scenario::parse::{NoFiles, Override, Source, parse_with};
use crate::world::simulate;

const BASE: &str = r#"
    duration = "20m"
    [region]
    name = "us-east-1"
    scaling = "regional-burst"
    account_concurrency = 250
    [[functions]]
    name = "api"
    service_time.lognormal = { median = "1s", p99 = "3s" }
    cold_start = "500ms"
    lifecycle = "2020"
    traffic = [{ poisson.stages = [
        { duration = "5m", target = 75 }, { duration = "8m", target = 175 }, { duration = "7m", target = 12 },
    ] }]
"#;

/// Few requests, in bursts with pauses: how long environments are kept decides on the cold starts.
const SPARSE: &str = r#"
    duration = "6h"
    [region]
    name = "us-east-1"
    scaling = "per-function"
    [[functions]]
    name = "report"
    service_time = "2s"
    cold_start = "500ms"
    traffic = [{ poisson.rate = 0.005 }]
"#;

fn scenario(text: &str, changes: &[&str]) -> Scenario {
    let source = Source {
        name: "test",
        default_name: "test",
        text,
    };
    let changes: Vec<Override> = changes.iter().map(|one| Override::set(one)).collect();
    let parsed = parse_with(source, &changes, &NoFiles);
    parsed.unwrap_or_else(|error| panic!("{error}")).scenario
}

/// What a monitoring service would have seen of a run of a scenario.
fn measured(
    text: &str,
    changes: &[&str],
    has: impl Fn(&mut MeasuredInterval),
) -> Vec<MeasuredFunction> {
    let result = simulate(&scenario(text, changes), 78);
    let functions = result.functions.iter();
    functions
        .map(|function| MeasuredFunction {
            name: function.name.clone(),
            intervals: function
                .minutes
                .iter()
                .map(|minute| {
                    let mut interval = MeasuredInterval {
                        start: minute.start.as_nanos() as i64,
                        length: 60_000_000_000,
                        invocations: Some(minute.counts.invocations as f64),
                        throttles: Some(minute.counts.throttles() as f64),
                        cold_starts: Some(minute.counts.cold_starts as f64),
                        concurrency_max: Some(minute.concurrency_max as f64),
                        duration_mean_ms: minute.duration.mean_ms(),
                        duration_p99_ms: None,
                    };
                    has(&mut interval);
                    interval
                })
                .collect(),
            ..MeasuredFunction::default()
        })
        .collect()
}

fn backtested(text: &str, changes: &[&str], measured: &[MeasuredFunction]) -> Backtest {
    backtest(scenario(text, changes), measured, 10, &()).unwrap_or_else(|error| panic!("{error}"))
}

fn first(found: &Backtest) -> &Suspect {
    assert!(!found.is_good(), "it is off");
    let first = found.suspicion.suspects.first().expect("a suspect");
    assert!(first.explains(), "{:#?}", found.suspicion);
    first
}

#[test]
fn the_right_scenario_is_good_enough() {
    for (text, changes) in [
        (BASE, &["region.account_concurrency=150"][..]),
        (BASE, &[]),
        (SPARSE, &[]),
    ] {
        let found = backtested(text, changes, &measured(text, changes, |_| {}));
        assert!(
            found.is_good(),
            "{changes:?} {:#?}",
            found.functions[0]
                .series
                .iter()
                .map(|one| (one.quantity, one.total))
                .collect::<Vec<_>>()
        );
        assert_eq!(found.suspicion, Suspicion::default());
        for series in &found.functions[0].series {
            let within = series.share_within.unwrap();
            assert!(within > 0.8, "{:?}: {within}", series.quantity);
        }
    }
}

#[test]
fn a_wrong_account_limit_is_named_with_the_right_value() {
    let real = measured(BASE, &["region.account_concurrency=150"], |_| {});
    let found = backtested(BASE, &[], &real);
    let suspect = first(&found);
    assert_eq!(suspect.change.key, "region.account_concurrency");
    assert_eq!(suspect.change.from, Value::Number(250));
    assert_eq!(suspect.change.to, Value::Number(150));
    assert!(suspect.removed > 0.9, "{suspect:?}");
}

#[test]
fn a_limit_that_is_too_low_in_the_scenario_is_named() {
    let found = backtested(
        BASE,
        &["region.account_concurrency=100"],
        &measured(BASE, &[], |_| {}),
    );
    let suspect = first(&found);
    assert_eq!(suspect.change.key, "region.account_concurrency");
    let Value::Number(value) = suspect.change.to else {
        panic!("{suspect:?}");
    };
    assert!((180..=280).contains(&value), "{suspect:?}");
}

#[test]
fn a_wrong_reserve_is_named() {
    let real = measured(BASE, &["functions.api.reserved_concurrency=125"], |_| {});
    let found = backtested(BASE, &["functions.api.reserved_concurrency=75"], &real);
    let suspect = first(&found);
    assert_eq!(suspect.change.key, "functions.api.reserved_concurrency");
    assert_eq!(suspect.change.to, Value::Number(125));
}

#[test]
fn a_wrong_service_time_is_named() {
    let times =
        ["functions.api.service_time={ lognormal = { median = \"600ms\", p99 = \"1800ms\" } }"];
    for without_durations in [false, true] {
        let real = measured(BASE, &times, |interval| {
            if without_durations {
                interval.duration_mean_ms = None;
            }
        });
        let found = backtested(BASE, &[], &real);
        let suspect = first(&found);
        assert_eq!(suspect.change.key, "functions.api.service_time");
        let (Value::Mean(from), Value::Mean(to)) = (suspect.change.from, suspect.change.to) else {
            panic!("{suspect:?}");
        };
        assert!((0.55..=0.65).contains(&(to / from)), "{suspect:?}");
    }
}

#[test]
fn a_wrong_idle_timeout_is_named() {
    let real = measured(SPARSE, &["functions.report.idle_timeout=100s"], |_| {});
    let found = backtested(SPARSE, &[], &real);
    let suspect = first(&found);
    assert_eq!(suspect.change.key, "functions.report.idle_timeout");
    let Value::Span(seconds) = suspect.change.to else {
        panic!("{suspect:?}");
    };
    assert!((60.0..=180.0).contains(&seconds), "{suspect:?}");
}

#[test]
fn a_wrong_burst_quota_is_named() {
    let spike = r#"
        duration = "10m"
        [region]
        name = "us-east-1"
        scaling = "regional-burst"
        account_concurrency = 5000
        [[functions]]
        name = "api"
        service_time = "30s"
        cold_start = "1s"
        traffic = [{ poisson.stages = [{ duration = "2m", target = 1, shape = "step" }, { duration = "8m", target = 80, shape = "step" }] }]
    "#;
    let real = measured(spike, &["region.burst=500"], |_| {});
    let found = backtested(spike, &[], &real);
    let suspect = first(&found);
    assert_eq!(suspect.change.key, "region.burst", "{:#?}", found.suspicion);
    assert!(suspect.removed > 0.7, "{suspect:?}");
}

#[test]
fn more_traffic_is_named() {
    let found = backtested(BASE, &[], &measured(BASE, &["scale=1.3"], |_| {}));
    let suspect = first(&found);
    assert_eq!(suspect.change.key, "scale");
    let Value::Factor(factor) = suspect.change.to else {
        panic!("{suspect:?}");
    };
    assert!((1.25..=1.35).contains(&factor), "{suspect:?}");
}

#[test]
fn what_was_not_measured_is_not_judged() {
    let real = measured(BASE, &["region.account_concurrency=150"], |interval| {
        interval.throttles = None;
        interval.cold_starts = None;
        interval.concurrency_max = None;
        interval.invocations = None;
    });
    let found = backtested(BASE, &[], &real);
    let quantities = found.functions[0].series.iter().map(|one| one.quantity);
    assert_eq!(quantities.collect::<Vec<_>>(), [Quantity::Duration]);
    assert!(found.is_good());
}

#[test]
fn functions_that_only_one_side_has_are_named() {
    let two = format!(
        "{BASE}\n[[functions]]\nname = \"other\"\nservice_time = \"1s\"\ntraffic = [{{ even.rate = 1 }}]\n"
    );
    let mut real = measured(BASE, &[], |_| {});
    real.push(MeasuredFunction {
        name: "elsewhere".to_owned(),
        region: Some("eu-west-1".to_owned()),
        ..real[0].clone()
    });
    let found = backtested(&two, &[], &real);
    assert_eq!(found.functions.len(), 1);
    assert_eq!(found.only_measured, ["elsewhere (eu-west-1)"]);
    assert_eq!(found.only_simulated, ["other"]);
}

#[test]
fn one_function_beside_one_is_it_whatever_its_name() {
    let mut real = measured(BASE, &[], |_| {});
    real[0].name = "/aws/lambda/api".to_owned();
    let found = backtested(BASE, &[], &real);
    assert_eq!(found.functions[0].name, "api");
    assert_eq!(found.functions[0].measured_as, "/aws/lambda/api");
    assert!(found.only_measured.is_empty() && found.only_simulated.is_empty());
}

#[test]
fn what_cannot_be_compared_is_an_error() {
    let error = |measured: &[MeasuredFunction]| {
        let found = backtest(scenario(BASE, &[]), measured, 2, &());
        found
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default()
    };
    assert!(error(&[]).contains("nothing of a function"));
    let real = measured(BASE, &[], |_| {});
    let mut dated = real.clone();
    dated[0].has_clock = true;
    for interval in &mut dated[0].intervals {
        interval.start += 1_600_000_000_000_000_000;
    }
    assert!(error(&dated).contains("has dates"), "{}", error(&dated));
    let mut others = real.clone();
    others[0].name = "b".to_owned();
    others.push(MeasuredFunction {
        name: "c".to_owned(),
        ..real[0].clone()
    });
    assert!(
        error(&others).contains("measured b, c; the scenario has api"),
        "{}",
        error(&others)
    );
    let mut late = real;
    for interval in &mut late[0].intervals {
        interval.start += 7_200_000_000_000;
    }
    assert!(error(&late).contains("in the time that the scenario covers"));
}

/// Logs without dates are replayed, each by itself, where the scenario has one function.
#[test]
fn several_logs_are_recordings_of_one_function() {
    let log = |name: &str, rate: f64| {
        let rate = format!("functions.report.traffic=[{{ poisson.rate = {rate} }}]");
        let mut real = measured(SPARSE, &[&rate], |interval| interval.throttles = None);
        real[0].name = name.to_owned();
        real[0].is_from_requests = true;
        real.remove(0)
    };
    let logs = [log("monday", 0.01), log("tuesday", 0.05)];
    let found = backtested(SPARSE, &[], &logs);
    let names = found
        .functions
        .iter()
        .map(|one| (&*one.name, one.is_replayed));
    assert_eq!(
        names.collect::<Vec<_>>(),
        [("monday", true), ("tuesday", true)]
    );
    assert!(
        found.is_good(),
        "{:#?}",
        found
            .functions
            .iter()
            .map(|one| one
                .series
                .iter()
                .map(|one| (one.quantity, one.total))
                .collect::<Vec<_>>())
            .collect::<Vec<_>>()
    );
    for one in &found.functions {
        let invocations = one.of(Quantity::Invocations).unwrap().total;
        assert_eq!(
            invocations.measured, invocations.simulated.mean,
            "its own arrivals"
        );
    }
}

#[test]
fn a_backtest_is_the_same_whenever_it_is_made() {
    let real = measured(BASE, &["region.account_concurrency=150"], |_| {});
    let made = || format!("{:?}", backtested(BASE, &[], &real));
    assert_eq!(made(), made());
}

#[test]
fn it_stops_when_it_is_asked_to() {
    struct Stopped;
    impl crate::study::Watch for Stopped {
        fn is_stopped(&self) -> bool {
            true
        }
    }
    let real = measured(BASE, &[], |_| {});
    let found = backtest(scenario(BASE, &[]), &real, 2, &Stopped);
    assert!(matches!(found, Err(BacktestError::Interrupted(_))));
}
