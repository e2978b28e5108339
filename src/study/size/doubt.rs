//! Whether an answer is that of a cold beginning: what would not meet the objectives without provisioned
//! concurrency is then the start of the runs, and nothing that the service goes through every day.
//!
//! Knows trials and answers; must not know how that is said.

use super::trials::Trials;
use super::{Answer, Plan};
use crate::metrics::{StartUp, Trouble};
use crate::scenario::Scenario;
use crate::world::Interrupted;

/// Why an answer may be too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The start of the runs without provisioned concurrency, added up.
    pub start_up: StartUp,
    /// What most of fell into it, and counts for an objective.
    pub driven: Trouble,
}

/// The doubt about an answer; `None` where the scenario says how its runs begin, where nothing need be
/// provisioned, and where what the objectives measure comes all through the run.
pub(super) fn doubt<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    plan: &Plan,
    answer: Answer,
) -> Result<Option<Doubt>, Interrupted> {
    if answer.met && answer.value == 0 {
        return Ok(None);
    }
    let start_up = trials.start_up(0, super::answer::NAMED)?;
    Ok(start_up.and_then(|start_up| {
        let mut objectives = plan.objectives.iter();
        let driven = objectives.find_map(|one| start_up.drives_objective(one))?;
        Some(Doubt { start_up, driven })
    }))
}
