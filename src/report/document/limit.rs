//! The concurrency limits that charts draw.
//!
//! It knows scenarios; it must not know what is drawn of a limit.

use super::look::Language;
use crate::scenario::{Function, Scenario};

/// The limit that the function or account runs into.
#[derive(Clone, Copy)]
pub(in crate::report) struct Limit {
    pub(in crate::report) name: fn(Language) -> &'static str,
    pub(in crate::report) value: u64,
}

/// The limit of the function with this index.
pub(in crate::report) fn limit_of(scenario: &Scenario, index: usize) -> Limit {
    scenario.functions.get(index).map_or_else(
        || account_limit(scenario),
        |settings| function_limit(scenario, settings),
    )
}

pub(in crate::report) fn account_limit(scenario: &Scenario) -> Limit {
    Limit {
        name: Language::account_limit,
        value: u64::from(scenario.region.account_concurrency.get()),
    }
}

/// A function's own limit: its reserve, or what the reserves and provisioned concurrency of others
/// leave of the account.
fn function_limit(scenario: &Scenario, function: &Function) -> Limit {
    if let Some(reserved) = function.reserved_concurrency {
        return Limit {
            name: Language::reserved_limit,
            value: u64::from(reserved.get()),
        };
    }
    let others = scenario
        .functions
        .iter()
        .filter(|other| other.name != function.name);
    let account = account_limit(scenario);
    let mut changing = others
        .clone()
        .filter(|other| other.reserved_concurrency.is_none());
    if changing.any(|other| other.provisioned_changes().is_some()) {
        // What they leave has no one value.
        return account;
    }
    let taken: u64 = others.map(|other| u64::from(other.set_aside().get())).sum();
    match taken {
        0 => account,
        taken => Limit {
            name: Language::limit_left_by_others,
            value: account.value.saturating_sub(taken),
        },
    }
}
