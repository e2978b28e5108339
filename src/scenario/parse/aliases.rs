//! Decodes `[[functions.aliases]]`: the older way to write versions, each with a weight for the whole run.
//!
//! It knows that shares add up; it must not know what versions share.

use super::cursor::{Context, Table};
use super::problem::Problem;
use super::provisioned::provisioned;
use super::slo::share_of;
use super::tree::{Node, Value};
use super::values::{each, line};
use super::warm::warm_environments;
use crate::scenario::function::{Function, Version};
use crate::scenario::provisioned::{ProvisionedConcurrency, TimeOfDay};
use crate::scenario::warm::WarmEnvironments;

const WEIGHT: &str = r#"a share such as "10%""#;

/// How far weights may be from adding up to 1: as far as their rounding goes.
const TOLERANCE: f64 = 1e-9;

/// An alias as it is written.
pub(super) struct Written {
    name: String,
    weight: f64,
    provisioned_concurrency: Option<ProvisionedConcurrency>,
    warm_environments: Option<WarmEnvironments>,
}

/// The aliases of a function, none of them twice; `start` is the time of the day at which the run begins.
pub(super) fn aliases(cx: &mut Context<'_>, node: &Node, start: TimeOfDay) -> Option<Vec<Written>> {
    let Value::Array(items) = &node.value else {
        return cx.mismatch(node, "a list of aliases, each under [[functions.aliases]]");
    };
    let entries = each(cx, items, |cx, node| entry(cx, node, start))?;
    for (index, (entry, node)) in entries.iter().zip(items).enumerate() {
        let earlier = entries.iter().zip(items).take(index);
        if let Some((_, first)) = earlier.rev().find(|(other, _)| other.name == entry.name) {
            let title = format!("two aliases are called `{}`", entry.name.escape_debug());
            return cx.report(
                Problem::new(node.place("name"), title)
                    .label("the second")
                    .related(first.place("name"), "the first")
                    .help("results belong to a name: give each its own"),
            );
        }
    }
    let weights = weights(cx, node, &entries)?;
    let written = entries
        .into_iter()
        .zip(weights)
        .map(|(entry, weight)| Written {
            name: entry.name,
            weight,
            provisioned_concurrency: entry.provisioned_concurrency,
            warm_environments: entry.warm_environments,
        });
    Some(written.collect())
}

/// An alias whose weight may have been left out.
struct Entry {
    name: String,
    weight: Option<f64>,
    provisioned_concurrency: Option<ProvisionedConcurrency>,
    warm_environments: Option<WarmEnvironments>,
}

fn entry(cx: &mut Context<'_>, node: &Node, start: TimeOfDay) -> Option<Entry> {
    let mut table = Table::open(cx, node, "an alias")?;
    let name = table.required(cx, "name", r#"name = "live""#, alias_name);
    let weight = table.optional(cx, "weight", |cx, node| share_of(cx, node, WEIGHT));
    let provisioned_concurrency = table.or(cx, "provisioned_concurrency", None, |cx, node| {
        provisioned(cx, node, start)
    });
    let warm = table.optional(cx, "warm_environments", warm_environments);
    table.close(cx);
    Some(Entry {
        name: name?,
        weight: weight?,
        provisioned_concurrency: provisioned_concurrency?,
        warm_environments: warm?,
    })
}

/// What comes after the colon in AWS's name of a version, `checkout:live`.
fn alias_name(cx: &mut Context<'_>, node: &Node) -> Option<String> {
    let name = line(cx, node)?;
    if name.contains(':') {
        return cx.report(
            Problem::new(node.span, "the name of an alias has no colon")
                .label("a colon parts the function from its alias")
                .help(r#"write the alias alone, such as name = "live""#),
        );
    }
    Some(name)
}

/// The share of each alias: one that gives none has what the others leave, as on AWS.
fn weights(cx: &mut Context<'_>, node: &Node, entries: &[Entry]) -> Option<Vec<f64>> {
    let sum: f64 = entries.iter().filter_map(|entry| entry.weight).sum();
    let silent = entries.iter().filter(|entry| entry.weight.is_none());
    let percent = |share: f64| format!("{}%", (share * 1e8).round() / 1e6);
    let added = format!("the weights of the aliases add up to {}", percent(sum));
    match silent.count() {
        _ if entries.is_empty() => {}
        0 if (sum - 1.0).abs() > TOLERANCE => {
            return cx.report(
                Problem::new(node.span, format!("{added}, not to 100%"))
                    .label("every request goes to one of them")
                    .help("one alias may leave its weight out: it has the rest"),
            );
        }
        1 if sum > 1.0 + TOLERANCE => {
            return cx.report(
                Problem::new(
                    node.span,
                    format!("{added}, and one is still to have the rest"),
                )
                .label("more than all requests"),
            );
        }
        0 | 1 => {}
        _ => {
            return cx.report(
                Problem::new(node.span, "more than one alias lacks its weight")
                    .label("only one can have the rest")
                    .help("add for instance: weight = \"10%\""),
            );
        }
    }
    let rest = (1.0 - sum).max(0.0);
    let weights = entries.iter().map(|entry| entry.weight.unwrap_or(rest));
    Some(weights.collect())
}

/// A function as the versions behind its aliases: itself, where it has none.
///
/// The first has the traffic, which is split only as it arrives.
pub(super) fn versions(function: Function, aliases: Vec<Written>) -> Vec<Function> {
    if aliases.is_empty() {
        return vec![function];
    }
    let version = |(position, written): (usize, Written)| {
        let version = Version {
            function: function.name.clone(),
            name: written.name,
            weight: written.weight,
            position,
            alias: None,
        };
        let traffic = match position {
            0 => function.traffic.clone(),
            _ => Vec::new(),
        };
        Function {
            name: version.qualified(),
            provisioned_concurrency: written.provisioned_concurrency,
            warm_environments: written.warm_environments,
            traffic,
            version: Some(version),
            ..function.clone()
        }
    };
    aliases.into_iter().enumerate().map(version).collect()
}
