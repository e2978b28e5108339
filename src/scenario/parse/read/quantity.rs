//! Reads durations, times of the day and sizes: text with a unit.

use crate::kernel::SimDuration;
use crate::scenario::format::plain::Plain;
use crate::scenario::format::shape::Kind;
use crate::scenario::parse::problem::Problem;
use crate::scenario::parse::tree::{Node, Value};
use crate::scenario::quantities::{
    DurationError, MemoryError, parse_duration, parse_time_of_day, print_duration,
};

const DURATION: &str = r#"a duration such as "150ms" or "1h 30m""#;
const MEMORY: &str = r#"a memory size such as "512 MB""#;
const TIME_OF_DAY: &str = r#"a time of the day such as "08:00""#;

type Read = Result<Plain, Problem>;

/// A duration, as text with a unit.
pub(super) fn duration(node: &Node, kind: &Kind) -> Read {
    let written = match &node.value {
        Value::Text(written) => written.trim(),
        Value::Integer(number) => return no_unit(node, &number.to_string()),
        Value::Float(number) => return no_unit(node, &number.to_string()),
        _ => return Err(node.mismatch(DURATION)),
    };
    let error = match parse_duration(written) {
        Ok(duration) if duration.is_zero() && matches!(kind, Kind::PositiveDuration) => {
            return node.wrong("this duration must be positive", "zero");
        }
        Ok(duration) => return within(node, kind, duration).map(Plain::Duration),
        Err(DurationError::NoUnit) => return no_unit(node, written),
        Err(error) => error,
    };
    let problem = Problem::new(node.span, error.to_string());
    Err(match error {
        DurationError::Calendar => {
            problem.help(r#"give it in days, such as "30d"; minutes are "m""#)
        }
        DurationError::Malformed => problem.label(format!("expected {DURATION}")),
        DurationError::Unit(meant) => problem.label(did_you_mean(&print_duration(meant))),
        _ => problem,
    })
}

/// A duration within the bounds that AWS sets, if it sets some.
fn within(node: &Node, kind: &Kind, duration: SimDuration) -> Result<SimDuration, Problem> {
    let Kind::DurationWithin(what, least, most) = *kind else {
        return Ok(duration);
    };
    let (least, most) = (SimDuration::from_secs(least), SimDuration::from_secs(most));
    let label = match duration {
        short if short < least => "too short",
        long if long > most => "too long",
        _ => return Ok(duration),
    };
    let (least, most) = (print_duration(least), print_duration(most));
    node.wrong(format!("{what} is from {least} to {most}"), label)
}

/// What to say of a value that was most likely meant.
pub(super) fn did_you_mean(written: &str) -> String {
    format!("did you mean \"{written}\"?")
}

fn no_unit(node: &Node, number: &str) -> Read {
    let help = format!(r#"write "{number}s" for seconds or "{number}ms" for milliseconds"#);
    Err(Problem::new(node.span, DurationError::NoUnit.to_string())
        .label("a number without a unit")
        .help(help))
}

/// A time of the day: text, or TOML's own local time, which a command line's 08:00 is too.
pub(super) fn time_of_day(node: &Node) -> Read {
    let (Value::Text(written) | Value::Time(written)) = &node.value else {
        return Err(node.mismatch(TIME_OF_DAY));
    };
    parse_time_of_day(written)
        .map(Plain::TimeOfDay)
        .ok_or_else(|| {
            Problem::new(node.span, "this is not a time of the day")
                .label(format!("expected {TIME_OF_DAY}"))
                .help("hours and minutes, from 00:00 to 23:59; seconds may follow, as in 08:00:30")
        })
}

/// A size of memory or storage.
pub(super) fn size(node: &Node, parse: fn(&str) -> Result<u32, MemoryError>) -> Read {
    let written = match &node.value {
        Value::Text(written) => written,
        Value::Integer(number) => {
            return Err(Problem::new(node.span, "a memory size needs a unit")
                .label("a number without a unit")
                .help(format!(r#"write "{number} MB""#)));
        }
        _ => return Err(node.mismatch(MEMORY)),
    };
    parse(written).map(Plain::Megabytes).map_err(|error| {
        let label = match error {
            MemoryError::Malformed => format!("expected {MEMORY}"),
            MemoryError::Unit(unit) => {
                let number = written
                    .trim()
                    .trim_end_matches(|c: char| !c.is_ascii_digit());
                did_you_mean(&format!("{number} {unit}"))
            }
            MemoryError::NotOffered | MemoryError::StorageNotOffered => {
                "not a size that Lambda offers".to_owned()
            }
            MemoryError::NoWholeMegabytes => "not a whole number of MB above 0".to_owned(),
        };
        Problem::new(node.span, error.to_string()).label(label)
    })
}
