//! What the files of all tools have in common: a client that has measured answers.

use super::super::gathered::{Arrival, FunctionIndex, Invocation};
use super::super::instant::Instant;
use super::super::reading::Reading;

/// The one function of a file, with what is assumed of it.
pub(super) fn function(reading: &mut Reading<'_>) -> FunctionIndex {
    reading.assume("all endpoints are treated as one function");
    reading.assume("durations were measured by the client and include the network");
    reading.unnamed_function()
}

/// Takes a request that a client has sent, which the file has at a line.
pub(super) fn request(
    reading: &mut Reading<'_>,
    arrival: Arrival,
    milliseconds: f64,
    error: Option<bool>,
    line: u64,
) {
    let function = function(reading);
    let request = Invocation {
        arrival,
        duration_ms: Some(milliseconds),
        init_ms: None,
        cold: None,
        error,
        environment: None,
    };
    reading.invocation(function, &request, None, line);
}

/// When a request was sent whose answer was complete at `end`.
pub(super) fn arrival(reading: &mut Reading<'_>, end: Instant, milliseconds: f64) -> Arrival {
    reading
        .assume("times are the end of each request: its duration is subtracted to get the arrival");
    Arrival::At(end.before(milliseconds))
}

/// A number that a file gives; none for `N/A`, an empty cell and what is no finite number.
pub(super) fn number(text: &str) -> Option<f64> {
    text.trim()
        .parse()
        .ok()
        .filter(|number: &f64| number.is_finite())
}

/// A duration.
pub(super) fn duration(text: &str) -> Option<f64> {
    number(text).filter(|duration| *duration >= 0.0)
}

/// A number of requests, within what any test can send.
pub(super) fn count(number: f64) -> Option<u64> {
    (0.0..1e12).contains(&number).then_some(number as u64)
}

/// Whether a text that is a status of HTTP means that a request failed for its client.
pub(super) fn is_failure(status: &str) -> Option<bool> {
    let status: u16 = status.trim().parse().ok()?;
    Some(is_failed(status.into()))
}

/// Whether a status of HTTP means that a request failed for its client; 0 is that there was no answer.
pub(super) fn is_failed(status: f64) -> bool {
    !(1.0..400.0).contains(&status)
}

/// Whether a line is no object with this key, so that it is of another file; one that is cut off may be of this one.
pub(super) fn is_of_another(line: &str, key: &str) -> bool {
    let is_whole = line.ends_with('}');
    !line.starts_with('{') || (is_whole && !line.contains(key))
}
