//! k6: its points as CSV (`--out csv`) and as JSON lines (`--out json`).
//!
//! A point of `http_req_duration` is a request, stamped when its answer was complete. A summary has no times.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::super::format::Format;
use super::super::gathered::Arrival;
use super::super::head::Head;
use super::super::input::{Input, ReadError};
use super::super::reading::Reading;
use super::client;
use super::table::{Shape, rows};

/// Metrics of which each point is a request.
const DURATIONS: [&str; 2] = ["http_req_duration", "grpc_req_duration"];

const HEADER: [&str; 3] = ["metric_name", "timestamp", "metric_value"];

const OTHER_METRIC: &str = "is a metric other than http_req_duration";
const BROKEN: &str = "is cut off or not a k6 data point";

pub(super) const CSV: Format = Format {
    kind: "k6_csv",
    title: "points of k6 in CSV",
    is_like: |head| head.has_columns(&HEADER),
    read: read_csv,
};

pub(super) const LINES: Format = Format {
    kind: "k6_json",
    title: "points of k6 in JSON",
    is_like: is_like_lines,
    read: read_lines,
};

pub(super) const SUMMARY: Format = Format {
    kind: "k6_summary",
    title: "a summary of k6",
    is_like: is_like_summary,
    read: |_, _| {
        let reason = "has totals only: there is no time in it; export with --out csv or --out json";
        Err(ReadError::refused(reason))
    },
};

/// A request, as either form has it.
struct Point<'a> {
    time: &'a str,
    /// Whether times have no parts of a second.
    is_whole_seconds: bool,
    milliseconds: Option<f64>,
    expected: &'a str,
    error_code: &'a str,
    status: &'a str,
    is_grpc: bool,
}

fn read_csv(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    rows(input, &Shape::with_header(&HEADER), |row| {
        reading.row();
        let metric = row.get(&["metric_name"]);
        if !DURATIONS.contains(&metric) {
            if metric.is_empty() || client::number(row.get(&["metric_value"])).is_none() {
                reading.skip(BROKEN, row.line);
            } else {
                reading.skip(OTHER_METRIC, row.line);
            }
            return Ok(());
        }
        let time = row.get(&["timestamp"]);
        let point = Point {
            time,
            // Seconds unless the environment asks for milliseconds and less, or RFC 3339.
            is_whole_seconds: time.len() <= 11 || (time.contains('T') && !time.contains('.')),
            milliseconds: client::duration(row.get(&["metric_value"])),
            expected: row.get(&["expected_response"]),
            error_code: row.get(&["error_code"]),
            status: row.get(&["status"]),
            is_grpc: metric.starts_with("grpc"),
        };
        take(reading, &point, row.line);
        Ok(())
    })
}

/// A line of JSON.
#[derive(Deserialize)]
struct Line {
    #[serde(rename = "type")]
    of_type: String,
    metric: Option<String>,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    time: Option<String>,
    value: Option<f64>,
    tags: Option<BTreeMap<String, Value>>,
}

fn is_like_lines(head: &Head) -> bool {
    let is_line = |line: &String| {
        let has = |word: &str| line.contains(word);
        line.starts_with('{')
            && has("\"metric\"")
            && has("\"data\"")
            && (has("\"Point\"") || has("\"Metric\""))
    };
    head.lines.first().is_some_and(is_line)
}

fn read_lines(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    input.each_line(|text, number| {
        let text = text.trim();
        if client::is_of_another(text, "\"type\"") {
            return Err(ReadError::at(
                number,
                "is not a k6 data point: the file mixes formats",
            ));
        }
        let is_duration = DURATIONS.iter().any(|metric| text.contains(metric));
        if !is_duration && text.ends_with('}') {
            // Nine of ten lines are of other metrics: they are not looked into.
            if text.contains("\"Point\"") {
                reading.row();
                reading.skip(OTHER_METRIC, number);
            }
            return Ok(());
        }
        let Ok(line) = serde_json::from_str::<Line>(text) else {
            reading.row();
            reading.skip(BROKEN, number);
            return Ok(());
        };
        if line.of_type != "Point" {
            return Ok(());
        }
        reading.row();
        let metric = line.metric.unwrap_or_default();
        if !DURATIONS.contains(&metric.as_str()) {
            reading.skip(OTHER_METRIC, number);
            return Ok(());
        }
        let tags = line.data.tags.unwrap_or_default();
        let tag = |name: &str| tags.get(name).and_then(Value::as_str).unwrap_or_default();
        let point = Point {
            time: line.data.time.as_deref().unwrap_or_default(),
            is_whole_seconds: false,
            milliseconds: line
                .data
                .value
                .filter(|value| value.is_finite() && *value >= 0.0),
            expected: tag("expected_response"),
            error_code: tag("error_code"),
            status: tag("status"),
            is_grpc: metric.starts_with("grpc"),
        };
        take(reading, &point, number);
        Ok(())
    })
}

fn take(reading: &mut Reading<'_>, point: &Point<'_>, line: u64) {
    let (Some(end), Some(milliseconds)) = (reading.time(point.time), point.milliseconds) else {
        reading.skip("has no time or no duration", line);
        return;
    };
    // To take milliseconds from whole seconds would feign a precision that is not there.
    let arrival = if point.is_whole_seconds {
        reading.assume(
            "times are the end of each request, in whole seconds: it is assumed to arrive in that second",
        );
        Arrival::At(end)
    } else {
        client::arrival(reading, end, milliseconds)
    };
    client::request(reading, arrival, milliseconds, is_failure(point), line);
}

/// As the script says what it expects, else by the status.
fn is_failure(point: &Point<'_>) -> Option<bool> {
    match point.expected {
        "true" => return Some(false),
        "false" => return Some(true),
        _ => {}
    }
    if !point.error_code.is_empty() {
        return Some(true);
    }
    match point.is_grpc {
        true => point.status.parse().ok().map(|status: u16| status != 0),
        false => client::is_failure(point.status),
    }
}

/// `--summary-export` and `handleSummary`.
fn is_like_summary(head: &Head) -> bool {
    let metrics = [
        "metrics.http_reqs.count",
        "metrics.iterations.count",
        "metrics.vus.value",
        "metrics.http_reqs.values",
        "metrics.iterations.values",
        "metrics.vus.values",
    ];
    let has_metrics = metrics.iter().any(|key| head.has_keys(&[key]));
    has_metrics || head.has_keys(&["root_group", "metrics"])
}
