//! Requests-per-second limits.
//!
//! AWS: "requests per second <= 10 x the matching concurrency quota" (Lambda developer guide,
//! lambda-concurrency). Assumed, for AWS does not say how it counts: attempts are counted in
//! whole seconds of simulated time, and one that passes counts even if another limit refuses it.

use crate::kernel::SimTime;

const NANOS_PER_SECOND: u64 = 1_000_000_000;

/// At most so many attempts in each whole second.
#[derive(Clone, Copy, Debug)]
pub struct RateLimit {
    per_second: u64,
    /// End of the second under way.
    until: u64,
    used: u64,
}

impl RateLimit {
    /// A limit of `per_second` attempts.
    pub fn new(per_second: u64) -> Self {
        Self {
            per_second,
            until: NANOS_PER_SECOND,
            used: 0,
        }
    }

    /// Counts an attempt if the present second has room for it.
    #[inline]
    pub fn try_take(&mut self, now: SimTime) -> bool {
        let now = now.as_nanos();
        if now >= self.until {
            self.until = (now / NANOS_PER_SECOND + 1).saturating_mul(NANOS_PER_SECOND);
            self.used = 0;
        }
        let room = self.used < self.per_second;
        self.used += u64::from(room);
        room
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
