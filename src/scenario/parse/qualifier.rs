//! Names of versions and aliases: what comes after the colon in AWS's name, and versions that are named elsewhere.
//!
//! It must not know what a version or an alias has.

use super::cursor::{Context, nearest};
use super::problem::Problem;
use super::tree::Node;
use super::values::line;

/// The key of a time among those of versions.
pub(super) const AT: &str = "at";

/// What comes after the colon in AWS's name of a version or an alias, `checkout:live`.
pub(super) fn qualifier(cx: &mut Context<'_>, node: &Node, what: &str) -> Option<String> {
    let name = line(cx, node)?;
    if name.contains(':') {
        return cx.report(
            Problem::new(
                node.span,
                format!("the name of a function's {what} has no colon"),
            )
            .label(format!("a colon parts the function from its {what}"))
            .help(format!("write the {what} alone")),
        );
    }
    if name == AT {
        return cx.report(
            Problem::new(node.span, "`at` is a time among the weights of versions")
                .label("not a name")
                .help("call it for instance v1"),
        );
    }
    Some(name)
}

/// The place of a name.
pub(super) fn named(name: &str, names: &[&str]) -> Option<usize> {
    names.iter().position(|known| *known == name)
}

/// What an error about a version that is none says: title, label and help.
pub(super) fn unknown(name: &str, names: &[&str]) -> (String, String, String) {
    (
        format!("no version is called `{}`", name.escape_debug()),
        match nearest(name, names.iter().copied()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => "not a version of this function".to_owned(),
        },
        match names {
            [] => "add it under [[functions.versions]], with its name".to_owned(),
            names => format!("versions: {}", names.join(", ")),
        },
    )
}
