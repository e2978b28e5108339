//! Access logs of Application Load Balancers and Classic Load Balancers.
//!
//! It knows their fields, of which later versions have more. An Application Load Balancer stamps a line when it has
//! answered, a Classic Load Balancer when the request came.

use super::super::format::Format;
use super::super::gathered::{Arrival, Invocation};
use super::super::head::Head;
use super::super::input::{Input, ReadError};
use super::super::instant::{self, Instant};
use super::super::reading::Reading;
use super::fields::{fields, identity, is_most, is_server_error};

/// Kinds of connections with which a line of an Application Load Balancer begins.
const TYPES: [&str; 6] = ["http", "https", "h2", "grpcs", "ws", "wss"];

pub(super) const APPLICATION: Format = Format {
    kind: "alb_access_log",
    title: "an access log of an Application Load Balancer",
    is_like: |head| begins_with(head, application),
    read: |input, reading| read(input, reading, application),
};

pub(super) const CLASSIC: Format = Format {
    kind: "elb_access_log",
    title: "an access log of a Classic Load Balancer",
    is_like: |head| begins_with(head, classic),
    read: |input, reading| read(input, reading, classic),
};

/// One line.
#[derive(Debug, PartialEq)]
struct Line<'a> {
    name: &'a str,
    arrival: Instant,
    total_ms: Option<f64>,
    status: &'a str,
    /// Whether it is of a TCP connection, in which requests are not told apart.
    is_connection: bool,
}

/// Whether a line is one of a load balancer.
pub(super) fn is_line(text: &str) -> bool {
    application(text).is_some() || classic(text).is_some()
}

fn begins_with(head: &Head, parse: fn(&str) -> Option<Line<'_>>) -> bool {
    is_most(head, |line| parse(line).is_some())
}

fn read(
    input: &mut Input<'_>,
    reading: &mut Reading<'_>,
    parse: fn(&str) -> Option<Line<'_>>,
) -> Result<(), ReadError> {
    reading.assume(
        "all paths behind a load balancer are treated as one function: split the log by path to separate them",
    );
    reading.assume("durations were measured by the load balancer: request, target and response processing time together");
    // One for all lines: only some of them name a target group.
    let region = region(&String::from_utf8_lossy(input.head()));
    input.each_line(|text, number| {
        let parsed = parse(text);
        // As the common log format has its time and request: `[...] "GET ...`.
        let is_other = || text.starts_with(['{', '<']) || text.contains("] \"");
        if parsed.is_none() && is_other() {
            let reason = "is not a line of a load balancer's log: the file mixes formats";
            return Err(ReadError::at(number, reason));
        }
        reading.row();
        let Some(line) = parsed else {
            reading.skip("is cut off or not a line of a load balancer's log", number);
            return Ok(());
        };
        if line.is_connection {
            reading.skip("is a TCP connection, not a request", number);
            return Ok(());
        }
        if line.total_ms.is_none() {
            reading.assume("requests that were not dispatched (-1) are counted without a duration");
        }
        let function = reading.function(region.as_deref(), line.name);
        let request = Invocation {
            arrival: Arrival::At(line.arrival),
            duration_ms: line.total_ms,
            init_ms: None,
            cold: None,
            error: is_server_error(line.status),
            environment: None,
        };
        reading.invocation(function, &request, Some(identity(text)), number);
        Ok(())
    })
}

/// `https 2026-11-26T08:00:00.1Z app/name/id client target 0.0 0.1 0.0 200 200 34 366 "GET ..." "agent" ...`, with
/// the time of arrival, if the version has it, as the field after the priority of the rule.
fn application(text: &str) -> Option<Line<'_>> {
    let (of_type, _) = text.split_once(' ')?;
    if !TYPES.contains(&of_type) {
        return None;
    }
    let found = fields(text);
    let [_, time, elb, _client, _target, rest @ ..] = found.as_slice() else {
        return None;
    };
    let (times, rest) = rest.split_first_chunk::<3>()?;
    let [status, _target_status, _received, _sent, _request, ..] = rest else {
        return None;
    };
    let answered = at(time)?;
    let total_ms = total_ms(times)?;
    let created = found.get(21).and_then(|time| at(time));
    Some(Line {
        name: name(elb),
        arrival: created.unwrap_or_else(|| answered.before(total_ms.unwrap_or(0.0))),
        total_ms,
        status,
        is_connection: false,
    })
}

/// `2026-11-26T08:00:00.1Z name client backend 0.0 0.1 0.0 200 200 34 366 "GET ..." ...`
fn classic(text: &str) -> Option<Line<'_>> {
    let found = fields(text);
    let [time, elb, client, _backend, rest @ ..] = found.as_slice() else {
        return None;
    };
    let (times, rest) = rest.split_first_chunk::<3>()?;
    let [status, backend_status, received, sent, request, ..] = rest else {
        return None;
    };
    // The backend's is 0 where none has answered.
    let is_status =
        |status: &str| status == "-" || status.parse::<u16>().is_ok_and(|status| status < 1000);
    let is_count = |count: &str| count.parse::<u64>().is_ok();
    let is_line = client.contains(':')
        && is_status(status)
        && is_status(backend_status)
        && is_count(received)
        && is_count(sent);
    if !is_line {
        return None;
    }
    Some(Line {
        name: name(elb),
        arrival: at(time)?,
        total_ms: total_ms(times)?,
        status,
        is_connection: *status == "-" && request.trim_start().starts_with('-'),
    })
}

fn at(text: &str) -> Option<Instant> {
    text.contains('T')
        .then(|| instant::parse(text))
        .flatten()
        .map(|stamp| stamp.at)
}

/// Request, target and response processing time together; none if one of them is -1.
fn total_ms(times: &[&str; 3]) -> Option<Option<f64>> {
    let mut total = Some(0.0);
    for time in times {
        let seconds = match *time {
            "-" => -1.0,
            time => time
                .parse::<f64>()
                .ok()
                .filter(|seconds| seconds.is_finite())?,
        };
        total = total
            .filter(|_| seconds >= 0.0)
            .map(|total| total + seconds * 1e3);
    }
    Some(total)
}

/// The name in `app/name/50dc6c495c0c9188`.
fn name(elb: &str) -> &str {
    elb.strip_prefix("app/")
        .and_then(|rest| rest.split('/').next())
        .unwrap_or(elb)
}

/// The Region in the first ARN of a target group.
fn region(text: &str) -> Option<String> {
    let (_, arn) = text.split_once(":elasticloadbalancing:")?;
    let (region, _) = arn.split_once(':')?;
    let is_region = region.len() < 20
        && region
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    (is_region && !region.is_empty()).then(|| region.to_owned())
}
