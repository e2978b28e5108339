//! What to say about text that is not TOML.
//!
//! The TOML parser recovers from an error and goes on, which may bring errors that are mere
//! consequences of the first; they are left out. Text without quotes, the most common slip, is
//! recovered as text, so that everything else in the file can still be checked.

use std::collections::BTreeSet;

use toml::de::Error;

use super::context::Context;
use super::problem::{Problem, Sources, Span};
use super::tree::Node;

/// What the TOML parser says of text without quotes.
const UNQUOTED: &str = "string values must be quoted";

/// What it says of a key given twice.
const DUPLICATE: &str = "duplicate key";

/// With more broken lines than this a file is not meant to be a scenario.
const MAX_BROKEN_LINES: usize = 50;

/// The lines of a source on which nothing more can be said.
#[derive(Debug, Default)]
pub(super) struct Broken {
    lines: BTreeSet<usize>,
    /// The line from which on nothing can be said any more: everything there was read as part of
    /// something never closed, or there were too many errors.
    from: Option<usize>,
}

/// Reports the syntax errors of a source whose recovered tree is `root`.
pub(super) fn report(cx: &mut Context<'_>, source: usize, root: &Node, errors: &[Error]) -> Broken {
    let mut places: Vec<_> = errors
        .iter()
        .map(|error| {
            let range = error.span().unwrap_or_default();
            (Span::new(source, range.start, range.end), error.message())
        })
        .collect();
    places.sort_by_key(|(span, _)| *span);

    let mut broken = Broken::default();
    for (span, message) in places {
        let line = cx.sources.line(span);
        // What was said of this line is all that will be; a line can have a million errors.
        if broken.lines.contains(&line) {
            continue;
        }
        let word = cx.sources.excerpt(span).to_owned();
        if message.starts_with(UNQUOTED) && !word.is_empty() {
            let problem = Problem::new(span, "text must be in quotes");
            cx.report::<()>(problem.help(format!("write \"{word}\"")));
            continue;
        }
        cx.syntax_broken = true;
        // An error lines after a bracket was opened: most likely it was never closed, and all that
        // follows was read as part of the list.
        let text = cx.sources.text(span);
        let line_start = text
            .get(..span.start())
            .and_then(|before| before.rfind('\n'));
        let opened = root.enclosing(span.start(), line_start.unwrap_or(0));
        let problem = match opened {
            Some(outer) => Problem::new(span, "this is not valid TOML")
                .label("read as part of what was opened above")
                .related(
                    Span::new(source, outer.start(), outer.start() + 1),
                    "opened here",
                )
                .help(format!("is the closing bracket missing? ({message})")),
            None => describe(span, message, text),
        };
        broken.lines.insert(line);
        cx.report::<()>(problem);
        if opened.is_some() || broken.lines.len() == MAX_BROKEN_LINES {
            broken.from = Some(line);
            break;
        }
    }
    broken
}

fn describe(span: Span, message: &str, text: &str) -> Problem {
    if message.starts_with(DUPLICATE) {
        return Problem::new(span, "this key is given twice").label("the second time");
    }
    let problem = Problem::new(span, "this is not valid TOML");
    if message.starts_with(UNQUOTED) {
        return problem.label("a value is missing here");
    }
    let before = text
        .get(..span.start())
        .and_then(|text| text.chars().next_back());
    let after = text
        .get(span.start()..)
        .and_then(|text| text.chars().next());
    let problem = problem.label(message);
    match (before, after) {
        (Some(digit), Some(',')) if digit.is_ascii_digit() => {
            problem.help("thousands are not separated by commas: write 3000 or 3_000")
        }
        _ => problem,
    }
}

/// Removes problems of decoding on lines that are no TOML: they would not be there without the
/// error already reported.
pub(super) fn drop_consequences(
    problems: &mut Vec<Problem>,
    sources: &Sources,
    source: usize,
    broken: &Broken,
) {
    if broken.lines.is_empty() {
        return;
    }
    let mut reported = BTreeSet::new();
    problems.retain(|problem| {
        let line = sources.line(problem.span);
        let doubtful = broken.lines.contains(&line) || broken.from.is_some_and(|from| line >= from);
        // The syntax errors themselves were recorded first, one for each broken line.
        let own = broken.lines.contains(&line) && reported.insert(line);
        problem.span.source() != source || !doubtful || own
    });
}
