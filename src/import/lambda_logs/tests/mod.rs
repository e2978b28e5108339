//! Each format with the traps of real exports: what is read of it, what is left out, and why.

mod counts;
mod events;
mod insights;
mod joining;
mod request_log;
mod text;

use super::super::gathered::{FunctionData, Gathered, Kept};
use super::super::input::ReadError;
use super::super::instant::Instant;
use super::super::reading::{FileReport, Given};
use super::super::recognise;
use super::FORMATS;

const ID: &str = "6c4767c3-7b62-421f-8b80-c4a494605ddd";
const OTHER: &str = "4435d811-36ee-4dc2-b5b9-a2de298918b5";
const STREAM: &str = "2026/02/14/[$LATEST]d4d758d0872b4fff9546e5acf5b3dfd3";

/// What was read of one file.
struct Read {
    report: FileReport,
    functions: Vec<FunctionData>,
}

impl Read {
    /// The only function.
    fn function(&self) -> &FunctionData {
        assert_eq!(self.functions.len(), 1, "one function");
        &self.functions[0]
    }

    fn kept(&self) -> &[Kept] {
        &self.function().kept
    }

    fn arrivals(&self) -> Vec<String> {
        self.kept()
            .iter()
            .map(|kept| Instant(kept.arrival).rfc3339())
            .collect()
    }

    fn skipped(&self, words: &str) -> Option<(u64, u64)> {
        let mut all = self.report.skipped.iter();
        let (_, skipped) = all.find(|(reason, _)| reason.contains(words))?;
        Some((skipped.count, skipped.first_line))
    }

    fn assumes(&self, words: &str) -> bool {
        self.report
            .assumed
            .iter()
            .any(|assumed| assumed.contains(words))
    }
}

fn try_read_into(gathered: &mut Gathered, text: &[u8]) -> Result<FileReport, ReadError> {
    recognise::read(FORMATS, "logs/shop.log", text, gathered, &Given::default())
}

fn try_read(text: &[u8]) -> Result<Read, ReadError> {
    let mut gathered = Gathered::default();
    let report = try_read_into(&mut gathered, text)?;
    Ok(Read {
        report,
        functions: gathered.functions,
    })
}

fn read(text: &str) -> Read {
    try_read(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn refusal(text: &str) -> String {
    match try_read(text.as_bytes()) {
        Ok(read) => panic!("was read as {:?}: {text}", read.report),
        Err(error) => error.to_string(),
    }
}

fn report_line(id: &str, duration: &str, more: &str) -> String {
    format!(
        "REPORT RequestId: {id}\tDuration: {duration} ms\tBilled Duration: 3 ms\t\
         Memory Size: 512 MB\tMax Memory Used: 236 MB\t{more}"
    )
}

/// A request as `aws logs tail` prints it, of which START is at `start` and the rest at `end`, in seconds of a minute.
fn request(id: &str, start: &str, end: &str, duration: &str, more: &str) -> String {
    let at = |second: &str| format!("2026-02-14T22:46:{second}+00:00 {STREAM}");
    let (start, end) = (at(start), at(end));
    let report = report_line(id, duration, more);
    format!(
        "{start} START RequestId: {id} Version: $LATEST\n{end} END RequestId: {id}\n{end} {report}\n"
    )
}

const JSON_START: &str = r#"{"time":"2024-06-17T17:23:55.000Z","type":"platform.start","record":{"requestId":"a","version":"1"}}"#;
const JSON_REPORT: &str = r#"{"time":"2024-06-17T17:23:55.826Z","type":"platform.report","record":{"requestId":"a","metrics":{"durationMs":18.593,"billedDurationMs":19,"memorySizeMB":2048,"maxMemoryUsedMB":246,"initDurationMs":100.5},"status":"timeout"}}"#;
const JSON_INIT: &str = r#"{"time":"2024-06-17T17:23:54.000Z","type":"platform.initReport","record":{"phase":"init","metrics":{"durationMs":100.5}}}"#;
