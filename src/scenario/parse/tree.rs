//! A TOML document as a tree in which every key and value knows its place.
//!
//! It is the toml crate's own tree with owned text, entries in the order of the file, and spans
//! that also say which text they are in, so that overrides from the command line can be grafted
//! on. It knows TOML's types; it must not know the keys of a scenario.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Problem, Span};

/// A value and its place.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) span: Span,
    pub(super) value: Value,
}

/// A TOML value.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    Integer(i128),
    Float(f64),
    Boolean(bool),
    /// A date or a time, as text.
    Time(String),
    Array(Vec<Node>),
    Table(Vec<Entry>),
}

/// A key of a table and its value.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_span: Span,
    pub(super) node: Node,
}

impl Node {
    /// The tree of a value whose spans count from byte `offset` of the source with index `source`.
    pub(super) fn from_toml(value: &Spanned<DeValue<'_>>, source: usize, offset: usize) -> Self {
        Self {
            span: shift(value.span(), source, offset),
            value: Value::from_toml(value.get_ref(), source, offset),
        }
    }

    /// The tree of a whole document.
    pub(super) fn from_document(table: &DeTable<'_>, source: usize) -> Self {
        Self {
            span: Span::new(source, 0, 0),
            value: Value::from_table(table, source, 0),
        }
    }

    /// The entries, if this is a table.
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Table(entries) => entries,
            _ => &[],
        }
    }

    /// The value of a key, or of an item of an array by its index.
    pub(super) fn get(&self, step: &str) -> Option<&Self> {
        match &self.value {
            Value::Table(entries) => entries
                .iter()
                .find(|entry| entry.key == step)
                .map(|entry| &entry.node),
            Value::Array(items) => items.get(step.parse::<usize>().ok()?),
            _ => None,
        }
    }

    /// The value at the end of a path of steps with dots between them.
    pub(super) fn at(&self, path: &str) -> Option<&Self> {
        let mut steps = path.split('.');
        steps.try_fold(self, |node, step| node.get(step))
    }

    /// What it has for a name.
    pub(super) fn name(&self) -> Option<&str> {
        match &self.get("name")?.value {
            Value::Text(name) => Some(name),
            _ => None,
        }
    }

    /// What to say of a value of the wrong type.
    pub(super) fn mismatch(&self, expected: &str) -> Problem {
        let found = self.value.describe();
        Problem::new(self.span, format!("expected {expected}, found {found}"))
            .label(format!("this is {found}"))
    }

    /// What to say of a value that is wrong, as the result of reading it.
    pub(super) fn wrong<T>(
        &self,
        title: impl Into<String>,
        label: impl Into<String>,
    ) -> Result<T, Problem> {
        Err(Problem::new(self.span, title).label(label))
    }

    /// The place of the innermost list or inline table that byte `at` lies in and that was opened
    /// before byte `before`.
    pub(super) fn enclosing(&self, at: usize, before: usize) -> Option<Span> {
        let children: Vec<_> = match &self.value {
            Value::Array(items) => items.iter().collect(),
            Value::Table(entries) => entries.iter().map(|entry| &entry.node).collect(),
            _ => return None,
        };
        let mut inner = children
            .into_iter()
            .filter_map(|child| child.enclosing(at, before));
        let around = self.span.start() < before && at <= self.span.end();
        inner.next().or_else(|| around.then_some(self.span))
    }

    /// The place of the value at a dotted path, or of the last ancestor that exists.
    pub(super) fn place(&self, path: &str) -> Span {
        let mut node = self;
        for step in path.split('.') {
            match node.get(step) {
                Some(next) => node = next,
                None => break,
            }
        }
        node.span
    }
}

impl Value {
    fn from_toml(value: &DeValue<'_>, source: usize, offset: usize) -> Self {
        match value {
            DeValue::String(text) => Self::Text(text.to_string()),
            // What does not fit is far outside of every range, and is refused as such.
            DeValue::Integer(digits) => Self::Integer(
                i128::from_str_radix(digits.as_str(), digits.radix()).unwrap_or(i128::MAX),
            ),
            DeValue::Float(digits) => Self::Float(digits.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(value) => Self::Boolean(*value),
            DeValue::Datetime(time) => Self::Time(time.to_string()),
            DeValue::Array(items) => Self::Array(
                items
                    .iter()
                    .map(|item| Node::from_toml(item, source, offset))
                    .collect(),
            ),
            DeValue::Table(table) => Self::from_table(table, source, offset),
        }
    }

    fn from_table(table: &DeTable<'_>, source: usize, offset: usize) -> Self {
        let mut entries: Vec<_> = table
            .iter()
            .map(|(key, value)| Entry {
                key: key.get_ref().to_string(),
                key_span: shift(key.span(), source, offset),
                node: Node::from_toml(value, source, offset),
            })
            .collect();
        entries.sort_by_key(|entry| entry.key_span);
        Self::Table(entries)
    }

    /// What the value is, as an error says it.
    pub(super) fn describe(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Integer(_) | Self::Float(_) => "a number",
            Self::Boolean(_) => "true or false",
            Self::Time(_) => "a date",
            Self::Array(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

fn shift(range: std::ops::Range<usize>, source: usize, offset: usize) -> Span {
    Span::new(source, range.start + offset, range.end + offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_keep_the_order_of_the_file_and_their_places() {
        let text = "z = 1\na.b = [2, 18446744073709551615]\n";
        let tree = Node::from_document(DeTable::parse(text).unwrap().get_ref(), 3);
        let keys: Vec<_> = tree.entries().iter().map(|entry| &entry.key).collect();
        assert_eq!(keys, ["z", "a"]);
        assert_eq!(tree.place("a.b.1"), Span::new(3, 16, 36));
        assert_eq!(
            tree.place("a.b.7.c"),
            tree.place("a.b"),
            "falls back to the list"
        );
        let last = tree.get("a").unwrap().get("b").unwrap().get("1").unwrap();
        assert!(matches!(last.value, Value::Integer(n) if n == i128::from(u64::MAX)));
    }
}
