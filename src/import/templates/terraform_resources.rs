//! The resources of a Terraform file, and what their expressions lead to: other resources of the file, through modules,
//! too, and the functions among them.
//!
//! It knows addresses, references and names. It must not know what a resource says of a function: `terraform` does.

use std::collections::BTreeMap;

use serde_json::Value;

use super::found::{Found, alias_name, is_of_name};
use super::hcl_values::{Expressions, open_text};
use super::resolved::{Resolve, Resolved, texts_in};

/// Why a resource is left out whose function is not there.
pub(super) const FOREIGN: &str = "is of a function that this file does not define";

/// A resource.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    /// The module that it is in, `module.a.module.b` without indices; empty for the root.
    pub(super) module: String,
    /// The same with indices.
    pub(super) instance: String,
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
        place(&self.module, &self.kind, &self.name)
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
        let words = name.split(|c| !is_of_name(c));
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
struct Reference<'t> {
    /// Address without indices.
    place: String,
    /// The type of the resource, if it is one.
    kind: Option<&'t str>,
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

    /// The resources of some kinds that an expression leads to: by reference, through modules, too.
    pub(super) fn referred(&self, from: &Resource, value: &Value, kinds: &[&str]) -> Option<usize> {
        for text in open_texts(value) {
            for Reference { place, kind } in references(text) {
                let at = match kind {
                    None => self.inside(&place, kinds),
                    Some(kind) if kinds.contains(&kind) => self.nearest(&place, from),
                    Some(_) => None,
                };
                if at.is_some() {
                    return at;
                }
            }
        }
        None
    }

    /// The first resource of some kinds in a module.
    fn inside(&self, module: &str, kinds: &[&str]) -> Option<usize> {
        let inside = format!("{module}.");
        let below = self.by_place.range(inside.clone()..);
        let mut below = below.take_while(|(place, _)| place.starts_with(&inside));
        below.find_map(|(_, all)| {
            let at = *all.first()?;
            kinds
                .contains(&self.all.get(at)?.kind.as_str())
                .then_some(at)
        })
    }

    /// The resource at an address; of several, the one in the same module and with the same key.
    fn nearest(&self, place: &str, from: &Resource) -> Option<usize> {
        let is_other = |at: &&usize| {
            let other = self.all.get(**at);
            other.map(|other| (other.instance != from.instance, other.index != from.index))
        };
        let all = self.by_place.get(place)?;
        all.iter().min_by_key(is_other).copied()
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
                let texts = texts_in(value);
                let arn = texts.iter().find(|text| text.contains(":function:"))?;
                found.by_arn(arn)
            }
        }
    }
}

/// The resources of a type, and where they stand among all.
pub(super) fn of_kind<'r>(
    all: &'r [Resource],
    kind: &'static str,
) -> impl Iterator<Item = (usize, &'r Resource)> {
    all.iter()
        .enumerate()
        .filter(move |(_, resource)| resource.kind == kind)
}

/// The address of what stands below a module; an empty one is the root.
pub(super) fn joined(module: &str, below: &str) -> String {
    let dot = if module.is_empty() { "" } else { "." };
    format!("{module}{dot}{below}")
}

/// The address of a resource, without its index.
pub(super) fn place(module: &str, kind: &str, name: &str) -> String {
    joined(module, &format!("{kind}.{name}"))
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

/// The places that an expression names: `aws_sqs_queue.jobs.arn`, `module.queue.arn`.
fn references(text: &str) -> impl Iterator<Item = Reference<'_>> {
    let is_of_word = |c: char| c.is_alphanumeric() || "_-.[]\"*".contains(c);
    let words = text
        .split(move |c| !is_of_word(c))
        .filter(|word| word.contains('.'));
    words.filter_map(reference)
}

fn reference(word: &str) -> Option<Reference<'_>> {
    let word = word.trim_matches('"');
    let mut module = String::new();
    let mut parts = word
        .split('.')
        .map(|part| part.split('[').next().unwrap_or(part));
    loop {
        match (parts.next(), parts.next()) {
            (Some("module"), Some(name)) => module = joined(&module, &format!("module.{name}")),
            (Some(kind), Some(name)) if kind.starts_with("aws_") => {
                return Some(Reference {
                    place: place(&module, kind, name),
                    kind: Some(kind),
                });
            }
            _ => break,
        }
    }
    (!module.is_empty()).then_some(Reference {
        place: module,
        kind: None,
    })
}

/// The alias at the end of a text that names a function: `function:${aws_lambda_function.x.function_name}:live`.
fn alias_in(text: &str) -> Option<String> {
    let (_, tail) = text.trim_end_matches('"').rsplit_once('}')?;
    alias_name(tail.strip_prefix(':')?)
}
