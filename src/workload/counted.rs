//! Arrivals of which only the number in each interval is known.
//!
//! Given the number n of its arrivals in an interval, a Poisson process has them where n independent
//! uniform numbers fall. They are drawn in order, one at a time: of k numbers still to come in a rest of
//! the interval, the smallest is where the share 1 - u^(1/k) of that rest ends, u being uniform; as u is
//! exp(-e) for an exponential e, that is 1 - exp(-e/k) (Devroye, Non-Uniform Random Variate Generation,
//! 1986, chapter V, section 3).

use std::sync::Arc;

use super::sampler::exponential;
use crate::kernel::{SimTime, Stream};
use crate::scenario::{CountRow, Counts, Spacing};

/// The arrivals of counted intervals, in order. Nothing is stored ahead.
#[derive(Clone, Debug)]
pub struct Counted {
    rows: Arc<[CountRow]>,
    /// Index of the interval under way, or of the next.
    row: usize,
    /// Arrivals in it so far.
    come: u64,
    /// Up to which share of it they have come.
    reached: f64,
    /// Length of an interval in nanoseconds.
    interval: u64,
    spacing: Spacing,
    stream: Stream,
}

impl Counted {
    /// The arrivals that `counts` tells of; `stream` spreads them.
    pub fn new(counts: &Counts, stream: Stream) -> Self {
        Self {
            rows: Arc::clone(&counts.rows),
            row: 0,
            come: 0,
            reached: 0.0,
            interval: counts.interval.as_nanos(),
            spacing: counts.spacing,
            stream,
        }
    }

    /// How far into an interval of `requests` the next arrival comes, in nanoseconds.
    fn next_within(&mut self, requests: u64) -> u64 {
        match self.spacing {
            Spacing::Even => {
                let nanos =
                    u128::from(self.interval) * u128::from(self.come) / u128::from(requests);
                nanos as u64
            }
            Spacing::Poisson => {
                let left = (requests - self.come) as f64;
                let share = -libm::expm1(-exponential(&mut self.stream) / left);
                self.reached += (1.0 - self.reached) * share;
                let nanos = (self.reached * self.interval as f64) as u64;
                nanos.min(self.interval - 1)
            }
        }
    }
}

impl Iterator for Counted {
    type Item = SimTime;

    fn next(&mut self) -> Option<SimTime> {
        let CountRow { start, requests } = *self.rows.get(self.row)?;
        let within = self.next_within(requests);
        self.come += 1;
        if self.come == requests {
            (self.row, self.come, self.reached) = (self.row + 1, 0, 0.0);
        }
        Some(SimTime::from_nanos(start.as_nanos().saturating_add(within)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{SimDuration, Streams};
    use proptest::prelude::*;

    const MINUTE: u64 = 60_000_000_000;

    fn counted(rows: &[(u64, u64)], interval: u64, spacing: Spacing, seed: u64) -> Counted {
        let row = |&(start, requests): &(u64, u64)| CountRow {
            start: SimTime::from_nanos(start),
            requests,
        };
        let counts = Counts {
            file: String::new(),
            interval: SimDuration::from_nanos(interval),
            spacing,
            rows: rows.iter().map(row).collect(),
            begin: None,
        };
        Counted::new(&counts, Streams::new(seed, 0).stream("f", "arrivals"))
    }

    proptest! {
        /// Every interval has its number of arrivals within it, in order, however short it is.
        #[test]
        fn every_interval_has_its_arrivals(
            gaps in prop::collection::vec((0..5_u64, 1..300_u64), 1..20),
            interval in prop_oneof![1..50_u64, Just(MINUTE)],
            spacing in prop::sample::select(Spacing::ALL.to_vec()),
            seed in any::<u64>(),
        ) {
            let mut start = 0;
            let rows: Vec<(u64, u64)> = gaps
                .into_iter()
                .map(|(gap, requests)| {
                    let row = (start + gap * interval, requests);
                    start = row.0 + interval;
                    row
                })
                .collect();
            let arrivals: Vec<u64> = counted(&rows, interval, spacing, seed).map(SimTime::as_nanos).collect();
            prop_assert!(arrivals.is_sorted());
            for (start, requests) in rows {
                let within = arrivals.iter().filter(|at| (start..start + interval).contains(*at));
                prop_assert_eq!(within.count() as u64, requests);
            }
        }
    }

    #[test]
    fn even_arrivals_have_equal_gaps() {
        let arrivals = counted(&[(0, 4), (MINUTE, 3)], MINUTE, Spacing::Even, 0);
        let seconds: Vec<f64> = arrivals.map(SimTime::as_secs_f64).collect();
        assert_eq!(seconds, [0.0, 15.0, 30.0, 45.0, 60.0, 80.0, 100.0]);
    }

    #[test]
    fn random_arrivals_fall_as_a_poisson_process_given_their_number() {
        // 2,000 intervals of 10 arrivals: each part of an interval has a binomial number of them.
        let rows: Vec<(u64, u64)> = (0..2000).map(|n| (n * MINUTE, 10)).collect();
        let shares: Vec<f64> = counted(&rows, MINUTE, Spacing::Poisson, 7)
            .map(|at| (at.as_nanos() % MINUTE) as f64 / MINUTE as f64)
            .collect();
        let n = shares.len() as f64;
        // Uniform: mean 1/2 with a standard error of sqrt(1/12n), and so in each fifth.
        let mean = shares.iter().sum::<f64>() / n;
        assert!(
            (mean - 0.5).abs() < 4.0 * (1.0 / (12.0 * n)).sqrt(),
            "mean {mean}"
        );
        for fifth in 0..5 {
            let low = f64::from(fifth) / 5.0;
            let here = shares
                .iter()
                .filter(|share| (low..low + 0.2).contains(*share));
            let found = here.count() as f64 / n;
            let error = (0.2 * 0.8 / n).sqrt();
            assert!((found - 0.2).abs() < 4.0 * error, "fifth {fifth}: {found}");
        }
        // Independent: the number in the first half varies as a binomial of 10, 2.5; evenly spread it
        // would not vary. The variance of 2,000 such squares is about 2 x 2.5^2.
        let halves = shares
            .chunks(10)
            .map(|ten| ten.iter().filter(|share| **share < 0.5).count());
        let squares: f64 = halves.map(|count| (count as f64 - 5.0).powi(2)).sum();
        let variance = squares / 2000.0;
        let error = (2.0 * 2.5_f64.powi(2) / 2000.0).sqrt();
        assert!((variance - 2.5).abs() < 4.0 * error, "variance {variance}");
        // The first of ten is at 1/11 of the interval on average, with the variance 10 / (11^2 x 12).
        let first = shares.chunks(10).map(|ten| ten[0]).sum::<f64>() / 2000.0;
        let error = (10.0 / (121.0 * 12.0) / 2000.0_f64).sqrt();
        assert!(
            (first - 1.0 / 11.0).abs() < 4.0 * error,
            "the first at {first}"
        );
    }
}
