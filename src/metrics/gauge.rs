//! A quantity that holds a level between changes, measured over time.

use serde::{Deserialize, Serialize};

use super::wide_sum::WideSum;
use crate::kernel::{SimDuration, SimTime};

/// CloudWatch's period.
pub const MINUTE: SimDuration = SimDuration::from_secs(60);

/// A level with its time-weighted sum and its peak since each of two kinds of boundary.
///
/// Changes may lie in the past of the simulation as long as this gauge has not moved since (idle
/// environments are stopped lazily).
///
/// It counts what has a place in memory, so 32 bits are enough; two gauges share a cache line.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Gauge {
    level: u32,
    peak: u32,
    peak_in_minute: u32,
    moment: Moment,
}

/// Sum of amount x nanoseconds over all lowerings of a level, less that over all raisings: what `level x now` lacks
/// to be the area under the level. It wraps around below zero; the area itself never does.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moment(WideSum);

impl Moment {
    /// The level is raised by `amount` at time `now`.
    #[inline]
    pub(super) fn raise(&mut self, now: SimTime, amount: u32) {
        self.0.subtract(area(amount, now));
    }

    /// The level is lowered by `amount` at time `now`.
    #[inline]
    pub(super) fn lower(&mut self, now: SimTime, amount: u32) {
        self.0.add(area(amount, now));
    }

    /// Level x nanoseconds from the start until `now`, where the level is `level`.
    pub(super) fn area_until(self, now: SimTime, level: u32) -> u128 {
        self.0.get().wrapping_add(area(level, now))
    }
}

impl Gauge {
    /// The present level.
    #[inline]
    pub(crate) fn level(&self) -> u64 {
        u64::from(self.level)
    }

    /// Raises the level by `amount` at time `now`.
    #[inline]
    pub(crate) fn raise(&mut self, now: SimTime, amount: u64) {
        let amount = amount as u32;
        self.moment.raise(now, amount);
        self.level += amount;
        self.peak = self.peak.max(self.level);
        self.peak_in_minute = self.peak_in_minute.max(self.level);
    }

    /// Lowers the level by `amount` at time `now`.
    #[inline]
    pub(crate) fn lower(&mut self, now: SimTime, amount: u64) {
        let amount = amount as u32;
        debug_assert!(self.level >= amount, "a gauge fell below zero at {now} s");
        self.moment.lower(now, amount);
        self.level = self.level.saturating_sub(amount);
    }

    /// Level x nanoseconds from the start until `now`, which must not lie before the last change.
    pub(crate) fn area_until(&self, now: SimTime) -> u128 {
        self.moment.area_until(now, self.level)
    }

    /// The peak since the last call; the next period starts from the present level.
    pub(crate) fn take_peak(&mut self) -> u64 {
        u64::from(std::mem::replace(&mut self.peak, self.level))
    }

    /// Like [`Gauge::take_peak`], for one-minute periods.
    pub(crate) fn take_minute_peak(&mut self) -> u64 {
        u64::from(std::mem::replace(&mut self.peak_in_minute, self.level))
    }
}

#[inline]
fn area(level: u32, time: SimTime) -> u128 {
    u128::from(level) * u128::from(time.as_nanos())
}

/// The mean level over a period, from its area; 0 for an empty period.
pub(crate) fn mean_level(area: u128, period: SimDuration) -> f64 {
    if period.is_zero() {
        0.0
    } else {
        area as f64 / period.as_nanos() as f64
    }
}

/// Like [`mean_level`], and exactly the level if that never changed.
pub(crate) fn mean_exact(area: u128, period: SimDuration) -> f64 {
    let nanos = u128::from(period.as_nanos());
    match nanos {
        0 => 0.0,
        nanos => (area / nanos) as f64 + mean_level(area % nanos, period),
    }
}

/// Time-weighted mean and maximum of a level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// Time-weighted mean.
    pub mean: f64,
    /// Maximum.
    pub max: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SimTime {
        SimTime::ZERO + SimDuration::from_secs(seconds)
    }

    #[test]
    fn integrates_levels_over_time() {
        let mut gauge = Gauge::default();
        gauge.raise(at(1), 2);
        gauge.raise(at(3), 1);
        gauge.lower(at(4), 3);
        // 0 x 1 s + 2 x 2 s + 3 x 1 s + 0 x 6 s = 7 over 10 s
        assert_eq!(
            mean_level(gauge.area_until(at(10)), SimDuration::from_secs(10)),
            0.7
        );
        assert_eq!(gauge.level(), 0);
    }

    #[test]
    fn the_exact_mean_of_a_constant_is_the_constant() {
        for (level, nanos) in [
            (7_u64, 3),
            (10_000_000, 86_399_999_999_999),
            (3, 900_000_000_001),
        ] {
            let area = u128::from(level) * u128::from(nanos);
            assert_eq!(
                mean_exact(area, SimDuration::from_nanos(nanos)),
                level as f64
            );
        }
        assert_eq!(mean_exact(7, SimDuration::from_nanos(2)), 3.5);
    }

    #[test]
    fn a_peak_carries_the_level_into_the_next_period() {
        let mut gauge = Gauge::default();
        gauge.raise(at(0), 5);
        gauge.lower(at(1), 2);
        assert_eq!(gauge.take_peak(), 5);
        assert_eq!(gauge.take_peak(), 3);
        assert_eq!(gauge.take_minute_peak(), 5);
        assert_eq!(gauge.take_minute_peak(), 3);
    }
}
