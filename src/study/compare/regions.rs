//! Why Regions that are compared have the same quotas, if they have.
//!
//! Knows scaling rules and what the catalog says of Regions; must not know how that is told.

use super::variant::Variant;
use crate::catalog;
use crate::scenario::ScalingRule;

/// A Region of each burst class, 3,000, 1,000 and 500: what is compared where nobody says what.
pub const USUAL_REGIONS: [&str; 3] = ["us-east-1", "ap-northeast-1", "ap-northeast-2"];

/// Why all Regions of a comparison have the same quotas, which one who compares Regions hardly means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlikeRegions {
    /// No variant scales by a quota of its Region: they differ in prices at most.
    PerFunction,
    /// The scenario sets the burst quota, so that each has this one instead of its own.
    Overridden {
        /// The quota.
        burst: u32,
    },
}

/// Why the Regions of the variants are alike; `None` if they are not, or if that is what was asked for.
pub fn alike_regions(variants: &[Variant]) -> Option<AlikeRegions> {
    let regions = || variants.iter().map(|variant| &variant.scenario.region);
    let first = regions().next()?;
    let is_varied = |key| {
        let mut settings = variants.iter().flat_map(|variant| &variant.settings);
        settings.any(|(varied, _)| varied == key)
    };
    // Who varies the quota itself knows of it.
    if is_varied("region.burst") || regions().all(|region| region.name == first.name) {
        return None;
    }
    let is_regional = |rule: &ScalingRule| matches!(rule, ScalingRule::RegionalBurst { .. });
    if !regions().any(|region| is_regional(&region.scaling)) {
        return Some(AlikeRegions::PerFunction);
    }
    let overridden = regions().find(|region| {
        let quota = catalog::region(&region.name).map(|entry| entry.burst_quota);
        is_regional(&region.scaling) && quota != Some(region.scaling.burst().get())
    })?;
    Some(AlikeRegions::Overridden {
        burst: overridden.scaling.burst().get(),
    })
}
