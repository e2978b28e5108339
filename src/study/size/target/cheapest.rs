//! The value that costs least of those that meet: busy enough, provisioned concurrency is cheaper than on demand.
//!
//! It knows trials and values; it must not know what a value stands for.

use super::super::search::{self, Between};
use super::super::trials::Trials;
use crate::scenario::Scenario;
use crate::world::Interrupted;

/// A cost is flat about where it is lowest: where values are not told apart one by one, it is looked for in steps of this
/// part of them.
const PART: u32 = 32;

/// The value, from one that meets upwards, that costs least of those that meet; it is likely to be near another.
pub(super) fn cheapest_from<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    (least, near): (u32, u32),
    within: Between,
) -> Result<u32, Interrupted> {
    let cheapest = cheapest_above(trials, (least, near), within)?;
    Ok(if trials.meets(cheapest)? {
        cheapest
    } else {
        least
    })
}

/// The value, from one upwards, that costs least by one replication: all meet the same requests. Most often it is the
/// first, beyond which the cost only rises; else it is likely to be near another.
pub(super) fn cheapest_above<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    (least, near): (u32, u32),
    within: Between,
) -> Result<u32, Interrupted> {
    let most = within.most;
    let is_exact = within.grain(least) == 1;
    let step = if is_exact { 1 } else { (least / PART).max(1) };
    let is_near = |one: &u32| *one > least && *one - least <= step;
    let tried = trials.values_tried().into_iter().find(is_near);
    let next = tried.unwrap_or_else(|| least.saturating_add(within.grain(least)).min(most));
    let costs = trials.costs(&[least, next], 1)?;
    if costs[0] <= costs[1] {
        return Ok(least);
    }
    let steps = most.saturating_sub(least) / step;
    let at = |steps: u32| least + steps * step;
    let mut cost = |steps: u32| Ok(trials.costs(&[at(steps)], 1)?[0]);
    let guess = near.saturating_sub(least) / step;
    let lowest = if is_exact || guess == 0 {
        search::least_from(0, steps, cost)?
    } else {
        search::lowest_near(guess.min(steps), steps, &mut cost)?
    };
    Ok(at(lowest))
}
