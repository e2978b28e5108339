//! Reading request logs: CSV with a header and the columns `arrival_s`, `elapsed_ms`, `cold` and
//! `environment`; others are ignored, and so are lines that begin with `#`.
//!
//! It knows the format and what a log must fulfil; it must not know what is learnt from it.

use std::collections::BTreeMap;
use std::fmt;

/// The columns a log must have.
const COLUMNS: [&str; 4] = ["arrival_s", "elapsed_ms", "cold", "environment"];

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
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let header = reader
            .headers()
            .map_err(|unreadable| error(None, unreadable.to_string()))?;
        let columns = Columns::find(header).map_err(|missing| error(None, missing))?;

        let mut environments = BTreeMap::new();
        let mut invocations = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|unreadable| error(None, unreadable.to_string()))?;
            let line = record.position().map(csv::Position::line);
            let invocation = columns
                .read(&record, &mut environments)
                .map_err(|reason| error(line, reason))?;
            invocations.push(invocation);
        }
        Self::new(invocations).ok_or_else(|| error(None, "there are no requests in it".to_owned()))
    }

    /// The requests, in order of arrival.
    pub fn invocations(&self) -> &[Invocation] {
        &self.invocations
    }
}

/// Where the columns are, in the order of [`COLUMNS`].
struct Columns([usize; 4]);

impl Columns {
    fn find(header: &csv::StringRecord) -> Result<Self, String> {
        let mut found = [0; 4];
        for (name, place) in COLUMNS.iter().zip(&mut found) {
            *place = header
                .iter()
                .position(|cell| cell == *name)
                .ok_or_else(|| {
                    let wanted = COLUMNS.join(",");
                    format!(
                        "there is no column `{name}`; the first line must be a header with {wanted}"
                    )
                })?;
        }
        Ok(Self(found))
    }

    /// Reads a row. `environments` numbers the names of environments seen so far.
    fn read(
        &self,
        record: &csv::StringRecord,
        environments: &mut BTreeMap<String, usize>,
    ) -> Result<Invocation, String> {
        let [arrival, elapsed, cold, environment] =
            self.0.map(|column| record.get(column).unwrap_or_default());
        let arrival = number("arrival_s", arrival)?;
        let elapsed = number("elapsed_ms", elapsed)?;
        if elapsed < 0.0 {
            return Err(format!("`elapsed_ms` cannot be negative: {elapsed}"));
        }
        let cold = flag(cold)?;
        if environment.is_empty() {
            return Err("`environment` is empty".to_owned());
        }
        let next = environments.len();
        let number = *environments.entry(environment.to_owned()).or_insert(next);
        if cold && number != next {
            let shown = environment.escape_debug();
            return Err(format!("environment {shown} is cold, but served before"));
        }
        Ok(Invocation {
            arrival,
            done: arrival + elapsed / 1e3,
            cold,
            environment: number,
        })
    }
}

fn number(column: &str, cell: &str) -> Result<f64, String> {
    let shown = || cell.escape_debug();
    match cell.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        _ => Err(format!("`{column}` must be a number, not \"{}\"", shown())),
    }
}

fn flag(cell: &str) -> Result<bool, String> {
    match cell.to_ascii_lowercase().as_str() {
        "0" | "false" => Ok(false),
        "1" | "true" => Ok(true),
        _ => Err(format!(
            "`cold` must be 0 or 1, not \"{}\"",
            cell.escape_debug()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "arrival_s,elapsed_ms,cold,environment\n";

    fn reason(rows: &str) -> String {
        let text = format!("{HEADER}{rows}");
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
        assert_eq!(
            reason("0,1,1,a\nsoon,1,0,a\n"),
            "a.csv, line 3: `arrival_s` must be a number, not \"soon\""
        );
        assert_eq!(
            reason("0,-1,1,a\n"),
            "a.csv, line 2: `elapsed_ms` cannot be negative: -1"
        );
        assert_eq!(
            reason("0,1,perhaps,a\n"),
            "a.csv, line 2: `cold` must be 0 or 1, not \"perhaps\""
        );
        assert_eq!(reason("0,1,1\n"), "a.csv, line 2: `environment` is empty");
        assert_eq!(
            reason("0,1,0,a\n1,1,1,a\n"),
            "a.csv, line 3: environment a is cold, but served before"
        );
        assert_eq!(reason(""), "a.csv: there are no requests in it");
        let wrong = RequestLog::parse("a.csv", "arrival_s,service_ms\n0,1\n").unwrap_err();
        assert_eq!(
            wrong.to_string(),
            "a.csv: there is no column `elapsed_ms`; the first line must be a header with \
             arrival_s,elapsed_ms,cold,environment"
        );
    }
}
