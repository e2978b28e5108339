//! What to do for a period: the commands for each change that alone would have been enough and that AWS offers.
//!
//! It knows explanations; it must not know how a command is written.

use crate::report::actions::{self, Action};
use crate::report::document::{Block, Language, Section};
use crate::scenario::{Scenario, Setting};
use crate::study::explain::{Explained, Explanation, Verdict};

/// The settings that alone would have been enough, in the order in which they were found, with the smallest value.
fn enough(explained: &Explained) -> impl Iterator<Item = (Setting, u32)> {
    explained
        .remedies
        .iter()
        .filter_map(|one| match one.verdict {
            Verdict::Removed { value, .. } => Some((one.setting, value)),
            _ => None,
        })
}

/// What to do about a period: one of several changes, or all of some that are of no use alone.
enum ToDo {
    Each(Vec<Action>),
    Together(Vec<Action>),
}

impl ToDo {
    fn of(scenario: &Scenario, explained: &Explained) -> Self {
        let own = enough(explained)
            .filter_map(|(setting, least)| Action::of_sample(scenario, setting, least));
        let own: Vec<Action> = own.collect();
        let mut remedies = explained.remedies.iter();
        let larger = remedies.find_map(|one| Some((one.setting, one.larger_account.as_ref()?)));
        match larger {
            // Where nothing else is of use, a larger account that has room for what is.
            Some((setting, larger)) if own.is_empty() => {
                let (least, account) = (larger.value, larger.account_concurrency);
                let both = Action::with_larger_account(scenario, setting, least, account);
                Self::Together(both)
            }
            _ => Self::Each(own),
        }
    }
}

/// What to do about a period.
pub(in crate::report) fn of_period(scenario: &Scenario, explained: &Explained) -> Vec<Action> {
    match ToDo::of(scenario, explained) {
        ToDo::Each(actions) | ToDo::Together(actions) => actions,
    }
}

/// The same as commands, and what cannot be done.
pub(super) fn blocks(language: Language, scenario: &Scenario, explained: &Explained) -> Vec<Block> {
    let is_fixed = |(setting, value)| Action::of_answer(scenario, setting, value).is_none();
    let has_fixed = enough(explained).any(is_fixed);
    let fixed = has_fixed.then(|| Block::Note(actions::fixed(language, scenario)));
    let (both, commands) = match ToDo::of(scenario, explained) {
        ToDo::Each(commands) => (None, commands),
        ToDo::Together(commands) => {
            let words = language.choose("Both together, neither alone:", "둘 다 필요합니다:");
            (Some(Block::Note(words.to_owned())), commands)
        }
    };
    let commands = commands.iter().map(|one| one.block(language));
    fixed.into_iter().chain(both).chain(commands).collect()
}

/// What to do about any of the periods, each once; of a quota of the account what the period asks for that needs most.
pub(in crate::report) fn of_explanation(
    scenario: &Scenario,
    explanation: &Explanation,
) -> Vec<Action> {
    let periods = explanation.periods.iter();
    let mut all: Vec<Action> = Vec::new();
    for action in periods.flat_map(|explained| of_period(scenario, explained)) {
        let is_covered = |one: &Action| *one == action || action.is_less_than(one);
        if !all.iter().any(is_covered) {
            all.retain(|one| !one.is_less_than(&action));
            all.push(action);
        }
    }
    all
}

/// The same as code.
pub(super) fn section(
    language: Language,
    scenario: &Scenario,
    explanation: &Explanation,
) -> Option<Section> {
    actions::section(language, &of_explanation(scenario, explanation))
}
