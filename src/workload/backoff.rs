//! How long a caller whose attempt was refused waits before it tries again.

use rand::{Rng, RngExt};

use crate::kernel::{KeyedStream, SimDuration, Stream};
use crate::scenario::{Jitter, RetryPolicy};

/// A retry policy with the random stream that spreads its waits. The draw belongs to the request
/// and the attempt, so it does not depend on who else was throttled.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    policy: Option<RetryPolicy>,
    jitter: KeyedStream,
}

impl Backoff {
    /// A policy (`None`: no retries) with its stream.
    pub fn new(policy: Option<RetryPolicy>, jitter: KeyedStream) -> Self {
        Self { policy, jitter }
    }

    /// The wait before another attempt, after request `number` was refused `attempts` times;
    /// `None` if the caller gives up.
    pub fn wait(&self, number: u64, attempts: u32) -> Option<SimDuration> {
        let policy = self
            .policy
            .filter(|policy| attempts < policy.max_attempts)?;
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
    use super::*;
    use crate::kernel::Streams;
    use crate::scenario::ClientRetry;

    fn backoff(retry: ClientRetry) -> Backoff {
        Backoff::new(
            retry.policy(),
            Streams::new(0, 0).keyed("f", "retry jitter"),
        )
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
        let waits: Vec<_> = (1..=6).map(|attempts| backoff.wait(9, attempts)).collect();
        let ms = |millis| Some(SimDuration::from_millis(millis));
        assert_eq!(waits, [ms(100), ms(200), ms(400), ms(500), ms(500), None]);
    }

    #[test]
    fn the_sdk_modes_make_three_and_five_attempts() {
        let attempts = |retry| {
            (1..)
                .take_while(|&n| backoff(retry).wait(1, n).is_some())
                .count()
                + 1
        };
        assert_eq!(attempts(ClientRetry::None), 1);
        assert_eq!(attempts(ClientRetry::Standard), 3);
        assert_eq!(attempts(ClientRetry::Legacy), 5);
    }

    #[test]
    fn jitter_is_uniform_over_its_range() {
        let n = 40_000;
        // Full: uniform on [0, 100) ms; equal: on [50, 100) ms.
        for (jitter, low, high) in [(Jitter::Full, 0.0, 100.0), (Jitter::Equal, 50.0, 100.0)] {
            let backoff = backoff(custom(jitter));
            let waits = (0..n).map(|number| backoff.wait(number, 1).unwrap().as_millis_f64());
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
        assert_eq!(backoff.wait(7, 1), backoff.wait(7, 1));
        let share = |attempts| {
            backoff.wait(7, attempts).unwrap().as_secs_f64() / f64::from(1 << (attempts - 1))
        };
        assert_ne!(share(1), share(2));
    }
}
