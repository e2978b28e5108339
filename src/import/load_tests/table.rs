//! Rows of CSV with named columns, one by one, in bounded memory.
//!
//! It knows cells, quotes and separators. It must not know what the columns mean.

use std::borrow::Cow;
use std::collections::VecDeque;

use super::super::input::{Input, ReadError};

/// A text in quotes may go on in the next lines; one that goes on for longer has lost its closing quote.
const MOST_LINES: usize = 64;

/// The cells of a row, in one text that is used again for the next row.
#[derive(Default)]
struct Cells {
    text: String,
    ends: Vec<usize>,
}

impl Cells {
    fn get(&self, place: usize) -> Option<&str> {
        let end = *self.ends.get(place)?;
        let start = match place {
            0 => 0,
            place => *self.ends.get(place - 1)?,
        };
        self.text.get(start..end)
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).filter_map(|place| self.get(place))
    }

    fn end_cell(&mut self) {
        self.ends.push(self.text.len());
    }
}

/// Cells of a row by the names of their columns.
pub(super) struct Row<'a> {
    columns: &'a [String],
    cells: &'a Cells,
    /// The line on which it begins.
    pub(super) line: u64,
}

impl Row<'_> {
    /// The cell of the first of these columns that is there; empty if none is.
    pub(super) fn get(&self, names: &[&str]) -> &str {
        let place = |name: &&str| self.columns.iter().position(|column| column == name);
        let place = names.iter().find_map(place);
        place
            .and_then(|place| self.cells.get(place))
            .map_or("", str::trim)
    }

    /// Whether it has as many cells as there are columns.
    pub(super) fn is_whole(&self) -> bool {
        self.cells.ends.len() >= self.columns.len()
    }
}

/// How a table is written.
pub(super) struct Shape<'a> {
    /// What separates cells.
    pub(super) separator: char,
    /// Its columns in lower case where it has no header.
    pub(super) columns: Option<&'a [&'a str]>,
    /// Columns by which a header is recognised, in lower case.
    pub(super) header: &'a [&'a str],
}

impl<'a> Shape<'a> {
    /// Cells between commas, below a header that has these columns, in lower case.
    pub(super) fn with_header(header: &'a [&'a str]) -> Self {
        Self {
            separator: ',',
            columns: None,
            header,
        }
    }
}

/// Gives `each` every row below the header, which may be repeated where files were joined.
///
/// # Errors
/// If the file cannot be read, goes on with another table, or `each` gives up.
pub(super) fn rows(
    input: &mut Input<'_>,
    shape: &Shape<'_>,
    mut each: impl FnMut(&Row<'_>) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let named = shape.columns.unwrap_or_default().iter();
    let mut columns: Vec<String> = named.map(|name| (*name).to_owned()).collect();
    let mut lines = Lines {
        input,
        ahead: VecDeque::new(),
        number: 0,
    };
    let mut cells = Cells::default();
    while let Some(line) = lines.next_record(shape.separator, &mut cells)? {
        let is_header = shape.header.iter().all(|name| {
            cells
                .iter()
                .any(|cell| cell.trim().eq_ignore_ascii_case(name))
        });
        if is_header && !shape.header.is_empty() {
            columns = cells
                .iter()
                .map(|cell| cell.trim().to_lowercase())
                .collect();
            continue;
        }
        if is_of_another(&cells) {
            return Err(ReadError::at(
                line,
                "is not part of the table above it: the file mixes formats",
            ));
        }
        if !columns.is_empty() {
            let row = Row {
                columns: &columns,
                cells: &cells,
                line,
            };
            each(&row)?;
        }
    }
    Ok(())
}

/// Whether cells are another header, or no cells at all but JSON or XML. A row always has numbers.
fn is_of_another(cells: &Cells) -> bool {
    let is_word = |cell: &str| {
        let signs = |c: char| c.is_alphanumeric() || "_ -+./%#".contains(c);
        cell.starts_with(|c: char| c.is_alphabetic() || "%#_".contains(c))
            && cell.chars().all(signs)
    };
    let is_header = cells.ends.len() >= 3 && cells.iter().all(is_word);
    is_header
        || cells
            .get(0)
            .is_some_and(|cell| cell.starts_with(['{', '<']))
}

/// Lines, of which some were looked at already.
struct Lines<'i, 'f> {
    input: &'i mut Input<'f>,
    ahead: VecDeque<String>,
    number: u64,
}

impl Lines<'_, '_> {
    /// The cells of the next row, and the line on which it begins; blank lines are passed over.
    fn next_record(
        &mut self,
        separator: char,
        cells: &mut Cells,
    ) -> Result<Option<u64>, ReadError> {
        loop {
            let line = match self.ahead.pop_front() {
                Some(line) => Cow::Owned(line),
                None => match self.input.next_line()? {
                    Some(line) => String::from_utf8_lossy(line),
                    None => return Ok(None),
                },
            };
            self.number += 1;
            // Comments stand above the header.
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let number = self.number;
            if !split(&line, separator, cells) {
                let line = line.into_owned();
                self.join(&line, separator, cells)?;
            }
            return Ok(Some(number));
        }
    }

    /// Takes the lines that follow into a row whose quote is open. If it is never closed, the row ends with its line.
    fn join(&mut self, line: &str, separator: char, cells: &mut Cells) -> Result<(), ReadError> {
        let mut text = line.to_owned();
        for taken in 0..MOST_LINES {
            if self.ahead.len() == taken {
                let Some(line) = self.input.next_line()? else {
                    break;
                };
                let line = String::from_utf8_lossy(line).into_owned();
                self.ahead.push_back(line);
            }
            let Some(next) = self.ahead.get(taken) else {
                break;
            };
            text.push('\n');
            text.push_str(next);
            if split(&text, separator, cells) {
                self.ahead.drain(..=taken);
                self.number += taken as u64 + 1;
                return Ok(());
            }
        }
        split(line, separator, cells);
        Ok(())
    }
}

/// Splits a row into cells; says whether all quotes are closed.
fn split(text: &str, separator: char, cells: &mut Cells) -> bool {
    cells.text.clear();
    cells.ends.clear();
    let mut rest = Some(text);
    while let Some(cell) = rest {
        rest = match cell.strip_prefix('"') {
            Some(quoted) => match quoted_cell(quoted, separator, &mut cells.text) {
                Some(after) => after,
                None => {
                    cells.end_cell();
                    return false;
                }
            },
            None => {
                let (cell, after) = split_at(cell, separator);
                cells.text.push_str(cell);
                after
            }
        };
        cells.end_cell();
    }
    true
}

/// What is before the first separator, and what is behind it, if there is one.
fn split_at(text: &str, separator: char) -> (&str, Option<&str>) {
    match text.split_once(separator) {
        Some((before, behind)) => (before, Some(behind)),
        None => (text, None),
    }
}

/// Reads a cell behind its opening quote into `cell`; gives what follows the separator behind it. `None` if its quote
/// is not closed.
fn quoted_cell<'a>(text: &'a str, separator: char, cell: &mut String) -> Option<Option<&'a str>> {
    let mut rest = text;
    while let Some((inside, behind)) = rest.split_once('"') {
        cell.push_str(inside);
        if let Some(more) = behind.strip_prefix('"') {
            cell.push('"');
            rest = more;
            continue;
        }
        if behind.trim_end().is_empty() {
            return Some(None);
        }
        if let Some(after) = behind.strip_prefix(separator) {
            return Some(Some(after));
        }
        // Not doubled, and yet within: as tools write that do not know CSV's rules.
        cell.push('"');
        rest = behind;
    }
    cell.push_str(rest);
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u64, String, String)> {
        let mut input = Input::open(text.as_bytes()).expect("text");
        let shape = Shape::with_header(&["time", "label"]);
        let mut found = Vec::new();
        rows(&mut input, &shape, |row| {
            found.push((
                row.line,
                row.get(&["time"]).to_owned(),
                row.get(&["label"]).to_owned(),
            ));
            Ok(())
        })
        .expect("rows");
        found
    }

    #[test]
    fn quotes_may_hold_separators_quotes_and_ends_of_lines() {
        let text = "# by hand\nTime,Label,x\n1,\"a, \"\"b\"\"\",\n\n2,\"two\nlines\",\n3,c,\nTime,Label,x\n4,d,";
        let expected = [
            (3, "1".to_owned(), "a, \"b\"".to_owned()),
            (5, "2".to_owned(), "two\nlines".to_owned()),
            (7, "3".to_owned(), "c".to_owned()),
            (9, "4".to_owned(), "d".to_owned()),
        ];
        assert_eq!(read(text), expected);
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_one_row() {
        let rest: String = (2..200).map(|time| format!("{time},c\n")).collect();
        let found = read(&format!("time,label\n1,\"never closed\n{rest}"));
        assert_eq!(found.len(), 199, "every line is a row");
        assert_eq!(found[1], (3, "2".to_owned(), "c".to_owned()));
    }

    #[test]
    fn columns_may_move_where_files_are_joined() {
        let found = read("time,label\n1,a\nlabel,time\nb,2\n");
        assert_eq!(found[1], (4, "2".to_owned(), "b".to_owned()));
    }

    #[test]
    fn another_table_in_the_same_file_is_refused_at_its_line() {
        for other in [
            "Name,Error,Occurrences\nx,y,1",
            "{\"type\": \"Point\"}",
            "<testResults>",
        ] {
            let text = format!("time,label\n1,a\n{other}\n");
            let mut input = Input::open(text.as_bytes()).expect("text");
            let shape = Shape::with_header(&["time", "label"]);
            let error = rows(&mut input, &shape, |_| Ok(())).expect_err(other);
            assert!(
                matches!(error, ReadError::Refused { line: Some(3), .. }),
                "{other}: {error:?}"
            );
        }
    }
}
