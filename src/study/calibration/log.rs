//! Reading request logs: tables with the columns `arrival_s` (or `time`), `elapsed_ms`, `cold` and
//! `environment`; others are ignored.
//!
//! It knows the format and what a log must fulfil; it must not know what is learnt from it.

use std::collections::BTreeMap;
use std::fmt;

#[cfg(feature = "import")]
use crate::import::ServedRequest;
use crate::scenario::parse::cells::Times;
use crate::scenario::parse::table::{Column, Row, Table, Wrong};

/// What errors say about the first line.
const HEADER: &str = "the first line must be a header with arrival_s,elapsed_ms,cold,environment";

/// A request as it was measured. Times are in seconds from the start of the log's clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Invocation {
    /// When it was sent.
    pub arrival: f64,
    /// When it was answered.
    pub done: f64,
    /// Whether a new environment had to be initialised for it.
    pub cold: bool,
    /// The environment that served it, numbered by first use.
    pub environment: usize,
}

/// The requests to one function, in order of arrival.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestLog {
    /// At least one.
    invocations: Vec<Invocation>,
}

/// What is wrong with a log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct LogError {
    /// The log, as the user named it.
    pub log: String,
    /// The line, from 1; `None` if it is the log as a whole.
    pub line: Option<u64>,
    /// What is wrong there.
    pub reason: String,
}

impl fmt::Display for LogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}, line {line}: {}", self.log, self.reason),
            None => write!(f, "{}: {}", self.log, self.reason),
        }
    }
}

impl RequestLog {
    /// The log with these requests, put in order of arrival; `None` without any.
    pub fn new(mut invocations: Vec<Invocation>) -> Option<Self> {
        invocations.sort_by(|one, other| one.arrival.total_cmp(&other.arrival));
        (!invocations.is_empty()).then_some(Self { invocations })
    }

    /// Reads the text of a log; `name` is what errors call it.
    ///
    /// # Errors
    /// With the first line that does not make sense.
    pub fn parse(name: &str, text: &str) -> Result<Self, LogError> {
        let error = |line, reason: String| LogError {
            log: name.to_owned(),
            line,
            reason,
        };
        let mut table = Table::new(text, "a log");
        let wrong = |table: &Table<'_>, wrong: &Wrong| {
            let reason = match text.get(wrong.place.clone()) {
                None | Some("") => wrong.to_string(),
                Some(found) => format!("{wrong}: {}", found.escape_debug()),
            };
            error(Some(table.line(wrong)), reason)
        };
        let columns = Columns::find(&table).map_err(|one| wrong(&table, &one))?;
        let (mut times, mut environments) = (Times::default(), BTreeMap::new());
        let mut measured = Vec::new();
        while let Some(row) = table.next_row() {
            match row.and_then(|row| columns.read(&row, &mut times, &mut environments)) {
                Ok(one) => measured.push(one),
                Err(one) => return Err(wrong(&table, &one)),
            }
        }
        // Dates count from the first: seconds since 1970 leave an `f64` few digits.
        let offset = times.offset();
        let invocations = measured.into_iter().map(|one| {
            let arrival = (one.at - offset) as f64 / 1e9;
            Invocation {
                arrival,
                done: arrival + one.elapsed_ms / 1e3,
                cold: one.cold,
                environment: one.environment,
            }
        });
        Self::new(invocations.collect())
            .ok_or_else(|| error(None, "there are no requests in it".to_owned()))
    }

    /// The log of a function as it was imported; `None` if it has no request whose duration, cold start and environment
    /// are known.
    #[cfg(feature = "import")]
    pub fn of_served(served: &[ServedRequest]) -> Option<Self> {
        let first = served.iter().map(|request| request.arrival).min()?;
        let invocations = served.iter().map(|request| {
            let arrival = (request.arrival - first) as f64 / 1e9;
            Invocation {
                arrival,
                done: arrival + request.duration as f64 / 1e9,
                cold: request.cold,
                environment: request.environment as usize,
            }
        });
        Self::new(invocations.collect())
    }

    /// The requests, in order of arrival.
    pub fn invocations(&self) -> &[Invocation] {
        &self.invocations
    }
}

/// A row as it is written.
struct Measured {
    /// In nanoseconds.
    at: i128,
    elapsed_ms: f64,
    cold: bool,
    environment: usize,
}

/// Where the columns are.
struct Columns {
    arrival: Column,
    elapsed: Column,
    cold: Column,
    environment: Column,
}

impl Columns {
    fn find(table: &Table<'_>) -> Result<Self, Wrong> {
        Ok(Self {
            arrival: table.required(&["arrival_s", "time"], HEADER)?,
            elapsed: table.required(&["elapsed_ms"], HEADER)?,
            cold: table.required(&["cold"], HEADER)?,
            environment: table.required(&["environment"], HEADER)?,
        })
    }

    /// Reads a row. `environments` numbers the names of environments seen so far.
    fn read(
        &self,
        row: &Row<'_, '_>,
        times: &mut Times,
        environments: &mut BTreeMap<String, usize>,
    ) -> Result<Measured, Wrong> {
        let at = row.time(&self.arrival, times)?;
        let elapsed_ms = row.number(&self.elapsed)?;
        let cold = row.flag(&self.cold)?;
        let cold = cold.ok_or_else(|| row.wrong(&self.cold, "is missing"))?;
        let name = row.text(&self.environment);
        if name.is_empty() {
            return Err(row.wrong(&self.environment, "is missing"));
        }
        let next = environments.len();
        let environment = *environments.entry(name.to_owned()).or_insert(next);
        if cold && environment != next {
            return Err(row.wrong(&self.environment, "is cold, but served before"));
        }
        Ok(Measured {
            at,
            elapsed_ms,
            cold,
            environment,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(rows: &str) -> String {
        let text = format!("arrival_s,elapsed_ms,cold,environment\n{rows}");
        RequestLog::parse("a.csv", &text).unwrap_err().to_string()
    }

    #[test]
    fn columns_may_stand_in_any_order_and_rows_too() {
        let text = "# measured\nenvironment,cold,more,elapsed_ms,arrival_s\n\
                    b,false,x,1500,10\na,1,x,2000,0.5\n";
        let log = RequestLog::parse("a.csv", text).unwrap();
        let rows: Vec<_> = log
            .invocations()
            .iter()
            .map(|one| (one.arrival, one.done, one.cold, one.environment))
            .collect();
        assert_eq!(rows, [(0.5, 2.5, true, 1), (10.0, 11.5, false, 0)]);
    }

    #[test]
    fn errors_name_the_line_and_the_remedy() {
        for (rows, said) in [
            (
                "0,1,1,a\nsoon,1,0,a\n",
                "a.csv, line 3: `arrival_s` must be a number (write seconds from the start (12.5), \
                 Unix times, or ISO 8601 such as 2026-01-31T08:15:00Z): soon",
            ),
            (
                "0,-1,1,a\n",
                "a.csv, line 2: `elapsed_ms` cannot be negative: -1",
            ),
            (
                "0,1,perhaps,a\n",
                "a.csv, line 2: `cold` must be 0 or 1: perhaps",
            ),
            ("0,1,1,\n", "a.csv, line 2: `environment` is missing"),
            (
                "0,1,1\n",
                "a.csv, line 2: this row has 3 cells, but the header names 4 columns (keep the \
                 separator where a cell is empty): 0,1,1",
            ),
            (
                "0,1,0,a\n1,1,1,a\n",
                "a.csv, line 3: `environment` is cold, but served before: a",
            ),
        ] {
            assert_eq!(reason(rows), said);
        }
        assert_eq!(reason(""), "a.csv: there are no requests in it");
        let wrong = RequestLog::parse("a.csv", "arrival_s,service_ms\n0,1\n").unwrap_err();
        assert_eq!(
            wrong.to_string(),
            "a.csv, line 1: a log needs the column `elapsed_ms` (the first line must be a header \
             with arrival_s,elapsed_ms,cold,environment): arrival_s,service_ms"
        );
    }

    #[test]
    fn dates_and_other_separators_give_the_same_log() {
        let plain = "arrival_s,elapsed_ms,cold,environment\n0,2000,1,a\n10.5,1000,0,a\n";
        let plain = RequestLog::parse("a.csv", plain).unwrap();
        for text in [
            "time;elapsed_ms;cold;environment\n2026-01-31T08:15:00Z;2000;true;a\n\
             2026-01-31T08:15:10.5Z;1000;false;a\n",
            "arrival_s\telapsed_ms\tcold\tenvironment\n1769847300000\t2000\t1\ta\n\
             1769847310500\t1000\t0\ta\n",
        ] {
            assert_eq!(RequestLog::parse("a.csv", text).unwrap(), plain, "{text}");
        }
    }
}
