//! Whole files of each format, with what they say.

use super::super::gathered::{Durations, FunctionData, Gathered, Kept};
use super::super::input::ReadError;
use super::super::instant::Instant;
use super::super::reading::{FileReport, Given};
use super::super::recognise;
use super::FORMATS;

mod artillery;
mod jmeter;
mod k6;
mod locust;
mod others;
mod refusals;

/// A file that was read.
struct Read {
    report: FileReport,
    gathered: Gathered,
}

impl Read {
    /// The one function of the file.
    fn function(&self) -> &FunctionData {
        let [function] = self.gathered.functions.as_slice() else {
            panic!("one function, not {:?}", self.gathered.functions);
        };
        assert_eq!(function.name, "run");
        function
    }

    /// Arrival and microseconds of each request.
    fn requests(&self) -> Vec<(String, Option<u32>)> {
        let function = self.function();
        let at = |arrival: i64| match function.has_clock {
            true => Instant(arrival).rfc3339().replace("2026-11-26T", ""),
            false => format!("+{arrival}"),
        };
        function
            .kept
            .iter()
            .map(
                |Kept {
                     arrival, duration, ..
                 }| (at(*arrival), *duration),
            )
            .collect()
    }

    /// Start, seconds and requests of each interval.
    fn counted(&self) -> Vec<(String, i64, u64)> {
        let intervals = self.function().counted.iter();
        let of = |start: i64| Instant(start).rfc3339().replace("2026-11-26T", "");
        intervals
            .map(|(start, of_it)| (of(*start), of_it.length / 1_000_000_000, of_it.requests))
            .collect()
    }

    fn errors(&self) -> (u64, u64) {
        (
            self.function().totals.errors,
            self.function().totals.errors_known,
        )
    }

    fn durations(&self) -> &[Durations] {
        &self.function().durations
    }

    fn assumes(&self, words: &str) -> bool {
        self.report
            .assumed
            .iter()
            .any(|sentence| sentence.contains(words))
    }

    /// Rows that were left out: reason, how many, the first.
    fn skipped(&self) -> Vec<(&str, u64, u64)> {
        let skipped = self.report.skipped.iter();
        let mut skipped: Vec<_> = skipped
            .map(|(reason, skipped)| (reason.as_str(), skipped.count, skipped.first_line))
            .collect();
        skipped.sort_by_key(|(_, _, line)| *line);
        skipped
    }
}

fn import(text: &str) -> Result<Read, ReadError> {
    let mut gathered = Gathered::default();
    let report = recognise::read(
        FORMATS,
        "tests/run.csv",
        text.as_bytes(),
        &mut gathered,
        &Given::default(),
    )?;
    Ok(Read { report, gathered })
}

fn read(text: &str) -> Read {
    import(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn refusal(text: &str) -> (Option<u64>, String) {
    match import(text) {
        Err(ReadError::Refused { line, reason }) => (line, reason),
        Err(error) => panic!("{error} is no refusal"),
        Ok(read) => panic!("read as {}: {text}", read.report.kind),
    }
}

fn request(at: &str, microseconds: u32) -> (String, Option<u32>) {
    (at.to_owned(), Some(microseconds))
}
