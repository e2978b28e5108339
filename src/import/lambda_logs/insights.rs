//! A row of Logs Insights: a message, or the fields that Insights finds in a REPORT.
//!
//! It knows the fields and their units. It must not know how rows are written.

use std::borrow::Cow;

use super::super::reading::Reading;
use super::log::{Event, Log, Time};
use super::message;
use super::report::Report;

/// Rows that a query gives at most: the default until 2023 and by the console, and the maximum.
const LIMITS: [u64; 2] = [1_000, 10_000];

/// A field that matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Timestamp,
    Message,
    Stream,
    Group,
    Kind,
    Request,
    Duration,
    Init,
    /// Bytes, of which a megabyte has 10^6.
    Memory,
    Status,
    /// What a query has counted or averaged.
    Summary,
}

impl Field {
    /// By the name that Insights gives it, or that a query gives it (`@duration as duration`).
    pub(super) fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        if name.contains('(') {
            return Some(Self::Summary);
        }
        match name.strip_prefix('@').unwrap_or(&name) {
            "timestamp" => Some(Self::Timestamp),
            "message" => Some(Self::Message),
            "logstream" => Some(Self::Stream),
            "log" => Some(Self::Group),
            "type" => Some(Self::Kind),
            "requestid" | "record.requestid" => Some(Self::Request),
            "duration" | "record.metrics.durationms" => Some(Self::Duration),
            "initduration"
            | "restoreduration"
            | "record.metrics.initdurationms"
            | "record.metrics.restoredurationms" => Some(Self::Init),
            "memorysize" | "record.metrics.memorysizemb" => Some(Self::Memory),
            "record.status" => Some(Self::Status),
            _ => None,
        }
    }

    /// Whether a name is one that Insights alone uses.
    pub(super) fn is_telling(name: &str) -> bool {
        const TELLING: [&str; 12] = [
            "@message",
            "@logstream",
            "@log",
            "@requestid",
            "@duration",
            "@billedduration",
            "@initduration",
            "@memorysize",
            "@maxmemoryused",
            "@ptr",
            "record.metrics.durationms",
            "@ingestiontime",
        ];
        let name = name.trim().to_ascii_lowercase();
        TELLING.contains(&name.as_str()) || name.starts_with("bin(") || name.contains("(@")
    }
}

/// A row.
#[derive(Clone, Debug, Default)]
pub(super) struct Row<'a> {
    timestamp: Option<Cow<'a, str>>,
    message: Option<Cow<'a, str>>,
    stream: Option<Cow<'a, str>>,
    group: Option<Cow<'a, str>>,
    kind: Option<Cow<'a, str>>,
    request: Option<Cow<'a, str>>,
    duration: Option<f64>,
    init: Option<f64>,
    memory: Option<f64>,
    status: Option<Cow<'a, str>>,
    is_summary: bool,
}

impl<'a> Row<'a> {
    /// Puts the value of a field in. An empty one is none.
    pub(super) fn set(&mut self, field: Field, value: Cow<'a, str>) {
        if value.trim().is_empty() {
            return;
        }
        let number = || {
            value
                .trim()
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite())
        };
        match field {
            Field::Duration => self.duration = number(),
            Field::Init => self.init = number().or(self.init),
            Field::Memory => self.memory = number(),
            Field::Summary => self.is_summary = true,
            Field::Timestamp => self.timestamp = Some(value),
            Field::Message => self.message = Some(value),
            Field::Stream => self.stream = Some(value),
            Field::Group => self.group = Some(value),
            Field::Kind => self.kind = Some(value),
            Field::Request => self.request = Some(value),
            Field::Status => self.status = Some(value),
        }
    }

    /// Takes the row, which stands at a line.
    pub(super) fn tell(&self, line: u64, log: &mut Log, reading: &mut Reading<'_>) {
        reading.row();
        let message = self.message.as_deref().unwrap_or_default().trim();
        let event = Event {
            message: message.as_bytes(),
            time: self
                .timestamp
                .as_deref()
                .map_or(Time::Unknown, |time| Time::Utc(time.trim())),
            group: self.group.as_deref().map(|group| group.trim().as_bytes()),
            stream: self
                .stream
                .as_deref()
                .map(|stream| stream.trim().as_bytes()),
            line,
        };
        let is_platform = !message.is_empty() && log.event(&event, reading);
        if is_platform {
            return;
        }
        match self.figures() {
            Ok(Some(figures)) => log.figures(figures, &event, reading),
            Ok(None) if message.is_empty() => {
                reading.skip("has neither @message nor @duration", line);
            }
            Ok(None) => {}
            Err(reason) => reading.skip(reason, line),
        }
    }

    /// The figures of a REPORT, if the row has them.
    fn figures(&self) -> Result<Option<Report>, &'static str> {
        if self.is_summary {
            return Err(
                "is a summary (stats): query the requests themselves, with fields @timestamp, @requestId, @duration",
            );
        }
        let is_report = |kind: &str| matches!(kind.trim(), "REPORT" | "platform.report");
        let Some(duration_ms) = self.duration.filter(|duration| *duration >= 0.0) else {
            return Ok(None);
        };
        if self.kind.as_deref().is_some_and(|kind| !is_report(kind)) {
            return Ok(None);
        }
        let request = self
            .request
            .as_deref()
            .map(|id| message::request(id.trim().as_bytes()));
        Ok(Some(Report {
            request,
            duration_ms,
            init_ms: self.init.filter(|init| *init >= 0.0),
            memory_mb: self.memory.map(megabytes),
            error: self.status.as_deref().map(|status| status != "success"),
        }))
    }
}

/// Megabytes of a size in megabytes, or in bytes as Insights has it: 128000000 are 128 MB.
fn megabytes(size: f64) -> u32 {
    let megabytes = if size >= 1e6 { size / 1e6 } else { size };
    megabytes.round() as u32
}

/// Says that the rows may not be all.
pub(super) fn doubt_completeness(reading: &mut Reading<'_>) {
    if LIMITS.contains(&reading.rows()) {
        let rows = reading.rows();
        reading.assume(&format!(
            "it has exactly {rows} rows, a limit of queries: more rows may be missing"
        ));
    }
}
