//! A variant of a scenario, and what variants must have in common to be compared.
//!
//! Knows scenarios; must not know what differs between two runs of them.

use crate::scenario::Scenario;
use crate::study::variants::differing_in_time;

/// One of the scenarios that are compared.
#[derive(Clone, Debug)]
pub struct Variant {
    /// What it is called; names are distinct.
    pub name: String,
    /// The keys that are varied, with their values here.
    pub settings: Vec<(String, String)>,
    /// The scenario.
    pub scenario: Scenario,
}

/// What variants must have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("variants are compared request by request and must have the same {0}")]
pub struct Incomparable(pub(super) &'static str);

/// # Errors
/// The first thing that the variants should have in common and have not.
pub(super) fn check_comparable(variants: &[Variant]) -> Result<(), Incomparable> {
    let Some((first, others)) = variants.split_first() else {
        return Ok(());
    };
    let different = |other: &Variant| differing_in_time(&first.scenario, &other.scenario);
    match others.iter().find_map(different) {
        Some(key) => Err(Incomparable(key)),
        None => Ok(()),
    }
}

/// Two variants that are one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` and `{1}` are the same scenario: variants must differ")]
pub struct SameScenario(String, String);

/// Variants whose values are written differently may still say the same, as 500 and 500.0 do.
///
/// # Errors
/// The names of the first two variants with equal scenarios.
pub(super) fn check_different(variants: &[Variant]) -> Result<(), SameScenario> {
    for (index, later) in variants.iter().enumerate() {
        let mut earlier = variants[..index].iter();
        if let Some(same) = earlier.find(|one| one.scenario == later.scenario) {
            return Err(SameScenario(same.name.clone(), later.name.clone()));
        }
    }
    Ok(())
}
