//! The judged search: the least value that meets objectives with confidence, or the one that comes
//! nearest.
//!
//! Every kind of sizing takes its answers from here: one value for the run, one for each hour, one for
//! each tracking target. It knows trials and the range of values; it must not know what a value stands for.

use super::search::{self, Between};
use super::trials::Trials;
use super::{Plan, Verdict};
use crate::measures::Measure;
use crate::scenario::Scenario;
use crate::world::Interrupted;

/// The curve has at least so many values, as far as the range has them.
const CURVE_POINTS: u32 = 21;
/// The curve reaches so far beyond the answer and the rule of thumb.
const CURVE_REACH: f64 = 1.5;
/// Values over the whole range that are tried where no value was found to meet.
const SCAN_POINTS: u32 = 17;
/// Values below an answer that is not drawn as a curve.
const BELOW_POINTS: u32 = 8;
/// What the rule of thumb adds to the peak.
const RULE_OF_THUMB: f64 = 1.1;

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The least value that meets all objectives with confidence; where none does, the one that comes
    /// nearest.
    pub value: u32,
    /// Whether it meets them.
    pub met: bool,
    /// The least value that is not certain to miss: the same, unless more replications could move the
    /// answer down.
    pub least_possible: u32,
}

/// What the rule of thumb makes of the load.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thumb {
    /// Most requests in flight without provisioned concurrency, mean over the replications.
    pub peak: f64,
    /// That peak and a tenth, rounded up; at most the largest value.
    pub value: u32,
}

/// The rule of thumb, from the first replications of a value of 0.
pub(super) fn thumb<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    plan: &Plan,
) -> Result<Thumb, Interrupted> {
    let peak = trials.mean(0, plan.looks.first(), Measure::InFlightMax)?;
    let peak = peak.unwrap_or_default();
    Ok(Thumb {
        peak,
        value: rule_of_thumb(peak).min(plan.upper),
    })
}

/// A peak and a tenth, rounded up, whether or not so much can be provisioned.
pub fn rule_of_thumb(peak: f64) -> u32 {
    // A hair less, so that a tenth more than 100 is not 111 by a rounding.
    (RULE_OF_THUMB * peak - 1e-9).ceil().max(0.0) as u32
}

/// The least value that meets, by bisection from `guess`; else the one that comes nearest.
pub(super) fn answer<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    within: Between,
    guess: u32,
) -> Result<Answer, Interrupted> {
    let meets = |value| Ok(trials.judge(value)? == Verdict::Met);
    if let Some(value) = search::least(within, guess, meets)? {
        return settled(trials, within, value);
    }
    trials.tell_ends_miss(within);
    // More is not always better: provisioned concurrency takes from what is left for others, and a
    // value in between may meet where both ends miss.
    let scan = spread(within, SCAN_POINTS);
    let nearest = search::least_of(&scan, |value| trials.excess(value))?;
    if trials.judge(nearest)? == Verdict::Met {
        let below = scan.iter().rfind(|&&value| value < nearest).copied();
        let meets = |value| Ok(trials.judge(value)? == Verdict::Met);
        let value = search::descended(below.unwrap_or(within.least), nearest, meets)?;
        return settled(trials, within, value);
    }
    Ok(missed(nearest))
}

/// The same from a guess that is likely to be near. Where no value was found to meet it is the nearest of
/// those tried: the range is not looked over for others.
pub(super) fn answer_near<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    within: Between,
    guess: u32,
) -> Result<Answer, Interrupted> {
    let meets = |value| Ok(trials.judge(value)? == Verdict::Met);
    match search::least_near(within, guess, meets)? {
        Some(value) => settled(trials, within, value),
        None => nearest_tried(trials, within.least),
    }
}

/// The same where little hope is left: unless one of the ends of the range meets, it is the nearer of them.
pub(super) fn answer_at_ends<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    within: Between,
    guess: u32,
) -> Result<Answer, Interrupted> {
    for end in [within.least, within.most] {
        if trials.judge(end)? == Verdict::Met {
            return answer_near(trials, within, guess);
        }
    }
    nearest_tried(trials, within.least)
}

fn nearest_tried<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    least: u32,
) -> Result<Answer, Interrupted> {
    let mut nearest = (least, f64::INFINITY);
    for value in trials.values_tried() {
        let excess = trials.excess(value)?;
        if excess < nearest.1 {
            nearest = (value, excess);
        }
    }
    Ok(missed(nearest.0))
}

const fn missed(nearest: u32) -> Answer {
    Answer {
        value: nearest,
        met: false,
        least_possible: nearest,
    }
}

/// A value that meets, moved down past each neighbour that meets as well, with the least value that
/// may meet, too.
fn settled<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    within: Between,
    found: u32,
) -> Result<Answer, Interrupted> {
    let meets = |value| Ok(trials.judge(value)? == Verdict::Met);
    let value = search::below(within, found, meets)?;
    let least_possible = if value <= within.least || trials.judge(value - 1)? == Verdict::Missed {
        value
    } else {
        let may_meet = |value| Ok(trials.judge(value)? != Verdict::Missed);
        let below = Between {
            most: value,
            ..within
        };
        search::least(below, value, may_meet)?.unwrap_or(value)
    };
    Ok(Answer {
        value,
        met: true,
        least_possible,
    })
}

/// An answer after each value of its curve below it was judged as well, with the values of the curve:
/// from 0 to well beyond the answer and `shown`.
pub(super) fn over_curve<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    plan: &Plan,
    shown: u32,
    mut answer: Answer,
) -> Result<(Answer, Vec<u32>), Interrupted> {
    let all = Between::up_to(plan.upper);
    loop {
        let furthest = answer.value.max(shown);
        let end = (CURVE_REACH * f64::from(furthest)).ceil() as u32;
        let end = Between::up_to(end.max(10).min(plan.upper));
        let grid = spread(end, CURVE_POINTS);
        match lower(trials, all, &grid, answer)? {
            Some(lower) => answer = lower,
            None => return Ok((answer, grid)),
        }
    }
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
        match lower(trials, within, &grid, answer)? {
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
    grid: &[u32],
    answer: Answer,
) -> Result<Option<Answer>, Interrupted> {
    if !answer.met {
        return Ok(None);
    }
    let mut missed = within.least;
    for &value in grid.iter().filter(|&&value| value < answer.value) {
        if trials.judge(value)? == Verdict::Met {
            let meets = |value| Ok(trials.judge(value)? == Verdict::Met);
            let lower = search::descended(missed, value, meets)?;
            return settled(trials, within, lower).map(Some);
        }
        missed = value;
    }
    Ok(None)
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
