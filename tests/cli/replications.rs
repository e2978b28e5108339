//! Many runs, long runs and warm-ups, as a user sees them.

use serde_json::Value;

use super::{Place, Row, SMALL, contents, json, rows, same_on_one_thread_and_two};

/// Runs `SMALL` with `more` arguments into `result`.
fn small(more: &[&str]) -> (Place, super::Ran) {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let fixed = ["run", "small.toml", "--output", "result"];
    let ran = place.burstsim(&[&fixed, more].concat());
    (place, ran)
}

#[test]
fn one_thread_and_two_give_the_same_bytes() {
    for study in [
        &["--replications", "7"][..],
        &[
            "--precision",
            "3%",
            "--precision-of",
            "throttle_rate",
            "--max-replications",
            "23",
        ],
    ] {
        same_on_one_thread_and_two(|threads| small(&[study, &["--threads", threads]].concat()));
    }
}

#[test]
fn the_series_are_those_of_replication_0() {
    let (many, ran) = small(&["--replications", "3"]);
    ran.expect_code(0);
    let (one, ran) = small(&[]);
    ran.expect_code(0);
    let (many, one) = (
        contents(&many.path("result")),
        contents(&one.path("result")),
    );
    for name in [
        "timeseries.csv",
        "account.csv",
        "cloudwatch.csv",
        "scenario.toml",
    ] {
        let name = std::path::Path::new(name);
        assert!(many[name] == one[name], "{} differs", name.display());
    }
}

/// The mean of what `value` gives for each.
fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[test]
fn means_intervals_rows_and_bands_agree() {
    let (place, ran) = small(&["--replications", "5", "--no-charts"]);
    ran.expect_code(0);
    let summary = json(&place.path("result/summary.json"));
    assert_eq!(summary["replications"], 5);
    assert_eq!(summary["seed"], 0, "what is set is not an observation");
    assert_eq!(json(&place.path("result/manifest.json"))["replications"], 5);

    let throttled = &summary["functions"][0]["throttles"];
    let interval = &summary["intervals"]["functions"][0]["throttles"];
    let rows_of = |function: &str, metric: &str| -> Vec<f64> {
        let belongs = |row: &&Row| row.text("function") == function && row.text("metric") == metric;
        let rows = rows(&place.path("result/replications.csv"));
        rows.iter()
            .filter(belongs)
            .map(|row| row.number("value"))
            .collect()
    };
    let observed = rows_of("front", "throttles");
    assert_eq!(observed.len(), 5);
    assert_eq!(interval["n"], 5);
    assert_eq!(*throttled, mean(&observed));
    // Student's t with 4 degrees of freedom, from a table.
    let centred = observed
        .iter()
        .map(|value| (value - mean(&observed)).powi(2));
    let half_width = 2.776 * (centred.sum::<f64>() / 4.0 / 5.0).sqrt();
    let low = interval["ci95"][0].as_f64().expect("an interval");
    assert!(
        (mean(&observed) - half_width - low).abs() < 1e-3 * half_width,
        "{interval}"
    );

    // The account is the sum of its functions, in the summary and point by point in the bands.
    let both: Vec<f64> = observed
        .iter()
        .zip(rows_of("back", "throttles"))
        .map(|(a, b)| a + b)
        .collect();
    assert_eq!(rows_of("", "throttles"), both);
    let bands = rows(&place.path("result/bands.csv"));
    let total = |function: &str| -> f64 {
        let belongs =
            |row: &&Row| row.text("function") == function && row.text("metric") == "throttles";
        bands
            .iter()
            .filter(belongs)
            .map(|row| row.number("mean"))
            .sum()
    };
    assert!(
        (total("") - mean(&both)).abs() < 1e-3,
        "{} and {both:?}",
        total("")
    );
    assert!((total("front") - mean(&observed)).abs() < 1e-3);
    for row in bands.iter().filter(|row| !row.text("low").is_empty()) {
        let (low, mean, high) = (row.number("low"), row.number("mean"), row.number("high"));
        assert!(low <= mean && mean <= high, "{row:?}");
    }
}

/// A queue whose messages fail at times, and events that are too many.
const QUEUES: &str = include_str!("../page/queues.toml");

/// What a single run says of its queues, replications say with intervals: in the table, in JSON and row by row.
#[test]
fn queues_have_their_rows_whether_replications_are_counted_or_precise() {
    for study in [
        &["--replications", "3"][..],
        &[
            "--precision",
            "50%",
            "--precision-of",
            "throttle_rate",
            "--max-replications",
            "20",
        ],
    ] {
        let place = Place::new();
        place.file("queues.toml", QUEUES);
        let fixed = ["run", "queues.toml", "--output", "result", "--no-charts"];
        let ran = place.burstsim(&[&fixed[..], study].concat());
        ran.expect_code(0);
        let row = |name: &str| {
            let mut lines = ran.stdout.lines();
            let found = lines.find(|line| line.trim_start().starts_with(name));
            found.unwrap_or_else(|| panic!("no row {name}:\n{}", ran.stdout))
        };
        for name in [
            "items of queues",
            "dead-lettered",
            "- share of items",
            "lost from queues",
            "longest wait in a queue",
            "peak backlog",
        ] {
            row(name);
        }
        assert!(row("lost from queues").contains('±'), "{}", ran.stdout);
        let summary = json(&place.path("result/summary.json"));
        let source = &summary["functions"][1]["sources"][0];
        let interval = &summary["intervals"]["functions"][1]["sources"][0];
        let belongs = |row: &&Row| {
            row.text("function") == "thumbnails" && row.text("metric") == "sources.0.dropped"
        };
        let all = rows(&place.path("result/replications.csv"));
        let lost: Vec<f64> = all
            .iter()
            .filter(belongs)
            .map(|row| row.number("value"))
            .collect();
        let count = summary["replications"].as_u64().expect("a count");
        assert_eq!(lost.len() as u64, count, "a row for each replication");
        let said = source["dropped"].as_f64().expect("a mean");
        assert!(
            (said - mean(&lost)).abs() < 1e-6 * said,
            "{said} of {lost:?}"
        );
        assert_eq!(interval["dropped"]["n"], count);
        assert_eq!(source["source"], 0, "which source it is, not a mean");
    }
}

#[test]
fn an_earlier_runs_bands_do_not_stay() {
    let (place, ran) = small(&["--replications", "2", "--no-charts"]);
    ran.expect_code(0);
    place.burstsim(&["run", "small.toml", "--output", "result", "--no-charts"]);
    for file in ["bands.csv", "replications.csv"] {
        assert!(
            !place.path("result").join(file).exists(),
            "{file} of another study"
        );
    }
}

#[test]
fn precision_is_reached_or_its_failure_told() {
    let (place, ran) = small(&[
        "--no-charts",
        "--precision",
        "20%",
        "--precision-of",
        "throttle_rate",
    ]);
    ran.expect_code(0);
    let summary = json(&place.path("result/summary.json"));
    assert_eq!(
        summary["precision"]["reached"], true,
        "{}",
        summary["precision"]
    );
    let intervals = summary["intervals"]["functions"]
        .as_array()
        .expect("functions");
    let functions = summary["functions"].as_array().expect("functions");
    for (function, interval) in functions.iter().zip(intervals) {
        let (mean, rate) = (&function["throttle_rate"], &interval["throttle_rate"]);
        let [mean, high] = [mean, &rate["ci95"][1]].map(Value::as_f64);
        let (mean, high) = (mean.expect("a mean"), high.expect("an end"));
        assert!(high - mean <= 0.2 * mean, "{rate}");
    }

    let capped = [
        "--no-charts",
        "--precision",
        "0.1%",
        "--max-replications",
        "12",
    ];
    let (place, ran) = small(&capped);
    ran.expect_code(0);
    assert!(
        ran.stdout
            .contains("NOT precise to 0.1 % after 12 replications"),
        "{}",
        ran.stdout
    );
    let precision = &json(&place.path("result/summary.json"))["precision"];
    assert_eq!(precision["reached"], false);
    assert!(precision["widest"]["relative_half_width"].as_f64() > Some(0.001));
}

#[test]
fn objectives_are_judged_by_the_mean() {
    let with = |limit: &str| {
        let place = Place::new();
        place.file(
            "small.toml",
            format!("{SMALL}\n[slo]\nthrottle_rate = \"< {limit}\"\n"),
        );
        let fixed = ["run", "small.toml", "--no-charts", "--output", "result"];
        let ran = place.burstsim(&[&fixed[..], &["--replications", "5"]].concat());
        (
            ran.code,
            ran.stdout,
            json(&place.path("result/summary.json")),
        )
    };
    let (code, _, summary) = with("99%");
    assert_eq!(code, Some(0));
    assert_eq!(summary["slo"][0]["certain"], true);
    let mean = summary["slo"][0]["value"].as_f64().expect("a mean");
    // A limit a hair above the mean: met, but with a doubt.
    let (_, stdout, summary) = with(&format!("{:.6}%", mean * 100.0 + 1e-4));
    assert_eq!(
        (&summary["slo"][0]["met"], &summary["slo"][0]["certain"]),
        (&Value::Bool(true), &Value::Bool(false))
    );
    assert!(stdout.contains("not certain"), "{stdout}");
    assert_eq!(with("0.1%").0, Some(99));
}

#[test]
fn a_warm_up_leaves_the_series_and_clears_the_totals() {
    let (with, ran) = small(&["--set", "warm_up=1m"]);
    ran.expect_code(0);
    assert!(
        ran.stdout.contains("a warm-up of 60 s not counted"),
        "{}",
        ran.stdout
    );
    let (without, _) = small(&[]);
    let series =
        |place: &Place| std::fs::read(place.path("result/timeseries.csv")).expect("a file");
    assert!(series(&with) == series(&without), "the series changed");
    let rows = rows(&with.path("result/timeseries.csv"));
    let after = rows
        .iter()
        .filter(|row| row.text("function") == "back" && row.number("time_s") >= 60.0);
    let after: u64 = after.map(|row| row.count("arrivals")).sum();
    let summary = json(&with.path("result/summary.json"));
    assert_eq!(summary["functions"][1]["requests"], after);
    assert_eq!(summary["warm_up_s"], 60.0);
}

/// From empty, concurrency of M/M/infinity approaches 2 x 60 = 120 as 120 (1 - exp(-t/60)).
const APPROACH: &str = r#"
duration = "8h"
interval = "10s"
[region]
name = "us-east-1"
scaling = "regional-burst"
[[functions]]
name = "f"
service_time.exponential = { mean = "60s" }
cold_start = "0s"
traffic = [{ poisson.rate = 2 }]
"#;

#[test]
fn a_steady_state_is_found_where_theory_puts_it() {
    let place = Place::new();
    place.file("approach.toml", APPROACH);
    let fixed = [
        "run",
        "approach.toml",
        "--no-charts",
        "--output",
        "result",
        "--steady-state",
    ];
    let ran = place.burstsim(&fixed);
    ran.expect_code(0);
    let steady = &json(&place.path("result/summary.json"))["steady_state"];
    assert_eq!(steady["found"], true, "{steady}");
    let warm_up = steady["warm_up_s"].as_f64().expect("a time");
    assert!(
        (50.0..=600.0).contains(&warm_up),
        "a few time constants of 60 s: {warm_up}"
    );
    for (quantity, theory) in [("open_mean", 120.0), ("latency_mean_ms", 60_000.0)] {
        let estimate = &steady["functions"][0][quantity];
        let ends = [0, 1].map(|end| estimate["ci95"][end].as_f64().expect("an interval"));
        assert!(
            ends[0] < theory && theory < ends[1],
            "{quantity}: {estimate}, theory {theory}"
        );
        assert!(ends[1] - ends[0] < 0.05 * theory, "{quantity}: {estimate}");
        assert_eq!(estimate["independent_batches"], true);
    }
    assert!(ran.stdout.contains("Steady state after"), "{}", ran.stdout);
}

#[test]
fn traffic_that_grows_has_no_steady_state() {
    let place = Place::new();
    let growing = APPROACH.replace(
        "poisson.rate = 2",
        "poisson.stages = [{ duration = \"8h\", target = 4 }]",
    );
    place.file("growing.toml", growing);
    let fixed = [
        "run",
        "growing.toml",
        "--no-charts",
        "--output",
        "result",
        "--steady-state",
    ];
    let ran = place.burstsim(&fixed);
    ran.expect_code(0);
    assert!(
        ran.stdout.contains("No steady state: open_mean of f"),
        "{}",
        ran.stdout
    );
    assert_eq!(
        json(&place.path("result/summary.json"))["steady_state"]["found"],
        false
    );
}

#[test]
fn wrong_options_are_explained() {
    for (arguments, word) in [
        (&["--replications", "1"][..], "2..=100000"),
        (&["--precision", "0%"], "such as 5%"),
        (
            &["--precision", "5%", "--precision-of", "throtle_rate"],
            "throttle_rate",
        ),
        (
            &["--precision", "5%", "--replications", "9"],
            "cannot be used with",
        ),
        (
            &["--steady-state", "--replications", "9"],
            "cannot be used with",
        ),
        (
            &["--steady-state", "--settled", "latency_p99_ms"],
            "open_mean",
        ),
        (&["--max-replications", "9"], "--precision"),
    ] {
        let (_, ran) = small(arguments);
        ran.expect_code(2);
        assert!(ran.stderr.contains(word), "{arguments:?}: {}", ran.stderr);
    }
}
