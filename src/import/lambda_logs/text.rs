//! Lines of text: `aws logs tail`, `sam logs`, exports to S3, pasted text, and the JSON log format.
//!
//! It knows where an event begins in lines. It must not know what its message says.

use super::super::format::Format;
use super::super::head::Head;
use super::super::input::{Input, ReadError};
use super::super::reading::Reading;
use super::events_json;
use super::log::{Event, Log, Time};
use super::message::{self, Message};
use super::prefix;

pub(super) const FORMAT: Format = Format {
    kind: "lambda-log",
    title: "a log of Lambda",
    is_like,
    read,
};

/// An event in JSON over many lines is at most so long.
const LONGEST_BLOCK: usize = 256 << 10;

fn is_like(head: &Head) -> bool {
    let mut plain = Vec::new();
    head.lines.iter().any(|line| {
        let line = plain_line(line.as_bytes(), &mut plain);
        let (prefix, message) = prefix::split(line);
        let is_platform = || !matches!(message::read(message).0, Message::Other | Message::Crashed);
        let is_pretty = || message.starts_with(b"\"type\": \"platform.");
        prefix.stream.is_some() || is_platform() || is_pretty() || is_wrapped(message)
    })
}

/// Whether a line is an event in JSON around a message of the platform.
fn is_wrapped(line: &[u8]) -> bool {
    line.starts_with(b"{")
        && memchr::memmem::find(line, b"essage\"").is_some()
        && [
            &b"START RequestId: "[..],
            b"REPORT RequestId: ",
            b"platform.",
        ]
        .iter()
        .any(|word| memchr::memmem::find(line, word).is_some())
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let mut first_lines = input.head().split(|byte| *byte == b'\n');
    let mut lines = Lines {
        is_dated: first_lines.any(|line| !prefix::split(line).0.is_empty()),
        log: Log::new(input),
        has_streams: false,
        block: None,
    };
    let mut plain = Vec::new();
    let mut number = 0;
    while let Some(line) = input.next_line()? {
        number += 1;
        lines.line(plain_line(line, &mut plain), number, reading);
    }
    lines.log.finish(reading);
    Ok(())
}

/// What is known at a line.
struct Lines {
    log: Log,
    /// Whether any line began with a time or stream: one that does not, goes on with the event before it.
    is_dated: bool,
    /// Whether any line had a stream.
    has_streams: bool,
    /// JSON over many lines, as `aws logs tail --format json` writes it, that has not ended.
    block: Option<Block>,
}

/// JSON over many lines.
struct Block {
    text: Vec<u8>,
    time: Option<Vec<u8>>,
    stream: Option<Vec<u8>>,
    line: u64,
}

impl Lines {
    fn line(&mut self, line: &[u8], number: u64, reading: &mut Reading<'_>) {
        let (prefix, message) = prefix::split(line);
        if prefix.is_empty() {
            if self.goes_on(message, line, reading) {
                return;
            }
        } else {
            self.is_dated = true;
            self.block = None;
        }
        let event = Event {
            message,
            time: prefix.time.map_or(Time::Unknown, Time::Text),
            group: prefix.group,
            stream: prefix.stream,
            line: number,
        };
        let is_platform = self.log.event(&event, reading) || self.wrapped(&event, reading);
        // Where events have a stream, a line that begins with a time alone goes on with one.
        self.has_streams |= prefix.stream.is_some();
        let begins = if self.has_streams {
            prefix.stream.is_some()
        } else {
            !prefix.is_empty()
        };
        if is_platform || begins || !self.is_dated {
            reading.row();
        }
        let opens = message == b"{" || (message.is_empty() && !prefix.is_empty());
        if opens {
            self.block = Some(Block {
                text: message.to_vec(),
                time: prefix.time.map(<[u8]>::to_vec),
                stream: prefix.stream.map(<[u8]>::to_vec),
                line: number,
            });
        }
    }

    /// Whether a line without time or stream goes on with the event before it.
    fn goes_on(&mut self, message: &[u8], line: &[u8], reading: &mut Reading<'_>) -> bool {
        if message.is_empty() || message.starts_with(b"XRAY TraceId: ") {
            return true;
        }
        if message.starts_with(b"START RequestId: ") || message.starts_with(b"REPORT RequestId: ") {
            // What opened a brace has not closed it.
            self.block = None;
        }
        let Some(block) = &mut self.block else {
            return false;
        };
        if (block.text.is_empty() && message != b"{") || block.text.len() > LONGEST_BLOCK {
            self.block = None;
            return false;
        }
        block.text.extend_from_slice(line);
        if line == b"}" {
            self.end_block(reading);
        }
        // Text that was pasted counts its lines, whatever they belong to.
        self.is_dated
    }

    fn end_block(&mut self, reading: &mut Reading<'_>) {
        let Some(block) = self.block.take() else {
            return;
        };
        let event = Event {
            message: &block.text,
            time: block.time.as_deref().map_or(Time::Unknown, Time::Text),
            stream: block.stream.as_deref(),
            group: None,
            line: block.line,
        };
        self.log.event(&event, reading);
    }

    /// Takes a line that is an event in JSON, with its message and time within.
    fn wrapped(&mut self, event: &Event<'_>, reading: &mut Reading<'_>) -> bool {
        if !is_wrapped(event.message) {
            return false;
        }
        match serde_json::from_slice(event.message) {
            Ok(element) => events_json::element(&element, event.line, &mut self.log, reading),
            Err(_) => false,
        }
    }
}

/// A line without the sequences that colour it on a terminal, which begin it if there are any, and with blanks for the
/// no-break spaces of a web page.
fn plain_line<'a>(line: &'a [u8], plain: &'a mut Vec<u8>) -> &'a [u8] {
    const ESCAPE: u8 = 0x1b;
    const NO_BREAK: &[u8] = "\u{a0}".as_bytes();
    // Its first byte is searched for on every line, in plain text in vain.
    if memchr::memchr(0xc2, line).is_some() && memchr::memmem::find(line, NO_BREAK).is_some() {
        plain.clear();
        let mut rest = line;
        while let Some(place) = memchr::memmem::find(rest, NO_BREAK) {
            let (before, after) = rest.split_at_checked(place).unwrap_or_default();
            plain.extend_from_slice(before);
            plain.push(b' ');
            rest = after.get(NO_BREAK.len()..).unwrap_or_default();
        }
        plain.extend_from_slice(rest);
        return plain;
    }
    if line.first() != Some(&ESCAPE) {
        return line;
    }
    plain.clear();
    for (number, part) in line.split(|byte| *byte == ESCAPE).enumerate() {
        let end = part.iter().position(u8::is_ascii_alphabetic);
        let text = match end {
            Some(end) if number > 0 => part.get(end + 1..),
            _ => Some(part),
        };
        plain.extend_from_slice(text.unwrap_or_default());
    }
    plain
}
