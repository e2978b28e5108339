//! `--scale`: all traffic of a scenario multiplied.

use super::{Place, SMALL, contents, json};

/// One source of each kind that comes in whole numbers.
const WHOLE: &str = r#"
duration = "10m"
[region]
name = "us-east-1"
scaling = "per-function"

[[functions]]
name = "api"
service_time = "100ms"
traffic = [
  { batch = { at = ["10s", "20s"], requests = 5 } },
  { trace.file = "log.csv" },
  { counts = { file = "counts.csv", spacing = "even" } },
  { even.rate = 1 },
]
"#;

fn place() -> Place {
    let place = Place::new();
    place.file("whole.toml", WHOLE);
    place.file("log.csv", "arrival_s,service_ms\n1,50\n2,60\n3,70\n");
    place.file("counts.csv", "start_s,count\n0,3\n60,3\n120,4\n");
    place
}

/// Requests of a run at a scale.
fn requests(place: &Place, scale: &str) -> u64 {
    let run = [
        "run",
        "whole.toml",
        "--scale",
        scale,
        "--no-charts",
        "--output",
        "result",
    ];
    place.burstsim(&run).expect_code(0);
    let summary = json(&place.path("result/summary.json"));
    summary["account"]["requests"].as_u64().expect("a number")
}

#[test]
fn every_kind_of_traffic_is_multiplied() {
    let place = place();
    // Two batches of 5, 3 recorded, 10 counted, 600 even ones.
    assert_eq!(requests(&place, "1"), 10 + 3 + 10 + 600);
    assert_eq!(requests(&place, "2"), 20 + 6 + 20 + 1200);
    assert_eq!(requests(&place, "0.5"), 2 * 3 + 2 + 5 + 300);
    let summary = json(&place.path("result/summary.json"));
    assert_eq!(summary["scale"], 0.5);
}

#[test]
fn the_resolved_scenario_of_a_scaled_run_gives_the_same_bytes() {
    let place = place();
    let run = |scenario: &str, output: &str, more: &[&str]| {
        let fixed = ["run", scenario, "--output", output];
        place.burstsim(&[&fixed, more].concat()).expect_code(0);
        contents(&place.path(output))
    };
    let first = run("whole.toml", "first", &["--scale", "1.7"]);
    let again = run("first/scenario.toml", "again", &[]);
    assert_eq!(first, again);
    let page = place.path("first/report.html");
    let page = std::fs::read_to_string(page).expect("a page");
    assert!(
        page.contains("traffic × 1.7"),
        "the page says what was multiplied"
    );
}

#[test]
fn every_verb_that_studies_a_scenario_multiplies_it() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    for verb in [
        &["compare", "--replications", "2"][..],
        &["explain"],
        &[
            "size",
            "--function",
            "front",
            "--slo",
            "cold_start_rate < 50%",
            "--max-replications",
            "10",
        ],
        &["sweep", "--over", "region.burst=5,10"],
    ] {
        let (verb, more) = verb.split_first().expect("a verb");
        let fixed = [
            *verb,
            "small.toml",
            "--scale",
            "0.5",
            "--no-charts",
            "--output",
            *verb,
        ];
        let ran = place.burstsim(&[&fixed, more].concat());
        assert!(matches!(ran.code, Some(0 | 99)), "{ran:#?}");
        let written = contents(&place.path(verb));
        let scaled = written
            .values()
            .any(|bytes| String::from_utf8_lossy(bytes).contains("scale = 0.5"));
        assert!(scaled, "{verb} does not record the scale");
    }
}

#[test]
fn a_scale_that_is_none_says_why() {
    let place = place();
    for (scale, words) in [
        ("0", "a scale must be positive"),
        ("-1", "a scale must be positive"),
        ("abc", "expected a scale"),
        ("1e9", "a scale can be at most 1000000"),
        ("1000000", "can be at most 1000000000"),
    ] {
        let ran = place.burstsim(&[
            "run",
            "whole.toml",
            "--set",
            "functions.api.traffic.3.even.rate=5000",
            "--scale",
            scale,
        ]);
        ran.expect_code(2);
        assert!(
            ran.stderr.contains(words),
            "--scale {scale}: {}",
            ran.stderr
        );
    }
}
