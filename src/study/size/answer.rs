//! The judged search: the lowest value that meets objectives with confidence, or the one that comes
//! nearest.
//!
//! Every kind of sizing takes its answers from here: one value for the run, one for each hour, one for
//! each tracking target. It knows trials and the range of values; it must not know what a value stands for.

use super::search::{self, Asked, Between};
use super::trials::Trials;
use super::{Plan, Verdict};
use crate::measures::Measure;
use crate::scenario::Scenario;
use crate::world::Interrupted;

/// Replications of a value that is shown beside the answer.
pub(super) const NAMED: u64 = 4;
/// Replications of a value of the curve that has no name.
pub(super) const CURVE_REPLICATIONS: u64 = 2;
/// Replications by which the cheapest value is found: all meet the same requests.
const CHEAPEST_REPLICATIONS: u64 = 1;
/// Values of the curve up to well beyond the answer, and from there on.
const NEAR_POINTS: u32 = 7;
const FAR_POINTS: u32 = 4;
/// The curve reaches so far beyond the answer and the rule of thumb.
const CURVE_REACH: f64 = 1.5;
/// Values over the whole range that are tried where no value was found to meet.
const SCAN_POINTS: u32 = 17;
/// Replications of each of them.
const SCAN_REPLICATIONS: u64 = 3;
/// Values below an answer that is not drawn as a curve.
const BELOW_POINTS: u32 = 5;
/// What the rule of thumb adds to the peak.
const RULE_OF_THUMB: f64 = 1.1;

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The lowest value that meets all objectives with confidence; where none does, the one that comes
    /// nearest.
    pub value: u32,
    /// Whether it meets them.
    pub met: bool,
    /// The lowest value that is not certain to miss: the same, unless more replications could move the
    /// answer down.
    pub least_possible: u32,
}

/// What the rule of thumb makes of the load.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thumb {
    /// Most requests in flight without provisioned concurrency, mean over the replications.
    pub peak: f64,
    /// What serves that peak and a tenth, rounded up; at most the largest value.
    pub value: u32,
}

/// The rule of thumb, from a few replications of nothing provisioned, or of as much as can be of another quantity.
pub(super) fn thumb<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    plan: &Plan,
) -> Result<Thumb, Interrupted> {
    let free = if plan.is_provisioned() { 0 } else { plan.upper };
    let peak = trials.mean(free, NAMED, Measure::InFlightMax)?;
    let scenario = trials.scenario(free);
    Ok(Thumb::of(peak.unwrap_or_default(), plan, &scenario))
}

impl Thumb {
    /// What it makes of a peak, within the values of a plan.
    pub(super) fn of(peak: f64, plan: &Plan, scenario: &Scenario) -> Self {
        let requests = rule_of_thumb(peak);
        let value = plan.setting.serving(scenario, requests);
        Self {
            peak,
            value: value.unwrap_or(requests).clamp(plan.lower, plan.upper),
        }
    }
}

/// A peak and a tenth, rounded up, whether or not so much can be provisioned.
pub fn rule_of_thumb(peak: f64) -> u32 {
    // A hair less, so that a tenth more than 100 is not 111 by a rounding.
    (RULE_OF_THUMB * peak - 1e-9).ceil().max(0.0) as u32
}

/// The lowest value that meets; else the one that comes nearest. One replication of a few values says where to look;
/// there the values are judged.
pub(super) fn answer<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    within: Between,
    guess: u32,
) -> Result<Answer, Interrupted> {
    let start = match search::bracketed(within, guess, |values| trials.lean(values, 1))? {
        Some(Between { least, most, .. }) if most - least > 1 => {
            let [without, with] = [least, most].map(|value| (value, trials.leaning(value, 1)));
            search::turns(without, with)
        }
        Some(bracket) => bracket.most,
        None => within.most,
    };
    trials.tell_near(start);
    if let Some(value) = met_near(trials, within, start)? {
        return settled(trials, within, value);
    }
    trials.tell_ends_miss(within);
    // More is not always better: provisioned concurrency takes from what is left for others, and a
    // value in between may meet where both ends miss.
    let scan = spread(within, SCAN_POINTS);
    trials.run_all(&scan, SCAN_REPLICATIONS)?;
    let lean = |value| Ok(trials.lean(&[value], SCAN_REPLICATIONS)?[0]);
    let nearest = search::least_of(&scan, lean)?;
    if trials.meets(nearest)? {
        let below = scan.iter().rfind(|&&value| value < nearest).copied();
        let below = below.unwrap_or(within.least);
        let value = search::descended(below, nearest, |value| trials.meets(value))?;
        return settled(trials, within, value);
    }
    Ok(missed(nearest))
}

/// The lowest value that meets, from one that is likely to be near; `None` if none was found up to the upper end.
/// Values on the way are judged with as few replications as it takes, the one that is found by its own.
pub(super) fn met_near<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    within: Between,
    mut start: u32,
) -> Result<Option<u32>, Interrupted> {
    loop {
        let steps = steps(trials.slope_at(start));
        let found = search::least_near(within, start, steps, |value| {
            let weighed = trials.weigh(value)?;
            Ok(Asked {
                has: weighed.verdict == Verdict::Met,
                beyond: weighed.beyond,
            })
        })?;
        let Some(value) = found else {
            return Ok(None);
        };
        if trials.judge(value)? == Verdict::Met {
            return Ok(Some(value));
        }
        if value == within.most {
            return Ok(None);
        }
        start = value + within.grain(value);
    }
}

/// The same from a guess that is likely to be near. Where no value was found to meet it is the nearest of
/// those tried: the range is not looked over for others.
pub(super) fn answer_near<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    within: Between,
    guess: u32,
) -> Result<Answer, Interrupted> {
    match met_near(trials, within, guess)? {
        Some(value) => settled(trials, within, value),
        None => nearest_tried(trials, within.least),
    }
}

fn nearest_tried<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    least: u32,
) -> Result<Answer, Interrupted> {
    let mut nearest = (least, f64::INFINITY);
    for value in trials.values_tried() {
        let excess = trials.lean(&[value], 1)?[0];
        if excess < nearest.1 {
            nearest = (value, excess);
        }
    }
    Ok(missed(nearest.0))
}

/// What a few replications say of the lowest value that meets: it is neither judged nor certain.
pub(super) const fn sketched(value: u32, met: bool) -> Answer {
    Answer {
        value,
        met,
        least_possible: value,
    }
}

const fn missed(nearest: u32) -> Answer {
    Answer {
        value: nearest,
        met: false,
        least_possible: nearest,
    }
}

/// How many environments more or less it is likely to take for a value that is so far beyond the objectives.
pub(super) fn steps(slope: f64) -> impl Fn(u32, f64) -> u32 + Copy {
    move |value, beyond| {
        let steps = (beyond.abs() / slope).ceil();
        // Not further than half of the value, lest a slope of nearly nothing lead far away.
        if steps.is_finite() {
            (steps as u32).min(value / 2 + 1)
        } else {
            1
        }
    }
}

/// A value that meets, moved down past each neighbour that meets as well, with the lowest value that
/// may meet, too.
fn settled<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    within: Between,
    found: u32,
) -> Result<Answer, Interrupted> {
    let value = search::below(within, found, |value| trials.meets(value))?;
    Ok(Answer {
        value,
        met: true,
        least_possible: least_possible(trials, within, value)?,
    })
}

/// The lowest value that is not certain to miss, from one that meets downwards.
fn least_possible<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    within: Between,
    value: u32,
) -> Result<u32, Interrupted> {
    if value <= within.least {
        return Ok(value);
    }
    let grain = within.grain(value);
    let neighbour = value.saturating_sub(grain).max(within.least);
    let next = trials.weigh(neighbour)?;
    if next.verdict == Verdict::Missed {
        return Ok(value);
    }
    let steps = steps(trials.slope_at(value));
    let far = steps(value, next.beyond_at_best);
    let below = Between {
        most: neighbour,
        ..within
    };
    let start = value.saturating_sub(far.max(grain));
    let least = search::least_near(below, start, steps, |value| {
        let weighed = trials.weigh(value)?;
        Ok(Asked {
            has: weighed.verdict != Verdict::Missed,
            beyond: weighed.beyond_at_best,
        })
    })?;
    Ok(least.unwrap_or(value))
}

/// An answer after each value of its curve below it was looked at as well, with the values of the curve:
/// from 0 to well beyond the answer, and fewer from there to well beyond `shown`.
pub(super) fn over_curve<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    plan: &Plan,
    shown: u32,
    mut answer: Answer,
) -> Result<(Answer, Vec<u32>), Interrupted> {
    let all = plan.within();
    let reach = |value: u32| {
        ((CURVE_REACH * f64::from(value)).ceil() as u32)
            .max(plan.lower.saturating_add(10))
            .min(plan.upper)
    };
    loop {
        let (near, far) = (reach(answer.value), reach(answer.value.max(shown)));
        let mut grid = spread(Between::new(plan.lower, near), NEAR_POINTS);
        if far > near {
            let beyond = spread(Between::new(near, far), FAR_POINTS);
            grid.extend(beyond.into_iter().skip(1));
        }
        let grid = through_tried(&grid, &trials.values_tried());
        if plan.curve {
            // All at once keeps the cores busy; without a curve only those below the answer are looked at.
            trials.run_all(&grid, CURVE_REPLICATIONS)?;
        }
        match lower(trials, all, (&grid, CURVE_REPLICATIONS), answer)? {
            Some(lower) => answer = lower,
            None => return Ok((answer, grid)),
        }
    }
}

/// The values of a grid, each but the ends moved to one that was tried, where that is nearer than the grid's own.
fn through_tried(grid: &[u32], tried: &[u32]) -> Vec<u32> {
    let inner = |at: usize| {
        let (value, last) = (grid[at], grid.len() - 1);
        let gap = [at.checked_sub(1), Some(at + 1).filter(|next| *next <= last)];
        let gap = gap
            .into_iter()
            .flatten()
            .map(|other| grid[other].abs_diff(value))
            .min();
        let is_near = |one: &&u32| 2 * one.abs_diff(value) < gap.unwrap_or(0);
        let near = tried
            .iter()
            .filter(is_near)
            .min_by_key(|one| one.abs_diff(value));
        if at == 0 || at == last {
            value
        } else {
            near.copied().unwrap_or(value)
        }
    };
    (0..grid.len()).map(inner).collect()
}

/// An answer after some values below it were judged as well.
pub(super) fn over_those_below<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    within: Between,
    mut answer: Answer,
) -> Result<Answer, Interrupted> {
    loop {
        let below = Between {
            most: answer.value,
            ..within
        };
        let grid = spread(below, BELOW_POINTS);
        match lower(trials, within, (&grid, 1), answer)? {
            Some(lower) => answer = lower,
            None => return Ok(answer),
        }
    }
}

/// The answer that a value of the grid leads to which lies below an answer and meets as well: bisection
/// did not come by it.
fn lower<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    within: Between,
    (grid, replications): (&[u32], u64),
    answer: Answer,
) -> Result<Option<Answer>, Interrupted> {
    if !answer.met {
        return Ok(None);
    }
    let below: Vec<u32> = grid
        .iter()
        .copied()
        .filter(|&value| value < answer.value)
        .collect();
    let leaning = trials.lean(&below, replications)?;
    let mut missed = within.least;
    for (value, beyond) in below.into_iter().zip(leaning) {
        if beyond <= 0.0 && trials.meets(value)? {
            let lower = search::descended(missed, value, |value| trials.meets(value))?;
            return settled(trials, within, lower).map(Some);
        }
        missed = value;
    }
    Ok(None)
}

/// About the value whose month costs least, by a few replications.
pub(super) fn cheapest<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    plan: &Plan,
    grid: &[u32],
) -> Result<u32, Interrupted> {
    let last = grid.last().copied().unwrap_or(plan.lower);
    let mut known = vec![plan.lower, last];
    if plan.curve {
        let lowest = cheapest_of(trials, grid, CURVE_REPLICATIONS)?;
        let at = grid.iter().position(|&value| value == lowest).unwrap_or(0);
        known = grid[at.saturating_sub(1)..grid.len().min(at + 2)].to_vec();
    }
    known.dedup();
    search::lowest_between(&known, |values| trials.costs(values, CHEAPEST_REPLICATIONS))
}

/// Of some values the one whose month costs least, by this many replications; of equals the smallest.
pub(super) fn cheapest_of<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    values: &[u32],
    replications: u64,
) -> Result<u32, Interrupted> {
    let costs = trials.costs(values, replications)?;
    let each = values.iter().zip(costs);
    let cheapest = each.min_by(|(_, one), (_, other)| one.total_cmp(other));
    Ok(cheapest.map_or(0, |(&value, _)| value))
}

/// At most `points` whole numbers over a range, evenly spread, its ends among them.
fn spread(within: Between, points: u32) -> Vec<u32> {
    let gaps = u64::from(points.max(2) - 1);
    let length = u64::from(within.most.saturating_sub(within.least));
    let mut values: Vec<u32> = (0..=gaps)
        .map(|index| within.least + ((length * index + gaps / 2) / gaps) as u32)
        .collect();
    values.dedup();
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_goes_through_values_that_were_tried() {
        let tried = [0, 3, 411, 427, 548, 822, 2000];
        let grid = [0, 107, 214, 321, 428, 535, 642];
        let through = through_tried(&grid, &tried);
        // 411 is nearer to 428 than to 321, and 427 nearest; the ends stay.
        assert_eq!(through, [0, 107, 214, 321, 427, 548, 642]);
        assert_eq!(through_tried(&[5], &tried), [5]);
        assert_eq!(through_tried(&[0, 1, 2], &tried), [0, 1, 2]);
    }
}
