//! The order of events at one instant.

/// Which kind of event goes first when several fall on the same instant.
///
/// What ends at an instant makes room for what begins there, and a new arrival goes before an
/// older request's retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Measurement boundaries. They see the state *before* anything else at this instant happens,
    /// which makes every measurement interval half-open: `[start, end)`.
    Observation,
    /// Work that finishes.
    Completion,
    /// Refills, timers and control actions.
    Control,
    /// New demand.
    Arrival,
    /// Demand that comes back after having been refused.
    Retry,
}
