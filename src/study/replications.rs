//! Independent runs of one scenario, on all cores.

use std::ops::Range;

use rayon::prelude::*;

use crate::lambda::{Interrupted, Observer, simulate_observed};
use crate::metrics::RunResult;
use crate::scenario::Scenario;

/// Runs the replications with the given numbers and returns their results in that order, whatever
/// the number of threads. `observe` makes the observer of each run.
///
/// # Errors
/// [`Interrupted`] if an observer stopped its run.
pub fn replicate<O: Observer>(
    scenario: &Scenario,
    numbers: Range<u64>,
    observe: impl Fn(u64) -> O + Sync,
) -> Result<Vec<RunResult>, Interrupted> {
    numbers
        .into_par_iter()
        .map(|number| simulate_observed(scenario, number, &mut observe(number)))
        .collect()
}
