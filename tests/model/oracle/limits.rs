//! The limits: tokens for what is new, and requests per second.

use burstsim::scenario::Refill;

use super::Nanos;

const SECOND: Nanos = 1_000_000_000;
pub(super) const MINUTE: Nanos = 60 * SECOND;

/// A token is this many parts, so that a refill of n tokens a minute brings n parts a nanosecond.
const TOKEN: u128 = MINUTE as u128;

/// A bucket of tokens, full at the start.
#[derive(Clone)]
pub(super) struct Bucket {
    capacity: u128,
    per_minute: u128,
    refill: Refill,
    /// When each token was taken, and the parts that were left then.
    taken: Vec<(Nanos, u128)>,
}

impl Bucket {
    pub(super) fn new(capacity: u32, per_minute: u32, refill: Refill) -> Self {
        Self {
            capacity: u128::from(capacity) * TOKEN,
            per_minute: u128::from(per_minute),
            refill,
            taken: Vec::new(),
        }
    }

    pub(super) fn has_token(&self, now: Nanos) -> bool {
        self.parts(now, self.taken.last()) >= TOKEN
    }

    pub(super) fn take(&mut self, now: Nanos) {
        let parts = self.parts(now, self.taken.last());
        assert!(parts >= TOKEN, "a token was taken that was not there");
        self.taken.push((now, parts - TOKEN));
    }

    /// Tokens at `now`, before anything happens at that instant.
    pub(super) fn tokens_before(&self, now: Nanos) -> f64 {
        let last = self.taken.iter().rfind(|taken| taken.0 < now);
        let now = match self.refill {
            Refill::Continuous => now,
            // The step at a whole minute is one of the things that happen at its instant.
            Refill::Stepped => now - 1,
        };
        self.parts(now, last) as f64 / TOKEN as f64
    }

    /// Parts at `now`, if `last` was the last token to be taken.
    fn parts(&self, now: Nanos, last: Option<&(Nanos, u128)>) -> u128 {
        let (then, left) = *last.unwrap_or(&(0, self.capacity));
        let regained = match self.refill {
            Refill::Continuous => u128::from(now - then) * self.per_minute,
            Refill::Stepped => {
                let minutes = now / MINUTE - then / MINUTE;
                u128::from(minutes) * self.per_minute * TOKEN
            }
        };
        self.capacity.min(left + regained)
    }
}

/// What a limit of requests per second looks at: when there was one, and when the limit was raised by
/// one.
#[derive(Clone, Default)]
pub(super) struct Meter {
    counted: Vec<Nanos>,
    raised: Vec<Nanos>,
}

impl Meter {
    pub(super) fn add(&mut self, now: Nanos) {
        self.counted.push(now);
    }

    pub(super) fn raise(&mut self, now: Nanos) {
        self.raised.push(now);
    }

    /// Whether there may be one more, where `limit` a second are allowed besides what was raised:
    /// from none of the earlier ones until now may there be more than the limit allows in that time
    /// and one second's worth.
    pub(super) fn has_room(&self, now: Nanos, limit: u64) -> bool {
        let limit_now = u128::from(limit) + self.raised.len() as u128;
        let seconds_worth = limit_now * u128::from(SECOND);
        let allowed_since = |then: Nanos| {
            let raised = self.raised.iter().map(|&raised| now - raised.max(then));
            let raised: u128 = raised.map(u128::from).sum();
            u128::from(limit) * u128::from(now - then) + raised
        };
        let earlier = self.counted.iter().zip((1..=self.counted.len()).rev());
        let keeps = |(&then, since): (&Nanos, usize)| {
            (since as u128 + 1) * u128::from(SECOND) <= seconds_worth + allowed_since(then)
        };
        limit_now > 0 && earlier.into_iter().all(keeps)
    }
}

/// API Gateway's bucket: `burst` tokens at the start and at most, `rate` more a second, one for each request.
pub(super) struct Throttle {
    rate: u32,
    burst: u32,
    passed: Vec<Nanos>,
}

impl Throttle {
    pub(super) fn new(rate: u32, burst: u32) -> Self {
        Self {
            rate,
            burst,
            passed: Vec::new(),
        }
    }

    /// Whether a request passes: with it, no span of time up to now may have seen more than the burst and what the
    /// rate brings in that span.
    pub(super) fn passes(&mut self, now: Nanos) -> bool {
        let burst = u128::from(self.burst) * u128::from(SECOND);
        let allowed = |then: Nanos| burst + u128::from(self.rate) * u128::from(now - then);
        let earlier = self.passed.iter().zip((1..=self.passed.len()).rev());
        let keeps = |(&then, since): (&Nanos, usize)| {
            (since as u128 + 1) * u128::from(SECOND) <= allowed(then)
        };
        let passes = burst > 0 && earlier.into_iter().all(keeps);
        if passes {
            self.passed.push(now);
        }
        passes
    }
    /// When the next request passes, where none does now.
    pub(super) fn next(&self, now: Nanos) -> Nanos {
        let earlier = self.passed.iter().zip((1..=self.passed.len()).rev());
        let allowed = earlier.map(|(&then, since)| {
            let more = (since as u64 + 1).saturating_sub(self.burst.into());
            then + (more * SECOND).div_ceil(self.rate.into())
        });
        allowed.fold(now, Nanos::max)
    }
}
