//! Requests-per-second limits.
//!
//! AWS: "requests per second <= 10 x the matching concurrency quota" (Lambda developer guide,
//! lambda-concurrency). Assumed, for AWS does not say how it counts: each attempt that passes fills a
//! meter that drains continuously at the limit and holds one second's worth of it. So traffic that
//! keeps to the limit in every second, wherever that second begins, is never refused (no smaller meter
//! would do that); steady traffic beyond the limit is thinned evenly; and after silence up to one
//! second's worth passes on top, once. An attempt that passes counts even if another limit refuses it.
//!
//! Evidence that it is not counted in whole seconds: at 7,128 requests per second on 500 provisioned
//! environments, 189 requests were in flight at most, and 144 of them on provisioned concurrency
//! (re:Post question QUcokiH6lITPSP5SxILk1VKg). A count that begins anew each second would have served
//! all 189 there for the first 0.7 s of each.

use crate::catalog;
use crate::kernel::SimTime;
use crate::workload::Meter;

/// At most this many attempts per second.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RateLimit(Meter);

impl RateLimit {
    /// A limit of `per_second` attempts, before any was made.
    pub(crate) fn new(per_second: u64) -> Self {
        Self(Meter::new(per_second, per_second))
    }

    /// The limit that goes with `concurrency`.
    pub(crate) fn of_concurrency(concurrency: u64) -> Self {
        Self::new(requests_per_second(concurrency))
    }

    /// From now on the limit is that of `concurrency`; attempts made before count as in
    /// [`RateLimit::set_limit`].
    pub(crate) fn set_concurrency(&mut self, now: SimTime, concurrency: u64) {
        self.set_limit(now, requests_per_second(concurrency));
    }

    /// From now on the limit is `per_second` attempts; those made before count until they have
    /// drained, so more concurrency brings its own second's worth.
    pub(crate) fn set_limit(&mut self, now: SimTime, per_second: u64) {
        self.0.set(now, per_second, per_second);
    }

    /// The limit, in attempts per second.
    pub(crate) fn per_second(&self) -> u64 {
        self.0.per_second()
    }

    /// Whether there is room for one more attempt.
    #[inline]
    pub(crate) fn has_room(&mut self, now: SimTime) -> bool {
        self.0.has_room(now)
    }

    /// Counts an attempt if there is room for it.
    #[inline]
    pub(crate) fn try_take(&mut self, now: SimTime) -> bool {
        self.0.try_take(now)
    }
}

fn requests_per_second(concurrency: u64) -> u64 {
    let per_unit = u64::from(catalog::defaults().requests_per_second_per_concurrency);
    concurrency.saturating_mul(per_unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::SimDuration;

    fn at(seconds: f64) -> SimTime {
        SimTime::from_secs_f64(seconds)
    }

    /// How many of ten attempts at one instant pass.
    fn takes(limit: &mut RateLimit, seconds: f64) -> usize {
        (0..10).filter(|_| limit.try_take(at(seconds))).count()
    }

    /// Which of the attempts that come `gap` nanoseconds apart pass.
    fn passes(limit: &mut RateLimit, count: u64, gap: u64) -> Vec<bool> {
        let time = |number| SimTime::ZERO + SimDuration::from_nanos(number * gap);
        (0..count)
            .map(|number| limit.try_take(time(number)))
            .collect()
    }

    #[test]
    fn a_seconds_worth_passes_at_once_and_drains_evenly() {
        let mut limit = RateLimit::new(3);
        assert_eq!(takes(&mut limit, 0.0), 3);
        assert_eq!(
            takes(&mut limit, 0.333),
            0,
            "a third of a second drains one"
        );
        assert_eq!(takes(&mut limit, 0.334), 1);
        assert_eq!(takes(&mut limit, 1.0), 2, "that one counts until 1.334 s");
        assert_eq!(takes(&mut limit, 7.5), 3, "unused seconds do not accrue");
    }

    /// Ten at any phase of the second: none of them is refused, wherever a second begins.
    #[test]
    fn traffic_that_keeps_to_the_limit_is_never_refused() {
        for phase in [0.0, 0.25, 0.5, 0.999] {
            let mut limit = RateLimit::new(10);
            let seconds = (0..20).map(|second| f64::from(second) + phase);
            for second in seconds {
                assert_eq!(takes(&mut limit, second), 10, "at {second} s");
            }
        }
        assert!(
            passes(&mut RateLimit::new(10), 1000, 100_000_000)
                .iter()
                .all(|passed| *passed)
        );
    }

    /// At one and a half times the limit two of three pass in each tenth of a second, where a count
    /// of whole seconds would pass all for 0.67 s and none for 0.33 s.
    #[test]
    fn steady_traffic_beyond_the_limit_is_thinned_evenly() {
        let passed = passes(&mut RateLimit::new(100), 1500, 6_666_667);
        // 100 at once on top of 100 a second last for two seconds of 150.
        assert!(passed[..290].iter().all(|passed| *passed));
        for tenth in passed[300..].chunks_exact(15) {
            let passed = tenth.iter().filter(|passed| **passed).count();
            assert!(
                (9..=11).contains(&passed),
                "{passed} of 15 in a tenth of a second"
            );
        }
        let all = passed.iter().filter(|passed| **passed).count();
        assert!((1099..=1100).contains(&all), "{all} in ten seconds");
    }

    #[test]
    fn a_limit_that_changes_keeps_what_was_used() {
        let mut limit = RateLimit::new(3);
        assert_eq!(takes(&mut limit, 0.0), 3);
        limit.set_limit(at(0.0), 5);
        assert_eq!(takes(&mut limit, 0.0), 2, "it brings two of its own");
        limit.set_limit(at(0.0), 2);
        assert_eq!(takes(&mut limit, 1.5), 0, "five drain at two per second");
        assert_eq!(takes(&mut limit, 2.0), 1);
        limit.set_limit(at(2.0), 0);
        assert_eq!(takes(&mut limit, 100.0), 0);
    }

    #[test]
    fn a_limit_beyond_all_numbers_refuses_nothing() {
        let mut limit = RateLimit::new(u64::MAX);
        assert_eq!(takes(&mut limit, 0.0), 10);
        assert_eq!(takes(&mut limit, 1e9), 10);
    }
}
