//! The page that every chart shares: title, subtitle, legend, and panels below each other.
//!
//! Nothing is clipped: titles that are too long end in an ellipsis, legends wrap, and the panels
//! get the room that is left.

use super::axis::Axis;
use super::hatch::{Band, Fill};
use super::paint::text_width;
use super::picture::{Align, Picture, Point, SIZE, Stroke};
use super::style::{self, FAINT_INK, GRID, INK, LABEL, SUBTITLE, THIN, TITLE, WHITE};
use super::timeline::Timeline;
use crate::kernel::SimTime;
use crate::report::format::{span, thousands, without_controls};
use crate::scenario::{ScalingRule, Scenario};

const LEFT: i32 = 200;
const RIGHT: i32 = SIZE.0 - 110;
const BOTTOM: i32 = SIZE.1 - 170;
const LINE_HEIGHT: i32 = 64;
/// Room above a panel for the title of its vertical axis.
const TITLE_ROOM: i32 = 108;
/// Between panels side by side.
const TILE_GAP: i32 = 64;
const SYMBOL_WIDTH: i32 = 84;
const ENTRY_GAP: i32 = 46;
/// Height of the lane for marks below the horizontal axis.
const LANE: i32 = 30;
/// A series of at most so many values is drawn in steps.
const MOST_STEPS: usize = 60;

/// The warm-up: pale enough for curves to be read on it.
const WARM_UP: Fill = Fill::Falling(style::solid(GRID, 3), 26);

/// A chart in the making: its heading is drawn, its panels follow.
pub(super) struct Page {
    pub(super) picture: Picture,
    /// Where the heading ends.
    top: i32,
    /// End of the warm-up in seconds.
    warm_up: f64,
}

/// One entry of a legend.
pub(super) struct LegendEntry {
    pub(super) symbol: Symbol,
    pub(super) words: String,
}

/// What a legend entry explains.
pub(super) enum Symbol {
    Line(Stroke),
    Filled(Fill),
}

/// An entry for a line.
pub(super) fn line(stroke: Stroke, words: impl Into<String>) -> LegendEntry {
    LegendEntry {
        symbol: Symbol::Line(stroke),
        words: words.into(),
    }
}

/// An entry for an area.
pub(super) fn filled(fill: Fill, words: impl Into<String>) -> LegendEntry {
    LegendEntry {
        symbol: Symbol::Filled(fill),
        words: words.into(),
    }
}

/// What was simulated, in one line: Region, scaling rule and its quotas, account limit, length.
pub(in crate::report) fn subtitle(scenario: &Scenario) -> String {
    let region = &scenario.region;
    format!(
        "{} · {} · account limit {} · {} simulated",
        region.name,
        quotas(&region.scaling),
        thousands(u64::from(region.account_concurrency.get())),
        span((SimTime::ZERO + scenario.duration).as_secs_f64()),
    )
}

/// A scaling rule and its quotas.
pub(super) fn quotas(rule: &ScalingRule) -> String {
    let each = match rule {
        ScalingRule::RegionalBurst { .. } => "",
        ScalingRule::PerFunction { .. } => " each",
    };
    format!(
        "{} · burst {} · +{}/min{each}",
        rule.key(),
        thousands(u64::from(rule.burst().get())),
        thousands(u64::from(rule.ramp_per_minute().get()))
    )
}

impl Page {
    /// A page with its heading and legend, whose panels mark the scenario's warm-up.
    pub(super) fn new(
        scenario: &Scenario,
        title: &str,
        subtitle: &str,
        mut legend: Vec<LegendEntry>,
    ) -> Self {
        let warm_up = (SimTime::ZERO + scenario.warm_up).as_secs_f64();
        if warm_up > 0.0 {
            legend.push(filled(WARM_UP, "warm-up, not counted"));
        }
        let room = RIGHT - LEFT;
        let title = fitted(&without_controls(title), TITLE, room);
        let mut picture = Picture {
            title: title.clone(),
            shapes: Vec::new(),
        };
        picture.text(title, (LEFT, 84), TITLE, INK, Align::Left);
        let subtitle = fitted(&without_controls(subtitle), SUBTITLE, room);
        picture.text(subtitle, (LEFT, 164), SUBTITLE, FAINT_INK, Align::Left);
        let top = draw_legend(&mut picture, &legend, 250);
        Self {
            picture,
            top,
            warm_up,
        }
    }

    /// Adds the panel that is number `index`, from 0, of `count` equal ones below each other, with
    /// its grid and labels. They share the horizontal axis, whose labels are below the last.
    pub(super) fn panel(&mut self, index: usize, count: usize, x: &Axis, y: Axis) -> Panel {
        let height = (BOTTOM - self.top) / count as i32;
        let top = self.top + index as i32 * height;
        let panel = Panel {
            left: LEFT,
            right: RIGHT,
            top: top + TITLE_ROOM,
            bottom: top + height,
            x: x.clone(),
            y,
            in_steps: false,
        };
        panel.draw_warm_up(&mut self.picture, self.warm_up);
        let labels = Labels {
            x: index + 1 == count,
            y: true,
        };
        panel.draw_grid(&mut self.picture, labels);
        panel
    }

    /// Adds the panel that is number `index`, from 0, of `count` equal ones, in rows that are as long as
    /// the columns or longer. They share both axes, whose labels are at the edges, and each has a
    /// title of its own: the first of `titles` that there is room for, else the last shortened.
    pub(super) fn tile(
        &mut self,
        (index, count): (usize, usize),
        titles: &[&str],
        x: &Axis,
        y: &Axis,
    ) -> Panel {
        let rows = count.isqrt().max(1);
        let columns = count.div_ceil(rows);
        let (row, column) = (index / columns, index % columns);
        let width = (RIGHT - LEFT + TILE_GAP) / columns as i32;
        // The next row's titles keep clear of the marks below a row.
        let height = (BOTTOM - self.top + LANE) / rows as i32;
        let (left, top) = (LEFT + column as i32 * width, self.top + row as i32 * height);
        let panel = Panel {
            left,
            right: left + width - TILE_GAP,
            top: top + TITLE_ROOM,
            bottom: top + height - LANE,
            x: x.thinned(12 / columns),
            y: y.thinned(12 / rows),
            in_steps: false,
        };
        panel.draw_warm_up(&mut self.picture, self.warm_up);
        let labels = Labels {
            // The last in its column.
            x: index + columns >= count,
            y: column == 0,
        };
        panel.draw_grid(&mut self.picture, labels);
        let room = panel.right - panel.left;
        let mut fitting = titles
            .iter()
            .filter(|title| text_width(title, SUBTITLE) <= room);
        let title = fitting
            .next()
            .or(titles.last())
            .copied()
            .unwrap_or_default();
        let title = fitted(&without_controls(title), SUBTITLE, room);
        let at = (left, panel.top - 50);
        self.picture.text(title, at, SUBTITLE, INK, Align::Left);
        panel
    }
}

/// Which axes have their numbers at a panel.
#[derive(Clone, Copy)]
struct Labels {
    x: bool,
    y: bool,
}

/// A rectangle with a time axis and a quantity.
pub(super) struct Panel {
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
    x: Axis,
    y: Axis,
    in_steps: bool,
}

impl Panel {
    /// The same panel with every series drawn in steps: for counts, which belong to their whole
    /// interval and to nothing beside it.
    pub(super) fn in_steps(self) -> Self {
        Self {
            in_steps: true,
            ..self
        }
    }

    /// Where a quantity at a time lies.
    pub(super) fn place(&self, seconds: f64, value: f64) -> Point {
        (self.column(seconds), self.row(value))
    }

    fn column(&self, seconds: f64) -> i32 {
        self.left + (self.x.position(seconds) * f64::from(self.right - self.left)).round() as i32
    }

    fn row(&self, value: f64) -> i32 {
        self.bottom - (self.y.position(value) * f64::from(self.bottom - self.top)).round() as i32
    }

    /// A series as a line from the start of the first bucket to the end of the last: in steps while
    /// the buckets are few enough to be seen, else through their middles.
    pub(super) fn curve(&self, timeline: &Timeline, values: &[f64]) -> Vec<Point> {
        self.path(
            &timeline.with(values),
            self.in_steps || values.len() <= MOST_STEPS,
        )
    }

    /// Lines for a series with gaps: one for each stretch that has values.
    pub(super) fn curves(&self, timeline: &Timeline, values: &[Option<f64>]) -> Vec<Vec<Point>> {
        timeline
            .with(values)
            .chunk_by(|(_, a), (_, b)| a.is_some() == b.is_some())
            .map(|stretch| {
                let present: Vec<_> = stretch
                    .iter()
                    .filter_map(|(bucket, value)| Some((*bucket, (*value)?)))
                    .collect();
                let mut line = self.path(&present, self.in_steps || values.len() <= MOST_STEPS);
                // A lone value in a long run is still a visible mark.
                if let [start, .., end] = line.as_mut_slice() {
                    end.0 = end.0.max(start.0 + 4);
                }
                line
            })
            .filter(|line| !line.is_empty())
            .collect()
    }

    /// A line over adjacent buckets, each a start, an end and a value.
    fn path(&self, points: &[((f64, f64), f64)], in_steps: bool) -> Vec<Point> {
        if in_steps {
            return points
                .iter()
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
    /// mostly subsided.
    pub(super) fn reference(&self, picture: &mut Picture, value: f64, label: &str) {
        let row = self.row(value);
        let stroke = style::dashed(INK, style::THIN + 1);
        picture.line(vec![(self.left, row), (self.right, row)], stroke);
        let middle = row - 32;
        let right = self.right - 20;
        let left = right - text_width(label, LABEL);
        picture.rectangle((left - 12, middle - 24), (right + 12, middle + 24), WHITE);
        picture.text(label, (right, middle), LABEL, INK, Align::Right);
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

    /// A hatched strip over the warm-up, which the statistics leave out, named in the legend.
    fn draw_warm_up(&self, picture: &mut Picture, end: f64) {
        if end <= 0.0 {
            return;
        }
        let right = self.column(end);
        let strip = Band::rectangle((self.left, self.top), (right, self.bottom));
        strip.fill(picture, WARM_UP);
        let edge = vec![(right, self.top), (right, self.bottom)];
        picture.line(edge, style::dashed(FAINT_INK, THIN + 1));
    }

    /// Grid and ticks, and where wanted their labels and titles.
    fn draw_grid(&self, picture: &mut Picture, labels: Labels) {
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
        picture.text(self.y.title(), title_at, LABEL, FAINT_INK, Align::Left);
        for (seconds, label) in self.x.ticks() {
            let column = self.column(*seconds);
            let tick = vec![(column, self.bottom), (column, self.bottom + LANE)];
            picture.line(tick, style::solid(FAINT_INK, THIN));
            if labels.x {
                let at = (column, self.bottom + LANE + 32);
                picture.text(label.as_str(), at, LABEL, FAINT_INK, Align::Center);
            }
        }
        picture.line(self.base(), style::solid(FAINT_INK, THIN + 1));
        if labels.x {
            let at = ((self.left + self.right) / 2, self.bottom + LANE + 96);
            picture.text(self.x.title(), at, LABEL, FAINT_INK, Align::Center);
        }
    }
}

/// Draws the entries side by side, in as many rows as they need; returns where they end.
fn draw_legend(picture: &mut Picture, entries: &[LegendEntry], top: i32) -> i32 {
    let (mut left, mut row) = (LEFT, top);
    for entry in entries {
        let words = fitted(
            &without_controls(&entry.words),
            LABEL,
            RIGHT - LEFT - SYMBOL_WIDTH - 22,
        );
        let width = SYMBOL_WIDTH + 22 + text_width(&words, LABEL);
        if left > LEFT && left + width > RIGHT {
            (left, row) = (LEFT, row + LINE_HEIGHT);
        }
        draw_symbol(picture, &entry.symbol, (left, row));
        let words_at = (left + SYMBOL_WIDTH + 22, row);
        picture.text(words, words_at, LABEL, INK, Align::Left);
        left += width + ENTRY_GAP;
    }
    row + LINE_HEIGHT / 2
}

fn draw_symbol(picture: &mut Picture, symbol: &Symbol, (left, row): Point) {
    let right = left + SYMBOL_WIDTH;
    match symbol {
        Symbol::Line(stroke) => picture.line(vec![(left, row), (right, row)], *stroke),
        Symbol::Filled(fill) => {
            let (from, to) = ((left, row - 22), (right, row + 22));
            Band::rectangle(from, to).fill(picture, *fill);
            let outline = vec![from, (to.0, from.1), to, (from.0, to.1), from];
            picture.line(outline, style::solid(FAINT_INK, THIN));
        }
    }
}

/// The text, shortened with an ellipsis if it is wider than `room`.
fn fitted(text: &str, size: f64, room: i32) -> String {
    if text_width(text, size) <= room {
        return text.to_owned();
    }
    let mut short = text.to_owned();
    while short.pop().is_some() {
        let candidate = format!("{}…", short.trim_end());
        if text_width(&candidate, size) <= room {
            return candidate;
        }
    }
    String::new()
}
