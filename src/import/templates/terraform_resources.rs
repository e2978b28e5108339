//! The resources of a Terraform file, and what their expressions lead to: other resources of the file, through modules,
//! too, and the functions among them.
//!
//! It knows addresses, references and names. It must not know what a resource says of a function: `terraform` does.

use std::collections::BTreeMap;

use serde_json::Value;

use super::found::Found;
use super::hcl_values::{Expressions, open_text};
use super::resolved::{Resolve, Resolved, items};

/// A resource.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    /// The module that it is in, `module.a.module.b` without indices; empty for the root.
    pub(super) module: String,
    /// The same with indices.
    pub(super) instance: String,
    /// The module by which its references are to be read.
    pub(super) scope: String,
    /// Such as `aws_lambda_function`.
    pub(super) kind: String,
    pub(super) name: String,
    /// Of several by `count` or `for_each`.
    pub(super) index: Option<String>,
    pub(super) values: Value,
}

impl Resource {
    /// Its address, without its index.
    fn place(&self) -> String {
        let dot = if self.module.is_empty() { "" } else { "." };
        format!("{}{dot}{}.{}", self.module, self.kind, self.name)
    }

    /// What it is called in messages.
    pub(super) fn address(&self) -> String {
        match &self.index {
            Some(index) => format!("{}[{index}]", self.place()),
            None => self.place(),
        }
    }

    pub(super) fn field(&self, path: &[&str]) -> Resolved {
        Expressions.field(&self.values, path)
    }

    /// The name of a function whose own is left open; that of a module says more than the `this` in it.
    pub(super) fn fallback(&self) -> String {
        let module = self.instance.rsplit("module.").next().unwrap_or_default();
        let name = match &*self.name {
            "this" | "lambda" | "default" | "main" if !module.is_empty() => module.to_owned(),
            name => match self.index.as_deref() {
                Some(index) if index != "0" => format!("{name}-{index}"),
                _ => name.to_owned(),
            },
        };
        // Brackets, quotes and dots of a key are in no name of a function.
        let words = name.split(|c: char| !(c.is_alphanumeric() || "-_".contains(c)));
        words
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join("-")
    }
}

/// The resources of a file.
pub(super) struct Resources {
    pub(super) all: Vec<Resource>,
    /// By address without index.
    by_place: BTreeMap<String, Vec<usize>>,
    /// The first of a type with a name or ARN.
    by_name: BTreeMap<(String, String), usize>,
    /// The function, and perhaps the alias, that a resource is or leads to.
    pub(super) leads: BTreeMap<usize, (usize, Option<String>)>,
}

/// A place that a reference names: a module, or a resource in one.
struct Reference {
    /// Address without indices.
    place: String,
    is_module: bool,
    kind: String,
}

impl Resources {
    /// Those of a file.
    pub(super) fn new(all: Vec<Resource>) -> Self {
        let mut by_place: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut by_name = BTreeMap::new();
        for (at, resource) in all.iter().enumerate() {
            by_place.entry(resource.place()).or_default().push(at);
            for key in ["arn", "name"] {
                if let Some(name) = resource.field(&[key]).known_text() {
                    by_name.entry((resource.kind.clone(), name)).or_insert(at);
                }
            }
        }
        Self {
            all,
            by_place,
            by_name,
            leads: BTreeMap::new(),
        }
    }

    pub(super) fn of_kind(&self, kind: &str) -> Vec<usize> {
        let of_kind = self
            .all
            .iter()
            .enumerate()
            .filter(|(_, resource)| resource.kind == kind);
        of_kind.map(|(at, _)| at).collect()
    }

    /// The resources of some kinds that an expression leads to: by reference, through modules, too.
    pub(super) fn referred(&self, from: &Resource, value: &Value, kinds: &[&str]) -> Option<usize> {
        for text in open_texts(value) {
            for reference in references(text, &from.scope) {
                let at = if reference.is_module {
                    let below = self.by_place.range(reference.place.clone()..);
                    let inside = format!("{}.", reference.place);
                    let mut below =
                        below.take_while(|(place, _)| place.starts_with(&reference.place));
                    below.find_map(|(place, all)| {
                        let at = *all.first()?;
                        let is_of_kind = kinds.contains(&self.all.get(at)?.kind.as_str());
                        (place.starts_with(&inside) && is_of_kind).then_some(at)
                    })
                } else if kinds.contains(&reference.kind.as_str()) {
                    self.by_place.get(&reference.place).and_then(|all| {
                        // Of several, the one in the same module and with the same key.
                        let is_other = |at: &&usize| {
                            let other = self.all.get(**at);
                            other.map(|other| {
                                (other.instance != from.instance, other.index != from.index)
                            })
                        };
                        all.iter().min_by_key(is_other).copied()
                    })
                } else {
                    None
                };
                if at.is_some() {
                    return at;
                }
            }
        }
        None
    }

    /// A resource of a type by its name or ARN.
    pub(super) fn named(&self, kind: &str, name: &str) -> Option<&Resource> {
        self.all
            .get(*self.by_name.get(&(kind.to_owned(), name.to_owned()))?)
    }

    /// The function, and perhaps its alias, that a value leads to, by reference or by name.
    pub(super) fn target(
        &self,
        from: &Resource,
        value: &Value,
        found: &Found<'_>,
    ) -> Option<(usize, Option<String>)> {
        const LEADING: [&str; 3] = [
            "aws_lambda_alias",
            "aws_appautoscaling_target",
            "aws_lambda_function",
        ];
        for kind in LEADING {
            let Some(at) = self.referred(from, value, &[kind]) else {
                continue;
            };
            if let Some((function, alias)) = self.leads.get(&at) {
                let alias = alias
                    .clone()
                    .or_else(|| open_texts(value).last().and_then(|text| alias_in(text)));
                return Some((*function, alias));
            }
        }
        match Expressions.resolve(value).known_text() {
            Some(text) => found.by_arn(&text),
            None => {
                let texts = literal_texts(value);
                texts
                    .into_iter()
                    .find(|text| text.contains(":function:"))
                    .and_then(|arn| found.by_arn(arn))
            }
        }
    }
}

/// The expressions in a value.
fn open_texts(value: &Value) -> Vec<&str> {
    match (open_text(value), value) {
        (Some(text), _) => vec![text],
        (None, Value::Object(entries)) => entries.values().flat_map(open_texts).collect(),
        (None, Value::Array(items)) => items.iter().flat_map(open_texts).collect(),
        _ => Vec::new(),
    }
}

/// The texts in a value that are no expressions, and those of expressions.
fn literal_texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Object(entries) => entries.values().flat_map(literal_texts).collect(),
        other => match items(other) {
            [only] if std::ptr::eq(only, other) => Vec::new(),
            items => items.iter().flat_map(literal_texts).collect(),
        },
    }
}

/// The places that an expression names: `aws_sqs_queue.jobs.arn`, `module.queue.arn`.
fn references(text: &str, scope: &str) -> Vec<Reference> {
    let is_of_word = |c: char| c.is_alphanumeric() || "_-.[]\"*".contains(c);
    let words = text
        .split(|c| !is_of_word(c))
        .filter(|word| word.contains('.'));
    words.filter_map(|word| reference(word, scope)).collect()
}

fn reference(word: &str, scope: &str) -> Option<Reference> {
    let word = word.trim_matches('"');
    let mut place = scope.to_owned();
    let mut parts = word
        .split('.')
        .map(|part| part.split('[').next().unwrap_or(part));
    let mut is_module = false;
    let mut add = |word: &str, name: &str| {
        let dot = if place.is_empty() { "" } else { "." };
        place.push_str(&format!("{dot}{word}.{name}"));
    };
    loop {
        match (parts.next(), parts.next()) {
            (Some("module"), Some(name)) => {
                add("module", name);
                is_module = true;
            }
            (Some(kind), Some(name)) if kind.starts_with("aws_") => {
                add(kind, name);
                let kind = kind.to_owned();
                return Some(Reference {
                    place,
                    is_module: false,
                    kind,
                });
            }
            _ => break,
        }
    }
    is_module.then(|| Reference {
        place,
        is_module,
        kind: String::new(),
    })
}

/// The alias at the end of a text that names a function: `function:${aws_lambda_function.x.function_name}:live`.
fn alias_in(text: &str) -> Option<String> {
    let (_, tail) = text.trim_end_matches('"').rsplit_once('}')?;
    let alias = tail.strip_prefix(':')?;
    let is_name = !alias.is_empty()
        && alias
            .chars()
            .all(|c| c.is_alphanumeric() || "-_".contains(c));
    is_name.then(|| alias.to_owned())
}
