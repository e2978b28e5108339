//! A template of CloudFormation: its resources, and which function a value in it leads to.
//!
//! It knows logical ids, names and references. It must not know what a resource says of a function.

use std::collections::BTreeMap;

use serde_json::Value;

use super::found::{Found, alias_name};
use super::intrinsics::{Intrinsics, references};
use super::resolved::{Resolve, entries, texts_in};

/// Why a resource is left out whose function is not there.
pub(super) const FOREIGN: &str = "is of a function that this template does not define";

/// A template that is being read.
pub(super) struct Template<'a> {
    pub(super) intrinsics: Intrinsics<'a>,
    /// Logical id, type and resource.
    pub(super) resources: Vec<(&'a str, &'a str, &'a Value)>,
    pub(super) globals: &'a Value,
    by_id: BTreeMap<&'a str, usize>,
    /// The first resource of a name.
    by_name: BTreeMap<&'a str, usize>,
    /// Function and name of an alias or version, by its logical id.
    pub(super) aliases: BTreeMap<String, (usize, Option<String>)>,
}

impl<'a> Template<'a> {
    /// Of a tree with `Resources`.
    pub(super) fn new(tree: &'a Value) -> Self {
        let resources = entries(&tree["Resources"]);
        let resources = resources.map(|(id, resource)| {
            (
                id.as_str(),
                resource["Type"].as_str().unwrap_or_default().trim(),
                resource,
            )
        });
        let resources: Vec<_> = resources.collect();
        let mut by_name = BTreeMap::new();
        for (at, (.., resource)) in resources.iter().enumerate() {
            for key in ["QueueName", "Name"] {
                if let Some(name) = resource["Properties"][key].as_str() {
                    by_name.entry(name).or_insert(at);
                }
            }
        }
        Self {
            intrinsics: Intrinsics::new(tree),
            by_id: resources
                .iter()
                .enumerate()
                .map(|(at, (id, ..))| (*id, at))
                .collect(),
            by_name,
            resources,
            globals: &tree["Globals"]["Function"],
            aliases: BTreeMap::new(),
        }
    }

    /// The resources of a type.
    pub(super) fn of_type(&self, wanted: &str) -> Vec<(&'a str, &'a Value)> {
        let of_type = self.resources.iter().filter(|(_, kind, _)| *kind == wanted);
        of_type
            .map(|(id, _, resource)| (*id, &resource["Properties"]))
            .collect()
    }

    /// A resource by its logical id: type and properties.
    pub(super) fn resource(&self, id: &str) -> Option<(&'a str, &'a Value)> {
        self.at(*self.by_id.get(id)?)
    }

    /// A queue or stream by its name.
    pub(super) fn named(&self, name: &str) -> Option<(&'a str, &'a Value)> {
        self.at(*self.by_name.get(name)?)
    }

    fn at(&self, at: usize) -> Option<(&'a str, &'a Value)> {
        self.resources
            .get(at)
            .map(|(_, kind, resource)| (*kind, &resource["Properties"]))
    }

    /// The function, and perhaps its alias, that a value leads to, by reference or by name.
    pub(super) fn target(
        &self,
        value: &Value,
        found: &Found<'_>,
    ) -> Option<(usize, Option<String>)> {
        for id in references(value) {
            if let Some((function, alias)) = self.aliases.get(id) {
                return Some((*function, alias.clone()));
            }
            if let Some(function) = found.by_id(id) {
                return Some((function, alias_in(value)));
            }
        }
        if let Some(text) = self.intrinsics.resolve(value).known_text() {
            return found.by_arn(&text);
        }
        let texts = texts_in(value);
        let arn = texts.iter().find(|text| text.contains("function:"))?;
        found.by_arn(arn)
    }
}

/// The alias behind a reference to a function: `function:${Fn}:live`, or the last part of a `Fn::Join`.
fn alias_in(value: &Value) -> Option<String> {
    let texts = texts_in(value);
    let last = texts.last()?;
    let tail = last.rsplit('}').next().unwrap_or(last);
    alias_name(tail.strip_prefix(':')?.trim())
}
