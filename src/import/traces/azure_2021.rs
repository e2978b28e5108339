//! Azure Functions Invocation Trace 2021: each invocation with its end and duration in seconds.

use super::azure;
use super::numbers::nanoseconds;
use super::table::{self, Columns, Row};
use crate::import::format::Format;
use crate::import::gathered::{Arrival, Invocation};
use crate::import::input::{Input, ReadError};
use crate::import::reading::Reading;

pub(super) const FORMAT: Format = Format {
    kind: "azure-2021-invocations",
    title: "Azure's trace of 2021",
    is_like: |head| head.has_columns(&COLUMNS),
    read,
};

const COLUMNS: [&str; 4] = ["app", "func", "end_timestamp", "duration"];

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    reading.assume("the trace has no date: its times count from its start");
    let start = |columns: Columns| {
        let places = COLUMNS.map(|name| columns.place(name));
        match places {
            [Some(app), Some(function), Some(end), Some(duration)] => {
                Ok([app, function, end, duration])
            }
            _ => Err(ReadError::refused("does not name its columns")),
        }
    };
    table::read(input, start, |places, row| {
        reading.row();
        if let Err(reason) = take(reading, *places, row) {
            reading.skip(reason, row.line);
        }
    })?;
    Ok(())
}

fn take(reading: &mut Reading<'_>, places: [usize; 4], row: &Row<'_>) -> Result<(), &'static str> {
    let [app, function, end, duration] = places;
    if row.cell(function).is_empty() {
        return Err("has no hash of a function");
    }
    let end = row
        .number(end)
        .and_then(nanoseconds)
        .ok_or("has no end that can be read")?;
    let duration = row.number(duration).filter(|duration| *duration >= 0.0);
    let duration = duration.ok_or("has no duration that can be read")?;
    let start = nanoseconds(duration).and_then(|duration| end.checked_sub(duration));
    let request = Invocation {
        arrival: Arrival::Offset(start.ok_or("has a duration beyond all bounds")?),
        duration_ms: Some(duration * 1e3),
        init_ms: None,
        cold: None,
        error: None,
        environment: None,
    };
    let name = azure::name(row.cell(app), row.cell(function));
    let function = reading.function(None, &name);
    reading.invocation(function, &request, None, row.line);
    Ok(())
}
