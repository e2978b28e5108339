//! Reads numbers, each within its bounds.

use crate::scenario::billing::MAX_USD;
use crate::scenario::format::plain::Plain;
use crate::scenario::format::shape::Bound;
use crate::scenario::parse::problem::Problem;
use crate::scenario::parse::tree::{Node, Value};
use crate::scenario::units::Rate;

type Read<T = Plain> = Result<T, Problem>;

/// A whole number from `min` to `max`.
pub(super) fn whole(node: &Node, what: &str, min: u64, max: u64) -> Read {
    let number = match node.value {
        Value::Integer(number) => number,
        Value::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => number as i128,
        Value::Float(_) => {
            return node.wrong(format!("{what} must be a whole number"), "has a fraction");
        }
        _ => {
            let found = node.value.describe();
            let title = format!("{what} must be a whole number, not {found}");
            return node.wrong(title, format!("this is {found}"));
        }
    };
    if number < i128::from(min) {
        let title = match min {
            0 => format!("{what} cannot be negative"),
            _ => format!("{what} must be at least {min}"),
        };
        let label = if min == 0 {
            "below 0".to_owned()
        } else {
            format!("less than {min}")
        };
        return node.wrong(title, label);
    }
    match u64::try_from(number) {
        Ok(number) if number <= max => Ok(Plain::Whole(number)),
        _ => node.wrong(
            format!("{what} can be at most {max}"),
            format!("more than {max}"),
        ),
    }
}

/// A finite number.
fn number(node: &Node, what: &str) -> Read<f64> {
    let number = match node.value {
        Value::Integer(number) => number as f64,
        Value::Float(number) => number,
        _ => return Err(node.mismatch(what)),
    };
    if !number.is_finite() {
        return node.wrong(format!("expected {what}"), "not finite");
    }
    Ok(number)
}

pub(super) fn bounded(node: &Node, what: &str, bound: Bound) -> Read<f64> {
    let value = number(node, what)?;
    match bound {
        Bound::AboveZero | Bound::AboveZeroUpTo(_) if value <= 0.0 => {
            node.wrong(format!("{what} must be positive"), "not above 0")
        }
        Bound::AboveZeroUpTo(most) if value > f64::from(most) => {
            node.wrong(format!("{what} can be at most {most}"), "too high")
        }
        Bound::AtLeastZero if value < 0.0 => {
            node.wrong(format!("expected {what} of at least 0"), "below 0")
        }
        // A zero with a sign would be written back as one.
        Bound::AtLeastZero => Ok(value.abs()),
        Bound::AboveZero | Bound::AboveZeroUpTo(_) | Bound::None => Ok(value),
    }
}

pub(super) fn price(node: &Node, of: &str) -> Read {
    let price = bounded(node, &format!("a price in USD {of}"), Bound::AtLeastZero)?;
    if price > MAX_USD {
        return node.wrong(format!("a price can be at most {MAX_USD} USD"), "too high");
    }
    Ok(Plain::Number(price))
}

const RATE: &str = "a rate in requests per second, a number";

/// What people write behind a rate, and the seconds that it counts by.
const RATE_UNITS: [(&str, f64); 16] = [
    ("", 1.0),
    ("rps", 1.0),
    ("tps", 1.0),
    ("qps", 1.0),
    ("hz", 1.0),
    ("/s", 1.0),
    ("/sec", 1.0),
    ("/second", 1.0),
    ("per second", 1.0),
    ("rpm", 60.0),
    ("/m", 60.0),
    ("/min", 60.0),
    ("/minute", 60.0),
    ("per minute", 60.0),
    ("/h", 3600.0),
    ("per hour", 3600.0),
];

/// The rate that a text such as `7000 rpm` or `5 req/s` means, in requests per second, to six digits behind the point.
fn per_second(written: &str) -> Option<f64> {
    let written = written.trim().to_lowercase();
    let is_of_number = |c: char| c.is_ascii_digit() || "._,".contains(c);
    let end = written.find(|c| !is_of_number(c)).unwrap_or(written.len());
    let (number, unit) = written.split_at(end);
    // A comma groups thousands here, and is a point there: nobody can tell.
    let number: f64 = number.replace('_', "").parse().ok()?;
    let unit = unit
        .trim()
        .trim_start_matches("requests")
        .trim_start_matches("req")
        .trim();
    let (_, seconds) = RATE_UNITS.iter().find(|(name, _)| *name == unit)?;
    let rate = (number / seconds * 1e6).round() / 1e6;
    Rate::new(rate).map(Rate::per_second)
}

/// A rate in requests per second.
pub(super) fn rate(node: &Node) -> Read {
    let per_second = number(node, RATE).map_err(|problem| match &node.value {
        Value::Text(written) => match per_second(written) {
            Some(rate) => problem.help(format!("write {rate}, which is in requests per second")),
            None => problem,
        },
        _ => problem,
    })?;
    if per_second < 0.0 {
        return node.wrong("a rate cannot be negative", "below 0");
    }
    if Rate::new(per_second).is_some() {
        return Ok(Plain::Number(per_second));
    }
    if per_second < 1.0 {
        let least = Rate::MIN_POSITIVE;
        let title = format!("a rate above 0 is at least {least} requests per second");
        return node.wrong(title, "too low");
    }
    let title = format!("a rate can be at most {} requests per second", Rate::MAX);
    node.wrong(title, "too high")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_with_a_unit_is_understood() {
        for (written, rate) in [
            ("7000 rpm", Some(116.666_667)),
            ("7_000RPM", Some(116.666_667)),
            ("50", Some(50.0)),
            ("5 req/s", Some(5.0)),
            ("5 requests per second", Some(5.0)),
            ("60/min", Some(1.0)),
            ("7,000 rpm", None),
            ("fast", None),
            ("5 parsecs", None),
            ("", None),
        ] {
            assert_eq!(per_second(written), rate, "{written:?}");
        }
    }
}
