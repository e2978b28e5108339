//! The cheapest autoscaling that meets objectives: the target of target tracking, and its lower bound.
//!
//! For a tracking target a few replications sketch the lowest lower bound that meets, and what it costs; larger ones are
//! taken for as long as they cost less: busy enough, provisioned concurrency is cheaper than on demand. Targets are
//! sketched from AWS's highest down to its lowest in steps of 10 %, each beginning where the one before ended, because
//! what they need is much alike; then the neighbours of the cheapest at 5, 2 and 1 %, until none of them costs less.
//! Only those whose sketch is among the cheapest are judged with confidence, at the end. Whole percents are enough: a step of
//! autoscaling is a whole number of environments, and utilization itself varies by more. All pairs meet the same
//! requests, and costs are compared over as many replications of each.
//!
//! The cheapest of many that were judged to meet is likely to be one that was judged so by luck. It must meet with twice
//! the replications that any was judged by, too, or sooner at a risk that all it was chosen from share; else its lower
//! bound is raised, and the cheapest is looked for again.
//!
//! Of thousands of environments one more or less changes less than luck does. Lower bounds are told apart that differ by
//! more than a 400th, and targets whose costs differ by more than a thousandth: replications are spent on what makes a
//! difference. Where autoscaling never acts, all targets and the constant have the same runs, which are made once.
//!
//! Over targets the cost is a saw: it falls as the target rises, for as long as the lower bound need not
//! rise with it, and then jumps. A tooth between the targets tried may be a little lower than the one found.
//!
//! That is set beside a constant value that was chosen in the same way, the rule of thumb and none. Knows
//! targets and bounds; must not know how an answer is shown.

mod cheapest;
mod confirm;
mod search;
#[cfg(test)]
mod tests;

use super::answer::{self, Answer, Thumb};
use super::candidate::{autoscaling, lower_bounds, provisioned, tracked};
use super::doubt::{Doubt, doubt};
use super::search::Between;
use super::trials::{Idle, Trials};
use super::{Plan, Point, Verdict};
use crate::kernel::SimDuration;
use crate::measures::Measure;
use crate::scenario::{Autoscaling, Scenario};
use crate::study::Estimate;
use crate::study::watch::{Counted, Learnt, Watch};
use crate::world::Interrupted;
use cheapest::cheapest_from;
use confirm::{Confirmed, confirmed, next_that_meets};
use search::{Constant, Search};

/// What is chosen is confirmed by this many times the replications of the last look.
const CONFIRMED_BY: u64 = 2;

/// Lower bounds and constant values are told apart that differ by more than this part of themselves: to tell those by
/// less from each other takes replications by the hundred, and costs hardly differ.
const PART: u32 = 400;

/// A tracking target with the lower bound chosen for it.
#[derive(Clone, Debug)]
pub struct Tried {
    /// The target, in percent.
    pub percent: u32,
    /// The lowest lower bound that meets, or the nearest of those tried. It was raised where what was chosen
    /// could not be confirmed.
    pub least: Answer,
    /// Whether that was judged with confidence. Where the sketch of a target, a few replications, costs more than what
    /// was judged, it is left at that.
    pub is_judged: bool,
    /// The lower bound that was chosen as its value, with what was measured: the least, unless one above
    /// it costs less, or hardly more and takes fewer replications to confirm.
    pub point: Point,
}

/// A pair of target and lower bound, beside what it competes with.
#[derive(Clone, Debug)]
pub struct Tracking {
    /// What was searched; values up to its largest are constants.
    pub plan: Plan,
    /// The lower bounds that could be chosen, and how finely they were told apart.
    pub lower_bounds: Between,
    /// The function's autoscaling with the target and the lower bound of the answer.
    pub autoscaling: Autoscaling,
    /// Every target tried, in ascending order.
    pub tried: Vec<Tried>,
    /// The cheapest of those that meet; of none that does, the nearest.
    pub answer: Tried,
    /// The rule of thumb's constant value.
    pub thumb: Thumb,
    /// The whole run with that.
    pub thumb_point: Point,
    /// The lowest constant value, or the nearest.
    pub constant: Answer,
    /// The whole run with the constant value that was chosen: the least, unless one above it costs less, or hardly more
    /// and takes fewer replications to confirm.
    pub constant_point: Point,
    /// The whole run without any.
    pub none: Point,
    /// What the answer costs a month beyond the constant value, in USD, by pairs of replications
    /// that met the same requests.
    pub beyond_constant: Option<Estimate>,
    /// Whether the lowest constant value is the answer of a cold beginning; autoscaling then is, too.
    pub doubt: Option<Doubt>,
    /// Replications by which targets that were judged are compared.
    pub replications: u64,
    /// Replications by which the answer and the constant value were confirmed, and are shown.
    pub confirmed_by: u64,
    /// Runs in all.
    pub runs: u64,
}

impl Tracking {
    /// Whether the answer meets the objectives.
    pub fn is_met(&self) -> bool {
        self.answer.least.met
    }

    /// What costs least of all that meets the objectives; of equals the simplest. `None` if nothing meets
    /// them.
    pub fn cheapest(&self) -> Option<Cheapest> {
        let is_met = |point: &Point| point.verdict() == Verdict::Met;
        let all = [
            (Cheapest::None, &self.none, is_met(&self.none)),
            (Cheapest::Constant, &self.constant_point, self.constant.met),
            (
                Cheapest::RuleOfThumb,
                &self.thumb_point,
                is_met(&self.thumb_point),
            ),
            (Cheapest::Tracking, &self.answer.point, self.is_met()),
        ];
        let mut cheapest: Option<(Cheapest, f64)> = None;
        for (which, point, _) in all.into_iter().filter(|(.., met)| *met) {
            let cost = point.figure(Measure::MonthlyCost).map(|cost| cost.mean);
            if let Some(cost) = cost
                && cheapest.is_none_or(|(_, least)| cost < least)
            {
                cheapest = Some((which, cost));
            }
        }
        cheapest.map(|(which, _)| which)
    }

    /// Whether the answer never had more than at its start: in no replication did autoscaling act.
    pub fn is_idle(&self) -> bool {
        let point = &self.answer.point;
        let most = point.figure(Measure::ProvisionedMax);
        most.is_some_and(|most| most.mean <= f64::from(self.autoscaling.min.get()))
    }
}

/// What meets the objectives at the lowest cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cheapest {
    /// No provisioned concurrency.
    None,
    /// The constant value.
    Constant,
    /// The rule of thumb.
    RuleOfThumb,
    /// Autoscaling.
    Tracking,
}

impl Cheapest {
    /// Its name in data files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Constant => "constant",
            Self::RuleOfThumb => "rule_of_thumb",
            Self::Tracking => "tracking",
        }
    }
}

/// How long a scenario takes at least from the start of its run until autoscaling has changed anything:
/// the minutes above the target, and the preparation of what is asked for then.
pub fn time_to_act(scenario: &Scenario, autoscaling: &Autoscaling) -> SimDuration {
    let datapoints = SimDuration::from_secs(60 * u64::from(autoscaling.out_datapoints));
    datapoints + scenario.region.provisioned_allocation.preparation
}

/// Finds the pair of tracking target and lower bound that meets the plan's objectives at the lowest cost.
/// `None` if nothing can be provisioned for the function.
///
/// # Errors
/// [`Interrupted`] if an observer stopped its run.
pub fn target(
    plan: Plan,
    scenario: &Scenario,
    watch: &dyn Watch,
) -> Result<Option<Tracking>, Interrupted> {
    let function = plan.function;
    let Some(lower_bounds) = lower_bounds(scenario, function) else {
        return Ok(None);
    };
    let lower_bounds = lower_bounds.to_within_a(PART);
    let counted = Counted::new(watch);
    let own = autoscaling(scenario, function);
    let of_constant = |count| provisioned(scenario, function, count);
    let all = Between::up_to(plan.upper).to_within_a(PART);
    let constants = Trials::new(&plan, of_constant, &counted).noting_idle(&own);
    let mut constants = constants.telling_apart(all, 0.0);
    let thumb = answer::thumb(&mut constants, &plan)?;
    let constant = answer::answer(&mut constants, all, thumb.value)?;
    let constant = answer::over_those_below(&mut constants, all, constant)?;
    let confirmed_by = CONFIRMED_BY * plan.looks.most();
    let mut constant_value = constant.value;
    let mut constant_by = plan.looks.first();
    let mut next = constant.met.then_some(constant.value);
    while let Some(value) = next {
        constant_value = cheapest_from(&mut constants, (value, value), all)?;
        let chosen = (all, constant_value);
        let tried = constants.values_tried().len();
        next = match confirmed(&mut constants, chosen, confirmed_by, tried)? {
            Some(Confirmed {
                value,
                replications,
            }) => {
                (constant_value, constant_by) = (value, replications);
                None
            }
            None => next_that_meets(&mut constants, chosen, confirmed_by)?,
        };
    }
    let Answer { met, .. } = constant;
    watch.learnt(Learnt::Constant {
        value: constant_value,
        met,
    });

    let known = known(&mut constants, lower_bounds, constant)?;
    let slope = known.slope;
    let new = |percent| {
        let of = move |min| tracked(scenario, function, percent, min);
        let trials = Trials::new(&plan, of, &counted).noting_idle(&own);
        trials.telling_apart(lower_bounds, slope)
    };
    let mut idle = Idle::default();
    idle.add(&constants);
    let mut search = Search {
        new: &new,
        watch: &counted,
        lower_bounds,
        constant: known,
        confirmed_by,
        rows: Vec::new(),
        idle,
    };
    let (best, pair_by) = search.run()?;
    let confirmed_by = pair_by.max(constant_by);

    let mut rows = search.rows;
    rows.sort_by_key(|row| row.percent);
    // What is claimed is shown by the replications that confirmed it.
    let own_costs = rows.iter_mut().find(|row| row.percent == best);
    let own_costs = own_costs.map(|row| row.costs(confirmed_by)).transpose()?;
    let constant_costs = constants.each(constant_value, confirmed_by, Measure::MonthlyCost)?;
    let tried = rows.into_iter().map(|mut row| {
        let own = row.replications();
        let replications = if row.percent == best {
            confirmed_by
        } else {
            own
        };
        Ok(Tried {
            percent: row.percent,
            least: row.least,
            is_judged: row.is_judged,
            point: row.trials.point(row.value, replications)?,
        })
    });
    let tried: Vec<Tried> = tried.collect::<Result<_, _>>()?;
    let Some(answer) = tried.iter().find(|one| one.percent == best).cloned() else {
        return Ok(None);
    };
    let replications = plan.looks.first();
    Ok(Some(Tracking {
        lower_bounds,
        autoscaling: chosen(scenario, function, &answer),
        beyond_constant: beyond(&own_costs.unwrap_or_default(), &constant_costs),
        tried,
        answer,
        thumb,
        thumb_point: constants
            .point(thumb.value, constants.count(thumb.value).max(answer::NAMED))?,
        constant,
        constant_point: constants.point(constant_value, confirmed_by)?,
        none: constants.point(0, constants.count(0).max(answer::NAMED))?,
        doubt: doubt(&mut constants, &plan, constant)?,
        replications,
        confirmed_by,
        runs: counted.runs(),
        plan,
    }))
}

/// What constant values say of lower bounds: where those are told apart one by one, a sketch goes by all its
/// replications.
fn known<S: Fn(u32) -> Scenario + Sync>(
    constants: &mut Trials<'_, S>,
    lower_bounds: Between,
    Answer { value, met, .. }: Answer,
) -> Result<Constant, Interrupted> {
    let grain = lower_bounds.grain(value);
    if grain == 1 || !met {
        return Ok(Constant {
            value,
            spread: f64::INFINITY,
            margin: 0.0,
            slope: 0.0,
            sketch: search::SKETCH,
        });
    }
    let sketch = constants.enough_for(value, grain, search::SKETCH);
    Ok(Constant {
        value,
        spread: constants.spread(value),
        margin: constants.margin(value, sketch)?,
        slope: constants.slope_at(value),
        sketch,
    })
}

fn chosen(scenario: &Scenario, function: usize, answer: &Tried) -> Autoscaling {
    let scenario = tracked(scenario, function, answer.percent, answer.point.value);
    autoscaling(&scenario, function)
}

/// The mean of the differences between pairs.
fn beyond(one: &[Option<f64>], other: &[Option<f64>]) -> Option<Estimate> {
    let pairs = one.iter().zip(other);
    let differences: Option<Vec<f64>> = pairs
        .map(|(one, other)| Some((*one)? - (*other)?))
        .collect();
    Estimate::new(&differences?)
}
