//! burstsim's own tables of counts: what `counts.file` of a scenario names, requests per interval.
//!
//! It knows the columns (`start_s` or `time`, and `count`) and how long an interval is; what counts become is known by
//! `demand`.

use super::super::format::Format;
use super::super::gathered::{Arrival, Counted};
use super::super::head::Head;
use super::super::input::{Input, ReadError};
use super::super::instant::SECOND;
use super::super::reading::Reading;
use super::records::{self, Records};
use super::request_log::moment;

pub(super) const FORMAT: Format = Format {
    kind: "burstsim-counts",
    title: "a table of counts of burstsim",
    is_like,
    read,
};

const STARTS: [&str; 2] = ["start_s", "time"];
const COUNT: &str = "count";

/// The interval of a table with one row, as a scenario takes it: CloudWatch's usual period.
const USUAL_INTERVAL: i64 = 60 * SECOND;

fn is_like(head: &Head) -> bool {
    let columns = records::columns(head);
    let has_start = columns.iter().any(|column| STARTS.contains(&&**column));
    let known = |column: &String| column == COUNT || STARTS.contains(&&**column);
    has_start && columns.iter().any(|column| column == COUNT) && columns.iter().all(known)
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let mut records = Records::new(input.head());
    let mut columns = None;
    let mut rows = Vec::new();
    while records.next(input)? {
        if records.cell(0).is_some_and(|cell| cell.starts_with(b"#")) {
            continue;
        }
        let Some((start, count)) = columns else {
            columns = Some(find(&records)?);
            continue;
        };
        match row(&records, reading, start, count) {
            Ok(row) => rows.push(row),
            Err(reason) => {
                reading.row();
                reading.skip(reason, records.line());
            }
        }
    }
    // How long an interval is, no row says by itself.
    let length = smallest_distance(&rows);
    if rows.len() == 1 {
        reading.assume("its only count is that of a minute");
    }
    let function = reading.unnamed_function();
    for (start, requests) in rows {
        reading.row();
        let counted = Counted {
            start,
            length,
            requests,
            errors: None,
        };
        reading.counted(function, &counted);
    }
    Ok(())
}

/// Where the columns are: when an interval begins, and its count.
fn find(records: &Records) -> Result<(usize, usize), ReadError> {
    let column = |names: &[&str]| {
        let missing = || format!("has no column {}", names.join(" or "));
        let found = records.column(names);
        found.ok_or_else(|| ReadError::at(records.line(), missing()))
    };
    Ok((column(&STARTS)?, column(&[COUNT])?))
}

/// When an interval begins, and the requests in it; an empty cell is an interval of which nothing was counted.
fn row(
    records: &Records,
    reading: &mut Reading<'_>,
    start: usize,
    count: usize,
) -> Result<(Arrival, u64), &'static str> {
    let begins = moment(records.word(start).ok_or("has no time")?, reading)?;
    let requests = match records.word(count) {
        None => 0,
        Some(word) => whole(word).ok_or("has a count that is not a whole number from 0")?,
    };
    Ok((begins, requests))
}

/// A count, which some write as `12.0`.
fn whole(word: &str) -> Option<u64> {
    let count: f64 = word.parse().ok()?;
    let is_count = count.fract() == 0.0 && (0.0..1e15).contains(&count);
    is_count.then_some(count as u64)
}

fn smallest_distance(rows: &[(Arrival, u64)]) -> i64 {
    let mut starts: Vec<i64> = rows.iter().filter_map(|(start, _)| nanos(*start)).collect();
    starts.sort_unstable();
    starts.dedup();
    let distances = starts.windows(2).map(|two| two[1].saturating_sub(two[0]));
    distances.min().unwrap_or(USUAL_INTERVAL)
}

fn nanos(start: Arrival) -> Option<i64> {
    match start {
        Arrival::At(instant) => Some(instant.0),
        Arrival::Offset(nanos) => Some(nanos),
        Arrival::Unknown => None,
    }
}
