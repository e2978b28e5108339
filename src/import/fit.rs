//! Service times from what a source knows of them: a sample, or a mean and percentiles.
//!
//! It knows distributions and their quantiles. It must not know where the figures come from.

use std::f64::consts::SQRT_2;

use statrs::distribution::{ContinuousCDF, Gamma};
use statrs::function::erf::erfc_inv;

/// A fit that misses a figure by more is not used: the measured quantiles are, as they are.
const LARGEST_MISFIT: f64 = 0.1;

/// How many equally likely values stand for a distribution that is written as values.
pub(super) const VALUES: usize = 1000;

/// What is known of a distribution of durations, in milliseconds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Figures {
    /// Mean, positive.
    pub(super) mean: Option<f64>,
    /// Probability (between 0 and 1, both included) and quantile, in order, none smaller than the one before.
    pub(super) quantiles: Vec<(f64, f64)>,
}

/// A distribution of durations in milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fit {
    /// One value: nothing is known of how it varies.
    Constant(f64),
    /// `ln X` is normal with mean `mu` (of milliseconds) and standard deviation `sigma`.
    Lognormal { mu: f64, sigma: f64 },
    /// Gamma, by its mean and standard deviation.
    Gamma { mean: f64, sd: f64 },
    /// Equally likely values, in order.
    Values(Vec<f64>),
}

/// A fit, with how far off it is at worst.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fitted {
    pub(super) fit: Fit,
    /// The largest relative difference to a figure, as a share, and that figure's name; `None` where nothing is left to
    /// compare with, since the fit has as many parameters as there are figures.
    pub(super) misfit: Option<(f64, String)>,
}

impl Figures {
    /// Figures that can be fitted: what is not positive or out of order is left out.
    pub(super) fn new(mean: Option<f64>, quantiles: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let usable = |value: f64| value.is_finite() && value > 0.0;
        let mut all: Vec<_> = quantiles
            .into_iter()
            .filter(|(share, value)| (0.0..=1.0).contains(share) && usable(*value))
            .collect();
        all.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)));
        let mut quantiles: Vec<(f64, f64)> = Vec::new();
        for (share, value) in all {
            let last = quantiles.last().copied();
            if last.is_none_or(|(before, below)| share > before && value >= below) {
                quantiles.push((share, value));
            }
        }
        Self {
            mean: mean.filter(|mean| usable(*mean)),
            quantiles,
        }
    }

    /// The quantiles that a distribution of two parameters can be fitted to: the ends of a sample are no quantiles.
    fn inner(&self) -> impl Iterator<Item = (f64, f64)> + Clone {
        self.quantiles
            .iter()
            .copied()
            .filter(|(share, _)| *share > 0.0 && *share < 1.0)
    }

    fn count(&self) -> usize {
        usize::from(self.mean.is_some()) + self.inner().count()
    }
}

/// The distribution that fits the figures best: lognormal or gamma, or the quantiles themselves where both miss one by
/// more than a tenth; `None` without any figure.
pub(super) fn fit(figures: &Figures) -> Option<Fitted> {
    if figures.count() == 0 {
        return None;
    }
    if figures.count() == 1 {
        let value = figures
            .mean
            .or_else(|| figures.inner().next().map(|(_, value)| value));
        return value.map(|value| Fitted {
            fit: Fit::Constant(value),
            misfit: None,
        });
    }
    let candidates = [lognormal(figures), gamma(figures)];
    let tried = candidates.into_iter().flatten().map(|fit| {
        let misfit = misfit(&fit, figures);
        Fitted { fit, misfit }
    });
    let error = |fitted: &Fitted| fitted.misfit.as_ref().map_or(0.0, |(error, _)| *error);
    let best = tried.min_by(|one, other| error(one).total_cmp(&error(other)));
    match best {
        Some(best) if error(&best) <= LARGEST_MISFIT => Some(Fitted {
            misfit: best.misfit.filter(|_| figures.count() > 2),
            ..best
        }),
        best => values(figures).or(best),
    }
}

/// Equally likely values for a sample, in order: all of a small one, else its quantiles.
pub(super) fn of_sample(sorted: &[f64]) -> Vec<f64> {
    if sorted.len() <= VALUES {
        return sorted.to_vec();
    }
    middles(VALUES)
        .map(|share| quantile(sorted, share))
        .collect()
}

/// The quantile of a sorted sample, interpolated between its values (as spreadsheets do it); 0 of none.
pub(super) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len().saturating_sub(1)) as f64;
    let below = place.floor() as usize;
    let low = sorted.get(below).copied().unwrap_or(0.0);
    let high = sorted.get(below + 1).copied().unwrap_or(low);
    low + (high - low) * (place - below as f64)
}

/// The middles of equally likely classes.
fn middles(classes: usize) -> impl Iterator<Item = f64> {
    (0..classes).map(move |class| (class as f64 + 0.5) / classes as f64)
}

/// Lognormal by least squares of the logarithms: of the quantiles, and of the mean, `ln E X = mu + sigma^2 / 2`.
fn lognormal(figures: &Figures) -> Option<Fit> {
    // For a given sigma the best mu is an average, so that one variable is left.
    let terms = |sigma: f64| {
        let quantiles = figures
            .inner()
            .map(move |(share, value)| libm::log(value) - sigma * normal_quantile(share));
        let mean = figures
            .mean
            .map(|mean| libm::log(mean) - sigma * sigma / 2.0);
        quantiles.chain(mean).collect::<Vec<f64>>()
    };
    let loss = |sigma: f64| variance(&terms(sigma));
    let sigma = minimum(loss, 1e-6, 4.0);
    let mus = terms(sigma);
    Some(Fit::Lognormal {
        mu: mus.iter().sum::<f64>() / mus.len() as f64,
        sigma,
    })
}

/// Gamma by least squares of the logarithms, as the lognormal; for a given shape the best scale is an average.
fn gamma(figures: &Figures) -> Option<Fit> {
    let terms = |log_shape: f64| {
        let shape = libm::exp(log_shape);
        let standard = Gamma::new(shape, 1.0).ok()?;
        let quantiles = figures
            .inner()
            .map(|(share, value)| libm::log(value) - libm::log(standard.inverse_cdf(share)));
        let mean = figures.mean.map(|mean| libm::log(mean / shape));
        let terms: Vec<f64> = quantiles.chain(mean).collect();
        terms.iter().all(|term| term.is_finite()).then_some(terms)
    };
    let loss = |log_shape: f64| terms(log_shape).map_or(f64::INFINITY, |terms| variance(&terms));
    let log_shape = minimum(loss, libm::log(0.05), libm::log(1e4));
    let scales = terms(log_shape)?;
    let scale = libm::exp(scales.iter().sum::<f64>() / scales.len() as f64);
    let shape = libm::exp(log_shape);
    Some(Fit::Gamma {
        mean: shape * scale,
        sd: libm::sqrt(shape) * scale,
    })
}

fn variance(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum()
}

/// Where a function is least: the best of a grid, then golden sections around it.
fn minimum(loss: impl Fn(f64) -> f64, low: f64, high: f64) -> f64 {
    const STEPS: usize = 64;
    let at = |step: usize| low + (high - low) * step as f64 / STEPS as f64;
    let best = (0..=STEPS).min_by(|one, other| loss(at(*one)).total_cmp(&loss(at(*other))));
    let best = best.unwrap_or(0);
    let (mut low, mut high) = (at(best.saturating_sub(1)), at((best + 1).min(STEPS)));
    let golden = (libm::sqrt(5.0) - 1.0) / 2.0;
    for _ in 0..60 {
        let (one, other) = (high - golden * (high - low), low + golden * (high - low));
        if loss(one) < loss(other) {
            high = other;
        } else {
            low = one;
        }
    }
    f64::midpoint(low, high)
}

/// The measured quantiles as values: between two of them the logarithm is interpolated; below the first and above the
/// last the values stay. Where mean and one quantile are all that is known, what lies below it is scaled to meet the mean.
fn values(figures: &Figures) -> Option<Fitted> {
    if figures.quantiles.is_empty() {
        return None;
    }
    let quantile = |share: f64| {
        let above = figures
            .quantiles
            .iter()
            .position(|(other, _)| *other >= share);
        match above {
            Some(0) => figures.quantiles[0].1,
            Some(above) => {
                let ((from, low), (to, high)) =
                    (figures.quantiles[above - 1], figures.quantiles[above]);
                let part = (share - from) / (to - from);
                libm::exp(libm::log(low) + (libm::log(high) - libm::log(low)) * part)
            }
            None => figures.quantiles.last().map_or(0.0, |(_, value)| *value),
        }
    };
    let mut values: Vec<f64> = middles(VALUES).map(quantile).collect();
    if let (Some(mean), [(share, _)]) = (figures.mean, figures.quantiles.as_slice()) {
        let body = ((share * VALUES as f64) as usize).min(VALUES);
        let (low, high) = values.split_at_mut(body);
        let (of_low, of_high) = (low.iter().sum::<f64>(), high.iter().sum::<f64>());
        let factor = (mean * VALUES as f64 - of_high) / of_low;
        // What lies above the quantile alone would make the mean larger: one of the two is wrong.
        if factor <= 0.0 {
            return fit(&Figures {
                mean: Some(mean),
                quantiles: Vec::new(),
            });
        }
        low.iter_mut().for_each(|value| *value *= factor);
    }
    values.sort_by(f64::total_cmp);
    let fit = Fit::Values(values);
    let misfit = misfit(&fit, figures);
    Some(Fitted { fit, misfit })
}

/// The largest relative difference between a fit and a figure.
fn misfit(fit: &Fit, figures: &Figures) -> Option<(f64, String)> {
    let of_mean = figures
        .mean
        .map(|mean| (fit.mean() / mean - 1.0, "mean".to_owned()));
    let of_quantiles = figures.inner().filter_map(|(share, value)| {
        let error = fit.quantile(share)? / value - 1.0;
        Some((error, format!("p{}", (share * 1e6).round() / 1e4)))
    });
    of_mean
        .into_iter()
        .chain(of_quantiles)
        .map(|(error, name)| (error.abs(), name))
        .max_by(|one, other| one.0.total_cmp(&other.0))
}

impl Fit {
    /// The mean in milliseconds.
    pub(super) fn mean(&self) -> f64 {
        match self {
            Self::Constant(value) => *value,
            Self::Lognormal { mu, sigma } => libm::exp(mu + sigma * sigma / 2.0),
            Self::Gamma { mean, .. } => *mean,
            Self::Values(values) => values.iter().sum::<f64>() / values.len().max(1) as f64,
        }
    }

    /// A quantile in milliseconds.
    pub(super) fn quantile(&self, share: f64) -> Option<f64> {
        match self {
            Self::Constant(value) => Some(*value),
            Self::Lognormal { mu, sigma } => Some(libm::exp(mu + sigma * normal_quantile(share))),
            Self::Gamma { mean, sd } => {
                let shape = (mean / sd) * (mean / sd);
                Some(Gamma::new(shape, shape / mean).ok()?.inverse_cdf(share))
            }
            Self::Values(values) => {
                let last = values.len().checked_sub(1)?;
                values.get((share * last as f64).round() as usize).copied()
            }
        }
    }
}

/// The quantile of the standard normal distribution.
fn normal_quantile(share: f64) -> f64 {
    -SQRT_2 * erfc_inv(2.0 * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(one: f64, other: f64) -> bool {
        (one / other - 1.0).abs() < 1e-3
    }

    #[test]
    fn mean_and_p99_of_a_lognormal_give_it_back() {
        // mu = ln 120, sigma = ln(900 / 120) / 2.3263: the mean is 120 exp(sigma^2 / 2).
        let sigma = (900.0_f64 / 120.0).ln() / 2.326_347_874;
        let mean = 120.0 * (sigma * sigma / 2.0).exp();
        let figures = Figures::new(Some(mean), [(0.99, 900.0)]);
        let Some(Fitted {
            fit: Fit::Lognormal { mu, sigma: fitted },
            misfit: None,
        }) = fit(&figures)
        else {
            panic!("a lognormal without misfit, not {:?}", fit(&figures));
        };
        assert!(
            close(mu.exp(), 120.0) && close(fitted, sigma),
            "{mu} {fitted}"
        );
    }

    #[test]
    fn quantiles_of_an_exponential_are_seen_as_gamma() {
        // Quantiles of an exponential of mean 100: -100 ln(1 - p).
        let quantiles = [0.5, 0.9, 0.99].map(|p: f64| (p, -100.0 * (1.0 - p).ln()));
        let fitted = fit(&Figures::new(Some(100.0), quantiles)).expect("figures");
        let Fit::Gamma { mean, sd } = fitted.fit else {
            panic!("a gamma, not {fitted:?}");
        };
        assert!(close(mean, 100.0) && close(sd, 100.0), "{mean} {sd}");
        assert!(fitted.misfit.expect("four figures").0 < 1e-3);
    }

    #[test]
    fn what_no_law_fits_stays_as_measured() {
        // Two peaks: half of all take 10 ms, a tenth more than 2 s.
        let figures = Figures::new(
            None,
            [(0.5, 10.0), (0.6, 11.0), (0.9, 2000.0), (0.99, 2100.0)],
        );
        let fitted = fit(&figures).expect("figures");
        let Fit::Values(values) = &fitted.fit else {
            panic!("values, not {fitted:?}");
        };
        assert_eq!(values.len(), VALUES);
        assert!(
            fitted.misfit.expect("quantiles").0 < 0.02,
            "the quantiles are met"
        );
    }

    #[test]
    fn a_tail_beyond_every_lognormal_keeps_mean_and_p99() {
        // A lognormal's p99 is at most exp(z^2 / 2) = 15 times its mean.
        let fitted = fit(&Figures::new(Some(10.0), [(0.99, 400.0)])).expect("figures");
        assert!(close(fitted.fit.mean(), 10.0), "{}", fitted.fit.mean());
        assert!(
            close(fitted.fit.quantile(0.995).expect("values"), 400.0),
            "{fitted:?}"
        );
    }

    #[test]
    fn one_figure_is_a_constant_and_none_is_nothing() {
        let fitted = fit(&Figures::new(Some(30.0), [])).expect("a figure");
        assert_eq!(fitted.fit, Fit::Constant(30.0));
        assert_eq!(fit(&Figures::new(Some(f64::NAN), [(0.5, -1.0)])), None);
    }

    #[test]
    fn a_large_sample_becomes_its_quantiles() {
        let sample: Vec<f64> = (0..100_000).map(f64::from).collect();
        let values = of_sample(&sample);
        assert_eq!(values.len(), VALUES);
        assert!((values[0] - 50.0).abs() < 1.0 && (values[VALUES - 1] - 99_949.0).abs() < 1.0);
        assert_eq!(of_sample(&[1.0, 2.0]), [1.0, 2.0]);
    }
}
