//! Reads a single value as its kind demands: the one place that says whether a value is right by itself.
//!
//! It knows kinds; it must not know which key has which.

mod number;
mod quantity;
mod share;
mod text;

use super::nearest::nearest;
use super::problem::Problem;
use super::tree::{Node, Value};
use crate::scenario::format::plain::Plain;
use crate::scenario::format::shape::{Form, Kind, Need, Shape};
use crate::scenario::quantities::{parse_container_memory, parse_memory, parse_storage};
use crate::scenario::units::Concurrency;
use number::{bounded, price, rate, whole};
use quantity::{duration, size, time_of_day};
use share::{objective, share_of};
use text::{
    alias_name, deployment, folder_name, line, qualifier, region, runtime, text, time_zone, word,
};

/// The value at `node`.
pub(super) fn read(kind: &Kind, node: &Node) -> Result<Plain, Problem> {
    match *kind {
        Kind::Line => line(node).map(Plain::Text),
        Kind::FolderName => folder_name(node).map(Plain::Text),
        Kind::AliasName => alias_name(node).map(Plain::Text),
        Kind::Qualifier(what) => qualifier(node, what).map(Plain::Text),
        Kind::NameOf(what) => text(node, &format!("the name of {what}")).map(owned),
        Kind::Deployment => deployment(node).map(owned),
        Kind::File => text(node, "the path of a file").map(owned),
        Kind::Region => region(node).map(owned),
        Kind::Runtime => runtime(node).map(owned),
        Kind::Boolean => match node.value {
            Value::Boolean(value) => Ok(Plain::Boolean(value)),
            _ => Err(node.mismatch("true or false")),
        },
        Kind::Duration | Kind::PositiveDuration | Kind::DurationWithin(..) => duration(node, kind),
        Kind::TimeOfDay => time_of_day(node),
        Kind::TimeZone => time_zone(node).map(Plain::Text),
        Kind::Memory => size(node, |text| Ok(parse_memory(text)?.mb())),
        Kind::ContainerMemory => size(node, parse_container_memory),
        Kind::Storage => size(node, |text| Ok(parse_storage(text)?.mb())),
        Kind::Concurrency(0) => whole(node, "a concurrency", 0, Concurrency::MAX.get().into()),
        Kind::Concurrency(min) => {
            let (min, max) = (min.into(), Concurrency::MAX.get().into());
            whole(node, "this concurrency", min, max)
        }
        Kind::Whole(what, min, max) => whole(node, what, min, max),
        Kind::Number(what, bound) => bounded(node, what, bound).map(Plain::Number),
        Kind::Rate => rate(node),
        Kind::Price(of) => price(node, of),
        Kind::Share(example, none) => share_of(node, example, none),
        Kind::Objective(limit) => objective(node, limit),
        Kind::Word(words) => word(node, &words()).map(owned),
        Kind::Or(kind, instead) => or_word(kind, instead, node),
        Kind::NoTable(kind, mistake) => match node.value {
            Value::Table(_) => Err(Problem::new(node.span, mistake.title)
                .label(mistake.label)
                .help(mistake.help)),
            _ => read(kind, node),
        },
        Kind::Either(Kind::Table(_), list) => read(list, node),
        Kind::Either(single, table) => {
            read(single, node).map_err(|problem| kind_as_word(table, node).unwrap_or(problem))
        }
        Kind::List(list) => Err(match (&node.value, list.heading) {
            (Value::Table(_), Some((items, heading))) => {
                let title = format!("{items} are a list, each under its own heading");
                Problem::new(node.span, title).help(format!("write {heading}, with two brackets"))
            }
            _ => node.mismatch(list.expected),
        }),
        Kind::Table(Shape {
            form: Form::Named(keys),
            ..
        }) => Err(node.mismatch(keys.expected)),
        Kind::Table(shape) => {
            let expected = format!("a table with the keys of {}", shape.what);
            Err(node.mismatch(&expected))
        }
    }
}

/// What to say of a word that is the kind of a table: it has keys that must be set, or is a table even without.
fn kind_as_word(table: &Kind, node: &Node) -> Option<Problem> {
    let (Value::Text(written), Form::OneOf(kinds, _)) = (&node.value, &table.table()?.form) else {
        return None;
    };
    let kind = kinds.iter().find(|kind| kind.name == written)?;
    let of_kind = kind.kind.table()?;
    let examples = of_kind.keys().filter_map(|key| match key.need {
        Need::Required(example) => Some(example),
        _ => None,
    });
    let examples: Vec<_> = examples.collect();
    let inner = match examples.is_empty() {
        true => "{}".to_owned(),
        false => format!("{{ {} }}", examples.join(", ")),
    };
    let title = format!("\"{written}\" alone does not say enough");
    Some(
        Problem::new(node.span, title)
            .label("needs a table")
            .help(format!("write for instance: {{ {written} = {inner} }}")),
    )
}

fn owned(text: &str) -> Plain {
    Plain::Text(text.to_owned())
}

/// A value, or one word instead.
fn or_word(kind: &Kind, instead: &'static str, node: &Node) -> Result<Plain, Problem> {
    match &node.value {
        Value::Text(word) if word == instead => return Ok(Plain::Instead(instead)),
        Value::Text(written) if nearest(written, [instead]).is_some() => {
            return word(node, &[instead]).map(owned);
        }
        _ => {}
    }
    // Whoever writes a number knows what to write.
    let is_number = matches!(node.value, Value::Integer(_) | Value::Float(_));
    read(kind, node).map_err(|problem| match problem.help {
        None if !is_number => problem.help(format!("or \"{instead}\"")),
        _ => problem,
    })
}
