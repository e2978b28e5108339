//! The engine of the playground: burstsim behind a door of four exports, for a browser.
//!
//! A request is JSON with a verb, an answer is JSON with files after it; `README.md` beside this crate has the
//! contract. Everything simulated comes from the library, so that a page shows the program's numbers to the
//! byte.
//!
//! It knows the library and JSON. It must not know the page, nor keep anything from one request to the next.
//!
//! | module | what it does |
//! |---|---|
//! | `door` | the exports: bytes in, bytes out |
//! | `request` | what is asked, as types |
//! | `answer` | JSON and files as one stretch of bytes |
//! | `asked` | the scenario of a request, and the files that it names |
//! | `describe` | what a text says, what is wrong with it, and what running it would take |
//! | `demand` | how many requests a scenario has, and how much memory it takes |
//! | `edit` | values of a text changed, its comments kept |
//! | `run` | sentences, charts and series of a run |
//! | `coarse` | a scenario made smaller, for a first look |
//! | `files` | the files of a run, as the program writes them |
//! | `watch` | what each environment did, as columns |

mod answer;
mod asked;
mod coarse;
mod demand;
mod describe;
pub mod door;
mod edit;
mod files;
mod request;
mod run;
mod watch;

pub use answer::Answer;
pub use request::Request;

use burstsim::scenario::{schema, shipped};
use serde_json::{Value, json};

/// Answers a request; `progress` is told now and then which share of a run is done.
///
/// # Errors
/// In words, what makes it impossible to answer: of a broken scenario, all that is wrong with it.
pub fn answer(request: &Request, progress: &mut dyn FnMut(f64)) -> Result<Answer, String> {
    match request {
        Request::Shipped => Ok(Answer::of(json!({ "scenarios": shipped_scenarios() }))),
        Request::Schema => Ok(Answer::of(json!({ "schema": schema::schema() }))),
        Request::Describe(asked) => Ok(Answer::of(describe::describe(asked))),
        Request::Edit { asked, changes } => {
            let scenario = edit::edit(&asked.scenario, changes)?;
            Ok(Answer::of(json!({ "scenario": scenario })))
        }
        Request::Run { asked, how } => run::run(asked, how, progress),
        Request::Files { asked, how } => files::files(asked, how, progress),
        Request::Watch { asked, how } => watch::watch(asked, how, progress),
    }
}

fn shipped_scenarios() -> Vec<Value> {
    let described = |one: &shipped::Shipped| {
        json!({
            "name": one.name,
            "summary": one.summary(),
            "text": one.text,
            "files": one.files().iter().map(|(path, _)| *path).collect::<Vec<_>>(),
        })
    };
    shipped::all().iter().map(described).collect()
}
