//! The page of an explanation: what went wrong when, the least changes that would have prevented it, and
//! the charts of the run in which it did.

use super::run::Run;
use crate::report::Hints;
use crate::report::document::table::Table;
use crate::report::document::{Block, Document, Look, Section, Words};
use crate::report::document::{Sentence, Tone};
use crate::report::explanation::{HEADING, closing, nothing, opening, parts};
use crate::report::format::capital;
use crate::report::observed::Observed;
use crate::scenario::Scenario;
use crate::study::Finished;
use crate::study::explain::{Explanation, Trouble};

/// The page of an explanation of a run.
pub(in crate::report) fn of_explanation(
    look: &Look,
    finished: &Finished<'_>,
    explanation: &Explanation,
    hints: &Hints,
) -> Document {
    let scenario = finished.scenario;
    let observed = Observed::new(finished.result, None, None);
    let run = Run::new(look, finished, &observed);
    let shown = run.sections(None).into_iter();
    let shown = shown.filter(|one| matches!(one.id, "scaling" | "limits" | "cold-starts"));
    let mut sections = vec![section(scenario, explanation, hints)];
    sections.extend(shown);
    let words = Words {
        heading: None,
        sentences: words(scenario, explanation),
        ..Words::default()
    };
    Document {
        words: vec![words],
        sections,
        page_notes: run.notes(None, "explanation.csv, .json and .md"),
        ..run.document(None, hints)
    }
}

/// What the run came to, and each period with the limit that was in force.
fn words(scenario: &Scenario, explanation: &Explanation) -> Vec<Sentence> {
    let run = &explanation.as_it_is;
    let tone = match run.throttles + run.errors {
        0 => Tone::Plain,
        _ => Tone::Bad,
    };
    let opening = opening(scenario, explanation).into_iter();
    let opening = opening.map(|words| Sentence::new(tone).text(words));
    let parts = parts(scenario, explanation);
    let periods = parts.into_iter().zip(&explanation.periods);
    let periods = periods.map(|(part, explained)| {
        let period = &explained.period.observed;
        let tone = match period.trouble {
            Trouble::Throttles => Tone::Bad,
            Trouble::ColdStarts => Tone::Plain,
        };
        let by = part.by.map_or_else(String::new, |by| format!(", {by}"));
        let mut sentence = Sentence::new(tone).text(format!("{}{by}.", part.heading));
        sentence.span = Some((period.from.as_secs_f64(), period.to.as_secs_f64()));
        sentence
    });
    opening.chain(periods).collect()
}

/// The least changes for each period.
pub(in crate::report) fn section(
    scenario: &Scenario,
    explanation: &Explanation,
    hints: &Hints,
) -> Section {
    let mut blocks = Vec::new();
    for part in parts(scenario, explanation) {
        blocks.push(Block::Heading(part.heading));
        blocks.extend(part.by.map(|by| Block::Note(sentence(&by))));
        if !part.rows.is_empty() {
            let columns = HEADING.map(str::to_owned).into();
            blocks.push(Block::Table(Table::of_cells(columns, part.rows)));
        }
        blocks.extend(part.below.iter().map(|words| Block::Note(sentence(words))));
    }
    Section {
        id: "explanation",
        heading: "What would have been enough",
        note: closing(explanation, hints).unwrap_or_else(|| nothing(explanation).to_owned()),
        blocks,
        ..Section::default()
    }
}

/// Words as a sentence: with a capital, and a full stop.
fn sentence(words: &str) -> String {
    let stop = if words.ends_with('.') { "" } else { "." };
    format!("{}{stop}", capital(words))
}
