//! Events as FilterLogEvents and GetLogEvents answer them, in JSON: whole answers, their `events`, or their messages.
//!
//! It knows the keys of an event. It must not know what its message says.

use serde_json::Value;

use super::super::format::Format;
use super::super::head::Head;
use super::super::input::{Input, ReadError};
use super::super::instant::Instant;
use super::super::json;
use super::super::reading::Reading;
use super::log::{Event, Log, Time};
use super::message::{self, Message};
use super::prefix;
use super::recorded;

pub(super) const FORMAT: Format = Format {
    kind: "log-events",
    title: "log events of CloudWatch Logs",
    is_like,
    read,
};

const LISTS: [&str; 2] = ["events", "Events"];

fn is_like(head: &Head) -> bool {
    let is_answer = ["events[].message", "Events[].Message"]
        .iter()
        .any(|key| head.has_keys(&[key]))
        || (head.has_keys(&["events"])
            && [
                "searchedLogStreams",
                "nextForwardToken",
                "nextBackwardToken",
            ]
            .iter()
            .any(|key| head.has_keys(&[key])));
    let is_list = [
        ["[].message", "[].timestamp"],
        ["[].Message", "[].Timestamp"],
        ["[].type", "[].record"],
    ]
    .iter()
    .any(|keys| head.has_keys(keys))
        || is_bare_list(head);
    let is_list_of_answers = head.has_keys(&["[].events[].message"]);
    is_answer
        || is_list_of_answers
        || recorded::wraps(head, "events")
        || (is_list && speaks_of_requests(head))
}

/// A list of messages, or of lists that hold them: `--query events[].message`.
fn is_bare_list(head: &Head) -> bool {
    let first = head.lines.first().map_or("", |line| line.trim());
    let second = head.lines.get(1).map_or("", |line| line.trim());
    let opens = |text: &str| text.starts_with(['"', '[']);
    match first.strip_prefix('[') {
        Some("") => opens(second),
        Some(rest) => opens(rest.trim()),
        None => false,
    }
}

fn speaks_of_requests(head: &Head) -> bool {
    head.says(" RequestId: ") || head.says("platform.")
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    if let Some(answer) = recorded::answer(input, "events")? {
        return read(&mut Input::open(answer.as_slice())?, reading);
    }
    let mut log = Log::new(input);
    let around = json::values(input, &LISTS, |event, line| {
        let events = match event.get("events") {
            Some(Value::Array(events)) => events.as_slice(),
            _ => std::slice::from_ref(&event),
        };
        for event in events {
            reading.row();
            element(event, line, &mut log, reading);
        }
    })?;
    if around.is_cut_off {
        reading.assume("the file ends in the middle of an event, which is left out");
    }
    let is_page = |(key, value): &(String, Value)| {
        key.eq_ignore_ascii_case("nextToken")
            && value.as_str().is_some_and(|token| !token.is_empty())
    };
    if around.beside.iter().any(is_page) {
        reading.assume("the answer has a NextToken: it is one page of more");
    }
    if reading.rows() == 0 {
        reading.skip("there are no events in it", 1);
    }
    log.finish(reading);
    Ok(())
}

/// Takes an event: an object, a message, or a list that holds one with its time. Says whether it was one of Lambda's
/// platform.
pub(super) fn element(event: &Value, line: u64, log: &mut Log, reading: &mut Reading<'_>) -> bool {
    let Some(parts) = Parts::of(event) else {
        reading.skip("is not an event: it has no message", line);
        return false;
    };
    let written;
    let message = match parts.message {
        Value::String(message) => message.as_str(),
        // What was a text of JSON, a tool may have unwrapped.
        other => {
            written = other.to_string();
            &written
        }
    };
    let number;
    let time = match parts.time {
        Some(Value::String(text)) => Time::Text(bare_time(text).as_bytes()),
        Some(Value::Number(time)) => match time.as_i64() {
            Some(millis @ 100_000_000_000..10_000_000_000_000) => {
                Time::At(Instant(millis * 1_000_000))
            }
            _ => {
                number = time.to_string();
                Time::Text(number.as_bytes())
            }
        },
        _ => Time::Unknown,
    };
    let event = Event {
        message: message.trim_start().as_bytes(),
        time,
        group: parts.group.map(str::as_bytes),
        stream: parts.stream.map(str::as_bytes),
        line,
    };
    log.event(&event, reading)
}

/// The parts of an event.
struct Parts<'a> {
    message: &'a Value,
    time: Option<&'a Value>,
    group: Option<&'a str>,
    stream: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(event: &'a Value) -> Option<Self> {
        match event {
            Value::Object(object) => {
                let get = |names: &[&str]| names.iter().find_map(|name| object.get(*name));
                let text = |names: &[&str]| get(names).and_then(Value::as_str);
                let is_of_platform = || object.contains_key("record").then_some(event);
                let message = get(&["message", "Message", "@message"]).or_else(is_of_platform);
                Some(Self {
                    message: message?,
                    time: get(&["timestamp", "Timestamp", "@timestamp"]),
                    group: text(&["logGroupName", "logGroup", "LogGroupName", "@log"]),
                    stream: text(&["logStreamName", "logStream", "LogStreamName", "@logStream"]),
                })
            }
            Value::String(_) => Some(Self {
                message: event,
                time: None,
                group: None,
                stream: None,
            }),
            Value::Array(parts) => Self::of_list(parts),
            _ => None,
        }
    }

    /// `[1795680000123, "START ..."]`, in any order, perhaps with the stream.
    fn of_list(parts: &'a [Value]) -> Option<Self> {
        let texts = || parts.iter().filter(|part| part.is_string());
        let of = |is: fn(prefix::Prefix<'_>) -> bool| {
            texts().find(|part| {
                part.as_str()
                    .is_some_and(|text| is(prefix::split(text.as_bytes()).0))
            })
        };
        let speaks = |part: &&Value| {
            let text = part.as_str().unwrap_or_default().trim_start();
            !matches!(message::read(text.as_bytes()).0, Message::Other)
        };
        let stream = of(|prefix| prefix.stream.is_some());
        Some(Self {
            message: texts().find(speaks).or_else(|| texts().next_back())?,
            time: parts
                .iter()
                .find(|part| part.is_number())
                .or_else(|| of(|prefix| prefix.time.is_some())),
            group: None,
            stream: stream.and_then(Value::as_str),
        })
    }
}

/// A time without what .NET writes around it: `/Date(1795680000123)/`.
fn bare_time(text: &str) -> &str {
    let inner = text
        .strip_prefix("/Date(")
        .and_then(|text| text.strip_suffix(")/"));
    inner.unwrap_or(text)
}
