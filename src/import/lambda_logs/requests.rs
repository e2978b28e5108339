//! Joins START, REPORT and errors of the same request to finished requests, in bounded memory.
//!
//! It knows requests by hashes of their ids. It must not know how a log is written.
//!
//! An id is not unique: asynchronous retries repeat it. What belongs together is near in the file, in either order:
//! a time-out may be written after the REPORT, and Logs Insights gives the latest first.

use std::collections::VecDeque;

use super::super::gathered::{Arrival, FunctionIndex, Invocation};
use super::super::instant::{Instant, SECOND};
use super::super::reading::{Reading, arrival_before};
use super::hash::{ByHash, mix};
use super::report::Report;

/// This many requests that have begun are remembered, at most twice; the oldest are forgotten.
const MOST_OPEN: usize = 100_000;

/// This many finished requests wait for what is written of them after their REPORT.
const WAITING: usize = 64;

/// A REPORT may be stamped before its START by as much as `--format short` cuts off.
const BLUR: i64 = SECOND;

const ONLY_STARTS: &str =
    "is a START line, and the file has no REPORT line, which is what says how long a request took";
const UNFINISHED: &str =
    "is a START line without a REPORT line: the request had not finished when the log ended";

/// Where something was met.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// When.
    pub(super) at: Option<Instant>,
    /// Hash of the log stream, which is an environment.
    pub(super) environment: Option<u64>,
    /// The line, from 1.
    pub(super) line: u64,
}

/// A request that has begun, or failed, without its REPORT so far.
#[derive(Clone, Copy, Debug, Default)]
struct Open {
    /// Line of its START.
    start_line: Option<u64>,
    at: Option<Instant>,
    has_failed: bool,
}

/// A request that has finished.
#[derive(Clone, Copy, Debug)]
struct Finished {
    function: FunctionIndex,
    report: Report,
    place: Place,
    start: Option<Instant>,
    has_start: bool,
    has_failed: bool,
    /// Whether the source would have told of a failure.
    tells_errors: bool,
}

/// The requests of a file.
#[derive(Debug, Default)]
pub(super) struct Requests {
    open: ByHash<Open>,
    /// What was opened before, as long as it is remembered.
    older: ByHash<Open>,
    waiting: VecDeque<Finished>,
    /// How many of those that wait have no START.
    waiting_for_start: usize,
    /// The request that an environment began last.
    serving: ByHash<u64>,
    starts: u64,
    reports: u64,
    /// The functions of its REPORTs, as long as there is one.
    functions: Functions,
}

/// How many functions a file is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Functions {
    #[default]
    None,
    One(FunctionIndex),
    Several,
}

impl Functions {
    fn with(self, function: FunctionIndex) -> Self {
        match self {
            Self::None => Self::One(function),
            Self::One(other) if other == function => self,
            Self::One(_) | Self::Several => Self::Several,
        }
    }
}

impl Requests {
    /// How many REPORTs were met.
    pub(super) fn reports(&self) -> u64 {
        self.reports
    }

    /// How many STARTs were met.
    pub(super) fn starts(&self) -> u64 {
        self.starts
    }

    /// A START.
    pub(super) fn start(&mut self, request: u64, place: &Place) {
        self.starts += 1;
        let environment = place.environment.unwrap_or(0);
        if self.serving.len() >= MOST_OPEN {
            self.serving.clear();
        }
        self.serving.insert(environment, request);
        if self.waiting_for_start > 0 && self.joins_one_that_waits(request, place.at) {
            return;
        }
        let open = self.open_mut(request);
        open.start_line = Some(place.line);
        open.at = place.at;
    }

    /// Gives a START to a REPORT that stood before it, as where the latest come first.
    fn joins_one_that_waits(&mut self, request: u64, at: Option<Instant>) -> bool {
        let fits = |one: &&mut Finished| {
            !one.has_start && one.report.request == Some(request) && is_before(at, one.place.at)
        };
        let Some(one) = self.waiting.iter_mut().rev().find(fits) else {
            return false;
        };
        one.has_start = true;
        one.start = at;
        self.waiting_for_start -= 1;
        true
    }

    /// A request failed.
    pub(super) fn failed(&mut self, request: u64) {
        if let Some(open) = self.known_mut(request) {
            open.has_failed = true;
            return;
        }
        let is_it = |one: &&mut Finished| one.report.request == Some(request);
        match self.waiting.iter_mut().rev().find(is_it) {
            Some(one) => one.has_failed = true,
            None => self.open_mut(request).has_failed = true,
        }
    }

    /// The request that an environment serves failed.
    pub(super) fn crashed(&mut self, environment: Option<u64>) {
        let Some(&request) = self.serving.get(&environment.unwrap_or(0)) else {
            return;
        };
        // Otherwise it was an initialisation, between two requests.
        if let Some(open) = self.known_mut(request) {
            open.has_failed = true;
        }
    }

    /// A REPORT. `tells_errors` is whether the source has the lines that tell of errors.
    pub(super) fn report(
        &mut self,
        function: FunctionIndex,
        report: Report,
        place: Place,
        tells_errors: bool,
        reading: &mut Reading<'_>,
    ) {
        self.reports += 1;
        self.functions = self.functions.with(function);
        let open = report
            .request
            .and_then(|request| self.close(request, place.at));
        let open = open.unwrap_or_default();
        let has_start = open.start_line.is_some();
        self.waiting_for_start += usize::from(!has_start);
        self.waiting.push_back(Finished {
            function,
            report,
            place,
            start: open.at,
            has_start,
            has_failed: open.has_failed,
            tells_errors,
        });
        if self.waiting.len() > WAITING {
            self.give_oldest(reading);
        }
    }

    /// At the end of the file: what waits, and what has not finished.
    pub(super) fn finish(mut self, reading: &mut Reading<'_>) {
        while !self.waiting.is_empty() {
            self.give_oldest(reading);
        }
        let open = self.open.values().chain(self.older.values());
        let started = open.filter_map(|open| Some((open.start_line?, open.at)));
        let mut started: Vec<_> = started.collect();
        started.sort_unstable_by_key(|(line, _)| *line);
        let reason = if self.reports == 0 {
            ONLY_STARTS
        } else {
            UNFINISHED
        };
        for (line, at) in started {
            reading.skip(reason, line);
            // It came, though nobody knows how long it took.
            if let (Functions::One(function), Some(at)) = (self.functions, at) {
                reading.saw(function, at);
            }
        }
    }

    fn give_oldest(&mut self, reading: &mut Reading<'_>) {
        let Some(one) = self.waiting.pop_front() else {
            return;
        };
        self.waiting_for_start -= usize::from(!one.has_start);
        let report = &one.report;
        let says_error = if one.has_failed {
            Some(true)
        } else {
            report.error
        };
        let request = Invocation {
            arrival: one.arrival(),
            duration_ms: Some(report.duration_ms),
            init_ms: report.init_ms,
            cold: Some(report.init_ms.is_some()),
            error: says_error.or(one.tells_errors.then_some(false)),
            environment: one.place.environment,
        };
        reading.invocation(one.function, &request, one.identity(), one.place.line);
    }

    /// Takes out the request that a REPORT at `end` finishes.
    fn close(&mut self, request: u64, end: Option<Instant>) -> Option<Open> {
        let fits = |open: &Open| is_before(open.at, end);
        for map in [&mut self.open, &mut self.older] {
            if let std::collections::hash_map::Entry::Occupied(entry) = map.entry(request) {
                // A START after the REPORT is of the next attempt, in a file with the latest first.
                return fits(entry.get()).then(|| entry.remove());
            }
            if self.starts == 0 && map.is_empty() {
                return None;
            }
        }
        None
    }

    /// A request that is remembered.
    fn known_mut(&mut self, request: u64) -> Option<&mut Open> {
        let older = &mut self.older;
        self.open
            .get_mut(&request)
            .or_else(|| older.get_mut(&request))
    }

    /// A request, remembered from now on if it was not.
    fn open_mut(&mut self, request: u64) -> &mut Open {
        if self.open.len() >= MOST_OPEN {
            self.older = std::mem::take(&mut self.open);
        }
        if let Some(open) = self.older.remove(&request) {
            self.open.insert(request, open);
        }
        self.open.entry(request).or_default()
    }
}

impl Finished {
    /// The START's time, which is stamped when the initialisation is over; else as long before the REPORT, which is
    /// stamped at the end, as the function took.
    fn arrival(&self) -> Arrival {
        let elapsed = self.report.duration_ms;
        self.start
            .map_or_else(|| arrival_before(self.place.at, elapsed), Arrival::At)
    }

    /// Tells the same REPORT in two files. An id alone does not: a retry repeats it.
    fn identity(&self) -> Option<u64> {
        let (request, at) = (self.report.request?, self.place.at?);
        let of_request = mix(request, self.function.number() as u64);
        let of_end = mix(at.0 as u64, self.report.duration_ms.to_bits());
        Some(mix(of_request, of_end))
    }
}

/// Whether what began at `start` can have ended at `end`, as far as that is known.
fn is_before(start: Option<Instant>, end: Option<Instant>) -> bool {
    match (start, end) {
        (Some(start), Some(end)) => start.0 <= end.0.saturating_add(BLUR),
        _ => true,
    }
}
