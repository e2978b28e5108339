//! Problems of a scenario, drawn with the lines they are in, in the style of rustc.
//!
//! It knows how a problem looks on a terminal. It must not know what makes a scenario valid.

use std::borrow::Cow;
use std::ops::Range;

use super::format::{escaped_lines, is_invisible_control};
use crate::scenario::parse::{Parsed, Problem, ScenarioError, Sources, Span};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

/// A broken file can have thousands of problems; nobody reads more than these at once.
pub const SHOWN: usize = 50;

/// Longer sentences are cut: what they quote can be as long as a file.
const LONGEST_SENTENCE: usize = 2_000;

/// So many bytes of a line are marked: more fit no terminal.
const LONGEST_MARK: usize = 200;

/// All problems of a scenario, and a last line that counts them.
pub fn render(error: &ScenarioError, color: bool) -> String {
    let problems = error.problems();
    let mut text = render_all(problems, error.sources(), &Level::ERROR, color);
    match problems {
        [] | [_] => {}
        _ if problems.len() > SHOWN => {
            text.push_str(&format!(
                "{} problems, of which {SHOWN} are shown\n",
                problems.len()
            ));
        }
        _ => text.push_str(&format!("{} problems\n", problems.len())),
    }
    text
}

/// The problems of several variants of one scenario, each once: most are in the text that the variants
/// share, and one mistake in a range is wrong at many of its values.
pub fn render_variants(errors: &[ScenarioError], color: bool) -> String {
    let mut distinct: Vec<Mistake> = Vec::new();
    for error in errors {
        for problem in error.problems() {
            let (sources, span) = (error.sources(), problem.span);
            // Two options have one name.
            let place = (sources.name(span), sources.text(span), span.start());
            let words = without_numbers(&problem.title);
            let same = |known: &Mistake<'_>| known.place == place && known.words == words;
            match distinct.iter().position(same) {
                Some(known) => {
                    distinct[known].recurs |= distinct[known].problem.title != problem.title;
                }
                None if distinct.len() < SHOWN => distinct.push(Mistake {
                    problem,
                    sources,
                    place,
                    words,
                    recurs: false,
                }),
                None => {}
            }
        }
    }
    let count = distinct.len();
    let mut text: String = distinct.iter().map(|one| one.render(color)).collect();
    if count > 1 {
        text.push_str(&format!("{count} problems\n"));
    }
    text
}

/// What is wrong at a place, the first time that it was found.
struct Mistake<'a> {
    problem: &'a Problem,
    sources: &'a Sources,
    /// Name and text of the source, and where in it.
    place: (&'a str, &'a str, usize),
    /// Its title without numbers.
    words: String,
    /// Whether other values are wrong in the same way.
    recurs: bool,
}

impl Mistake<'_> {
    fn render(&self, color: bool) -> String {
        let mut problem = self.problem.clone();
        if self.recurs {
            problem.help = Some(match problem.help {
                Some(help) => {
                    format!("{help}. Other values are wrong in the same way; this is the first")
                }
                None => "other values are wrong in the same way; this is the first".to_owned(),
            });
        }
        let one = std::slice::from_ref(&problem);
        render_all(one, self.sources, &Level::ERROR, color)
    }
}

fn without_numbers(text: &str) -> String {
    let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-');
    text.chars().filter(|c| !number(*c)).collect()
}

/// The warnings about a valid scenario; empty if there are none.
pub fn render_warnings(parsed: &Parsed, color: bool) -> String {
    render_all(&parsed.warnings, &parsed.sources, &Level::WARNING, color)
}

fn render_all(problems: &[Problem], sources: &Sources, level: &Level<'_>, color: bool) -> String {
    let renderer = match color {
        true => Renderer::styled(),
        false => Renderer::plain(),
    };
    let mut text = String::new();
    for problem in problems.iter().take(SHOWN) {
        text.push_str(&renderer.render(&[group(problem, sources, level)]));
        text.push_str("\n\n");
    }
    text
}

fn group<'a>(problem: &'a Problem, sources: &'a Sources, level: &Level<'a>) -> Group<'a> {
    let title = level.clone().primary_title(sentence(&problem.title));
    // Places in one text share a snippet; each place in another text has its own.
    let (here, elsewhere): (Vec<_>, Vec<_>) = problem
        .related
        .iter()
        .map(|(span, label)| (*span, label.as_str()))
        .partition(|(span, _)| span.source() == problem.span.source());
    let mut group = title.element(snippet(
        sources,
        (AnnotationKind::Primary, problem.span, &problem.label),
        &here,
    ));
    for (span, label) in elsewhere {
        group = group.element(snippet(
            sources,
            (AnnotationKind::Context, span, label),
            &[],
        ));
    }
    match &problem.help {
        Some(help) => group.element(Level::HELP.message(sentence(help))),
        None => group,
    }
}

/// Words of a problem as they are shown: what they quote from a file can hold anything.
fn sentence(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(LONGEST_SENTENCE) else {
        return escaped_lines(text).into_owned();
    };
    format!("{}…", escaped_lines(&text[..end]))
}

/// Lines of a text as they are shown, byte for byte in their places. The renderer has signs for control characters of
/// one byte, and not for the longer ones that terminals obey, too.
fn harmless(text: &str) -> Cow<'_, str> {
    // Of emoji that are joined the renderer takes care.
    let is_harmful =
        |sign: char| sign.len_utf8() > 1 && sign != '\u{200d}' && is_invisible_control(sign);
    if !text.contains(is_harmful) {
        return Cow::Borrowed(text);
    }
    let shown = |sign: char| match sign.len_utf8() {
        2 if is_harmful(sign) => '·',
        3 if is_harmful(sign) => '\u{fffd}',
        _ => sign,
    };
    Cow::Owned(text.chars().map(shown).collect())
}

/// The lines around some places of one text, with the first place marked as said and the others as
/// context.
fn snippet<'a>(
    sources: &'a Sources,
    (kind, span, label): (AnnotationKind, Span, &'a str),
    context: &[(Span, &'a str)],
) -> Snippet<'a, Annotation<'a>> {
    // Only the lines needed: a trace can have millions of others.
    let text = sources.text(span);
    let all = || std::iter::once(span).chain(context.iter().map(|(span, _)| *span));
    let first = all().min().unwrap_or(span);
    let window_start = line_start(text, first.start());
    let window_end = all().map(|span| line_end(text, span.start())).max();
    let window = &text[window_start..window_end.unwrap_or(text.len())];

    let first_line = sources.line(first);
    let place = |span: Span| within_line(text, span, window_start);
    let label = (!label.is_empty()).then(|| sentence(label));
    Snippet::source(harmless(window))
        .path(escaped_lines(sources.name(span)))
        .line_start(first_line)
        .annotation(kind.span(place(span)).label(label))
        .annotations(context.iter().map(|(span, label)| {
            AnnotationKind::Context
                .span(place(*span))
                .label(Some(sentence(label)))
        }))
}

/// The bytes of `span` on its first line, counted from `window_start`: marking the first line of a
/// table is enough, and keeps the drawing simple.
fn within_line(text: &str, span: Span, window_start: usize) -> Range<usize> {
    let line_end = line_end(text, span.start());
    let start = char_boundary(text, span.start()).min(line_end);
    let end = span.end().min(span.start() + LONGEST_MARK);
    let end = char_boundary(text, end).clamp(start, line_end);
    start - window_start..end - window_start
}

fn line_start(text: &str, at: usize) -> usize {
    let at = char_boundary(text, at);
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    let at = char_boundary(text, at);
    let length = text[at..].find('\n').unwrap_or(text.len() - at);
    // A carriage return belongs to the line break.
    match text[..at + length].ends_with('\r') && length > 0 {
        true => at + length - 1,
        false => at + length,
    }
}

/// The start of the character that byte `at` is in, or the end of the text.
fn char_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
