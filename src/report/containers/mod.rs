//! `containers.html`: the tasks and instances of a small run, step by step: instances with the tasks that are packed
//! in them and what they have left over, and on Fargate the tasks alone.
//!
//! | module | what it makes |
//! |---|---|
//! | `data` | the steps, as data and in words |
//! | `words` | every sentence, in each language |
//!
//! It is one file, without anything from elsewhere. Names are the user's: in the data they are escaped as JSON, and the
//! script sets them as text, never as markup.

mod data;
mod words;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::json;

use crate::kernel::SimTime;
use crate::report::format::without_controls;
use crate::report::{Language, Look, Theme};
use crate::scenario::Scenario;
use crate::study::containers::{Containers, MOST_INSTANCES, MOST_TASKS};

/// The file, by its name in the folder of a result.
pub(super) const FILE: &str = "containers.html";

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; \
                      base-uri 'none'; form-action 'none'";

/// What the page shows, for a link to it.
pub(super) fn heading(language: Language) -> &'static str {
    words::Fixed::of(language).heading
}

/// The bytes of the file: of the same run, the same bytes.
pub(super) fn html(look: &Look, scenario: &Scenario, told: &Containers, end: SimTime) -> String {
    let l = look.language;
    let title = without_controls(&l.title_of(scenario));
    let fixed = words::Fixed::of(l);
    let mut services = data::services(scenario, told);
    let data = json!({
        "end": end.as_secs_f64(),
        "services": services.iter().map(|one| data::fixed(l, one)).collect::<Vec<_>>(),
        "steps": data::steps(l, &mut services, told),
        "words": words::of_script(l).into_iter().collect::<std::collections::BTreeMap<_, _>>(),
    });
    // Within a script element nothing must look like its end.
    let data = data.to_string().replace('<', "\\u003c");
    let theme = match look.theme {
        // A reader who likes dark pages has one of what is light by default.
        Theme::Light => None,
        Theme::Dark => Some("dark"),
    };
    let has_instances = services.iter().any(|one| one.ecs.ec2().is_some());
    let markup = html! {
        (DOCTYPE)
        html lang=(l.code()) data-theme=[theme] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="generator" content={ "burstsim " (env!("CARGO_PKG_VERSION")) };
                link rel="icon" href="data:,";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (title) }
                    p.subtitle { (fixed.heading) }
                }
                noscript { p { (fixed.no_script) } }
                main #figure {}
                ul.legend {
                    @for (class, what) in words::legend(l, has_instances) {
                        li { span class={ "sample " (class) } aria-hidden="true" {} (what) }
                    }
                }
                footer {
                    @for service in &services {
                        @if let Some(words) = data::over_the_run(l, service, told) {
                            p { @if services.len() > 1 { (service.name()) ": " } (words) }
                        }
                    }
                    @if told.every > 1 { p { (words::thinned(l, told.every)) } }
                    @if told.merged > 1 { p { (words::merged(l, told.merged)) } }
                    @if services.len() < scenario.functions.len() { p { (words::without_lambda(l)) } }
                    p { (words::limits(l, MOST_TASKS, MOST_INSTANCES)) }
                    p { (fixed.curve) }
                    p.keys { (fixed.keys) }
                }
                div #desk {
                    p #words aria-live="polite" {}
                    (controls(&fixed))
                }
                script type="application/json" id="data" { (PreEscaped(data)) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    let mut text = markup.into_string();
    text.push('\n');
    text
}

fn controls(fixed: &words::Fixed) -> Markup {
    html! {
        div #controls {
            button #back type="button" aria-label=(fixed.back) title=(fixed.back) { "◀" }
            button #play type="button" {}
            button #on type="button" aria-label=(fixed.on) title=(fixed.on) { "▶" }
            div #track {
                div #curve role="img" aria-label=(fixed.curve) title=(fixed.curve) {}
                input #time type="range" min="0" step="any" aria-label=(fixed.moment);
            }
            output #shown for="time" {}
            button #theme type="button" { (fixed.theme) }
        }
    }
}

#[cfg(test)]
mod tests;
