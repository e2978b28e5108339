//! Commands of AWS's command line: quotas, concurrency of functions, Application Auto Scaling of provisioned concurrency.
//!
//! Every command names the function and its alias or, where the scenario names none, [`ALIAS`] in its
//! place. It knows what the commands are called and take; it must not know why anybody would run them.

use serde_json::{Value, json};

use crate::catalog::AdjustableQuota;
use crate::report::Language;
use crate::scenario::setting::provisioned_alias;
use crate::scenario::{Autoscaling, Function, Scenario, TimeOfDay, UtilizationStatistic};

/// Stands for the alias or version, where the scenario names none.
const ALIAS: &str = "ALIAS";

/// What AWS's command line makes of times without a word on their zone.
pub(in crate::report) const TIMES: [&str; 2] = [
    "AWS reads times without --timezone as UTC",
    "--timezone이 없는 시각은 UTC입니다",
];

/// The version of a function whose provisioned concurrency is meant.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) struct Version<'a> {
    /// The Region's code.
    region: &'a str,
    function: &'a str,
    alias: Option<&'a str>,
    /// The zone of its scheduled times, if AWS has a name for it; else they are UTC.
    zone: Option<&'static str>,
}

impl<'a> Version<'a> {
    /// That of the function with an index.
    pub(in crate::report) fn of(scenario: &'a Scenario, index: usize) -> Self {
        let function = scenario.functions.get(index);
        let version = function.and_then(|function| function.version.as_ref());
        let name = match provisioned_alias(scenario, index) {
            Some(alias) => Some(&alias.name[..]),
            None => version.map(|version| &version.name[..]),
        };
        Self {
            region: &scenario.region.name,
            function: function.map_or("", Function::unqualified_name),
            alias: name,
            zone: scenario.timezone.and_then(|zone| zone.name()),
        }
    }

    /// The time zone that AWS takes scheduled times in, where it is not UTC.
    pub(super) const fn zone(self) -> Option<&'static str> {
        self.zone
    }

    /// Says what the commands after it are, and what to do with them first.
    pub(in crate::report) fn introduction(self, language: Language) -> String {
        match self.alias {
            Some(_) => language.choose("For AWS", "AWS에는").to_owned(),
            None => language.choose(
                format!("For AWS, with the alias or version of the function in place of {ALIAS}"),
                format!("AWS에는({ALIAS} 자리에 함수의 별칭이나 버전)"),
            ),
        }
    }

    /// The function's name.
    pub(super) const fn function(self) -> &'a str {
        self.function
    }

    /// The alias or version, or what stands for it.
    pub(super) fn qualifier(self) -> &'a str {
        self.alias.unwrap_or(ALIAS)
    }

    /// What stands for the alias or version, where the scenario names none.
    pub(super) const fn placeholder(self) -> Option<&'static str> {
        match self.alias {
            Some(_) => None,
            None => Some(ALIAS),
        }
    }

    pub(super) fn qualified(self) -> String {
        format!("{}:{}", self.function, self.qualifier())
    }

    /// As Application Auto Scaling calls it.
    pub(super) fn resource(self) -> String {
        format!("function:{}", self.qualified())
    }
}

/// Asks for a quota.
pub(super) fn quota_increase(quota: &AdjustableQuota, value: u32, region: &str) -> String {
    format!(
        "aws service-quotas request-service-quota-increase --service-code {} --quota-code {} --desired-value {value} \
         --region {}",
        quoted(&quota.service_code),
        quoted(&quota.code),
        quoted(region)
    )
}

/// Reserves concurrency for a function.
pub(super) fn reserve(version: Version<'_>, value: u32, region: &str) -> String {
    format!(
        "aws lambda put-function-concurrency --function-name {} --reserved-concurrent-executions {value} --region {}",
        quoted(version.function),
        quoted(region)
    )
}

/// Provisions environments of a version.
pub(super) fn provision(version: Version<'_>, value: u32, region: &str) -> String {
    format!(
        "aws lambda put-provisioned-concurrency-config --function-name {} --qualifier {} \
         --provisioned-concurrent-executions {value} --region {}",
        quoted(version.function),
        quoted(version.qualifier()),
        quoted(region)
    )
}

/// Makes a function's provisioned concurrency scalable within bounds.
pub(in crate::report) fn register(version: Version<'_>, least: u32, most: u32) -> String {
    format!(
        "aws application-autoscaling register-scalable-target {} --min-capacity {least} \
         --max-capacity {most} --region {}",
        scalable(version),
        quoted(version.region)
    )
}

/// Sets bounds at a time of the day, which comes at a whole minute.
pub(in crate::report) fn scheduled_action(
    version: Version<'_>,
    at: TimeOfDay,
    least: Option<u32>,
    most: Option<u32>,
) -> String {
    let minutes = at.seconds() / 60;
    let (hour, minute) = (minutes / 60, minutes % 60);
    let bounds = [("MinCapacity", least), ("MaxCapacity", most)];
    let bounds = bounds
        .into_iter()
        .filter_map(|(key, value)| Some(format!("{key}={}", value?)));
    let zone = version
        .zone
        .map_or_else(String::new, |zone| format!("--timezone {zone} "));
    format!(
        "aws application-autoscaling put-scheduled-action {} --scheduled-action-name \
         burstsim-{hour:02}{minute:02} --schedule \"cron({minute} {hour} * * ? *)\" {zone}\
         --scalable-target-action {} --region {}",
        scalable(version),
        bounds.collect::<Vec<_>>().join(","),
        quoted(version.region)
    )
}

/// Has the utilization tracked.
pub(in crate::report) fn scaling_policy(version: Version<'_>, autoscaling: &Autoscaling) -> String {
    format!(
        "aws application-autoscaling put-scaling-policy {} --policy-name burstsim-tracking \
         --policy-type TargetTrackingScaling --target-tracking-scaling-policy-configuration {} --region {}",
        scalable(version),
        quoted(&configuration(version, autoscaling).to_string()),
        quoted(version.region)
    )
}

/// The predefined metric takes the average of a minute's samples; for its highest value it has to be
/// spelled out. CloudWatch has no average over time: the predefined metric is what comes nearest.
fn configuration(version: Version<'_>, autoscaling: &Autoscaling) -> Value {
    let mut tree = json!({ "TargetValue": autoscaling.target });
    match autoscaling.statistic {
        UtilizationStatistic::Average | UtilizationStatistic::TimeAverage => {
            tree["PredefinedMetricSpecification"] =
                json!({ "PredefinedMetricType": "LambdaProvisionedConcurrencyUtilization" });
        }
        UtilizationStatistic::Maximum => {
            tree["CustomizedMetricSpecification"] = json!({
                "MetricName": "ProvisionedConcurrencyUtilization",
                "Namespace": "AWS/Lambda",
                "Dimensions": [
                    { "Name": "FunctionName", "Value": version.function },
                    { "Name": "Resource", "Value": version.qualified() },
                ],
                "Statistic": "Maximum",
            });
        }
    }
    for (key, cooldown) in [
        ("ScaleOutCooldown", autoscaling.cooldown_out),
        ("ScaleInCooldown", autoscaling.cooldown_in),
    ] {
        if !cooldown.is_zero() {
            tree[key] = json!(cooldown.as_secs_f64().ceil() as u64);
        }
    }
    tree
}

/// What is scaled.
fn scalable(version: Version<'_>) -> String {
    format!(
        "--service-namespace lambda --scalable-dimension lambda:function:ProvisionedConcurrency \
         --resource-id {}",
        quoted(&version.resource())
    )
}

/// A word for the shell.
pub(super) fn quoted(word: &str) -> String {
    let plain = |sign: char| sign.is_ascii_alphanumeric() || "-_:".contains(sign);
    match word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::SimDuration;
    use crate::scenario::Concurrency;

    fn autoscaling(statistic: UtilizationStatistic, cooldown_s: u64) -> Autoscaling {
        Autoscaling {
            min: Concurrency::new(2).unwrap(),
            max: Concurrency::new(9).unwrap(),
            target: 0.57,
            out_datapoints: 3,
            in_datapoints: 15,
            statistic,
            cooldown_out: SimDuration::ZERO,
            cooldown_in: SimDuration::from_secs(cooldown_s),
            schedule: Vec::new(),
        }
    }

    fn version<'a>(function: &'a str, alias: Option<&'a str>) -> Version<'a> {
        Version {
            region: "us-east-1",
            function,
            alias,
            zone: None,
        }
    }

    #[test]
    fn a_policy_names_metric_target_and_cooldowns() {
        let average = configuration(
            version("f", None),
            &autoscaling(UtilizationStatistic::Average, 0),
        );
        let expected = json!({
            "TargetValue": 0.57,
            "PredefinedMetricSpecification":
                { "PredefinedMetricType": "LambdaProvisionedConcurrencyUtilization" },
        });
        assert_eq!(average, expected);
        let maximum = configuration(
            version("f", None),
            &autoscaling(UtilizationStatistic::Maximum, 300),
        );
        assert_eq!(maximum["ScaleInCooldown"], 300);
        assert_eq!(
            maximum["CustomizedMetricSpecification"]["Statistic"],
            "Maximum"
        );
        assert_eq!(maximum.get("PredefinedMetricSpecification"), None);
    }

    #[test]
    fn a_name_is_one_word_whatever_it_holds() {
        let policy = scaling_policy(
            version("it's; rm", None),
            &autoscaling(UtilizationStatistic::Average, 0),
        );
        let resource = r"--resource-id 'function:it'\''s; rm:ALIAS' --policy-name";
        assert!(policy.contains(resource), "{policy}");
        assert!(policy.ends_with("}}' --region us-east-1"), "{policy}");
    }

    #[test]
    fn an_alias_is_named_where_there_is_one() {
        let live = version("f", Some("live"));
        let command = register(live, 2, 9);
        assert!(
            command.contains(" --resource-id function:f:live "),
            "{command}"
        );
        let maximum = configuration(live, &autoscaling(UtilizationStatistic::Maximum, 0));
        let dimensions = &maximum["CustomizedMetricSpecification"]["Dimensions"];
        assert_eq!(dimensions[0]["Value"], "f");
        assert_eq!(dimensions[1]["Value"], "f:live");
        assert_eq!(live.introduction(Language::English), "For AWS");
    }
}
