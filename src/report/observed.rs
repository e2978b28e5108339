//! What the charts of a run show of it: no more than its CSV files hold, and to the same digit.
//!
//! Charts draw from this alone. A run fills it from its result, and `burstsim plot` from the CSV files; that
//! both draw the same picture, to the byte, is because both hold the same numbers.
//!
//! Knows results and studies; must not know files, nor how anything is drawn.

use crate::kernel::{SimDuration, SimTime};
use crate::measures::Measure;
use crate::metrics::{
    Counts, FunctionInterval, FunctionResult, Level, RunResult, ServiceInterval, SourceInterval,
    SourceResult,
};
use crate::report::cells::{written_fraction, written_millis};
use crate::report::services::{self, Service};
use crate::scenario::Scenario;
use crate::study::diary::Entry;
use crate::study::{Bands, Estimate, Scope};

/// A run, or replication 0 of many with their means.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::report) struct Observed {
    /// Starts of the intervals.
    pub(in crate::report) starts: Vec<SimTime>,
    /// End of the last one.
    pub(in crate::report) end: SimTime,
    /// In the order of the scenario.
    pub(in crate::report) functions: Vec<ObservedFunction>,
    /// The sources with a queue, in the order of the functions and their traffic.
    pub(in crate::report) sources: Vec<ObservedSource>,
    /// The ECS services, in the order of the scenario.
    pub(in crate::report) services: Vec<ObservedService>,
    /// Of many replications.
    pub(in crate::report) means: Option<Means>,
    /// Of a small run, what each environment did.
    pub(in crate::report) diary: Option<Vec<Entry>>,
}

/// What charts show of a function.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::report) struct ObservedFunction {
    pub(in crate::report) name: String,
    /// A row per interval.
    pub(in crate::report) intervals: Vec<Interval>,
}

/// What charts show of a source with a queue.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::report) struct ObservedSource {
    /// The index of its function.
    pub(in crate::report) function: usize,
    /// Its number in the function's traffic.
    pub(in crate::report) source: usize,
    /// A row per interval.
    pub(in crate::report) intervals: Vec<QueueInterval>,
}

/// What charts show of an interval of a source with a queue.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::report) struct QueueInterval {
    pub(in crate::report) received: u64,
    pub(in crate::report) deleted: u64,
    pub(in crate::report) dead_lettered: u64,
    pub(in crate::report) dropped: u64,
    pub(in crate::report) backlog_max: u64,
    /// 0 where nothing waits.
    pub(in crate::report) oldest_age_s: f64,
    pub(in crate::report) concurrency_max: u64,
    pub(in crate::report) pollers: u64,
}

/// What charts show of an ECS service.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::report) struct ObservedService {
    pub(in crate::report) name: String,
    /// A row per interval.
    pub(in crate::report) intervals: Vec<ServiceRow>,
}

/// What charts show of an interval of an ECS service.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::report) struct ServiceRow {
    pub(in crate::report) arrivals: u64,
    pub(in crate::report) rejected: u64,
    pub(in crate::report) timed_out: u64,
    pub(in crate::report) queue_max: u64,
    pub(in crate::report) in_flight_max: u64,
    pub(in crate::report) tasks_running: u64,
    pub(in crate::report) tasks_pending: u64,
    pub(in crate::report) instances_running: u64,
    pub(in crate::report) instances_pending: u64,
    pub(in crate::report) cpu_utilization: f64,
    /// `None` without completions.
    pub(in crate::report) latency: Option<Latency>,
}

/// What charts show of an interval of a function.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::report) struct Interval {
    pub(in crate::report) counts: Counts,
    pub(in crate::report) open: Level,
    pub(in crate::report) environments: Level,
    pub(in crate::report) provisioned_allocated: u64,
    /// `None` without completions.
    pub(in crate::report) latency: Option<Latency>,
}

/// Quantiles of latencies in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::report) struct Latency {
    pub(in crate::report) p50_ms: f64,
    pub(in crate::report) p99_ms: f64,
}

/// Means over replications with their confidence intervals.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::report) struct Means {
    pub(in crate::report) replications: u64,
    /// For the account and then for each function: of [`Means::METRICS`] a value for each interval.
    pub(in crate::report) scopes: Vec<[Vec<Option<Mean>>; 3]>,
}

/// A mean with the ends of its 95 % confidence interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::report) struct Mean {
    pub(in crate::report) mean: f64,
    pub(in crate::report) low: f64,
    pub(in crate::report) high: f64,
}

impl Observed {
    /// What a run showed; with `bands` it is replication 0 of many.
    pub(in crate::report) fn new(
        (scenario, result): (&Scenario, &RunResult),
        bands: Option<&Bands>,
        diary: Option<&[Entry]>,
    ) -> Self {
        let intervals = result.account.intervals.iter();
        let on_lambda = || result.functions.iter().filter(|one| one.service.is_none());
        Self {
            starts: intervals.map(|interval| interval.start).collect(),
            end: SimTime::ZERO + result.simulated,
            functions: on_lambda().map(ObservedFunction::new).collect(),
            services: services::of_run(scenario, result)
                .map(|service| ObservedService::new(&service))
                .collect(),
            sources: sources_of(result).collect(),
            diary: diary.map(<[Entry]>::to_vec),
            means: bands.map(|bands| Means::new(bands, on_lambda().count())),
        }
    }

    /// The length of an interval; the last one may be shorter.
    pub(in crate::report) fn interval(&self) -> SimDuration {
        match self.starts[..] {
            [first, second, ..] => second.since(first),
            _ => self.end.since(SimTime::ZERO),
        }
    }

    /// The functions with the most requests, at most so many, in the order of the scenario.
    pub(in crate::report) fn busiest(&self, most: usize) -> Vec<usize> {
        let mut indices: Vec<usize> = (0..self.functions.len()).collect();
        indices.sort_by_cached_key(|&index| {
            std::cmp::Reverse(self.functions[index].totals().arrivals)
        });
        indices.truncate(most);
        indices.sort_unstable();
        indices
    }
}

fn sources_of(result: &RunResult) -> impl Iterator<Item = ObservedSource> {
    let functions = result.functions.iter().enumerate();
    functions.flat_map(|(index, function)| {
        let sources = function.sources.iter();
        sources.map(move |source| ObservedSource::new(index, source))
    })
}

impl ObservedSource {
    fn new(function: usize, source: &SourceResult) -> Self {
        Self {
            function,
            source: source.source,
            intervals: source.intervals.iter().map(QueueInterval::new).collect(),
        }
    }

    /// All that came, the warm-up included.
    pub(in crate::report) fn received(&self) -> u64 {
        self.intervals.iter().map(|row| row.received).sum()
    }
}

impl ObservedService {
    fn new(service: &Service<'_>) -> Self {
        let rows = service.tasks.intervals.iter();
        let rows = rows.zip(&service.requests.intervals);
        Self {
            name: service.requests.name.clone(),
            intervals: rows
                .map(|(tasks, requests)| ServiceRow::new(service, tasks, requests))
                .collect(),
        }
    }
}

impl ServiceRow {
    fn new(service: &Service<'_>, tasks: &ServiceInterval, requests: &FunctionInterval) -> Self {
        Self {
            arrivals: requests.counts.arrivals,
            rejected: tasks.counts.rejected,
            timed_out: tasks.counts.timed_out,
            queue_max: tasks.queue_max,
            in_flight_max: requests.in_flight.max,
            tasks_running: tasks.tasks_running,
            tasks_pending: tasks.tasks_pending,
            instances_running: tasks.instances_running,
            instances_pending: tasks.instances_pending,
            cpu_utilization: written_fraction(services::cpu_utilization(service.settings, tasks)),
            latency: requests.latency.map(|latency| Latency {
                p50_ms: written_millis(latency.p50_ms),
                p99_ms: written_millis(latency.p99_ms),
            }),
        }
    }
}

impl QueueInterval {
    fn new(interval: &SourceInterval) -> Self {
        let counts = &interval.counts;
        let oldest = interval.oldest_age.map_or(0.0, SimDuration::as_secs_f64);
        Self {
            received: counts.received,
            deleted: counts.deleted,
            dead_lettered: counts.dead_lettered,
            dropped: counts.dropped(),
            backlog_max: interval.backlog_max,
            oldest_age_s: written_fraction(oldest),
            concurrency_max: interval.concurrency_max,
            pollers: interval.pollers,
        }
    }
}

impl ObservedFunction {
    fn new(function: &FunctionResult) -> Self {
        Self {
            name: function.name.clone(),
            intervals: function.intervals.iter().map(Interval::new).collect(),
        }
    }

    /// All that happened, the warm-up included.
    pub(in crate::report) fn totals(&self) -> Counts {
        let mut totals = Counts::default();
        for interval in &self.intervals {
            totals += interval.counts;
        }
        totals
    }

    /// Whether there was provisioned concurrency at any time.
    pub(in crate::report) fn has_provisioned(&self) -> bool {
        let mut intervals = self.intervals.iter();
        intervals.any(|interval| interval.provisioned_allocated > 0)
    }
}

impl Interval {
    fn new(interval: &FunctionInterval) -> Self {
        let level = |level: Level| Level {
            mean: written_fraction(level.mean),
            max: level.max,
        };
        Self {
            counts: interval.counts,
            open: level(interval.open),
            environments: level(interval.environments),
            provisioned_allocated: interval.provisioned_allocated,
            latency: interval.latency.map(|latency| Latency {
                p50_ms: written_millis(latency.p50_ms),
                p99_ms: written_millis(latency.p99_ms),
            }),
        }
    }
}

impl Means {
    /// The metrics that are kept.
    pub(in crate::report) const METRICS: [Measure; 3] = [
        Measure::OpenMean,
        Measure::EnvironmentsMean,
        Measure::Throttles,
    ];

    fn new(bands: &Bands, functions: usize) -> Self {
        let scopes = std::iter::once(Scope::Account).chain((0..functions).map(Scope::Function));
        let points = |scope, metric| {
            let band = bands.band(scope, metric).into_iter();
            band.map(|point| point.as_ref().and_then(Mean::new))
                .collect()
        };
        Self {
            replications: bands.replications(),
            scopes: scopes
                .map(|scope| Self::METRICS.map(|metric| points(scope, metric)))
                .collect(),
        }
    }

    /// A metric's values; empty for one that is not kept.
    pub(in crate::report) fn of(&self, scope: Scope, metric: Measure) -> &[Option<Mean>] {
        let number = match scope {
            Scope::Account => 0,
            Scope::Function(index) => 1 + index,
        };
        let column = Self::METRICS.iter().position(|kept| *kept == metric);
        let columns = self.scopes.get(number).zip(column);
        columns.map_or(&[], |(columns, column)| &columns[column])
    }
}

impl Mean {
    /// `None` where the interval has no ends, as of a single replication.
    fn new(estimate: &Estimate) -> Option<Self> {
        let (low, high) = (estimate.low(), estimate.high());
        (low.is_finite() && high.is_finite()).then(|| Self {
            mean: written_fraction(estimate.mean),
            low: written_fraction(low),
            high: written_fraction(high),
        })
    }
}
