//! JMeter: its JTL as XML.
//!
//! A sample is an element `httpSample` or `sample`; those within another are its parts. In texts `<` is written
//! `&lt;`, so that every `<` begins a tag, and JMeter writes a tag on one line.

use super::super::format::Format;
use super::super::gathered::Arrival;
use super::super::input::{Input, ReadError};
use super::super::reading::Reading;
use super::client;
use super::jmeter::{PART, TRANSACTION, is_failure, is_transaction};

pub(super) const ELEMENTS: Format = Format {
    kind: "jmeter_xml",
    title: "results of JMeter in XML",
    is_like: |head| {
        let starts = ["<testResults", "<httpSample ", "<sample "];
        let is_start = |line: &String| {
            starts
                .iter()
                .any(|start| line.trim_start().starts_with(start))
        };
        head.lines.iter().take(5).any(is_start)
    },
    read,
};

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let mut depth = 0_usize;
    input.each_line(|text, number| {
        let mut rest = text;
        while let Some((_, tag)) = rest.split_once('<') {
            let (tag, after) = split_tag(tag);
            rest = after;
            let name = tag.split([' ', '/', '\t']).next().unwrap_or_default();
            if matches!(tag, "/httpSample" | "/sample") {
                depth = depth.saturating_sub(1);
            } else if matches!(name, "httpSample" | "sample") {
                reading.row();
                match depth {
                    0 => take(reading, tag, number),
                    _ => reading.skip(PART, number),
                }
                depth += usize::from(!tag.ends_with('/'));
            } else if name == "sampleResult" {
                return Err(ReadError::at(
                    number,
                    "is the XML of JMeter before 2.1: save the results as CSV",
                ));
            }
        }
        Ok(())
    })
}

/// A tag without its `>`, of which there may be others in values, and what is behind it.
fn split_tag(text: &str) -> (&str, &str) {
    let mut in_value = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => in_value = !in_value,
            b'>' if !in_value => {
                let (tag, after) = text.split_at(at);
                return (tag, after.strip_prefix('>').unwrap_or(after));
            }
            _ => {}
        }
    }
    (text, "")
}

fn take(reading: &mut Reading<'_>, tag: &str, line: u64) {
    let start = reading.time(attribute(tag, "ts"));
    let (Some(start), Some(elapsed)) = (start, client::duration(attribute(tag, "t"))) else {
        reading.skip("is a sample without a time or a duration", line);
        return;
    };
    // A transaction that stands alone repeats the samples before it; one that holds its samples stands for them.
    if is_transaction(attribute(tag, "rm")) && tag.ends_with('/') {
        reading.skip(TRANSACTION, line);
        return;
    }
    let error = is_failure(attribute(tag, "s"), attribute(tag, "rc"));
    client::request(reading, Arrival::At(start), elapsed, error, line);
}

/// The value of an attribute, as it is written; empty if there is none.
fn attribute<'a>(tag: &'a str, name: &str) -> &'a str {
    let start = format!(" {name}=\"");
    let value = tag
        .split_once(start.as_str())
        .and_then(|(_, rest)| rest.split_once('"'));
    value.map_or("", |(value, _)| value)
}
