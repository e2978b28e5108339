//! All formats but the answer of get-metric-data as JSON.

use super::*;

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
