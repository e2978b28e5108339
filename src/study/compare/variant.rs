//! A variant of a scenario, and what variants must have in common to be compared.
//!
//! Knows scenarios; must not know what differs between two runs of them.

use crate::scenario::{Platform, Scenario};
use crate::study::variants::{differing_in_measurement, differing_in_month, differing_in_time};

/// One of the scenarios that are compared.
#[derive(Clone, Debug)]
pub struct Variant {
    /// What it is called; names are distinct.
    pub name: String,
    /// The keys that are varied, with their values here. Of several scenarios the first is [`SCENARIO`].
    pub settings: Vec<(String, String)>,
    /// The scenario.
    pub scenario: Scenario,
    /// Of an event that happens some times a month: the number of the variant, an earlier one, that the rest of the
    /// month is like.
    pub usual: Option<usize>,
    /// Where its functions with a container run, if platforms are compared.
    pub platform: Option<Platform>,
}

/// The scenario that lasts longest, the first of those.
pub fn longest<'s>(scenarios: impl Iterator<Item = &'s Scenario>) -> Option<&'s Scenario> {
    scenarios.reduce(|longest, other| {
        if other.duration > longest.duration {
            other
        } else {
            longest
        }
    })
}

/// Whether all scenarios last equally long, so that totals of their runs are of the same time.
pub fn last_equally_long<'s>(scenarios: impl Iterator<Item = &'s Scenario>) -> bool {
    let mut durations = scenarios.map(|scenario| scenario.duration);
    let first = durations.next();
    durations.all(|duration| Some(duration) == first)
}

/// What tells variants of several scenarios apart, beside the keys that are varied.
pub const SCENARIO: &str = "scenario";

/// What variants must have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Incomparable {
    /// Variants of one scenario.
    #[error("variants are compared request by request and must have the same {0}")]
    Variants(&'static str),
    /// Several scenarios.
    #[error("scenarios that are compared must have the same {0}: set it for all of them")]
    Scenarios(&'static str),
    /// An event and what is usual are in one month of one account.
    #[error(
        "an event and the usual day are billed in one month and must have the same {0}: set it for all of them"
    )]
    Month(&'static str),
}

/// # Errors
/// The first thing that the variants should have in common and have not; `scenarios` has for each the number of the
/// scenario that it is a variant of.
pub(super) fn check_comparable(
    variants: &[Variant],
    scenarios: &[usize],
) -> Result<(), Incomparable> {
    for (index, variant) in variants.iter().enumerate() {
        let first_of = |number: Option<&usize>| {
            let mut all = variants.iter().zip(scenarios);
            all.find(|(_, one)| Some(*one) == number)
                .map(|(first, _)| &first.scenario)
        };
        let first_of_its_own = first_of(scenarios.get(index));
        let own = first_of_its_own.and_then(|one| differing_in_time(one, &variant.scenario));
        if let Some(key) = own {
            return Err(Incomparable::Variants(key));
        }
        let first = variants.first().map(|one| &one.scenario);
        let other = first.and_then(|one| differing_in_measurement(one, &variant.scenario));
        if let Some(key) = other {
            return Err(Incomparable::Scenarios(key));
        }
        let usual = variant.usual.and_then(|usual| variants.get(usual));
        let month = usual.and_then(|usual| differing_in_month(&usual.scenario, &variant.scenario));
        if let Some(key) = month {
            return Err(Incomparable::Month(key));
        }
    }
    Ok(())
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
