//! Minimising a function of a few variables, and profile-likelihood intervals.
//!
//! It knows functions of numbers; it must not know what they mean.

use super::parameter::Parameter;

/// Half the 95 % quantile of the chi-squared distribution with one degree of freedom: as far may
/// the log-likelihood of one parameter fall below its maximum within the interval.
pub(crate) const HALF_CHI_SQUARED_1: f64 = 1.920_729;
/// The same with two degrees of freedom: -ln(0.05).
pub(crate) const HALF_CHI_SQUARED_2: f64 = 2.995_732;

/// A local minimum.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Minimum {
    /// Where.
    pub at: Vec<f64>,
    /// The value there.
    pub value: f64,
}

/// Looks for a local minimum near `start` by the simplex method (Nelder and Mead 1965, with their
/// coefficients), started again at what it found until that is no better. `step` is the size of
/// the first simplex.
pub(crate) fn minimise(f: impl Fn(&[f64]) -> f64, start: &[f64], step: f64) -> Minimum {
    let mut best = Minimum {
        at: start.to_vec(),
        value: f(start),
    };
    for _ in 0..5 {
        let found = simplex(&f, &best.at, step);
        let gain = best.value - found.value;
        if gain > 0.0 {
            best = found;
        }
        if gain < 1e-7 {
            break;
        }
    }
    best
}

fn simplex(f: &impl Fn(&[f64]) -> f64, start: &[f64], step: f64) -> Minimum {
    let corner = |at: Vec<f64>| Minimum { value: f(&at), at };
    let mut corners = vec![corner(start.to_vec())];
    for axis in 0..start.len() {
        let mut at = start.to_vec();
        at[axis] += step;
        corners.push(corner(at));
    }
    for _ in 0..400 * start.len() {
        corners.sort_by(|one, other| one.value.total_cmp(&other.value));
        let worst = corners.len() - 1;
        if corners[worst].value - corners[0].value < 1e-9 {
            break;
        }
        let centre: Vec<f64> = (0..start.len())
            .map(|axis| mean(corners[..worst].iter().map(|corner| corner.at[axis])))
            .collect();
        // The point at `times` the way from the centre to the worst corner.
        let away = |times: f64| {
            let from = centre.iter().zip(&corners[worst].at);
            corner(from.map(|(c, w)| c + times * (w - c)).collect())
        };
        let reflected = away(-1.0);
        let replacement = if reflected.value < corners[0].value {
            let expanded = away(-2.0);
            Some(lower(expanded, reflected))
        } else if reflected.value < corners[worst - 1].value {
            Some(reflected)
        } else {
            let inside = reflected.value >= corners[worst].value;
            let contracted = away(if inside { 0.5 } else { -0.5 });
            Some(contracted).filter(|at| at.value < corners[worst].value.min(reflected.value))
        };
        match replacement {
            Some(better) => corners[worst] = better,
            None => {
                let best = corners[0].at.clone();
                for shrinking in &mut corners[1..] {
                    let at = best.iter().zip(&shrinking.at);
                    *shrinking = corner(at.map(|(b, s)| b + (s - b) / 2.0).collect());
                }
            }
        }
    }
    corners
        .into_iter()
        .reduce(lower)
        .unwrap_or_else(|| corner(start.to_vec()))
}

fn lower(one: Minimum, other: Minimum) -> Minimum {
    if other.value < one.value { other } else { one }
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    values.sum::<f64>() / count
}

/// The 95 % profile-likelihood interval of coordinate `axis` around `best`, the minimum of the
/// negative log-likelihood `f`: where the minimum over the other coordinates lies within
/// [`HALF_CHI_SQUARED_1`] of the best. An end is found to `precision`, and looked for no further
/// than 200 `step`s away.
pub(super) fn profile(
    f: impl Fn(&[f64]) -> f64,
    best: &Minimum,
    axis: usize,
    step: f64,
    precision: f64,
) -> Parameter {
    let within = |value: f64| {
        let others = without(&best.at, axis);
        let fixed = |free: &[f64]| f(&with(free, axis, value));
        let value = match others.is_empty() {
            true => fixed(&[]),
            false => minimise(fixed, &others, step).value,
        };
        value <= best.value + HALF_CHI_SQUARED_1
    };
    let value = best.at[axis];
    let end = |direction: f64| {
        let outside = (1..=200)
            .map(|steps| value + direction * step * f64::from(steps))
            .find(|&at| !within(at));
        let Some(mut outside) = outside else {
            return direction * f64::INFINITY;
        };
        let mut inside = outside - direction * step;
        while (outside - inside).abs() > precision {
            let middle = f64::midpoint(inside, outside);
            match within(middle) {
                true => inside = middle,
                false => outside = middle,
            }
        }
        inside
    };
    Parameter {
        value,
        low: end(-1.0),
        high: end(1.0),
    }
}

fn without(at: &[f64], axis: usize) -> Vec<f64> {
    let mut others = at.to_vec();
    others.remove(axis);
    others
}

fn with(others: &[f64], axis: usize, value: f64) -> Vec<f64> {
    let mut at = others.to_vec();
    at.insert(axis, value);
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bottom_of_a_bent_valley_is_found() {
        // Rosenbrock's function; its minimum is 0 at (1, 1).
        let valley = |at: &[f64]| {
            let (x, y) = (at[0], at[1]);
            (1.0 - x) * (1.0 - x) + 100.0 * (y - x * x) * (y - x * x)
        };
        let found = minimise(valley, &[-1.2, 1.0], 0.5);
        assert!(found.value < 1e-6, "{found:?}");
        assert!((found.at[0] - 1.0).abs() < 1e-2, "{found:?}");
    }

    #[test]
    fn the_profile_of_a_bell_is_1_96_standard_deviations_wide() {
        // Two correlated normal variables: the profile interval of one does not depend on the other.
        let (sd, rho) = (3.0, 0.8);
        let bell = |at: &[f64]| {
            let (x, y) = ((at[0] - 10.0) / sd, at[1] + 5.0);
            (x * x - 2.0 * rho * x * y + y * y) / (2.0 * (1.0 - rho * rho))
        };
        let best = minimise(bell, &[0.0, 0.0], 1.0);
        let interval = profile(bell, &best, 0, 1.0, 1e-4);
        assert!((interval.value - 10.0).abs() < 1e-2, "{interval:?}");
        assert!(
            (interval.low - (10.0 - 1.96 * sd)).abs() < 1e-2,
            "{interval:?}"
        );
        assert!(
            (interval.high - (10.0 + 1.96 * sd)).abs() < 1e-2,
            "{interval:?}"
        );
    }

    #[test]
    fn an_open_side_is_infinite() {
        let slope = |at: &[f64]| (-at[0]).max(0.0);
        let best = Minimum {
            at: vec![0.0],
            value: 0.0,
        };
        let interval = profile(slope, &best, 0, 0.5, 1e-6);
        assert_eq!(interval.high, f64::INFINITY);
        assert!(
            (interval.low + HALF_CHI_SQUARED_1).abs() < 1e-5,
            "{interval:?}"
        );
    }
}
