//! Templates of CloudFormation and SAM, as people write them or as CDK synthesises them: functions, their aliases and
//! versions.
//!
//! It knows the resource types that say something of a function itself. It must not know what invokes functions:
//! `cloudformation_sources` does.

use serde_json::Value;

use super::cloudformation_template::{FOREIGN, Template};
use super::document::{self, Document};
use super::found::{Found, Function};
use super::resolved::{Resolve, Resolved, entries, shortened};
use super::{Format, Head, Input, ReadError, Reading, Settings};
use super::{cloudformation_sources, yaml};

/// CloudFormation and SAM.
pub(super) const FORMAT: Format = Format {
    kind: "cloudformation",
    title: "a CloudFormation or SAM template",
    is_like,
    read,
};

/// Keys at the top of a template. `Resources` may stand below the lines that are looked at.
const SECTIONS: [&str; 5] = [
    "Resources",
    "Globals",
    "Parameters",
    "Mappings",
    "Conditions",
];

/// Where provisioned concurrency stands in functions of SAM, aliases and versions.
const PROVISIONED: [&str; 2] = [
    "ProvisionedConcurrencyConfig",
    "ProvisionedConcurrentExecutions",
];

fn is_like(head: &Head) -> bool {
    if head.is_json() {
        let of_resource = |key: &String| key.starts_with("Resources.") && key.ends_with(".Type");
        return head.has_keys(&["AWSTemplateFormatVersion"])
            || head.has_keys(&["TemplateBody"])
            || head.keys.iter().any(of_resource);
    }
    let is_section = |line: &String| {
        let Some((key, after)) = line.split_once(':') else {
            return false;
        };
        match key.trim_matches(['"', '\'', ' ', '\u{a0}']) {
            "AWSTemplateFormatVersion" => true,
            "Transform" => line.contains("AWS::") || after.trim().is_empty(),
            key => {
                let opens = after.trim().is_empty() || after.trim().starts_with(['{', '#', '&']);
                opens && SECTIONS.contains(&key)
            }
        }
    };
    let is_at_left = |line: &&String| line.starts_with(|c: char| !c.is_whitespace());
    head.lines.iter().filter(is_at_left).any(is_section)
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let Document { trees, text } = document::read(input, reading)?;
    let mut found = Found::new(&text);
    for tree in &trees {
        // An answer of get-template has the template below a key, as a tree or as a text.
        match &tree["TemplateBody"] {
            Value::Null => read_resources(tree, &mut found, reading),
            Value::String(body) => {
                for tree in &yaml::parse(body)?.all {
                    read_resources(tree, &mut found, reading);
                }
            }
            body => read_resources(body, &mut found, reading),
        }
    }
    if found.functions.is_empty() && reading.rows() == 0 {
        for tree in &trees {
            skip_all(tree, &mut found, reading);
        }
    }
    found.give(reading);
    Ok(())
}

/// Says of a template without functions what it has instead.
fn skip_all(tree: &Value, found: &mut Found<'_>, reading: &mut Reading<'_>) {
    for (id, resource) in entries(&tree["Resources"]) {
        let kind = shortened(resource["Type"].as_str().unwrap_or("of no type"));
        reading.row();
        found.skip(reading, &format!("is {kind}, not a function"), id);
    }
}

/// What the resources of a template say of functions. Some of the functions may have been found elsewhere.
pub(super) fn read_resources(tree: &Value, found: &mut Found<'_>, reading: &mut Reading<'_>) {
    let mut template = Template::new(tree);
    for (id, kind, resource) in template.resources.clone() {
        match kind {
            "AWS::Lambda::Function" | "AWS::Serverless::Function" => {
                template.function(id, kind, resource, found, reading);
            }
            "AWS::CloudFormation::Stack" | "AWS::Serverless::Application" => {
                reading.row();
                found.skip(reading, "is a nested stack: import its template, too", id);
            }
            _ if id.starts_with("Fn::") => {
                reading.row();
                found.skip(
                    reading,
                    "is written by Fn::ForEach or a transform, which is not expanded",
                    id,
                );
            }
            _ => {}
        }
    }
    template.aliases(found, reading);
    template.scaling(found, reading);
    cloudformation_sources::read(&template, found, reading);
}

impl Template<'_> {
    fn function(
        &mut self,
        id: &str,
        kind: &str,
        resource: &Value,
        found: &mut Found<'_>,
        reading: &mut Reading<'_>,
    ) {
        let properties = &resource["Properties"];
        let is_sam = kind == "AWS::Serverless::Function";
        let property = |path: &[&str]| {
            let own = path.first().and_then(|key| properties.get(*key));
            let object = if own.is_none() && is_sam {
                self.globals
            } else {
                properties
            };
            self.intrinsics.field(object, path)
        };
        let settings = Settings {
            memory_mb: property(&["MemorySize"]).count(),
            timeout_s: property(&["Timeout"]).amount(),
            architecture: self.intrinsics.first_text(property(&["Architectures"])),
            runtime: property(&["Runtime"]).text(),
            reserved_concurrency: property(&["ReservedConcurrentExecutions"]).count(),
            snap_start: property(&["SnapStart", "ApplyOn"]).known_text().as_deref()
                == Some("PublishedVersions"),
            ..Settings::default()
        };
        let of_sam = |path: &[&str]| match is_sam {
            true => property(path),
            false => Resolved::Nothing,
        };
        let alias = of_sam(&["AutoPublishAlias"]);
        let provisioned = of_sam(&PROVISIONED);
        let name = property(&["FunctionName"]);
        // Within a serverless.yml a text may have variables that nobody has resolved.
        let name = name.known_text().filter(|name| !name.contains("${"));
        if let Some(condition) = resource["Condition"].as_str() {
            reading.assume(&format!(
                "the condition {condition}, under which {id} exists, holds"
            ));
        }
        let function = Function::new(id, name, id, settings);
        let index = found.add(reading, function);
        if let Some(alias) = alias.known_text() {
            // The logical id of the alias that SAM makes.
            self.aliases
                .insert(format!("{id}Alias{alias}"), (index, Some(alias.clone())));
            found.add_alias(reading, index, &alias);
        }
        found.add_provisioned(reading, index, None, provisioned);
    }

    /// Aliases and versions, and the provisioned concurrency of each.
    fn aliases(&mut self, found: &mut Found<'_>, reading: &mut Reading<'_>) {
        for kind in ["AWS::Lambda::Version", "AWS::Lambda::Alias"] {
            for (id, properties) in self.of_type(kind) {
                let Some((function, _)) = self.target(&properties["FunctionName"], found) else {
                    reading.row();
                    found.skip(reading, FOREIGN, id);
                    continue;
                };
                let alias = self.intrinsics.field(properties, &["Name"]).known_text();
                let alias = alias.filter(|_| kind == "AWS::Lambda::Alias");
                self.aliases
                    .insert(id.to_owned(), (function, alias.clone()));
                if let Some(alias) = &alias {
                    found.add_alias(reading, function, alias);
                }
                let provisioned = self.intrinsics.field(properties, &PROVISIONED);
                found.add_provisioned(reading, function, alias.as_deref(), provisioned);
            }
        }
    }
}
