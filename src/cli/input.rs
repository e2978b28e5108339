//! Finding and reading a scenario: a path, `-` for standard input, or the name of a shipped one.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use burstsim::report::format::escaped;
use burstsim::scenario::parse::{
    Files, NoFiles, Override, Parsed, ScenarioError, Source, nearest, parse_with,
};
use burstsim::scenario::shipped::{self, ShippedFiles};
use burstsim::scenario::{Function, Scenario};
use clap::Args;

use super::diagnostics;
use super::error::CliError;
use super::output;
use super::results::ResultArguments;

/// No scenario needs more; whatever is larger is some other file.
const LARGEST_SCENARIO_BYTES: u64 = 4 << 20;

/// The arguments that name a scenario and change it.
#[derive(Args, Clone, Debug)]
pub(super) struct ScenarioArguments {
    /// Path of a TOML file, `-` for standard input, or the name of a shipped scenario
    pub(super) scenario: Option<String>,

    #[command(flatten)]
    changes: ChangeArguments,
}

/// The arguments that change a scenario.
#[derive(Args, Clone, Debug)]
pub(super) struct ChangeArguments {
    /// Override a key, for example functions.checkout.provisioned_concurrency=200; repeatable
    #[arg(long = "set", value_name = "KEY=VALUE")]
    overrides: Vec<String>,

    /// Master seed of all random streams (short for --set seed=N)
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    seed: Option<String>,

    /// Multiply all traffic: rates, batches, users, recorded and counted requests (short for --set scale=FACTOR)
    #[arg(long, value_name = "FACTOR", allow_hyphen_values = true)]
    scale: Option<String>,
}

/// A scenario's text, with what it needs to be parsed.
struct Found {
    /// As errors name it.
    shown: String,
    /// Name of the scenario unless it says otherwise.
    name: String,
    text: String,
    files: Box<dyn Files + Send + Sync>,
}

impl ScenarioArguments {
    /// Reads and checks the scenario that is to be studied; warnings go to standard error unless quiet.
    pub(super) fn load(&self, results: &ResultArguments) -> Result<Scenario, CliError> {
        self.prepare(results)?.load(results.quiet)
    }

    /// Reads and checks the scenario, with its warnings.
    pub(super) fn check(&self) -> Result<Scenario, CliError> {
        self.prepared(&[])?.load(false)
    }

    /// Reads the scenario that is to be studied, of which many variants are parsed later.
    pub(super) fn prepare(&self, results: &ResultArguments) -> Result<Prepared, CliError> {
        self.prepared(&results.overrides())
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
    pub(super) fn prepare(&self, argument: &str, more: &[Override]) -> Result<Prepared, CliError> {
        let mut found = find(argument)?;
        found.files = Box::new(Remembered::of(found.files));
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

impl Found {
    fn parse(&self, overrides: &[Override]) -> Result<Parsed, ScenarioError> {
        parse_with(self.source(), overrides, &*self.files)
    }

    fn source(&self) -> Source<'_> {
        Source {
            name: &self.shown,
            default_name: &self.name,
            text: &self.text,
        }
    }
}

/// A scenario's text with the overrides that hold for every variant of it.
pub(super) struct Prepared {
    found: Found,
    changes: Vec<Override>,
}

impl Prepared {
    /// A variant of the scenario.
    pub(super) fn parse(&self, more: &[Override]) -> Result<Parsed, ScenarioError> {
        self.found.parse(&[&self.changes, more].concat())
    }

    fn load(&self, quiet: bool) -> Result<Scenario, CliError> {
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
pub(super) fn written(argument: &str) -> Result<Written, CliError> {
    let mut found = find(argument)?;
    let files = Remembered::of(std::mem::replace(&mut found.files, Box::new(NoFiles)));
    let parsed = parse_with(found.source(), &[], &files).map_err(Box::new)?;
    warn(false, std::slice::from_ref(&parsed));
    let known = files.known.into_inner();
    let known = known.unwrap_or_else(PoisonError::into_inner).into_iter();
    Ok(Written {
        name: found.name,
        text: found.text,
        files: known
            .filter_map(|(path, contents)| Some((path, contents.ok()?)))
            .collect(),
    })
}

/// Files that are read once.
struct Remembered {
    files: Box<dyn Files + Send + Sync>,
    known: Mutex<BTreeMap<String, Result<Vec<u8>, String>>>,
}

impl Remembered {
    fn of(files: Box<dyn Files + Send + Sync>) -> Self {
        let known = Mutex::default();
        Self { files, known }
    }
}

impl Files for Remembered {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let read = || self.files.read(path);
        known.entry(path.to_owned()).or_insert_with(read).clone()
    }
}

/// Tells each warning once, though several variants may give rise to it.
pub(super) fn warn(quiet: bool, parsed: &[Parsed]) {
    let mut told: Vec<String> = Vec::new();
    for one in parsed
        .iter()
        .filter(|one| !quiet && !one.warnings.is_empty())
    {
        let text = diagnostics::render_warnings(one, output::colour_on_stderr());
        if !told.contains(&text) {
            output::words(&text);
            told.push(text);
        }
    }
}

/// The index of the function that a person named.
pub(super) fn function(scenario: &Scenario, wanted: &str) -> Result<usize, CliError> {
    let names = || scenario.functions.iter().map(|function| &*function.name);
    if let Some(index) = names().position(|name| name == wanted) {
        return Ok(index);
    }
    // An alias by AWS's name stands for its versions, the first of which has what they share.
    let mut aliases = scenario.functions.iter().map(|function| {
        let first = Some(function).filter(|function| function.is_first_version());
        first.and_then(Function::qualified_alias)
    });
    if let Some(index) = aliases.position(|name| name.as_deref() == Some(wanted)) {
        return Ok(index);
    }
    let hint = match nearest(wanted, names()) {
        Some(name) => format!("did you mean `{}`?", escaped(name)),
        None => format!("it has {}", function_names(scenario)),
    };
    Err(CliError::Arguments(format!(
        "the scenario has no function called `{}`: {hint}",
        escaped(wanted)
    )))
}

/// All functions, as an error lists them.
pub(super) fn function_names(scenario: &Scenario) -> String {
    let functions = scenario.functions.iter();
    let names: Vec<_> = functions
        .map(|function| format!("`{}`", escaped(&function.name)))
        .collect();
    names.join(", ")
}

fn find(argument: &str) -> Result<Found, CliError> {
    if argument == "-" {
        let text = read_text(io::stdin().lock(), "standard input")?;
        let files = Box::new(DiskFiles {
            folder: PathBuf::new(),
        });
        return Ok(Found {
            shown: "<stdin>".into(),
            name: "stdin".into(),
            text,
            files,
        });
    }
    let path = Path::new(argument);
    // A folder of that name, such as an earlier result's, does not hide the shipped scenario.
    if !path.is_file()
        && let Some(shipped) = shipped::find(argument)
    {
        let shown = format!("<shipped>/{argument}.toml");
        let files = Box::new(ShippedFiles);
        return Ok(Found {
            shown,
            name: argument.into(),
            text: shipped.text.into(),
            files,
        });
    }
    open(path, argument)
}

/// Reads and checks the scenario in a file that burstsim wrote; of such a one nobody needs warnings.
pub(super) fn load_file(path: &Path) -> Result<Scenario, CliError> {
    let found = open(path, &path.display().to_string())?;
    Ok(found.parse(&[]).map_err(Box::new)?.scenario)
}

fn open(path: &Path, argument: &str) -> Result<Found, CliError> {
    let file = File::open(path).map_err(|error| cannot_open(argument, &error))?;
    let text = read_text(file, argument)?;
    let name = path
        .file_stem()
        .map_or("scenario".into(), |stem| stem.to_string_lossy().into());
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    Ok(Found {
        shown: argument.into(),
        name,
        text,
        files: Box::new(DiskFiles { folder }),
    })
}

fn read_text(input: impl Read, shown: &str) -> Result<String, CliError> {
    let mut bytes = Vec::new();
    input
        .take(LARGEST_SCENARIO_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| CliError::Environment(format!("cannot read {shown}: {error}")))?;
    if bytes.len() as u64 > LARGEST_SCENARIO_BYTES {
        return Err(CliError::Arguments(format!(
            "{shown} is not a scenario: it is larger than {} MB. Recorded traffic goes into a CSV \
             file that the scenario names with `trace.file`.",
            LARGEST_SCENARIO_BYTES >> 20
        )));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes()[..valid]
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count();
        CliError::Arguments(format!(
            "{shown}, line {line}: byte {} is not valid UTF-8, and TOML files must be UTF-8. Save \
             the file in that encoding.",
            valid + 1
        ))
    })
}

fn cannot_open(argument: &str, error: &io::Error) -> CliError {
    let looks_like_a_name = !argument.contains(['/', '\\', '.']);
    if error.kind() != io::ErrorKind::NotFound || !looks_like_a_name {
        return CliError::Environment(format!("cannot read {argument}: {error}"));
    }
    let nearest = nearest(argument, shipped::all().iter().map(|shipped| shipped.name));
    let suggestion = nearest.map_or_else(String::new, |name| format!("Did you mean `{name}`? "));
    CliError::Arguments(format!(
        "there is neither a file nor a shipped scenario called `{argument}`. {suggestion}{}",
        shipped_hint()
    ))
}

fn shipped_hint() -> &'static str {
    "`burstsim run --list` shows the shipped ones."
}

/// Files beside the scenario.
struct DiskFiles {
    folder: PathBuf,
}

impl Files for DiskFiles {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        std::fs::read(self.folder.join(path)).map_err(|error| error.to_string())
    }
}
