//! Walking the tree of a scenario: a reader of tables that goes on after a problem.
//!
//! A decoder takes a node and gives `Some` value, or records a problem and gives `None`. A
//! [`Table`] hands its keys to decoders, and when it is closed it reports every key nobody asked
//! for and every required one that is missing. It knows how tables are walked; it must not know
//! which keys there are.

use super::aws_names;
use super::inputs::{Files, Inputs};
use super::problem::{Problem, Sources, Span};
use super::tree::{Entry, Node, Value};

/// What decoding shares: the problems so far, and the files the scenario refers to.
pub(super) struct Context<'a> {
    pub(super) sources: Sources,
    pub(super) problems: Vec<Problem>,
    pub(super) inputs: Inputs<'a>,
    /// Whether the text was not even TOML: what is missing may only be unreadable then.
    pub(super) syntax_broken: bool,
}

impl<'a> Context<'a> {
    pub(super) fn new(files: &'a dyn Files) -> Self {
        Self {
            sources: Sources::default(),
            problems: Vec::new(),
            inputs: Inputs::new(files),
            syntax_broken: false,
        }
    }

    /// Records a problem. Gives `None`, so that a decoder can end with it.
    pub(super) fn report<T>(&mut self, problem: Problem) -> Option<T> {
        self.problems.push(problem);
        None
    }

    /// Records that a value has the wrong type.
    pub(super) fn mismatch<T>(&mut self, node: &Node, expected: &str) -> Option<T> {
        let found = node.value.describe();
        self.report(
            Problem::new(node.span, format!("expected {expected}, found {found}"))
                .label(format!("this is {found}")),
        )
    }
}

/// A table while its keys are read.
pub(super) struct Table<'n> {
    node: &'n Node,
    what: &'static str,
    known: Vec<&'static str>,
    missing: Vec<(&'static str, &'static str)>,
}

impl<'n> Table<'n> {
    /// Starts to read `node`; `what` names it in errors (`a function`).
    pub(super) fn open(cx: &mut Context<'_>, node: &'n Node, what: &'static str) -> Option<Self> {
        if !matches!(node.value, Value::Table(_)) {
            return cx.mismatch(node, &format!("a table with the keys of {what}"));
        }
        Some(Self {
            node,
            what,
            known: Vec::new(),
            missing: Vec::new(),
        })
    }

    /// The place of the table.
    pub(super) fn span(&self) -> Span {
        self.node.span
    }

    /// The entry of a key, which is known from now on.
    pub(super) fn find(&mut self, key: &'static str) -> Option<&'n Entry> {
        self.known.push(key);
        self.node.entries().iter().find(|entry| entry.key == key)
    }

    /// The value of a key that must be there; `example` shows how to write it.
    pub(super) fn required<T>(
        &mut self,
        cx: &mut Context<'_>,
        key: &'static str,
        example: &'static str,
        decode: impl FnOnce(&mut Context<'_>, &'n Node) -> Option<T>,
    ) -> Option<T> {
        match self.find(key) {
            Some(entry) => decode(cx, &entry.node),
            None => {
                self.missing.push((key, example));
                None
            }
        }
    }

    /// The value of a key that may be absent: `Some(None)` if it is, `None` after a problem.
    pub(super) fn optional<T>(
        &mut self,
        cx: &mut Context<'_>,
        key: &'static str,
        decode: impl FnOnce(&mut Context<'_>, &'n Node) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.find(key) {
            Some(entry) => decode(cx, &entry.node).map(Some),
            None => Some(None),
        }
    }

    /// The value of a key, or `default` if it is absent.
    pub(super) fn or<T>(
        &mut self,
        cx: &mut Context<'_>,
        key: &'static str,
        default: T,
        decode: impl FnOnce(&mut Context<'_>, &'n Node) -> Option<T>,
    ) -> Option<T> {
        match self.find(key) {
            Some(entry) => decode(cx, &entry.node),
            None => Some(default),
        }
    }

    /// Reports the keys that nobody asked for, and the required ones that are missing. A key that
    /// is merely misspelt is reported once.
    pub(super) fn close(mut self, cx: &mut Context<'_>) {
        for entry in self.node.entries() {
            if self.known.contains(&entry.key.as_str()) {
                continue;
            }
            if let Some(known) = aws_names::known(&entry.key) {
                self.missing.retain(|(key, _)| Some(*key) != known.key);
                let title = format!(
                    "unknown key `{}` in {}",
                    entry.key.escape_debug(),
                    self.what
                );
                let problem = Problem::new(entry.key_span, title).label(known.label);
                cx.report::<()>(problem.help(known.help));
                continue;
            }
            let close_key = nearest(&entry.key, self.known.iter().copied());
            let is_set = |key: &str| self.node.entries().iter().any(|other| other.key == key);
            self.missing.retain(|(key, _)| Some(*key) != close_key);
            let mut problem = Problem::new(
                entry.key_span,
                format!(
                    "unknown key `{}` in {}",
                    entry.key.escape_debug(),
                    self.what
                ),
            );
            problem = match close_key {
                Some(key) if is_set(key) => {
                    problem.label(format!("did you mean `{key}`, which is set as well?"))
                }
                Some(key) => problem.label(format!("did you mean `{key}`?")),
                None => problem.label("not a key of this table"),
            };
            cx.report::<()>(problem.help(format!("valid keys: {}", self.known.join(", "))));
        }
        if cx.syntax_broken {
            return;
        }
        for (key, example) in self.missing {
            let title = format!("{} lacks the key `{key}`", self.what);
            cx.report::<()>(
                Problem::new(self.node.span, title)
                    .label(format!("`{key}` is missing"))
                    .help(format!("add for instance: {example}")),
            );
        }
    }
}

/// The one key of a table that names its kind, such as `lognormal` in a distribution, with its
/// value. The table may hold nothing else.
pub(super) fn kind<'n>(
    cx: &mut Context<'_>,
    node: &'n Node,
    what: &'static str,
    kinds: &[&'static str],
) -> Option<(&'static str, &'n Node)> {
    let mut table = Table::open(cx, node, what)?;
    let span = table.span();
    let found: Vec<_> = kinds
        .iter()
        .filter_map(|kind| table.find(kind).map(|entry| (*kind, entry)))
        .collect();
    let strangers = node.entries().len() > found.len();
    table.close(cx);
    match found.as_slice() {
        [(kind, entry)] => Some((kind, &entry.node)),
        // An unknown key has been reported: it is most likely the kind, misspelt.
        [] if strangers || cx.syntax_broken => None,
        [] => cx.report(
            Problem::new(span, format!("{what} needs a kind"))
                .help(format!("use one of: {}", kinds.join(", "))),
        ),
        [(first, entry), rest @ ..] => {
            let (second, other) = rest.last()?;
            cx.report(
                Problem::new(
                    other.key_span,
                    format!("{what} has exactly one kind, but here are `{first}` and `{second}`"),
                )
                .related(entry.key_span, "the other one")
                .help("remove one of them"),
            )
        }
    }
}

/// The candidate that `word` most likely was meant to be; `None` if none is near.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    // Beyond this a misspelling is a guess; it also keeps absurdly long words cheap.
    if length > 60 {
        return None;
    }
    candidates
        .into_iter()
        .map(|candidate| {
            (
                strsim::osa_distance(&word, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, _)| *distance <= 1 + length / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_found_if_it_is_near() {
        let regions = ["us-east-1", "us-west-2", "eu-west-1"];
        assert_eq!(nearest("us-esat-1", regions), Some("us-east-1"));
        assert_eq!(nearest("EU-WEST-1", regions), Some("eu-west-1"));
        assert_eq!(nearest("mars", regions), None);
        assert_eq!(nearest("", regions), None);
        assert_eq!(nearest(&"u".repeat(1000), regions), None);
    }
}
