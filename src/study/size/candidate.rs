//! What is searched for as scenarios: a constant provisioned concurrency, that of each hour, or the
//! target and the lower bound of autoscaling.

use super::search::Between;
use crate::catalog;
use crate::kernel::SimDuration;
use crate::measures::Measure;
use crate::scenario::provisioned::scheduled_at;
use crate::scenario::{
    Autoscaling, Concurrency, ProvisionedChanges, ProvisionedConcurrency, Scenario,
    ScheduledBounds, ScheduledValue, Setting, UtilizationStatistic,
};

/// The scenario in which a function, by its position, has `count` environments provisioned from the
/// start on; none with 0.
pub fn provisioned(scenario: &Scenario, function: usize, count: u32) -> Scenario {
    Setting::ProvisionedConcurrency(function).set(scenario, count)
}

/// The maximum that can be provisioned for a function: its reserve, or what others and the unreserved minimum
/// leave of the account.
pub fn most(scenario: &Scenario, function: usize) -> u32 {
    let most = Setting::ProvisionedConcurrency(function).most(scenario);
    most.unwrap_or(0)
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

/// The autoscaling of a function, by its position; without one, that of the defaults from 1 to the most
/// that can be provisioned.
pub fn autoscaling(scenario: &Scenario, function: usize) -> Autoscaling {
    let own = scenario.functions.get(function);
    if let Some(ProvisionedChanges::Autoscaling(own)) =
        own.and_then(|own| own.provisioned_changes())
    {
        return own.clone();
    }
    let defaults = catalog::defaults();
    Autoscaling {
        min: count(1),
        max: count(most(scenario, function).max(1)),
        target: f64::from(defaults.autoscaling_target_percent) / 100.0,
        out_datapoints: defaults.autoscaling_out_datapoints,
        in_datapoints: defaults.autoscaling_in_datapoints,
        statistic: UtilizationStatistic::default(),
        cooldown_out: SimDuration::ZERO,
        cooldown_in: SimDuration::ZERO,
        schedule: Vec::new(),
    }
}

/// The lower bounds that a function's autoscaling can have: from 1 to its upper bound, to the lowest
/// that its schedule sets, or to the maximum that can be provisioned. One alone if the schedule
/// sets lower bounds, which leave no say to any other. `None` if nothing can be provisioned.
pub fn lower_bounds(scenario: &Scenario, function: usize) -> Option<Between> {
    let own = autoscaling(scenario, function);
    let scheduled = |bound: fn(&ScheduledBounds) -> Option<Concurrency>| {
        own.schedule.iter().filter_map(bound).map(Concurrency::get)
    };
    let most = most(scenario, function);
    if scheduled(|entry| entry.min).next().is_some() {
        let least = own.min.get();
        return (most > 0).then_some(Between::new(least, least));
    }
    let max = scheduled(|entry| entry.max).chain([own.max.get()]).min();
    let most = max.unwrap_or(most).min(most);
    (most > 0).then_some(Between::new(1, most))
}

/// The scenario in which a function is autoscaled towards a target in percent from a lower bound on. Whatever
/// else its autoscaling has stays, and so does a value at the start that was not the lower bound.
pub fn tracked(scenario: &Scenario, function: usize, percent: u32, min: u32) -> Scenario {
    let before = autoscaling(scenario, function);
    let after = Autoscaling {
        min: count(min),
        target: f64::from(percent) / 100.0,
        ..before.clone()
    };
    let start = scenario.time_of_day_start;
    let (was, is) = (before.bounds_at(start), after.bounds_at(start));
    let mut scenario = scenario.clone();
    if let Some(own) = scenario.functions.get_mut(function) {
        let initial = match &own.provisioned_concurrency {
            Some(ProvisionedConcurrency {
                initial,
                changes: Some(ProvisionedChanges::Autoscaling(_)),
            }) if *initial != was.min => (*initial).clamp(is.min, is.max.max(is.min)),
            _ => is.min,
        };
        own.provisioned_concurrency = Some(ProvisionedConcurrency {
            initial,
            changes: Some(ProvisionedChanges::Autoscaling(after)),
        });
    }
    scenario
}

fn count(value: u32) -> Concurrency {
    Concurrency::new(value).unwrap_or(Concurrency::MAX)
}

/// The scenario without an objective that could not be read back: on spillover, where nothing is
/// provisioned that requests could spill over from. No run would judge it.
pub fn readable(mut scenario: Scenario) -> Scenario {
    let mut functions = scenario.functions.iter();
    if functions.all(|one| one.provisioned_concurrency.is_none()) {
        let on_spillover = |metric| metric == Measure::SpilloverRate;
        scenario.slo.retain(|one| !on_spillover(one.measure));
        if scenario.slo.is_empty() {
            scenario.slo_windows = None;
        }
    }
    scenario
}
