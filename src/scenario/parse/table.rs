//! Recorded data in a table: CSV as spreadsheets, log tools and monitoring write it.
//!
//! Cells are separated by commas, semicolons or tabs, whichever the header has most of; lines that
//! begin with `#` and blank lines are skipped; a byte order mark and the case of names do not matter.
//! A row that has more or fewer cells than the header is wrong, since nobody knows which column is
//! the shifted one. It must not know what a table is for: who reads one asks for columns by name.
//!
//! ```
//! use burstsim::scenario::parse::cells::Times;
//! use burstsim::scenario::parse::table::Table;
//!
//! let text = "time;count\n2026-01-31T08:15:00Z;12\n2026-01-31T08:16:00Z;7\n";
//! let mut table = Table::new(text, "a list of counts");
//! let start = table.required(&["start_s", "time"], "the first line names the columns")?;
//! let count = table.required(&["count"], "the first line names the columns")?;
//! let (mut times, mut rows) = (Times::default(), Vec::new());
//! while let Some(row) = table.next_row() {
//!     let row = row?;
//!     rows.push((row.time(&start, &mut times)?, row.number(&count)?));
//! }
//! // Dates begin with the first; seconds from the start stay as they are.
//! let seconds: Vec<_> = rows.iter().map(|(at, _)| (at - times.offset()) / 1_000_000_000).collect();
//! assert_eq!(seconds, [0, 60]);
//! # Ok::<(), burstsim::scenario::parse::table::Wrong>(())
//! ```

use std::ops::Range;

use csv::StringRecord;

use super::cells::{self, Times, WrongCell};
use super::nearest::nearest;

const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// Something wrong in a table, with its place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// What is wrong.
    pub title: String,
    /// What is at the place.
    pub label: String,
    /// How to put it right.
    pub help: Option<String>,
    /// The bytes at fault.
    pub place: Range<usize>,
}

impl std::error::Error for Wrong {}

/// One line, without the place.
impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.title)?;
        match &self.help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}

/// A column that somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    index: usize,
    name: &'static str,
}

/// A table while its rows are read.
pub struct Table<'t> {
    text: &'t str,
    what: &'static str,
    separator: u8,
    reader: csv::Reader<&'t [u8]>,
    header: StringRecord,
    record: StringRecord,
    /// Columns up to the last one with a name.
    named: usize,
}

impl<'t> Table<'t> {
    /// Begins to read a table; `what` is how errors call it, such as `a trace`.
    pub fn new(text: &'t str, what: &'static str) -> Self {
        let (start, end) = row(text, 0);
        let separator = separator(&text[start..end]);
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .delimiter(separator)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(without_mark(text).as_bytes());
        // Of text in memory nothing is unreadable.
        let header = reader.headers().cloned().unwrap_or_default();
        Self {
            named: filled(&header),
            record: StringRecord::new(),
            text,
            what,
            separator,
            reader,
            header,
        }
    }

    /// The column with one of `names`, the first that there is.
    ///
    /// # Errors
    /// If there is none, or two of the same name. `help` then says what the header should be.
    pub fn required(&self, names: &[&'static str], help: &str) -> Result<Column, Wrong> {
        if let Some(column) = self.optional(names)? {
            return Ok(column);
        }
        let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        let names_in = |cell: &str| names.iter().any(|name| cell.contains(name));
        let meant = names.iter().find_map(|name| {
            let cell = nearest(name, self.header.iter().filter(|cell| !cell.is_empty()))?;
            Some(format!(
                "is `{}` meant to be `{name}`?",
                cell.escape_debug()
            ))
        });
        let label = match meant {
            Some(meant) => meant,
            None if self.header.iter().any(names_in) => {
                "columns are separated by commas, semicolons or tabs".to_owned()
            }
            None => "no column of this name".to_owned(),
        };
        let (start, end) = row(self.text, 0);
        Err(Wrong {
            title: format!("{} needs the column {}", self.what, quoted.join(" or ")),
            label,
            help: Some(help.to_owned()),
            place: start..end,
        })
    }

    /// The column with one of `names`, the first that there is, if there is one.
    ///
    /// # Errors
    /// If two have the same name.
    pub fn optional(&self, names: &[&'static str]) -> Result<Option<Column>, Wrong> {
        for name in names.iter().copied() {
            let mut cells = self.header.iter().enumerate();
            let mut found = || {
                cells
                    .by_ref()
                    .find(|(_, cell)| cell.eq_ignore_ascii_case(name))
            };
            let Some((index, _)) = found() else {
                continue;
            };
            if let Some((second, _)) = found() {
                return Err(Wrong {
                    title: format!("{} has the column `{name}` twice", self.what),
                    label: "the second".to_owned(),
                    help: Some("keep one of them, or give one another name".to_owned()),
                    place: self.cell(0, second),
                });
            }
            return Ok(Some(Column { index, name }));
        }
        Ok(None)
    }

    /// The next row; `None` after the last. After a wrong one the others can still be read.
    pub fn next_row(&mut self) -> Option<Result<Row<'_, 't>, Wrong>> {
        loop {
            // Of text in memory nothing is unreadable, and rows may have any number of cells.
            let Ok(true) = self.reader.read_record(&mut self.record) else {
                return None;
            };
            if self.record.len() > 1 || filled(&self.record) > 0 {
                break;
            }
        }
        let cells = self.record.len();
        let extra = filled(&self.record) > self.header.len();
        if !extra && cells >= self.named {
            return Some(Ok(Row { table: self }));
        }
        Some(Err(self.ragged(cells, extra)))
    }

    fn ragged(&self, cells: usize, extra: bool) -> Wrong {
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        let named = self.named;
        let title = format!(
            "this row has {cells} cell{}, but the header names {named} column{}",
            plural(cells),
            plural(named)
        );
        let (start, end) = row(self.text, self.start());
        let (label, help, place) = match (extra, self.separator) {
            (false, _) => (
                "a cell is missing",
                "keep the separator where a cell is empty",
                start..end,
            ),
            (true, b',') => (
                "no column for this",
                "write numbers with a point, 0.5 and not 0,5, or separate the cells by semicolons \
                 or tabs; a text with a comma needs quotes",
                self.cell(self.start(), self.header.len()).start..end,
            ),
            (true, _) => (
                "no column for this",
                "name each column in the header; a text with the separator in it needs quotes",
                self.cell(self.start(), self.header.len()).start..end,
            ),
        };
        Wrong {
            title,
            label: label.to_owned(),
            help: Some(help.to_owned()),
            place,
        }
    }

    /// The line of a place, from 1.
    pub fn line(&self, wrong: &Wrong) -> u64 {
        let before = self.text.get(..wrong.place.start).unwrap_or(self.text);
        1 + before.matches('\n').count() as u64
    }

    /// Where the last row begins, or the comments before it.
    fn start(&self) -> usize {
        let mark = self.text.len() - without_mark(self.text).len();
        let position = self.record.position();
        let byte = position.map_or(0, csv::Position::byte);
        usize::try_from(byte).map_or(self.text.len(), |byte| byte + mark)
    }

    /// Where a cell is, in the row at or after byte `at`; the whole row if it is quoted or not there.
    fn cell(&self, at: usize, column: usize) -> Range<usize> {
        let (start, end) = row(self.text, at);
        let line = &self.text[start..end];
        if line.contains('"') {
            return start..end;
        }
        let mut cell_start = start;
        for (index, cell) in line.split(char::from(self.separator)).enumerate() {
            if index == column {
                let padding = cell.len() - cell.trim_start().len();
                let cell_start = cell_start + padding;
                return cell_start..cell_start + cell.trim().len();
            }
            cell_start += cell.len() + 1;
        }
        end..end
    }
}

/// A row of a table.
pub struct Row<'r, 't> {
    table: &'r Table<'t>,
}

impl Row<'_, '_> {
    /// The text of a cell, without blanks around it.
    pub fn text(&self, column: &Column) -> &str {
        self.table.record.get(column.index).unwrap_or_default()
    }

    /// A time, in nanoseconds; see [`Times::read`].
    ///
    /// # Errors
    /// If the cell is not a time, or not in the notation of the others.
    pub fn time(&self, column: &Column, times: &mut Times) -> Result<i128, Wrong> {
        let read = times.read(self.text(column));
        read.map_err(|wrong| self.unusable(column, &wrong))
    }

    /// A finite number that is not negative.
    ///
    /// # Errors
    /// If the cell is anything else, or empty.
    pub fn number(&self, column: &Column) -> Result<f64, Wrong> {
        let read = cells::number(self.text(column));
        read.map_err(|wrong| self.unusable(column, &wrong))
    }

    /// 0, 1, `false` or `true`; `None` where the cell is empty.
    ///
    /// # Errors
    /// If it is anything else.
    pub fn flag(&self, column: &Column) -> Result<Option<bool>, Wrong> {
        match self.text(column) {
            "" => Ok(None),
            "0" => Ok(Some(false)),
            "1" => Ok(Some(true)),
            text if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            text if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            _ => Err(self.wrong(column, "must be 0 or 1")),
        }
    }

    /// What is wrong with a cell that [`cells`] could not read.
    pub fn unusable(&self, column: &Column, wrong: &WrongCell) -> Wrong {
        Wrong {
            help: wrong.help.map(str::to_owned),
            ..self.wrong(column, &wrong.reason)
        }
    }

    /// What is wrong with a cell; `reason` stands behind the name of the column.
    pub fn wrong(&self, column: &Column, reason: &str) -> Wrong {
        let place = self.table.cell(self.table.start(), column.index);
        let label = if place.is_empty() {
            "nothing here"
        } else {
            "this cell"
        };
        Wrong {
            title: format!("`{}` {reason}", column.name),
            label: label.to_owned(),
            help: None,
            place,
        }
    }
}

/// The text without the byte order mark that spreadsheets put in front: it is no part of a name.
pub fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// The separator that a header has most of; a comma if there is none.
fn separator(header: &str) -> u8 {
    let mut counts = [0; SEPARATORS.len()];
    let mut quoted = false;
    for byte in header.bytes() {
        quoted ^= byte == b'"';
        let known = SEPARATORS.iter().position(|separator| *separator == byte);
        if let (Some(index), false) = (known, quoted) {
            counts[index] += 1;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    let index = counts.iter().position(|count| *count == most).unwrap_or(0);
    SEPARATORS[index]
}

/// The number of cells up to the last that is not empty.
fn filled(record: &StringRecord) -> usize {
    let last = record
        .as_byte_record()
        .iter()
        .rposition(|cell| !cell.is_empty());
    last.map_or(0, |last| last + 1)
}

/// Where the row at or after byte `at` is: comments and blank lines are no rows.
fn row(text: &str, at: usize) -> (usize, usize) {
    let mark = text.len() - without_mark(text).len();
    let mut start = at.clamp(mark, text.len());
    for line in text.get(start..).unwrap_or("").split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        if !content.trim().is_empty() && !content.starts_with('#') {
            return (start, start + content.len());
        }
        start += line.len();
    }
    (text.len(), text.len())
}

#[cfg(test)]
mod tests;
