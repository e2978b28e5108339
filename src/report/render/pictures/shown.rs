//! A view of a chart that is to be drawn into a panel: its axes, and what there is to show.
//!
//! It knows charts; it must not know how anything is drawn.

use crate::report::document::Language;
use crate::report::document::across::{Across, Values};
use crate::report::document::axis::Axis;
use crate::report::document::chart::{Chart, LineStyle, Reference, Series, View};
use crate::report::document::points::{Points, Timeline};

/// The axis goes on beyond a limit that is drawn, so that its label has room above the line.
const ROOM_ABOVE_LIMIT: f64 = 1.08;
/// Above this ratio of largest to smallest value a logarithmic axis is one.
const WIDE_SPREAD: f64 = 20.0;

/// A view of a chart, to be drawn into a panel.
pub(super) struct Shown<'a> {
    pub(super) chart: &'a Chart,
    pub(super) view: &'a View,
    pub(super) across: &'a Across,
    pub(super) titles: &'a [String],
    pub(super) language: Language,
}

/// A stretch with a value: over time from the start to the end of a bucket, else a place.
pub(super) type Stretch = ((f64, f64), Option<f64>);

/// The horizontal axis of a chart.
pub(super) fn horizontal(across: &Across) -> Axis {
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

impl Shown<'_> {
    /// The series that are drawn as curves.
    pub(super) fn curves(&self) -> impl Iterator<Item = &Series> {
        self.view
            .series
            .iter()
            .filter(|series| series.style != LineStyle::Marks)
    }

    /// The values of a series with their places: over time the largest of each bucket, for a peak is what a reader
    /// looks for.
    pub(super) fn stretches(&self, points: &Points) -> Vec<Stretch> {
        self.stretches_of(&points.values)
    }

    pub(super) fn stretches_of(&self, values: &[Option<f64>]) -> Vec<Stretch> {
        match self.across {
            Across::Time(timeline) => timeline.maxima(values),
            Across::Values(Values { places, .. }) => {
                let spans = places.iter().map(|&place| (place, place));
                spans.zip(values.iter().copied()).collect()
            }
        }
    }

    /// Whether there is nothing to show: no value, or no count.
    pub(super) fn is_empty(&self) -> bool {
        let mut values = self.curves().flat_map(|series| &series.points.values);
        match self.chart.stacked {
            true => !values.any(|value| value.is_some_and(|value| value > 0.0)),
            false => !values.any(Option::is_some),
        }
    }

    /// The largest value of any curve or of a stack of them, or the end of its interval.
    pub(super) fn largest(&self) -> f64 {
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
    pub(super) fn highest(&self) -> Option<f64> {
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

    /// The limits that a curve comes near to, within what is shown.
    pub(super) fn references(&self) -> impl Iterator<Item = Reference> {
        let largest = self.largest();
        let end = self.view.window.map_or(f64::INFINITY, |(_, end)| end);
        let all = self.view.references();
        all.filter(move |limit| largest >= limit.near * limit.value && limit.value <= end)
    }

    pub(super) fn title(&self) -> String {
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

    pub(super) fn vertical(&self) -> Axis {
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
    pub(super) fn words_of(&self, series: &Series) -> String {
        let most = series.points.extent.map_or(0.0, |extent| extent.most);
        match self.view.window {
            Some(_) if most > self.vertical().end() => {
                self.language.up_to(&series.label, most.round() as u64)
            }
            _ => series.label.clone(),
        }
    }

    /// The curves on top of each other, from the lowest.
    pub(super) fn stack(&self) -> Vec<Vec<((f64, f64), f64)>> {
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
