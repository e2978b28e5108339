//! Decodes `[[functions.versions]]` and `[functions.alias]`: versions of a function, and the pointer to them.
//!
//! It knows what an alias of AWS may point to; it must not know what versions share.

use std::sync::Arc;

use super::alias::alias;
use super::cursor::{Context, Table};
use super::problem::Problem;
use super::provisioned::provisioned;
use super::qualifier::qualifier;
use super::tree::{Node, Value};
use super::values::each;
use super::warm::warm_environments;
use crate::scenario::alias::{Alias, Weights};
use crate::scenario::function::{Function, Version};
use crate::scenario::provisioned::{ProvisionedConcurrency, TimeOfDay};
use crate::scenario::warm::WarmEnvironments;

/// Versions and the alias that points to them, as they are written.
pub(super) struct Written {
    versions: Vec<Entry>,
    alias: Arc<Alias>,
}

struct Entry {
    name: String,
    provisioned_concurrency: Option<ProvisionedConcurrency>,
    warm_environments: Option<WarmEnvironments>,
}

/// The versions of a function and their alias: `Some(None)` without, `None` after a problem. `start` is the
/// time of the day at which the run begins.
pub(super) fn versions_and_alias(
    cx: &mut Context<'_>,
    table: &mut Table<'_>,
    start: TimeOfDay,
) -> Option<Option<Written>> {
    let versions = table.find("versions");
    let pointer = table.find("alias");
    let nodes = match versions.map(|entry| &entry.node) {
        Some(Node {
            value: Value::Array(items),
            ..
        }) => &items[..],
        Some(node) => {
            return cx.mismatch(
                node,
                "a list of versions, each under [[functions.versions]]",
            );
        }
        None => &[],
    };
    let pointed_span = versions.map_or(table.span(), |entry| entry.key_span);
    if nodes.is_empty() && pointer.is_none() {
        return Some(None);
    }
    let entries = each(cx, nodes, |cx, node| entry(cx, node, start))?;
    distinct(cx, &entries, nodes)?;
    let Some(pointer) = pointer else {
        let problem = Problem::new(
            pointed_span,
            "no alias points to the versions of this function",
        );
        return cx.report(
            problem
                .label("requests come through an alias")
                .help("add [functions.alias] with a name and weights"),
        );
    };
    let names: Vec<_> = entries.iter().map(|entry| &entry.name[..]).collect();
    let alias = alias(cx, &pointer.node, &names)?;
    if nodes.is_empty() {
        return cx.report(
            Problem::new(
                pointer.key_span,
                "an alias points to versions, and there are none",
            )
            .help("add each under [[functions.versions]], with its name"),
        );
    }
    if let Some(version) = nodes
        .iter()
        .zip(&names)
        .find(|(_, name)| **name == alias.name)
    {
        let title = format!(
            "the alias is called `{}`, as a version is",
            alias.name.escape_debug()
        );
        return cx.report(
            Problem::new(pointer.node.place("name"), title)
                .related(version.0.place("name"), "the version")
                .help("on AWS a version is a number, which no alias can be called"),
        );
    }
    once(cx, &entries, nodes, &alias, &pointer.node)?;
    let alias = Arc::new(alias);
    Some(Some(Written {
        versions: entries,
        alias,
    }))
}

fn entry(cx: &mut Context<'_>, node: &Node, start: TimeOfDay) -> Option<Entry> {
    let mut table = Table::open(cx, node, "a version")?;
    let name = table.required(cx, "name", r#"name = "v1""#, |cx, node| {
        qualifier(cx, node, "version")
    });
    let provisioned_concurrency = table.or(cx, "provisioned_concurrency", None, |cx, node| {
        provisioned(cx, node, start)
    });
    let warm = table.optional(cx, "warm_environments", warm_environments);
    table.close(cx);
    Some(Entry {
        name: name?,
        provisioned_concurrency: provisioned_concurrency?,
        warm_environments: warm?,
    })
}

fn distinct(cx: &mut Context<'_>, entries: &[Entry], nodes: &[Node]) -> Option<()> {
    for (index, (entry, node)) in entries.iter().zip(nodes).enumerate() {
        let mut earlier = entries.iter().zip(nodes).take(index);
        if let Some((_, first)) = earlier.find(|(other, _)| other.name == entry.name) {
            let title = format!("two versions are called `{}`", entry.name.escape_debug());
            return cx.report(
                Problem::new(node.place("name"), title)
                    .label("the second")
                    .related(first.place("name"), "the first")
                    .help("results belong to a name: give each its own"),
            );
        }
    }
    Some(())
}

/// AWS: "Each version of a function can only have one provisioned concurrency configuration. This can be
/// directly on the version itself, or on an alias that points to the version."
fn once(
    cx: &mut Context<'_>,
    entries: &[Entry],
    nodes: &[Node],
    alias: &Alias,
    pointer: &Node,
) -> Option<()> {
    let key = "provisioned_concurrency";
    let mut versions = entries.iter().zip(nodes);
    let own = versions.find(|(entry, _)| entry.provisioned_concurrency.is_some());
    match own.filter(|_| alias.provisioned_concurrency.is_some()) {
        None => Some(()),
        Some((_, node)) => cx.report(
            Problem::new(
                node.place(key),
                "a version has provisioned concurrency of its own or of its alias, not of both",
            )
            .label("of its own")
            .related(pointer.place(key), "of the alias")
            .help("AWS allows one configuration for each version: set one of them to 0"),
        ),
    }
}

/// A function as its versions.
///
/// The first has the traffic, which is split only as it arrives.
pub(super) fn versions(function: &Function, written: Written) -> Vec<Function> {
    let Written { versions, alias } = written;
    let weights = alias
        .steps
        .first()
        .map(|first: &Weights| &first.of_versions);
    let version = |(position, entry): (usize, Entry)| {
        let version = Version {
            function: function.name.clone(),
            name: entry.name,
            weight: weights
                .and_then(|all| all.get(position))
                .map_or(0.0, |one| *one),
            position,
            alias: Some(Arc::clone(&alias)),
        };
        let traffic = match position {
            0 => function.traffic.clone(),
            _ => Vec::new(),
        };
        let of_alias = || alias.provisioned_of(position);
        Function {
            name: version.qualified(),
            provisioned_concurrency: entry.provisioned_concurrency.or_else(of_alias),
            warm_environments: entry.warm_environments,
            traffic,
            version: Some(version),
            ..function.clone()
        }
    };
    versions.into_iter().enumerate().map(version).collect()
}
