//! A constant provisioned concurrency as the value that is searched for.
//!
//! The one place that knows how a value becomes part of a scenario.

use crate::scenario::{Concurrency, Scenario};

/// The scenario in which a function, by its position, has `count` environments provisioned from the
/// start on; none with 0.
pub fn provisioned(scenario: &Scenario, function: usize, count: u32) -> Scenario {
    let mut scenario = scenario.clone();
    if let Some(function) = scenario.functions.get_mut(function) {
        let count = Concurrency::new(count).unwrap_or(Concurrency::MAX);
        function.provisioned_concurrency = (count.get() > 0).then_some(count);
    }
    scenario
}

/// The most that can be provisioned for a function: its reserve, or what others leave of the account.
pub fn most(scenario: &Scenario, function: usize) -> u32 {
    let own = scenario.functions.get(function);
    if let Some(reserved) = own.and_then(|function| function.reserved_concurrency) {
        return reserved.get();
    }
    let others = scenario.functions.iter().enumerate();
    let claimed: u64 = others
        .filter(|(index, _)| *index != function)
        .map(|(_, other)| u64::from(other.set_aside().get()))
        .sum();
    let account = u64::from(scenario.region.account_concurrency.get());
    u32::try_from(account.saturating_sub(claimed)).unwrap_or(u32::MAX)
}
