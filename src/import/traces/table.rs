//! CSV of numbers and hashes: a header, then rows without quotes.
//!
//! It knows cells. It must not know what the columns mean.

use crate::import::input::{Input, ReadError};

/// The columns of a file, in lower case.
pub(super) struct Columns(Vec<String>);

impl Columns {
    /// Where a column stands.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|column| column == name)
    }

    /// Where those columns stand that are numbers, with the number.
    pub(super) fn numbered(&self) -> Vec<(usize, u32)> {
        let number = |(place, column): (usize, &String)| Some((place, column.parse().ok()?));
        self.0.iter().enumerate().filter_map(number).collect()
    }
}

/// The cells of a row.
pub(super) struct Row<'a> {
    cells: Vec<&'a str>,
    pub(super) line: u64,
}

impl Row<'_> {
    /// A cell, blank if the row is too short.
    pub(super) fn cell(&self, place: usize) -> &str {
        self.cells.get(place).copied().unwrap_or("")
    }

    /// A number that is finite; `None` for another text.
    pub(super) fn number(&self, place: usize) -> Option<f64> {
        self.cell(place)
            .parse()
            .ok()
            .filter(|number: &f64| number.is_finite())
    }
}

/// Gives the header to `start` and, with what it makes of that, each row to `each`. Rows that repeat the header, as
/// in files that were put behind one another, are passed over.
///
/// # Errors
/// If the file cannot be read, or `start` or `each` gives up.
pub(super) fn read<S>(
    input: &mut Input<'_>,
    start: impl FnOnce(Columns) -> Result<S, ReadError>,
    mut each: impl FnMut(&mut S, &Row<'_>),
) -> Result<S, ReadError> {
    let mut start = Some(start);
    let mut state = None;
    let mut header = Vec::new();
    loop {
        let line = input.line() + 1;
        let Some(bytes) = input.next_line()? else {
            break;
        };
        if bytes.trim_ascii().is_empty() || bytes.starts_with(b"#") || bytes == header {
            continue;
        }
        let text = String::from_utf8_lossy(bytes);
        let cells = text
            .split(',')
            .map(|cell| cell.trim().trim_matches('"'))
            .collect();
        match (&mut state, start.take()) {
            (None, Some(start)) => {
                header = bytes.to_vec();
                let row = Row { cells, line };
                state = Some(start(Columns(
                    row.cells.iter().map(|cell| cell.to_lowercase()).collect(),
                ))?);
            }
            (Some(state), _) => each(state, &Row { cells, line }),
            (None, None) => break,
        }
    }
    state.ok_or_else(|| ReadError::refused("has no header"))
}
