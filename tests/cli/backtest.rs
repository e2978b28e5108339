//! `burstsim backtest`: what a user learns of how well a scenario predicts a measurement.

use super::{Place, contents, json, rows};

/// A peak that needs about 880 at once, of which an account of 600 throttles some.
const PEAK: &str = r#"
title = "A peak"
duration = "12m"

[region]
name = "us-east-1"
scaling = "regional-burst"
account_concurrency = 1000

[[functions]]
name = "api"
service_time.lognormal = { median = "1s", p99 = "3s" }
cold_start = "500ms"

[[functions.traffic]]
poisson.stages = [
  { duration = "3m", target = 300 },
  { duration = "5m", target = 700 },
  { duration = "4m", target = 50 },
]
"#;

const LOGS: [&str; 5] = [
    "scenarios/data/log-2020-05-17.csv",
    "data/aws-measured/log-2020-05-26.csv",
    "data/aws-measured/log-2020-06-04.csv",
    "data/aws-measured/log-2020-06-09.csv",
    "data/aws-measured/log-2020-06-13.csv",
];

/// A file of the project.
fn of_the_project(path: &str) -> String {
    format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))
}

/// The metrics of a run of the scenario with some changes and another seed: a measurement whose truth is known.
fn measurement(place: &Place, changes: &[&str]) -> String {
    place.file("peak.toml", PEAK);
    let mut run = vec![
        "run",
        "peak.toml",
        "--no-charts",
        "--quiet",
        "--seed",
        "7",
        "--output",
        "real",
    ];
    run.extend(changes.iter().flat_map(|change| ["--set", change]));
    place.burstsim(&run).expect_code(0);
    "real/cloudwatch.csv".to_owned()
}

#[test]
fn a_right_scenario_is_good_enough_and_all_files_are_there() {
    let place = Place::new();
    let file = measurement(&place, &[]);
    let ran = place.burstsim(&[
        "backtest",
        "peak.toml",
        "--measured",
        &file,
        "--output",
        "back",
    ]);
    ran.expect_code(0);
    assert!(
        ran.stdout.contains("Good enough to decide by"),
        "{}",
        ran.stdout
    );
    let names: Vec<_> = contents(&place.path("back")).into_keys().collect();
    let names: Vec<_> = names.iter().map(|name| name.to_string_lossy()).collect();
    assert_eq!(
        names,
        [
            "backtest.csv",
            "backtest.json",
            "backtest.png",
            "backtest.svg",
            "manifest.json",
            "report.html",
            "scenario.toml"
        ]
    );
    let tree = json(&place.path("back/backtest.json"));
    assert_eq!(tree["good_enough"], true);
    assert_eq!(tree["suspects"].as_array().map(Vec::len), Some(0));
    let csv = rows(&place.path("back/backtest.csv"));
    let invocations = csv
        .iter()
        .filter(|row| row.text("quantity") == "invocations");
    assert_eq!(invocations.count(), 12, "a row for each minute");
    for format in ["json", "csv"] {
        let again = [
            "backtest",
            "peak.toml",
            "--measured",
            &file,
            "--output",
            "back",
            "--format",
            format,
        ];
        let printed = place.burstsim(&again).stdout;
        let written =
            std::fs::read_to_string(place.path(&format!("back/backtest.{format}"))).unwrap();
        assert_eq!(printed.trim_end(), written.trim_end(), "{format}");
    }
}

#[test]
fn a_wrong_limit_is_told_to_be_wrong_and_named() {
    let place = Place::new();
    let file = measurement(&place, &["region.account_concurrency=600"]);
    let ran = place.burstsim(&[
        "backtest",
        "peak.toml",
        "--measured",
        &file,
        "--no-charts",
        "--output",
        "back",
    ]);
    ran.expect_code(0);
    assert!(
        ran.stdout.contains("Not good enough to decide by"),
        "{}",
        ran.stdout
    );
    let words = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    let suspect = "region.account_concurrency is likeliest wrong: with 600 instead of 1,000, the throttles of api";
    assert!(words.contains(suspect), "{}", ran.stdout);
    let tree = json(&place.path("back/backtest.json"));
    assert_eq!(tree["good_enough"], false);
    assert_eq!(tree["suspects"][0]["key"], "region.account_concurrency");
    assert_eq!(tree["suspects"][0]["to"], 600);
    let right = [
        "backtest",
        "peak.toml",
        "--measured",
        &file,
        "--set",
        "region.account_concurrency=600",
        "--no-charts",
    ];
    let ran = place.burstsim(&right);
    ran.expect_code(0);
    assert!(
        ran.stdout.contains("Good enough to decide by"),
        "{}",
        ran.stdout
    );
}

#[test]
fn korean_is_spoken() {
    let place = Place::new();
    let file = measurement(&place, &["region.account_concurrency=600"]);
    let ran = place.burstsim(&[
        "backtest",
        "peak.toml",
        "--measured",
        &file,
        "--lang",
        "ko",
        "--output",
        "back",
    ]);
    ran.expect_code(0);
    assert!(
        ran.stdout.contains("결정의 근거로 쓰기에 부족합니다"),
        "{}",
        ran.stdout
    );
}

/// The lifecycle of 2020 was estimated from these logs: it predicts the cold starts of each.
#[test]
fn the_logs_of_2020_are_predicted_by_the_shipped_scenario() {
    let place = Place::new();
    let logs = LOGS.map(of_the_project);
    let mut command = vec![
        "backtest",
        "measured-aws-2020",
        "--no-charts",
        "--output",
        "back",
        "--measured",
    ];
    command.extend(logs.iter().map(String::as_str));
    place.burstsim(&command).expect_code(0);
    let tree = json(&place.path("back/backtest.json"));
    let functions = tree["functions"].as_array().expect("functions");
    assert_eq!(functions.len(), LOGS.len(), "each log by itself");
    for function in functions {
        let quantities = function["quantities"].as_array().expect("quantities");
        let cold = quantities
            .iter()
            .find(|one| one["quantity"] == "cold_starts")
            .expect("cold starts");
        let number = |key: &str| cold[key].as_f64().expect("a number");
        let within = number("low")..=number("high");
        assert!(
            within.contains(&number("measured")),
            "{}: {cold}",
            function["name"]
        );
    }
    assert_eq!(functions[0]["name"], "log-2020-05-17");
    assert_eq!(functions[0]["replayed"], false, "the scenario's own log");
    assert_eq!(functions[1]["replayed"], true);
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let place = Place::new();
    let file = measurement(&place, &[]);
    place.file("nothing.txt", "hello\n");
    place.file("two.toml", PEAK.replace("name = \"api\"", "name = \"a\"") + "\n[[functions]]\nname = \"b\"\nservice_time = \"1s\"\ntraffic = [{ even.rate = 1 }]\n");
    let dated = "MetricDataResults";
    place.file(
        "dated.json",
        format!(
            r#"{{"{dated}": [{{"Id": "m0", "Label": "us-east-1 api Invocations Sum", "Timestamps": ["2026-11-26T08:00:00Z"], "Values": [5.0], "StatusCode": "Complete"}}], "Messages": []}}"#
        ),
    );
    for (scenario, measured, words) in [
        ("peak.toml", "missing.csv", "cannot read missing.csv"),
        (
            "peak.toml",
            "nothing.txt",
            "is of no format that burstsim knows",
        ),
        (
            "two.toml",
            file.as_str(),
            "measured api; the scenario has a, b",
        ),
        (
            "peak.toml",
            "dated.json",
            "has dates, and the traffic of the scenario has none",
        ),
    ] {
        let ran = place.burstsim(&[
            "backtest",
            scenario,
            "--measured",
            measured,
            "--output",
            "back",
        ]);
        // A file that is not there is not the arguments' fault.
        ran.expect_code(if measured == "missing.csv" { 1 } else { 2 });
        assert!(ran.stderr.contains(words), "{measured}: {}", ran.stderr);
        assert!(!place.path("back").exists(), "nothing is written");
    }
    let ran = place.burstsim(&["backtest", "peak.toml"]);
    ran.expect_code(2);
    assert!(ran.stderr.contains("--measured"), "{}", ran.stderr);
}
