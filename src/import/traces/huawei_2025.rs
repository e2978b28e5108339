//! Huawei's trace of 2025: each request with its end in seconds since the trace's start, its cost in seconds and the
//! pod that served it.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::numbers::nanoseconds;
use super::table::{self, Columns, Row};
use crate::import::format::Format;
use crate::import::gathered::{Arrival, Invocation};
use crate::import::input::{Input, ReadError};
use crate::import::reading::Reading;

pub(super) const FORMAT: Format = Format {
    kind: "huawei-2025-requests",
    title: "requests of Huawei's trace of 2025",
    is_like: |head| head.has_columns(&["time_worker", "requestid", "funcname", "totalcost_worker"]),
    read,
};

/// Where the columns stand.
struct Places {
    time: usize,
    cost: usize,
    function: usize,
    user: Option<usize>,
    pod: Option<usize>,
    request: Option<usize>,
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    reading.assume("the trace has no date: its times count from its start");
    reading.assume(
        "time_worker is read as the end of a request, which began totalCost_worker earlier",
    );
    let start = |columns: Columns| {
        let place = |name: &str| columns.place(name);
        match (
            place("time_worker"),
            place("totalcost_worker"),
            place("funcname"),
        ) {
            (Some(time), Some(cost), Some(function)) => Ok(Places {
                time,
                cost,
                function,
                user: place("userid"),
                pod: place("podid"),
                request: place("requestid"),
            }),
            _ => Err(ReadError::refused("does not name its columns")),
        }
    };
    table::read(input, start, |places, row| {
        reading.row();
        if let Err(reason) = take(reading, places, row) {
            reading.skip(reason, row.line);
        }
    })?;
    Ok(())
}

fn take(reading: &mut Reading<'_>, places: &Places, row: &Row<'_>) -> Result<(), &'static str> {
    let name = row.cell(places.function);
    if name.is_empty() {
        return Err("has no funcName");
    }
    let cell = |place: Option<usize>| place.map_or("", |place| row.cell(place));
    let end = row
        .number(places.time)
        .and_then(nanoseconds)
        .ok_or("has no time that can be read")?;
    let cost = row
        .number(places.cost)
        .filter(|cost| (0.0..1e6).contains(cost));
    let cost = cost.ok_or("has no cost that can be read")?;
    // `pool22-300-128-0000618412` is a pod of the pool of 300 millicores and 128 MB.
    let pod = cell(places.pod);
    let pool = pod.rsplit_once('-').map_or("", |(pool, _)| pool);
    // The publisher tells functions by name, user and pool.
    let name = [name, cell(places.user), pool]
        .into_iter()
        .filter(|part| !part.is_empty());
    let name = ["function"]
        .into_iter()
        .chain(name)
        .collect::<Vec<_>>()
        .join("-");
    let request = Invocation {
        arrival: Arrival::Offset(end - nanoseconds(cost).unwrap_or(0)),
        duration_ms: Some(cost * 1e3),
        init_ms: None,
        cold: None,
        error: None,
        environment: (!pod.is_empty()).then(|| hash(pod)),
    };
    let function = reading.function(None, &name);
    let megabytes = pool
        .rsplit('-')
        .next()
        .and_then(|megabytes| megabytes.parse().ok());
    if let Some(megabytes) = megabytes.filter(|megabytes| *megabytes > 0) {
        reading.memory(function, megabytes);
    }
    let id = cell(places.request);
    let identity = (!id.is_empty()).then(|| hash(&(id, row.cell(places.time))));
    reading.invocation(function, &request, identity, row.line);
    Ok(())
}

fn hash(of: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}
