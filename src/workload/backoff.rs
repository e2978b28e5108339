//! How long a caller whose attempt was refused waits before it tries again.

use rand::{Rng, RngExt};

use crate::kernel::{KeyedStream, SimDuration, Stream};
use crate::scenario::{ClientRetry, Jitter, RetryPolicy};

/// What a caller hears instead of an answer. AWS's SDKs distinguish the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryableError {
    /// A throttle: HTTP 429.
    Throttling,
    /// A server error: HTTP 5xx.
    Transient,
}

/// A retry policy with the random stream that spreads its waits. The draw belongs to the request
/// and the attempt, so it does not depend on who else was throttled.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    after_throttle: Option<RetryPolicy>,
    after_server_error: Option<RetryPolicy>,
    jitter: KeyedStream,
}

impl Backoff {
    /// The back-off of a mode, with its stream.
    pub fn new(retry: ClientRetry, jitter: KeyedStream) -> Self {
        Self {
            after_throttle: retry.policy(),
            after_server_error: retry.policy_after_server_error(),
            jitter,
        }
    }

    /// The wait before another attempt, after request `number` was refused `attempts` times, the last
    /// time with `error`; `None` if the caller gives up.
    pub fn wait(&self, number: u64, attempts: u32, error: RetryableError) -> Option<SimDuration> {
        let policy = match error {
            RetryableError::Throttling => self.after_throttle,
            RetryableError::Transient => self.after_server_error,
        };
        let policy = policy.filter(|policy| attempts < policy.max_attempts)?;
        let doublings = attempts.saturating_sub(1).min(62);
        let longest = policy.base.as_nanos().saturating_mul(1 << doublings);
        let longest = longest.min(policy.cap.as_nanos());
        let half = longest / 2;
        let wait = match policy.jitter {
            Jitter::None => longest,
            Jitter::Full => self.share_of(longest, number, attempts),
            Jitter::Equal => half + self.share_of(longest - half, number, attempts),
        };
        Some(SimDuration::from_nanos(wait))
    }

    fn share_of(&self, nanos: u64, number: u64, attempts: u32) -> u64 {
        let share: f64 = of_attempt(self.jitter, number, attempts).random();
        (share * nanos as f64) as u64
    }
}

/// The stream of request `number` at the draw that belongs to its attempt `attempts`, the first being
/// 1: it has one draw for each of its attempts, in their order.
pub fn of_attempt(draws: KeyedStream, number: u64, attempts: u32) -> Stream {
    let mut stream = draws.of(number);
    for _ in 1..attempts {
        stream.next_u64();
    }
    stream
}

#[cfg(test)]
mod tests {
    use super::RetryableError::{Throttling, Transient};
    use super::*;
    use crate::kernel::Streams;

    fn backoff(retry: ClientRetry) -> Backoff {
        Backoff::new(retry, Streams::new(0, 0).keyed("f", "retry jitter"))
    }

    fn custom(jitter: Jitter) -> ClientRetry {
        ClientRetry::Custom(RetryPolicy {
            max_attempts: 6,
            base: SimDuration::from_millis(100),
            cap: SimDuration::from_millis(500),
            jitter,
        })
    }

    #[test]
    fn backoff_doubles_up_to_its_cap() {
        let backoff = backoff(custom(Jitter::None));
        let waits: Vec<_> = (1..=6)
            .map(|attempts| backoff.wait(9, attempts, Throttling))
            .collect();
        let ms = |millis| Some(SimDuration::from_millis(millis));
        assert_eq!(waits, [ms(100), ms(200), ms(400), ms(500), ms(500), None]);
    }

    #[test]
    fn the_sdk_modes_make_three_and_five_attempts() {
        let attempts = |retry| {
            (1..)
                .take_while(|&n| backoff(retry).wait(1, n, Throttling).is_some())
                .count()
                + 1
        };
        assert_eq!(attempts(ClientRetry::None), 1);
        assert_eq!(attempts(ClientRetry::Standard), 3);
        assert_eq!(attempts(ClientRetry::Adaptive), 3);
        assert_eq!(attempts(ClientRetry::Legacy), 5);
    }

    /// The draw is the same: what differs is the range that it is a share of.
    #[test]
    fn the_standard_mode_waits_a_twentieth_after_a_server_error() {
        let after_throttle_and_error = |retry: ClientRetry, attempts| {
            let wait = |error| backoff(retry).wait(3, attempts, error).unwrap();
            [Throttling, Transient].map(|error| wait(error).as_secs_f64())
        };
        for mode in [ClientRetry::Standard, ClientRetry::Adaptive] {
            for attempts in [1, 2] {
                let [throttle, error] = after_throttle_and_error(mode, attempts);
                assert!(
                    (throttle / error - 20.0).abs() < 1e-3,
                    "{mode:?}: {throttle} s and {error} s"
                );
            }
        }
        for mode in [ClientRetry::Legacy, custom(Jitter::Full)] {
            let [throttle, error] = after_throttle_and_error(mode, 1);
            assert_eq!(throttle, error, "{mode:?} makes no difference");
        }
    }

    #[test]
    fn jitter_is_uniform_over_its_range() {
        let n = 40_000;
        // Full: uniform on [0, 100) ms; equal: on [50, 100) ms.
        for (jitter, low, high) in [(Jitter::Full, 0.0, 100.0), (Jitter::Equal, 50.0, 100.0)] {
            let backoff = backoff(custom(jitter));
            let waits =
                (0..n).map(|number| backoff.wait(number, 1, Throttling).unwrap().as_millis_f64());
            let (mut sum, mut least, mut most) = (0.0, f64::MAX, 0.0f64);
            for wait in waits {
                sum += wait;
                least = least.min(wait);
                most = most.max(wait);
            }
            let mean = sum / n as f64;
            let error = (high - low) / (12.0 * n as f64).sqrt();
            assert!(
                (mean - (low + high) / 2.0).abs() < 4.0 * error,
                "{jitter:?}: mean {mean} ms"
            );
            assert!(
                least >= low && most < high,
                "{jitter:?}: {least} to {most} ms"
            );
        }
    }

    #[test]
    fn attempts_of_one_request_draw_independently_and_repeatably() {
        let backoff = backoff(ClientRetry::Legacy);
        assert_eq!(
            backoff.wait(7, 1, Throttling),
            backoff.wait(7, 1, Throttling)
        );
        let share = |attempts| {
            backoff.wait(7, attempts, Throttling).unwrap().as_secs_f64()
                / f64::from(1 << (attempts - 1))
        };
        assert_ne!(share(1), share(2));
    }
}
