//! Rows of recorded data that cannot be read, each shown in its file.
//!
//! It knows where rows and cells stand in a text. It must not know what a cell should hold.

use super::cursor::Context;
use super::problem::{Problem, Span};
use super::tree::Node;

/// A file with many bad rows most likely has one mistake: this many are shown.
pub(super) const SHOWN: usize = 3;

/// A file of recorded data.
pub(super) struct OpenFile {
    /// As the scenario names it.
    pub(super) name: String,
    /// As the resolved scenario names it.
    pub(super) path: String,
    pub(super) text: String,
}

/// Collects the bad rows of a file.
pub(super) struct BadRows<'c, 'a, 't> {
    cx: &'c mut Context<'a>,
    node: &'t Node,
    name: &'t str,
    text: &'t str,
    source: Option<usize>,
    count: usize,
}

impl<'c, 'a, 't> BadRows<'c, 'a, 't> {
    pub(super) fn new(cx: &'c mut Context<'a>, node: &'t Node, file: &'t OpenFile) -> Self {
        Self {
            cx,
            node,
            name: &file.name,
            text: &file.text,
            source: None,
            count: 0,
        }
    }

    /// The file as a source of problems; only a bad file becomes one.
    fn source(&mut self) -> usize {
        *self
            .source
            .get_or_insert_with(|| self.cx.sources.add(self.name, self.text))
    }

    /// Records that the cell in `column` of the row that starts at byte `at` or after it is bad.
    pub(super) fn add(&mut self, at: u64, column: usize, title: &str) {
        self.count += 1;
        if self.count > SHOWN {
            return;
        }
        let (start, end) = cell(self.text, at, column);
        let span = Span::new(self.source(), start, end);
        let label = match start == end {
            true => "nothing here".to_owned(),
            false => "this cell".to_owned(),
        };
        let problem = Problem::new(span, title)
            .label(label)
            .related(self.node.span, "the file named here");
        self.cx.report::<()>(problem);
    }

    /// Records that the header names no arrival times; `meant` may be a column meant to hold them.
    pub(super) fn no_arrival_column(&mut self, meant: Option<String>) {
        self.count += 1;
        let (start, end) = row(self.text, 0);
        let span = Span::new(self.source(), start, end);
        let label = match meant {
            Some(name) => format!("is `{name}` meant to be `arrival_s`?"),
            None => "no column of this name".to_owned(),
        };
        let problem = Problem::new(span, "a trace needs the column `arrival_s`")
            .label(label)
            .related(self.node.span, "the file named here")
            .help(
                "the first line names the columns: arrival_s (seconds) and, optionally, service_ms",
            );
        self.cx.report::<()>(problem);
    }

    /// Whether no row was bad so far.
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The rows, if none was bad.
    pub(super) fn finish<T>(self, rows: T) -> Option<T> {
        if self.count > SHOWN {
            let more = self.count - SHOWN;
            let title = format!("this file has {more} more bad values");
            self.cx.report::<()>(Problem::new(self.node.span, title));
        }
        (self.count == 0).then_some(rows)
    }
}

/// Where the row at or after byte `at` stands: comments and blank lines are no rows.
fn row(text: &str, at: u64) -> (usize, usize) {
    let mut start = usize::try_from(at).unwrap_or(text.len()).min(text.len());
    for line in text.get(start..).unwrap_or("").split_inclusive('\n') {
        let content = line.trim_end();
        if !content.is_empty() && !content.starts_with('#') {
            return (start, start + content.len());
        }
        start += line.len();
    }
    (text.len(), text.len())
}

/// Where a cell stands; the whole row if it is quoted or not there.
fn cell(text: &str, at: u64, column: usize) -> (usize, usize) {
    let (start, end) = row(text, at);
    let line = &text[start..end];
    if line.contains('"') {
        return (start, end);
    }
    let mut cell_start = start;
    for (index, cell) in line.split(',').enumerate() {
        if index == column {
            let padding = cell.len() - cell.trim_start().len();
            let cell_start = cell_start + padding;
            return (cell_start, cell_start + cell.trim().len());
        }
        cell_start += cell.len() + 1;
    }
    (end, end)
}
