//! A CSV file of a result, row by row, with what is wrong with it by name and line.

use std::io::Read;
use std::str::FromStr;

use csv::StringRecord;

use super::RedrawError;
use crate::kernel::SimTime;
use crate::metrics::Level;
use crate::report::cells;
use crate::report::folder::EarlierResult;

/// No run counts more in an interval, and more would overflow a sum.
const MOST: u64 = 1 << 40;

/// A CSV file, row by row.
pub(super) struct Table<'a> {
    name: &'static str,
    pub(super) columns: StringRecord,
    reader: csv::Reader<Box<dyn Read + 'a>>,
    row: StringRecord,
    line: Option<u64>,
}

impl<'a> Table<'a> {
    pub(super) fn open(
        result: &'a impl EarlierResult,
        name: &'static str,
    ) -> Result<Self, RedrawError> {
        let file = result.open(name);
        let file = file.map_err(|source| RedrawError::read(name, source))?;
        let mut table = Self {
            name,
            columns: StringRecord::new(),
            reader: csv::Reader::from_reader(Box::new(file)),
            row: StringRecord::new(),
            line: None,
        };
        let columns = table.reader.headers().cloned();
        table.columns = columns.map_err(|error| table.malformed(error.to_string()))?;
        Ok(table)
    }

    /// Goes to the next row; false at the end.
    pub(super) fn next(&mut self) -> Result<bool, RedrawError> {
        let more = self.reader.read_record(&mut self.row);
        self.line = self.row.position().map(csv::Position::line);
        more.map_err(|error| self.malformed(error.to_string()))
    }

    /// Where a column is.
    pub(super) fn column(&self, name: &str) -> Result<usize, RedrawError> {
        let found = self.columns.iter().position(|column| column == name);
        found.ok_or_else(|| self.malformed(format!("the column `{name}` is missing")))
    }

    pub(super) fn columns<const N: usize>(
        &self,
        names: [&str; N],
    ) -> Result<[usize; N], RedrawError> {
        let mut columns = [0; N];
        for (column, name) in columns.iter_mut().zip(names) {
            *column = self.column(name)?;
        }
        Ok(columns)
    }

    pub(super) fn cell(&self, column: usize) -> &str {
        self.row.get(column).unwrap_or_default()
    }

    pub(super) fn value<T: FromStr>(&self, column: usize) -> Result<T, RedrawError> {
        let cell = self.cell(column);
        let value = cell.parse().ok();
        value.ok_or_else(|| self.unreadable(column, cell))
    }

    /// A finite number; `None` of an empty cell.
    pub(super) fn number(&self, column: usize) -> Result<Option<f64>, RedrawError> {
        if self.cell(column).is_empty() {
            return Ok(None);
        }
        let number: f64 = self.value(column)?;
        match number.is_finite() {
            true => Ok(Some(number)),
            false => Err(self.unreadable(column, self.cell(column))),
        }
    }

    /// The same of a cell that is never empty.
    pub(super) fn known(&self, column: usize) -> Result<f64, RedrawError> {
        let known = self.number(column)?;
        known.ok_or_else(|| self.unreadable(column, ""))
    }

    /// Counts that any sum of can hold.
    pub(super) fn counts<const N: usize>(
        &self,
        columns: [usize; N],
    ) -> Result<[u64; N], RedrawError> {
        let mut counts = [0; N];
        for (count, column) in counts.iter_mut().zip(columns) {
            *count = self.value(column)?;
            if *count > MOST {
                return Err(self.unreadable(column, self.cell(column)));
            }
        }
        Ok(counts)
    }

    pub(super) fn level(&self, mean: usize, max: usize) -> Result<Level, RedrawError> {
        Ok(Level {
            mean: self.known(mean)?,
            max: self.value(max)?,
        })
    }

    pub(super) fn time(&self, column: usize) -> Result<SimTime, RedrawError> {
        let cell = self.cell(column);
        cells::read_time(cell).ok_or_else(|| self.unreadable(column, cell))
    }

    pub(super) fn unreadable(&self, column: usize, cell: &str) -> RedrawError {
        let column = self.columns.get(column).unwrap_or_default();
        self.malformed(format!("`{cell}` is no value of the column `{column}`"))
    }

    pub(super) fn malformed(&self, problem: String) -> RedrawError {
        RedrawError::Malformed {
            name: self.name.to_owned(),
            line: self.line,
            problem,
        }
    }
}
