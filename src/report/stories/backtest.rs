//! The document of a backtest: whether the scenario is good enough, what is off, and measured over simulated.

mod charts;
mod names;
mod tables;
mod words;

use crate::report::document::across::Across;
use crate::report::document::{Document, Language, Look, Words};
use crate::report::format::{escaped, thousands};
use crate::study::Backtest;
use crate::study::backtest::Compared;

/// Functions beyond these have no charts of their own.
const MOST_FUNCTIONS: usize = 24;

/// The document of a backtest.
pub(in crate::report) fn of_backtest(look: &Look, backtest: &Backtest) -> Document {
    let language = look.language;
    let charted = backtest.functions.get(..MOST_FUNCTIONS);
    let charted: &[Compared] = charted.unwrap_or(&backtest.functions);
    let timeline = charts::timeline(charted).in_the_day_of(&backtest.scenario);
    let title = escaped(&backtest.scenario.title);
    let subtitle = subtitle(language, backtest);
    let names = charted.iter().map(|function| escaped(&function.name));
    Document {
        language,
        words: vec![Words {
            heading: None,
            sentences: words::sentences(language, backtest),
            ..Words::default()
        }],
        axes: vec![Across::Time(timeline)],
        scopes: match charted.len() {
            0 | 1 => Vec::new(),
            _ => names.collect(),
        },
        sections: std::iter::once(tables::totals(language, backtest))
            .chain(tables::stretches(language, backtest))
            .chain([charts::section(language, charted, &timeline)])
            .collect(),
        notes: words::notes(language, backtest),
        page_notes: vec![
            language
                .choose(
                    "The numbers are in backtest.csv and backtest.json beside this page.",
                    "수치는 이 페이지 옆의 backtest.csv와 backtest.json에 있습니다.",
                )
                .to_owned(),
        ],
        figures: charts::figures((&title, &subtitle), charted),
        title,
        subtitle,
        ..Document::default()
    }
}

/// How much was compared, in one line.
fn subtitle(language: Language, backtest: &Backtest) -> String {
    let region = &backtest.scenario.region.name;
    let intervals: usize = backtest.functions.iter().map(|one| one.slots.len()).sum();
    let (intervals, runs) = (
        thousands(intervals as u64),
        thousands(backtest.replications),
    );
    language.choose(
        format!("{region} · {intervals} measured intervals · {runs} replications"),
        format!("{region} · 측정 구간 {intervals}개 · 반복 {runs}회"),
    )
}

#[cfg(test)]
mod tests;
