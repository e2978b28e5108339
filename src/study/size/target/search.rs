//! The search over tracking targets: each is sketched by a few replications, two at a time, and only those that promise
//! to be cheapest are judged.
//!
//! It knows rows of targets with their trials; it must not know what they are compared with in the end.

use super::super::answer::{self, Answer};
use super::super::search::{self, Asked, Between};
use super::super::trials::{Idle, Trials};
use super::cheapest::{cheapest_above, cheapest_from};
use super::confirm::{Confirmed, confirmed, next_that_meets};
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
/// Replications of a sketch, at most.
pub(super) const SKETCH: u64 = 3;
/// Replications of what is shown, at least: of one alone nothing is known of its error.
const SHOWN: u64 = 2;
/// One replication is believed that is so far beyond an objective or within it, as a share of its limit, or by so many
/// times as far as replications are apart.
const FAR: f64 = 0.1;
const SPREADS: f64 = 3.0;
/// A target that costs less by no more than this share is not looked for: costs of a few replications tell no better.
const NO_LESS: f64 = 0.001;
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
    /// What is known of constant values.
    pub(super) constant: Constant,
    pub(super) confirmed_by: u64,
    pub(super) rows: Vec<Row<'a, S>>,
    /// All runs so far in which autoscaling did not act.
    pub(super) idle: Idle,
}

/// What constant values say of lower bounds.
pub(super) struct Constant {
    /// The lowest that meets.
    pub(super) value: u32,
    /// How far replications of it are apart, as a share of an objective's limit.
    pub(super) spread: f64,
    /// By which share it is more than what meets by a sketch.
    pub(super) margin: f64,
    /// By how much less an environment more is beyond the objectives.
    pub(super) slope: f64,
    /// Replications of a sketch: fewer where a few environments make more of a difference than luck.
    pub(super) sketch: u64,
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
        let Some((mut least, mut best)) = self.cheapest_by(false, self.constant.sketch)? else {
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
                match self.cheapest_by(false, self.constant.sketch)? {
                    Some((cost, better)) if cost < least * (1.0 - NO_LESS) => {
                        (least, best) = (cost, better);
                    }
                    _ => break,
                }
            }
        }
        self.confirm()
    }

    /// The cheapest that stays certain with more replications; whatever does not is raised.
    fn confirm(&mut self) -> Result<(u32, u64), Interrupted> {
        while let Some(best) = self.cheapest()? {
            let (within, tried) = (self.lower_bounds, self.rows.len());
            let Some(row) = self.rows.iter_mut().find(|row| row.percent == best) else {
                break;
            };
            let (trials, value) = (&mut row.trials, row.value);
            trials.take_idle(&self.idle, best);
            let most = self.confirmed_by;
            if let Some(found) = confirmed(trials, (within, value), most, tried)? {
                let Confirmed {
                    value,
                    replications,
                } = found;
                row.value = value;
                return Ok((best, replications));
            }
            match next_that_meets(trials, (within, value), most)? {
                Some(next) => {
                    row.least.value = next;
                    row.value = cheapest_from(trials, (next, value), within)?;
                }
                None => row.least.met = false,
            }
            self.idle.add(&row.trials);
        }
        Ok((self.nearest()?, self.confirmed_by))
    }

    /// Sketches targets, all at once.
    fn sketch(&mut self, percents: &[u32]) -> Result<(), Interrupted> {
        let rows = parallel::try_map(percents, |&percent| self.sketched(percent))?;
        // Those that are sketched at once know nothing of each other, whichever is first.
        rows.iter().for_each(|row| self.idle.add(&row.trials));
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
        trials.take_idle(&self.idle, percent);
        let within = self.lower_bounds;
        let sketch = self.constant.sketch;
        let far = FAR.min(SPREADS * self.constant.spread);
        // A quarter more or less where the objective is missed by as much as it asks for.
        let step =
            |value: u32, beyond: f64| (f64::from(value) * beyond.abs().min(1.0) / 4.0) as u32;
        let found = search::least_near(within, guess, step, |value| {
            let beyond = roughly(&mut trials, value, (far, sketch))?;
            Ok(Asked {
                has: beyond <= 0.0,
                beyond,
            })
        })?;
        let value = match found {
            Some(value) => {
                let near = near.map_or(value, |row| row.value);
                cheapest_above(&mut trials, (value, near), within)?
            }
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
            let best = self.cheapest_by(true, self.constant.sketch)?;
            let raised = 1.0 + AS_MUCH * (self.raised()? - 1.0);
            let promises = |(cost, _): &(f64, u32)| {
                best.is_none_or(|(least, _)| *cost * raised < least * (1.0 - NO_LESS))
            };
            let next = self.cheapest_by(false, self.constant.sketch)?;
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
            let costs = row
                .trials
                .costs(&[row.value, row.sketched], self.constant.sketch)?;
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
        row.map_or(SHOWN, |row| row.trials.first_look())
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
        trials.take_idle(&self.idle, percent);
        // A value that meets by the mean is the one about which replications can say least.
        let certain = f64::from(row.least.value) * (1.0 + self.constant.margin);
        let least = answer::answer_near(trials, within, certain.ceil() as u32)?;
        row.least = answer::over_those_below(trials, within, least)?;
        row.value = if row.least.met {
            cheapest_from(trials, (row.least.value, row.value), within)?
        } else {
            row.least.value
        };
        row.is_judged = true;
        self.idle.add(&row.trials);
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
            let excess = row.trials.lean(&[row.value], self.constant.sketch)?[0];
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
        self.trials.count(self.value).max(SHOWN)
    }
}

/// How far a value is from meeting the objectives: by one replication where that is far, else by a sketch.
fn roughly<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    value: u32,
    (far, replications): (f64, u64),
) -> Result<f64, Interrupted> {
    let one = trials.lean(&[value], 1)?[0];
    if one.abs() > far {
        return Ok(one);
    }
    Ok(trials.lean(&[value], replications)?[0])
}
