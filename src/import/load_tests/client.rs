//! What the files of all tools have in common: a client that has measured answers.

use super::super::gathered::{Arrival, FunctionIndex, Invocation};
use super::super::reading::Reading;

/// The one function of a file, with what is assumed of it.
pub(super) fn function(reading: &mut Reading<'_>) -> FunctionIndex {
    reading.assume("all endpoints are treated as one function");
    reading.assume("durations were measured by the client and include the network");
    reading.unnamed_function()
}

/// A request that a client has sent.
pub(super) fn request(
    arrival: Arrival,
    duration_ms: Option<f64>,
    error: Option<bool>,
) -> Invocation {
    Invocation {
        arrival,
        duration_ms,
        init_ms: None,
        cold: None,
        error,
        environment: None,
    }
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

/// Whether a status of HTTP means that a request failed for its client; 0 is that there was no answer.
pub(super) fn is_failure(status: &str) -> Option<bool> {
    let status: u16 = status.trim().parse().ok()?;
    Some(status == 0 || status >= 400)
}
