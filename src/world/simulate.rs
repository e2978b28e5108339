//! The one door into the model: a scenario in, a result out.

use super::running::{Interrupted, Running};
use crate::kernel::SimTime;
use crate::metrics::{Observer, RunResult};
use crate::scenario::Scenario;

/// Simulates one replication of a scenario.
///
/// Pure: the same scenario and replication give the same result on every platform. Replications
/// differ only in their random numbers.
pub fn simulate(scenario: &Scenario, replication: u64) -> RunResult {
    match simulate_observed(scenario, replication, &mut ()) {
        Ok(result) => result,
        Err(Interrupted) => unreachable!("the empty observer does not interrupt"),
    }
}

/// Like [`simulate`], watched by `observer`.
///
/// # Errors
/// [`Interrupted`] if the observer stopped the run.
pub fn simulate_observed<O: Observer>(
    scenario: &Scenario,
    replication: u64,
    observer: &mut O,
) -> Result<RunResult, Interrupted> {
    let end = SimTime::ZERO + scenario.duration;
    let run = Running::start(scenario, replication).run_until(end, observer)?;
    Ok(run.finish(observer))
}
