//! The part of a run that Lambda served.
//!
//! What the files and words say of functions, environments, limits and the account is said of this part alone; what
//! ECS services did is told beside it. It knows which is which; it must not know what is said of either.

use crate::metrics::RunResult;
use crate::scenario::Scenario;
use crate::study::Finished;

/// The functions of a run that Lambda served, and what they did; the scenario has them before its services.
#[derive(Debug)]
pub(super) struct OnLambda {
    scenario: Scenario,
    result: RunResult,
}

impl OnLambda {
    /// That of a run; `None` where it is all of it.
    pub(super) fn of(scenario: &Scenario, result: &RunResult) -> Option<Self> {
        if !has_services(result) {
            return None;
        }
        let scenario = scenario.on_lambda().into_owned();
        let mut result = result.clone();
        result
            .functions
            .retain(|function| function.service.is_none());
        Some(Self { scenario, result })
    }

    /// With what follows from it.
    pub(super) fn finished(&self) -> Finished<'_> {
        Finished::new(&self.scenario, &self.result)
    }

    /// Its result.
    pub(super) fn result(&self) -> &RunResult {
        &self.result
    }
}

/// Whether a run has ECS services.
pub(super) fn has_services(result: &RunResult) -> bool {
    let mut functions = result.functions.iter();
    functions.any(|function| function.service.is_some())
}
