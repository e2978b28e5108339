//! The scaling diagram, in AWS's visual language: function instances in orange, open requests in
//! grey, and the band between them where throttling is possible. With provisioned concurrency,
//! its area has diagonal stripes and the standard concurrency above it vertical ones.
//!
//! One thing is added: marks along the axis where attempts *were* throttled. Callers that do not
//! retry leave no open requests behind, and the band alone would then hide their throttling.

use super::hatch::{Band, Fill};
use super::page::{self, LegendEntry, Page, Panel};
use super::picture::{Picture, Stroke};
use super::style::{
    self, DEEP_ORANGE, GREY, MEDIUM, ORANGE, PALE_VERMILION, PURPLE, THICK, VERMILION,
};
use super::timeline::Timeline;
use crate::report::document::axis::Axis;
use crate::report::document::look::{Language, Look};
use crate::report::document::{Limit, account_limit, limit_of, subtitle};
use crate::report::observed::{Interval, Observed, ObservedFunction};
use crate::report::throttling::{self, Moment};
use crate::scenario::Scenario;

const INSTANCES: Stroke = style::solid(DEEP_ORANGE, THICK);
const OPEN: Stroke = style::solid(GREY, MEDIUM);
pub(super) const PROVISIONED: Fill = Fill::Diagonal(style::solid(ORANGE, 4), 34);
pub(super) const STANDARD: Fill = Fill::Vertical(style::solid(ORANGE, 4), 24);
pub(super) const POSSIBLE: Fill = Fill::Plain(PALE_VERMILION);
pub(super) const THROTTLED: Fill = Fill::Plain(VERMILION);
/// Stripes, for attempts may be throttled and fail at the same time.
const FAILED: Fill = Fill::Vertical(style::solid(PURPLE, 8), 14);

/// A limit is drawn once the curves come this close to it.
pub(super) const NEAR_LIMIT: f64 = 0.6;

/// The axis goes on beyond a limit that is drawn, so that its label has room above the line.
pub(super) const ROOM_ABOVE_LIMIT: f64 = 1.08;

/// The diagram of all functions together. Maxima of different functions cannot be added, for they
/// fall on different moments of an interval; with several functions it shows the means.
pub(super) fn account(look: &Look, scenario: &Scenario, observed: &Observed) -> Picture {
    let functions: Vec<&ObservedFunction> = observed.functions.iter().collect();
    draw(
        look,
        scenario,
        observed,
        &functions,
        &scenario.title,
        account_limit(scenario),
    )
}

/// The diagram of one function.
pub(super) fn function(
    look: &Look,
    scenario: &Scenario,
    observed: &Observed,
    index: usize,
) -> Picture {
    let function = &observed.functions[index];
    let title = format!("{} – {}", function.name, scenario.title);
    let limit = limit_of(scenario, index);
    draw(look, scenario, observed, &[function], &title, limit)
}

/// What the diagram shows, a value for each bucket.
struct Series {
    instances: Vec<f64>,
    open: Vec<f64>,
    provisioned: Vec<f64>,
    throttles: Vec<f64>,
    failures: Vec<f64>,
    /// The upper edge of the band where throttling is possible; `None` where it nowhere is.
    possible: Option<Vec<f64>>,
}

impl Series {
    fn new(timeline: &Timeline, functions: &[&ObservedFunction]) -> Self {
        let sums = |of: fn(&Interval) -> f64| timeline.levels(summed(functions, of));
        let alone = functions.len() == 1;
        let level = |max: fn(&Interval) -> f64, mean: fn(&Interval) -> f64| {
            sums(if alone { max } else { mean })
        };
        let instances = level(|i| i.environments.max as f64, |i| i.environments.mean);
        let open = level(|i| i.open.max as f64, |i| i.open.mean);
        let throttles = sums(|i| i.counts.throttles() as f64);
        let failures = sums(|i| i.counts.errors as f64);
        Self {
            possible: possible([&open, &instances, &throttles, &failures]),
            instances,
            open,
            provisioned: sums(|i| i.provisioned_allocated.min(i.environments.max) as f64),
            throttles,
            failures,
        }
    }

    fn largest(&self) -> f64 {
        let curves = self.instances.iter().chain(&self.open);
        curves.copied().fold(0.0, f64::max)
    }

    fn failed(&self) -> bool {
        self.failures.iter().any(|&failures| failures > 0.0)
    }

    fn throttled(&self) -> bool {
        self.throttles.iter().any(|&throttles| throttles > 0.0)
    }
}

/// The upper edge of the band where throttling is possible, from a value for each point of open requests,
/// instances, throttles and failures.
pub(super) fn possible([open, instances, throttles, failures]: [&[f64]; 4]) -> Option<Vec<f64>> {
    let levels = open.iter().zip(instances);
    let counts = throttles.iter().zip(failures);
    let moments = levels.zip(counts);
    throttling::possible(
        moments.map(|((&open, &instances), (&throttles, &failures))| Moment {
            open,
            instances,
            throttles,
            failures,
        }),
    )
}

/// The sum over functions in each interval.
pub(super) fn summed<'a>(
    functions: &'a [&ObservedFunction],
    of: fn(&Interval) -> f64,
) -> impl Iterator<Item = f64> + 'a {
    let intervals = functions.iter().map(|f| f.intervals.len()).max();
    (0..intervals.unwrap_or(0)).map(move |index| {
        let present = functions.iter().filter_map(|f| f.intervals.get(index));
        present.map(of).sum()
    })
}

fn draw(
    look: &Look,
    scenario: &Scenario,
    observed: &Observed,
    functions: &[&ObservedFunction],
    title: &str,
    limit: Limit,
) -> Picture {
    let language = look.language;
    let timeline = Timeline::of(observed);
    let series = Series::new(&timeline, functions);
    let has_provisioned = functions.iter().any(|function| function.has_provisioned());

    let mut page = Page::new(
        look,
        scenario,
        title,
        &subtitle(look, scenario),
        legend(language, &series, has_provisioned),
    );
    let unit = match functions {
        [_] => language.most_at_once(),
        _ => language.mean_at_once(),
    };
    let near_limit = series.largest() >= NEAR_LIMIT * limit.value as f64;
    let highest = if near_limit {
        series.largest().max(limit.value as f64 * ROOM_ABOVE_LIMIT)
    } else {
        series.largest()
    };
    let panel = page.panel(
        0,
        1,
        &Axis::time(observed.end.as_secs_f64()),
        Axis::linear(highest, unit),
    );
    draw_areas(
        &mut page.picture,
        &panel,
        &timeline,
        &series,
        has_provisioned,
    );
    if near_limit {
        let label = limit.label(language);
        panel.reference(&mut page.picture, limit.value as f64, &label);
    }
    draw_lines(&mut page.picture, &panel, &timeline, &series);
    page.picture
}

fn legend(language: Language, series: &Series, has_provisioned: bool) -> Vec<LegendEntry> {
    let mut legend = vec![
        page::line(INSTANCES, language.instances()),
        page::line(OPEN, language.open_requests()),
    ];
    if series.possible.is_some() {
        legend.push(page::filled(POSSIBLE, language.throttling_possible()));
    }
    if series.throttled() {
        legend.push(page::filled(THROTTLED, language.attempts_throttled()));
    }
    if series.failed() {
        legend.push(page::filled(FAILED, language.attempts_failed()));
    }
    if has_provisioned {
        legend.push(page::filled(PROVISIONED, language.provisioned()));
        legend.push(page::filled(STANDARD, language.standard()));
    }
    legend
}

fn draw_areas(
    picture: &mut Picture,
    panel: &Panel,
    timeline: &Timeline,
    series: &Series,
    has_provisioned: bool,
) {
    let instances = panel.curve(timeline, &series.instances);
    if let Some(possible) = &series.possible {
        let possible = panel.curve(timeline, possible);
        Band::between(&possible, &instances).fill(picture, POSSIBLE);
    }
    if has_provisioned {
        let provisioned = panel.curve(timeline, &series.provisioned);
        Band::between(&provisioned, &panel.base()).fill(picture, PROVISIONED);
        Band::between(&instances, &provisioned).fill(picture, STANDARD);
    }
}

fn draw_lines(picture: &mut Picture, panel: &Panel, timeline: &Timeline, series: &Series) {
    picture.line(panel.curve(timeline, &series.instances), INSTANCES);
    picture.line(panel.curve(timeline, &series.open), OPEN);
    mark_throttles(picture, panel, timeline, &series.throttles);
    mark(picture, panel, timeline, &series.failures, FAILED);
}

/// Marks along the axis where attempts were throttled.
pub(super) fn mark_throttles(
    picture: &mut Picture,
    panel: &Panel,
    timeline: &Timeline,
    throttles: &[f64],
) {
    mark(picture, panel, timeline, throttles, THROTTLED);
}

/// Marks along the axis where a count is not zero.
fn mark(picture: &mut Picture, panel: &Panel, timeline: &Timeline, counts: &[f64], fill: Fill) {
    let buckets: Vec<_> = timeline.buckets().iter().zip(counts).collect();
    for stretch in buckets.chunk_by(|(_, a), (_, b)| (**a > 0.0) == (**b > 0.0)) {
        if let [(first, count), ..] = stretch
            && **count > 0.0
            && let Some((last, _)) = stretch.last()
        {
            panel.mark(picture, (first.0, last.1), fill);
        }
    }
}
