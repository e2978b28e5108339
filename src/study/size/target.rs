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
//! Over targets the cost is a saw: it falls as the target rises, for as long as the lower bound need not
//! rise with it, and then jumps. A tooth between the targets tried may be a little lower than the one found.
//!
//! That is set beside a constant value that was chosen in the same way, the rule of thumb and none. Knows
//! targets and bounds; must not know how an answer is shown.

mod search;
#[cfg(test)]
mod tests;

use super::answer::{self, Answer, Thumb};
use super::candidate::{autoscaling, lower_bounds, provisioned, tracked};
use super::doubt::{Doubt, doubt};
use super::search::Between;
use super::trials::Trials;
use super::{Plan, Point, Verdict};
use crate::kernel::SimDuration;
use crate::measures::Measure;
use crate::scenario::{Autoscaling, Scenario};
use crate::study::Estimate;
use crate::study::watch::{Counted, Learnt, Watch};
use crate::world::Interrupted;
use search::{Search, cheapest_from, confirmed, next_that_meets};

/// What is chosen is confirmed by this many times the replications of the last look.
const CONFIRMED_BY: u64 = 2;

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
    /// it costs less.
    pub point: Point,
}

/// A pair of target and lower bound, beside what it competes with.
#[derive(Clone, Debug)]
pub struct Tracking {
    /// What was searched; values up to its largest are constants.
    pub plan: Plan,
    /// The lower bounds that could be chosen.
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
    /// The whole run with the constant value that was chosen: the least, unless one above it costs less.
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
    let counted = Counted::new(watch);
    let of_constant = |count| provisioned(scenario, function, count);
    let mut constants = Trials::new(&plan, of_constant, &counted);
    let thumb = answer::thumb(&mut constants, &plan)?;
    let all = Between::up_to(plan.upper);
    let constant = answer::answer(&mut constants, all, thumb.value)?;
    let constant = answer::over_those_below(&mut constants, all, constant)?;
    let confirmed_by = CONFIRMED_BY * plan.looks.most();
    let mut constant_value = constant.value;
    let mut constant_by = plan.looks.first();
    let mut next = constant.met.then_some(constant.value);
    while let Some(value) = next {
        constant_value = cheapest_from(&mut constants, value, plan.upper)?;
        let tried = constants.values_tried().len();
        next = match confirmed(&mut constants, constant_value, confirmed_by, tried)? {
            Some(replications) => {
                constant_by = replications;
                None
            }
            None => next_that_meets(&mut constants, constant_value, plan.upper)?,
        };
    }
    let Answer { met, .. } = constant;
    watch.learnt(Learnt::Constant {
        value: constant_value,
        met,
    });

    let new = |percent| {
        let of = move |min| tracked(scenario, function, percent, min);
        Trials::new(&plan, of, &counted)
    };
    let mut search = Search {
        new: &new,
        watch: &counted,
        lower_bounds,
        constant,
        confirmed_by,
        rows: Vec::new(),
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
