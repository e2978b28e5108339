//! A log as all formats of this family give it: events with a time, a group and a stream.
//!
//! It knows what to do with a message. It must not know how an export wraps it.

use super::super::gathered::FunctionIndex;
use super::super::input::Input;
use super::super::instant::{self, Instant};
use super::super::reading::Reading;
use super::hash::hash;
use super::message::{self, Message};
use super::names::Names;
use super::report::Report;
use super::requests::{Place, Requests};

/// A time as an event has it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Time<'a> {
    /// None.
    Unknown,
    /// A text, in a zone that it may not say.
    Text(&'a [u8]),
    /// A text in UTC unless it says another zone.
    Utc(&'a str),
    /// The instant.
    At(Instant),
}

/// An event of a log.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event<'a> {
    pub(super) message: &'a [u8],
    pub(super) time: Time<'a>,
    /// Log group, if the export names it.
    pub(super) group: Option<&'a [u8]>,
    /// Log stream, if the export names it.
    pub(super) stream: Option<&'a [u8]>,
    /// The line, from 1.
    pub(super) line: u64,
}

/// A log that is being read.
#[derive(Debug)]
pub(super) struct Log {
    names: Names,
    requests: Requests,
    /// Memory sizes that were told last: nearly every REPORT repeats one.
    memory: Option<(FunctionIndex, u32)>,
}

impl Log {
    /// The log that a file holds.
    pub(super) fn new(input: &Input<'_>) -> Self {
        Self {
            names: Names::new(input.head()),
            requests: Requests::default(),
            memory: None,
        }
    }

    /// Takes an event. Says whether it was one of Lambda's platform.
    pub(super) fn event(&mut self, event: &Event<'_>, reading: &mut Reading<'_>) -> bool {
        let (message, own_time) = message::read(event.message);
        match message {
            Message::Other => return false,
            Message::Platform => {}
            Message::InitReport => {
                reading.skip(
                    "is an INIT_REPORT line: an initialization, not a request",
                    event.line,
                );
            }
            Message::Broken => {
                reading.skip(
                    "is a REPORT line without a duration, perhaps cut off",
                    event.line,
                );
            }
            Message::Start(request) => {
                let place = place(event, own_time.as_deref(), reading);
                self.requests.start(request, &place);
            }
            Message::Failed(request) => self.requests.failed(request),
            Message::Crashed => {
                self.requests.crashed(event.stream.map(environment));
                return false;
            }
            Message::Report(report) => {
                let place = place(event, own_time.as_deref(), reading);
                self.report(report, event, place, true, reading);
            }
        }
        true
    }

    /// Takes a REPORT whose figures stand apart.
    pub(super) fn figures(&mut self, report: Report, event: &Event<'_>, reading: &mut Reading<'_>) {
        let place = place(event, None, reading);
        self.report(report, event, place, false, reading);
    }

    fn report(
        &mut self,
        report: Report,
        event: &Event<'_>,
        place: Place,
        tells_errors: bool,
        reading: &mut Reading<'_>,
    ) {
        let function = self.names.function(event.group, event.stream, reading);
        if let Some(size) = report.memory_mb
            && self.memory != Some((function, size))
            && reading.wants(place.at)
        {
            reading.memory(function, size);
            self.memory = Some((function, size));
        }
        self.requests
            .report(function, report, place, tells_errors, reading);
    }

    /// At the end of the file.
    pub(super) fn finish(self, reading: &mut Reading<'_>) {
        let has_none = self.requests.reports() + self.requests.starts() == 0;
        if has_none && reading.rows() > 0 && !reading.has_skipped() {
            reading.skip(
                "is not a log of Lambda: it has neither START nor REPORT lines",
                1,
            );
        }
        self.requests.finish(reading);
    }
}

/// Where an event stands. A message's own time is finer than that of `--format short`.
fn place(event: &Event<'_>, own_time: Option<&str>, reading: &mut Reading<'_>) -> Place {
    let own_time = own_time
        .and_then(instant::parse)
        .filter(|stamp| stamp.has_zone);
    let at = match (own_time, event.time) {
        (Some(stamp), _) => Some(stamp.at),
        (None, Time::Unknown) => None,
        (None, Time::At(at)) => Some(at),
        (None, Time::Utc(text)) => instant::parse(text).map(|stamp| stamp.at),
        (None, Time::Text(text)) => std::str::from_utf8(text)
            .ok()
            .and_then(|text| reading.time(text)),
    };
    Place {
        at,
        environment: event.stream.map(environment),
        line: event.line,
    }
}

/// An environment by its log stream.
fn environment(stream: &[u8]) -> u64 {
    hash(0, stream)
}
