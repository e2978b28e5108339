//! Decoders of single values: text, numbers, durations, words from a list.
//!
//! They know which values a quantity may have in general; what a key further demands of its value
//! is the business of the decoder of that key.

use super::cursor::{Context, nearest};
use super::problem::Problem;
use super::tree::{Node, Value};
use crate::kernel::SimDuration;
use crate::scenario::text::{
    DurationError, MemoryError, parse_duration, parse_memory, parse_storage,
};
use crate::scenario::units::{Concurrency, EphemeralStorage, Memory, Rate};

const DURATION: &str = r#"a duration such as "150ms" or "1h 30m""#;
const MEMORY: &str = r#"a memory size such as "512 MB""#;

/// A count of the catalog, which holds none beyond the largest.
pub(super) fn catalog_count(count: u32) -> Concurrency {
    Concurrency::new(count).unwrap_or(Concurrency::MAX)
}

/// Text of any content.
pub(super) fn text<'n>(cx: &mut Context<'_>, node: &'n Node, expected: &str) -> Option<&'n str> {
    match &node.value {
        Value::Text(text) => Some(text),
        _ => cx.mismatch(node, expected),
    }
}

/// A name or title: text that is not blank and has no control characters, so that it fits on a
/// line of any output.
pub(super) fn line(cx: &mut Context<'_>, node: &Node) -> Option<String> {
    let line = text(cx, node, "text in quotes")?;
    if line.trim().is_empty() {
        return cx.report(Problem::new(node.span, "this must not be empty"));
    }
    if line.chars().any(char::is_control) {
        return cx.report(
            Problem::new(node.span, "this must be one line of text")
                .label("contains a control character"),
        );
    }
    Some(line.to_owned())
}

/// True or false.
pub(super) fn boolean(cx: &mut Context<'_>, node: &Node) -> Option<bool> {
    match node.value {
        Value::Boolean(value) => Some(value),
        _ => cx.mismatch(node, "true or false"),
    }
}

/// A whole number from `min` to `max`.
pub(super) fn integer(
    cx: &mut Context<'_>,
    node: &Node,
    expected: &str,
    min: u64,
    max: u64,
) -> Option<u64> {
    let number = match node.value {
        Value::Integer(number) => number,
        Value::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => number as i128,
        Value::Float(_) => {
            return cx.report(
                Problem::new(node.span, format!("{expected} must be a whole number"))
                    .label("has a fraction"),
            );
        }
        _ => {
            let found = node.value.describe();
            return cx.report(
                Problem::new(
                    node.span,
                    format!("{expected} must be a whole number, not {found}"),
                )
                .label(format!("this is {found}")),
            );
        }
    };
    let (title, label) = if number < i128::from(min) {
        match min {
            0 => (
                format!("{expected} cannot be negative"),
                "below 0".to_owned(),
            ),
            _ => (
                format!("{expected} must be at least {min}"),
                format!("less than {min}"),
            ),
        }
    } else if number > i128::from(max) {
        let label = format!("more than {max}");
        (format!("{expected} can be at most {max}"), label)
    } else {
        return u64::try_from(number).ok();
    };
    cx.report(Problem::new(node.span, title).label(label))
}

/// A number of concurrent requests or environments.
pub(super) fn concurrency(cx: &mut Context<'_>, node: &Node) -> Option<Concurrency> {
    let max = u64::from(Concurrency::MAX.get());
    let count = integer(cx, node, "a concurrency", 0, max)?;
    Concurrency::new(u32::try_from(count).ok()?)
}

/// A finite number.
pub(super) fn number(cx: &mut Context<'_>, node: &Node, expected: &str) -> Option<f64> {
    let number = match node.value {
        Value::Integer(number) => number as f64,
        Value::Float(number) => number,
        _ => return cx.mismatch(node, expected),
    };
    if !number.is_finite() {
        return cx
            .report(Problem::new(node.span, format!("expected {expected}")).label("not finite"));
    }
    Some(number)
}

/// A finite number above zero.
pub(super) fn positive(cx: &mut Context<'_>, node: &Node, expected: &str) -> Option<f64> {
    let value = number(cx, node, expected)?;
    if value <= 0.0 {
        return cx.report(
            Problem::new(node.span, format!("{expected} must be positive")).label("not above 0"),
        );
    }
    Some(value)
}

/// A rate in requests per second.
pub(super) fn rate(cx: &mut Context<'_>, node: &Node) -> Option<Rate> {
    let per_second = number(cx, node, "a rate in requests per second, a number")?;
    if per_second < 0.0 {
        return cx.report(Problem::new(node.span, "a rate cannot be negative").label("below 0"));
    }
    Rate::new(per_second).or_else(|| {
        let title = if per_second < 1.0 {
            format!(
                "a rate above 0 is at least {} requests per second",
                Rate::MIN_POSITIVE
            )
        } else {
            format!("a rate can be at most {} requests per second", Rate::MAX)
        };
        let label = if per_second < 1.0 {
            "too low"
        } else {
            "too high"
        };
        cx.report(Problem::new(node.span, title).label(label))
    })
}

/// A duration, as text with a unit.
pub(super) fn duration(cx: &mut Context<'_>, node: &Node) -> Option<SimDuration> {
    let written = match &node.value {
        Value::Text(written) => written.trim(),
        Value::Integer(_) | Value::Float(_) => {
            let number = cx.sources.excerpt(node.span).to_owned();
            return no_unit(cx, node, &number);
        }
        _ => return cx.mismatch(node, DURATION),
    };
    let error = match parse_duration(written) {
        Ok(duration) => return Some(duration),
        Err(DurationError::NoUnit) => return no_unit(cx, node, written),
        Err(error) => error,
    };
    let problem = Problem::new(node.span, error.to_string());
    cx.report(match error {
        DurationError::Calendar => {
            problem.help(r#"give it in days, such as "30d"; minutes are "m""#)
        }
        DurationError::Malformed => problem.label(format!("expected {DURATION}")),
        _ => problem,
    })
}

fn no_unit<T>(cx: &mut Context<'_>, node: &Node, number: &str) -> Option<T> {
    cx.report(
        Problem::new(node.span, DurationError::NoUnit.to_string())
            .label("a number without a unit")
            .help(format!(
                r#"write "{number}s" for seconds or "{number}ms" for milliseconds"#
            )),
    )
}

/// A duration above zero.
pub(super) fn positive_duration(cx: &mut Context<'_>, node: &Node) -> Option<SimDuration> {
    let value = duration(cx, node)?;
    if value.is_zero() {
        return cx.report(Problem::new(node.span, "this duration must be positive").label("zero"));
    }
    Some(value)
}

/// A duration, or `"none"` for no end.
pub(super) fn duration_or_none(cx: &mut Context<'_>, node: &Node) -> Option<Option<SimDuration>> {
    match &node.value {
        Value::Text(word) if word == "none" => Some(None),
        _ => duration(cx, node).map(Some),
    }
}

/// A memory size.
pub(super) fn memory(cx: &mut Context<'_>, node: &Node) -> Option<Memory> {
    size(cx, node, parse_memory)
}

/// A size of ephemeral storage.
pub(super) fn storage(cx: &mut Context<'_>, node: &Node) -> Option<EphemeralStorage> {
    size(cx, node, parse_storage)
}

fn size<T>(
    cx: &mut Context<'_>,
    node: &Node,
    parse: fn(&str) -> Result<T, MemoryError>,
) -> Option<T> {
    let written = match &node.value {
        Value::Text(written) => written,
        Value::Integer(number) => {
            return cx.report(
                Problem::new(node.span, "a memory size needs a unit")
                    .label("a number without a unit")
                    .help(format!(r#"write "{number} MB""#)),
            );
        }
        _ => return cx.mismatch(node, MEMORY),
    };
    match parse(written) {
        Ok(size) => Some(size),
        Err(error) => {
            let problem = Problem::new(node.span, error.to_string());
            cx.report(match error {
                MemoryError::Malformed => problem.label(format!("expected {MEMORY}")),
                MemoryError::NotOffered | MemoryError::StorageNotOffered => {
                    problem.label("not a size that Lambda offers")
                }
            })
        }
    }
}

/// One of a list of words, as the value it stands for.
pub(super) fn word<T: Copy>(cx: &mut Context<'_>, node: &Node, words: &[(&str, T)]) -> Option<T> {
    let list = || {
        let quoted: Vec<_> = words
            .iter()
            .map(|(word, _)| format!("\"{word}\""))
            .collect();
        quoted.join(", ")
    };
    let Value::Text(written) = &node.value else {
        return cx.mismatch(node, &format!("one of {}", list()));
    };
    if let Some((_, value)) = words.iter().find(|(word, _)| word == written) {
        return Some(*value);
    }
    let label = match nearest(written, words.iter().map(|(word, _)| *word)) {
        Some(word) => format!("did you mean \"{word}\"?"),
        None => "not one of the valid words".to_owned(),
    };
    cx.report(
        Problem::new(
            node.span,
            format!("unknown value \"{}\"", written.escape_debug()),
        )
        .label(label)
        .help(format!("valid: {}", list())),
    )
}

/// The items of a list.
pub(super) fn list<'n>(cx: &mut Context<'_>, node: &'n Node, expected: &str) -> Option<&'n [Node]> {
    match &node.value {
        Value::Array(items) if items.is_empty() && !cx.syntax_broken => {
            cx.report(Problem::new(node.span, format!("expected {expected}")).label("empty"))
        }
        Value::Array(items) => Some(items),
        _ => cx.mismatch(node, expected),
    }
}

/// Decodes every item of a list, all of them even if some have problems.
pub(super) fn each<T>(
    cx: &mut Context<'_>,
    items: &[Node],
    mut decode: impl FnMut(&mut Context<'_>, &Node) -> Option<T>,
) -> Option<Vec<T>> {
    let decoded: Vec<_> = items.iter().map(|item| decode(cx, item)).collect();
    decoded.into_iter().collect()
}
