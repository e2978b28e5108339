//! A panel of a chart: a rectangle with a time axis and a quantity, and what can be drawn into it.

use super::hatch::{Band, Fill};
use super::paint::{fitted, text_width};
use super::picture::{Align, Picture, Point, Stroke};
use super::style::{self, FAINT_INK, GRID, INK, LABEL, SUBTITLE, THIN, WHITE};
use crate::report::document::Shade;
use crate::report::document::axis::Axis;
use crate::report::document::look::Language;

/// Height of the lane for marks below the horizontal axis.
pub(super) const LANE: i32 = 30;
/// How far a title may go beyond its panel.
const BESIDE_A_PANEL: i32 = 60;
/// A series of at most so many values is drawn in steps.
const MOST_STEPS: usize = 60;

/// Which axes have their numbers at a panel.
#[derive(Clone, Copy)]
pub(super) struct Labels {
    pub(super) x: bool,
    pub(super) y: bool,
}

/// A rectangle with a time axis and a quantity.
pub(super) struct Panel {
    pub(super) left: i32,
    pub(super) right: i32,
    pub(super) top: i32,
    pub(super) bottom: i32,
    pub(super) x: Axis,
    pub(super) y: Axis,
    pub(super) language: Language,
}

impl Panel {
    /// Where a quantity at a time lies.
    pub(super) fn place(&self, seconds: f64, value: f64) -> Point {
        (self.column(seconds), self.row(value))
    }

    pub(super) fn column(&self, seconds: f64) -> i32 {
        self.left + (self.x.position(seconds) * f64::from(self.right - self.left)).round() as i32
    }

    fn row(&self, value: f64) -> i32 {
        self.bottom - (self.y.position(value) * f64::from(self.bottom - self.top)).round() as i32
    }

    /// A line over adjacent buckets, each a start, an end and a value: from the start of the first to the end of
    /// the last; in steps where that is asked or there are few enough to be seen, else through their middles.
    pub(super) fn path(&self, points: &[((f64, f64), f64)], in_steps: bool) -> Vec<Point> {
        if in_steps || points.len() <= MOST_STEPS {
            let edges = points.iter();
            return edges
                .flat_map(|&((start, end), value)| [start, end].map(|at| self.place(at, value)))
                .collect();
        }
        let first = points
            .first()
            .map(|&((start, _), value)| self.place(start, value));
        let middles = points
            .iter()
            .map(|&((start, end), value)| self.place(0.5 * (start + end), value));
        let last = points
            .last()
            .map(|&((_, end), value)| self.place(end, value));
        first.into_iter().chain(middles).chain(last).collect()
    }

    /// Draws the upper edge of an area between values in steps and those below, where there is something to edge,
    /// with its flanks down to what is beside it.
    pub(super) fn draw_edge(
        &self,
        picture: &mut Picture,
        tops: &[((f64, f64), f64)],
        bottoms: &[f64],
        edge: Stroke,
    ) {
        let levels: Vec<_> = tops.iter().copied().zip(bottoms.iter().copied()).collect();
        let mut start = 0;
        for stretch in
            levels.chunk_by(|(a, below_a), (b, below_b)| (a.1 > *below_a) == (b.1 > *below_b))
        {
            let end = start + stretch.len();
            if let ([((first, top), bottom), ..], Some(((last, _), _))) = (stretch, stretch.last())
                && top > bottom
            {
                let before = start.checked_sub(1).and_then(|index| tops.get(index));
                let rise = before.map(|&(_, level)| self.place(first.0, level));
                let steps = stretch
                    .iter()
                    .flat_map(|((span, top), _)| [span.0, span.1].map(|at| self.place(at, *top)));
                let fall = tops.get(end).map(|&(_, level)| self.place(last.1, level));
                picture.line(rise.into_iter().chain(steps).chain(fall).collect(), edge);
            }
            start = end;
        }
    }

    /// The line of zero from end to end.
    pub(super) fn base(&self) -> Vec<Point> {
        vec![(self.left, self.bottom), (self.right, self.bottom)]
    }

    /// A strip in the lane below the horizontal axis, from `start` to `end` seconds.
    pub(super) fn mark(&self, picture: &mut Picture, (start, end): (f64, f64), fill: Fill) {
        let left = self.column(start);
        let right = self.column(end).max(left + 3);
        let strip = Band::rectangle((left, self.bottom + 6), (right, self.bottom + 26));
        strip.fill(picture, fill);
    }

    /// A labelled horizontal line at `value`. The label stands at the right end, where demand has
    /// mostly subsided; at the left where only there none of the `uprights` crosses it.
    pub(super) fn reference(
        &self,
        picture: &mut Picture,
        value: f64,
        label: &str,
        uprights: &[f64],
    ) {
        let row = self.row(value);
        let stroke = style::dashed(INK, style::THIN + 1);
        picture.line(vec![(self.left, row), (self.right, row)], stroke);
        let middle = row - 32;
        let width = text_width(label, LABEL);
        let is_free = |left: i32| {
            let mut columns = uprights.iter().map(|&at| self.column(at));
            !columns.any(|column| (left - 12..=left + width + 12).contains(&column))
        };
        let ends = [self.right - 20 - width, self.left + 20];
        let left = ends.into_iter().find(|&left| is_free(left));
        let left = left.unwrap_or(ends[0]);
        let right = left + width;
        picture.rectangle((left - 12, middle - 24), (right + 12, middle + 24), WHITE);
        picture.text(label, (right, middle), LABEL, INK, Align::Right);
    }

    /// A vertical line at `at`.
    pub(super) fn upright(&self, picture: &mut Picture, at: f64, stroke: Stroke) {
        let column = self.column(at);
        picture.line(vec![(column, self.top), (column, self.bottom)], stroke);
    }

    /// Words in the middle of a panel that has nothing to show.
    pub(super) fn words(&self, picture: &mut Picture, words: &str) {
        let middle = ((self.left + self.right) / 2, (self.top + self.bottom) / 2);
        let half = text_width(words, SUBTITLE) / 2 + 30;
        picture.rectangle(
            (middle.0 - half, middle.1 - 40),
            (middle.0 + half, middle.1 + 40),
            WHITE,
        );
        picture.text(words, middle, SUBTITLE, FAINT_INK, Align::Center);
    }

    /// A hatched strip over a stretch of time that differs from the rest, named in the legend.
    pub(super) fn draw_shade(&self, picture: &mut Picture, shade: &Shade) {
        let (left, right) = (self.column(shade.from), self.column(shade.to));
        let strip = Band::rectangle((left, self.top), (right, self.bottom));
        strip.fill(picture, style::shade(shade.cause));
        for edge in [left, right] {
            if edge > self.left && edge < self.right {
                let line = vec![(edge, self.top), (edge, self.bottom)];
                picture.line(line, style::dashed(FAINT_INK, THIN + 1));
            }
        }
    }

    /// Grid and ticks, and where wanted their labels and titles.
    pub(super) fn draw_grid(&self, picture: &mut Picture, labels: Labels) {
        for (value, label) in self.y.ticks() {
            let row = self.row(*value);
            picture.line(
                vec![(self.left, row), (self.right, row)],
                style::solid(GRID, THIN),
            );
            if labels.y {
                let at = (self.left - 22, row);
                picture.text(label.as_str(), at, LABEL, FAINT_INK, Align::Right);
            }
        }
        let title_at = (self.left, self.top - 50);
        let width = self.right - self.left;
        picture.text(
            fitted(&self.y.title(self.language), LABEL, width + BESIDE_A_PANEL),
            title_at,
            LABEL,
            FAINT_INK,
            Align::Left,
        );
        for (seconds, label) in self.x.ticks() {
            let column = self.column(*seconds);
            // Below a panel that has another beneath it comes that one's title.
            let length = if labels.x { LANE } else { LANE / 2 };
            let tick = vec![(column, self.bottom), (column, self.bottom + length)];
            picture.line(tick, style::solid(FAINT_INK, THIN));
            if labels.x {
                let at = (column, self.bottom + LANE + 32);
                picture.text(label.as_str(), at, LABEL, FAINT_INK, Align::Center);
            }
        }
        picture.line(self.base(), style::solid(FAINT_INK, THIN + 1));
        if labels.x {
            let at = ((self.left + self.right) / 2, self.bottom + LANE + 96);
            picture.text(
                fitted(&self.x.title(self.language), LABEL, width + BESIDE_A_PANEL),
                at,
                LABEL,
                FAINT_INK,
                Align::Center,
            );
        }
    }
}
