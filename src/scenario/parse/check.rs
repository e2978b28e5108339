//! Checks a scenario by the shapes of its tables: types, ranges, unknown keys, missing ones.
//!
//! It reports all that can be said of each table and value by itself, so that decoders merely take what is
//! right. It knows how tables are walked; it must not know which keys there are.

use super::aws_names;
use super::context::Context;
use super::nearest::nearest;
use super::problem::Problem;
use super::read::read;
use super::tree::{Entry, Node, Value};
use crate::scenario::format::shape::{Form, Key, Kind, List, Need, Shape, TakesFor, Way};

/// Reports what is wrong with the value at `node`, and with all below it.
pub(super) fn check(cx: &mut Context<'_>, kind: &Kind, node: &Node) {
    match (&node.value, kind.table(), kind.list()) {
        (Value::Table(entries), Some(shape), _) => table(cx, shape, node, entries),
        (Value::Array(items), _, Some(list)) => self::list(cx, list, node, items),
        _ => {
            if let Err(problem) = read(kind, node) {
                cx.report::<()>(problem);
            }
        }
    }
}

fn list(cx: &mut Context<'_>, list: &List, node: &Node, items: &[Node]) {
    if items.is_empty() && !list.may_be_empty && !cx.syntax_broken {
        let title = format!("expected {}", list.expected);
        cx.report::<()>(Problem::new(node.span, title).label("empty"));
    }
    for item in items {
        check(cx, &list.item, item);
    }
}

fn table(cx: &mut Context<'_>, shape: &Shape, node: &Node, entries: &[Entry]) {
    match shape.form {
        Form::Keys(keys) => all_of(cx, shape, keys, node, entries),
        Form::OneOf(keys, others) => one_of(cx, shape, (keys, others), node, entries),
        Form::Named(_) => {
            for entry in entries {
                if let Some(kind) = shape.kind_of(&entry.key) {
                    check(cx, kind, &entry.node);
                }
            }
        }
        Form::Ways(ways) => match way(shape, ways, entries) {
            Ok(way) => all_of(cx, shape, way.keys, node, entries),
            Err(problem) => {
                cx.report::<()>(problem);
            }
        },
    }
}

/// A table of which any keys may be set, and some must.
fn all_of(cx: &mut Context<'_>, shape: &Shape, keys: &[Key], node: &Node, entries: &[Entry]) {
    let meant = unknown(cx, shape, keys, entries);
    for key in keys {
        match (found(entries, key), key.need) {
            (Some(entry), _) => check(cx, &key.kind, &entry.node),
            // A key that is merely misspelt is reported once.
            (None, Need::Required(example)) if !cx.syntax_broken && !meant.contains(&key.name) => {
                let title = format!("{} lacks the key `{}`", shape.what, key.name);
                cx.report::<()>(
                    Problem::new(node.span, title)
                        .label(format!("`{}` is missing", key.name))
                        .help(format!("add for instance: {example}")),
                );
            }
            _ => {}
        }
    }
}

/// A table with one key that names the kind, and any others beside it.
fn one_of(
    cx: &mut Context<'_>,
    shape: &Shape,
    (keys, others): (&'static [Key], &'static [Key]),
    node: &Node,
    entries: &[Entry],
) {
    let all: Vec<Key> = keys.iter().chain(others).copied().collect();
    unknown(cx, shape, &all, entries);
    for (key, entry) in others
        .iter()
        .filter_map(|key| Some((key, found(entries, key)?)))
    {
        check(cx, &key.kind, &entry.node);
    }
    let is_other = |entry: &Entry| others.iter().any(|key| key.name == entry.key);
    let of_key = |key: &'static Key| Some((key, found(entries, key)?));
    let chosen: Vec<(&Key, &Entry)> = keys.iter().filter_map(of_key).collect();
    let what = shape.what;
    match chosen.as_slice() {
        [(key, entry)] => check(cx, &key.kind, &entry.node),
        // An unknown key has been reported: it is most likely the kind, misspelt.
        [] if !entries.iter().all(is_other) || cx.syntax_broken => {}
        [] => {
            let names: Vec<_> = keys.iter().map(|key| key.name).collect();
            let problem = Problem::new(node.span, format!("{what} needs a kind"));
            cx.report::<()>(problem.help(format!("use one of: {}", names.join(", "))));
        }
        [(first, one), .., (last, other)] => {
            let (first, last) = (first.name, last.name);
            let title = format!("{what} has exactly one kind, but here are `{first}` and `{last}`");
            cx.report::<()>(
                Problem::new(other.key_span, title)
                    .related(one.key_span, "the other one")
                    .help("remove one of them"),
            );
        }
    }
}

/// The entry of a key, if it is set.
fn found<'e>(entries: &'e [Entry], key: &Key) -> Option<&'e Entry> {
    entries.iter().find(|entry| entry.key == key.name)
}

/// The way that the keys of a table belong to: the first, if none of them tells.
fn way(shape: &Shape, ways: &'static [Way], entries: &[Entry]) -> Result<&'static Way, Problem> {
    let way_of = |entry: &Entry| {
        let mut ways = ways.iter();
        ways.position(|way| way.keys.iter().any(|key| key.name == entry.key))
    };
    let mut known = entries
        .iter()
        .filter_map(|entry| Some((way_of(entry)?, entry)));
    let (chosen, key) = known
        .next()
        .map_or((0, ""), |(way, entry)| (way, entry.key.as_str()));
    match known.find(|(way, _)| *way != chosen) {
        None => Ok(&ways[chosen]),
        Some((_, entry)) => {
            let names = |way: &Way| {
                let names: Vec<_> = way.keys.iter().map(|key| key.name).collect();
                names.join(" and ")
            };
            let ways: Vec<_> = ways.iter().map(names).collect();
            let title = format!(
                "{} cannot have both `{key}` and `{}`",
                shape.what, entry.key
            );
            let problem = Problem::new(entry.key_span, title);
            Err(problem.help(format!("give {}", ways.join(", or "))))
        }
    }
}

/// Reports the keys that a table does not have, and gives those that were meant.
fn unknown(
    cx: &mut Context<'_>,
    shape: &Shape,
    keys: &[Key],
    entries: &[Entry],
) -> Vec<&'static str> {
    let is_known = |name: &str| keys.iter().any(|key| key.name == name);
    let mut meant = Vec::new();
    for entry in entries.iter().filter(|entry| !is_known(&entry.key)) {
        let title = format!(
            "unknown key `{}` in {}",
            entry.key.escape_debug(),
            shape.what
        );
        let problem = Problem::new(entry.key_span, title);
        let known = match shape.takes_for {
            TakesFor::Tasks => aws_names::known_of_tasks(&entry.key),
            TakesFor::Functions => aws_names::known(&entry.key),
        };
        if let Some(known) = known {
            meant.extend(known.key);
            cx.report::<()>(problem.label(known.label).help(known.help));
            continue;
        }
        let names: Vec<_> = keys.iter().map(|key| key.name).collect();
        let close = nearest(&entry.key, names.iter().copied());
        meant.extend(close);
        let label = match close {
            Some(key) if entries.iter().any(|other| other.key == key) => {
                format!("did you mean `{key}`, which is set as well?")
            }
            Some(key) => format!("did you mean `{key}`?"),
            None => "not a key of this table".to_owned(),
        };
        let help = format!("valid keys: {}", names.join(", "));
        cx.report::<()>(problem.label(label).help(help));
    }
    meant
}
