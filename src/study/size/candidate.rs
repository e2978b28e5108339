//! A constant provisioned concurrency as the value that is searched for.

use crate::scenario::provisioned::scheduled_at;
use crate::scenario::{
    ProvisionedChanges, ProvisionedConcurrency, Scenario, ScheduledValue, Setting, SloMetric,
};

/// The scenario in which a function, by its position, has `count` environments provisioned from the
/// start on; none with 0.
pub fn provisioned(scenario: &Scenario, function: usize, count: u32) -> Scenario {
    Setting::ProvisionedConcurrency(function).set(scenario, count)
}

/// The most that can be provisioned for a function: its reserve, or what others leave of the account.
pub fn most(scenario: &Scenario, function: usize) -> u32 {
    Setting::ProvisionedConcurrency(function).most(scenario)
}

/// The most that a schedule can ask for during the run: without a reserve, the unreserved minimum has to
/// stay, too.
pub fn most_requested(scenario: &Scenario, function: usize) -> u32 {
    let most = most(scenario, function);
    let own = scenario.functions.get(function);
    match own.and_then(|own| own.reserved_concurrency) {
        Some(_) => most,
        None => most.saturating_sub(scenario.region.unreserved_minimum.get()),
    }
}

/// The scenario in which a schedule, in the order of time, changes what a function has provisioned.
pub fn scheduled(scenario: &Scenario, function: usize, schedule: &[ScheduledValue]) -> Scenario {
    let mut scenario = scenario.clone();
    let initial = scheduled_at(schedule, scenario.time_of_day_start);
    if let Some(own) = scenario.functions.get_mut(function) {
        own.provisioned_concurrency = initial.map(|initial| ProvisionedConcurrency {
            initial,
            changes: Some(ProvisionedChanges::Schedule(schedule.to_vec())),
        });
    }
    scenario
}

/// The scenario without an objective that could not be read back: on spillover, where nothing is
/// provisioned that requests could spill over from. No run would judge it.
pub fn readable(mut scenario: Scenario) -> Scenario {
    let mut functions = scenario.functions.iter();
    if functions.all(|one| one.provisioned_concurrency.is_none()) {
        let on_spillover = |metric| metric == SloMetric::SpilloverRate;
        scenario.slo.retain(|one| !on_spillover(one.metric));
    }
    scenario
}
