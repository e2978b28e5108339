//! Decodes `[[functions.aliases]]`: the older way to write versions, each with a weight for the whole run.
//!
//! It knows that shares add up; it must not know what versions share.

use super::context::Context;
use super::given::Given;
use super::problem::Problem;
use super::version::{Entry, distinct, entry};
use crate::scenario::format::plain::Share;
use crate::scenario::function::Function;
use crate::scenario::provisioned::TimeOfDay;

/// How far weights may be from adding up to 1: as far as their rounding goes.
const TOLERANCE: f64 = 1e-9;

/// An alias as it is written; its weight may have been left out.
pub(super) struct Written {
    version: Entry,
    weight: Option<f64>,
}

/// The aliases of a function, none of them twice; `start` is the time of the day at which the run begins.
pub(super) fn aliases(
    cx: &mut Context<'_>,
    given: Given<'_>,
    start: TimeOfDay,
) -> Option<Vec<Written>> {
    let aliases = given.each(|given| alias(cx, given, start))?;
    let versions: Vec<_> = aliases.iter().map(|alias| &alias.version).collect();
    let items: Vec<_> = given.items().collect();
    distinct(cx, "aliases", &versions, &items)?;
    let rest = rest(cx, given, &aliases)?;
    let with_weight = |alias: Written| Written {
        weight: alias.weight.or(Some(rest)),
        ..alias
    };
    Some(aliases.into_iter().map(with_weight).collect())
}

fn alias(cx: &mut Context<'_>, given: Given<'_>, start: TimeOfDay) -> Option<Written> {
    let version = entry(cx, given, start);
    let weight = given.set::<Share>("weight")?.map(|share| share.0);
    Some(Written {
        version: version?,
        weight,
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
pub(super) fn versions(mut function: Function, aliases: Vec<Written>) -> Vec<Function> {
    if aliases.is_empty() {
        return vec![function];
    }
    let version = |(position, written): (usize, Written)| {
        let weight = written.weight.unwrap_or_default();
        written
            .version
            .version_of(&mut function, position, weight, None)
    };
    aliases.into_iter().enumerate().map(version).collect()
}
