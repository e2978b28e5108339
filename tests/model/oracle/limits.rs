//! The limits: tokens for what is new, and counts in whole seconds.

use std::collections::BTreeMap;

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

/// How many there were in each whole second of simulated time.
#[derive(Clone, Default)]
pub(super) struct BySecond(BTreeMap<u64, u64>);

impl BySecond {
    pub(super) fn add(&mut self, now: Nanos) {
        *self.0.entry(now / SECOND).or_default() += 1;
    }

    pub(super) fn in_second_of(&self, now: Nanos) -> u64 {
        self.0.get(&(now / SECOND)).copied().unwrap_or(0)
    }

    pub(super) fn most(&self) -> u64 {
        self.0.values().copied().max().unwrap_or(0)
    }
}
