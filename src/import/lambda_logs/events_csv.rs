//! The console's "Download search results (CSV)": `timestamp,message` and perhaps `logStreamName`.
//!
//! It knows the columns. It must not know what a message says.

use super::super::format::Format;
use super::super::head::Head;
use super::super::input::{Input, ReadError};
use super::super::reading::Reading;
use super::log::{Event, Log, Time};
use super::records::{self, Records};

pub(super) const FORMAT: Format = Format {
    kind: "log-events-csv",
    title: "log events that the console exported",
    is_like,
    read,
};

const STREAM: [&str; 2] = ["logStreamName", "logStream"];
const GROUP: [&str; 2] = ["logGroupName", "logGroup"];

fn is_like(head: &Head) -> bool {
    let speaks = || head.says("RequestId: ") || head.says("platform.");
    let columns = records::columns(head);
    let has = |name: &str| columns.iter().any(|column| column == name);
    has("timestamp") && has("message") && (has("logstreamname") || speaks())
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let mut log = Log::new(input);
    let mut records = Records::new(input.head());
    records.next(input)?;
    let timestamp = records.column(&["timestamp"]);
    let message = records.column(&["message"]);
    let (stream, group) = (records.column(&STREAM), records.column(&GROUP));
    while records.next(input)? {
        reading.row();
        let cell = |column: Option<usize>| {
            column
                .and_then(|column| records.cell(column))
                .map(<[u8]>::trim_ascii)
        };
        let Some(message) = cell(message) else {
            reading.skip("is a row without a message", records.line());
            continue;
        };
        let event = Event {
            message,
            time: cell(timestamp).map_or(Time::Unknown, Time::Text),
            group: cell(group).filter(|group| !group.is_empty()),
            stream: cell(stream).filter(|stream| !stream.is_empty()),
            line: records.line(),
        };
        log.event(&event, reading);
    }
    log.finish(reading);
    Ok(())
}
