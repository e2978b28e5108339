//! How old an on-demand environment may become.
//!
//! Two causes compete, and the earlier one counts: retirement at a limit of age, and an early stop
//! for reasons of AWS's own (a host that is drained or fails), which happens to environments of
//! any age. Early stops were observed in functions of about ten environments and are confined to
//! that size: see [`most_for_early_stop`]. Both belong to the environment's number, so that two variants of a scenario give the
//! n-th environment the same lifetime. It knows ages; it must not know what an environment does.

use crate::catalog;
use crate::kernel::{KeyedStream, SimDuration, Streams};
use crate::scenario::Distribution;
use crate::workload::Sampler;

/// Draws the lifetimes of a function's environments.
#[derive(Clone, Debug)]
pub(crate) struct Lifetimes {
    retirement: Cause,
    early_stop: Cause,
}

/// The ages at which an environment is to end; `None` for never.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ages {
    /// The age at retirement.
    pub(crate) retirement: Option<SimDuration>,
    /// The age at an early stop, if that comes before retirement.
    pub(crate) early_stop: Option<SimDuration>,
}

/// Early stops happen only while a function has at most this many on-demand environments. The logs
/// they were estimated from show about ten; that thousands would be struck one by one at the same
/// rate is not known, and would bend every large function by it.
pub(crate) fn most_for_early_stop() -> usize {
    catalog::defaults().early_stop_most_environments as usize
}

/// A cause of death and the age at which it strikes; no sampler, never.
#[derive(Clone, Debug)]
struct Cause {
    age: Option<Sampler>,
    stream: KeyedStream,
}

impl Lifetimes {
    /// The lifetimes of the environments of the function called `name`: the ages at retirement and
    /// at an early stop, `None` for never.
    pub(crate) fn new(
        retirement: Option<&Distribution>,
        early_stop: Option<&Distribution>,
        name: &str,
        streams: &Streams,
    ) -> Self {
        let cause = |age: Option<&Distribution>, purpose| Cause {
            age: age.map(Sampler::new),
            stream: streams.keyed(name, purpose),
        };
        Self {
            retirement: cause(retirement, "lifetime"),
            early_stop: cause(early_stop, "early stop"),
        }
    }

    /// The ages of environment `number`, which is there when the run starts, counted from the start.
    ///
    /// Assumed: where a service has run for long, the ages of its environments are spread evenly over
    /// their lifetimes, so they are not all retired at once. An early stop strikes at any age; its time
    /// counts from the start, which is exact where it is exponential.
    pub(crate) fn remaining_of(&self, number: u64) -> Ages {
        let Ages { retirement, .. } = self.of(number);
        let retirement = retirement.map(|age| age - share_of(age, spread(number)));
        let early_stop = self.early_stop.of(number);
        let comes_first = |age: &SimDuration| retirement.is_none_or(|retirement| *age < retirement);
        Ages {
            retirement,
            early_stop: early_stop.filter(comes_first),
        }
    }

    /// The ages of environment `number`.
    pub(crate) fn of(&self, number: u64) -> Ages {
        let retirement = self.retirement.of(number);
        let early_stop = self.early_stop.of(number);
        let comes_first = |age: &SimDuration| retirement.is_none_or(|retirement| *age < retirement);
        Ages {
            retirement,
            early_stop: early_stop.filter(comes_first),
        }
    }
}

/// Numbers that fill the range from 0 to 1 evenly, however many of them are taken from the first on, in
/// units of 2^-32: 1/2, 1/4, 3/4, 1/8, 5/8 ... (van der Corput).
fn spread(number: u64) -> u32 {
    (number as u32).wrapping_add(1).reverse_bits()
}

/// A share of a span, given in units of 2^-32.
fn share_of(span: SimDuration, share: u32) -> SimDuration {
    let nanos = (u128::from(span.as_nanos()) * u128::from(share)) >> 32;
    SimDuration::from_nanos(nanos as u64)
}

impl Cause {
    fn of(&self, number: u64) -> Option<SimDuration> {
        let age = self.age.as_ref()?;
        Some(age.sample(&mut self.stream.of(number)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lifetimes(
        retirement: Option<&Distribution>,
        early_stop: Option<&Distribution>,
    ) -> Lifetimes {
        Lifetimes::new(retirement, early_stop, "f", &Streams::new(3, 0))
    }

    fn hours(hours: u64) -> SimDuration {
        SimDuration::from_secs(3600 * hours)
    }

    #[test]
    fn without_a_cause_environments_live_for_ever() {
        assert_eq!(lifetimes(None, None).of(0), Ages::default());
    }

    #[test]
    fn a_constant_age_holds_for_all() {
        let constant = lifetimes(Some(&Distribution::Constant(hours(2))), None);
        assert_eq!(
            [0, 1, 99].map(|number| constant.of(number).retirement),
            [Some(hours(2)); 3]
        );
    }

    #[test]
    fn the_earlier_cause_counts() {
        // P(early stop before the limit) = 1 - exp(-2/6), mean lifetime 6 (1 - exp(-2/6)) hours.
        let exponential = Distribution::Exponential { mean: hours(6) };
        let both = lifetimes(Some(&Distribution::Constant(hours(2))), Some(&exponential));
        let n = 20_000;
        let drawn: Vec<f64> = (0..n)
            .filter_map(|number| {
                let ages = both.of(number);
                ages.early_stop.or(ages.retirement)
            })
            .map(|age| age.as_secs_f64() / 3600.0)
            .collect();
        assert_eq!(drawn.len(), n as usize);
        let early = drawn.iter().filter(|&&age| age < 2.0).count() as f64 / n as f64;
        let p = 1.0 - (-1.0f64 / 3.0).exp();
        let error = (p * (1.0 - p) / n as f64).sqrt();
        assert!((early - p).abs() < 4.0 * error, "{early}, not {p}");
        let mean = drawn.iter().sum::<f64>() / n as f64;
        // The lifetime lies in [0, 2], so its standard deviation is at most 1.
        assert!(
            (mean - 6.0 * p).abs() < 4.0 / (n as f64).sqrt(),
            "mean {mean}"
        );
    }

    #[test]
    fn the_ages_of_those_there_at_the_start_are_spread_evenly_over_their_lifetimes() {
        let constant = lifetimes(Some(&Distribution::Constant(hours(2))), None);
        let left = |number| constant.remaining_of(number).retirement.unwrap();
        let minutes = |span: SimDuration| span.as_secs_f64() / 60.0;
        assert_eq!(
            [0, 1, 2, 3, 4].map(|number| minutes(left(number))),
            [60.0, 90.0, 30.0, 105.0, 45.0]
        );
        // Of however many, each tenth of the lifetime holds a tenth, give or take one or two.
        for count in [40_u64, 100, 333, 1000] {
            for tenth in 0..10 {
                let within = (0..count).filter(|&number| {
                    let place = minutes(left(number)) / 12.0;
                    (f64::from(tenth)..f64::from(tenth + 1)).contains(&place)
                });
                let (found, expected) = (within.count() as f64, count as f64 / 10.0);
                assert!((found - expected).abs() <= 4.0, "{found}, not {expected}");
            }
        }
    }

    #[test]
    fn an_early_stop_of_those_there_at_the_start_counts_from_the_start() {
        let early = Distribution::Constant(hours(1));
        let both = lifetimes(Some(&Distribution::Constant(hours(2))), Some(&early));
        // The first has an hour left, too, and retirement wins a tie; the second has an hour and a half.
        assert_eq!(both.remaining_of(0).early_stop, None);
        assert_eq!(both.remaining_of(1).early_stop, Some(hours(1)));
        assert_eq!(lifetimes(None, None).remaining_of(7), Ages::default());
    }

    #[test]
    fn the_draw_belongs_to_the_number() {
        let mean = hours(6);
        let random = lifetimes(None, Some(&Distribution::Exponential { mean }));
        assert_eq!(random.of(5), random.of(5));
        assert_ne!(random.of(5), random.of(6));
    }
}
