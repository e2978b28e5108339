//! The sheet that every picture of charts is drawn on: title, subtitle, legend, and panels below each other or
//! side by side.
//!
//! Nothing is clipped: titles that are too long end in an ellipsis, legends wrap, and the panels
//! get the room that is left.

use super::legend::{self, LegendEntry};
use super::paint::{fitted, fitted_parts, text_width};
use super::panel::{LANE, Labels, Panel};
use super::picture::{Align, Canvas, Picture, Point};
use super::style::{FAINT_INK, INK, SUBTITLE, TITLE};
use crate::report::document::axis::Axis;
use crate::report::document::{Layout, Look, Shade};
use crate::report::format::without_controls;

/// Room at the left for the numbers of vertical axes, at the right, and at the bottom.
pub(super) const LEFT: i32 = 200;
const RIGHT_MARGIN: i32 = 110;
const BOTTOM_MARGIN: i32 = 170;
/// Room above a panel for the title of its vertical axis.
pub(super) const TITLE_ROOM: i32 = 108;
/// Between panels side by side that each have numbers on their left.
const COLUMN_GAP: i32 = 250;
/// Below a row of panels, for numbers.
const NUMBERS: i32 = 92;
/// Between panels side by side.
const TILE_GAP: i32 = 64;
/// Room that the number of a tick needs, along the axis.
const TICK_WIDTH: i32 = 170;
const TICK_HEIGHT: i32 = 50;
/// The same where panels are small.
const NARROW_TICK: i32 = 140;
/// Where the legend begins.
const LEGEND: i32 = 250;
/// Beside a heat map, for its scale.
pub(super) const SCALE_ROOM: i32 = 330;

/// The width and height of the smallest panel of a figure of so many panes, on a canvas.
pub(super) fn smallest_panel(
    canvas: Canvas,
    legend: &[LegendEntry],
    (layout, panes): (Layout, usize),
) -> (i32, i32) {
    let (right, bottom) = (canvas.width - RIGHT_MARGIN, canvas.height - BOTTOM_MARGIN);
    let top = legend::bottom(legend, (LEFT, right), LEGEND);
    let (width, height) = (right - LEFT, bottom - top);
    let count = panes.max(1) as i32;
    match layout {
        Layout::Rows => (width, height / count - TITLE_ROOM),
        Layout::Grid(columns) => {
            let columns = columns.clamp(1, panes.max(1)) as i32;
            let rows = (count + columns - 1) / columns;
            let cell = ((width + COLUMN_GAP) / columns, (height + NUMBERS) / rows);
            (cell.0 - COLUMN_GAP, cell.1 - TITLE_ROOM - NUMBERS)
        }
        Layout::Tiles => {
            let (rows, columns) = tiles(panes);
            let cell = (
                (width + TILE_GAP) / columns as i32,
                (height + LANE) / rows as i32,
            );
            (cell.0 - TILE_GAP, cell.1 - TITLE_ROOM - LANE)
        }
        Layout::HeatMap => (width - SCALE_ROOM, height - TITLE_ROOM),
    }
}

/// Rows and columns of so many tiles: rows as long as the columns or longer.
fn tiles(count: usize) -> (usize, usize) {
    let rows = count.isqrt().max(1);
    (rows, count.div_ceil(rows).max(1))
}

/// As many numbers as a narrow panel has room for, and at most so many.
fn thinned(axis: &Axis, most: usize, room: i32) -> Axis {
    axis.clone().thinned(most.min(room.max(0) as usize))
}

/// A picture in the making: its heading is drawn, its panels follow.
pub(super) struct Sheet<'a> {
    pub(super) picture: Picture,
    look: Look,
    /// Where the heading ends.
    top: i32,
    /// Stretches of time that every panel marks.
    shades: &'a [Shade],
}

impl<'a> Sheet<'a> {
    /// A sheet with its heading and legend.
    pub(super) fn new(
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
        let subtitle = fitted_parts(&without_controls(subtitle), SUBTITLE, room);
        picture.text(subtitle, (LEFT, 164), SUBTITLE, FAINT_INK, Align::Left);
        let top = legend::draw(&mut picture, legend, (LEFT, right), LEGEND);
        Self {
            picture,
            look: *look,
            top,
            shades: &[],
        }
    }

    /// Panels that follow mark these stretches of their time.
    pub(super) fn shade(&mut self, shades: &'a [Shade]) {
        self.shades = shades;
    }

    /// Adds the panel that is number `index`, from 0, of `count` equal ones below each other, with
    /// its grid and labels. They share the horizontal axis, whose labels are below the last.
    pub(super) fn row(&mut self, (index, count): (usize, usize), x: &Axis, y: &Axis) -> Panel {
        let height = (self.bottom() - self.top) / count as i32;
        let top = self.top + index as i32 * height;
        let corners = ((LEFT, top + TITLE_ROOM), (self.right(), top + height));
        let x = x
            .clone()
            .thinned(((self.right() - LEFT) / TICK_WIDTH).max(2) as usize);
        let y = y
            .clone()
            .thinned(((height - TITLE_ROOM) / TICK_HEIGHT).max(2) as usize);
        let labels = Labels {
            x: index + 1 == count,
            y: true,
        };
        self.placed(corners, x, y, labels)
    }

    /// Adds the panel that is number `index`, from 0, of `count` in rows of `columns`, each with all its labels.
    pub(super) fn cell(
        &mut self,
        (index, count): (usize, usize),
        columns: usize,
        x: &Axis,
        y: &Axis,
    ) -> Panel {
        let columns = columns.clamp(1, count.max(1));
        let rows = count.div_ceil(columns) as i32;
        let (row, column) = ((index / columns) as i32, (index % columns) as i32);
        let width = (self.right() - LEFT + COLUMN_GAP) / columns as i32;
        let height = (self.bottom() + NUMBERS - self.top) / rows;
        let (left, top) = (LEFT + column * width, self.top + row * height);
        let corners = (
            (left, top + TITLE_ROOM),
            (left + width - COLUMN_GAP, top + height - NUMBERS),
        );
        let [across, upwards] = [corners.1.0 - corners.0.0, corners.1.1 - corners.0.1];
        let (x, y) = (
            thinned(x, 16 / columns, across / NARROW_TICK),
            thinned(y, 14 / rows as usize, upwards / TICK_HEIGHT),
        );
        // Only the last of a column has room for the axis' title.
        let x = if index + columns >= count {
            x
        } else {
            x.titled("")
        };
        self.placed(corners, x, y, Labels { x: true, y: true })
    }

    /// Adds the panel that is number `index`, from 0, of `count` equal ones, in rows that are as long as
    /// the columns or longer. They share both axes, whose labels are at the edges, and each has a
    /// title of its own: the first of `titles` that there is room for, else the last shortened.
    pub(super) fn tile(
        &mut self,
        (index, count): (usize, usize),
        titles: &[String],
        x: &Axis,
        y: &Axis,
    ) -> Panel {
        let (rows, columns) = tiles(count);
        let (row, column) = (index / columns, index % columns);
        let width = (self.right() - LEFT + TILE_GAP) / columns as i32;
        // The next row's titles keep clear of the marks below a row.
        let height = (self.bottom() - self.top + LANE) / rows as i32;
        let (left, top) = (LEFT + column as i32 * width, self.top + row as i32 * height);
        let corners = (
            (left, top + TITLE_ROOM),
            (left + width - TILE_GAP, top + height - LANE),
        );
        let [across, upwards] = [corners.1.0 - corners.0.0, corners.1.1 - corners.0.1];
        let (x, y) = (
            thinned(x, 12 / columns, across / NARROW_TICK),
            thinned(y, 12 / rows, upwards / TICK_HEIGHT),
        );
        let labels = Labels {
            // The last in its column.
            x: index + columns >= count,
            y: column == 0,
        };
        let panel = self.placed(corners, x, y, labels);
        let room = panel.right - panel.left;
        let mut fitting = titles
            .iter()
            .filter(|title| text_width(title, SUBTITLE) <= room);
        let title = fitting.next().or(titles.last()).map_or("", String::as_str);
        let title = fitted(&without_controls(title), SUBTITLE, room);
        let at = (left, panel.top - 50);
        self.picture.text(title, at, SUBTITLE, INK, Align::Left);
        panel
    }

    /// Adds a panel between two corners; its labels stand outside of it.
    pub(super) fn placed(
        &mut self,
        ((left, top), (right, bottom)): (Point, Point),
        x: Axis,
        y: Axis,
        labels: Labels,
    ) -> Panel {
        let panel = Panel {
            left,
            right,
            top,
            bottom,
            x,
            y,
            language: self.look.language,
        };
        for shade in self.shades {
            panel.draw_shade(&mut self.picture, shade);
        }
        panel.draw_grid(&mut self.picture, labels);
        panel
    }

    /// Where the room for panels begins.
    pub(super) fn top(&self) -> i32 {
        self.top
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
