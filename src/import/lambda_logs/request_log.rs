//! burstsim's own tables of requests: its log of them, as `calibrate` reads it (`arrival_s` or `time`, `elapsed_ms`,
//! `cold`, `environment`), and what `trace.file` of a scenario names (`arrival_s` or `time`, and if they are known
//! `service_ms` and `cold`).
//!
//! It knows these columns. `elapsed_ms` is what the client measured: with a cold start, initialisation is in it.
//! `service_ms` is the handler's time alone.

use super::super::format::Format;
use super::super::gathered::{Arrival, FunctionIndex, Invocation};
use super::super::head::Head;
use super::super::input::{Input, ReadError};
use super::super::instant::{self, SECOND};
use super::super::reading::Reading;
use super::hash::{hash, mix};
use super::records::{self, Records};

pub(super) const FORMAT: Format = Format {
    kind: "burstsim-requests",
    title: "a log of requests of burstsim",
    is_like,
    read: |input, reading| read(input, reading, &CLIENT),
};

/// The recorded arrivals of a scenario. A log of requests has the same first column, so it is asked before.
pub(super) const TRACE: Format = Format {
    kind: "burstsim-trace",
    title: "a trace of burstsim",
    is_like: is_trace,
    read: |input, reading| read(input, reading, &SERVICE),
};

/// The columns that a trace may have; a table that has others, too, is one if it has [`ONLY_OF_TRACES`].
const OF_TRACES: [&str; 5] = ["arrival_s", "time", "service_ms", "cold", "environment"];

/// Columns that no other table has.
const ONLY_OF_TRACES: [&str; 2] = ["arrival_s", "service_ms"];

/// What a table has besides arrivals.
struct Measured {
    /// The column of durations, and what to say of one that is no number.
    duration: &'static str,
    no_number: &'static str,
    /// Whether durations were measured outside of the function, so that an initialisation is in them.
    by_client: bool,
    /// Whether each row has them, and `cold` and `environment`.
    is_complete: bool,
}

const CLIENT: Measured = Measured {
    duration: "elapsed_ms",
    no_number: "has an elapsed_ms that is not a number from 0",
    by_client: true,
    is_complete: true,
};

const SERVICE: Measured = Measured {
    duration: "service_ms",
    no_number: "has a service_ms that is not a number from 0",
    by_client: false,
    is_complete: false,
};

fn is_like(head: &Head) -> bool {
    let columns = records::columns(head);
    let has = |name: &str| columns.iter().any(|column| column == name);
    (has("arrival_s") || has("time")) && has("elapsed_ms") && has("cold") && has("environment")
}

fn is_trace(head: &Head) -> bool {
    let columns = records::columns(head);
    let is_of = |names: &[&str], column: &String| names.contains(&column.as_str());
    let has_times = columns.iter().any(|column| is_of(&OF_TRACES[..2], column));
    let has_own = columns.iter().any(|column| is_of(&ONLY_OF_TRACES, column));
    has_times && (has_own || columns.iter().all(|column| is_of(&OF_TRACES, column)))
}

fn read(
    input: &mut Input<'_>,
    reading: &mut Reading<'_>,
    measured: &'static Measured,
) -> Result<(), ReadError> {
    let mut records = Records::new(input.head());
    let mut columns = None;
    while records.next(input)? {
        if records.cell(0).is_some_and(|cell| cell.starts_with(b"#")) {
            continue;
        }
        let Some(columns) = &columns else {
            columns = Some(Columns::find(&records, reading, measured)?);
            continue;
        };
        reading.row();
        match columns.request(&records, reading) {
            Ok((request, identity)) => {
                reading.invocation(columns.function, &request, identity, records.line());
            }
            Err(reason) => reading.skip(reason, records.line()),
        }
    }
    if measured.by_client {
        reading.assume("elapsed_ms was measured by the client: durations include the network");
    }
    Ok(())
}

/// Where the columns are, and whose requests these are.
struct Columns {
    measured: &'static Measured,
    arrival: usize,
    duration: Option<usize>,
    cold: Option<usize>,
    environment: Option<usize>,
    function: FunctionIndex,
}

impl Columns {
    fn find(
        records: &Records,
        reading: &mut Reading<'_>,
        measured: &'static Measured,
    ) -> Result<Self, ReadError> {
        let missing = |names: &[&str]| {
            let reason = format!("has no column {}", names.join(" or "));
            ReadError::at(records.line(), reason)
        };
        let find = |name| match records.column(&[name]) {
            None if measured.is_complete => Err(missing(&[name])),
            found => Ok(found),
        };
        let arrival = &["arrival_s", "time"];
        Ok(Self {
            measured,
            arrival: records.column(arrival).ok_or_else(|| missing(arrival))?,
            duration: find(measured.duration)?,
            cold: find("cold")?,
            environment: find("environment")?,
            function: reading.unnamed_function(),
        })
    }

    /// What a cell says; `None` where there is no such column, or where it need not say anything and does not.
    fn read<T>(
        &self,
        records: &Records,
        column: Option<usize>,
        value: impl Fn(&str) -> Option<T>,
        otherwise: &'static str,
    ) -> Result<Option<T>, &'static str> {
        let Some(column) = column else {
            return Ok(None);
        };
        match records.word(column) {
            None if !self.measured.is_complete => Ok(None),
            word => word.and_then(value).ok_or(otherwise).map(Some),
        }
    }

    /// The request of a row, and what tells it in another file.
    fn request(
        &self,
        records: &Records,
        reading: &mut Reading<'_>,
    ) -> Result<(Invocation, Option<u64>), &'static str> {
        let arrival = records.word(self.arrival).ok_or("has no time")?;
        let duration_ms = self.read(
            records,
            self.duration,
            |word| number(word, 1e12),
            self.measured.no_number,
        )?;
        let wrong_cold = "has a `cold` that is neither 0 nor 1";
        let cold = self.read(records, self.cold, flag, wrong_cold)?;
        let environment = self
            .environment
            .and_then(|column| records.cell(column))
            .map(|name| name.trim_ascii())
            .filter(|name| self.measured.is_complete || !name.is_empty())
            .map(|name| hash(0, name));
        let arrival = moment(arrival, reading)?;
        let has_init = self.measured.by_client && cold == Some(true);
        if has_init {
            reading.assume(
                "elapsed_ms of a cold start includes its initialization: only warm requests give durations",
            );
        }
        let request = Invocation {
            arrival,
            duration_ms: duration_ms.filter(|_| !has_init),
            init_ms: None,
            cold,
            error: None,
            environment,
        };
        // Rows of a trace that are alike are requests of their own.
        let identity = match arrival {
            Arrival::At(at) if self.measured.is_complete => {
                let of_end = mix(at.0 as u64, duration_ms.unwrap_or_default().to_bits());
                let of_server = mix(environment.unwrap_or(0), self.function.number() as u64);
                Some(mix(of_end, of_server))
            }
            _ => None,
        };
        Ok((request, identity))
    }
}

/// A date, or seconds since the start of a recording that has none.
pub(super) fn moment(word: &str, reading: &mut Reading<'_>) -> Result<Arrival, &'static str> {
    let moment = match instant::parse(word) {
        Some(_) => reading.time(word).map(Arrival::At),
        None => number(word, 9e9)
            .map(|seconds| Arrival::Offset((seconds * SECOND as f64).round() as i64)),
    };
    moment.ok_or("has a time that is neither a number of seconds nor a date")
}

/// A number from 0, below a bound.
fn number(word: &str, below: f64) -> Option<f64> {
    word.parse()
        .ok()
        .filter(|number| (0.0..below).contains(number))
}

fn flag(word: &str) -> Option<bool> {
    match word.to_lowercase().as_str() {
        "1" | "true" | "yes" => Some(true),
        "0" | "false" | "no" => Some(false),
        _ => None,
    }
}
