//! What users have, imported: from a file to a scenario that runs.

use std::io::Write;

use serde_json::Value;

use super::{Place, json};

/// What `aws logs tail` prints of three invocations, the first of them cold.
const LOG: &str = "\
2026-11-26T08:00:00.000000+00:00 2026/11/26/[$LATEST]aa START RequestId: 11111111-1111-4111-8111-111111111111 Version: $LATEST\n\
2026-11-26T08:00:00.620000+00:00 2026/11/26/[$LATEST]aa END RequestId: 11111111-1111-4111-8111-111111111111\n\
2026-11-26T08:00:00.620000+00:00 2026/11/26/[$LATEST]aa REPORT RequestId: 11111111-1111-4111-8111-111111111111\tDuration: 120.50 ms\tBilled Duration: 621 ms\tMemory Size: 512 MB\tMax Memory Used: 90 MB\tInit Duration: 500.00 ms\t\n\
2026-11-26T08:00:10.000000+00:00 2026/11/26/[$LATEST]aa START RequestId: 22222222-2222-4222-8222-222222222222 Version: $LATEST\n\
2026-11-26T08:00:10.080000+00:00 2026/11/26/[$LATEST]aa REPORT RequestId: 22222222-2222-4222-8222-222222222222\tDuration: 80.00 ms\tBilled Duration: 80 ms\tMemory Size: 512 MB\tMax Memory Used: 90 MB\t\n\
2026-11-26T08:01:30.000000+00:00 2026/11/26/[$LATEST]aa START RequestId: 33333333-3333-4333-8333-333333333333 Version: $LATEST\n\
2026-11-26T08:01:30.100000+00:00 2026/11/26/[$LATEST]aa REPORT RequestId: 33333333-3333-4333-8333-333333333333\tDuration: 100.00 ms\tBilled Duration: 100 ms\tMemory Size: 512 MB\tMax Memory Used: 90 MB\t\n";

const TEMPLATE: &str = "\
Transform: AWS::Serverless-2016-10-31\n\
Resources:\n  checkout:\n    Type: AWS::Serverless::Function\n    Properties:\n      MemorySize: 1024\n      Timeout: 29\n      \
ReservedConcurrentExecutions: 40\n      Events:\n        Api:\n          Type: Api\n";

/// An answer of `get-metric-data` for functions of a Region: name, invocations of each minute, mean duration in ms.
fn metric_data(functions: &[(&str, &[u32], f64)]) -> String {
    let mut results = Vec::new();
    for (name, invocations, mean) in functions {
        let times: Vec<String> = (0..invocations.len())
            .map(|i| format!("2026-11-26T09:{i:02}:00+00:00"))
            .collect();
        for (metric, values) in [
            (
                "Invocations Sum",
                invocations
                    .iter()
                    .map(|count| f64::from(*count))
                    .collect::<Vec<_>>(),
            ),
            ("Duration Average", vec![*mean; invocations.len()]),
            ("Duration p99", vec![mean * 3.0; invocations.len()]),
        ] {
            results.push(serde_json::json!({
                "Id": format!("m{}", results.len()),
                "Label": format!("{name} {metric}"),
                "Timestamps": times,
                "Values": values,
                "StatusCode": "Complete",
            }));
        }
    }
    serde_json::json!({ "MetricDataResults": results }).to_string()
}

/// A place with an imported folder `in`, and what `import.json` says.
fn imported(files: &[(&str, &[u8])], options: &[&str]) -> (Place, Value) {
    let place = Place::new();
    let mut arguments = vec!["import", "--output", "in"];
    for (name, contents) in files {
        std::fs::write(place.path(name), contents).expect("a file");
        arguments.push(name);
    }
    arguments.extend(options);
    place.burstsim(&arguments).expect_code(0);
    let summary = json(&place.path("in/import.json"));
    (place, summary)
}

fn run(place: &Place, scenario: &str) -> Value {
    place
        .burstsim(&["run", scenario, "--no-charts", "--quiet", "--output", "out"])
        .expect_code(0);
    json(&place.path("out/summary.json"))
}

#[test]
fn a_log_becomes_a_scenario_that_runs_its_requests() {
    let (place, summary) = imported(&[("checkout.log", LOG.as_bytes())], &[]);
    let function = &summary["functions"][0];
    assert_eq!(function["name"], "checkout");
    assert_eq!(function["invocations"], 3);
    assert_eq!(function["cold_starts"], 1);
    assert_eq!(function["first"], "2026-11-26T08:00:00.000Z");
    assert_eq!(function["last"], "2026-11-26T08:01:30.000Z");
    assert_eq!(function["environments"], 1);
    assert_eq!(function["memory_mb"], 512);
    assert_eq!(function["duration_ms"]["p50"], 100.0);
    let file = &summary["files"][0];
    assert_eq!(
        (&file["path"], &file["used"]),
        (&"checkout.log".into(), &3.into())
    );

    let run = run(&place, "in/scenario.toml");
    assert_eq!(run["functions"][0]["requests"], 3);
    assert_eq!(run["functions"][0]["cold_starts"], 1);
    let text = std::fs::read_to_string(place.path("in/scenario.toml")).expect("a scenario");
    let lines: Vec<&str> = text.lines().collect();
    let says = |line: &str| {
        ["# read:", "# fitted:", "# assumed:", "# open:"]
            .iter()
            .any(|word| line.contains(word))
    };
    for (index, line) in lines.iter().enumerate() {
        if line.contains(" = ") && !line.starts_with('#') && *line != "name = \"checkout\"" {
            let mut above = lines[..index]
                .iter()
                .rev()
                .take_while(|line| line.starts_with('#'));
            assert!(
                says(line) || above.any(|line| says(line)),
                "a value without its origin: {line}"
            );
        }
    }
}

#[test]
fn a_template_and_metrics_meet_by_the_name_of_the_function() {
    let metrics = metric_data(&[("checkout", &[600, 1200], 100.0)]);
    let files = [
        ("m.json", metrics.as_bytes()),
        ("template.yaml", TEMPLATE.as_bytes()),
    ];
    let (place, summary) = imported(&files, &["--region", "eu-west-1"]);
    assert_eq!(
        summary["functions"].as_array().map(Vec::len),
        Some(1),
        "{summary:#}"
    );
    let function = &summary["functions"][0];
    assert_eq!(function["invocations"], 1800);
    assert_eq!(function["cold_starts"], Value::Null, "metrics cannot tell");
    assert_eq!(function["reserved_concurrency"], 40);
    assert_eq!(function["region"], "eu-west-1");
    let text = std::fs::read_to_string(place.path("in/scenario.toml")).expect("a scenario");
    for expected in [
        "memory = \"1024 MB\"",
        "timeout = \"29s\"",
        "reserved_concurrency = 40",
        "invoked_by = \"api_gateway\"",
        "name = \"eu-west-1\"",
    ] {
        assert!(text.contains(expected), "{expected} is missing:\n{text}");
    }
    assert_eq!(
        run(&place, "in/scenario.toml")["functions"][0]["requests"],
        1800
    );
}

#[test]
fn what_a_template_cannot_say_is_asked_for() {
    let (place, summary) = imported(&[("template.yaml", TEMPLATE.as_bytes())], &[]);
    assert_eq!(summary["functions"][0]["invocations"], Value::Null);
    let text = std::fs::read_to_string(place.path("in/scenario.toml")).expect("a scenario");
    assert!(
        text.contains("# open: nothing says how many requests come"),
        "{text}"
    );
    assert!(
        text.contains("# open: nothing says how long a request takes"),
        "{text}"
    );
    run(&place, "in/scenario.toml");
}

#[test]
fn from_two_exports_to_the_region_that_throttles_and_the_quota_to_ask_for() {
    // The three commands of docs/import.md.
    let seoul = metric_data(&[
        ("checkout", &[30_000; 10], 900.0),
        ("search", &[6_000; 10], 300.0),
    ]);
    let virginia = metric_data(&[("reports", &[3_000; 10], 500.0)]);
    let place = Place::new();
    std::fs::write(place.path("ap-northeast-2.json"), seoul).expect("a file");
    std::fs::write(place.path("us-east-1.json"), virginia).expect("a file");
    let told = place.burstsim(&[
        "import",
        "ap-northeast-2.json",
        "us-east-1.json",
        "--output",
        "week",
    ]);
    told.expect_code(0);
    let scenarios = ["week/scenario.toml", "week/scenario-us-east-1.toml"];
    let [seoul, virginia] = scenarios;
    let compared = place.burstsim(&[
        "compare",
        seoul,
        virginia,
        "--scale",
        "2.5",
        "--no-charts",
        "--output",
        "c",
    ]);
    compared.expect_code(0);
    let summary = json(&place.path("c/comparison.json"));
    let text = summary.to_string();
    assert!(
        text.contains("ap-northeast-2") && text.contains("us-east-1"),
        "{text}"
    );
    let explained = place.burstsim(&[
        "explain",
        seoul,
        "--scale",
        "2.5",
        "--no-charts",
        "--output",
        "e",
    ]);
    explained.expect_code(0);
    assert!(
        explained.stdout.contains("account_concurrency"),
        "{}",
        explained.stdout
    );
}

#[test]
fn what_a_run_writes_is_imported_with_the_same_counts() {
    let place = Place::new();
    let scenario = place.file("small.toml", super::SMALL);
    let ran = place.burstsim(&[
        "run",
        scenario,
        "--no-charts",
        "--metric-data",
        "--output",
        "out",
    ]);
    ran.expect_code(0);
    let attempts = |summary: &Value, name: &str| {
        let functions = summary["functions"].as_array().expect("functions").clone();
        let function = functions
            .into_iter()
            .find(|one| one["name"] == name)
            .expect("a function");
        function["attempts"].as_u64().expect("a count")
    };
    let before = json(&place.path("out/summary.json"));
    for file in ["out/cloudwatch.csv", "out/cloudwatch.json"] {
        let folder = format!("in-{}", file.len());
        place
            .burstsim(&["import", file, "--output", &folder])
            .expect_code(0);
        let scenario = format!("{folder}/scenario.toml");
        let text = std::fs::read_to_string(place.path(&scenario)).expect("a scenario");
        assert!(
            text.contains("per-function"),
            "a run without a date tells no rule of the past: {text}"
        );
        let again = place.burstsim(&[
            "run",
            &scenario,
            "--no-charts",
            "--quiet",
            "--output",
            "again",
        ]);
        again.expect_code(0);
        let after = json(&place.path("again/summary.json"));
        for name in ["front", "back"] {
            let function = after["functions"]
                .as_array()
                .expect("functions")
                .iter()
                .find(|one| one["name"] == name);
            let requests = function.expect("the function")["requests"]
                .as_u64()
                .expect("a count");
            assert_eq!(requests, attempts(&before, name), "{name} of {file}");
        }
    }
}

/// A steady function whose service times are lognormal.
const STEADY: &str = r#"
duration = "20m"
[region]
name = "us-east-1"
scaling = "per-function"
[[functions]]
name = "api"
service_time.lognormal = { median = "100ms", p99 = "700ms" }
traffic = [{ poisson.rate = 20 }]
"#;

#[test]
fn service_times_survive_the_minutes_of_cloudwatch_within_a_tenth() {
    // A run gives Average, Minimum and Maximum of each minute, which is all that the import has to fit.
    let place = Place::new();
    let scenario = place.file("steady.toml", STEADY);
    place
        .burstsim(&[
            "run",
            scenario,
            "--no-charts",
            "--metric-data",
            "--output",
            "out",
        ])
        .expect_code(0);
    place
        .burstsim(&["import", "out/cloudwatch.json", "--output", "in"])
        .expect_code(0);
    let figures = json(&place.path("in/import.json"));
    let value = figures["scenarios"][0]["values"]
        .as_array()
        .expect("values")
        .clone();
    let value = value.into_iter().find(|one| {
        one["key"]
            .as_str()
            .is_some_and(|key| key.starts_with("service_time"))
    });
    let value = value.expect("a service time");
    let toml = value["value"].as_str().expect("a value");
    let quoted: Vec<&str> = toml.split('"').collect();
    let millis = |place: usize| {
        quoted[place]
            .trim_end_matches("ms")
            .parse::<f64>()
            .expect("milliseconds")
    };
    assert_eq!(value["key"], "service_time.lognormal", "{value}");
    let (median, p99) = (millis(1), millis(3));
    assert!(
        (median / 100.0 - 1.0).abs() < 0.1,
        "median {median} ms instead of 100"
    );
    assert!(
        (p99 / 700.0 - 1.0).abs() < 0.1,
        "p99 {p99} ms instead of 700"
    );
}

#[test]
fn an_imported_log_keeps_the_durations_of_its_requests() {
    // Arrivals and durations of a lognormal's quantiles, 10 ms to 10 s: a run of them has the same quantiles.
    let mut log = String::from("arrival_s,elapsed_ms,cold,environment\n");
    let mut millis = Vec::new();
    for index in 0..200 {
        let elapsed = 10.0 * 1000.0_f64.powf(f64::from((index * 73) % 200) / 200.0);
        millis.push(elapsed);
        log.push_str(&format!("{}.5,{elapsed:.3},0,{}\n", index * 20, index % 7));
    }
    millis.sort_by(f64::total_cmp);
    let (place, summary) = imported(&[("f.csv", log.as_bytes())], &[]);
    assert_eq!(summary["functions"][0]["invocations"], 200);
    let run = run(&place, "in/scenario.toml");
    let function = &run["functions"][0];
    assert_eq!(function["requests"], 200);
    let p50 = function["latency_ms"]["p50"].as_f64().expect("a quantile");
    let expected = millis[99];
    // The result's histograms keep three digits, and a cold start adds its time to the first.
    assert!(
        (p50 / expected - 1.0).abs() < 0.04,
        "{p50} where {expected} was measured"
    );
}

#[test]
fn a_window_and_a_scale_are_taken_over() {
    let options = [
        "--from",
        "2026-11-26T08:00:05Z",
        "--to",
        "2026-11-26T08:01:00Z",
        "--scale",
        "3",
    ];
    let (place, summary) = imported(&[("checkout.log", LOG.as_bytes())], &options);
    assert_eq!(summary["functions"][0]["invocations"], 1);
    let skipped = summary["files"][0]["skipped"].to_string();
    assert!(skipped.contains("outside the chosen time"), "{skipped}");
    assert_eq!(
        run(&place, "in/scenario.toml")["functions"][0]["requests"],
        3
    );
}

#[test]
fn packed_files_and_utf16_are_read_as_they_are() {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(LOG.as_bytes()).expect("to memory");
    let packed = packer.finish().expect("to memory");
    let utf16 = [0xfeff]
        .into_iter()
        .chain(LOG.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect::<Vec<u8>>();
    for (name, bytes) in [("checkout.log.gz", &packed), ("checkout.txt", &utf16)] {
        let (_, summary) = imported(&[(name, bytes)], &[]);
        assert_eq!(summary["functions"][0]["name"], "checkout", "{name}");
        assert_eq!(summary["functions"][0]["invocations"], 3, "{name}");
    }
    // Cut off in the middle: refused with its line, and nothing is written.
    let place = Place::new();
    std::fs::write(place.path("cut.gz"), &packed[..packed.len() - 20]).expect("a file");
    let refused = place.burstsim(&["import", "cut.gz", "--output", "in"]);
    refused.expect_code(2);
    assert!(
        refused.stderr.contains("cut.gz, line") && refused.stderr.contains("cut off"),
        "{}",
        refused.stderr
    );
    assert!(!place.path("in").exists(), "nothing half-written");
}

#[test]
fn what_cannot_be_imported_is_refused_with_a_reason() {
    let ec2 = r#"{"Label": "CPUUtilization", "Datapoints": [{"Timestamp": "2026-11-26T08:00:00Z", "Maximum": 1.0, "Unit": "Percent"}]}"#;
    let starts: String = LOG
        .lines()
        .filter(|line| line.contains("START"))
        .map(|line| format!("{line}\n"))
        .collect();
    for (name, contents, said) in [
        ("empty.json", &b""[..], "is empty"),
        ("song.mp3", b"ID3\x03\0\0\0", "not text"),
        (
            "poem.txt",
            b"roses are red\n",
            "begins with `roses are red`",
        ),
        ("archive.zip", b"PK\x03\x04rest", "unpack it first"),
        ("ec2.json", ec2.as_bytes(), "CPUUtilization"),
        ("starts.log", starts.as_bytes(), "START"),
        (
            "scenario.toml",
            b"duration = \"1m\"\n[region]\nname = \"us-east-1\"\n",
            "begins with",
        ),
    ] {
        let place = Place::new();
        std::fs::write(place.path(name), contents).expect("a file");
        let refused = place.burstsim(&["import", name, "--output", "in"]);
        refused.expect_code(2);
        assert!(
            refused.stderr.contains(name) && refused.stderr.contains(said),
            "{name}: {}",
            refused.stderr
        );
        assert!(
            refused.stderr.contains("nothing was written"),
            "{}",
            refused.stderr
        );
        assert!(!place.path("in").exists(), "{name}: nothing half-written");
    }
}

#[test]
fn an_edited_scenario_is_not_lost() {
    let (place, _) = imported(&[("checkout.log", LOG.as_bytes())], &[]);
    std::fs::write(place.path("in/scenario.toml"), "mine").expect("a file");
    let refused = place.burstsim(&["import", "checkout.log", "--output", "in"]);
    refused.expect_code(1);
    assert!(
        refused.stderr.contains("already exists"),
        "{}",
        refused.stderr
    );
    let kept = std::fs::read_to_string(place.path("in/scenario.toml")).expect("a file");
    assert_eq!(kept, "mine");
    place
        .burstsim(&["import", "checkout.log", "--output", "in", "--force"])
        .expect_code(0);
}

#[test]
fn the_report_is_there_in_korean_and_as_json() {
    let place = Place::new();
    let log = place.file("checkout.log", LOG);
    let told = place.burstsim(&["import", log, "--output", "a", "--lang", "ko"]);
    told.expect_code(0);
    assert!(
        told.stdout.contains("함수") && told.stdout.contains("가정"),
        "{}",
        told.stdout
    );
    let told = place.burstsim(&["import", log, "--output", "b", "--format", "json"]);
    let printed: Value = serde_json::from_str(&told.stdout).expect("JSON");
    assert_eq!(printed, json(&place.path("b/import.json")));
}

fn scenario_of(place: &Place) -> String {
    std::fs::read_to_string(place.path("in/scenario.toml")).expect("a scenario")
}

#[test]
fn a_window_holds_for_metrics_and_may_leave_a_file_without_anything() {
    let metrics = metric_data(&[("checkout", &[60; 10], 100.0)]);
    let window = [
        "--from",
        "2026-11-26T09:02:00Z",
        "--to",
        "2026-11-26T09:05:00Z",
    ];
    let files = [
        ("checkout.log", LOG.as_bytes()),
        ("m.json", metrics.as_bytes()),
    ];
    let (_, summary) = imported(&files, &window);
    let functions = summary["functions"].as_array().expect("functions");
    assert_eq!(functions.len(), 1, "the log is from the hour before");
    assert_eq!(functions[0]["invocations"], 3 * 60);

    let place = Place::new();
    let log = place.file("checkout.log", LOG);
    let refused = place.burstsim(&["import", log, "--output", "in", "--from", "2030-01-01"]);
    refused.expect_code(2);
    assert!(
        refused
            .stderr
            .contains("nothing was measured in the chosen time"),
        "{}",
        refused.stderr
    );
}

#[test]
fn requests_without_a_time_do_not_move_those_with_one() {
    let reports = LOG
        .lines()
        .filter_map(|line| line.find("REPORT").map(|at| &line[at..]));
    let undated: String = reports.map(|line| format!("{line}\n")).collect();
    let files = [
        ("a.log", LOG.as_bytes()),
        ("pasted.txt", undated.as_bytes()),
    ];
    let (place, summary) = imported(&files, &["--function", "f"]);
    assert_eq!(summary["functions"][0]["invocations"], 6);
    assert_eq!(summary["functions"][0]["first"], "2026-11-26T08:00:00.000Z");
    assert_eq!(
        run(&place, "in/scenario.toml")["functions"][0]["requests"],
        3,
        "those that can be replayed"
    );
}

#[test]
fn what_was_measured_as_nothing_is_no_open_question() {
    let (place, _) = imported(
        &[("m.json", metric_data(&[("idle", &[0, 0], 1.0)]).as_bytes())],
        &[],
    );
    assert!(
        !scenario_of(&place).contains("poisson"),
        "{}",
        scenario_of(&place)
    );
    assert_eq!(
        run(&place, "in/scenario.toml")["functions"][0]["requests"],
        0
    );
}

#[test]
fn packed_queries_are_read_before_the_answer_that_needs_them() {
    let queries = r#"[{"Id": "q1", "MetricStat": {"Metric": {"Namespace": "AWS/Lambda", "MetricName": "Invocations",
        "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}]}, "Period": 60, "Stat": "Sum"}}]"#;
    let answer = r#"{"MetricDataResults": [{"Id": "q1", "Label": "q1", "Timestamps": ["2026-11-26T09:00:00Z"], "Values": [7.0]}]}"#;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(queries.as_bytes()).expect("to memory");
    let packed = packer.finish().expect("to memory");
    let (_, summary) = imported(
        &[
            ("answer.json", answer.as_bytes()),
            ("queries.json.gz", &packed),
        ],
        &[],
    );
    assert_eq!(summary["functions"][0]["name"], "checkout", "{summary:#}");
    assert_eq!(summary["functions"][0]["invocations"], 7);
}

#[test]
fn a_template_that_burstsim_would_refuse_is_imported_with_what_is_open() {
    let template = "Transform: AWS::Serverless-2016-10-31\nResources:\n  worker:\n    Type: AWS::Serverless::Function\n    \
        Properties:\n      Timeout: 300\n      MemorySize: 64\n      ReservedConcurrentExecutions: 10\n      \
        ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 50}\n      Events:\n        Q:\n          Type: SQS\n          \
        Properties: {Queue: arn:aws:sqs:us-east-1:1:q, BatchSize: 100}\n";
    let (place, _) = imported(&[("template.yaml", template.as_bytes())], &[]);
    let text = scenario_of(&place);
    assert!(
        text.contains("visibility_timeout = \"5m\"")
            || text.contains("visibility_timeout = \"300s\""),
        "{text}"
    );
    assert!(text.contains("maximum_batching_window = \"1s\""), "{text}");
    assert!(
        text.contains("# memory is not set")
            && text.contains("# provisioned_concurrency is not set"),
        "{text}"
    );
    run(&place, "in/scenario.toml");
}

#[test]
fn errors_and_their_number_of_invocations_are_from_one_source() {
    let mut metrics: Value =
        serde_json::from_str(&metric_data(&[("checkout", &[600], 100.0)])).expect("JSON");
    let errors = serde_json::json!({"Id": "e", "Label": "checkout Errors Sum", "Timestamps": ["2026-11-26T09:00:00Z"], "Values": [6.0]});
    metrics["MetricDataResults"]
        .as_array_mut()
        .expect("a list")
        .push(errors);
    let metrics = metrics.to_string();
    let (place, _) = imported(
        &[
            ("checkout.log", LOG.as_bytes()),
            ("m.json", metrics.as_bytes()),
        ],
        &[],
    );
    assert!(
        scenario_of(&place).contains("error_rate = \"1%\""),
        "{}",
        scenario_of(&place)
    );
}
