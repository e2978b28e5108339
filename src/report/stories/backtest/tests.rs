//! What a backtest says, in English and in Korean, and that its charts fit its scopes.

use super::*;
use crate::import::{MeasuredFunction, MeasuredInterval};
use crate::report::fixture::english_in;
use crate::report::render::text::{Medium, text};
use crate::scenario::Scenario;
use crate::scenario::parse::{NoFiles, Source, parse};
use crate::study::backtest::backtest;

const TEXT: &str = r#"
    title = "제목"
    duration = "5m"
    [region]
    name = "us-east-1"
    scaling = "per-function"
    account_concurrency = 200
    [[functions]]
    name = "api"
    service_time = "1s"
    traffic = [{ poisson.rate = 50 }]
    [[functions]]
    name = "unseen"
    service_time = "1s"
    traffic = [{ poisson.rate = 1 }]
"#;

fn scenario() -> Scenario {
    let source = Source {
        name: "test",
        default_name: "test",
        text: TEXT,
    };
    parse(source, &[], &NoFiles).unwrap().scenario
}

/// Five minutes of 3,000 invocations that took so long, at a concurrency of 50.
fn measured(name: &str, millis: f64) -> MeasuredFunction {
    let minute = |number: i64| MeasuredInterval {
        start: number * 60_000_000_000,
        length: 60_000_000_000,
        invocations: Some(3000.0),
        duration_mean_ms: Some(millis),
        ..MeasuredInterval::default()
    };
    MeasuredFunction {
        name: name.to_owned(),
        intervals: (0..5).map(minute).collect(),
        ..MeasuredFunction::default()
    }
}

fn found(millis: f64) -> Backtest {
    let measured = [measured("api", millis), measured("elsewhere", 5.0)];
    backtest(scenario(), &measured, 5, &()).unwrap()
}

fn told(backtest: &Backtest) -> String {
    let text = text(&of_backtest(&Look::default(), backtest), Medium::Terminal);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_verdict_the_suspect_and_what_was_left_out_are_told() {
    let right = told(&found(1000.0));
    assert!(right.contains("Good enough to decide by"), "{right}");
    assert!(
        right.contains("Not measured, so not judged: peak concurrency, throttles, cold starts."),
        "{right}"
    );
    assert!(
        right.contains("Measured but not in the scenario: elsewhere."),
        "{right}"
    );
    assert!(
        right.contains("In the scenario but not measured: unseen."),
        "{right}"
    );
    let wrong = told(&found(2000.0));
    assert!(
        wrong.contains("Off: mean duration of api: measured 2,000 ms, simulated 1,000 ms"),
        "{wrong}"
    );
    assert!(
        wrong.contains(
            "functions.api.service_time is likeliest wrong: with a mean of 2.00 s instead of 1.00 s, the mean \
             duration of api would be 2,000 ms, measured 2,000 ms. That removes 99.9 % of what is off."
        ),
        "{wrong}"
    );
}

#[test]
fn a_korean_backtest_has_no_english_left_but_names() {
    let names = [
        "api",
        "elsewhere",
        "unseen",
        "us-east-1",
        "functions.",
        "service_time",
        "backtest",
    ];
    for backtest in [found(1000.0), found(2000.0)] {
        let document = of_backtest(&Look::of(Language::Korean), &backtest);
        assert_eq!(english_in(&document, &names), [""; 0]);
    }
}

#[test]
fn each_function_is_a_view_of_each_chart() {
    let one = found(1000.0);
    let mut two = one.clone();
    two.functions.push(Compared {
        name: "other".to_owned(),
        ..one.functions[0].clone()
    });
    for (backtest, views) in [(one, 1), (two, 2)] {
        let document = of_backtest(&Look::default(), &backtest);
        assert_eq!(document.charts().count(), 2, "what was measured");
        assert_eq!(document.figures.len(), views);
        assert!(document.charts().all(|chart| chart.views.len() == views));
        assert!(document.html().contains("backtest.csv"));
    }
}
