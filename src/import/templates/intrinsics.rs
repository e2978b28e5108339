//! The intrinsic functions of CloudFormation, as far as a template alone can evaluate them.
//!
//! It knows parameters with defaults, mappings and texts. It must not know resources; conditions stay open, as only a
//! deployment decides them.

use serde_json::Value;

use super::resolved::{Resolve, Resolved, items, plain_text, texts_in};

/// What expressions of a template may refer to.
pub(super) struct Intrinsics<'a> {
    parameters: &'a Value,
    mappings: &'a Value,
}

impl<'a> Intrinsics<'a> {
    /// Those of a template.
    pub(super) fn new(template: &'a Value) -> Self {
        Self {
            parameters: &template["Parameters"],
            mappings: &template["Mappings"],
        }
    }

    /// The default of a parameter.
    fn parameter(&self, name: &str) -> Option<&'a Value> {
        let parameter = self.parameters.get(name)?;
        // There the default is the name under which the value is stored elsewhere.
        let kind = parameter["Type"].as_str().unwrap_or_default();
        if kind.starts_with("AWS::SSM::") {
            return None;
        }
        parameter
            .get("Default")
            .filter(|default| !default.is_null())
    }

    fn reference(&self, name: &str) -> Resolved {
        if name == "AWS::NoValue" {
            return Resolved::Nothing;
        }
        match self.parameter(name) {
            Some(default) => Resolved::value(default.clone()).by_default_of(name),
            None => Resolved::open(&format!("!Ref {name}")),
        }
    }

    /// All of several values as texts; the parameter that one of them is the default of.
    fn texts<'v>(
        &self,
        values: impl IntoIterator<Item = &'v Value>,
    ) -> Option<(Vec<String>, Option<String>)> {
        let mut parameter = None;
        let mut texts = Vec::new();
        for value in values {
            match self.resolve(value) {
                Resolved::Value {
                    value,
                    parameter: from,
                } if !value.is_object() && !value.is_array() => {
                    texts.push(plain_text(&value));
                    parameter = parameter.or(from);
                }
                _ => return None,
            }
        }
        Some((texts, parameter))
    }

    fn call(&self, function: &str, argument: &Value) -> Option<Resolved> {
        let list = argument.as_array().map_or(&[][..], Vec::as_slice);
        match (function, list) {
            ("Fn::Sub", []) => self.substituted(argument.as_str()?, &Value::Null),
            ("Fn::Sub", [Value::String(text)]) => self.substituted(text, &Value::Null),
            ("Fn::Sub", [Value::String(text), own]) => self.substituted(text, own),
            ("Fn::If", [_, one, other]) => {
                let (one, other) = (self.resolve(one), self.resolve(other));
                (one == other).then_some(one)
            }
            ("Fn::FindInMap", [path @ .., last]) if path.len() >= 2 => {
                let (path, default) = match (path, last.get("DefaultValue")) {
                    ([_, _], None) => (list, None),
                    (path, default) => (path, default),
                };
                let found = self.texts(path).and_then(|(keys, parameter)| {
                    let found = keys
                        .iter()
                        .try_fold(self.mappings, |map, key| map.get(key))?;
                    Some((found.clone(), parameter))
                });
                match (found, default) {
                    (Some((value, parameter)), _) => Some(Resolved::Value { value, parameter }),
                    (None, Some(default)) => Some(self.resolve(default)),
                    (None, None) => None,
                }
            }
            ("Fn::Join", [Value::String(between), Value::Array(parts)]) => {
                let (texts, parameter) = self.texts(parts)?;
                let value = texts.join(between).into();
                Some(Resolved::Value { value, parameter })
            }
            ("Fn::Select", [index, choice]) => {
                let index = self.resolve(index).known_number()?;
                Some(self.resolve(choice.as_array()?.get(index as usize)?))
            }
            _ => None,
        }
    }

    /// A text with `${Name}` in it.
    fn substituted(&self, text: &str, own: &Value) -> Option<Resolved> {
        let mut parameter = None;
        let mut done = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            done.push_str(before);
            let (name, after) = after.split_once('}')?;
            rest = after;
            if let Some(literal) = name.strip_prefix('!') {
                done.push_str(&format!("${{{literal}}}"));
                continue;
            }
            let name = name.trim();
            let value = match own.get(name) {
                Some(value) => self.resolve(value),
                None => self.reference(name),
            };
            let Resolved::Value {
                value,
                parameter: from,
            } = value
            else {
                return None;
            };
            done.push_str(&plain_text(&value));
            parameter = parameter.or(from);
        }
        done.push_str(rest);
        Some(Resolved::Value {
            value: done.into(),
            parameter,
        })
    }
}

impl Resolve for Intrinsics<'_> {
    fn resolve(&self, value: &Value) -> Resolved {
        let Some((function, argument)) = call_of(value) else {
            return Resolved::value(value.clone());
        };
        if function == "Ref" {
            return self.reference(argument.as_str().unwrap_or_default());
        }
        self.call(function, argument)
            .unwrap_or_else(|| Resolved::open(&written(function, argument)))
    }

    fn is_plain(&self, value: &Value) -> bool {
        call_of(value).is_none()
    }
}

/// The function and its argument, if a value is an expression.
fn call_of(value: &Value) -> Option<(&str, &Value)> {
    let object = value.as_object().filter(|object| object.len() == 1)?;
    let (key, argument) = object.iter().next()?;
    let is_function =
        key.starts_with("Fn::") || key == "Ref" || (key == "Condition" && argument.is_string());
    is_function.then_some((key.as_str(), argument))
}

/// A call as its short form writes it: `!If [IsProduction, ...]`.
fn written(function: &str, argument: &Value) -> String {
    let name = function.trim_start_matches("Fn::");
    match (name, items(argument)) {
        ("If", [condition, ..]) => format!("!If [{}, ...]", plain_text(condition)),
        ("GetAtt", [resource, attribute]) => {
            format!("!GetAtt {}.{}", plain_text(resource), plain_text(attribute))
        }
        (_, [Value::String(only)]) => format!("!{name} {only}"),
        _ => format!("!{name} {argument}"),
    }
}

/// The resources that a value refers to, in order: `Ref`, `Fn::GetAtt`, `${Name}` in `Fn::Sub`.
pub(super) fn references(value: &Value) -> Vec<&str> {
    let mut found = Vec::new();
    collect(value, &mut found);
    found
}

fn collect<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match (call_of(value), value) {
        (Some(("Ref", name)), _) => found.extend(name.as_str()),
        (Some(("Fn::GetAtt", Value::Array(path))), _) => {
            found.extend(path.first().and_then(Value::as_str));
        }
        (Some(("Fn::GetAtt", Value::String(path))), _) => found.extend(path.split('.').next()),
        (Some(("Fn::Sub", argument)), _) => {
            for item in items(argument) {
                match item {
                    Value::String(text) => found.extend(names_in(text)),
                    own => collect(own, found),
                }
            }
        }
        (_, Value::Object(entries)) => entries.values().for_each(|value| collect(value, found)),
        (_, Value::Array(items)) => items.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}

fn names_in(text: &str) -> impl Iterator<Item = &str> {
    let inner = text
        .split("${")
        .skip(1)
        .filter_map(|after| after.split('}').next());
    inner
        .filter(|name| !name.starts_with('!'))
        .map(|name| name.split('.').next().unwrap_or(name).trim())
}

/// All texts in a value and the resources that it refers to, as one text that tells of what kind the value is.
pub(super) fn words_in(value: &Value) -> String {
    let mut words = texts_in(value);
    words.extend(references(value));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::settings::Setting;
    use serde_json::json;

    #[test]
    fn what_a_template_can_evaluate_has_a_value() {
        let template = json!({
            "Parameters": {
                "Size": {"Type": "Number", "Default": "512"},
                "Bare": {"Type": "Number"},
                "Stored": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/a/b"},
                "Stage": {"Type": "String", "Default": "dev"},
            },
            "Mappings": {"Sizes": {"dev": {"mb": 256}, "prod": {"mb": 1024}}},
        });
        let intrinsics = Intrinsics::new(&template);
        let by = |parameter: &str, value| Setting::Value {
            value,
            parameter: Some(parameter.to_owned()),
        };
        for (value, expected) in [
            (json!(128), Some(Setting::value(128))),
            (json!({"Ref": "Size"}), Some(by("Size", 512))),
            (
                json!({"Ref": "Bare"}),
                Some(Setting::Open("!Ref Bare".to_owned())),
            ),
            (
                json!({"Ref": "Stored"}),
                Some(Setting::Open("!Ref Stored".to_owned())),
            ),
            (json!({"Ref": "AWS::NoValue"}), None),
            (
                json!({"Fn::FindInMap": ["Sizes", "prod", "mb"]}),
                Some(Setting::value(1024)),
            ),
            (
                json!({"Fn::FindInMap": ["Sizes", {"Ref": "Stage"}, "mb"]}),
                Some(by("Stage", 256)),
            ),
            (
                json!({"Fn::FindInMap": ["Sizes", "no", "mb", {"DefaultValue": 7}]}),
                Some(Setting::value(7)),
            ),
            (json!({"Fn::If": ["C", 5, 5]}), Some(Setting::value(5))),
            (
                json!({"Fn::If": ["C", 5, {"Ref": "AWS::NoValue"}]}),
                Some(Setting::Open("!If [C, ...]".to_owned())),
            ),
            (json!({"Fn::Sub": "${Size}"}), Some(by("Size", 512))),
            (
                json!({"Fn::Join": ["", ["1", "2"]]}),
                Some(Setting::value(12)),
            ),
            (json!({"Fn::Select": [1, [3, 4]]}), Some(Setting::value(4))),
            (
                json!({"Fn::GetAtt": ["A", "B"]}),
                Some(Setting::Open("!GetAtt A.B".to_owned())),
            ),
        ] {
            assert_eq!(intrinsics.resolve(&value).count(), expected, "{value}");
        }
        let name =
            intrinsics.resolve(&json!({"Fn::Sub": ["a-${B}-${!C}", {"B": {"Ref": "Stage"}}]}));
        assert_eq!(name.known_text().as_deref(), Some("a-dev-${C}"));
    }

    #[test]
    fn references_are_found_in_any_expression() {
        let value = json!({"Fn::Join": ["", [{"Fn::Sub": "${A.Arn}:${!no}:${B}"}, {"Ref": "C"}, {"Fn::GetAtt": ["D", "Arn"]}]]});
        assert_eq!(references(&value), ["A", "B", "C", "D"]);
    }
}
