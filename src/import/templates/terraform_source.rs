//! Terraform's source, `.tf` files and their JSON form, to a list of resources. A call of the community module for
//! Lambda counts as the resources that it makes.
//!
//! It knows blocks. It must not know what resources say of functions: `terraform` does.

use hcl::structure::Block;
use serde_json::{Value, json};

use super::document;
use super::hcl_values::{Expressions, Scope, of_json, open};
use super::resolved::{Resolve, Resolved, entries, items};
use super::terraform;
use super::terraform_resources::Resource;
use super::terraform_sources::is_of_interest;
use super::{Format, Head, Input, ReadError, Reading};

/// `.tf` files.
pub(super) const FORMAT: Format = Format {
    kind: "terraform_source",
    title: "Terraform source",
    is_like,
    read,
};

/// `.tf.json` files, as people or CDK for Terraform write them.
pub(super) const JSON_FORMAT: Format = Format {
    kind: "terraform_source_json",
    title: "Terraform source in JSON",
    is_like: is_like_json,
    read: read_json,
};

/// Text longer than this is no source.
const LONGEST_TEXT: usize = 4 << 20;

fn is_like(head: &Head) -> bool {
    if head.is_json() {
        return false;
    }
    head.lines.iter().any(|line| {
        let mut words = line.split_whitespace();
        let labels = match words.next() {
            Some("resource" | "data") => 2,
            Some("module" | "variable" | "output" | "provider") => 1,
            Some("locals" | "terraform") => 0,
            _ => return false,
        };
        let rest: Vec<&str> = words.collect();
        let (named, after) = rest.split_at(labels.min(rest.len()));
        // `resource "a" "b"{` has no blank before its brace.
        let opens = after.first().is_some_and(|word| word.starts_with('{'))
            || named.last().is_some_and(|word| word.ends_with('{'));
        named.len() == labels && named.iter().all(|word| word.starts_with('"')) && opens
    })
}

fn is_like_json(head: &Head) -> bool {
    let has = |prefix: &str| head.keys.iter().any(|key| key.starts_with(prefix));
    has("resource.aws_") || has("module.") && has("resource.") || has("resource[].aws_")
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let text = document::text(input)?;
    if text.len() > LONGEST_TEXT {
        let reason = format!(
            "is larger than {} MB, too large for source",
            LONGEST_TEXT >> 20
        );
        return Err(ReadError::refused(reason));
    }
    let body = hcl::parse(&text).map_err(|error| refusal(&error))?;
    let mut scope = Scope::default();
    for block in body.blocks() {
        match (block.identifier(), block.labels()) {
            ("variable", [name]) => {
                let default = block
                    .body
                    .attributes()
                    .find(|attribute| attribute.key() == "default");
                let default = default.map(|default| default.expr.clone());
                scope
                    .variables
                    .extend(default.map(|default| (name.as_str().to_owned(), default)));
            }
            ("locals", _) => scope.locals.extend(
                block
                    .body
                    .attributes()
                    .map(|local| (local.key.to_string(), local.expr.clone())),
            ),
            _ => {}
        }
    }
    let mut resources = Vec::new();
    for block in body.blocks() {
        let body = |block: &Block| scope.body(&block.body);
        match (block.identifier(), block.labels()) {
            ("resource", [kind, name]) => {
                let values = match is_of_interest(kind.as_str()) {
                    true => body(block),
                    false => Value::Null,
                };
                resources.push(resource(kind.as_str(), name.as_str(), values));
            }
            ("module", [name]) => module(name.as_str(), body(block), &mut resources, reading),
            _ => {}
        }
    }
    terraform::read(existing(resources, &text, reading), &text, reading);
    Ok(())
}

fn refusal(error: &hcl::Error) -> ReadError {
    match error {
        hcl::Error::Parse(error) => {
            let line = error.location().line() as u64;
            let reason = format!(
                "is not Terraform's language throughout: {}",
                error.message()
            );
            ReadError::at(line.max(1), reason)
        }
        other => ReadError::refused(format!("is not Terraform's language throughout: {other}")),
    }
}

fn read_json(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let document = document::read(input, reading)?;
    let mut resources = Vec::new();
    for tree in &document.trees {
        let mut scope = Scope::default();
        for (name, variable) in items(&tree["variable"]).iter().flat_map(entries) {
            let default = items(variable)
                .first()
                .and_then(|variable| variable.get("default"));
            scope
                .variables
                .extend(default.map(|default| (name.clone(), of_json(default))));
        }
        for (name, local) in items(&tree["locals"]).iter().flat_map(entries) {
            scope.locals.insert(name.clone(), of_json(local));
        }
        let body = |value: &Value| scope.value(&of_json(value));
        for (kind, named) in items(&tree["resource"]).iter().flat_map(entries) {
            for (name, values) in items(named).iter().flat_map(entries) {
                let values = items(values).first().filter(|_| is_of_interest(kind));
                resources.push(resource(kind, name, values.map_or(Value::Null, body)));
            }
        }
        for (name, values) in items(&tree["module"]).iter().flat_map(entries) {
            let values = items(values).first().map_or(Value::Null, body);
            module(name, values, &mut resources, reading);
        }
    }
    let resources = existing(resources, &document.text, reading);
    terraform::read(resources, &document.text, reading);
    Ok(())
}

fn resource(kind: &str, name: &str, values: Value) -> Resource {
    Resource {
        module: String::new(),
        instance: String::new(),
        kind: kind.to_owned(),
        name: name.to_owned(),
        index: None,
        values,
    }
}

/// A resource that a call of a module makes.
fn made_by(module: &str, kind: &str, name: &str, values: Value) -> Resource {
    let module = format!("module.{module}");
    Resource {
        instance: module.clone(),
        module,
        ..resource(kind, name, values)
    }
}

/// Leaves out resources that are made none of; of those that are made several of, one stands for all.
fn existing(resources: Vec<Resource>, text: &str, reading: &mut Reading<'_>) -> Vec<Resource> {
    let is_made = |resource: &Resource| {
        let count = resource.field(&["count"]);
        let number = count.known_number();
        let is_made = number != Some(0.0);
        if resource.kind != "aws_lambda_function" {
            return is_made;
        }
        let is_several = (count != Resolved::Nothing && number != Some(1.0))
            || resource.values.get("for_each").is_some();
        if !is_made {
            reading.row();
            let reason = match count.parameter() {
                Some(parameter) => format!("has a count of 0, the default of {parameter}"),
                None => "has a count of 0".to_owned(),
            };
            reading.skip(&reason, document::line_of(text, &resource.name));
        } else if is_several {
            let name = resource.fallback_name();
            reading.assume(&format!(
                "{name} is made by count or for_each: it stands for one function"
            ));
        }
        is_made
    };
    resources.into_iter().filter(is_made).collect()
}

impl Resource {
    fn fallback_name(&self) -> &str {
        self.module
            .rsplit('.')
            .next()
            .filter(|name| !name.is_empty())
            .unwrap_or(&self.name)
    }
}

/// Attributes of a call that only one of a module for Lambda would have beside `function_name`.
const OF_FUNCTIONS: [&str; 8] = [
    "handler",
    "runtime",
    "memory_size",
    "timeout",
    "image_uri",
    "package_type",
    "source_path",
    "lambda_role",
];

/// Attributes that only a call of the community module for aliases has.
const OF_ALIASES: [&str; 4] = [
    "refresh_alias",
    "use_existing_alias",
    "function_version",
    "routing_additional_version_weights",
];

/// A call of a module as the resources that it makes, if it is one of the community's that matter.
fn module(name: &str, values: Value, resources: &mut Vec<Resource>, reading: &mut Reading<'_>) {
    let source = Expressions
        .field(&values, &["source"])
        .known_text()
        .unwrap_or_default();
    let has_any = |keys: &[&str]| keys.iter().any(|key| values.get(*key).is_some());
    let is_off = ["create", "create_function"]
        .iter()
        .any(|key| Expressions.field(&values, &[key]).flag() == Some(false));
    if is_off {
        return;
    }
    let made = |kind: &str, values: Value| made_by(name, kind, "this", values);
    let has_name = values.get("function_name").is_some();
    let is_alias = source.contains("modules/alias") || (has_name && has_any(&OF_ALIASES));
    let is_community = source.contains("/lambda/aws") || source.contains("terraform-aws-lambda");
    let is_function =
        (is_community && !source.contains("//modules/")) || (has_name && has_any(&OF_FUNCTIONS));
    if source.contains("/sqs/aws") {
        resources.push(made("aws_sqs_queue", values));
    } else if is_alias {
        let of_function = values["function_name"].clone();
        let address = open(&format!("module.{name}.lambda_alias_arn"));
        resources.push(made(
            "aws_lambda_alias",
            json!({ "name": values["name"], "function_name": of_function }),
        ));
        triggers(name, &values, &address, resources);
    } else if is_function {
        if !source.contains("lambda/aws") {
            reading.assume(&format!(
                "the module {name} makes a Lambda function, as its inputs are those of one"
            ));
        }
        let address = open(&format!("module.{name}.lambda_function_arn"));
        let has_url = Expressions
            .field(&values, &["create_lambda_function_url"])
            .flag()
            == Some(true);
        if has_url {
            let url = json!({ "function_name": address });
            resources.push(made("aws_lambda_function_url", url));
        }
        triggers(name, &values, &address, resources);
        resources.push(made("aws_lambda_function", values));
    } else {
        // Nobody can say what another module makes; it is named where there is no function.
        resources.push(resource(
            "a module, whose resources stand in other files",
            name,
            Value::Null,
        ));
    }
}

/// `event_source_mapping`, `allowed_triggers` and the like of a call as resources.
fn triggers(name: &str, values: &Value, function: &Value, resources: &mut Vec<Resource>) {
    let mut add = |kind: &str, key: &str, values: &Value| {
        let mut values = values.as_object().cloned().unwrap_or_default();
        values.insert("function_name".to_owned(), function.clone());
        resources.push(made_by(name, kind, key, Value::Object(values)));
    };
    for (key, mapping) in entries(&values["event_source_mapping"]) {
        add("aws_lambda_event_source_mapping", key, mapping);
    }
    for (key, trigger) in entries(&values["allowed_triggers"]) {
        let service = Expressions.field(trigger, &["service"]).known_text();
        let principal = match service {
            Some(service) => Value::from(format!("{service}.amazonaws.com")),
            None => trigger["principal"].clone(),
        };
        add(
            "aws_lambda_permission",
            key,
            &json!({ "principal": principal }),
        );
    }
    let is_on = Expressions
        .field(values, &["create_async_event_config"])
        .flag()
        == Some(true);
    if is_on {
        add("aws_lambda_function_event_invoke_config", "this", values);
    }
}
