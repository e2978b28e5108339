//! CSV whose cells may hold lines, record by record, in bounded memory.
//!
//! It knows quotes and separators. It must not know columns by name.

use super::super::head::Head;
use super::super::input::{Input, ReadError};

/// A record longer than this has a quote that nobody closed.
const LONGEST_RECORD: usize = 4 << 20;

/// The names of columns in a header, in lower case, whatever separates them.
pub(super) fn columns(head: &Head) -> Vec<String> {
    let header = head.lines.iter().find(|line| !line.starts_with('#'));
    let cells = header
        .map(|line| line.split([',', ';', '\t']))
        .into_iter()
        .flatten();
    cells
        .map(|cell| cell.trim_matches(['"', ' ']).to_lowercase())
        .collect()
}

/// The records of a file.
#[derive(Debug, Default)]
pub(super) struct Records {
    separator: u8,
    /// The record as it is written.
    written: Vec<u8>,
    /// Its cells without quotes, one after another, and where each ends.
    text: Vec<u8>,
    ends: Vec<usize>,
    line: u64,
    next_line: u64,
}

impl Records {
    /// Records whose cells are separated by a comma, semicolon or tab, as the first line of `head` tells.
    pub(super) fn new(head: &[u8]) -> Self {
        let is_comment = |line: &&[u8]| line.starts_with(b"#") || line.trim_ascii().is_empty();
        let mut lines = head.split(|byte| *byte == b'\n').skip_while(is_comment);
        let header = lines.next().unwrap_or_default();
        let count = |sign: &u8| header.iter().filter(|byte| *byte == sign).count();
        // The last of equals wins, so the comma stands last.
        let separator = [b'\t', b';', b',']
            .into_iter()
            .max_by_key(count)
            .unwrap_or(b',');
        Self {
            separator,
            ..Self::default()
        }
    }

    /// Goes to the next record that is not blank; false after the last.
    ///
    /// # Errors
    /// If the file cannot be read on, or a record is longer than any format's.
    pub(super) fn next(&mut self, input: &mut Input<'_>) -> Result<bool, ReadError> {
        self.written.clear();
        let mut is_open = false;
        while let Some(line) = input.next_line()? {
            self.next_line += 1;
            if !is_open {
                self.line = self.next_line;
                self.written.clear();
            } else {
                self.written.push(b'\n');
            }
            self.written.extend_from_slice(line);
            is_open ^= memchr::memchr_iter(b'"', line).count() % 2 == 1;
            if self.written.len() > LONGEST_RECORD {
                return Err(ReadError::at(self.line, "opens a quote that is not closed"));
            }
            if !is_open && !self.written.trim_ascii().is_empty() {
                break;
            }
        }
        self.split();
        Ok(!self.written.trim_ascii().is_empty())
    }

    /// The line at which the record begins, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// A cell; `None` beyond the last.
    pub(super) fn cell(&self, index: usize) -> Option<&[u8]> {
        let end = *self.ends.get(index)?;
        let start = index
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .copied();
        self.text.get(start.unwrap_or(0)..end)
    }

    /// A cell as text without blanks around it; `None` if it is empty, or not UTF-8.
    pub(super) fn word(&self, index: usize) -> Option<&str> {
        let text = std::str::from_utf8(self.cell(index)?).ok()?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// The cells as words.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|index| self.word(index).unwrap_or_default())
    }

    /// Where the first column is that has one of some names, without regard to case.
    pub(super) fn column(&self, names: &[&str]) -> Option<usize> {
        let is_one = |word: &str| names.iter().any(|name| word.eq_ignore_ascii_case(name));
        self.words().position(is_one)
    }

    fn split(&mut self) {
        self.text.clear();
        self.ends.clear();
        let mut rest = self.written.as_slice();
        loop {
            if let Some(quoted) = rest.strip_prefix(b"\"") {
                rest = unquote(quoted, &mut self.text);
            }
            let end = memchr::memchr(self.separator, rest);
            let (cell, after) = rest
                .split_at_checked(end.unwrap_or(rest.len()))
                .unwrap_or_default();
            self.text.extend_from_slice(cell);
            self.ends.push(self.text.len());
            match after.split_first() {
                Some((_, after)) => rest = after,
                None => return,
            }
        }
    }
}

/// Writes what stands up to the closing quote, with doubled quotes as one; gives what follows it.
fn unquote<'a>(mut quoted: &'a [u8], text: &mut Vec<u8>) -> &'a [u8] {
    while let Some(end) = memchr::memchr(b'"', quoted) {
        let (part, after) = quoted.split_at_checked(end).unwrap_or_default();
        text.extend_from_slice(part);
        let after = after.get(1..).unwrap_or_default();
        let Some(more) = after.strip_prefix(b"\"") else {
            return after;
        };
        text.push(b'"');
        quoted = more;
    }
    text.extend_from_slice(quoted);
    &[]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(u64, Vec<String>)> {
        let mut input = Input::open(text.as_bytes()).expect("text");
        let mut records = Records::new(input.head());
        let mut all = Vec::new();
        while records.next(&mut input).expect("CSV") {
            all.push((records.line(), records.words().map(str::to_owned).collect()));
        }
        all
    }

    #[test]
    fn cells_hold_lines_quotes_and_separators() {
        let text = "a,b\n1,\"x\ny, \"\"z\"\"\n\"\n\n2,\r\n3";
        let expected = [
            (1, vec!["a", "b"]),
            (2, vec!["1", "x\ny, \"z\""]),
            (6, vec!["2", ""]),
            (7, vec!["3"]),
        ];
        let read = cells(text);
        assert_eq!(read.len(), expected.len(), "{read:?}");
        for ((line, cells), expected) in read.iter().zip(&expected) {
            assert_eq!(
                (*line, cells.iter().map(String::as_str).collect()),
                *expected
            );
        }
    }

    #[test]
    fn other_separators_are_found() {
        assert_eq!(cells("# x,y,z\na;b\n1;2,5")[2].1, ["1", "2,5"]);
        assert_eq!(cells("a\tb\n1\t2")[1].1, ["1", "2"]);
    }

    #[test]
    fn a_quote_that_is_not_closed_is_refused_in_bounded_memory() {
        let text = format!("a,b\n1,\"{}", "x\n".repeat(3 << 20));
        let mut input = Input::open(text.as_bytes()).expect("text");
        let mut records = Records::new(input.head());
        assert!(records.next(&mut input).expect("header"));
        let error = records.next(&mut input).expect_err("too long");
        assert!(
            matches!(error, ReadError::Refused { line: Some(2), .. }),
            "{error:?}"
        );
        assert_eq!(cells("a\n\"cut off")[1].1, ["cut off"]);
    }
}
