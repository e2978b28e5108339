//! Distributions of times, multiplied by a factor.
//!
//! Knows their parameters; must not know what they are times of.

use crate::kernel::SimDuration;
use crate::scenario::{Distribution, Gamma, Lognormal};

/// A time, this many times as long.
pub(super) fn times(span: SimDuration, factor: f64) -> SimDuration {
    SimDuration::from_secs_f64(span.as_secs_f64() * factor)
}

/// A distribution whose times are this many times as long.
pub(super) fn multiplied(distribution: &Distribution, factor: f64) -> Distribution {
    let times = |span: SimDuration| times(span, factor);
    match distribution {
        Distribution::Constant(value) => Distribution::Constant(times(*value)),
        Distribution::Exponential { mean } => Distribution::Exponential { mean: times(*mean) },
        Distribution::Lognormal(Lognormal::MedianP99 { median, p99 }) => {
            Distribution::Lognormal(Lognormal::MedianP99 {
                median: times(*median),
                p99: times(*p99),
            })
        }
        Distribution::Lognormal(Lognormal::MeanSd { mean, sd }) => {
            Distribution::Lognormal(Lognormal::MeanSd {
                mean: times(*mean),
                sd: times(*sd),
            })
        }
        Distribution::Lognormal(Lognormal::MuSigma { mu, sigma }) => {
            Distribution::Lognormal(Lognormal::MuSigma {
                mu: mu + libm::log(factor),
                sigma: *sigma,
            })
        }
        Distribution::Gamma(Gamma::ShapeScale { shape, scale }) => {
            Distribution::Gamma(Gamma::ShapeScale {
                shape: *shape,
                scale: times(*scale),
            })
        }
        Distribution::Gamma(Gamma::MeanSd { mean, sd }) => Distribution::Gamma(Gamma::MeanSd {
            mean: times(*mean),
            sd: times(*sd),
        }),
        Distribution::Weibull { shape, scale } => Distribution::Weibull {
            shape: *shape,
            scale: times(*scale),
        },
        Distribution::Uniform { min, max } => Distribution::Uniform {
            min: times(*min),
            max: times(*max),
        },
        Distribution::Pareto { scale, shape } => Distribution::Pareto {
            scale: times(*scale),
            shape: *shape,
        },
        Distribution::Empirical { file, values } => Distribution::Empirical {
            file: file.clone(),
            values: values.iter().map(|value| times(*value)).collect(),
        },
        Distribution::Runtime { runtime, values } => Distribution::Runtime {
            runtime: runtime.clone(),
            values: values.iter().map(|value| times(*value)).collect(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distribution_that_is_multiplied_has_so_many_times_its_mean() {
        let ms = SimDuration::from_millis;
        for distribution in [
            Distribution::Constant(ms(70)),
            Distribution::Exponential { mean: ms(70) },
            Distribution::Lognormal(Lognormal::MedianP99 {
                median: ms(50),
                p99: ms(900),
            }),
            Distribution::Lognormal(Lognormal::MuSigma {
                mu: -1.0,
                sigma: 0.3,
            }),
            Distribution::Gamma(Gamma::ShapeScale {
                shape: 2.0,
                scale: ms(9),
            }),
            Distribution::Weibull {
                shape: 1.5,
                scale: ms(80),
            },
            Distribution::Uniform {
                min: ms(10),
                max: ms(20),
            },
            Distribution::Pareto {
                scale: ms(10),
                shape: 2.5,
            },
        ] {
            let ratio = multiplied(&distribution, 2.5).mean_secs() / distribution.mean_secs();
            assert!((ratio - 2.5).abs() < 1e-6, "{distribution:?}: {ratio}");
        }
    }
}
