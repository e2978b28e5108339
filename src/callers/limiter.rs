//! How a client in `adaptive` mode limits its own rate: a bucket of tokens, one for each attempt, whose rate
//! falls with every throttle and grows back along a cubic curve.
//!
//! The rules and numbers are those of botocore 1.44: `retries/adaptive.py` (`ClientRateLimiter`,
//! `RateClocker`), `retries/bucket.py` (`TokenBucket`) and `retries/throttling.py` (`CubicCalculator`). It
//! knows responses and attempts; it must not know what is asked for.

use std::collections::VecDeque;

use super::protocol::Waiting;
use crate::kernel::{SimDuration, SimTime};

/// The rate limiter of one client.
#[derive(Clone, Debug, Default)]
pub(super) struct RateLimiter {
    /// Whether a response has been a throttle yet: until then nothing is limited.
    is_enabled: bool,
    clocker: RateClocker,
    curve: CubicCurve,
    bucket: TokenBucket,
    /// Who waits for a token, first come first served.
    line: VecDeque<Waiting>,
    /// When the first of them is looked after. The line has one event that counts; those that were
    /// planned before a change of the rate come to nothing.
    wake: Option<SimTime>,
}

impl RateLimiter {
    /// The rate may grow to this many times the measured one.
    const MAX_RATE_ADJUST_SCALE: f64 = 2.0;

    /// The client has heard of an attempt: whether it was throttled, and not served or failed.
    pub(super) fn responded(&mut self, now: SimTime, is_throttle: bool) {
        let measured = self.clocker.record(now);
        let rate = if is_throttle {
            let current = if self.is_enabled {
                measured.min(self.bucket.rate)
            } else {
                measured
            };
            self.is_enabled = true;
            self.curve.throttled(now, current)
        } else {
            self.curve.rate(now)
        };
        let rate = rate.min(Self::MAX_RATE_ADJUST_SCALE * measured);
        self.bucket.set_rate(now, rate);
    }

    /// Whether an attempt may be made at once, for which it then takes a token.
    pub(super) fn admits(&mut self, now: SimTime) -> bool {
        !self.is_enabled || (self.line.is_empty() && self.bucket.take(now))
    }

    /// A request waits for a token.
    pub(super) fn line_up(&mut self, waiting: Waiting) {
        self.line.push_back(waiting);
    }

    /// The time has come for the first in the line, if it has.
    pub(super) fn wake(&mut self, now: SimTime) -> Option<Waiting> {
        if self.wake != Some(now) {
            return None;
        }
        self.wake = None;
        self.bucket.take(now).then(|| self.line.pop_front())?
    }

    /// When the line must be looked after, if nobody plans to do so then. To be asked after whatever
    /// changes the line or the rate.
    pub(super) fn plan(&mut self, now: SimTime) -> Option<SimTime> {
        let wake = self.line.front().map(|_| now + self.bucket.wait(now));
        (wake != self.wake).then(|| self.wake = wake)?;
        wake
    }
}

/// Measures the rate of responses, in periods of half a second.
#[derive(Clone, Debug, Default)]
struct RateClocker {
    /// The number of the period under way, from the start of the run.
    period: u64,
    responses: u64,
    per_second: f64,
}

impl RateClocker {
    const SMOOTHING: f64 = 0.8;
    const PERIOD: SimDuration = SimDuration::from_millis(500);

    /// Counts a response, and gives the rate per second.
    fn record(&mut self, now: SimTime) -> f64 {
        let period = now.as_nanos() / Self::PERIOD.as_nanos();
        self.responses += 1;
        if period > self.period {
            let seconds = (period - self.period) as f64 * Self::PERIOD.as_secs_f64();
            let current = self.responses as f64 / seconds;
            self.per_second = current * Self::SMOOTHING + self.per_second * (1.0 - Self::SMOOTHING);
            self.responses = 0;
            self.period = period;
        }
        self.per_second
    }
}

/// The rate over the time since the latest throttle: it starts from a share of the rate that was too
/// high, flattens out as it nears that rate, and then grows ever faster.
#[derive(Clone, Debug, Default)]
struct CubicCurve {
    throttled_at: SimTime,
    /// The rate that was too high.
    too_high: f64,
    /// Seconds until it is reached again.
    zero_point: f64,
}

impl CubicCurve {
    const SCALE: f64 = 0.4;
    const BETA: f64 = 0.7;

    fn throttled(&mut self, now: SimTime, rate: f64) -> f64 {
        *self = Self {
            throttled_at: now,
            too_high: rate,
            zero_point: libm::cbrt(rate * (1.0 - Self::BETA) / Self::SCALE),
        };
        rate * Self::BETA
    }

    fn rate(&self, now: SimTime) -> f64 {
        let time = now.since(self.throttled_at).as_secs_f64() - self.zero_point;
        Self::SCALE * (time * time * time) + self.too_high
    }
}

/// Tokens that are gained at a rate which changes.
#[derive(Clone, Debug)]
struct TokenBucket {
    tokens: f64,
    capacity: f64,
    /// Tokens gained per second.
    rate: f64,
    refilled: SimTime,
}

impl Default for TokenBucket {
    fn default() -> Self {
        Self {
            tokens: 0.0,
            capacity: 1.0,
            rate: 1.0,
            refilled: SimTime::ZERO,
        }
    }
}

impl TokenBucket {
    const MIN_RATE: f64 = 0.5;
    const MIN_CAPACITY: f64 = 1.0;

    fn refill(&mut self, now: SimTime) {
        let gained = now.since(self.refilled).as_secs_f64() * self.rate;
        self.tokens = (self.tokens + gained).min(self.capacity);
        self.refilled = now;
    }

    /// What was gained so far was gained at the rate so far.
    fn set_rate(&mut self, now: SimTime, rate: f64) {
        self.refill(now);
        self.rate = rate.max(Self::MIN_RATE);
        self.capacity = rate.max(Self::MIN_CAPACITY);
        self.tokens = self.tokens.min(self.capacity);
    }

    fn take(&mut self, now: SimTime) -> bool {
        self.refill(now);
        let is_there = self.tokens >= 1.0;
        if is_there {
            self.tokens -= 1.0;
        }
        is_there
    }

    /// How long until there is a token, in whole nanoseconds, since no fraction orders events.
    fn wait(&mut self, now: SimTime) -> SimDuration {
        self.refill(now);
        let seconds = (1.0 - self.tokens).max(0.0) / self.rate;
        SimDuration::from_nanos((seconds * 1e9).ceil() as u64)
    }
}

#[cfg(test)]
mod tests;
