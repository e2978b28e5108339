//! What AWS publishes: Regions, quotas and measured init durations, in data files with sources
//! and dates.
//!
//! It knows facts and the model's documented default values; it must not know what a scenario or
//! the model does with them.

/// stand-in until merge
pub struct Defaults {
    /// x
    pub requests_per_second_per_concurrency: u32,
}
/// x
pub fn defaults() -> &'static Defaults {
    &Defaults {
        requests_per_second_per_concurrency: 10,
    }
}
