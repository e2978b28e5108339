//! The size of an ECS service, in force: commands of AWS's command line, and the resources of the tools.
//!
//! It knows services, their scaling and the group of instances beneath; it must not know why anybody would change one.

use super::aws::quoted;
use super::code::all;
use super::names::{identifier, logical};
use super::source::Placeholder;
use super::tool::Code;
use crate::kernel::SimDuration;
use crate::scenario::{Function, Scenario, ServiceQuantity};

/// What stands for the cluster, or for the group of instances, which a scenario does not name.
pub(super) const fn placeholder(quantity: ServiceQuantity) -> Placeholder {
    match quantity {
        ServiceQuantity::MinimumInstances => Placeholder {
            word: "GROUP",
            by: [
                "the name of the Auto Scaling group",
                "Auto Scaling 그룹 이름",
            ],
        },
        ServiceQuantity::CpuHeadroom => Placeholder {
            word: "CLUSTER, POLICY",
            by: [
                "the names of the cluster and of the scaling policy",
                "클러스터와 조정 정책의 이름",
            ],
        },
        _ => Placeholder {
            word: "CLUSTER",
            by: ["the name of the cluster", "클러스터 이름"],
        },
    }
}

/// AWS's standard period of a metric; shorter ones are high-resolution.
const ONE_MINUTE: SimDuration = SimDuration::from_secs(60);

/// The numbers of a service in a scenario that was changed already.
struct Sizes<'a> {
    name: &'a str,
    minimum: u32,
    maximum: u32,
    is_scaled: bool,
    target_percent: u32,
    instances: u32,
    /// The metric of CPU, by the period of its datapoints.
    metric: &'static str,
    /// Seconds after a scale-out and after a scale-in.
    cooldowns: [u64; 2],
    region: &'a str,
}

impl<'a> Sizes<'a> {
    fn of(changed: &'a Scenario, function: usize) -> Self {
        let settings = changed.functions.get(function);
        let service = settings.and_then(Function::ecs);
        let scaling = service.map(|service| &service.tasks.scaling);
        let target = scaling.and_then(|scaling| scaling.target);
        Self {
            name: settings.map_or("", |one| &one.name),
            minimum: scaling.map_or(0, |scaling| scaling.minimum.get()),
            maximum: scaling.map_or(0, |scaling| scaling.maximum.get()),
            is_scaled: target.is_some(),
            target_percent: target.map_or(0, |target| (100.0 * target.value()).round() as u32),
            instances: service
                .and_then(|service| service.ec2())
                .map_or(0, |ec2| ec2.minimum.get()),
            metric: match scaling.is_some_and(|scaling| scaling.period < ONE_MINUTE) {
                true => "ECSServiceAverageCPUUtilizationHighResolution",
                false => "ECSServiceAverageCPUUtilization",
            },
            cooldowns: scaling.map_or([0, 0], |scaling| {
                [scaling.cooldown_out, scaling.cooldown_in]
                    .map(|one| one.as_secs_f64().round() as u64)
            }),
            region: &changed.region.name,
        }
    }
}

/// The command that makes it so in a scenario that was changed already.
pub(super) fn command(changed: &Scenario, quantity: ServiceQuantity, function: usize) -> String {
    let sizes = Sizes::of(changed, function);
    let (name, region) = (quoted(sizes.name), quoted(sizes.region));
    let resource = quoted(&format!("service/CLUSTER/{}", sizes.name));
    let (minimum, maximum) = (sizes.minimum, sizes.maximum);
    match quantity {
        ServiceQuantity::MinimumInstances => format!(
            "aws autoscaling update-auto-scaling-group --auto-scaling-group-name GROUP --min-size {} --region {region}",
            sizes.instances
        ),
        ServiceQuantity::CpuHeadroom => format!(
            "aws application-autoscaling put-scaling-policy --service-namespace ecs --resource-id \
             {resource} --scalable-dimension ecs:service:DesiredCount --policy-name POLICY --policy-type \
             TargetTrackingScaling --target-tracking-scaling-policy-configuration \
             '{{\"TargetValue\":{},\"PredefinedMetricSpecification\":{{\"PredefinedMetricType\":\"{}\"}},\
             \"ScaleOutCooldown\":{},\"ScaleInCooldown\":{}}}' --region {region}",
            sizes.target_percent, sizes.metric, sizes.cooldowns[0], sizes.cooldowns[1]
        ),
        _ if sizes.is_scaled => format!(
            "aws application-autoscaling register-scalable-target --service-namespace ecs --resource-id \
             {resource} --scalable-dimension ecs:service:DesiredCount --min-capacity {minimum} --max-capacity \
             {maximum} --region {region}"
        ),
        _ => format!(
            "aws ecs update-service --cluster CLUSTER --service {name} --desired-count {minimum} --region {region}"
        ),
    }
}

/// The same as resources.
pub(super) fn code(changed: &Scenario, quantity: ServiceQuantity, function: usize) -> Vec<Code> {
    let sizes = Sizes::of(changed, function);
    let (name, id) = (identifier(sizes.name), logical(sizes.name));
    let (terraform, cloudformation) = match quantity {
        ServiceQuantity::MinimumInstances => (
            format!(
                "resource \"aws_autoscaling_group\" \"{name}\" {{\n  # ... as it is, and:\n  min_size = {}\n}}\n",
                sizes.instances
            ),
            format!(
                "{id}Group:\n  Type: AWS::AutoScaling::AutoScalingGroup\n  Properties:\n    MinSize: {}\n",
                sizes.instances
            ),
        ),
        ServiceQuantity::CpuHeadroom => (
            format!(
                "resource \"aws_appautoscaling_policy\" \"{name}\" {{\n  # ... as it is, and:\n  \
                 target_tracking_scaling_policy_configuration {{\n    target_value = {}\n  }}\n}}\n",
                sizes.target_percent
            ),
            format!(
                "{id}Policy:\n  Type: AWS::ApplicationAutoScaling::ScalingPolicy\n  Properties:\n    \
                 TargetTrackingScalingPolicyConfiguration:\n      TargetValue: {}\n",
                sizes.target_percent
            ),
        ),
        _ if sizes.is_scaled => (
            format!(
                "resource \"aws_appautoscaling_target\" \"{name}\" {{\n  # ... as it is, and:\n  min_capacity = {}\n  \
                 max_capacity = {}\n}}\n",
                sizes.minimum, sizes.maximum
            ),
            format!(
                "{id}Target:\n  Type: AWS::ApplicationAutoScaling::ScalableTarget\n  Properties:\n    MinCapacity: {}\n    \
                 MaxCapacity: {}\n",
                sizes.minimum, sizes.maximum
            ),
        ),
        _ => (
            format!(
                "resource \"aws_ecs_service\" \"{name}\" {{\n  # ... as it is, and:\n  desired_count = {}\n}}\n",
                sizes.minimum
            ),
            format!(
                "{id}Service:\n  Type: AWS::ECS::Service\n  Properties:\n    DesiredCount: {}\n",
                sizes.minimum
            ),
        ),
    };
    let indented: String = cloudformation
        .lines()
        .map(|line| format!("    {line}\n"))
        .collect();
    let serverless = format!("resources:\n  Resources:\n{indented}");
    all(terraform, cloudformation, serverless)
}
