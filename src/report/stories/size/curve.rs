//! What each value does, in charts: cost, cold starts, latency and throttles over what is sized, and cost against
//! latency.

use super::{quantity, trade_off};
use crate::measures::Measure;
use crate::report::document::across::Across;
use crate::report::document::chart::{Chart, Ink, Mark, View};
use crate::report::document::{Block, Language, Section};
use crate::report::format::thousands;
use crate::report::notation;
use crate::report::stories::crossings::Crossings;
use crate::report::stories::figures::{
    BUSY, COLD_STARTS, COST, LATENCY, Plot, THROTTLES, objective_line,
};
use crate::scenario::Setting;
use crate::study::size::{Point, Sizing};

const PLOTS: [Plot; 5] = [COST, COLD_STARTS, LATENCY, THROTTLES, BUSY];
/// Charts that have no room in the picture.
const MOST_PICTURED: usize = 4;

/// The charts of the picture: those with something to see.
pub(super) fn pictured(language: Language, sizing: &Sizing) -> Vec<&'static str> {
    let charted = PLOTS
        .iter()
        .filter(|plot| is_charted(language, sizing, plot));
    charted.map(|plot| plot.id).take(MOST_PICTURED).collect()
}

/// Whether a measure is ever anything but nothing.
fn is_charted(language: Language, sizing: &Sizing, plot: &Plot) -> bool {
    let series = plot.series(language, sizing.curve.iter());
    let extent = series.and_then(|series| series.points.extent);
    extent.is_some_and(|extent| extent.most > 0.0)
}

/// Cost against latency, with the axis of costs.
pub(super) fn trade_off(
    language: Language,
    sizing: &Sizing,
    axis: usize,
) -> Option<(Across, Section)> {
    let label = |value: u32| thousands(value.into());
    let tried = sizing.curve.iter().map(|point| trade_off::Tried {
        point,
        label: label(point.value),
    });
    let named = [
        (
            answer_words(language, sizing),
            Some(sizing.answer.value),
            Ink::Green,
        ),
        (language.cheapest(), sizing.cheapest, Ink::Orange),
        (language.peak_and_a_tenth(), sizing.rule_of_thumb, Ink::Blue),
    ];
    let mut marked: Vec<trade_off::Marked> = Vec::new();
    for (words, value, ink) in named {
        let Some(label) = value.map(label) else {
            continue;
        };
        match marked.iter_mut().find(|(other, ..)| *other == label) {
            Some((_, other, _)) => *other = format!("{other}, {words}"),
            None => marked.push((label, words.to_owned(), ink)),
        }
    }
    let sized = quantity::name(language, sizing.plan.setting);
    let what = language.choose(
        format!("a value of the {sized} that was tried"),
        format!("시도한 {sized}"),
    );
    let tried: Vec<_> = tried.collect();
    let objectives = &sizing.plan.objectives;
    trade_off::of(language, (objectives, &what), &tried, &marked, axis)
}

fn answer_words(language: Language, sizing: &Sizing) -> &'static str {
    match sizing.answer.met {
        true => language.least_that_meets(),
        false => language.nearest(),
    }
}

pub(super) fn section(language: Language, sizing: &Sizing) -> Section {
    let (charted, flat): (Vec<&Plot>, Vec<&Plot>) = PLOTS
        .iter()
        .partition(|plot| is_charted(language, sizing, plot));
    let charts = charted
        .into_iter()
        .filter_map(|plot| chart(language, sizing, plot));
    let flat: Vec<String> = flat
        .into_iter()
        .filter_map(|plot| nothing(language, sizing, plot))
        .collect();
    Section {
        id: "curve",
        heading: match sizing.plan.setting {
            Setting::ReservedConcurrency(_) => {
                language.choose("Against reserved concurrency", "예약된 동시성에 따라")
            }
            Setting::AccountConcurrency => {
                language.choose("Against the account's limit", "계정 한도에 따라")
            }
            Setting::OfService(..) => language.choose("Against the size of the service", "서비스 규모에 따라"),
            Setting::OfSource(..) => language.choose("Against what reads the queue", "대기열을 읽는 규모에 따라"),
            _ => language.choose(
                "Against provisioned concurrency",
                "프로비저닝된 동시성에 따라",
            ),
        },
        note: language.choose(
            format!(
                "The mean of a few replications of each value (more at the answer), with its 95 % interval where there are at \
                 least three; size.csv has all.{}",
                flat.concat(),
            ),
            format!(
                "각 값을 몇 번 반복한 평균(답은 더 많이)입니다. 반복이 세 번 이상이면 95 % 구간도 표시하며, 모든 수치는 size.csv에 \
                 있습니다.{}",
                flat.concat(),
            ),
        ),
        blocks: charts.map(Block::Chart).collect(),
        ..Section::default()
    }
}

/// `None` where nothing was measured.
fn chart(language: Language, sizing: &Sizing, plot: &Plot) -> Option<Chart> {
    let series = plot.series(language, sizing.curve.iter())?;
    let objectives = sizing.plan.objectives.iter();
    let limits = objectives
        .filter(|one| one.measure == plot.measure)
        .map(|one| objective_line(language, one));
    Some(Chart {
        id: plot.id.to_owned(),
        heading: plot.title(language),
        views: vec![View {
            series: vec![series],
            limits: limits.collect(),
            marks: marks(language, sizing),
            conclusion: conclusion(language, sizing, plot),
            ..View::default()
        }],
        ..Chart::default()
    })
}

fn marks(language: Language, sizing: &Sizing) -> Vec<Mark> {
    let answer = answer_words(language, sizing);
    let mark = |label: &str, value: u32, ink, dashed| Mark {
        label: format!("{label}: {}", thousands(value.into())),
        value: f64::from(value),
        ink,
        dashed,
    };
    let rule = sizing
        .rule_of_thumb
        .map(|value| mark(language.peak_and_a_tenth(), value, Ink::Grey, true));
    let answer = mark(answer, sizing.answer.value, Ink::Green, false);
    let mut marks: Vec<Mark> = rule.into_iter().chain([answer]).collect();
    let cheapest = sizing
        .cheapest
        .map(|value| mark(language.cheapest(), value, Ink::Orange, true));
    marks.splice(1..1, cheapest);
    marks
}

/// What follows from a chart: where the objective is met, and where nothing more is gained; of cost, where it is lowest.
fn conclusion(language: Language, sizing: &Sizing, plot: &Plot) -> String {
    let value = |point: &Point| Some(point.figure(plot.measure)?.mean);
    if plot.measure == Measure::MonthlyCost {
        return lowest(language, sizing).unwrap_or_default();
    }
    let tried = sizing
        .curve
        .iter()
        .map(|point| (thousands(point.value.into()), value(point)));
    let crossings = Crossings {
        language,
        measure: plot.measure,
        key: "",
        are_ordered: true,
        tried: tried.collect(),
    };
    crossings.sentences(&sizing.plan.objectives).join(" ")
}

/// What the cheapest costs, and what the most of all that was tried does.
fn lowest(language: Language, sizing: &Sizing) -> Option<String> {
    let cheapest = sizing.cheapest?;
    let last = sizing.curve.last().filter(|last| last.value != cheapest)?;
    let cost = |point: &Point| Some(notation::dollars(point.figure(Measure::MonthlyCost)?.mean));
    let (least, most) = (cost(sizing.point(cheapest)?)?, cost(last)?);
    let [lowest, highest] = [cheapest, last.value].map(|value| thousands(value.into()));
    Some(language.choose(
        format!("The cheapest, {lowest}, costs {least} a month; {highest} costs {most}."),
        format!("가장 저렴한 {lowest}은(는) 월 {least}, {highest}은(는) 월 {most}입니다."),
    ))
}

/// A measure that is nothing at every value needs no chart.
fn nothing(language: Language, sizing: &Sizing, plot: &Plot) -> Option<String> {
    let points = sizing.curve.iter();
    let zero = points
        .filter_map(|point| point.figure(plot.measure))
        .next()?
        .mean;
    let (heading, zero) = (
        plot.heading(language),
        notation::plain(plot.measure.unit(), zero),
    );
    Some(language.choose(
        format!(" {heading}: {zero} at every value tried."),
        format!(" {heading}: 시도한 모든 값에서 {zero}."),
    ))
}
