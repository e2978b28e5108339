//! Which format a file is of, by its content, and reading it as that.

use std::io::Read;

use super::format::Format;
use super::gathered::Gathered;
use super::head::Head;
use super::input::{Input, ReadError};
use super::reading::{FileReport, Given, Reading};

/// Reads a file into `gathered` as the first of `formats` that its beginning looks like.
///
/// # Errors
/// If it is of none of them, or not throughout, or says nothing of any function.
pub(super) fn read<'f>(
    formats: impl IntoIterator<Item = &'f Format>,
    path: &str,
    file: impl Read,
    gathered: &mut Gathered,
    given: &Given,
) -> Result<FileReport, ReadError> {
    let mut input = Input::open(file)?;
    let head = Head::new(input.head());
    let format = formats
        .into_iter()
        .find(|format| (format.is_like)(&head))
        .ok_or_else(|| ReadError::refused(unknown(&head)))?;
    let mut reading = Reading::new(path, format.kind, gathered, given);
    (format.read)(&mut input, &mut reading)?;
    let report = reading.finish();
    if report.used == 0 && !report.is_only_unneeded() {
        return Err(ReadError::refused(useless(format.title, &report)));
    }
    Ok(report)
}

/// What to say of a file that looks like no format.
fn unknown(head: &Head) -> String {
    let first = head.lines.first().map_or("", String::as_str).trim();
    let shown: String = first.chars().take(60).collect();
    let more = if shown.len() < first.len() { "..." } else { "" };
    format!("is of no format that burstsim knows; it begins with `{shown}{more}`")
}

/// What to say of a file of which nothing could be used.
fn useless(title: &str, report: &FileReport) -> String {
    let most = report
        .skipped
        .iter()
        .max_by_key(|(_, skipped)| skipped.count);
    let why = match most {
        Some((reason, skipped)) => format!(
            ": of {} rows, {} were left out, the first at line {}: {reason}",
            report.rows, skipped.count, skipped.first_line
        ),
        None => String::new(),
    };
    format!("looks like {title}, but says nothing of any function{why}")
}
