//! Names of versions where something refers to them.
//!
//! It must not know what a version or an alias has.

use super::nearest::nearest;
use super::problem::{Problem, Span};

/// This many names are listed in a sentence; nobody reads more.
const LISTED: usize = 20;

/// The place of a name.
pub(super) fn named(name: &str, names: &[&str]) -> Option<usize> {
    names.iter().position(|known| *known == name)
}

/// What to say of a version at `span` that is none.
pub(super) fn unknown(name: &str, span: Span, names: &[&str]) -> Problem {
    let title = format!("no version is called `{}`", name.escape_debug());
    let label = match nearest(name, names.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => "not a version of this function".to_owned(),
    };
    let help = match names {
        [] => "add it under [[functions.versions]], with its name".to_owned(),
        names if names.len() <= LISTED => format!("versions: {}", names.join(", ")),
        names => format!(
            "versions: {} and {} more",
            names[..LISTED].join(", "),
            names.len() - LISTED
        ),
    };
    Problem::new(span, title).label(label).help(help)
}
