//! The distributions of a time: a bare duration, or a table of which one key names the kind.
//!
//! It knows the kinds and their parameters; it must not know which keys are distributions.

use super::shape::{Bound, Key, Kind, NONE, Shape, Way};

const SHAPE: Key = Key::required(
    "shape",
    Kind::Number("a shape", Bound::AboveZero),
    "shape = 2.0",
);
const SCALE: Key = Key::required("scale", Kind::PositiveDuration, r#"scale = "100ms""#);
const MU: Kind = Kind::Number(
    "the mean of the logarithm of seconds, a number",
    Bound::None,
);
const SIGMA: Kind = Kind::Number(
    "the standard deviation of the logarithm, a number",
    Bound::AtLeastZero,
);

/// A distribution of a time.
pub(crate) const TIME: Kind = Kind::Either(&Kind::Duration, &Kind::Table(&DISTRIBUTION));

/// A distribution of a time that may never come.
pub(crate) const TIME_OR_NONE: Kind = Kind::Either(
    &Kind::Or(&Kind::Duration, NONE),
    &Kind::Table(&DISTRIBUTION),
);

/// The distribution of a cold start, which may also be that of a measured runtime.
pub(crate) const COLD_START: Kind =
    Kind::Either(&Kind::Duration, &Kind::Table(&MEASURED_OR_DISTRIBUTION));

const KINDS: [Key; 7] = [
    Key::kind("exponential", Kind::Table(&EXPONENTIAL)),
    Key::kind("lognormal", Kind::Table(&LOGNORMAL)),
    Key::kind("gamma", Kind::Table(&GAMMA)),
    Key::kind("weibull", Kind::Table(&WEIBULL)),
    Key::kind("uniform", Kind::Table(&UNIFORM)),
    Key::kind("pareto", Kind::Table(&PARETO)),
    Key::kind("empirical", Kind::Table(&EMPIRICAL)),
];

const RUNTIME: Key = Key::kind("runtime", Kind::Runtime)
    .says("for `cold_start` only: the name of a runtime, no further parameters")
    .values("ten measured init durations, each equally likely");

static DISTRIBUTION: Shape = Shape::one_of("a distribution", &KINDS);

static MEASURED_OR_DISTRIBUTION: Shape = Shape::one_of("a cold start", &KINDS_OF_COLD_START);

static KINDS_OF_COLD_START: [Key; 8] = {
    let [a, b, c, d, e, f, g] = KINDS;
    [a, b, c, d, e, f, g, RUNTIME]
};

#[rustfmt::skip]
static EXPONENTIAL: Shape = Shape::ways("an exponential distribution", &[
    Way { says: "`mean` above 0",
          law: "P(X > x) = exp(−x / mean)",
          keys: &[Key::required("mean", Kind::PositiveDuration, r#"mean = "100ms""#)] },
]);

#[rustfmt::skip]
static LOGNORMAL: Shape = Shape::ways("a lognormal distribution", &[
    Way { says: "`median` above 0 and `p99` of at least `median`",
          law: "ln X is normal with μ = ln median, σ = ln(p99 / median) / 2.3263",
          keys: &[
              Key::required("median", Kind::PositiveDuration, r#"median = "120ms""#),
              Key::required("p99", Kind::PositiveDuration, r#"p99 = "900ms""#),
          ] },
    Way { says: "or `mean` above 0 and `sd` (both of X itself)",
          law: "σ² = ln(1 + (sd / mean)²), μ = ln mean − σ² / 2",
          keys: &[
              Key::required("mean", Kind::PositiveDuration, r#"mean = "150ms""#),
              Key::required("sd", Kind::Duration, r#"sd = "80ms""#),
          ] },
    Way { says: "or `mu`, `sigma`: numbers, mean and standard deviation of the logarithm of the \
                 time in seconds; `sigma` at least 0",
          law: "ln X is normal with μ = mu, σ = sigma",
          keys: &[
              Key::required("mu", MU, "mu = -2.1"),
              Key::required("sigma", SIGMA, "sigma = 0.5"),
          ] },
]);

#[rustfmt::skip]
static GAMMA: Shape = Shape::ways("a gamma distribution", &[
    Way { says: "`shape`, a number, and `scale`, both above 0",
          law: "mean = shape × scale, variance = shape × scale²",
          keys: &[SHAPE, SCALE] },
    Way { says: "or `mean` and `sd`, both above 0",
          law: "shape = (mean / sd)², scale = sd² / mean",
          keys: &[
              Key::required("mean", Kind::PositiveDuration, r#"mean = "150ms""#),
              Key::required("sd", Kind::PositiveDuration, r#"sd = "80ms""#),
          ] },
]);

#[rustfmt::skip]
static WEIBULL: Shape = Shape::ways("a Weibull distribution", &[
    Way { says: "`shape`, a number, and `scale`, both above 0",
          law: "P(X > x) = exp(−(x / scale)^shape)",
          keys: &[SHAPE, SCALE] },
]);

#[rustfmt::skip]
static UNIFORM: Shape = Shape::ways("a uniform distribution", &[
    Way { says: "`min`, and `max` of at least `min`",
          law: "equally likely between `min` and `max`",
          keys: &[
              Key::required("min", Kind::Duration, r#"min = "50ms""#),
              Key::required("max", Kind::Duration, r#"max = "150ms""#),
          ] },
]);

#[rustfmt::skip]
static PARETO: Shape = Shape::ways("a Pareto distribution", &[
    Way { says: "`shape`, a number, and `scale`, the smallest value, both above 0",
          law: "P(X > x) = (scale / x)^shape for x ≥ scale; the mean is infinite for shape ≤ 1",
          keys: &[SHAPE, SCALE] },
]);

#[rustfmt::skip]
static EMPIRICAL: Shape = Shape::ways("an empirical distribution", &[
    Way { says: "`file`: observed values, one a line, in milliseconds ([Files](#files))",
          law: "each value equally likely",
          keys: &[Key::required("file", Kind::File, r#"file = "durations.csv""#)] },
]);
