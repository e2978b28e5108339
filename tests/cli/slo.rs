//! What counts for an objective when requests are still open at the end, or nothing was served: one rule in the terminal, on
//! the page, in `summary.json`, in the exit code, in `sweep` and in `size`.

use super::{Place, contents, json, rows};

/// One request of 20 s, ten seconds before the end.
const OPEN: &str = r#"
duration = "1m"

[region]
name = "us-east-1"
scaling = "per-function"

[[functions]]
name = "f"
service_time = "20s"
cold_start = "0s"
traffic = [{ batch = { at = ["50s"], requests = 1 } }]
"#;

/// How a run with an objective ends: its exit code, what `summary.json` says of the objective, and what terminal and page
/// are to say.
fn expect(
    objective: &str,
    settings: &[&str],
    code: i32,
    value: impl Into<serde_json::Value>,
    words: &str,
) {
    let place = Place::new();
    place.file(
        "open.toml",
        format!("{OPEN}\n[slo]\nlatency_p99 = \"{objective}\"\n"),
    );
    let ran = place.burstsim(&[&["run", "open.toml", "--output", "result"], settings].concat());
    ran.expect_code(code);
    assert!(
        ran.stdout.contains(words),
        "{words:?} is not in {}",
        ran.stdout
    );
    let verdict = &json(&place.path("result/summary.json"))["slo"][0];
    assert_eq!(verdict["met"], code == 0, "{verdict}");
    assert_eq!(verdict["value"], value.into(), "{verdict}");
    let files = contents(&place.path("result"));
    let page = &files[std::path::Path::new("report.html")];
    let page = String::from_utf8_lossy(page).replace("&lt;", "<");
    assert!(page.contains(words), "{words:?} is not on the page");
}

#[test]
fn a_request_that_is_being_served_and_not_late_yet_is_nothing_to_measure_and_no_miss() {
    let words = "latency_p99 < 30s in f: nothing to measure";
    expect("< 30s", &[], 0, serde_json::Value::Null, words);
}

#[test]
fn a_request_that_is_being_served_and_late_already_misses_its_objective() {
    let words = "latency_p99 < 5s in f: 10.0 s";
    expect("< 5s", &[], 99, 10_000.0, words);
}

#[test]
fn a_request_that_was_refused_misses_an_objective_that_has_nothing_to_measure() {
    let refused = ["--set", "functions.f.reserved_concurrency=0"];
    let words = "latency_p99 < 30s in f: nothing to measure";
    expect("< 30s", &refused, 99, serde_json::Value::Null, words);
}

#[test]
fn sweeps_and_sizes_judge_alike() {
    let place = Place::new();
    place.file(
        "open.toml",
        format!("{OPEN}\n[slo]\nlatency_p99 = \"< 30s\"\n"),
    );
    let over = "functions.f.reserved_concurrency=5,0";
    let sweep = ["sweep", "open.toml", "--output", "swept", "--over", over];
    place.burstsim(&sweep).expect_code(0);
    let points = rows(&place.path("swept/sweep.csv"));
    let met = points.iter().filter(|row| row.text("metric") == "slo_met");
    let met: Vec<_> = met.map(|row| row.text("mean")).collect();
    assert_eq!(met, ["1", "0"], "served at the end, refused: {points:?}");

    let size = [
        "size",
        "open.toml",
        "--output",
        "sized",
        "--max-replications",
        "10",
    ];
    let sized = place.burstsim(&size);
    let answer = "f meets its objectives without provisioned concurrency";
    assert!(sized.expect_code(0).stdout.contains(answer), "{sized:?}");
}
