//! A sweep as tasks: each some replications of one point, made by whoever is given it, in any order and more than once
//! if need be.
//!
//! A task is data: the overrides of its point and the numbers of its replications. What it gives are lines of
//! text. Whoever hands out tasks gathers these in [`Records`] and lets [`Points::run`] make
//! the result of them. It must not know who that is, nor how long a run takes: a task that takes too short a
//! time to be handed out by itself is handed out with others.

use std::num::NonZeroU64;
use std::ops::Range;

use super::outcome::{Outcome, Reduced};
use super::points::Points;
use super::record;
use super::records::Records;
use crate::scenario::parse::{Override, Parsed, ScenarioError};
use crate::study::key::PointKey;
use crate::study::watch::{Watch, simulate_watched};
use crate::world::Interrupted;

/// Some replications of a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task<'a> {
    /// The number of the point in the design, from 0.
    pub point: usize,
    /// What its figures depend on.
    pub key: PointKey,
    /// What makes the point of the scenario.
    pub overrides: &'a [Override],
    /// The numbers of the replications.
    pub replications: Range<u64>,
}

/// Why a task was not done.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// There is no scenario at the point.
    #[error(transparent)]
    Scenario(Box<ScenarioError>),
    /// It has replications that the point does not.
    #[error(
        "replications {} to {} are not among those of the point, 0 to {}", .asked.start, .asked.end, .replications
    )]
    Beyond {
        /// Those of the task, without the last number.
        asked: Range<u64>,
        /// How many the point has.
        replications: u64,
    },
    /// The study was stopped.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
}

impl Task<'_> {
    /// The overrides as `--set` accepts them, for a process that has nothing but texts.
    pub fn settings(&self) -> Vec<String> {
        let set = |one: &Override| format!("{}={}", one.key(), one.value());
        self.overrides.iter().map(set).collect()
    }
}

impl Points {
    /// The tasks for what `earlier` does not have, in the order of the points; none has more replications than `most`.
    pub fn tasks<'a>(
        &'a self,
        most: NonZeroU64,
        earlier: &'a Records,
    ) -> impl Iterator<Item = Task<'a>> {
        self.keys.iter().enumerate().flat_map(move |(point, &key)| {
            let missing = (0..self.replications()).filter(move |one| !earlier.has(key, *one));
            let ranges = ranges(missing, most.get());
            ranges.into_iter().map(move |replications| Task {
                point,
                key,
                overrides: &self.values[point],
                replications,
            })
        })
    }
}

/// Numbers in ascending order as ranges, none of which has more than `most`.
fn ranges(numbers: impl Iterator<Item = u64>, most: u64) -> Vec<Range<u64>> {
    let mut ranges: Vec<Range<u64>> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some(last) if last.end == number && last.end - last.start < most => last.end += 1,
            _ => ranges.push(number..number + 1),
        }
    }
    ranges
}

/// Does a task on the calling thread: replications of the point that `parse` makes of `overrides`, which has this many in all.
/// It gives the record of the point if these are all, else one of each, as lines with their ends.
///
/// # Errors
/// Why it was not done.
pub fn make(
    parse: impl Fn(&[Override]) -> Result<Parsed, ScenarioError>,
    overrides: &[Override],
    replications: u64,
    asked: Range<u64>,
    watch: &dyn Watch,
) -> Result<String, TaskError> {
    if asked.end > replications {
        return Err(TaskError::Beyond {
            asked,
            replications,
        });
    }
    let parsed = parse(overrides).map_err(|error| TaskError::Scenario(Box::new(error)))?;
    let scenario = parsed.scenario;
    let key = PointKey::of(&scenario, replications);
    let is_whole = asked == (0..replications);
    let mut runs = Vec::new();
    for number in asked {
        let result = simulate_watched(&scenario, number, watch)?;
        runs.push((number, Reduced::new(&scenario, &result)));
    }
    if is_whole {
        let runs: Vec<Reduced> = runs.into_iter().map(|(_, run)| run).collect();
        return Ok(record::write(key, &Outcome::new(&runs)));
    }
    let lines = runs
        .iter()
        .map(|(number, run)| record::write_run(key, *number, run));
    Ok(lines.collect())
}
