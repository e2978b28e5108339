//! burstsim's log of requests, as `calibrate` reads it: `arrival_s` (or `time`), `elapsed_ms`, `cold`, `environment`.
//!
//! It knows these columns. `elapsed_ms` is what the client measured: with a cold start, initialisation is in it.

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
    read,
};

fn is_like(head: &Head) -> bool {
    let columns = records::columns(head);
    let has = |name: &str| columns.iter().any(|column| column == name);
    (has("arrival_s") || has("time")) && has("elapsed_ms") && has("cold") && has("environment")
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let mut records = Records::new(input.head());
    let mut columns = None;
    while records.next(input)? {
        if records.cell(0).is_some_and(|cell| cell.starts_with(b"#")) {
            continue;
        }
        let Some(columns) = &columns else {
            columns = Some(Columns::find(&records, reading)?);
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
    reading.assume("elapsed_ms was measured by the client: durations include the network");
    Ok(())
}

/// Where the columns are, and whose requests these are.
struct Columns {
    arrival: usize,
    elapsed: usize,
    cold: usize,
    environment: usize,
    function: FunctionIndex,
}

impl Columns {
    fn find(records: &Records, reading: &mut Reading<'_>) -> Result<Self, ReadError> {
        let find = |names: &[&str]| {
            let missing = || {
                ReadError::at(
                    records.line(),
                    format!("has no column {}", names.join(" or ")),
                )
            };
            records.column(names).ok_or_else(missing)
        };
        Ok(Self {
            arrival: find(&["arrival_s", "time"])?,
            elapsed: find(&["elapsed_ms"])?,
            cold: find(&["cold"])?,
            environment: find(&["environment"])?,
            function: reading.unnamed_function(),
        })
    }

    /// The request of a row, and what tells it in another file.
    fn request(
        &self,
        records: &Records,
        reading: &mut Reading<'_>,
    ) -> Result<(Invocation, Option<u64>), &'static str> {
        let number = |column: usize| records.word(column)?.parse::<f64>().ok();
        let is_measure = |number: &f64| (0.0..1e12).contains(number);
        let arrival = records.word(self.arrival).ok_or("has no time")?;
        let elapsed_ms = number(self.elapsed)
            .filter(is_measure)
            .ok_or("has an elapsed_ms that is not a number from 0")?;
        let is_cold = match records.word(self.cold).map(str::to_lowercase).as_deref() {
            Some("1" | "true" | "yes") => true,
            Some("0" | "false" | "no") => false,
            _ => return Err("has a `cold` that is neither 0 nor 1"),
        };
        let environment = records
            .cell(self.environment)
            .map(|name| hash(0, name.trim_ascii()));
        let arrival = match instant::parse(arrival) {
            Some(_) => reading.time(arrival).map(Arrival::At),
            None => number(self.arrival)
                .filter(|seconds| (0.0..9e9).contains(seconds))
                .map(|seconds| Arrival::Offset((seconds * SECOND as f64).round() as i64)),
        };
        let arrival = arrival.ok_or("has a time that is neither a number of seconds nor a date")?;
        if is_cold {
            reading.assume(
                "elapsed_ms of a cold start includes its initialization: only warm requests give durations",
            );
        }
        let request = Invocation {
            arrival,
            duration_ms: (!is_cold).then_some(elapsed_ms),
            init_ms: None,
            cold: Some(is_cold),
            error: None,
            environment,
        };
        let identity = match arrival {
            Arrival::At(at) => {
                let of_end = mix(at.0 as u64, elapsed_ms.to_bits());
                let of_server = mix(environment.unwrap_or(0), self.function.number() as u64);
                Some(mix(of_end, of_server))
            }
            _ => None,
        };
        Ok((request, identity))
    }
}
