//! Distributions of times, in the parametrisations a scenario may use.
//!
//! Only data: drawing from them is the workload room's work.

use std::sync::Arc;

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
    /// Gamma with shape `k` and scale `theta`: mean `k theta`.
    Gamma {
        /// Shape `k`, dimensionless.
        shape: f64,
        /// Scale `theta`.
        scale: SimDuration,
    },
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
