//! The function's idle clock: after how long an inactivity its environments are gone.
//!
//! Each pause of the function says whether its environments outlived it (current-status data). The
//! clock is taken to be normal with a mean and a spread, because survivals and ends overlap a
//! little; environments also end for other causes, at a constant rate. The mean is the estimate.

use super::history::Inactivity;
use super::optimise::{Minimum, minimise, profile};
use super::parameter::Parameter;

/// The lowest spread of the clock, in seconds; without it the likelihood of logs that are split
/// cleanly would be the same at every point of the gap.
const LEAST_SPREAD: f64 = 1.0;

/// Cold starts after a pause that the clock must explain better than a constant rate does.
const LEAST_GAIN: f64 = super::optimise::HALF_CHI_SQUARED_2;

/// The clock, in seconds; `None` if the pauses do not show that there is one.
pub(crate) fn estimate(pauses: &[Inactivity]) -> Option<Parameter> {
    let longest_survived = pauses
        .iter()
        .filter(|pause| pause.survived)
        .map(|pause| pause.length)
        .fold(0.0, f64::max);
    let shortest_end = pauses
        .iter()
        .filter(|pause| !pause.survived && pause.length > longest_survived)
        .map(|pause| pause.length)
        .fold(f64::INFINITY, f64::min);
    if !shortest_end.is_finite() {
        return None;
    }

    let likelihood = |at: &[f64]| negative_log_likelihood(pauses, at);
    let start = f64::midpoint(longest_survived, shortest_end);
    // Mean in units of 10 s, so that one step suits all coordinates.
    let start = [start / 10.0, 1.5, -10.0];
    let best = minimise(likelihood, &start, 1.0);
    let without_clock = |at: &[f64]| negative_log_likelihood(pauses, &[1e6, 0.0, at[0]]);
    let gain = minimise(without_clock, &[-8.0], 1.0).value - best.value;
    (gain > LEAST_GAIN).then(|| in_seconds(likelihood, &best))
}

fn in_seconds(likelihood: impl Fn(&[f64]) -> f64, best: &Minimum) -> Parameter {
    let tens = profile(likelihood, best, 0, 0.2, 0.01);
    Parameter {
        value: 10.0 * tens.value,
        low: 10.0 * tens.low,
        high: 10.0 * tens.high,
    }
}

/// `at`: the clock's mean in units of 10 s, the logarithm of its spread beyond the least, and the
/// logarithm of the rate per second at which environments end for other causes.
fn negative_log_likelihood(pauses: &[Inactivity], at: &[f64]) -> f64 {
    let (mean, spread) = (10.0 * at[0], LEAST_SPREAD + libm::exp(at[1]));
    let rate = libm::exp(at[2]);
    pauses
        .iter()
        .map(|pause| {
            let survives =
                normal_survival((pause.length - mean) / spread) * libm::exp(-rate * pause.length);
            let probability = match pause.survived {
                true => survives,
                false => 1.0 - survives,
            };
            -libm::log(probability.max(1e-300))
        })
        .sum()
}

/// The probability that a standard normal variable exceeds `z`.
fn normal_survival(z: f64) -> f64 {
    0.5 * libm::erfc(z * std::f64::consts::FRAC_1_SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pauses(lengths: impl IntoIterator<Item = f64>, clock: f64) -> Vec<Inactivity> {
        let pause = |length| Inactivity {
            length,
            survived: length < clock,
        };
        lengths.into_iter().map(pause).collect()
    }

    #[test]
    fn the_normal_tail_is_that_of_the_tables() {
        assert!((normal_survival(1.959_964) - 0.025).abs() < 1e-7);
        assert!((normal_survival(0.0) - 0.5).abs() < 1e-15);
    }

    #[test]
    fn a_sharp_clock_is_found_between_the_pauses_on_its_two_sides() {
        let clock = estimate(&pauses((1..100).map(|n| 10.0 * f64::from(n)), 605.0)).unwrap();
        assert!((clock.value - 605.0).abs() < 5.0, "{clock:?}");
        assert!(clock.low > 580.0 && clock.low < 605.0, "{clock:?}");
        assert!(clock.high > 605.0 && clock.high < 630.0, "{clock:?}");
    }

    #[test]
    fn without_long_pauses_there_is_no_clock() {
        assert_eq!(estimate(&pauses((1..50).map(f64::from), 605.0)), None);
        assert_eq!(estimate(&[]), None);
    }
}
