//! `burstsim new`: write a scenario to start from.
//!
//! It knows which files make up a new scenario and the line that names their schema; it must not know
//! what the keys mean, nor how files are put in place.

use std::path::{Path, PathBuf};

use burstsim::scenario::schema;
use burstsim::scenario::shipped::{self, Shipped};
use clap::Args;
use clap::builder::PossibleValuesParser;

use super::error::{CliError, Outcome};
use super::output;
use super::quoting::shell_word;
use burstsim::disk::new_files::NewFiles;

const TEMPLATE: &str = include_str!("new/template.toml");

/// Write a commented scenario to start from
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  burstsim new\n  \
    burstsim new checkout.toml --schema         # with completion in editors\n  \
    burstsim new checkout.toml --from flash-sale\n  \
    burstsim new - | burstsim run -\n\n\
    `burstsim run --list` lists the names for --from.")]
pub(super) struct New {
    /// Where to write it, `-` for standard output [default: my-scenario.toml, or my-NAME.toml with
    /// --from]
    path: Option<PathBuf>,

    /// Start from a shipped scenario, with the data files that it names
    #[arg(long, value_name = "NAME", value_parser = shipped_names(), hide_possible_values = true)]
    from: Option<String>,

    /// Also write the schema beside it, so that editors complete and check it
    #[arg(long)]
    schema: bool,

    /// Replace files that are already there
    #[arg(long)]
    force: bool,
}

fn shipped_names() -> PossibleValuesParser {
    PossibleValuesParser::new(shipped::all().iter().map(|shipped| shipped.name))
}

impl New {
    pub(super) fn execute(&self) -> Result<Outcome, CliError> {
        let from = self.from.as_deref().and_then(shipped::find);
        let path = self.path.clone().unwrap_or_else(|| match from {
            Some(shipped) => format!("my-{}.toml", shipped.name).into(),
            None => "my-scenario.toml".into(),
        });
        if path == Path::new("-") {
            return self.print(from);
        }

        let mut files = NewFiles::beside(&path, self.force)?;
        for (name, contents) in from.map(Shipped::files).unwrap_or_default() {
            files.companion(name, contents)?;
        }
        if self.schema {
            files.companion(schema::FILE, schema::to_json().as_bytes())?;
        }
        files.scenario(self.text(from).as_bytes())?;
        for written in files.put_in_place()? {
            output::words(&format!("wrote {}", written.display()));
        }
        let path = shell_word(&path.display().to_string());
        output::words(&format!("next: burstsim run {path}"));
        Ok(Outcome::Done)
    }

    fn print(&self, from: Option<&Shipped>) -> Result<Outcome, CliError> {
        if self.schema {
            return Err(CliError::Arguments(
                "--schema writes a file beside the scenario, and standard output has none. \
                 Use `burstsim schema` on its own."
                    .to_owned(),
            ));
        }
        output::data(&self.text(from))?;
        for (name, _) in from.map(Shipped::files).unwrap_or_default() {
            output::words(&format!(
                "note: this scenario reads {name}, which is only written if you give a PATH"
            ));
        }
        Ok(Outcome::Done)
    }

    /// The text of the scenario. Its first line names the schema, or says how to get it: the path
    /// that shipped scenarios have there leads nowhere from another folder.
    fn text(&self, from: Option<&Shipped>) -> String {
        let file = schema::FILE;
        let first = if self.schema {
            format!("#:schema ./{file}")
        } else {
            format!(
                "# For help from your editor: burstsim schema > {file}, and make this line \
                 #:schema ./{file}"
            )
        };
        format!("{first}\n{}", from.map_or(TEMPLATE, Shipped::story))
    }
}
