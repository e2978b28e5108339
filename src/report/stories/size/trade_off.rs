//! Cost against latency in one picture: each value that was tried is a point, and those that are spoken of are marked.
//!
//! It knows points and what they are called; it must not know how they were chosen.

use crate::measures::{Measure, Unit};
use crate::report::document::across::{Across, Values};
use crate::report::document::chart::{Chart, Ink, LineStyle, Series, View};
use crate::report::document::points::Points;
use crate::report::document::{Block, Language, Section};
use crate::report::format::capital;
use crate::report::notation;
use crate::report::stories::figures::objective_line;
use crate::scenario::Objective;
use crate::study::size::{Point, Verdict};

/// The chart, and its picture.
pub(in crate::report::stories) const ID: &str = "cost-latency";
/// The vertical axis goes on beyond the points by this share of what they cover.
const ROOM: f64 = 0.2;
/// An objective further above the points than this many times their latency would press them to the ground.
const FAR: f64 = 1.6;

/// A value that was tried.
pub(in crate::report::stories) struct Tried<'p> {
    pub(in crate::report::stories) point: &'p Point,
    /// What it is called beside its dot.
    pub(in crate::report::stories) label: String,
}

/// A value that is spoken of: its label, what it is, and its colour.
pub(in crate::report::stories) type Marked = (String, String, Ink);

/// A point with a cost and a latency.
struct Placed {
    cost: f64,
    latency: f64,
    label: String,
    is_missed: bool,
}

/// The axis of costs and the section with the chart, which lies over the page's axis of that number; `None` where
/// fewer than two values have both a cost and a latency.
pub(in crate::report::stories) fn of(
    language: Language,
    (objectives, what): (&[Objective], &str),
    tried: &[Tried],
    marked: &[Marked],
    axis: usize,
) -> Option<(Across, Section)> {
    let measure = latency(objectives, tried);
    let mut points: Vec<Placed> = tried
        .iter()
        .filter_map(|one| placed(one, measure))
        .collect();
    points.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    if points.len() < 2 {
        return None;
    }
    let across = Across::Values(Values {
        name: language.axis(Measure::MonthlyCost),
        places: points.iter().map(|point| point.cost).collect(),
        shown: points
            .iter()
            .map(|point| notation::dollars(point.cost))
            .collect(),
        are_names: false,
    });
    let objective = objectives.iter().find(|one| one.measure == measure);
    let chart = Chart {
        id: ID.to_owned(),
        axis,
        heading: capital(&language.axis(measure)),
        views: vec![view(language, measure, objective, (&points, marked))],
        ..Chart::default()
    };
    let section = Section {
        id: "trade-off",
        heading: language.choose("Cost against latency", "비용과 지연 시간"),
        note: language.choose(
            format!(
                "Each dot is {what}: further left costs less, further down is faster. Hollow dots miss an objective or are \
                 not certain to meet all. The vertical axis does not begin at 0."
            ),
            format!(
                "점 하나가 {what} 하나입니다. 왼쪽일수록 저렴하고 아래일수록 빠릅니다. 속이 빈 점은 목표에 미달하거나 확실하지 \
                 않습니다. 세로축은 0에서 시작하지 않습니다."
            ),
        ),
        blocks: vec![Block::Chart(chart)],
        ..Section::default()
    };
    Some((across, section))
}

/// The latency that an objective is on, else what the slowest hundredth takes.
fn latency(objectives: &[Objective], tried: &[Tried]) -> Measure {
    let mut on = objectives.iter().map(|one| one.measure).filter(|measure| {
        let is_measured = |one: &Tried| one.point.figure(*measure).is_some();
        measure.unit() == Unit::Milliseconds && tried.iter().any(is_measured)
    });
    on.next().unwrap_or(Measure::LatencyP99)
}

fn placed(one: &Tried, measure: Measure) -> Option<Placed> {
    Some(Placed {
        cost: one.point.figure(Measure::MonthlyCost)?.mean,
        latency: one.point.figure(measure)?.mean,
        label: one.label.clone(),
        is_missed: one.point.verdict() != Verdict::Met,
    })
}

fn view(
    language: Language,
    measure: Measure,
    objective: Option<&Objective>,
    (points, marked): (&[Placed], &[Marked]),
) -> View {
    let is_marked = |point: &Placed| marked.iter().any(|(label, ..)| *label == point.label);
    let dots = |words: String,
                ink,
                is_shown: &dyn Fn(&Placed) -> bool,
                is_labelled: &dyn Fn(&Placed) -> bool| {
        let values = points
            .iter()
            .map(|one| is_shown(one).then_some(one.latency));
        let labels = points.iter().map(|one| match is_labelled(one) {
            true => one.label.clone(),
            false => String::new(),
        });
        Series {
            unit: measure.unit().behind(),
            missed: points.iter().map(|one| one.is_missed).collect(),
            labels: labels.collect(),
            ..Series::new(words, ink, LineStyle::Dots, Points::each(values.collect()))
        }
    };
    let tried = language.choose("tried", "시도한 값").to_owned();
    let all = dots(tried, Ink::Grey, &|one| !is_marked(one), &|one| {
        !is_marked(one)
    });
    let spoken_of = marked.iter().map(|(label, words, ink)| {
        let is_it = |one: &Placed| one.label == *label;
        dots(format!("{words}: {label}"), *ink, &is_it, &is_it)
    });
    let highest = points.iter().map(|one| one.latency).fold(0.0, f64::max);
    let lowest = points
        .iter()
        .map(|one| one.latency)
        .fold(f64::INFINITY, f64::min);
    let limit = objective.map(|one| one.limit);
    let is_near = |limit: &f64| *limit <= FAR * highest;
    let top = limit
        .filter(is_near)
        .map_or(highest, |limit| limit.max(highest));
    let room = (ROOM * (top - lowest)).max(0.02 * top);
    let far = limit.filter(|limit| !is_near(limit)).map(|limit| {
        let limit = notation::plain(measure.unit(), limit);
        language.choose(
            format!("The objective of {limit} lies far above all of them."),
            format!("목표 {limit}은(는) 모든 점보다 훨씬 위에 있습니다."),
        )
    });
    let beside = beside(language, measure, points, marked);
    View {
        series: std::iter::once(all).chain(spoken_of).collect(),
        limits: objective
            .filter(|one| is_near(&one.limit))
            .map(|one| objective_line(language, one))
            .into_iter()
            .collect(),
        window: Some(((lowest - room).max(0.0), top + room)),
        conclusion: beside.into_iter().chain(far).collect::<Vec<_>>().join(" "),
        ..View::default()
    }
}

/// The first that is spoken of beside the second.
fn beside(
    language: Language,
    measure: Measure,
    points: &[Placed],
    marked: &[Marked],
) -> Option<String> {
    let [(first, ..), (second, words, _), ..] = marked else {
        return None;
    };
    let found = |label: &String| points.iter().find(|one| one.label == *label);
    let (own, other) = (found(first)?, found(second)?);
    let off = own.cost - other.cost;
    let size = notation::dollars(off.abs());
    let (more, korean) = match off < 0.0 {
        true => ("less", "덜"),
        false => ("more", "더"),
    };
    let [here, there] = [own, other].map(|one| notation::plain(measure.unit(), one.latency));
    let name = language.words(measure).name;
    if here == there {
        return Some(language.choose(
            format!("{first} costs {size} a month {more} than {second} ({words}), with the same {name}, {here}."),
            format!("{first}은(는) {second}({words})보다 매월 {size} {korean} 듭니다. {name}은(는) {here}로 같습니다."),
        ));
    }
    Some(language.choose(
        format!("{first} costs {size} a month {more} than {second} ({words}), with {name} {here} instead of {there}."),
        format!("{first}은(는) {second}({words})보다 매월 {size} {korean} 듭니다. {name}: {there} 대신 {here}."),
    ))
}
