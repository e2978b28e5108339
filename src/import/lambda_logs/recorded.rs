//! Answers that a program of Python recorded: `{"status_code": 200, "data": {...}}`, with the answer as `data`.
//!
//! It knows this wrapping. It must not know answers.

use serde_json::Value;

use super::super::head::Head;
use super::super::input::{Input, ReadError};
use super::super::json;

/// Whether a beginning wraps an answer that has this key.
pub(super) fn wraps(head: &Head, key: &str) -> bool {
    head.has_keys(&["data", &format!("data.{key}")])
}

/// The answer within, if the text wraps one that has this key. An answer is small.
///
/// # Errors
/// If the text cannot be read, or is not JSON.
pub(super) fn answer(input: &mut Input<'_>, key: &str) -> Result<Option<Vec<u8>>, ReadError> {
    if !wraps(&Head::new(input.head()), key) {
        return Ok(None);
    }
    let text = input.whole()?;
    let whole: Value = serde_json::from_str(&text).map_err(|error| json::refusal(&error))?;
    Ok(whole
        .get("data")
        .map(|answer| answer.to_string().into_bytes()))
}
