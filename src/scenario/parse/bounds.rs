//! What bounds and their schedules have in common.
//!
//! It knows numbers and times of the day; it must not know what they bound.

use std::fmt::Display;

use super::context::Context;
use super::given::Given;
use super::problem::Problem;
use crate::kernel::SimDuration;
use crate::scenario::provisioned::TimeOfDay;
use crate::scenario::quantities::{print_duration, print_time_of_day};

/// The entries of a schedule in the order of their times, of which no two may be the same. `given` is the list.
pub(super) fn in_order<E>(
    cx: &mut Context<'_>,
    given: Given<'_>,
    entries: Vec<E>,
    at: impl Fn(&E) -> TimeOfDay,
) -> Option<Vec<E>> {
    let mut placed: Vec<_> = entries.into_iter().zip(given.items()).collect();
    placed.sort_by_key(|(entry, _)| at(entry));
    for pair in placed.windows(2) {
        if let [(first, before), (second, given)] = pair
            && at(first) == at(second)
        {
            let title = format!("two changes at {}", print_time_of_day(at(first)));
            return cx.report(
                Problem::new(given.place("at"), title)
                    .label("the second")
                    .related(before.place("at"), "the first")
                    .help("a time of the day has one change, which comes every day"),
            );
        }
    }
    Some(placed.into_iter().map(|(entry, _)| entry).collect())
}

/// A minimum may not be above the maximum beside it.
pub(super) fn minimum_below<T: Ord + Display>(
    cx: &mut Context<'_>,
    given: Given<'_>,
    of: &str,
    (minimum, maximum): (T, T),
) -> Option<()> {
    if minimum <= maximum {
        return Some(());
    }
    let title = format!("the minimum of {minimum} {of} is above the maximum of {maximum}");
    cx.report(
        Problem::new(given.place("minimum"), title)
            .label("more than `maximum`")
            .related(given.place("maximum"), "the maximum")
            .help("lower minimum, or raise maximum"),
    )
}

/// What to say of a schedule that goes by the time of the day, of which no change comes in the run.
pub(super) fn never_comes(problem: Problem, start: TimeOfDay, duration: SimDuration) -> Problem {
    problem
        .label(format!(
            "the run begins at {} and lasts {}",
            print_time_of_day(start),
            print_duration(duration)
        ))
        .help("set time_of_day_start, or simulate a longer duration")
}
