//! What all files together say of each function, in bounded memory.
//!
//! It knows functions, requests, counts and datapoints. It must not know in which format they were found.

mod found;

pub(super) use found::{
    Arrival, Counted, Datapoint, Durations, FunctionIndex, Invocation, MetricOf, Query, Statistic,
};

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::instant::{Instant, SECOND};
use super::settings::Settings;

/// What is counted beyond that is no number of requests. Sums of it stay within what an integer holds.
pub(super) const LARGEST_COUNT: u64 = 1_000_000_000_000;

/// Requests that are kept one by one, of all functions; what comes after them is counted per minute. At 32 bytes each
/// this bounds the memory that logs of any size take.
pub(super) const MOST_REQUESTS: usize = 2_000_000;

/// A request that is kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Kept {
    /// Nanoseconds since the epoch, or since the recording's start.
    pub(super) arrival: i64,
    /// Microseconds, if it was measured.
    pub(super) duration: Option<u32>,
    /// Microseconds of the initialisation that it waited for.
    pub(super) init: Option<u32>,
    /// Whether it met a cold start.
    pub(super) cold: Option<bool>,
    /// The environment that served it, numbered from 1 by first use; 0 if that is not known.
    pub(super) environment: u32,
}

/// Requests of an interval, as they are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Interval {
    /// Its length in nanoseconds.
    pub(super) length: i64,
    /// Requests in it.
    pub(super) requests: u64,
}

/// Values of one statistic of one metric by the start of their period, in nanoseconds since the epoch: length of the
/// period, and value.
pub(super) type Series = BTreeMap<i64, (i64, f64)>;

/// Totals of what was seen one by one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Totals {
    /// Finished requests.
    pub(super) finished: u64,
    /// Those of which it is known whether they were cold, and those that were.
    pub(super) cold_known: u64,
    pub(super) cold: u64,
    /// Those of which it is known whether they failed, and those that did.
    pub(super) errors_known: u64,
    pub(super) errors: u64,
    /// Requests whose arrival nobody knows.
    pub(super) undated: u64,
    /// Durations that were measured, and their sum.
    pub(super) durations: u64,
    pub(super) duration_sum_ms: f64,
}

impl Totals {
    fn add(&mut self, other: &Self) {
        self.finished += other.finished;
        self.cold_known += other.cold_known;
        self.cold += other.cold;
        self.errors_known += other.errors_known;
        self.errors += other.errors;
        self.undated += other.undated;
        self.durations += other.durations;
        self.duration_sum_ms += other.duration_sum_ms;
    }
}

/// All that is known of one function.
#[derive(Clone, Debug, Default)]
pub(super) struct FunctionData {
    /// The Region, if a source says it.
    pub(super) region: Option<String>,
    /// Its name.
    pub(super) name: String,
    /// Whether its times are instants; offsets otherwise.
    pub(super) has_clock: bool,
    /// The requests that are kept one by one.
    pub(super) kept: Vec<Kept>,
    /// Requests per interval, by its start: those that were counted by the source, and those that are not kept.
    pub(super) counted: BTreeMap<i64, Interval>,
    /// Totals of the requests that a source had one by one, kept or not.
    pub(super) totals: Totals,
    /// Durations of the requests that are not kept, in microseconds.
    pub(super) folded: Option<hdrhistogram::Histogram<u64>>,
    /// Durations in microseconds of requests of which nobody knows when they came.
    pub(super) undated_durations: Vec<u32>,
    /// Initialisations in microseconds.
    pub(super) inits: Vec<u32>,
    /// Number of each environment that served a request that is kept. Their order means nothing.
    pub(super) environments: HashMap<u64, u32>,
    /// Memory sizes that were seen, in MB.
    pub(super) memory_mb: BTreeSet<u32>,
    /// First and last arrival, in nanoseconds.
    pub(super) span: Option<(i64, i64)>,
    /// Durations that a source has summed up.
    pub(super) durations: Vec<Durations>,
    /// Metrics of CloudWatch, by name and statistic.
    pub(super) metrics: BTreeMap<(String, String), Series>,
    /// What a template says.
    pub(super) settings: Option<Settings>,
}

impl FunctionData {
    fn see(&mut self, at: i64) {
        let (first, last) = self.span.unwrap_or((at, at));
        self.span = Some((first.min(at), last.max(at)));
    }

    /// Whether it was only named.
    pub(super) fn is_empty(&self) -> bool {
        self.totals.finished == 0
            && self.counted.is_empty()
            && self.durations.is_empty()
            && self.memory_mb.is_empty()
            && self.metrics.is_empty()
            && self.settings.is_none()
    }

    fn environment(&mut self, hash: u64) -> u32 {
        let next = u32::try_from(self.environments.len() + 1).unwrap_or(u32::MAX);
        *self.environments.entry(hash).or_insert(next)
    }

    /// Counts requests of the interval that begins at `start`.
    fn count(&mut self, start: i64, length: i64, requests: u64) {
        let interval = self.counted.entry(start).or_default();
        interval.length = length;
        interval.requests += requests;
    }

    /// Takes over what other files say of the same function.
    pub(super) fn merge(&mut self, other: Self) {
        // By number, since the order of a map of hashes is never the same twice.
        let environments = other
            .environments
            .iter()
            .map(|(hash, number)| (*number, *hash));
        let environments: BTreeMap<u32, u64> = environments.collect();
        let numbers: BTreeMap<u32, u32> = environments
            .into_iter()
            .map(|(number, hash)| (number, self.environment(hash)))
            .collect();
        let renumbered = other.kept.into_iter().map(|kept| Kept {
            environment: numbers.get(&kept.environment).copied().unwrap_or(0),
            ..kept
        });
        self.kept.extend(renumbered);
        for (start, interval) in other.counted {
            self.count(start, interval.length, interval.requests);
        }
        self.totals.add(&other.totals);
        if let Some(folded) = other.folded {
            let histogram = self.folded.get_or_insert_with(histogram);
            // Both have the same bounds.
            let _ = histogram.add(folded);
        }
        self.inits.extend(other.inits);
        self.undated_durations.extend(other.undated_durations);
        self.memory_mb.extend(other.memory_mb);
        for end in other
            .span
            .into_iter()
            .flat_map(|(first, last)| [first, last])
        {
            self.see(end);
        }
        self.durations.extend(other.durations);
        for (key, series) in other.metrics {
            let own = self.metrics.entry(key).or_default();
            for (start, value) in series {
                put(own, start, value);
            }
        }
        if other.settings.is_some() {
            self.settings = other.settings;
        }
        self.has_clock &= other.has_clock;
    }

    /// Counts a request that is not kept, in its minute.
    fn fold(&mut self, kept: Kept) {
        let minute = 60 * SECOND;
        self.count(kept.arrival.div_euclid(minute) * minute, minute, 1);
        if let Some(duration) = kept.duration {
            let histogram = self.folded.get_or_insert_with(histogram);
            histogram.saturating_record(u64::from(duration).max(1));
        }
    }
}

/// Durations to three significant digits, from a microsecond to an hour.
#[allow(clippy::expect_used)] // the bounds are constants
fn histogram() -> hdrhistogram::Histogram<u64> {
    hdrhistogram::Histogram::new_with_bounds(1, 3_600_000_000, 3).expect("valid bounds")
}

/// What was read of all functions, in the order in which they were met.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) functions: Vec<FunctionData>,
    by_name: BTreeMap<(Option<String>, String), FunctionIndex>,
    /// Metrics of the account in a Region, by Region, name and statistic.
    pub(super) account: BTreeMap<(Option<String>, String, String), Series>,
    /// What the queries of CloudWatch's answers ask for, by id; one id may stand for different things in different files.
    pub(super) queries: BTreeMap<String, Vec<Query>>,
    kept: usize,
    seen: HashSet<u64>,
}

impl Gathered {
    /// What was gathered, as tests need it.
    #[cfg(test)]
    pub(super) fn of_functions(functions: Vec<FunctionData>) -> Self {
        Self {
            functions,
            ..Self::default()
        }
    }

    /// The function of a name in a Region, as a source has them.
    pub(super) fn function(&mut self, region: Option<&str>, name: &str) -> FunctionIndex {
        let key = (region.map(str::to_owned), name.to_owned());
        if let Some(index) = self.by_name.get(&key) {
            return *index;
        }
        let index = FunctionIndex(self.functions.len());
        self.functions.push(FunctionData {
            region: key.0.clone(),
            name: key.1.clone(),
            has_clock: true,
            ..FunctionData::default()
        });
        self.by_name.insert(key, index);
        index
    }

    /// The functions that were met so far.
    pub(super) fn known(&self) -> impl Iterator<Item = (FunctionIndex, &str)> {
        let functions = self.functions.iter().enumerate();
        functions.map(|(index, function)| (FunctionIndex(index), function.name.as_str()))
    }

    /// Says that the times of a function are offsets from the start of a recording that has no date.
    pub(super) fn without_clock(&mut self, index: FunctionIndex) {
        self.functions[index.0].has_clock = false;
    }

    /// Whether a request of this identity has been seen; remembers it. What is not kept one by one is not remembered.
    pub(super) fn is_repeated(&mut self, identity: u64) -> bool {
        self.kept < MOST_REQUESTS && !self.seen.insert(identity)
    }

    pub(super) fn invocation(&mut self, index: FunctionIndex, request: &Invocation) {
        let keep = self.kept < MOST_REQUESTS;
        let function = &mut self.functions[index.0];
        let totals = &mut function.totals;
        totals.finished += 1;
        totals.cold_known += u64::from(request.cold.is_some());
        totals.cold += u64::from(request.cold == Some(true));
        totals.errors_known += u64::from(request.error.is_some());
        totals.errors += u64::from(request.error == Some(true));
        if let Some(duration) = request.duration_ms {
            totals.durations += 1;
            totals.duration_sum_ms += duration;
        }
        let init = request.init_ms.map(microseconds);
        if let Some(init) = init.filter(|_| function.inits.len() < MOST_REQUESTS / 10) {
            function.inits.push(init);
        }
        // Of those that are not kept nobody asks which environment it was, and a log may have any number of them.
        let environment = request.environment.filter(|_| keep);
        let environment = environment.map_or(0, |hash| function.environment(hash));
        let arrival = match request.arrival {
            Arrival::At(Instant(nanos)) => nanos,
            Arrival::Offset(nanos) => {
                function.has_clock = false;
                nanos
            }
            // It counts, and its duration does, but it cannot be replayed.
            Arrival::Unknown => {
                function.totals.undated += 1;
                let duration = request.duration_ms.filter(|_| keep).map(microseconds);
                function.undated_durations.extend(duration);
                self.kept += usize::from(keep);
                return;
            }
        };
        let kept = Kept {
            arrival,
            duration: request.duration_ms.map(microseconds),
            init,
            cold: request.cold,
            environment,
        };
        function.see(arrival);
        if keep {
            function.kept.push(kept);
            self.kept += 1;
        } else {
            function.fold(kept);
        }
    }

    pub(super) fn saw(&mut self, index: FunctionIndex, at: Instant) {
        self.functions[index.0].see(at.0);
    }

    pub(super) fn counted(&mut self, index: FunctionIndex, counted: &Counted) {
        let function = &mut self.functions[index.0];
        let requests = counted.requests.min(LARGEST_COUNT);
        let start = match counted.start {
            Arrival::At(Instant(nanos)) => nanos,
            Arrival::Offset(nanos) => {
                function.has_clock = false;
                nanos
            }
            Arrival::Unknown => {
                function.totals.undated += requests;
                function.totals.finished += requests;
                return;
            }
        };
        function.totals.finished += requests;
        if let Some(errors) = counted.errors {
            function.totals.errors_known += requests;
            function.totals.errors += errors.min(LARGEST_COUNT);
        }
        if requests > 0 {
            function.see(start);
        }
        function.count(start, counted.length, requests);
    }

    pub(super) fn durations(&mut self, index: FunctionIndex, durations: Durations) {
        self.functions[index.0].durations.push(durations);
    }

    pub(super) fn memory(&mut self, index: FunctionIndex, megabytes: u32) {
        self.functions[index.0].memory_mb.insert(megabytes);
    }

    pub(super) fn settings(&mut self, index: FunctionIndex, settings: Settings) {
        self.functions[index.0].settings = Some(settings);
    }

    /// Takes a datapoint of a function, or of the account in a Region; says whether the same period had been read
    /// with the same value.
    pub(super) fn metric(&mut self, of: MetricOf<'_>, datapoint: &Datapoint<'_>) -> bool {
        let statistic = datapoint.statistic.name();
        let name = datapoint.metric.to_owned();
        let start = datapoint.start.0;
        let series = match of {
            MetricOf::Account(region) => {
                let key = (region.map(str::to_owned), name, statistic);
                self.account.entry(key).or_default()
            }
            MetricOf::Function(index) => {
                let function = &mut self.functions[index.0];
                if datapoint.metric == "Invocations" {
                    function.see(start);
                }
                function.metrics.entry((name, statistic)).or_default()
            }
        };
        put(series, start, (datapoint.period, datapoint.value))
    }

    /// Whether a time can be laid beside those of the function that were read: both are instants, or both are not.
    pub(super) fn has_same_clock(&self, index: FunctionIndex, arrival: Arrival) -> bool {
        let function = &self.functions[index.0];
        match (function.span, arrival) {
            (Some(_), Arrival::At(_)) => function.has_clock,
            (Some(_), Arrival::Offset(_)) => !function.has_clock,
            (None, _) | (_, Arrival::Unknown) => true,
        }
    }
}

/// Puts a datapoint into a series, in which of several periods with the same start the shortest stays; says whether it
/// was there with the same value.
fn put(series: &mut Series, start: i64, value: (i64, f64)) -> bool {
    match series.get(&start) {
        Some(known) if *known == value => return true,
        Some((period, _)) if *period < value.0 => return false,
        _ => {}
    }
    series.insert(start, value);
    false
}

/// Milliseconds as whole microseconds, of which 32 bits hold 71 minutes.
fn microseconds(milliseconds: f64) -> u32 {
    (milliseconds * 1e3).round().clamp(0.0, f64::from(u32::MAX)) as u32
}
