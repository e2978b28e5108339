//! The search over tracking targets: each is sketched by a few replications, two at a time, and only those that promise
//! to be cheapest are judged.
//!
//! It knows rows of targets with their trials; it must not know what they are compared with in the end.

use super::super::Verdict;
use super::super::answer::{self, Answer};
use super::super::search::{self, Asked, Between};
use super::super::trials::Trials;
use crate::catalog;
use crate::measures::Measure;
use crate::scenario::Scenario;
use crate::study::parallel;
use crate::study::watch::{Learnt, Watch};
use crate::world::Interrupted;

/// Distance between the targets tried first, in percent.
const STEP: usize = 10;
/// Distances from the cheapest so far that are tried after that.
const FINER: [u32; 3] = [5, 2, 1];
/// Replications of a sketch.
const SKETCH: u64 = 3;
/// One replication is believed that is so far beyond an objective or within it, as a share of its limit.
const FAR: f64 = 0.1;
/// Targets sketched at once: the next run of a sketch depends on its last, so that one alone leaves cores idle. It is no
/// number of threads, lest the answer depend on them.
const AT_ONCE: usize = 2;
/// A target that is judged needs more than its sketch. Another is taken to need at least this share of the least that
/// any needed.
const AS_MUCH: f64 = 0.5;

/// A tracking target in the search.
pub(super) struct Row<'a, S> {
    pub(super) percent: u32,
    pub(super) trials: Trials<'a, S>,
    /// The lowest lower bound that meets: of a sketch, by the mean of a few replications.
    pub(super) least: Answer,
    /// The lower bound chosen.
    pub(super) value: u32,
    /// The one that was chosen by the sketch.
    sketched: u32,
    /// Whether the lower bound was judged with confidence.
    pub(super) is_judged: bool,
}

/// The search over targets.
pub(super) struct Search<'n, 'a, S> {
    pub(super) new: &'n (dyn Fn(u32) -> Trials<'a, S> + Sync),
    pub(super) watch: &'a dyn Watch,
    pub(super) lower_bounds: Between,
    pub(super) constant: Answer,
    pub(super) confirmed_by: u64,
    pub(super) rows: Vec<Row<'a, S>>,
}

impl<'a, S: Fn(u32) -> Scenario + Send + Sync> Search<'_, 'a, S> {
    /// Tries targets; the one that was chosen, in percent, and the replications that confirmed it.
    pub(super) fn run(&mut self) -> Result<(u32, u64), Interrupted> {
        let defaults = catalog::defaults();
        let targets =
            defaults.autoscaling_target_least_percent..=defaults.autoscaling_target_most_percent;
        let first: Vec<u32> = targets.clone().rev().step_by(STEP).collect();
        for percents in first.chunks(AT_ONCE) {
            self.sketch(percents)?;
        }
        let Some((_, mut best)) = self.cheapest_by(false, SKETCH)? else {
            return Ok((self.nearest()?, self.first_look()));
        };
        for step in FINER {
            loop {
                let sides = [best.saturating_add(step), best.saturating_sub(step)];
                let is_new = |percent: &u32| {
                    targets.contains(percent) && self.rows.iter().all(|row| row.percent != *percent)
                };
                let sides: Vec<u32> = sides.into_iter().filter(is_new).collect();
                self.sketch(&sides)?;
                match self.cheapest_by(false, SKETCH)? {
                    Some((_, better)) if better != best => best = better,
                    _ => break,
                }
            }
        }
        self.confirm()
    }

    /// The cheapest that stays certain with more replications; whatever does not is raised.
    fn confirm(&mut self) -> Result<(u32, u64), Interrupted> {
        while let Some(best) = self.cheapest()? {
            let (most, tried) = (self.lower_bounds.most, self.rows.len());
            let Some(row) = self.rows.iter_mut().find(|row| row.percent == best) else {
                break;
            };
            let (trials, value) = (&mut row.trials, row.value);
            if let Some(replications) = confirmed(trials, value, self.confirmed_by, tried)? {
                return Ok((best, replications));
            }
            match next_that_meets(trials, value, most)? {
                Some(next) => {
                    row.least.value = next;
                    row.value = cheapest_from(trials, next, most)?;
                }
                None => row.least.met = false,
            }
        }
        Ok((self.nearest()?, self.confirmed_by))
    }

    /// Sketches targets, all at once.
    fn sketch(&mut self, percents: &[u32]) -> Result<(), Interrupted> {
        let rows = parallel::try_map(percents, |&percent| self.sketched(percent))?;
        self.rows.extend(rows);
        Ok(())
    }

    /// The lower bound with which a target meets by a few replications, and the cheapest above it. It begins where
    /// the nearest target of those before ended.
    fn sketched(&self, percent: u32) -> Result<Row<'a, S>, Interrupted> {
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
        let value = match found {
            Some(value) => cheapest_above(&mut trials, value, within.most)?,
            None => within.most,
        };
        Ok(Row {
            percent,
            trials,
            least: answer::sketched(found.unwrap_or(within.most), found.is_some()),
            value,
            sketched: value,
            is_judged: false,
        })
    }

    /// The target at which meeting the objectives costs least; of equals the highest, which has least
    /// to spare should the load differ. Targets are judged in the order of what they cost by their sketch, until no
    /// sketch is cheaper than what was judged. `None` if none meets the objectives.
    fn cheapest(&mut self) -> Result<Option<u32>, Interrupted> {
        loop {
            let best = self.cheapest_by(true, SKETCH)?;
            let raised = 1.0 + AS_MUCH * (self.raised()? - 1.0);
            let promises =
                |(cost, _): &(f64, u32)| best.is_none_or(|(least, _)| *cost * raised < least);
            let next = self.cheapest_by(false, SKETCH)?;
            let Some((_, percent)) = next.filter(promises) else {
                return self.cheapest_judged();
            };
            self.judge(percent)?;
        }
    }

    /// By what factor judged targets cost more than their sketches: the least of them; 1 if none is judged.
    fn raised(&mut self) -> Result<f64, Interrupted> {
        let mut least = f64::INFINITY;
        for row in self
            .rows
            .iter_mut()
            .filter(|row| row.is_judged && row.least.met)
        {
            let costs = row.trials.costs(&[row.value, row.sketched], SKETCH)?;
            least = least.min(costs[0] / costs[1]);
        }
        Ok(if least.is_finite() {
            least.max(1.0)
        } else {
            1.0
        })
    }

    /// Of the targets that are judged, the cheapest by as many replications as a first look takes.
    fn cheapest_judged(&mut self) -> Result<Option<u32>, Interrupted> {
        let cheapest = self.cheapest_by(true, self.first_look())?;
        Ok(cheapest.map(|(_, percent)| percent))
    }

    fn first_look(&self) -> u64 {
        let row = self.rows.first();
        row.map_or(SKETCH, |row| row.trials.first_look())
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
        self.watch.learnt(Learnt::Target {
            percent,
            lower_bound: row.value,
            met: row.least.met,
        });
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

/// The value, from one upwards, that costs least by one replication: all meet the same requests. Most often it is the
/// first, beyond which the cost only rises.
fn cheapest_above<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    least: u32,
    most: u32,
) -> Result<u32, Interrupted> {
    let next = least.saturating_add(1).min(most);
    let costs = trials.costs(&[least, next], 1)?;
    if costs[0] <= costs[1] {
        return Ok(least);
    }
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

/// After how many replications it is confirmed that a value meets; `None` if it is not after the last of them, `most`.
///
/// It was chosen from several, so that it may have been judged to meet by luck. After the last look that counts for
/// little. Before, it is confirmed only at a risk that is shared by all it was chosen from (Bonferroni), and by half of
/// what the looks may get wrong: the early ones and the last err in less than 5 % together.
pub(super) fn confirmed<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    value: u32,
    most: u64,
    chosen_from: usize,
) -> Result<Option<u64>, Interrupted> {
    for look in trials.looks() {
        let is_early = look >= trials.judged_after(value) && look < most;
        if is_early && trials.is_met_at_share_of_risk(value, look, 2 * chosen_from)? {
            return Ok(Some(look));
        }
    }
    let is_met = trials.point(value, most)?.verdict() == Verdict::Met;
    Ok(is_met.then_some(most))
}
