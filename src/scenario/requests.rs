//! How many requests a source of traffic is expected to bring within a run.
//!
//! For whoever judges a scenario before it is run: nothing is drawn. It knows traffic; it must not know what serves it.

use super::traffic::{RateProfile, Stage, StageShape, Traffic};
use crate::kernel::{SimDuration, SimTime};

impl Traffic {
    /// The mean number of requests that arrive within `duration`. Of users who wait for their answers it is what they
    /// would ask if each answer took `service` seconds.
    pub(super) fn expected_requests(&self, duration: SimDuration, service: f64) -> f64 {
        let (end, seconds) = (SimTime::ZERO + duration, duration.as_secs_f64());
        match self {
            Self::Poisson(profile) | Self::Even(profile) => profile.integral(seconds),
            Self::Batch { at, requests } => {
                let within = at.iter().filter(|at| **at < duration).count();
                within as f64 * *requests as f64
            }
            Self::Trace(trace) => {
                let rows = trace.rows.iter();
                rows.take_while(|row| row.arrival < end).count() as f64
            }
            Self::Counts(counts) => {
                let rows = counts.rows.iter().take_while(|row| row.start < end);
                rows.map(|row| row.requests as f64).sum()
            }
            Self::Closed { users, think_time } => {
                let cycle = think_time.mean_secs() + service;
                f64::from(*users) * (seconds / cycle).max(1.0)
            }
        }
    }
}

impl RateProfile {
    /// The rate, integrated over this many seconds from the start. Of a wave whose last turn is cut off its mean counts.
    fn integral(&self, seconds: f64) -> f64 {
        match self {
            Self::Constant(rate) => rate.per_second() * seconds,
            Self::Diurnal { mean, .. } => mean.per_second() * seconds,
            Self::Stages(stages) => {
                let mut sum = 0.0;
                let (mut left, mut rate) = (seconds, 0.0);
                for stage in stages {
                    let length = stage.duration.as_secs_f64().min(left);
                    sum += stage.integral(rate, length);
                    left -= length;
                    rate = stage.target.per_second();
                }
                sum
            }
        }
    }
}

impl Stage {
    /// The rate, which is `from` before, integrated over the first `length` seconds of the stage.
    fn integral(&self, from: f64, length: f64) -> f64 {
        let (to, whole) = (self.target.per_second(), self.duration.as_secs_f64());
        if length <= 0.0 {
            return 0.0;
        }
        match self.shape {
            StageShape::Step => to * length,
            StageShape::Exponential if to != from => {
                let growth = libm::log(to / from) / whole;
                from * (libm::exp(growth * length) - 1.0) / growth
            }
            _ => from * length + (to - from) * length * length / whole / 2.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::distribution::Distribution;
    use crate::scenario::units::Rate;

    fn stages(stages: &[(u64, f64, StageShape)]) -> Traffic {
        let stage = |&(seconds, target, shape): &(u64, f64, StageShape)| Stage {
            duration: SimDuration::from_secs(seconds),
            target: Rate::new(target).unwrap(),
            shape,
        };
        Traffic::Even(RateProfile::Stages(stages.iter().map(stage).collect()))
    }

    #[test]
    fn requests_follow_from_the_traffic() {
        use StageShape::{Exponential, Linear, Step};
        let secs = SimDuration::from_secs;
        let climb = stages(&[(10, 100.0, Linear), (5, 20.0, Step)]);
        let growth = stages(&[(0, 10.0, Linear), (300, 9000.0, Exponential)]);
        let think_time = Distribution::Constant(secs(4));
        let batch = Traffic::Batch {
            at: [0, 10, 70].map(secs).to_vec(),
            requests: 3,
        };
        for (traffic, seconds, expected) in [
            // 10 x 100 / 2, and 5 x 20; halfway up 5 x 50 / 2.
            (&climb, 60, 600.0),
            (&climb, 5, 125.0),
            // 8,990 / ln 900 x 300.
            (&growth, 300, 396_478.019),
            (&batch, 60, 6.0),
            (
                &Traffic::Closed {
                    users: 2,
                    think_time,
                },
                50,
                20.0,
            ),
        ] {
            let found = traffic.expected_requests(secs(seconds), 1.0);
            assert!(
                (found - expected).abs() < 1e-3,
                "{traffic:?} in {seconds} s: {found}, not {expected}"
            );
        }
    }
}
