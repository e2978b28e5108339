//! Variants of scenarios from the values of keys: all combinations, checked to be comparable.
//!
//! Knows overrides and how a scenario is made of them; must not know where its text comes from.

use std::collections::BTreeSet;

use super::factors::{self, Factor, FactorError};
use super::variant::{
    Incomparable, SCENARIO, SameScenario, Variant, check_comparable, check_different,
};
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
    crossed_scenarios(&[], choices, |_, overrides| parse(overrides))
}

/// The variants of all combinations of `choices`, which holds for each key its values, of each of `scenarios`, which are
/// called as a person named them. `parse` makes the scenario of a combination of one of them, by its number.
///
/// Of several scenarios the first is what is usual: one of the others that happens some times a month fills a month with
/// it.
///
/// # Errors
/// Why the values make no comparison.
pub fn crossed_scenarios(
    scenarios: &[String],
    choices: &[Vec<Override>],
    parse: impl Fn(usize, &[Override]) -> Result<Parsed, ScenarioError>,
) -> Result<Crossed, CrossError> {
    let of_several = (scenarios.len() > 1).then(|| Factor {
        key: SCENARIO.to_owned(),
        values: scenarios.to_vec(),
    });
    let varied = choices.iter().map(|one| factor(one));
    let mut factors: Vec<Factor> = of_several.into_iter().chain(varied).collect();
    let combinations = factors::crossed(&factors)?;
    let own = usize::from(scenarios.len() > 1);
    let (mut parsed, mut wrong) = (Vec::new(), Vec::new());
    for combination in combinations {
        let (scenario, values) = combination.split_at(own);
        let scenario = scenario.first().copied().unwrap_or_default();
        let pairs = choices.iter().zip(values);
        let overrides: Vec<Override> = pairs
            .filter_map(|(choices, &index)| choices.get(index).cloned())
            .collect();
        match parse(scenario, &overrides) {
            Ok(one) => parsed.push((scenario, combination, one)),
            Err(error) => wrong.push(error),
        }
    }
    if !wrong.is_empty() {
        return Err(CrossError::Scenarios(wrong));
    }
    if own == 1 {
        name_by_themselves(&mut factors, &parsed);
    }
    let numbers: Vec<usize> = parsed.iter().map(|(scenario, ..)| *scenario).collect();
    let of_each = parsed.len() / scenarios.len().max(1);
    let mut variants: Vec<Variant> = Vec::with_capacity(parsed.len());
    for (index, (scenario, combination, one)) in parsed.iter().enumerate() {
        let values = factors.iter().zip(combination).map(|(factor, &index)| {
            let value = factor.values.get(index).cloned().unwrap_or_default();
            (factor.key.clone(), value)
        });
        let usual = (*scenario > 0).then(|| index % of_each.max(1));
        let is_usual = |usual: &usize| {
            let usual = variants.get(*usual);
            usual.is_some_and(|one| one.scenario.billing.events_per_month.is_none())
        };
        let is_event = one.scenario.billing.events_per_month.is_some();
        variants.push(Variant {
            name: factors::name(&factors, combination),
            settings: values.collect(),
            scenario: one.scenario.clone(),
            usual: usual.filter(|usual| is_event && is_usual(usual)),
            platform: None,
        });
    }
    check_comparable(&variants, &numbers)?;
    check_different(&variants)?;
    let warnings = parsed.into_iter().map(|(.., one)| one);
    let warnings = warnings.filter(|one| !one.warnings.is_empty()).collect();
    Ok(Crossed { variants, warnings })
}

/// Scenarios are called what they call themselves, where that tells them apart.
fn name_by_themselves(factors: &mut [Factor], parsed: &[(usize, Vec<usize>, Parsed)]) {
    let Some(scenarios) = factors.first_mut() else {
        return;
    };
    let own = (0..scenarios.values.len()).filter_map(|number| {
        let mut all = parsed.iter();
        let (.., first) = all.find(|(scenario, ..)| *scenario == number)?;
        Some(first.scenario.name.clone())
    });
    let own: Vec<String> = own.collect();
    let distinct: BTreeSet<&String> = own.iter().collect();
    if distinct.len() == scenarios.values.len() {
        scenarios.values = own;
    }
}

fn factor(choices: &[Override]) -> Factor {
    let values = choices.iter().map(|choice| choice.value().to_owned());
    Factor {
        key: choices.first().map_or("", Override::key).to_owned(),
        values: values.collect(),
    }
}
