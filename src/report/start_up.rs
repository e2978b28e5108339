//! What to say where the start-up of a run decides its answer, and of what was warm at the start.
//!
//! It knows words; it must not know when they are due.

use super::format::{escaped, percent, plural, thousands};
use crate::kernel::SimDuration;
use crate::metrics::{FunctionResult, RunResult, StartUp, Trouble};
use crate::scenario::{Scenario, WarmEnvironments};
use crate::study::size::Doubt;

/// That most of a run's throttles or cold starts come from its cold beginning, where they do.
pub(super) fn of_run(scenario: &Scenario, result: &RunResult) -> Option<String> {
    let start_up = StartUp::of(scenario, result)?;
    let driven = start_up.driven()?;
    let (first, all) = start_up.counts(driven);
    Some(format!(
        "Most {} ({} of {}) fall into the {}: {}",
        name(driven),
        thousands(first),
        thousands(all),
        minutes(start_up.length),
        remedy()
    ))
}

/// The same of the runs without provisioned concurrency that an answer goes by.
pub(super) fn of_sizing(doubt: &Doubt) -> String {
    let Doubt { start_up, driven } = doubt;
    let (first, all) = start_up.counts(*driven);
    format!(
        "Without provisioned concurrency, most {} ({}) fall into the {}, and this answer counts them: {}",
        name(*driven),
        percent(first as f64 / all.max(1) as f64),
        minutes(start_up.length),
        remedy()
    )
}

/// How many environments a function that says so began with.
pub(super) fn of_warm(
    scenario: &Scenario,
    index: usize,
    result: &FunctionResult,
) -> Option<String> {
    let said = scenario.functions.get(index)?.warm_environments?;
    if said == WarmEnvironments::Count(Default::default()) {
        return None;
    }
    Some(format!(
        "{} began with {}{}.",
        escaped(&result.name),
        plural(
            result.warm_at_start,
            "warm environment",
            "warm environments"
        ),
        match said {
            WarmEnvironments::Steady => ", what its traffic keeps",
            WarmEnvironments::Count(_) => "",
        }
    ))
}

fn name(driven: Trouble) -> &'static str {
    match driven {
        Trouble::Throttles => "throttles",
        Trouble::ColdStarts => "cold starts",
    }
}

fn minutes(length: SimDuration) -> String {
    match length.as_nanos() / 60_000_000_000 {
        0 | 1 => "first minute".to_owned(),
        minutes => format!("first {minutes} minutes"),
    }
}

fn remedy() -> String {
    format!(
        "every run begins without environments. Set warm_environments = \"{}\" or a warm_up if the \
         service was running before.",
        WarmEnvironments::STEADY
    )
}
