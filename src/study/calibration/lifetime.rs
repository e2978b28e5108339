//! Surplus idle clock, retirement and early stops, estimated together as competing risks.
//!
//! A life seen up to age `a` and found gone at age `b` has likelihood `S(a) - S(b)`, or `S(a)` if one
//! of the idle clocks must have run out in between; a life seen to the end of the log at age `b`
//! has `S(b)`. Here `S(t) = exp(-rate t - (t / scale)^shape)`: early stops at a constant rate, and
//! retirement at a Weibull age. The surplus clock is a constant. Given the others, the likelihood
//! as a function of it is a staircase that falls: it must exceed the longest idling survived, and
//! each longer step would leave one more end to chance. The estimate is the middle of the highest
//! step. As for any end of a range, twice the fall of the log-likelihood has a chi-squared
//! distribution with two degrees of freedom, not one, so 95 % of intervals reach down to ln 20.

use super::history::{History, Life};
use super::optimise::{HALF_CHI_SQUARED_1, HALF_CHI_SQUARED_2, Minimum, minimise, profile};
use super::parameter::Parameter;

const HOUR: f64 = 3600.0;
const MINUTE: f64 = 60.0;

/// The idle clock of surplus environments, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SurplusTimeout {
    /// The middle of the interval of maximum likelihood, with the 95 % interval.
    Estimated(Parameter),
    /// Not seen to run out. The longest idling that was survived.
    NotSeen(f64),
}

/// How environments end that do not idle out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ageing {
    /// Age at retirement; `None` if the logs do not show any.
    pub retirement: Option<Weibull>,
    /// Mean time to an early stop, in seconds; `None` if the logs do not show any.
    pub early_stop_mean: Option<Parameter>,
}

/// A Weibull distribution, `P(X > x) = exp(-(x / scale)^shape)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weibull {
    /// Shape.
    pub shape: Parameter,
    /// Scale in seconds.
    pub scale: Parameter,
}

/// Which causes a fit allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Causes {
    early_stops: bool,
    retirement: bool,
}

/// Ages and idle times in a fit, in hours.
struct Fit<'a> {
    lives: &'a [Life],
    idle_timeout: f64,
    surplus: f64,
    causes: Causes,
}

/// Estimates the surplus clock and how environments age. `idle_timeout` is the function's clock in
/// seconds.
pub(crate) fn estimate(history: &History, idle_timeout: f64) -> (SurplusTimeout, Ageing) {
    let both = Causes {
        early_stops: true,
        retirement: true,
    };
    let fit = |surplus, causes| Fit {
        lives: &history.lives,
        idle_timeout,
        surplus,
        causes,
    };

    let steps = staircase(history, idle_timeout);
    let best = fit(steps[0], both).best();
    let within =
        |surplus: &&f64| fit(**surplus, both).best().value <= best.value + HALF_CHI_SQUARED_2;
    let survived = history.longest_survived_idle;
    let surplus = match steps.iter().take_while(within).last() {
        Some(&high) if high.is_finite() => SurplusTimeout::Estimated(Parameter {
            value: f64::midpoint(survived, steps[0]),
            low: survived,
            high,
        }),
        _ => SurplusTimeout::NotSeen(survived),
    };

    let clock = match surplus {
        SurplusTimeout::Estimated(_) => steps[0],
        SurplusTimeout::NotSeen(_) => f64::INFINITY,
    };
    let causes = supported(both, |causes| fit(clock, causes).best().value);
    (surplus, fit(clock, causes).ageing())
}

/// The right ends of the steps of the likelihood as a function of the surplus clock, in order; the
/// last is infinite.
fn staircase(history: &History, idle_timeout: f64) -> Vec<f64> {
    let unexplained = |life: &&Life| life.ended && life.inactivity <= idle_timeout;
    let mut steps: Vec<f64> = history
        .lives
        .iter()
        .filter(unexplained)
        .map(|life| life.checked - life.last_seen)
        .filter(|&idled| idled > history.longest_survived_idle)
        .chain([f64::INFINITY])
        .collect();
    steps.sort_by(f64::total_cmp);
    steps
}

/// The causes without which the logs are significantly (5 %) less likely.
fn supported(all: Causes, fitted: impl Fn(Causes) -> f64) -> Causes {
    let best = fitted(all);
    let without_early_stops = Causes {
        early_stops: false,
        ..all
    };
    let without_retirement = Causes {
        retirement: false,
        ..all
    };
    Causes {
        early_stops: fitted(without_early_stops) > best + HALF_CHI_SQUARED_1,
        retirement: fitted(without_retirement) > best + HALF_CHI_SQUARED_2,
    }
}

impl Fit<'_> {
    /// `at`: logarithms of the early stops per hour, the shape, and the scale in hours.
    fn negative_log_likelihood(&self, at: &[f64]) -> f64 {
        let rate = if self.causes.early_stops {
            libm::exp(at[0])
        } else {
            0.0
        };
        let (shape, scale) = (libm::exp(at[1]), libm::exp(at[2]) * HOUR);
        let survival = |age: f64| {
            let retired = match self.causes.retirement {
                true => libm::pow(age / scale, shape),
                false => 0.0,
            };
            libm::exp(-rate * age / HOUR - retired)
        };
        self.lives
            .iter()
            .map(|life| {
                let likelihood = match life.ended {
                    false => survival(life.checked),
                    true if self.idled_out(life) => survival(life.last_seen),
                    true => survival(life.last_seen) - survival(life.checked),
                };
                -libm::log(likelihood.max(1e-300))
            })
            .sum()
    }

    /// Whether one of the idle clocks must have run out before the environment was found gone.
    fn idled_out(&self, life: &Life) -> bool {
        life.inactivity > self.idle_timeout || life.checked - life.last_seen >= self.surplus
    }

    /// The best of several starts: the likelihood has a second, lower top where early stops
    /// explain retirement, too.
    fn best(&self) -> Minimum {
        let ages = self.lives.iter().map(|life| life.last_seen / HOUR);
        let oldest = ages.fold(1e-3, f64::max);
        let starts = [[-2.0, 3.0], [-2.0, 1.5], [0.0, 3.0]];
        let fits = starts.map(|[rate, shape]| {
            let start = [rate - libm::log(oldest), shape, libm::log(oldest)];
            minimise(|at| self.negative_log_likelihood(at), &start, 0.3)
        });
        let [first, rest @ ..] = fits;
        rest.into_iter().fold(
            first,
            |best, fit| {
                if fit.value < best.value { fit } else { best }
            },
        )
    }

    fn ageing(&self) -> Ageing {
        let best = self.best();
        let interval = |axis, step| {
            let likelihood = |at: &[f64]| self.negative_log_likelihood(at);
            let logarithm = profile(likelihood, &best, axis, step, step / 50.0);
            Parameter {
                value: libm::exp(logarithm.value),
                low: libm::exp(logarithm.low),
                high: libm::exp(logarithm.high),
            }
        };
        let scaled = |unit: f64, one: Parameter| Parameter {
            value: unit * one.value,
            low: unit * one.low,
            high: unit * one.high,
        };
        Ageing {
            retirement: self.causes.retirement.then(|| Weibull {
                shape: interval(1, 0.1),
                scale: scaled(HOUR, interval(2, 0.5 * MINUTE / HOUR)),
            }),
            early_stop_mean: self.causes.early_stops.then(|| {
                let rate = interval(0, 0.1);
                Parameter {
                    value: HOUR / rate.value,
                    low: HOUR / rate.high,
                    high: HOUR / rate.low,
                }
            }),
        }
    }
}
