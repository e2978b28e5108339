//! The charts of a backtest: for each quantity what was measured over what is simulated, with its interval.

use super::names::name;
use crate::kernel::SimDuration;
use crate::report::document::chart::{Chart, Ink, LineStyle, Series, View};
use crate::report::document::points::Timeline;
use crate::report::document::{Block, Figure, Language, Layout, Pane, Section, slug};
use crate::report::format::capital;
use crate::study::backtest::{Compared, Point, Prediction, Quantity};

/// More functions than this have no pictures: nobody leafs through so many.
const MOST_PICTURES: usize = 6;
/// A quantity has two lines, one of them with two ends.
const SERIES: usize = 4;

/// The time of the charts, in steps of the shortest measured interval.
pub(super) fn timeline(functions: &[Compared]) -> Timeline {
    let slots = functions.iter().flat_map(|function| &function.slots);
    let step = slots.clone().map(|slot| slot.to - slot.from).min();
    let step = step.unwrap_or(60_000_000_000).max(1);
    let end = slots.map(|slot| slot.to).max().unwrap_or(step);
    let intervals = end.div_ceil(step) as usize;
    Timeline::new(
        intervals,
        SimDuration::from_nanos(step),
        SimDuration::from_nanos(end),
        SERIES * Quantity::ALL.len() * functions.len(),
    )
}

/// A chart for each quantity that any function was measured in.
pub(super) fn section(language: Language, functions: &[Compared], timeline: &Timeline) -> Section {
    let is_measured = |quantity: &Quantity| {
        functions
            .iter()
            .any(|function| function.of(*quantity).is_some())
    };
    let charts = Quantity::ALL
        .into_iter()
        .filter(is_measured)
        .map(|quantity| {
            let views = functions
                .iter()
                .map(|function| view(language, function, quantity, timeline));
            Block::Chart(Chart {
                id: id(quantity).to_owned(),
                heading: capital(name(language, quantity)),
                unit: unit(language, quantity).to_owned(),
                empty: language
                    .choose("Not measured.", "측정되지 않았습니다.")
                    .to_owned(),
                views: views.collect(),
                ..Chart::default()
            })
        });
    Section {
        id: "over-time",
        heading: language.choose("Over time", "시간에 따라"),
        note: language
            .choose(
                "Simulated is the mean of the replications; in its band a new measurement lies with 95 %.",
                "시뮬레이션은 반복의 평균이며, 새 측정값은 95 %의 확률로 띠 안에 있습니다.",
            )
            .to_owned(),
        blocks: charts.collect(),
        ..Section::default()
    }
}

fn id(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Invocations => "invocations",
        Quantity::Concurrency => "concurrency",
        Quantity::Throttles => "throttles",
        Quantity::ColdStarts => "cold-starts",
        Quantity::Duration => "duration",
    }
}

fn unit(language: Language, quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Concurrency => language.most_at_once(),
        Quantity::Duration => language.choose("ms", "시간(ms)"),
        _ => language.choose("per minute", "분당"),
    }
}

fn view(language: Language, function: &Compared, quantity: Quantity, timeline: &Timeline) -> View {
    let values = |of: &dyn Fn(&Point) -> Option<f64>| {
        let mut values = vec![None; timeline.intervals];
        let points = function
            .of(quantity)
            .map_or(&[][..], |series| &series.points);
        for (slot, point) in function.slots.iter().zip(points) {
            let minutes = (slot.to_s() - slot.from_s()) / 60.0;
            let scale = if quantity.is_count() { minutes } else { 1.0 };
            let value = of(point)
                .filter(|value| value.is_finite())
                .map(|value| value / scale);
            let place = |at: f64| (at / timeline.step).round() as usize;
            let (from, to) = (place(slot.from_s()), place(slot.to_s()));
            for place in values.iter_mut().take(to).skip(from) {
                *place = value;
            }
        }
        timeline.points(values.into_iter())
    };
    let simulated = |of: fn(&Prediction) -> f64| values(&|point| point.simulated.as_ref().map(of));
    let suffix = if quantity == Quantity::Duration {
        " ms"
    } else {
        ""
    };
    let line = |label: &str, ink, style, points| Series {
        unit: suffix,
        ..Series::new(label, ink, style, points)
    };
    let mean = line(
        language.choose("simulated", "시뮬레이션"),
        Ink::Orange,
        LineStyle::Line,
        simulated(|one| one.mean),
    );
    let band = (
        simulated(|one| one.low.max(0.0)).values,
        simulated(|one| one.high).values,
    );
    let measured = line(
        language.choose("measured", "측정"),
        Ink::Blue,
        LineStyle::Line,
        values(&|point| point.measured),
    );
    View {
        series: vec![
            Series {
                band: Some(band),
                ..mean
            },
            measured,
        ],
        ..View::default()
    }
}

/// A picture of each function: its quantities below each other.
pub(super) fn figures((title, subtitle): (&str, &str), functions: &[Compared]) -> Vec<Figure> {
    if functions.len() > MOST_PICTURES {
        return Vec::new();
    }
    let is_single = functions.len() == 1;
    let figure = |(view, function): (usize, &Compared)| Figure {
        name: match is_single {
            true => "backtest".to_owned(),
            false => format!("backtest-{}-{}", view + 1, slug(&function.name)),
        },
        title: match is_single {
            true => title.to_owned(),
            false => format!("{} – {title}", function.name),
        },
        subtitle: subtitle.to_owned(),
        layout: Layout::Rows,
        panes: function
            .series
            .iter()
            .map(|series| Pane::of(id(series.quantity), view))
            .collect(),
    };
    functions.iter().enumerate().map(figure).collect()
}
