//! What to say about text that is not TOML.
//!
//! The TOML parser recovers from an error and goes on, which may bring errors that are mere
//! consequences of the first; they are left out. Text without quotes, the most common slip, is
//! recovered as text, so that everything else in the file can still be checked.

use std::collections::BTreeSet;

use toml::de::Error;

use super::cursor::Context;
use super::problem::{Problem, Sources, Span};

/// What the TOML parser says of text without quotes.
const UNQUOTED: &str = "string values must be quoted";

/// Reports the syntax errors of a source, and gives the lines on which nothing more can be said.
pub(super) fn report(
    cx: &mut Context<'_>,
    source: usize,
    text: &str,
    errors: &[Error],
) -> BTreeSet<usize> {
    let mut places: Vec<_> = errors
        .iter()
        .map(|error| {
            let range = error.span().unwrap_or_default();
            (Span::new(source, range.start, range.end), error.message())
        })
        .collect();
    places.sort_by_key(|(span, _)| *span);
    let unclosed = errors
        .iter()
        .any(|error| error.message().starts_with("unclosed"));

    let mut broken_lines = BTreeSet::new();
    for (span, message) in places {
        let (line, _) = cx.sources.position(span);
        let word = cx.sources.excerpt(span).to_owned();
        if message.starts_with(UNQUOTED) && !word.is_empty() {
            cx.report::<()>(
                Problem::new(span, "text must be in quotes").help(format!("write \"{word}\"")),
            );
            continue;
        }
        cx.syntax_broken = true;
        if broken_lines.insert(line) {
            cx.report::<()>(broken(span, message, text));
        }
        if unclosed {
            // All that follows is read as part of what was never closed.
            let last = text.lines().count() + 1;
            broken_lines.extend(line..=last);
            break;
        }
    }
    broken_lines
}

fn broken(span: Span, message: &str, text: &str) -> Problem {
    let problem = Problem::new(span, "this is not valid TOML");
    if message.starts_with(UNQUOTED) {
        return problem.label("a value is missing here");
    }
    let problem = problem.label(message);
    let before = text
        .get(..span.start())
        .and_then(|text| text.chars().next_back());
    let after = text
        .get(span.start()..)
        .and_then(|text| text.chars().next());
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
    broken_lines: &BTreeSet<usize>,
) {
    if broken_lines.is_empty() {
        return;
    }
    let mut reported = BTreeSet::new();
    problems.retain(|problem| {
        let (line, _) = sources.position(problem.span);
        // The syntax errors themselves were recorded first, one for each broken line.
        problem.span.source() != source || !broken_lines.contains(&line) || reported.insert(line)
    });
}
