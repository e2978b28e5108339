//! Inks and line styles of a document as colours, widths and patterns of pictures.

use super::hatch::Fill;
use super::picture::{Color, Dash, Stroke};
use super::style::{
    self, BLUE, DEEP_ORANGE, GREEN, GREY, INK, MEDIUM, ORANGE, PALE_BLUE, PALE_GREY, PALE_ORANGE,
    PALE_VERMILION, PURPLE, SKY, THICK, VERMILION,
};
use crate::report::document::chart::{self, Ink, LineStyle, Mark, Series};

const LINE: u32 = 6;
pub(super) const fn color(ink: Ink) -> Color {
    match ink {
        Ink::Orange => DEEP_ORANGE,
        Ink::Grey => GREY,
        Ink::Vermilion => VERMILION,
        Ink::Blue => BLUE,
        Ink::Green => GREEN,
        Ink::Purple => PURPLE,
        Ink::Sky => SKY,
        Ink::Black => INK,
    }
}

/// The colour of the band around a line.
pub(super) const fn pale(ink: Ink) -> Color {
    match ink {
        Ink::Orange => PALE_ORANGE,
        Ink::Blue => PALE_BLUE,
        _ => PALE_GREY,
    }
}

/// How the line of a series is drawn.
pub(super) fn stroke(series: &Series) -> Stroke {
    let width = match series.style {
        LineStyle::Thick => THICK,
        LineStyle::Pattern(_) => 9,
        LineStyle::Thin => MEDIUM,
        LineStyle::Line | LineStyle::Dashed | LineStyle::Marks | LineStyle::Dots => LINE,
    };
    // Four units of a picture are about a pixel of a page.
    let dash = series
        .style
        .dash()
        .map(|dash| dash.map(|length| 4 * u32::from(length)));
    Stroke {
        color: color(series.ink),
        width,
        dash: dash.map(|[on, off]| Dash { on, off }),
    }
}

/// A line from end to end of an interval, where a band has no place.
pub(super) const fn whisker(ink: Ink) -> Stroke {
    style::solid(color(ink), MEDIUM)
}

/// A vertical line at a value.
pub(super) const fn upright(mark: &Mark) -> Stroke {
    match mark.dashed {
        true => style::dashed(color(mark.ink), LINE),
        false => style::solid(color(mark.ink), LINE),
    }
}

/// A part of a stack, told apart without its colour.
pub(super) const fn stack_fill(ink: Ink) -> Fill {
    match ink {
        Ink::Vermilion => Fill::Plain(PALE_VERMILION),
        Ink::Blue => Fill::Diagonal(style::solid(BLUE, 4), 30),
        Ink::Green => Fill::Falling(style::solid(GREEN, 4), 24),
        _ => Fill::Vertical(style::solid(color(ink), 4), 20),
    }
}

/// The upper edge of a part of a stack.
pub(super) const fn edge(ink: Ink) -> Stroke {
    style::solid(color(ink), 5)
}

/// Marks along the axis. Failures have stripes, for attempts may be throttled and fail at the same time.
pub(super) const fn marks(ink: Ink) -> Fill {
    match ink {
        Ink::Purple => Fill::Vertical(style::solid(PURPLE, 8), 14),
        _ => Fill::Plain(color(ink)),
    }
}

/// What an area is filled with; `None` leaves the paper.
pub(super) const fn area_fill(fill: chart::Fill) -> Option<Fill> {
    match fill {
        chart::Fill::Paper => None,
        chart::Fill::Possible => Some(Fill::Plain(PALE_VERMILION)),
        chart::Fill::Provisioned => Some(Fill::Diagonal(style::solid(ORANGE, 4), 34)),
        chart::Fill::Standard => Some(Fill::Vertical(style::solid(ORANGE, 4), 24)),
    }
}
