//! `serverless.yml` (or `.json`) of the Serverless Framework, versions 1 to 4: functions with the defaults of the
//! provider and of the tool. The `resources` in it are a template of CloudFormation.
//!
//! It knows the Framework's keys. It must not know its events: `serverless_events` does.

use serde_json::{Map, Value, json};

use super::cloudformation_template::Template;
use super::document::{self, Document};
use super::found::{Found, Function};
use super::resolved::{Resolve, Resolved, entries, items};
use super::serverless_service::Service;
use super::variables::Variables;
use super::{Autoscaling, Format, Head, Input, ReadError, Reading, Setting, Settings};
use super::{cloudformation, serverless_events};

/// The Serverless Framework.
pub(super) const FORMAT: Format = Format {
    kind: "serverless",
    title: "a serverless.yml file",
    is_like,
    read,
};

/// Keys at the top, of which another one stands near `service`.
const BESIDE: [&str; 11] = [
    "provider",
    "functions",
    "resources",
    "frameworkVersion",
    "plugins",
    "custom",
    "package",
    "configValidationMode",
    "useDotenv",
    "org",
    "stages",
];

fn is_like(head: &Head) -> bool {
    let mut has_service = false;
    let mut beside = Vec::new();
    let mut note = |key: &str| {
        has_service |= key == "service";
        beside.extend(BESIDE.iter().copied().find(|known| *known == key));
    };
    if head.is_json() {
        if head.has_keys(&["service.provider"]) || head.has_keys(&["service.functions"]) {
            return true;
        }
        head.keys.iter().for_each(|key| note(key));
    } else {
        for line in &head.lines {
            if let Some((key, _)) = line.split_once(':') {
                note(key.trim_matches(['"', '\'']));
            }
        }
    }
    (has_service && !beside.is_empty())
        || (beside.contains(&"provider") && beside.contains(&"functions"))
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let Document { trees, text } = document::read(input, reading)?;
    let mut found = Found::new(&text);
    for tree in &trees {
        // The state that the tool packs has everything below `service`.
        let is_packed = tree["service"].get("provider").is_some();
        let root = if is_packed { &tree["service"] } else { tree };
        read_service(root, &mut found, reading)?;
    }
    found.give(reading);
    Ok(())
}

fn read_service(
    root: &Value,
    found: &mut Found<'_>,
    reading: &mut Reading<'_>,
) -> Result<(), ReadError> {
    let variables = Variables::new(root);
    let provider = match &root["provider"] {
        Value::String(name) => Some(name.clone()),
        provider => variables.field(provider, &["name"]).known_text(),
    };
    if let Some(provider) = provider.filter(|name| name != "aws" && !name.contains("${")) {
        let reason = format!("is of the provider {provider}, not of aws");
        return Err(ReadError::refused(reason));
    }
    let resources = resources(root, &variables);
    let service = Service {
        root,
        variables,
        template: Template::new(&resources),
    };
    for part in items(&root["functions"]) {
        let part = service.variables.resolve(part);
        let Resolved::Value { value, .. } = part else {
            reading.row();
            found.skip(
                reading,
                "defines its functions in another file or a variable",
                "functions",
            );
            continue;
        };
        for (key, function) in entries(&value) {
            service.function(key, function, found, reading);
        }
    }
    cloudformation::read_resources(&resources, found, reading);
    Ok(())
}

/// The template of CloudFormation below `resources`, which may be a list of parts.
fn resources(root: &Value, variables: &Variables<'_>) -> Value {
    let mut all = Map::new();
    for part in items(&root["resources"]) {
        let part = variables.replaced(part);
        for (id, resource) in entries(&part["Resources"]) {
            all.insert(id.clone(), resource.clone());
        }
    }
    json!({ "Resources": all })
}

impl Service<'_> {
    fn function(
        &self,
        key: &str,
        written: &Value,
        found: &mut Found<'_>,
        reading: &mut Reading<'_>,
    ) {
        let function = match self.variables.resolve(written) {
            Resolved::Value { value, .. } if value.is_object() => value,
            _ => {
                reading.row();
                found.skip(
                    reading,
                    "is defined in another file, or has no settings",
                    key,
                );
                return;
            }
        };
        let own = |name: &str| self.variables.field(&function, &[name]);
        let or_provider = |name: &str| match own(name) {
            Resolved::Nothing => self.variables.field(self.root, &["provider", name]),
            own => own,
        };
        let mut settings = Settings {
            memory_mb: or_provider("memorySize").count(),
            timeout_s: or_provider("timeout").amount(),
            architecture: or_provider("architecture").text(),
            runtime: or_provider("runtime").text(),
            reserved_concurrency: own("reservedConcurrency").count(),
            snap_start: own("snapStart").flag() == Some(true),
            ..Settings::default()
        };
        if settings.memory_mb.is_none() {
            settings.memory_mb = Some(Setting::value(1024));
            settings
                .defaults
                .push("memory_mb: 1024 is the Serverless Framework's default");
        }
        if settings.timeout_s.is_none() {
            settings.timeout_s = Some(Setting::value(6.0));
            settings
                .defaults
                .push("timeout_s: 6 is the Serverless Framework's default");
        }
        if matches!(function["image"], Value::String(_) | Value::Object(_)) {
            settings.runtime = None;
        }
        settings.autoscaling = self.autoscaling(&function["concurrencyAutoscaling"]);
        let name = function["name"]
            .as_str()
            .filter(|name| !name.contains("${"));
        let provisioned = own("provisionedConcurrency");
        let named = Function::new(key, name.map(str::to_owned), key, settings);
        let index = found.add(reading, named);
        found.also(logical_id(key), index);
        // The tool makes this alias and lets all events call it.
        found.add_provisioned(reading, index, Some("provisioned"), provisioned);
        serverless_events::read(self, index, &function, found, reading);
    }

    /// Of the plugin that scales provisioned concurrency, with its defaults.
    fn autoscaling(&self, plugin: &Value) -> Option<Autoscaling> {
        let is_on = match plugin {
            Value::Object(_) => self.variables.field(plugin, &["enabled"]).flag() != Some(false),
            other => self.variables.resolve(other).flag() == Some(true),
        };
        let count = |object: &Value, path: &[&str]| {
            self.variables
                .field(object, path)
                .count()
                .and_then(|count| count.known().copied())
        };
        let usage = self.variables.field(plugin, &["usage"]).known_number();
        let mut scheduled = Vec::new();
        for action in items(&plugin["scheduledActions"]) {
            for schedule in items(&action["schedule"]) {
                let schedule = self.variables.resolve(schedule).known_text();
                let minimum = count(action, &["action", "minimum"]);
                let maximum = count(action, &["action", "maximum"]);
                scheduled.extend(schedule.map(|schedule| (schedule, minimum, maximum)));
            }
        }
        is_on.then(|| Autoscaling {
            minimum: count(plugin, &["minimum"]).or(Some(1)),
            maximum: count(plugin, &["maximum"]).or(Some(10)),
            target: usage.or(Some(0.75)),
            scheduled,
        })
    }
}

/// The logical id that the tool gives a function in its template.
fn logical_id(key: &str) -> String {
    let mut characters = key.chars();
    let first = characters.next().map(|c| c.to_ascii_uppercase());
    let name: String = first.into_iter().chain(characters).collect();
    format!(
        "{}LambdaFunction",
        name.replace('-', "Dash").replace('_', "Underscore")
    )
}
