//! The functions of one template, put together from all the resources that speak of them.
//!
//! It knows functions and their settings. It must not know how a template writes them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::import::reading::Reading;

use super::document::line_of;
use super::resolved::Resolved;
use super::{Autoscaling, EventSource, Setting, Settings, SourceKind};

/// Reasons whose first line is looked up.
const MOST_LINES: usize = 50;

/// A function of a template.
#[derive(Debug)]
pub(super) struct Function {
    /// How the template calls it: the logical id, key or address.
    id: String,
    /// The name that it has when deployed, if the template says it.
    name: Option<String>,
    /// What it is called if that is not said, or another function has the same.
    fallback: String,
    settings: Settings,
    /// Services that are known to invoke it, so that a permission does not repeat them.
    services: BTreeSet<&'static str>,
    /// Retries and age of asynchronous requests.
    asynchronous: BTreeMap<&'static str, Value>,
}

impl Function {
    /// One that the template calls `id`, deployed as `name` if that is known, else called `fallback`.
    pub(super) fn new(id: &str, name: Option<String>, fallback: &str, settings: Settings) -> Self {
        Self {
            id: id.to_owned(),
            name,
            fallback: fallback.to_owned(),
            settings,
            services: BTreeSet::new(),
            asynchronous: BTreeMap::new(),
        }
    }
}

/// The functions that were found.
#[derive(Debug)]
pub(super) struct Found<'a> {
    pub(super) functions: Vec<Function>,
    by_id: BTreeMap<String, usize>,
    by_name: BTreeMap<String, usize>,
    skipped: BTreeSet<String>,
    text: &'a str,
}

impl<'a> Found<'a> {
    /// None so far of a template of this text.
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            functions: Vec::new(),
            by_id: BTreeMap::new(),
            by_name: BTreeMap::new(),
            skipped: BTreeSet::new(),
            text,
        }
    }

    /// Adds a function.
    pub(super) fn add(&mut self, reading: &mut Reading<'_>, function: Function) -> usize {
        reading.row();
        let index = self.functions.len();
        self.by_id.insert(function.id.clone(), index);
        if let Some(name) = &function.name {
            self.by_name.entry(name.clone()).or_insert(index);
        }
        self.functions.push(function);
        index
    }

    /// The function that the template calls so.
    pub(super) fn by_id(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Lets a function be called otherwise, too.
    pub(super) fn also(&mut self, id: String, function: usize) {
        self.by_id.entry(id).or_insert(function);
    }

    /// The function that an ARN or a name with or without an alias names, and the alias.
    pub(super) fn by_arn(&self, text: &str) -> Option<(usize, Option<String>)> {
        let text = match text.find("function:") {
            Some(at) => &text[at + "function:".len()..],
            None => text,
        };
        let end = text.find(|c| !is_of_name(c)).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        let function = *self.by_name.get(name)?;
        let alias = rest.strip_prefix(':').map(|rest| {
            let end = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
            rest[..end].to_owned()
        });
        Some((function, alias.filter(|alias| !alias.is_empty())))
    }

    /// Leaves out what the template defines under a name.
    pub(super) fn skip(&mut self, reading: &mut Reading<'_>, reason: &str, name: &str) {
        // Only the first of a reason needs its line, for which all of the text is searched.
        let is_first = self.skipped.len() < MOST_LINES && self.skipped.insert(reason.to_owned());
        reading.skip(
            reason,
            if is_first {
                line_of(self.text, name)
            } else {
                1
            },
        );
    }

    /// Adds what invokes a function. Of some services one source is enough, however many routes lead to it.
    pub(super) fn add_source(
        &mut self,
        function: usize,
        service: &'static str,
        source: EventSource,
    ) {
        const ONCE: [&str; 3] = ["permission", "gateway", "url"];
        let Some(function) = self.functions.get_mut(function) else {
            return;
        };
        let is_new = function.services.insert(service);
        if is_new || !ONCE.contains(&service) {
            function.settings.sources.push(source);
        }
    }

    /// Adds a permission as what invokes a function. It counts if nothing else says that its service does.
    pub(super) fn add_permission(
        &mut self,
        function: usize,
        service: &'static str,
        source: EventSource,
    ) {
        let is_known = self.functions.get(function).is_some_and(|function| {
            let has = |service| function.services.contains(service);
            has(service) || (service == "gateway" && has("events of gateway"))
        });
        if !is_known {
            self.add_source(function, service, source);
        }
    }

    /// Takes an alias of a function.
    pub(super) fn add_alias(&mut self, reading: &mut Reading<'_>, function: usize, name: &str) {
        let Some(Function { settings, id, .. }) = self.functions.get_mut(function) else {
            return;
        };
        match &settings.alias {
            None => settings.alias = Some(name.to_owned()),
            Some(alias) if alias == name => {}
            Some(alias) => reading.assume(&format!(
                "{id} has several aliases: callers are assumed to use {alias}"
            )),
        }
    }

    /// Takes provisioned concurrency of a version or alias of a function.
    pub(super) fn add_provisioned(
        &mut self,
        reading: &mut Reading<'_>,
        function: usize,
        alias: Option<&str>,
        value: Resolved,
    ) {
        let Some(count) = value.count() else {
            return;
        };
        let Some(Function { settings, id, .. }) = self.functions.get_mut(function) else {
            return;
        };
        // Callers who pay for it use it.
        if let Some(alias) = alias {
            settings.alias = Some(alias.to_owned());
        }
        let known = settings
            .provisioned_concurrency
            .as_ref()
            .map(Setting::known);
        match known {
            None | Some(None) => settings.provisioned_concurrency = Some(count),
            Some(Some(_)) => reading.assume(&format!(
                "{id} has provisioned concurrency of several aliases or versions: only the first counts"
            )),
        }
    }

    /// The Application Auto Scaling of a function, to be filled in.
    pub(super) fn autoscaling(&mut self, function: usize) -> Option<&mut Autoscaling> {
        let settings = &mut self.functions.get_mut(function)?.settings;
        Some(settings.autoscaling.get_or_insert_default())
    }

    /// Takes retries and age of asynchronous requests, as far as they are said.
    pub(super) fn add_asynchronous(&mut self, function: usize, retries: Resolved, age: Resolved) {
        let Some(function) = self.functions.get_mut(function) else {
            return;
        };
        let settings = [
            ("maximum_retry_attempts", retries.json()),
            ("maximum_record_age_s", age.json()),
        ];
        for (key, value) in settings {
            function
                .asynchronous
                .extend(value.map(|value| (key, value)));
        }
    }

    /// Gives all functions to the reading, each under a name of its own.
    pub(super) fn give(self, reading: &mut Reading<'_>) {
        let mut taken = BTreeMap::new();
        for function in self.functions {
            let name = own_name(&function, &mut taken, reading);
            let mut settings = function.settings;
            for source in &mut settings.sources {
                if matches!(source.kind, SourceKind::Async | SourceKind::Schedule) {
                    for (key, value) in &function.asynchronous {
                        source.settings.entry(key).or_insert_with(|| value.clone());
                    }
                }
            }
            let index = reading.function(None, &name);
            reading.settings(index, settings);
        }
    }
}

/// Whether a character may stand in the name of a function or alias.
pub(super) fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || "-_".contains(c)
}

/// A text, if it may be the name of an alias.
pub(super) fn alias_name(text: &str) -> Option<String> {
    (!text.is_empty() && text.chars().all(is_of_name)).then(|| text.to_owned())
}

/// A bound of Application Auto Scaling at a path, if it is known.
pub(super) fn bound(
    written: Option<Setting<u32>>,
    path: &[&str],
    reading: &mut Reading<'_>,
) -> Option<u32> {
    match written? {
        Setting::Value { value, .. } => Some(value),
        Setting::Open(text) => {
            let name = path.last().copied().unwrap_or_default();
            reading.assume(&format!(
                "{name} of Application Auto Scaling is left open: {text}"
            ));
            None
        }
    }
}

/// A name that no other function of the template has.
fn own_name(
    function: &Function,
    taken: &mut BTreeMap<String, u32>,
    reading: &mut Reading<'_>,
) -> String {
    let wanted = function.name.as_ref().unwrap_or(&function.fallback);
    let mut name = wanted.clone();
    if !taken.contains_key(&name) {
        taken.insert(name.clone(), 1);
        return name;
    }
    name.clone_from(&function.fallback);
    while let Some(times) = taken.get_mut(&name) {
        *times += 1;
        name = format!("{}-{times}", function.fallback);
    }
    taken.insert(name.clone(), 1);
    reading.assume(&format!(
        "several functions are named {wanted}: that of {} is called {name} here",
        function.id
    ));
    name
}
