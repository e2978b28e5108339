//! Charts of a document as pictures: the same series, areas and limits that its page shows.
//!
//! It knows charts; it must not know what they are of.

use super::hatch::Fill;
use super::legend::{LegendEntry, Symbol, entry, filled, line};
use super::picture::Picture;
use super::room;
use super::sheet::Sheet;
use super::shown::{Shown, horizontal};
use super::strokes::{self, pale, stack_fill, stroke};
use super::style::{self, WARM_UP};
use crate::report::document::across::Across;
use crate::report::document::axis::Axis;
use crate::report::document::chart::{LineStyle, Series};
use crate::report::document::{Cause, Document, Figure, Language, Layout, Look};

/// The picture of a figure of a document.
pub(super) fn draw(look: &Look, document: &Document, figure: &Figure) -> Picture {
    let panes = figure.panes.iter().filter_map(|pane| {
        let chart = document.chart(&pane.id)?;
        Some(Shown {
            chart,
            view: chart.views.get(pane.view)?,
            across: document.axes.get(chart.axis)?,
            titles: &pane.titles,
            language: look.language,
        })
    });
    let shown: Vec<Shown> = panes.collect();
    let legend = legend(look.language, document, figure, &shown);
    let mut sheet = Sheet::new(
        room::canvas(look, &legend, (figure.layout, shown.len())),
        look,
        &figure.title,
        &figure.subtitle,
        &legend,
    );
    if shown.iter().all(|one| one.across.timeline().is_some()) {
        sheet.shade(&document.shades);
    }
    // Tiles share their vertical axis.
    let highest = shown
        .iter()
        .map(|one| one.highest().unwrap_or(0.0))
        .fold(0.0, f64::max);
    for (index, one) in shown.iter().enumerate() {
        let place = (index, shown.len());
        let x = horizontal(one.across);
        let panel = match figure.layout {
            Layout::Rows | Layout::HeatMap => sheet.row(place, &x, &one.vertical()),
            Layout::Grid(columns) => sheet.cell(place, columns, &x, &one.vertical()),
            Layout::Tiles => sheet.tile(place, one.titles, &x, &Axis::linear(highest, "")),
        };
        one.draw(&mut sheet.picture, &panel);
    }
    sheet.picture
}

/// An entry for everything that the panels show, each once.
fn legend(
    language: Language,
    document: &Document,
    figure: &Figure,
    shown: &[Shown],
) -> Vec<LegendEntry> {
    let mut entries: Vec<LegendEntry> = Vec::new();
    let mut add = |entry: LegendEntry| {
        // Intervals have the hue of their curve; the first stands for all.
        let is_interval = entry.words == language.confidence_interval();
        let mut same = entries.iter().filter(|other| other.words == entry.words);
        if !same.any(|other| is_interval || other.symbol == entry.symbol) {
            entries.push(entry);
        }
    };
    for one in shown {
        // The title of a panel names its only curve.
        let is_named = matches!(figure.layout, Layout::Grid(_)) && one.view.series.len() == 1;
        let is_filled = |series: &Series| {
            let mut areas = one.view.areas.iter();
            areas.any(|area| area.label.as_ref() == Some(&series.label))
        };
        let named = one.view.series.iter().filter(|series| !is_filled(series));
        for series in named.filter(|_| !is_named && !one.is_empty()) {
            add(match series.style {
                LineStyle::Marks => filled(strokes::marks(series.ink), &series.label),
                LineStyle::Dots => entry(
                    Symbol::Dot(strokes::color(series.ink), false),
                    &series.label,
                ),
                _ if one.chart.stacked => filled(stack_fill(series.ink), &series.label),
                _ => line(stroke(series), one.words_of(series)),
            });
        }
        for series in one.view.series.iter().filter(|series| series.has_band()) {
            let fill = Fill::Plain(pale(series.ink));
            add(match one.across {
                Across::Values(values) if values.are_names => {
                    line(strokes::whisker(series.ink), language.confidence_interval())
                }
                _ => filled(fill, language.confidence_interval()),
            });
        }
        for area in &one.view.areas {
            if let (Some(label), Some(fill)) = (&area.label, strokes::area_fill(area.fill)) {
                add(filled(fill, label));
            }
        }
        for mark in &one.view.marks {
            add(line(strokes::upright(mark), &mark.label));
        }
    }
    if shown.iter().all(|one| one.across.timeline().is_some()) {
        for shade in &document.shades {
            add(match shade.cause {
                Cause::WarmUp => filled(WARM_UP, language.warm_up()),
                Cause::Outage => filled(style::OUTAGE, language.outage()),
            });
        }
    }
    entries
}
