//! Overrides from the command line: `region.burst=500` and the like, grafted onto the tree.
//!
//! An override replaces a key or adds it. Its values keep their place in its own text, so that an
//! error points at what the user typed. It knows which lists are addressed by name and which keys
//! exclude each other; it must not know what the values mean.

use toml::de::{DeTable, DeValue};

use super::cursor::{Context, nearest};
use super::distribution::{self, GAMMA, LOGNORMAL};
use super::problem::{Problem, Span};
use super::traffic;
use super::tree::{Entry, Node, Value};

/// The name of overrides in errors.
const SOURCE: &str = "--set";

/// The keys that hold lists, which an override may create or lengthen.
const LISTS: [&str; 4] = ["functions", "traffic", "stages", "at"];

/// A part of a dotted key.
struct Step {
    key: String,
    span: Span,
}

/// Applies one override, `KEY=VALUE`, to the tree of a scenario.
pub(super) fn apply(cx: &mut Context<'_>, root: &mut Node, text: &str) {
    let source = cx.sources.add(SOURCE, text);
    let Some(equals) = equals_sign(text) else {
        cx.report::<()>(
            Problem::new(Span::new(source, 0, text.len()), "expected KEY=VALUE")
                .label("no `=` here")
                .help("for instance --set region.burst=500"),
        );
        return;
    };
    let Some(path) = path(cx, source, &text[..equals]) else {
        return;
    };
    if let Some(value) = value(cx, source, text, equals + 1) {
        graft(cx, root, "", &path, value);
    }
}

/// Where the key ends: the first `=` outside of quotes.
fn equals_sign(text: &str) -> Option<usize> {
    let mut quote = None;
    text.char_indices().find_map(|(at, c)| {
        match (c, quote) {
            ('=', None) => return Some(at),
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            _ => {}
        }
        None
    })
}

/// The dotted key, read by the TOML parser itself.
fn path(cx: &mut Context<'_>, source: usize, key: &str) -> Option<Vec<Step>> {
    let document = format!("{key}=0");
    let mut path = Vec::new();
    match DeTable::parse(&document) {
        Ok(table) => steps(table.get_ref(), source, &mut path),
        Err(error) => {
            return cx.report(
                Problem::new(Span::new(source, 0, key.len()), "this is not a dotted key")
                    .label(error.message())
                    .help("quote a part with special characters: functions.\"my fn\".memory"),
            );
        }
    }
    Some(path)
}

fn steps(table: &DeTable<'_>, source: usize, path: &mut Vec<Step>) {
    // A document of one line with one key: each table has one entry.
    for (key, value) in table.iter().take(1) {
        let range = key.span();
        path.push(Step {
            key: key.get_ref().to_string(),
            span: Span::new(source, range.start, range.end),
        });
        if let DeValue::Table(inner) = value.get_ref() {
            steps(inner, source, path);
        }
    }
}

/// The value: TOML if it is, else text.
fn value(cx: &mut Context<'_>, source: usize, text: &str, from: usize) -> Option<Node> {
    let written = text[from..].trim();
    let start = from + (text[from..].len() - text[from..].trim_start().len());
    let span = Span::new(source, start, start + written.len());
    match DeValue::parse(written) {
        Ok(value) => Some(Node::from_toml(&value, source, start)),
        // What starts like TOML was meant to be TOML: reading it as text would hide the slip.
        Err(error) if written.starts_with(['[', '{', '"', '\'']) => {
            cx.report(Problem::new(span, "this value is not valid TOML").label(error.message()))
        }
        Err(_) if written.is_empty() => cx.report(
            Problem::new(span, "the value is missing").help("for instance --set region.burst=500"),
        ),
        Err(_) => Some(Node {
            span,
            value: Value::Text(written.to_owned()),
        }),
    }
}

/// Puts `value` at `path` below `node`, which is the value of the key `parent`.
fn graft(cx: &mut Context<'_>, node: &mut Node, parent: &str, path: &[Step], value: Node) {
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
        if LISTS.contains(&step.key.as_str()) {
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

fn empty_table(span: Span) -> Node {
    Node {
        span,
        value: Value::Table(Vec::new()),
    }
}

/// The item of a list that a step names: a function by its name, anything else by its index. The
/// index after the last adds an item.
fn item<'n>(
    cx: &mut Context<'_>,
    items: &'n mut Vec<Node>,
    parent: &str,
    step: &Step,
) -> Option<&'n mut Node> {
    let count = items.len();
    let index = step.key.parse::<usize>().ok();
    if parent == "functions" {
        let names: Vec<_> = items.iter().map(function_name).collect();
        let by_name = names
            .iter()
            .position(|name| *name == Some(step.key.as_str()));
        if let Some(found) = by_name.or(index.filter(|index| *index < count)) {
            return items.get_mut(found);
        }
        let names: Vec<_> = names.into_iter().flatten().collect();
        let title = format!("no function is called `{}`", step.key.escape_debug());
        let problem =
            Problem::new(step.span, title).label(match nearest(&step.key, names.iter().copied()) {
                Some(name) => format!("did you mean `{name}`?"),
                None => "not a function of this scenario".to_owned(),
            });
        return cx.report(problem.help(match names.as_slice() {
            [] => "the scenario has no functions".to_owned(),
            names => format!("functions: {}", names.join(", ")),
        }));
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

fn function_name(node: &Node) -> Option<&str> {
    match &node.get("name")?.value {
        Value::Text(name) => Some(name),
        _ => None,
    }
}

/// Removes the keys of the table `parent` that cannot stand beside `key`: the other kinds of a
/// distribution or of traffic, the other parameters of a lognormal.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse::inputs::NoFiles;

    const SCENARIO: &str = r#"
        duration = "1m"
        functions = [
          { name = "a", service_time = "1s", traffic = [{ poisson.stages = [{ target = 1 }] }] },
          { name = "my fn", service_time.lognormal = { median = "1s", p99 = "2s" } },
        ]
    "#;

    /// The scenario after some overrides, or the title of the first problem.
    fn after(overrides: &[&str]) -> Result<Node, String> {
        let mut cx = Context::new(&NoFiles);
        let table = DeTable::parse(SCENARIO).unwrap();
        let mut root = Node::from_document(table.get_ref(), 0);
        for text in overrides {
            apply(&mut cx, &mut root, text);
        }
        match cx.problems.first() {
            Some(problem) => Err(problem.title.clone()),
            None => Ok(root),
        }
    }

    /// The keys of the table at `path` after an override.
    fn keys(text: &str, path: &str) -> Vec<String> {
        let root = after(&[text]).unwrap_or_else(|title| panic!("{text}: {title}"));
        let node = path.split('.').try_fold(&root, |node, step| node.get(step));
        let entries = node
            .unwrap_or_else(|| panic!("{text}: no {path}"))
            .entries();
        entries.iter().map(|entry| entry.key.clone()).collect()
    }

    fn value(text: &str, path: &str) -> Value {
        let root = after(&[text]).unwrap_or_else(|title| panic!("{text}: {title}"));
        let node = path.split('.').try_fold(&root, |node, step| node.get(step));
        node.unwrap_or_else(|| panic!("{text}: no {path}"))
            .value
            .clone()
    }

    #[test]
    fn values_are_toml_or_else_text() {
        for (text, path, text_value) in [
            ("duration=2m", "duration", "2m"),
            ("duration = \"2m\" ", "duration", "2m"),
            ("region.name=eu-west-1", "region.name", "eu-west-1"),
            (
                "functions.\"my fn\".memory=1 GB",
                "functions.1.memory",
                "1 GB",
            ),
            ("functions.0.memory=a=b", "functions.0.memory", "a=b"),
        ] {
            assert!(
                matches!(value(text, path), Value::Text(read) if read == text_value),
                "{text}"
            );
        }
        assert!(matches!(value("seed=7", "seed"), Value::Integer(7)));
        assert!(matches!(value("x=[1, 2]", "x.1"), Value::Integer(2)));
    }

    #[test]
    fn a_variant_replaces_the_other_variants() {
        for (text, path, expected) in [
            (
                "functions.a.traffic.0.poisson.rate=50",
                "functions.0.traffic.0.poisson",
                &["rate"][..],
            ),
            (
                "functions.a.traffic.0.even.rate=50",
                "functions.0.traffic.0",
                &["even"],
            ),
            (
                "functions.a.service_time.exponential.mean=1s",
                "functions.0.service_time",
                &["exponential"],
            ),
            (
                "functions.'my fn'.service_time.gamma.shape=2",
                "functions.1.service_time",
                &["gamma"],
            ),
            (
                "functions.'my fn'.service_time.lognormal.p99=9s",
                "functions.1.service_time.lognormal",
                &["median", "p99"],
            ),
            (
                "functions.'my fn'.service_time.lognormal.mean=9s",
                "functions.1.service_time.lognormal",
                &["mean"],
            ),
        ] {
            assert_eq!(keys(text, path), expected, "{text}");
        }
    }

    #[test]
    fn lists_grow_by_the_next_index_only() {
        assert_eq!(
            keys("functions.a.traffic.1.even.rate=5", "functions.0.traffic.1"),
            ["even"]
        );
        assert_eq!(
            keys(
                "functions.'my fn'.traffic.0.even.rate=5",
                "functions.1.traffic.0"
            ),
            ["even"]
        );
        for text in [
            "functions.a.traffic.2.even.rate=5",
            "functions.a.traffic.x=5",
            "functions.2.name=c",
        ] {
            assert!(after(&[text]).is_err(), "{text} was accepted");
        }
    }

    #[test]
    fn later_overrides_win() {
        let root = after(&[
            "seed=1",
            "seed=2",
            "functions.a.name=b",
            "functions.b.memory=1 GB",
        ]);
        let root = root.unwrap();
        assert!(matches!(root.get("seed").unwrap().value, Value::Integer(2)));
        assert!(
            root.get("functions")
                .unwrap()
                .get("0")
                .unwrap()
                .get("memory")
                .is_some()
        );
    }

    #[test]
    fn what_is_no_override_says_so() {
        for (text, title) in [
            ("", "expected KEY=VALUE"),
            ("seed", "expected KEY=VALUE"),
            ("seed=", "the value is missing"),
            ("=7", "this is not a dotted key"),
            ("a b=7", "this is not a dotted key"),
            ("a\nb=7", "this is not a dotted key"),
            ("seed=[1", "this value is not valid TOML"),
            ("functions.b.memory=1 GB", "no function is called `b`"),
        ] {
            assert_eq!(after(&[text]).unwrap_err(), title, "{text:?}");
        }
    }
}
