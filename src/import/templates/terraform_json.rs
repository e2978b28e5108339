//! Plans and states of Terraform, as `terraform show -json` writes them or as they are stored, to a list of resources.
//!
//! It knows where resources stand in them, and how a plan refers to what is known only after it is applied. It must not
//! know what resources say of functions: `terraform` does.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::document;
use super::hcl_values::open;
use super::resolved::{entries, items, plain_text};
use super::terraform;
use super::terraform_resources::{Resource, joined, place};
use super::terraform_sources::is_of_interest;
use super::{Format, Head, Input, ReadError, Reading};

/// Plans and states.
pub(super) const FORMAT: Format = Format {
    kind: "terraform",
    title: "a Terraform plan or state",
    is_like,
    read,
};

/// References that lead to one another through more modules lead nowhere.
const DEEPEST: usize = 10;

fn is_like(head: &Head) -> bool {
    let has = |key: &str| head.keys.contains(key);
    has("planned_values")
        || has("resource_changes")
        || has("values.root_module")
        || (has("terraform_version") && (has("format_version") || has("lineage") || has("serial")))
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let document = document::read(input, reading)?;
    let mut resources = Vec::new();
    for tree in &document.trees {
        let config = Config::new(tree);
        let planned = &tree["planned_values"]["root_module"];
        if planned.is_object() {
            below_module(planned, &config, &mut resources, 0);
        } else if tree["values"]["root_module"].is_object() {
            below_module(&tree["values"]["root_module"], &config, &mut resources, 0);
        } else if tree["resource_changes"].is_array() {
            for change in items(&tree["resource_changes"]) {
                // What is deleted has nothing after.
                let after = &change["change"]["after"];
                if after.is_object() {
                    add(change, &change["index"], after, &config, &mut resources);
                }
            }
        } else {
            stored(tree, &config, &mut resources);
        }
    }
    terraform::read(resources, &document.text, reading);
    Ok(())
}

/// The resources of a module of a plan, and of those below it.
fn below_module(module: &Value, config: &Config<'_>, resources: &mut Vec<Resource>, depth: usize) {
    for resource in items(&module["resources"]) {
        let (index, values) = (&resource["index"], &resource["values"]);
        add(resource, index, values, config, resources);
    }
    if depth < 50 {
        for child in items(&module["child_modules"]) {
            below_module(child, config, resources, depth + 1);
        }
    }
}

/// A state as it is stored: version 4, or 3 and before.
fn stored(tree: &Value, config: &Config<'_>, resources: &mut Vec<Resource>) {
    for resource in items(&tree["resources"])
        .iter()
        .filter(|resource| resource.is_object())
    {
        for instance in items(&resource["instances"]) {
            let (index, values) = (&instance["index_key"], &instance["attributes"]);
            add(resource, index, values, config, resources);
        }
    }
    for module in items(&tree["modules"]) {
        let path = items(&module["path"]).iter().skip(1);
        let path: Vec<String> = path
            .map(|name| format!("module.{}", plain_text(name)))
            .collect();
        for (address, resource) in entries(&module["resources"]) {
            if address.starts_with("data.") {
                continue;
            }
            let name = address.split('.').nth(1).unwrap_or(address);
            let one = json!({ "module": path.join("."), "type": resource["type"], "name": name });
            let values = &resource["primary"]["attributes"];
            add(&one, &Value::Null, values, config, resources);
        }
    }
}

/// Adds a resource: what it is as `written`, and the values of one of perhaps several by an index.
fn add(
    written: &Value,
    index: &Value,
    values: &Value,
    config: &Config<'_>,
    resources: &mut Vec<Resource>,
) {
    let (Some(kind), Some(name)) = (written["type"].as_str(), written["name"].as_str()) else {
        return;
    };
    if written["mode"] == "data" {
        return;
    }
    let instance = match (written["module"].as_str(), written["address"].as_str()) {
        (Some(module), _) => module.to_owned(),
        (None, address) => module_in(address.unwrap_or_default(), kind),
    };
    let module = without_indices(&instance);
    let index = (!index.is_null()).then(|| plain_text(index));
    let mut values = if is_of_interest(kind) {
        values.clone()
    } else {
        Value::Null
    };
    if let Some(expressions) = config.expressions.get(&place(&module, kind, name)) {
        fill(&mut values, expressions, &module, config);
    }
    // Here it is a text.
    let policy = values["redrive_policy"]
        .as_str()
        .and_then(|text| serde_json::from_str(text).ok());
    if let Some(policy) = policy {
        values["redrive_policy"] = policy;
    }
    resources.push(Resource {
        module,
        instance,
        kind: kind.to_owned(),
        name: name.to_owned(),
        index,
        values,
    });
}

/// The module in an address: what stands before the type.
fn module_in(address: &str, kind: &str) -> String {
    let end = address.find(&format!("{kind}.")).unwrap_or(0);
    address[..end].trim_end_matches('.').to_owned()
}

/// An address without what stands in brackets.
fn without_indices(address: &str) -> String {
    let mut open = 0_usize;
    let mut is_quoted = false;
    address
        .chars()
        .filter(|c| {
            match c {
                '"' if open > 0 => is_quoted = !is_quoted,
                '[' if !is_quoted => open += 1,
                ']' if !is_quoted => {
                    open = open.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            open == 0
        })
        .collect()
}

/// What a plan has of the source: which resources the values refer to that are not known yet.
#[derive(Default)]
struct Config<'a> {
    /// Expressions of resources, by their address.
    expressions: BTreeMap<String, &'a Value>,
    /// Of the calls of modules: expressions for the variables, and the module that calls.
    calls: BTreeMap<String, (&'a Value, String)>,
    /// Outputs of modules.
    outputs: BTreeMap<String, &'a Value>,
}

impl<'a> Config<'a> {
    fn new(tree: &'a Value) -> Self {
        let mut config = Self::default();
        config.module(&tree["configuration"]["root_module"], "", 0);
        config
    }

    fn module(&mut self, module: &'a Value, path: &str, depth: usize) {
        for resource in items(&module["resources"]) {
            if let (Some(kind), Some(name)) = (resource["type"].as_str(), resource["name"].as_str())
            {
                let is_managed = resource["mode"] != "data";
                if is_managed && is_of_interest(kind) {
                    self.expressions
                        .insert(place(path, kind, name), &resource["expressions"]);
                }
            }
        }
        self.outputs.insert(path.to_owned(), &module["outputs"]);
        for (name, call) in entries(&module["module_calls"]) {
            let below = joined(path, &format!("module.{name}"));
            self.calls
                .insert(below.clone(), (&call["expressions"], path.to_owned()));
            if depth < 50 {
                self.module(&call["module"], &below, depth + 1);
            }
        }
    }

    /// What a reference within a module leads to, as addresses from the root.
    fn absolute(&self, reference: &str, module: &str, depth: usize, found: &mut Vec<String>) {
        if depth > DEEPEST || found.len() > 20 {
            return;
        }
        if let Some(variable) = reference.strip_prefix("var.") {
            if let Some((expressions, caller)) = self.calls.get(module) {
                let name = variable.split(['.', '[']).next().unwrap_or(variable);
                for reference in references(&expressions[name]) {
                    self.absolute(reference, caller, depth + 1, found);
                }
            }
            return;
        }
        found.push(joined(module, reference));
        if let Some((name, output)) = reference
            .strip_prefix("module.")
            .and_then(|rest| rest.split_once('.'))
        {
            let below = joined(module, &format!("module.{}", without_indices(name)));
            let output = output.split(['.', '[']).next().unwrap_or(output);
            if let Some(outputs) = self.outputs.get(&below) {
                for reference in references(&outputs[output]["expression"]) {
                    self.absolute(reference, &below, depth + 1, found);
                }
            }
        }
    }
}

/// Puts what an expression refers to in place of values that are not known yet.
fn fill(values: &mut Value, expression: &Value, module: &str, config: &Config<'_>) {
    match (values, expression) {
        (values @ Value::Null, Value::Object(written)) if written.contains_key("references") => {
            let mut found = Vec::new();
            for reference in references(expression) {
                config.absolute(reference, module, 0, &mut found);
            }
            if !found.is_empty() {
                *values = open(&found.join(" "));
            }
        }
        (Value::Array(values), Value::Array(written)) => {
            for (value, written) in values.iter_mut().zip(written) {
                fill(value, written, module, config);
            }
        }
        (Value::Object(values), Value::Object(written)) => {
            for (key, written) in written {
                let value = values.entry(key.clone()).or_insert(Value::Null);
                fill(value, written, module, config);
            }
        }
        (values @ Value::Null, Value::Array(blocks)) if !blocks.is_empty() => {
            let mut filled = vec![Value::Object(Map::new()); blocks.len()];
            for (value, written) in filled.iter_mut().zip(blocks) {
                fill(value, written, module, config);
            }
            *values = Value::Array(filled);
        }
        _ => {}
    }
}

fn references(expression: &Value) -> Vec<&str> {
    items(&expression["references"])
        .iter()
        .filter_map(Value::as_str)
        .collect()
}
