//! Quotas of launching tasks.
//!
//! It knows `launch.toml`; it must not know how a quota limits anything.

use std::sync::LazyLock;

use serde::Deserialize;

use super::super::embedded::{embedded, read};

static FILE: LazyLock<File> = LazyLock::new(|| embedded(read(include_str!("launch.toml"))));

/// How fast tasks may be launched in a Region.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LaunchQuotas {
    /// Tasks that an account may launch on Fargate at once, on demand and on Spot each.
    pub burst: u32,
    /// Launches that it regains in a second.
    pub per_second: u32,
    /// Tasks that a service may launch in a minute on Fargate.
    pub per_service_per_minute_fargate: u32,
    /// The same on EC2.
    pub per_service_per_minute_ec2: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    checked: String,
    bucket: Bucket,
    service: Service,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bucket {
    burst: u32,
    per_second: u32,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Service {
    per_minute_fargate: u32,
    per_minute_fargate_elsewhere: u32,
    per_minute_ec2: u32,
    source: String,
    regions: Vec<String>,
}

/// The quotas of an account in the Region with the code `region`.
pub fn launch_quotas(region: &str) -> LaunchQuotas {
    let File {
        bucket, service, ..
    } = &*FILE;
    let is_named = service.regions.iter().any(|code| code == region);
    LaunchQuotas {
        burst: bucket.burst,
        per_second: bucket.per_second,
        per_service_per_minute_fargate: match is_named {
            true => service.per_minute_fargate,
            false => service.per_minute_fargate_elsewhere,
        },
        per_service_per_minute_ec2: service.per_minute_ec2,
    }
}

/// Where the quotas are published, and when that was read.
pub(super) fn sources() -> [(&'static str, &'static str); 2] {
    [&FILE.bucket.source, &FILE.service.source].map(|source| (&source[..], &FILE.checked[..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{region, regions};

    #[test]
    fn a_service_launches_slower_in_newer_regions() {
        let seoul = LaunchQuotas {
            burst: 100,
            per_second: 20,
            per_service_per_minute_fargate: 500,
            per_service_per_minute_ec2: 500,
        };
        assert_eq!(launch_quotas("ap-northeast-2"), seoul);
        let osaka = LaunchQuotas {
            per_service_per_minute_fargate: 125,
            ..seoul
        };
        assert_eq!(launch_quotas("ap-northeast-3"), osaka);
        for code in &FILE.service.regions {
            assert!(region(code).is_some(), "{code} is no Region");
        }
        let fast = regions().iter().map(|region| launch_quotas(&region.code));
        let fast = fast.filter(|quotas| quotas.per_service_per_minute_fargate == 500);
        assert_eq!(fast.count(), 16);
    }
}
