//! `--openmetrics`: text that Prometheus accepts, with the numbers of the CSV files, and the Grafana dashboard for it.

mod parser;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Place, SMALL, json, rows};
use parser::{Family, parsed};

/// What a run of a scenario gives.
fn of_run(place: &Place, scenario: &str, more: &[&str]) -> BTreeMap<String, Family> {
    let fixed = [
        "run",
        scenario,
        "--openmetrics",
        "--no-charts",
        "--quiet",
        "--output",
        "result",
    ];
    let ran = place.burstsim(&[&fixed, more].concat());
    assert!(matches!(ran.code, Some(0 | 99)), "{ran:?}");
    let path = place.path("result/openmetrics.txt");
    parsed(&std::fs::read_to_string(path).expect("the file is written"))
}

fn labels(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let pairs = pairs.iter();
    pairs
        .map(|(label, value)| ((*label).to_owned(), (*value).to_owned()))
        .collect()
}

#[test]
fn the_text_has_the_numbers_of_the_csv_files() {
    let place = Place::new();
    let hostile = "fr\\\\on\\\"t é";
    place.file(
        "small.toml",
        SMALL.replace("\"front\"", &format!("\"{hostile}\"")),
    );
    let families = of_run(&place, "small.toml", &[]);
    let name = "fr\\on\"t é";
    let own = labels(&[("scenario", "small"), ("function", name)]);
    let rows = rows(&place.path("result/timeseries.csv"));
    let rows: Vec<_> = rows
        .iter()
        .filter(|row| row.text("function") == name)
        .collect();
    assert_eq!(rows.len(), 12);
    for column in [
        "arrivals",
        "attempts",
        "cold_starts",
        "throttles_scaling",
        "given_up",
        "completions",
    ] {
        let samples = &families[&format!("burstsim_{column}")].series[&own];
        assert_eq!(
            samples[0],
            (0.0, 0.0),
            "{column} begins with 0 at the start"
        );
        assert_eq!(samples.len(), 1 + rows.len(), "{column}");
        let mut total = 0.0;
        for (row, (time, value)) in rows.iter().zip(&samples[1..]) {
            total += row.number(column);
            assert_eq!(
                (*time, *value),
                (row.number("time_s") + 10.0, total),
                "{column}"
            );
        }
        assert!(column == "given_up" || total > 0.0, "{column} is nothing");
    }
    for column in [
        "open_max",
        "open_mean",
        "environments_max",
        "provisioned_busy_max",
    ] {
        let samples = &families[&format!("burstsim_{column}")].series[&own];
        let values: Vec<f64> = samples.iter().map(|(_, value)| *value).collect();
        let expected: Vec<f64> = rows.iter().map(|row| row.number(column)).collect();
        assert_eq!(values, expected, "{column}");
    }
    let mut median = own.clone();
    median.insert("quantile".into(), "0.5".into());
    let latency = &families["burstsim_latency_seconds"].series[&median];
    for (row, (_, value)) in rows.iter().zip(latency) {
        let millis = row.number("latency_p50_ms");
        assert!(
            (value * 1e3 - millis).abs() < 1e-3,
            "{value} s are not {millis} ms"
        );
    }
}

#[test]
fn time_is_that_of_what_was_recorded_or_of_the_day() {
    let place = Place::new();
    let scenario = "[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n[[functions]]\nname = \"a\"\nservice_time = \"1s\"\ncold_start = \"0s\"\n\
                    traffic = [{ trace.file = \"log.csv\" }]\n";
    place.file("dated.toml", format!("duration = \"90s\"\n{scenario}"));
    place.file(
        "log.csv",
        "time\n2026-05-17T08:00:00Z\n2026-05-17T08:00:30Z\n",
    );
    let begins = |families: &BTreeMap<String, Family>| {
        let arrivals = families["burstsim_arrivals"]
            .series
            .values()
            .next()
            .expect("a series");
        let (first, last) = (arrivals[0].0, arrivals[arrivals.len() - 1].0);
        assert_eq!(last - first, 90.0);
        first
    };
    assert_eq!(begins(&of_run(&place, "dated.toml", &[])), 1_779_004_800.0);
    place.file("log.csv", "arrival_s\n1\n2\n");
    assert_eq!(begins(&of_run(&place, "dated.toml", &[])), 0.0);
    let of_day = ["--set", "time_of_day_start=09:30"];
    assert_eq!(begins(&of_run(&place, "dated.toml", &of_day)), 34_200.0);
}

#[test]
fn it_is_written_only_where_it_is_asked_for() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let ran = place.burstsim(&["run", "small.toml", "--no-charts"]);
    ran.expect_code(0);
    assert!(!place.path("output/small/openmetrics.txt").exists());
    place
        .burstsim(&["run", "small.toml", "--no-charts", "--openmetrics"])
        .expect_code(0);
    let manifest = json(&place.path("output/small/manifest.json"));
    let files = manifest["files"].as_array().expect("files");
    assert!(
        files.iter().any(|file| file == "openmetrics.txt"),
        "{files:?}"
    );
}

/// Sources of queues are in `cloudwatch.json`, too, under the function that reads them.
#[test]
fn metric_data_holds_for_queues() {
    let place = Place::new();
    let fixed = [
        "--metric-data",
        "--no-charts",
        "--quiet",
        "--output",
        "result",
    ];
    let ran =
        place.burstsim(&[&["run", "order-queue", "--set", "duration=5m"][..], &fixed].concat());
    assert!(matches!(ran.code, Some(0 | 99)), "{ran:?}");
    let answer = json(&place.path("result/cloudwatch.json"));
    let results = answer["MetricDataResults"].as_array().expect("results");
    for metric in [
        "NumberOfMessagesSent Sum",
        "ApproximateAgeOfOldestMessage Maximum",
    ] {
        let ends = |one: &&serde_json::Value| {
            one["Label"]
                .as_str()
                .is_some_and(|label| label.ends_with(metric))
        };
        let found = results
            .iter()
            .find(ends)
            .unwrap_or_else(|| panic!("no {metric}"));
        let length = |key: &str| found[key].as_array().map(Vec::len);
        assert_eq!(length("Values"), length("Timestamps"), "{metric}");
        assert!(length("Values") > Some(2), "{metric}: {found}");
    }
}

/// The samples that runs with everything have, by their names.
fn all_names() -> BTreeSet<String> {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let short = ["--set", "duration=2m"];
    let fargate = ["--set", "functions.api.platform=fargate"];
    let runs: [(&str, Vec<&str>); 3] = [
        ("small.toml", vec![]),
        ("order-queue", short.to_vec()),
        ("api-three-ways", [short, fargate].concat()),
    ];
    let families = runs
        .iter()
        .flat_map(|(scenario, more)| of_run(&place, scenario, more));
    let names = families.map(|(name, family)| {
        assert!(family.help.ends_with('.'), "{name}: {}", family.help);
        match family.kind.as_str() {
            "counter" => format!("{name}_total"),
            _ => name,
        }
    });
    names.collect()
}

fn dashboard() -> serde_json::Value {
    json(&Path::new(env!("CARGO_MANIFEST_DIR")).join("dashboards/burstsim.json"))
}

/// All texts of a value under a key.
fn texts<'a>(value: &'a serde_json::Value, key: &str, found: &mut Vec<&'a str>) {
    match value {
        serde_json::Value::Object(map) => {
            for (own, value) in map {
                if let (true, Some(text)) = (own == key, value.as_str()) {
                    found.push(text);
                }
                texts(value, key, found);
            }
        }
        serde_json::Value::Array(list) => list.iter().for_each(|value| texts(value, key, found)),
        _ => {}
    }
}

#[test]
fn the_dashboard_asks_for_every_metric_that_there_is_and_for_no_other() {
    let dashboard = dashboard();
    let mut queries = Vec::new();
    texts(&dashboard, "expr", &mut queries);
    texts(&dashboard, "definition", &mut queries);
    let words = |query: &str| -> Vec<String> {
        let is_other = |sign: char| !(sign.is_ascii_alphanumeric() || sign == '_');
        let words = query
            .split(is_other)
            .filter(|word| word.starts_with("burstsim_"));
        words.map(str::to_owned).collect()
    };
    let asked: BTreeSet<String> = queries.into_iter().flat_map(words).collect();
    let all = all_names();
    let unknown: Vec<_> = asked.difference(&all).collect();
    assert!(
        unknown.is_empty(),
        "the dashboard asks for what no run has: {unknown:?}"
    );
    let hidden: Vec<_> = all.difference(&asked).collect();
    assert!(hidden.is_empty(), "no panel shows {hidden:?}");
}

#[test]
fn the_dashboard_is_one_that_grafana_loads() {
    let dashboard = dashboard();
    assert!(
        dashboard["schemaVersion"].as_u64() >= Some(36),
        "{dashboard}"
    );
    for key in ["uid", "title"] {
        assert!(
            dashboard[key].as_str().is_some_and(|text| !text.is_empty()),
            "{key}"
        );
    }
    let variables = dashboard["templating"]["list"]
        .as_array()
        .expect("variables");
    let named: BTreeSet<&str> = variables
        .iter()
        .filter_map(|one| one["name"].as_str())
        .collect();
    let mut texts_of_queries = Vec::new();
    texts(&dashboard, "expr", &mut texts_of_queries);
    for query in &texts_of_queries {
        for used in query.split('$').skip(1) {
            let end = used
                .find(|sign: char| !sign.is_ascii_alphanumeric())
                .unwrap_or(used.len());
            assert!(
                named.contains(&used[..end]),
                "no variable ${}: {query}",
                &used[..end]
            );
        }
    }
    let panels = dashboard["panels"].as_array().expect("panels");
    let mut ids = BTreeSet::new();
    let mut taken: BTreeMap<(u64, u64), &str> = BTreeMap::new();
    for panel in panels {
        let title = panel["title"].as_str().expect("a title");
        assert!(
            ids.insert(panel["id"].as_u64().expect("an id")),
            "{title}: its id is another's"
        );
        let place = |key: &str| panel["gridPos"][key].as_u64().expect("a place");
        assert!(place("x") + place("w") <= 24, "{title} is too wide");
        for cell in (place("x")..place("x") + place("w"))
            .flat_map(|x| (place("y")..place("y") + place("h")).map(move |y| (x, y)))
        {
            let other = taken.insert(cell, title);
            assert_eq!(other, None, "{title} lies over another");
        }
        if panel["type"] != "row" {
            let targets = panel["targets"].as_array().expect("targets");
            let letters: BTreeSet<_> = targets.iter().map(|one| one["refId"].as_str()).collect();
            assert_eq!(letters.len(), targets.len(), "{title}: refId");
            assert!(!targets.is_empty(), "{title} shows nothing");
            assert_eq!(panel["datasource"]["uid"], "${datasource}", "{title}");
        }
    }
}
