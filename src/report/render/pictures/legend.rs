//! Legends: a symbol and words for everything that a chart shows.

use super::hatch::{Band, Fill};
use super::paint::{fitted, text_width};
use super::picture::{Align, Color, Picture, Point, Stroke};
use super::style::{self, FAINT_INK, INK, LABEL, THIN};
use crate::report::document::heat::viridis;
use crate::report::format::without_controls;

const LINE_HEIGHT: i32 = 64;
const SYMBOL_WIDTH: i32 = 84;
const SYMBOL_GAP: i32 = 22;
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
    /// A dot, hollow where the flag is set.
    Dot(Color, bool),
    /// The colours of a heat map from the lowest to the highest.
    Scale,
    /// A frame around a cell.
    Frame,
    /// None: the words say it all.
    Words,
}

impl Symbol {
    const fn width(self) -> i32 {
        match self {
            Self::Dot(..) => 26,
            Self::Words => -SYMBOL_GAP,
            Self::Line(_) | Self::Filled(_) | Self::Scale | Self::Frame => SYMBOL_WIDTH,
        }
    }
}

/// An entry for a line.
pub(super) fn line(stroke: Stroke, words: impl Into<String>) -> LegendEntry {
    entry(Symbol::Line(stroke), words)
}

/// An entry for an area.
pub(super) fn filled(fill: Fill, words: impl Into<String>) -> LegendEntry {
    entry(Symbol::Filled(fill), words)
}

pub(super) fn entry(symbol: Symbol, words: impl Into<String>) -> LegendEntry {
    LegendEntry {
        symbol,
        words: words.into(),
    }
}

/// Where an entry lies, with its words as far as there is room for them.
struct Placed {
    symbol: Symbol,
    words: String,
    at: Point,
}

/// The entries side by side between two columns, in as many rows as they need.
fn placed(entries: &[LegendEntry], (start, end): (i32, i32), top: i32) -> Vec<Placed> {
    let (mut left, mut row) = (start, top);
    let place = |entry: &LegendEntry| {
        let beside = entry.symbol.width() + SYMBOL_GAP;
        let words = fitted(&without_controls(&entry.words), LABEL, end - start - beside);
        let width = beside + text_width(&words, LABEL);
        if left > start && left + width > end {
            (left, row) = (start, row + LINE_HEIGHT);
        }
        let at = (left, row);
        left += width + ENTRY_GAP;
        Placed {
            symbol: entry.symbol,
            words,
            at,
        }
    };
    entries.iter().map(place).collect()
}

/// Where the entries end.
pub(super) fn bottom(entries: &[LegendEntry], span: (i32, i32), top: i32) -> i32 {
    match placed(entries, span, top).last() {
        None => top - LINE_HEIGHT / 2,
        Some(last) => last.at.1 + LINE_HEIGHT / 2,
    }
}

/// Draws the entries; returns where they end.
pub(super) fn draw(
    picture: &mut Picture,
    entries: &[LegendEntry],
    span: (i32, i32),
    top: i32,
) -> i32 {
    for Placed { symbol, words, at } in placed(entries, span, top) {
        draw_symbol(picture, symbol, at);
        let words_at = (at.0 + symbol.width() + SYMBOL_GAP, at.1);
        picture.text(words, words_at, LABEL, INK, Align::Left);
    }
    bottom(entries, span, top)
}

fn draw_symbol(picture: &mut Picture, symbol: Symbol, (left, row): Point) {
    let right = left + symbol.width();
    let (from, to) = ((left, row - 22), (right, row + 22));
    match symbol {
        Symbol::Line(stroke) => picture.line(vec![(left, row), (right, row)], stroke),
        Symbol::Filled(fill) => {
            Band::rectangle(from, to).fill(picture, fill);
            outline(picture, (from, to), style::solid(FAINT_INK, THIN));
        }
        Symbol::Dot(color, is_hollow) => {
            let middle = (left + 13, row);
            picture.dot(middle, 13, color);
            if is_hollow {
                picture.dot(middle, 4, style::WHITE);
            }
        }
        Symbol::Scale => {
            let strips = 21;
            for strip in 0..strips {
                let edge = |index: i32| left + SYMBOL_WIDTH * index / strips;
                let (r, g, b) = viridis(f64::from(strip) / f64::from(strips - 1));
                let corners = ((edge(strip), from.1), (edge(strip + 1), to.1));
                picture.rectangle(corners.0, corners.1, Color(r, g, b));
            }
        }
        Symbol::Frame => outline(
            picture,
            ((from.0 + 4, from.1 + 2), (to.0 - 4, to.1 - 2)),
            style::solid(INK, FRAME),
        ),
        Symbol::Words => {}
    }
}

/// The width of a frame around a cell.
pub(super) const FRAME: u32 = 8;

/// Draws a rectangle's edge.
pub(super) fn outline(picture: &mut Picture, (from, to): (Point, Point), stroke: Stroke) {
    let corners = vec![from, (to.0, from.1), to, (from.0, to.1), from];
    picture.line(corners, stroke);
}
