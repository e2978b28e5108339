//! Decodes what a version of a function is, in either way to write versions.
//!
//! It knows the keys that both have; it must not know how requests are split.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::context::Context;
use super::given::Given;
use super::problem::Problem;
use super::provisioned::provisioned;
use crate::scenario::alias::Alias;
use crate::scenario::function::{Function, Version};
use crate::scenario::provisioned::{ProvisionedConcurrency, TimeOfDay};
use crate::scenario::warm::WarmEnvironments;

/// A version as it is written.
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) provisioned_concurrency: Option<ProvisionedConcurrency>,
    warm_environments: Option<WarmEnvironments>,
}

/// A version; `start` is the time of the day at which the run begins.
pub(super) fn entry(cx: &mut Context<'_>, given: Given<'_>, start: TimeOfDay) -> Option<Entry> {
    let provisioned = given.with("provisioned_concurrency", |given| {
        provisioned(cx, given, start)
    });
    Some(Entry {
        name: given.take("name")?,
        provisioned_concurrency: provisioned?,
        warm_environments: given.set("warm_environments")?,
    })
}

/// None of the `entries` has the name of another; `items` are where they stand, `what` is what they are called.
pub(super) fn distinct(
    cx: &mut Context<'_>,
    what: &str,
    entries: &[&Entry],
    items: &[Given<'_>],
) -> Option<()> {
    let mut seen = BTreeMap::new();
    for (entry, given) in entries.iter().zip(items) {
        if let Some(first) = seen.insert(&entry.name, given) {
            let title = format!("two {what} are called `{}`", entry.name.escape_debug());
            return cx.report(
                Problem::new(given.place("name"), title)
                    .label("the second")
                    .related(first.place("name"), "the first")
                    .help("results belong to a name: give each its own"),
            );
        }
    }
    Some(())
}

impl Entry {
    /// The version at `position` of `function`, as a function of its own.
    ///
    /// The first that is made takes the traffic along, which is split only as it arrives.
    pub(super) fn version_of(
        self,
        function: &mut Function,
        position: usize,
        weight: f64,
        alias: Option<Arc<Alias>>,
    ) -> Function {
        let version = Version {
            function: function.name.clone(),
            name: self.name,
            weight,
            position,
            alias,
        };
        let traffic = std::mem::take(&mut function.traffic);
        Function {
            name: version.qualified(),
            provisioned_concurrency: self.provisioned_concurrency,
            warm_environments: self.warm_environments,
            traffic,
            version: Some(version),
            ..function.clone()
        }
    }
}
