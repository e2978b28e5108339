//! The search over tracking targets: each is sketched by a few replications, and only those that promise to be cheapest
//! are judged.
//!
//! It knows rows of targets with their trials; it must not know what they are compared with in the end.

use super::super::Verdict;
use super::super::answer::{self, Answer};
use super::super::search::{self, Asked, Between};
use super::super::trials::Trials;
use crate::catalog;
use crate::measures::Measure;
use crate::scenario::Scenario;
use crate::world::Interrupted;

/// Distance between the targets tried first, in percent.
const STEP: usize = 10;
/// Distances from the cheapest so far that are tried after that.
const FINER: [u32; 3] = [5, 2, 1];
/// Replications of a sketch.
const SKETCH: u64 = 3;
/// One replication is believed that is so far beyond an objective or within it, as a share of its limit.
const FAR: f64 = 0.1;
/// A target is judged if its sketch costs no more than this share above the cheapest that was.
const DOUBT: f64 = 0.005;

/// A tracking target in the search.
pub(super) struct Row<'a, S> {
    pub(super) percent: u32,
    pub(super) trials: Trials<'a, S>,
    /// The lowest lower bound that meets: of a sketch, by the mean of a few replications.
    pub(super) least: Answer,
    /// The lower bound chosen.
    pub(super) value: u32,
    /// Whether the lower bound was judged with confidence.
    pub(super) is_judged: bool,
}

/// The search over targets.
pub(super) struct Search<'n, 'a, S> {
    pub(super) new: &'n dyn Fn(u32) -> Trials<'a, S>,
    pub(super) lower_bounds: Between,
    pub(super) constant: Answer,
    pub(super) confirmed_by: u64,
    pub(super) rows: Vec<Row<'a, S>>,
}

impl<'a, S: Fn(u32) -> Scenario + Sync> Search<'_, 'a, S> {
    /// Tries targets; the one that was chosen, in percent.
    pub(super) fn run(&mut self) -> Result<u32, Interrupted> {
        let defaults = catalog::defaults();
        let targets =
            defaults.autoscaling_target_least_percent..=defaults.autoscaling_target_most_percent;
        for percent in targets.clone().rev().step_by(STEP) {
            self.sketch(percent)?;
        }
        let Some(mut best) = self.cheapest()? else {
            return self.nearest();
        };
        for step in FINER {
            loop {
                for percent in [best.saturating_add(step), best.saturating_sub(step)] {
                    let is_new = self.rows.iter().all(|row| row.percent != percent);
                    if is_new && targets.contains(&percent) {
                        self.sketch(percent)?;
                    }
                }
                match self.cheapest()? {
                    Some(better) if better != best => best = better,
                    _ => break,
                }
            }
        }
        self.confirm()
    }

    /// The cheapest that stays certain with more replications; whatever does not is raised.
    fn confirm(&mut self) -> Result<u32, Interrupted> {
        while let Some(best) = self.cheapest()? {
            let most = self.lower_bounds.most;
            let Some(row) = self.rows.iter_mut().find(|row| row.percent == best) else {
                break;
            };
            let (trials, value) = (&mut row.trials, row.value);
            if is_met_after(trials, value, self.confirmed_by)? {
                return Ok(best);
            }
            match next_that_meets(trials, value, most)? {
                Some(next) => {
                    row.least.value = next;
                    row.value = cheapest_from(trials, next, most)?;
                }
                None => row.least.met = false,
            }
        }
        self.nearest()
    }

    /// The lower bound with which a target meets by a few replications, and the cheapest above it. It begins where
    /// the next target ended.
    fn sketch(&mut self, percent: u32) -> Result<(), Interrupted> {
        let near = self
            .rows
            .iter()
            .filter(|row| row.least.met)
            .min_by_key(|row| row.percent.abs_diff(percent));
        let guess = near.map_or(self.constant.value, |row| row.least.value);
        let mut trials = (self.new)(percent);
        let within = self.lower_bounds;
        // A quarter more or less where the objective is missed by as much as it asks for.
        let step =
            |value: u32, beyond: f64| (f64::from(value) * beyond.abs().min(1.0) / 4.0) as u32;
        let found = search::least_near(within, guess, step, |value| {
            let beyond = roughly(&mut trials, value)?;
            Ok(Asked {
                has: beyond <= 0.0,
                beyond,
            })
        })?;
        let least = answer::sketched(found.unwrap_or(within.most), found.is_some());
        let value = match found {
            Some(value) => cheapest_above(&mut trials, value, within.most)?,
            None => within.most,
        };
        self.rows.push(Row {
            percent,
            trials,
            least,
            value,
            is_judged: false,
        });
        Ok(())
    }

    /// The target at which meeting the objectives costs least; of equals the highest, which has least
    /// to spare should the load differ. Targets are judged in the order of what they cost by their sketch, until no
    /// sketch is cheaper than what was judged. `None` if none meets the objectives.
    fn cheapest(&mut self) -> Result<Option<u32>, Interrupted> {
        loop {
            let best = self.cheapest_by(true, SKETCH)?;
            let promises = |(cost, _): &(f64, u32)| {
                best.is_none_or(|(least, _)| *cost <= (1.0 + DOUBT) * least)
            };
            let next = self.cheapest_by(false, SKETCH)?;
            let Some((_, percent)) = next.filter(promises) else {
                return self.cheapest_judged();
            };
            self.judge(percent)?;
        }
    }

    /// Of the targets that are judged, the cheapest by as many replications as a first look takes.
    fn cheapest_judged(&mut self) -> Result<Option<u32>, Interrupted> {
        let first = self
            .rows
            .first()
            .map_or(SKETCH, |row| row.trials.first_look());
        let cheapest = self.cheapest_by(true, first)?;
        Ok(cheapest.map(|(_, percent)| percent))
    }

    /// Of the targets that are judged, or of those that are not, the cheapest by this many replications, with its cost.
    fn cheapest_by(
        &mut self,
        is_judged: bool,
        replications: u64,
    ) -> Result<Option<(f64, u32)>, Interrupted> {
        let mut cheapest: Option<(f64, u32)> = None;
        let rows = self.rows.iter_mut();
        for row in rows.filter(|row| row.least.met && row.is_judged == is_judged) {
            let cost = row.trials.costs(&[row.value], replications)?[0];
            let is_cheaper = cheapest.is_none_or(|(least, percent)| {
                cost < least || (cost == least && row.percent > percent)
            });
            if is_cheaper {
                cheapest = Some((cost, row.percent));
            }
        }
        Ok(cheapest)
    }

    /// Finds the lower bound with which a target that was sketched meets with confidence.
    fn judge(&mut self, percent: u32) -> Result<(), Interrupted> {
        let within = self.lower_bounds;
        let Some(row) = self.rows.iter_mut().find(|row| row.percent == percent) else {
            return Ok(());
        };
        let trials = &mut row.trials;
        let least = answer::answer_near(trials, within, row.least.value)?;
        row.least = answer::over_those_below(trials, within, least)?;
        row.value = if row.least.met {
            cheapest_from(trials, row.least.value, within.most)?
        } else {
            row.least.value
        };
        row.is_judged = true;
        Ok(())
    }

    /// The target at which the objectives are missed by least, by its sketch; of equals the highest.
    fn nearest(&mut self) -> Result<u32, Interrupted> {
        let mut nearest = (f64::INFINITY, 0);
        for row in &mut self.rows {
            let excess = row.trials.lean(&[row.value], SKETCH)?[0];
            if excess < nearest.0 || (excess == nearest.0 && row.percent > nearest.1) {
                nearest = (excess, row.percent);
            }
        }
        Ok(nearest.1)
    }
}

impl<S: Fn(u32) -> Scenario + Sync> Row<'_, S> {
    pub(super) fn costs(&mut self, replications: u64) -> Result<Vec<Option<f64>>, Interrupted> {
        self.trials
            .each(self.value, replications, Measure::MonthlyCost)
    }

    /// As many replications as it takes to show what was found: those it has.
    pub(super) fn replications(&self) -> u64 {
        self.trials.count(self.value).max(SKETCH)
    }
}

/// How far a value is from meeting the objectives: by one replication where that is far, else by a sketch.
fn roughly<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    value: u32,
) -> Result<f64, Interrupted> {
    let one = trials.lean(&[value], 1)?[0];
    if one.abs() > FAR {
        return Ok(one);
    }
    Ok(trials.lean(&[value], SKETCH)?[0])
}

/// The value, from one that meets upwards, that costs least of those that meet.
pub(super) fn cheapest_from<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    least: u32,
    most: u32,
) -> Result<u32, Interrupted> {
    let cheapest = cheapest_above(trials, least, most)?;
    Ok(if trials.meets(cheapest)? {
        cheapest
    } else {
        least
    })
}

/// The value, from one upwards, that costs least by one replication: all meet the same requests.
fn cheapest_above<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    least: u32,
    most: u32,
) -> Result<u32, Interrupted> {
    search::least_from(least, most, |value| Ok(trials.costs(&[value], 1)?[0]))
}

/// The next value above one that meets.
pub(super) fn next_that_meets<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    value: u32,
    most: u32,
) -> Result<Option<u32>, Interrupted> {
    for next in value.saturating_add(1)..=most {
        if trials.meets(next)? {
            return Ok(Some(next));
        }
    }
    Ok(None)
}

/// Whether a value meets with this many replications.
pub(super) fn is_met_after<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    value: u32,
    replications: u64,
) -> Result<bool, Interrupted> {
    Ok(trials.point(value, replications)?.verdict() == Verdict::Met)
}
