//! `burstsim playground`: a page with a scenario and the simulator in it.
//!
//! It knows where the page is looked for, and the browser; it must not know what is in the page.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use burstsim::report::playground::{FILE, Given, Playground, text_file};
use clap::Args;

use super::browser;
use super::error::{CliError, Outcome};
use super::input;
use super::output;
use super::results::ChartArguments;
use burstsim::disk::bounded;
use burstsim::disk::new_files::NewFiles;
use burstsim::scenario::folder_name::folder_name;

/// Where the page lies that was built, below the project.
const BUILT: &str = "site/playground.html";

/// The page is some MB; what is larger, in bytes, is some other file.
const LARGEST: u64 = 256 << 20;

/// Write a page that changes, runs and shows a scenario in a browser, and open it
///
/// The page has the whole simulator in it, fetches nothing and sends nothing: it can be mailed, or put on any web
/// server. It is built once, by scripts/build-playground.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    burstsim playground\n  \
    burstsim playground flash-sale\n  \
    burstsim playground my.toml --output pages/my.html --no-open\n  \
    burstsim run flash-sale --playground     # beside report.html, which leads to it")]
pub(super) struct OpenPlayground {
    /// Path of a TOML file, `-` for standard input, or the name of a shipped scenario [default: none, to choose one in
    /// the page]
    scenario: Option<OsString>,

    /// File to write [default: one in output/ that is named after the scenario]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// The page as it was built, where it lies neither in site/ of the project nor beside this program
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,

    /// Do not open it in a browser
    #[arg(long)]
    no_open: bool,

    #[command(flatten)]
    charts: ChartArguments,
}

impl OpenPlayground {
    pub(super) fn execute(&self) -> Result<Outcome, CliError> {
        let playground = page(self.page.as_deref())?;
        let (name, html) = match &self.scenario {
            None => ("playground".to_owned(), playground.empty().to_owned()),
            Some(scenario) => self.with(&playground, scenario)?,
        };
        let path = self.output.clone().unwrap_or_else(|| {
            let name = format!("{}.html", folder_name(&name));
            Path::new("output").join("playground").join(name)
        });
        NewFiles::over(&path, html.as_bytes())?;
        output::words(&format!("wrote {}\n", path.display()));
        if !self.no_open {
            browser::show(&path, self.charts.language());
        }
        Ok(Outcome::Done)
    }

    fn with(
        &self,
        playground: &Playground,
        scenario: &OsStr,
    ) -> Result<(String, String), CliError> {
        let written = input::written(scenario)?;
        let files = written.files.into_iter();
        let files = files.map(|(path, contents)| text_file(&path, contents));
        let files: Result<_, _> = files.collect();
        let html = playground.with(&Given {
            name: &written.name,
            toml: &written.text,
            files: files.map_err(|error| CliError::Arguments(error.to_string()))?,
            language: self.charts.language(),
        });
        Ok((written.name, html))
    }
}

/// The page, from where a person says, or from where it is found.
pub(super) fn page(named: Option<&Path>) -> Result<Playground, CliError> {
    let path = match named {
        Some(path) => path.to_owned(),
        None => places().into_iter().find(|path| path.is_file()).ok_or_else(|| {
            CliError::Environment(format!(
                "the page of the playground is not here: scripts/build-playground builds it into {BUILT}; from \
                 elsewhere use `burstsim playground --page FILE`"
            ))
        })?,
    };
    let shown = path.display();
    let text = bounded::read(&path, LARGEST)
        .and_then(|bytes| String::from_utf8(bytes).map_err(io::Error::other))
        .map_err(|error| CliError::Environment(format!("cannot read {shown}: {error}")))?;
    Playground::read(text).map_err(|error| CliError::Environment(format!("{shown}: {error}")))
}

/// Where the page may be: beside the program, and below the folders around it and around the current one.
fn places() -> Vec<PathBuf> {
    let program = env::current_exe().unwrap_or_default();
    let here = env::current_dir().unwrap_or_default();
    let beside = program.parent().map(|folder| folder.join(FILE));
    let around = here.ancestors().chain(program.ancestors().skip(1));
    beside
        .into_iter()
        .chain(around.map(|folder| folder.join(BUILT)))
        .collect()
}
