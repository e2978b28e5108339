//! What all variants do over time, in one chart for each measure.

use super::variants::Group;
use crate::measures::{Measure, Unit};
use crate::report::document::chart::{Chart, Ink, LineStyle, Series, View};
use crate::report::document::points::Timeline;
use crate::report::document::{Block, Language, Section};
use crate::report::format::capital;
use crate::study::Scope;
use crate::study::compare::Comparison;

/// A chart: its identifier and what it is of. Counts are shown per second.
const PLOTS: [(&str, Measure); 4] = [
    ("open", Measure::OpenMean),
    ("environments", Measure::EnvironmentsMean),
    ("throttles", Measure::Throttles),
    ("arrivals", Measure::Requests),
];

/// Lines in all charts together, which decide how many points each can have.
pub(super) fn lines(groups: usize, scopes: usize) -> usize {
    PLOTS.len() * groups * scopes
}

pub(super) fn section(
    language: Language,
    comparison: &Comparison,
    groups: &[Group],
    scopes: &[Scope],
    timeline: &Timeline,
) -> Section {
    let charts = PLOTS.into_iter().map(|(id, measure)| {
        let view = |&scope: &Scope| View {
            series: groups
                .iter()
                .enumerate()
                .map(|(place, group)| series(comparison, group, place, scope, timeline, measure))
                .collect(),
            ..View::default()
        };
        let unit = if is_rate(measure) {
            language.per_second()
        } else {
            language.mean_at_once()
        };
        Block::Chart(Chart {
            id: id.to_owned(),
            heading: capital(language.words(measure).name),
            unit: unit.to_owned(),
            views: scopes.iter().map(view).collect(),
            ..Chart::default()
        })
    });
    Section {
        id: "over-time",
        heading: language.choose("Over time", "시간에 따라"),
        note: language
            .choose(
                "The mean over the replications of each variant.",
                "각 변형의 반복 평균입니다.",
            )
            .to_owned(),
        blocks: charts.collect(),
        ..Section::default()
    }
}

fn is_rate(measure: Measure) -> bool {
    measure.unit() == Unit::Count
}

fn series(
    comparison: &Comparison,
    group: &Group,
    place: usize,
    scope: Scope,
    timeline: &Timeline,
    measure: Measure,
) -> Series {
    let means = comparison.series(group.index).mean(scope, measure);
    let values = means.unwrap_or_default().into_iter();
    let (points, unit) = if is_rate(measure) {
        (timeline.points_until(timeline.rates(values)), "/s")
    } else {
        (timeline.points_until(values), "")
    };
    // Lines that run together show each other between their dashes.
    let style = LineStyle::Pattern(place);
    let ink = Ink::CYCLE[place % Ink::CYCLE.len()];
    Series {
        unit,
        ..Series::new(group.name.clone(), ink, style, points)
    }
}
