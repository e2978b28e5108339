//! What the shell offers behind an option, asked of the program itself at each press of Tab: keys of the scenario that is
//! named on the line, Regions, measures, shipped scenarios.
//!
//! It knows the catalogues of the library and the names of options; it must not know what a verb does.

use std::ffi::OsStr;
use std::path::Path;

use burstsim::catalog;
use burstsim::disk::scenario_file::ScenarioFile;
use burstsim::measures::Measure;
use burstsim::scenario::region::Generation;
use burstsim::scenario::{Platform, schema, shipped};
use clap::{Arg, Command};
use clap_complete::engine::{
    ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter,
};

use super::keys::Keys;

/// The variable by which a shell asks.
pub(super) const VARIABLE: &str = "BURSTSIM_COMPLETE";

/// Where a verb reads a scenario.
const SCENARIO: &str = "scenario";

/// What completes an argument of a verb that is not complete in itself, by the argument's identifier.
fn completer(id: &str) -> Option<ArgValueCompleter> {
    let offered = |all: fn() -> Vec<Offer>| {
        ArgValueCompleter::new(move |typed: &OsStr| matching(all(), typed))
    };
    Some(match id {
        SCENARIO => ArgValueCompleter::new(scenarios),
        "overrides" | "changes" | "over" | "vary" => ArgValueCompleter::new(keys),
        "function" => ArgValueCompleter::new(|typed: &OsStr| {
            let functions = functions(&line());
            matching(
                functions.into_iter().map(|name| (name, "")).collect(),
                typed,
            )
        }),
        "regions" => offered(|| {
            let regions = catalog::regions().iter();
            regions
                .map(|region| (region.code.to_string(), &*region.name))
                .collect()
        }),
        "scaling" => offered(|| {
            let rules = Generation::ALL.into_iter().map(|rule| {
                let what = match rule {
                    Generation::RegionalBurst => "AWS's rule until November 2023",
                    Generation::PerFunction => "AWS's rule since November 2023",
                };
                (rule.key().to_owned(), what)
            });
            rules.collect()
        }),
        "platforms" => offered(|| {
            let platforms = Platform::ALL.iter();
            platforms
                .map(|platform| (platform.key().to_owned(), ""))
                .collect()
        }),
        "metric" => offered(|| measures(&Measure::COMPARED, Measure::column)),
        "precision_of" | "slo" => offered(|| measures(&Measure::OBJECTIVES, Measure::key)),
        "settled" => offered(|| {
            let bands = Measure::BANDS
                .into_iter()
                .filter(|measure| measure.adds_up());
            measures(&bands.collect::<Vec<_>>(), Measure::series_column)
        }),
        _ => return None,
    })
}

/// A value that may stand there, and what it is.
type Offer = (String, &'static str);

/// The program's arguments, with what the shell can offer for them.
pub(super) fn completed(command: Command) -> Command {
    let verbs: Vec<String> = command
        .get_subcommands()
        .map(|verb| verb.get_name().to_owned())
        .collect();
    verbs.into_iter().fold(command, |command, verb| {
        command.mut_subcommand(verb, |verb| verb.mut_args(of_argument))
    })
}

fn of_argument(argument: Arg) -> Arg {
    let id = argument.get_id().as_str().to_owned();
    let Some(completer) = completer(&id) else {
        return argument;
    };
    let argument = argument.add(completer);
    match &*id {
        // Values of a list: only the last of them is completed.
        "regions" | "scaling" | "platforms" => argument.value_delimiter(','),
        _ => argument,
    }
}

fn measures(all: &[Measure], name: fn(Measure) -> &'static str) -> Vec<Offer> {
    let all = all.iter();
    all.map(|&measure| (name(measure).to_owned(), measure.entry().what()))
        .collect()
}

fn matching(offers: Vec<Offer>, typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let fits = offers
        .into_iter()
        .filter(|(value, _)| value.starts_with(&*typed));
    fits.map(|(value, what)| candidate(value, what)).collect()
}

fn candidate(value: String, what: &str) -> CompletionCandidate {
    let what = (!what.is_empty()).then(|| what.to_owned().into());
    CompletionCandidate::new(value).help(what)
}

/// Shipped scenarios, TOML files, and folders on the way to them.
fn scenarios(typed: &OsStr) -> Vec<CompletionCandidate> {
    let shipped = shipped::all().iter();
    let shipped = shipped.map(|one| (one.name.to_owned(), one.summary()));
    let is_toml = |path: &Path| {
        path.extension()
            .is_some_and(|extension| extension == "toml")
    };
    let files = PathCompleter::any().filter(move |path| path.is_dir() || is_toml(path));
    let mut all = matching(shipped.collect(), typed);
    all.extend(files.complete(typed));
    all
}

/// Keys of a scenario up to the `=`, and the words that may stand behind it.
fn keys(typed: &OsStr) -> Vec<CompletionCandidate> {
    let line = line();
    let schema = schema::schema();
    let keys = Keys {
        schema: &schema,
        functions: &functions(&line),
    };
    let offers = keys.starting_with(&typed.to_string_lossy()).into_iter();
    offers
        .map(|(value, what)| candidate(value, &what))
        .collect()
}

/// The words of the line that is completed.
fn line() -> Vec<String> {
    let words = std::env::args_os().map(|word| word.to_string_lossy().into_owned());
    words.skip_while(|word| word != "--").skip(2).collect()
}

/// The names of the functions of the first scenario on a line.
fn functions(line: &[String]) -> Vec<String> {
    let mut words = line.iter().filter(|word| !word.starts_with('-'));
    let found = words.find_map(|word| {
        let is_scenario = shipped::find(word).is_some() || Path::new(word).is_file();
        is_scenario.then(|| ScenarioFile::find(word).ok())?
    });
    let text = found.and_then(|scenario| scenario.text().parse::<toml::Table>().ok());
    let functions = text
        .as_ref()
        .and_then(|text| text.get("functions")?.as_array());
    let names = functions.into_iter().flatten();
    names
        .filter_map(|one| Some(one.get("name")?.as_str()?.to_owned()))
        .collect()
}
