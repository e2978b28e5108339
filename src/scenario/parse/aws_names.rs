//! Settings that people know from AWS, and what a scenario makes of them: another key, nothing yet, or
//! nothing because they change nothing that is simulated.
//!
//! It is asked of keys that the format does not have. It knows words, not where they stand.

use super::aws_events::{COOLDOWNS, EVENTS, NOT_YET, OTHER_NAME, Row};
use super::aws_tasks::TASKS;

/// What to say about a setting of AWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// Briefly.
    pub(super) label: &'static str,
    /// What to do.
    pub(super) help: &'static str,
    /// The key of a scenario that it is, if there is one.
    pub(super) key: Option<&'static str>,
}

const NO_EFFECT: &str = "changes nothing that is simulated";

const ROWS: &[Row] = &[
    (
        &[
            "memorysize",
            "memorymb",
            "memorysizemb",
            "memorysizeinmb",
            "memoryinmb",
            "memorylimit",
            "ram",
        ],
        Some("memory"),
        OTHER_NAME,
        r#"write memory = "512 MB", with its unit"#,
    ),
    (
        &["functionname", "function"],
        Some("name"),
        OTHER_NAME,
        r#"write name = "checkout""#,
    ),
    (
        &["architectures", "arch", "cpuarchitecture"],
        Some("architecture"),
        OTHER_NAME,
        r#"write architecture = "arm64" or "x86_64""#,
    ),
    (
        &["ephemeralstoragesize", "storage", "tmp", "tmpsize"],
        Some("ephemeral_storage"),
        OTHER_NAME,
        r#"write ephemeral_storage = "1 GB", with its unit"#,
    ),
    (
        &[
            "reservedconcurrentexecutions",
            "reservedconcurrencylimit",
            "concurrentexecutions",
            "reserved",
        ],
        Some("reserved_concurrency"),
        OTHER_NAME,
        "write reserved_concurrency = 100 in the function",
    ),
    (
        &[
            "provisionedconcurrentexecutions",
            "provisionedconcurrencyconfig",
            "requestedprovisionedconcurrentexecutions",
            "provisioned",
        ],
        Some("provisioned_concurrency"),
        OTHER_NAME,
        "write provisioned_concurrency = 100 in the function",
    ),
    (
        &[
            "runtime",
            "language",
            "initduration",
            "coldstartduration",
            "coldstarttime",
        ],
        Some("cold_start"),
        "modeled as the length of a cold start",
        r#"write cold_start.runtime = "python3.13" for measured lengths, or cold_start = "350ms""#,
    ),
    (
        &[
            "duration",
            "averageduration",
            "executiontime",
            "billedduration",
            "latency",
            "responsetime",
        ],
        Some("service_time"),
        "in a function called otherwise",
        r#"write service_time = "120ms", or a distribution of it"#,
    ),
    (
        &[
            "concurrencylimit",
            "accountlimit",
            "accountconcurrencylimit",
            "unreservedconcurrency",
        ],
        Some("account_concurrency"),
        "a quota of the account",
        "write account_concurrency = 1000 under [region]",
    ),
    (
        &["burstlimit", "burstquota", "burstconcurrency"],
        Some("burst"),
        "a quota of the account",
        "write burst = 3000 under [region]; without it, it is the Region's",
    ),
    (
        &["mincapacity", "minimumcapacity"],
        Some("min"),
        OTHER_NAME,
        "write provisioned_concurrency.autoscaling = { min = 10, max = 100 }",
    ),
    (
        &["maxcapacity", "maximumcapacity"],
        Some("max"),
        OTHER_NAME,
        "write provisioned_concurrency.autoscaling = { min = 10, max = 100 }",
    ),
    (
        &["targetvalue", "targetutilization"],
        Some("target"),
        OTHER_NAME,
        r#"write target = "70%" under provisioned_concurrency.autoscaling"#,
    ),
    (
        &["version", "versions", "functionversion"],
        Some("versions"),
        "modeled by versions",
        "write [[functions.versions]], and [functions.alias] that points to them",
    ),
    (
        &["routingconfig", "additionalversionweights", "alias"],
        Some("alias"),
        "modeled by the alias's weights",
        r#"write weights = { v1 = "90%", v2 = "10%" } under [functions.alias]"#,
    ),
    (
        &["deploymentpreference", "deploymentconfigname"],
        Some("deployment"),
        "modeled by the alias's deployment",
        r#"write deployment = { from = "v1", to = "v2", config = "Linear10PercentEvery1Minute" }"#,
    ),
    (
        &["retries", "retry", "maxretries", "maxattempts", "retrymode"],
        Some("client"),
        "modeled as the client's",
        r#"write client.retry = "standard", or client.retry.custom in the function"#,
    ),
    (
        &["rps", "tps", "requestspersecond", "arrivalrate", "load"],
        Some("traffic"),
        "modeled as traffic",
        "write traffic = [{ poisson.rate = 50 }] in the function",
    ),
    (
        &["users", "vus", "virtualusers"],
        Some("traffic"),
        "modeled as closed traffic",
        r#"write traffic = [{ closed = { users = 50, think_time = "5s" } }] in the function"#,
    ),
    (
        &["snapstart", "applyon"],
        None,
        NOT_YET,
        "set cold_start to how long a restore takes; what SnapStart costs is not in the bill",
    ),
    (
        &[
            "handler",
            "role",
            "description",
            "environment",
            "env",
            "variables",
            "layers",
            "code",
            "codeuri",
            "package",
            "packagetype",
            "image",
            "imageuri",
            "imageconfig",
            "zipfile",
            "s3bucket",
            "s3key",
            "policies",
            "tags",
            "tracing",
            "tracingconfig",
            "kmskeyarn",
            "loggingconfig",
            "loggroup",
            "filesystemconfigs",
            "codesigningconfigarn",
            "publish",
            "recursiveloop",
            "runtimemanagementconfig",
            "autopublishalias",
        ],
        None,
        NO_EFFECT,
        "remove it; what it does to the length of cold starts and requests goes into cold_start and \
         service_time",
    ),
    (
        &[
            "vpc",
            "vpcconfig",
            "subnets",
            "subnetids",
            "securitygroups",
            "securitygroupids",
        ],
        None,
        NO_EFFECT,
        "remove it: since 2019 a VPC adds little to a cold start; if it does, set cold_start",
    ),
];

/// What is known of a key of tasks or instances by the name that AWS and its tools give it.
pub(super) fn known_of_tasks(key: &str) -> Option<Known> {
    find(TASKS.iter().chain(COOLDOWNS), key)
}

/// What is known of a key by the name that AWS and its tools give it.
pub(super) fn known(key: &str) -> Option<Known> {
    find(ROWS.iter().chain(EVENTS).chain(COOLDOWNS), key)
}

fn find(mut rows: impl Iterator<Item = &'static Row>, key: &str) -> Option<Known> {
    let plain: String = key
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let (_, key, label, help) = rows.find(|(names, ..)| names.contains(&plain.as_str()))?;
    Some(Known {
        label,
        help,
        key: *key,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_found_however_they_are_written() {
        for key in ["MemorySize", "memory_size", "memory-size", "memorySize"] {
            assert_eq!(known(key).unwrap().key, Some("memory"), "{key}");
        }
        for key in ["SnapStart", "FilterCriteria", "msk"] {
            assert_eq!(known(key).unwrap().label, NOT_YET, "{key}");
        }
        for (key, ours) in [
            ("Timeout", "timeout"),
            ("BatchSize", "batch_size"),
            ("MaximumBatchingWindowInSeconds", "maximum_batching_window"),
            ("VisibilityTimeout", "visibility_timeout"),
            ("maxReceiveCount", "max_receive_count"),
            ("FunctionResponseTypes", "report_batch_item_failures"),
            ("EventSourceMapping", "invoked_by"),
        ] {
            assert_eq!(known(key).unwrap().key, Some(ours), "{key}");
        }
        assert_eq!(known("wieght"), None);
    }

    #[test]
    fn every_name_is_plain_and_has_one_answer() {
        let of_functions: Vec<_> = ROWS.iter().chain(EVENTS).chain(COOLDOWNS).collect();
        let of_tasks: Vec<_> = TASKS.iter().chain(COOLDOWNS).collect();
        for rows in [of_functions, of_tasks] {
            let mut seen = BTreeSet::new();
            for name in rows.into_iter().flat_map(|(names, ..)| names.iter()) {
                assert!(seen.insert(name), "{name} is there twice");
                let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
                assert!(name.chars().all(plain), "{name} would never be found");
            }
        }
    }
}
