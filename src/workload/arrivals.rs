//! Arrival instants of open traffic: one call, the next arrival.

use std::collections::VecDeque;

use super::counted::Counted;
use super::rate_curve::RateCurve;
use super::sampler::exponential;
use crate::kernel::{SimDuration, SimTime, Stream};
use crate::scenario::{Counts, RateProfile, TraceRows, TraceRowsIter};

/// The arrival instants of one source, in order. Nothing is stored ahead.
///
/// Every arrival touches it, and with thousands of sources none of them is in the nearest cache
/// then: what is larger than the plain Poisson process lies apart.
#[derive(Clone, Debug)]
pub enum Arrivals {
    /// A homogeneous Poisson process: exponential gaps.
    Poisson {
        /// Mean gap in nanoseconds.
        mean_gap: f64,
        /// The latest arrival.
        latest: SimTime,
        /// What the latest arrival lost by rounding down, in nanoseconds; the next gap gets it,
        /// so that the rate stays exact however short the gaps.
        remainder: f64,
        /// Stream of the gaps.
        stream: Stream,
    },
    /// A Poisson process with changing rate: a unit-rate process seen through the inverse of the
    /// cumulative rate.
    PoissonCurve {
        /// The cumulative rate.
        curve: Box<RateCurve>,
        /// The unit-rate process so far.
        reached: f64,
        /// Stream of the unit-rate gaps.
        stream: Stream,
    },
    /// Equal gaps: arrival `n` at `n / rate`.
    Even {
        /// Arrivals per second.
        rate: f64,
        /// Number of the next arrival, from 0.
        next: u64,
        /// How many there are.
        count: u64,
    },
    /// Arrival `n` where the cumulative rate reaches `n`.
    EvenCurve {
        /// The cumulative rate.
        curve: Box<RateCurve>,
        /// Number of the next arrival, from 0.
        next: u64,
        /// How many there are.
        count: u64,
    },
    /// Many at one instant.
    Batch(Box<Batches>),
    /// Recorded.
    Trace(Box<Recorded>),
    /// As many as were counted in each interval.
    Counted(Box<Counted>),
    /// None at all.
    Never,
}

/// Arrivals in batches: many at each of some instants.
#[derive(Clone, Debug)]
pub struct Batches {
    /// The instants that are still to come.
    at: VecDeque<SimDuration>,
    /// The present instant and how many are still to come at it.
    current: Option<(SimTime, u64)>,
    /// Arrivals at each instant.
    requests: u64,
}

/// Recorded arrivals, read as they come.
#[derive(Clone, Debug)]
pub struct Recorded {
    rows: TraceRowsIter,
    /// The service time of the latest, if it was recorded.
    service: Option<SimDuration>,
}

impl Iterator for Recorded {
    type Item = SimTime;

    fn next(&mut self) -> Option<SimTime> {
        let row = self.rows.next()?;
        self.service = row.service;
        Some(row.arrival)
    }
}

impl Iterator for Batches {
    type Item = SimTime;

    fn next(&mut self) -> Option<SimTime> {
        let (instant, left) = match self.current.take() {
            Some(pending) => pending,
            None => (SimTime::ZERO + self.at.pop_front()?, self.requests),
        };
        if left > 1 {
            self.current = Some((instant, left - 1));
        }
        Some(instant)
    }
}

impl Arrivals {
    /// A Poisson process with the given rate profile.
    pub fn poisson(profile: &RateProfile, stream: Stream) -> Self {
        match profile {
            RateProfile::Constant(rate) if rate.per_second() == 0.0 => Self::Never,
            RateProfile::Constant(rate) => Self::Poisson {
                mean_gap: 1e9 / rate.per_second(),
                latest: SimTime::ZERO,
                remainder: 0.0,
                stream,
            },
            _ => Self::PoissonCurve {
                curve: Box::new(RateCurve::new(profile)),
                reached: 0.0,
                stream,
            },
        }
    }

    /// Evenly spread arrivals with the given rate profile, the first at the start: as many as the rate
    /// brings in `duration`, rounded to a whole number.
    pub fn even(profile: &RateProfile, duration: SimDuration) -> Self {
        match profile {
            RateProfile::Constant(rate) if rate.per_second() == 0.0 => Self::Never,
            RateProfile::Constant(rate) => Self::Even {
                rate: rate.per_second(),
                next: 0,
                count: whole(rate.per_second() * duration.as_secs_f64()),
            },
            _ => {
                let curve = RateCurve::new(profile);
                Self::EvenCurve {
                    count: whole(curve.arrivals_by(duration.as_secs_f64())),
                    curve: Box::new(curve),
                    next: 0,
                }
            }
        }
    }

    /// `requests` arrivals at each of the instants `at`.
    pub fn batch(at: &[SimDuration], requests: u64) -> Self {
        if requests == 0 {
            return Self::Never;
        }
        Self::Batch(Box::new(Batches {
            at: at.iter().copied().collect(),
            current: None,
            requests,
        }))
    }

    /// Recorded arrivals.
    pub fn trace(rows: &TraceRows) -> Self {
        Self::Trace(Box::new(Recorded {
            rows: rows.iter(),
            service: None,
        }))
    }

    /// As many as `counts` tells of, spread over each interval by `stream`.
    pub fn counted(counts: &Counts, stream: Stream) -> Self {
        Self::Counted(Box::new(Counted::new(counts, stream)))
    }

    /// The service time of the latest arrival, where that was recorded, too.
    #[inline]
    pub fn recorded_service(&self) -> Option<SimDuration> {
        match self {
            Self::Trace(recorded) => recorded.service,
            _ => None,
        }
    }
}

/// Arrivals as a whole number, halves up even where the last digit was lost in a multiplication. A rate
/// that was divided and rounded, such as 27.777777778 for 100,000 an hour, brings no request too many.
fn whole(arrivals: f64) -> u64 {
    (arrivals * (1.0 + 1e-12) + 0.5) as u64
}

/// The arrivals in order of time; `None` when there are no more.
impl Iterator for Arrivals {
    type Item = SimTime;

    // Always: left to itself the compiler takes it out of the loop of requests, as two places ask.
    #[inline(always)]
    fn next(&mut self) -> Option<SimTime> {
        match self {
            Self::Poisson {
                mean_gap,
                latest,
                remainder,
                stream,
            } => {
                let gap = exponential(stream) * *mean_gap + *remainder;
                let whole = gap as u64;
                *remainder = gap - whole as f64;
                *latest += SimDuration::from_nanos(whole);
                Some(*latest)
            }
            Self::PoissonCurve {
                curve,
                reached,
                stream,
            } => {
                *reached += exponential(stream);
                curve.time_of(*reached)
            }
            Self::Even { next, count, .. } | Self::EvenCurve { next, count, .. }
                if *next >= *count =>
            {
                None
            }
            Self::Even { rate, next, .. } => {
                let at = SimTime::from_nanos((*next as f64 * 1e9 / *rate + 0.5) as u64);
                *next += 1;
                Some(at)
            }
            Self::EvenCurve { curve, next, .. } => {
                let at = curve.time_of(*next as f64);
                *next += 1;
                at
            }
            Self::Batch(batches) => batches.next(),
            Self::Trace(recorded) => recorded.next(),
            Self::Counted(counted) => counted.next(),
            Self::Never => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Streams;
    use crate::scenario::{Rate, Stage, StageShape};

    fn until(arrivals: Arrivals, seconds: f64) -> Vec<f64> {
        arrivals
            .map(SimTime::as_secs_f64)
            .take_while(|at| *at < seconds)
            .collect()
    }

    fn even(profile: &RateProfile, seconds: f64) -> Arrivals {
        Arrivals::even(profile, SimDuration::from_secs_f64(seconds))
    }

    fn stage(seconds: f64, target: f64, shape: StageShape) -> Stage {
        Stage {
            duration: SimDuration::from_secs_f64(seconds),
            target: Rate::new(target).unwrap(),
            shape,
        }
    }

    fn constant(per_second: f64) -> RateProfile {
        RateProfile::Constant(Rate::new(per_second).unwrap())
    }

    #[test]
    fn even_arrivals_fall_exactly_on_their_grid() {
        assert_eq!(
            until(even(&constant(50.0), 0.1), 1.0),
            [0.0, 0.02, 0.04, 0.06, 0.08]
        );
        let mut thirds = even(&constant(3.0), 2e6);
        let last = thirds.nth(3_000_000).unwrap();
        assert_eq!(
            last,
            SimTime::from_nanos(1_000_000_000_000_000),
            "no drift after a million seconds"
        );
    }

    #[test]
    fn even_arrivals_are_rate_times_time_in_number() {
        for (rate, seconds, count) in [
            (10.0, 60.0, 600),
            (27.777_777_778, 3600.0, 100_000),
            (33.333, 300.0, 10_000),
            (27.7778, 3600.0, 100_000),
            (0.5, 3.0, 2),
            (1.1, 0.5, 1),
            (0.1, 4.9, 0),
            (100.0, 0.005, 1),
            (1e9 / 6.0, 9e-9, 2),
        ] {
            let found = even(&constant(rate), seconds).count();
            assert_eq!(found, count, "{rate} a second for {seconds} s");
        }
    }

    #[test]
    fn even_stages_are_rounded_once_where_they_end_or_are_cut_off() {
        use StageShape::{Exponential, Linear, Step};
        for (stages, seconds, count) in [
            (vec![stage(60.0, 10.0, Linear)], 600.0, 300),
            (vec![stage(60.0, 10.0, Linear)], 30.0, 75),
            (
                vec![stage(10.0, 0.26, Step), stage(10.0, 0.26, Step)],
                60.0,
                5,
            ),
            (
                vec![stage(10.0, 27.777_777_778, Step); 360],
                3600.0,
                100_000,
            ),
            (
                vec![stage(0.0, 1.0, Step), stage(60.0, 10.0, Exponential)],
                60.0,
                // 60 x 9 / ln 10 = 234.52.
                235,
            ),
            (
                vec![
                    stage(10.0, 5.0, Step),
                    stage(10.0, 0.0, Step),
                    stage(10.0, 5.0, Step),
                ],
                15.0,
                50,
            ),
        ] {
            let profile = RateProfile::Stages(stages);
            let found = even(&profile, seconds).count();
            assert_eq!(found, count, "{profile:?} for {seconds} s");
        }
        let day = diurnal(100.0, 60.0, SimDuration::ZERO);
        assert_eq!(even(&day, 120.0).count(), 12_000, "two whole waves");
        // 100 x 15 s + 100 x 60 / 2 pi.
        assert_eq!(
            even(&day, 75.0).count(),
            6000 + 2455,
            "and a quarter of one"
        );
    }

    #[test]
    fn batches_come_all_at_once() {
        let at = [SimDuration::ZERO, SimDuration::from_secs(60)];
        assert_eq!(
            until(Arrivals::batch(&at, 2), 100.0),
            [0.0, 0.0, 60.0, 60.0]
        );
        assert!(until(Arrivals::batch(&at, 0), 100.0).is_empty());
    }

    fn diurnal(mean: f64, period: f64, peak_at: SimDuration) -> RateProfile {
        RateProfile::Diurnal {
            mean: Rate::new(mean).unwrap(),
            amplitude: Rate::new(mean).unwrap(),
            period: SimDuration::from_secs_f64(period),
            peak_at,
        }
    }

    /// Rounding must never send an arrival before its predecessor, however steep or far out.
    #[test]
    fn time_never_runs_backwards() {
        let days = SimDuration::from_secs(86_400 * 200_000);
        let profiles = [
            diurnal(5000.0, 1.0, days),
            diurnal(1000.0, 86_400.0, SimDuration::from_secs(43_200)),
            diurnal(1e-9, 1.0, SimDuration::ZERO),
            RateProfile::Stages(vec![
                stage(0.0, 1e-9, StageShape::Step),
                stage(60.0, 1e6, StageShape::Exponential),
            ]),
            constant(1e9),
        ];
        for profile in profiles {
            let stream = Streams::new(1, 0).stream("f", "arrivals");
            for arrivals in [Arrivals::poisson(&profile, stream), even(&profile, 1e10)] {
                let times: Vec<_> = arrivals.take(200_000).collect();
                assert!(times.is_sorted(), "{profile:?} runs backwards");
            }
        }
    }

    #[test]
    fn short_gaps_keep_the_rate() {
        let stream = Streams::new(1, 0).stream("f", "arrivals");
        let count = until(Arrivals::poisson(&constant(1e9), stream), 1e-3).len() as f64;
        // A million expected, with a standard deviation of a thousand.
        assert!((count - 1e6).abs() < 4e3, "{count} arrivals");
    }

    #[test]
    fn poisson_counts_have_the_mean_and_variance_of_theory() {
        let profile = constant(100.0);
        let arrivals = Arrivals::poisson(&profile, Streams::new(3, 0).stream("f", "arrivals"));
        poisson_counts_fit(arrivals, |_| 100.0);
    }

    #[test]
    fn a_changing_rate_is_exact_in_every_interval() {
        let profile = RateProfile::Stages(vec![
            stage(500.0, 200.0, StageShape::Linear),
            stage(500.0, 20.0, StageShape::Exponential),
        ]);
        let arrivals = Arrivals::poisson(&profile, Streams::new(3, 0).stream("f", "arrivals"));
        let k = (0.1f64).ln() / 500.0;
        poisson_counts_fit(arrivals, |second| {
            let second = f64::from(second);
            if second < 500.0 {
                0.4 * (second + 0.5)
            } else {
                let from = second - 500.0;
                200.0 * ((k * (from + 1.0)).exp() - (k * from).exp()) / k
            }
        });
    }

    /// Pearson's statistic over 1,000 one-second counts against their Poisson means: its mean is
    /// 1,000 and its variance 2,000 + sum of 1/mean.
    fn poisson_counts_fit(arrivals: Arrivals, mean: impl Fn(u32) -> f64) {
        let mut counts = [0u32; 1000];
        for at in until(arrivals, 1000.0) {
            counts[at as usize] += 1;
        }
        let (mut statistic, mut variance) = (0.0, 2000.0);
        for (second, count) in (0u32..).zip(counts) {
            let expected = mean(second);
            statistic += (f64::from(count) - expected).powi(2) / expected;
            variance += 1.0 / expected;
        }
        let z = (statistic - 1000.0) / f64::sqrt(variance);
        assert!(
            z.abs() < 4.0,
            "Pearson's statistic {statistic} lies {z} standard deviations off"
        );
    }
}
