//! Legends: a symbol and words for everything that a chart shows.

use super::hatch::{Band, Fill};
use super::paint::{fitted, text_width};
use super::picture::{Align, Picture, Point, Stroke};
use super::style::{self, FAINT_INK, INK, LABEL, THIN};
use crate::report::format::without_controls;

const LINE_HEIGHT: i32 = 64;
const SYMBOL_WIDTH: i32 = 84;
const ENTRY_GAP: i32 = 46;

/// One entry of a legend.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LegendEntry {
    pub(super) symbol: Symbol,
    pub(super) words: String,
}

/// What a legend entry explains.
#[derive(Clone, Copy, Debug, PartialEq)]
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

/// Draws the entries side by side between two columns, in as many rows as they need; returns where they end.
pub(super) fn draw(
    picture: &mut Picture,
    entries: &[LegendEntry],
    (start, end): (i32, i32),
    top: i32,
) -> i32 {
    if entries.is_empty() {
        return top - LINE_HEIGHT / 2;
    }
    let (mut left, mut row) = (start, top);
    for entry in entries {
        let words = fitted(
            &without_controls(&entry.words),
            LABEL,
            end - start - SYMBOL_WIDTH - 22,
        );
        let width = SYMBOL_WIDTH + 22 + text_width(&words, LABEL);
        if left > start && left + width > end {
            (left, row) = (start, row + LINE_HEIGHT);
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
