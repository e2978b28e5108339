//! Finding and reading a scenario: a path, `-` for standard input, or the name of a shipped one.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use burstsim::disk::scenario_file::{ScenarioFile, ScenarioFileError};
use burstsim::report::diagnostics;
use burstsim::report::format::escaped;
use burstsim::scenario::Scenario;
use burstsim::scenario::parse::{Override, Parsed, ScenarioError};
use clap::Args;

use super::error::CliError;
use super::output;
use super::quoting::shell_word;
use super::results::ResultArguments;

/// The scenario as it was run, in its result.
const RESOLVED: &str = "scenario.toml";

/// The arguments that name a scenario and change it.
#[derive(Args, Clone, Debug)]
pub(super) struct ScenarioArguments {
    /// Path of a TOML file, `-` for standard input, or the name of a shipped scenario
    pub(super) scenario: Option<OsString>,

    #[command(flatten)]
    changes: ChangeArguments,
}

/// The arguments that change a scenario.
#[derive(Args, Clone, Debug)]
pub(super) struct ChangeArguments {
    /// Override a key, such as functions.checkout.provisioned_concurrency=200; repeatable
    #[arg(long = "set", value_name = "KEY=VALUE")]
    overrides: Vec<String>,

    /// Seed of all random numbers (same as --set seed=N)
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    seed: Option<String>,

    /// Multiply all traffic: rates, batches, users, recorded and counted requests (same as --set scale=FACTOR)
    #[arg(long, value_name = "FACTOR", allow_hyphen_values = true)]
    scale: Option<String>,
}

impl ScenarioArguments {
    /// Reads and checks the scenario that is to be studied; warnings go to standard error unless quiet.
    pub(super) fn load(&self, results: &ResultArguments) -> Result<Scenario, CliError> {
        self.prepare(results)?.load(results.quiet)
    }

    /// Reads the scenario that is to be studied, of which many variants are parsed later.
    pub(super) fn prepare(&self, results: &ResultArguments) -> Result<Prepared, CliError> {
        self.prepared(&results.overrides())
    }

    /// The scenario as it was typed, for words.
    pub(super) fn shown(&self) -> Cow<'_, str> {
        let typed = self.scenario.as_deref();
        typed.map_or(Cow::Borrowed(""), OsStr::to_string_lossy)
    }

    /// The scenario with its changes as a shell takes them, to be studied by another verb, whose result lies in
    /// `folder`; `None` where the path is no text.
    pub(super) fn again(&self, folder: &Path) -> Option<String> {
        // What came from standard input is gone; the result holds it with all of its changes.
        let typed = match self.scenario.as_deref()?.to_str()? {
            "-" => return Some(shell_word(folder.join(RESOLVED).to_str()?)),
            typed => shell_word(typed),
        };
        let options = |option: &'static str, values: &[String]| -> String {
            let values = values.iter();
            let values = values.map(|value| format!(" {option} {}", shell_word(value)));
            values.collect()
        };
        let ChangeArguments {
            overrides,
            seed,
            scale,
        } = &self.changes;
        Some(
            [
                typed,
                options("--set", overrides),
                options("--seed", seed.as_slice()),
                options("--scale", scale.as_slice()),
            ]
            .concat(),
        )
    }

    /// Reads the scenario that is to be checked, with nothing else changed.
    pub(super) fn read(&self) -> Result<Prepared, CliError> {
        self.prepared(&[])
    }

    fn prepared(&self, more: &[Override]) -> Result<Prepared, CliError> {
        let argument = self.scenario.as_deref().ok_or_else(which_scenario)?;
        self.changes.prepare(argument, more)
    }
}

/// What to say where no scenario is named.
pub(super) fn which_scenario() -> CliError {
    CliError::Arguments(format!("which scenario? {}", shipped_hint()))
}

impl ChangeArguments {
    /// Reads the scenario that `argument` names, of which many variants are parsed later; `more` changes it after
    /// these. Each file that it refers to is read once, so that all variants are of the same bytes.
    pub(super) fn prepare(
        &self,
        argument: &OsStr,
        more: &[Override],
    ) -> Result<Prepared, CliError> {
        let found = find(argument)?;
        let changes = self.changes(more);
        Ok(Prepared { found, changes })
    }

    /// All overrides, `more` after those that were typed as such.
    fn changes(&self, more: &[Override]) -> Vec<Override> {
        let typed = self.overrides.iter().map(|text| Override::set(text));
        // As overrides, wrong values get the parser's words and place.
        let seed = self.seed.iter().map(|seed| format!("seed={seed}"));
        let scale = self.scale.iter().map(|scale| format!("scale={scale}"));
        let short = seed.chain(scale).map(|text| Override::set(&text));
        typed.chain(short).chain(more.iter().cloned()).collect()
    }
}

/// A scenario's text with the overrides that hold for every variant of it.
pub(super) struct Prepared {
    found: ScenarioFile,
    changes: Vec<Override>,
}

impl Prepared {
    /// A variant of the scenario.
    pub(super) fn parse(&self, more: &[Override]) -> Result<Parsed, ScenarioError> {
        self.found.parse(&[&self.changes, more].concat())
    }

    /// The files on the disk that it was made from so far, its own first.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        self.found.paths()
    }

    /// The scenario itself; warnings go to standard error unless `quiet`.
    pub(super) fn load(&self, quiet: bool) -> Result<Scenario, CliError> {
        let parsed = self.parse(&[]).map_err(Box::new)?;
        warn(quiet, std::slice::from_ref(&parsed));
        Ok(parsed.scenario)
    }
}

/// A scenario as it was written, and the data files that it names.
pub(super) struct Written {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) files: BTreeMap<String, Vec<u8>>,
}

/// Reads and checks a scenario, for whoever needs its own text.
pub(super) fn written(argument: &OsStr) -> Result<Written, CliError> {
    let found = find(argument)?;
    let parsed = found.parse(&[]).map_err(Box::new)?;
    warn(false, std::slice::from_ref(&parsed));
    Ok(Written {
        name: found.name().to_owned(),
        text: found.text().to_owned(),
        files: found.data(),
    })
}

/// Shows each warning once, even if several variants cause it.
pub(super) fn warn(quiet: bool, parsed: &[Parsed]) {
    let mut told: Vec<String> = Vec::new();
    for one in parsed
        .iter()
        .filter(|one| !quiet && !one.warnings.is_empty())
    {
        let text = diagnostics::render_warnings(one, output::colour_on_stderr());
        if !told.contains(&text) {
            output::drawn(&text);
            told.push(text);
        }
    }
}

/// The index of the function that a person named.
pub(super) fn function(scenario: &Scenario, wanted: &str) -> Result<usize, CliError> {
    let found = scenario.function_named(wanted);
    found.map_err(|error| CliError::Arguments(escaped(&error.to_string())))
}

fn find(argument: &OsStr) -> Result<ScenarioFile, CliError> {
    let found = match argument.to_str() {
        Some("-") => ScenarioFile::read(io::stdin().lock(), "standard input", "stdin")
            .map(|file| file.called("<stdin>")),
        _ => ScenarioFile::find(argument),
    };
    Ok(found?)
}

/// Reads and checks the scenario in a file that burstsim wrote; of such a one nobody needs warnings.
pub(super) fn load_file(path: &Path) -> Result<Scenario, CliError> {
    let found = ScenarioFile::open(path, &path.display().to_string())?;
    Ok(found.parse(&[]).map_err(Box::new)?.scenario)
}

impl From<ScenarioFileError> for CliError {
    fn from(error: ScenarioFileError) -> Self {
        match error {
            ScenarioFileError::Unknown { .. } => {
                Self::Arguments(format!("{error} {}", shipped_hint()))
            }
            error if error.is_wrong_input() => Self::Arguments(error.to_string()),
            error => Self::Environment(error.to_string()),
        }
    }
}

fn shipped_hint() -> &'static str {
    "`burstsim run --list` shows the shipped ones."
}
