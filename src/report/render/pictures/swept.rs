//! Charts of a sweep, of the whole account.
//!
//! * One key: a line for each metric with the band of its 95 % intervals; marks where values are names.
//! * A grid of two keys: for each metric a heat map.
//! * More keys, or a sample: for each metric every point, once over each key. What spreads above one
//!   value is the doing of the other keys.

use super::hatch::{Band, Fill};
use super::page::{self, LEFT, Page, Panel, TITLE_ROOM};
use super::paint::text_width;
use super::picture::{Align, Canvas, Color, Picture, Point, Stroke};
use super::style::{self, BLUE, GRID, INK, LABEL, WHITE};
use super::{Chart, Language, Look, chart, slug};
use crate::measures::Measure;
use crate::report::document::axis::Axis;
use crate::report::document::heat::viridis;
use crate::report::format::without_controls;
use crate::report::notation;
use crate::report::stories::sweep::scale::{ends, estimates, placed, places_of_words, scale};
use crate::report::terminal::sweep::short;
use crate::study::Estimate;
use crate::study::sweep::{Kind, Sweep};

const LINE: Stroke = style::solid(BLUE, 7);
const WHISKER: Stroke = style::solid(BLUE, 4);
const BAND: Color = Color(176, 208, 230);
/// Points in the open, which may lie on each other.
const RING: Color = Color(150, 190, 218);
/// More marks than these run together on a line.
const MOST_MARKS: usize = 60;
/// More panels have no room on a page.
const PANELS: usize = 4;
const MOST_KEYS: usize = 6;
const COLUMN_GAP: i32 = 250;
/// Below a row of panels, for numbers.
const NUMBERS: i32 = 92;
/// More cells leave no room for their values.
const MOST_VALUES: usize = 200;

/// The charts of a sweep.
pub(in crate::report) fn draw(look: &Look, sweep: &Sweep, metrics: &[Measure]) -> Vec<Chart> {
    match (sweep.kind, sweep.keys.len()) {
        (Kind::Grid, 1) => {
            let pages = metrics.chunks(PANELS).enumerate();
            let page = |(index, metrics): (usize, &[Measure])| {
                let name = match index {
                    0 => "sweep".to_owned(),
                    more => format!("sweep-{}", more + 1),
                };
                chart(look, name, lines(look, sweep, metrics))
            };
            pages.map(page).collect()
        }
        (Kind::Grid, 2) => each(look, metrics, "heatmap", |metric| {
            heat_map(look, sweep, metric)
        }),
        _ => each(look, metrics, "points", |metric| {
            points(look, sweep, metric)
        }),
    }
}

fn each(
    look: &Look,
    metrics: &[Measure],
    kind: &str,
    draw: impl Fn(Measure) -> Picture,
) -> Vec<Chart> {
    let one = |&metric: &Measure| {
        let name = format!("{kind}-{}", slug(metric.column()));
        chart(look, name, draw(metric))
    };
    metrics.iter().map(one).collect()
}

/// A key as an axis, and where each point lies on it.
struct Key {
    axis: Axis,
    places: Vec<f64>,
    is_number: bool,
}

impl Key {
    fn new(sweep: &Sweep, key: usize) -> Self {
        let placed = placed(sweep, key);
        if !placed.is_number {
            return Self::named(sweep, key);
        }
        let places = placed.places;
        let (min, max) = ends(places.iter().copied());
        let room = 0.03 * (max - min);
        Self {
            axis: Axis::between(min - room, max + room, placed.name),
            places,
            is_number: true,
        }
    }

    /// Every value as a name of its own, in the order of the option.
    fn named(sweep: &Sweep, key: usize) -> Self {
        let values = sweep.values_of(key);
        let names: Vec<String> = values.iter().map(|value| without_controls(value)).collect();
        Self {
            places: places_of_words(sweep, key),
            axis: Axis::names(&names, without_controls(&short(sweep, key))),
            is_number: false,
        }
    }
}

/// A page with heading and legend. Time is no axis of it, so that a warm-up has no place.
fn page(look: &Look, sweep: &Sweep, subject: &str, legend: &[page::LegendEntry]) -> Page {
    let language = look.language;
    let subtitle = format!(
        "{subject}{} · {} · {}",
        language.points(sweep.points.len() as u64, sweep.kind),
        language.mean_of(sweep.replications),
        language.whole_account(),
    );
    let canvas = Canvas::of(look.size);
    Page::plain(canvas, look, &sweep.first.title, &subtitle, legend)
}

/// The panel that is number `index` of `count` in rows of `columns`.
fn panel(
    page: &mut Page,
    (index, count): (usize, usize),
    columns: usize,
    x: &Axis,
    y: &Axis,
) -> Panel {
    let rows = count.div_ceil(columns) as i32;
    let (row, column) = ((index / columns) as i32, (index % columns) as i32);
    let width = (page.right() - LEFT + COLUMN_GAP) / columns as i32;
    let height = (page.bottom() + NUMBERS - page.top()) / rows;
    let (left, top) = (LEFT + column * width, page.top() + row * height);
    let corner = (left + width - COLUMN_GAP, top + height - NUMBERS);
    let (x, y) = (
        x.clone().thinned(16 / columns),
        y.clone().thinned(14 / rows as usize),
    );
    page.placed((left, top + TITLE_ROOM), corner, &x, &y)
}

/// A panel for each metric over the one key.
fn lines(look: &Look, sweep: &Sweep, metrics: &[Measure]) -> Picture {
    let key = Key::new(sweep, 0);
    let mut legend = vec![page::line(LINE, look.language.mean())];
    if sweep.replications > 1 {
        legend.push(match key.is_number {
            true => page::filled(Fill::Plain(BAND), look.language.confidence_interval()),
            false => page::line(WHISKER, look.language.confidence_interval()),
        });
    }
    let mut page = page(look, sweep, "", &legend);
    let columns = metrics.len().min(2);
    for (index, &metric) in metrics.iter().enumerate() {
        let values = estimates(sweep, metric);
        let highs = values.iter().flatten().map(|one| match one.high() {
            high if high.is_finite() => high,
            _ => one.mean,
        });
        let y = Axis::linear(highs.fold(0.0, f64::max), look.language.axis(metric));
        let is_last_row = index + columns >= metrics.len();
        let title = match is_last_row {
            true => key.axis.title(Language::English),
            false => String::new(),
        };
        let x = key.axis.titled(title);
        let panel = panel(&mut page, (index, metrics.len()), columns, &x, &y);
        let known = key.places.iter().zip(&values);
        let mut known: Vec<(f64, Estimate)> = known
            .filter_map(|(&place, one)| Some((place, (*one)?)))
            .collect();
        known.sort_by(|a, b| a.0.total_cmp(&b.0));
        match known.is_empty() {
            true => panel.words(&mut page.picture, look.language.nothing_to_measure()),
            false => line(&mut page.picture, &panel, &known, key.is_number),
        }
    }
    page.picture
}

fn line(picture: &mut Picture, panel: &Panel, known: &[(f64, Estimate)], is_number: bool) {
    let at = |value: fn(&Estimate) -> f64| -> Vec<Point> {
        let bounded = known.iter().filter(|(_, one)| one.half_width.is_finite());
        bounded
            .map(|(x, one)| panel.place(*x, value(one)))
            .collect()
    };
    let (low, high) = (at(Estimate::low), at(Estimate::high));
    let means: Vec<Point> = known
        .iter()
        .map(|(x, one)| panel.place(*x, one.mean))
        .collect();
    if is_number {
        Band::between(&high, &low).fill(picture, Fill::Plain(BAND));
        picture.line(means.clone(), LINE);
    } else {
        for (low, high) in low.into_iter().zip(high) {
            picture.line(vec![low, high], WHISKER);
        }
    }
    if known.len() <= MOST_MARKS || !is_number {
        for at in means {
            dot(picture, at, 13, BLUE);
        }
    }
}

/// A round mark with a white edge.
pub(super) fn dot(picture: &mut Picture, (x, y): Point, radius: i32, color: Color) {
    for (radius, color) in [(radius + 3, WHITE), (radius, color)] {
        let corner = |index: i32| {
            let angle = f64::from(index) * std::f64::consts::TAU / 16.0;
            let reach = f64::from(radius);
            let (dx, dy) = (reach * libm::cos(angle), reach * libm::sin(angle));
            (x + dx.round() as i32, y + dy.round() as i32)
        };
        picture.area((0..16).map(corner).collect(), color);
    }
}

/// Every point over each key.
fn points(look: &Look, sweep: &Sweep, metric: Measure) -> Picture {
    let count = sweep.keys.len().min(MOST_KEYS);
    let first = match count < sweep.keys.len() {
        true => format!("{} · ", look.language.first_keys(count, sweep.keys.len())),
        false => String::new(),
    };
    let subject = format!("{} · {first}", look.language.each_dot());
    let mut page = page(look, sweep, &subject, &[]);
    let values = estimates(sweep, metric);
    let most = values
        .iter()
        .flatten()
        .map(|one| one.mean)
        .fold(0.0, f64::max);
    let y = Axis::linear(most, look.language.axis(metric));
    let columns = if count <= 3 { count } else { count.div_ceil(2) };
    for index in 0..count {
        let key = Key::new(sweep, index);
        let panel = panel(&mut page, (index, count), columns.max(1), &key.axis, &y);
        for (&x, one) in key.places.iter().zip(&values) {
            if let Some(one) = one {
                let at = panel.place(x, one.mean);
                dot(&mut page.picture, at, 14, BLUE);
                dot(&mut page.picture, at, 7, RING);
            }
        }
    }
    page.picture
}

/// The first key to the right, the second upwards, and the metric as colour.
fn heat_map(look: &Look, sweep: &Sweep, metric: Measure) -> Picture {
    let (x, y) = (Key::named(sweep, 0), Key::named(sweep, 1));
    let (columns, rows) = (sweep.values_of(0), sweep.values_of(1));
    let values = estimates(sweep, metric);
    let means = || values.iter().flatten().map(|one| one.mean);
    let scale = scale(look, metric, ends(means()));
    let mut page = page(
        look,
        sweep,
        &format!("{} · ", look.language.axis(metric)),
        &[],
    );
    let widest = |names: &[&str]| {
        let widths = names.iter().map(|name| text_width(name, LABEL));
        widths.max().unwrap_or(0)
    };
    let left = LEFT.max(150 + widest(&rows));
    let (top, right) = (page.top() + TITLE_ROOM, page.right() - 330);
    let bottom = page.bottom();
    let fitting = (right - left) / (widest(&columns) + 40).max(1);
    let x_axis = x.axis.thinned(fitting.max(2) as usize);
    let y_axis = y.axis.thinned(16);
    let panel = page.placed((left, top), (right, bottom), &x_axis, &y_axis);
    let picture = &mut page.picture;
    let are_few = values.len() <= MOST_VALUES;
    for ((&column, &row), value) in x.places.iter().zip(&y.places).zip(&values) {
        let from = panel.place(column - 0.5, row + 0.5);
        let to = panel.place(column + 0.5, row - 0.5);
        let share = value.map(|one| scale.position(one.mean));
        let color = share.map_or(GRID, colour);
        picture.rectangle(from, to, color);
        let text = match value {
            Some(one) => notation::plain(metric.unit(), one.mean / metric.unit().factor()),
            None => "-".to_owned(),
        };
        let fits = text_width(&text, LABEL) + 16 <= to.0 - from.0 && to.1 - from.1 >= 52;
        if are_few && fits {
            let ink = if share.is_some_and(|share| share < 0.55) {
                WHITE
            } else {
                INK
            };
            let middle = ((from.0 + to.0) / 2, (from.1 + to.1) / 2);
            picture.text(text, middle, LABEL, ink, Align::Center);
        }
    }
    colour_bar(picture, &scale, (right + 90, top), bottom);
    page.picture
}

fn colour_bar(picture: &mut Picture, scale: &Axis, (left, top): Point, bottom: i32) {
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
    let title = scale.title(Language::English);
    picture.text(title, (left + 240, top - 50), LABEL, INK, Align::Right);
}

/// The colour at a share of the scale.
fn colour(share: f64) -> Color {
    let (r, g, b) = viridis(share);
    Color(r, g, b)
}
