//! What stands before the message in a line of text: a time, a log stream, a log group, in any order.
//!
//! It knows how tools begin a line. It must not know messages.

/// What a line begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Prefix<'a> {
    pub(super) time: Option<&'a [u8]>,
    pub(super) stream: Option<&'a [u8]>,
    pub(super) group: Option<&'a [u8]>,
}

impl Prefix<'_> {
    /// Whether there was anything.
    pub(super) fn is_empty(&self) -> bool {
        self.time.is_none() && self.stream.is_none() && self.group.is_none()
    }
}

/// Splits a line into what it begins with and its message.
///
/// `aws logs tail` writes TIME STREAM MESSAGE or (short) TIME MESSAGE, as an export to S3 does; `sam logs` STREAM TIME
/// MESSAGE; others GROUP STREAM MESSAGE; a table that was copied has `|` between.
pub(super) fn split(line: &[u8]) -> (Prefix<'_>, &[u8]) {
    let mut prefix = Prefix::default();
    let mut rest = after_blanks(line);
    loop {
        let (place, length) = match rest.first() {
            Some(b'0'..=b'9') => {
                let of_stream = stream(rest).filter(|_| prefix.stream.is_none());
                let of_time = || time(rest).filter(|_| prefix.time.is_none());
                match (of_stream, of_stream.or_else(of_time)) {
                    (Some(length), _) => (&mut prefix.stream, length),
                    (None, Some(length)) => (&mut prefix.time, length),
                    (None, None) => return (prefix, rest),
                }
            }
            Some(b'/') if prefix.group.is_none() && rest.starts_with(b"/aws/lambda/") => {
                (&mut prefix.group, word(rest))
            }
            _ => return (prefix, rest),
        };
        let (found, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        *place = Some(found);
        rest = after_blanks(after);
    }
}

fn after_blanks(text: &[u8]) -> &[u8] {
    let blank = |byte: &&u8| matches!(**byte, b' ' | b'\t' | b'|');
    let blanks = text.iter().take_while(blank).count();
    text.get(blanks..).unwrap_or_default()
}

/// Length of the first word.
fn word(text: &[u8]) -> usize {
    memchr::memchr2(b' ', b'\t', text).unwrap_or(text.len())
}

/// Length of a log stream's name at the front: `2026/11/26/[$LATEST]0f33...`, `2026/11/26/checkout[7]0f33...`.
fn stream(text: &[u8]) -> Option<usize> {
    let (date, rest) = text.split_first_chunk::<11>()?;
    if date[4] != b'/' || date[7] != b'/' || date[10] != b'/' {
        return None;
    }
    let length = word(rest);
    let has_version = rest.first() == Some(&b'[') || rest.get(..length)?.contains(&b'[');
    has_version.then_some(11 + length)
}

/// Length of a time at the front: ISO 8601 with `T` or a blank, or milliseconds since 1970.
fn time(text: &[u8]) -> Option<usize> {
    let (date, rest) = text.split_first_chunk::<11>()?;
    let is_digit = |place: usize| date[place].is_ascii_digit();
    let is_date = [0, 1, 2, 3, 5, 6, 8, 9].into_iter().all(is_digit)
        && matches!(date[4], b'-' | b'/')
        && date[4] == date[7];
    match date[10] {
        b'T' | b' ' if is_date => {
            let length = word(rest);
            let zone = rest.get(length..)?.starts_with(b" UTC ");
            rest.first()?
                .is_ascii_digit()
                .then_some(11 + length + if zone { 4 } else { 0 })
        }
        _ => {
            let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
            (digits == 13 && digits == word(text)).then_some(13)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str = "2026/11/26/[$LATEST]0f332ed868764ee797521781a9702f6e";

    #[test]
    fn a_line_begins_with_time_stream_and_group_in_any_order() {
        for (line, time, stream, group, message) in [
            (
                "2026-11-26T08:00:00.123000+00:00 STREAM START x",
                "2026-11-26T08:00:00.123000+00:00",
                STREAM,
                "",
                "START x",
            ),
            (
                "2026-11-26T08:00:00 START x",
                "2026-11-26T08:00:00",
                "",
                "",
                "START x",
            ),
            (
                "2026-11-26 08:00:00.123\tSTART x",
                "2026-11-26 08:00:00.123",
                "",
                "",
                "START x",
            ),
            (
                "STREAM 2026-11-26T08:00:00.123000 START x",
                "2026-11-26T08:00:00.123000",
                STREAM,
                "",
                "START x",
            ),
            (
                "/aws/lambda/checkout STREAM START x",
                "",
                STREAM,
                "/aws/lambda/checkout",
                "START x",
            ),
            (
                "| 1795680000123 | START x",
                "1795680000123",
                "",
                "",
                "START x",
            ),
            (
                "2026-11-26 08:00:00 UTC STREAM START x",
                "2026-11-26 08:00:00 UTC",
                STREAM,
                "",
                "START x",
            ),
            ("\tSTART x", "", "", "", "START x"),
            (
                "2026-11-26T08:00:00.123Z 2026-11-26T08:00:00.120Z x",
                "2026-11-26T08:00:00.123Z",
                "",
                "",
                "2026-11-26T08:00:00.120Z x",
            ),
            (
                "2026-11-26T08:00:00.123Z ",
                "2026-11-26T08:00:00.123Z",
                "",
                "",
                "",
            ),
            ("12345 START", "", "", "", "12345 START"),
            ("2026-11-26", "", "", "", "2026-11-26"),
            ("{", "", "", "", "{"),
            ("", "", "", "", ""),
        ] {
            let line = line.replace("STREAM", STREAM);
            let (found, rest) = split(line.as_bytes());
            let text = |bytes: Option<&[u8]>| {
                String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned()
            };
            assert_eq!(text(found.time), time, "time of {line}");
            assert_eq!(text(found.stream), stream, "stream of {line}");
            assert_eq!(text(found.group), group, "group of {line}");
            assert_eq!(text(Some(rest)), message, "message of {line}");
        }
    }
}
