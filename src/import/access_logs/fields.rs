//! What these logs have in common: fields of a line, separated by blanks or in quotes with blanks inside, and what a
//! status and an id say.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::super::head::Head;

/// The fields, without their quotes. A quote inside quotes has a backslash before it.
pub(super) fn fields(line: &str) -> Vec<&str> {
    let mut found = Vec::with_capacity(32);
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let (field, after) = match rest.strip_prefix('"') {
            Some(quoted) => split_quoted(quoted),
            None => rest.split_once(' ').unwrap_or((rest, "")),
        };
        found.push(field);
        rest = after.trim_start();
    }
    found
}

/// What is before the closing quote, and what is behind it. A quote that is never closed ends with the line.
pub(super) fn split_quoted(text: &str) -> (&str, &str) {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' if !escaped => {
                let (inside, behind) = text.split_at(at);
                return (inside, behind.strip_prefix('"').unwrap_or(behind));
            }
            b'\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    (text, "")
}

/// Whether at least half of the first lines are of a kind: a program may print some of them into another log.
pub(super) fn is_most(head: &Head, is_line: impl Fn(&str) -> bool) -> bool {
    let lines = head.lines.iter().take(20);
    let found = lines.clone().filter(|line| is_line(line)).count();
    found > 0 && found * 2 >= lines.count()
}

/// A number that is the same for the same text, or the same id at the same time.
pub(super) fn identity(of: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// Whether an HTTP status says that the server failed; `None` if there is none.
pub(super) fn is_server_error(status: &str) -> Option<bool> {
    let status: u16 = status.trim().parse().ok()?;
    (100..1000).contains(&status).then_some(status >= 500)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_keep_blanks_and_quotes_together() {
        let line = r#"h2 - "GET http://x/ HTTP/1.1" "Optional(\"Mozilla 5\") \\" tail"#;
        let expected = [
            "h2",
            "-",
            "GET http://x/ HTTP/1.1",
            r#"Optional(\"Mozilla 5\") \\"#,
            "tail",
        ];
        assert_eq!(fields(line), expected);
        assert_eq!(
            fields("a \"cut off"),
            ["a", "cut off"],
            "a quote that is not closed"
        );
        assert_eq!(fields("  "), [""; 0]);
    }

    #[test]
    fn only_a_status_of_five_hundred_and_more_is_a_failure() {
        for (status, expected) in [
            ("200", Some(false)),
            ("429", Some(false)),
            ("502", Some(true)),
            ("-", None),
            ("", None),
            ("7", None),
        ] {
            assert_eq!(is_server_error(status), expected, "{status}");
        }
    }
}
