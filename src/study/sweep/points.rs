//! The points of a sweep, checked before any is run, and running those that are left.
//!
//! Knows designs, scenarios and what was kept of an earlier sweep. It must not know where a scenario's text
//! comes from, nor where points are kept.

use std::collections::BTreeSet;

use super::design::{Design, Kind};
use super::journal::Journal;
use super::outcome::{Outcome, Reduced};
use super::queue::{self, Ended, Left, Made, Yields};
use super::swept::{Point, Sweep};
use crate::scenario::Scenario;
use crate::scenario::parse::{Override, Parsed, ScenarioError};
use crate::study::key::PointKey;
use crate::study::parallel;
use crate::study::variants::differing;
use crate::study::watch::{Step, Watch};
use crate::world::Interrupted;

/// Points are checked in portions, between which a hopeless sweep is given up.
const PORTION: usize = 1024;
/// More different errors tell nobody more.
const MOST_ERRORS: usize = 50;
/// More different warnings tell nobody more.
const MOST_WARNINGS: usize = 10;

/// The points of a sweep, all of which have a valid scenario.
#[derive(Debug)]
pub struct Points {
    /// The scenario at the first point.
    pub first: Scenario,
    /// The points with the first different warnings.
    pub warnings: Vec<Parsed>,
    /// What the figures of each depend on, in the order of the design.
    pub keys: Vec<PointKey>,
    pub(super) values: Vec<Vec<Override>>,
    swept: Vec<String>,
    kind: Kind,
    replications: u64,
}

/// What is wrong with the points of a sweep.
#[derive(Debug, thiserror::Error)]
pub enum Wrong {
    /// There is no scenario at some of them: all their different problems.
    #[error("{} points of the scenario are wrong", .0.len())]
    Scenarios(Vec<ScenarioError>),
    /// A key that must be the same in all of them is not.
    #[error(
        "all points of a sweep must have the same {0}: they meet the same random numbers and share their columns"
    )]
    Differ(&'static str),
    /// The study was stopped before all were looked at.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
}

/// Why a sweep came to no end.
#[derive(Debug, thiserror::Error)]
pub enum Stopped<E> {
    /// The study was stopped. The points that are done have been kept, or the runs where these are kept one by one.
    #[error("the sweep was interrupted after {done} of {total}")]
    Interrupted {
        /// Points, or runs, that are done.
        done: u64,
        /// All of them.
        total: u64,
    },
    /// There is no scenario at a point that had one when it was checked.
    #[error(transparent)]
    Scenario(Box<ScenarioError>),
    /// A point could not be kept.
    #[error("a finished point could not be kept: {0}")]
    NotKept(E),
}

impl Points {
    /// Checks every point of a design, each to be replicated this many times. `parse` makes the scenario
    /// of a point, by its overrides.
    ///
    /// # Errors
    /// What is wrong with the points; [`Wrong::Interrupted`] if the study is to stop.
    pub fn check(
        design: &Design,
        replications: u64,
        parse: impl Fn(&[Override]) -> Result<Parsed, ScenarioError> + Sync,
        watch: &dyn Watch,
    ) -> Result<Self, Wrong> {
        let replications = replications.max(1);
        // The seed decides on the points of a sample, and is the same at all of them.
        let reference = match parse(&design.first()) {
            Ok(first) => Some(first.scenario),
            Err(error) if design.kind() == Kind::LatinHypercube => {
                return Err(Wrong::Scenarios(vec![error]));
            }
            // The errors of all the points are told together.
            Err(_) => None,
        };
        let values = design.points(reference.as_ref().map_or(0, |one| one.seed));
        let check = |point: &Vec<Override>| {
            let parsed = parse(point).map_err(Fault::Scenario)?;
            let reference = reference.as_ref();
            match reference.and_then(|one| differing(one, &parsed.scenario)) {
                Some(key) => Err(Fault::Differs(key)),
                None => Ok((PointKey::of(&parsed.scenario, replications), warned(parsed))),
            }
        };
        let mut checked = Checked::default();
        for portion in values.chunks(PORTION) {
            if watch.is_stopped() {
                return Err(Interrupted.into());
            }
            for one in parallel::map(portion, check) {
                checked.take(one)?;
            }
            if checked.errors.len() >= MOST_ERRORS {
                break;
            }
        }
        let first = parse(values.first().map_or(&[][..], Vec::as_slice));
        match first {
            Ok(first) if checked.errors.is_empty() => Ok(Self {
                first: first.scenario,
                warnings: checked.warnings,
                keys: checked.keys,
                values,
                swept: design.keys(),
                kind: design.kind(),
                replications,
            }),
            _ => Err(Wrong::Scenarios(checked.errors)),
        }
    }

    /// How often each point is replicated.
    pub fn replications(&self) -> u64 {
        self.replications
    }

    /// Runs what `journal` does not have, which is given each point once it is done. `parse` is that by which the points
    /// were checked.
    ///
    /// # Errors
    /// Why not all points were finished; those that were have been kept.
    pub fn run<J: Journal>(
        self,
        parse: impl Fn(&[Override]) -> Result<Parsed, ScenarioError> + Sync,
        journal: &J,
        watch: &dyn Watch,
    ) -> Result<Sweep, Stopped<J::Error>> {
        let mut known_runs = 0;
        let mut outcomes: Vec<Option<Outcome>> = Vec::with_capacity(self.keys.len());
        for key in &self.keys {
            let (outcome, runs) = self.known(*key, journal);
            outcomes.push(outcome);
            known_runs += runs;
        }
        let total = outcomes.len() as u64;
        let left: Vec<usize> = (0..outcomes.len())
            .filter(|&index| outcomes[index].is_none())
            .collect();
        let mut done = total - left.len() as u64;
        watch.planned(Step::Run, total * self.replications);
        watch.resumed(Step::Run, known_runs);
        let left = left.into_iter().map(|point| {
            let known = journal.earlier_runs(self.keys[point]);
            let replications = (0..self.replications).filter(|one| !known.contains_key(one));
            Left {
                point,
                replications: replications.collect(),
                yields: Yields::Outcome(known),
            }
        });
        let keep = |point: usize, made: Made| {
            if let Made::Point(outcome) = made {
                let kept = journal.keep(self.keys[point], &outcome);
                kept.map_err(Stopped::NotKept)?;
                outcomes[point] = Some(outcome);
                done += 1;
            }
            Ok(())
        };
        let scenario = |point: usize| self.scenario(point, &parse);
        let ran = queue::run(left, scenario, keep, watch);
        let interrupted = || Stopped::Interrupted { done, total };
        ran.map_err(|ended| match ended {
            Ended::Interrupted => interrupted(),
            Ended::Failed(reason) => reason,
        })?;
        // Every point has its outcome now; a gap would shift the rows.
        let complete: Option<Vec<Outcome>> = outcomes.into_iter().collect();
        let outcomes = complete.ok_or_else(interrupted)?;
        let points = self.values.iter().zip(self.keys).zip(outcomes);
        Ok(Sweep {
            points: points
                .map(|((values, key), outcome)| Point {
                    values: values.iter().map(|one| one.value().to_owned()).collect(),
                    key,
                    outcome,
                })
                .collect(),
            first: self.first,
            keys: self.swept,
            kind: self.kind,
            replications: self.replications,
        })
    }

    /// What a journal has of a point, and of how many replications.
    fn known(&self, key: PointKey, journal: &impl Journal) -> (Option<Outcome>, u64) {
        if let Some(outcome) = journal.earlier(key) {
            return (Some(outcome), self.replications);
        }
        let runs: Vec<Reduced> = journal.earlier_runs(key).into_values().collect();
        let count = runs.len() as u64;
        let outcome = (count == self.replications).then(|| Outcome::new(&runs));
        (outcome, count)
    }

    /// The scenario of a point, as it was when it was checked.
    pub(super) fn scenario<E>(
        &self,
        point: usize,
        parse: impl Fn(&[Override]) -> Result<Parsed, ScenarioError>,
    ) -> Result<Scenario, Stopped<E>> {
        match parse(&self.values[point]) {
            Ok(parsed) => Ok(parsed.scenario),
            Err(error) => Err(Stopped::Scenario(Box::new(error))),
        }
    }
}

/// Why a point cannot be run.
enum Fault {
    Scenario(ScenarioError),
    Differs(&'static str),
}

/// What has been found of the points so far.
#[derive(Default)]
struct Checked {
    keys: Vec<PointKey>,
    warnings: Vec<Parsed>,
    errors: Vec<ScenarioError>,
    seen: BTreeSet<String>,
}

impl Checked {
    fn take(&mut self, one: Result<(PointKey, Option<Parsed>), Fault>) -> Result<(), Wrong> {
        match one {
            Ok((key, warned)) => {
                self.keys.push(key);
                self.warnings.extend(warned.filter(|one| {
                    let mut known = self.warnings.iter();
                    self.warnings.len() < MOST_WARNINGS
                        && known.all(|known| known.warnings != one.warnings)
                }));
            }
            Err(Fault::Scenario(error)) if self.seen.insert(error.to_string()) => {
                self.errors.push(error);
            }
            Err(Fault::Scenario(_)) => {}
            Err(Fault::Differs(key)) => return Err(Wrong::Differ(key)),
        }
        Ok(())
    }
}

fn warned(parsed: Parsed) -> Option<Parsed> {
    (!parsed.warnings.is_empty()).then_some(parsed)
}
