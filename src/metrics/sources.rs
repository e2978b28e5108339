//! What became of the items that wait in a queue: events, messages, records.
//!
//! As with a function's rows, a source's rows are closed when something next happens to it; between two such events
//! what waits stays the same and only grows older.

use std::borrow::Cow;
use std::ops::{AddAssign, Sub};

use serde::{Deserialize, Serialize};

use super::gauge::{Gauge, Level, MINUTE, mean_level};
use super::latency::LatencyHistogram;
use crate::kernel::{SimDuration, SimTime};
use crate::scenario::FunctionId;

/// What one source with a queue saw.
///
/// Every item ends in exactly one place: `backlog_at_start + in_flight_at_start + received = deleted + dead_lettered +
/// dropped + backlog_at_end + in_flight_at_end`, with what was there when the warm-up ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SourceResult {
    /// Its number in the function's traffic, from 0.
    pub source: usize,
    /// `async`, `sqs` or `stream`.
    pub kind: Cow<'static, str>,
    /// What happened at or after the end of the warm-up.
    pub totals: SourceCounts,
    /// What happened during the warm-up.
    pub warm_up_counts: SourceCounts,
    /// Items that waited when the warm-up ended; 0 without one.
    pub backlog_at_start: u64,
    /// Items of batches in flight then.
    pub in_flight_at_start: u64,
    /// Items that wait at the end.
    pub backlog_at_end: u64,
    /// Items of batches in flight at the end.
    pub in_flight_at_end: u64,
    /// Items that wait.
    pub backlog: Level,
    /// Batches in flight.
    pub concurrency: Level,
    /// From the arrival of an item to the invocation that takes it; each invocation of it counts.
    pub age: LatencyHistogram,
    /// The longest that an item had waited at any instant; `None` if none did.
    pub oldest_age: Option<SimDuration>,
    /// Mean number of pollers: of provisioned mode, event pollers.
    pub pollers_mean: f64,
    /// A row per interval.
    pub intervals: Vec<SourceInterval>,
    /// A row per minute.
    pub minutes: Vec<SourceMinute>,
}

/// What happened to the items of a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceCounts {
    /// Came.
    pub received: u64,
    /// Handed to the function, whether it was served or throttled; each try of an item counts.
    pub delivered: u64,
    /// Done.
    pub deleted: u64,
    /// Handed to the function once more: those of the tries that were not an item's first.
    pub retried: u64,
    /// Gone to a dead-letter queue or on-failure destination.
    pub dead_lettered: u64,
    /// Lost: too old, and there was no destination.
    pub dropped_by_age: u64,
    /// Lost: tried often enough, likewise.
    pub dropped_by_attempts: u64,
}

/// One source during one interval.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct SourceInterval {
    /// Start of the interval.
    pub start: SimTime,
    /// What happened in it.
    pub counts: SourceCounts,
    /// Most items that waited.
    pub backlog_max: u64,
    /// How long the oldest of those that wait at the end has waited; `None` if none does.
    pub oldest_age: Option<SimDuration>,
    /// Most batches in flight.
    pub concurrency_max: u64,
    /// What reads the queue, at the end: see [`SourceResult::pollers_mean`].
    pub pollers: u64,
}

/// One source during one minute, as CloudWatch would see it.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct SourceMinute {
    /// Start of the minute.
    pub start: SimTime,
    /// What happened in it.
    pub counts: SourceCounts,
    /// Invocations that took items, the sum of the ages of their latest ones, and the highest.
    pub invocations: u64,
    /// The sum of the ages in nanoseconds.
    pub age_sum_nanos: u128,
    /// The highest age.
    pub age_max: SimDuration,
    /// How long the oldest of those that wait at the end has waited; `None` if none does.
    pub oldest_age: Option<SimDuration>,
}

impl SourceCounts {
    /// Lost.
    pub fn dropped(&self) -> u64 {
        self.dropped_by_age + self.dropped_by_attempts
    }
}

impl Sub for SourceCounts {
    type Output = Self;
    fn sub(self, earlier: Self) -> Self {
        Self {
            received: self.received - earlier.received,
            delivered: self.delivered - earlier.delivered,
            deleted: self.deleted - earlier.deleted,
            retried: self.retried - earlier.retried,
            dead_lettered: self.dead_lettered - earlier.dead_lettered,
            dropped_by_age: self.dropped_by_age - earlier.dropped_by_age,
            dropped_by_attempts: self.dropped_by_attempts - earlier.dropped_by_attempts,
        }
    }
}

impl AddAssign for SourceCounts {
    fn add_assign(&mut self, other: Self) {
        self.received += other.received;
        self.delivered += other.delivered;
        self.deleted += other.deleted;
        self.retried += other.retried;
        self.dead_lettered += other.dead_lettered;
        self.dropped_by_age += other.dropped_by_age;
        self.dropped_by_attempts += other.dropped_by_attempts;
    }
}

/// What is told of a source before anything else is noted of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct QueueState {
    /// When the oldest item that waits came.
    pub oldest: Option<SimTime>,
    /// What reads the queue.
    pub pollers: u64,
}

/// Observations of one source.
#[derive(Clone, Debug)]
pub struct SourceRecorder {
    function: FunctionId,
    source: usize,
    kind: &'static str,
    counts: SourceCounts,
    backlog: Gauge,
    concurrency: Gauge,
    pollers: Gauge,
    in_flight: u64,
    age: LatencyHistogram,
    oldest_age: Option<SimDuration>,
    length: SimDuration,
    interval: Open,
    minute: Open,
    of_minute: SourceMinute,
    intervals: Vec<SourceInterval>,
    minutes: Vec<SourceMinute>,
    peaks: Peaks,
    /// Maxima before the warm-up ended in the interval under way: they belong to the row, not to the run.
    warm_up_peaks: Peaks,
    baseline: Baseline,
}

/// What a row under way started from.
#[derive(Clone, Copy, Debug, Default)]
struct Open {
    since: SimTime,
    counts: SourceCounts,
}

#[derive(Clone, Copy, Debug, Default)]
struct Peaks {
    backlog: u64,
    concurrency: u64,
}

impl Peaks {
    fn max(self, other: Self) -> Self {
        Self {
            backlog: self.backlog.max(other.backlog),
            concurrency: self.concurrency.max(other.concurrency),
        }
    }
}

/// Where the source stood when the warm-up ended.
#[derive(Clone, Copy, Debug, Default)]
struct Baseline {
    counts: SourceCounts,
    backlog: u64,
    in_flight: u64,
    backlog_area: u128,
    concurrency_area: u128,
    pollers_area: u128,
}

impl SourceRecorder {
    /// Of a source of a function: its number there, its kind, and the length of an interval.
    pub fn new(
        function: FunctionId,
        (source, kind): (usize, &'static str),
        length: SimDuration,
    ) -> Self {
        Self {
            function,
            source,
            kind,
            counts: SourceCounts::default(),
            backlog: Gauge::default(),
            concurrency: Gauge::default(),
            pollers: Gauge::default(),
            in_flight: 0,
            age: LatencyHistogram::new(),
            oldest_age: None,
            length,
            interval: Open::default(),
            minute: Open::default(),
            of_minute: SourceMinute::default(),
            intervals: Vec::new(),
            minutes: Vec::new(),
            peaks: Peaks::default(),
            warm_up_peaks: Peaks::default(),
            baseline: Baseline::default(),
        }
    }

    /// A copy without the rows that were closed.
    pub(super) fn without_rows(&self) -> Self {
        Self {
            age: LatencyHistogram::new(),
            intervals: Vec::new(),
            minutes: Vec::new(),
            ..*self
        }
    }

    /// The function it belongs to.
    pub(super) fn function(&self) -> FunctionId {
        self.function
    }

    /// Closes the rows that ended at `now` or before, with what has been there since the latest event.
    pub fn catch_up(&mut self, now: SimTime, state: QueueState) {
        loop {
            let (interval, minute) = (
                self.interval.since + self.length,
                self.minute.since + MINUTE,
            );
            if interval.min(minute) > now {
                break;
            }
            if interval <= minute {
                self.close_interval(interval, state);
            }
            if minute <= interval {
                self.close_minute(minute, state);
            }
        }
        self.note_oldest(now, state);
    }

    /// From now on this many pollers read the queue.
    pub fn pollers(&mut self, now: SimTime, pollers: u64) {
        let before = self.pollers.level();
        if pollers > before {
            self.pollers.raise(now, pollers - before);
        } else {
            self.pollers.lower(now, before - pollers);
        }
    }

    /// What waits has become so old.
    fn note_oldest(&mut self, now: SimTime, state: QueueState) {
        let age = state.oldest.map(|arrival| now.since(arrival));
        self.oldest_age = self.oldest_age.max(age);
    }

    /// An item came, and waits.
    pub fn received(&mut self, now: SimTime) {
        self.counts.received += 1;
        self.backlog.raise(now, 1);
    }

    /// A batch of this many items is tried, of which some were tried before.
    pub fn delivered(&mut self, items: u32, again: u32) {
        self.counts.delivered += u64::from(items);
        self.counts.retried += u64::from(again);
    }

    /// It is served; its items came at `arrivals`, the latest at `latest`.
    pub fn started(&mut self, now: SimTime, latest: SimTime, arrivals: &[SimTime]) {
        let items = arrivals.len() as u64;
        for &arrival in arrivals {
            self.age.record(now.since(arrival));
        }
        self.backlog.lower(now, items);
        self.concurrency.raise(now, 1);
        self.in_flight += items;
        let age = now.since(latest);
        let minute = &mut self.of_minute;
        minute.invocations += 1;
        minute.age_sum_nanos += u128::from(age.as_nanos());
        minute.age_max = minute.age_max.max(age);
    }

    /// The invocation for a batch of this many items has ended, and some of them wait again.
    pub fn ended(&mut self, now: SimTime, items: u32, returned: u32) {
        self.concurrency.lower(now, 1);
        self.in_flight -= u64::from(items);
        self.backlog.raise(now, returned.into());
    }

    /// Items left while they waited.
    pub fn left_backlog(&mut self, now: SimTime, items: u64) {
        self.backlog.lower(now, items);
    }

    /// Where items went.
    pub fn counts(&mut self) -> &mut SourceCounts {
        &mut self.counts
    }

    fn close_interval(&mut self, end: SimTime, state: QueueState) {
        self.note_oldest(end, state);
        let warm_up = std::mem::take(&mut self.warm_up_peaks);
        let peaks = self.take_peaks();
        self.peaks = self.peaks.max(peaks);
        let Peaks {
            backlog: backlog_max,
            concurrency: concurrency_max,
        } = peaks.max(warm_up);
        self.intervals.push(SourceInterval {
            start: self.interval.since,
            counts: self.counts - self.interval.counts,
            backlog_max,
            oldest_age: state.oldest.map(|arrival| end.since(arrival)),
            concurrency_max,
            pollers: state.pollers,
        });
        self.interval = Open {
            since: end,
            counts: self.counts,
        };
    }

    fn take_peaks(&mut self) -> Peaks {
        Peaks {
            backlog: self.backlog.take_peak(),
            concurrency: self.concurrency.take_peak(),
        }
    }

    fn close_minute(&mut self, end: SimTime, state: QueueState) {
        let row = std::mem::take(&mut self.of_minute);
        self.minutes.push(SourceMinute {
            start: self.minute.since,
            counts: self.counts - self.minute.counts,
            oldest_age: state.oldest.map(|arrival| end.since(arrival)),
            ..row
        });
        self.minute = Open {
            since: end,
            counts: self.counts,
        };
    }

    /// Closes the rows under way at the end of the run, as short as they are.
    pub fn close_rest(&mut self, end: SimTime, state: QueueState) {
        self.catch_up(end, state);
        if self.interval.since < end {
            self.close_interval(end, state);
        }
        if self.minute.since < end {
            self.close_minute(end, state);
        }
    }

    pub(super) fn end_warm_up(&mut self, now: SimTime) {
        self.baseline = Baseline {
            counts: self.counts,
            backlog: self.backlog.level(),
            in_flight: self.in_flight,
            backlog_area: self.backlog.area_until(now),
            concurrency_area: self.concurrency.area_until(now),
            pollers_area: self.pollers.area_until(now),
        };
        self.warm_up_peaks = self.take_peaks();
        self.peaks = Peaks::default();
        // What waits now is younger than it will be.
        self.oldest_age = None;
        self.age.clear();
    }

    pub(super) fn finish(self, end: SimTime, measured: SimDuration) -> SourceResult {
        let Baseline {
            counts: warm_up_counts,
            ..
        } = self.baseline;
        let mean =
            |gauge: &Gauge, before: u128| mean_level(gauge.area_until(end) - before, measured);
        SourceResult {
            source: self.source,
            kind: Cow::Borrowed(self.kind),
            totals: self.counts - warm_up_counts,
            warm_up_counts,
            backlog_at_start: self.baseline.backlog,
            in_flight_at_start: self.baseline.in_flight,
            backlog_at_end: self.backlog.level(),
            in_flight_at_end: self.in_flight,
            backlog: Level {
                mean: mean(&self.backlog, self.baseline.backlog_area),
                max: self.peaks.backlog,
            },
            concurrency: Level {
                mean: mean(&self.concurrency, self.baseline.concurrency_area),
                max: self.peaks.concurrency,
            },
            age: self.age,
            oldest_age: self.oldest_age,
            pollers_mean: mean(&self.pollers, self.baseline.pollers_area),
            intervals: self.intervals,
            minutes: self.minutes,
        }
    }
}

impl SourceResult {
    /// Checks that no item was lost or invented.
    ///
    /// # Errors
    /// The law that does not hold, in words with its numbers.
    pub(super) fn check_conservation(&self) -> Result<(), String> {
        let totals = &self.totals;
        let came = self.backlog_at_start + self.in_flight_at_start + totals.received;
        let ended = totals.deleted + totals.dead_lettered + totals.dropped();
        let there = self.backlog_at_end + self.in_flight_at_end;
        if came != ended + there {
            return Err(format!(
                "source {}: items that came = those that ended + those still there does not hold: {came} is not \
                 {ended} + {there}",
                self.source
            ));
        }
        let mut series = SourceCounts::default();
        for row in &self.intervals {
            series += row.counts;
        }
        let mut run = self.warm_up_counts;
        run += self.totals;
        if series != run {
            return Err(format!(
                "source {}: the intervals do not add up to the run: {series:?} is not {run:?}",
                self.source
            ));
        }
        Ok(())
    }
}
