//! Simulated time as integer nanoseconds.
//!
//! Integers keep equal times equal on every platform and make the order of events independent of
//! rounding. A `u64` of nanoseconds spans 584 years; arithmetic saturates there, so that a
//! heavy-tailed draw can never wrap around into the past.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use serde::{Deserialize, Serialize};

const NANOS_PER_SECOND: u64 = 1_000_000_000;

/// A point in simulated time: nanoseconds since the start of the run.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct SimTime(u64);

/// A span of simulated time in nanoseconds.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct SimDuration(u64);

impl SimTime {
    /// The start of every run.
    pub const ZERO: Self = Self(0);
    /// The end of representable time; stands for "never".
    pub const MAX: Self = Self(u64::MAX);

    /// The time `nanos` nanoseconds after the start.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// The time `seconds` after the start, rounded to the nearest nanosecond; negative and NaN
    /// become zero, values past the end of time become [`SimTime::MAX`].
    pub fn from_secs_f64(seconds: f64) -> Self {
        Self(SimDuration::from_secs_f64(seconds).0)
    }

    /// Nanoseconds since the start.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// Seconds since the start, to the nearest double.
    pub fn as_secs_f64(self) -> f64 {
        SimDuration(self.0).as_secs_f64()
    }

    /// The span from `earlier` to this time; zero if `earlier` is not earlier.
    pub const fn since(self, earlier: Self) -> SimDuration {
        SimDuration(self.0.saturating_sub(earlier.0))
    }
}

impl SimDuration {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// The longest span; stands for "without end".
    pub const MAX: Self = Self(u64::MAX);

    /// A span of `nanos` nanoseconds.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// A span of `millis` milliseconds.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis.saturating_mul(1_000_000))
    }

    /// A span of whole seconds.
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds.saturating_mul(NANOS_PER_SECOND))
    }

    /// A span of `seconds`, rounded to the nearest nanosecond; negative and NaN become zero,
    /// values too long become [`SimDuration::MAX`].
    pub fn from_secs_f64(seconds: f64) -> Self {
        // `as` saturates at both ends and sends NaN to zero; adding one half first rounds to nearest.
        Self((seconds * NANOS_PER_SECOND as f64 + 0.5) as u64)
    }

    /// Nanoseconds in the span.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// Seconds in the span, to the nearest double.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / NANOS_PER_SECOND as f64
    }

    /// Milliseconds in the span, to the nearest double.
    pub fn as_millis_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// Whether the span is empty.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl Add<SimDuration> for SimTime {
    type Output = Self;
    fn add(self, span: SimDuration) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl AddAssign<SimDuration> for SimTime {
    fn add_assign(&mut self, span: SimDuration) {
        *self = *self + span;
    }
}

impl Add for SimDuration {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for SimDuration {
    type Output = Self;
    /// The difference, or zero if `other` is longer.
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for SimDuration {
    fn sum<I: Iterator<Item = Self>>(spans: I) -> Self {
        spans.fold(Self::ZERO, Add::add)
    }
}

/// Exact decimal seconds without trailing zeros: `0`, `0.25`, `900`.
impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, nanos) = (self.0 / NANOS_PER_SECOND, self.0 % NANOS_PER_SECOND);
        if nanos == 0 {
            return write!(f, "{seconds}");
        }
        let fraction = format!("{nanos:09}");
        write!(f, "{seconds}.{}", fraction.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_round_to_the_nearest_nanosecond() {
        assert_eq!(SimDuration::from_secs_f64(0.02).as_nanos(), 20_000_000);
        assert_eq!(SimDuration::from_secs_f64(1.4e-9).as_nanos(), 1);
        assert_eq!(SimDuration::from_secs_f64(1.6e-9).as_nanos(), 2);
    }

    #[test]
    fn arithmetic_saturates_instead_of_wrapping() {
        assert_eq!(SimTime::MAX + SimDuration::from_secs(1), SimTime::MAX);
        assert_eq!(SimDuration::from_secs_f64(f64::INFINITY), SimDuration::MAX);
        assert_eq!(SimDuration::from_secs_f64(-1.0), SimDuration::ZERO);
        assert_eq!(SimDuration::from_secs_f64(f64::NAN), SimDuration::ZERO);
        assert_eq!(SimTime::ZERO.since(SimTime::MAX), SimDuration::ZERO);
    }

    #[test]
    fn times_print_as_exact_decimal_seconds() {
        assert_eq!(SimTime::from_nanos(0).to_string(), "0");
        assert_eq!(SimTime::from_nanos(250_000_000).to_string(), "0.25");
        assert_eq!(SimTime::from_nanos(900_000_000_000).to_string(), "900");
        assert_eq!(SimTime::from_nanos(1).to_string(), "0.000000001");
    }
}
