//! Access logs as plain text: common log format and its extensions, as API Gateway and web servers write it, and API
//! Gateway's formats CSV and XML. Words may stand before a line: a time, a stream, a host.
//!
//! It knows times in whole seconds and a status. None of these formats has a duration.

use super::super::format::Format;
use super::super::gathered::{Arrival, Invocation};
use super::super::head::Head;
use super::super::input::{Input, ReadError};
use super::super::instant::{self, Instant};
use super::super::reading::Reading;
use super::fields::{identity, is_most, is_server_error, split_quoted};
use super::load_balancer;

pub(super) const TEXT: Format = Format {
    kind: "common_log",
    title: "an access log in common log format",
    is_like,
    read,
};

/// What a line says.
#[derive(Debug, PartialEq)]
pub(super) struct Found<'a> {
    time: Instant,
    error: Option<bool>,
    /// The id that API Gateway gave the request.
    id: Option<&'a str>,
}

fn is_like(head: &Head) -> bool {
    is_most(head, |line| parse(line).is_some())
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    input.each_line(|text, number| {
        let found = parse(text);
        if found.is_none() && (text.starts_with('{') || load_balancer::is_line(text)) {
            let reason = "is a line of another log: the file mixes formats";
            return Err(ReadError::at(number, reason));
        }
        reading.row();
        match found {
            Some(found) => take(reading, &found, number),
            None => reading.skip("is cut off or not a line of an access log", number),
        }
        Ok(())
    })
}

/// Takes the request of a line.
pub(super) fn take(reading: &mut Reading<'_>, found: &Found<'_>, line: u64) {
    reading.assume("all paths are treated as one function: split the log by path to separate them");
    reading.assume("the log has no durations, and its times are whole seconds");
    let function = reading.unnamed_function();
    let request = Invocation {
        arrival: Arrival::At(found.time),
        duration_ms: None,
        init_ms: None,
        cold: None,
        error: found.error,
        environment: None,
    };
    // Without an id the same line twice may be two requests of one second.
    let identity = found.id.map(|id| identity(&(id, found.time)));
    reading.invocation(function, &request, identity, line);
}

/// Reads a line of any of these formats.
pub(super) fn parse(line: &str) -> Option<Found<'_>> {
    in_brackets(line)
        .or_else(|| in_elements(line))
        .or_else(|| in_cells(line))
}

/// `192.0.2.1 - - [26/Nov/2026:08:00:00 +0000] "GET / HTTP/1.1" 200 56 id`, perhaps without the blank before the
/// quote, as API Gateway has it.
fn in_brackets(line: &str) -> Option<Found<'_>> {
    // A bracket may stand in what a tool has put before.
    let (before, time, rest) = line.match_indices('[').find_map(|(at, _)| {
        let (before, rest) = line.split_at(at);
        let (time, rest) = rest.strip_prefix('[')?.split_once(']')?;
        Some((before, common_time(time)?, rest))
    })?;
    if before.split_whitespace().count() < 3 {
        return None;
    }
    let request = rest.trim_start().strip_prefix('"')?;
    let (_, rest) = split_quoted(request);
    let mut words = rest.split_whitespace();
    let status = words.next()?;
    let bytes = words.next()?;
    if !is_status(status) || !(bytes == "-" || bytes.parse::<u64>().is_ok()) {
        return None;
    }
    Some(Found {
        time,
        error: is_server_error(status),
        id: words
            .next()
            .filter(|word| word.len() >= 8 && !word.starts_with('"') && !word.contains('.')),
    })
}

/// `<request id="..."> <ip>192.0.2.1</ip> <requestTime>26/Nov/2026:08:00:00 +0000</requestTime> ... </request>`
fn in_elements(line: &str) -> Option<Found<'_>> {
    let element = |name: &str| {
        let (_, rest) = line.split_once(&format!("<{name}>"))?;
        Some(rest.split_once('<')?.0)
    };
    let id = line
        .split_once("<request id=\"")
        .and_then(|(_, rest)| Some(rest.split_once('"')?.0));
    Some(Found {
        time: common_time(element("requestTime")?)?,
        error: is_server_error(element("status")?),
        id,
    })
}

/// `192.0.2.1,caller,user,26/Nov/2026:08:00:00 +0000,GET,/path,HTTP/1.1,200,56,id`
fn in_cells(line: &str) -> Option<Found<'_>> {
    let cells: Vec<&str> = line
        .split(',')
        .map(|cell| cell.trim().trim_matches('"'))
        .collect();
    let of_time = |(at, cell): (usize, &&str)| Some((at, common_time(cell)?));
    let (at, time) = cells.iter().enumerate().find_map(of_time)?;
    let status = cells.get(at + 4)?;
    if !is_status(status) {
        return None;
    }
    Some(Found {
        time,
        error: is_server_error(status),
        id: cells.get(at + 6).copied().filter(|id| id.len() >= 8),
    })
}

/// Whether a word is a status, or `-` for none.
fn is_status(word: &str) -> bool {
    word == "-" || is_server_error(word).is_some()
}

/// Only the time of the common log format, which always has a zone.
fn common_time(text: &str) -> Option<Instant> {
    if !text.contains('/') || text.len() > 40 {
        return None;
    }
    instant::parse(text)
        .filter(|stamp| stamp.has_zone)
        .map(|stamp| stamp.at)
}
