//! Words beside dots: as many as do not cover each other, those of later series first.

use super::paint::text_width;
use super::panel::Panel;
use super::picture::{Align, Picture, Point};
use super::shown::Shown;
use super::style::{INK, LABEL};

/// A rectangle, by its left, top, right and bottom.
type Area = (i32, i32, i32, i32);

/// Half the height of a label.
const HALF: i32 = 24;
/// Room around a dot.
const DOT: i32 = 16;

pub(super) fn draw(shown: &Shown, picture: &mut Picture, panel: &Panel) {
    let dots: Vec<(Point, &str)> = shown
        .view
        .series
        .iter()
        .rev()
        .filter(|series| !series.labels.is_empty())
        .flat_map(|series| {
            let stretches = shown.stretches(&series.points).into_iter();
            let dots = stretches.zip(&series.labels);
            dots.filter_map(|(((place, _), value), label)| {
                let is_inside = |value: &f64| *value <= panel.y.end();
                Some((panel.place(place, value.filter(is_inside)?), label.as_str()))
            })
        })
        .collect();
    let around = |(x, y): Point| (x - DOT, y - DOT, x + DOT, y + DOT);
    let mut taken: Vec<Area> = dots.iter().map(|(at, _)| around(*at)).collect();
    let room = (panel.left, panel.top, panel.right, panel.bottom);
    for (at, label) in dots.into_iter().filter(|(_, label)| !label.is_empty()) {
        let width = text_width(label, LABEL);
        let places = places(at, width);
        let free = places.into_iter().find(|place| {
            is_within(*place, room) && !taken.iter().any(|other| overlaps(*place, *other))
        });
        if let Some(place) = free {
            taken.push(place);
            let words_at = (place.0, (place.1 + place.3) / 2);
            picture.text(label, words_at, LABEL, INK, Align::Left);
        }
    }
}

/// Where a label may stand: above, below and beside its dot.
fn places((x, y): Point, width: i32) -> [Area; 6] {
    let beside = |left: i32, middle: i32| (left, middle - HALF, left + width, middle + HALF);
    let away = DOT + HALF + 4;
    let (right, left) = (x + DOT + 8, x - DOT - 8 - width);
    [
        beside(x - width / 2, y - away),
        beside(right, y - DOT),
        beside(right, y + DOT),
        beside(left, y - DOT),
        beside(left, y + DOT),
        beside(x - width / 2, y + away),
    ]
}

fn is_within(place: Area, room: Area) -> bool {
    place.0 >= room.0 && place.1 >= room.1 && place.2 <= room.2 && place.3 <= room.3
}

fn overlaps(a: Area, b: Area) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
}
