//! Grafting a value onto the tree of a scenario, at a path that may not exist yet.
//!
//! A value replaces what is there or is added. It knows which lists are addressed by name and
//! which keys exclude each other; it must not know what the values mean.

use super::cursor::{Context, nearest};
use super::distribution::{self, GAMMA, LOGNORMAL};
use super::problem::{Problem, Span};
use super::traffic;
use super::tree::{Entry, Node, Value};

/// The keys that hold lists, which a path may create or lengthen.
const LISTS: [&str; 8] = [
    "functions",
    "aliases",
    "versions",
    "traffic",
    "stages",
    "at",
    "outages",
    "schedule",
];

/// A part of a path.
pub(super) struct Step {
    pub(super) key: String,
    pub(super) span: Span,
}

/// Puts `value` at `path` below `node`, which is the value of the key `parent`.
pub(super) fn graft(
    cx: &mut Context<'_>,
    node: &mut Node,
    parent: &str,
    path: &[Step],
    value: Node,
) {
    let Some((step, rest)) = path.split_first() else {
        *node = value;
        return;
    };
    if let Value::Array(items) = &mut node.value {
        if let Some(item) = item(cx, items, parent, step) {
            graft(cx, item, parent, rest, value);
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
    drop_alternatives(entries, parent, &step.key);
    let position = entries.iter().position(|entry| entry.key == step.key);
    let index = position.unwrap_or_else(|| {
        let mut node = empty_table(step.span);
        if is_list(parent, &step.key) {
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
        graft(cx, &mut entry.node, &step.key, rest, value);
    }
}

/// Whether a key that is not there yet holds a list. A `duration` does where it is a price with tiers.
fn is_list(parent: &str, key: &str) -> bool {
    LISTS.contains(&key) || (key == "duration" && ["x86_64", "arm64"].contains(&parent))
}

fn empty_table(span: Span) -> Node {
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
    step: &Step,
) -> Option<&'n mut Node> {
    let count = items.len();
    let index = step.key.parse::<usize>().ok();
    if let Some(named) = Named::held_by(parent) {
        let names: Vec<_> = items.iter().map(name).collect();
        let by_name = names
            .iter()
            .position(|name| *name == Some(step.key.as_str()));
        if let Some(found) = by_name.or(index.filter(|index| *index < count)) {
            return items.get_mut(found);
        }
        if matches!(parent, "aliases" | "versions") && index == Some(count) {
            items.push(empty_table(step.span));
            return items.last_mut();
        }
        let names: Vec<_> = names.into_iter().flatten().collect();
        return named.unknown(cx, step, &names);
    }
    match index {
        Some(index) if index < count => items.get_mut(index),
        Some(index) if index == count => {
            items.push(empty_table(step.span));
            items.last_mut()
        }
        _ => {
            let title = format!("`{parent}` is a list: its items are addressed by number");
            cx.report(
                Problem::new(step.span, title)
                    .label("not the number of an item")
                    .help(match count {
                        0 => "the first is 0".to_owned(),
                        count => format!("0 to {}, and {count} adds one", count - 1),
                    }),
            )
        }
    }
}

/// A kind of item that is addressed by its name.
struct Named {
    one: &'static str,
    many: &'static str,
    owner: &'static str,
}

impl Named {
    fn held_by(parent: &str) -> Option<Self> {
        let (one, many, owner) = match parent {
            "functions" => ("function", "functions", "scenario"),
            "aliases" => ("alias", "aliases", "function"),
            "versions" => ("version", "versions", "function"),
            _ => return None,
        };
        Some(Self { one, many, owner })
    }

    fn unknown<T>(&self, cx: &mut Context<'_>, step: &Step, names: &[&str]) -> Option<T> {
        let Self { one, many, owner } = self;
        let article = if *one == "alias" { "an" } else { "a" };
        let title = format!("no {one} is called `{}`", step.key.escape_debug());
        let problem =
            Problem::new(step.span, title).label(match nearest(&step.key, names.iter().copied()) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("not {article} {one} of this {owner}"),
            });
        cx.report(problem.help(match names {
            [] => format!("the {owner} has no {many}"),
            names => format!("{many}: {}", names.join(", ")),
        }))
    }
}

fn name(node: &Node) -> Option<&str> {
    match &node.get("name")?.value {
        Value::Text(name) => Some(name),
        _ => None,
    }
}

/// Removes the keys of the table `parent` that cannot stand beside `key`: the other kinds of a
/// distribution or of traffic, the other parameters of a lognormal, the other way to set weights.
fn drop_alternatives(entries: &mut Vec<Entry>, parent: &str, key: &str) {
    let one_each = |kinds: &[&'static str]| kinds.iter().map(|kind| vec![*kind]).collect();
    let owned = |groups: &[&[&'static str]]| groups.iter().map(|group| group.to_vec()).collect();
    let groups: Vec<Vec<&str>> = match parent {
        "service_time" | "think_time" => one_each(&distribution::KINDS),
        "cold_start" => {
            let mut groups: Vec<_> = one_each(&distribution::KINDS);
            groups.push(vec!["runtime"]);
            groups
        }
        "traffic" => one_each(&traffic::KINDS),
        "poisson" | "even" => one_each(&traffic::PROFILES),
        "lognormal" => owned(&LOGNORMAL),
        "gamma" => owned(&GAMMA),
        "alias" => one_each(&["weights", "deployment"]),
        _ => return,
    };
    if let Some(own) = groups.iter().find(|group| group.contains(&key)) {
        let excluded = |entry: &Entry| {
            groups.iter().flatten().any(|other| *other == entry.key)
                && !own.contains(&entry.key.as_str())
        };
        entries.retain(|entry| !excluded(entry));
    }
}
