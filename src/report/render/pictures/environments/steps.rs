//! The page on which a reader steps through the environments of a small run: the figure up to a moment, and
//! in words what happened last and what each environment is doing.
//!
//! It is one file, without anything from elsewhere: the figure as SVG, the events as data, and a
//! few lines of script. Names are the user's: in the data they are escaped as JSON, and the script sets
//! them as text, never as markup.

use serde_json::{Value, json};

use super::super::panel::Panel;
use super::super::picture::Picture;
use super::super::style;
use crate::kernel::SimTime;
use crate::report::document::look::{Language, Look, Theme};
use crate::report::environments::label;
use crate::report::format::without_controls;
use crate::scenario::Scenario;
use crate::study::diary::{Entry, What};

/// What the page needs beside the figure.
#[derive(Debug)]
pub(in crate::report::render::pictures) struct Steps {
    look: Look,
    title: String,
    /// Left and right, top and bottom of the panel, in units of the canvas.
    columns: (i32, i32),
    rows: (i32, i32),
    end: SimTime,
    events: Vec<Value>,
    environments: Vec<String>,
}

/// What an environment does from a moment on, for the list below the figure.
const INITIALISING: &str = "initialising";
const BUSY: &str = "busy";
const IDLE: &str = "idle";
const STOPPED: &str = "stopped";

/// The page's own colours.
const ON_LIGHT: &str =
    "color-scheme:light;--paper:#fff;--ink:#262626;--faint:#595959;--line:#c8c8c8;--veil:#fffffff0";
const ON_DARK: &str = "color-scheme:dark;--paper:#181a1f;--ink:#ececec;--faint:#a8adb3;--line:#50545e;--veil:#181a1ff0";

/// Rules that give a light figure the colours of the dark theme, for readers whose screens are dark.
fn on_dark_screens(svg: &str) -> String {
    let mut rules = String::new();
    for (light, dark) in style::dark_pairs() {
        for what in ["fill", "stroke"] {
            if svg.contains(&format!("{what}=\"{light}\"")) {
                rules.push_str(&format!("#figure [{what}=\"{light}\"]{{{what}:{dark}}}"));
            }
        }
    }
    format!("@media (prefers-color-scheme:dark){{:root{{{ON_DARK}}}{rules}}}\n")
}

impl Steps {
    pub(super) fn new(
        look: &Look,
        scenario: &Scenario,
        entries: &[Entry],
        panel: &Panel,
        end: SimTime,
    ) -> Self {
        let mut moments: Vec<Moment> = entries
            .iter()
            .flat_map(|entry| Moment::of(entry, end))
            .collect();
        // At one instant what ends goes before what begins, as in the model.
        moments.sort_by_key(|moment| (moment.at, moment.order));
        let called = |entry: &Entry| name(scenario, entry);
        let mut environments: Vec<(usize, _)> = entries
            .iter()
            .filter_map(|entry| Some((entry.function, entry.environment?)))
            .collect();
        environments.sort_unstable();
        environments.dedup();
        let environments = environments
            .into_iter()
            .filter_map(|(function, environment)| {
                let one = |entry: &&Entry| {
                    entry.function == function && entry.environment == Some(environment)
                };
                entries.iter().find(one).map(called)
            });
        let events = moments.iter().map(|moment| {
            let name = called(moment.entry);
            json!({
                "t": moment.at.as_secs_f64(),
                "words": moment.words(look.language, &name),
                "environment": moment.entry.environment.map(|_| name),
                "state": moment.state,
                "request": moment.entry.request,
            })
        });
        Self {
            look: *look,
            title: without_controls(&look.language.title_of(scenario)),
            columns: (panel.left, panel.right),
            rows: (panel.top, panel.bottom),
            end,
            events: events.collect(),
            environments: environments.collect(),
        }
    }

    /// The page around the figure.
    ///
    /// # Errors
    /// If the figure cannot be drawn.
    pub(in crate::report::render::pictures) fn page(
        &self,
        figure: &Picture,
    ) -> Result<String, String> {
        let language = self.look.language;
        let canvas = figure.canvas;
        let data = json!({
            "end": self.end.as_secs_f64(),
            "left": self.columns.0,
            "right": self.columns.1,
            "top": self.rows.0,
            "bottom": self.rows.1,
            "events": self.events,
            "environments": self.environments,
            "words": {
                INITIALISING: language.initialising_now(),
                BUSY: language.busy_now(),
                IDLE: language.idle(),
                STOPPED: language.stopped_now(),
                "none": language.not_yet(),
                "play": language.play(),
                "pause": language.pause(),
                "start": language.before_everything(),
                "throttled": language.throttled(),
                "failed": language.failed(),
            },
        });
        // Within a script element nothing must look like its end.
        let data = data.to_string().replace('<', "\\u003c");
        let colours = match self.look.theme {
            Theme::Light => ON_LIGHT,
            Theme::Dark => ON_DARK,
        };
        let svg = figure.svg()?;
        let dark = match self.look.theme {
            Theme::Light => on_dark_screens(&svg),
            Theme::Dark => String::new(),
        };
        let parts = [
            ("{{lang}}", language.code().to_owned()),
            ("{{title}}", escaped(&self.title)),
            ("{{colours}}", colours.to_owned()),
            ("{{percent}}", self.look.text_scale.percent().to_string()),
            ("{{width}}", canvas.width.to_string()),
            ("{{height}}", canvas.height.to_string()),
            ("{{back}}", escaped(language.step_back())),
            ("{{on}}", escaped(language.step_on())),
            ("{{time}}", escaped(language.moment())),
            ("{{keys}}", escaped(language.keys())),
            ("{{dark}}", dark),
            ("{{figure}}", svg),
            ("{{data}}", data),
        ];
        Ok(filled(include_str!("steps.html"), &parts))
    }
}

/// Puts each part in its place; what a part holds is never looked into again.
fn filled(template: &str, parts: &[(&str, String)]) -> String {
    let mut rest = template;
    let mut page = String::new();
    while let Some(start) = rest.find("{{") {
        let (before, from) = rest.split_at(start);
        page.push_str(before);
        let part = parts.iter().find(|(mark, _)| from.starts_with(mark));
        match part {
            Some((mark, text)) => {
                page.push_str(text);
                rest = &from[mark.len()..];
            }
            None => {
                page.push_str("{{");
                rest = &from[2..];
            }
        }
    }
    page + rest
}

/// Text for the inside of an element or a quoted attribute.
fn escaped(text: &str) -> String {
    let escape = |sign| match sign {
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '&' => "&amp;".to_owned(),
        '"' => "&quot;".to_owned(),
        sign => String::from(sign),
    };
    text.chars().map(escape).collect()
}

/// An environment with the name of its function, where there are several.
fn name(scenario: &Scenario, entry: &Entry) -> String {
    let label = entry.environment.map_or_else(String::new, label);
    match scenario.functions.get(entry.function) {
        Some(function) if scenario.functions.len() > 1 => {
            format!("{} {label}", without_controls(&function.name))
        }
        _ => label,
    }
}

/// Something that happens to one environment or attempt.
struct Moment<'a> {
    at: SimTime,
    order: u8,
    entry: &'a Entry,
    /// What the environment does from now on; of a refused attempt what became of it.
    state: &'static str,
}

impl<'a> Moment<'a> {
    fn of(entry: &'a Entry, end: SimTime) -> Vec<Self> {
        let moment = |at, order, state| Self {
            at,
            order,
            entry,
            state,
        };
        let (from, ready, until) = (entry.from, entry.ready, entry.until);
        let mut moments = match entry.what {
            What::Cold if ready > from => {
                vec![moment(from, 2, INITIALISING), moment(ready, 1, BUSY)]
            }
            What::Cold | What::Warm | What::Provisioned => vec![moment(from, 2, BUSY)],
            What::Throttled => return vec![moment(from, 2, "throttled")],
            What::Failed => return vec![moment(from, 2, "failed")],
            What::Stopped => return vec![moment(from, 1, STOPPED)],
        };
        moments.push(moment(until, 0, IDLE));
        moments.retain(|moment| moment.at <= end);
        moments
    }

    fn words(&self, language: Language, environment: &str) -> String {
        let request = self.entry.request.unwrap_or(0);
        match (self.state, self.entry.what) {
            (INITIALISING, _) => language.created_for(request, environment),
            (BUSY, What::Cold) if self.entry.ready > self.entry.from => {
                language.initialised_for(request, environment)
            }
            (BUSY, What::Cold) => language.created_for(request, environment),
            (BUSY, _) => language.taken_by(request, environment),
            (IDLE, _) => language.done_by(request, environment),
            (STOPPED, _) => language.stops(environment),
            (_, What::Failed) => language.failed_for(request),
            _ => language.throttled_for(request),
        }
    }
}
