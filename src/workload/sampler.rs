//! Draws times from the scenario's distributions, the same on every platform.
//!
//! The uniform, exponential and normal variates under every sample come from `rand` and
//! `rand_distr` (ziggurat method; Doornik 2005). Everything after them, the transform to the wanted
//! distribution, uses `libm` (and our own `exp`, as portable): `rand_distr`'s own transforms change with the features that
//! other crates turn on. What remains of platform mathematics is inside the ziggurat: the tail of
//! the exponential (one draw in 2,200) takes a platform logarithm, whose last bit could differ; it
//! would have to fall within 1e-16 of a nanosecond's rounding boundary to be seen.

use std::sync::Arc;

use rand::{Rng, RngExt};
use rand_distr::{Distribution as _, Exp1, StandardNormal};

use super::exp::Exp;
use crate::kernel::SimDuration;
use crate::scenario::{Distribution, Gamma, Lognormal};

/// The 99 % quantile of the standard normal distribution.
const Z_99: f64 = 2.326_347_874_040_841;

/// A distribution made ready for drawing. Parameters are in seconds.
#[derive(Clone, Debug)]
pub enum Sampler {
    /// Always the same.
    Constant(SimDuration),
    /// `mean x Exp(1)`.
    Exponential {
        /// Mean.
        mean: f64,
    },
    /// `exp(mu + sigma x N(0, 1))`.
    Lognormal {
        /// Mean of the logarithm.
        mu: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
        /// Its exponential function.
        exp: Exp,
    },
    /// Gamma, by Marsaglia and Tsang (2000).
    Gamma {
        /// Shape.
        shape: f64,
        /// Scale.
        scale: f64,
    },
    /// `scale x Exp(1)^exponent`.
    Weibull {
        /// Scale.
        scale: f64,
        /// One over the shape.
        exponent: f64,
    },
    /// `min + span x U[0, 1)`.
    Uniform {
        /// Lower bound.
        min: f64,
        /// Upper less lower bound.
        span: f64,
    },
    /// `scale x exp(exponent x Exp(1))`.
    Pareto {
        /// Smallest value.
        scale: f64,
        /// One over the shape.
        exponent: f64,
    },
    /// Equally likely values, at least one.
    Values(Arc<[SimDuration]>),
}

impl Sampler {
    /// Makes a distribution of a scenario ready for drawing.
    pub fn new(distribution: &Distribution) -> Self {
        match distribution {
            Distribution::Constant(value) => Self::Constant(*value),
            Distribution::Exponential { mean } => Self::Exponential {
                mean: mean.as_secs_f64(),
            },
            Distribution::Lognormal(lognormal) => Self::lognormal(*lognormal),
            Distribution::Gamma(Gamma::ShapeScale { shape, scale }) => Self::Gamma {
                shape: *shape,
                scale: scale.as_secs_f64(),
            },
            // Mean k theta, variance k theta^2.
            Distribution::Gamma(Gamma::MeanSd { mean, sd }) => {
                let (mean, sd) = (mean.as_secs_f64(), sd.as_secs_f64());
                Self::Gamma {
                    shape: (mean / sd) * (mean / sd),
                    scale: sd * sd / mean,
                }
            }
            Distribution::Weibull { shape, scale } => Self::Weibull {
                scale: scale.as_secs_f64(),
                exponent: 1.0 / shape,
            },
            Distribution::Uniform { min, max } => Self::Uniform {
                min: min.as_secs_f64(),
                span: (*max - *min).as_secs_f64(),
            },
            Distribution::Pareto { scale, shape } => Self::Pareto {
                scale: scale.as_secs_f64(),
                exponent: 1.0 / shape,
            },
            Distribution::Empirical { values, .. } | Distribution::Runtime { values, .. } => {
                Self::Values(Arc::clone(values))
            }
        }
    }

    fn lognormal(lognormal: Lognormal) -> Self {
        match lognormal {
            // The median of a lognormal is exp(mu), its 99 % quantile exp(mu + sigma z_99).
            Lognormal::MedianP99 { median, p99 } => {
                let (median, p99) = (median.as_secs_f64(), p99.as_secs_f64());
                Self::Lognormal {
                    mu: libm::log(median),
                    sigma: libm::log(p99 / median) / Z_99,
                    exp: Exp::new(),
                }
            }
            // Mean exp(mu + sigma^2/2), variance mean^2 (exp(sigma^2) - 1).
            Lognormal::MeanSd { mean, sd } => {
                let (mean, sd) = (mean.as_secs_f64(), sd.as_secs_f64());
                let variance = libm::log1p((sd / mean) * (sd / mean));
                Self::Lognormal {
                    mu: libm::log(mean) - variance / 2.0,
                    sigma: variance.sqrt(),
                    exp: Exp::new(),
                }
            }
            Lognormal::MuSigma { mu, sigma } => Self::Lognormal {
                mu,
                sigma,
                exp: Exp::new(),
            },
        }
    }

    /// Draws one time.
    // The lognormal draw, the most frequent, becomes part of whoever asks; all in one would be too
    // large for that.
    #[inline]
    pub fn sample<R: Rng>(&self, rng: &mut R) -> SimDuration {
        match self {
            Self::Lognormal { mu, sigma, exp } => {
                SimDuration::from_secs_f64(exp.of(mu + sigma * normal(rng)))
            }
            other => other.sample_other(rng),
        }
    }

    #[inline(never)]
    fn sample_other<R: Rng>(&self, rng: &mut R) -> SimDuration {
        let seconds = match self {
            Self::Constant(value) => return *value,
            Self::Values(values) => {
                return values[rng.random_range(0..values.len() as u64) as usize];
            }
            Self::Exponential { mean } => mean * exponential(rng),
            Self::Lognormal { mu, sigma, exp } => exp.of(mu + sigma * normal(rng)),
            Self::Gamma { shape, scale } => scale * gamma(*shape, rng),
            Self::Weibull { scale, exponent } => scale * libm::pow(exponential(rng), *exponent),
            Self::Uniform { min, span } => min + span * rng.random::<f64>(),
            Self::Pareto { scale, exponent } => scale * libm::exp(exponent * exponential(rng)),
        };
        SimDuration::from_secs_f64(seconds)
    }
}

/// An exponential variate with mean 1.
#[inline]
pub fn exponential<R: Rng>(rng: &mut R) -> f64 {
    Exp1.sample(rng)
}

#[inline]
fn normal<R: Rng>(rng: &mut R) -> f64 {
    StandardNormal.sample(rng)
}

/// A gamma variate with the given shape and scale 1 (Marsaglia and Tsang, "A simple method for
/// generating gamma variables", ACM TOMS 26, 2000; for shapes below 1 their boost by `U^(1/shape)`).
fn gamma<R: Rng>(shape: f64, rng: &mut R) -> f64 {
    if shape < 1.0 {
        // 1 - U lies in (0, 1], so that the power is never that of zero.
        let uniform = 1.0 - rng.random::<f64>();
        return gamma(shape + 1.0, rng) * libm::pow(uniform, 1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(rng);
        let v = (1.0 + c * x) * (1.0 + c * x) * (1.0 + c * x);
        let uniform = 1.0 - rng.random::<f64>();
        if v > 0.0 && libm::log(uniform) < 0.5 * x * x + d - d * v + d * libm::log(v) {
            return d * v;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Streams;
    use std::hash::Hasher;

    fn secs(seconds: f64) -> SimDuration {
        SimDuration::from_secs_f64(seconds)
    }

    /// `w` is exp(sigma^2), or 1 + (sd / mean)^2.
    fn lognormal_kurtosis(w: f64) -> f64 {
        w.powi(4) + 2.0 * w.powi(3) + 3.0 * w.powi(2) - 3.0
    }

    /// Every kind, with its mean, its variance and its fourth central moment over its squared
    /// variance (kurtosis), from the textbook formulas.
    fn cases() -> Vec<(&'static str, Distribution, f64, f64, f64)> {
        let e = std::f64::consts::E;
        // Weibull with shape 2, scale 1: Gamma(1.5), Gamma(2) - Gamma(1.5)^2; kurtosis 3.2451.
        let g15 = std::f64::consts::PI.sqrt() / 2.0;
        vec![
            (
                "exponential",
                Distribution::Exponential { mean: secs(2.0) },
                2.0,
                4.0,
                9.0,
            ),
            (
                "lognormal from mean and sd",
                Distribution::Lognormal(Lognormal::MeanSd {
                    mean: secs(2.0),
                    sd: secs(0.5),
                }),
                2.0,
                0.25,
                lognormal_kurtosis(1.0625),
            ),
            (
                "lognormal from mu and sigma",
                Distribution::Lognormal(Lognormal::MuSigma {
                    mu: 0.0,
                    sigma: 0.5,
                }),
                e.powf(0.125),
                e.powf(0.25) * (e.powf(0.25) - 1.0),
                lognormal_kurtosis(e.powf(0.25)),
            ),
            (
                "gamma above 1",
                Distribution::Gamma(Gamma::ShapeScale {
                    shape: 4.0,
                    scale: secs(0.5),
                }),
                2.0,
                1.0,
                4.5,
            ),
            (
                "gamma below 1",
                Distribution::Gamma(Gamma::ShapeScale {
                    shape: 0.5,
                    scale: secs(2.0),
                }),
                1.0,
                2.0,
                15.0,
            ),
            (
                "weibull",
                Distribution::Weibull {
                    shape: 2.0,
                    scale: secs(1.0),
                },
                g15,
                1.0 - g15 * g15,
                3.2451,
            ),
            (
                "uniform",
                Distribution::Uniform {
                    min: secs(1.0),
                    max: secs(3.0),
                },
                2.0,
                1.0 / 3.0,
                1.8,
            ),
            // Pareto with shape 9: mean 9/8, variance 9/(64 x 7); kurtosis 3 + 6(a^3+a^2-6a-2)/(a(a-3)(a-4)).
            (
                "pareto",
                Distribution::Pareto {
                    shape: 9.0,
                    scale: secs(1.0),
                },
                9.0 / 8.0,
                9.0 / (64.0 * 7.0),
                3.0 + 6.0 * (729.0 + 81.0 - 54.0 - 2.0) / (9.0 * 6.0 * 5.0),
            ),
        ]
    }

    #[test]
    fn means_and_variances_are_those_of_theory() {
        let n = 200_000;
        for (name, distribution, mean, variance, kurtosis) in cases() {
            let sampler = Sampler::new(&distribution);
            let mut stream = Streams::new(1, 0).stream(name, "test");
            let samples: Vec<f64> = (0..n)
                .map(|_| sampler.sample(&mut stream).as_secs_f64())
                .collect();
            let sample_mean = samples.iter().sum::<f64>() / n as f64;
            let sample_variance = samples
                .iter()
                .map(|x| (x - sample_mean).powi(2))
                .sum::<f64>()
                / n as f64;
            // Standard errors: sqrt(var/n) of the mean, var sqrt((kurtosis - 1)/n) of the variance.
            let mean_error = (variance / n as f64).sqrt();
            let variance_error = variance * ((kurtosis - 1.0) / n as f64).sqrt();
            assert!(
                (sample_mean - mean).abs() < 4.0 * mean_error,
                "{name}: mean {sample_mean}, theory {mean} +- {mean_error}"
            );
            assert!(
                (sample_variance - variance).abs() < 4.0 * variance_error,
                "{name}: variance {sample_variance}, theory {variance} +- {variance_error}"
            );
        }
    }

    #[test]
    fn lognormal_from_median_and_p99_gives_back_both() {
        let (median, p99) = (secs(0.120), secs(0.900));
        let sampler = Sampler::new(&Distribution::Lognormal(Lognormal::MedianP99 {
            median,
            p99,
        }));
        let mut stream = Streams::new(1, 0).stream("lognormal", "test");
        let n = 400_000;
        let (mut below_median, mut below_p99) = (0, 0);
        for _ in 0..n {
            let sample = sampler.sample(&mut stream);
            below_median += u32::from(sample <= median);
            below_p99 += u32::from(sample <= p99);
        }
        for (count, share) in [(below_median, 0.5), (below_p99, 0.99)] {
            let measured = f64::from(count) / f64::from(n);
            let error = (share * (1.0 - share) / f64::from(n)).sqrt();
            assert!(
                (measured - share).abs() < 4.0 * error,
                "{measured} is not {share} +- {error}"
            );
        }
    }

    #[test]
    fn empirical_values_are_equally_likely_and_constants_constant() {
        let values: Arc<[_]> = [secs(1.0), secs(2.0), secs(4.0)].into();
        let sampler = Sampler::Values(Arc::clone(&values));
        let mut stream = Streams::new(1, 0).stream("values", "test");
        let n = 90_000;
        let mut counts = [0u32; 3];
        for _ in 0..n {
            let sample = sampler.sample(&mut stream);
            counts[values.iter().position(|value| *value == sample).unwrap()] += 1;
        }
        // Pearson's statistic; 13.8 is the 99.9 % quantile of chi-squared with 2 degrees of freedom.
        let expected = f64::from(n) / 3.0;
        let statistic: f64 = counts
            .iter()
            .map(|&count| (f64::from(count) - expected).powi(2) / expected)
            .sum();
        assert!(statistic < 13.8, "counts {counts:?}");
        assert_eq!(
            Sampler::Constant(secs(0.25)).sample(&mut stream),
            secs(0.25)
        );
    }

    /// Golden hashes: the first 10,000 samples of each kind, pinned. A change here changes every
    /// published result, and a difference between platforms shows here first.
    #[test]
    fn samples_are_value_stable() {
        let hashes: Vec<String> = cases()
            .into_iter()
            .map(|(name, distribution, ..)| {
                let sampler = Sampler::new(&distribution);
                let mut stream = Streams::new(42, 0).stream("golden", name);
                let mut hasher = siphasher::sip::SipHasher24::new();
                for _ in 0..10_000 {
                    hasher.write_u64(sampler.sample(&mut stream).as_nanos().to_le());
                }
                format!("{name}: {:016x}", hasher.finish())
            })
            .collect();
        insta::assert_debug_snapshot!(hashes);
    }
}
