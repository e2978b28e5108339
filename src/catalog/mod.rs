//! What AWS publishes: Regions, quotas and measured init durations, in data files with sources
//! and dates.
//!
//! It knows facts and the model's documented default values; it must not know what a scenario or
//! the model does with them.
