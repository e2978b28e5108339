//! Cost, cold starts, latency and throttles against provisioned concurrency, a panel each. Vertical lines
//! mark the answer, the value that costs least and the rule of thumb; a dashed horizontal one marks the
//! limit of an objective.

use super::hatch::{Band, Fill};
use super::page::{self, LegendEntry, Page, Panel};
use super::picture::{Canvas, Color, Dash, Picture, Stroke};
use super::style::{self, BLUE, DEEP_ORANGE, GREEN, PALE_GREY, PURPLE, VERMILION};
use super::{Chart, Look, chart};
use crate::measures::Measure;
use crate::report::document::axis::Axis;
use crate::report::format::{thousands, without_controls};
use crate::scenario::Scenario;
use crate::study::size::{Plan, Point, Sizing};

/// The measure and the colour of each panel.
const PANELS: [(Measure, Color); 4] = [
    (Measure::MonthlyCost, DEEP_ORANGE),
    (Measure::ColdStartRate, BLUE),
    (Measure::LatencyP99, VERMILION),
    (Measure::ThrottleRate, PURPLE),
];

const CURVE: u32 = 7;
const ANSWER: Stroke = style::solid(GREEN, 7);
const CHEAPEST: Stroke = Stroke {
    color: DEEP_ORANGE,
    width: 6,
    dash: Some(Dash { on: 12, off: 12 }),
};
const RULE: Stroke = Stroke {
    color: style::GREY,
    width: 6,
    dash: Some(Dash { on: 40, off: 16 }),
};

/// The chart of a sizing: `curve`.
pub(in crate::report) fn draw(look: &Look, scenario: &Scenario, sizing: &Sizing) -> Vec<Chart> {
    vec![chart(look, "curve", picture(look, scenario, sizing))]
}

/// A page that names the function which was sized, its objectives, and how often each value was tried.
pub(super) fn page_of(
    look: &Look,
    scenario: &Scenario,
    plan: &Plan,
    replications: u64,
    legend: &[LegendEntry],
) -> Page {
    let function = scenario.functions.get(plan.function);
    let subtitle = format!(
        "{} · {} · {}",
        function.map_or("", |function| &function.name),
        plan.objective_words(", "),
        look.language.mean_of(replications),
    );
    Page::plain(
        Canvas::of(look.size),
        look,
        &scenario.title,
        &without_controls(&subtitle),
        legend,
    )
}

fn picture(look: &Look, scenario: &Scenario, sizing: &Sizing) -> Picture {
    let (answer, language) = (sizing.answer, look.language);
    let number = |value: u32| thousands(u64::from(value));
    let answer_words = match answer.met {
        true => language.least_that_meets(),
        false => language.nearest(),
    };
    let legend = [
        page::line(ANSWER, format!("{answer_words}: {}", number(answer.value))),
        page::line(
            CHEAPEST,
            format!("{}: {}", language.cheapest(), number(sizing.cheapest)),
        ),
        page::line(
            RULE,
            format!(
                "{}: {}",
                language.peak_and_a_tenth(),
                number(sizing.rule_of_thumb)
            ),
        ),
        page::filled(Fill::Plain(PALE_GREY), language.interval()),
    ];
    let mut page = page_of(look, scenario, &sizing.plan, sizing.replications, &legend);
    let end = sizing.curve.last().map_or(1, |point| point.value);
    let x = Axis::linear(f64::from(end), language.provisioned());
    for (index, (measure, color)) in PANELS.into_iter().enumerate() {
        let factor = measure.unit().factor();
        let limit = sizing.plan.objectives.iter();
        let limit = limit
            .filter(|one| one.measure == measure)
            .map(|one| one.limit * factor)
            .reduce(f64::min);
        let largest = highest(&sizing.curve, measure) * factor;
        // A limit far above what is measured would press the curve to the ground.
        let shown = limit.filter(|&limit| limit <= 2.0 * largest);
        let y = Axis::linear(
            largest.max(1.15 * shown.unwrap_or(0.0)),
            language.axis(measure),
        );
        let panel = page.quarter(index, &x, &y);
        let picture = &mut page.picture;
        draw_curve(picture, &panel, &sizing.curve, (measure, color));
        for (value, stroke) in [
            (sizing.rule_of_thumb, RULE),
            (sizing.cheapest, CHEAPEST),
            (answer.value, ANSWER),
        ] {
            panel.upright(picture, f64::from(value), stroke);
        }
        if let Some(limit) = shown {
            panel.reference(picture, limit, language.objective());
        }
    }
    page.picture
}

fn highest(curve: &[Point], measure: Measure) -> f64 {
    let means = curve.iter().filter_map(|point| point.figure(measure));
    means.map(|one| one.mean).fold(0.0, f64::max)
}

/// The curve above its band.
fn draw_curve(
    picture: &mut Picture,
    panel: &Panel,
    curve: &[Point],
    (measure, color): (Measure, Color),
) {
    let factor = measure.unit().factor();
    let estimates: Vec<_> = curve
        .iter()
        .filter_map(|point| Some((f64::from(point.value), point.figure(measure)?)))
        .collect();
    let line = |of: fn(&crate::study::Estimate) -> f64| -> Vec<_> {
        let places = estimates.iter();
        places
            .map(|(value, estimate)| panel.place(*value, of(estimate) * factor))
            .collect()
    };
    if estimates.iter().all(|(_, one)| one.half_width.is_finite()) {
        let band = Band::between(&line(|one| one.high()), &line(|one| one.low()));
        band.fill(picture, Fill::Plain(PALE_GREY));
    }
    picture.line(line(|one| one.mean), style::solid(color, CURVE));
}
