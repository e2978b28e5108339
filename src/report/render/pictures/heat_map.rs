//! A heat map as a picture: the first key to the right, the second upwards, and values as colours.

use super::paint::text_width;
use super::panel::Labels;
use super::picture::{Align, Canvas, Color, Picture, Point};
use super::sheet::{LEFT, Sheet, TITLE_ROOM};
use super::style::{self, GRID, INK, LABEL, WHITE};
use crate::report::document::axis::Axis;
use crate::report::document::heat::{HeatMap, viridis};
use crate::report::document::{Document, Figure, Look};

/// More cells leave no room for their values.
const MOST_VALUES: usize = 200;
/// From this share of the scale on black words are read better than white ones.
const LIGHT_ON_PAPER: f64 = 0.55;

/// The picture of the heat map that a figure names.
pub(super) fn draw(look: &Look, document: &Document, figure: &Figure) -> Picture {
    let canvas = Canvas::of(look.size);
    let mut sheet = Sheet::new(canvas, look, &figure.title, &figure.subtitle, &[]);
    let pane = figure.panes.first();
    if let Some(map) = pane.and_then(|pane| document.heat_map(&pane.id)) {
        draw_map(look, &mut sheet, map);
    }
    sheet.picture
}

fn draw_map(look: &Look, sheet: &mut Sheet, map: &HeatMap) {
    let columns = &map.columns;
    let rows: Vec<String> = map
        .rows
        .iter()
        .rev()
        .map(|(name, _)| name.clone())
        .collect();
    let widest = |names: &[String]| {
        let widths = names.iter().map(|name| text_width(name, LABEL));
        widths.max().unwrap_or(0)
    };
    let left = LEFT.max(150 + widest(&rows));
    let (top, right) = (sheet.top() + TITLE_ROOM, sheet.right() - 330);
    let bottom = sheet.bottom();
    let fitting = (right - left) / (widest(columns) + 40).max(1);
    let [across, upwards] = &map.keys;
    let x = Axis::names(columns, across.as_str()).thinned(fitting.max(2) as usize);
    let y = Axis::names(&rows, upwards.as_str()).thinned(16);
    let labels = Labels { x: true, y: true };
    let panel = sheet.placed(((left, top), (right, bottom)), x, y, labels);
    let picture = &mut sheet.picture;
    let are_few = columns.len() * rows.len() <= MOST_VALUES;
    for (row, (_, cells)) in map.rows.iter().rev().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let (column, row) = (column as f64, row as f64);
            let from = panel.place(column, row + 1.0);
            let to = panel.place(column + 1.0, row);
            picture.rectangle(from, to, cell.share.map_or(GRID, colour));
            let fits = text_width(&cell.shown, LABEL) + 16 <= to.0 - from.0 && to.1 - from.1 >= 52;
            if are_few && fits {
                let is_dark = cell.share.is_some_and(|share| share < LIGHT_ON_PAPER);
                let ink = if is_dark { WHITE } else { INK };
                let middle = ((from.0 + to.0) / 2, (from.1 + to.1) / 2);
                picture.text(cell.shown.as_str(), middle, LABEL, ink, Align::Center);
            }
        }
    }
    colour_bar(look, picture, &map.scale, (right + 90, top), bottom);
}

fn colour_bar(look: &Look, picture: &mut Picture, scale: &Axis, (left, top): Point, bottom: i32) {
    let (right, height) = (left + 60, bottom - top);
    let strips = 100;
    for strip in 0..strips {
        let edge = |index: i32| bottom - height * index / strips;
        let color = colour((f64::from(strip) + 0.5) / f64::from(strips));
        picture.rectangle((left, edge(strip + 1)), (right, edge(strip)), color);
    }
    for (value, label) in scale.ticks() {
        let row = bottom - (scale.position(*value) * f64::from(height)).round() as i32;
        picture.line(vec![(right, row), (right + 14, row)], style::solid(INK, 3));
        picture.text(label.as_str(), (right + 28, row), LABEL, INK, Align::Left);
    }
    let title = scale.title(look.language);
    picture.text(title, (left + 240, top - 50), LABEL, INK, Align::Right);
}

/// The colour at a share of the scale.
fn colour(share: f64) -> Color {
    let (r, g, b) = viridis(share);
    Color(r, g, b)
}
