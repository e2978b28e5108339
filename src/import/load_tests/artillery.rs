//! Artillery: the JSON report of a run (`--output`), of versions 1 and 2.
//!
//! It counts requests in periods of ten seconds. Version 2 stamps a period's beginning and leaves out counters of
//! zero; version 1 stamps its end, and may list the answers one by one.

use serde_json::{Map, Value};

use super::super::format::Format;
use super::super::gathered::{Arrival, Counted, Durations};
use super::super::head::Head;
use super::super::input::{Input, ReadError};
use super::super::instant::{self, Instant, SECOND};
use super::super::json;
use super::super::reading::Reading;
use super::client;

pub(super) const REPORT: Format = Format {
    kind: "artillery_report",
    title: "a report of Artillery",
    is_like,
    read,
};

/// How long a period is.
const PERIOD: i64 = 10 * SECOND;

fn is_like(head: &Head) -> bool {
    let keys = [
        "aggregate.counters",
        "aggregate.scenariosCreated",
        "aggregate.requestsCompleted",
        "intermediate[].counters",
        "intermediate[].scenariosCreated",
    ];
    keys.iter().any(|key| head.keys.contains(*key))
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let text = input.whole()?;
    let report: Value = serde_json::from_str(&text).map_err(|error| match error.is_eof() {
        true => ReadError::at(
            error.line() as u64,
            "is cut off: a report is read as a whole",
        ),
        false => json::refusal(&error),
    })?;
    let periods = report.get("intermediate").and_then(Value::as_array);
    let Some(periods) = periods.filter(|list| !list.is_empty()) else {
        let reason = "has totals only: the list of intermediate periods is empty";
        return Err(ReadError::refused(reason));
    };
    for period in periods {
        reading.row();
        match period.as_object() {
            Some(period) if period.contains_key("counters") && period.contains_key("period") => {
                second_version(reading, period);
            }
            Some(period) => first_version(reading, period),
            None => reading.skip("is not a period", 1),
        }
    }
    let aggregate = report.get("aggregate").unwrap_or(&Value::Null);
    if let Some(durations) = durations(aggregate).filter(|_| reading.used() > 0) {
        let function = client::function(reading);
        reading.durations(function, durations);
    }
    Ok(())
}

fn second_version(reading: &mut Reading<'_>, period: &Map<String, Value>) {
    let Some(start) = period.get("period").and_then(time) else {
        reading.skip("has no time of its period", 1);
        return;
    };
    let empty = Map::new();
    let counters = period
        .get("counters")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let counter = |name: &str| counters.get(name).and_then(number);
    let requests = counter("http.requests").or_else(|| counter("engine.http.requests"));
    let is_http = counters
        .keys()
        .any(|name| name.starts_with("http.") || name.starts_with("engine.http."));
    if requests.is_none() && !is_http && !counters.is_empty() {
        reading.skip("has no HTTP requests", 1);
        return;
    }
    let failed = |(name, count): (&String, &Value)| {
        let name = name.strip_prefix("engine.").unwrap_or(name);
        let is_failure = match name.strip_prefix("http.codes.") {
            Some(code) => client::is_failure(code).unwrap_or(false),
            None => name.starts_with("errors."),
        };
        number(count).filter(|_| is_failure)
    };
    count(
        reading,
        start,
        requests.unwrap_or(0),
        counters.iter().filter_map(failed).sum(),
    );
}

fn first_version(reading: &mut Reading<'_>, period: &Map<String, Value>) {
    let Some(end) = period.get("timestamp").and_then(time) else {
        reading.skip("has no time of its period", 1);
        return;
    };
    let completed = period.get("requestsCompleted").and_then(number);
    let answers = period.get("latencies").and_then(Value::as_array);
    if let Some(answers) =
        answers.filter(|list| completed == Some(list.len() as u64) && !list.is_empty())
    {
        one_by_one(reading, answers);
        return;
    }
    // Of requests that were sent, not of answers.
    let sent = period
        .get("rps")
        .and_then(|rps| rps.get("count"))
        .and_then(number);
    let Some(requests) = sent.or(completed) else {
        reading.skip("has no HTTP requests", 1);
        return;
    };
    let empty = Map::new();
    let of = |key: &str| period.get(key).and_then(Value::as_object).unwrap_or(&empty);
    let codes = of("codes")
        .iter()
        .filter(|(code, _)| client::is_failure(code) == Some(true));
    let failures = codes
        .chain(of("errors"))
        .filter_map(|(_, count)| number(count))
        .sum();
    count(
        reading,
        Instant(end.0.saturating_sub(PERIOD)),
        requests,
        failures,
    );
}

/// Answers of version 1: the time of the end in ms, an id, nanoseconds, and the status.
fn one_by_one(reading: &mut Reading<'_>, answers: &[Value]) {
    for (place, answer) in answers.iter().enumerate() {
        // The first is the row of its period.
        if place > 0 {
            reading.row();
        }
        let part = |place: usize| answer.get(place).and_then(Value::as_f64);
        let (Some(end), Some(nanos)) = (part(0).and_then(instant::epoch_number), part(2)) else {
            reading.skip("is an answer without a time or a duration", 1);
            continue;
        };
        let milliseconds = nanos / 1e6;
        let arrival = client::arrival(reading, end, milliseconds);
        let error = part(3).map(client::is_failed);
        client::request(reading, arrival, milliseconds, error, 1);
    }
}

fn count(reading: &mut Reading<'_>, start: Instant, requests: u64, errors: u64) {
    reading.assume("requests are counted in periods of 10 s");
    let counted = Counted {
        start: Arrival::At(start),
        length: PERIOD,
        requests,
        errors: Some(errors),
    };
    let function = client::function(reading);
    reading.counted(function, &counted);
}

fn number(value: &Value) -> Option<u64> {
    client::count(value.as_f64()?)
}

/// A number of milliseconds, or the same as text, or a date.
fn time(value: &Value) -> Option<Instant> {
    match value {
        Value::String(text) => instant::parse(text).map(|stamp| stamp.at),
        value => instant::epoch_number(value.as_f64()?),
    }
}

/// Durations of the whole run.
fn durations(aggregate: &Value) -> Option<Durations> {
    const SHARES: [(&str, f64); 9] = [
        ("min", 0.0),
        ("p50", 0.5),
        ("median", 0.5),
        ("p75", 0.75),
        ("p90", 0.9),
        ("p95", 0.95),
        ("p99", 0.99),
        ("p999", 0.999),
        ("max", 1.0),
    ];
    let of = |list: &str| {
        let list = aggregate.get(list)?;
        list.get("http.response_time")
            .or_else(|| list.get("engine.http.response_time"))
    };
    let found = of("summaries")
        .or_else(|| of("histograms"))
        .or_else(|| aggregate.get("latency"))?;
    let number = |key: &str| found.get(key).and_then(Value::as_f64);
    let mut quantiles: Vec<(f64, f64)> = Vec::new();
    for (key, share) in SHARES {
        let is_new = quantiles.last().is_none_or(|(last, _)| *last < share);
        quantiles.extend(
            number(key)
                .filter(|_| is_new)
                .map(|milliseconds| (share, milliseconds)),
        );
    }
    let requests = number("count").or_else(|| aggregate.get("requestsCompleted")?.as_f64())?;
    let is_any = requests > 0.0 && !quantiles.is_empty();
    is_any.then(|| Durations {
        requests,
        interval: None,
        mean_ms: number("mean"),
        quantiles,
    })
}
