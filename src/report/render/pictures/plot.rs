//! Charts of a document as pictures: the same series, areas and limits that its page shows.
//!
//! It knows charts; it must not know what they are of.

use super::hatch::{Band, Fill};
use super::legend::{LegendEntry, filled, line};
use super::panel::Panel;
use super::picture::{Canvas, Picture, Point};
use super::sheet::Sheet;
use super::strokes::{self, pale, stack_fill, stroke};
use super::style::{self, WARM_UP, WHITE};
use crate::report::document::across::{Across, Values};
use crate::report::document::axis::Axis;
use crate::report::document::chart::{self, Chart, LineStyle, Reference, Series, View};
use crate::report::document::points::{Points, Timeline};
use crate::report::document::{Cause, Document, Figure, Language, Layout, Look};

/// The axis goes on beyond a limit that is drawn, so that its label has room above the line.
const ROOM_ABOVE_LIMIT: f64 = 1.08;
/// Above this ratio of largest to smallest value a logarithmic axis is one.
const WIDE_SPREAD: f64 = 20.0;
/// More dots than these run together on a line.
const MOST_DOTS: usize = 60;

/// A view of a chart, to be drawn into a panel.
struct Shown<'a> {
    chart: &'a Chart,
    view: &'a View,
    across: &'a Across,
    titles: &'a [String],
    language: Language,
}

/// A stretch with a value: over time from the start to the end of a bucket, else a place.
type Stretch = ((f64, f64), Option<f64>);

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
        Canvas::of(look.size),
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

/// The horizontal axis of a chart.
fn horizontal(across: &Across) -> Axis {
    let values = match across {
        Across::Time(timeline) => return Axis::time(timeline.clock()),
        Across::Values(values) => values,
    };
    if values.are_names {
        let mut names = values.shown.clone();
        names.dedup();
        return Axis::names(&names, values.name.as_str());
    }
    let (min, max) = values.ends();
    if min >= 0.0 && min <= 0.1 * max {
        return Axis::linear(max, values.name.as_str());
    }
    let room = 0.03 * (max - min);
    Axis::between(min - room, max + room, values.name.as_str())
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

impl Shown<'_> {
    /// The series that are drawn as curves.
    fn curves(&self) -> impl Iterator<Item = &Series> {
        self.view
            .series
            .iter()
            .filter(|series| series.style != LineStyle::Marks)
    }

    /// The values of a series with their places: over time the largest of each bucket, for a peak is what a reader
    /// looks for.
    fn stretches(&self, points: &Points) -> Vec<Stretch> {
        self.stretches_of(&points.values)
    }

    fn stretches_of(&self, values: &[Option<f64>]) -> Vec<Stretch> {
        match self.across {
            Across::Time(timeline) => timeline.maxima(values),
            Across::Values(Values { places, .. }) => {
                let spans = places.iter().map(|&place| (place, place));
                spans.zip(values.iter().copied()).collect()
            }
        }
    }

    /// Whether there is nothing to show: no value, or no count.
    fn is_empty(&self) -> bool {
        let mut values = self.curves().flat_map(|series| &series.points.values);
        match self.chart.stacked {
            true => !values.any(|value| value.is_some_and(|value| value > 0.0)),
            false => !values.any(Option::is_some),
        }
    }

    /// The largest value of any curve or of a stack of them, or the end of its interval.
    fn largest(&self) -> f64 {
        if self.chart.stacked {
            let top = self.stack().pop().unwrap_or_default();
            return top.into_iter().map(|(_, value)| value).fold(0.0, f64::max);
        }
        let values = self.curves().flat_map(|series| &series.points.values);
        let highs = self
            .curves()
            .filter_map(|series| series.band.as_ref())
            .flat_map(|band| &band.1);
        let finite = values
            .chain(highs)
            .flatten()
            .copied()
            .filter(|value| value.is_finite());
        finite.fold(0.0, f64::max)
    }

    /// How far the vertical axis must reach.
    fn highest(&self) -> Option<f64> {
        let largest = self.largest();
        let limits = self
            .references()
            .map(|limit| limit.value * ROOM_ABOVE_LIMIT);
        let highest = limits.fold(largest, f64::max);
        (!self.is_empty()).then(|| {
            self.view
                .window
                .map_or(highest, |(_, end)| highest.min(end))
        })
    }

    /// The limits that a curve comes near to.
    fn references(&self) -> impl Iterator<Item = Reference> {
        let largest = self.largest();
        let all = self.view.references();
        all.filter(move |limit| largest >= limit.near * limit.value)
    }

    fn title(&self) -> String {
        match (
            self.titles.first(),
            self.chart.heading.as_str(),
            self.chart.unit.as_str(),
        ) {
            (Some(title), ..) => title.clone(),
            (None, heading, "") => heading.to_owned(),
            (None, "", unit) => unit.to_owned(),
            (None, heading, unit) => format!("{heading}, {unit}"),
        }
    }

    fn vertical(&self) -> Axis {
        let title = crate::report::format::without_controls(&self.title());
        let Some(highest) = self.highest() else {
            return Axis::blank(title);
        };
        let smallest = self
            .curves()
            .flat_map(|series| &series.points.values)
            .flatten();
        let limits = self.references().map(|limit| limit.value);
        let smallest = smallest
            .copied()
            .chain(limits)
            .fold(f64::INFINITY, f64::min);
        let is_wide = smallest > 0.0 && highest / smallest > WIDE_SPREAD;
        if self.chart.logarithmic && is_wide {
            let title = format!("{title}{}", self.language.logarithmic());
            return Axis::logarithmic(smallest, highest, title);
        }
        match self.view.window {
            Some((start, end)) if start > 0.0 => Axis::between(start, end, title),
            _ => Axis::linear(highest, title),
        }
    }

    /// What a curve is called, with how far it goes where it leaves the panel.
    fn words_of(&self, series: &Series) -> String {
        let most = series.points.extent.map_or(0.0, |extent| extent.most);
        match self.view.window {
            Some(_) if most > self.vertical().end() => {
                self.language.up_to(&series.label, most.round() as u64)
            }
            _ => series.label.clone(),
        }
    }

    fn draw(&self, picture: &mut Picture, panel: &Panel) {
        if self.is_empty() {
            let words = match self.chart.empty.as_str() {
                "" => self.language.nothing_to_measure(),
                words => words,
            };
            panel.words(picture, words);
            return;
        }
        self.draw_areas(picture, panel);
        for mark in &self.view.marks {
            panel.upright(picture, mark.value, strokes::upright(mark));
        }
        for limit in self.references() {
            panel.reference(picture, limit.value, &limit.label());
        }
        if self.chart.stacked {
            self.draw_stack(picture, panel);
        } else {
            self.draw_curves(picture, panel);
        }
        self.draw_marks(picture, panel);
    }

    /// Each area from its curve down to that of the next, the last to the axis.
    fn draw_areas(&self, picture: &mut Picture, panel: &Panel) {
        let curve = |area: &chart::Area| {
            let points = area.edge.as_ref();
            let points = points.or_else(|| Some(&self.view.series.get(area.under)?.points));
            points.map_or_else(
                || panel.base(),
                |points| self.line(panel, &self.stretches(points)),
            )
        };
        let curves: Vec<Vec<Point>> = self.view.areas.iter().map(curve).collect();
        for (index, area) in self.view.areas.iter().enumerate() {
            let base = panel.base();
            let below = curves.get(index + 1).unwrap_or(&base);
            if let (Some(fill), Some(own)) = (strokes::area_fill(area.fill), curves.get(index)) {
                Band::between(own, below).fill(picture, fill);
            }
        }
    }

    /// Bands first; then thick lines before thin ones, so that both show where they coincide; lines with gaps last.
    fn draw_curves(&self, picture: &mut Picture, panel: &Panel) {
        for series in self.curves() {
            self.draw_band(picture, panel, series);
        }
        let mut curves: Vec<&Series> = self.curves().collect();
        curves.sort_by_key(|series| {
            let is_one_of_many = matches!(series.style, LineStyle::Pattern(_));
            (is_one_of_many, std::cmp::Reverse(stroke(series).width))
        });
        for series in curves {
            let stretches = self.stretches(&series.points);
            if series.style == LineStyle::Dots {
                self.draw_dots(picture, panel, series, &stretches);
                continue;
            }
            let inside = match self.view.window {
                Some(_) => below(&stretches, panel.y.end()),
                None => stretches.clone(),
            };
            for part in inside.chunk_by(|(_, a), (_, b)| a.is_some() == b.is_some()) {
                let mut line = self.line(panel, part);
                // A lone value in a long run is still a visible mark.
                if let (Some(_), [start, .., end]) = (self.across.timeline(), line.as_mut_slice()) {
                    end.0 = end.0.max(start.0 + 4);
                }
                if part.iter().any(|(_, value)| value.is_some()) {
                    picture.line(line, stroke(series));
                }
            }
            if self.across.timeline().is_none() && stretches.len() <= MOST_DOTS {
                self.draw_dots(picture, panel, series, &stretches);
            }
        }
    }

    fn draw_band(&self, picture: &mut Picture, panel: &Panel, series: &Series) {
        let Some((low, high)) = series.band.as_ref().filter(|_| series.has_band()) else {
            return;
        };
        let (low, high) = (self.stretches_of(low), self.stretches_of(high));
        let known = low.into_iter().zip(high);
        let end = panel.y.end();
        let known: Vec<_> = known
            .filter(|(low, high)| low.1.is_some() && high.1.is_some_and(|high| high <= end))
            .collect();
        let (low, high): (Vec<Stretch>, Vec<Stretch>) = known.into_iter().unzip();
        let (low, high) = (self.line(panel, &low), self.line(panel, &high));
        match self.across {
            Across::Values(values) if values.are_names => {
                for (low, high) in low.into_iter().zip(high) {
                    picture.line(vec![low, high], strokes::whisker(series.ink));
                }
            }
            _ => Band::between(&high, &low).fill(picture, Fill::Plain(pale(series.ink))),
        }
    }

    fn draw_dots(&self, picture: &mut Picture, panel: &Panel, series: &Series, all: &[Stretch]) {
        let are_many = all.len() > MOST_DOTS;
        for (index, ((place, _), value)) in all.iter().enumerate() {
            let Some(value) = value.filter(|&value| value <= panel.y.end()) else {
                continue;
            };
            let at = panel.place(*place, value);
            picture.dot(at, 13, stroke(series).color);
            if series.missed.get(index) == Some(&true) {
                picture.dot(at, 4, WHITE);
            } else if are_many {
                picture.dot(at, 4, pale(series.ink));
            }
        }
    }

    /// Marks below the axis where a count is not zero.
    fn draw_marks(&self, picture: &mut Picture, panel: &Panel) {
        let marks = self
            .view
            .series
            .iter()
            .filter(|series| series.style == LineStyle::Marks);
        for series in marks {
            let is_marked = |value: Option<f64>| value.is_some_and(|value| value > 0.0);
            let stretches = self.stretches(&series.points);
            for part in stretches.chunk_by(|(_, a), (_, b)| is_marked(*a) == is_marked(*b)) {
                if let ([(first, value), ..], Some((last, _))) = (part, part.last())
                    && is_marked(*value)
                {
                    panel.mark(picture, (first.0, last.1), strokes::marks(series.ink));
                }
            }
        }
    }

    /// A line through values, each of which has one.
    fn line(&self, panel: &Panel, stretches: &[Stretch]) -> Vec<Point> {
        let known = stretches
            .iter()
            .filter_map(|&(span, value)| Some((span, value?)));
        let known: Vec<_> = known.collect();
        match self.across {
            Across::Time(_) => panel.path(&known, self.chart.in_steps),
            Across::Values(_) => known
                .into_iter()
                .map(|((place, _), value)| panel.place(place, value))
                .collect(),
        }
    }

    /// The curves on top of each other, from the lowest.
    fn stack(&self) -> Vec<Vec<((f64, f64), f64)>> {
        let mut stack: Vec<Vec<((f64, f64), f64)>> = Vec::new();
        for series in self.curves() {
            let stretches = self.stretches(&series.points).into_iter().enumerate();
            let top = stretches.map(|(index, (span, value))| {
                let below = stack.last().and_then(|below| below.get(index));
                (
                    span,
                    value.unwrap_or(0.0) + below.map_or(0.0, |(_, value)| *value),
                )
            });
            let top = top.collect();
            stack.push(top);
        }
        stack
    }

    fn draw_stack(&self, picture: &mut Picture, panel: &Panel) {
        let stack = self.stack();
        let mut below = panel.base();
        for (series, values) in self.curves().zip(&stack) {
            let top = panel.path(values, self.chart.in_steps);
            Band::between(&top, &below).fill(picture, stack_fill(series.ink));
            below = top;
        }
        // Edges come last, so that no area covers them.
        let mut below: Vec<f64> = stack
            .first()
            .map_or_else(Vec::new, |one| vec![0.0; one.len()]);
        for (series, tops) in self.curves().zip(&stack) {
            panel.draw_edge(picture, tops, &below, strokes::edge(series.ink));
            below = tops.iter().map(|(_, value)| *value).collect();
        }
    }
}

/// A curve without what lies above `end`, up to where it crosses that.
fn below(curve: &[Stretch], end: f64) -> Vec<Stretch> {
    let mut kept: Vec<Stretch> = Vec::new();
    for pair in curve.windows(2) {
        let [from, to] = *pair else { continue };
        if kept.is_empty() {
            kept.push((from.0, from.1.filter(|&value| value <= end)));
        }
        if let (Some(a), Some(b)) = (from.1, to.1)
            && (a <= end) != (b <= end)
        {
            let share = (end - a) / (b - a);
            let between = |from: f64, to: f64| from + share * (to - from);
            kept.push((
                (between(from.0.0, to.0.0), between(from.0.1, to.0.1)),
                Some(end),
            ));
        }
        kept.push((to.0, to.1.filter(|&value| value <= end)));
    }
    kept
}

impl Timeline {
    /// The largest value of each bucket, with its span.
    fn maxima(&self, values: &[Option<f64>]) -> Vec<Stretch> {
        let pairs = if self.per_bucket > 1 { 2 } else { 1 };
        let buckets = values.chunks(pairs).enumerate();
        let bucket = |(index, values): (usize, &[Option<f64>])| {
            let (first, last) = (index * self.per_bucket, (index + 1) * self.per_bucket - 1);
            let span = (self.span(first).0, self.span(last).1);
            (span, values.iter().flatten().copied().reduce(f64::max))
        };
        buckets.map(bucket).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_ends_where_it_leaves_the_panel() {
        let curve = [(10.0, 40.0), (20.0, 20.0), (30.0, 5.0), (40.0, 25.0)]
            .map(|(place, value)| ((place, place), Some(value)));
        let shown = |end| -> Vec<(f64, Option<f64>)> {
            below(&curve, end)
                .into_iter()
                .map(|((place, _), value)| (place, value))
                .collect()
        };
        assert_eq!(
            shown(30.0),
            [
                (10.0, None),
                (15.0, Some(30.0)),
                (20.0, Some(20.0)),
                (30.0, Some(5.0)),
                (40.0, Some(25.0))
            ]
        );
        assert!(shown(1.0).iter().all(|(_, value)| value.is_none()));
    }
}
