//! Huawei's public and private traces of 2023: `day`, `time` in seconds, and a column of requests for each function.
//!
//! Its other files (delays, usage, limits, instances) have the same columns: only the folder's name and the numbers tell.

use super::numbers::count;
use super::table::{self, Columns, Row};
use crate::import::format::Format;
use crate::import::gathered::{Arrival, Counted, FunctionIndex};
use crate::import::head::Head;
use crate::import::input::{Input, ReadError};
use crate::import::instant::SECOND;
use crate::import::reading::Reading;

pub(super) const FORMAT: Format = Format {
    kind: "huawei-2023-requests",
    title: "requests of Huawei's trace of 2023",
    is_like,
    read,
};

/// Folders of the trace that hold no requests.
const OTHERS: [&str; 8] = [
    "function_delay",
    "platform_delay",
    "cpu_usage",
    "memory_usage",
    "cpu_limit",
    "memory_limit",
    "instances",
    "execution_time",
];

const DAY: i64 = 86_400;

fn is_like(head: &Head) -> bool {
    // An index that some tables of Python have comes first.
    let columns: Vec<&str> = head.columns.iter().map(String::as_str).collect();
    let columns = columns.strip_prefix(&[""]).unwrap_or(&columns);
    match columns {
        ["day", "time", functions @ ..] => {
            !functions.is_empty() && functions.iter().all(|name| name.parse::<u32>().is_ok())
        }
        _ => false,
    }
}

/// A column: its function, once it has requests.
struct Column {
    place: usize,
    number: u32,
    function: Option<FunctionIndex>,
}

/// A row that can be read.
struct Requests {
    /// Seconds since the recording's start.
    at: i64,
    /// Column and requests.
    counts: Vec<(usize, u64)>,
}

#[derive(Default)]
struct Trace {
    day: Option<usize>,
    time: Option<usize>,
    columns: Vec<Column>,
    /// Seconds of an interval, once they are known, and the row that waits for it.
    length: Option<i64>,
    waiting: Option<Requests>,
    first: Option<i64>,
    last: i64,
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let path = reading.path().to_lowercase();
    if let Some(other) = OTHERS.iter().find(|other| path.contains(*other)) {
        let reason = format!(
            "is {} of Huawei's trace by its path: only requests are read",
            other.replace('_', " ")
        );
        return Err(ReadError::refused(reason));
    }
    reading.assume("the trace has no date: its times count from its start");
    reading.assume(
        "its numbers are read as requests: the other files of the trace have the same columns",
    );
    let start = |columns: Columns| {
        let column = |(place, number)| Column {
            place,
            number,
            function: None,
        };
        Ok(Trace {
            day: columns.place("day"),
            time: columns.place("time"),
            columns: columns.numbered().into_iter().map(column).collect(),
            length: path.contains("_second").then_some(1),
            ..Trace::default()
        })
    };
    let mut trace = table::read(input, start, |trace, row| {
        reading.row();
        match trace.requests(row) {
            Ok(requests) => {
                trace.take(reading, requests);
                reading.use_row();
            }
            Err(reason) => reading.skip(reason, row.line),
        }
    })?;
    trace.end(reading);
    Ok(())
}

impl Trace {
    fn requests(&self, row: &Row<'_>) -> Result<Requests, &'static str> {
        let whole = |place: Option<usize>, bound: i64| {
            let number = place.and_then(|place| count(row.cell(place)));
            number
                .and_then(|number| i64::try_from(number).ok())
                .filter(|number| *number < bound)
        };
        // Bounds within which nanoseconds can be counted.
        let day = whole(self.day, 100_000).ok_or("has no day that can be read")?;
        let time = whole(self.time, 9_000_000_000).ok_or("has no time that can be read")?;
        // In the published files seconds count from the first day; in others from the day's start.
        let at = if time < day * DAY {
            day * DAY + time
        } else {
            time
        };
        let mut counts = Vec::new();
        for (index, column) in self.columns.iter().enumerate() {
            let cell = row.cell(column.place);
            if cell.is_empty() || cell.eq_ignore_ascii_case("nan") {
                continue;
            }
            let reason =
                "has a number that is no count: only requests are read, not delays or usage";
            let requests = count(cell).ok_or(reason)?;
            if requests > 0 {
                counts.push((index, requests));
            }
        }
        if counts.is_empty() {
            return Err("has no requests");
        }
        Ok(Requests { at, counts })
    }

    /// Takes a row; the first has to wait for the second, which says how long an interval is.
    fn take(&mut self, reading: &mut Reading<'_>, requests: Requests) {
        self.first = self.first.or(Some(requests.at));
        self.last = self.last.max(requests.at);
        if self.length.is_none() {
            let Some(before) = self.waiting.take() else {
                self.waiting = Some(requests);
                return;
            };
            // Per minute or per second: there are no other files.
            let length = if (requests.at - before.at) % 60 == 0 {
                60
            } else {
                1
            };
            self.length = Some(length);
            self.put(reading, &before, length);
        }
        self.put(reading, &requests, self.length.unwrap_or(60));
    }

    fn put(&mut self, reading: &mut Reading<'_>, requests: &Requests, length: i64) {
        for (index, requests_of) in &requests.counts {
            let Some(column) = self.columns.get_mut(*index) else {
                continue;
            };
            let number = column.number;
            let function = *column
                .function
                .get_or_insert_with(|| reading.function(None, &format!("function-{number}")));
            reading.counted_in_row(function, &counted(requests.at, length, *requests_of));
        }
    }

    /// Takes the row that still waits, and says of each function how long the recording is.
    fn end(&mut self, reading: &mut Reading<'_>) {
        let length = self.length.unwrap_or(60);
        if let Some(only) = self.waiting.take() {
            reading.assume("the file has one row only: it is taken for a minute");
            self.put(reading, &only, length);
        }
        let Some(first) = self.first else { return };
        for function in self.columns.iter().filter_map(|column| column.function) {
            reading.counted_in_row(function, &counted(first, length, 0));
            reading.counted_in_row(function, &counted(self.last, length, 0));
        }
    }
}

fn counted(at: i64, length: i64, requests: u64) -> Counted {
    Counted {
        start: Arrival::Offset(at * SECOND),
        length: length * SECOND,
        requests,
        errors: None,
    }
}
