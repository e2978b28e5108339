//! Files of every format in, metrics out.

mod other_formats;

use super::FORMATS;
use crate::import::gathered::Gathered;
use crate::import::input::ReadError;
use crate::import::reading::{FileReport, Given};
use crate::import::recognise;

/// Reads files in their order; the last one's report, and all metrics as lines.
fn import(files: &[(&str, &str)]) -> (Result<FileReport, ReadError>, Vec<String>) {
    let mut gathered = Gathered::default();
    let mut last = Err(ReadError::refused("no file"));
    for (path, text) in files {
        last = recognise::read(
            FORMATS,
            path,
            text.as_bytes(),
            &mut gathered,
            &Given::default(),
        );
    }
    let mut lines = Vec::new();
    let line = |whose: &str,
                metric: &str,
                statistic: &str,
                (start, (period, value)): (&i64, &(i64, f64))| {
        format!(
            "{whose} {metric} {statistic} {}+{} {value}",
            start / 1_000_000_000,
            period / 1_000_000_000
        )
    };
    for function in &gathered.functions {
        let region = function.region.as_deref().unwrap_or("-");
        let whose = format!("{region}/{}", function.name);
        for ((metric, statistic), series) in &function.metrics {
            lines.extend(
                series
                    .iter()
                    .map(|point| line(&whose, metric, statistic, point)),
            );
        }
    }
    for ((region, metric, statistic), series) in &gathered.account {
        let whose = format!("{}/account", region.as_deref().unwrap_or("-"));
        lines.extend(
            series
                .iter()
                .map(|point| line(&whose, metric, statistic, point)),
        );
    }
    (last, lines)
}

/// What is read of files that can be read, with the report of the last.
fn read(files: &[(&str, &str)]) -> (FileReport, Vec<String>) {
    let (report, lines) = import(files);
    let report = report.unwrap_or_else(|error| panic!("{error}\n{files:#?}"));
    assert_eq!(
        report.rows,
        report.used
            + report
                .skipped
                .values()
                .map(|skipped| skipped.count)
                .sum::<u64>(),
        "every row is used or left out: {report:#?}"
    );
    (report, lines)
}

fn refused(text: &str) -> String {
    match import(&[("x.txt", text)]).0 {
        Err(error) => error.to_string(),
        Ok(report) => panic!("{text} is read: {report:#?}"),
    }
}

fn skipped(report: &FileReport, reason: &str) -> u64 {
    let found = report
        .skipped
        .iter()
        .find(|(said, _)| said.contains(reason));
    found
        .unwrap_or_else(|| panic!("nothing is left out because it {reason}: {report:#?}"))
        .1
        .count
}

fn assumes(report: &FileReport, what: &str) {
    assert!(
        report.assumed.iter().any(|said| said.contains(what)),
        "no {what} in {:#?}",
        report.assumed
    );
}

const DATA: &str = r#"{"MetricDataResults": [
  {"Id": "m1", "Label": "checkout Invocations",
   "Timestamps": ["2026-11-26T08:02:00+00:00", "2026-11-26T08:00:00+00:00", "2026-11-26T17:01:00+09:00"],
   "Values": [7.0, 5.0, null], "StatusCode": "Complete"},
  {"Id": "m2", "Label": "us-east-1 checkout Duration p99", "Timestamps": [1795680000, 1795680060.0], "Values": [120.5, "NaN"]},
  {"Id": "m3", "Label": "ClaimedAccountConcurrency", "Timestamps": ["2026-11-26T08:00:00Z"], "Values": [9]},
  {"Id": "m4", "Label": "CPUUtilization", "Timestamps": ["2026-11-26T08:00:00Z"], "Values": [50]},
  {"Id": "m5", "Label": "Error rate (%)", "Timestamps": ["2026-11-26T08:00:00Z"], "Values": [0.5]},
  {"Id": "m6", "Label": "Throttles", "Timestamps": [], "Values": []}
], "NextToken": "abc", "Messages": []}"#;

#[test]
fn an_answer_of_get_metric_data_is_read_by_its_labels() {
    let (report, lines) = read(&[("x.json", DATA)]);
    assert_eq!(report.kind, "cloudwatch-metric-data");
    assert_eq!(
        lines,
        [
            "-/checkout Invocations Sum 1795680000+60 5",
            "-/checkout Invocations Sum 1795680120+60 7",
            "us-east-1/checkout Duration p99 1795680000+60 120.5",
            "-/account ClaimedAccountConcurrency Maximum 1795680000+60 9",
        ]
    );
    assert_eq!((report.rows, report.used), (8, 4));
    let indented = DATA.replace("\n  ", "\n\u{a0}\u{a0}");
    assert_eq!(
        read(&[("x.json", &indented)]).1,
        lines,
        "as copied from a page"
    );
    assert_eq!(skipped(&report, "has no value"), 2);
    assert_eq!(
        skipped(&report, "CPUUtilization is no metric of AWS/Lambda"),
        1
    );
    assert_eq!(skipped(&report, "is computed from metrics"), 1);
    assumes(&report, "NextToken");
    assumes(
        &report,
        "the statistic of Invocations is not stated: read as Sum",
    );
    assumes(&report, "the period is not stated: 60 s");
}

const QUERIES: &str = r#"[
  {"Id": "m1", "MetricStat": {"Metric": {"Namespace": "AWS/Lambda", "MetricName": "Errors",
     "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}]}, "Period": 300, "Stat": "Sum"}, "ReturnData": true},
  {"Id": "m2", "MetricStat": {"Metric": {"Namespace": "AWS/Lambda", "MetricName": "Duration",
     "Dimensions": [{"Name": "FunctionName", "Value": "pay"}, {"Name": "Resource", "Value": "pay:live"}]}, "Period": 60, "Stat": "p99"}},
  {"Id": "m3", "MetricStat": {"Metric": {"Namespace": "AWS/Lambda", "MetricName": "ConcurrentExecutions"}, "Period": 60, "Stat": "Maximum"}},
  {"Id": "m4", "MetricStat": {"Metric": {"Namespace": "AWS/EC2", "MetricName": "NetworkIn", "Dimensions": []}, "Period": 60, "Stat": "Sum"}},
  {"Id": "e1", "Expression": "m1/m3*100", "Label": "Errors"},
  {"Id": "s1", "Expression": "SEARCH('{AWS/Lambda,FunctionName} MetricName=\"Throttles\"', 'Sum', 60)"}
]"#;

fn answer(id: &str, label: &str) -> String {
    format!(
        r#"{{"Id": "{id}", "Label": "{label}", "Timestamps": ["2026-11-26T08:00:00Z"], "Values": [3]}}"#
    )
}

#[test]
fn a_file_of_queries_says_what_the_ids_of_an_answer_mean() {
    let series = ["m1", "m2", "m3", "m4", "e1"].map(|id| answer(id, "Errors"));
    let series = [series.join(","), answer("s1", "search-me")].join(",");
    let answer = format!(r#"{{"MetricDataResults": [{series}]}}"#);
    for queries in [
        QUERIES.to_owned(),
        format!(r#"{{"StartTime": "x", "MetricDataQueries": {QUERIES}}}"#),
    ] {
        let (report, lines) = read(&[("queries.json", &queries), ("answer.json", &answer)]);
        assert_eq!(
            lines,
            [
                "-/checkout Errors Sum 1795680000+300 3",
                "-/pay Duration p99 1795680000+60 3",
                "-/search-me Throttles Sum 1795680000+60 3",
                "-/account ConcurrentExecutions Maximum 1795680000+60 3",
            ]
        );
        assert_eq!(
            skipped(&report, "is of namespace AWS/EC2, not AWS/Lambda"),
            1
        );
        assert_eq!(skipped(&report, "is computed by an expression"), 1);
        let (report, _) = read(&[("queries.json", &queries)]);
        assert_eq!(
            (report.kind, report.rows, report.used),
            (super::QUERIES_KIND, 6, 4)
        );
    }
    let (_, lines) = read(&[(
        "both.json",
        &format!(r#"{{"MetricDataQueries": {QUERIES}, {}"#, &answer[1..]),
    )]);
    assert_eq!(lines.len(), 4, "queries and answer in one file: {lines:#?}");
}

#[test]
fn an_id_that_means_two_things_means_none() {
    let other = QUERIES.replace("\"checkout\"", "\"other\"");
    let files = |label: &str| {
        format!(
            r#"{{"MetricDataResults": [{}, {}]}}"#,
            answer("m1", label),
            answer("m3", "")
        )
    };
    let (report, lines) = read(&[
        ("a.json", QUERIES),
        ("b.json", &other),
        ("x.json", &files("errors?")),
    ]);
    assert_eq!(
        lines,
        ["-/account ConcurrentExecutions Maximum 1795680000+60 3"]
    );
    assert_eq!(
        skipped(&report, "its id m1 stands for different metrics"),
        1
    );
    let (_, lines) = read(&[
        ("a.json", QUERIES),
        ("b.json", &other),
        ("x.json", &files("other Errors")),
    ]);
    assert_eq!(
        lines[0], "-/other Errors Sum 1795680000+300 3",
        "the label decides"
    );
}

#[test]
fn an_alias_counts_only_where_its_function_was_not_asked_for() {
    let query = |id: &str, resource: &str| {
        format!(
            r#"{{"Id": "{id}", "MetricStat": {{"Metric": {{"Namespace": "AWS/Lambda", "MetricName": "Errors", "Dimensions":
            [{{"Name": "FunctionName", "Value": "pay"}}{resource}]}}, "Period": 60, "Stat": "Sum"}}}}"#
        )
    };
    let alias = r#", {"Name": "Resource", "Value": "pay:live"}"#;
    let queries = format!("[{}, {}]", query("a", alias), query("b", ""));
    let answer = format!(
        r#"{{"MetricDataResults": [{}, {}]}}"#,
        answer("a", ""),
        answer("b", "")
    );
    let (report, lines) = read(&[("q.json", &queries), ("x.json", &answer)]);
    assert_eq!(lines, ["-/pay Errors Sum 1795680000+60 3"]);
    assert_eq!(skipped(&report, "is for a version or an alias"), 1);
}

#[test]
fn ids_help_where_labels_do_not() {
    let series = [
        answer("inv0", "checkout"),
        answer("pay_errors_max", "pay_errors_max"),
        answer("m1", "pay"),
    ];
    let (report, lines) = read(&[("x.json", &format!("[{}]", series.join(",")))]);
    assert_eq!(
        lines,
        [
            "-/checkout Invocations Sum 1795680000+60 3",
            "-/pay Errors Maximum 1795680000+60 3"
        ]
    );
    assert_eq!(
        skipped(
            &report,
            "neither the label `pay` nor the id m1 names a metric"
        ),
        1
    );
}

#[test]
fn pages_of_an_answer_are_one_answer() {
    let pages = format!(
        r#"[{{"MetricDataResults": [{}]}}, {{"MetricDataResults": [{}]}}]"#,
        answer("a", "pay Errors"),
        answer("b", "pay Throttles")
    );
    assert_eq!(read(&[("x.json", &pages)]).1.len(), 2);
    let behind = format!(
        "{{\"MetricDataResults\": [{}]}}\n{{\"MetricDataResults\": [{}]}}\n",
        answer("a", "pay Errors"),
        answer("b", "pay Throttles")
    );
    assert_eq!(read(&[("x.json", &behind)]).1.len(), 2);
    let again = format!("[{0}, {0}]", answer("a", "pay Errors"));
    assert_eq!(
        skipped(
            &read(&[("x.json", &again)]).0,
            "the same datapoint was read before"
        ),
        1
    );
}

#[test]
fn answers_that_are_cut_off_or_empty_say_so() {
    let (report, lines) = read(&[("x.json", &DATA[..DATA.find("\"m3\"").expect("it is there")])]);
    assert_eq!(lines.len(), 3);
    assumes(&report, "ends in the middle of a series");
    for (text, reason) in [
        (&DATA[..60], "is cut off before its first series"),
        (r#"{"MetricDataResults": []}"#, "has no datapoints"),
        (
            r#"{"Label": "Errors", "Datapoints": []}"#,
            "has no datapoints",
        ),
        (
            r#"{"MetricDataResults": [{"Id": "m1", "Timestamps": ["x"], "Values": [1]} trailing"#,
            "not JSON",
        ),
        (
            r#"{"MetricDataResults": [{"Id": "m1", "Label": "EstimatedCharges", "Timestamps": ["2026-11-26"], "Values": [1]}]}"#,
            "EstimatedCharges is no metric of AWS/Lambda",
        ),
        (
            r#"{"Datapoints": [{"Timestamp": "2026-11-26T08:00:00Z", "Sum": 1}]}"#,
            "has no Label",
        ),
    ] {
        let error = refused(text);
        assert!(error.contains(reason), "{error} should say {reason}");
    }
}
