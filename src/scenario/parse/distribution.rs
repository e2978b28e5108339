//! Decodes distributions: a bare duration is constant, else one key names the kind.

use std::sync::Arc;

use super::cursor::{Context, Table, kind, nearest};
use super::problem::Problem;
use super::recorded;
use super::tree::{Node, Value};
use super::values::{duration, number, positive, positive_duration, text};
use crate::catalog;
use crate::kernel::SimDuration;
use crate::scenario::distribution::{Distribution, Gamma, Lognormal};
use crate::scenario::function::Architecture;
use crate::scenario::units::Memory;

/// The kinds every distribution may have.
pub(super) const KINDS: [&str; 7] = [
    "exponential",
    "lognormal",
    "gamma",
    "weibull",
    "uniform",
    "pareto",
    "empirical",
];

/// The parametrisations of `lognormal`; exactly one of them is given.
pub(super) const LOGNORMAL: [&[&str]; 3] = [&["median", "p99"], &["mean", "sd"], &["mu", "sigma"]];

/// The parametrisations of `gamma`.
pub(super) const GAMMA: [&[&str]; 2] = [&["shape", "scale"], &["mean", "sd"]];

/// A distribution of a time.
pub(super) fn distribution(cx: &mut Context<'_>, node: &Node) -> Option<Distribution> {
    if !matches!(node.value, Value::Table(_)) {
        return duration(cx, node).map(Distribution::Constant);
    }
    let (kind, node) = kind(cx, node, "a distribution", &KINDS)?;
    of_kind(cx, kind, node)
}

/// The distribution of a cold start, which may also be that of a measured runtime. `environment`
/// is `None` if what it depends on could not be read; the runtime's name is checked all the same.
pub(super) fn cold_start(
    cx: &mut Context<'_>,
    node: &Node,
    environment: Option<(Architecture, Memory)>,
) -> Option<Distribution> {
    if !matches!(node.value, Value::Table(_)) {
        return duration(cx, node).map(Distribution::Constant);
    }
    let mut kinds = KINDS.to_vec();
    kinds.push("runtime");
    match kind(cx, node, "a cold start", &kinds)? {
        ("runtime", node) => measured_runtime(cx, node, environment),
        (kind, node) => of_kind(cx, kind, node),
    }
}

fn of_kind(cx: &mut Context<'_>, kind: &str, node: &Node) -> Option<Distribution> {
    match kind {
        "exponential" => exponential(cx, node),
        "lognormal" => lognormal(cx, node),
        "gamma" => gamma(cx, node),
        "weibull" => {
            let (shape, scale) = shape_and_scale(cx, node, "a Weibull distribution")?;
            Some(Distribution::Weibull { shape, scale })
        }
        "uniform" => uniform(cx, node),
        "pareto" => {
            let (shape, scale) = shape_and_scale(cx, node, "a Pareto distribution")?;
            Some(Distribution::Pareto { scale, shape })
        }
        _ => empirical(cx, node),
    }
}

fn exponential(cx: &mut Context<'_>, node: &Node) -> Option<Distribution> {
    let mut table = Table::open(cx, node, "an exponential distribution")?;
    let mean = table.required(cx, "mean", r#"mean = "100ms""#, positive_duration);
    table.close(cx);
    Some(Distribution::Exponential { mean: mean? })
}

fn lognormal(cx: &mut Context<'_>, node: &Node) -> Option<Distribution> {
    let what = "a lognormal distribution";
    let mut table = Table::open(cx, node, what)?;
    let lognormal = match parametrisation(cx, node, what, &LOGNORMAL)? {
        Some(2) => {
            let mu = table.required(cx, "mu", "mu = -2.1", |cx, node| {
                number(cx, node, "the mean of the logarithm of seconds, a number")
            });
            let sigma = table.required(cx, "sigma", "sigma = 0.5", sigma);
            table.close(cx);
            Lognormal::MuSigma {
                mu: mu?,
                sigma: sigma?,
            }
        }
        Some(1) => {
            let mean = table.required(cx, "mean", r#"mean = "150ms""#, positive_duration);
            let sd = table.required(cx, "sd", r#"sd = "80ms""#, duration);
            table.close(cx);
            Lognormal::MeanSd {
                mean: mean?,
                sd: sd?,
            }
        }
        _ => {
            let median = table.required(cx, "median", r#"median = "120ms""#, positive_duration);
            let p99 = table.required(cx, "p99", r#"p99 = "900ms""#, positive_duration);
            table.close(cx);
            let (median, p99) = (median?, p99?);
            if p99 < median {
                return cx.report(
                    Problem::new(node.place("p99"), "p99 cannot be below the median")
                        .label("below the median")
                        .related(node.place("median"), "the median"),
                );
            }
            Lognormal::MedianP99 { median, p99 }
        }
    };
    Some(Distribution::Lognormal(lognormal))
}

fn sigma(cx: &mut Context<'_>, node: &Node) -> Option<f64> {
    let sigma = number(
        cx,
        node,
        "the standard deviation of the logarithm, a number",
    )?;
    if sigma < 0.0 {
        return cx.report(Problem::new(node.span, "sigma cannot be negative").label("below 0"));
    }
    Some(sigma)
}

fn gamma(cx: &mut Context<'_>, node: &Node) -> Option<Distribution> {
    let what = "a gamma distribution";
    if parametrisation(cx, node, what, &GAMMA)? != Some(1) {
        let (shape, scale) = shape_and_scale(cx, node, what)?;
        return Some(Distribution::Gamma(Gamma::ShapeScale { shape, scale }));
    }
    let mut table = Table::open(cx, node, what)?;
    let mean = table.required(cx, "mean", r#"mean = "150ms""#, positive_duration);
    let sd = table.required(cx, "sd", r#"sd = "80ms""#, positive_duration);
    table.close(cx);
    Some(Distribution::Gamma(Gamma::MeanSd {
        mean: mean?,
        sd: sd?,
    }))
}

fn uniform(cx: &mut Context<'_>, node: &Node) -> Option<Distribution> {
    let mut table = Table::open(cx, node, "a uniform distribution")?;
    let min = table.required(cx, "min", r#"min = "50ms""#, duration);
    let max = table.required(cx, "max", r#"max = "150ms""#, duration);
    table.close(cx);
    let (min, max) = (min?, max?);
    if max < min {
        return cx.report(
            Problem::new(node.place("max"), "max cannot be below min")
                .label("below min")
                .related(node.place("min"), "min"),
        );
    }
    Some(Distribution::Uniform { min, max })
}

fn empirical(cx: &mut Context<'_>, node: &Node) -> Option<Distribution> {
    let mut table = Table::open(cx, node, "an empirical distribution")?;
    let data = table.required(cx, "file", r#"file = "durations.csv""#, recorded::durations);
    table.close(cx);
    let (file, values) = data?;
    Some(Distribution::Empirical { file, values })
}

fn shape_and_scale(
    cx: &mut Context<'_>,
    node: &Node,
    what: &'static str,
) -> Option<(f64, SimDuration)> {
    let mut table = Table::open(cx, node, what)?;
    let shape = table.required(cx, "shape", "shape = 2.0", |cx, node| {
        positive(cx, node, "a shape")
    });
    let scale = table.required(cx, "scale", r#"scale = "100ms""#, positive_duration);
    table.close(cx);
    Some((shape?, scale?))
}

/// The index of the parametrisation that the keys of `node` belong to; `Some(None)` if none of
/// them says, `None` after a problem.
fn parametrisation(
    cx: &mut Context<'_>,
    node: &Node,
    what: &str,
    groups: &[&[&str]],
) -> Option<Option<usize>> {
    let group_of = |key: &str| groups.iter().position(|group| group.contains(&key));
    let mut chosen: Option<(usize, &str)> = None;
    for entry in node.entries() {
        match (group_of(&entry.key), chosen) {
            (Some(group), None) => chosen = Some((group, &entry.key)),
            (Some(group), Some((first, key))) if group != first => {
                let ways: Vec<_> = groups.iter().map(|group| group.join(" and ")).collect();
                let title = format!("{what} cannot have both `{key}` and `{}`", entry.key);
                return cx.report(
                    Problem::new(entry.key_span, title)
                        .help(format!("give {}", ways.join(", or "))),
                );
            }
            _ => {}
        }
    }
    Some(chosen.map(|(group, _)| group))
}

fn measured_runtime(
    cx: &mut Context<'_>,
    node: &Node,
    environment: Option<(Architecture, Memory)>,
) -> Option<Distribution> {
    let runtime = text(cx, node, r#"the name of a runtime, such as "python3.13""#)?;
    let runtimes = catalog::runtimes();
    if !runtimes.contains(&runtime) {
        let title = format!("unknown runtime \"{}\"", runtime.escape_debug());
        let problem = Problem::new(node.span, title);
        // The list is long; whoever merely mistyped does not need it.
        return cx.report(match nearest(runtime, runtimes.iter().copied()) {
            Some(near) => problem.label(format!("did you mean \"{near}\"?")),
            None => problem
                .label("not in the catalog of measured runtimes")
                .help(format!("measured: {}", runtimes.join(", "))),
        });
    }
    let (architecture, memory) = environment?;
    let architecture = architecture.key();
    let measured = catalog::init_durations_ms(runtime, architecture, memory.mb());
    match measured.filter(|values| !values.is_empty()) {
        Some(milliseconds) => Some(Distribution::Runtime {
            runtime: runtime.to_owned(),
            values: milliseconds
                .iter()
                .map(|ms| SimDuration::from_secs_f64(ms / 1e3))
                .collect::<Arc<[_]>>(),
        }),
        None => {
            let title = format!("no measured init durations of {runtime} on {architecture}");
            cx.report(
                Problem::new(node.span, title)
                    .help(r#"give a duration, such as cold_start = "250ms""#),
            )
        }
    }
}
