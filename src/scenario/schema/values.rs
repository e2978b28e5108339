//! What may stand for a single value.
//!
//! It knows how values are written; it must not know which key has which.

use serde_json::{Map, Value, json};

use crate::catalog;
use crate::scenario::billing::MAX_USD;
use crate::scenario::format::shape::{Bound, Kind, Limit, MOST};
use crate::scenario::units::Rate;

/// A unit of time.
const UNIT: &str = "(?:d|h|m|s|ms|us|ns)";

const NUMBER: &str = "(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)";

/// What JSON Schema says of a single value of a kind; nothing of tables and lists.
pub(super) fn single(kind: &Kind) -> Map<String, Value> {
    let value = match *kind {
        Kind::Line | Kind::AliasName | Kind::Qualifier(_) | Kind::NameOf(_) | Kind::Deployment => {
            line()
        }
        Kind::FolderName => folder_name(),
        Kind::File => json!({ "type": "string" }),
        Kind::Region => word(catalog::regions().iter().map(|region| region.code.as_str())),
        Kind::Runtime => word(catalog::runtimes()),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Duration | Kind::PositiveDuration | Kind::DurationWithin(..) => text(&time()),
        Kind::TimeOfDay => text("(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"),
        Kind::TimeZone => {
            text("[+-](?:0[0-9]|1[0-4]):[0-5][0-9]|UTC|[A-Z][A-Za-z_]+(?:/[A-Za-z_-]+)+")
        }
        Kind::Memory | Kind::Storage | Kind::ContainerMemory => {
            text(&format!("\\+?{NUMBER}\\s*[MG]B"))
        }
        Kind::Concurrency(min) => whole(min.into(), MOST),
        Kind::Whole(_, min, max) => whole(min, max),
        Kind::Number(_, bound) => number(bound),
        Kind::Rate => json!({ "type": "number", "minimum": 0, "maximum": Rate::MAX }),
        Kind::Price(_) => json!({ "type": "number", "minimum": 0, "maximum": MAX_USD as u64 }),
        Kind::Share(_, none) => {
            let bound = if none.is_some() {
                Bound::AboveZero
            } else {
                Bound::AtLeastZero
            };
            let mut number = number(bound);
            number["maximum"] = 1.into();
            json!({ "anyOf": [number, text(&format!("{NUMBER}\\s*%?"))] })
        }
        Kind::Objective(Limit::Share) => text(&format!("[<>]=?\\s*{NUMBER}\\s*%?")),
        Kind::Objective(Limit::Duration) => text(&format!("[<>]=?\\s*{}", time())),
        Kind::Word(words) => word(words()),
        Kind::Or(..) | Kind::NoTable(..) | Kind::Either(..) | Kind::List(_) | Kind::Table(_) => {
            Value::Null
        }
    };
    match value {
        Value::Object(value) => value,
        _ => Map::new(),
    }
}

fn text(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": format!("^\\s*{pattern}\\s*$") })
}

fn time() -> String {
    format!("\\+?(?:[0-9]+(?:[.,][0-9]+)?\\s*{UNIT}\\s*,?\\s*)+")
}

/// A line of text that is not blank.
fn line() -> Value {
    let control = r"\x00-\x1f\x7f-\x9f";
    let pattern = format!("^[^{control}]*[^\\s{control}][^{control}]*$");
    json!({ "type": "string", "pattern": pattern })
}

/// A name that is that of a folder on every system.
fn folder_name() -> Value {
    let forbidden = r#"\x00-\x1f\x7f-\x9f/\\:*?"<>|"#;
    let pattern = format!("^[^. {forbidden}](?:[^{forbidden}]*[^. {forbidden}])?$");
    json!({ "type": "string", "pattern": pattern, "maxLength": 200 })
}

fn whole(minimum: u64, maximum: u64) -> Value {
    json!({ "type": "integer", "minimum": minimum, "maximum": maximum })
}

fn number(bound: Bound) -> Value {
    match bound {
        Bound::None => json!({ "type": "number" }),
        Bound::AtLeastZero => json!({ "type": "number", "minimum": 0 }),
        Bound::AboveZero => json!({ "type": "number", "exclusiveMinimum": 0 }),
        Bound::AboveZeroUpTo(most) => {
            json!({ "type": "number", "exclusiveMinimum": 0, "maximum": most })
        }
    }
}

/// One of a list of words.
fn word<'a>(words: impl IntoIterator<Item = &'a str>) -> Value {
    let words: Vec<_> = words.into_iter().collect();
    json!({ "type": "string", "enum": words })
}
