//! What tracking targets cost and need: the cost of a month and the lower bound, against the target. A
//! vertical line marks the answer, a dashed horizontal one what a constant value costs and is.

use super::axis::Axis;
use super::hatch::{Band, Fill};
use super::page::{self, Page, Panel};
use super::picture::{Canvas, Color, Picture, Stroke};
use super::style::{self, BLUE, DEEP_ORANGE, GREEN, PALE_GREY};
use super::swept::dot;
use super::{Chart, Look, chart};
use crate::report::format::{thousands, without_controls};
use crate::scenario::Scenario;
use crate::study::Estimate;
use crate::study::size::Figure;
use crate::study::size::target::{Tracking, Tried};

const CURVE: u32 = 7;
const ANSWER: Stroke = style::solid(GREEN, 7);
/// The ends of the axis, a little beyond those of AWS's targets.
const ENDS: (f64, f64) = (6.0, 94.0);

/// The chart of a sizing of autoscaling: `targets`.
pub(in crate::report) fn draw(look: &Look, scenario: &Scenario, tracking: &Tracking) -> Vec<Chart> {
    vec![chart(look, "targets", picture(look, scenario, tracking))]
}

fn picture(look: &Look, scenario: &Scenario, tracking: &Tracking) -> Picture {
    let language = look.language;
    let answer = &tracking.answer;
    let words = match tracking.is_met() {
        true => language.cheapest_that_meets(),
        false => language.nearest(),
    };
    let number = |value: u32| thousands(u64::from(value));
    let legend = [
        page::line(
            ANSWER,
            format!(
                "{words}: {} %, {}",
                answer.percent,
                number(answer.point.value)
            ),
        ),
        page::line(style::solid(BLUE, CURVE), language.provisioned_least()),
        page::line(
            style::dashed(style::SKY, CURVE),
            language.provisioned_mean(),
        ),
        page::filled(Fill::Plain(PALE_GREY), language.interval()),
    ];
    let function = scenario.functions.get(tracking.plan.function);
    let subtitle = format!(
        "{} · {} · {}",
        function.map_or("", |function| &function.name),
        tracking.plan.objective_words(", "),
        language.mean_of(tracking.replications),
    );
    let mut page = Page::plain(
        Canvas::of(look.size),
        look,
        &scenario.title,
        &without_controls(&subtitle),
        &legend,
    );
    let x = Axis::between(ENDS.0, ENDS.1, language.tracking_target());
    let constant = &tracking.constant_point;
    let constant_words = format!("{}: {}", language.constant(), number(constant.value));
    let constant_cost = constant.figure(Figure::MonthlyCost).map(|cost| cost.mean);

    let highest = |figure: Figure| {
        let values = tracking
            .tried
            .iter()
            .filter_map(|one| one.point.figure(figure));
        values.map(|one| one.mean).fold(0.0, f64::max)
    };
    let most = highest(Figure::MonthlyCost).max(constant_cost.unwrap_or(0.0));
    let costs = page.panel(0, 2, &x, Axis::linear(most, language.cost_of_a_month()));
    draw_band(&mut page.picture, &costs, &tracking.tried);
    draw_line(
        &mut page.picture,
        &costs,
        &tracking.tried,
        style::solid(DEEP_ORANGE, CURVE),
        cost,
    );
    if let Some(cost) = constant_cost {
        costs.reference(&mut page.picture, cost, &constant_words);
    }

    let most = highest(Figure::ProvisionedMean).max(f64::from(constant.value));
    let least = tracking.tried.iter().map(|one| one.point.value).max();
    let most = most.max(f64::from(least.unwrap_or(0)));
    let bounds = page.panel(1, 2, &x, Axis::linear(most, language.provisioned()));
    draw_line(
        &mut page.picture,
        &bounds,
        &tracking.tried,
        style::dashed(style::SKY, CURVE),
        |one| Some(one.point.figure(Figure::ProvisionedMean)?.mean),
    );
    draw_line(
        &mut page.picture,
        &bounds,
        &tracking.tried,
        style::solid(BLUE, CURVE),
        |one| Some(f64::from(one.point.value)),
    );
    if tracking.constant.met {
        bounds.reference(
            &mut page.picture,
            f64::from(constant.value),
            &constant_words,
        );
    }
    for panel in [&costs, &bounds] {
        panel.upright(&mut page.picture, f64::from(answer.percent), ANSWER);
    }
    page.picture
}

fn cost(one: &Tried) -> Option<f64> {
    Some(one.point.figure(Figure::MonthlyCost)?.mean)
}

/// Stretches of targets that meet the objectives, or that all miss them: a line does not lead from the ones
/// to the others.
fn stretches(tried: &[Tried]) -> impl Iterator<Item = &[Tried]> {
    tried.chunk_by(|one, other| one.least.met == other.least.met)
}

/// Lines with a mark at each target, pale where the objectives are missed.
fn draw_line(
    picture: &mut Picture,
    panel: &Panel,
    tried: &[Tried],
    stroke: Stroke,
    value: impl Fn(&Tried) -> Option<f64>,
) {
    for stretch in stretches(tried) {
        let met = stretch.iter().all(|one| one.least.met);
        let color: Color = if met { stroke.color } else { PALE_GREY };
        let places = stretch
            .iter()
            .filter_map(|one| Some(panel.place(f64::from(one.percent), value(one)?)));
        let places: Vec<_> = places.collect();
        picture.line(places.clone(), Stroke { color, ..stroke });
        for place in places {
            dot(picture, place, 12, color);
        }
    }
}

/// The intervals of the cost.
fn draw_band(picture: &mut Picture, panel: &Panel, tried: &[Tried]) {
    let estimates: Vec<(f64, Estimate)> = tried
        .iter()
        .filter_map(|one| {
            let estimate = one.point.figure(Figure::MonthlyCost)?;
            Some((f64::from(one.percent), estimate))
        })
        .filter(|(_, one)| one.half_width.is_finite())
        .collect();
    let edge = |of: fn(&Estimate) -> f64| -> Vec<_> {
        let places = estimates.iter();
        places.map(|(at, one)| panel.place(*at, of(one))).collect()
    };
    let band = Band::between(&edge(Estimate::high), &edge(Estimate::low));
    band.fill(picture, Fill::Plain(PALE_GREY));
}
