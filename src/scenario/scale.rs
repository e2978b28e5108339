//! Traffic multiplied by a factor: the key `scale`.
//!
//! Rates are multiplied as they are. What comes in whole numbers is rounded to the nearest: the requests of a batch and
//! the users of a closed group each by themselves; requests of counted intervals and of a trace as a running total, so
//! that the total is right however few there are in each. A recorded arrival is repeated at its instant, or left out.
//!
//! It knows traffic; it must not know where a factor is written.

use super::distribution::Distribution;
use super::format::shape::MOST;
use super::traffic::{
    CountRow, Counts, MAX_BATCH, RateProfile, Stage, Trace, Traffic, TrafficEntry,
};
use super::units::Rate;

/// More than a million times the traffic is most likely a slip.
pub const MAX_SCALE: u32 = 1_000_000;
/// Recorded arrivals are kept in memory, each time they are repeated.
const MAX_RECORDED: f64 = 20e6;

/// What a scaled source would have to be, and cannot.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OutOfRange(pub(super) String);

type Scaled<T> = Result<T, OutOfRange>;

/// The entry with its traffic multiplied by `factor`, which is positive.
pub(super) fn scaled_entry(entry: &TrafficEntry, factor: f64) -> Scaled<TrafficEntry> {
    Ok(TrafficEntry {
        traffic: scaled(&entry.traffic, factor)?,
        ..entry.clone()
    })
}

/// The source with its traffic multiplied by `factor`, which is positive.
pub(super) fn scaled(traffic: &Traffic, factor: f64) -> Scaled<Traffic> {
    Ok(match traffic {
        Traffic::Poisson(profile) => Traffic::Poisson(rates(profile, factor)?),
        Traffic::Even(profile) => Traffic::Even(rates(profile, factor)?),
        Traffic::Batch { at, requests } => Traffic::Batch {
            at: at.clone(),
            requests: whole(*requests, factor, MAX_BATCH, "requests at an instant")?,
        },
        Traffic::Trace(trace) => Traffic::Trace(recorded(trace, factor)?),
        Traffic::Counts(counts) => Traffic::Counts(counted(counts, factor)?),
        Traffic::Closed { users, think_time } => closed(*users, think_time, factor)?,
    })
}

fn rates(profile: &RateProfile, factor: f64) -> Scaled<RateProfile> {
    Ok(match profile {
        RateProfile::Constant(one) => RateProfile::Constant(rate(*one, factor)?),
        RateProfile::Stages(stages) => {
            let stage = |stage: &Stage| {
                Ok(Stage {
                    target: rate(stage.target, factor)?,
                    ..*stage
                })
            };
            RateProfile::Stages(stages.iter().map(stage).collect::<Scaled<_>>()?)
        }
        RateProfile::Diurnal {
            mean,
            amplitude,
            period,
            peak_at,
        } => RateProfile::Diurnal {
            mean: rate(*mean, factor)?,
            amplitude: rate(*amplitude, factor)?,
            period: *period,
            peak_at: *peak_at,
        },
    })
}

fn rate(rate: Rate, factor: f64) -> Scaled<Rate> {
    let scaled = rate.per_second() * factor;
    Rate::new(scaled).ok_or_else(|| {
        let limits = if scaled < 1.0 {
            format!("a rate above 0 is at least {}", Rate::MIN_POSITIVE)
        } else {
            format!("a rate can be at most {}", Rate::MAX)
        };
        OutOfRange(format!("{scaled} requests per second; {limits}"))
    })
}

fn closed(users: u32, think_time: &Distribution, factor: f64) -> Scaled<Traffic> {
    let scaled = whole(u64::from(users), factor, MOST, "users")?;
    Ok(Traffic::Closed {
        // A group has somebody in it.
        users: u32::try_from(scaled).unwrap_or(u32::MAX).max(1),
        think_time: think_time.clone(),
    })
}

fn counted(counts: &Counts, factor: f64) -> Scaled<Counts> {
    let mut total = RunningTotal::new(factor);
    let mut rows = Vec::with_capacity(counts.rows.len());
    for row in counts.rows.iter() {
        let requests = total.add(row.requests);
        if requests > MAX_BATCH {
            return Err(too_many(
                requests as f64,
                "requests in an interval",
                MAX_BATCH,
            ));
        }
        if requests > 0 {
            rows.push(CountRow { requests, ..*row });
        }
    }
    Ok(Counts {
        rows: rows.into(),
        ..counts.clone()
    })
}

fn recorded(trace: &Trace, factor: f64) -> Scaled<Trace> {
    let expected = trace.rows.len() as f64 * factor;
    if expected > MAX_RECORDED {
        return Err(too_many(expected, "recorded arrivals", MAX_RECORDED as u64));
    }
    let mut total = RunningTotal::new(factor);
    let rows = trace.rows.iter();
    let rows = rows.flat_map(|row| (0..total.add(1)).map(move |_| row));
    Ok(Trace {
        rows: rows.collect(),
        ..trace.clone()
    })
}

fn whole(count: u64, factor: f64, most: u64, what: &str) -> Scaled<u64> {
    let scaled = (count as f64 * factor).round();
    if scaled > most as f64 {
        return Err(too_many(scaled, what, most));
    }
    Ok(scaled as u64)
}

fn too_many(scaled: f64, what: &str, most: u64) -> OutOfRange {
    OutOfRange(format!(
        "{scaled} {what}, of which there can be at most {most}"
    ))
}

/// Whole numbers that add up to the factor times what was added, rounded.
struct RunningTotal {
    factor: f64,
    added: u64,
    given: u64,
}

impl RunningTotal {
    const fn new(factor: f64) -> Self {
        Self {
            factor,
            added: 0,
            given: 0,
        }
    }

    fn add(&mut self, count: u64) -> u64 {
        self.added = self.added.saturating_add(count);
        let until_now = (self.added as f64 * self.factor).round() as u64;
        let more = until_now - self.given;
        self.given = until_now;
        more
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{SimDuration, SimTime};
    use crate::scenario::TraceRow;
    use crate::scenario::traffic::{Spacing, StageShape};

    fn per_second(rate: f64) -> Rate {
        Rate::new(rate).unwrap()
    }

    #[test]
    fn every_rate_of_a_profile_is_multiplied() {
        let constant = RateProfile::Constant(per_second(50.0));
        let expected = RateProfile::Constant(per_second(75.0));
        assert_eq!(rates(&constant, 1.5), Ok(expected));
        let stage = |target| Stage {
            duration: SimDuration::from_secs(10),
            target: per_second(target),
            shape: StageShape::Exponential,
        };
        let stages = RateProfile::Stages(vec![stage(1.0), stage(0.0)]);
        let expected = RateProfile::Stages(vec![stage(3.0), stage(0.0)]);
        assert_eq!(rates(&stages, 3.0), Ok(expected));
        let wave = |mean, amplitude| RateProfile::Diurnal {
            mean: per_second(mean),
            amplitude: per_second(amplitude),
            period: SimDuration::from_secs(86_400),
            peak_at: SimDuration::ZERO,
        };
        assert_eq!(rates(&wave(3.0, 2.0), 0.5), Ok(wave(1.5, 1.0)));
    }

    #[test]
    fn batches_and_users_are_rounded_and_a_group_keeps_a_user() {
        let batch = |requests| Traffic::Batch {
            at: vec![SimDuration::ZERO],
            requests,
        };
        assert_eq!(scaled(&batch(5), 1.5), Ok(batch(8)));
        assert_eq!(scaled(&batch(1), 0.4), Ok(batch(0)));
        let users = |users| Traffic::Closed {
            users,
            think_time: Distribution::Constant(SimDuration::from_secs(1)),
        };
        assert_eq!(scaled(&users(3), 2.0), Ok(users(6)));
        assert_eq!(scaled(&users(3), 0.1), Ok(users(1)));
    }

    #[test]
    fn the_total_of_counts_is_right_however_few_there_are_in_each() {
        let counts = |requests: &[u64]| Counts {
            file: String::new(),
            interval: SimDuration::from_secs(60),
            spacing: Spacing::Poisson,
            rows: (0..)
                .zip(requests)
                .filter(|(_, requests)| **requests > 0)
                .map(|(minute, &requests)| CountRow {
                    start: SimTime::from_nanos(minute * 60_000_000_000),
                    requests,
                })
                .collect(),
            begin: None,
        };
        let scaled = |factor| counted(&counts(&[1, 1, 1, 1, 7]), factor);
        assert_eq!(scaled(2.0), Ok(counts(&[2, 2, 2, 2, 14])));
        // Running totals 0.25, 0.5, 0.75, 1, 2.75.
        assert_eq!(scaled(0.25), Ok(counts(&[0, 1, 0, 0, 2])));
        assert_eq!(scaled(1.5), Ok(counts(&[2, 1, 2, 1, 11])));
    }

    #[test]
    fn recorded_arrivals_are_repeated_or_left_out() {
        let trace = |arrivals: &[u64]| Trace {
            file: String::new(),
            rows: arrivals
                .iter()
                .map(|&arrival| TraceRow {
                    arrival: SimTime::from_nanos(arrival),
                    service: Some(SimDuration::from_nanos(10 * arrival)),
                    cold: None,
                })
                .collect(),
            begin: None,
        };
        let scaled = |factor| recorded(&trace(&[1, 2, 3, 4]), factor);
        assert_eq!(scaled(2.0), Ok(trace(&[1, 1, 2, 2, 3, 3, 4, 4])));
        assert_eq!(scaled(0.5), Ok(trace(&[1, 3])));
        assert_eq!(scaled(1.5), Ok(trace(&[1, 1, 2, 3, 3, 4])));
    }

    #[test]
    fn what_no_source_can_be_is_refused() {
        let reason = |traffic: Traffic, factor| scaled(&traffic, factor).unwrap_err().0;
        let poisson = |rate| Traffic::Poisson(RateProfile::Constant(per_second(rate)));
        assert!(
            reason(poisson(5e8), 3.0).starts_with("1500000000 requests per second; a rate can")
        );
        assert!(reason(poisson(1e-9), 0.5).contains("at least"));
        let batch = Traffic::Batch {
            at: vec![SimDuration::ZERO],
            requests: MAX_BATCH,
        };
        assert!(reason(batch, 2.0).contains("at most 1000000000"));
    }
}
