//! `[slo] windows`: the share of minutes in which objectives hold.

use super::{Place, json, rows};

/// A request a second, of which one and a half dozen can be served at a time; in the fourth minute a crowd comes.
const CROWD: &str = r#"
title = "A crowd"
duration = "10m"
interval = "10s"

[region]
name = "us-east-1"
scaling = "regional-burst"

[[functions]]
name = "checkout"
service_time = "200ms"
reserved_concurrency = 20
traffic = [{ even.rate = 1 }, { batch = { at = ["185s"], requests = 500 } }]

[slo]
throttle_rate = "< 1%"
"#;

fn run(settings: &[&str], code: i32) -> (Place, serde_json::Value, String) {
    let place = Place::new();
    place.file("crowd.toml", CROWD);
    let fixed = ["run", "crowd.toml", "--no-charts", "--output", "result"];
    let ran = place.burstsim(&[&fixed, settings].concat());
    ran.expect_code(code);
    let summary = json(&place.path("result/summary.json"));
    (place, summary, ran.stdout)
}

fn windows(share: &str) -> String {
    format!("slo.windows={{ length = \"1m\", share = \"{share}\" }}")
}

#[test]
fn a_bad_minute_is_one_of_ten_whatever_it_does_to_the_average() {
    let (_, whole, _) = run(&[], 99);
    assert_eq!(whole["slo"][0]["metric"], "throttle_rate");
    assert_eq!(whole["functions"][0].get("windows"), None);

    let (place, summary, table) = run(&["--set", &windows("90%")], 0);
    let slo = &summary["slo"][0];
    assert_eq!(
        (&slo["metric"], &slo["value"]),
        (&"windows_met".into(), &0.9.into())
    );
    assert_eq!(
        summary["slo"].as_array().map(Vec::len),
        Some(1),
        "no other objective is judged"
    );
    let seen = &summary["functions"][0]["windows"];
    assert_eq!((&seen["count"], &seen["missed"]), (&10.into(), &1.into()));
    assert!(
        table.contains("windows_met >= 90% in checkout: 90.0 %"),
        "{table}"
    );
    let kept = std::fs::read_to_string(place.path("result/scenario.toml")).expect("a scenario");
    assert!(
        kept.contains(r#"windows = { length = "1m", share = "90%" }"#),
        "{kept}"
    );

    run(&["--set", &windows("91%")], 99);
    // The warm-up reaches into the bad minute, which is left out.
    let (_, summary, _) = run(&["--set", &windows("100%"), "--set", "warm_up=181s"], 0);
    assert_eq!(summary["functions"][0]["windows"]["count"], 6);
}

#[test]
fn variants_and_points_are_compared_by_the_minutes_they_hold() {
    let place = Place::new();
    place.file("crowd.toml", CROWD);
    let settings = windows("95%");
    let vary = ["--vary", "functions.0.reserved_concurrency=20,600"];
    let fixed = [
        "compare",
        "crowd.toml",
        "--set",
        &settings,
        "--no-charts",
        "--output",
        "compared",
    ];
    let ran = place.burstsim(&[&fixed[..], &vary].concat());
    assert!(
        ran.stdout.contains("windows met, % points"),
        "{}",
        ran.stdout
    );
    let met = rows(&place.path("compared/comparison.csv"));
    let met = met.iter().filter(|row| row.text("metric") == "windows_met");
    let met: Vec<f64> = met.map(|row| row.number("mean")).collect();
    assert_eq!(
        met,
        [0.9, 0.9, 1.0, 1.0],
        "account and function, of each variant"
    );

    let fixed = [
        "sweep",
        "crowd.toml",
        "--set",
        &settings,
        "--no-charts",
        "--output",
        "swept",
    ];
    let metric = [
        "--over",
        "functions.0.reserved_concurrency=20,600",
        "--metric",
        "windows_met",
    ];
    let ran = place.burstsim(&[&fixed[..], &metric].concat());
    ran.expect_code(0);
    assert!(ran.stdout.contains("100 %"), "{}", ran.stdout);
}

#[test]
fn provisioned_concurrency_is_sized_for_the_minutes_that_hold() {
    let place = Place::new();
    place.file("crowd.toml", CROWD);
    let settings = windows("90%");
    let cold = "slo.cold_start_rate=< 50%";
    let fixed = ["size", "crowd.toml", "--set", &settings, "--set", cold];
    let ran = place.burstsim(&[&fixed[..], &["--no-charts", "--output", "sized"]].concat());
    ran.expect_code(0);
    let head = std::fs::read_to_string(place.path("sized/size.csv")).expect("a curve");
    let head = head.lines().next().expect("a head");
    assert!(
        head.contains(",utilization,") && head.ends_with(",windows_met_high"),
        "{head}"
    );
}

#[test]
fn windows_that_cannot_be_judged_are_refused() {
    for (setting, title) in [
        (
            "slo.windows={ length = \"25s\", share = \"99%\" }",
            "is not a multiple of the interval of 10s",
        ),
        ("slo.windows={ length = \"20m\", share = \"99%\" }", ""),
        ("slo.windows={ length = \"1m\" }", "lacks the key `share`"),
        (
            "slo={ windows = { length = \"1m\", share = \"99%\" } }",
            "windows need an objective",
        ),
    ] {
        let place = Place::new();
        place.file("crowd.toml", CROWD);
        let ran = place.burstsim(&["check", "crowd.toml", "--set", setting]);
        if title.is_empty() {
            ran.expect_code(0);
        } else {
            ran.expect_code(2);
            assert!(ran.stderr.contains(title), "{}", ran.stderr);
        }
    }
}
