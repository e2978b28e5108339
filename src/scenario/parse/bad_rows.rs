//! Rows of recorded data that cannot be read, each shown in its file.
//!
//! It knows files and problems. It must not know what a row should hold.

use std::sync::Arc;

use super::context::Context;
use super::problem::{Problem, Span};
use super::table::{self, Wrong};
use super::tree::Node;

/// A file with many bad rows most likely has one mistake: this many are shown.
pub(super) const SHOWN: usize = 3;

/// A file of recorded data.
pub(super) struct OpenFile {
    /// As the scenario names it.
    pub(super) name: String,
    /// As the resolved scenario names it.
    pub(super) path: String,
    /// Its bytes, which are UTF-8.
    pub(super) contents: Arc<[u8]>,
}

impl OpenFile {
    /// Its text, without a byte order mark.
    pub(super) fn text(&self) -> &str {
        table::without_mark(std::str::from_utf8(&self.contents).unwrap_or_default())
    }
}

/// Collects what is wrong in a file.
pub(super) struct BadRows<'c, 'a, 't> {
    cx: &'c mut Context<'a>,
    node: &'t Node,
    name: &'t str,
    text: &'t str,
    source: Option<usize>,
    count: usize,
    helped: Vec<String>,
}

impl<'c, 'a, 't> BadRows<'c, 'a, 't> {
    pub(super) fn new(cx: &'c mut Context<'a>, node: &'t Node, file: &'t OpenFile) -> Self {
        Self {
            cx,
            node,
            name: &file.name,
            text: file.text(),
            source: None,
            count: 0,
            helped: Vec::new(),
        }
    }

    /// The file as a source of problems; only a bad file becomes one.
    fn source(&mut self) -> usize {
        *self
            .source
            .get_or_insert_with(|| self.cx.sources.add(self.name, self.text))
    }

    /// Records what is wrong. A remedy is given once.
    pub(super) fn add(&mut self, wrong: Wrong) {
        self.count += 1;
        if self.count > SHOWN {
            return;
        }
        let span = Span::new(self.source(), wrong.place.start, wrong.place.end);
        let mut problem = Problem::new(span, wrong.title)
            .label(wrong.label)
            .related(self.node.span, "the file named here");
        if let Some(help) = wrong.help.filter(|help| !self.helped.contains(help)) {
            self.helped.push(help.clone());
            problem = problem.help(help);
        }
        self.cx.report::<()>(problem);
    }

    /// What was read, unless it is wrong.
    pub(super) fn read<T>(&mut self, read: Result<T, Wrong>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(wrong) => {
                self.add(wrong);
                None
            }
        }
    }

    /// Whether nothing was wrong so far.
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The rows, if none was bad.
    pub(super) fn finish<T>(self, rows: T) -> Option<T> {
        if self.count > SHOWN {
            let more = self.count - SHOWN;
            let plural = if more == 1 { "" } else { "s" };
            let title = format!("this file has {more} more bad value{plural}");
            self.cx.report::<()>(Problem::new(self.node.span, title));
        }
        (self.count == 0).then_some(rows)
    }
}
