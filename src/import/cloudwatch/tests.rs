//! Files of every format in, metrics out.

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

const STATISTICS: &str = "{
\u{a0}  \"Datapoints\": [
    {\"Timestamp\": \"2026-11-26T09:00:00Z\", \"Average\": 20.5, \"Maximum\": 40, \"Unit\": \"Milliseconds\"},
    {\"Timestamp\": \"2026-11-26T08:00:00Z\", \"Average\": 10.5, \"Maximum\": null, \"Unit\": \"Milliseconds\",
     \"ExtendedStatistics\": {\"p99\": 30, \"tm99\": 5}},
    {\"Timestamp\": \"soon\", \"Average\": 1}
  ],
  \"Label\": \"Duration\"
}";

#[test]
fn an_answer_of_get_metric_statistics_is_of_the_file_that_it_is_in() {
    let (report, lines) = read(&[("exports/us-west-2/checkout.json", STATISTICS)]);
    assert_eq!(
        lines,
        [
            "us-west-2/checkout Duration Average 1795680000+3600 10.5",
            "us-west-2/checkout Duration Average 1795683600+3600 20.5",
            "us-west-2/checkout Duration Maximum 1795683600+3600 40",
            "us-west-2/checkout Duration p99 1795680000+3600 30",
        ]
    );
    assert_eq!(
        (report.rows, report.used, report.kind),
        (3, 2, "cloudwatch-metric-statistics")
    );
    assert_eq!(report.skipped["has no time that can be read"].first_line, 6);
    assumes(&report, "it is called checkout, after the file");
    assumes(&report, "the period is not stated: 3600 s");
    let error = refused(&STATISTICS.replace("Duration", "CPUUtilization"));
    assert!(
        error.contains(
            "of 3 rows, 3 were left out, the first at line 3: CPUUtilization is no metric"
        ),
        "{error}"
    );
    let error = refused(&STATISTICS.replace("Milliseconds", "Seconds"));
    assert!(error.contains("not in milliseconds"), "{error}");
}

#[test]
fn datapoints_before_the_end_of_a_file_that_is_cut_off_are_read() {
    let whole = STATISTICS.replace(
        "\u{a0}  \"Datapoints\"",
        "\"Label\": \"Duration\", \"Datapoints\"",
    );
    let (report, lines) = read(&[(
        "x.json",
        &whole[..whole.find("{\"Timestamp\": \"soon").expect("there")],
    )]);
    assert_eq!(lines.len(), 4, "{lines:#?}");
    assumes(&report, "ends in the middle of a datapoint");
}

#[test]
fn recorded_answers_have_times_in_parts() {
    let text = r#"{"status_code": 200, "data": {"Label": "Invocations", "ResponseMetadata": {}, "Datapoints": [
        {"Sum": 12.0, "Unit": "Count", "Timestamp": {"__class__": "datetime", "year": 2026, "month": 11, "day": 26,
         "hour": 8, "minute": 0, "second": 0, "microsecond": 0}}]}}"#;
    let (report, lines) = read(&[("monitoring.GetMetricStatistics_1.json", text)]);
    assert_eq!(report.kind, "cloudwatch-recorded-answer");
    assert_eq!(
        lines,
        ["-/monitoring-GetMetricStatistics_1 Invocations Sum 1795680000+60 12"]
    );
    let text = format!(
        r#"{{"status_code": 200, "data": {{"MetricDataResults": [{}]}}}}"#,
        answer("a", "pay Errors")
    );
    assert_eq!(
        read(&[("x.json", &text)]).1,
        ["-/pay Errors Sum 1795680000+60 3"]
    );
}

#[test]
fn the_text_output_of_the_command_line_is_read() {
    let text = "Invocations\nDATAPOINTS\t5.0\t2026-11-26T08:05:00+00:00\tCount\nDATAPOINTS\t7.0\t2026-11-26T08:00:00+00:00\tCount\n";
    assert_eq!(
        read(&[("pay.txt", text)]).1,
        [
            "-/pay Invocations Sum 1795680000+300 7",
            "-/pay Invocations Sum 1795680300+300 5"
        ]
    );
    let text = "METRICDATARESULTS\tm1\tpay Errors\tComplete\nTIMESTAMPS\t2026-11-26T08:00:00Z\nVALUES\t2.0\n\
                METRICDATARESULTS\tm2\tNetworkIn\tComplete\nTIMESTAMPS\t2026-11-26T08:00:00Z\nVALUES\t2.0\n";
    let (report, lines) = read(&[("x.txt", text)]);
    assert_eq!(lines, ["-/pay Errors Sum 1795680000+60 2"]);
    assert_eq!(
        report
            .skipped
            .values()
            .map(|skipped| skipped.first_line)
            .collect::<Vec<_>>(),
        [5]
    );
}

const CONSOLE: &str = "\u{feff}Id,m1,m2,m3,m4,m5
StatusCode,Complete,Complete,Complete,Complete,Complete
Messages,,,,,
Full label,us-east-1:AWS/Lambda FunctionName:checkout Invocations Sum 60,\"us-east-1:AWS/Lambda FunctionName:checkout Resource:checkout:live Invocations Sum 60\",us-east-1:AWS/EC2 InstanceId:i-1 CPUUtilization Average 300,us-east-1:AWS/Lambda FunctionName:pay Duration p99 300,us-east-1:AWS/Lambda FunctionName:pay Resource:pay:live Errors Sum 300
Label,Invocations,Invocations,CPUUtilization,Duration,Errors
2026/11/26 08:00:00,120,60,3.5,80.25,1
2026/11/26 08:01:00,130,,,,
";

#[test]
fn the_csv_of_the_console_has_what_a_column_is_above_it() {
    let (report, lines) = read(&[("x.csv", CONSOLE)]);
    assert_eq!(
        lines,
        [
            "us-east-1/checkout Invocations Sum 1795680000+60 120",
            "us-east-1/checkout Invocations Sum 1795680060+60 130",
            "us-east-1/pay Duration p99 1795680000+300 80.25",
            "us-east-1/pay Errors Sum 1795680000+300 1",
        ]
    );
    assert_eq!(
        skipped(&report, "is of namespace AWS/EC2, not AWS/Lambda"),
        1
    );
    assert_eq!(skipped(&report, "is for a version or an alias"), 1);
    assumes(&report, "its times name no zone");
    let text = "Label;checkout Errors\nMetric name;Errors\nStatistic;Sum\nPeriod;5 minutes\n2026-11-26 08:00:00;4\nTotal;4\n";
    let (report, lines) = read(&[("x.csv", text)]);
    assert_eq!(lines, ["-/checkout Errors Sum 1795680000+300 4"]);
    assert_eq!(report.skipped["has no time that can be read"].first_line, 6);
    let error = refused("Full label,Errors\nLabel,Errors\n");
    assert!(error.contains("has no datapoints"), "{error}");
}

#[test]
fn a_metric_stream_has_a_line_for_each_minute() {
    let row = |namespace: &str, metric: &str, dimensions: &str| {
        format!(
            r#"{{"metric_stream_name":"S","account_id":"1","region":"eu-west-1","namespace":"{namespace}","metric_name":"{metric}","dimensions":{{{dimensions}}},"timestamp":1795680000000,"value":{{"max":9.0,"min":1.0,"sum":20.0,"count":4.0,"p99":8.5,"TM(10%:90%)":5}},"unit":"Milliseconds"}}"#
        )
    };
    let rows = [
        row("AWS/Lambda", "Duration", r#""FunctionName":"pay""#),
        row(
            "AWS/Lambda",
            "Duration",
            r#""FunctionName":"pay","Resource":"pay""#,
        ),
        row(
            "AWS/Lambda",
            "PolledEventCount",
            r#""EventSourceMappingUUID":"x""#,
        ),
        row("AWS/EC2", "CPUUtilization", ""),
        "{\"namespace\": \"AWS/Lambda\"".to_owned(),
        row("AWS/Lambda", "ConcurrentExecutions", ""),
    ];
    let expected = [
        "eu-west-1/pay Duration Average 1795680000+60 5",
        "eu-west-1/pay Duration Maximum 1795680000+60 9",
        "eu-west-1/pay Duration Minimum 1795680000+60 1",
        "eu-west-1/pay Duration SampleCount 1795680000+60 4",
        "eu-west-1/pay Duration Sum 1795680000+60 20",
        "eu-west-1/pay Duration p99 1795680000+60 8.5",
    ];
    let (report, lines) = read(&[("s.jsonl", &rows.join("\n"))]);
    assert_eq!(lines[..6], expected);
    assert_eq!(lines.len(), 12, "the account has as many");
    assert_eq!((report.rows, report.used), (6, 2));
    assert_eq!(skipped(&report, "is for a version or an alias"), 1);
    assert_eq!(
        skipped(&report, "is of EventSourceMappingUUID, not of a function"),
        1
    );
    assert_eq!(skipped(&report, "is of namespace AWS/EC2"), 1);
    assert_eq!(report.skipped["is no JSON"].first_line, 5);
    let behind_one_another = [rows[0].as_str(), rows[5].as_str()].concat();
    assert_eq!(read(&[("s.jsonl", &behind_one_another)]).0.used, 2);
    let list = format!("[{},\n{}]", rows[0], rows[3]);
    assert_eq!(read(&[("s.json", &list)]).1, expected);
    assert!(refused(&rows[3]).contains("is of namespace AWS/EC2, not AWS/Lambda"));
}

#[test]
fn a_simulated_run_is_read_without_a_clock() {
    let text = "time_s,function,metric,statistic,value\n0,,ConcurrentExecutions,Maximum,5\n60,checkout,Invocations,Sum,7\n\
                60,'=search,Invocations,Sum,1\n60,checkout,NumberOfMessagesSent,Sum,3\n60,checkout,Errors,Sum,\n";
    let (report, lines) = read(&[("cloudwatch.csv", text)]);
    assert_eq!(
        lines,
        [
            "-/checkout Invocations Sum 60+60 7",
            "-/=search Invocations Sum 60+60 1",
            "-/account ConcurrentExecutions Maximum 0+60 5",
        ]
    );
    assert_eq!((report.rows, report.used), (5, 3));
    assert_eq!(
        skipped(&report, "NumberOfMessagesSent is no metric of AWS/Lambda"),
        1
    );
    let mut gathered = Gathered::default();
    let read = recognise::read(
        FORMATS,
        "x",
        text.as_bytes(),
        &mut gathered,
        &Given::default(),
    );
    assert!(
        read.is_ok()
            && gathered
                .functions
                .iter()
                .all(|function| !function.has_clock)
    );
}

#[test]
fn what_has_no_datapoints_is_refused_by_its_name() {
    for (text, what) in [
        (
            r#"{"Metrics": [{"Namespace": "AWS/Lambda", "MetricName": "Errors", "Dimensions": []}]}"#,
            "list-metrics",
        ),
        (
            r#"{"MetricAlarms": [{"AlarmName": "x"}]}"#,
            "describe-alarms",
        ),
        (
            r#"{"widgets": [{"type": "metric", "properties": {"metrics": []}}]}"#,
            "dashboard",
        ),
    ] {
        let error = refused(text);
        assert!(
            error.contains(what) && error.contains("get-metric-data"),
            "{error} should name {what}"
        );
    }
}
