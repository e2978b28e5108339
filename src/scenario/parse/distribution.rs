//! Decodes distributions: a bare duration is constant, else one key names the kind.

use std::sync::Arc;

use super::context::Context;
use super::given::Given;
use super::problem::Problem;
use super::recorded;
use crate::catalog;
use crate::kernel::SimDuration;
use crate::scenario::architecture::Architecture;
use crate::scenario::distribution::{Distribution, Gamma, Lognormal};
use crate::scenario::units::Memory;

/// A distribution of a time.
pub(super) fn distribution(cx: &mut Context<'_>, given: Given<'_>) -> Option<Distribution> {
    cold_start(cx, given, None)
}

/// A distribution of a time, or `None` for one that never comes.
pub(super) fn distribution_or_none(
    cx: &mut Context<'_>,
    given: Given<'_>,
) -> Option<Option<Distribution>> {
    if given.is_table() {
        return distribution(cx, given).map(Some);
    }
    let constant: Option<SimDuration> = given.value()?;
    Some(constant.map(Distribution::Constant))
}

/// The distribution of a cold start, which may also be that of a measured runtime. `environment`
/// is `None` if what it depends on could not be read.
pub(super) fn cold_start(
    cx: &mut Context<'_>,
    given: Given<'_>,
    environment: Option<(Architecture, Memory)>,
) -> Option<Distribution> {
    if !given.is_table() {
        return given.value().map(Distribution::Constant);
    }
    let (kind, given) = given.chosen()?;
    Some(match kind {
        "exponential" => Distribution::Exponential {
            mean: given.take("mean")?,
        },
        "lognormal" => Distribution::Lognormal(lognormal(cx, given)?),
        "gamma" => Distribution::Gamma(gamma(given)?),
        "weibull" => Distribution::Weibull {
            shape: given.take("shape")?,
            scale: given.take("scale")?,
        },
        "uniform" => {
            let (min, max) = in_order(cx, given, "min", "max", "max cannot be below min", "min")?;
            Distribution::Uniform { min, max }
        }
        "pareto" => Distribution::Pareto {
            shape: given.take("shape")?,
            scale: given.take("scale")?,
        },
        "empirical" => {
            let (file, values) = given.with("file", |file| recorded::durations(cx, file))?;
            Distribution::Empirical { file, values }
        }
        _ => measured_runtime(cx, given, environment)?,
    })
}

fn lognormal(cx: &mut Context<'_>, given: Given<'_>) -> Option<Lognormal> {
    let is_set = |key| given.get(key).is_some();
    Some(if is_set("mu") || is_set("sigma") {
        Lognormal::MuSigma {
            mu: given.take("mu")?,
            sigma: given.take("sigma")?,
        }
    } else if is_set("mean") || is_set("sd") {
        Lognormal::MeanSd {
            mean: given.take("mean")?,
            sd: given.take("sd")?,
        }
    } else {
        let title = "p99 cannot be below the median";
        let (median, p99) = in_order(cx, given, "median", "p99", title, "the median")?;
        Lognormal::MedianP99 { median, p99 }
    })
}

fn gamma(given: Given<'_>) -> Option<Gamma> {
    Some(if given.get("mean").or(given.get("sd")).is_some() {
        Gamma::MeanSd {
            mean: given.take("mean")?,
            sd: given.take("sd")?,
        }
    } else {
        Gamma::ShapeScale {
            shape: given.take("shape")?,
            scale: given.take("scale")?,
        }
    })
}

/// Two durations of which the second is not below the first.
fn in_order(
    cx: &mut Context<'_>,
    given: Given<'_>,
    low: &str,
    high: &str,
    title: &str,
    name: &str,
) -> Option<(SimDuration, SimDuration)> {
    let (least, most) = (given.take(low)?, given.take(high)?);
    if most >= least {
        return Some((least, most));
    }
    cx.report(
        Problem::new(given.place(high), title)
            .label(format!("below {name}"))
            .related(given.place(low), name),
    )
}

fn measured_runtime(
    cx: &mut Context<'_>,
    given: Given<'_>,
    environment: Option<(Architecture, Memory)>,
) -> Option<Distribution> {
    let (runtime, (architecture, memory)) = (given.value::<String>()?, environment?);
    let architecture = architecture.key();
    let measured = catalog::init_durations_ms(&runtime, architecture, memory.mb());
    match measured.filter(|values| !values.is_empty()) {
        Some(milliseconds) => Some(Distribution::Runtime {
            runtime,
            values: milliseconds
                .iter()
                .map(|ms| SimDuration::from_secs_f64(ms / 1e3))
                .collect::<Arc<[_]>>(),
        }),
        None => {
            let title = format!("no measured init durations of {runtime} on {architecture}");
            cx.report(
                Problem::new(given.span(), title)
                    .help(r#"give a duration, such as cold_start = "250ms""#),
            )
        }
    }
}
