//! Decodes `[functions.alias]`: the pointer to versions, with its weights over time.
//!
//! It knows what an alias of AWS may point to, and CodeDeploy's deployments; it must not know what comes of
//! them.

use super::cursor::{Context, Table};
use super::deployment::deployment;
use super::problem::Problem;
use super::qualifier::{AT, named, qualifier, unknown};
use super::slo::share_of;
use super::tree::{Entry, Node, Value};
use super::values::{concurrency, duration, each, word};
use crate::kernel::SimDuration;
use crate::scenario::alias::{Alias, Shift, Weights};
use crate::scenario::units::Concurrency;

const WEIGHT: &str = r#"a share such as "10%""#;

/// How far weights may be from adding up to 1: as far as their rounding goes.
const TOLERANCE: f64 = 1e-9;

/// An alias of versions with these names.
pub(super) fn alias(cx: &mut Context<'_>, node: &Node, names: &[&str]) -> Option<Alias> {
    let mut table = Table::open(cx, node, "an alias")?;
    let name = table.required(cx, "name", r#"name = "live""#, |cx, node| {
        qualifier(cx, node, "alias")
    });
    let weights = table.optional(cx, "weights", |cx, node| {
        let steps = weights(cx, node, names)?;
        Some((steps, node))
    });
    let deployment = table.optional(cx, "deployment", |cx, node| {
        let steps = deployment(cx, node, names)?;
        Some((steps, node))
    });
    let provisioned = table.or(cx, "provisioned_concurrency", None, number);
    let shift = table.or(cx, "shift", Shift::default(), |cx, node| {
        word(cx, node, &Shift::ALL.map(|shift| (shift.key(), shift)))
    });
    table.close(cx);
    let steps = match (weights?, deployment?) {
        (Some((_, first)), Some((_, second))) => {
            return cx.report(
                Problem::new(second.span, "a deployment sets the weights of its alias")
                    .label("either this")
                    .related(first.span, "or these")
                    .help("remove one of them"),
            );
        }
        (Some((steps, _)), None) | (None, Some((steps, _))) => steps,
        // Without any version the weights are not what is missing.
        (None, None) if names.len() < 2 => vec![Weights {
            at: SimDuration::ZERO,
            of_versions: vec![1.0; names.len()],
        }],
        (None, None) => {
            let all = names.first().copied().unwrap_or_default();
            return cx.report(
                Problem::new(node.span, "which version does this alias point to?")
                    .label("`weights` is missing")
                    .help(format!(
                        "add for instance: weights = {{ {all} = \"100%\" }}"
                    )),
            );
        }
    };
    Some(Alias {
        name: name?,
        steps,
        provisioned_concurrency: provisioned?,
        shift: shift?,
    })
}

/// A number alone: AWS changes none while weights are in place.
fn number(cx: &mut Context<'_>, node: &Node) -> Option<Option<Concurrency>> {
    if matches!(node.value, Value::Table(_)) {
        return cx.report(
            Problem::new(
                node.span,
                "provisioned concurrency of an alias is a number for the whole run",
            )
            .label("a schedule or autoscaling")
            .help(
                "AWS: it cannot be managed on an alias that has weights. Set it under \
                 [[functions.versions]] instead",
            ),
        );
    }
    let count = concurrency(cx, node)?;
    Some((count > Concurrency::default()).then_some(count))
}

/// Weights for the whole run in one table, or a list of them with times.
fn weights(cx: &mut Context<'_>, node: &Node, names: &[&str]) -> Option<Vec<Weights>> {
    let items = match &node.value {
        Value::Table(_) => std::slice::from_ref(node),
        Value::Array(items) if !items.is_empty() => items,
        _ => {
            let expected = r#"weights such as { v1 = "90%", v2 = "10%" }, or a list of them"#;
            return cx.mismatch(node, expected);
        }
    };
    let steps = each(cx, items, |cx, item| step(cx, item, names))?;
    for (index, (step, item)) in steps.iter().zip(items).enumerate() {
        let before = index.checked_sub(1);
        let before = before.and_then(|index| steps.get(index).zip(items.get(index)));
        match (before, item.get(AT)) {
            (None, Some(at)) if !step.at.is_zero() => {
                return cx.report(
                    Problem::new(at.span, "the first weights hold from the start on")
                        .label("what does the alias point to before?")
                        .help("begin with what it points to at the start, at = \"0s\""),
                );
            }
            (Some(_), None) => {
                return cx.report(
                    Problem::new(item.span, "later weights have a time")
                        .label("`at` is missing")
                        .help("add for instance: at = \"10m\""),
                );
            }
            (Some((earlier, item)), Some(at)) if step.at <= earlier.at => {
                return cx.report(
                    Problem::new(at.span, "weights come in the order of time")
                        .label("not after those before it")
                        .related(
                            item.get(AT).map_or(item.span, |at| at.span),
                            "those before it",
                        ),
                );
            }
            _ => {}
        }
    }
    Some(steps)
}

/// Weights from a time on: those of versions that are not named are 0.
fn step(cx: &mut Context<'_>, node: &Node, names: &[&str]) -> Option<Weights> {
    if !matches!(node.value, Value::Table(_)) {
        return cx.mismatch(node, r#"weights such as { v1 = "90%", v2 = "10%" }"#);
    }
    let mut at = Some(SimDuration::ZERO);
    let mut of_versions = vec![0.0; names.len()];
    let mut all_read = true;
    for entry in node.entries() {
        if entry.key == AT {
            at = duration(cx, &entry.node);
            continue;
        }
        let place = version(cx, entry, names);
        let weight = share_of(cx, &entry.node, WEIGHT);
        match place
            .and_then(|place| of_versions.get_mut(place))
            .zip(weight)
        {
            Some((of_version, weight)) => *of_version = weight,
            None => all_read = false,
        }
    }
    let at = at.filter(|_| all_read)?;
    let sum: f64 = of_versions.iter().sum();
    if (sum - 1.0).abs() > TOLERANCE {
        let percent = (sum * 1e8).round() / 1e6;
        return cx.report(
            Problem::new(
                node.span,
                format!("the weights add up to {percent}%, not to 100%"),
            )
            .label("every request goes to one version")
            .help("a version that is not named gets none"),
        );
    }
    let count = of_versions.iter().filter(|weight| **weight > 0.0).count();
    if count > Alias::MOST_VERSIONS {
        return cx.report(
            Problem::new(node.span, format!("an alias points to {count} versions"))
                .label("at most two at a time, on AWS")
                .help("move the requests in steps of two versions"),
        );
    }
    Some(Weights { at, of_versions })
}

fn version(cx: &mut Context<'_>, entry: &Entry, names: &[&str]) -> Option<usize> {
    named(&entry.key, names).or_else(|| {
        let problem = unknown(&entry.key, names);
        cx.report(
            Problem::new(entry.key_span, problem.0)
                .label(problem.1)
                .help(problem.2),
        )
    })
}
