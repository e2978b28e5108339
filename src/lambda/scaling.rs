//! The scaling quota: a token bucket in which every new execution environment costs one token.
//!
//! AWS: "token bucket: capacity = the burst quota, refill 500 a minute, one token per NEW
//! environment, empty bucket = throttle" (re:Post answer QUtk6b7KN_QkabwGGn6PLs4w; the quotas are
//! in the Lambda developer guide, invocation-scaling, 2022-06-10). A warm environment is reused
//! without a token.

use crate::kernel::SimTime;
use crate::scenario::Refill;

const NANOS_PER_MINUTE: u64 = 60_000_000_000;

/// A token bucket with exact integer arithmetic: it counts in 1/60,000,000,000 of a token, so
/// that a refill of r tokens a minute adds exactly r units each nanosecond.
///
/// Assumed: the classic quota refills continuously; AWS says only "500 a minute".
#[derive(Clone, Copy, Debug)]
pub struct TokenBucket {
    capacity: u64,
    level: u64,
    per_minute: u64,
    refill: Refill,
    refilled: SimTime,
}

impl TokenBucket {
    /// A full bucket of `capacity` tokens that regains `per_minute` tokens a minute.
    pub fn new(capacity: u32, per_minute: u32, refill: Refill) -> Self {
        let capacity = u64::from(capacity) * NANOS_PER_MINUTE;
        let per_minute = u64::from(per_minute);
        Self {
            capacity,
            level: capacity,
            per_minute,
            refill,
            refilled: SimTime::ZERO,
        }
    }

    /// Takes a token if there is one.
    #[inline]
    pub fn try_take(&mut self, now: SimTime) -> bool {
        self.level = self.level_at(now);
        self.refilled = now;
        let taken = self.level >= NANOS_PER_MINUTE;
        if taken {
            self.level -= NANOS_PER_MINUTE;
        }
        taken
    }

    /// Tokens there are just before anything happens at `now`: a step of a stepped refill that
    /// falls on `now` itself is not yet counted.
    pub fn tokens_before(&self, now: SimTime) -> f64 {
        let before = match self.refill {
            Refill::Continuous => now,
            Refill::Stepped => SimTime::from_nanos(now.as_nanos().saturating_sub(1)),
        };
        self.level_at(before.max(self.refilled)) as f64 / NANOS_PER_MINUTE as f64
    }

    fn level_at(&self, now: SimTime) -> u64 {
        let (then, now) = (self.refilled.as_nanos(), now.as_nanos());
        let regained = match self.refill {
            Refill::Continuous => now.saturating_sub(then).saturating_mul(self.per_minute),
            Refill::Stepped => {
                let steps = now / NANOS_PER_MINUTE - then / NANOS_PER_MINUTE;
                steps.saturating_mul(self.per_minute.saturating_mul(NANOS_PER_MINUTE))
            }
        };
        self.level.saturating_add(regained).min(self.capacity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::SimDuration;
    use proptest::prelude::*;

    fn at(seconds: f64) -> SimTime {
        SimTime::from_secs_f64(seconds)
    }

    fn take_all(bucket: &mut TokenBucket, now: SimTime) -> u32 {
        (0..).take_while(|_| bucket.try_take(now)).count() as u32
    }

    #[test]
    fn starts_full_and_regains_500_in_exactly_a_minute() {
        let mut bucket = TokenBucket::new(3000, 500, Refill::Continuous);
        assert_eq!(take_all(&mut bucket, SimTime::ZERO), 3000);
        assert_eq!(take_all(&mut bucket, at(0.119)), 0);
        assert_eq!(
            take_all(&mut bucket, at(0.120)),
            1,
            "one token every 120 ms"
        );
        assert_eq!(take_all(&mut bucket, at(60.0)), 499);
        assert_eq!(
            take_all(&mut bucket, at(3600.0)),
            3000,
            "no more than the capacity"
        );
    }

    #[test]
    fn a_stepped_refill_comes_at_whole_minutes() {
        let mut bucket = TokenBucket::new(3000, 500, Refill::Stepped);
        assert_eq!(take_all(&mut bucket, at(30.0)), 3000);
        let almost = SimTime::from_nanos(59_999_999_999);
        assert_eq!(take_all(&mut bucket, almost), 0);
        assert_eq!(
            bucket.tokens_before(at(60.0)),
            0.0,
            "the step at 60 s belongs to what follows"
        );
        assert_eq!(take_all(&mut bucket, at(60.0)), 500);
        assert_eq!(take_all(&mut bucket, at(180.0)), 1000);
    }

    #[test]
    fn tokens_before_reports_fractions_and_never_looks_back() {
        let mut bucket = TokenBucket::new(10, 60, Refill::Continuous);
        assert_eq!(take_all(&mut bucket, at(1.0)), 10);
        assert_eq!(bucket.tokens_before(at(1.5)), 0.5);
        let mut stepped = TokenBucket::new(10, 60, Refill::Stepped);
        assert_eq!(take_all(&mut stepped, at(60.0)), 10);
        assert_eq!(stepped.tokens_before(at(60.0)), 0.0);
    }

    #[test]
    fn a_bucket_without_refill_or_capacity_is_legal() {
        assert_eq!(
            take_all(&mut TokenBucket::new(0, 500, Refill::Continuous), at(600.0)),
            0
        );
        let mut burst_only = TokenBucket::new(5, 0, Refill::Continuous);
        assert_eq!(take_all(&mut burst_only, SimTime::ZERO), 5);
        assert_eq!(take_all(&mut burst_only, SimTime::MAX), 0);
    }

    proptest! {
        /// However the takes fall, no window hands out more than capacity + refill.
        #[test]
        fn never_hands_out_more_than_capacity_and_refill(
            capacity in 0u32..50, per_minute in 0u32..600, gaps in prop::collection::vec(0u64..2_000, 1..300)
        ) {
            let mut bucket = TokenBucket::new(capacity, per_minute, Refill::Continuous);
            let (mut now, mut taken) = (SimTime::ZERO, 0u64);
            for gap in gaps {
                now += SimDuration::from_millis(gap);
                taken += u64::from(bucket.try_take(now));
                let most = u64::from(capacity)
                    + u64::from(per_minute) * now.as_nanos() / NANOS_PER_MINUTE;
                prop_assert!(taken <= most, "{taken} taken by {now} s, at most {most}");
                prop_assert!(bucket.tokens_before(now) <= f64::from(capacity));
            }
        }
    }
}
