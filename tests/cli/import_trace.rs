//! What a scenario of an import is called, when it begins, and a trace of one's own that is imported.

use super::{Place, json};

const TRACE: &str = "\
# from our own monitoring
time,service_ms,cold
2026-11-26T09:00:00.5Z,120,1
2026-11-26T09:00:02Z,80,0
2026-11-26T09:01:30Z,,0
";

/// The scenario that an import into a folder has written.
fn scenario(place: &Place, path: &str) -> String {
    std::fs::read_to_string(place.path(path)).expect("a scenario")
}

#[test]
fn a_trace_of_ones_own_becomes_a_scenario_that_replays_it() {
    let place = Place::new();
    place.file("monday.csv", TRACE);
    let ran = place.burstsim(&["import", "monday.csv", "--output", "in"]);
    ran.expect_code(0);
    assert!(
        ran.stdout
            .contains("monday.csv  (burstsim-trace): 3 of 3 rows"),
        "{}",
        ran.stdout
    );
    let text = scenario(&place, "in/scenario.toml");
    assert!(
        text.contains("trace = { file = \"data/monday-requests.csv\" }"),
        "{text}"
    );

    place
        .burstsim(&["run", "in/scenario.toml", "--no-charts", "--quiet"])
        .expect_code(0);
    // Results go by the folder of the import.
    let summary = json(&place.path("output/in/summary.json"));
    let function = &summary["functions"][0];
    assert_eq!(function["name"], "monday");
    assert_eq!(function["requests"], 3);
    // The arrivals are those of the file: 1.5 s and 89.5 s after the first.
    let data = scenario(&place, "in/data/monday-requests.csv");
    let rows: Vec<&str> = data.lines().skip(2).collect();
    let expected = [
        "2026-11-26T09:00:00.5Z,120.000,1,",
        "2026-11-26T09:00:02Z,80.000,0,",
        "2026-11-26T09:01:30Z,,0,",
    ];
    assert_eq!(rows, expected);

    // What an import has written can be imported.
    place
        .burstsim(&["import", "in/data/monday-requests.csv", "--output", "again"])
        .expect_code(0);
    let again = scenario(&place, "again/data/monday-requests-requests.csv");
    assert_eq!(again.lines().skip(2).collect::<Vec<_>>(), rows);
}

#[test]
fn a_trace_without_dates_and_durations_says_what_is_open() {
    let place = Place::new();
    place.file("arrivals.csv", "arrival_s\n0.25\n0.5\n7\n");
    place
        .burstsim(&["import", "arrivals.csv", "--output", "in", "--quiet"])
        .expect_code(0);
    let text = scenario(&place, "in/scenario.toml");
    assert!(text.contains("open: "), "no durations: {text}");
    assert!(!text.contains("timezone"), "no dates: {text}");
    place
        .burstsim(&["run", "in/scenario.toml", "--no-charts", "--quiet"])
        .expect_code(0);
}

#[test]
fn results_of_two_imports_lie_beside_each_other() {
    let place = Place::new();
    place.file("monday.csv", TRACE);
    place.file("tuesday.csv", TRACE);
    let late = ["--from", "2026-11-26T09:01:00Z"];
    for (file, folder, more) in [
        ("monday.csv", "a", &[][..]),
        ("tuesday.csv", "b", &[]),
        ("monday.csv", "c", &late),
        // As a file of the same name from elsewhere.
        ("monday.csv", "other/d", &[]),
    ] {
        let import = [&["import", file, "--output", folder, "--quiet"], more].concat();
        place.burstsim(&import).expect_code(0);
        let imported = format!("{folder}/scenario.toml");
        place
            .burstsim(&["run", &imported, "--no-charts", "--quiet"])
            .expect_code(0);
    }
    let results = std::fs::read_dir(place.path("output")).expect("results");
    let mut results: Vec<String> = results
        .map(|entry| {
            entry
                .expect("a result")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    results.sort();
    assert_eq!(
        results,
        ["a", "b", "c", "d"],
        "each import's result has a folder of its own, whatever its file is called"
    );
}

#[test]
fn counts_of_a_scenario_can_be_imported_and_run() {
    let place = Place::new();
    place.file(
        "orders.csv",
        "# by the minute\nstart_s,count\n0,120\n60,\n120,60\n",
    );
    let ran = place.burstsim(&["import", "orders.csv", "--output", "in"]);
    ran.expect_code(0);
    let said = "orders.csv  (burstsim-counts): 3 of 3 rows";
    assert!(ran.stdout.contains(said), "{}", ran.stdout);
    let text = scenario(&place, "in/scenario.toml");
    assert!(
        text.contains("counts = { file = \"data/orders-counts.csv\", interval = \"1m\" }"),
        "{text}"
    );
    place
        .burstsim(&["run", "in/scenario.toml", "--no-charts", "--quiet"])
        .expect_code(0);
    let summary = json(&place.path("output/in/summary.json"));
    assert_eq!(summary["functions"][0]["requests"], 180);
}

#[test]
fn an_imported_scenario_begins_at_a_time_of_the_day_in_utc() {
    let place = Place::new();
    place.file("night.csv", TRACE.replace("T09:0", "T00:0"));
    place
        .burstsim(&["import", "night.csv", "--output", "in", "--quiet"])
        .expect_code(0);
    let text = scenario(&place, "in/scenario.toml");
    assert!(text.contains("time_of_day_start = \"00:00\""), "{text}");
    assert!(text.contains("timezone = \"UTC\""), "{text}");
    let run = ["run", "in/scenario.toml", "--format", "json", "--no-charts"];
    place.burstsim(&run).expect_code(0);
    let report = ["run", "in/scenario.toml", "--no-charts", "--format", "md"];
    let ran = place.burstsim(&report);
    ran.expect_code(0);
    assert!(ran.stdout.contains("00:00 UTC"), "{}", ran.stdout);
}
