//! That the words are true: of shipped scenarios, and of random ones.

use proptest::prelude::*;

use super::causes::{Cause, causes};
use super::*;
use crate::kernel::SimTime;
use crate::metrics::FunctionInterval;
use crate::metrics::periods::after_warm_up;
use crate::metrics::{Counts, FunctionResult, Period};
use crate::metrics::{Trouble, periods};
use crate::report::document::Piece;
use crate::report::document::clock::Clock;
use crate::report::fixture;
use crate::report::format::plural;
use crate::report::summary::Summary;
use crate::scenario::parse::{Source, parse};
use crate::scenario::shipped::{self, ShippedFiles};
use crate::world::simulate;

fn scenario(text: &str) -> Scenario {
    let source = Source {
        name: "test",
        default_name: "test",
        text,
    };
    parse(source, &[], &ShippedFiles).unwrap().scenario
}

/// Checks every sentence about a run against its summary and its series.
fn check(scenario: &Scenario, result: &RunResult) {
    let finished = Finished::new(scenario, result);
    let summary = serde_json::to_value(Summary::new(&finished)).unwrap();
    let sentences = of_run(Language::English, &finished, &finished);
    for sentence in &sentences {
        figures_are_the_summarys(sentence, &summary);
        if let Some(span) = sentence.span {
            let clock = Clock::of(scenario, result.simulated.as_secs_f64());
            counts_are_those_of_the_time(sentence, span, (clock, result));
        }
    }
    let totals = result.totals();
    let headline = sentences[0].plain();
    assert_eq!(
        headline.starts_with("Nothing was throttled"),
        totals.throttles() == 0 && totals.attempts > 0,
        "{headline}"
    );
    assert_eq!(
        headline.starts_with("Throttled"),
        totals.throttles() > 0,
        "{headline}"
    );
    superlatives_hold(&headline, &sentences, scenario, result);
    causes_add_up(scenario, result);
    periods_hold_every_throttle(result);
}

/// What is called the main limit, or refused most, is so alone.
fn superlatives_hold(
    headline: &str,
    sentences: &[Sentence],
    scenario: &Scenario,
    result: &RunResult,
) {
    let refused = causes(scenario, result.functions.iter().map(|f| f.totals));
    let tied = matches!(refused[..], [(_, most), (_, next), ..] if most == next);
    let all_tied = tied && refused.iter().all(|(_, count)| *count == refused[0].1);
    assert_eq!(headline.contains("were the limits"), all_tied, "{headline}");
    let most_tied = tied && !all_tied;
    assert_eq!(
        headline.contains("were the main limits"),
        most_tied,
        "{headline}"
    );
    assert_eq!(
        headline.contains("was the main limit"),
        refused.len() > 1 && !tied,
        "{headline}"
    );
    let throttles = || result.functions.iter().map(|f| f.totals.throttles());
    let most = throttles().max().unwrap_or(0);
    let alone =
        most > 0 && throttles().len() > 1 && throttles().filter(|&one| one == most).count() == 1;
    let said = sentences
        .iter()
        .any(|one| one.plain().contains(" was refused most: "));
    assert_eq!(said, alone, "{:?}", throttles().collect::<Vec<_>>());
}

fn figures_are_the_summarys(sentence: &Sentence, summary: &serde_json::Value) {
    for piece in &sentence.pieces {
        let Piece::Figure { shown, value, key } = piece else {
            continue;
        };
        let key = key.as_deref().unwrap();
        let expected = summary.pointer(key).and_then(serde_json::Value::as_f64);
        assert_eq!(Some(*value), expected, "{key} in {:?}", sentence.plain());
        if value.fract() == 0.0 && !shown.contains([' ', '$']) {
            assert_eq!(shown.replace(',', ""), value.to_string(), "{key}");
        }
    }
}

/// `From 3:10 to 7:42: 30 of 40 attempts in that time were refused`, counted again from the rows of the
/// function that it is about.
fn counts_are_those_of_the_time(
    sentence: &Sentence,
    (from, to): (f64, f64),
    (clock, result): (Clock, &RunResult),
) {
    let plain = sentence.plain();
    let mut functions = result.functions.iter();
    let named = functions.find(|function| plain.contains(&format!("{} from ", function.name)));
    let alone = result.functions.len() == 1;
    let is_meant = |function: &&FunctionResult| match named {
        Some(named) if !alone => function.name == named.name,
        _ => true,
    };
    let mut counts = Counts::default();
    for function in result.functions.iter().filter(is_meant) {
        for row in &function.intervals {
            let start = row.start.as_secs_f64();
            if start >= from && start < to {
                counts += row.counts;
            }
        }
    }
    let refused = thousands(counts.throttles());
    if plain.contains("in that time") {
        let attempts = plural(counts.attempts, "attempt", "attempts");
        assert!(
            plain.contains(&format!(": {refused} of {attempts} in that time")),
            "{plain}"
        );
    } else {
        // The headline of a single period counts the attempts of the whole run.
        assert!(plain.contains(&format!(" {refused} of ")), "{plain}");
    }
    let times = format!("rom {} to {}", clock.at(from), clock.at(to));
    assert!(plain.contains(&times), "{plain}");
}

fn causes_add_up(scenario: &Scenario, result: &RunResult) {
    let totals = result.totals();
    let refused = causes(scenario, result.functions.iter().map(|f| f.totals));
    let sum = |wanted: fn(&Cause) -> bool| -> u64 {
        let some = refused.iter().filter(|(cause, _)| wanted(cause));
        some.map(|(_, count)| count).sum()
    };
    assert_eq!(sum(|_| true), totals.throttles());
    assert!(refused.is_sorted_by(|a, b| a.1 >= b.1));
    let scaling = sum(|cause| matches!(cause, Cause::RegionalBurst | Cause::FunctionScaling));
    assert_eq!(scaling, totals.throttles_scaling);
    assert_eq!(
        sum(|cause| *cause == Cause::RequestsPerSecond),
        totals.throttles_rate
    );
    let pairs = || result.functions.iter().zip(&scenario.functions);
    let of_reserving = pairs().filter(|(_, settings)| settings.reserved_concurrency.is_some());
    assert_eq!(
        sum(|cause| matches!(cause, Cause::ReservedConcurrency(_))),
        of_reserving
            .map(|(f, _)| f.totals.throttles_concurrency)
            .sum::<u64>()
    );
}

fn periods_hold_every_throttle(result: &RunResult) {
    let periods = periods(result, Trouble::Throttles);
    assert!(periods.is_sorted_by(|a, b| a.count() >= b.count()));
    let mut counted = 0;
    for (index, function) in result.functions.iter().enumerate() {
        let own = || periods.iter().filter(|one| one.function == index);
        for row in after_warm_up(result, &function.intervals, |row| row.start) {
            let inside = own().filter(|one| one.from <= row.start && row.start < one.to);
            let held = usize::from(row.counts.throttles() > 0);
            assert!((held..=1).contains(&inside.count()), "{periods:?}");
            counted += row.counts.throttles();
        }
        // A period begins and ends with a throttle.
        for period in own() {
            let end = |row: &FunctionInterval| {
                (row.start + result.interval).min(SimTime::ZERO + result.simulated)
            };
            let at = |edge: &dyn Fn(&FunctionInterval) -> bool| {
                let row = function.intervals.iter().find(|row| edge(row));
                row.map_or(0, |row| row.counts.throttles())
            };
            assert!(at(&|row| row.start == period.from) > 0);
            assert!(at(&|row| end(row) == period.to) > 0);
        }
    }
    assert_eq!(periods.iter().map(Period::count).sum::<u64>(), counted);
}

/// The larger ones are read in the browser, where the same figures are compared.
/// The findings of a run without ECS services.
fn findings(language: Language, scenario: &Scenario, result: &RunResult) -> Vec<Sentence> {
    let finished = Finished::new(scenario, result);
    of_run(language, &finished, &finished)
}

#[test]
fn what_is_said_of_shipped_scenarios_is_true() {
    for name in [
        "ten-requests",
        "operator-guide-on-demand-1",
        "operator-guide-on-demand-3",
        "operator-guide-provisioned-1",
        "walkthrough-reserved",
        "walkthrough-provisioned",
        "noisy-neighbour",
        "canary",
        "outage",
    ] {
        let found = shipped::find(name).unwrap();
        let scenario = scenario(found.text);
        check(&scenario, &simulate(&scenario, 0));
    }
}

#[test]
fn sentences_read_well() {
    let (scenario, result) = (fixture::scenario(), fixture::small());
    let sentences = findings(Language::English, &scenario, &result);
    let text: Vec<String> = sentences.iter().map(Sentence::plain).collect();
    insta::assert_snapshot!(text.join("\n"));
}

#[test]
fn a_run_without_requests_says_so() {
    let scenario = scenario(
        "duration = \"9s\"\n[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n\
         [[functions]]\nname = \"idle\"\nservice_time = \"1s\"\n\
         traffic = [{ batch = { at = [\"5s\"], requests = 0 } }]\n",
    );
    let result = simulate(&scenario, 0);
    check(&scenario, &result);
    assert_eq!(
        findings(Language::English, &scenario, &result)[0].plain(),
        "No request arrived."
    );
}

/// What is said of a run of one function, of which `settings` are lines of the scenario.
fn said(head: &str, settings: &str) -> Vec<String> {
    let scenario = scenario(&format!(
        "duration = \"10m\"\n{head}\n[region]\nname = \"us-east-1\"\nscaling = \"regional-burst\"\n\
         account_concurrency = 250\n[[functions]]\nname = \"f\"\nservice_time = \"1s\"\n{settings}\n"
    ));
    let result = simulate(&scenario, 0);
    check(&scenario, &result);
    let sentences = findings(Language::English, &scenario, &result);
    sentences.iter().map(Sentence::plain).collect()
}

/// 100 are allocated from 8:03 to 8:09, and 80 of them are busy; the only interval ends with none.
#[test]
fn provisioned_concurrency_that_went_within_an_interval_was_there() {
    let said = said(
        "interval = \"10m\"\ntime_of_day_start = \"08:00\"",
        "provisioned_concurrency = { value = 10, schedule = [{ at = \"08:02\", value = 100 }, \
         { at = \"08:09\", value = 0 }] }\ntraffic = [{ even.rate = 80 }]",
    );
    let busy = "Provisioned concurrency of f: at most 80 of 100 environments were busy at once, 20 never \
                needed.";
    assert!(said.iter().any(|one| one == busy), "{said:#?}");
}

/// The account has 250, of which 10 are set aside at first and 80 later.
#[test]
fn what_is_set_aside_at_first_is_not_said_of_the_whole_run() {
    let said = said(
        "time_of_day_start = \"08:00\"",
        "provisioned_concurrency = { value = 10, schedule = [{ at = \"08:02\", value = 80 }] }\n\
         traffic = [{ even.rate = 300 }]",
    );
    let limit =
        "the account concurrency limit (250, of which 10 are set aside at first) was the limit";
    assert!(said[0].contains(limit), "{said:#?}");
}

#[test]
fn what_is_said_of_a_warm_up_is_said_of_the_rest() {
    let batch = "traffic = [{ batch = { at = [\"1s\"], requests = 400 } }]";
    let said_of = said("warm_up = \"5m\"", batch);
    assert_eq!(said_of[0], "No request arrived after the warm-up.");
    let steady = "provisioned_concurrency = 80\ntraffic = [{ even.rate = 80 }]";
    let said_of = said("warm_up = \"9m\"\ninterval = \"10m\"", steady);
    let nothing =
        "Nothing was throttled after the warm-up: no limit refused any of the 4,800 attempts.";
    assert_eq!(said_of[0], nothing);
    let busy = "Provisioned concurrency of f: at most 80 of 80 environments were busy at once;";
    assert!(
        said_of.iter().any(|one| one.starts_with(busy)),
        "{said_of:#?}"
    );
}

/// All that comes waits until it is tried again: the queue is deep enough for it.
#[test]
fn what_queues_keep_is_not_said_to_be_lost() {
    let said = said(
        "",
        "reserved_concurrency = 5\n\
         traffic = [{ batch = { at = [\"10s\"], requests = 20 }, invoked_by = \"async\" }]",
    );
    let kept = "Queues kept what was refused, and nothing was lost.";
    assert!(
        said[0].starts_with("Throttled") && said[0].ends_with(kept),
        "{said:#?}"
    );
    let arrived = "f (asynchronous): 20 events arrived; 20 were processed.";
    assert!(said.iter().any(|one| one == arrived), "{said:#?}");
    assert!(!said.iter().any(|one| one.contains("request")), "{said:#?}");
}

#[test]
fn what_is_never_tried_is_not_said_to_be_no_request() {
    let said = said(
        "",
        "reserved_concurrency = 0\n\
         traffic = [{ batch = { at = [\"10s\"], requests = 20 }, invoked_by = \"async\" }]",
    );
    assert_eq!(
        said[0],
        "No function was invoked: nothing that arrived reached one."
    );
    let lost = "f (asynchronous): 20 events arrived; 0 were processed, 20 were lost";
    assert!(said.iter().any(|one| one.starts_with(lost)), "{said:#?}");
}

#[test]
fn api_gateway_and_errors_have_sentences_of_their_own() {
    let said = said(
        "",
        "timeout = \"1500ms\"\nerror_rate = \"50%\"\n\
         traffic = [{ even.rate = 10, invoked_by.api_gateway = { rate = 5, burst = 5, timeout = \"1s\" } }]",
    );
    assert!(
        said[0].starts_with("Nothing was throttled by Lambda"),
        "{said:#?}"
    );
    let gateway = "API Gateway in front of f throttled ";
    assert!(said.iter().any(|one| one.starts_with(gateway)), "{said:#?}");
    let errors = "invocations ended in an error";
    assert!(said.iter().any(|one| one.contains(errors)), "{said:#?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_said_of_any_scenario_is_true(
        per_function in any::<bool>(),
        account in 110..200_u32,
        burst in 1..40_u32,
        ramp in 0..200_u32,
        interval in prop::sample::select(vec!["500ms", "1s", "7s", "20s"]),
        warm_up in prop::sample::select(vec!["0s", "10s", "13500ms"]),
        rates in prop::collection::vec(0.0..150.0_f64, 1..4),
        reserved in prop::option::of(0..8_u32),
        provisioned in prop::option::of(1..8_u32),
        retry in prop::sample::select(vec!["none", "standard"]),
        at in prop::collection::vec(0..60_u32, 0..5),
        invoked_by in prop::sample::select(vec![
            "\"client\"",
            "\"async\"",
            "{ async = { maximum_event_age = \"1m\", on_failure = true } }",
            "{ sqs = { visibility_timeout = \"5s\", max_receive_count = 2 } }",
            "{ stream = { shards = 2, maximum_retry_attempts = 0 } }",
            "\"api_gateway\"",
        ]),
        seed in any::<u32>(),
    ) {
        let rule = if per_function { "per-function" } else { "regional-burst" };
        let mut text = format!(
            "duration = \"60s\"\ninterval = \"{interval}\"\nwarm_up = \"{warm_up}\"\nseed = {seed}\n\
             [region]\nname = \"us-east-1\"\nscaling = \"{rule}\"\naccount_concurrency = {account}\n\
             burst = {burst}\nramp_per_minute = {ramp}\n[slo]\nthrottle_rate = \"< 1%\"\n"
        );
        for (index, rate) in rates.iter().enumerate() {
            text.push_str(&format!(
                "[[functions]]\nname = \"f{index}\"\nservice_time.exponential = {{ mean = \"400ms\" }}\n\
                 client.retry = \"{retry}\"\n"
            ));
            match (index, reserved, provisioned) {
                (0, Some(reserved), _) => text.push_str(&format!("reserved_concurrency = {reserved}\n")),
                (0, None, Some(provisioned)) => {
                    text.push_str(&format!("provisioned_concurrency = {provisioned}\n"));
                }
                _ => {}
            }
            text.push_str(&format!("[[functions.traffic]]\npoisson.rate = {rate:?}\n"));
            if index > 0 {
                text.push_str(&format!("invoked_by = {invoked_by}\n"));
            }
            if !at.is_empty() {
                let at: Vec<String> = at.iter().map(|second| format!("\"{second}s\"")).collect();
                let at = at.join(", ");
                text.push_str(&format!(
                    "[[functions.traffic]]\nbatch = {{ at = [{at}], requests = 30 }}\n"
                ));
            }
        }
        let scenario = scenario(&text);
        check(&scenario, &simulate(&scenario, 0));
    }
}
