//! `burstsim completions` and `burstsim man`: help for the shell, made from the arguments themselves.
//!
//! It knows the commands as clap has them; it must not know what a verb does, nor what a shell offers for its options.

use std::path::{Path, PathBuf};

use clap::{Args, Command};
use clap_complete::Shell;
use clap_complete::env::{CompleteEnv, Shells};

use super::completions::{VARIABLE, completed};
use super::error::{CliError, Outcome};
use super::output;

/// Print a completion script for a shell
///
/// At each Tab the script asks this program, which knows the keys of the scenario on the line (`--set`, `--over`,
/// `--vary`), Regions, metrics and shipped scenarios.
#[derive(Args, Debug)]
#[command(after_help = "Where it goes:\n  \
    bash        burstsim completions bash > ~/.local/share/bash-completion/completions/burstsim\n  \
    zsh         burstsim completions zsh > ~/.zfunc/_burstsim      # a folder of your $fpath\n  \
    fish        burstsim completions fish > ~/.config/fish/completions/burstsim.fish\n  \
    PowerShell  burstsim completions powershell >> $PROFILE\n\n\
    Examples:\n  burstsim completions bash")]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

/// Print the manual page, or write a page for each verb
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    burstsim man > burstsim.1                  # man ./burstsim.1\n  \
    burstsim man --output man1")]
pub(super) struct Man {
    /// Folder for the pages, one for the program and one for each verb
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
}

/// Answers a shell that asks for completions; whether one did.
///
/// # Errors
/// That the shell is none that is known, or that it does not listen.
pub(super) fn answered(command: impl Fn() -> Command) -> Result<bool, clap::Error> {
    let here = std::env::current_dir().ok();
    CompleteEnv::with_factory(|| completed(command()))
        .var(VARIABLE)
        .bin(PROGRAM)
        .completer(PROGRAM)
        .try_complete(std::env::args_os(), here.as_deref())
}

/// The program as a shell finds it.
const PROGRAM: &str = "burstsim";

/// What bash needs besides, to complete a value behind `key=`.
const BASH_WORDS: &str = include_str!("completions.bash");

impl Completions {
    /// Prints the script by which the shell asks this program.
    pub(super) fn execute(&self) -> Result<Outcome, CliError> {
        let shells = Shells::builtins();
        let name = self.shell.to_string();
        let Some(shell) = shells.completer(&name) else {
            return Err(CliError::Arguments(format!("no completions for {name}")));
        };
        let mut script = Vec::new();
        shell.write_registration(VARIABLE, PROGRAM, PROGRAM, PROGRAM, &mut script)?;
        if self.shell == Shell::Bash {
            script.extend_from_slice(BASH_WORDS.as_bytes());
        }
        output::data(&String::from_utf8_lossy(&script))?;
        Ok(Outcome::Done)
    }
}

impl Man {
    /// Prints or writes the pages of all arguments of the program, which are `command`.
    pub(super) fn execute(&self, command: Command) -> Result<Outcome, CliError> {
        let Some(folder) = &self.output else {
            output::data(&page(command)?)?;
            return Ok(Outcome::Done);
        };
        let unwritten = |path: &Path, error: std::io::Error| {
            CliError::Environment(format!("cannot write {}: {error}", path.display()))
        };
        std::fs::create_dir_all(folder).map_err(|error| unwritten(folder, error))?;
        let pages = pages(command)?;
        for (name, text) in &pages {
            let path = folder.join(name);
            std::fs::write(&path, text).map_err(|error| unwritten(&path, error))?;
        }
        output::words(&format!("{} pages in {}", pages.len(), folder.display()));
        Ok(Outcome::Done)
    }
}

/// The program's page and one for each verb, with the names of their files.
fn pages(command: Command) -> Result<Vec<(String, String)>, CliError> {
    // Building gives each verb its full name and the options that it inherits.
    let mut built = command.clone().disable_help_subcommand(true);
    built.build();
    let verbs = built.get_subcommands().cloned().map(|verb| {
        let name = format!("burstsim-{}", verb.get_name());
        let text = page(verb.display_name(name.clone()))?;
        Ok((format!("{name}.1"), text))
    });
    std::iter::once(page(command).map(|text| ("burstsim.1".to_owned(), text)))
        .chain(verbs)
        .collect()
}

fn page(command: Command) -> Result<String, CliError> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
