//! The format of a scenario as a JSON Schema (draft-07), with which editors complete and check TOML.
//!
//! It says which keys there are, what may stand there by itself, and what `docs/scenario.md` says about
//! them; a test compares it with the parser, key by key and value by value. Rules that span several keys
//! are the parser's alone, and so is what a pattern cannot say: that a size is one Lambda offers, or that
//! a file exists. It must not know how anything is decoded.
//!
//! Nothing is shared by `$ref`: editors that read TOML drop the description beside one.
//!
//! | module | what it holds |
//! |---|---|
//! | `keys`, `distribution` | the tables of the format, key by key |
//! | `values` | what may stand for a single value |
//! | `table` | how a table and its keys are put together |
//! | `reference` | what `docs/scenario.md` says of a key: meaning, default, whether it is required |

mod distribution;
mod keys;
mod reference;
mod table;
mod values;

use serde_json::{Map, Value, json};

/// The name under which the schema lies beside a scenario that names it.
pub const FILE: &str = "scenario.schema.json";

/// The schema.
pub fn schema() -> Value {
    let mut schema = Map::new();
    let draft = "http://json-schema.org/draft-07/schema#";
    schema.insert("$schema".to_owned(), json!(draft));
    schema.insert("title".to_owned(), json!("Scenario of burstsim"));
    schema.extend(keys::scenario());
    Value::Object(schema)
}

/// The schema as text, always the same.
pub fn to_json() -> String {
    format!("{:#}\n", schema())
}
