//! Environments that are there at the start of a run: those of a service that was running before.
//!
//! It knows what a scenario says; it must not know how many the traffic keeps.

use super::units::Concurrency;

/// On-demand environments of a function, or of one version of it, that are idle and warm at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WarmEnvironments {
    /// This many.
    Count(Concurrency),
    /// As many as the traffic of the first minutes keeps, had it gone on like that before.
    Steady,
}

impl WarmEnvironments {
    /// What the scenario writes for [`WarmEnvironments::Steady`].
    pub const STEADY: &'static str = "steady";
}
