//! Charts of a run, each as SVG and PNG.
//!
//! A chart is first composed as a [`Picture`], a plain list of lines, areas and texts in pixels; only
//! `paint` turns that into files, the same for both formats. Composing cannot fail and needs no
//! file, font or backend, so what a chart shows is tested apart from how it is drawn.
//!
//! | module | what it does |
//! |---|---|
//! | `scaling`, `throttles`, `latency` | the charts |
//! | `mean_scaling` | the scaling diagram of many replications: means with their bands |
//! | `comparison` | the scaling diagrams of variants, in one panel and side by side |
//! | `timeline` | series over time, reduced to as many points as a chart can show |
//! | `axis` | ranges, ticks and labels |
//! | `page` | title, legend and panels, the same on every chart |
//! | `hatch` | stripes between two lines |
//! | `style` | colours, line widths, text sizes |
//! | `picture`, `paint` | lines, areas and texts; and how they become SVG and PNG |
//!
//! Times are in seconds as `f64` here: this is drawing, not simulation.

mod axis;
mod comparison;
mod hatch;
mod latency;
mod mean_scaling;
mod page;
mod paint;
mod picture;
mod scaling;
mod style;
mod throttles;
mod timeline;

pub(super) use comparison::draw as compared;
pub(super) use page::subtitle;
pub(super) use picture::Picture;
pub(super) use scaling::{Limit, account_limit, limit_of};

use crate::metrics::RunResult;
use crate::report::format::thousands;
use crate::scenario::Scenario;
use crate::study::{Bands, Scope};

/// Colours that the style sheet of `report.html` shares, by their names there.
#[cfg(test)]
pub(super) fn palette() -> [(&'static str, String); 6] {
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

/// A chart and its file name without extension.
pub(super) struct Chart {
    pub(super) name: String,
    pub(super) picture: Picture,
}

/// More functions than this get no scaling diagram of their own: nobody leafs through so many.
const MAX_OWN_DIAGRAMS: usize = 6;

/// All charts of a run. With two to six functions each has its own scaling diagram beside the
/// account's. With `bands` the run is replication 0 of many, and the scaling diagrams show the mean of
/// them all.
pub(super) fn draw(scenario: &Scenario, result: &RunResult, bands: Option<&Bands>) -> Vec<Chart> {
    let scaling = |scope| match (scope, bands) {
        (scope, Some(bands)) => mean_scaling::draw(scenario, result, bands, scope),
        (Scope::Account, None) => scaling::account(scenario, result),
        (Scope::Function(index), None) => scaling::function(scenario, result, index),
    };
    let mut charts = vec![chart("scaling", scaling(Scope::Account))];
    if (2..=MAX_OWN_DIAGRAMS).contains(&result.functions.len()) {
        for (index, function) in result.functions.iter().enumerate() {
            let name = format!("scaling-{}-{}", index + 1, slug(&function.name));
            charts.push(chart(name, scaling(Scope::Function(index))));
        }
    }
    let mut subtitle = page::subtitle(scenario);
    if let Some(bands) = bands {
        let count = thousands(bands.replications());
        subtitle = format!("replication 0 of {count} · {subtitle}");
    }
    charts.push(chart(
        "throttles",
        throttles::draw(scenario, result, &subtitle),
    ));
    charts.push(chart("latency", latency::draw(scenario, result, &subtitle)));
    charts
}

fn chart(name: impl Into<String>, picture: Picture) -> Chart {
    Chart {
        name: name.into(),
        picture,
    }
}

/// A function's name reduced to what every file system takes: lower-case letters, digits and
/// single hyphens, at most 40 of them. The number before it keeps the names distinct.
pub(super) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for sign in name.chars().flat_map(char::to_lowercase) {
        if sign.is_ascii_alphanumeric() {
            slug.push(sign);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.truncate(40);
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        "function".to_owned()
    } else {
        slug.to_owned()
    }
}

#[cfg(test)]
mod tests;
