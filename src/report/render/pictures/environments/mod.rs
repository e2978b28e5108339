//! What each environment of a small run did, as in AWS's figure of ten requests: a row for each, a bar
//! for each request, initialising, busy or idle. Attempts that no environment served have a row of their own.
//!
//! Knows diaries; must not know whose rule an environment follows.

mod steps;

pub(super) use steps::Steps;

use super::chart::{Chart, chart};
use super::hatch::{Band, Fill};
use super::legend::{self, LegendEntry};
use super::paint::{fitted, text_width};
use super::panel::{Labels, Panel};
use super::picture::{Align, Picture, Stroke};
use super::room;
use super::sheet::Sheet;
use super::style::{
    self, DEEP_ORANGE, FAINT_INK, GREEN, GREY, INK, LABEL, ORANGE, PALE_ORANGE, PURPLE, SUBTITLE,
    THIN, VERMILION, WHITE,
};
use crate::kernel::SimTime;
use crate::report::document::axis::Axis;
use crate::report::document::clock::Clock;
use crate::report::document::look::{Language, Look};
use crate::report::environments::label;
use crate::report::format::without_controls;
use crate::report::observed::Observed;
use crate::scenario::Scenario;
use crate::study::diary::{Entry, Environment, What};

const INITIALISING: Fill = Fill::Falling(style::solid(GREEN, 5), 14);
const BUSY: Fill = Fill::Plain(PALE_ORANGE);
const PROVISIONED: Fill = Fill::Diagonal(style::solid(ORANGE, 4), 22);
const IDLE: Stroke = style::solid(GREY, 5);

/// Rows are as high as there is room for, within these bounds; below the lower the picture grows.
const ROW: (i32, i32) = (56, 220);
/// Height of the name of a function above its rows.
const HEADING: i32 = 84;
/// Half the width of a cross, and the size of the number beside it.
const CROSS: i32 = 13;
const SMALL: f64 = 34.0;
/// Texts leave the rows at least this wide a canvas.
const NARROWEST: i32 = 1200;
/// What the heading and the axis take of the picture, generously.
const MARGINS: i32 = 640;

/// A row of the figure.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Row {
    /// Name of the function whose rows follow.
    Heading(String),
    Environment(usize, Environment),
    /// Attempts of a function that were refused.
    Refused(usize),
}

impl Row {
    fn holds(&self, entry: &Entry) -> bool {
        match *self {
            Self::Heading(_) => false,
            Self::Environment(function, environment) => {
                entry.function == function && entry.environment == Some(environment)
            }
            Self::Refused(function) => entry.function == function && entry.environment.is_none(),
        }
    }
}

/// The figure, and a page on which a reader steps through it; `None` of a run without a diary.
pub(in crate::report) fn draw(
    look: &Look,
    scenario: &Scenario,
    observed: &Observed,
) -> Option<Chart> {
    let entries = observed.diary.as_deref()?;
    let rows = rows(scenario, entries);
    let wanted: i32 = rows
        .iter()
        .map(|row| match row {
            Row::Heading(_) => HEADING,
            _ => ROW.0,
        })
        .sum();
    let mut canvas = room::largest(look, |canvas| {
        canvas.width >= NARROWEST && canvas.height >= wanted + MARGINS
    });
    canvas.height = canvas.height.max(wanted + MARGINS);
    let about = subtitle(look, scenario, entries, &rows);
    let legend = legend(look.language, entries);
    let mut sheet = Sheet::new(
        canvas,
        look,
        &look.language.title_of(scenario),
        &about,
        &legend,
    );
    let (left, top, right, bottom) = sheet.room();
    let panel = Panel {
        left,
        right,
        top: top + 40,
        bottom,
        x: Axis::time(Clock::of(scenario, observed.end.as_secs_f64()))
            .thinned(((right - left) / 170).max(2) as usize),
        y: Axis::blank(""),
        language: look.language,
    };
    let picture = &mut sheet.picture;
    panel.draw_time_grid(picture);
    panel.draw_grid(picture, Labels { x: true, y: false });
    draw_rows(picture, &panel, &rows, entries, observed.end);
    let steps = Steps::new(look, scenario, entries, &panel, observed.end);
    let mut chart = chart(look, "environments", sheet.picture);
    chart.steps = Some(steps);
    Some(chart)
}

/// By function, and within it provisioned environments, those on demand, and what none served.
fn rows(scenario: &Scenario, entries: &[Entry]) -> Vec<Row> {
    let mut rows = Vec::new();
    for (index, function) in scenario.functions.iter().enumerate() {
        let own = || entries.iter().filter(|entry| entry.function == index);
        if own().next().is_none() {
            continue;
        }
        if scenario.functions.len() > 1 {
            rows.push(Row::Heading(function.name.clone()));
        }
        let mut environments: Vec<_> = own().filter_map(|entry| entry.environment).collect();
        environments.sort_unstable();
        environments.dedup();
        rows.extend(
            environments
                .into_iter()
                .map(|one| Row::Environment(index, one)),
        );
        if own().any(|entry| entry.environment.is_none()) {
            rows.push(Row::Refused(index));
        }
    }
    rows
}

fn subtitle(look: &Look, scenario: &Scenario, entries: &[Entry], rows: &[Row]) -> String {
    let environments = rows
        .iter()
        .filter(|row| matches!(row, Row::Environment(..)));
    let requests = entries.iter().filter_map(|entry| entry.request).max();
    let counts = look
        .language
        .environments(environments.count() as u64, requests.unwrap_or(0));
    format!(
        "{counts} · {}",
        crate::report::document::subtitle(look, scenario)
    )
}

fn legend(language: Language, entries: &[Entry]) -> Vec<LegendEntry> {
    let has = |what| entries.iter().any(|entry| entry.what == what);
    let mut legend = Vec::new();
    if has(What::Cold) {
        legend.push(legend::filled(INITIALISING, language.initialising()));
    }
    if has(What::Cold) || has(What::Warm) {
        legend.push(legend::filled(BUSY, language.busy()));
    }
    if has(What::Provisioned) {
        legend.push(legend::filled(PROVISIONED, language.busy_provisioned()));
    }
    if entries.iter().any(|entry| entry.environment.is_some()) {
        legend.push(legend::line(IDLE, language.idle()));
    }
    if has(What::Throttled) {
        legend.push(legend::filled(Fill::Plain(VERMILION), language.throttled()));
    }
    if has(What::Failed) {
        legend.push(legend::filled(Fill::Plain(PURPLE), language.failed()));
    }
    legend
}

fn draw_rows(picture: &mut Picture, panel: &Panel, rows: &[Row], entries: &[Entry], end: SimTime) {
    let headings = rows.iter().filter(|row| matches!(row, Row::Heading(_)));
    let headings = headings.count() as i32;
    let others = rows.len() as i32 - headings;
    let room = panel.bottom - panel.top - headings * HEADING;
    let height = (room / others.max(1)).clamp(ROW.0, ROW.1);
    let mut top = panel.top;
    for row in rows {
        if let Row::Heading(name) = row {
            let name = fitted(&without_controls(name), SUBTITLE, panel.right - panel.left);
            let at = (panel.left, top + HEADING * 3 / 5);
            picture.text(name, at, SUBTITLE, INK, Align::Left);
            top += HEADING;
            continue;
        }
        let own: Vec<&Entry> = entries.iter().filter(|entry| row.holds(entry)).collect();
        let middle = top + height / 2;
        if let Row::Environment(_, environment) = row {
            let at = (panel.left - 34, middle);
            picture.text(label(*environment), at, LABEL, INK, Align::Right);
            draw_environment(picture, panel, (middle, height * 3 / 10), &own, end);
        } else {
            draw_refused(picture, panel, middle, &own);
        }
        top += height;
    }
}

/// The life of an environment along `middle`, with bars of `half` their height.
fn draw_environment(
    picture: &mut Picture,
    panel: &Panel,
    (middle, half): (i32, i32),
    own: &[&Entry],
    end: SimTime,
) {
    let column = |at: SimTime| panel.column(at.min(end).as_secs_f64());
    let Some(first) = own.first() else {
        return;
    };
    let stop = own.iter().find(|entry| entry.what == What::Stopped);
    let last = column(stop.map_or(end, |stop| stop.from));
    picture.line(vec![(column(first.from), middle), (last, middle)], IDLE);
    if stop.is_some() {
        picture.line(vec![(last, middle - half), (last, middle + half)], IDLE);
    }
    for entry in own.iter().filter(|entry| entry.what != What::Stopped) {
        let (from, ready) = (column(entry.from), column(entry.ready));
        let until = column(entry.until).max(from + 4);
        let (above, below) = (middle - half, middle + half);
        picture.rectangle((from, above), (until, below), WHITE);
        let busy = match entry.what {
            What::Provisioned => PROVISIONED,
            _ => BUSY,
        };
        Band::rectangle((ready, above), (until, below)).fill(picture, busy);
        Band::rectangle((from, above), (ready, below)).fill(picture, INITIALISING);
        outline(
            picture,
            (ready, above),
            (until, below),
            style::solid(DEEP_ORANGE, 4),
        );
        if entry.ready > entry.from {
            outline(
                picture,
                (from, above),
                (ready, below),
                style::solid(GREEN, 5),
            );
        }
        draw_number(picture, entry, (ready, until), (middle, half));
    }
}

/// The number of a request, in the middle of its bar if there is room.
fn draw_number(
    picture: &mut Picture,
    entry: &Entry,
    (left, right): (i32, i32),
    (middle, half): (i32, i32),
) {
    let Some(number) = entry.request else {
        return;
    };
    let number = number.to_string();
    let size = LABEL.min(f64::from(half) * 1.9);
    let width = text_width(&number, size);
    if width + 12 > right - left {
        return;
    }
    let at = ((left + right) / 2, middle);
    if entry.what == What::Provisioned {
        let (x, y) = (width / 2 + 8, half * 4 / 5);
        picture.rectangle((at.0 - x, at.1 - y), (at.0 + x, at.1 + y), WHITE);
    }
    picture.text(number, at, size, INK, Align::Center);
}

/// A cross for each refused attempt, with the number of its request where nothing is in its way.
fn draw_refused(picture: &mut Picture, panel: &Panel, middle: i32, own: &[&Entry]) {
    let at = (panel.left - 34, middle);
    picture.text("×", at, LABEL, INK, Align::Right);
    for (index, entry) in own.iter().enumerate() {
        let column = panel.column(entry.from.as_secs_f64());
        let color = match entry.what {
            What::Failed => PURPLE,
            _ => VERMILION,
        };
        let stroke = style::solid(color, 7);
        for rise in [-CROSS, CROSS] {
            let ends = vec![
                (column - CROSS, middle - rise),
                (column + CROSS, middle + rise),
            ];
            picture.line(ends, stroke);
        }
        let number = entry.request.map(|number| number.to_string());
        let number = number.unwrap_or_default();
        let next = own.get(index + 1);
        let free = next.map_or(panel.right, |next| {
            panel.column(next.from.as_secs_f64()) - CROSS - 8
        });
        let left = column + CROSS + 7;
        if left + text_width(&number, SMALL) <= free {
            picture.text(number, (left, middle), SMALL, FAINT_INK, Align::Left);
        }
    }
}

fn outline(picture: &mut Picture, from: (i32, i32), to: (i32, i32), stroke: Stroke) {
    let corners = vec![from, (to.0, from.1), to, (from.0, to.1), from];
    picture.line(corners, stroke);
}

impl Panel {
    /// A faint line up from each tick of the time axis.
    fn draw_time_grid(&self, picture: &mut Picture) {
        for (seconds, _) in self.x.ticks() {
            let column = self.column(*seconds);
            let line = vec![(column, self.top), (column, self.bottom)];
            picture.line(line, style::solid(style::GRID, THIN));
        }
    }
}

#[cfg(test)]
mod tests;
