//! Commands and options.

use super::{Place, SMALL, contents, json, rows};

#[test]
fn a_shipped_scenario_runs_by_its_name_into_its_own_folder() {
    let place = Place::new();
    let ran = place.burstsim(&["run", "ten-requests"]);
    ran.expect_code(0);
    assert!(
        ran.stdout.contains("example"),
        "the table names the function: {}",
        ran.stdout
    );
    let files = contents(&place.path("output/ten-requests"));
    for name in [
        "timeseries.csv",
        "summary.json",
        "scaling.svg",
        "scaling.png",
        "report.html",
    ] {
        let size = files.get(std::path::Path::new(name)).map(Vec::len);
        assert!(size > Some(0), "{name}: {size:?} bytes");
    }
}

#[test]
fn a_file_runs_by_its_path() {
    let place = Place::new();
    place.file("mine.toml", SMALL);
    place.burstsim(&["run", "mine.toml"]).expect_code(0);
    assert_eq!(
        json(&place.path("output/mine/summary.json"))["scenario"],
        "mine"
    );
}

#[test]
fn a_scenario_comes_from_standard_input() {
    let place = Place::new();
    let arguments = ["run", "-", "--output", "result", "--no-charts"];
    place.with_input(&arguments, SMALL).expect_code(0);
    assert_eq!(
        rows(&place.path("result/timeseries.csv")).len(),
        24,
        "12 intervals, 2 functions"
    );
}

#[test]
fn set_overrides_any_key() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let run = |more: &[&str]| place.result_of("small.toml", more);
    let before = run(&[]);
    assert!(
        before.total("back", "throttles") > 0,
        "the test needs throttles to remove"
    );
    assert_eq!(before.rows.len(), 24, "10 s a row");
    let after = run(&[
        "--set",
        "functions.back.reserved_concurrency=80",
        "--set",
        "region.burst=3000",
        "--set",
        "interval=1m",
    ]);
    assert_eq!(after.total("back", "throttles"), 0);
    assert_eq!(after.rows.len(), 4, "1 min a row");
    assert_eq!(
        before.total("back", "requests"),
        after.total("back", "requests"),
        "the requests are the same"
    );
}

#[test]
fn seed_sets_the_seed() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    assert_eq!(
        place.result_of("small.toml", &["--seed", "7"]).summary["seed"],
        7
    );
    assert_eq!(
        place.result_of("small.toml", &["--set", "seed=7"]).summary["seed"],
        7
    );
    assert_eq!(
        place.result_of("small.toml", &[]).summary["seed"],
        0,
        "the default"
    );
}

#[test]
fn json_on_standard_output_is_the_summary() {
    let place = Place::new();
    let ran = place.burstsim(&[
        "run",
        "ten-requests",
        "--format",
        "json",
        "--output",
        "result",
    ]);
    ran.expect_code(0);
    let printed: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON and no more");
    assert_eq!(printed, json(&place.path("result/summary.json")));
}

#[test]
fn quiet_says_nothing_and_writes_everything() {
    let place = Place::new();
    let ran = place.burstsim(&["run", "ten-requests", "--quiet"]);
    ran.expect_code(0);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
    assert!(place.path("output/ten-requests/scaling.png").is_file());
}

#[test]
fn no_animation_and_no_colour_off_a_terminal() {
    let ran = Place::new().burstsim(&["run", "ten-requests"]);
    for text in [&ran.stdout, &ran.stderr] {
        assert!(
            !text.contains(['\u{1b}', '\r']),
            "control characters in {text:?}"
        );
    }
}

#[test]
fn no_charts_writes_no_charts() {
    let place = Place::new();
    place
        .burstsim(&["run", "ten-requests", "--no-charts"])
        .expect_code(0);
    for name in contents(&place.path("output/ten-requests")).into_keys() {
        let extension = name.extension().and_then(|extension| extension.to_str());
        assert!(
            !matches!(extension, Some("png" | "svg" | "html")),
            "{} was written",
            name.display()
        );
    }
}

#[test]
fn list_shows_every_shipped_scenario_with_its_first_line() {
    let ran = Place::new().burstsim(&["run", "--list"]);
    ran.expect_code(0);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
    let mut listed = 0;
    for entry in std::fs::read_dir(folder).expect("scenarios/") {
        let path = entry.expect("an entry").path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let name = path
                .file_stem()
                .and_then(|stem| stem.to_str())
                .expect("a name");
            let text = std::fs::read_to_string(&path).expect("a scenario");
            let first = text
                .lines()
                .find_map(|line| line.strip_prefix("# "))
                .expect("a comment head");
            let line = ran
                .stdout
                .lines()
                .find(|line| line.starts_with(&format!("{name} ")));
            assert!(
                line.is_some_and(|line| line.contains(first)),
                "{name}: {line:?}"
            );
            listed += 1;
        }
    }
    assert_eq!(ran.stdout.lines().count(), listed, "{}", ran.stdout);
}

#[test]
fn check_accepts_a_valid_scenario_and_writes_nothing() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    place.burstsim(&["check", "small.toml"]).expect_code(0);
    let with = ["check", "small.toml", "--set", "region.name=ap-northeast-2"];
    place.burstsim(&with).expect_code(0);
    let wrong = ["check", "small.toml", "--set", "region.name=ap-northwest-2"];
    place.burstsim(&wrong).expect_code(2);
    assert_eq!(
        contents(&place.path("")).len(),
        1,
        "only the scenario is there"
    );
}

#[test]
fn regions_lists_every_region_in_three_formats() {
    let place = Place::new();
    let print = |format| {
        let ran = place.burstsim(&["regions", "--format", format]);
        ran.expect_code(0);
        ran.stdout
    };
    let (text, csv) = (print("text"), print("csv"));
    let json: serde_json::Value = serde_json::from_str(&print("json")).expect("JSON");
    let listed = json.as_array().expect("an array of Regions");
    assert_eq!(listed.len(), 36);
    assert_eq!(
        csv::Reader::from_reader(csv.as_bytes()).records().count(),
        36
    );
    for region in listed {
        let code = region["code"].as_str().expect("a code");
        assert!(
            text.contains(code) && csv.contains(code),
            "{code} is not in every format"
        );
        assert!(
            region["source"].is_string() && region["checked"].is_string(),
            "{region}"
        );
    }
    let seoul = listed
        .iter()
        .find(|region| region["code"] == "ap-northeast-2");
    assert_eq!(
        seoul.map(|region| &region["burst_quota"]),
        Some(&serde_json::json!(500))
    );
}

#[test]
fn a_missed_objective_is_exit_code_99_and_still_a_result() {
    let place = Place::new();
    place.file(
        "small.toml",
        format!("{SMALL}\n[slo]\nthrottle_rate = \"< 0.01%\"\n"),
    );
    place
        .burstsim(&["run", "small.toml", "--output", "result"])
        .expect_code(99);
    assert!(place.path("result/summary.json").is_file());
    let mild = ["run", "small.toml", "--set", "slo.throttle_rate=<= 100%"];
    place.burstsim(&mild).expect_code(0);
}

#[test]
fn help_and_version_are_answers() {
    let place = Place::new();
    for arguments in [
        &["--help"][..],
        &["run", "--help"],
        &["check", "--help"],
        &["--version"],
    ] {
        let ran = place.burstsim(arguments);
        ran.expect_code(0);
        assert!(
            ran.stdout.contains("burstsim") && ran.stderr.is_empty(),
            "{ran:?}"
        );
    }
    place.burstsim(&["fly"]).expect_code(2);
    place.burstsim(&["run"]).expect_code(2);
}

/// Ten minutes of steady load, whose cold starts come with the beginning.
const BEGINS_COLD: &str = r#"
duration = "10m"
interval = "10s"

[region]
name = "us-east-1"
scaling = "regional-burst"

[[functions]]
name = "desk"
service_time = "500ms"
idle_timeout = "none"
max_lifetime = "none"

[[functions.traffic]]
poisson.rate = 20
"#;

#[test]
fn a_run_says_what_only_its_cold_beginning_decides_unless_the_scenario_says_how_it_begins() {
    let place = Place::new();
    place.file("cold.toml", BEGINS_COLD);
    let run = |more: &[&str]| {
        let ran = place.burstsim(&[&["run", "cold.toml"], more].concat());
        ran.expect_code(0);
        let page = std::fs::read_to_string(place.path("output/cold/report.html")).unwrap();
        let words = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        (words, page)
    };
    let sentence = "fall into the first minute: every run begins without environments. Set \
                    warm_environments = \"steady\" or a warm_up if the service was running before.";
    let (words, page) = run(&[]);
    assert!(words.contains("Most cold starts ("), "{words}");
    assert!(words.contains(sentence), "{words}");
    assert!(page.contains("every run begins without environments"));

    let said = |words: &str| words.contains("every run begins");
    for setting in ["functions.desk.warm_environments=0", "warm_up=1m"] {
        let (words, page) = run(&["--set", setting]);
        assert!(!said(&words) && !said(&page), "{setting}: {words}");
        assert!(!words.contains("began with"), "{setting}: {words}");
    }
    let (words, page) = run(&["--set", "functions.desk.warm_environments=steady"]);
    assert!(!said(&words) && !said(&page), "{words}");
    let summary = json(&place.path("output/cold/summary.json"));
    let warm = &summary["functions"][0]["environments"]["warm_at_start"];
    let begun = format!(
        "desk began with {warm} warm environments, the number that its traffic keeps warm."
    );
    assert!(words.contains(&begun) && page.contains(&begun), "{words}");
    // Again from its folder: the same bytes.
    let again = place.burstsim(&["run", "output/cold/scenario.toml", "--output", "again"]);
    again.expect_code(0);
    assert_eq!(
        contents(&place.path("output/cold")),
        contents(&place.path("again"))
    );
}

#[test]
fn a_result_whose_scenario_says_nothing_of_its_beginning_gives_the_same_sentence_again() {
    let place = Place::new();
    place.file("cold.toml", BEGINS_COLD);
    place.burstsim(&["run", "cold.toml"]).expect_code(0);
    let again = ["run", "output/cold/scenario.toml", "--output", "again"];
    let again = place.burstsim(&again);
    again.expect_code(0);
    assert!(
        again.stdout.contains("Most cold starts"),
        "{}",
        again.stdout
    );
    assert_eq!(
        contents(&place.path("output/cold")),
        contents(&place.path("again"))
    );
}
