//! Scaling diagrams of variants that meet the same requests: function instances of all of them in one
//! panel, and AWS's diagram of each side by side on the same axes.
//!
//! A variant's line has its own colour and its own dashes, in the order of the variants; where lines
//! run together the dashes of the later show the earlier between them.

use super::hatch::Band;
use super::page::{self, LegendEntry, Page, Panel};
use super::picture::{Color, Dash, Picture, Stroke};
use super::scaling::{self, NEAR_LIMIT, POSSIBLE, ROOM_ABOVE_LIMIT, THROTTLED, mark_throttles};
use super::style::{self, BLUE, DEEP_ORANGE, GREEN, GREY, INK, MEDIUM, PURPLE, SKY};
use super::timeline::Timeline;
use super::{Chart, chart};
use crate::kernel::SimTime;
use crate::measures::Measure;
use crate::report::comparison::variants::{self, Shown};
use crate::report::document::account_limit;
use crate::report::document::axis::Axis;
use crate::report::document::look::Look;
use crate::report::format::thousands;
use crate::scenario::Scenario;
use crate::study::Scope;
use crate::study::compare::Comparison;

/// Lines that can be told apart: each with its colour, and with its dashes and the gaps between them.
const LINES: [(Color, Option<Dash>); 6] = [
    (DEEP_ORANGE, None),
    (BLUE, Some(Dash { on: 40, off: 20 })),
    (GREEN, Some(Dash { on: 15, off: 15 })),
    (PURPLE, Some(Dash { on: 64, off: 14 })),
    (SKY, Some(Dash { on: 8, off: 14 })),
    (INK, Some(Dash { on: 28, off: 28 })),
];
const WIDTH: u32 = 9;

/// Open requests may be at most so many times the instances before they leave the panel.
const MOST_ABOVE: f64 = 2.5;

const OPEN: Stroke = style::solid(GREY, MEDIUM + 1);
const INSTANCES: Stroke = style::solid(DEEP_ORANGE, 7);

/// What the diagrams show of one variant, a value for each bucket.
struct Series {
    instances: Vec<f64>,
    open: Vec<f64>,
    throttles: Vec<f64>,
    /// The upper edge of the band where throttling is possible; `None` where it nowhere is.
    possible: Option<Vec<f64>>,
}

impl Series {
    /// Of a single function the most of each interval, of several their means, which add up.
    fn new(comparison: &Comparison, timeline: &Timeline, variant: usize) -> Self {
        let series = comparison.series(variant);
        let values = |quantity, else_by| {
            let known = series.mean(Scope::Account, quantity);
            let known = known.or_else(|| series.mean(Scope::Account, else_by));
            timeline.levels(known.unwrap_or_default())
        };
        let instances = values(Measure::EnvironmentsMax, Measure::EnvironmentsMean);
        let open = values(Measure::OpenMax, Measure::OpenMean);
        let throttles = values(Measure::Throttles, Measure::Throttles);
        let failures = values(Measure::Errors, Measure::Errors);
        Self {
            possible: scaling::possible([&open, &instances, &throttles, &failures]),
            instances,
            open,
            throttles,
        }
    }

    fn largest(&self) -> f64 {
        let curves = self.instances.iter().chain(&self.open);
        curves.copied().fold(0.0, f64::max)
    }
}

/// Everything that both charts show.
struct Diagrams<'a> {
    look: &'a Look,
    comparison: &'a Comparison,
    /// Each of those that are alike once.
    shown: Vec<Shown>,
    baseline: &'a Scenario,
    timeline: Timeline,
    series: Vec<Series>,
    x: Axis,
    highest: f64,
    /// The account's concurrency limit, where all variants have the same and one comes near it.
    limit: Option<u64>,
}

/// The charts of a comparison: `scaling` and `scaling-multiples`.
pub(in crate::report) fn draw(look: &Look, comparison: &Comparison) -> Vec<Chart> {
    let Some(diagrams) = Diagrams::new(look, comparison) else {
        return Vec::new();
    };
    vec![
        chart(look, "scaling", diagrams.overlaid()),
        chart(look, "scaling-multiples", diagrams.side_by_side()),
    ]
}

impl<'a> Diagrams<'a> {
    fn new(look: &'a Look, comparison: &'a Comparison) -> Option<Self> {
        let baseline = &comparison.variants.first()?.scenario;
        let end = SimTime::ZERO + baseline.duration;
        let timeline = Timeline::new(comparison.starts().iter().copied(), end);
        let shown = variants::shown(comparison);
        let series: Vec<_> = shown
            .iter()
            .map(|one| Series::new(comparison, &timeline, one.index))
            .collect();
        let largest = series.iter().map(Series::largest).fold(0.0, f64::max);
        let account = account_limit(baseline).value;
        let limits = comparison
            .variants
            .iter()
            .map(|variant| account_limit(&variant.scenario).value);
        let is_near = largest >= NEAR_LIMIT * account as f64;
        let limit =
            (is_near && limits.into_iter().all(|limit| limit == account)).then_some(account);
        let above = limit.map_or(0.0, |limit| limit as f64 * ROOM_ABOVE_LIMIT);
        Some(Self {
            look,
            comparison,
            shown,
            baseline,
            timeline,
            series,
            x: Axis::time(end.as_secs_f64()),
            highest: largest.max(above),
            limit,
        })
    }

    /// What holds for all variants, in one line.
    fn subtitle(&self) -> String {
        let language = self.look.language;
        let requests = match self.comparison.same_requests() {
            true => language.same_requests(),
            false => language.other_requests(),
        };
        let variants = self.comparison.variants.len() as u64;
        let compared = language.compared(variants, requests, self.comparison.replications());
        let seconds = self.baseline.duration.as_secs_f64();
        format!("{compared} · {}", language.simulated(seconds))
    }

    fn unit(&self) -> &'static str {
        match self.baseline.functions.len() {
            1 => self.look.language.most_at_once(),
            _ => self.look.language.mean_at_once(),
        }
    }

    fn overlaid(&self) -> Picture {
        let shown = self.series.len().min(LINES.len());
        let first = (shown < self.series.len()).then_some(shown);
        let subtitle = self.look.language.instances_of(first, &self.subtitle());
        let title = self.baseline.title.as_str();
        let mut page = Page::new(
            self.look,
            self.baseline,
            title,
            &subtitle,
            self.legend(shown),
        );
        let y = Axis::linear(self.highest_overlaid(), self.unit());
        let open = up_to(y.end(), &self.most_open(shown));
        let panel = page.panel(0, 1, &self.x, y);
        let picture = &mut page.picture;
        self.draw_limit(picture, &panel);
        for line in panel.curves(&self.timeline, &open) {
            picture.line(line, OPEN);
        }
        for (series, stroke) in self.series.iter().zip(strokes()) {
            picture.line(panel.curve(&self.timeline, &series.instances), stroke);
        }
        page.picture
    }

    /// Where callers pile up, open requests would press the lines that are compared to the ground:
    /// they may leave the panel, and the legend says how far.
    fn highest_overlaid(&self) -> f64 {
        let instances = self.series.iter().flat_map(|series| &series.instances);
        let most = instances.copied().fold(0.0, f64::max);
        let limit = self
            .limit
            .map_or(0.0, |limit| limit as f64 * ROOM_ABOVE_LIMIT);
        match self.highest > MOST_ABOVE * most {
            true => (1.2 * most).max(limit),
            false => self.highest,
        }
    }

    fn legend(&self, shown: usize) -> Vec<LegendEntry> {
        let variants = self.shown.iter().zip(strokes());
        let lines = variants.map(|(variant, stroke)| page::line(stroke, self.words(variant)));
        let language = self.look.language;
        let mut open = match self.open_is_the_same(shown) {
            true => language.open_requests().to_owned(),
            false => language.most_open().to_owned(),
        };
        if self.highest_overlaid() < self.highest {
            let most = self.most_open(shown).into_iter().fold(0.0, f64::max);
            open = language.up_to(&open, most.round() as u64);
        }
        lines.chain([page::line(OPEN, open)]).collect()
    }

    /// A variant's name with those of its quotas that differ.
    fn words(&self, shown: &Shown) -> String {
        let rules = || {
            let variants = self.comparison.variants.iter();
            variants.map(|variant| variant.scenario.region.scaling)
        };
        let rule_of = |index: usize| {
            let variant = self.comparison.variants.get(index);
            variant.map(|variant| variant.scenario.region.scaling)
        };
        let first = self.baseline.region.scaling;
        let rule = rule_of(shown.index).unwrap_or(first);
        let mut alike = self.comparison.alike(shown.index);
        if !alike.all(|other| rule_of(other) == Some(rule)) {
            // They have the same results with several quotas: none is theirs.
            return shown.name.clone();
        }
        let mut words = vec![];
        if rules().any(|other| other.burst() != first.burst()) {
            words.push(self.look.language.burst(&rule));
        }
        if rules().any(|other| other.ramp_per_minute() != first.ramp_per_minute()) {
            words.push(self.look.language.ramp(&rule));
        }
        match words.is_empty() {
            true => shown.name.clone(),
            false => format!("{}: {}", shown.name, words.join(", ")),
        }
    }

    fn open_is_the_same(&self, shown: usize) -> bool {
        let series = &self.series[..shown];
        series.windows(2).all(|pair| pair[0].open == pair[1].open)
    }

    /// Callers who do not retry leave no open requests behind: what was asked for shows best where
    /// most are open.
    fn most_open(&self, shown: usize) -> Vec<f64> {
        let buckets = 0..self.timeline.buckets().len();
        let series = &self.series[..shown];
        let most = |bucket: usize| {
            let values = series.iter().filter_map(|one| one.open.get(bucket));
            values.copied().fold(0.0, f64::max)
        };
        buckets.map(most).collect()
    }

    fn draw_limit(&self, picture: &mut Picture, panel: &Panel) {
        if let Some(limit) = self.limit {
            let name = self.look.language.account_limit();
            let label = format!("{name} {}", thousands(limit));
            panel.reference(picture, limit as f64, &label);
        }
    }

    fn side_by_side(&self) -> Picture {
        let title = self.baseline.title.as_str();
        let subtitle = format!("{} · {}", self.unit(), self.subtitle());
        let mut page = Page::new(
            self.look,
            self.baseline,
            title,
            &subtitle,
            self.legend_of_each(),
        );
        let y = Axis::linear(self.highest, "");
        let count = self.series.len();
        for (index, (one, series)) in self.shown.iter().zip(&self.series).enumerate() {
            let titles = [self.words(one), one.name.clone()];
            let titles = titles.each_ref().map(String::as_str);
            let panel = page.tile((index, count), &titles, &self.x, &y);
            let picture = &mut page.picture;
            let curve = |values| panel.curve(&self.timeline, values);
            let (instances, open) = (curve(&series.instances), curve(&series.open));
            if let Some(possible) = &series.possible {
                Band::between(&curve(possible), &instances).fill(picture, POSSIBLE);
            }
            picture.line(instances, INSTANCES);
            picture.line(open, OPEN);
            mark_throttles(picture, &panel, &self.timeline, &series.throttles);
        }
        page.picture
    }

    fn legend_of_each(&self) -> Vec<LegendEntry> {
        let language = self.look.language;
        let mut legend = vec![
            page::line(INSTANCES, language.instances()),
            page::line(OPEN, language.open_requests()),
        ];
        if self.series.iter().any(|one| one.possible.is_some()) {
            legend.push(page::filled(POSSIBLE, language.throttling_possible()));
        }
        let throttled = |one: &Series| one.throttles.iter().any(|&throttles| throttles > 0.0);
        if self.series.iter().any(throttled) {
            legend.push(page::filled(THROTTLED, language.attempts_throttled()));
        }
        legend
    }
}

/// A series that leaves the panel where it is above `end`, at whose edge it stops.
fn up_to(end: f64, values: &[f64]) -> Vec<Option<f64>> {
    let is_inside = |index: usize| values.get(index).is_some_and(|&value| value <= end);
    let indices = 0..values.len();
    let shown = indices.map(|index| {
        let beside = is_inside(index.wrapping_sub(1)) || is_inside(index + 1);
        (is_inside(index) || beside).then(|| values[index])
    });
    shown.collect()
}

/// The line of each variant.
fn strokes() -> impl Iterator<Item = Stroke> {
    LINES.into_iter().map(|(color, dash)| Stroke {
        color,
        width: WIDTH,
        dash,
    })
}

#[cfg(test)]
mod tests;
