//! JMeter: its JTL as CSV, with or without a header.
//!
//! A row has the start of a sample in milliseconds, in any order. A sample that consists of others (a redirect, a
//! page with its parts) stands before them, a transaction behind them: counted with them they would count twice.

use std::collections::HashMap;

use super::super::format::Format;
use super::super::gathered::Arrival;
use super::super::head::Head;
use super::super::input::{Input, ReadError};
use super::super::reading::Reading;
use super::client;
use super::table::{Row, Shape, rows};

/// The first columns, in JMeter's order, for files without a header.
const COLUMNS: [&str; 8] = [
    "timestamp",
    "elapsed",
    "label",
    "responsecode",
    "responsemessage",
    "threadname",
    "datatype",
    "success",
];

const HEADER: [&str; 2] = ["timestamp", "elapsed"];

const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// Threads whose last sample is remembered.
const MOST_THREADS: usize = 100_000;

pub(super) const PART: &str = "is a sub-sample of the sample before it";
pub(super) const TRANSACTION: &str = "is a transaction, whose samples are counted already";

pub(super) const TABLE: Format = Format {
    kind: "jmeter_csv",
    title: "results of JMeter",
    is_like: |head| separator(head.lines.first().map_or("", String::as_str)).is_some(),
    read,
};

/// What separates the cells of a JTL, and whether it has a header, by its first line.
fn separator(line: &str) -> Option<(char, bool)> {
    SEPARATORS.into_iter().find_map(|separator| {
        let cells: Vec<&str> = cells(line, separator).collect();
        let has = |name: &str| cells.iter().any(|cell| cell.eq_ignore_ascii_case(name));
        if HEADER.iter().all(|name| has(name))
            && (has("label") || has("success") || has("responseCode"))
        {
            return Some((separator, true));
        }
        let [time, elapsed, _label, rest @ ..] = cells.as_slice() else {
            return None;
        };
        let is_time = time.len() == 13 && time.bytes().all(|b| b.is_ascii_digit());
        let has_success = rest.iter().any(|cell| is_flag(cell));
        (is_time && elapsed.parse::<u64>().is_ok() && has_success).then_some((separator, false))
    })
}

/// The cells of the first line, in which no separator stands within quotes.
fn cells(line: &str, separator: char) -> impl Iterator<Item = &str> {
    let cells = line.split(separator);
    cells.map(|cell| cell.trim().trim_matches('"'))
}

/// Whether a cell says that a sample succeeded, or not.
fn is_flag(cell: &str) -> bool {
    matches!(cell, "true" | "false")
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let head = Head::new(input.head());
    let first = head.lines.first().map_or("", String::as_str);
    let (separator, has_header) = separator(first).unwrap_or((',', true));
    if !has_header {
        reading.assume("there is no header: the columns are read in JMeter's default order");
    }
    let columns = (!has_header).then(|| columns(first, separator));
    let shape = Shape {
        separator,
        columns: columns.as_deref(),
        header: &HEADER,
    };
    let mut before = Before::default();
    rows(input, &shape, |row| {
        reading.row();
        take(reading, row, &mut before);
        Ok(())
    })
}

/// The columns of a file without a header, up to the one that says `true` or `false` in its first row. What stands
/// before it may have been left out, but not the first three.
fn columns(first: &str, separator: char) -> Vec<&'static str> {
    match cells(first, separator).position(is_flag) {
        Some(place) if place != COLUMNS.len() - 1 => {
            let between = (3..place).map(|_| "");
            let start = COLUMNS.into_iter().take(3);
            start.chain(between).chain(["success"]).collect()
        }
        _ => COLUMNS.to_vec(),
    }
}

fn take(reading: &mut Reading<'_>, row: &Row<'_>, before: &mut Before) {
    let start = reading.time(row.get(&["timestamp"]));
    let elapsed = client::duration(row.get(&["elapsed"]));
    let (Some(start), Some(elapsed), true) = (start, elapsed, row.is_whole()) else {
        reading.skip("is cut off or not a JMeter sample", row.line);
        return;
    };
    if is_transaction(row.get(&["responsemessage"])) {
        reading.skip(TRANSACTION, row.line);
        return;
    }
    let span = (start.0, start.before(-elapsed).0);
    if before.is_part(row.get(&["threadname"]), row.get(&["label"]), span) {
        reading.skip(PART, row.line);
        return;
    }
    let error = is_failure(row.get(&["success"]), row.get(&["responsecode"]));
    client::request(reading, Arrival::At(start), elapsed, error, row.line);
}

/// Whether a sample's message says that it is a transaction.
pub(super) fn is_transaction(message: &str) -> bool {
    message.starts_with("Number of samples in transaction")
}

/// As the sample's assertions say, else by the status.
pub(super) fn is_failure(success: &str, status: &str) -> Option<bool> {
    match success {
        "true" => Some(false),
        "false" => Some(true),
        _ => client::is_failure(status),
    }
}

/// The last whole sample of each thread: its label, start and end.
#[derive(Default)]
struct Before {
    threads: HashMap<String, (String, i64, i64)>,
}

impl Before {
    /// Whether a sample is a part of the last whole one of its thread: `Home-0` within the time of `Home`. A sample
    /// that is no part is remembered.
    fn is_part(&mut self, thread: &str, label: &str, (start, end): (i64, i64)) -> bool {
        // Clocks of whole milliseconds.
        const SLACK: i64 = 5_000_000;
        if let Some((whole, from, to)) = self.threads.get_mut(thread) {
            let rest = label.strip_prefix(whole.as_str()).unwrap_or_default();
            let is_numbered = rest.len() > 1
                && rest.starts_with('-')
                && rest.bytes().all(|b| b == b'-' || b.is_ascii_digit());
            if is_numbered && start >= from.saturating_sub(SLACK) && end <= to.saturating_add(SLACK)
            {
                return true;
            }
            label.clone_into(whole);
            (*from, *to) = (start, end);
            return false;
        }
        if self.threads.len() >= MOST_THREADS {
            self.threads.clear();
        }
        self.threads
            .insert(thread.to_owned(), (label.to_owned(), start, end));
        false
    }
}
