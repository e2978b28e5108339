//! Access logs of API Gateway as JSON: an object a line, a list of them, or messages of events of CloudWatch Logs.
//!
//! It knows how such logs are stored. What a request is, `request` and `common_log` know.

use serde::Deserialize;
use serde_json::Value;

use super::super::format::Format;
use super::super::gathered::{Arrival, Invocation};
use super::super::head::Head;
use super::super::input::{Input, ReadError};
use super::super::json;
use super::super::reading::Reading;
use super::common_log;
use super::fields::{identity, is_most};
use super::request::{Latency, Request, json_in, request};

pub(super) const JSON: Format = Format {
    kind: "api_gateway_access_log",
    title: "an access log of API Gateway",
    is_like,
    read,
};

pub(super) const EVENTS: Format = Format {
    kind: "api_gateway_access_log_events",
    title: "events of an access log of API Gateway",
    is_like: is_like_events,
    read: read_events,
};

const NO_REQUEST: &str = "is not a request to API Gateway: it has no requestTime";

fn is_like(head: &Head) -> bool {
    let is_list = head
        .lines
        .first()
        .is_some_and(|line| line.trim_start().starts_with('['));
    if is_list {
        return head.has_keys(&["[].requestTime", "[].status"])
            || head.has_keys(&["[].requestTimeEpoch", "[].status"]);
    }
    is_most(head, |line| {
        json_in(line).as_ref().and_then(request).is_some()
    })
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let start = String::from_utf8_lossy(input.head());
    if start.trim_start().starts_with('[') {
        let around = json::elements::<Value>(input, &[], |element, line| {
            reading.row();
            match element.ok().as_ref().and_then(request) {
                Some(request) => take(reading, &request, line),
                None => reading.skip(NO_REQUEST, line),
            }
            Ok(())
        })?;
        note_end(reading, around.is_cut_off);
        return Ok(());
    }
    input.each_line(|text, number| {
        let has_object = text.contains('{');
        // The header of a table, of which one cell is JSON.
        if number == 1 && !has_object {
            return Ok(());
        }
        let record = json_in(text);
        if record.is_none() && (!has_object || common_log::parse(text).is_some()) {
            let reason = "is not JSON, unlike the lines before it: the file mixes formats";
            return Err(ReadError::at(number, reason));
        }
        reading.row();
        match record.as_ref().map(request) {
            Some(Some(request)) => take(reading, &request, number),
            Some(None) => reading.skip(NO_REQUEST, number),
            None => reading.skip("is cut off or not JSON", number),
        }
        Ok(())
    })
}

/// An event of CloudWatch Logs.
#[derive(Deserialize)]
struct Event {
    message: String,
}

/// Messages of an access log, whose quotes have a backslash before them.
fn is_like_events(head: &Head) -> bool {
    let is_events = head.has_keys(&["events[].message"]) || head.has_keys(&["logEvents[].message"]);
    let has_json = || {
        let says = |key: &str| head.says(&format!("\\\"{key}\\\""));
        (says("requestTime") || says("requestTimeEpoch")) && says("status")
    };
    let has_text = || {
        let message = |line: &String| {
            let text = line
                .split_once("\"message\": \"")
                .or_else(|| line.split_once("\"message\":\""));
            text.is_some_and(|(_, text)| common_log::parse(&text.replace("\\\"", "\"")).is_some())
        };
        head.lines.iter().any(message)
    };
    is_events && (has_json() || has_text())
}

fn read_events(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let around = json::elements::<Event>(input, &["events", "logEvents"], |event, line| {
        reading.row();
        let Ok(Event { message }) = event else {
            reading.skip("is an event without a message", line);
            return Ok(());
        };
        match json_in(&message).as_ref().and_then(request) {
            Some(request) => take(reading, &request, line),
            None => match common_log::parse(&message) {
                Some(found) => common_log::take(reading, &found, line),
                None => reading.skip("is not a request to API Gateway", line),
            },
        }
        Ok(())
    })?;
    note_end(reading, around.is_cut_off);
    Ok(())
}

fn note_end(reading: &mut Reading<'_>, is_cut_off: bool) {
    if is_cut_off {
        reading.assume("the file is cut off: what is whole of it is read");
    }
}

fn take(reading: &mut Reading<'_>, request: &Request, line: u64) {
    let Some(at) = request.time.as_deref().and_then(|time| reading.time(time)) else {
        reading.skip("has an unreadable requestTime", line);
        return;
    };
    reading.assume(
        "all routes of an API are treated as one function: split the log by route to separate them",
    );
    let (duration_ms, assumed) = match request.latency {
        Some(Latency::Integration(ms)) => (
            Some(ms),
            "durations are integration latencies, which include the call to the function",
        ),
        Some(Latency::Response(ms)) => (
            Some(ms),
            "durations are response latencies, which include API Gateway's own overhead",
        ),
        None => (
            None,
            "requests without a latency are counted without a duration",
        ),
    };
    reading.assume(assumed);
    let function = match &request.api {
        Some(api) => reading.function(request.region.as_deref(), api),
        None => reading.unnamed_function(),
    };
    let invocation = Invocation {
        arrival: Arrival::At(at),
        duration_ms,
        init_ms: None,
        cold: None,
        error: request.error,
        environment: None,
    };
    // With its time, for a client may send its own id again.
    let identity = request.id.as_deref().map(|id| identity(&(id, at)));
    reading.invocation(function, &invocation, identity, line);
}
