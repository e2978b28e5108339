//! Overrides from the command line: `region.burst=500` and the like, read into paths and values.
//!
//! Their places are in their own text, so that an error points at what the user typed. It knows
//! how an override is written; what it does to the tree is the work of `graft`.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::context::Context;
use super::graft::{Step, graft};
use super::overrides::Override;
use super::problem::{Problem, Span};
use super::tree::{Node, Value};
use crate::scenario::format::SCENARIO;

/// Applies one override to the tree of a scenario.
pub(super) fn apply(cx: &mut Context<'_>, root: &mut Node, given: &Override) {
    let text = given.text();
    let source = cx.sources.add(given.origin(), text);
    let Some(range) = given.value_range() else {
        cx.report::<()>(
            Problem::new(Span::new(source, 0, text.len()), "expected KEY=VALUE")
                .label("no `=` here")
                .help("for instance --set region.burst=500"),
        );
        return;
    };
    let Some(path) = path(cx, source, &text[given.key_range()]) else {
        return;
    };
    let value = match given.made() {
        Some(made) => Some(of_range(made, Span::new(source, range.start, range.end))),
        None => value(cx, source, text, range),
    };
    if let Some(value) = value {
        graft(cx, root, ("", Some(&SCENARIO)), &path, value);
    }
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
fn value(cx: &mut Context<'_>, source: usize, text: &str, range: Range<usize>) -> Option<Node> {
    let given = &text[range.clone()];
    let written = given.trim();
    let start = range.start + (given.len() - given.trim_start().len());
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

/// A value that was made of a range, which stands for it as its place: a number, or text with a unit.
fn of_range(made: &str, span: Span) -> Node {
    let text = || Value::Text(made.to_owned());
    let value = DeValue::parse(made).map_or_else(
        |_| text(),
        |value| Node::from_toml(&value, span.source(), 0).value,
    );
    Node { span, value }
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
            apply(&mut cx, &mut root, &Override::set(text));
        }
        match cx.problems.first() {
            Some(problem) => Err(problem.title.clone()),
            None => Ok(root),
        }
    }

    /// The keys of the table at `path` after an override.
    fn keys(text: &str, path: &str) -> Vec<String> {
        let root = after(&[text]).unwrap_or_else(|title| panic!("{text}: {title}"));
        let node = root.at(path);
        let entries = node
            .unwrap_or_else(|| panic!("{text}: no {path}"))
            .entries();
        entries.iter().map(|entry| entry.key.clone()).collect()
    }

    fn value(text: &str, path: &str) -> Value {
        let root = after(&[text]).unwrap_or_else(|title| panic!("{text}: {title}"));
        let node = root.at(path);
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
    fn every_table_with_kinds_has_one_after_an_override() {
        for (key, first, second) in [
            ("functions.0.max_lifetime", "uniform.min=1s", "exponential"),
            ("functions.0.early_stop", "weibull.shape=2", "gamma"),
            ("functions.0.cold_start", "pareto.shape=2", "runtime"),
        ] {
            let root = after(&[&format!("{key}.{first}"), &format!("{key}.{second}=x")]);
            let root = root.unwrap_or_else(|title| panic!("{key}: {title}"));
            let node = root.at(key);
            let entries = node.unwrap_or_else(|| panic!("no {key}")).entries();
            let keys: Vec<_> = entries.iter().map(|entry| &entry.key).collect();
            assert_eq!(keys, [second], "{key}");
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
