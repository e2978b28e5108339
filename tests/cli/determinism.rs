//! Same scenario and seed, same bytes.

use super::{Place, SMALL, contents};

/// The files of `SMALL`, run with `more` arguments.
fn files(place: &Place, more: &[&str]) -> std::collections::BTreeMap<std::path::PathBuf, Vec<u8>> {
    place.file("small.toml", SMALL);
    let fixed = ["run", "small.toml", "--output", "result"];
    place.burstsim(&[&fixed, more].concat()).expect_code(0);
    contents(&place.path("result"))
}

/// Names the first file that differs, rather than printing all of them.
#[track_caller]
fn assert_same(
    left: &std::collections::BTreeMap<std::path::PathBuf, Vec<u8>>,
    right: &std::collections::BTreeMap<std::path::PathBuf, Vec<u8>>,
) {
    assert!(
        left.keys().eq(right.keys()),
        "{:?}\n{:?}",
        left.keys(),
        right.keys()
    );
    for (name, bytes) in left {
        assert!(*bytes == right[name], "{} differs", name.display());
    }
}

#[test]
fn two_runs_write_the_same_bytes_charts_included() {
    assert_same(&files(&Place::new(), &[]), &files(&Place::new(), &[]));
}

#[test]
fn a_result_replaces_itself_by_the_same_bytes() {
    let place = Place::new();
    assert_same(&files(&place, &[]), &files(&place, &[]));
}

#[test]
fn another_seed_gives_other_numbers() {
    let (one, two) = (
        files(&Place::new(), &[]),
        files(&Place::new(), &["--seed", "1"]),
    );
    let series = std::path::Path::new("timeseries.csv");
    assert_ne!(one[series], two[series], "timeseries.csv of seeds 0 and 1");
}

#[test]
fn the_resolved_scenario_reproduces_the_result() {
    for (scenario, more) in [
        ("small.toml", &["--seed", "7"][..]),
        ("ten-requests", &[]),
        (
            "measured-aws-2020",
            &["--set", "functions.measured.reuse=random"],
        ),
        (
            "walkthrough-provisioned-reserved",
            &["--set", "region.refill=stepped"],
        ),
    ] {
        let place = Place::new();
        place.file("small.toml", SMALL);
        let first = ["run", scenario, "--output", "first"];
        place.burstsim(&[&first, more].concat()).expect_code(0);
        let again = ["run", "first/scenario.toml", "--output", "second"];
        place.burstsim(&again).expect_code(0);
        assert_same(
            &contents(&place.path("first")),
            &contents(&place.path("second")),
        );
    }
}

#[test]
fn charts_do_not_change_the_numbers() {
    let with = files(&Place::new(), &[]);
    for (name, bytes) in files(&Place::new(), &["--no-charts"]) {
        // The manifest lists the charts.
        if name.ends_with("manifest.json") {
            continue;
        }
        assert!(with[&name] == bytes, "{} differs", name.display());
    }
}

/// Golden files: a change of any number, on any platform, shows here.
#[test]
fn a_small_run_gives_the_recorded_numbers() {
    let place = Place::new();
    let scenario = place.file("small.toml", SMALL);
    place.result_of(scenario, &[]);
    for file in [
        "timeseries.csv",
        "account.csv",
        "cloudwatch.csv",
        "summary.json",
        "scenario.toml",
    ] {
        let text = std::fs::read_to_string(place.path("result").join(file)).expect("a result file");
        insta::assert_snapshot!(file, text);
    }
}
