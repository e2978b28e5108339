//! `burstsim sweep`: points, what becomes of them when it is cut off, and what a user sees.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use super::{Place, Ran, SMALL, contents, json, rows};

const RESERVED: &str = "functions.back.reserved_concurrency=10..30:10";

fn sweep(place: &Place, more: &[&str]) -> Ran {
    let fixed = ["sweep", "small.toml", "--output", "result"];
    place.burstsim(&[&fixed, more].concat())
}

fn small() -> Place {
    let place = Place::new();
    place.file("small.toml", SMALL);
    place
}

fn journal(place: &Place) -> PathBuf {
    place.path(".result.journal")
}

fn points_in(place: &Place) -> usize {
    let text = fs::read(journal(place)).unwrap_or_default();
    let lines = text.iter().filter(|&&byte| byte == b'\n').count();
    lines.saturating_sub(1)
}

/// What a sweep writes for a point is what a run of it gives.
#[test]
fn every_point_is_a_run_with_its_values() {
    let place = small();
    let over = ["--over", RESERVED, "--over", "region.burst=10,20"];
    let more = [&over[..], &["--replications", "1", "--no-charts"]].concat();
    let ran = sweep(&place, &more);
    ran.expect_code(0);
    insta::assert_snapshot!(ran.stdout);
    let table = rows(&place.path("result/sweep.csv"));
    let settings: Vec<_> = table
        .iter()
        .filter(|row| row.text("function").is_empty() && row.text("metric") == "requests")
        .map(|row| {
            let reserved = row.text("functions.back.reserved_concurrency");
            (
                row.count("point"),
                format!("{reserved} {}", row.text("region.burst")),
            )
        })
        .collect();
    let expected = ["10 10", "10 20", "20 10", "20 20", "30 10", "30 20"];
    let expected: Vec<_> = (1..).zip(expected.map(str::to_owned)).collect();
    assert_eq!(settings, expected);
    let sets = [
        "--set",
        "functions.back.reserved_concurrency=30",
        "--set",
        "region.burst=20",
    ];
    let fixed = ["run", "small.toml", "--no-charts", "--output", "one"];
    place.burstsim(&[&fixed[..], &sets].concat()).expect_code(0);
    let summary = json(&place.path("one/summary.json"));
    for (index, function) in ["front", "back"].into_iter().enumerate() {
        let row = table.iter().find(|row| {
            row.text("point") == "6"
                && row.text("function") == function
                && row.text("metric") == "throttles"
        });
        let throttles = summary["functions"][index]["throttles"]
            .as_f64()
            .expect("throttles");
        assert_eq!(row.expect("a row").number("mean"), throttles, "{function}");
    }
}

/// The purpose of the journal: nothing is lost, nothing is done twice, and nobody can tell.
#[test]
fn a_killed_sweep_resumes_and_ends_as_if_it_had_not_been() {
    let place = small();
    let over = ["--over", "functions.back.reserved_concurrency=1..60:1"];
    let more = [&over[..], &["--replications", "8", "--no-charts"]].concat();
    let whole =
        place.burstsim(&[&["sweep", "small.toml", "--output", "whole"], &more[..]].concat());
    whole.expect_code(0);
    assert!(
        !place.path(".whole.journal").exists(),
        "a complete result needs no journal"
    );

    let program = assert_cmd::cargo::cargo_bin!("burstsim");
    let mut child = std::process::Command::new(program)
        .current_dir(place.path("."))
        .args(["sweep", "small.toml", "--output", "result"])
        .args(&more)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("burstsim starts");
    for _ in 0..60_000 {
        if points_in(&place) >= 5 || child.try_wait().expect("a state").is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().expect("it is killed");
    child.wait().expect("it has ended");
    let kept = points_in(&place);
    assert!((5..60).contains(&kept), "{kept} points were done");
    assert!(
        !place.path("result").exists(),
        "an unfinished sweep leaves no result"
    );
    let before = fs::read(journal(&place)).expect("a journal");

    // As if it had been killed in the middle of a write.
    let mut torn = before.clone();
    let line = before
        .split(|&byte| byte == b'\n')
        .nth(1)
        .expect("a record");
    torn.extend_from_slice(&line[..line.len() / 2]);
    fs::write(journal(&place), torn).expect("a journal");

    let resumed = sweep(&place, &more);
    resumed.expect_code(0);
    let words = format!("resuming: {kept} of 60 points were done");
    assert!(resumed.stderr.contains(&words), "{resumed:#?}");
    assert!(
        resumed
            .stderr
            .contains("1 record of an interrupted sweep cut off"),
        "{resumed:#?}"
    );
    assert_eq!(resumed.stdout, whole.stdout);
    assert_eq!(
        contents(&place.path("result")),
        contents(&place.path("whole"))
    );
    assert!(!journal(&place).exists());
}

/// A journal whose points have absurd figures shows which are taken from it: all whose scenario,
/// inputs and replications are the same, and no others.
#[test]
fn finished_points_are_taken_and_others_are_not() {
    let place = small();
    let over = ["--over", RESERVED, "--no-charts"];
    let two = [&over[..], &["--replications", "2"]].concat();
    // A folder where a file of the new result belongs: it cannot be placed, and the points stay.
    fs::create_dir_all(place.path("result/sweep.csv")).expect("a folder");
    place.file(
        "result/manifest.json",
        r#"{"program":"burstsim","files":[]}"#,
    );
    let refused = sweep(&place, &two);
    refused.expect_code(1);
    assert!(
        refused.stderr.contains("result.new instead"),
        "{refused:#?}"
    );
    assert_eq!(points_in(&place), 3);
    let kept = fs::read(journal(&place)).expect("a journal");
    fs::remove_dir(place.path("result/sweep.csv")).expect("it is empty");
    let again = |more: &[&str]| {
        fs::write(journal(&place), &kept).expect("a journal");
        sweep(&place, more).stderr
    };
    let resumed = again(&two);
    assert!(
        resumed.contains("resuming: 3 of 3 points were done"),
        "{resumed}"
    );
    let wider = [
        "--over",
        "functions.back.reserved_concurrency=10..50:10",
        "--no-charts",
    ];
    let resumed = again(&[&wider[..], &["--replications", "2"]].concat());
    assert!(
        resumed.contains("resuming: 3 of 5 points were done"),
        "{resumed}"
    );
    for changed in [
        &["--replications", "3"][..],
        &["--replications", "2", "--seed", "9"],
        &["--replications", "2", "--set", "region.burst=11"],
        &["--replications", "2", "--monthly"],
    ] {
        let words = again(&[&over[..], changed].concat());
        assert!(!words.contains("resuming"), "{changed:?}: {words}");
        assert!(
            words.contains("3 finished points of an interrupted sweep not used"),
            "{words}"
        );
    }
    let words = again(&[&two[..], &["--fresh"]].concat());
    assert!(!words.contains("interrupted"), "{words}");
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let place = small();
    let over = [
        "--over",
        "functions.back.reserved_concurrency=5..40",
        "--sample",
        "7",
    ];
    for threads in ["1", "3"] {
        let more = [
            "--replications",
            "3",
            "--threads",
            threads,
            "--output",
            threads,
        ];
        let fixed = ["sweep", "small.toml"];
        place
            .burstsim(&[&fixed[..], &over, &more].concat())
            .expect_code(0);
    }
    assert_eq!(contents(&place.path("1")), contents(&place.path("3")));
}

#[test]
fn a_sample_depends_on_the_seed_alone_and_has_so_many_points() {
    let place = small();
    let drawn = |seed: &str| {
        let more = [
            "--sample",
            "9",
            "--replications",
            "1",
            "--no-charts",
            "--seed",
            seed,
        ];
        let over = ["--over", "functions.back.service_time=100ms..1s"];
        sweep(&place, &[&over[..], &more].concat()).expect_code(0);
        let points = json(&place.path("result/sweep.json"));
        assert_eq!(points["design"], "latin-hypercube");
        let points = points["points"].as_array().expect("points").clone();
        let values = points.iter().map(|point| point["settings"].to_string());
        values.collect::<Vec<_>>()
    };
    let first = drawn("1");
    assert_eq!(first.len(), 9);
    assert_eq!(drawn("1"), first);
    assert_ne!(drawn("2"), first);
}

#[test]
fn charts_fit_what_is_swept() {
    let place = small();
    let charts = |more: &[&str]| {
        let fixed = ["--replications", "2", "--metric", "throttle_rate,cost_usd"];
        sweep(&place, &[&fixed[..], more].concat()).expect_code(0);
        let files = contents(&place.path("result")).into_keys();
        let names = files.map(|name| name.to_string_lossy().into_owned());
        names
            .filter(|name| name.ends_with(".svg"))
            .collect::<Vec<_>>()
    };
    let two = ["--over", RESERVED, "--over", "region.burst=10,20"];
    assert_eq!(charts(&two[..2]), ["sweep.svg"]);
    assert_eq!(
        charts(&two),
        ["heatmap-cost-usd.svg", "heatmap-throttle-rate.svg"]
    );
    let sampled = ["--over", "region.burst=10..20", "--sample", "4"];
    assert_eq!(
        charts(&sampled),
        ["points-cost-usd.svg", "points-throttle-rate.svg"]
    );
}

#[test]
fn what_makes_no_sweep_is_refused_before_anything_runs() {
    let place = small();
    for (over, words) in [
        (
            &["functions.back.reserved_concurency=1..9:1"][..],
            "did you mean `reserved_concurrency`",
        ),
        (&["region.burst=9..1:1"], "this range is empty"),
        (&["region.burst=1..9:0"], "must be above zero"),
        (&["region.burst=1..9"], "no step"),
        (&["region.burst=5"], "one point"),
        (&["region.burst=1..2:1", "region.burst=3,4"], "swept twice"),
        (&["seed=1,2"], "the same seed"),
        (
            &["region.burst=1..1000:1", "region.ramp_per_minute=1..1000:1"],
            "1000000 points",
        ),
        (&["region.burst"], "expected KEY=VALUES"),
        (
            &["functions.front.memory=64 MB..256 MB:64 MB"],
            "128 to 10240 MB",
        ),
    ] {
        let options = over.iter().flat_map(|one| ["--over", *one]);
        let ran = sweep(&place, &options.collect::<Vec<_>>());
        ran.expect_code(2);
        assert!(ran.stderr.contains(words), "{over:?}: {}", ran.stderr);
        assert!(!journal(&place).exists() && !place.path("result").exists());
    }
    // All that is wrong, in one go.
    let wrong = [
        "--over",
        "region.bust=1,2",
        "--over",
        "functions.front.memory=1 MB,2 MB",
    ];
    let both = sweep(&place, &wrong).stderr;
    assert!(
        both.contains("`bust`") && both.contains("128 to 10240 MB"),
        "{both}"
    );
}

#[test]
fn standard_output_is_the_data() {
    let place = small();
    let more = ["--over", RESERVED, "--replications", "2", "--no-charts"];
    let csv = sweep(&place, &[&more[..], &["--format", "csv"]].concat()).stdout;
    let file = fs::read_to_string(place.path("result/sweep.csv")).expect("sweep.csv");
    assert_eq!(csv.trim_end(), file.trim_end());
    let text = sweep(&place, &[&more[..], &["--format", "json"]].concat()).stdout;
    let tree: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(tree, json(&place.path("result/sweep.json")));
    assert_eq!(
        sweep(&place, &[&more[..], &["--quiet"]].concat()).stdout,
        ""
    );
}

/// Twelve points, so that three parts have whole points, and more have single runs.
const BURSTS: [&str; 5] = [
    "--over",
    "region.burst=5..60:5",
    "--replications",
    "3",
    "--metric=throttle_rate",
];

/// Makes a part of a sweep into a file of records.
fn make_part(place: &Place, part: &str, file: &str) -> Ran {
    let fixed = ["sweep", "small.toml", "--output", "none"];
    let more = ["--part", part, "--records", file];
    let ran = place.burstsim(&[&fixed[..], &BURSTS, &more].concat());
    ran.expect_code(0);
    assert_eq!(
        ran.stdout, "",
        "a part has nothing to say on standard output"
    );
    for nothing in ["none", ".none.journal"] {
        assert!(!place.path(nothing).exists(), "a part leaves {nothing}");
    }
    ran
}

fn from(place: &Place, files: &[&str]) -> Ran {
    let ran = sweep(place, &[&BURSTS[..], &["--from"], files].concat());
    ran.expect_code(0);
    ran
}

/// A place with the result of one machine in the folder `whole`.
fn one_machine() -> (Place, Ran) {
    let place = small();
    let fixed = ["sweep", "small.toml", "--output", "whole"];
    let whole = place.burstsim(&[&fixed, &BURSTS[..]].concat());
    whole.expect_code(0);
    (place, whole)
}

fn expect_the_same(place: &Place, what: &str) {
    let [result, whole] = ["result", "whole"].map(|folder| contents(&place.path(folder)));
    assert!(result.keys().eq(whole.keys()), "{what}: other files");
    for (name, bytes) in &whole {
        assert!(*bytes == result[name], "{what}: {} differs", name.display());
    }
}

#[test]
fn parts_on_several_machines_make_the_result_of_one() {
    let (place, whole) = one_machine();
    for of in [1, 3, 5] {
        let files: Vec<String> = (1..=of)
            .map(|part| format!("{of}/{part}.records"))
            .collect();
        for (part, file) in (1..).zip(&files) {
            make_part(&place, &format!("{part}/{of}"), file);
        }
        let files: Vec<&str> = files.iter().rev().map(String::as_str).collect();
        let merged = from(&place, &files);
        expect_the_same(&place, &format!("{of} parts"));
        assert_eq!(merged.stdout, whole.stdout);
        let words = "12 of 12 points; nothing is missing";
        assert!(merged.stderr.contains(words), "{}", merged.stderr);
        assert!(!journal(&place).exists());
    }
    let first = fs::read_to_string(place.path("3/1.records")).expect("records");
    assert!(first.starts_with("burstsim sweep records 1\n"), "{first}");
}

#[test]
fn a_part_resumes_and_what_records_lack_is_simulated() {
    let (place, _) = one_machine();
    for (of, total, counted) in [(3, 4, "points"), (5, 8, "runs")] {
        let (part, file) = (format!("1/{of}"), format!("{of}.records"));
        let ran = make_part(&place, &part, &file);
        let words =
            format!("part {part} is done: {total} {counted} in {file}, {total} simulated now");
        assert!(ran.stderr.contains(&words), "{}", ran.stderr);
        // Killed in the middle of its third record.
        let text = fs::read_to_string(place.path(&file)).expect("records");
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let torn = lines[..3].concat() + &lines[3][..20];
        fs::write(place.path(&file), &torn).expect("records");

        let merged = from(&place, &[&file]);
        expect_the_same(&place, &format!("two records of {counted}"));
        let (taken, missing) = match counted {
            "points" => ("2 of 12 points", 30),
            _ => ("0 of 12 points and 2 runs of others", 34),
        };
        let words = format!("{taken}; {missing} runs are missing and simulated here");
        assert!(merged.stderr.contains(&words), "{}", merged.stderr);
        assert!(
            merged.stderr.contains("1 record cut off"),
            "{}",
            merged.stderr
        );

        let ran = make_part(&place, &part, &file);
        let words = format!("resuming: {file} has 2 of the {total} {counted} of part {part}");
        assert!(ran.stderr.contains(&words), "{}", ran.stderr);
        let words = format!("{total} {counted} in {file}, {} simulated now", total - 2);
        assert!(ran.stderr.contains(&words), "{}", ran.stderr);
        let mended = fs::read_to_string(place.path(&file)).expect("records");
        let sorted = |text: &str| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(sorted(&mended), sorted(&text));

        let again = make_part(&place, &part, &file);
        assert!(
            again.stderr.contains(", 0 simulated now"),
            "{}",
            again.stderr
        );
        let more = ["--part", &part, "--records", &file, "--fresh"];
        let fresh = sweep(&place, &[&BURSTS[..], &more].concat()).stderr;
        assert!(fresh.contains(&format!("{total} simulated now")), "{fresh}");
        let more = ["--part", &part, "--records", &file, "--quiet"];
        assert_eq!(sweep(&place, &[&BURSTS[..], &more].concat()).stderr, "");
    }
}

/// What another scenario, other values or another version wrote has another key.
#[test]
fn records_of_another_sweep_are_not_used() {
    let (place, _) = one_machine();
    let others = ["--seed", "9", "--records", "others.records"];
    let ran = sweep(&place, &[&BURSTS[..], &others].concat());
    ran.expect_code(0);
    let words = "the sweep is done: 12 points in others.records";
    assert!(ran.stderr.contains(words), "{}", ran.stderr);
    make_part(&place, "2/3", "2.records");
    let merged = from(&place, &["others.records", "2.records"]);
    let words = "warning: 12 records of another sweep not used";
    assert!(merged.stderr.contains(words), "{}", merged.stderr);
    let words = "2 files of records: 4 of 12 points; 24 runs are missing";
    assert!(merged.stderr.contains(words), "{}", merged.stderr);
    expect_the_same(&place, "with another sweep's records");
    let quiet = sweep(
        &place,
        &[&BURSTS[..], &["--quiet", "--from", "others.records"]].concat(),
    );
    assert_eq!((quiet.stdout, quiet.stderr), (String::new(), String::new()));

    // The same file is appended to, and its other lines stay.
    let ran = make_part(&place, "1/3", "others.records");
    let words = "warning: 12 records of another sweep not used";
    assert!(ran.stderr.contains(words), "{}", ran.stderr);
    let text = fs::read_to_string(place.path("others.records")).expect("records");
    assert_eq!(text.lines().count(), 1 + 12 + 4);
}

#[test]
fn wrong_parts_and_files_are_refused_and_left_alone() {
    let place = small();
    let code = |more: &[&str], code: i32, words: &str| {
        let ran = sweep(&place, &[&BURSTS[..], more].concat());
        ran.expect_code(code);
        // Words may be broken into lines.
        let said = ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(words), "{more:?}: {}", ran.stderr);
        assert!(!place.path("result").exists() && !journal(&place).exists());
    };
    for (part, words) in [
        (
            "0/3",
            "there is no part 0 of 3: parts are numbered from 1 to 3",
        ),
        ("4/3", "there is no part 4 of 3"),
        ("1/0", "0 parts"),
        ("a/b", "expected I/N, such as 2/8"),
        ("3", "expected I/N"),
    ] {
        code(&["--part", part, "--records", "x.records"], 2, words);
    }
    code(&["--part", "1/3"], 2, "--records <FILE>");
    code(&["--records", "a", "--from", "b"], 2, "cannot be used with");
    code(&["--from"], 2, "--from <FILE>...");
    assert!(!place.path("x.records").exists() && !place.path("a").exists());

    code(
        &["--from", "none.records"],
        1,
        "cannot read the records in none.records",
    );
    for fresh in [&[][..], &["--fresh"]] {
        let records = [&["--records", "small.toml"], fresh].concat();
        code(
            &records,
            1,
            "cannot use small.toml: it is not a file of sweep records",
        );
    }
    code(&["--from", "small.toml"], 1, "cannot use small.toml");
    let scenario = fs::read_to_string(place.path("small.toml")).expect("the scenario");
    assert_eq!(scenario, SMALL);
}

#[test]
fn a_sweep_can_be_pasted_into_a_review() {
    let place = small();
    let md = ["--over", RESERVED, "--no-charts", "--format", "md"];
    let ran = sweep(&place, &md);
    ran.expect_code(0);
    let has = |start: &str| ran.stdout.lines().any(|line| line.starts_with(start));
    assert!(has("|"), "no table:\n{}", ran.stdout);
}
