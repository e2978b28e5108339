//! A heat map as a picture: the first key to the right, the second upwards, and values as colours.

use super::legend::{FRAME, LegendEntry, Symbol, entry, outline};
use super::paint::{fitted, text_width};
use super::panel::Labels;
use super::picture::{Align, Color, Picture, Point};
use super::room;
use super::sheet::{LEFT, SCALE_ROOM, Sheet, TITLE_ROOM};
use super::style::{self, GRID, INK, LABEL};
use crate::report::document::axis::Axis;
use crate::report::document::heat::{HeatMap, viridis};
use crate::report::document::{Document, Figure, Layout, Look};

/// More cells leave no room for their values.
const MOST_VALUES: usize = 200;
/// From this share of the scale on black words are read better than white ones.
const LIGHT_ON_PAPER: f64 = 0.55;
/// Words on cells, whose colours are those of no theme.
const ON_DARK: Color = Color(254, 254, 254);
const ON_LIGHT: Color = Color(37, 37, 37);

/// The picture of the heat map that a figure names.
pub(super) fn draw(look: &Look, document: &Document, figure: &Figure) -> Picture {
    let pane = figure.panes.first();
    let map = pane.and_then(|pane| document.heat_map(&pane.id));
    let legend = map.map_or_else(Vec::new, |map| legend(look, map));
    let canvas = room::canvas(look, &legend, (Layout::HeatMap, 1));
    let mut sheet = Sheet::new(canvas, look, &figure.title, &figure.subtitle, &legend);
    if let Some(map) = map {
        draw_map(look, &mut sheet, map);
    }
    sheet.picture
}

/// The scale from the lowest value to the highest, and which cells meet the objectives.
fn legend(look: &Look, map: &HeatMap) -> Vec<LegendEntry> {
    let scale = map.ends.as_ref().map(|[lowest, highest]| {
        let words = look.language.choose(
            format!("lowest {lowest}, highest {highest}"),
            format!("최저 {lowest}, 최고 {highest}"),
        );
        entry(Symbol::Scale, words)
    });
    let symbol = if map.has_frames() {
        Symbol::Frame
    } else {
        Symbol::Words
    };
    let objectives = (!map.objectives.is_empty()).then(|| entry(symbol, map.objectives.as_str()));
    scale.into_iter().chain(objectives).collect()
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
    let (top, right) = (sheet.top() + TITLE_ROOM, sheet.right() - SCALE_ROOM);
    let bottom = sheet.bottom();
    let fitting = (right - left) / (widest(columns) + 40).max(1);
    let [across, upwards] = &map.keys;
    let x = Axis::names(columns, across.as_str()).thinned(fitting.max(2) as usize);
    let fitting = ((bottom - top) / 60).clamp(2, 16);
    let y = Axis::names(&rows, upwards.as_str()).thinned(fitting as usize);
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
            let is_dark = cell.share.is_some_and(|share| share < LIGHT_ON_PAPER);
            let ink = if is_dark { ON_DARK } else { ON_LIGHT };
            if cell.is_framed {
                let inset = (FRAME as i32).min((to.0 - from.0) / 4);
                let corners = (
                    (from.0 + inset, from.1 + inset),
                    (to.0 - inset, to.1 - inset),
                );
                outline(picture, corners, style::solid(ink, FRAME));
            }
            let fits = text_width(&cell.shown, LABEL) + 16 <= to.0 - from.0 && to.1 - from.1 >= 52;
            if are_few && fits {
                let middle = ((from.0 + to.0) / 2, (from.1 + to.1) / 2);
                picture.text(cell.shown.as_str(), middle, LABEL, ink, Align::Center);
            }
        }
    }
    let beside = text_width(upwards, LABEL) + 60;
    let title = fitted(
        &map.scale.title(look.language),
        LABEL,
        right + SCALE_ROOM - left - beside,
    );
    colour_bar(picture, (&map.scale, title), (right + 90, top), bottom);
}

fn colour_bar(
    picture: &mut Picture,
    (scale, title): (&Axis, String),
    (left, top): Point,
    bottom: i32,
) {
    let (right, height) = (left + 60, bottom - top);
    let strips = 100;
    for strip in 0..strips {
        let edge = |index: i32| bottom - height * index / strips;
        let color = colour((f64::from(strip) + 0.5) / f64::from(strips));
        picture.rectangle((left, edge(strip + 1)), (right, edge(strip)), color);
    }
    let scale = scale.clone().thinned((height / 60).max(2) as usize);
    for (value, label) in scale.ticks() {
        let row = bottom - (scale.position(*value) * f64::from(height)).round() as i32;
        picture.line(vec![(right, row), (right + 14, row)], style::solid(INK, 3));
        picture.text(label.as_str(), (right + 28, row), LABEL, INK, Align::Left);
    }
    picture.text(title, (left + 240, top - 50), LABEL, INK, Align::Right);
}

/// The colour at a share of the scale.
fn colour(share: f64) -> Color {
    let (r, g, b) = viridis(share);
    Color(r, g, b)
}
