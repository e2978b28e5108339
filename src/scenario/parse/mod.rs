//! From TOML text to a [`Scenario`].
//!
//! The text becomes a tree with a place for every key and value, overrides are grafted on, and
//! decoders, one file for each part of a scenario, walk it. A problem is recorded and decoding
//! goes on, so that one [`ScenarioError`] holds everything that is wrong.
//!
//! | module | what it does |
//! |---|---|
//! | `problem` | problems, their places, and the texts they are in |
//! | `tree` | the TOML document as a tree with places |
//! | `syntax`, `foreign` | text that is not TOML, explained; YAML, JSON and templates, named |
//! | `overrides`, `apply`, `graft` | `--set KEY=VALUE` as typed, and its way onto the tree |
//! | `ranges`, `quantity` | `--over KEY=A..B:STEP`: many values of a key in a few words |
//! | `read`, `check`, `nearest` | single values; whole tables, checked by their shapes |
//! | `context`, `given` | what decoders share, and how they take what was checked |
//! | `aws_names`, `aws_events`, `aws_tasks` | settings of AWS that the format calls otherwise, or does not have |
//! | `document`, `region`, `scaling`, `outages`, `prices`, `function`, `distribution`, `traffic`, `slo`, `service`, `container` | the keys of the format |
//! | `bounds` | what bounds and their schedules have in common |
//! | `container_warnings` | what is most likely not meant in tasks and instances |
//! | `invocation`, `invocation_rules`, `invocation_warnings` | queues, streams and APIs between the callers and a function |
//! | `overlong` | invocations that nothing ends in AWS's 15 minutes |
//! | `version`, `versions`, `alias`, `deployment`, `qualifier` | versions of a function, and the alias that points to them; `aliases`, the older way to write them |
//! | `scale` | all traffic multiplied |
//! | `inputs`, `recorded`, `counts`, `bad_rows` | files that a scenario refers to, and the data in them |
//! | `table`, `cells` | CSV tables, their numbers and times, for whoever reads recorded data |
//! | `checks`, `warnings`, `pointers` | rules that span several keys; what is most likely not meant |

mod alias;
mod aliases;
mod apply;
mod aws_events;
mod aws_names;
mod aws_tasks;
mod bad_rows;
mod bounds;
pub mod cells;
mod check;
mod checks;
mod client;
mod container;
mod container_warnings;
mod context;
mod counts;
mod deployment;
mod distribution;
mod document;
mod foreign;
mod function;
mod given;
mod graft;
mod inputs;
mod invocation;
mod invocation_rules;
mod invocation_warnings;
mod nearest;
mod outages;
mod overlong;
mod overrides;
mod pointers;
mod prices;
mod problem;
mod provisioned;
mod qualifier;
pub mod quantity;
pub mod ranges;
mod read;
mod recorded;
mod region;
mod scale;
mod scaling;
mod service;
mod slo;
mod syntax;
pub mod table;
mod traffic;
mod tree;
mod version;
mod versions;
mod warm;
mod warnings;

use toml::de::DeTable;

use super::Scenario;
use context::Context;
pub use inputs::{Files, NoFiles};
pub use nearest::nearest;
pub use overrides::Override;
pub use problem::{Problem, ScenarioError, Sources, Span};
pub use slo::parse_objectives;
use tree::Node;

/// The text of a scenario.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// As errors show it: a path, or `<stdin>`.
    pub name: &'a str,
    /// The scenario's name if the key `name` is absent.
    pub default_name: &'a str,
    /// The TOML text.
    pub text: &'a str,
}

/// A valid scenario, and what may not have been meant.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The scenario, with every default filled in.
    pub scenario: Scenario,
    /// Suspicious things, in the order of the file.
    pub warnings: Vec<Problem>,
    /// The texts that the warnings point into.
    pub sources: Sources,
}

/// Reads a scenario, with `overrides` of the form `KEY=VALUE` applied in order.
///
/// # Errors
/// All problems of the text, of the overrides and of the files it refers to.
pub fn parse(
    source: Source<'_>,
    overrides: &[String],
    files: &dyn Files,
) -> Result<Parsed, ScenarioError> {
    let overrides: Vec<_> = overrides.iter().map(|text| Override::set(text)).collect();
    parse_with(source, &overrides, files)
}

/// Like [`parse`], with overrides that say what they were typed after.
///
/// # Errors
/// All problems of the text, of the overrides and of the files it refers to.
pub fn parse_with(
    source: Source<'_>,
    overrides: &[Override],
    files: &dyn Files,
) -> Result<Parsed, ScenarioError> {
    let mut cx = Context::new(files);
    let file = cx.sources.add(source.name, source.text);
    let (table, errors) = DeTable::parse_recoverable(source.text);
    if !errors.is_empty()
        && let Some(problem) = foreign::problem(source.text, file)
    {
        return Err(ScenarioError::new(vec![problem], cx.sources));
    }
    let mut root = Node::from_document(table.get_ref(), file);
    let broken = syntax::report(&mut cx, file, &root, &errors);
    for given in overrides {
        apply::apply(&mut cx, &mut root, given);
    }
    let decoded = document::scenario(&mut cx, &root, source.default_name);

    let mut problems = cx.problems;
    syntax::drop_consequences(&mut problems, &cx.sources, file, &broken);
    problems.sort_by_key(|problem| problem.span);
    match decoded {
        Some(mut scenario) if problems.is_empty() => {
            scenario.inputs = cx.inputs.into_files();
            Ok(Parsed {
                warnings: warnings::about(&root, &scenario),
                scenario,
                sources: cx.sources,
            })
        }
        _ => {
            debug_assert!(!problems.is_empty(), "what is refused has a reason");
            Err(ScenarioError::new(problems, cx.sources))
        }
    }
}
