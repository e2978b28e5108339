//! Decodes `[slo]`: objectives such as `throttle_rate = "< 0.1%"`.

use super::cursor::{Context, Table, nearest};
use super::inputs::NoFiles;
use super::problem::{Problem, ScenarioError, Span};
use super::tree::{Node, Value};
use super::values::positive_duration;
use crate::measures::{Measure, Unit};
use crate::scenario::slo::{Comparison, Objective, Windows};
use crate::scenario::text::{DurationError, parse_duration};

/// The objectives, in the order of the file, and the windows that they must hold in.
#[derive(Default)]
pub(super) struct Slo {
    pub(super) objectives: Vec<Objective>,
    pub(super) windows: Option<Windows>,
}

pub(super) fn slo(cx: &mut Context<'_>, node: &Node) -> Option<Slo> {
    let mut table = Table::open(cx, node, "[slo]")?;
    let mut found: Vec<_> = Measure::OBJECTIVES
        .into_iter()
        .filter_map(|measure| Some((measure, table.find(measure.key())?)))
        .collect();
    let windows = table.optional(cx, "windows", windows);
    table.close(cx);
    if found.is_empty() && !matches!(windows, Some(None)) {
        cx.report::<()>(
            Problem::new(node.span, "windows need an objective to hold in them")
                .label("no objective here")
                .help("add for instance: throttle_rate = \"< 1%\""),
        );
    }
    found.sort_by_key(|(_, entry)| entry.key_span);
    let decoded: Vec<_> = found
        .into_iter()
        .map(|(measure, entry)| objective(cx, &entry.node, measure))
        .collect();
    Some(Slo {
        objectives: decoded.into_iter().collect::<Option<_>>()?,
        windows: windows?,
    })
}

/// `windows = { length = "1m", share = "99%" }`.
fn windows(cx: &mut Context<'_>, node: &Node) -> Option<Windows> {
    let mut table = Table::open(cx, node, "windows")?;
    let length = table.required(cx, "length", r#"length = "1m""#, positive_duration);
    let share = table.required(cx, "share", r#"share = "99%""#, |cx, node| {
        share_of(cx, node, "a share such as \"99%\"")
    });
    table.close(cx);
    Some(Windows {
        length: length?,
        share: share?,
    })
}

/// Reads objectives as they are typed: `cold_start_rate < 1%`, one in each text. `origin` is what they
/// were typed after, as errors show it.
///
/// # Errors
/// All that is wrong with any of them.
pub fn parse_objectives(origin: &str, texts: &[String]) -> Result<Vec<Objective>, ScenarioError> {
    let mut cx = Context::new(&NoFiles);
    let typed: Vec<_> = texts
        .iter()
        .map(|text| typed(&mut cx, origin, text))
        .collect();
    let decoded: Option<Vec<_>> = typed.into_iter().collect();
    match decoded {
        Some(objectives) if cx.problems.is_empty() => Ok(objectives),
        _ => Err(ScenarioError::new(cx.problems, cx.sources)),
    }
}

fn typed(cx: &mut Context<'_>, origin: &str, text: &str) -> Option<Objective> {
    let source = cx.sources.add(origin, text);
    // The place of what is written between two bytes, without the spaces around it.
    let place = |start: usize, end: usize| {
        let part = &text[start..end];
        let start = start + (part.len() - part.trim_start().len());
        let end = start.max(end - (part.len() - part.trim_end().len()));
        Span::new(source, start, end)
    };
    let Some(split) = text.find(['<', '>']) else {
        return cx.report(
            Problem::new(place(0, text.len()), "expected METRIC < LIMIT")
                .label("no <, <=, > or >= here")
                .help("for instance \"cold_start_rate < 1%\" or \"latency_p99 < 300ms\""),
        );
    };
    let key = text[..split].trim();
    let Some(measure) = Measure::OBJECTIVES.into_iter().find(|one| one.key() == key) else {
        let known = || Measure::OBJECTIVES.into_iter().map(Measure::key);
        let help = match nearest(key, known()) {
            Some(close) if !key.is_empty() => format!("did you mean `{close}`?"),
            _ => format!("one of {}", known().collect::<Vec<_>>().join(", ")),
        };
        return cx.report(
            Problem::new(place(0, split), "this is not a metric of an objective")
                .label(match key {
                    "" => "the metric is missing",
                    _ => "unknown metric",
                })
                .help(help),
        );
    };
    let node = Node {
        span: place(split, text.len()),
        value: Value::Text(text[split..].trim().to_owned()),
    };
    objective(cx, &node, measure)
}

fn objective(cx: &mut Context<'_>, node: &Node, measure: Measure) -> Option<Objective> {
    let is_latency = measure.unit() == Unit::Milliseconds;
    let example = match is_latency {
        true => r#""< 800ms""#,
        false => r#""< 0.1%""#,
    };
    let expected = format!("a comparison such as {example}");
    let Value::Text(written) = &node.value else {
        return cx.mismatch(node, &expected);
    };
    let Some((comparison, limit)) = split_comparison(written) else {
        return cx.report(
            Problem::new(node.span, format!("expected {expected}"))
                .label("does not start with <, <=, > or >="),
        );
    };
    let limit = match is_latency {
        true => latency(limit),
        false => share(limit),
    };
    match limit {
        Ok(limit) => Some(Objective {
            measure,
            comparison,
            limit,
        }),
        Err(reason) => {
            cx.report(Problem::new(node.span, reason).label(format!("expected {expected}")))
        }
    }
}

fn split_comparison(written: &str) -> Option<(Comparison, &str)> {
    // The longer operators first: `<` is also the start of `<=`.
    [
        Comparison::LessOrEqual,
        Comparison::GreaterOrEqual,
        Comparison::Less,
        Comparison::Greater,
    ]
    .into_iter()
    .find_map(|comparison| {
        let limit = written.trim().strip_prefix(comparison.symbol())?;
        Some((comparison, limit.trim()))
    })
}

/// A share as the value of a key: text as in `[slo]`, or a bare number.
pub(super) fn share_of(cx: &mut Context<'_>, node: &Node, expected: &str) -> Option<f64> {
    let written = match &node.value {
        Value::Text(written) => written.trim().to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        _ => return cx.mismatch(node, expected),
    };
    share(&written).map_or_else(
        |reason| cx.report(Problem::new(node.span, reason).label(format!("expected {expected}"))),
        Some,
    )
}

/// A share between 0 and 1, from `0.1%` or `0.001`.
fn share(written: &str) -> Result<f64, &'static str> {
    let (digits, exponent) = match written.strip_suffix('%') {
        Some(percent) => (percent.trim(), "e-2"),
        None => (written, "e0"),
    };
    if parse_duration(written).is_ok() {
        return Err("this is a share, not a time");
    }
    // Only plain decimals, so that the percent sign can be read as an exact factor of 1/100.
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return Err("a share is written with % or as a bare number");
    }
    match format!("{digits}{exponent}").parse::<f64>() {
        Ok(share) if share <= 1.0 => Ok(share),
        Ok(_) if exponent == "e0" => Err("a share is at most 1, or 100%: a percentage needs its %"),
        Ok(_) => Err("a share is at most 100%"),
        Err(_) => Err("a share is written with % or as a bare number"),
    }
}

/// A latency in milliseconds.
fn latency(written: &str) -> Result<f64, &'static str> {
    match parse_duration(written) {
        Ok(limit) => Ok(limit.as_millis_f64()),
        Err(DurationError::NoUnit) => Err("the limit of a latency needs a unit"),
        Err(_) if written.ends_with('%') => {
            Err("the limit of a latency is a duration, not a share")
        }
        Err(_) => Err("the limit of a latency is a duration"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_exact() {
        for (written, value) in [
            ("0.1%", 0.001),
            ("7 %", 0.07),
            ("0.07", 0.07),
            ("100%", 1.0),
        ] {
            assert_eq!(share(written), Ok(value), "{written}");
        }
        for written in ["101%", "5", "-1%", "", "%", "1e-3%", "5ms", "inf", "."] {
            assert!(share(written).is_err(), "{written:?} was accepted");
        }
    }

    #[test]
    fn typed_objectives_are_read_like_those_of_a_scenario() {
        let read = |text: &str| parse_objectives("--slo", &[text.to_owned()]);
        let objective = read("latency_p99 <= 300ms").unwrap()[0];
        assert_eq!(objective.limit, 300.0);
        assert_eq!(objective.comparison, Comparison::LessOrEqual);
        assert_eq!(read(" cold_start_rate<1% ").unwrap()[0].limit, 0.01);
        for (text, title, excerpt) in [
            (
                "cold_start_rat < 1%",
                "this is not a metric",
                "cold_start_rat",
            ),
            ("< 1%", "this is not a metric", ""),
            (
                "cold_start_rate",
                "expected METRIC < LIMIT",
                "cold_start_rate",
            ),
            ("cold_start_rate < 10ms", "this is a share", "< 10ms"),
            (
                "latency_p99 < 5 ",
                "the limit of a latency needs a unit",
                "< 5",
            ),
            ("", "expected METRIC < LIMIT", ""),
            ("é < 1%", "this is not a metric", "é"),
        ] {
            let error = read(text).unwrap_err();
            let problem = &error.problems()[0];
            assert!(
                problem.title.starts_with(title),
                "{text}: {}",
                problem.title
            );
            assert_eq!(error.sources().excerpt(problem.span), excerpt, "{text}");
        }
    }

    #[test]
    fn comparisons_are_read_longest_first() {
        assert_eq!(
            split_comparison("<= 5"),
            Some((Comparison::LessOrEqual, "5"))
        );
        assert_eq!(split_comparison(" >5"), Some((Comparison::Greater, "5")));
        assert_eq!(split_comparison("5"), None);
    }
}
