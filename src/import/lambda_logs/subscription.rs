//! Records of subscription filters, as a delivery stream writes them into S3: objects that follow one another, with a
//! log group, a log stream and some events each.
//!
//! It knows a record's keys. It must not know what a message says.

use serde::Deserialize;
use serde_json::Value;

use super::super::format::Format;
use super::super::head::Head;
use super::super::input::{Input, ReadError};
use super::super::instant::Instant;
use super::super::json;
use super::super::reading::Reading;
use super::log::{Event, Log, Time};

pub(super) const FORMAT: Format = Format {
    kind: "log-subscription",
    title: "records of a subscription of CloudWatch Logs",
    is_like,
    read,
};

fn is_like(head: &Head) -> bool {
    head.has_keys(&["messageType", "logEvents"])
        || head.has_keys(&["[].messageType", "[].logEvents"])
}

/// A record. A service bounds its size.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Record {
    message_type: String,
    log_group: String,
    log_stream: String,
    log_events: Vec<Value>,
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let mut log = Log::new(input);
    let is_list = input.head().trim_ascii_start().starts_with(b"[");
    let is_cut_off = if is_list {
        let around = json::values(input, &[], |record, line| {
            take(record, line, &mut log, reading);
        })?;
        around.is_cut_off
    } else {
        one_after_another(input, &mut log, reading)?
    };
    if is_cut_off {
        reading.assume("the file ends in the middle of a record, which is left out");
    }
    log.finish(reading);
    Ok(())
}

/// Reads objects that follow one another, with a line end between or not. Says whether the text ended within one.
fn one_after_another(
    input: &mut Input<'_>,
    log: &mut Log,
    reading: &mut Reading<'_>,
) -> Result<bool, ReadError> {
    let (reader, line) = input.json();
    for record in serde_json::Deserializer::from_reader(reader).into_iter::<Value>() {
        match record {
            Ok(record) => take(record, line.get(), log, reading),
            Err(error) if error.is_eof() => return Ok(true),
            Err(error) => return Err(json::refusal(&error)),
        }
    }
    Ok(false)
}

fn take(record: Value, line: u64, log: &mut Log, reading: &mut Reading<'_>) {
    let Ok(record) = serde_json::from_value::<Record>(record) else {
        reading.row();
        reading.skip("is not a record of a subscription", line);
        return;
    };
    // A CONTROL_MESSAGE only checks whether the destination can be reached.
    if record.message_type != "DATA_MESSAGE" {
        reading.row();
        reading.skip("is not a DATA_MESSAGE, so it holds no events", line);
        return;
    }
    for event in &record.log_events {
        reading.row();
        let Some(message) = event.get("message").and_then(Value::as_str) else {
            reading.skip("is not an event: it has no message", line);
            continue;
        };
        let at = event.get("timestamp").and_then(Value::as_i64);
        let at = at.and_then(|millis| millis.checked_mul(1_000_000));
        let event = Event {
            message: message.trim_start().as_bytes(),
            time: at.map_or(Time::Unknown, |at| Time::At(Instant(at))),
            group: Some(record.log_group.as_bytes()).filter(|group| !group.is_empty()),
            stream: Some(record.log_stream.as_bytes()).filter(|stream| !stream.is_empty()),
            line,
        };
        log.event(&event, reading);
    }
}
