//! The scaling diagram of many replications: the mean of function instances and of open requests,
//! each with its band, in the visual language of [`scaling`](super::scaling).
//!
//! A band is the pointwise 95 % confidence interval of the mean: it says how well the mean is known,
//! not how far a single run strays from it.

use super::axis::Axis;
use super::hatch::{Band, Fill};
use super::page::{self, LegendEntry, Page, Panel};
use super::picture::{Picture, Stroke};
use super::scaling::{
    self, Limit, NEAR_LIMIT, POSSIBLE, PROVISIONED, ROOM_ABOVE_LIMIT, STANDARD, THROTTLED,
};
use super::style::{self, DEEP_ORANGE, GREY, MEDIUM, PALE_GREY, PALE_ORANGE};
use super::timeline::Timeline;
use crate::kernel::SimTime;
use crate::metrics::{FunctionResult, RunResult};
use crate::report::format::thousands;
use crate::scenario::Scenario;
use crate::study::{Bands, Estimate, Scope, SeriesMetric};

const INSTANCES: Stroke = style::solid(DEEP_ORANGE, MEDIUM);
const INSTANCES_BAND: Fill = Fill::Plain(PALE_ORANGE);
const OPEN: Stroke = style::solid(GREY, MEDIUM);
const OPEN_BAND: Fill = Fill::Plain(PALE_GREY);

/// A mean with the ends of its band, a value for each bucket.
struct Curve {
    mean: Vec<f64>,
    low: Vec<f64>,
    high: Vec<f64>,
}

impl Curve {
    /// The largest values of each bucket, as of any series; the mean stays within its band.
    fn new(timeline: &Timeline, band: &[Option<Estimate>]) -> Self {
        let values = |of: fn(&Estimate) -> f64| -> Vec<f64> {
            let maxima = timeline.maxima(band.iter().map(|point| point.as_ref().map(of)));
            maxima.into_iter().map(Option::unwrap_or_default).collect()
        };
        Self {
            mean: values(|point| point.mean),
            low: values(Estimate::low),
            high: values(Estimate::high),
        }
    }

    fn largest(&self) -> f64 {
        self.high.iter().copied().fold(0.0, f64::max)
    }
}

/// What the diagram shows.
struct Series {
    instances: Curve,
    open: Curve,
    /// Of replication 0; it is set and not drawn at random.
    provisioned: Option<Vec<f64>>,
    throttles: Vec<f64>,
}

/// The diagram of all functions together, or of one.
pub(super) fn draw(
    scenario: &Scenario,
    result: &RunResult,
    bands: &Bands,
    scope: Scope,
) -> Picture {
    let (title, limit, functions): (_, _, Vec<&FunctionResult>) = match scope {
        Scope::Account => (
            scenario.title.clone(),
            scaling::account_limit(scenario),
            result.functions.iter().collect(),
        ),
        Scope::Function(index) => (
            format!("{} – {}", result.functions[index].name, scenario.title),
            scaling::limit_of(scenario, index),
            vec![&result.functions[index]],
        ),
    };
    let end = SimTime::ZERO + result.simulated;
    let timeline = Timeline::new(bands.starts().iter().copied(), end);
    let band = |metric| bands.band(scope, metric);
    let series = Series {
        instances: Curve::new(&timeline, &band(SeriesMetric::Environments)),
        open: Curve::new(&timeline, &band(SeriesMetric::Open)),
        provisioned: provisioned(&timeline, &functions),
        throttles: Curve::new(&timeline, &band(SeriesMetric::Throttles)).mean,
    };
    compose(
        scenario,
        &title,
        limit,
        &timeline,
        &series,
        bands.replications(),
    )
}

fn provisioned(timeline: &Timeline, functions: &[&FunctionResult]) -> Option<Vec<f64>> {
    let has_provisioned = functions.iter().any(|function| function.has_provisioned);
    has_provisioned.then(|| {
        let allocated = scaling::summed(functions, |row| {
            row.provisioned_allocated.min(row.environments.max) as f64
        });
        timeline.levels(allocated)
    })
}

fn compose(
    scenario: &Scenario,
    title: &str,
    limit: Limit,
    timeline: &Timeline,
    series: &Series,
    replications: u64,
) -> Picture {
    let mut page = Page::new(
        scenario,
        title,
        &page::subtitle(scenario),
        legend(series, replications),
    );
    let largest = series.instances.largest().max(series.open.largest());
    let near_limit = largest >= NEAR_LIMIT * limit.value as f64;
    let highest = match near_limit {
        true => largest.max(limit.value as f64 * ROOM_ABOVE_LIMIT),
        false => largest,
    };
    let end = timeline.buckets().last().map_or(0.0, |bucket| bucket.1);
    let vertical = Axis::linear(highest, "at the same time (mean of each interval)");
    let panel = page.panel(0, 1, &Axis::time(end), vertical);
    let picture = &mut page.picture;
    draw_areas(picture, &panel, timeline, series);
    if near_limit {
        let label = format!("{} {}", limit.name, thousands(limit.value));
        panel.reference(picture, limit.value as f64, &label);
    }
    for (curve, fill) in [
        (&series.instances, INSTANCES_BAND),
        (&series.open, OPEN_BAND),
    ] {
        let (high, low) = (
            panel.curve(timeline, &curve.high),
            panel.curve(timeline, &curve.low),
        );
        Band::between(&high, &low).fill(picture, fill);
    }
    picture.line(panel.curve(timeline, &series.instances.mean), INSTANCES);
    picture.line(panel.curve(timeline, &series.open.mean), OPEN);
    scaling::mark_throttles(picture, &panel, timeline, &series.throttles);
    page.picture
}

fn legend(series: &Series, replications: u64) -> Vec<LegendEntry> {
    let mean = format!("mean of {} replications", thousands(replications));
    let mut legend = vec![
        page::line(INSTANCES, format!("function instances, {mean}")),
        page::filled(INSTANCES_BAND, "95 % interval of the mean"),
        page::line(OPEN, format!("open requests, {mean}")),
        page::filled(OPEN_BAND, "95 % interval of the mean"),
    ];
    let mut means = series.open.mean.iter().zip(&series.instances.mean);
    if means.any(|(open, instances)| open > instances) {
        legend.push(page::filled(POSSIBLE, "throttling possible"));
    }
    if series.throttles.iter().any(|&throttles| throttles > 0.0) {
        legend.push(page::filled(
            THROTTLED,
            "attempts throttled in a replication",
        ));
    }
    if series.provisioned.is_some() {
        legend.push(page::filled(PROVISIONED, "provisioned concurrency"));
        legend.push(page::filled(STANDARD, "standard concurrency"));
    }
    legend
}

fn draw_areas(picture: &mut Picture, panel: &Panel, timeline: &Timeline, series: &Series) {
    let instances = panel.curve(timeline, &series.instances.mean);
    let open = panel.curve(timeline, &series.open.mean);
    Band::between(&open, &instances).fill(picture, POSSIBLE);
    if let Some(provisioned) = &series.provisioned {
        let provisioned = panel.curve(timeline, provisioned);
        Band::between(&provisioned, &panel.base()).fill(picture, PROVISIONED);
        Band::between(&instances, &provisioned).fill(picture, STANDARD);
    }
}
