//! The files of a result: names, columns, keys, and that they agree with each other.

use super::{Place, SMALL, contents, json, rows};

/// Runs `SMALL`, which makes every kind of file.
fn small() -> Place {
    let place = Place::new();
    place.file("small.toml", SMALL);
    place
        .burstsim(&["run", "small.toml", "--output", "result"])
        .expect_code(0);
    place
}

fn columns(place: &Place, file: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_path(place.path(file)).expect(file);
    reader
        .headers()
        .expect("columns")
        .iter()
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_result_is_complete() {
    let files = contents(&small().path("result"));
    for name in [
        "timeseries.csv",
        "account.csv",
        "cloudwatch.csv",
        "bill.csv",
        "summary.json",
        "scenario.toml",
        "manifest.json",
        "scaling.svg",
        "scaling.png",
        "throttles.svg",
        "throttles.png",
        "latency.svg",
        "latency.png",
        "report.html",
    ] {
        let bytes = files.get(std::path::Path::new(name));
        let bytes = bytes.unwrap_or_else(|| panic!("{name} is missing from {:?}", files.keys()));
        let complete = match name.rsplit('.').next() {
            Some("png") => bytes.starts_with(b"\x89PNG") && bytes.ends_with(b"IEND\xaeB`\x82"),
            Some("html") => bytes.trim_ascii_end().ends_with(b"</html>"),
            Some("svg") => bytes.trim_ascii_end().ends_with(b"</svg>"),
            _ => bytes.ends_with(b"\n"),
        };
        assert!(
            complete,
            "{name} is not a complete file of its kind: {} bytes",
            bytes.len()
        );
    }
}

#[test]
fn columns_are_those_of_the_documentation() {
    let place = small();
    for (file, expected) in [
        (
            "result/timeseries.csv",
            "time_s function arrivals attempts invocations provisioned_invocations cold_starts \
             throttles throttles_scaling throttles_concurrency throttles_rate given_up completions \
             in_flight_mean in_flight_max open_mean open_max environments_mean environments_max \
             provisioned_allocated provisioned_busy_max latency_p50_ms latency_p99_ms errors",
        ),
        (
            "result/account.csv",
            "time_s concurrency_max claimed_max unreserved_in_flight_max scaling_tokens throttles",
        ),
        (
            "result/cloudwatch.csv",
            "time_s function metric statistic value",
        ),
        (
            "result/bill.csv",
            "period function line quantity unit price_usd amount_usd price_of stand_in",
        ),
    ] {
        let found = columns(&place, file);
        for column in expected.split_whitespace() {
            assert!(
                found.iter().any(|name| name == column),
                "{file} lacks {column}: {found:?}"
            );
        }
    }
}

#[test]
fn the_summary_has_the_keys_of_the_documentation() {
    let summary = json(&small().path("result/summary.json"));
    for key in [
        "scenario",
        "seed",
        "version",
        "simulated_s",
        "account",
        "functions",
    ] {
        assert!(!summary[key].is_null(), "summary.json lacks {key}");
    }
    let front = &summary["functions"][0];
    for key in [
        "name",
        "requests",
        "served",
        "given_up",
        "open_at_end",
        "attempts",
        "invocations",
        "provisioned_invocations",
        "throttles",
        "throttle_rate",
        "cold_starts",
        "cold_start_rate",
        "spillover_rate",
    ] {
        assert!(
            !front[key].is_null(),
            "summary.json lacks functions[0].{key}"
        );
    }
    for (table, keys) in [
        (
            "latency_ms",
            &["mean", "p50", "p90", "p95", "p99", "max"][..],
        ),
        ("in_flight", &["mean", "max"]),
        ("environments", &["mean", "max", "created"]),
        (
            "cost",
            &[
                "total",
                "requests",
                "duration",
                "init",
                "provisioned",
                "provisioned_duration",
                "storage",
            ],
        ),
    ] {
        for key in keys {
            assert!(
                front[table][key].is_number(),
                "summary.json lacks functions[0].{table}.{key}"
            );
        }
    }
}

#[test]
fn the_series_adds_up_to_the_summary() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let outcome = place.result_of("small.toml", &[]);
    for function in ["front", "back"] {
        for (column, key) in [
            ("arrivals", "requests"),
            ("attempts", "attempts"),
            ("invocations", "invocations"),
            ("provisioned_invocations", "provisioned_invocations"),
            ("cold_starts", "cold_starts"),
            ("throttles", "throttles"),
            ("errors", "errors"),
            ("given_up", "given_up"),
            ("completions", "served"),
        ] {
            let sum: u64 = outcome.of(function).map(|row| row.count(column)).sum();
            assert_eq!(
                sum,
                outcome.total(function, key),
                "{function}: {column} and {key}"
            );
        }
        for row in outcome.of(function) {
            let parts = [
                "throttles_scaling",
                "throttles_concurrency",
                "throttles_rate",
            ];
            let sum: u64 = parts.iter().map(|part| row.count(part)).sum();
            assert_eq!(
                row.count("throttles"),
                sum,
                "the parts of throttles in {row:?}"
            );
        }
        let total = |key| outcome.total(function, key);
        assert_eq!(
            total("requests"),
            total("served") + total("given_up") + total("open_at_end"),
            "{function}: every request is served, given up or open"
        );
        assert_eq!(
            total("attempts"),
            total("invocations") + total("throttles") + total("errors"),
            "{function}"
        );
    }
    let throttles: u64 = outcome
        .account
        .iter()
        .map(|row| row.count("throttles"))
        .sum();
    assert!(throttles > 0, "the scenario is meant to throttle");
    assert_eq!(
        throttles,
        outcome.total("front", "throttles") + outcome.total("back", "throttles")
    );
}

#[test]
fn cloudwatch_counts_what_the_summary_counts() {
    let place = small();
    let summary = json(&place.path("result/summary.json"));
    let metrics = rows(&place.path("result/cloudwatch.csv"));
    let of_front = |metric: &str, statistic: &str| -> Vec<f64> {
        let wanted = [
            ("function", "front"),
            ("metric", metric),
            ("statistic", statistic),
        ];
        let found = metrics.iter().filter(|row| {
            wanted
                .iter()
                .all(|(column, value)| row.text(column) == *value)
        });
        found.map(|row| row.number("value")).collect()
    };
    for (metric, key) in [
        ("Invocations", "invocations"),
        ("Throttles", "throttles"),
        (
            "ProvisionedConcurrencyInvocations",
            "provisioned_invocations",
        ),
    ] {
        let sum: f64 = of_front(metric, "Sum").iter().sum();
        assert_eq!(
            Some(sum),
            summary["functions"][0][key].as_f64(),
            "{metric} and {key}"
        );
    }
    let busiest = of_front("ConcurrentExecutions", "Maximum")
        .into_iter()
        .reduce(f64::max);
    assert_eq!(
        busiest,
        summary["functions"][0]["in_flight"]["max"].as_f64()
    );
}

#[test]
fn files_of_the_user_stay_in_the_result_folder() {
    let place = small();
    place.file("result/notes.md", "mine");
    place
        .burstsim(&["run", "small.toml", "--output", "result", "--no-charts"])
        .expect_code(0);
    let files = contents(&place.path("result"));
    assert_eq!(
        files
            .get(std::path::Path::new("notes.md"))
            .map(Vec::as_slice),
        Some(&b"mine"[..])
    );
    assert!(
        !files.contains_key(std::path::Path::new("scaling.png")),
        "a chart of the earlier run does not stay beside the new numbers"
    );
}
