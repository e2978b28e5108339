//! What is shown around an answer: the values with a name, and the curve.
//!
//! An answer that stands is not lost when the study is stopped: what was run by then is shown. It knows trials and
//! values; it must not know how they are drawn.

use super::answer::{self, Answer, CURVE_REPLICATIONS, NAMED};
use super::doubt::{self, Doubt};
use super::trials::Trials;
use super::{Plan, Point};
use crate::scenario::Scenario;
use crate::world::Interrupted;

/// What is shown around an answer.
pub(super) struct Around {
    /// About the cheapest value; of those tried, if the study was stopped. `None` where values cost nothing by
    /// themselves.
    pub(super) cheapest: Option<u32>,
    /// Whether the answer is that of a cold beginning.
    pub(super) doubt: Option<Doubt>,
    /// By value.
    pub(super) curve: Vec<Point>,
    /// Whether it is all that was asked for.
    pub(super) is_whole: bool,
}

/// Runs what is shown around an answer: values with a name, and those of the curve, `grid`.
pub(super) fn whole<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    plan: &Plan,
    named: [Option<u32>; 2],
    answer: Answer,
    grid: &[u32],
) -> Result<Around, Interrupted> {
    // Only provisioned concurrency costs anything by itself, and makes up for a cold beginning.
    let (mut doubt, mut cheapest) = (None, None);
    if plan.is_provisioned() {
        doubt = doubt::doubt(trials, plan, answer)?;
        cheapest = Some(answer::cheapest(trials, plan, grid)?);
    }
    let below = answer.value.saturating_sub(1);
    // The answer as it was judged: as an anchor of its neighbours it may have been run more often since.
    let mut values = vec![(answer.value, trials.judged_after(answer.value))];
    let mut show = |value: u32, replications: u64| {
        if values.iter().all(|(known, _)| *known != value) {
            values.push((value, replications));
        }
    };
    let named: Vec<u32> = named.into_iter().chain([cheapest]).flatten().collect();
    trials.run_all(&named, NAMED)?;
    for value in named {
        // Whether a value with a name meets is of interest, too.
        trials.weigh(value)?;
        show(value, trials.count(value).max(NAMED));
    }
    if below >= plan.lower {
        show(below, trials.count(below).max(NAMED));
    }
    if plan.curve {
        for &value in grid {
            show(value, CURVE_REPLICATIONS);
        }
    }
    values.sort_unstable();
    Ok(Around {
        cheapest,
        doubt,
        curve: trials.points(&values)?,
        is_whole: true,
    })
}

/// The same of what has been run: nothing more is.
pub(super) fn as_far_as_known<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    plan: &Plan,
    answer: Answer,
) -> Result<Around, Interrupted> {
    let replications = |value| {
        if value == answer.value {
            trials.judged_after(value)
        } else {
            trials.count(value)
        }
    };
    let tried = trials.values_tried();
    let runs = tried.iter().map(|&value| (value, replications(value)));
    let enough: Vec<(u32, u64)> = runs.filter(|(_, runs)| *runs > 1).collect();
    let cheapest = if plan.is_provisioned() {
        Some(answer::cheapest_of(trials, &tried, 1)?)
    } else {
        None
    };
    Ok(Around {
        cheapest,
        doubt: None,
        curve: trials.points(&enough)?,
        is_whole: false,
    })
}
