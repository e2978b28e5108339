//! The model's default values: AWS's published quotas, and assumptions where AWS is silent.
//!
//! It knows `defaults.toml`; it must not know which part of the model uses a value.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

use super::embedded::{embedded, read};

static ENTRIES: LazyLock<BTreeMap<String, DefaultEntry>> =
    LazyLock::new(|| embedded(read(include_str!("defaults.toml"))));

static DEFAULTS: LazyLock<Defaults> = LazyLock::new(|| embedded(values(&ENTRIES)));

/// What holds where a scenario is silent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Defaults {
    /// An account's concurrency limit in a Region.
    pub account_concurrency: u32,
    /// Concurrency that reservations must leave to functions without one.
    pub unreserved_minimum: u32,
    /// New environments an account may create in a minute once its burst quota is used, under the
    /// rule of 2018 to November 2023.
    pub ramp_per_minute: u32,
    /// New environments that each function may create at once, under the rule since November 2023.
    pub per_function_burst: u32,
    /// New environments that it regains in a minute.
    pub per_function_ramp_per_minute: u32,
    /// Requests per second by which each function may grow at once, under the same rule.
    pub request_burst: u32,
    /// Requests per second of growth that it regains in a minute.
    pub request_ramp_per_minute: u32,
    /// A function's memory in MB.
    pub memory_mb: u32,
    /// A function's ephemeral storage in MB.
    pub ephemeral_storage_mb: u32,
    /// Time to initialise an environment, in milliseconds.
    pub cold_start_ms: u64,
    /// How long a function may be inactive before its environments are stopped, in seconds.
    pub idle_timeout_s: u64,
    /// The same as measured in 2020.
    pub idle_timeout_2020_s: u64,
    /// How long an environment of an active function may idle, in seconds.
    pub surplus_idle_timeout_s: u64,
    /// Shape of the Weibull distribution of the age at which an environment is retired.
    pub max_lifetime_shape: u32,
    /// Its scale, in seconds.
    pub max_lifetime_scale_s: u64,
    /// Mean of the exponential time to an early stop, in seconds.
    pub early_stop_mean_s: u64,
    /// Most on-demand environments of a function in which early stops happen.
    pub early_stop_most_environments: u32,
    /// From a request for provisioned concurrency to the first environment allocated, in seconds.
    pub provisioned_preparation_s: u64,
    /// Provisioned environments that all functions are allocated in a minute once the Region's burst
    /// quota is used, under the rule of 2018 to November 2023.
    pub provisioned_per_minute: u32,
    /// Provisioned environments that each function is allocated in a minute, under the rule since.
    pub provisioned_per_function_per_minute: u32,
    /// Utilization of provisioned concurrency that autoscaling aims at, in percent.
    pub autoscaling_target_percent: u32,
    /// Least target that can be set on AWS, in percent.
    pub autoscaling_target_least_percent: u32,
    /// Highest, likewise.
    pub autoscaling_target_most_percent: u32,
    /// One-minute datapoints in a row above the target that it takes to scale out.
    pub autoscaling_out_datapoints: u32,
    /// Datapoints in a row far enough below the target that it takes to scale in.
    pub autoscaling_in_datapoints: u32,
    /// How far below is far enough, in percent of the target.
    pub autoscaling_in_percent_of_target: u32,
    /// Requests per second allowed for each unit of concurrency.
    pub requests_per_second_per_concurrency: u32,
}

/// One default value with its origin.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefaultEntry {
    /// The value, in the unit that the entry's name ends with.
    pub value: u32,
    /// Whether AWS says so.
    pub status: Status,
    /// Where the value comes from.
    pub source: String,
    /// When the source was read, `YYYY-MM-DD`.
    pub checked: String,
}

/// How sure a default value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// AWS publishes it.
    Published,
    /// No public source states it.
    Assumed,
}

/// The default values.
pub fn defaults() -> &'static Defaults {
    &DEFAULTS
}

/// The default values with their origins, by the field of [`Defaults`] they fill.
pub fn default_entries() -> &'static BTreeMap<String, DefaultEntry> {
    &ENTRIES
}

/// Fills [`Defaults`]; an entry too many or too few is an error.
fn values(entries: &BTreeMap<String, DefaultEntry>) -> Result<Defaults, serde_json::Error> {
    let value = |(key, entry): (&String, &DefaultEntry)| (key.clone(), Value::from(entry.value));
    serde_json::from_value(entries.iter().map(value).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::tests::is_date;

    #[test]
    fn every_default_has_a_source_and_a_date() {
        for (key, entry) in default_entries() {
            assert!(!entry.source.is_empty(), "{key} has no source");
            assert!(
                is_date(&entry.checked),
                "{key} has no date: {:?}",
                entry.checked
            );
        }
    }

    #[test]
    fn defaults_are_those_of_the_documentation() {
        let expected = Defaults {
            account_concurrency: 1000,
            unreserved_minimum: 100,
            ramp_per_minute: 500,
            per_function_burst: 1000,
            per_function_ramp_per_minute: 6000,
            request_burst: 10_000,
            request_ramp_per_minute: 60_000,
            memory_mb: 128,
            ephemeral_storage_mb: 512,
            cold_start_ms: 250,
            idle_timeout_s: 380,
            idle_timeout_2020_s: 647,
            surplus_idle_timeout_s: 1496,
            max_lifetime_shape: 28,
            max_lifetime_scale_s: 7144,
            early_stop_mean_s: 23_100,
            early_stop_most_environments: 20,
            provisioned_preparation_s: 60,
            provisioned_per_minute: 500,
            provisioned_per_function_per_minute: 6000,
            autoscaling_target_percent: 70,
            autoscaling_target_least_percent: 10,
            autoscaling_target_most_percent: 90,
            autoscaling_out_datapoints: 3,
            autoscaling_in_datapoints: 15,
            autoscaling_in_percent_of_target: 90,
            requests_per_second_per_concurrency: 10,
        };
        assert_eq!(*defaults(), expected);
    }

    #[test]
    fn only_what_aws_is_silent_about_is_assumed() {
        let assumed = |(_, entry): &(&String, &DefaultEntry)| entry.status == Status::Assumed;
        let keys: Vec<_> = default_entries().iter().filter(assumed).collect();
        let keys: Vec<_> = keys.into_iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(
            keys,
            [
                "autoscaling_in_datapoints",
                "autoscaling_target_percent",
                "cold_start_ms",
                "early_stop_mean_s",
                "early_stop_most_environments",
                "idle_timeout_2020_s",
                "idle_timeout_s",
                "max_lifetime_scale_s",
                "max_lifetime_shape",
                "provisioned_preparation_s",
                "surplus_idle_timeout_s",
            ]
        );
    }
}
