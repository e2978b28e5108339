//! Estimates against what scenarios then come to.

use super::*;
use crate::scenario::parse::{NoFiles, Source, parse};
use crate::scenario::shipped;
use crate::world::simulate;

fn shipped(name: &str, overrides: &[&str]) -> Scenario {
    let overrides: Vec<String> = overrides.iter().map(|&one| one.to_owned()).collect();
    shipped::find(name)
        .unwrap()
        .read(&overrides)
        .unwrap()
        .scenario
}

fn scenario(duration: &str, function: &str) -> Scenario {
    let text = format!(
        "duration = \"{duration}\"\n[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n\
             [[functions]]\nname = \"f\"\nservice_time = \"100ms\"\n{function}"
    );
    let source = Source {
        name: "test",
        default_name: "test",
        text: &text,
    };
    parse(source, &[], &NoFiles).unwrap().scenario
}

/// Counts of a Poisson process are within five standard deviations; those of closed users are not drawn from one.
#[test]
fn shipped_scenarios_have_the_requests_and_rows_that_are_foretold() {
    let mut checked = 0;
    for shipped in shipped::all() {
        let scenario = shipped.read(&[]).unwrap().scenario;
        let effort = Effort::of(&scenario);
        if effort.requests > 1e6 {
            continue;
        }
        checked += 1;
        let result = simulate(&scenario, 0);
        let functions = result.functions.iter();
        let came: u64 = functions
            .map(|one| one.totals.arrivals + one.warm_up_counts.arrivals)
            .sum();
        let error = (came as f64 - effort.requests).abs();
        let tolerance = 5.0 * effort.requests.sqrt() + 0.02 * effort.requests;
        assert!(
            error <= tolerance,
            "{}: {came} requests, foretold {}",
            scenario.name,
            effort.requests
        );
        let account = &result.account;
        let mut rows = account.intervals.len() + account.minutes.len();
        for one in &result.functions {
            rows += one.intervals.len() + one.minutes.len();
        }
        assert_eq!(rows as f64, effort.rows, "{}", scenario.name);
        assert!(!effort.is_endless(), "{}", scenario.name);
    }
    assert!(checked >= 20, "{checked} are small enough to be run here");
}

#[test]
fn users_who_are_refused_ask_again() {
    let closed = "traffic = [{ closed = { users = 20000, think_time = \"1s\" } }]";
    let scenario = scenario("1m", closed);
    let foretold = Effort::of(&scenario).requests;
    let came = simulate(&scenario, 0).functions[0].totals.arrivals as f64;
    assert!(
        foretold / came > 0.8 && foretold / came < 1.25,
        "{came} came, foretold {foretold}"
    );
}

#[test]
fn rows_and_those_who_wait_take_memory() {
    let of = |overrides: &[&str]| Effort::of(&shipped("flash-sale", overrides));
    let usual = of(&[]).memory(1.0, 1.0);
    assert!(usual.least < usual.most && usual.most < 200e6, "{usual:?}");
    let fine = of(&["interval=100ms"]);
    assert!(fine.memory(1.0, 1.0).least > usual.least);
    assert!(fine.result_bytes > of(&[]).result_bytes);
    let many = of(&["scale=20", "region.account_concurrency=1000000"]);
    assert!(many.requests > 2e7 && many.memory(1.0, 1.0).most > usual.most);
}

#[test]
fn a_batch_that_is_refused_waits_only_if_its_callers_do() {
    let batch = |more: &str| {
        let batch = "traffic = [{ batch = { at = [\"0s\"], requests = 1000000000 } }]";
        Effort::of(&scenario("10m", &format!("{more}{batch}")))
    };
    let gives_up = batch("").memory(1.0, 1.0);
    assert!(gives_up.most < 100e6, "{gives_up:?}");
    for waits in [
        "client.retry = \"standard\"\n",
        "client.retry = \"legacy\"\n",
    ] {
        let effort = batch(waits);
        assert!(effort.memory(1.0, 1.0).least > 50e9, "{waits}{effort:?}");
        let place = effort.waiting.unwrap();
        assert_eq!((&place.key[..], place.count), ("functions.f.traffic", 1e9));
    }
}

#[test]
fn a_queue_that_is_read_faster_than_it_fills_is_not_taken_for_a_backlog() {
    let queue = |rate: u32| {
        let traffic =
            format!("traffic = [{{ poisson.rate = {rate}, invoked_by = {{ async = {{}} }} }}]");
        let effort = Effort::of(&scenario("1d", &traffic));
        effort.run.most / effort.requests
    };
    assert!(queue(1000) < 5.0, "bytes a request");
    assert!(queue(100_000) > 100.0, "bytes a request");
}

#[test]
fn what_has_no_end_in_sight_is_known() {
    let rate = |days: u32| {
        let traffic = "traffic = [{ poisson.rate = 1e6 }, { even.rate = 1 }]";
        let mut scenario = scenario("1h", traffic);
        scenario.duration = SimDuration::from_secs(86_400 * u64::from(days));
        Effort::of(&scenario)
    };
    assert!(!rate(10).is_endless());
    let endless = rate(1000);
    assert!(endless.is_endless());
    assert_eq!(endless.busiest.unwrap().source, 0);
}

#[test]
fn results_are_held_as_often_as_is_said() {
    let effort = Effort::of(&shipped("flash-sale", &["interval=10ms"]));
    let [one, eight] = [1.0, 8.0].map(|results| effort.memory(1.0, results));
    assert!((eight.least - one.least - 7.0 * effort.result.least).abs() < 1.0);
}
