//! The results of the sources whose items wait in a queue.

use burstsim::metrics::{FunctionResult, SourceCounts, SourceResult};
use burstsim::scenario::Scenario;

use super::{Differences, rows, sum};
use crate::oracle::Nanos;
use crate::oracle::limits::MINUTE;
use crate::oracle::log::{Fate, Of, SourceEntry, before, level, within};
use crate::oracle::simulator::Run;

impl Differences {
    /// All queues of a function.
    pub(super) fn about_sources(
        &mut self,
        scenario: &Scenario,
        function: usize,
        model: &FunctionResult,
        run: &Run,
    ) {
        let sources = run.sources.iter().enumerate();
        let queued = sources.filter(|one| one.1.function == function && one.1.is_queued());
        let queued: Vec<_> = queued.collect();
        self.same("sources", model.sources.len(), queued.len());
        for (model, (number, source)) in model.sources.iter().zip(queued) {
            let log = run.items.iter().filter(|entry| entry.source == number);
            let log: Vec<SourceEntry> = log.copied().collect();
            let name = &scenario.functions[function].name;
            let name = format!("{name}, source {}", source.entry);
            self.place = format!("{name}: ");
            let names = (source.entry, source.invoked_by.kind());
            self.same("names", (model.source, &*model.kind), names);
            self.about_source(scenario, &name, model, &log);
        }
    }

    fn about_source(
        &mut self,
        scenario: &Scenario,
        name: &str,
        model: &SourceResult,
        log: &[SourceEntry],
    ) {
        let (from, end) = (scenario.warm_up.as_nanos(), scenario.duration.as_nanos());
        self.place = format!("{name}, after the warm-up: ");
        self.same("counts", model.totals, counts(log, from, end));
        self.same("counts before", model.warm_up_counts, counts(log, 0, from));
        let waiting = level(log, from, end, backlog);
        self.level("backlog", model.backlog, waiting);
        let at_both_ends = (model.backlog_at_start, model.backlog_at_end);
        let expected = (waiting.before, waiting.at_end);
        self.same("backlog at start and end", at_both_ends, expected);
        let flying = level(log, from, end, in_flight);
        let at_both_ends = (model.in_flight_at_start, model.in_flight_at_end);
        let expected = (flying.before, flying.at_end);
        self.same("in flight at start and end", at_both_ends, expected);
        let busy = level(log, from, end, concurrency);
        self.level("concurrency", model.concurrency, busy);
        let readers = level(log, from, end, readers);
        self.same("pollers_mean", model.pollers_mean, readers.mean);
        let oldest = model.oldest_age.map(|age| age.as_nanos());
        self.same("oldest_age", oldest, oldest_at_any_time(log, from, end));
        let mut ages = ages(log, from, end);
        ages.sort_unstable();
        self.place = format!("{name}, age of items: ");
        self.latency(&model.age, &ages);

        let intervals = rows(scenario.interval.as_nanos(), end);
        self.same("intervals", model.intervals.len(), intervals.len());
        for (row, (from, to)) in model.intervals.iter().zip(intervals) {
            self.place = format!("{name}, interval from {from} ns: ");
            self.same("start", row.start.as_nanos(), from);
            self.same("counts", row.counts, counts(log, from, to));
            let most = level(log, from, to, backlog).max;
            self.same("backlog_max", row.backlog_max, most);
            let most = level(log, from, to, concurrency).max;
            self.same("concurrency_max", row.concurrency_max, most);
            let oldest = row.oldest_age.map(|age| age.as_nanos());
            self.same("oldest_age", oldest, oldest_at(log, to));
            let at_end = level(log, from, to, self::readers).at_end;
            self.same("pollers", row.pollers, at_end);
        }
        let minutes = rows(MINUTE, end);
        self.same("minutes", model.minutes.len(), minutes.len());
        for (row, (from, to)) in model.minutes.iter().zip(minutes) {
            self.place = format!("{name}, minute from {from} ns: ");
            self.same("start", row.start.as_nanos(), from);
            self.same("counts", row.counts, counts(log, from, to));
            let youngest = within(log, from, to)
                .iter()
                .filter_map(|entry| match entry.what {
                    Of::Begun { youngest } => Some(youngest),
                    _ => None,
                });
            let youngest: Vec<Nanos> = youngest.collect();
            self.same("invocations", row.invocations, youngest.len() as u64);
            self.same("sum of ages", row.age_sum_nanos, sum(&youngest));
            let most = youngest.iter().max().copied().unwrap_or(0);
            self.same("highest age", row.age_max.as_nanos(), most);
            let oldest = row.oldest_age.map(|age| age.as_nanos());
            self.same("oldest_age", oldest, oldest_at(log, to));
        }
    }
}

fn counts(log: &[SourceEntry], from: Nanos, to: Nanos) -> SourceCounts {
    let mut counts = SourceCounts::default();
    for entry in within(log, from, to) {
        match entry.what {
            Of::Received { .. } => counts.received += 1,
            Of::Delivered { items, again } => {
                counts.delivered += items;
                counts.retried += again;
            }
            Of::LeftWaiting { fate, .. } | Of::LeftFlight { fate } => match fate {
                Fate::Deleted => counts.deleted += 1,
                Fate::DeadLettered => counts.dead_lettered += 1,
                Fate::TooOld => counts.dropped_by_age += 1,
                Fate::TriedOften => counts.dropped_by_attempts += 1,
            },
            _ => {}
        }
    }
    counts
}

/// Items that wait.
fn backlog(entry: &SourceEntry) -> i64 {
    match entry.what {
        Of::Received { .. } | Of::Returned { .. } => 1,
        Of::Taken { .. } | Of::LeftWaiting { .. } => -1,
        _ => 0,
    }
}

/// Items of batches in flight.
fn in_flight(entry: &SourceEntry) -> i64 {
    match entry.what {
        Of::Taken { .. } => 1,
        Of::Returned { .. } | Of::LeftFlight { .. } => -1,
        _ => 0,
    }
}

/// Batches in flight.
fn concurrency(entry: &SourceEntry) -> i64 {
    match entry.what {
        Of::Begun { .. } => 1,
        Of::Ended => -1,
        _ => 0,
    }
}

fn readers(entry: &SourceEntry) -> i64 {
    match entry.what {
        Of::Readers { change } => change,
        _ => 0,
    }
}

/// How old items were when an invocation took them.
fn ages(log: &[SourceEntry], from: Nanos, to: Nanos) -> Vec<Nanos> {
    let taken = within(log, from, to)
        .iter()
        .filter_map(|entry| match entry.what {
            Of::Taken { arrival } => Some(entry.at - arrival),
            _ => None,
        });
    taken.collect()
}

/// When those came that wait; sorted.
#[derive(Default)]
struct Waiting(Vec<Nanos>);

impl Waiting {
    fn note(&mut self, entry: &SourceEntry) {
        match entry.what {
            Of::Received {
                arrival,
                waits: true,
            }
            | Of::Returned { arrival } => {
                let place = self.0.partition_point(|one| *one <= arrival);
                self.0.insert(place, arrival);
            }
            Of::Taken { arrival } | Of::LeftWaiting { arrival, .. } => {
                // Those of a function that is switched off never waited.
                if let Ok(place) = self.0.binary_search(&arrival) {
                    self.0.remove(place);
                }
            }
            _ => {}
        }
    }

    fn oldest_age(&self, now: Nanos) -> Option<Nanos> {
        self.0.first().map(|arrival| now - arrival)
    }
}

/// How long the oldest has waited just before anything happens at a time.
fn oldest_at(log: &[SourceEntry], time: Nanos) -> Option<Nanos> {
    let mut waiting = Waiting::default();
    for entry in before(log, time) {
        waiting.note(entry);
    }
    waiting.oldest_age(time)
}

/// The longest that an item had waited at any instant.
fn oldest_at_any_time(log: &[SourceEntry], from: Nanos, end: Nanos) -> Option<Nanos> {
    let mut waiting = Waiting::default();
    let mut oldest = None;
    for entry in log {
        let before = waiting.oldest_age(entry.at);
        waiting.note(entry);
        if entry.at >= from {
            oldest = oldest.max(before).max(waiting.oldest_age(entry.at));
        }
    }
    oldest.max(waiting.oldest_age(end))
}
