//! A meter that drains at a constant rate and holds so much: a token bucket, seen from the other side.
//!
//! Exact: what passes does not depend on how often it is asked.

use crate::kernel::{SimDuration, SimTime};

/// One unit is this many parts, so that a rate of n units a second drains n parts a nanosecond.
const UNIT: u64 = 1_000_000_000;

/// More units per second than any run can make; what is above it counts as no limit. With it, a second's worth still
/// fits into 64 bits.
const MOST: u64 = 10_000_000_000;

/// At most this many units at once, and this many a second.
#[derive(Clone, Copy, Debug)]
pub struct Meter {
    per_second: u64,
    holds: u64,
    /// Parts in the meter at `measured_at`.
    filled: u64,
    measured_at: SimTime,
}

impl Meter {
    /// An empty meter that drains `per_second` units a second and holds this many.
    pub fn new(per_second: u64, holds: u64) -> Self {
        Self {
            per_second: per_second.min(MOST),
            holds: holds.min(MOST),
            filled: 0,
            measured_at: SimTime::ZERO,
        }
    }

    /// From now on it drains and holds so much; what is in it stays there until it has drained.
    pub fn set(&mut self, now: SimTime, per_second: u64, holds: u64) {
        self.drain(now);
        self.per_second = per_second.min(MOST);
        self.holds = holds.min(MOST);
    }

    /// Units that drain in a second.
    pub fn per_second(&self) -> u64 {
        self.per_second
    }

    /// Whether there is room for one more unit.
    #[inline]
    pub fn has_room(&mut self, now: SimTime) -> bool {
        self.drain(now);
        self.filled + UNIT <= self.holds * UNIT
    }

    /// When there is room for one more unit, if none comes before; never where none drains.
    pub fn room_at(&mut self, now: SimTime) -> SimTime {
        if self.has_room(now) {
            return now;
        }
        let excess = self.filled + UNIT - self.holds * UNIT;
        match excess.div_ceil(self.per_second.max(1)) {
            _ if self.per_second == 0 => SimTime::MAX,
            nanos => now + SimDuration::from_nanos(nanos),
        }
    }

    /// Takes a unit in if there is room for it.
    #[inline]
    pub fn try_take(&mut self, now: SimTime) -> bool {
        let room = self.has_room(now);
        self.filled += if room { UNIT } else { 0 };
        room
    }

    /// Takes off what has drained by `now`.
    #[inline]
    fn drain(&mut self, now: SimTime) {
        let elapsed = now.as_nanos() - self.measured_at.as_nanos();
        let drained = elapsed.saturating_mul(self.per_second);
        self.filled = self.filled.saturating_sub(drained);
        self.measured_at = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_holds_passes_at_once_and_then_what_drains() {
        let mut meter = Meter::new(2, 5);
        let passes = |meter: &mut Meter, seconds: f64| {
            let now = SimTime::from_secs_f64(seconds);
            (0..10).filter(|_| meter.try_take(now)).count()
        };
        assert_eq!(passes(&mut meter, 0.0), 5);
        assert_eq!(passes(&mut meter, 0.49), 0);
        assert_eq!(passes(&mut meter, 0.5), 1);
        assert_eq!(passes(&mut meter, 1.5), 2);
        assert_eq!(passes(&mut meter, 100.0), 5, "no more than it holds");
    }
}
