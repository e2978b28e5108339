//! Requests-per-second limits.
//!
//! AWS: "requests per second <= 10 x the matching concurrency quota" (Lambda developer guide,
//! lambda-concurrency). Assumed, for AWS does not say how it counts: attempts are counted in
//! whole seconds of simulated time, and one that passes counts even if another limit refuses it.

use crate::catalog;
use crate::kernel::SimTime;

const NANOS_PER_SECOND: u64 = 1_000_000_000;

/// At most so many attempts in each whole second.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RateLimit {
    per_second: u64,
    used: SecondCount,
}

impl RateLimit {
    /// A limit of `per_second` attempts.
    pub(crate) fn new(per_second: u64) -> Self {
        Self {
            per_second,
            used: SecondCount::default(),
        }
    }

    /// The limit that goes with `concurrency`.
    pub(crate) fn of_concurrency(concurrency: u64) -> Self {
        Self::new(requests_per_second(concurrency))
    }

    /// From now on the limit is that of `concurrency`; attempts of the present second count.
    pub(crate) fn set_concurrency(&mut self, concurrency: u64) {
        self.per_second = requests_per_second(concurrency);
    }

    /// Whether the present second has room for one more attempt.
    pub(crate) fn has_room(&mut self, now: SimTime) -> bool {
        *self.used.at(now) < self.per_second
    }

    /// Counts an attempt if the present second has room for it.
    #[inline]
    pub(crate) fn try_take(&mut self, now: SimTime) -> bool {
        let used = self.used.at(now);
        let room = *used < self.per_second;
        *used += u64::from(room);
        room
    }
}

fn requests_per_second(concurrency: u64) -> u64 {
    let per_unit = u64::from(catalog::defaults().requests_per_second_per_concurrency);
    concurrency.saturating_mul(per_unit)
}

/// A count that begins anew with each whole second of simulated time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SecondCount {
    /// End of the second that is counted, in nanoseconds: cheaper to compare with than a division.
    until: u64,
    count: u64,
}

impl SecondCount {
    /// The count of the second that `now` is in.
    #[inline]
    pub(crate) fn at(&mut self, now: SimTime) -> &mut u64 {
        let now = now.as_nanos();
        if now >= self.until {
            let until = (now / NANOS_PER_SECOND + 1).saturating_mul(NANOS_PER_SECOND);
            *self = Self { until, count: 0 };
        }
        &mut self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_whole_second_has_its_own_allowance() {
        let mut limit = RateLimit::new(3);
        let takes = |limit: &mut RateLimit, seconds: f64| {
            (0..10)
                .filter(|_| limit.try_take(SimTime::from_secs_f64(seconds)))
                .count()
        };
        assert_eq!(takes(&mut limit, 0.0), 3);
        assert_eq!(takes(&mut limit, 0.999), 0);
        assert_eq!(takes(&mut limit, 1.0), 3);
        assert_eq!(takes(&mut limit, 7.5), 3, "unused seconds do not accrue");
    }
}
