//! The variables of the Serverless Framework, as far as the file alone says them: `${self:custom.memory}`,
//! `${opt:stage, 'dev'}`, `${env:MEMORY, 512}`, one within another.
//!
//! It knows variables. It must not know functions, nor read the files that `${file(...)}` names.

use std::cell::Cell;

use serde_json::{Map, Value};

use super::intrinsics::Intrinsics;
use super::resolved::{Resolve, Resolved, flag, plain_text};

/// Variables that lead to one another through more steps than this lead nowhere.
const DEEPEST: usize = 20;

/// Values that all variables of a file may be replaced by, together; it bounds the time.
const MOST_VALUES: usize = 500_000;

/// The variables of a file.
pub(super) struct Variables<'a> {
    root: &'a Value,
    intrinsics: Intrinsics<'a>,
    left: Cell<usize>,
}

/// A value, and what a deployment could set instead: `opt:stage`.
type Known = (Value, Option<String>);

impl<'a> Variables<'a> {
    /// Those of a file whose tree is `root`.
    pub(super) fn new(root: &'a Value) -> Self {
        Self {
            root,
            intrinsics: Intrinsics::new(&root["resources"]),
            left: Cell::new(MOST_VALUES),
        }
    }

    /// A value with all variables in it replaced that can be.
    pub(super) fn replaced(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => self
                .text(text, 0)
                .map_or_else(|| value.clone(), |(value, _)| value),
            Value::Array(items) => items.iter().map(|item| self.replaced(item)).collect(),
            Value::Object(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| (key.clone(), self.replaced(value)));
                Value::Object(entries.collect::<Map<_, _>>())
            }
            other => other.clone(),
        }
    }

    /// A copy, if there have not been too many. What is too much ends all copying, so that it is not counted again.
    fn copy(&self, value: &Value) -> Option<Value> {
        let mut left = self.left.get();
        let fits = count(value, &mut left).is_some();
        self.left.set(if fits { left } else { 0 });
        fits.then(|| value.clone())
    }

    /// A text with its variables replaced.
    fn text(&self, text: &str, depth: usize) -> Option<Known> {
        if !text.contains("${") {
            return Some((self.copy(&Value::from(text))?, None));
        }
        if depth > DEEPEST {
            return None;
        }
        let mut parameter = None;
        let mut done = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let end = closing_brace(after)?;
            let (inner, after) = (&after[..end], &after[end + 1..]);
            let (value, from) = self.variable(inner, depth + 1)?;
            // A variable that is all of the text may be of any type.
            if done.is_empty() && before.is_empty() && after.is_empty() {
                return Some((value, from));
            }
            parameter = parameter.or(from);
            done.push_str(before);
            done.push_str(&plain_text(&value));
            rest = after;
        }
        done.push_str(rest);
        Some((self.copy(&Value::from(done))?, parameter))
    }

    /// A variable by what stands between its braces: alternatives, of which the first that is there counts.
    fn variable(&self, inner: &str, depth: usize) -> Option<Known> {
        let (inner, mut parameter) = self.text(inner, depth)?;
        for alternative in alternatives(&plain_text(&inner)) {
            let alternative = alternative.trim();
            if let Some(literal) = literal(alternative) {
                return Some((literal, parameter));
            }
            if let Some(text) = alternative.strip_prefix("strToBool(") {
                let flag = flag(&Value::from(text.trim_end_matches(')')))?;
                return Some((flag.into(), parameter));
            }
            let (source, address) = alternative.split_once(':')?;
            let found = match source {
                "self" => self.own(address, depth),
                "sls" if address == "stage" => Some(self.stage(depth)),
                "param" => self.param(address, depth),
                // Nobody knows what the command line and the environment will say.
                "opt" | "env" => {
                    parameter.get_or_insert_with(|| alternative.to_owned());
                    None
                }
                _ => return None,
            };
            if let Some((value, from)) = found.filter(|(value, _)| !value.is_null()) {
                return Some((value, parameter.or(from)));
            }
        }
        None
    }

    /// The stage, for which the Framework has a default.
    fn stage(&self, depth: usize) -> Known {
        let stage = self.own("provider.stage", depth);
        stage.unwrap_or_else(|| ("dev".into(), Some("opt:stage".to_owned())))
    }

    fn param(&self, name: &str, depth: usize) -> Option<Known> {
        let stage = plain_text(&self.stage(depth).0);
        let places = [
            &self.root["stages"][stage.as_str()]["params"],
            &self.root["params"][stage.as_str()],
            &self.root["stages"]["default"]["params"],
            &self.root["params"]["default"],
        ];
        let value = places.into_iter().find_map(|params| params.get(name))?;
        let (value, _) = self.any(value, depth)?;
        Some((value, Some(format!("param:{name}"))))
    }

    /// What the file itself has at a path.
    fn own(&self, path: &str, depth: usize) -> Option<Known> {
        let mut place = self.root;
        let mut keys = path.split('.');
        while let Some(key) = keys.next() {
            let next = match place {
                Value::Array(items) => items.get(key.parse::<usize>().ok()?),
                other => other.get(key),
            };
            let Some(next) = next else {
                return builtin(path).map(|default| (default.into(), None));
            };
            place = next;
            if let Some(text) = place.as_str().filter(|text| text.contains("${")) {
                let (value, parameter) = self.text(text, depth + 1)?;
                // The rest of the path lies below what the variable is replaced by.
                let below = keys.try_fold(value, |mut value, key| Some(value.get_mut(key)?.take()));
                return Some((below?, parameter));
            }
        }
        self.any(place, depth)
    }

    fn any(&self, value: &Value, depth: usize) -> Option<Known> {
        match value {
            Value::String(text) => self.text(text, depth + 1),
            other => Some((self.copy(other)?, None)),
        }
    }
}

impl Resolve for Variables<'_> {
    fn resolve(&self, value: &Value) -> Resolved {
        let Value::String(text) = value else {
            return self.intrinsics.resolve(value);
        };
        match self.text(text, 0) {
            Some((value, parameter)) if self.intrinsics.is_plain(&value) => {
                let resolved = Resolved::value(value);
                match parameter {
                    Some(name) => resolved.by_default_of(&name),
                    None => resolved,
                }
            }
            Some((value, _)) => self.intrinsics.resolve(&value),
            None => Resolved::open(text),
        }
    }

    fn is_plain(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => !text.contains("${"),
            other => self.intrinsics.is_plain(other),
        }
    }
}

/// Takes the size of a value from what is left.
fn count(value: &Value, left: &mut usize) -> Option<()> {
    let own = 1 + value.as_str().map_or(0, |text| text.len() / 64);
    *left = left.checked_sub(own)?;
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| count(item, left)),
        Value::Object(entries) => entries.values().try_for_each(|value| count(value, left)),
        _ => Some(()),
    }
}

/// The Framework's own defaults of what others refer to.
fn builtin(path: &str) -> Option<&'static str> {
    match path {
        "provider.stage" => Some("dev"),
        "provider.region" => Some("us-east-1"),
        _ => None,
    }
}

/// Where the brace closes that was opened before a text.
fn closing_brace(text: &str) -> Option<usize> {
    let mut open = 1_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => open += 1,
            '}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Some(at);
        }
    }
    None
}

/// A text at its commas, but for those in quotes or parentheses.
fn alternatives(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut quote = None;
    let mut open = 0_usize;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(quoted), c) if c == quoted => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(') => open += 1,
            (None, ')') => open = open.saturating_sub(1),
            (None, ',') if open == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// A literal among alternatives: a text in quotes, a number, a flag.
fn literal(text: &str) -> Option<Value> {
    for quote in ['\'', '"'] {
        let inner = text
            .strip_prefix(quote)
            .and_then(|text| text.strip_suffix(quote));
        if let Some(inner) = inner {
            return Some(inner.into());
        }
    }
    let value = serde_json::from_str::<Value>(text).ok()?;
    (value.is_number() || value.is_boolean()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::settings::Setting;
    use serde_json::json;

    #[test]
    fn variables_are_replaced_as_far_as_the_file_says_them() {
        let root = json!({
            "service": "shop",
            "provider": {"stage": "${opt:stage, 'dev'}", "memorySize": 512},
            "custom": {
                "memory": {"dev": 256, "prod": 2048},
                "chosen": "${self:custom.memory.${self:provider.stage}}",
                "all": "${self:custom.memory}",
                "loop": "${self:custom.loop}",
                "wide": "${self:custom.wide}${self:custom.wide}",
            },
            "params": {"default": {"size": 64}, "dev": {"other": "${self:custom.memory.prod}"}},
        });
        let variables = Variables::new(&root);
        let by = |name: &str, value| {
            Some(Setting::Value {
                value,
                parameter: Some(name.to_owned()),
            })
        };
        let open = |text: &str| Some(Setting::Open(text.to_owned()));
        for (text, expected) in [
            ("${self:provider.memorySize}", Some(Setting::value(512))),
            ("${self:custom.memory.prod}", Some(Setting::value(2048))),
            ("${self:custom.all.prod}", Some(Setting::value(2048))),
            ("${self:custom.chosen}", by("opt:stage", 256)),
            ("${opt:memory, 128}", by("opt:memory", 128)),
            ("${env:MEMORY, '640'}", by("env:MEMORY", 640)),
            (
                "${opt:memory, self:provider.memorySize}",
                by("opt:memory", 512),
            ),
            (
                "${self:custom.none, self:custom.memory.dev}",
                Some(Setting::value(256)),
            ),
            ("${param:size}", by("param:size", 64)),
            ("${param:other}", by("param:other", 2048)),
            ("${self:custom.memory.${sls:stage}}", by("opt:stage", 256)),
            ("1${self:custom.memory.dev}", Some(Setting::value(1256))),
            ("${env:MEMORY}", open("${env:MEMORY}")),
            ("${ssm:/a/b, 5}", open("${ssm:/a/b, 5}")),
            (
                "${file(./a.yml):memory, 5}",
                open("${file(./a.yml):memory, 5}"),
            ),
            ("${self:custom.loop}", open("${self:custom.loop}")),
            ("${self:custom.wide}", open("${self:custom.wide}")),
            ("${unfinished", open("${unfinished")),
        ] {
            assert_eq!(variables.resolve(&json!(text)).count(), expected, "{text}");
        }
        let name = variables.resolve(&json!("${self:service}-${self:provider.stage}-x"));
        assert_eq!(name.known_text().as_deref(), Some("shop-dev-x"));
    }
}
