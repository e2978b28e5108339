//! The least provisioned concurrency that meets objectives, and what more or less of it does.
//!
//! A value is tried by replications that meet the same requests as those of every other value (common
//! random numbers), and judged with confidence ([`verdict`]). The least value that meets is found by
//! bisection, which takes the verdicts to turn once; that is not taken on trust: the values just below
//! the answer are judged, and so is each value of the curve below it ([`search`]). Where no value meets,
//! the one that comes nearest is looked for over the whole range.
//!
//! It knows results, bills and objectives. What a value means to a scenario is the caller's: a constant
//! allocation, or that of an hour. It must not know how an answer is
//! shown.
//!
//! | module | what it holds |
//! |---|---|
//! | [`candidate`] | provisioned concurrency as what is searched for: the scenario of a value, the range |
//! | [`figure`] | what is measured of a value |
//! | [`hourly`](mod@hourly) | a value for each hour of the day, and what they come to as a schedule |
//! | [`trials`] | the replications of each value, run once and kept as numbers |
//! | [`verdict`] | whether objectives are met, with confidence |
//! | [`search`] | the least integer of a property, the least of a function |

pub mod candidate;
pub mod figure;
pub mod hourly;
pub mod search;
#[cfg(test)]
mod tests;
pub mod trials;
pub mod verdict;

use super::Estimate;
use crate::lambda::{Interrupted, Observer};
use crate::scenario::{Objective, Scenario};
pub use figure::Figure;
pub use hourly::{Hourly, hourly};
use trials::Trials;
pub use verdict::{Judged, Looks, Verdict};

/// The curve has at least so many values, as far as the range has them.
const CURVE_POINTS: u32 = 21;
/// The curve reaches so far beyond the answer and the rule of thumb.
const CURVE_REACH: f64 = 1.5;
/// Values over the whole range that are tried where no value was found to meet.
const SCAN_POINTS: u32 = 17;
/// What the rule of thumb adds to the peak.
const RULE_OF_THUMB: f64 = 1.1;

/// What is searched.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The function, by its position, whose results are judged.
    pub function: usize,
    /// What it has to achieve.
    pub objectives: Vec<Objective>,
    /// The largest value that may be tried; 0 is the smallest.
    pub upper: u32,
    /// After how many replications a value is judged.
    pub looks: Looks,
}

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

/// One value with what its replications gave.
#[derive(Clone, Debug)]
pub struct Point {
    /// The value.
    pub value: u32,
    /// Each objective, judged.
    pub judged: Vec<Judged>,
    /// An estimate for each of [`Figure::ALL`]; `None` if no replication had anything to measure.
    figures: Vec<Option<Estimate>>,
}

impl Point {
    /// The mean of a figure.
    pub fn figure(&self, figure: Figure) -> Option<Estimate> {
        self.figures.get(figure as usize).copied().flatten()
    }

    /// All objectives together.
    pub fn verdict(&self) -> Verdict {
        verdict::together(&self.judged)
    }
}

/// An answer with the curve around it.
#[derive(Clone, Debug)]
pub struct Sizing {
    /// What was searched.
    pub plan: Plan,
    /// The answer.
    pub answer: Answer,
    /// Most requests in flight with a value of 0, mean over the replications.
    pub peak: f64,
    /// That peak and a tenth, rounded up; at most the largest value.
    pub rule_of_thumb: u32,
    /// The value whose month costs least, whether or not it meets the objectives.
    pub cheapest: u32,
    /// Replications of each point of the curve.
    pub replications: u64,
    /// The curve, by value.
    pub curve: Vec<Point>,
    /// Runs that the search took.
    pub search_runs: u64,
    /// Runs in all.
    pub runs: u64,
}

impl Sizing {
    /// The point of a value; each of those named in this struct has one, and 0 too.
    pub fn point(&self, value: u32) -> Option<&Point> {
        self.curve.iter().find(|point| point.value == value)
    }

    /// Whether the answer is certain to be the least.
    pub fn is_certain(&self) -> bool {
        self.answer.least_possible == self.answer.value
    }
}

/// How a search is watched and stopped.
pub trait Watch: Sync {
    /// Watches one run.
    type Observer: Observer;
    /// The observer of the next run.
    fn observer(&self) -> Self::Observer;
    /// So many runs are done, and at least so many will be.
    fn expect(&self, done: u64, target: u64);
    /// One more run is done.
    fn run_done(&self);
}

/// Finds the least value that meets the plan's objectives, and the curve around it. `scenario` makes
/// the scenario of a value; all of them must meet the same requests.
///
/// # Errors
/// [`Interrupted`] if an observer stopped its run.
pub fn size<W: Watch>(
    plan: Plan,
    scenario: impl Fn(u32) -> Scenario + Sync,
    watch: &W,
) -> Result<Sizing, Interrupted> {
    let mut trials = Trials::new(&plan, scenario, watch);
    let peak = trials.mean(0, plan.looks.first(), Figure::InFlightMax)?;
    let peak = peak.unwrap_or_default();
    // A hair less, so that a tenth more than 100 is not 111 by a rounding.
    let rule = (RULE_OF_THUMB * peak - 1e-9).ceil().max(0.0) as u32;
    let rule_of_thumb = rule.min(plan.upper);

    let mut answer = answer(&mut trials, &plan, peak.ceil() as u32)?;
    let search_runs = trials.runs();
    let grid = loop {
        let grid = grid(&plan, &[answer.value, rule_of_thumb]);
        let Some((missed, met)) = met_below(&mut trials, &grid, answer)? else {
            break grid;
        };
        let meets = |value| Ok(trials.judge(value)? == Verdict::Met);
        let lower = search::descended(missed, met, meets)?;
        answer = settled(&mut trials, lower)?;
    };

    let replications = trials.judged_after(answer.value);
    let mut cost = |value| {
        let cost = trials.mean(value, replications, Figure::MonthlyCost)?;
        Ok(cost.unwrap_or(f64::INFINITY))
    };
    let cheapest = search::least_of(&grid, &mut cost)?;

    let mut values = grid;
    let below = answer.value.saturating_sub(1);
    values.extend([answer.value, below, rule_of_thumb, cheapest]);
    values.sort_unstable();
    values.dedup();
    let curve = values
        .into_iter()
        .map(|value| trials.point(value, replications))
        .collect::<Result<_, Interrupted>>()?;
    Ok(Sizing {
        answer,
        peak,
        rule_of_thumb,
        cheapest,
        replications,
        curve,
        search_runs,
        runs: trials.runs(),
        plan,
    })
}

/// The least value that meets, by bisection from `guess`; else the one that comes nearest.
fn answer<W: Watch, S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, W, S>,
    plan: &Plan,
    guess: u32,
) -> Result<Answer, Interrupted> {
    let meets = |value| Ok(trials.judge(value)? == Verdict::Met);
    if let Some(value) = search::least(plan.upper, guess, meets)? {
        return settled(trials, value);
    }
    // More is not always better: provisioned concurrency takes from what is left for others, and a
    // value in between may meet where both ends miss.
    let scan = spread(plan.upper, SCAN_POINTS);
    let nearest = search::least_of(&scan, |value| trials.excess(value))?;
    if trials.judge(nearest)? == Verdict::Met {
        let below = scan.iter().rfind(|&&value| value < nearest).copied();
        let meets = |value| Ok(trials.judge(value)? == Verdict::Met);
        let value = search::descended(below.unwrap_or(0), nearest, meets)?;
        return settled(trials, value);
    }
    Ok(Answer {
        value: nearest,
        met: false,
        least_possible: nearest,
    })
}

/// A value that meets, moved down past each neighbour that meets as well, with the least value that
/// may meet, too.
fn settled<W: Watch, S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, W, S>,
    found: u32,
) -> Result<Answer, Interrupted> {
    let value = search::below(found, |value| Ok(trials.judge(value)? == Verdict::Met))?;
    let least_possible = match value {
        0 => 0,
        _ if trials.judge(value - 1)? == Verdict::Missed => value,
        _ => {
            let may_meet = |value| Ok(trials.judge(value)? != Verdict::Missed);
            search::least(value, value, may_meet)?.unwrap_or(value)
        }
    };
    Ok(Answer {
        value,
        met: true,
        least_possible,
    })
}

/// The first value of the grid below an answer that meets as well, which bisection did not come by, with
/// the one before it on the grid.
fn met_below<W: Watch, S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, W, S>,
    grid: &[u32],
    answer: Answer,
) -> Result<Option<(u32, u32)>, Interrupted> {
    if !answer.met {
        return Ok(None);
    }
    let mut before = 0;
    for &value in grid.iter().filter(|&&value| value < answer.value) {
        if trials.judge(value)? == Verdict::Met {
            return Ok(Some((before, value)));
        }
        before = value;
    }
    Ok(None)
}

/// The values of the curve: from 0 to well beyond all of `shown`.
fn grid(plan: &Plan, shown: &[u32]) -> Vec<u32> {
    let furthest = shown.iter().copied().max().unwrap_or(0);
    let end = (CURVE_REACH * f64::from(furthest)).ceil() as u32;
    spread(end.max(10).min(plan.upper), CURVE_POINTS)
}

/// At most `points` whole numbers from 0 to `end`, evenly spread.
fn spread(end: u32, points: u32) -> Vec<u32> {
    let gaps = u64::from(points.max(2) - 1);
    let mut values: Vec<u32> = (0..=gaps)
        .map(|index| ((u64::from(end) * index + gaps / 2) / gaps) as u32)
        .collect();
    values.dedup();
    values
}
