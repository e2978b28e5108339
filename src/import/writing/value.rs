//! A value of a scenario with where it comes from.

use std::fmt::Write;

use crate::kernel::SimDuration;
use crate::scenario::quantities::print_duration;

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A file says it.
    Read,
    /// It was estimated from what files say.
    Fitted,
    /// Nothing says it: a default, or a guess that should be checked.
    Assumed,
    /// A template leaves it to its deployment: it has to be filled in.
    Open,
}

impl Origin {
    /// The word for it in comments and in `import.json`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Fitted => "fitted",
            Self::Assumed => "assumed",
            Self::Open => "open",
        }
    }
}

/// A key of a scenario, its value as TOML, and where that comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The key, without the table that it is in.
    pub key: String,
    /// The value as TOML; `None` where it is not set, and only a comment says why.
    pub toml: Option<String>,
    /// Where it comes from.
    pub origin: Origin,
    /// More of that, as the end of a sentence.
    pub why: String,
}

impl Value {
    /// A value with its origin.
    pub(super) fn new(
        key: &str,
        toml: impl Into<String>,
        origin: Origin,
        why: impl Into<String>,
    ) -> Self {
        Self {
            key: key.to_owned(),
            toml: Some(toml.into()),
            origin,
            why: why.into(),
        }
    }

    /// A key that is not set.
    pub(super) fn unset(key: &str, origin: Origin, why: impl Into<String>) -> Self {
        Self {
            key: key.to_owned(),
            toml: None,
            origin,
            why: why.into(),
        }
    }
}

/// Values as lines of TOML, each with its comment: behind it, or above it where that would be long.
pub(super) fn block(values: &[Value]) -> String {
    const WIDTH: usize = 110;
    let mut text = String::new();
    for value in values {
        let comment = on_one_line(&format!("# {}: {}", value.origin.word(), value.why));
        let line = match &value.toml {
            Some(toml) => format!("{} = {toml}", value.key),
            None => format!("# {} is not set", value.key),
        };
        let written = if line.len() + comment.len() + 3 <= WIDTH {
            writeln!(text, "{line:<34} {comment}")
        } else {
            writeln!(text, "{}\n{line}", wrapped(&comment, WIDTH))
        };
        // Writing to a text cannot fail.
        let _ = written;
    }
    text
}

/// A comment in lines of at most `width` characters, where words allow.
pub(super) fn wrapped(comment: &str, width: usize) -> String {
    let comment = on_one_line(comment);
    let mut text = String::new();
    let mut length = 0;
    for word in comment.split(' ') {
        let is_first = text.is_empty();
        if !is_first && length + 1 + word.len() > width {
            text.push_str("\n#");
            length = 1;
        }
        if !is_first {
            text.push(' ');
            length += 1;
        }
        text.push_str(word);
        length += word.len();
    }
    text
}

/// A text without what would end a comment.
pub(super) fn on_one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// A text as TOML.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Milliseconds as a duration of a scenario, to the microsecond.
pub(super) fn millis(milliseconds: f64) -> String {
    let micros = (milliseconds * 1e3).round().max(1.0);
    let text = format!("{:.3}", micros / 1e3);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    quoted(&format!("{text}ms"))
}

/// A share as TOML, in percent.
pub(super) fn percent(share: f64) -> String {
    quoted(&format!("{}%", (share * 1e6).round() / 1e4))
}

/// Where a value of a template stands.
pub(super) fn from_template(parameter: Option<&str>) -> String {
    match parameter {
        Some(parameter) => format!("the template, as the default of {parameter}"),
        None => "the template".to_owned(),
    }
}

/// A duration of whole nanoseconds as TOML.
pub(super) fn duration(nanos: i64) -> String {
    quoted(&print_duration(SimDuration::from_nanos(
        u64::try_from(nanos).unwrap_or(0),
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_stands_behind_its_value_or_above_it() {
        let short = Value::new("memory", quoted("512 MB"), Origin::Read, "the log");
        let text = block(&[
            short,
            Value::new("x", "1", Origin::Assumed, "a word ".repeat(30)),
        ]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[0],
            "memory = \"512 MB\"                  # read: the log"
        );
        assert!(
            lines[1].starts_with("# assumed: a word") && lines[1].len() <= 110,
            "{text}"
        );
        assert_eq!(lines.last(), Some(&"x = 1"));
    }

    #[test]
    fn durations_keep_their_microseconds() {
        assert_eq!(millis(12.3456), "\"12.346ms\"");
        assert_eq!(millis(1200.0), "\"1200ms\"");
        assert_eq!(percent(0.0123), "\"1.23%\"");
    }
}
