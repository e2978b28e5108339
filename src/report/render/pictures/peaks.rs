//! Where a curve leaves its panel: a triangle at the peak, with its value.

use super::paint::text_width;
use super::panel::Panel;
use super::picture::{Align, Picture};
use super::shown::{Shown, Stretch};
use super::strokes::color;
use super::style::{INK, LABEL, WHITE};
use crate::report::format::number;

/// Half the width of a triangle, and its height.
const TRIANGLE: (i32, i32) = (18, 30);
/// Triangles nearer to each other than this run together.
const APART: i32 = 60;

/// Marks every stretch of a curve that lies above the panel, the highest with its value.
pub(super) fn draw(shown: &Shown, picture: &mut Picture, panel: &Panel) {
    if shown.view.window.is_none() {
        return;
    }
    let end = panel.y.end();
    let mut columns: Vec<i32> = Vec::new();
    for series in shown.curves() {
        let mut peaks = beyond(&shown.stretches(&series.points), end);
        peaks.sort_by(|a, b| b.1.total_cmp(&a.1));
        for (index, (at, value)) in peaks.into_iter().enumerate() {
            let column = panel.column(at);
            if columns.iter().any(|other| (other - column).abs() < APART) {
                continue;
            }
            columns.push(column);
            let (half, height) = TRIANGLE;
            let foot = panel.top + height;
            let corners = vec![
                (column - half, foot),
                (column + half, foot),
                (column, panel.top),
            ];
            picture.area(corners, color(series.ink));
            if index == 0 {
                label(picture, panel, column, &number(value));
            }
        }
    }
}

/// The highest value of each stretch above `end`, and where it is.
fn beyond(stretches: &[Stretch], end: f64) -> Vec<(f64, f64)> {
    let is_beyond = |(_, value): &Stretch| value.is_some_and(|value| value > end);
    let runs = stretches.chunk_by(|a, b| is_beyond(a) == is_beyond(b));
    let peaks = runs.filter_map(|run| {
        let values = run.iter().filter(|one| is_beyond(one));
        let values = values.filter_map(|((from, to), value)| Some((0.5 * (from + to), (*value)?)));
        values.reduce(|a, b| if b.1 > a.1 { b } else { a })
    });
    peaks.collect()
}

/// The value beside a triangle, on paper, where the panel has room for it.
fn label(picture: &mut Picture, panel: &Panel, column: i32, words: &str) {
    let (width, row) = (text_width(words, LABEL), panel.top + 24);
    let right = column + TRIANGLE.0 + 14;
    let left = if right + width <= panel.right {
        right
    } else {
        column - TRIANGLE.0 - 14 - width
    };
    picture.rectangle((left - 8, row - 22), (left + width + 8, row + 22), WHITE);
    picture.text(words, (left, row), LABEL, INK, Align::Left);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stretch_beyond_the_panel_has_one_peak() {
        let values = [1.0, 9.0, 12.0, 3.0, 8.0, 2.0].into_iter().enumerate();
        let stretches = values.map(|(at, value)| ((at as f64, at as f64), Some(value)));
        let stretches: Vec<Stretch> = stretches.collect();
        assert_eq!(beyond(&stretches, 5.0), [(2.0, 12.0), (4.0, 8.0)]);
        assert_eq!(beyond(&stretches, 12.0), []);
    }
}
