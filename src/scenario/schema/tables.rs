//! Tables and lists of the format, with what their keys say.
//!
//! It knows shapes and JSON Schema; it must not know any key.

use serde_json::{Map, Value, json};

use super::values::single;
use crate::scenario::format::shape::{Form, Key, Kind, NamedKeys, Need, Shape, Way};

/// What may stand for a value of a kind.
pub(super) fn of_kind(kind: &Kind) -> Map<String, Value> {
    match kind {
        Kind::Table(shape) => table(shape),
        Kind::List(list) => parts([
            ("type", json!("array")),
            ("minItems", json!(u32::from(!list.may_be_empty))),
            ("items", Value::Object(of_kind(&list.item))),
        ]),
        Kind::Either(one, other) => any_of([one, other].map(|kind| of_kind(kind))),
        Kind::NoTable(kind, _) => of_kind(kind),
        Kind::Or(kind, word) => any_of([of_kind(kind), one_word(word)]),
        kind => single(kind),
    }
}

fn table(shape: &Shape) -> Map<String, Value> {
    match shape.form {
        Form::Keys(keys) => object(keys),
        Form::OneOf(keys, []) => {
            let mut table = object(keys);
            table.extend(parts([
                ("minProperties", json!(1)),
                ("maxProperties", json!(1)),
            ]));
            table
        }
        Form::OneOf(keys, others) => {
            let all: Vec<Key> = keys.iter().chain(others).copied().collect();
            let mut table = object(&all);
            let has = |key: &Key| json!({ "required": [key.name] });
            let kinds: Vec<_> = keys.iter().map(has).collect();
            table.extend(parts([("oneOf", json!(kinds))]));
            table
        }
        Form::Named(keys) => named(keys),
        Form::Ways([way]) => object(way.keys),
        Form::Ways(ways) => any_of(ways.iter().map(|way| object(way.keys))),
    }
}

/// A table in which all keys but the required ones are optional. Keys that are not named are errors.
fn object(keys: &[Key]) -> Map<String, Value> {
    let is_required = |key: &&Key| matches!(key.need, Need::Required(_));
    let required: Vec<_> = keys
        .iter()
        .filter(is_required)
        .map(|key| key.name)
        .collect();
    let mut object = parts([
        ("type", json!("object")),
        ("additionalProperties", json!(false)),
    ]);
    if !required.is_empty() {
        object.insert("required".to_owned(), json!(required));
    }
    let property = |key: &Key| (key.name.to_owned(), Value::Object(property(key)));
    let properties: Map<_, _> = keys.iter().map(property).collect();
    object.insert("properties".to_owned(), Value::Object(properties));
    object
}

/// A table with some known keys, and others that the scenario names.
fn named(keys: &NamedKeys) -> Map<String, Value> {
    let known = |key: &Key| (format!("^{}$", key.name), Value::Object(property(key)));
    let names: Vec<_> = keys
        .known
        .iter()
        .map(|key| format!("{}$", key.name))
        .collect();
    let others = (
        format!("^(?!{})", names.join("|")),
        Value::Object(of_kind(&keys.others)),
    );
    let patterns: Map<_, _> = keys.known.iter().map(known).chain([others]).collect();
    parts([
        ("type", json!("object")),
        ("additionalProperties", json!(false)),
        ("patternProperties", Value::Object(patterns)),
    ])
}

/// A key: what it says, its default, and what may stand there.
fn property(key: &Key) -> Map<String, Value> {
    let mut property = Map::new();
    let description = description(key);
    if !description.is_empty() {
        property.insert("description".to_owned(), json!(description));
    }
    let default = key.default().and_then(|text| {
        let mut table: toml::Table = toml::from_str(&format!("value = {text}")).ok()?;
        serde_json::to_value(table.remove("value")?).ok()
    });
    property.extend(default.map(|default| ("default".to_owned(), default)));
    property.extend(of_kind(&key.kind));
    property
}

/// What a key says, without links: elsewhere they lead nowhere.
fn description(key: &Key) -> String {
    let ways = match key.kind.table().map(|shape| &shape.form) {
        Some(Form::Ways(ways)) => *ways,
        _ => &[],
    };
    let way = |way: &Way| [way.says.to_owned(), format!("Law: {}", way.law)];
    let default = match key.need {
        Need::Else(words) => words.to_owned(),
        _ => key
            .default()
            .map_or_else(String::new, |value| format!("`{value}`")),
    };
    let labelled = |label: &str, text: String| {
        if text.is_empty() {
            text
        } else {
            format!("{label}: {text}")
        }
    };
    let says = [
        key.says.to_owned(),
        labelled("Values", key.values_in_words()),
        labelled("Default", default),
        labelled("Origin", key.origin.to_owned()),
    ];
    let parts = says.into_iter().chain(ways.iter().flat_map(way));
    let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
    without_links(&parts.join("\n\n"))
}

fn without_links(markdown: &str) -> String {
    let mut text = String::new();
    let mut rest = markdown;
    while let Some((before, label, after)) = next_link(rest) {
        // What stands in brackets of its own only says where to read more.
        match (before.strip_suffix(" ("), after.strip_prefix(')')) {
            (Some(before), Some(after)) => {
                text.push_str(before);
                rest = after;
            }
            _ => {
                text.extend([before, label]);
                rest = after;
            }
        }
    }
    text + rest
}

/// The first link of a text: what is before it, its label, what is after it.
fn next_link(text: &str) -> Option<(&str, &str, &str)> {
    let middle = text.find("](")?;
    let open = text[..middle].rfind('[')?;
    let close = middle + text[middle..].find(')')?;
    Some((&text[..open], &text[open + 1..middle], &text[close + 1..]))
}

fn one_word(word: &str) -> Map<String, Value> {
    parts([("type", json!("string")), ("enum", json!([word]))])
}

/// Any of several ways to write a value.
fn any_of(ways: impl IntoIterator<Item = Map<String, Value>>) -> Map<String, Value> {
    let mut all = Vec::new();
    for mut way in ways {
        match way.remove("anyOf") {
            Some(Value::Array(inner)) => all.extend(inner),
            _ => all.push(Value::Object(way)),
        }
    }
    parts([("anyOf", Value::Array(all))])
}

fn parts<const N: usize>(parts: [(&str, Value); N]) -> Map<String, Value> {
    parts
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_no_links() {
        let key = Key::required("scaling", Kind::Duration, "")
            .says("which rule limits new environments ([below](#rules))")
            .values("a [table](#table), or a [list](#list)");
        let expected = "which rule limits new environments\n\nValues: a table, or a list";
        assert_eq!(description(&key), expected);
    }

    #[test]
    fn a_default_is_a_value_only_where_it_always_holds() {
        let always = Key::or("interval", Kind::Duration, "\"1s\"");
        assert_eq!(property(&always)["default"], json!("1s"));
        let depends = Key::otherwise("burst", Kind::Duration, "`500`; `6000`");
        assert_eq!(property(&depends).get("default"), None);
        assert!(description(&depends).contains("Default: `500`; `6000`"));
    }
}
