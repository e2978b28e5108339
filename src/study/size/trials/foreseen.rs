//! What is foreseen of a value, from a few of its own replications and those of a value near it.
//!
//! Knows how to run a value and which were tried; must not know which is tried next.

use super::{Observation, Trials, Weighed};
use crate::scenario::Scenario;
use crate::study::size::foresee::{Foreseen, foresee};
use crate::study::size::verdict::{self, Judged, Verdict};
use crate::world::Interrupted;

/// Replications of a value before its verdict is foreseen: two on each of two cores.
const PAIRS: u64 = 4;
/// After this many it is left open whether a value that does not meet is certain to miss.
const OPEN_AFTER: usize = 8;
/// Two values differ by no more than this share of the larger: what one needs in replications helps the other.
const NEAR: u32 = 16;

impl<S: Fn(u32) -> Scenario + Sync> Trials<'_, S> {
    /// What a look after this many replications says of a value.
    pub(super) fn weigh_at(&mut self, value: u32, look: u64) -> Result<Weighed, Interrupted> {
        loop {
            let own = self.count(value);
            if own >= look {
                return self.weigh_own(value, look);
            }
            let Some(anchor) = self.anchor(value, look)? else {
                self.observed(value, look)?;
                continue;
            };
            if own < PAIRS {
                self.observed(value, PAIRS.min(look))?;
            } else if let Some(weighed) = self.foreseen(value, anchor, look) {
                return Ok(weighed);
            } else {
                self.observed(value, look.min(2 * own))?;
            }
        }
    }

    /// The value nearest to one that has as many replications as a look takes. Where it is not near, but one with
    /// fewer is, that is run for the rest: its further neighbours need them, too.
    fn anchor(&mut self, value: u32, look: u64) -> Result<Option<u32>, Interrupted> {
        let nearest = |least: u64| {
            let tried = self.tried.iter();
            let others = tried.filter(|(at, runs)| **at != value && runs.len() as u64 >= least);
            others
                .map(|(&at, _)| at)
                .min_by_key(|at| at.abs_diff(value))
        };
        let is_near = |at: &u32| at.abs_diff(value) <= value.max(*at) / NEAR + 1;
        let ready = nearest(look);
        if ready.is_some_and(|at| is_near(&at)) {
            return Ok(ready);
        }
        match nearest(self.plan.looks.first()).filter(is_near) {
            Some(near) => {
                self.run_all(&[near], look)?;
                Ok(Some(near))
            }
            None => Ok(ready),
        }
    }

    /// What a look says of a value by the replications of another; `None` if more of its own could change that.
    fn foreseen(&self, value: u32, anchor: u32, look: u64) -> Option<Weighed> {
        let own = self.tried.get(&value)?;
        let anchor = self.tried.get(&anchor)?.get(..look as usize)?;
        let values = |runs: &[Observation], index: usize| -> Option<Vec<f64>> {
            let each = runs.iter().map(|one| one.objectives[index]);
            each.map(|one| one.filter(|one| one.is_finite())).collect()
        };
        let foreseen: Vec<Foreseen> = (0..self.plan.objectives.len())
            .map(|index| foresee(&values(own, index)?, &values(anchor, index)?))
            .collect::<Option<_>>()?;
        let risk = self.plan.looks.risk();
        let [lower, upper] = [-1.0, 1.0].map(|direction| {
            let pairs = self.plan.objectives.iter().zip(&foreseen);
            let judged = pairs.map(|(&objective, Foreseen { values, error })| {
                let shifted = values.iter().map(|one| Some(one + direction * error));
                verdict::judge(objective, &shifted.collect::<Vec<_>>(), risk)
            });
            Weighed::of(&judged.collect::<Vec<Judged>>(), self.plan.looks.most())
        });
        let [one, other] = [lower.verdict, upper.verdict];
        let is_left_open = ![one, other].contains(&Verdict::Met) && own.len() >= OPEN_AFTER;
        (one == other || is_left_open).then_some(Weighed {
            verdict: if one == other { one } else { Verdict::Open },
            beyond: f64::midpoint(lower.beyond, upper.beyond),
            beyond_at_best: f64::midpoint(lower.beyond_at_best, upper.beyond_at_best),
        })
    }
}
