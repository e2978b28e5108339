//! The format of a scenario as a JSON Schema (draft-07), with which editors complete and check TOML.
//!
//! It is made of the shapes of the format. Rules that span several keys are the parser's alone, and so is
//! what a pattern cannot say: that a size is one Lambda offers, or that a file exists. It must not know
//! any key, nor how anything is decoded.
//!
//! Nothing is shared by `$ref`: editors that read TOML drop the description beside one.
//!
//! | module | what it holds |
//! |---|---|
//! | `tables` | tables, lists and what their keys say |
//! | `values` | what may stand for a single value |

mod tables;
mod values;

use serde_json::{Map, Value, json};

use super::format::SCENARIO;

/// The name under which the schema lies beside a scenario that names it.
pub const FILE: &str = "scenario.schema.json";

/// The schema.
pub fn schema() -> Value {
    let mut schema = Map::new();
    let draft = "http://json-schema.org/draft-07/schema#";
    schema.insert("$schema".to_owned(), json!(draft));
    schema.insert("title".to_owned(), json!("Scenario of burstsim"));
    schema.extend(tables::of_kind(&SCENARIO));
    Value::Object(schema)
}

/// The schema as text, always the same.
pub fn to_json() -> String {
    format!("{:#}\n", schema())
}
