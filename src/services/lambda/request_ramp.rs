//! How fast a function's request rate may grow: part of the scaling rule since November 2023.
//!
//! AWS: "every 10 seconds, Lambda can allocate at most 1,000 additional execution environment
//! instances, or accommodate 10,000 additional requests per second, to each of your functions"
//! (Lambda developer guide, scaling-behavior). It binds where an environment serves more than ten
//! requests a second.
//!
//! Assumed, for AWS does not say how it measures a rate: a function has an *established rate*, which
//! begins at 0 and never falls. On-demand invocations within it, counted as a
//! [limit of requests per second](super::rate_limit) is, pass freely; each further one takes a token
//! from a bucket of growth, which regains tokens as the bucket for environments does, and raises the
//! established rate by one. What is refused, here or by another limit, leaves no trace, and
//! provisioned environments are exempt.

use super::rate_limit::RateLimit;
use super::scaling::TokenBucket;
use crate::kernel::SimTime;
use crate::scenario::{Refill, RequestRate, ScalingRule};

/// The limit on the growth of one function's request rate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestRamp {
    established: RateLimit,
    growth: TokenBucket,
}

impl RequestRamp {
    /// A function that has served nothing yet and may grow by `burst` requests per second at once,
    /// of which it regains `per_minute` in a minute.
    pub(crate) fn new(burst: RequestRate, per_minute: RequestRate, refill: Refill) -> Self {
        Self {
            established: RateLimit::new(0),
            growth: TokenBucket::new(burst.get(), per_minute.get(), refill),
        }
    }

    /// From now on it may grow as a rule says; what it has grown to stays.
    pub(super) fn adopt(&mut self, now: SimTime, rule: &ScalingRule) {
        if let ScalingRule::PerFunction {
            request_burst,
            request_ramp_per_minute,
            ..
        } = rule
        {
            let (burst, ramp) = (request_burst.get(), request_ramp_per_minute.get());
            self.growth.adopt(now, burst, ramp);
        }
    }

    /// Whether one more invocation may start.
    #[inline]
    pub(crate) fn has_room(&mut self, now: SimTime) -> bool {
        self.established.has_room(now) || self.growth.has_token(now)
    }

    /// Counts an invocation that starts, for which there [was room](Self::has_room).
    #[inline]
    pub(crate) fn count(&mut self, now: SimTime) {
        if !self.established.try_take(now) {
            let paid = self.growth.try_take(now);
            debug_assert!(paid, "a request rate grew without a token at {now} s");
            self.established
                .set_limit(now, self.established.per_second() + 1);
            let counted = self.established.try_take(now);
            debug_assert!(counted, "a rate that has grown has no room at {now} s");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::SimDuration;
    use crate::scenario::Concurrency;

    fn ramp(burst: u32, per_minute: u32) -> RequestRamp {
        let rate = |count| RequestRate::new(count).unwrap();
        RequestRamp::new(rate(burst), rate(per_minute), Refill::Continuous)
    }

    /// How many of `count` requests are served that come `gap` apart from `start` on.
    fn served(ramp: &mut RequestRamp, start: SimTime, count: u64, gap: u64) -> u64 {
        (0..count)
            .filter(|number| {
                let now = start + SimDuration::from_nanos(number * gap);
                let room = ramp.has_room(now);
                if room {
                    ramp.count(now);
                }
                room
            })
            .count() as u64
    }

    fn at(seconds: u64) -> SimTime {
        SimTime::ZERO + SimDuration::from_secs(seconds)
    }

    /// By t seconds 10,000 + 1,000 t requests per second have been granted, and the token that falls due
    /// lets one more pass: 11,000 + 1,000 t a second. In the first second the rate is established: of
    /// 50,000 a second it takes some ln(50,000 / 40,000) = 0.22 s until 10,000 are.
    #[test]
    fn a_rate_of_50_000_is_reached_after_39_seconds() {
        let mut ramp = ramp(10_000, 60_000);
        let first = served(&mut ramp, at(0), 50_000, 20_000);
        assert!(
            (20_300..20_500).contains(&first),
            "{first} in the first second"
        );
        for second in 1..50 {
            let expected = (11_500 + 1000 * second).min(50_000);
            let got = served(&mut ramp, at(second), 50_000, 20_000);
            assert!(
                got.abs_diff(expected) <= 2,
                "{got}, not {expected} in second {second}"
            );
        }
        let established = ramp.established.per_second();
        assert!((49_990..=50_000).contains(&established), "{established}");
    }

    /// What is refused is spread evenly over each second.
    #[test]
    fn a_rate_grows_without_bursts() {
        let mut ramp = ramp(10_000, 60_000);
        served(&mut ramp, at(0), 50_000, 20_000);
        let tenths: Vec<u64> = (10_u64..20)
            .map(|tenth| {
                let start = SimTime::ZERO + SimDuration::from_millis(100 * tenth);
                served(&mut ramp, start, 5000, 20_000)
            })
            .collect();
        let expected: Vec<u64> = (0..10).map(|tenth| 1205 + 10 * tenth).collect();
        let near = tenths
            .iter()
            .zip(&expected)
            .all(|(got, expected)| got.abs_diff(*expected) <= 2);
        assert!(near, "{tenths:?}, not {expected:?}");
    }

    #[test]
    fn unused_growth_does_not_accrue_and_an_established_rate_stays() {
        let mut ramp = ramp(100, 600);
        let mut at_once = |second, count| served(&mut ramp, at(second), count, 0);
        assert_eq!(at_once(0, 50), 50, "within the burst");
        assert_eq!(
            at_once(60, 1000),
            150,
            "the established 50, and a full bucket"
        );
        assert_eq!(at_once(61, 1000), 160, "that, and what a second gives back");
        assert_eq!(
            at_once(3600, 160),
            160,
            "an hour of silence takes nothing away"
        );
    }

    /// As where a study forks a run and goes on with other quotas.
    #[test]
    fn a_rate_grows_by_an_adopted_rule_from_what_it_has_grown_to() {
        let rate = |count| RequestRate::new(count).unwrap();
        let concurrency = |count| Concurrency::new(count).unwrap();
        let mut ramp = ramp(100, 600);
        assert_eq!(served(&mut ramp, at(0), 80, 0), 80, "within the burst");
        let rule = ScalingRule::PerFunction {
            burst: concurrency(1000),
            ramp_per_minute: concurrency(6000),
            refill: Refill::Continuous,
            request_burst: rate(500),
            request_ramp_per_minute: rate(1200),
        };
        ramp.adopt(at(0), &rule);
        let mut at_once = |second| served(&mut ramp, at(second), 10_000, 0);
        assert_eq!(at_once(0), 420, "80 of the larger burst are missing");
        assert_eq!(at_once(1), 520, "all of that, and what a second gives back");
    }

    #[test]
    fn without_growth_nothing_is_served() {
        for (burst, expected) in [(0, 0), (5, 5)] {
            let mut ramp = ramp(burst, 0);
            for second in 0..3 {
                assert_eq!(served(&mut ramp, at(second), 10, 0), expected);
            }
        }
    }

    #[test]
    fn what_is_refused_elsewhere_leaves_no_trace() {
        let mut ramp = ramp(3, 0);
        assert!((0..10).all(|_| ramp.has_room(at(0))));
        assert_eq!(served(&mut ramp, at(0), 10, 0), 3);
    }
}
