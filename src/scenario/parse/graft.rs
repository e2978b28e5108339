//! Grafting a value onto the tree of a scenario, at a path that may not exist yet.
//!
//! A value replaces what is there or is added. The shapes of the format say which keys hold lists and
//! which exclude each other; it must not know what the values mean.

use super::context::Context;
use super::nearest::nearest;
use super::problem::{Problem, Span};
use super::tree::{Entry, Node, Value};
use crate::scenario::format::shape::{Kind, List, Named};

/// A part of a path.
pub(super) struct Step {
    pub(super) key: String,
    pub(super) span: Span,
}

/// Puts `value` at `path` below `node`, which is the value of the key `parent`; `kind` is what the format
/// has there, if it has anything.
pub(super) fn graft(
    cx: &mut Context<'_>,
    node: &mut Node,
    (parent, kind): (&str, Option<&Kind>),
    path: &[Step],
    value: Node,
) {
    let Some((step, rest)) = path.split_first() else {
        *node = value;
        return;
    };
    if let Value::Array(items) = &mut node.value {
        let list = kind.and_then(Kind::list);
        if let Some(item) = item(cx, items, parent, list, step) {
            graft(cx, item, (parent, list.map(|list| &list.item)), rest, value);
        }
        return;
    }
    if !matches!(node.value, Value::Table(_)) {
        // `service_time.lognormal=...` where there was a bare duration.
        *node = empty_table(step.span);
    }
    let Value::Table(entries) = &mut node.value else {
        return;
    };
    let shape = kind.and_then(Kind::table);
    entries
        .retain(|entry| shape.is_none_or(|shape| !shape.exclude_each_other(&entry.key, &step.key)));
    let kind = shape.and_then(|shape| shape.kind_of(&step.key));
    let position = entries.iter().position(|entry| entry.key == step.key);
    let index = position.unwrap_or_else(|| {
        let mut node = empty_table(step.span);
        if kind.is_some_and(|kind| kind.list().is_some() && kind.table().is_none()) {
            node.value = Value::Array(Vec::new());
        }
        entries.push(Entry {
            key: step.key.clone(),
            key_span: step.span,
            node,
        });
        entries.len() - 1
    });
    if let Some(entry) = entries.get_mut(index) {
        if rest.is_empty() {
            entry.key_span = step.span;
        }
        graft(cx, &mut entry.node, (&step.key, kind), rest, value);
    }
}

/// A table without keys.
pub(super) fn empty_table(span: Span) -> Node {
    Node {
        span,
        value: Value::Table(Vec::new()),
    }
}

/// The item of a list that a step names: a function, a version or an alias by its name, anything else by its index.
/// The index after the last adds an item.
fn item<'n>(
    cx: &mut Context<'_>,
    items: &'n mut Vec<Node>,
    parent: &str,
    list: Option<&List>,
    step: &Step,
) -> Option<&'n mut Node> {
    let count = items.len();
    let named = list.and_then(|list| list.named);
    let by_name = named.and_then(|_| {
        let mut items = items.iter();
        items.position(|item| item.name() == Some(&step.key))
    });
    let index = by_name.or_else(|| step.key.parse().ok());
    match index {
        Some(index) if index < count => items.get_mut(index),
        Some(index) if index == count && named.is_none_or(|named| named.may_grow) => {
            items.push(empty_table(step.span));
            items.last_mut()
        }
        _ => cx.report(match named {
            Some(named) => unknown(&named, step, items),
            None => {
                let title = format!("`{parent}` is a list: its items are addressed by number");
                Problem::new(step.span, title)
                    .label("not the number of an item")
                    .help(match count {
                        0 => "the first is 0".to_owned(),
                        count => format!("0 to {}, and {count} adds one", count - 1),
                    })
            }
        }),
    }
}

fn unknown(named: &Named, step: &Step, items: &[Node]) -> Problem {
    let Named {
        one, many, owner, ..
    } = named;
    let names: Vec<_> = items.iter().filter_map(Node::name).collect();
    let noun = one.split(' ').next_back().unwrap_or(one);
    let title = format!("no {noun} is called `{}`", step.key.escape_debug());
    let label = match nearest(&step.key, names.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("not {one} of this {owner}"),
    };
    let help = if names.is_empty() {
        format!("the {owner} has no {many}")
    } else {
        format!("{many}: {}", names.join(", "))
    };
    Problem::new(step.span, title).label(label).help(help)
}
