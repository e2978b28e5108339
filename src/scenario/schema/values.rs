//! What may stand for a single value: quantities, words, lists, alternatives.
//!
//! It knows how values are written; it must not know which key has which.

use serde_json::{Map, Value, json};

use crate::scenario::units::{Concurrency, Rate, RequestRate};

/// A unit of time, as people write it. Months and years have no fixed length.
const UNIT: &str = "(?:w(?:ks?|eeks?)?|d(?:ays?)?|h(?:rs?|ours?)?|m(?:ins?|inutes?)?|s(?:ec(?:ond)?s?)?|\
    m(?:s(?:ecs?)?|illis?|illiseconds?)|[uµμ]s(?:ecs?)?|micro(?:second)?s?|n(?:s(?:ecs?)?|anos?|anoseconds?))";

const NUMBER: &str = "(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)";

fn text(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": format!("^\\s*{pattern}\\s*$") })
}

fn time() -> String {
    format!("\\+?(?:[0-9]+(?:[.,][0-9]+)?\\s*{UNIT}\\s*,?\\s*)+")
}

/// A duration or an instant: `"150ms"`, `"1h 30m"`.
pub(super) fn duration() -> Value {
    text(&time())
}

/// A time of the day: `"08:00"`.
pub(super) fn time_of_day() -> Value {
    text("(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?")
}

/// A size of memory or storage: `"512 MB"`.
pub(super) fn size() -> Value {
    text(&format!("\\+?{NUMBER}\\s*(?:[mM]|[gG])[bB]"))
}

/// An objective on a share: `"< 0.1%"`.
pub(super) fn share() -> Value {
    text(&format!("[<>]=?\\s*{NUMBER}\\s*%?"))
}

/// A share itself, above 0: `"30%"` or `0.3`.
pub(super) fn bare_share() -> Value {
    share_or(above_zero())
}

/// Likewise, or 0.
pub(super) fn bare_share_or_none() -> Value {
    share_or(at_least_zero())
}

fn share_or(mut number: Value) -> Value {
    number["maximum"] = 1.into();
    any_of([number, text(&format!("{NUMBER}\\s*%?"))])
}

/// An objective on a latency: `"< 800ms"`.
pub(super) fn latency() -> Value {
    text(&format!("[<>]=?\\s*{}", time()))
}

/// A line of text that is not blank.
pub(super) fn line() -> Value {
    let control = r"\x00-\x1f\x7f-\x9f";
    let pattern = format!("^[^{control}]*[^\\s{control}][^{control}]*$");
    json!({ "type": "string", "pattern": pattern })
}

/// A name that is that of a folder on every system.
pub(super) fn folder_name() -> Value {
    let forbidden = r#"\x00-\x1f\x7f-\x9f/\\:*?"<>|"#;
    let pattern = format!("^[^. {forbidden}](?:[^{forbidden}]*[^. {forbidden}])?$");
    json!({ "type": "string", "pattern": pattern, "maxLength": 200 })
}

/// The path of a file.
pub(super) fn file() -> Value {
    json!({ "type": "string" })
}

pub(super) fn boolean() -> Value {
    json!({ "type": "boolean" })
}

/// One of a list of words.
pub(super) fn word<'a>(words: impl IntoIterator<Item = &'a str>) -> Value {
    let words: Vec<_> = words.into_iter().collect();
    json!({ "type": "string", "enum": words })
}

/// What says that there is nothing of the kind.
pub(super) fn none() -> Value {
    word(["none"])
}

pub(super) fn integer(minimum: u64, maximum: u64) -> Value {
    json!({ "type": "integer", "minimum": minimum, "maximum": maximum })
}

pub(super) fn concurrency() -> Value {
    integer(0, Concurrency::MAX.get().into())
}

/// A whole number of requests per second.
pub(super) fn request_rate() -> Value {
    integer(0, RequestRate::MAX.get().into())
}

pub(super) fn rate() -> Value {
    json!({ "type": "number", "minimum": 0, "maximum": Rate::MAX })
}

pub(super) fn number() -> Value {
    json!({ "type": "number" })
}

pub(super) fn at_least_zero() -> Value {
    json!({ "type": "number", "minimum": 0 })
}

pub(super) fn above_zero() -> Value {
    json!({ "type": "number", "exclusiveMinimum": 0 })
}

pub(super) fn list(items: Value, at_least: usize) -> Value {
    let mut list = json!({ "type": "array", "minItems": at_least });
    list["items"] = items;
    list
}

/// Any of several ways to write a value.
pub(super) fn any_of<const N: usize>(ways: [Value; N]) -> Value {
    let ways = Value::Array(ways.into());
    Value::Object(Map::from_iter([("anyOf".to_owned(), ways)]))
}
