//! The page that every chart shares: title, subtitle, legend, and panels below each other or side by
//! side.
//!
//! Nothing is clipped: titles that are too long end in an ellipsis, legends wrap, and the panels
//! get the room that is left.

use super::legend;
use super::paint::{fitted, text_width};
use super::panel::{LANE, Labels};
use super::picture::{Align, Canvas, Picture, Point};
use super::style::{FAINT_INK, INK, SUBTITLE, TITLE, WARM_UP};
use crate::report::document::axis::Axis;
use crate::report::document::look::Look;
use crate::report::format::without_controls;
use crate::scenario::Scenario;

pub(super) use super::legend::{LegendEntry, filled, line};
pub(super) use super::panel::Panel;

/// Room at the left for the numbers of vertical axes, at the right, and at the bottom.
pub(super) const LEFT: i32 = 200;
const RIGHT_MARGIN: i32 = 110;
const BOTTOM_MARGIN: i32 = 170;
/// Room above a panel for the title of its vertical axis.
pub(super) const TITLE_ROOM: i32 = 108;
/// Between panels side by side that each have numbers on their left.
const QUARTER_GAP: i32 = 220;
/// Between panels side by side.
const TILE_GAP: i32 = 64;
/// Room that the number of a tick needs, along the axis.
const TICK_WIDTH: i32 = 170;
const TICK_HEIGHT: i32 = 50;

/// A chart in the making: its heading is drawn, its panels follow.
pub(super) struct Page {
    pub(super) picture: Picture,
    look: Look,
    /// Where the heading ends.
    top: i32,
    /// End of the warm-up in seconds.
    warm_up: f64,
}

impl Page {
    /// A page with its heading and legend, whose panels mark the scenario's warm-up.
    pub(super) fn new(
        look: &Look,
        scenario: &Scenario,
        title: &str,
        subtitle: &str,
        legend: Vec<LegendEntry>,
    ) -> Self {
        Self::on(
            Canvas::of(look.size),
            look,
            scenario,
            title,
            subtitle,
            legend,
        )
    }

    /// The same on a canvas of its own.
    pub(super) fn on(
        canvas: Canvas,
        look: &Look,
        scenario: &Scenario,
        title: &str,
        subtitle: &str,
        mut legend: Vec<LegendEntry>,
    ) -> Self {
        let warm_up = scenario.warm_up.as_secs_f64();
        if warm_up > 0.0 {
            legend.push(filled(WARM_UP, look.language.warm_up()));
        }
        Self {
            warm_up,
            ..Self::plain(canvas, look, title, subtitle, &legend)
        }
    }

    /// A page with its heading and legend, whose horizontal axis is not time.
    pub(super) fn plain(
        canvas: Canvas,
        look: &Look,
        title: &str,
        subtitle: &str,
        legend: &[LegendEntry],
    ) -> Self {
        let right = canvas.width - RIGHT_MARGIN;
        let room = right - LEFT;
        let title = fitted(&without_controls(title), TITLE, room);
        let mut picture = Picture {
            title: title.clone(),
            canvas,
            ..Picture::default()
        };
        picture.text(title, (LEFT, 84), TITLE, INK, Align::Left);
        let subtitle = fitted(&without_controls(subtitle), SUBTITLE, room);
        picture.text(subtitle, (LEFT, 164), SUBTITLE, FAINT_INK, Align::Left);
        let top = legend::draw(&mut picture, legend, (LEFT, right), 250);
        Self {
            picture,
            look: *look,
            top,
            warm_up: 0.0,
        }
    }

    /// Adds the panel that is number `index`, from 0, of four in two rows. They share the horizontal
    /// axis, whose labels are below the last row; each has a vertical one of its own.
    pub(super) fn quarter(&mut self, index: usize, x: &Axis, y: &Axis) -> Panel {
        let (row, column) = (index as i32 / 2, index as i32 % 2);
        let width = (self.right() - LEFT + QUARTER_GAP) / 2;
        let height = (self.bottom() - self.top + LANE) / 2;
        let (left, top) = (LEFT + column * width, self.top + row * height);
        let panel = Panel {
            left,
            right: left + width - QUARTER_GAP,
            top: top + TITLE_ROOM,
            bottom: top + height - LANE,
            x: x.clone().thinned(8),
            y: y.clone().thinned(7),
            in_steps: false,
            language: self.look.language,
        };
        let labels = Labels {
            x: row == 1,
            y: true,
        };
        panel.draw_grid(&mut self.picture, labels);
        panel
    }

    /// Where the room for panels begins.
    pub(super) fn top(&self) -> i32 {
        self.top
    }

    /// Adds a panel with all its labels, which stand outside of it, between two corners.
    pub(super) fn placed(
        &mut self,
        (left, top): Point,
        (right, bottom): Point,
        x: &Axis,
        y: &Axis,
    ) -> Panel {
        let panel = Panel {
            left,
            right,
            top,
            bottom,
            x: x.clone(),
            y: y.clone(),
            in_steps: false,
            language: self.look.language,
        };
        panel.draw_grid(&mut self.picture, Labels { x: true, y: true });
        panel
    }

    /// Adds the panel that is number `index`, from 0, of `count` equal ones below each other, with
    /// its grid and labels. They share the horizontal axis, whose labels are below the last.
    pub(super) fn panel(&mut self, index: usize, count: usize, x: &Axis, y: Axis) -> Panel {
        let height = (self.bottom() - self.top) / count as i32;
        let top = self.top + index as i32 * height;
        let panel = Panel {
            left: LEFT,
            right: self.right(),
            top: top + TITLE_ROOM,
            bottom: top + height,
            x: x.clone()
                .thinned(((self.right() - LEFT) / TICK_WIDTH).max(2) as usize),
            y: y.thinned(((height - TITLE_ROOM) / TICK_HEIGHT).max(2) as usize),
            in_steps: false,
            language: self.look.language,
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
        let width = (self.right() - LEFT + TILE_GAP) / columns as i32;
        // The next row's titles keep clear of the marks below a row.
        let height = (self.bottom() - self.top + LANE) / rows as i32;
        let (left, top) = (LEFT + column as i32 * width, self.top + row as i32 * height);
        let panel = Panel {
            left,
            right: left + width - TILE_GAP,
            top: top + TITLE_ROOM,
            bottom: top + height - LANE,
            x: x.clone().thinned(12 / columns),
            y: y.clone().thinned(12 / rows),
            in_steps: false,
            language: self.look.language,
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

    /// The room for panels that draw their own rows: left, top, right and bottom.
    pub(super) fn room(&self) -> (i32, i32, i32, i32) {
        (LEFT, self.top, self.right(), self.bottom())
    }

    pub(super) fn right(&self) -> i32 {
        self.picture.canvas.width - RIGHT_MARGIN
    }

    pub(super) fn bottom(&self) -> i32 {
        self.picture.canvas.height - BOTTOM_MARGIN
    }
}
