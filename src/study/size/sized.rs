//! What a run gave of what is sized: a function or a version; of an alias with provisioned concurrency all the
//! versions that it points to, together.
//!
//! Knows results; must not know what is measured of them.

use std::borrow::Cow;
use std::ops::Range;

use crate::metrics::{FunctionResult, RunResult, StartUp};
use crate::scenario::Scenario;
use crate::scenario::setting::provisioned_alias;
use crate::scenario::versions;

/// The places of what is sized with the function at `index`.
fn places(scenario: &Scenario, index: usize) -> Range<usize> {
    match provisioned_alias(scenario, index) {
        Some(_) => versions(&scenario.functions, index),
        None => index..index + 1,
    }
}

/// The result in which what is sized is one function, with its place there.
pub(super) fn as_one<'a>(
    scenario: &Scenario,
    result: &'a RunResult,
    index: usize,
) -> (Cow<'a, RunResult>, usize) {
    let places = places(scenario, index);
    let Some([first, others @ ..]) = result.functions.get(places.clone()) else {
        return (Cow::Borrowed(result), index);
    };
    if others.is_empty() {
        return (Cow::Borrowed(result), places.start);
    }
    let both = others.iter().fold(first.clone(), together);
    let start = places.start;
    let mut whole = result.clone();
    whole.functions.splice(places, [both]);
    (Cow::Owned(whole), start)
}

/// How it started up; `None` if the scenario says how it begins.
pub(super) fn start_up(scenario: &Scenario, result: &RunResult, index: usize) -> Option<StartUp> {
    let each =
        places(scenario, index).filter_map(|one| StartUp::of_function(scenario, result, one));
    each.reduce(|mut sum, one| {
        sum += one;
        sum
    })
}

/// Two versions as one function. The peaks of an interval are added, which need not have come at the same
/// time: the peak in flight may be somewhat lower.
fn together(mut whole: FunctionResult, one: &FunctionResult) -> FunctionResult {
    whole.totals += one.totals;
    whole.latency.merge(&one.latency);
    whole.open_ages.extend(&one.open_ages);
    whole.has_provisioned |= one.has_provisioned;
    whole.billed.on_demand_ms += one.billed.on_demand_ms;
    whole.billed.init_ms += one.billed.init_ms;
    whole.billed.provisioned_ms += one.billed.provisioned_ms;
    whole.in_flight.max += one.in_flight.max;
    let (mut busy, mut allocated) = (0, 0);
    for (row, other) in whole.intervals.iter_mut().zip(&one.intervals) {
        row.in_flight.max += other.in_flight.max;
        row.provisioned_allocated += other.provisioned_allocated;
        busy = busy.max(row.in_flight.max);
        allocated = allocated.max(row.provisioned_allocated);
    }
    whole.in_flight.max = whole.in_flight.max.min(busy);
    if let (Some(both), Some(other)) = (&mut whole.provisioned, &one.provisioned) {
        both.allocated.mean += other.allocated.mean;
        both.allocated.max = allocated;
    } else if whole.provisioned.is_none() {
        whole.provisioned.clone_from(&one.provisioned);
    }
    whole
}
