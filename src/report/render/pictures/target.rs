//! What tracking targets cost and need: the cost of a month and the lower bound, against the target. A
//! vertical line marks the answer, a dashed horizontal one what a constant value costs and is.
//!
//! Low targets cost many times what high ones do: the axes end where the answer can still be told from
//! its neighbours, and the legend says how far a curve goes that leaves them.

use super::page::{self, Panel};
use super::picture::{Dash, Picture, Stroke};
use super::size::page_of;
use super::style::{self, BLUE, DEEP_ORANGE, GREEN, GREY, SKY, WHITE};
use super::swept::dot;
use super::{Chart, Language, Look, chart};
use crate::measures::Measure;
use crate::report::document::axis::Axis;
use crate::report::format::thousands;
use crate::scenario::Scenario;
use crate::study::size::Point;
use crate::study::size::target::{Tracking, Tried};

const ANSWER: Stroke = style::solid(GREEN, 7);
const COST: Stroke = style::solid(DEEP_ORANGE, 7);
const BOUND: Stroke = style::solid(BLUE, 7);
const MEAN: Stroke = style::dashed(SKY, 7);
const CONSTANT: Stroke = Stroke {
    color: GREY,
    width: 6,
    dash: Some(Dash { on: 12, off: 12 }),
};
/// A panel reaches so far beyond the answer and the constant value.
const REACH: f64 = 1.5;
/// The ends of the axis, a little beyond those of AWS's targets.
const ENDS: (f64, f64) = (6.0, 94.0);

/// The chart of a sizing of autoscaling: `targets`.
pub(in crate::report) fn charts(
    look: &Look,
    scenario: &Scenario,
    tracking: &Tracking,
) -> Vec<Chart> {
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
    let constant = &tracking.constant_point;
    let value = number(constant.value);
    let costs = curve(tracking, |one| cost(&one.point));
    let bounds = curve(tracking, |one| Some(f64::from(one.point.value)));
    let means = curve(tracking, |one| {
        Some(one.point.figure(Measure::ProvisionedMean)?.mean)
    });
    let constant_cost = cost(constant).unwrap_or_default();
    let own_cost = cost(&answer.point).unwrap_or_default();
    let (cost_axis, cost_end) = cost_axis(&costs, constant_cost.max(own_cost), language);
    let most_bound = highest(&bounds).max(f64::from(constant.value));
    let own_mean = answer.point.figure(Measure::ProvisionedMean);
    let shown = most_bound.max(own_mean.map_or(0.0, |mean| mean.mean)) * REACH;
    let bound_axis = Axis::linear(
        shown.min(highest(&means).max(most_bound)),
        language.provisioned(),
    );

    let named = |name: &str, curve: &[Place], end: f64| match highest(curve) > end {
        true => language.up_to(name, highest(curve).round() as u64),
        false => name.to_owned(),
    };
    let legend = [
        page::line(
            ANSWER,
            format!(
                "{words}: {} %, {}",
                answer.percent,
                number(answer.point.value)
            ),
        ),
        page::line(COST, named(language.cost_of_a_month(), &costs, cost_end)),
        page::line(BOUND, language.provisioned_least()),
        page::line(
            MEAN,
            named(language.provisioned_mean(), &means, bound_axis.end()),
        ),
        page::line(CONSTANT, format!("{}: {value}", language.constant())),
    ];
    let mut page = page_of(
        look,
        scenario,
        &tracking.plan,
        tracking.replications,
        &legend,
    );
    let x = Axis::between(ENDS.0, ENDS.1, language.tracking_target());
    let bound_end = bound_axis.end();
    let panels = [
        (cost_axis, constant_cost, vec![(&costs, COST, cost_end)]),
        (
            bound_axis,
            f64::from(constant.value),
            vec![(&means, MEAN, bound_end), (&bounds, BOUND, bound_end)],
        ),
    ];
    for (index, (y, constant, curves)) in panels.into_iter().enumerate() {
        let panel = page.panel(index, 2, &x, y);
        let picture = &mut page.picture;
        let across = [ENDS.0, ENDS.1].map(|at| panel.place(at, constant));
        picture.line(across.to_vec(), CONSTANT);
        panel.upright(picture, f64::from(answer.percent), ANSWER);
        for (curve, stroke, end) in curves {
            draw(picture, &panel, curve, stroke, end);
        }
    }
    page.picture
}

fn cost(point: &Point) -> Option<f64> {
    Some(point.figure(Measure::MonthlyCost)?.mean)
}

/// A target, what it has, and whether it meets the objectives.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    target: f64,
    value: f64,
    met: bool,
}

fn curve(tracking: &Tracking, value: impl Fn(&Tried) -> Option<f64>) -> Vec<Place> {
    let places = tracking.tried.iter().map(|one| {
        Some(Place {
            target: f64::from(one.percent),
            value: value(one)?,
            met: one.least.met,
        })
    });
    places.flatten().collect()
}

fn highest(curve: &[Place]) -> f64 {
    curve.iter().map(|place| place.value).fold(0.0, f64::max)
}

/// The axis of costs and where it ends: not at 0, for what is compared differs by little.
fn cost_axis(costs: &[Place], shown: f64, language: Language) -> (Axis, f64) {
    let lowest = costs.iter().map(|place| place.value);
    let lowest = lowest.fold(shown, f64::min);
    let end = (shown * REACH).min(highest(costs).max(shown));
    let room = (0.1 * (end - lowest)).max(0.01 * end);
    let start = (lowest - room).max(0.0);
    let end = end + room;
    (Axis::between(start, end, language.cost_of_a_month()), end)
}

/// A line as far as it stays below `end`, with a mark at each target: hollow where the objectives are
/// missed.
fn draw(picture: &mut Picture, panel: &Panel, curve: &[Place], stroke: Stroke, end: f64) {
    for stretch in below(curve, end) {
        let places = stretch.iter();
        let line = places.map(|&(target, value)| panel.place(target, value));
        picture.line(line.collect(), stroke);
    }
    for place in curve.iter().filter(|place| place.value <= end) {
        let at = panel.place(place.target, place.value);
        dot(picture, at, 12, stroke.color);
        if !place.met {
            dot(picture, at, 6, WHITE);
        }
    }
}

/// The stretches of a curve below `end`, up to where it crosses that.
fn below(curve: &[Place], end: f64) -> Vec<Vec<(f64, f64)>> {
    let mut stretches = vec![Vec::new()];
    for pair in curve.windows(2) {
        let [from, to] = pair else { continue };
        let crossing = || {
            let share = (end - from.value) / (to.value - from.value);
            (from.target + share * (to.target - from.target), end)
        };
        let (start, finish) = ((from.target, from.value), (to.target, to.value));
        let piece = match (from.value <= end, to.value <= end) {
            (true, true) => [start, finish],
            (true, false) => [start, crossing()],
            (false, true) => [crossing(), finish],
            (false, false) => continue,
        };
        match stretches.last_mut() {
            Some(last) if last.last() == piece.first() => last.push(piece[1]),
            _ => stretches.push(piece.to_vec()),
        }
    }
    stretches.retain(|stretch| !stretch.is_empty());
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_ends_where_it_leaves_the_panel() {
        let places = [
            (10.0, 40.0),
            (20.0, 20.0),
            (30.0, 5.0),
            (40.0, 25.0),
            (50.0, 5.0),
        ];
        let curve = places.map(|(target, value)| Place {
            target,
            value,
            met: true,
        });
        let expected = vec![vec![
            (15.0, 30.0),
            (20.0, 20.0),
            (30.0, 5.0),
            (40.0, 25.0),
            (50.0, 5.0),
        ]];
        assert_eq!(below(&curve, 30.0), expected);
        let two = vec![
            vec![(25.0, 12.5), (30.0, 5.0), (33.75, 12.5)],
            vec![(46.25, 12.5), (50.0, 5.0)],
        ];
        assert_eq!(below(&curve, 12.5), two);
        assert_eq!(below(&curve, 1.0), Vec::<Vec<_>>::new());
        assert_eq!(below(&curve[..1], 100.0), Vec::<Vec<_>>::new());
    }
}
