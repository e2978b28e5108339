//! Making one part of a sweep: a record of each of its points, or runs, that is not known yet.
//!
//! Knows points, records and parts. It must not know where records go.

use super::journal::Journal;
use super::part::{Grain, Part};
use super::points::{Points, Stopped};
use super::queue::{self, Ended, Left, Made, Yields};
use super::record;
use super::records::Records;
use crate::scenario::parse::{Override, Parsed, ScenarioError};
use crate::study::watch::{Step, Watch};

/// How much of a sweep a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dealt {
    /// What is counted.
    pub grain: Grain,
    /// Points, or runs, of the part.
    pub total: u64,
    /// Those that are known already.
    pub known: u64,
    /// Runs of the part, all replications counted.
    pub runs: u64,
    /// Those that are known already.
    pub known_runs: u64,
}

impl Points {
    /// How much belongs to a part, and how much of it is known.
    pub fn dealt(&self, part: Part, earlier: &Records) -> Dealt {
        let grain = self.grain(part);
        let (mut points, mut known_points, mut runs, mut known_runs) = (0, 0, 0, 0);
        for (point, key) in self.keys.iter().enumerate() {
            let mine = part.replications(point as u64, grain, self.replications());
            let known = mine.iter().filter(|one| earlier.has(*key, **one)).count();
            runs += mine.len() as u64;
            known_runs += known as u64;
            points += u64::from(!mine.is_empty());
            known_points += u64::from(!mine.is_empty() && known == mine.len());
        }
        let (total, known) = match grain {
            Grain::Points => (points, known_points),
            Grain::Runs => (runs, known_runs),
        };
        Dealt {
            grain,
            total,
            known,
            runs,
            known_runs,
        }
    }

    /// Makes what belongs to a part and is not known from `earlier`. `append` is given a line of each point, or run, once
    /// it is done, with its end, one at a time and in any order. `parse` is that by which the points were checked.
    ///
    /// # Errors
    /// Why not all was made; what was has been appended.
    pub fn run_part<E: Send>(
        &self,
        part: Part,
        parse: impl Fn(&[Override]) -> Result<Parsed, ScenarioError> + Sync,
        earlier: &Records,
        mut append: impl FnMut(&str) -> Result<(), E> + Send,
        watch: &dyn Watch,
    ) -> Result<(), Stopped<E>> {
        let dealt = self.dealt(part, earlier);
        watch.planned(Step::Run, dealt.runs);
        watch.resumed(Step::Run, dealt.known_runs);
        let mut done = dealt.known;
        let left = (0..self.keys.len())
            .map(|point| self.left(part, dealt.grain, point, earlier))
            .filter(|left| !left.replications.is_empty());
        let keep = |point: usize, made: Made| {
            let key = self.keys[point];
            let line = match made {
                Made::Point(outcome) => record::write(key, &outcome),
                Made::Run(number, run) => record::write_run(key, number, &run),
            };
            append(&line).map_err(Stopped::NotKept)?;
            done += 1;
            Ok(())
        };
        let scenario = |point: usize| self.scenario(point, &parse);
        let ran = queue::run(left, scenario, keep, watch);
        ran.map_err(|ended| match ended {
            Ended::Interrupted => Stopped::Interrupted {
                done,
                total: dealt.total,
            },
            Ended::Failed(reason) => reason,
        })
    }

    fn grain(&self, part: Part) -> Grain {
        part.grain(self.keys.len() as u64, self.replications())
    }

    /// What is left of a point for a part.
    fn left(&self, part: Part, grain: Grain, point: usize, earlier: &Records) -> Left {
        let key = self.keys[point];
        let mine = part.replications(point as u64, grain, self.replications());
        let left = mine.into_iter().filter(|one| !earlier.has(key, *one));
        Left {
            point,
            replications: left.collect(),
            yields: match grain {
                Grain::Points => Yields::Outcome(earlier.earlier_runs(key)),
                Grain::Runs => Yields::Runs,
            },
        }
    }
}
