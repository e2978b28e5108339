//! What the resources of Terraform say of functions, wherever they were read: in source, a plan or a state.
//!
//! It knows the resource types of the AWS provider that say something of a function itself. It must not know in which
//! form they were written, nor what invokes functions: `terraform_sources` does.

use super::found::{Found, Function, bound};
use super::hcl_values::Expressions;
use super::resolved::{Resolve, Resolved, shortened};
use super::terraform_resources::{FOREIGN, Resource, Resources, of_kind};
use super::{Reading, Settings, terraform_sources};

/// Reads the functions among resources, and gives them to the reading.
pub(super) fn read(all: Vec<Resource>, text: &str, reading: &mut Reading<'_>) {
    let mut found = Found::new(text);
    let mut resources = Resources::new(all);
    for (at, resource) in of_kind(&resources.all, "aws_lambda_function") {
        let index = function(resource, &mut found, reading);
        resources.leads.insert(at, (index, None));
    }
    if found.functions.is_empty() {
        for resource in &resources.all {
            reading.row();
            let is_of_function = resource.kind.starts_with("aws_lambda_");
            let what = if is_of_function {
                " of a function that this file does not define"
            } else {
                ", not a function"
            };
            let reason = format!("is {}{what}", shortened(&resource.kind));
            found.skip(reading, &reason, &resource.name);
        }
        return;
    }
    resources.aliases(&mut found, reading);
    resources.scaling(&mut found, reading);
    terraform_sources::read(&resources, &mut found, reading);
    found.give(reading);
}

fn function(resource: &Resource, found: &mut Found<'_>, reading: &mut Reading<'_>) -> usize {
    // -1 stands for none.
    let concurrency = |key: &str| match resource.field(&[key]) {
        none if none.known_number() == Some(-1.0) => Resolved::Nothing,
        other => other,
    };
    let snap_start = resource.field(&["snap_start", "apply_on"]).known_text();
    let settings = Settings {
        memory_mb: resource.field(&["memory_size"]).count(),
        timeout_s: resource.field(&["timeout"]).amount(),
        architecture: Expressions.first_text(resource.field(&["architectures"])),
        runtime: resource.field(&["runtime"]).text(),
        reserved_concurrency: concurrency("reserved_concurrent_executions").count(),
        snap_start: snap_start.as_deref() == Some("PublishedVersions")
            || resource.field(&["snap_start"]).flag() == Some(true),
        ..Settings::default()
    };
    let name = resource.field(&["function_name"]);
    if let Some(parameter) = name.parameter() {
        reading.assume(&format!("{parameter} keeps its default value"));
    }
    let (id, fallback) = (resource.address(), resource.fallback());
    let function = Function::new(&id, name.known_text(), &fallback, settings);
    let index = found.add(reading, function);
    // The community module's own.
    let provisioned = concurrency("provisioned_concurrent_executions");
    found.add_provisioned(reading, index, None, provisioned);
    index
}

impl Resources {
    /// Aliases, and provisioned concurrency of them or of versions.
    fn aliases(&mut self, found: &mut Found<'_>, reading: &mut Reading<'_>) {
        for (at, resource) in of_kind(&self.all, "aws_lambda_alias") {
            let Some((function, _)) =
                self.target(resource, &resource.values["function_name"], found)
            else {
                reading.row();
                found.skip(reading, FOREIGN, &resource.name);
                continue;
            };
            let alias = resource.field(&["name"]).known_text();
            if let Some(alias) = &alias {
                found.add_alias(reading, function, alias);
            }
            self.leads.insert(at, (function, alias));
        }
        for (_, resource) in of_kind(&self.all, "aws_lambda_provisioned_concurrency_config") {
            reading.row();
            let target = self.target(resource, &resource.values["function_name"], found);
            let qualifier = &resource.values["qualifier"];
            let by_alias = || {
                self.target(resource, qualifier, found)
                    .filter(|(_, alias)| alias.is_some())
            };
            let Some((function, _)) = target.or_else(by_alias) else {
                found.skip(reading, FOREIGN, &resource.name);
                continue;
            };
            let alias = match self.referred(resource, qualifier, &["aws_lambda_alias"]) {
                Some(at) => self.leads.get(&at).and_then(|(_, alias)| alias.clone()),
                None => Expressions.resolve(qualifier).known_text(),
            };
            // A version is a number.
            let alias = alias.filter(|alias| alias.parse::<u64>().is_err() && alias != "$LATEST");
            let count = resource.field(&["provisioned_concurrent_executions"]);
            found.add_provisioned(reading, function, alias.as_deref(), count);
        }
    }

    /// Application Auto Scaling: targets, then policies and scheduled actions, which refer to them.
    fn scaling(&mut self, found: &mut Found<'_>, reading: &mut Reading<'_>) {
        for (at, resource) in of_kind(&self.all, "aws_appautoscaling_target") {
            let service = resource.field(&["service_namespace"]).known_text();
            if service.is_some_and(|name| name != "lambda") {
                continue;
            }
            reading.row();
            let Some((function, alias)) =
                self.target(resource, &resource.values["resource_id"], found)
            else {
                found.skip(
                    reading,
                    "scales a function that this file does not define",
                    &resource.name,
                );
                continue;
            };
            if let Some(alias) = alias {
                found.add_alias(reading, function, &alias);
            }
            let mut bound_at = |path: &[&str]| bound(resource.field(path).count(), path, reading);
            let minimum = bound_at(&["min_capacity"]);
            let maximum = bound_at(&["max_capacity"]);
            if let Some(autoscaling) = found.autoscaling(function) {
                autoscaling.minimum = minimum;
                autoscaling.maximum = maximum;
            }
            self.leads.insert(at, (function, None));
        }
        for resource in &self.all {
            let is_policy = resource.kind == "aws_appautoscaling_policy";
            if !is_policy && resource.kind != "aws_appautoscaling_scheduled_action" {
                continue;
            }
            let Some((function, _)) = self.target(resource, &resource.values["resource_id"], found)
            else {
                continue;
            };
            let path = [
                "target_tracking_scaling_policy_configuration",
                "target_value",
            ];
            let target = resource.field(&path).known_number();
            let schedule = resource.field(&["schedule"]).known_text();
            let mut bound_at = |path: &[&str]| bound(resource.field(path).count(), path, reading);
            let minimum = bound_at(&["scalable_target_action", "min_capacity"]);
            let maximum = bound_at(&["scalable_target_action", "max_capacity"]);
            if let Some(autoscaling) = found.autoscaling(function) {
                if is_policy {
                    autoscaling.target = target.or(autoscaling.target);
                } else if let Some(schedule) = schedule {
                    autoscaling.scheduled.push((schedule, minimum, maximum));
                }
            }
        }
    }
}
