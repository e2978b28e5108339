//! Variants of a scenario from the values of keys: all combinations, checked to be comparable.
//!
//! Knows overrides and how a scenario is made of them; must not know where its text comes from.

use super::factors::{self, Factor, FactorError};
use super::variant::{Incomparable, SameScenario, Variant, check_comparable, check_different};
use crate::scenario::parse::{Override, Parsed, ScenarioError};

/// Variants, with what may not have been meant.
#[derive(Clone, Debug)]
pub struct Crossed {
    /// The variants, the baseline first.
    pub variants: Vec<Variant>,
    /// Those of them that have warnings, as they were parsed.
    pub warnings: Vec<Parsed>,
}

/// Why values of keys make no comparison.
#[derive(Debug, thiserror::Error)]
pub enum CrossError {
    /// The values themselves.
    #[error(transparent)]
    Factors(#[from] FactorError),
    /// There is no scenario for some of them: the problems of each.
    #[error("{} variants of the scenario are wrong", .0.len())]
    Scenarios(Vec<ScenarioError>),
    /// They have too little in common.
    #[error(transparent)]
    Incomparable(#[from] Incomparable),
    /// They do not differ.
    #[error(transparent)]
    SameScenario(#[from] SameScenario),
}

/// The variants of all combinations of `choices`, which holds for each key its values. `parse` makes the scenario
/// of a combination.
///
/// # Errors
/// Why the values make no comparison.
pub fn crossed(
    choices: &[Vec<Override>],
    parse: impl Fn(&[Override]) -> Result<Parsed, ScenarioError>,
) -> Result<Crossed, CrossError> {
    let factors: Vec<Factor> = choices.iter().map(|one| factor(one)).collect();
    let (mut variants, mut warnings, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
    for combination in factors::crossed(&factors)? {
        let pairs = choices.iter().zip(&combination);
        let overrides: Vec<Override> = pairs
            .filter_map(|(choices, &index)| choices.get(index).cloned())
            .collect();
        let parsed = match parse(&overrides) {
            Ok(parsed) => parsed,
            Err(error) => {
                wrong.push(error);
                continue;
            }
        };
        let setting = |one: &Override| (one.key().to_owned(), one.value().to_owned());
        variants.push(Variant {
            name: factors::name(&factors, &combination),
            settings: overrides.iter().map(setting).collect(),
            scenario: parsed.scenario.clone(),
        });
        if !parsed.warnings.is_empty() {
            warnings.push(parsed);
        }
    }
    if !wrong.is_empty() {
        return Err(CrossError::Scenarios(wrong));
    }
    check_comparable(&variants)?;
    check_different(&variants)?;
    Ok(Crossed { variants, warnings })
}

fn factor(choices: &[Override]) -> Factor {
    let values = choices.iter().map(|choice| choice.value().to_owned());
    Factor {
        key: choices.first().map_or("", Override::key).to_owned(),
        values: values.collect(),
    }
}
