//! Application Auto Scaling of provisioned concurrency in a template of CloudFormation.
//!
//! It knows scalable targets and scaling policies. It must not know other services that scale by them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::cloudformation_template::Template;
use super::found::{self, Found};
use super::intrinsics::references;
use super::resolved::{Resolve, items};
use super::{Autoscaling, Reading, Setting};

impl Template<'_> {
    /// Application Auto Scaling: targets with their scheduled actions, then the policies of the targets.
    pub(super) fn scaling(&self, found: &mut Found<'_>, reading: &mut Reading<'_>) {
        let mut targets = BTreeMap::new();
        for (id, properties) in self.of_type("AWS::ApplicationAutoScaling::ScalableTarget") {
            let dimension = self
                .intrinsics
                .field(properties, &["ScalableDimension"])
                .known_text();
            if dimension.as_deref() != Some("lambda:function:ProvisionedConcurrency") {
                continue;
            }
            reading.row();
            let Some((function, alias)) = self.target(&properties["ResourceId"], found) else {
                found.skip(
                    reading,
                    "scales a function that this template does not define",
                    id,
                );
                continue;
            };
            if let Some(alias) = alias {
                found.add_alias(reading, function, &alias);
            }
            targets.insert(id, function);
            let minimum = self.bound(properties, &["MinCapacity"], reading);
            let maximum = self.bound(properties, &["MaxCapacity"], reading);
            let mut scheduled = Vec::new();
            for action in items(&properties["ScheduledActions"]) {
                let schedule = self.intrinsics.field(action, &["Schedule"]).known_text();
                let least = self.bound(action, &["ScalableTargetAction", "MinCapacity"], reading);
                let most = self.bound(action, &["ScalableTargetAction", "MaxCapacity"], reading);
                scheduled.extend(schedule.map(|schedule| (schedule, least, most)));
            }
            if let Some(autoscaling) = found.autoscaling(function) {
                let target = autoscaling.target;
                *autoscaling = Autoscaling {
                    minimum,
                    maximum,
                    target,
                    scheduled,
                };
            }
        }
        for (_, properties) in self.of_type("AWS::ApplicationAutoScaling::ScalingPolicy") {
            let ids = references(&properties["ScalingTargetId"]);
            let by_id = ids.iter().find_map(|id| targets.get(id).copied());
            let by_name = || {
                self.target(&properties["ResourceId"], found)
                    .map(|(function, _)| function)
            };
            let Some(function) = by_id.or_else(by_name) else {
                continue;
            };
            let path = ["TargetTrackingScalingPolicyConfiguration", "TargetValue"];
            let target = self.intrinsics.field(properties, &path).known_number();
            if let Some(autoscaling) = found.autoscaling(function) {
                autoscaling.target = target;
            }
        }
    }

    /// A bound of scaling, if it is known.
    fn bound(&self, object: &Value, path: &[&str], reading: &mut Reading<'_>) -> Option<u32> {
        let written = self.intrinsics.field(object, path).count();
        if let Some(Setting::Value {
            parameter: Some(parameter),
            ..
        }) = &written
        {
            reading.assume(&format!("{parameter} keeps its default value"));
        }
        found::bound(written, path, reading)
    }
}
