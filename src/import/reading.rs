//! What a reader of a format tells of its file: rows used and skipped, assumptions, and what it found of each function.

use std::collections::{BTreeMap, BTreeSet};

use super::gathered::{
    Arrival, Counted, Datapoint, Durations, FunctionIndex, Gathered, Invocation, MetricOf, Query,
};
use super::instant::{self, Instant, Stamp};
use super::naming::{region_in, stem};
use super::settings::Settings;

/// Rows of a file that were left out, for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// How many.
    pub count: u64,
    /// Line of the first, from 1.
    pub first_line: u64,
}

/// What became of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileReport {
    /// The file, as it was named.
    pub path: String,
    /// Its format.
    pub kind: &'static str,
    /// Rows, events or datapoints in it.
    pub rows: u64,
    /// Those that said something of a function.
    pub used: u64,
    /// Those that were left out, by reason.
    pub skipped: BTreeMap<String, Skipped>,
    /// What had to be assumed to read it.
    pub assumed: BTreeSet<String>,
}

/// A file that is being read.
pub(super) struct Reading<'a> {
    report: FileReport,
    gathered: &'a mut Gathered,
    /// What the user says of files that do not say it themselves.
    given: &'a Given,
    /// Name of a function that the file does not name.
    stem: String,
    region: Option<String>,
}

/// What the user says of files that do not say it.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Region of what names none.
    pub region: Option<String>,
    /// Name of a function that a file does not name.
    pub function: Option<String>,
    /// Seconds east of UTC of times without a zone.
    pub offset_s: Option<i64>,
    /// What came earlier is left out.
    pub from: Option<Instant>,
    /// What came then or later is left out.
    pub to: Option<Instant>,
}

impl Given {
    fn takes(&self, arrival: Arrival) -> bool {
        match arrival {
            Arrival::At(at) => {
                self.from.is_none_or(|from| at >= from) && self.to.is_none_or(|to| at < to)
            }
            // What has no date cannot lie outside.
            Arrival::Offset(_) | Arrival::Unknown => true,
        }
    }
}

/// Why a row is left out that was measured before or after the chosen time.
const OUTSIDE: &str = "lies outside the chosen time";

/// Why a row is left out that another file has, too.
const REPEATED: &str = "the same request was read before";
const REPEATED_DATAPOINT: &str = "the same datapoint was read before";

/// Why a row is left out whose time cannot be laid beside the others.
const OTHER_CLOCK: &str =
    "counts from the start of a recording, but others of this function have dates, or the reverse";

impl FileReport {
    /// Whether the file has rows that would have been used, had they been asked for or not been known.
    pub(super) fn is_only_unneeded(&self) -> bool {
        let unneeded = [OUTSIDE, REPEATED, REPEATED_DATAPOINT];
        let mut reasons = self.skipped.keys();
        reasons.any(|reason| unneeded.contains(&reason.as_str()))
    }
}

impl<'a> Reading<'a> {
    /// A file named `path` is going to be read, in the format `kind`.
    pub(super) fn new(
        path: &str,
        kind: &'static str,
        gathered: &'a mut Gathered,
        given: &'a Given,
    ) -> Self {
        let report = FileReport {
            path: path.to_owned(),
            kind,
            ..FileReport::default()
        };
        Self {
            stem: stem(path).unwrap_or_else(|| "function".to_owned()),
            region: given.region.clone().or_else(|| region_in(path)),
            report,
            gathered,
            given,
        }
    }

    /// What became of it.
    pub(super) fn finish(self) -> FileReport {
        self.report
    }

    /// The file, as it was named.
    pub(super) fn path(&self) -> &str {
        &self.report.path
    }

    /// Counts a row, event or datapoint that the file has.
    pub(super) fn row(&mut self) {
        self.report.rows += 1;
    }

    /// How many rows were met.
    pub(super) fn rows(&self) -> u64 {
        self.report.rows
    }

    /// How many of them said something of a function.
    pub(super) fn used(&self) -> u64 {
        self.report.used
    }

    /// Whether any was left out.
    pub(super) fn has_skipped(&self) -> bool {
        !self.report.skipped.is_empty()
    }

    /// Counts a row that said something of a function. Such as [`Reading::invocation`] do it themselves.
    pub(super) fn use_row(&mut self) {
        self.report.used += 1;
    }

    /// Leaves the row at a line (from 1) out.
    pub(super) fn skip(&mut self, reason: &str, line: u64) {
        match self.report.skipped.get_mut(reason) {
            Some(skipped) => skipped.count += 1,
            None => {
                let skipped = Skipped {
                    count: 1,
                    first_line: line,
                };
                self.report.skipped.insert(reason.to_owned(), skipped);
            }
        }
    }

    /// Says, once, what had to be assumed: a sentence without its period.
    pub(super) fn assume(&mut self, sentence: &str) {
        if !self.report.assumed.contains(sentence) {
            self.report.assumed.insert(sentence.to_owned());
        }
    }

    /// The function of a name; the Region as the file says it, if it does.
    pub(super) fn function(&mut self, region: Option<&str>, name: &str) -> FunctionIndex {
        let region = region.or(self.region.as_deref());
        self.gathered.function(region, name)
    }

    /// The function of a file that names none: as the user says, else as the file is named.
    pub(super) fn unnamed_function(&mut self) -> FunctionIndex {
        self.guessed_function(None, None)
    }

    /// The function of a file that names none, where there is a guess: as the user says, else as is guessed, else as
    /// the file is named.
    pub(super) fn guessed_function(
        &mut self,
        region: Option<&str>,
        guess: Option<&str>,
    ) -> FunctionIndex {
        let name = match (&self.given.function, guess) {
            (Some(name), _) => name.clone(),
            (None, Some(name)) => {
                self.assume(&format!("its messages name the function {name}"));
                name.to_owned()
            }
            (None, None) => {
                let name = self.stem.clone();
                self.assume(&format!(
                    "the file names no function: it is called {name}, after the file"
                ));
                name
            }
        };
        self.function(region, &name)
    }

    /// Reads a time; one without a zone is in the zone that the user gives, else in UTC, which is then said.
    pub(super) fn time(&mut self, text: &str) -> Option<Instant> {
        let Stamp { at, has_zone } = instant::parse(text)?;
        if has_zone {
            return Some(at);
        }
        match self.given.offset_s {
            Some(offset) => Some(Instant(at.0.saturating_sub(offset * instant::SECOND))),
            None => {
                self.assume("its times name no zone: they are taken for UTC");
                Some(at)
            }
        }
    }

    /// Takes a finished request of a function. `identity`, a hash, tells the same request of two files that overlap
    /// (not the id of a request, which a retry repeats: with its time).
    pub(super) fn invocation(
        &mut self,
        function: FunctionIndex,
        request: &Invocation,
        identity: Option<u64>,
        line: u64,
    ) {
        if !self.given.takes(request.arrival) {
            self.skip(OUTSIDE, line);
            return;
        }
        if !self.gathered.has_same_clock(function, request.arrival) {
            self.skip(OTHER_CLOCK, line);
            return;
        }
        if identity.is_some_and(|identity| self.gathered.is_repeated(identity)) {
            self.skip(REPEATED, line);
            return;
        }
        self.use_row();
        self.gathered.invocation(function, request);
    }

    /// Takes an arrival of which nothing else is known: it counts for first and last. Counts no row.
    pub(super) fn saw(&mut self, function: FunctionIndex, at: Instant) {
        if self.given.takes(Arrival::At(at)) {
            self.gathered.saw(function, at);
        }
    }

    /// Takes requests that were counted in an interval.
    pub(super) fn counted(&mut self, function: FunctionIndex, counted: &Counted) {
        if !self.given.takes(counted.start) {
            self.skip(OUTSIDE, self.report.rows);
            return;
        }
        if !self.gathered.has_same_clock(function, counted.start) {
            self.skip(OTHER_CLOCK, self.report.rows);
            return;
        }
        self.use_row();
        self.gathered.counted(function, counted);
    }

    /// Takes requests of one of several intervals that a row has. Counts no row.
    pub(super) fn counted_in_row(&mut self, function: FunctionIndex, counted: &Counted) {
        self.gathered.counted(function, counted);
    }

    /// The functions that were met so far, in this file and those before it.
    pub(super) fn known(&self) -> impl Iterator<Item = (FunctionIndex, &str)> {
        self.gathered.known()
    }

    /// Says that the times of a function are offsets from the start of a recording that has no date.
    pub(super) fn without_clock(&mut self, function: FunctionIndex) {
        self.gathered.without_clock(function);
    }

    /// What queries of this id ask for, of this file and those before it.
    pub(super) fn queries(&self, id: &str) -> &[Query] {
        self.gathered.queries.get(id).map_or(&[], Vec::as_slice)
    }

    /// All queries.
    pub(super) fn all_queries(&self) -> impl Iterator<Item = &Query> {
        self.gathered.queries.values().flatten()
    }

    /// Remembers a query, so that answers can be understood. Counts no row.
    pub(super) fn query(&mut self, id: &str, query: Query) {
        let known = self.gathered.queries.entry(id.to_owned()).or_default();
        if !known.contains(&query) {
            known.push(query);
        }
    }

    /// Takes what the file says of many durations at once. Counts no row.
    pub(super) fn durations(&mut self, function: FunctionIndex, durations: Durations) {
        let interval = durations
            .interval
            .map_or(Arrival::Unknown, |(at, _)| Arrival::At(at));
        if !self.given.takes(interval) {
            return;
        }
        self.gathered.durations(function, durations);
    }

    /// Whether what was seen at a time lies in the chosen time; what has no time does.
    pub(super) fn wants(&self, at: Option<Instant>) -> bool {
        self.given.takes(at.map_or(Arrival::Unknown, Arrival::At))
    }

    /// Takes a memory size that was seen. Counts no row.
    pub(super) fn memory(&mut self, function: FunctionIndex, megabytes: u32) {
        self.gathered.memory(function, megabytes);
    }

    /// Takes what a template says of a function.
    pub(super) fn settings(&mut self, function: FunctionIndex, settings: Settings) {
        self.use_row();
        self.gathered.settings(function, settings);
    }

    /// Takes a datapoint of a function.
    pub(super) fn metric(&mut self, function: FunctionIndex, datapoint: &Datapoint<'_>, line: u64) {
        self.datapoint(MetricOf::Function(function), datapoint, line);
    }

    /// Takes a datapoint of the account, in a Region if the file says it.
    pub(super) fn account_metric(
        &mut self,
        region: Option<&str>,
        datapoint: &Datapoint<'_>,
        line: u64,
    ) {
        let region = region.map(str::to_owned).or_else(|| self.region.clone());
        self.datapoint(MetricOf::Account(region.as_deref()), datapoint, line);
    }

    /// Takes several statistics of one row; the row is used if any of them is new.
    pub(super) fn statistics(&mut self, of: MetricOf<'_>, datapoints: &[Datapoint<'_>], line: u64) {
        let of = match of {
            MetricOf::Account(None) => MetricOf::Account(self.region.as_deref()),
            of => of,
        };
        let is_taken = |datapoint: &Datapoint<'_>| self.given.takes(Arrival::At(datapoint.start));
        if !datapoints.iter().all(is_taken) {
            self.skip(OUTSIDE, line);
            return;
        }
        let mut has_new = false;
        for datapoint in datapoints {
            has_new |= !self.gathered.metric(of, datapoint);
        }
        if has_new {
            self.use_row();
        } else {
            self.skip(REPEATED_DATAPOINT, line);
        }
    }

    fn datapoint(&mut self, of: MetricOf<'_>, datapoint: &Datapoint<'_>, line: u64) {
        if !self.given.takes(Arrival::At(datapoint.start)) {
            self.skip(OUTSIDE, line);
        } else if self.gathered.metric(of, datapoint) {
            self.skip(REPEATED_DATAPOINT, line);
        } else {
            self.use_row();
        }
    }
}

/// Where the arrival of a request lies whose end is at `end`: `elapsed_ms` earlier.
pub(super) fn arrival_before(end: Option<Instant>, elapsed_ms: f64) -> Arrival {
    end.map_or(Arrival::Unknown, |end| Arrival::At(end.before(elapsed_ms)))
}
