//! A first word that is no verb: a scenario without one, or a verb misspelt.

use std::path::Path;

use burstsim::report::format::escaped;
use burstsim::scenario::parse::nearest;
use burstsim::scenario::shipped;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};

use super::error::CliError;

/// Clap's words, in which what was typed cannot command the terminal: control characters become escapes.
pub(super) fn harmless(mut usage: Error) -> Error {
    let typed: Vec<_> = usage.context().collect();
    let escapes = |value: &ContextValue| match value {
        ContextValue::String(text) => Some(ContextValue::String(escaped(text))),
        ContextValue::Strings(texts) => {
            let texts = texts.iter().map(|text| escaped(text));
            Some(ContextValue::Strings(texts.collect()))
        }
        _ => None,
    };
    let typed = typed.into_iter();
    let shown: Vec<_> = typed
        .filter_map(|(kind, value)| Some((kind, escapes(value)?)))
        .collect();
    for (kind, value) in shown {
        usage.insert(kind, value);
    }
    usage
}

/// What to say instead of clap's words about `command` where the verb is what is wrong; `None` if it is something else.
pub(super) fn mistaken(usage: &Error, command: &Command) -> Option<CliError> {
    if usage.kind() != ErrorKind::InvalidSubcommand {
        return None;
    }
    let Some(ContextValue::String(word)) = usage.get(ContextKind::InvalidSubcommand) else {
        return None;
    };
    let shown = escaped(word);
    let verbs = command.get_subcommands().map(Command::get_name);
    let hint = if is_scenario(word) {
        format!("to simulate it, write `burstsim run {shown}`")
    } else {
        match nearest(word, verbs) {
            Some(verb) => format!("did you mean `{verb}`?"),
            None => "`burstsim --help` lists the commands".to_owned(),
        }
    };
    let error = format!("`{shown}` is not a command of burstsim: {hint}");
    Some(CliError::Arguments(error))
}

/// Whether a word can only be meant as a scenario: a file, or the name of a shipped one.
fn is_scenario(word: &str) -> bool {
    let path = Path::new(word);
    let is_toml = path
        .extension()
        .is_some_and(|extension| extension == "toml");
    is_toml || word == "-" || path.is_file() || shipped::find(word).is_some()
}
