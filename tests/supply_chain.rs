//! What comes from others, held against what may: `deny.toml` (licences, sources, versions, build scripts) and
//! `docs/dependencies.md` (why each direct dependency is there); and the parts list of a release (`scripts/sbom`).
//!
//! `cargo deny` reads the same `deny.toml` and knows more, such as advisories. This needs nothing but cargo.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may fail loudly; clippy.toml excuses test functions only"
)]

#[path = "supply_chain/graph.rs"]
mod graph;
#[path = "supply_chain/licence.rs"]
mod licence;
#[path = "supply_chain/notes.rs"]
mod notes;
#[path = "supply_chain/parts_list.rs"]
mod parts_list;
#[path = "supply_chain/policy.rs"]
mod policy;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::sync::LazyLock;

use graph::{Graph, Package};
use notes::Notes;
use policy::Policy;

static GRAPH: LazyLock<Graph> = LazyLock::new(Graph::read);
static POLICY: LazyLock<Policy> = LazyLock::new(Policy::read);

/// Fails with the problems, one a line, and with what to do about them.
fn assert_none(problems: impl IntoIterator<Item = String>, what_to_do: &str) {
    let problems: Vec<String> = problems.into_iter().collect();
    assert!(
        problems.is_empty(),
        "{}\n\n{what_to_do}",
        problems.join("\n")
    );
}

#[test]
fn every_licence_is_one_that_deny_toml_allows() {
    let problems = GRAPH.packages.values().filter_map(|package| {
        let Package { name, licence, .. } = package;
        match licence::satisfied(licence, &|licence| POLICY.allows(name, licence)) {
            Ok(true) => None,
            Ok(false) => Some(format!("{} is under {licence}", package.id())),
            Err(problem) => Some(format!(
                "{} names its licence as '{licence}': {problem}",
                package.id()
            )),
        }
    });
    assert_none(
        problems,
        "If users and their lawyers can live with it, add it to [licenses] in deny.toml, for that crate alone if it is the \
         only one; else choose another crate.",
    );
}

#[test]
fn every_crate_comes_from_an_allowed_registry() {
    let allowed = &POLICY.sources.allow_registry;
    let problems = GRAPH.foreign().filter_map(|package| {
        let source = package.source.as_deref().unwrap_or_default();
        let registry = source.strip_prefix("registry+").unwrap_or_default();
        (!allowed.iter().any(|each| each == registry))
            .then(|| format!("{} comes from {source}", package.id()))
    });
    assert_none(
        problems,
        "Use what is published on crates.io: what it serves never changes and has a checksum in Cargo.lock.",
    );
}

#[test]
fn a_crate_has_two_versions_only_where_deny_toml_says_why() {
    let mut versions: BTreeMap<&str, Vec<&Package>> = BTreeMap::new();
    for package in GRAPH.foreign() {
        versions.entry(&package.name).or_default().push(package);
    }
    let skipped: BTreeMap<&str, &str> = POLICY
        .bans
        .skip
        .iter()
        .map(|skip| (skip.package.as_str(), skip.reason.as_str()))
        .collect();
    let twice: BTreeMap<String, &str> = versions
        .iter()
        .filter(|(_, versions)| versions.len() > 1)
        .flat_map(|(name, versions)| versions.iter().map(move |package| (package.id(), *name)))
        .collect();

    let unexplained = versions.values().filter_map(|versions| {
        let ids = versions.iter().map(|package| package.id());
        let open: Vec<String> = ids
            .filter(|id| !skipped.contains_key(id.as_str()))
            .collect();
        (open.len() > 1).then(|| format!("two versions at once: {}", open.join(", ")))
    });
    let gone = skipped.keys().filter(|id| !twice.contains_key(**id));
    let gone = gone.map(|id| format!("{id} is no second version any more"));
    let silent = skipped.iter().filter(|(_, reason)| reason.is_empty());
    let silent = silent.map(|(id, _)| format!("{id} has no reason"));
    assert_none(
        unexplained.chain(gone).chain(silent),
        "`cargo tree --workspace --target all --duplicates` shows who asks for which. If `cargo update` cannot join them, list \
         the older one with the reason in [bans] skip of deny.toml; take out there what is gone.",
    );
}

#[test]
fn no_banned_crate_is_there() {
    let problems = POLICY.bans.deny.iter().flat_map(|ban| {
        let users = GRAPH.packages.values().filter(|package| {
            let uses_it = package
                .uses
                .iter()
                .any(|id| id.split('@').next() == Some(&ban.name));
            uses_it && !ban.wrappers.contains(&package.name)
        });
        users.map(|user| {
            format!(
                "{} uses {}, which is banned: {}",
                user.id(),
                ban.name,
                ban.reason
            )
        })
    });
    assert_none(
        problems,
        "Leave out the feature that brings it, or choose another crate.",
    );
}

#[test]
fn build_scripts_are_those_that_were_read() {
    let there: BTreeSet<&str> = GRAPH
        .foreign()
        .filter(|package| package.has_build_script)
        .map(|package| package.name.as_str())
        .collect();
    let allowed: BTreeSet<&str> = POLICY
        .bans
        .build
        .allow_build_scripts
        .iter()
        .map(String::as_str)
        .collect();
    let unread = there
        .difference(&allowed)
        .map(|name| format!("{name} has a build script"));
    let gone = allowed
        .difference(&there)
        .map(|name| format!("{name} has none, or is gone"));
    assert_none(
        unread.chain(gone),
        "A build script runs with the rights of whoever builds: read it, then list it in [bans.build] of deny.toml; take out \
         there what is gone.",
    );
}

#[test]
fn the_notes_say_why_each_direct_dependency_is_there() {
    let notes = Notes::read();
    let rows = notes.rows();
    let noted: Vec<&str> = rows
        .iter()
        .flat_map(|row| row.crates.iter().copied())
        .collect();
    let there: BTreeSet<&str> = GRAPH
        .direct()
        .into_iter()
        .map(|package| package.name.as_str())
        .collect();
    let missing = there.iter().filter(|name| !noted.contains(name));
    let missing = missing.map(|name| format!("no row for `{name}`"));
    let gone = noted.iter().filter(|name| !there.contains(**name));
    let gone = gone.map(|name| format!("`{name}` is no direct dependency"));
    let twice = there
        .iter()
        .filter(|name| noted.iter().filter(|noted| noted == name).count() > 1);
    let twice = twice.map(|name| format!("two rows for `{name}`"));
    let silent = rows
        .iter()
        .filter(|row| row.reasons.len() != 2 || row.reasons.contains(&""));
    let silent = silent.map(|row| {
        format!(
            "the row of {} does not fill its cells",
            row.crates.join(", ")
        )
    });
    assert_none(
        missing.chain(gone).chain(twice).chain(silent),
        "In docs/dependencies.md, say in one row what the crate does for burstsim, and what would do instead.",
    );
}

#[test]
fn the_notes_count_what_there_is() {
    let notes = Notes::read();
    let facts = notes::facts(&GRAPH, &notes);
    if env::var("INSTA_UPDATE").is_ok_and(|mode| mode == "always") {
        notes.write(&facts);
        return;
    }
    let there: BTreeSet<&str> = notes.facts().lines().collect();
    let expected: BTreeSet<&str> = facts.lines().collect();
    let wrong = there.difference(&expected).map(|row| format!("- {row}"));
    let right = expected.difference(&there).map(|row| format!("+ {row}"));
    assert_none(
        wrong.chain(right),
        "A dependency is another than docs/dependencies.md says. Read what changed in it, then: \
         INSTA_UPDATE=always cargo test --test supply_chain",
    );
}
