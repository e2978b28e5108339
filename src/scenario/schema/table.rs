//! How a table of the format and its keys are put together.
//!
//! It knows JSON Schema and that the reference explains keys; it must not know any key.

use serde_json::{Map, Value, json};

use super::reference;

/// A table as it grows, key by key. Keys that are not named are errors.
pub(super) struct Table {
    heading: &'static str,
    properties: Map<String, Value>,
    required: Vec<Value>,
}

impl Table {
    /// A table whose keys the reference explains under `heading`.
    pub(super) fn explained_under(heading: &'static str) -> Self {
        Self {
            heading,
            properties: Map::new(),
            required: Vec::new(),
        }
    }

    /// Adds a key; its description, its default and whether it is required are the reference's.
    pub(super) fn key(mut self, key: &str, value: Value) -> Self {
        let entry = reference::entry(self.heading, key);
        if entry.required {
            self.required.push(json!(key));
        }
        let mut property = Map::new();
        if !entry.description.is_empty() {
            property.insert("description".to_owned(), json!(entry.description));
        }
        property.extend(entry.default.map(|default| ("default".to_owned(), default)));
        if let Value::Object(value) = value {
            property.extend(value);
        }
        self.properties
            .insert(key.to_owned(), Value::Object(property));
        self
    }

    /// The table, in which all keys but the required ones are optional.
    pub(super) fn build(self) -> Value {
        Value::Object(self.into_map())
    }

    /// The table, of which exactly one key is set.
    pub(super) fn exactly_one(self) -> Value {
        let mut table = self.into_map();
        table.insert("minProperties".to_owned(), json!(1));
        table.insert("maxProperties".to_owned(), json!(1));
        Value::Object(table)
    }

    /// The table as the parts of a schema.
    pub(super) fn into_map(self) -> Map<String, Value> {
        let mut table = Map::new();
        table.insert("type".to_owned(), json!("object"));
        table.insert("additionalProperties".to_owned(), json!(false));
        if !self.required.is_empty() {
            table.insert("required".to_owned(), Value::Array(self.required));
        }
        table.insert("properties".to_owned(), Value::Object(self.properties));
        table
    }
}

/// A table that needs all of its keys: the parameters of a distribution.
pub(super) fn parameters<const N: usize>(parameters: [(&str, Value); N]) -> Value {
    let names = parameters.each_ref().map(|(name, _)| *name);
    let properties = parameters.map(|(name, value)| (name.to_owned(), value));
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": names.to_vec(),
        "properties": Map::from_iter(properties),
    })
}
