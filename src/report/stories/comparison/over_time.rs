//! What all variants do over time, in one chart for each measure.

use super::variants::Group;
use crate::measures::{Measure, Unit};
use crate::report::document::chart::{Chart, Ink, LineStyle, Series, View};
use crate::report::document::points::Timeline;
use crate::report::document::{Block, Language, Section};
use crate::report::format::{capital, number};
use crate::study::Scope;
use crate::study::compare::Comparison;

const THROTTLES: &str = "throttles";

/// A chart: its identifier and what it is of. Counts are shown per second.
const PLOTS: [(&str, Measure); 4] = [
    ("open", Measure::OpenMean),
    ("environments", Measure::EnvironmentsMean),
    (THROTTLES, Measure::Throttles),
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
        let view = |&scope: &Scope| {
            let lines = groups.iter().enumerate();
            let lines = lines
                .map(|(place, group)| series(comparison, group, place, scope, timeline, measure));
            let series: Vec<Series> = lines.collect();
            View {
                conclusion: conclusion(language, timeline, &series).unwrap_or_default(),
                series,
                ..View::default()
            }
        };
        let unit = if is_rate(measure) {
            language.per_second()
        } else {
            language.mean_at_once()
        };
        Chart {
            id: id.to_owned(),
            heading: capital(language.words(measure).name),
            unit: unit.to_owned(),
            views: scopes.iter().map(view).collect(),
            ..Chart::default()
        }
    });
    // Where nothing was throttled the headline says so, and a chart of it would be empty.
    let charts = charts.filter(|chart| chart.id != THROTTLES || chart.shows_anything());
    Section {
        id: "over-time",
        heading: language.choose("Over time", "시간에 따라"),
        note: language
            .choose(
                "The mean over the replications of each variant.",
                "각 변형의 반복 평균입니다.",
            )
            .to_owned(),
        blocks: charts.map(Block::Chart).collect(),
        ..Section::default()
    }
}

/// Lines nearer to each other than this share of the highest peak cannot be told apart in a chart.
const APART: f64 = 0.01;

/// Which variant peaks highest and which lowest, and when they differ. Of lines that coincide the chart says so itself.
pub(super) fn conclusion(
    language: Language,
    timeline: &Timeline,
    series: &[Series],
) -> Option<String> {
    let peaks = series.iter().filter_map(|one| {
        let extent = one.points.extent?;
        Some((one, extent.most, extent.most_at))
    });
    let peaks: Vec<_> = peaks.collect();
    let by_peak = |a: &&(&Series, f64, usize), b: &&(&Series, f64, usize)| a.1.total_cmp(&b.1);
    // Of equals the first, whichever end it is.
    let highest = peaks.iter().rev().max_by(by_peak)?;
    let lowest = peaks.iter().min_by(by_peak)?;
    let parts = apart(series, APART * highest.1)?;
    let at = |interval: usize| timeline.clock().at(timeline.span(interval).0);
    let shown = |(one, most, most_at): &(&Series, f64, usize)| {
        let peak = format!("{}{}", number(*most), one.unit);
        if *most > 0.0 {
            language.choose(
                format!("{peak} at {}", at(*most_at)),
                format!("{}에 {peak}", at(*most_at)),
            )
        } else {
            peak
        }
    };
    let (high, low) = (&highest.0.label, &lowest.0.label);
    let (top, bottom) = (shown(highest), shown(lowest));
    let peaks = if highest.1 - lowest.1 > APART * highest.1 {
        language.choose(
            format!("{high} peaks highest ({top}), {low} lowest ({bottom})"),
            format!("최댓값은 {high}이(가) 가장 높고({top}) {low}이(가) 가장 낮습니다({bottom})"),
        )
    } else {
        language.choose(
            format!("The peaks are alike ({top})"),
            format!("최댓값은 서로 비슷합니다({top})"),
        )
    };
    let per_value = values_per_interval(timeline);
    let [first, last, most] = parts.map(|value| at((value as f64 / per_value) as usize));
    Some(language.choose(
        format!("{peaks}; the lines differ from {first} to {last}, most at {most}."),
        format!("{peaks}. 선은 {first}~{last}에 서로 다르며 {most}에 가장 크게 벌어집니다."),
    ))
}

/// How many values of a line an interval has.
fn values_per_interval(timeline: &Timeline) -> f64 {
    match timeline.per_bucket {
        1 => 1.0,
        many => 2.0 / many as f64,
    }
}

/// The first and the last value at which lines are further apart than `least`, and the one at which they are furthest.
fn apart(series: &[Series], least: f64) -> Option<[usize; 3]> {
    let length = series.iter().map(|one| one.points.values.len()).max()?;
    let gap = |index: usize| {
        let at = |one: &Series| one.points.values.get(index).copied().flatten();
        let values = series.iter().map(|one| at(one).unwrap_or(0.0));
        let (low, high) = values.fold((f64::INFINITY, 0.0_f64), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        high - low
    };
    let gaps = (0..length).map(|index| (index, gap(index)));
    let gaps: Vec<(usize, f64)> = gaps.filter(|(_, gap)| *gap > least).collect();
    let most = gaps.iter().rev().max_by(|a, b| a.1.total_cmp(&b.1))?;
    Some([gaps.first()?.0, gaps.last()?.0, most.0])
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::SimDuration;
    use crate::report::document::points::Points;

    fn said(lines: &[(&str, &[f64])]) -> Option<String> {
        let series = lines.iter().map(|(name, values)| {
            let points = Points::each(values.iter().copied().map(Some).collect());
            Series {
                unit: "/s",
                ..Series::new(*name, Ink::Blue, LineStyle::Pattern(0), points)
            }
        });
        let series: Vec<Series> = series.collect();
        let second = SimDuration::from_secs(1);
        let timeline = Timeline::new(4, second, SimDuration::from_secs(4), 1);
        conclusion(Language::English, &timeline, &series)
    }

    #[test]
    fn the_highest_and_the_lowest_peak_are_named_and_when_lines_differ() {
        let (a, b, none) = ([1.0, 9.0, 4.0, 1.0], [1.0, 2.0, 3.0, 1.0], [0.0; 4]);
        assert_eq!(
            said(&[("a", &a), ("b", &b)]).unwrap(),
            "a peaks highest (9/s at 0:01), b lowest (3/s at 0:02); the lines differ from 0:01 to 0:02, most at 0:01."
        );
        assert_eq!(
            said(&[("b", &b), ("none", &none), ("a", &a)]).unwrap(),
            "a peaks highest (9/s at 0:01), none lowest (0/s); the lines differ from 0:00 to 0:03, most at 0:01."
        );
        assert_eq!(
            said(&[("a", &a), ("late", &[1.0, 1.0, 9.0, 1.0])]).unwrap(),
            "The peaks are alike (9/s at 0:01); the lines differ from 0:01 to 0:02, most at 0:01."
        );
        assert_eq!(said(&[("a", &a), ("same", &a)]), None);
        assert_eq!(said(&[("none", &none), ("none too", &none)]), None);
    }
}
