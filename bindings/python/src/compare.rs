//! The same requests through several variants of a scenario, or several scenarios.

use burstsim::report::ComparisonReport;
use burstsim::scenario::Platform;
use burstsim::scenario::parse::Override;
use burstsim::study::Looks;
use burstsim::study::compare::{
    CrossError, Crossed, Variant, alike_regions, break_even, compare as simulate,
    crossed_scenarios, platforms,
};
use pyo3::prelude::*;

use crate::failure::Failure;
use crate::guard::guard;
use crate::problem::Problem;
use crate::report::{Owned, Report};
use crate::source::{Source, overrides};
use crate::watch::Attention;
use crate::words;

/// A scenario that is compared: where its text comes from, what changes it, and what a person calls it.
#[derive(FromPyObject)]
pub(crate) struct Compared(Py<Source>, Vec<String>, String);

/// What is varied, and how often each variant is simulated.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct How {
    /// Of each key its values, each `KEY=VALUE`.
    choices: Vec<Vec<String>>,
    platforms: Option<Vec<String>>,
    replications: Option<u64>,
    max_replications: u64,
}

/// Compares variants.
#[pyfunction]
pub(crate) fn compare(
    py: Python<'_>,
    scenarios: Vec<Compared>,
    how: How,
    attention: Attention,
    language: &str,
) -> PyResult<Report> {
    let scenarios: Vec<Prepared<'_>> = scenarios.iter().map(Prepared::of).collect();
    attention.watch(py, |watch| {
        let (variants, warnings) = match &how.platforms {
            Some(names) => on_platforms(&scenarios, names)?,
            None => varied(&scenarios, &how.choices)?,
        };
        variants.iter().try_for_each(|one| guard(&one.scenario))?;
        let looks = match how.replications {
            Some(exactly) => Looks::exactly(exactly),
            None => Looks::up_to(how.max_replications),
        };
        let even = break_even(&variants, watch)?;
        let comparison = simulate(variants, looks, watch)?;
        let report = ComparisonReport::new(comparison).with_break_even(even);
        Report::new(Owned(report), language, warnings)
    })
}

struct Prepared<'a> {
    source: &'a Source,
    changes: Vec<Override>,
    name: &'a str,
}

impl<'a> Prepared<'a> {
    fn of(Compared(source, changes, name): &'a Compared) -> Self {
        Self {
            source: source.get(),
            changes: overrides(changes),
            name,
        }
    }
}

/// The scenario on each of the platforms.
fn on_platforms(
    scenarios: &[Prepared<'_>],
    names: &[String],
) -> Result<(Vec<Variant>, Vec<Problem>), Failure> {
    let [only] = scenarios else {
        let words = "platforms are compared of one scenario: name one";
        return Err(Failure::Argument(words.to_owned()));
    };
    let parsed = only.source.parse(&only.changes, &[])?;
    let known = |name: &String| {
        let found = Platform::ALL.into_iter().find(|one| one.key() == name);
        found.ok_or_else(|| {
            let known = Platform::ALL.map(Platform::key).join(", ");
            Failure::Argument(format!("`{name}` is no platform: {known}"))
        })
    };
    let all: Vec<Platform> = names.iter().map(known).collect::<Result<_, _>>()?;
    let variants =
        platforms(&parsed.scenario, &all).map_err(|error| Failure::Argument(error.to_string()))?;
    Ok((variants, Problem::warnings(&[parsed])))
}

/// All combinations of the values, of each scenario.
fn varied(
    scenarios: &[Prepared<'_>],
    choices: &[Vec<String>],
) -> Result<(Vec<Variant>, Vec<Problem>), Failure> {
    let names: Vec<String> = scenarios.iter().map(|one| one.name.to_owned()).collect();
    let choices: Vec<Vec<Override>> = choices.iter().map(|values| overrides(values)).collect();
    let parse = |scenario: usize, more: &[Override]| {
        let Prepared {
            source, changes, ..
        } = &scenarios[scenario];
        source.parse(changes, more)
    };
    let crossed = crossed_scenarios(&names, &choices, parse);
    let Crossed { variants, warnings } = crossed.map_err(|error| match error {
        CrossError::Scenarios(errors) => Failure::Scenarios(errors),
        other => Failure::Argument(other.to_string()),
    })?;
    let mut warnings = Problem::warnings(&warnings);
    if scenarios.len() == 1
        && let Some(why) = alike_regions(&variants)
    {
        warnings.push(Problem::warning(words::of_alike_regions(why)));
    }
    Ok((variants, warnings))
}
