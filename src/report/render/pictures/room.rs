//! How large the texts of a picture can be: as large as asked for, as long as what it shows has room.
//!
//! It knows how panels lie on a sheet; it must not know what they show.

use super::legend::LegendEntry;
use super::picture::Canvas;
use super::sheet;
use crate::report::document::{Layout, Look};

/// The canvas for a figure of so many panes. Texts smaller than usual always fit; larger ones shrink until each panel
/// has room for a chart.
pub(super) fn canvas(
    look: &Look,
    legend: &[LegendEntry],
    (layout, panes): (Layout, usize),
) -> Canvas {
    largest(look, |canvas| has_room(canvas, legend, (layout, panes)))
}

/// The canvas with the largest texts, up to those asked for, that has room; else with the usual ones, or with smaller
/// ones where these are asked for.
pub(super) fn largest(look: &Look, has_room: impl Fn(Canvas) -> bool) -> Canvas {
    let asked = look.text_scale.percent();
    let pixels = (look.size.width(), look.size.height());
    let larger = (101..=asked).rev();
    let larger = larger.map(|percent| Canvas::scaled(look.size, percent));
    larger
        .filter(|canvas| canvas.pixels() == pixels)
        .find(|canvas| has_room(*canvas))
        .unwrap_or_else(|| Canvas::scaled(look.size, asked.min(100)))
}

fn has_room(canvas: Canvas, legend: &[LegendEntry], (layout, panes): (Layout, usize)) -> bool {
    let (width, height) = sheet::smallest_panel(canvas, legend, (layout, panes));
    let (least_width, least_height) = match (layout, panes) {
        (Layout::HeatMap, _) => (700, 300),
        (Layout::Rows, 0 | 1) => (900, 300),
        (Layout::Rows, 2) => (900, 200),
        (Layout::Rows, _) => (900, 130),
        (Layout::Grid(_), _) => (340, 150),
        (Layout::Tiles, _) => (260, 130),
    };
    width >= least_width && height >= least_height
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Size, TextScale};

    fn scale_of(percent: f64, size: (u32, u32), figure: (Layout, usize)) -> f64 {
        let look = Look {
            text_scale: TextScale::new(percent / 100.0).unwrap(),
            size: Size::new(size.0, size.1).unwrap(),
            ..Look::default()
        };
        let canvas = canvas(&look, &[], figure);
        assert_eq!(
            canvas.pixels(),
            size,
            "the file has the size that was asked for"
        );
        canvas.scale
    }

    #[test]
    fn texts_are_as_large_as_asked_for_where_there_is_room() {
        let usual = (1600, 900);
        for percent in [50.0, 100.0, 150.0, 200.0] {
            let scale = scale_of(percent, usual, (Layout::Rows, 1));
            assert!((scale - percent / 100.0).abs() < 0.03, "{percent}: {scale}");
        }
        let one = scale_of(300.0, usual, (Layout::Rows, 1));
        let four = scale_of(300.0, usual, (Layout::Rows, 4));
        assert!(one < 3.0 && four < one && four > 1.0, "{one} {four}");
    }

    #[test]
    fn a_small_picture_has_no_smaller_texts_than_usual() {
        let small = (640, 360);
        let usual = scale_of(100.0, small, (Layout::Grid(2), 4));
        assert!(scale_of(300.0, small, (Layout::Grid(2), 4)) >= usual);
        assert!(scale_of(50.0, small, (Layout::Grid(2), 4)) < usual);
    }
}
