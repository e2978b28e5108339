//! Distributions of times, in the parametrisations a scenario may use.
//!
//! Only data: drawing from them is the workload room's work.

use std::sync::Arc;

use statrs::function::gamma::gamma_ur;

use crate::kernel::SimDuration;

/// A distribution of a time span. Every variant is valid as built by the parser: positive
/// scales and shapes, ordered bounds, at least one value.
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// Always the same.
    Constant(SimDuration),
    /// Exponential with the given mean.
    Exponential {
        /// Mean.
        mean: SimDuration,
    },
    /// Lognormal.
    Lognormal(Lognormal),
    /// Gamma.
    Gamma(Gamma),
    /// Weibull: `P(X > x) = exp(-(x / scale)^shape)`.
    Weibull {
        /// Shape, dimensionless.
        shape: f64,
        /// Scale.
        scale: SimDuration,
    },
    /// Uniform between two bounds.
    Uniform {
        /// Lower bound.
        min: SimDuration,
        /// Upper bound, at least `min`.
        max: SimDuration,
    },
    /// Pareto (type I): `P(X > x) = (scale / x)^shape` for `x >= scale`.
    Pareto {
        /// Smallest value.
        scale: SimDuration,
        /// Tail index, dimensionless.
        shape: f64,
    },
    /// Equally likely observed values from a file, one per line in milliseconds.
    Empirical {
        /// Path of the file, as the resolved scenario names it.
        file: String,
        /// The values, at least one.
        values: Arc<[SimDuration]>,
    },
    /// Measured init durations of a managed runtime, from the catalog.
    Runtime {
        /// AWS's identifier of the runtime, such as `python3.13`.
        runtime: String,
        /// The measured values for the function's architecture and memory.
        values: Arc<[SimDuration]>,
    },
}

/// The 99 % quantile of the standard normal distribution.
const Z99: f64 = 2.326_347_874_040_841;

impl Distribution {
    /// The mean in seconds; infinite for a Pareto distribution with a tail index of at most 1.
    pub fn mean_secs(&self) -> f64 {
        match self {
            Self::Constant(value) => value.as_secs_f64(),
            Self::Exponential { mean } => mean.as_secs_f64(),
            Self::Lognormal(lognormal) => lognormal.mean_secs(),
            Self::Gamma(Gamma::ShapeScale { shape, scale }) => shape * scale.as_secs_f64(),
            Self::Gamma(Gamma::MeanSd { mean, .. }) => mean.as_secs_f64(),
            Self::Weibull { shape, scale } => scale.as_secs_f64() * libm::tgamma(1.0 + 1.0 / shape),
            Self::Uniform { min, max } => (min.as_secs_f64() + max.as_secs_f64()) / 2.0,
            Self::Pareto { scale, shape } if *shape > 1.0 => {
                scale.as_secs_f64() * shape / (shape - 1.0)
            }
            Self::Pareto { .. } => f64::INFINITY,
            Self::Empirical { values, .. } | Self::Runtime { values, .. } => {
                let sum: f64 = values.iter().map(|value| value.as_secs_f64()).sum();
                sum / values.len() as f64
            }
        }
    }
}

impl Distribution {
    /// The share of draws above a limit.
    pub(crate) fn share_above(&self, limit: SimDuration) -> f64 {
        let x = limit.as_secs_f64();
        let of = |time: &SimDuration| time.as_secs_f64();
        match self {
            Self::Constant(value) => f64::from(*value > limit),
            Self::Exponential { mean } => libm::exp(-x / of(mean)),
            Self::Lognormal(lognormal) => lognormal.share_above(x),
            Self::Gamma(gamma) => {
                let (shape, scale) = gamma.shape_and_scale();
                gamma_ur(shape, x / scale)
            }
            Self::Weibull { shape, scale } => libm::exp(-libm::pow(x / of(scale), *shape)),
            Self::Uniform { max, .. } if *max <= limit => 0.0,
            Self::Uniform { min, max } => ((of(max) - x) / (of(max) - of(min))).min(1.0),
            Self::Pareto { scale, shape } => libm::pow(of(scale) / x, *shape).min(1.0),
            Self::Empirical { values, .. } | Self::Runtime { values, .. } => {
                let above = values.iter().filter(|value| **value > limit).count();
                above as f64 / values.len() as f64
            }
        }
    }
}

/// The two ways to give a gamma distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Gamma {
    /// From shape `k` and scale `theta`: mean `k theta`, variance `k theta^2`.
    ShapeScale {
        /// Shape, dimensionless, positive.
        shape: f64,
        /// Scale, positive.
        scale: SimDuration,
    },
    /// From mean and standard deviation.
    MeanSd {
        /// Mean, positive.
        mean: SimDuration,
        /// Standard deviation, positive.
        sd: SimDuration,
    },
}

/// The three ways to give a lognormal distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lognormal {
    /// From two quantiles, `p99 >= median > 0`.
    MedianP99 {
        /// The 50 % quantile.
        median: SimDuration,
        /// The 99 % quantile.
        p99: SimDuration,
    },
    /// From mean and standard deviation of the time itself.
    MeanSd {
        /// Mean, positive.
        mean: SimDuration,
        /// Standard deviation.
        sd: SimDuration,
    },
    /// From the mean and standard deviation of the natural logarithm of the time in seconds.
    MuSigma {
        /// Mean of the logarithm.
        mu: f64,
        /// Standard deviation of the logarithm, not negative.
        sigma: f64,
    },
}

impl Gamma {
    fn shape_and_scale(self) -> (f64, f64) {
        match self {
            Self::ShapeScale { shape, scale } => (shape, scale.as_secs_f64()),
            Self::MeanSd { mean, sd } => {
                let (mean, variance) = (mean.as_secs_f64(), libm::pow(sd.as_secs_f64(), 2.0));
                (mean * mean / variance, variance / mean)
            }
        }
    }
}

impl Lognormal {
    fn share_above(self, x: f64) -> f64 {
        let (mu, sigma) = match self {
            Self::MuSigma { mu, sigma } => (mu, sigma),
            Self::MedianP99 { median, p99 } => {
                let mu = libm::log(median.as_secs_f64());
                (mu, (libm::log(p99.as_secs_f64()) - mu) / Z99)
            }
            Self::MeanSd { mean, sd } => {
                let (mean, ratio) = (mean.as_secs_f64(), sd.as_secs_f64() / mean.as_secs_f64());
                let variance = libm::log1p(ratio * ratio);
                (libm::log(mean) - variance / 2.0, libm::sqrt(variance))
            }
        };
        if sigma == 0.0 {
            return f64::from(libm::exp(mu) > x);
        }
        libm::erfc((libm::log(x) - mu) / sigma / std::f64::consts::SQRT_2) / 2.0
    }

    fn mean_secs(self) -> f64 {
        match self {
            Self::MeanSd { mean, .. } => mean.as_secs_f64(),
            Self::MuSigma { mu, sigma } => libm::exp(mu + sigma * sigma / 2.0),
            Self::MedianP99 { median, p99 } => {
                let sigma = libm::log(p99.as_secs_f64() / median.as_secs_f64()) / Z99;
                median.as_secs_f64() * libm::exp(sigma * sigma / 2.0)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: exp(-2); half above the median, 1 % above the 99 % quantile; gamma of shape 2 at 2 scales, 3 exp(-2);
    /// exp(-4); 1 of 4 between 10 and 14; (1 / 4)^2.
    #[test]
    fn shares_above_a_limit_follow_from_the_parameters() {
        let ms = SimDuration::from_millis;
        let quantiles = |median, p99| {
            let (median, p99) = (ms(median), ms(p99));
            Distribution::Lognormal(Lognormal::MedianP99 { median, p99 })
        };
        let gamma = |gamma| Distribution::Gamma(gamma);
        let (mean, sd) = (ms(20), SimDuration::from_secs_f64(0.01 * 2.0_f64.sqrt()));
        let values: Arc<[SimDuration]> = [5, 10, 20, 30].map(ms).into();
        let file = String::new();
        let (shape, scale) = (2.0, ms(10));
        let erfc = 0.158_655_253_931_457;
        for (distribution, limit, share) in [
            (Distribution::Constant(ms(20)), 20, 0.0),
            (Distribution::Constant(ms(21)), 20, 1.0),
            (
                Distribution::Exponential { mean: ms(10) },
                20,
                0.135_335_283_237,
            ),
            (quantiles(20, 90), 20, 0.5),
            (quantiles(20, 90), 90, 0.01),
            (quantiles(20, 20), 30, 0.0),
            (quantiles(20, 20), 10, 1.0),
            // One sigma above the mean of the logarithm.
            (
                Distribution::Lognormal(Lognormal::MuSigma {
                    mu: 0.0,
                    sigma: libm::log(2.0),
                }),
                2000,
                erfc,
            ),
            (
                gamma(Gamma::ShapeScale { shape, scale }),
                20,
                0.406_005_849_710,
            ),
            (gamma(Gamma::MeanSd { mean, sd }), 20, 0.406_005_849_710),
            (
                Distribution::Weibull { shape, scale },
                20,
                0.018_315_638_889,
            ),
            (
                Distribution::Uniform {
                    min: ms(10),
                    max: ms(14),
                },
                13,
                0.25,
            ),
            (
                Distribution::Uniform {
                    min: ms(10),
                    max: ms(14),
                },
                5,
                1.0,
            ),
            (
                Distribution::Uniform {
                    min: ms(10),
                    max: ms(10),
                },
                10,
                0.0,
            ),
            (Distribution::Pareto { scale, shape }, 40, 0.0625),
            (Distribution::Pareto { scale, shape }, 5, 1.0),
            (Distribution::Empirical { file, values }, 10, 0.5),
        ] {
            let got = distribution.share_above(ms(limit));
            assert!(
                (got - share).abs() < 1e-7,
                "{distribution:?} above {limit} ms: {got}, not {share}"
            );
        }
    }

    #[test]
    fn means_follow_from_the_parameters() {
        let ms = SimDuration::from_millis;
        let lognormal = Lognormal::MedianP99 {
            median: ms(1000),
            p99: SimDuration::from_secs_f64(libm::exp(Z99)),
        };
        for (distribution, mean) in [
            (Distribution::Constant(ms(20)), 0.02),
            (Distribution::Lognormal(lognormal), libm::exp(0.5)),
            (
                Distribution::Weibull {
                    shape: 1.0,
                    scale: ms(30),
                },
                0.03,
            ),
            (
                Distribution::Pareto {
                    scale: ms(10),
                    shape: 2.0,
                },
                0.02,
            ),
            (
                Distribution::Gamma(Gamma::ShapeScale {
                    shape: 3.0,
                    scale: ms(10),
                }),
                0.03,
            ),
        ] {
            let got = distribution.mean_secs();
            assert!(
                (got / mean - 1.0).abs() < 1e-8,
                "{distribution:?}: {got}, not {mean}"
            );
        }
    }
}
