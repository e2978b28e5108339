//! The scaling diagram of many replications: the mean of function instances and of open requests,
//! each with its band, in the visual language of [`scaling`](super::scaling).
//!
//! A band is the pointwise 95 % confidence interval of the mean: it says how well the mean is known,
//! not how far a single run strays from it.

use super::hatch::{Band, Fill};
use super::page::{self, LegendEntry, Page, Panel};
use super::picture::{Picture, Stroke};
use super::scaling::{
    self, NEAR_LIMIT, POSSIBLE, PROVISIONED, ROOM_ABOVE_LIMIT, STANDARD, THROTTLED,
};
use super::style::{self, DEEP_ORANGE, GREY, MEDIUM, PALE_GREY, PALE_ORANGE};
use super::timeline::Timeline;
use crate::measures::Measure;
use crate::report::document::axis::Axis;
use crate::report::document::look::{Language, Look};
use crate::report::document::{Limit, account_limit, limit_of, subtitle};
use crate::report::observed::{Mean, Means, Observed, ObservedFunction};
use crate::scenario::Scenario;
use crate::study::Scope;

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
    fn new(timeline: &Timeline, band: &[Option<Mean>]) -> Self {
        let values = |of: fn(&Mean) -> f64| -> Vec<f64> {
            let maxima = timeline.maxima(band.iter().map(|point| point.as_ref().map(of)));
            maxima.into_iter().map(Option::unwrap_or_default).collect()
        };
        Self {
            mean: values(|point| point.mean),
            low: values(|point| point.low),
            high: values(|point| point.high),
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
    /// The upper edge of the band where throttling is possible; `None` where it nowhere is.
    possible: Option<Vec<f64>>,
}

/// The diagram of all functions together, or of one.
pub(super) fn draw(
    look: &Look,
    scenario: &Scenario,
    observed: &Observed,
    means: &Means,
    scope: Scope,
) -> Picture {
    let (title, limit, functions): (_, _, Vec<&ObservedFunction>) = match scope {
        Scope::Account => (
            scenario.title.clone(),
            account_limit(scenario),
            observed.functions.iter().collect(),
        ),
        Scope::Function(index) => (
            format!("{} – {}", observed.functions[index].name, scenario.title),
            limit_of(scenario, index),
            vec![&observed.functions[index]],
        ),
    };
    let timeline = Timeline::of(observed);
    let curve = |metric| Curve::new(&timeline, means.of(scope, metric));
    let instances = curve(Measure::EnvironmentsMean);
    let open = curve(Measure::OpenMean);
    let throttles = curve(Measure::Throttles).mean;
    // Of replication 0: an outage has its time in all of them.
    let failures = scaling::summed(&functions, |row| row.counts.errors as f64);
    let failures = timeline.levels(failures);
    let series = Series {
        possible: scaling::possible([&open.mean, &instances.mean, &throttles, &failures]),
        instances,
        open,
        provisioned: provisioned(&timeline, &functions),
        throttles,
    };
    let many = means.replications;
    compose(look, scenario, &title, limit, &timeline, &series, many)
}

fn provisioned(timeline: &Timeline, functions: &[&ObservedFunction]) -> Option<Vec<f64>> {
    let has_provisioned = functions.iter().any(|function| function.has_provisioned());
    has_provisioned.then(|| {
        let allocated = scaling::summed(functions, |row| {
            row.provisioned_allocated.min(row.environments.max) as f64
        });
        timeline.levels(allocated)
    })
}

fn compose(
    look: &Look,
    scenario: &Scenario,
    title: &str,
    limit: Limit,
    timeline: &Timeline,
    series: &Series,
    replications: u64,
) -> Picture {
    let language = look.language;
    let mut page = Page::new(
        look,
        scenario,
        title,
        &subtitle(look, scenario),
        legend(language, series, replications),
    );
    let largest = series.instances.largest().max(series.open.largest());
    let near_limit = largest >= NEAR_LIMIT * limit.value as f64;
    let highest = match near_limit {
        true => largest.max(limit.value as f64 * ROOM_ABOVE_LIMIT),
        false => largest,
    };
    let end = timeline.buckets().last().map_or(0.0, |bucket| bucket.1);
    let vertical = Axis::linear(highest, language.mean_at_once());
    let panel = page.panel(0, 1, &Axis::time(end), vertical);
    let picture = &mut page.picture;
    draw_areas(picture, &panel, timeline, series);
    if near_limit {
        let label = limit.label(language);
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

fn legend(language: Language, series: &Series, replications: u64) -> Vec<LegendEntry> {
    let mean = |curve| language.mean_of_replications(curve, replications);
    let mut legend = vec![
        page::line(INSTANCES, mean(language.instances())),
        page::filled(INSTANCES_BAND, language.interval_of_the_mean()),
        page::line(OPEN, mean(language.open_requests())),
        page::filled(OPEN_BAND, language.interval_of_the_mean()),
    ];
    if series.possible.is_some() {
        legend.push(page::filled(POSSIBLE, language.throttling_possible()));
    }
    if series.throttles.iter().any(|&throttles| throttles > 0.0) {
        legend.push(page::filled(
            THROTTLED,
            language.attempts_throttled_in_a_replication(),
        ));
    }
    if series.provisioned.is_some() {
        legend.push(page::filled(PROVISIONED, language.provisioned()));
        legend.push(page::filled(STANDARD, language.standard()));
    }
    legend
}

fn draw_areas(picture: &mut Picture, panel: &Panel, timeline: &Timeline, series: &Series) {
    let instances = panel.curve(timeline, &series.instances.mean);
    if let Some(possible) = &series.possible {
        let possible = panel.curve(timeline, possible);
        Band::between(&possible, &instances).fill(picture, POSSIBLE);
    }
    if let Some(provisioned) = &series.provisioned {
        let provisioned = panel.curve(timeline, provisioned);
        Band::between(&provisioned, &panel.base()).fill(picture, PROVISIONED);
        Band::between(&instances, &provisioned).fill(picture, STANDARD);
    }
}
