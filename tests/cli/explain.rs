//! `burstsim explain`: what a user learns about throttles and cold starts.

use super::{Place, contents, json, rows};

/// 900 requests at once that stay for an hour, where the burst quota is 500.
const BATCH: &str = r#"
title = "900 at once"
duration = "4m"

[region]
name = "eu-west-2"
scaling = "regional-burst"
account_concurrency = 1500

[[functions]]
name = "=api | x"
service_time = "1h"
cold_start = "0s"

[[functions.traffic]]
batch = { at = ["60s"], requests = 900 }
"#;

#[test]
fn the_answer_reads_well_and_is_the_same_in_all_formats() {
    let place = Place::new();
    place.file("batch.toml", BATCH);
    let explain = |more: &[&str]| {
        let fixed = ["explain", "batch.toml", "--output", "why"];
        place.burstsim(&[&fixed, more].concat())
    };
    let ran = explain(&[]);
    ran.expect_code(0);
    insta::assert_snapshot!(ran.stdout);
    let files = contents(&place.path("why"));
    let names: Vec<_> = files.keys().map(|name| name.to_string_lossy()).collect();
    assert_eq!(
        names,
        [
            "explanation.csv",
            "explanation.json",
            "explanation.md",
            "manifest.json",
            "report.html",
            "scenario.toml"
        ]
    );
    let md = explain(&["--format", "md"]);
    insta::assert_snapshot!(md.stdout);
    for (format, file) in [("md", "md"), ("csv", "csv"), ("json", "json")] {
        let file = std::fs::read_to_string(place.path(&format!("why/explanation.{file}"))).unwrap();
        let printed = explain(&["--format", format]).stdout;
        assert_eq!(printed.trim_end(), file.trim_end(), "{format}");
    }
    let tree = json(&place.path("why/explanation.json"));
    let throttled = &tree["periods"][0];
    assert_eq!(throttled["trouble"], "throttles");
    assert_eq!(throttled["limits"][0]["limit"], "regional-burst");
    assert_eq!(throttled["remedies"][1]["key"], "region.burst");
    assert_eq!(throttled["remedies"][1]["value"], 900);
    let csv = rows(&place.path("why/explanation.csv"));
    let burst = csv
        .iter()
        .find(|row| row.text("trouble") == "throttles" && row.text("setting") == "region.burst");
    let burst = burst.expect("a row about the burst quota");
    assert_eq!(burst.text("function"), "'=api | x");
    assert_eq!(burst.number("value_needed"), 900.0);
    assert_eq!(burst.text("left_at_most"), "");
}

/// What it says of a shipped scenario holds for whoever runs it: with the value nothing is throttled,
/// with one less something is.
#[test]
fn each_answer_holds_when_it_is_tried() {
    let place = Place::new();
    let story = "operator-guide-on-demand-3";
    place
        .burstsim(&["explain", story, "--output", "why", "--quiet"])
        .expect_code(0);
    let tree = json(&place.path("why/explanation.json"));
    let periods = tree["periods"].as_array().expect("periods");
    let mut tried = 0;
    for period in periods.iter().filter(|one| one["trouble"] == "throttles") {
        for remedy in period["remedies"].as_array().expect("remedies") {
            let Some(value) = remedy["value"].as_u64() else {
                continue;
            };
            let key = remedy["key"].as_str().expect("a key");
            let throttles = |value: u64| {
                let set = format!("{key}={value}");
                place.result_of(story, &["--set", &set]);
                json(&place.path("result/summary.json"))["account"]["throttles"].clone()
            };
            assert_eq!(throttles(value), 0, "{key}={value}");
            assert_ne!(throttles(value - 1), 0, "{key}={value} less one");
            tried += 1;
        }
    }
    assert_eq!(tried, 2, "a burst quota of 3,333, and 333 provisioned");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let place = Place::new();
    let explain = |threads, output| {
        let arguments = [
            "explain",
            "noisy-neighbour",
            "--periods",
            "1",
            "--set",
            "duration=4m",
            "--threads",
            threads,
            "--output",
            output,
        ];
        place.burstsim(&arguments).expect_code(0);
        contents(&place.path(output))
    };
    assert!(explain("1", "one") == explain("3", "three"));
}

#[test]
fn a_quiet_run_needs_no_explanation() {
    let place = Place::new();
    let calm = BATCH.replace("=api | x", "api").replace(
        "cold_start = \"0s\"",
        "provisioned_concurrency = 1400\ncold_start = \"0s\"",
    );
    place.file("calm.toml", calm);
    let ran = place.burstsim(&["explain", "calm.toml"]);
    ran.expect_code(0);
    assert!(ran.stdout.contains("Nothing to explain"), "{}", ran.stdout);
}

/// The run has no other trouble: without a word on the errors it would pass for a quiet one.
#[test]
fn what_an_outage_fails_is_said_although_nothing_prevents_it() {
    let place = Place::new();
    let outage = BATCH.replace("requests = 900", "requests = 400").replace(
        "[[functions]]",
        "[[region.outages]]\nfrom = \"50s\"\nto = \"70s\"\nerrors = \"100%\"\n\n[[functions]]",
    );
    place.file("outage.toml", outage);
    let ran = place.burstsim(&["explain", "outage.toml", "--output", "why"]);
    ran.expect_code(0);
    let words = "An outage failed 400 attempts with a server error (5xx), which no quota or setting prevents.";
    let said = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains(words), "{}", ran.stdout);
    let tree = json(&place.path("why/explanation.json"));
    assert_eq!(tree["as_it_is"]["errors"], 400);
    let page = std::fs::read_to_string(place.path("why/report.html")).unwrap();
    assert!(page.contains(words));
}

#[test]
fn wrong_questions_are_refused() {
    let place = Place::new();
    for (arguments, words) in [
        (
            &["flash-sale", "--function", "shopp"][..],
            "no function called `shopp`: did you mean `shop`?",
        ),
        (
            &["flash-sale", "--function", "\u{7}queue"],
            "no function called `\\u{7}queue`: it has `shop`",
        ),
        (
            &["flash-sale", "--lang", "ko"],
            "unexpected argument '--lang'",
        ),
        (&["flash-sale", "--periods", "0"], "0 is not in 1..=1000"),
        (&["flash-sal"], "Did you mean `flash-sale`?"),
    ] {
        let ran = place.burstsim(&[&["explain"], arguments].concat());
        ran.expect_code(2);
        assert!(ran.stderr.contains(words), "{arguments:?}: {}", ran.stderr);
    }
}
