//! The document of a comparison: the variants over each other, their figures, and what differs.

mod bills;
mod diagrams;
mod events;
mod over_time;
mod parting;
mod platforms;
mod queues;
mod tables;
mod variants;
mod words;

use crate::report::compared::Compared;
use crate::report::document::across::Across;
use crate::report::document::points::Timeline;
use crate::report::document::{Document, Language, Look, Words};
use crate::report::format::{escaped, thousands};
use crate::scenario::Scenario;
use crate::study::Scope;
use crate::study::compare::{BreakEven, Comparison};
use diagrams::Diagrams;
use queues::Queues;

/// Functions beyond these have no charts of their own.
const MOST_FUNCTIONS: usize = 24;

/// The document of a comparison.
pub(in crate::report) fn of_comparison(
    look: &Look,
    comparison: &Comparison,
    even: Option<&BreakEven>,
) -> Document {
    let language = look.language;
    let Some(longest) = comparison.longest() else {
        return Document::default();
    };
    let groups = variants::groups(comparison);
    let names = variants::groups_for_tables(comparison);
    let scopes: Vec<Scope> = comparison.scopes().take(1 + MOST_FUNCTIONS).collect();
    // The account and its only function are the same.
    let scopes = if scopes.len() == 2 {
        vec![Scope::Account]
    } else {
        scopes
    };
    let scope_names = scopes.iter().map(|scope| match scope {
        Scope::Account => language.all_functions().to_owned(),
        Scope::Function(index) => {
            let function = comparison.functions().get(*index);
            function.map_or_else(String::new, |name| escaped(name))
        }
    });
    let compared = Compared::of(comparison, even);
    let timeline = timeline_of(&compared, longest, groups.len(), scopes.len());
    let figures = tables::figures(language, comparison, &names, names != groups);
    let differences = tables::differences(language, comparison, &names);
    let over_time = over_time::section(language, comparison, &groups, &scopes, &timeline);
    let mut sentences = words::sentences(language, comparison, &groups);
    if let Some(even) = even {
        // After the headline.
        let crossings = platforms::sentences(language, even);
        sentences.splice(1..1, crossings);
    }
    let pictured = pictured(look, &compared, timeline, scopes.len());
    Document {
        words: vec![Words {
            heading: None,
            sentences,
            ..Words::default()
        }],
        scopes: scope_names.collect(),
        sections: std::iter::once(figures)
            .chain(platforms::parts(language, comparison, &names))
            .chain(bills::section(language, comparison, &names))
            .chain(differences)
            .chain(pictured.sections)
            .chain([over_time])
            .collect(),
        notes: words::notes(language, comparison, &groups),
        page_notes: page_notes(language, &timeline, compared.has_queues()),
        ..pictured
    }
}

/// What pictures show of an earlier comparison.
#[cfg(feature = "pictures")]
pub(in crate::report) fn of_compared(look: &Look, compared: &Compared<'_>) -> Document {
    let Some(longest) = compared.longest() else {
        return Document::default();
    };
    let groups = variants::groups_of(compared).len();
    let scopes = match compared.functions {
        1 => 1,
        many => 1 + many.min(MOST_FUNCTIONS),
    };
    let timeline = timeline_of(compared, longest, groups, scopes);
    // Pictures are of the account.
    pictured(look, compared, timeline, 1)
}

/// The timeline of as many variants and scopes as its charts show.
fn timeline_of(
    compared: &Compared<'_>,
    longest: &Scenario,
    groups: usize,
    scopes: usize,
) -> Timeline {
    let lines = over_time::lines(groups, scopes) + queues::lines(compared, groups, scopes);
    let (interval, duration) = (longest.interval, longest.duration);
    Timeline::new(compared.intervals, interval, duration, lines).in_the_day_of(longest)
}

/// The document with no more than what its pictures are of; charts of queues have a view for each of `scopes`.
fn pictured(look: &Look, compared: &Compared<'_>, timeline: Timeline, scopes: usize) -> Document {
    let language = look.language;
    let Some(baseline) = compared.variants.first().map(|one| one.scenario) else {
        return Document::default();
    };
    let groups = variants::groups_of(compared);
    let diagrams = Diagrams::new(look, compared, baseline, &groups, timeline);
    let title = escaped(&words::title(language, compared));
    let subtitle = diagrams.subtitle();
    // Of platforms the scaling of environments tells nothing.
    let mut figures = match compared.is_of_platforms() {
        true => Vec::new(),
        false => diagrams.figures(),
    };
    figures.extend(platforms::figures((&title, &subtitle), compared, &groups));
    let queues = Queues::new(language, compared, &groups, timeline, scopes);
    let of_queues = queues.as_ref();
    figures.extend(of_queues.map(|one| one.figure(&title, &subtitle, groups.len())));
    let capacity = platforms::capacity(language, compared, &groups, &timeline);
    let scaling = capacity.unwrap_or_else(|| diagrams.section());
    let even = compared.break_even.as_ref();
    let axes = std::iter::once(Across::Time(timeline));
    Document {
        language,
        title,
        subtitle,
        axes: axes
            .chain(even.map(|even| platforms::axis(language, even)))
            .collect(),
        shades: diagrams.shades(),
        sections: even
            .map(|even| platforms::break_even(language, even))
            .into_iter()
            .chain([scaling])
            .chain(of_queues.map(Queues::section))
            .collect(),
        figures,
        ..Document::default()
    }
}

/// How to read the charts, and where the numbers are.
fn page_notes(language: Language, timeline: &Timeline, has_queues: bool) -> Vec<String> {
    let length = language.span(timeline.step);
    let intervals = thousands(timeline.intervals as u64);
    let point = match timeline.per_bucket {
        1 => language.choose(
            format!("A point of a chart is one interval of {length}; a run has {intervals}."),
            format!("차트의 점 하나는 {length} 구간 하나이며, 실행은 {intervals}개 구간입니다."),
        ),
        many => language.choose(
            format!(
                "A run has {intervals} intervals of {length}. A chart shows {many} of them as two points, the \
                 smallest and the largest value among them."
            ),
            format!(
                "실행은 {length} 구간 {intervals}개입니다. 차트는 구간 {many}개를 그중 최솟값과 최댓값인 두 점으로 \
                 표시합니다."
            ),
        ),
    };
    let files = if has_queues {
        language.choose(
            "The numbers are in comparison.csv, comparison.json, timeseries.csv and queues.csv beside this page.",
            "수치는 이 페이지 옆의 comparison.csv, comparison.json, timeseries.csv, queues.csv에 있습니다.",
        )
    } else {
        language.choose(
            "The numbers are in comparison.csv, comparison.json and timeseries.csv beside this page.",
            "수치는 이 페이지 옆의 comparison.csv, comparison.json, timeseries.csv에 있습니다.",
        )
    };
    vec![point, files.to_owned()]
}

#[cfg(test)]
mod tests;
