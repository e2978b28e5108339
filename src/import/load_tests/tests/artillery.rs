//! Reports of Artillery.

use super::super::super::gathered::Durations;
use super::{read, refusal, request};

const ARTILLERY_2: &str = r#"{
  "aggregate": {"counters": {"http.requests": 50}, "period": 1795680010000, "firstCounterAt": 1795680000313,
    "summaries": {"http.response_time": {"min": 10, "max": 90, "count": 48, "mean": 30.5, "p50": 29.1, "median": 29.1, "p95": 80, "p99": 88.2},
      "http.response_time.2xx": {"mean": 1}}},
  "intermediate": [
    {"counters": {"http.requests": 50, "http.codes.200": 40, "http.codes.502": 6, "errors.ETIMEDOUT": 2, "vusers.created": 50}, "period": "1795680000000"},
    {"counters": {"http.codes.200": 2}, "period": "1795680010000"},
    {"counters": {}, "period": 1795680020000},
    {"counters": {"websocket.messages_sent": 2}, "period": "1795680030000"}
  ]
}"#;

#[test]
fn artillery_counts_in_periods() {
    let read = read(ARTILLERY_2);
    assert_eq!(read.report.kind, "artillery_report");
    let expected = [
        ("08:00:00.000Z".to_owned(), 10, 50),
        ("08:00:10.000Z".to_owned(), 10, 0),
        ("08:00:20.000Z".to_owned(), 10, 0),
    ];
    assert_eq!(read.counted(), expected);
    assert_eq!(read.errors(), (8, 50));
    assert_eq!(read.skipped(), [("has no HTTP requests", 1, 1)]);
    let expected = Durations {
        requests: 48.0,
        interval: None,
        mean_ms: Some(30.5),
        quantiles: vec![
            (0.0, 10.0),
            (0.5, 29.1),
            (0.95, 80.0),
            (0.99, 88.2),
            (1.0, 90.0),
        ],
    };
    assert_eq!(read.durations(), [expected]);
}

#[test]
fn artillery_of_the_first_version_stamps_the_end_of_a_period() {
    let of = |answers: &str| {
        format!(
            r#"{{"aggregate": {{"timestamp": "2026-11-26T08:00:20.000Z", "scenariosCreated": 3, "requestsCompleted": 3, "latency": {{"min": 1.5, "max": 9, "median": 3, "p95": null, "p99": null}}}},
            "intermediate": [{{"timestamp": "2026-11-26T08:00:10.000Z", "scenariosCreated": 3, "requestsCompleted": 2, "rps": {{"count": 3, "mean": 0.3}}, "errors": {{"ETIMEDOUT": 1}}, "codes": {{"200": 1, "500": 1}}, "latencies": [{answers}]}}]}}"#
        )
    };
    let counted = read(&of(""));
    assert_eq!(counted.counted(), [("08:00:00.000Z".to_owned(), 10, 3)]);
    assert_eq!(counted.errors(), (2, 3));
    assert_eq!(
        counted.durations()[0].quantiles,
        [(0.0, 1.5), (0.5, 3.0), (1.0, 9.0)]
    );

    let one_by_one = read(&of(
        r#"[1795680001500, "id", 250500000, 200], [1795680002000, "id", 1000000, 500]"#,
    ));
    assert_eq!(
        one_by_one.requests(),
        [
            request("08:00:01.249Z", 250_500),
            request("08:00:01.999Z", 1000)
        ]
    );
    assert_eq!(one_by_one.errors(), (1, 2));
    assert_eq!((one_by_one.report.rows, one_by_one.report.used), (2, 2));
}

#[test]
fn a_report_of_artillery_is_whole_or_refused() {
    let (line, reason) = refusal(&ARTILLERY_2[..500]);
    assert!(
        reason.contains("cut off") && line.is_some(),
        "{line:?}: {reason}"
    );
    let (_, reason) = refusal(r#"{"aggregate": {"counters": {}}, "intermediate": []}"#);
    assert!(reason.contains("totals only"), "{reason}");
}
