//! Charts of a run, each as SVG and PNG.
//!
//! A chart is first composed as a [`Picture`], a plain list of lines, areas and texts in pixels; only
//! `paint` turns that into files, the same for both formats. Composing cannot fail and needs no
//! file, font or backend, so what a chart shows is tested apart from how it is drawn.
//!
//! | module | what it does |
//! |---|---|
//! | `observed` | what charts show, filled from a run or from its CSV files |
//! | `scaling`, `throttles`, `latency` | the charts |
//! | `mean_scaling` | the scaling diagram of many replications: means with their bands |
//! | `environments` | of a small run, what each environment did, also as a page to step through |
//! | `comparison` | the scaling diagrams of variants, in one panel and side by side |
//! | `size` | cost, cold starts, latency and throttles against provisioned concurrency |
//! | `target` | cost and lower bound of autoscaling against its target |
//! | `swept` | the figures of a sweep: lines, heat maps, points |
//! | `timeline` | series over time, reduced to as many points as a chart can show |
//! | `chart` | a finished chart with its name |
//! | `page`, `legend`, `panel` | title, legend and panels, the same on every chart |
//! | `hatch` | stripes between two lines |
//! | `style` | colours, line widths, text sizes |
//! | `typeface` | the embedded fonts |
//! | `picture`, `paint` | lines, areas and texts; and how they become SVG and PNG |
//!
//! Times are in seconds as `f64` here: this is drawing, not simulation.

mod chart;
mod comparison;
mod environments;
mod hatch;
mod latency;
mod legend;
mod mean_scaling;

mod page;
mod paint;
mod panel;
mod picture;
mod scaling;
mod size;
mod style;
mod swept;
mod target;
mod throttles;
mod timeline;
mod typeface;

use crate::report::observed::Observed;
pub(in crate::report) use chart::{Chart, is_chart};
pub(in crate::report) use comparison::draw as compared;
pub(in crate::report) use size::draw as sized;
pub(in crate::report) use swept::draw as swept;
pub(in crate::report) use target::charts as tracked;

use chart::chart;

use crate::metrics::RunResult;
use crate::report::document::{Language, Look, slug, subtitle};
use crate::scenario::Scenario;
use crate::study::diary::Entry;
use crate::study::{Bands, Scope};

/// Colours that the style sheet of `report.html` shares, by their names there.
#[cfg(test)]
pub(in crate::report) fn palette() -> [(&'static str, String); 6] {
    [
        ("--ink-orange", style::DEEP_ORANGE),
        ("--ink-grey", style::GREY),
        ("--ink-vermilion", style::VERMILION),
        ("--ink-blue", style::BLUE),
        ("--fill-stripes", style::ORANGE),
        ("--fill-possible", style::PALE_VERMILION),
    ]
    .map(|(name, picture::Color(r, g, b))| (name, format!("#{r:02x}{g:02x}{b:02x}")))
}

/// More functions than this get no scaling diagram of their own: nobody leafs through so many.
const MAX_OWN_DIAGRAMS: usize = 6;

/// All charts of a run, or of many of which `result` is replication 0.
pub(in crate::report) fn of_run(
    look: &Look,
    scenario: &Scenario,
    result: &RunResult,
    bands: Option<&Bands>,
    diary: Option<&[Entry]>,
) -> Vec<Chart> {
    draw(look, scenario, &Observed::new(result, bands, diary))
}

/// All charts of what was observed. With two to six functions each has its own scaling diagram beside the
/// account's. Of many replications the scaling diagrams show the mean, and the others replication 0.
pub(in crate::report) fn draw(look: &Look, scenario: &Scenario, observed: &Observed) -> Vec<Chart> {
    let scaling = |scope| match (scope, &observed.means) {
        (scope, Some(means)) => mean_scaling::draw(look, scenario, observed, means, scope),
        (Scope::Account, None) => scaling::account(look, scenario, observed),
        (Scope::Function(index), None) => scaling::function(look, scenario, observed, index),
    };
    let mut charts = vec![chart(look, "scaling", scaling(Scope::Account))];
    if (2..=MAX_OWN_DIAGRAMS).contains(&observed.functions.len()) {
        for (index, function) in observed.functions.iter().enumerate() {
            let name = format!("scaling-{}-{}", index + 1, slug(&function.name));
            charts.push(chart(look, name, scaling(Scope::Function(index))));
        }
    }
    let mut subtitle = subtitle(look, scenario);
    if let Some(means) = &observed.means {
        let replication = look.language.replication_0_of(means.replications);
        subtitle = format!("{replication} · {subtitle}");
    }
    let throttles = throttles::draw(look, scenario, observed, &subtitle);
    let latency = latency::draw(look, scenario, observed, &subtitle);
    if let Some((figure, steps)) = environments::draw(look, scenario, observed) {
        let mut chart = chart(look, "environments", figure);
        chart.steps = Some(steps);
        charts.push(chart);
    }
    charts.push(chart(look, "throttles", throttles));
    charts.push(chart(look, "latency", latency));
    charts
}

#[cfg(test)]
mod tests;
