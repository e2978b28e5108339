//! What can be wrong with a scenario, and where: problems, their places and the texts they are in.
//!
//! It knows texts and positions in them. It must not know TOML, the keys of a scenario, or how a
//! problem is drawn on a terminal.

use std::fmt;

/// A stretch of bytes in one of the [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    source: usize,
    start: usize,
    end: usize,
}

impl Span {
    /// The bytes from `start` to `end` of a source.
    pub(super) const fn new(source: usize, start: usize, end: usize) -> Self {
        Self { source, start, end }
    }

    /// The index of the source in its [`Sources`].
    pub const fn source(self) -> usize {
        self.source
    }

    /// The first byte.
    pub const fn start(self) -> usize {
        self.start
    }

    /// The byte after the last.
    pub const fn end(self) -> usize {
        self.end
    }
}

/// One thing that is wrong (or, as a warning, suspicious) in a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What is wrong, in a sentence.
    pub title: String,
    /// Where.
    pub span: Span,
    /// What stands there or was expected there; may be empty.
    pub label: String,
    /// Other places that have to do with it.
    pub related: Vec<(Span, String)>,
    /// How to put it right.
    pub help: Option<String>,
}

impl Problem {
    pub(super) fn new(span: Span, title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            span,
            label: String::new(),
            related: Vec::new(),
            help: None,
        }
    }

    pub(super) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    pub(super) fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The texts that a scenario came from: its file, overrides, and files it refers to where they
/// are at fault.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sources {
    texts: Vec<Text>,
}

#[derive(Clone, Debug, PartialEq)]
struct Text {
    name: String,
    text: String,
    /// Where each line starts, so that thousands of problems are placed quickly.
    line_starts: Vec<usize>,
}

impl Sources {
    /// Adds a text under the name that errors show, and gives its index.
    pub(super) fn add(&mut self, name: &str, text: &str) -> usize {
        let starts = text.match_indices('\n').map(|(newline, _)| newline + 1);
        self.texts.push(Text {
            name: name.to_owned(),
            text: text.to_owned(),
            line_starts: std::iter::once(0).chain(starts).collect(),
        });
        self.texts.len() - 1
    }

    /// The name of the source that `span` lies in.
    pub fn name(&self, span: Span) -> &str {
        self.texts.get(span.source).map_or("", |text| &text.name)
    }

    /// The whole text of the source that `span` lies in.
    pub fn text(&self, span: Span) -> &str {
        self.texts.get(span.source).map_or("", |text| &text.text)
    }

    /// The text at `span`.
    pub(crate) fn excerpt(&self, span: Span) -> &str {
        self.text(span).get(span.start..span.end).unwrap_or("")
    }

    /// The line of the start of `span`, counted from 1.
    pub fn line(&self, span: Span) -> usize {
        self.texts.get(span.source).map_or(1, |text| {
            text.line_starts
                .partition_point(|start| *start <= span.start)
        })
    }

    /// Line and column of the start of `span`, both counted from 1, the column in characters.
    pub fn position(&self, span: Span) -> (usize, usize) {
        let line = self.line(span);
        let text = self.text(span).as_bytes();
        let line_start = self
            .texts
            .get(span.source)
            .map_or(0, |text| text.line_starts[line - 1]);
        let before = &text[line_start..span.start.clamp(line_start, text.len())];
        (line, String::from_utf8_lossy(before).chars().count() + 1)
    }
}

/// All that is wrong with a scenario. Its plain display gives one line for each problem; the
/// report room draws them with the lines of the file.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub struct ScenarioError {
    problems: Vec<Problem>,
    sources: Sources,
}

impl ScenarioError {
    pub(super) fn new(problems: Vec<Problem>, sources: Sources) -> Self {
        Self { problems, sources }
    }

    /// The problems, at least one, in the order of the file.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The texts that the problems point into.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }
}

/// `file:line:column: message`, one problem a line.
impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            let (line, column) = self.sources.position(problem.span);
            let name = self.sources.name(problem.span);
            write!(f, "{name}:{line}:{column}: {}", problem.title)?;
            // Help of several lines is an example to be drawn, not a part of a sentence.
            if let Some(help) = problem.help.as_ref().filter(|help| !help.contains('\n')) {
                write!(f, " ({help})")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters_from_one() {
        let mut sources = Sources::default();
        let source = sources.add("a.toml", "a = 1\nµs = 2\n");
        for (start, place) in [
            (0, (1, 1)),
            (4, (1, 5)),
            (6, (2, 1)),
            (8, (2, 2)),
            (14, (3, 1)),
        ] {
            let span = Span::new(source, start, start);
            assert_eq!(sources.position(span), place, "byte {start}");
        }
        assert_eq!(
            sources.position(Span::new(source, 99, 99)),
            (3, 1),
            "past the end"
        );
        assert_eq!(
            sources.excerpt(Span::new(source, 7, 8)),
            "",
            "inside a character"
        );
    }

    #[test]
    fn the_plain_display_names_every_problem() {
        let mut sources = Sources::default();
        let source = sources.add("a.toml", "a = 1\nb = 2\n");
        let problems = vec![
            Problem::new(Span::new(source, 0, 1), "no `a`").help("remove it"),
            Problem::new(Span::new(source, 6, 7), "no `b`"),
        ];
        let error = ScenarioError::new(problems, sources);
        assert_eq!(
            error.to_string(),
            "a.toml:1:1: no `a` (remove it)\na.toml:2:1: no `b`"
        );
    }
}
