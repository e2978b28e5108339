//! The document of an explanation: what went wrong when, the smallest changes that would have prevented it, and the
//! charts of the run in which it did.

pub(in crate::report) mod actions;
mod answers;
mod backlogs;
mod shortages;
mod words;

pub(in crate::report) use words::{of_period, of_remedy};

use super::run::Run;
use crate::report::Hints;
use crate::report::document::{Block, Document, InText, Look, Section, Words};
use crate::report::observed::Observed;
use crate::scenario::Scenario;
use crate::study::Finished;
use crate::study::explain::Explanation;

/// The charts of the run that show what is explained.
const CHARTS: [&str; 3] = ["scaling", "limits", "cold-starts"];

/// The document of an explanation of a run.
pub(in crate::report) fn of_explanation(
    look: &Look,
    finished: &Finished<'_>,
    explanation: &Explanation,
    hints: &Hints,
) -> Document {
    let (language, scenario) = (look.language, finished.scenario);
    let observed = Observed::new((finished.scenario, finished.result), None, None);
    let run = Run::new(look, (finished, finished), &observed);
    let charts = run.sections(None).into_iter();
    let charts = charts
        .filter(|section| CHARTS.contains(&section.id))
        .map(|section| Section {
            in_text: InText::No,
            ..section
        });
    // Without any period the sentences say all there is.
    let answers =
        words::has_answers(explanation).then(|| section(look, scenario, explanation, hints));
    Document {
        language,
        words: vec![Words {
            heading: None,
            sentences: words::sentences(language, scenario, explanation),
            ..Words::default()
        }],
        sections: answers
            .into_iter()
            .chain(actions::section(language, scenario, explanation))
            .chain(charts)
            .collect(),
        notes: Vec::new(),
        page_notes: run.notes(None, "explanation.csv, explanation.json, explanation.md"),
        ..run.document(None, hints)
    }
}

/// The smallest changes for each period and each queue.
pub(in crate::report) fn section(
    look: &Look,
    scenario: &Scenario,
    explanation: &Explanation,
    hints: &Hints,
) -> Section {
    let language = look.language;
    let periods = explanation.periods.iter().flat_map(|explained| {
        let by = words::limits(language, scenario, &explained.period);
        let by = by.map(|limits| {
            language.choose(
                format!("Throttled by {limits}."),
                format!("스로틀링 원인: {limits}."),
            )
        });
        std::iter::once(Block::Heading(words::what(
            language,
            scenario,
            &explained.period,
        )))
        .chain(by.map(Block::Note))
        .chain(answers::blocks(language, scenario, explained))
        .chain(actions::blocks(language, scenario, explained))
        .collect::<Vec<_>>()
    });
    let backlogs = explanation.backlogs.iter();
    let backlogs = backlogs.flat_map(|one| backlogs::blocks(language, scenario, one));
    let shortages = explanation.shortages.iter();
    let shortages = shortages.flat_map(|one| shortages::blocks(language, scenario, one));
    let closing = if !words::has_answers(explanation) {
        words::nothing(language, explanation).to_owned()
    } else {
        words::closing(language, explanation, hints)
    };
    Section {
        id: "explanation",
        heading: language.choose(
            "What is the smallest change that would have prevented this?",
            "어떤 변경이면 막을 수 있었을까요?",
        ),
        blocks: periods
            .chain(backlogs)
            .chain(shortages)
            .chain(words::scaling_keys(language, explanation).map(Block::Note))
            .chain([Block::Note(closing)])
            .collect(),
        in_text: InText::Below,
        ..Section::default()
    }
}

#[cfg(test)]
mod tests;
