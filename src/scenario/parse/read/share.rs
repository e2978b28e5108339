//! Reads shares, and comparisons of what is measured with a share or a duration.

use super::quantity::did_you_mean;
use crate::kernel::SimDuration;
use crate::scenario::format::plain::Plain;
use crate::scenario::format::shape::Limit;
use crate::scenario::parse::problem::Problem;
use crate::scenario::parse::tree::{Node, Value};
use crate::scenario::quantities::{DurationError, parse_duration, print_duration};
use crate::scenario::slo::Comparison;

type Read = Result<Plain, Problem>;

/// A share as the value of a key: text as in `[slo]`, or a bare number.
pub(super) fn share_of(node: &Node, example: &str, none: Option<(&str, &str)>) -> Read {
    let written = match &node.value {
        Value::Text(written) => written.trim().to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        _ => return Err(node.mismatch(example)),
    };
    match (share(&written), none) {
        (Ok(0.0), Some((title, help))) => {
            Err(Problem::new(node.span, title).label("none").help(help))
        }
        (Ok(share), _) => Ok(Plain::Share(share)),
        (Err(reason), _) => node.wrong(reason, format!("expected {example}")),
    }
}

/// A share between 0 and 1, from `0.1%` or `0.001`.
fn share(written: &str) -> Result<f64, &'static str> {
    let (digits, exponent) = match written.strip_suffix('%') {
        Some(percent) => (percent.trim(), "e-2"),
        None => (written, "e0"),
    };
    if matches!(parse_duration(written), Ok(_) | Err(DurationError::Unit(_))) {
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

/// A comparison with a limit: a share, or milliseconds.
pub(super) fn objective(node: &Node, limit: Limit) -> Read {
    let expected = match limit {
        Limit::Duration => r#"a comparison such as "< 800ms""#,
        Limit::Share => r#"a comparison such as "< 0.1%""#,
    };
    let Value::Text(written) = &node.value else {
        return Err(node.mismatch(expected));
    };
    let Some((comparison, written)) = split_comparison(written) else {
        let title = format!("expected {expected}");
        return node.wrong(title, "does not start with <, <=, > or >=");
    };
    let limit = match limit {
        Limit::Duration => latency(written),
        Limit::Share => share(written)
            .map(Plain::Share)
            .map_err(|reason| (reason, None)),
    };
    match limit {
        Ok(limit) => Ok(Plain::Objective(comparison, Box::new(limit))),
        Err((reason, Some(meant))) => {
            let meant = format!("{} {}", comparison.symbol(), print_duration(meant));
            node.wrong(reason, did_you_mean(&meant))
        }
        Err((reason, None)) => node.wrong(reason, format!("expected {expected}")),
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

/// The limit of a latency; else what is wrong with it, and the duration that was most likely meant.
fn latency(written: &str) -> Result<Plain, (&'static str, Option<SimDuration>)> {
    match parse_duration(written) {
        Ok(limit) => Ok(Plain::Duration(limit)),
        Err(DurationError::NoUnit) => Err(("the limit of a latency needs a unit", None)),
        Err(DurationError::Unit(meant)) => {
            Err(("the limit of a latency is a duration", Some(meant)))
        }
        Err(_) if written.ends_with('%') => {
            Err(("the limit of a latency is a duration, not a share", None))
        }
        Err(_) => Err(("the limit of a latency is a duration", None)),
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
    fn comparisons_are_read_longest_first() {
        assert_eq!(
            split_comparison("<= 5"),
            Some((Comparison::LessOrEqual, "5"))
        );
        assert_eq!(split_comparison(" >5"), Some((Comparison::Greater, "5")));
        assert_eq!(split_comparison("5"), None);
    }
}
