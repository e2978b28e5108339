//! Which measured function is which of the scenario, and by which clock.
//!
//! Functions are matched by name, versions of one together. One of each match whatever they are called; several
//! undated logs beside a scenario of one function are recordings of it, each replayed by itself. A dated measurement
//! is laid over what the scenario's traffic has as its date.
//!
//! Knows names and times; must not know what is simulated.

use std::ops::Range;

use super::grid::Grid;
use super::recording::{is_recorded, is_same, replay};
use crate::import::MeasuredFunction;
use crate::kernel::SimDuration;
use crate::scenario::{Scenario, versions};

/// Why a scenario cannot be held against a measurement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MatchError {
    /// The measurement has no function.
    #[error("what was measured says nothing of a function over time")]
    NothingMeasured,
    /// None of the functions is in the scenario.
    #[error("no measured function is in the scenario: measured {}; the scenario has {}", .measured.join(", "), .simulated.join(", "))]
    NoFunction {
        /// Names in the measurement.
        measured: Vec<String>,
        /// Names in the scenario.
        simulated: Vec<String>,
    },
    /// The measurement has dates and the scenario has none.
    #[error(
        "what was measured has dates, and the traffic of the scenario has none: nothing says which time is which. Give the scenario recorded or counted traffic with dates, as an import of the same files writes it"
    )]
    NoDate,
    /// Nothing was measured while the scenario runs.
    #[error("nothing was measured in the time that the scenario covers")]
    NoCommonTime,
}

/// A run and the functions that were measured in its time.
#[derive(Clone, Debug)]
pub(super) struct Case {
    /// What is simulated.
    pub(super) scenario: Scenario,
    pub(super) functions: Vec<Matched>,
    /// Which of the functions each of the scenario's is.
    pub(super) place: Vec<Option<usize>>,
}

/// A function that was measured.
#[derive(Clone, Debug)]
pub(super) struct Matched {
    pub(super) name: String,
    pub(super) measured_as: String,
    /// Its versions in the scenario, or itself.
    pub(super) members: Range<usize>,
    pub(super) is_replayed: bool,
    pub(super) grid: Grid,
}

/// What was matched, and what was not.
#[derive(Clone, Debug)]
pub(super) struct Matching {
    pub(super) cases: Vec<Case>,
    pub(super) only_measured: Vec<String>,
    pub(super) only_simulated: Vec<String>,
}

/// When the run begins, in nanoseconds since 1970.
pub(super) fn begin(scenario: &Scenario) -> i64 {
    i64::try_from(scenario.begin().as_nanosecond()).unwrap_or_default()
}

/// When the first recorded or counted request came, if that has a date.
fn recorded_begin(scenario: &Scenario) -> Option<i64> {
    let functions = scenario.functions.iter();
    let traffic = functions.flat_map(|function| &function.traffic);
    let begin = traffic.filter_map(|entry| entry.traffic.begin()).min()?;
    i64::try_from(begin.as_nanosecond()).ok()
}

/// The functions of a scenario on Lambda by name, versions together.
fn groups(scenario: &Scenario) -> Vec<(String, Range<usize>)> {
    let functions = scenario.functions.iter().enumerate();
    functions
        .filter(|(_, one)| one.is_on_lambda() && one.is_first_version())
        .map(|(index, one)| {
            let members = versions(&scenario.functions, index);
            (one.unqualified_name().to_owned(), members)
        })
        .collect()
}

/// Matches what was measured with a scenario.
pub(super) fn matched(
    scenario: &Scenario,
    measured: &[MeasuredFunction],
) -> Result<Matching, MatchError> {
    let has_some = |one: &&MeasuredFunction| !one.intervals.is_empty();
    let measured: Vec<&MeasuredFunction> = measured.iter().filter(has_some).collect();
    if measured.is_empty() {
        return Err(MatchError::NothingMeasured);
    }
    let groups = groups(scenario);
    let own = |one: &&&MeasuredFunction| {
        let region = one.region.as_ref();
        region.is_none_or(|region| *region == scenario.region.name)
    };
    let here: Vec<&MeasuredFunction> = measured.iter().filter(own).copied().collect();
    let mut pairs: Vec<(&MeasuredFunction, &(String, Range<usize>))> = Vec::new();
    let is_undated_log = |one: &&MeasuredFunction| one.is_from_requests && !one.has_clock;
    match (&here[..], &groups[..]) {
        ([one], [group]) => pairs.push((one, group)),
        (all, [group])
            if !all.is_empty()
                && !all.iter().any(is_named_in(&groups))
                && all.iter().all(is_undated_log) =>
        {
            let cases = all
                .iter()
                .map(|one| recording(scenario, one, group, &one.name));
            return found(cases.collect(), (&measured, &here), &groups);
        }
        (all, _) => {
            for group in &groups {
                let own = all.iter().find(|one| one.name == group.0);
                pairs.extend(own.map(|one| (*one, group)));
            }
        }
    }
    if pairs.is_empty() {
        return Err(MatchError::NoFunction {
            measured: measured.iter().map(|one| one.name.clone()).collect(),
            simulated: groups.iter().map(|(name, _)| name.clone()).collect(),
        });
    }
    if let ([(one, group)], [_]) = (&pairs[..], &groups[..])
        && is_undated_log(one)
        && is_recorded(scenario, group.1.clone())
    {
        let case = recording(scenario, one, group, &group.0);
        return found(vec![case], (&measured, &here), &groups);
    }
    let origin = begin(scenario);
    let bounds = (scenario.warm_up.as_nanos(), scenario.duration.as_nanos());
    let functions = pairs.iter().map(|(one, group)| {
        let origin = if one.has_clock { origin } else { 0 };
        Matched {
            name: group.0.clone(),
            measured_as: one.name.clone(),
            members: group.1.clone(),
            is_replayed: false,
            grid: Grid::new(one, origin, bounds),
        }
    });
    let case = Case::new(scenario.clone(), functions.collect());
    let is_dated = pairs.iter().all(|(one, _)| one.has_clock);
    let all = found(vec![case], (&measured, &here), &groups);
    all.map_err(|error| match error {
        MatchError::NoCommonTime if is_dated && recorded_begin(scenario).is_none() => {
            MatchError::NoDate
        }
        other => other,
    })
}

fn is_named_in(groups: &[(String, Range<usize>)]) -> impl Fn(&&MeasuredFunction) -> bool {
    |one| groups.iter().any(|(name, _)| *name == one.name)
}

/// The cases in which something was measured, and what is in none of them.
fn found(
    mut cases: Vec<Case>,
    (measured, here): (&[&MeasuredFunction], &[&MeasuredFunction]),
    groups: &[(String, Range<usize>)],
) -> Result<Matching, MatchError> {
    for case in &mut cases {
        case.keep_measured();
    }
    cases.retain(|case| !case.functions.is_empty());
    if cases.is_empty() {
        return Err(MatchError::NoCommonTime);
    }
    let functions = || cases.iter().flat_map(|case| &case.functions);
    let others = measured.iter().filter_map(|one| {
        let is_here = here.iter().any(|other| std::ptr::eq(*other, *one));
        let is_matched = is_here && functions().any(|own| own.measured_as == one.name);
        (!is_matched).then(|| match &one.region {
            Some(region) if !is_here => format!("{} ({region})", one.name),
            _ => one.name.clone(),
        })
    });
    let only_measured = others.collect();
    let silent = groups
        .iter()
        .filter(|(_, members)| !functions().any(|own| own.members == *members));
    let only_simulated = silent.map(|(name, _)| name.clone()).collect();
    Ok(Matching {
        cases,
        only_measured,
        only_simulated,
    })
}

impl Case {
    fn new(scenario: Scenario, functions: Vec<Matched>) -> Self {
        Self {
            scenario,
            functions,
            place: Vec::new(),
        }
    }

    /// Leaves out functions of which nothing was measured in the time, and the time after the last measurement.
    fn keep_measured(&mut self) {
        self.functions.retain(|one| !one.grid.slots.is_empty());
        let ends = self
            .functions
            .iter()
            .filter_map(|one| one.grid.slots.last());
        if let Some(end) = ends.map(|slot| slot.to).max() {
            let end = SimDuration::from_nanos(end);
            self.scenario.duration = self.scenario.duration.min(end);
            self.scenario.interval = self.scenario.interval.min(self.scenario.duration);
        }
        let all = 0..self.scenario.functions.len();
        let place = |index: usize| {
            let mut functions = self.functions.iter();
            functions.position(|one| one.members.contains(&index))
        };
        self.place = all.map(place).collect();
    }
}

/// The requests of an undated log through the scenario, whose own take part only if they are the same.
fn recording(
    scenario: &Scenario,
    measured: &MeasuredFunction,
    group: &(String, Range<usize>),
    name: &str,
) -> Case {
    let mut scenario = scenario.clone();
    let whole = Grid::new(measured, 0, (0, u64::MAX));
    let is_replayed = !is_same(&scenario, group.1.clone(), &whole);
    if is_replayed {
        replay(&mut scenario, group.1.clone(), &whole);
    }
    let bounds = (scenario.warm_up.as_nanos(), scenario.duration.as_nanos());
    let matched = Matched {
        name: name.to_owned(),
        measured_as: measured.name.clone(),
        members: group.1.clone(),
        is_replayed,
        grid: Grid::new(measured, 0, bounds),
    };
    Case::new(scenario, vec![matched])
}
