//! Decodes `[[functions.versions]]` and `[functions.alias]`: versions of a function, and the pointer to them.
//!
//! It knows what an alias of AWS may point to; it must not know what versions share.

use std::sync::Arc;

use super::alias::alias;
use super::context::Context;
use super::given::Given;
use super::problem::Problem;
use super::version::{Entry, distinct, entry};
use crate::scenario::alias::{Alias, Weights};
use crate::scenario::function::Function;
use crate::scenario::provisioned::TimeOfDay;

/// Versions and the alias that points to them, as they are written.
pub(super) struct Written {
    versions: Vec<Entry>,
    alias: Arc<Alias>,
}

/// The versions of a function and their alias: `Some(None)` without, `None` after a problem. `start` is the
/// time of the day at which the run begins.
pub(super) fn versions_and_alias(
    cx: &mut Context<'_>,
    given: Given<'_>,
    start: TimeOfDay,
) -> Option<Option<Written>> {
    let versions = given.get("versions");
    let pointer = given.get("alias");
    let entries = given.with("versions", |given| {
        given.each(|given| entry(cx, given, start))
    });
    let is_empty = versions.is_none_or(|given| given.items().next().is_none());
    if is_empty && pointer.is_none() {
        return entries.map(|_| None);
    }
    let entries = entries?;
    let items: Vec<_> = versions.into_iter().flat_map(Given::items).collect();
    distinct(cx, "versions", &entries.iter().collect::<Vec<_>>(), &items)?;
    let Some(pointer) = pointer else {
        let problem = Problem::new(
            given.key_span("versions"),
            "no alias points to the versions of this function",
        );
        return cx.report(
            problem
                .label("requests come through an alias")
                .help("add [functions.alias] with a name and weights"),
        );
    };
    let names: Vec<_> = entries.iter().map(|entry| &entry.name[..]).collect();
    let alias = alias(cx, pointer, &names)?;
    if items.is_empty() {
        return cx.report(
            Problem::new(
                given.key_span("alias"),
                "an alias points to versions, and there are none",
            )
            .help("add each under [[functions.versions]], with its name"),
        );
    }
    if let Some((version, _)) = items
        .iter()
        .zip(&names)
        .find(|(_, name)| **name == alias.name)
    {
        let title = format!(
            "the alias is called `{}`, as a version is",
            alias.name.escape_debug()
        );
        return cx.report(
            Problem::new(pointer.place("name"), title)
                .related(version.place("name"), "the version")
                .help("on AWS a version is a number, which no alias can be called"),
        );
    }
    once(cx, &entries, &items, &alias, pointer)?;
    let alias = Arc::new(alias);
    Some(Some(Written {
        versions: entries,
        alias,
    }))
}

/// AWS: "Each version of a function can only have one provisioned concurrency configuration. This can be
/// directly on the version itself, or on an alias that points to the version."
fn once(
    cx: &mut Context<'_>,
    entries: &[Entry],
    items: &[Given<'_>],
    alias: &Alias,
    pointer: Given<'_>,
) -> Option<()> {
    let key = "provisioned_concurrency";
    let mut versions = entries.iter().zip(items);
    let own = versions.find(|(entry, _)| entry.provisioned_concurrency.is_some());
    match own.filter(|_| alias.provisioned_concurrency.is_some()) {
        None => Some(()),
        Some((_, given)) => cx.report(
            Problem::new(
                given.place(key),
                "a version has provisioned concurrency of its own or of its alias, not of both",
            )
            .label("of its own")
            .related(pointer.place(key), "of the alias")
            .help("AWS allows one configuration for each version: set one of them to 0"),
        ),
    }
}

/// A function as its versions.
pub(super) fn versions(mut function: Function, written: Written) -> Vec<Function> {
    let Written { versions, alias } = written;
    let weights = alias
        .steps
        .first()
        .map(|first: &Weights| &first.of_versions);
    let mut of_alias = alias.provisioned_of_versions().into_iter();
    let version = |(position, mut entry): (usize, Entry)| {
        let weight = weights.and_then(|all| all.get(position));
        let of_alias = of_alias.next().flatten();
        if entry.provisioned_concurrency.is_none() {
            entry.provisioned_concurrency = of_alias;
        }
        let weight = weight.map_or(0.0, |one| *one);
        entry.version_of(&mut function, position, weight, Some(Arc::clone(&alias)))
    };
    versions.into_iter().enumerate().map(version).collect()
}
