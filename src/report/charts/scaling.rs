//! The scaling diagram, in AWS's visual language: function instances in orange, open requests in
//! grey, and the band between them where throttling is possible. With provisioned concurrency,
//! its area has diagonal stripes and the standard concurrency above it vertical ones.
//!
//! One thing is added: marks along the axis where attempts *were* throttled. Callers that do not
//! retry leave no open requests behind, and the band alone would then hide their throttling.

use super::axis::Axis;
use super::hatch::{Band, Fill};
use super::page::{self, LegendEntry, Page, Panel};
use super::picture::{Picture, Stroke};
use super::style::{self, DEEP_ORANGE, GREY, MEDIUM, ORANGE, PALE_VERMILION, THICK, VERMILION};
use super::timeline::Timeline;
use crate::kernel::SimTime;
use crate::metrics::{FunctionInterval, FunctionResult, RunResult};
use crate::report::format::thousands;
use crate::scenario::{Function, Scenario};

const INSTANCES: Stroke = style::solid(DEEP_ORANGE, THICK);
const OPEN: Stroke = style::solid(GREY, MEDIUM);
pub(super) const PROVISIONED: Fill = Fill::Diagonal(style::solid(ORANGE, 4), 34);
pub(super) const STANDARD: Fill = Fill::Vertical(style::solid(ORANGE, 4), 24);
pub(super) const POSSIBLE: Fill = Fill::Plain(PALE_VERMILION);
pub(super) const THROTTLED: Fill = Fill::Plain(VERMILION);

/// A limit is drawn once the curves come this close to it.
pub(super) const NEAR_LIMIT: f64 = 0.6;

/// The axis goes on beyond a limit that is drawn, so that its label has room above the line.
pub(super) const ROOM_ABOVE_LIMIT: f64 = 1.08;

/// The diagram of all functions together. Maxima of different functions cannot be added, for they
/// fall on different moments of an interval; with several functions it shows the means.
pub(super) fn account(scenario: &Scenario, result: &RunResult) -> Picture {
    let functions: Vec<&FunctionResult> = result.functions.iter().collect();
    draw(
        scenario,
        result,
        &functions,
        &scenario.title,
        account_limit(scenario),
    )
}

/// The diagram of one function.
pub(super) fn function(scenario: &Scenario, result: &RunResult, index: usize) -> Picture {
    let function = &result.functions[index];
    let title = format!("{} – {}", function.name, scenario.title);
    let limit = limit_of(scenario, index);
    draw(scenario, result, &[function], &title, limit)
}

/// The limit that the function or account runs into.
#[derive(Clone, Copy)]
pub(in crate::report) struct Limit {
    pub(in crate::report) name: &'static str,
    pub(in crate::report) value: u64,
}

/// The limit of the function with this index.
pub(in crate::report) fn limit_of(scenario: &Scenario, index: usize) -> Limit {
    scenario.functions.get(index).map_or_else(
        || account_limit(scenario),
        |settings| function_limit(scenario, settings),
    )
}

pub(in crate::report) fn account_limit(scenario: &Scenario) -> Limit {
    Limit {
        name: "account concurrency limit",
        value: u64::from(scenario.region.account_concurrency.get()),
    }
}

/// A function's own limit: its reserve, or what the reserves and provisioned concurrency of others
/// leave of the account.
fn function_limit(scenario: &Scenario, function: &Function) -> Limit {
    if let Some(reserved) = function.reserved_concurrency {
        return Limit {
            name: "reserved concurrency",
            value: u64::from(reserved.get()),
        };
    }
    let others = scenario
        .functions
        .iter()
        .filter(|other| other.name != function.name);
    let taken: u64 = others.map(|other| u64::from(other.set_aside().get())).sum();
    let account = account_limit(scenario);
    match taken {
        0 => account,
        taken => Limit {
            name: "concurrency that others leave",
            value: account.value.saturating_sub(taken),
        },
    }
}

/// What the diagram shows, a value for each bucket.
struct Series {
    instances: Vec<f64>,
    open: Vec<f64>,
    provisioned: Vec<f64>,
    throttles: Vec<f64>,
}

impl Series {
    fn new(timeline: &Timeline, functions: &[&FunctionResult]) -> Self {
        let sums = |of: fn(&FunctionInterval) -> f64| timeline.levels(summed(functions, of));
        let alone = functions.len() == 1;
        let level = |max: fn(&FunctionInterval) -> f64, mean: fn(&FunctionInterval) -> f64| {
            sums(if alone { max } else { mean })
        };
        Self {
            instances: level(|i| i.environments.max as f64, |i| i.environments.mean),
            open: level(|i| i.open.max as f64, |i| i.open.mean),
            provisioned: sums(|i| i.provisioned_allocated.min(i.environments.max) as f64),
            throttles: sums(|i| i.counts.throttles() as f64),
        }
    }

    fn largest(&self) -> f64 {
        let curves = self.instances.iter().chain(&self.open);
        curves.copied().fold(0.0, f64::max)
    }

    fn throttling_possible(&self) -> bool {
        self.open
            .iter()
            .zip(&self.instances)
            .any(|(open, instances)| open > instances)
    }

    fn throttled(&self) -> bool {
        self.throttles.iter().any(|&throttles| throttles > 0.0)
    }
}

/// The sum over functions in each interval.
pub(super) fn summed<'a>(
    functions: &'a [&FunctionResult],
    of: fn(&FunctionInterval) -> f64,
) -> impl Iterator<Item = f64> + 'a {
    let intervals = functions.iter().map(|f| f.intervals.len()).max();
    (0..intervals.unwrap_or(0)).map(move |index| {
        let present = functions.iter().filter_map(|f| f.intervals.get(index));
        present.map(of).sum()
    })
}

fn draw(
    scenario: &Scenario,
    result: &RunResult,
    functions: &[&FunctionResult],
    title: &str,
    limit: Limit,
) -> Picture {
    let end = SimTime::ZERO + result.simulated;
    let timeline = Timeline::of(result);
    let series = Series::new(&timeline, functions);
    let has_provisioned = functions.iter().any(|function| function.has_provisioned);

    let mut page = Page::new(
        scenario,
        title,
        &page::subtitle(scenario),
        legend(&series, has_provisioned),
    );
    let unit = match functions {
        [_] => "at the same time (most in each interval)",
        _ => "at the same time (mean of each interval)",
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
        &Axis::time(end.as_secs_f64()),
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
        let label = format!("{} {}", limit.name, thousands(limit.value));
        panel.reference(&mut page.picture, limit.value as f64, &label);
    }
    draw_lines(&mut page.picture, &panel, &timeline, &series);
    page.picture
}

fn legend(series: &Series, has_provisioned: bool) -> Vec<LegendEntry> {
    let mut legend = vec![
        page::line(INSTANCES, "function instances"),
        page::line(OPEN, "open requests"),
    ];
    if series.throttling_possible() {
        legend.push(page::filled(POSSIBLE, "throttling possible"));
    }
    if series.throttled() {
        legend.push(page::filled(THROTTLED, "attempts throttled"));
    }
    if has_provisioned {
        legend.push(page::filled(PROVISIONED, "provisioned concurrency"));
        legend.push(page::filled(STANDARD, "standard concurrency"));
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
    let open = panel.curve(timeline, &series.open);
    Band::between(&open, &instances).fill(picture, POSSIBLE);
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
}

/// Marks along the axis where attempts were throttled.
pub(super) fn mark_throttles(
    picture: &mut Picture,
    panel: &Panel,
    timeline: &Timeline,
    throttles: &[f64],
) {
    let buckets: Vec<_> = timeline.buckets().iter().zip(throttles).collect();
    for stretch in buckets.chunk_by(|(_, a), (_, b)| (**a > 0.0) == (**b > 0.0)) {
        if let [(first, throttles), ..] = stretch
            && **throttles > 0.0
            && let Some((last, _)) = stretch.last()
        {
            panel.mark(picture, (first.0, last.1), THROTTLED);
        }
    }
}
