//! Rows of Logs Insights in JSON: `results` of GetQueryResults, a list of fields each; the console's export, an object
//! each; and all fields of all rows in one list, as a tool flattens them.
//!
//! It knows these shapes. It must not know what a row says.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::super::format::Format;
use super::super::head::Head;
use super::super::input::{Input, ReadError};
use super::super::json;
use super::super::reading::Reading;
use super::insights::{self, Field, Row};
use super::log::Log;
use super::recorded;

pub(super) const FORMAT: Format = Format {
    kind: "logs-insights-json",
    title: "rows of Logs Insights",
    is_like,
    read,
};

const LISTS: [&str; 2] = ["results", "Results"];

fn is_like(head: &Head) -> bool {
    let is_of_query = |key: &str| {
        let (above, name) = key.rsplit_once("[].").unwrap_or(("", ""));
        let is_pair = name.eq_ignore_ascii_case("field");
        let is_list = above.is_empty()
            || above == "[]"
            || above.starts_with("results")
            || above.starts_with("Results");
        is_list && (is_pair && says_fields(head) || Field::is_telling(name))
    };
    recorded::wraps(head, "results")
        || head
            .keys
            .iter()
            .any(|key| is_of_query(key))
        // An answer without rows.
        || head.has_keys(&["statistics.recordsMatched", "results"])
}

/// Whether texts name fields of Insights.
fn says_fields(head: &Head) -> bool {
    ["\"@", "\"record.", "\"bin("]
        .iter()
        .any(|text| head.says(text))
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    if let Some(answer) = recorded::answer(input, "results")? {
        return read(&mut Input::open(answer.as_slice())?, reading);
    }
    let mut rows = Rows {
        log: Log::new(input),
        flat: Map::new(),
        flat_line: 0,
    };
    let around = json::values(input, &LISTS, |element, line| match element {
        Value::Object(object) => rows.object(&object, line, reading),
        Value::Array(pairs) => rows.row(pairs.iter().filter_map(pair), line, reading),
        _ => {
            reading.row();
            reading.skip("is not a row of a query", line);
        }
    })?;
    rows.end_flat(reading);
    if around.is_cut_off {
        reading.assume("the file ends in the middle of a row, which is left out");
    }
    let status = around
        .beside
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case("status"));
    if let Some((_, Value::String(status))) = status
        && status != "Complete"
    {
        reading.assume(&format!(
            "the status of the query is {status}, not Complete: rows may be missing"
        ));
    }
    if reading.rows() == 0 {
        reading.skip("there are no rows in it: the query found nothing", 1);
    }
    insights::doubt_completeness(reading);
    rows.log.finish(reading);
    Ok(())
}

/// The rows of a file.
struct Rows {
    log: Log,
    /// Fields of a row where those of all rows are in one list.
    flat: Map<String, Value>,
    flat_line: u64,
}

impl Rows {
    /// A row by its fields.
    fn row<'a>(
        &mut self,
        fields: impl Iterator<Item = (&'a str, &'a Value)>,
        line: u64,
        reading: &mut Reading<'_>,
    ) {
        let mut row = Row::default();
        for (name, value) in fields {
            if let Some(field) = Field::named(name) {
                row.set(field, text(value));
            }
        }
        row.tell(line, &mut self.log, reading);
    }

    /// An object: a row, or one field of one.
    fn object(&mut self, object: &Map<String, Value>, line: u64, reading: &mut Reading<'_>) {
        let Some((name, value)) = pair_of(object) else {
            self.row(fields(object), line, reading);
            return;
        };
        // A field that comes again belongs to the next row.
        if self.flat.contains_key(name) {
            self.end_flat(reading);
        }
        self.flat.insert(name.to_owned(), value.clone());
        self.flat_line = line;
        // The pointer to the record is the last of a row.
        if name == "@ptr" {
            self.end_flat(reading);
        }
    }

    fn end_flat(&mut self, reading: &mut Reading<'_>) {
        let flat = std::mem::take(&mut self.flat);
        if !flat.is_empty() {
            self.row(fields(&flat), self.flat_line, reading);
        }
    }
}

fn fields(object: &Map<String, Value>) -> impl Iterator<Item = (&str, &Value)> {
    object.iter().map(|(name, value)| (name.as_str(), value))
}

fn pair(value: &Value) -> Option<(&str, &Value)> {
    pair_of(value.as_object()?)
}

/// `{"field": "@duration", "value": "2.15"}`.
fn pair_of(object: &Map<String, Value>) -> Option<(&str, &Value)> {
    let get = |one: &str, other: &str| object.get(one).or_else(|| object.get(other));
    Some((get("field", "Field")?.as_str()?, get("value", "Value")?))
}

/// A value as Insights would write it.
fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        Value::Null => Cow::Borrowed(""),
        other => Cow::Owned(other.to_string()),
    }
}
