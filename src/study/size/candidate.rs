//! A constant provisioned concurrency as the value that is searched for.

use crate::scenario::{Scenario, Setting};

/// The scenario in which a function, by its position, has `count` environments provisioned from the
/// start on; none with 0.
pub fn provisioned(scenario: &Scenario, function: usize, count: u32) -> Scenario {
    Setting::ProvisionedConcurrency(function).set(scenario, count)
}

/// The most that can be provisioned for a function: its reserve, or what others leave of the account.
pub fn most(scenario: &Scenario, function: usize) -> u32 {
    Setting::ProvisionedConcurrency(function).most(scenario)
}
