//! The charts of a document, each as SVG and PNG.
//!
//! A chart is first composed as a [`Picture`], a plain list of lines, areas and texts in pixels; only
//! `paint` turns that into files, the same for both formats. Composing cannot fail and needs no
//! file, font or backend, so what a chart shows is tested apart from how it is drawn.
//!
//! | module | what it does |
//! |---|---|
//! | `plot`, `shown`, `curves` | the figures of a document: their axes and legends; curves, areas, limits and marks in panels |
//! | `peaks`, `labels` | triangles where a curve leaves its panel; words beside dots |
//! | `heat_map` | a heat map with its colour bar |
//! | `environments` | of a small run, what each environment did, also as a page to step through |
//! | `chart` | a finished chart with its name |
//! | `sheet`, `legend`, `panel`, `room` | title, legend and panels, the same on every chart; how large texts can be |
//! | `hatch` | stripes between two lines |
//! | `strokes`, `style` | inks and line styles; colours, line widths, text sizes |
//! | `typeface` | the embedded fonts |
//! | `picture`, `paint` | lines, areas and texts; and how they become SVG and PNG |
//!
//! Times are in seconds as `f64` here: this is drawing, not simulation.

mod chart;
mod curves;
mod environments;
mod hatch;
mod heat_map;
mod labels;
mod legend;
mod paint;
mod panel;
mod peaks;
mod picture;
mod plot;
mod room;
mod sheet;
mod shown;
mod strokes;
mod style;
mod typeface;

pub(in crate::report) use chart::{Chart, is_chart};
pub(in crate::report) use environments::draw as environments;

use chart::chart;

use crate::report::document::{Document, Layout, Look};

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

/// The figures of a document as pictures.
pub(in crate::report) fn of_document(look: &Look, document: &Document) -> Vec<Chart> {
    let figures = document.figures.iter().map(|figure| {
        let picture = match figure.layout {
            Layout::HeatMap => heat_map::draw(look, document, figure),
            Layout::Rows | Layout::Grid(_) | Layout::Tiles => plot::draw(look, document, figure),
        };
        chart(look, figure.name.as_str(), picture)
    });
    figures.collect()
}

#[cfg(test)]
mod tests;
