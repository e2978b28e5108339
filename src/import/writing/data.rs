//! The files beside a scenario: requests one by one, requests per interval, values of a distribution.

use std::io::{self, Write};

use super::value::on_one_line;
use crate::import::demand::Counts;
use crate::import::gathered::Kept;
use crate::import::instant::Instant;

/// A file beside a scenario.
#[derive(Clone, Debug)]
pub struct DataFile {
    /// Its path from the scenario's folder.
    pub name: String,
    /// What its first line says, a comment.
    pub(super) about: String,
    pub(super) contents: Contents,
}

/// What a file holds.
#[derive(Clone, Debug)]
pub(super) enum Contents {
    /// Requests, by arrival; whether their times are instants.
    Requests(Vec<Kept>, bool),
    /// Requests per interval; likewise.
    Counts(Counts, bool),
    /// Milliseconds, in order.
    Values(Vec<f64>),
}

impl DataFile {
    /// Writes the file.
    ///
    /// # Errors
    /// If `out` does not take it.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "# {}", on_one_line(&self.about))?;
        match &self.contents {
            Contents::Requests(kept, has_clock) => requests(out, kept, *has_clock),
            Contents::Counts(counts, has_clock) => {
                writeln!(out, "{},count", if *has_clock { "time" } else { "start_s" })?;
                counts
                    .rows
                    .iter()
                    .try_for_each(|(at, count)| writeln!(out, "{},{count}", time(*at, *has_clock)))
            }
            Contents::Values(values) => {
                writeln!(out, "ms")?;
                values
                    .iter()
                    .try_for_each(|value| writeln!(out, "{value:.3}"))
            }
        }
    }
}

fn requests(out: &mut dyn Write, kept: &[Kept], has_clock: bool) -> io::Result<()> {
    let arrival = if has_clock { "time" } else { "arrival_s" };
    writeln!(out, "{arrival},service_ms,cold,environment")?;
    for request in kept {
        let at = time(request.arrival, has_clock);
        let service = request.duration.map(millis).unwrap_or_default();
        let cold = request
            .cold
            .map(|cold| if cold { "1" } else { "0" })
            .unwrap_or_default();
        let environment = match request.environment {
            0 => String::new(),
            number => number.to_string(),
        };
        writeln!(out, "{at},{service},{cold},{environment}")?;
    }
    Ok(())
}

fn millis(micros: u32) -> String {
    format!("{}.{:03}", micros / 1000, micros % 1000)
}

fn time(nanos: i64, has_clock: bool) -> String {
    if has_clock {
        return Instant(nanos).precise();
    }
    let text = format!(
        "{}.{:09}",
        nanos.div_euclid(1_000_000_000),
        nanos.rem_euclid(1_000_000_000)
    );
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
