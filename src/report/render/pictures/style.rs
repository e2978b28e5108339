//! How charts look: colours, line widths, text sizes.
//!
//! Colours are Okabe and Ito's, which colour-blind readers can tell apart; every pair that shares
//! a panel also differs in width, dash or pattern, for print in grey. Lengths are in the picture's
//! pixels, two of which make one pixel of the PNG.

use super::hatch::Fill;
use super::picture::{Color, Dash, Stroke};
use crate::report::document::Cause;
use crate::report::document::look::Theme;

pub(super) const WHITE: Color = Color(255, 255, 255);
/// Titles and labels.
pub(super) const INK: Color = Color(38, 38, 38);
/// Subtitles, axis texts.
pub(super) const FAINT_INK: Color = Color(96, 96, 96);
/// Grid lines.
pub(super) const GRID: Color = Color(224, 224, 224);
/// AWS's colour of function instances (Okabe-Ito orange).
pub(super) const ORANGE: Color = Color(230, 159, 0);
/// A darker orange, for lines on white.
pub(super) const DEEP_ORANGE: Color = Color(217, 119, 0);
/// AWS's colour of open requests.
pub(super) const GREY: Color = Color(110, 110, 110);
pub(super) const VERMILION: Color = Color(213, 94, 0);
pub(super) const PALE_VERMILION: Color = Color(250, 216, 196);
/// The confidence band of an orange line.
pub(super) const PALE_ORANGE: Color = Color(246, 204, 128);
/// The confidence band of a grey line.
pub(super) const PALE_GREY: Color = Color(198, 198, 198);
/// The confidence band of a blue line.
pub(super) const PALE_BLUE: Color = Color(176, 208, 230);
pub(super) const BLUE: Color = Color(0, 114, 178);
/// Okabe-Ito bluish green.
pub(super) const GREEN: Color = Color(0, 158, 115);
/// Okabe-Ito sky blue, darkened to stand on white.
pub(super) const SKY: Color = Color(46, 150, 205);
/// Okabe-Ito reddish purple.
pub(super) const PURPLE: Color = Color(204, 121, 167);

/// The warm-up: pale enough for curves to be read on it.
pub(super) const WARM_UP: Fill = Fill::Falling(solid(GRID, 3), 26);

/// An outage: stripes the other way.
pub(super) const OUTAGE: Fill = Fill::Diagonal(solid(GRID, 3), 26);

/// How a stretch of time that differs is filled.
pub(super) const fn shade(cause: Cause) -> Fill {
    match cause {
        Cause::WarmUp => WARM_UP,
        Cause::Outage => OUTAGE,
    }
}

pub(super) const TITLE: f64 = 72.0;
pub(super) const SUBTITLE: f64 = 44.0;
pub(super) const LABEL: f64 = 42.0;

pub(super) const THIN: u32 = 2;
pub(super) const MEDIUM: u32 = 4;
pub(super) const THICK: u32 = 11;

/// Each colour and its counterpart on a dark background: as light as the other is dark, and as far from
/// its neighbours. A chart names the first; the theme is applied to the finished picture.
const ON_DARK: [(Color, Color); 16] = [
    (WHITE, Color(24, 26, 31)),
    (INK, Color(236, 236, 236)),
    (FAINT_INK, Color(178, 182, 190)),
    (GRID, Color(58, 62, 70)),
    (ORANGE, Color(200, 138, 0)),
    (DEEP_ORANGE, Color(255, 163, 43)),
    (GREY, Color(190, 190, 190)),
    (VERMILION, Color(240, 120, 40)),
    (PALE_VERMILION, Color(92, 44, 24)),
    (PALE_ORANGE, Color(110, 72, 10)),
    (PALE_GREY, Color(86, 88, 94)),
    (PALE_BLUE, Color(28, 66, 96)),
    (BLUE, Color(70, 168, 232)),
    (GREEN, Color(36, 196, 150)),
    (SKY, Color(120, 200, 245)),
    (PURPLE, Color(222, 150, 190)),
];

/// A colour as a theme shows it.
pub(super) fn themed(theme: Theme, color: Color) -> Color {
    let dark = || ON_DARK.iter().find(|(light, _)| *light == color);
    match theme {
        Theme::Light => color,
        Theme::Dark => dark().map_or(color, |(_, dark)| *dark),
    }
}

/// Each colour as a figure has it, and as the dark theme shows it: `#FFFFFF`.
pub(super) fn dark_pairs() -> impl Iterator<Item = (String, String)> {
    let hex = |Color(r, g, b): Color| format!("#{r:02X}{g:02X}{b:02X}");
    ON_DARK
        .iter()
        .map(move |(light, dark)| (hex(*light), hex(*dark)))
}

/// Whether a colour is one of the dark theme.
#[cfg(test)]
pub(super) fn is_on_dark(color: Color) -> bool {
    ON_DARK.iter().any(|(_, dark)| *dark == color)
}

/// A continuous line.
pub(super) const fn solid(color: Color, width: u32) -> Stroke {
    Stroke {
        color,
        width,
        dash: None,
    }
}

/// A dashed line.
pub(super) const fn dashed(color: Color, width: u32) -> Stroke {
    Stroke {
        color,
        width,
        dash: Some(Dash { on: 26, off: 18 }),
    }
}
