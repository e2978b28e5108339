//! Scenarios that are variants of one another: what they must have in common.
//!
//! Knows scenarios; must not know what is done with them.

use crate::scenario::Scenario;

/// What two scenarios should have in common for the same requests to meet both, and have not.
pub(super) fn differing(a: &Scenario, b: &Scenario) -> Option<&'static str> {
    let names = |scenario: &Scenario| -> Vec<String> {
        let functions = scenario.functions.iter();
        functions.map(|function| function.name.clone()).collect()
    };
    first_unequal([
        ("name", a.name == b.name),
        ("seed", a.seed == b.seed),
        ("functions", names(a) == names(b)),
    ])
}

/// The same, for their series to be put side by side, too.
pub(super) fn differing_in_time(a: &Scenario, b: &Scenario) -> Option<&'static str> {
    let in_time = first_unequal([
        ("duration", a.duration == b.duration),
        ("interval", a.interval == b.interval),
        ("warm_up", a.warm_up == b.warm_up),
    ]);
    in_time.or_else(|| differing(a, b))
}

/// What two scenarios of their own, which meet requests of their own, should have in common for their figures to be
/// put side by side, and have not.
pub(super) fn differing_in_measurement(a: &Scenario, b: &Scenario) -> Option<&'static str> {
    first_unequal([
        ("interval", a.interval == b.interval),
        ("warm_up", a.warm_up == b.warm_up),
    ])
}

/// What two scenarios should have in common to be billed in one month of one account, and have not.
pub(super) fn differing_in_month(a: &Scenario, b: &Scenario) -> Option<&'static str> {
    let (one, other) = (&a.region, &b.region);
    first_unequal([
        ("region.name", one.name == other.name),
        ("region.prices", one.prices == other.prices),
        (
            "billing.free_tier",
            a.billing.free_tier == b.billing.free_tier,
        ),
    ])
}

fn first_unequal<const N: usize>(checks: [(&'static str, bool); N]) -> Option<&'static str> {
    let found = checks.into_iter().find(|(_, equal)| !equal);
    found.map(|(key, _)| key)
}
