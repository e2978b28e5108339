//! Answers as code: Terraform, CloudFormation with SAM, and `serverless.yml`.
//!
//! It knows the resources of these tools; it must not know why anybody would want them.

use super::aws::Version;
use super::names::{hcl, identifier, logical, yaml};
use super::tool::{Code, Tool};
use crate::catalog::AdjustableQuota;
use crate::scenario::{Autoscaling, ScheduledValue, TimeOfDay, UtilizationStatistic};

/// A quota; CloudFormation has no resource for one.
pub(super) fn account(quota: &AdjustableQuota, value: u32) -> Vec<Code> {
    let AdjustableQuota {
        service_code, code, ..
    } = quota;
    vec![Code {
        tool: Tool::Terraform,
        text: format!(
            "resource \"aws_servicequotas_service_quota\" \"lambda_concurrent_executions\" {{\n  \
             service_code = {}\n  quota_code   = {}\n  value        = {value}\n}}\n",
            hcl(service_code),
            hcl(code)
        ),
    }]
}

/// What a function reserves.
pub(super) fn reserved(version: Version<'_>, value: u32) -> Vec<Code> {
    let function = version.function();
    let terraform = format!(
        "resource \"aws_lambda_function\" \"{}\" {{\n  # ... as it is, and:\n  reserved_concurrent_executions = \
         {value}\n}}\n",
        identifier(function)
    );
    let cloudformation = format!(
        "{}:\n  Type: AWS::Serverless::Function   # or AWS::Lambda::Function\n  Properties:\n    \
         ReservedConcurrentExecutions: {value}\n",
        logical(function)
    );
    let serverless = format!(
        "functions:\n  {}:\n    reservedConcurrency: {value}\n",
        yaml(function)
    );
    all(terraform, cloudformation, serverless)
}

/// What a version provisions all the time.
pub(super) fn constant(version: Version<'_>, value: u32) -> Vec<Code> {
    let (function, alias) = (version.function(), version.qualifier());
    let terraform = format!(
        "resource \"aws_lambda_provisioned_concurrency_config\" \"{}\" {{\n  function_name = {}\n  qualifier     = \
         {}\n\n  provisioned_concurrent_executions = {value}\n}}\n",
        identifier(function),
        hcl(function),
        hcl(alias)
    );
    let cloudformation = format!(
        "{}:\n  Type: AWS::Serverless::Function   # with AWS::Lambda::Alias: the same ProvisionedConcurrencyConfig\n  \
         Properties:\n    AutoPublishAlias: {}\n    ProvisionedConcurrencyConfig:\n      \
         ProvisionedConcurrentExecutions: {value}\n",
        logical(function),
        yaml(alias)
    );
    let serverless = format!(
        "functions:\n  {}:\n    provisionedConcurrency: {value}\n",
        yaml(function)
    );
    all(terraform, cloudformation, serverless)
}

/// What a version provisions by the time of the day.
pub(super) fn schedule(version: Version<'_>, schedule: &[ScheduledValue]) -> Vec<Code> {
    let values = || schedule.iter().map(|one| one.value.get());
    let (Some(min), Some(max)) = (values().min(), values().max()) else {
        return Vec::new();
    };
    let changes = schedule.iter().map(|one| Change {
        at: one.at,
        min: Some(one.value.get()),
        max: Some(one.value.get()),
    });
    let changes: Vec<Change> = changes.collect();
    scaled(version, (min, max), &changes, None)
}

/// What a version provisions as its utilization asks for.
pub(super) fn autoscaling(version: Version<'_>, own: &Autoscaling) -> Vec<Code> {
    let changes = own.schedule.iter().map(|one| Change {
        at: one.at,
        min: one.min.map(|min| min.get()),
        max: one.max.map(|max| max.get()),
    });
    let changes: Vec<Change> = changes.collect();
    scaled(version, (own.min.get(), own.max.get()), &changes, Some(own))
}

/// Other bounds from a time of the day on.
struct Change {
    at: TimeOfDay,
    min: Option<u32>,
    max: Option<u32>,
}

impl Change {
    fn clock(&self) -> (u32, u32) {
        let minutes = self.at.seconds() / 60;
        (minutes / 60, minutes % 60)
    }

    fn name(&self) -> String {
        let (hour, minute) = self.clock();
        format!("burstsim-{hour:02}{minute:02}")
    }

    fn cron(&self) -> String {
        let (hour, minute) = self.clock();
        format!("cron({minute} {hour} * * ? *)")
    }
}

fn scaled(
    version: Version<'_>,
    bounds: (u32, u32),
    changes: &[Change],
    tracking: Option<&Autoscaling>,
) -> Vec<Code> {
    let cloudformation = cloudformation(version, bounds, changes, tracking);
    let indented = cloudformation.lines().map(|line| format!("    {line}\n"));
    let serverless = format!("resources:\n  Resources:\n{}", indented.collect::<String>());
    let terraform = terraform(version, bounds, changes, tracking);
    all(terraform, cloudformation, serverless)
}

pub(super) fn all(terraform: String, cloudformation: String, serverless: String) -> Vec<Code> {
    [
        (Tool::Terraform, terraform),
        (Tool::CloudFormation, cloudformation),
        (Tool::Serverless, serverless),
    ]
    .map(|(tool, text)| Code { tool, text })
    .to_vec()
}

fn terraform(
    version: Version<'_>,
    (min, max): (u32, u32),
    changes: &[Change],
    tracking: Option<&Autoscaling>,
) -> String {
    let name = identifier(version.function());
    let target = format!("aws_appautoscaling_target.{name}");
    let scaled = format!(
        "  service_namespace  = {target}.service_namespace\n  resource_id        = {target}.resource_id\n  \
         scalable_dimension = {target}.scalable_dimension\n"
    );
    let mut text = format!(
        "resource \"aws_appautoscaling_target\" \"{name}\" {{\n  service_namespace  = \"lambda\"\n  resource_id        = \
         {}\n  scalable_dimension = \"lambda:function:ProvisionedConcurrency\"\n  min_capacity       = {min}\n  \
         max_capacity       = {max}\n}}\n",
        hcl(&version.resource())
    );
    for change in changes {
        let bounds = [("min_capacity", change.min), ("max_capacity", change.max)];
        let bounds = bounds
            .into_iter()
            .filter_map(|(key, value)| Some(format!("    {key} = {}\n", value?)));
        let (hour, minute) = change.clock();
        let zone = version.zone().map_or_else(String::new, |zone| {
            format!("  timezone           = \"{zone}\"\n")
        });
        text += &format!(
            "\nresource \"aws_appautoscaling_scheduled_action\" \"{name}_{hour:02}{minute:02}\" {{\n  name               = \
             \"{}\"\n{scaled}  schedule           = \"{}\"\n{zone}\n  scalable_target_action {{\n{}  }}\n}}\n",
            change.name(),
            change.cron(),
            bounds.collect::<String>()
        );
    }
    if let Some(own) = tracking {
        let metric = match own.statistic {
            UtilizationStatistic::Average | UtilizationStatistic::TimeAverage => {
                "    predefined_metric_specification {\n      predefined_metric_type = \
                 \"LambdaProvisionedConcurrencyUtilization\"\n    }\n"
                    .to_owned()
            }
            UtilizationStatistic::Maximum => {
                let dimension = |name: &str, value: &str| {
                    format!(
                        "\n      dimensions {{\n        name  = \"{name}\"\n        value = {}\n      }}\n",
                        hcl(value)
                    )
                };
                format!(
                    "    customized_metric_specification {{\n      metric_name = \
                     \"ProvisionedConcurrencyUtilization\"\n      namespace   = \"AWS/Lambda\"\n      statistic   = \
                     \"Maximum\"\n{}{}    }}\n",
                    dimension("FunctionName", version.function()),
                    dimension("Resource", &version.qualified())
                )
            }
        };
        let cooldowns = cooldowns(own).map(|(key, seconds)| {
            let key = if key == "ScaleOutCooldown" {
                "scale_out_cooldown"
            } else {
                "scale_in_cooldown"
            };
            format!("    {key} = {seconds}\n")
        });
        text += &format!(
            "\nresource \"aws_appautoscaling_policy\" \"{name}\" {{\n  name               = \"burstsim-tracking\"\n{scaled}  \
             policy_type        = \"TargetTrackingScaling\"\n\n  target_tracking_scaling_policy_configuration {{\n    \
             target_value = {}\n{}{metric}  }}\n}}\n",
            own.target,
            cooldowns.collect::<String>()
        );
    }
    text
}

fn cloudformation(
    version: Version<'_>,
    (min, max): (u32, u32),
    changes: &[Change],
    tracking: Option<&Autoscaling>,
) -> String {
    let name = logical(version.function());
    let mut text = format!(
        "{name}Scaling:\n  Type: AWS::ApplicationAutoScaling::ScalableTarget\n  Properties:\n    ServiceNamespace: lambda\n    \
         ResourceId: {}\n    ScalableDimension: lambda:function:ProvisionedConcurrency\n    MinCapacity: {min}\n    \
         MaxCapacity: {max}\n",
        yaml(&version.resource())
    );
    if !changes.is_empty() {
        text += "    ScheduledActions:\n";
    }
    for change in changes {
        let bounds = [("MinCapacity", change.min), ("MaxCapacity", change.max)];
        let bounds = bounds
            .into_iter()
            .filter_map(|(key, value)| Some(format!("          {key}: {}\n", value?)));
        let zone = version
            .zone()
            .map_or_else(String::new, |zone| format!("        Timezone: {zone}\n"));
        text += &format!(
            "      - ScheduledActionName: {}\n        Schedule: \"{}\"\n{zone}        ScalableTargetAction:\n{}",
            change.name(),
            change.cron(),
            bounds.collect::<String>()
        );
    }
    if let Some(own) = tracking {
        let metric = match own.statistic {
            UtilizationStatistic::Average | UtilizationStatistic::TimeAverage => {
                "      PredefinedMetricSpecification:\n        PredefinedMetricType: \
                 LambdaProvisionedConcurrencyUtilization\n"
                    .to_owned()
            }
            UtilizationStatistic::Maximum => format!(
                "      CustomizedMetricSpecification:\n        MetricName: ProvisionedConcurrencyUtilization\n        \
                 Namespace: AWS/Lambda\n        Statistic: Maximum\n        Dimensions:\n          - Name: \
                 FunctionName\n            Value: {}\n          - Name: Resource\n            Value: {}\n",
                yaml(version.function()),
                yaml(&version.qualified())
            ),
        };
        let cooldowns = cooldowns(own).map(|(key, seconds)| format!("      {key}: {seconds}\n"));
        text += &format!(
            "{name}Tracking:\n  Type: AWS::ApplicationAutoScaling::ScalingPolicy\n  Properties:\n    PolicyName: \
             burstsim-tracking\n    PolicyType: TargetTrackingScaling\n    ScalingTargetId: !Ref {name}Scaling\n    \
             TargetTrackingScalingPolicyConfiguration:\n      TargetValue: {}\n{}{metric}",
            own.target,
            cooldowns.collect::<String>()
        );
    }
    text
}

/// The cooldowns that are not zero, in whole seconds, by the keys of AWS.
fn cooldowns(own: &Autoscaling) -> impl Iterator<Item = (&'static str, u64)> {
    let cooldowns = [
        ("ScaleOutCooldown", own.cooldown_out),
        ("ScaleInCooldown", own.cooldown_in),
    ];
    cooldowns
        .into_iter()
        .filter(|(_, cooldown)| !cooldown.is_zero())
        .map(|(key, cooldown)| (key, cooldown.as_secs_f64().ceil() as u64))
}
