//! Decodes `[[functions.aliases]]`: the older way to write versions, each with a weight for the whole run.
//!
//! It knows that shares add up; it must not know what versions share.

use super::context::Context;
use super::given::Given;
use super::problem::Problem;
use super::provisioned::provisioned;
use crate::scenario::format::plain::Share;
use crate::scenario::function::{Function, Version};
use crate::scenario::provisioned::{ProvisionedConcurrency, TimeOfDay};
use crate::scenario::warm::WarmEnvironments;

/// How far weights may be from adding up to 1: as far as their rounding goes.
const TOLERANCE: f64 = 1e-9;

/// An alias as it is written; its weight may have been left out.
pub(super) struct Written {
    name: String,
    weight: Option<f64>,
    provisioned_concurrency: Option<ProvisionedConcurrency>,
    warm_environments: Option<WarmEnvironments>,
}

/// The aliases of a function, none of them twice; `start` is the time of the day at which the run begins.
pub(super) fn aliases(
    cx: &mut Context<'_>,
    given: Given<'_>,
    start: TimeOfDay,
) -> Option<Vec<Written>> {
    let aliases = given.each(|given| alias(cx, given, start))?;
    for (index, (alias, second)) in aliases.iter().zip(given.items()).enumerate() {
        let earlier = aliases.iter().zip(given.items()).take(index);
        if let Some((_, first)) = earlier.rev().find(|(other, _)| other.name == alias.name) {
            let title = format!("two aliases are called `{}`", alias.name.escape_debug());
            return cx.report(
                Problem::new(second.place("name"), title)
                    .label("the second")
                    .related(first.place("name"), "the first")
                    .help("results belong to a name: give each its own"),
            );
        }
    }
    let rest = rest(cx, given, &aliases)?;
    let with_weight = |alias: Written| Written {
        weight: alias.weight.or(Some(rest)),
        ..alias
    };
    Some(aliases.into_iter().map(with_weight).collect())
}

fn alias(cx: &mut Context<'_>, given: Given<'_>, start: TimeOfDay) -> Option<Written> {
    let provisioned = given.with("provisioned_concurrency", |given| {
        provisioned(cx, given, start)
    });
    Some(Written {
        name: given.take("name")?,
        weight: given.set::<Share>("weight")?.map(|share| share.0),
        provisioned_concurrency: provisioned?,
        warm_environments: given.set("warm_environments")?,
    })
}

/// The share of an alias that gives none: what the others leave, as on AWS.
fn rest(cx: &mut Context<'_>, given: Given<'_>, aliases: &[Written]) -> Option<f64> {
    let sum: f64 = aliases.iter().filter_map(|alias| alias.weight).sum();
    let silent = aliases
        .iter()
        .filter(|alias| alias.weight.is_none())
        .count();
    let percent = (sum * 1e8).round() / 1e6;
    let added = format!("the weights of the aliases add up to {percent}%");
    let problem = |title: String, label| Problem::new(given.span(), title).label(label);
    match silent {
        0 if !aliases.is_empty() && (sum - 1.0).abs() > TOLERANCE => cx.report(
            problem(
                format!("{added}, not to 100%"),
                "every request goes to one of them",
            )
            .help("one alias may leave its weight out: it has the rest"),
        ),
        1 if sum > 1.0 + TOLERANCE => cx.report(problem(
            format!("{added}, and one is still to have the rest"),
            "more than all requests",
        )),
        0 | 1 => Some((1.0 - sum).max(0.0)),
        _ => cx.report(
            problem(
                "more than one alias lacks its weight".to_owned(),
                "only one can have the rest",
            )
            .help("add for instance: weight = \"10%\""),
        ),
    }
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
            weight: written.weight.unwrap_or_default(),
            position,
            alias: None,
        };
        let traffic = if position == 0 {
            function.traffic.clone()
        } else {
            Vec::new()
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
