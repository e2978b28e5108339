//! vegeta: its results as CSV and as JSON lines, as `vegeta encode` writes them.
//!
//! A result is stamped when the request was sent; its latency is in nanoseconds. A report has no times of requests.

use serde::Deserialize;

use super::super::format::Format;
use super::super::gathered::Arrival;
use super::super::head::Head;
use super::super::input::{Input, ReadError};
use super::super::instant::Instant;
use super::super::reading::Reading;
use super::client;
use super::table::{Shape, rows};

const COLUMNS: [&str; 6] = [
    "timestamp",
    "code",
    "latency",
    "bytes_out",
    "bytes_in",
    "error",
];

const BROKEN: &str = "is cut off or not a vegeta result";

pub(super) const TABLE: Format = Format {
    kind: "vegeta_csv",
    title: "results of vegeta in CSV",
    is_like: is_like_table,
    read: read_table,
};

pub(super) const LINES: Format = Format {
    kind: "vegeta_json",
    title: "results of vegeta in JSON",
    is_like: |head| head.lines.first().is_some_and(|line| is_like_line(line)),
    read: read_lines,
};

pub(super) const REPORT: Format = Format {
    kind: "vegeta_report",
    title: "a report of vegeta",
    is_like: |head| {
        let has_keys = head.has_keys(&["latencies", "latencies.mean", "earliest", "requests"]);
        has_keys || head.says("Latencies     [") || head.says("Requests      [total")
    },
    read: |_, _| {
        let reason = "has totals only; write the results themselves with vegeta encode --to csv";
        Err(ReadError::refused(reason))
    },
};

/// There is no header: nanoseconds since the epoch, a status, nanoseconds, bytes out and in, an error.
fn is_like_table(head: &Head) -> bool {
    let is_number = |text: &String| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let [time, code, numbers @ ..] = head.columns.as_slice() else {
        return false;
    };
    let is_result = time.len() == 19 && is_number(time) && code.len() <= 3 && is_number(code);
    is_result && numbers.len() >= 4 && numbers.iter().take(3).all(is_number)
}

fn is_like_line(line: &str) -> bool {
    let keys = [
        "\"code\"",
        "\"timestamp\"",
        "\"latency\"",
        "\"bytes_in\"",
        "\"bytes_out\"",
    ];
    line.starts_with('{') && keys.iter().all(|key| line.contains(key))
}

fn read_table(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let shape = Shape {
        columns: Some(&COLUMNS),
        ..Shape::with_header(&[])
    };
    rows(input, &shape, |row| {
        reading.row();
        let number = |name| row.get(&[name]).parse::<i64>().ok();
        let at = number("timestamp").filter(|at| *at > 0);
        let latency = number("latency").filter(|latency| *latency >= 0);
        let code = row.get(&["code"]).parse::<u16>().ok();
        let (Some(at), Some(latency), Some(code), true) = (at, latency, code, row.is_whole())
        else {
            reading.skip(BROKEN, row.line);
            return Ok(());
        };
        take(
            reading,
            Instant(at),
            latency as f64,
            code,
            row.get(&["error"]),
            row.line,
        );
        Ok(())
    })
}

/// A result as JSON.
#[derive(Deserialize)]
struct Line {
    code: u16,
    timestamp: String,
    latency: f64,
    #[serde(default)]
    error: String,
}

fn read_lines(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    input.each_line(|text, number| {
        let text = text.trim();
        if client::is_of_another(text, "\"latency\"") {
            return Err(ReadError::at(
                number,
                "is not a vegeta result: the file mixes formats",
            ));
        }
        reading.row();
        let line: Option<Line> = serde_json::from_str(text).ok();
        let read = line.and_then(|line| Some((reading.time(&line.timestamp)?, line)));
        match read {
            Some((at, line)) if line.latency >= 0.0 => {
                take(reading, at, line.latency, line.code, &line.error, number);
            }
            _ => reading.skip(BROKEN, number),
        }
        Ok(())
    })
}

fn take(reading: &mut Reading<'_>, at: Instant, nanos: f64, code: u16, error: &str, line: u64) {
    let is_failure = !error.is_empty() || client::is_failed(code.into());
    client::request(
        reading,
        Arrival::At(at),
        nanos / 1e6,
        Some(is_failure),
        line,
    );
}
