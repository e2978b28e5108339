//! The quantities that a simulation is held against a measurement in.
//!
//! Knows their names in data files and where a measured interval has them; must not know how they are judged.

use crate::import::MeasuredInterval;

/// A quantity that is measured and simulated in each interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    /// Invocations that began: a check of the traffic.
    Invocations,
    /// Most requests in flight at once.
    Concurrency,
    /// Throttled attempts.
    Throttles,
    /// Cold starts.
    ColdStarts,
    /// Mean duration in milliseconds, initialisation apart.
    Duration,
}

impl Quantity {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 5] = [
        Self::Invocations,
        Self::Concurrency,
        Self::Throttles,
        Self::ColdStarts,
        Self::Duration,
    ];

    /// Its name in data files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Invocations => "invocations",
            Self::Concurrency => "concurrency_max",
            Self::Throttles => "throttles",
            Self::ColdStarts => "cold_starts",
            Self::Duration => "duration_mean_ms",
        }
    }

    /// Whether it counts events, so that intervals add up.
    pub const fn is_count(self) -> bool {
        matches!(self, Self::Invocations | Self::Throttles | Self::ColdStarts)
    }

    /// Whether none of it in an interval without anything is 0 where a monitoring service wrote nothing.
    pub(super) const fn is_zero_if_silent(self) -> bool {
        !matches!(self, Self::Duration)
    }

    /// Its place in [`Quantity::ALL`].
    pub(super) const fn place(self) -> usize {
        self as usize
    }

    /// What was measured of it.
    pub(super) fn measured(self, interval: &MeasuredInterval) -> Option<f64> {
        let value = match self {
            Self::Invocations => interval.invocations,
            Self::Concurrency => interval.concurrency_max,
            Self::Throttles => interval.throttles,
            Self::ColdStarts => interval.cold_starts,
            Self::Duration => interval.duration_mean_ms,
        };
        value.filter(|value| value.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::Quantity;

    #[test]
    fn each_stands_at_its_place() {
        for (place, quantity) in Quantity::ALL.into_iter().enumerate() {
            assert_eq!(quantity.place(), place);
        }
    }
}
