//! The cumulative rate of a profile, and its inverse: when will the n-th arrival be due?
//!
//! With `L(t)` the integral of the rate, arrivals at `L^-1(1), L^-1(2), ...` are evenly spread, and
//! arrivals at `L^-1` of a unit-rate Poisson process are a non-homogeneous Poisson process, exactly
//! (Cinlar, Introduction to Stochastic Processes, 1975, section 4.7). Each stage shape has an
//! inverse in closed form; only the sinusoid needs a root finder.

use std::f64::consts::TAU;

use crate::kernel::{SimDuration, SimTime};
use crate::scenario::{Rate, RateProfile, Stage, StageShape};

/// The cumulative rate of a profile, walked forward in time.
#[derive(Clone, Debug)]
pub struct RateCurve {
    shape: Shape,
    /// The latest answer. Rounding must not let a later arrival come before it.
    latest: SimTime,
}

#[derive(Clone, Debug)]
enum Shape {
    Pieces { pieces: Vec<Piece>, current: usize },
    Wave(Wave),
}

impl RateCurve {
    /// The curve of a profile.
    pub fn new(profile: &RateProfile) -> Self {
        let shape = match profile {
            RateProfile::Constant(rate) => Shape::Pieces {
                pieces: vec![Piece::new(
                    0.0,
                    f64::INFINITY,
                    0.0,
                    Growth::Linear { slope: 0.0 },
                    rate.per_second(),
                )],
                current: 0,
            },
            RateProfile::Stages(stages) => Shape::Pieces {
                pieces: pieces(stages),
                current: 0,
            },
            RateProfile::Diurnal {
                mean,
                amplitude,
                period,
                peak_at,
            } => Shape::Wave(Wave::new(*mean, *amplitude, *period, *peak_at)),
        };
        Self {
            shape,
            latest: SimTime::ZERO,
        }
    }

    /// The cumulative rate after `seconds`.
    pub fn arrivals_by(&self, seconds: f64) -> f64 {
        match &self.shape {
            Shape::Pieces { pieces, .. } => {
                let begun = pieces.iter().take_while(|piece| piece.start < seconds);
                begun.last().map_or(0.0, |piece| {
                    let offset = (seconds - piece.start).min(piece.duration);
                    piece.arrivals_at_start + arrivals_in(offset, piece.growth, piece.rate)
                })
            }
            Shape::Wave(wave) => {
                let periods = (seconds / wave.period).floor();
                let rest = seconds - periods * wave.period;
                periods * wave.mean * wave.period + wave.cumulative(rest)
            }
        }
    }

    /// The time at which the cumulative rate reaches `arrivals`; `None` if it never does.
    /// Calls must come with non-decreasing `arrivals`.
    pub fn time_of(&mut self, arrivals: f64) -> Option<SimTime> {
        let seconds = match &mut self.shape {
            Shape::Pieces { pieces, current } => {
                // A piece without arrivals is passed over: nothing is due in it.
                while pieces.get(*current)?.arrivals_at_end <= arrivals {
                    *current += 1;
                }
                let piece = pieces[*current];
                piece.start + piece.offset_of(arrivals - piece.arrivals_at_start)
            }
            Shape::Wave(wave) => wave.time_of(arrivals)?,
        };
        self.latest = self.latest.max(SimTime::from_secs_f64(seconds));
        Some(self.latest)
    }
}

/// A stretch of the curve with one law of growth. Times in seconds, rates per second.
#[derive(Clone, Copy, Debug)]
struct Piece {
    start: f64,
    duration: f64,
    rate: f64,
    growth: Growth,
    arrivals_at_start: f64,
    arrivals_at_end: f64,
}

#[derive(Clone, Copy, Debug)]
enum Growth {
    /// `rate + slope x t`
    Linear { slope: f64 },
    /// `rate x exp(exponent x t)`, exponent not zero
    Exponential { exponent: f64 },
}

fn pieces(stages: &[Stage]) -> Vec<Piece> {
    let (mut rate, mut start, mut arrivals) = (0.0, SimDuration::ZERO, 0.0);
    let mut pieces = Vec::with_capacity(stages.len());
    for stage in stages {
        let target = stage.target.per_second();
        let duration = stage.duration.as_secs_f64();
        let growth = match stage.shape {
            _ if stage.duration.is_zero() => None,
            StageShape::Step => {
                rate = target;
                Some(Growth::Linear { slope: 0.0 })
            }
            // An exponential that does not grow is a line, and spares a division by zero.
            StageShape::Exponential if target != rate => Some(Growth::Exponential {
                exponent: (libm::log(target) - libm::log(rate)) / duration,
            }),
            StageShape::Linear | StageShape::Exponential => Some(Growth::Linear {
                slope: (target - rate) / duration,
            }),
        };
        if let Some(growth) = growth {
            let piece = Piece::new(start.as_secs_f64(), duration, arrivals, growth, rate);
            arrivals = piece.arrivals_at_end;
            pieces.push(piece);
        }
        rate = target;
        start = start + stage.duration;
    }
    pieces
}

/// Arrivals in the first seconds of a piece.
fn arrivals_in(seconds: f64, growth: Growth, rate: f64) -> f64 {
    match growth {
        // Apart, so that an endless piece at rate zero is not infinity times zero.
        Growth::Linear { .. } if rate == 0.0 && seconds.is_infinite() => 0.0,
        Growth::Linear { slope: 0.0 } => rate * seconds,
        Growth::Linear { slope } => (rate + slope * seconds / 2.0) * seconds,
        Growth::Exponential { exponent } => rate * libm::expm1(exponent * seconds) / exponent,
    }
}

impl Piece {
    fn new(start: f64, duration: f64, arrivals_at_start: f64, growth: Growth, rate: f64) -> Self {
        let arrivals_at_end = arrivals_at_start + arrivals_in(duration, growth, rate);
        Self {
            start,
            duration,
            rate,
            growth,
            arrivals_at_start,
            arrivals_at_end,
        }
    }

    /// Seconds into the piece at which it has had `arrivals` of its own.
    fn offset_of(&self, arrivals: f64) -> f64 {
        let offset = match self.growth {
            Growth::Linear { slope: 0.0 } => arrivals / self.rate,
            // The root of slope/2 t^2 + rate t - arrivals = 0 in the form that loses no digits.
            Growth::Linear { slope } => {
                let discriminant = (self.rate * self.rate + 2.0 * slope * arrivals).max(0.0);
                let denominator = self.rate + discriminant.sqrt();
                if denominator > 0.0 {
                    2.0 * arrivals / denominator
                } else {
                    0.0
                }
            }
            Growth::Exponential { exponent } => {
                libm::log1p(exponent * arrivals / self.rate) / exponent
            }
        };
        offset.min(self.duration)
    }
}

/// `mean + amplitude x cos(2 pi (t - peak_at) / period)`.
#[derive(Clone, Copy, Debug)]
struct Wave {
    mean: f64,
    amplitude: f64,
    period: f64,
    peak_at: f64,
    /// Whole periods gone by, and the latest answer within the present one.
    periods: f64,
    reached: f64,
}

impl Wave {
    fn new(mean: Rate, amplitude: Rate, period: SimDuration, peak_at: SimDuration) -> Self {
        // Only its place within a period matters; reduced as an integer, it loses no digits.
        let peak_at = SimDuration::from_nanos(peak_at.as_nanos() % period.as_nanos().max(1));
        Self {
            mean: mean.per_second(),
            amplitude: amplitude.per_second(),
            period: period.as_secs_f64(),
            peak_at: peak_at.as_secs_f64(),
            periods: 0.0,
            reached: 0.0,
        }
    }

    fn rate(&self, t: f64) -> f64 {
        self.mean + self.amplitude * libm::cos(TAU * (t - self.peak_at) / self.period)
    }

    fn cumulative(&self, t: f64) -> f64 {
        let phase = |t: f64| libm::sin(TAU * (t - self.peak_at) / self.period);
        self.mean * t + self.amplitude * self.period / TAU * (phase(t) - phase(0.0))
    }

    /// Newton's method from the latest answer, inside a bracket that every step shrinks. Whole
    /// periods, each with `mean x period` arrivals, are taken off first so that no digits are lost.
    fn time_of(&mut self, arrivals: f64) -> Option<f64> {
        let per_period = self.mean * self.period;
        if per_period == 0.0 {
            return None;
        }
        let periods = (arrivals / per_period).floor();
        if periods > self.periods {
            (self.periods, self.reached) = (periods, 0.0);
        }
        let due = arrivals - periods * per_period;
        let (mut low, mut high) = (self.reached, self.period);
        let mut t = low;
        for _ in 0..64 {
            let excess = self.cumulative(t) - due;
            if excess > 0.0 {
                high = t;
            } else {
                low = t;
            }
            let newton = t - excess / self.rate(t);
            let next = if newton > low && newton < high {
                newton
            } else {
                (low + high) / 2.0
            };
            let step = (next - t).abs();
            t = next;
            // A tenth of a nanosecond.
            if step < 1e-10 {
                break;
            }
        }
        self.reached = t;
        Some(periods * self.period + t)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Rate;

    fn rate(per_second: f64) -> Rate {
        Rate::new(per_second).unwrap()
    }

    fn stage(seconds: u64, target: f64, shape: StageShape) -> Stage {
        Stage {
            duration: SimDuration::from_secs(seconds),
            target: rate(target),
            shape,
        }
    }

    fn seconds(curve: &mut RateCurve, arrivals: f64) -> f64 {
        curve.time_of(arrivals).expect("an arrival").as_secs_f64()
    }

    #[track_caller]
    fn close(got: f64, expected: f64) {
        assert!((got - expected).abs() < 2e-9, "{got} s is not {expected} s");
    }

    #[test]
    fn a_linear_ramp_inverts_its_triangle() {
        // 0 to 100/s over 10 s: L(t) = 5 t^2.
        let mut curve = RateCurve::new(&RateProfile::Stages(vec![stage(
            10,
            100.0,
            StageShape::Linear,
        )]));
        close(seconds(&mut curve, 5.0), 1.0);
        close(seconds(&mut curve, 125.0), 5.0);
        close(seconds(&mut curve, 499.0), (499.0f64 / 5.0).sqrt());
        assert_eq!(
            curve.time_of(500.0),
            None,
            "the traffic ends with its last stage"
        );
    }

    #[test]
    fn a_ramp_down_to_zero_ends_where_the_triangle_does() {
        let mut curve = RateCurve::new(&RateProfile::Stages(vec![
            stage(0, 100.0, StageShape::Step),
            stage(10, 0.0, StageShape::Linear),
        ]));
        // L(t) = 100 t - 5 t^2
        close(seconds(&mut curve, 95.0), 1.0);
        close(seconds(&mut curve, 500.0 - 5.0), 9.0);
        assert_eq!(curve.time_of(500.0), None);
    }

    #[test]
    fn an_exponential_stage_grows_by_equal_factors() {
        let mut curve = RateCurve::new(&RateProfile::Stages(vec![
            stage(0, 10.0, StageShape::Step),
            stage(10, 1000.0, StageShape::Exponential),
        ]));
        // r(t) = 10 x 100^(t/10), L(t) = 10 (100^(t/10) - 1) / ln(100) x 10
        let k = 100f64.ln() / 10.0;
        close(seconds(&mut curve, 10.0 * ((5.0 * k).exp() - 1.0) / k), 5.0);
    }

    #[test]
    fn an_exponential_stage_may_fall_or_stay() {
        let stages = vec![
            stage(0, 100.0, StageShape::Step),
            stage(10, 1.0, StageShape::Exponential),
            stage(10, 1.0, StageShape::Exponential),
        ];
        let mut curve = RateCurve::new(&RateProfile::Stages(stages));
        let k = -(100f64.ln()) / 10.0;
        let arrivals = 100.0 * ((10.0 * k).exp() - 1.0) / k;
        close(
            seconds(&mut curve, arrivals / 2.0),
            (1.0 + k * arrivals / 200.0).ln() / k,
        );
        close(seconds(&mut curve, arrivals + 5.0), 15.0);
    }

    #[test]
    fn steps_hold_their_rate_and_silence_is_passed_over() {
        let mut curve = RateCurve::new(&RateProfile::Stages(vec![
            stage(10, 0.0, StageShape::Step),
            stage(10, 2.0, StageShape::Step),
            stage(10, 0.0, StageShape::Step),
            stage(10, 4.0, StageShape::Step),
        ]));
        close(seconds(&mut curve, 0.0), 10.0);
        close(seconds(&mut curve, 19.0), 19.5);
        close(seconds(&mut curve, 20.0), 30.0);
        close(seconds(&mut curve, 59.0), 39.75);
        assert_eq!(curve.time_of(60.0), None);
    }

    #[test]
    fn a_wave_inverts_its_integral_over_many_periods() {
        let (mean, amplitude, period, peak) = (50.0, 50.0, 86_400.0, 43_200.0);
        let mut curve = RateCurve::new(&RateProfile::Diurnal {
            mean: rate(mean),
            amplitude: rate(amplitude),
            period: SimDuration::from_secs(86_400),
            peak_at: SimDuration::from_secs(43_200),
        });
        for day in [0.0, 1.0, 30.0] {
            for t in [3_600.0, 20_000.0, 43_200.0, 60_000.0, 86_000.0] {
                let w = std::f64::consts::TAU / period;
                let integral = mean * (day * period + t)
                    + amplitude / w * ((w * (t - peak)).sin() - (w * -peak).sin());
                let got = seconds(&mut curve, integral);
                // A microsecond: near the trough the rate is almost zero, and so is the slope.
                assert!(
                    (got - (day * period + t)).abs() < 1e-6,
                    "day {day}, {t} s: {got}"
                );
            }
        }
    }

    #[test]
    fn no_rate_means_no_arrival() {
        assert_eq!(
            RateCurve::new(&RateProfile::Constant(rate(0.0))).time_of(0.0),
            None
        );
        assert_eq!(
            RateCurve::new(&RateProfile::Stages(Vec::new())).time_of(0.0),
            None
        );
    }
}
