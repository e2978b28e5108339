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

/// Early stops happen only while a function has at most so many on-demand environments. The logs
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
    fn the_draw_belongs_to_the_number() {
        let mean = hours(6);
        let random = lifetimes(None, Some(&Distribution::Exponential { mean }));
        assert_eq!(random.of(5), random.of(5));
        assert_ne!(random.of(5), random.of(6));
    }
}
