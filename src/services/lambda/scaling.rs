//! The scaling quota: token buckets in which every new execution environment costs one token.
//!
//! 2018 to November 2023, one bucket for the account in a Region. AWS: "token bucket: capacity = the
//! burst quota, refill 500 a minute, one token per NEW environment, empty bucket = throttle" (re:Post
//! answer QUtk6b7KN_QkabwGGn6PLs4w; the quotas are in the Lambda developer guide, invocation-scaling,
//! 2022-06-10).
//!
//! Since November 2023, one bucket for each function. AWS: "for each function ... 1,000 execution
//! environment instances every 10 seconds", refilled "continuously over time, rather than in one
//! single refill", and "Lambda doesn't accrue unused portions" (Lambda developer guide,
//! scaling-behavior).
//!
//! Under both, a warm environment is reused without a token.

use crate::kernel::{SimDuration, SimTime};
use crate::scenario::{FunctionId, Refill, ScalingRule, Scenario};

const NANOS_PER_MINUTE: u64 = 60_000_000_000;

/// The scaling quota of an account: one bucket that all its functions share, or one for each.
#[derive(Clone, Debug)]
pub(crate) struct ScalingQuota {
    buckets: Vec<TokenBucket>,
}

/// Which bucket of a [`ScalingQuota`] a function takes its tokens from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bucket(u32);

impl Bucket {
    /// That of a function of the scenario.
    pub(crate) fn of(rule: &ScalingRule, function: FunctionId) -> Self {
        match rule {
            ScalingRule::RegionalBurst { .. } => Self(0),
            ScalingRule::PerFunction { .. } => Self(function.index() as u32),
        }
    }
}

impl ScalingQuota {
    /// The quota of a scenario at the start: every bucket is full.
    pub(crate) fn new(scenario: &Scenario) -> Self {
        let rule = &scenario.region.scaling;
        let ramp = rule.ramp_per_minute().get();
        let bucket = TokenBucket::new(capacity(scenario), ramp, rule.refill());
        let count = match rule {
            ScalingRule::RegionalBurst { .. } => 1,
            ScalingRule::PerFunction { .. } => scenario.functions.len(),
        };
        Self {
            buckets: vec![bucket; count],
        }
    }

    /// From now on the quota is that of a scenario; as many tokens are missing as were.
    pub(super) fn adopt(&mut self, now: SimTime, scenario: &Scenario) {
        let rule = &scenario.region.scaling;
        let capacity = capacity(scenario);
        for bucket in &mut self.buckets {
            bucket.adopt(now, capacity, rule.ramp_per_minute().get());
        }
    }

    /// Takes a token from a bucket if there is one.
    #[inline]
    pub(crate) fn try_take(&mut self, bucket: Bucket, now: SimTime) -> bool {
        self.buckets[bucket.0 as usize].try_take(now)
    }

    /// Whether a bucket has a token to take.
    pub(crate) fn has_token(&mut self, bucket: Bucket, now: SimTime) -> bool {
        self.buckets[bucket.0 as usize].has_token(now)
    }

    /// Tokens in the emptiest bucket just before anything happens at `now`.
    pub(crate) fn least_tokens_before(&self, now: SimTime) -> f64 {
        let tokens = self.buckets.iter().map(|bucket| bucket.tokens_before(now));
        tokens.fold(f64::INFINITY, f64::min)
    }
}

/// The burst cannot exceed the account limit (developer guide).
fn capacity(scenario: &Scenario) -> u32 {
    let burst = scenario.region.scaling.burst();
    burst.min(scenario.region.account_concurrency).get()
}

/// A token bucket with exact integer arithmetic: it counts in 1/60,000,000,000 of a token, so
/// that a refill of r tokens a minute adds exactly r units each nanosecond.
///
/// Assumed: the regional quota refills continuously; AWS says only "500 a minute".
#[derive(Clone, Copy, Debug)]
pub(crate) struct TokenBucket {
    capacity: u64,
    level: u64,
    per_minute: u64,
    refill: Refill,
    refilled: SimTime,
}

impl TokenBucket {
    /// A full bucket of `capacity` tokens that regains `per_minute` tokens a minute.
    pub(crate) fn new(capacity: u32, per_minute: u32, refill: Refill) -> Self {
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

    /// From now on it holds `capacity` tokens and regains `per_minute`; as many are missing as were.
    pub(super) fn adopt(&mut self, now: SimTime, capacity: u32, per_minute: u32) {
        let missing = self.capacity - self.level_at(now);
        self.capacity = u64::from(capacity) * NANOS_PER_MINUTE;
        self.level = self.capacity.saturating_sub(missing);
        self.per_minute = per_minute.into();
        self.refilled = now;
    }

    /// Takes a token if there is one.
    #[inline]
    pub(crate) fn try_take(&mut self, now: SimTime) -> bool {
        let taken = self.has_token(now);
        if taken {
            self.level -= NANOS_PER_MINUTE;
        }
        taken
    }

    /// Whether there is a token to take.
    #[inline]
    pub(crate) fn has_token(&mut self, now: SimTime) -> bool {
        self.level = self.level_at(now);
        self.refilled = now;
        self.level >= NANOS_PER_MINUTE
    }

    /// When there is a token again, or `now` if there is one: for a continuous refill.
    pub(crate) fn next_token(&self, now: SimTime) -> SimTime {
        let missing = NANOS_PER_MINUTE.saturating_sub(self.level_at(now));
        match missing.div_ceil(self.per_minute.max(1)) {
            _ if missing > 0 && self.per_minute == 0 => SimTime::MAX,
            nanos => now + SimDuration::from_nanos(nanos),
        }
    }

    /// Tokens there are just before anything happens at `now`: a step of a stepped refill that
    /// falls on `now` itself is not yet counted.
    pub(crate) fn tokens_before(&self, now: SimTime) -> f64 {
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
    fn the_next_token_comes_when_it_is_announced() {
        let mut bucket = TokenBucket::new(2, 500, Refill::Continuous);
        assert_eq!(bucket.next_token(at(1.0)), at(1.0), "there is one");
        assert_eq!(take_all(&mut bucket, at(1.0)), 2);
        assert_eq!(bucket.next_token(at(1.05)), at(1.12));
        let mut burst_only = TokenBucket::new(1, 0, Refill::Continuous);
        assert_eq!(take_all(&mut burst_only, at(0.0)), 1);
        assert_eq!(burst_only.next_token(at(1.0)), SimTime::MAX);
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
