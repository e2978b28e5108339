//! Takes values of the tree that was checked by the shapes of its tables.
//!
//! What is wrong by itself has been reported, and is `None` here. It must not know which keys there are.

use toml::de::DeValue;

use super::problem::Span;
use super::read::read;
use super::tree::{Entry, Node, Value};
use crate::scenario::format::plain::{Plain, Typed};
use crate::scenario::format::shape::{Form, Key, Kind, Need};

/// What stands in the file, with what it is by its shape.
#[derive(Clone, Copy)]
pub(super) struct Given<'n> {
    pub(super) node: &'n Node,
    kind: &'n Kind,
}

impl<'n> Given<'n> {
    pub(super) const fn new(kind: &'n Kind, node: &'n Node) -> Self {
        Self { node, kind }
    }

    /// What it is by its shape.
    pub(super) const fn kind(self) -> &'n Kind {
        self.kind
    }

    /// A single value, as it is written.
    pub(super) fn plain(self) -> Option<Plain> {
        read(self.kind, self.node).ok()
    }

    /// A single value.
    pub(super) fn value<T: Typed>(self) -> Option<T> {
        T::of(self.plain()?)
    }

    /// Whether it is a table.
    pub(super) fn is_table(self) -> bool {
        matches!(self.node.value, Value::Table(_))
    }

    /// The value of a key, or its default.
    pub(super) fn take<T: Typed>(self, key: &str) -> Option<T> {
        self.with(key, |given| given.value())
    }

    /// The value of a key that may be absent: `Some(None)` if it is, `None` if it is wrong.
    pub(super) fn set<T: Typed>(self, key: &str) -> Option<Option<T>> {
        self.with_set(key, |given| given.value())
    }

    /// What is made of the value of a key, or of its default.
    pub(super) fn with<T>(
        self,
        key: &str,
        decode: impl FnOnce(Given<'_>) -> Option<T>,
    ) -> Option<T> {
        if let Some(given) = self.get(key) {
            return decode(given);
        }
        let key = self.key(key)?;
        let node = default(key, self.node.span)?;
        decode(Given::new(&key.kind, &node))
    }

    /// What is made of the value of a key that may be absent: `Some(None)` if it is, `None` if it is wrong.
    pub(super) fn with_set<T>(
        self,
        key: &str,
        decode: impl FnOnce(Given<'_>) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.get(key) {
            Some(given) => decode(given).map(Some),
            None => Some(None),
        }
    }

    /// What stands at a key, if it is set.
    pub(super) fn get(self, name: &str) -> Option<Self> {
        let key = self.key(name)?;
        Some(Self::new(&key.kind, self.node.get(name)?))
    }

    fn key(self, name: &str) -> Option<&'static Key> {
        let key = self.kind.table()?.key(name);
        debug_assert!(key.is_some(), "`{name}` has no entry in the format");
        key
    }

    /// The one key of a table that names its kind.
    pub(super) fn chosen(self) -> Option<(&'static str, Self)> {
        let Form::OneOf(keys, _) = self.kind.table()?.form else {
            return None;
        };
        let mut set = keys.iter().filter(|key| self.node.get(key.name).is_some());
        match (set.next(), set.next()) {
            (Some(key), None) => Some((key.name, self.get(key.name)?)),
            _ => None,
        }
    }

    /// The entries of a table under keys that the scenario names, with what they hold.
    pub(super) fn named(self) -> impl Iterator<Item = (&'n Entry, Self)> {
        let names = match self.kind.table().map(|shape| (shape, &shape.form)) {
            Some((shape, Form::Named(keys))) => Some((shape, &keys.others)),
            _ => None,
        };
        let entries = names.map_or(&[][..], |_| self.node.entries());
        entries.iter().filter_map(move |entry| {
            let (shape, others) = names?;
            let is_known = shape.key(&entry.key).is_some();
            (!is_known).then(|| (entry, Self::new(others, &entry.node)))
        })
    }

    /// The items of a list; none if it is not one.
    pub(super) fn items(self) -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator {
        let items: &[Node] = match (&self.node.value, self.kind.list()) {
            (Value::Array(items), Some(_)) => items,
            _ => &[],
        };
        let kind = self.kind.list().map_or(self.kind, |list| &list.item);
        items.iter().map(move |item| Self::new(kind, item))
    }

    /// Decodes every item of a list, all of them even if some have problems.
    pub(super) fn each<T>(self, decode: impl FnMut(Self) -> Option<T>) -> Option<Vec<T>> {
        let is_list = matches!(self.node.value, Value::Array(_));
        let decoded: Vec<_> = self.items().map(decode).collect();
        decoded
            .into_iter()
            .collect::<Option<_>>()
            .filter(|_| is_list)
    }

    /// The place of the value of a key, or of the table without it.
    pub(super) fn place(self, key: &str) -> Span {
        self.node.place(key)
    }

    /// The place of a key itself, or of the table without it.
    pub(super) fn key_span(self, key: &str) -> Span {
        let mut entries = self.node.entries().iter();
        let entry = entries.find(|entry| entry.key == key);
        entry.map_or(self.node.span, |entry| entry.key_span)
    }

    pub(super) fn span(self) -> Span {
        self.node.span
    }
}

/// The default of a key as if it stood at `span`: that of a table or list is that there is nothing in it.
fn default(key: &Key, span: Span) -> Option<Node> {
    let value = match (key.default(), key.kind) {
        (Some(text), _) => Node::from_toml(&DeValue::parse(&text).ok()?, span.source(), 0).value,
        (None, _) if matches!(key.need, Need::Required(_)) => return None,
        (None, Kind::Table(_)) => Value::Table(Vec::new()),
        (None, Kind::List(_)) => Value::Array(Vec::new()),
        (None, _) => return None,
    };
    Some(Node { span, value })
}
