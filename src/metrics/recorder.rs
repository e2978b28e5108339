//! Takes note of what the model does, and closes intervals and minutes.
//!
//! The hot path touches only cumulative counters, gauges and histograms; a row of the series is
//! the difference between two boundaries.

use super::gauge::{Gauge, mean_level};
use super::latency::LatencyHistogram;
use super::result::{
    AccountInterval, AccountMinute, AccountResult, Counts, DurationStatistics, EnvironmentCounts,
    FunctionInterval, FunctionMinute, FunctionResult, Level, RunResult,
};
use crate::kernel::{SimDuration, SimTime};

/// CloudWatch's period.
pub const MINUTE: SimDuration = SimDuration::from_secs(60);

/// The limit that refused an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThrottleCause {
    /// No scaling token was left.
    Scaling,
    /// A concurrency limit, the account's or the function's.
    Concurrency,
    /// A requests-per-second limit.
    Rate,
}

/// How an invocation began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// On an idle provisioned environment.
    Provisioned,
    /// On an idle on-demand environment.
    Warm,
    /// On a new environment, after its initialisation.
    Cold,
}

/// Observations of a whole run.
#[derive(Debug)]
pub struct Recorder {
    interval: SimDuration,
    /// Each function, in the order of the scenario.
    pub functions: Vec<FunctionRecorder>,
    /// The account.
    pub account: AccountRecorder,
}

/// Observations of the account.
#[derive(Debug, Default)]
pub struct AccountRecorder {
    /// Requests in flight.
    pub concurrency: Gauge,
    /// ClaimedAccountConcurrency.
    pub claimed: Gauge,
    /// Requests in flight on unreserved on-demand concurrency.
    pub unreserved_in_flight: Gauge,
    opened: SimTime,
    minute_opened: SimTime,
    throttles_at_opening: u64,
    result: AccountResult,
}

/// Observations of one function.
#[derive(Debug)]
pub struct FunctionRecorder {
    name: String,
    provisioned_allocated: u64,
    counts: Counts,
    in_flight: Gauge,
    open: Gauge,
    environments: Gauge,
    provisioned_busy: Gauge,
    environment_counts: EnvironmentCounts,
    latency: LatencyHistogram,
    open_ages: Vec<SimDuration>,
    interval: OpenInterval,
    minute: OpenMinute,
    peaks: Peaks,
    intervals: Vec<FunctionInterval>,
    minutes: Vec<FunctionMinute>,
}

/// What the interval under way started from.
#[derive(Debug, Default)]
struct OpenInterval {
    opened: SimTime,
    counts: Counts,
    in_flight_area: u128,
    open_area: u128,
    environments_area: u128,
    latency: LatencyHistogram,
}

#[derive(Debug, Default)]
struct OpenMinute {
    opened: SimTime,
    counts: Counts,
    duration: DurationStatistics,
}

/// Maxima over the run, from the maxima of its intervals.
#[derive(Debug, Default)]
struct Peaks {
    in_flight: u64,
    open: u64,
    environments: u64,
}

impl Recorder {
    /// A recorder for functions with the given names, whose rows are `interval` long.
    pub fn new(interval: SimDuration, functions: impl IntoIterator<Item = String>) -> Self {
        let functions = functions.into_iter().map(FunctionRecorder::new).collect();
        Self {
            interval,
            functions,
            account: AccountRecorder::default(),
        }
    }

    /// Length of an interval.
    pub fn interval(&self) -> SimDuration {
        self.interval
    }

    /// Ends the interval under way at `now` and begins the next.
    pub fn close_interval(&mut self, now: SimTime, scaling_tokens: f64) {
        let mut throttles = 0;
        for function in &mut self.functions {
            function.close_interval(now);
            throttles += function.counts.throttles();
        }
        self.account.close_interval(now, scaling_tokens, throttles);
    }

    /// Ends the minute under way at `now` and begins the next.
    pub fn close_minute(&mut self, now: SimTime) {
        for function in &mut self.functions {
            function.close_minute(now);
        }
        self.account.close_minute(now);
    }

    /// The result of a run that ended at `end`, with every interval and minute closed.
    pub fn finish(self, end: SimTime) -> RunResult {
        let simulated = end.since(SimTime::ZERO);
        RunResult {
            simulated,
            interval: self.interval,
            account: self.account.finish(end),
            functions: self
                .functions
                .into_iter()
                .map(|function| function.finish(end))
                .collect(),
        }
    }
}

impl FunctionRecorder {
    fn new(name: String) -> Self {
        Self {
            name,
            provisioned_allocated: 0,
            counts: Counts::default(),
            in_flight: Gauge::default(),
            open: Gauge::default(),
            environments: Gauge::default(),
            provisioned_busy: Gauge::default(),
            environment_counts: EnvironmentCounts::default(),
            latency: LatencyHistogram::new(),
            open_ages: Vec::new(),
            interval: OpenInterval::default(),
            minute: OpenMinute::default(),
            peaks: Peaks::default(),
            intervals: Vec::new(),
            minutes: Vec::new(),
        }
    }

    /// A request arrived.
    #[inline]
    pub fn arrived(&mut self) {
        self.counts.arrivals += 1;
    }

    /// A request's first attempt was served, or will be followed by another: it is open now. One
    /// that is refused for good at once never is.
    #[inline]
    pub fn opened(&mut self, now: SimTime) {
        self.open.raise(now, 1);
    }

    /// A request was tried, for the first time or again.
    #[inline]
    pub fn attempted(&mut self) {
        self.counts.attempts += 1;
    }

    /// An attempt was refused.
    #[inline]
    pub fn throttled(&mut self, cause: ThrottleCause) {
        match cause {
            ThrottleCause::Scaling => self.counts.throttles_scaling += 1,
            ThrottleCause::Concurrency => self.counts.throttles_concurrency += 1,
            ThrottleCause::Rate => self.counts.throttles_rate += 1,
        }
    }

    /// A request's caller gave up; `was_open` if it had waited to retry before.
    #[inline]
    pub fn gave_up(&mut self, now: SimTime, was_open: bool) {
        self.counts.given_up += 1;
        self.open.lower(now, u64::from(was_open));
    }

    /// An attempt is being served; its function will run for `service`.
    #[inline]
    pub fn started(&mut self, now: SimTime, start: Start, service: SimDuration) {
        self.counts.invocations += 1;
        match start {
            Start::Provisioned => {
                self.counts.provisioned_invocations += 1;
                self.provisioned_busy.raise(now, 1);
            }
            Start::Warm => {}
            Start::Cold => self.counts.cold_starts += 1,
        }
        self.in_flight.raise(now, 1);
        self.minute.duration.record(service);
    }

    /// A request that arrived at `arrival` is answered.
    #[inline]
    pub fn completed(&mut self, now: SimTime, arrival: SimTime, provisioned: bool) {
        self.counts.completions += 1;
        self.in_flight.lower(now, 1);
        self.open.lower(now, 1);
        if provisioned {
            self.provisioned_busy.lower(now, 1);
        }
        let latency = now.since(arrival);
        self.latency.record(latency);
        self.interval.latency.record(latency);
    }

    /// At the end of the run, a request that arrived at `arrival` is still open.
    pub fn left_open(&mut self, end: SimTime, arrival: SimTime) {
        self.open_ages.push(end.since(arrival));
    }

    /// `count` environments came into being, on demand or as provisioned concurrency.
    pub fn environments_created(&mut self, now: SimTime, count: u64) {
        self.environment_counts.created += count;
        self.environments.raise(now, count);
    }

    /// An environment was stopped at `at`, which may lie before the present.
    pub fn environment_stopped(&mut self, at: SimTime) {
        self.environment_counts.stopped += 1;
        self.environments.lower(at, 1);
    }

    /// From now on `count` environments are allocated as provisioned concurrency.
    pub fn provisioned_allocated(&mut self, count: u64) {
        self.provisioned_allocated = count;
    }

    fn close_interval(&mut self, now: SimTime) {
        let Self {
            interval, peaks, ..
        } = self;
        let length = now.since(interval.opened);
        let level = |gauge: &mut Gauge, area: &mut u128, peak: &mut u64| {
            let reached = gauge.area_until(now);
            let mean = mean_level(reached - std::mem::replace(area, reached), length);
            let max = gauge.take_peak();
            *peak = max.max(*peak);
            Level { mean, max }
        };
        self.intervals.push(FunctionInterval {
            start: interval.opened,
            counts: self.counts - interval.counts,
            in_flight: level(
                &mut self.in_flight,
                &mut interval.in_flight_area,
                &mut peaks.in_flight,
            ),
            open: level(&mut self.open, &mut interval.open_area, &mut peaks.open),
            environments: level(
                &mut self.environments,
                &mut interval.environments_area,
                &mut peaks.environments,
            ),
            provisioned_allocated: self.provisioned_allocated,
            provisioned_busy_max: self.provisioned_busy.take_peak(),
            latency_p50_ms: interval.latency.quantile_ms(0.50),
            latency_p99_ms: interval.latency.quantile_ms(0.99),
        });
        interval.opened = now;
        interval.counts = self.counts;
        interval.latency.clear();
    }

    fn close_minute(&mut self, now: SimTime) {
        let minute = std::mem::take(&mut self.minute);
        self.minutes.push(FunctionMinute {
            start: minute.opened,
            counts: self.counts - minute.counts,
            concurrency_max: self.in_flight.take_minute_peak(),
            provisioned_allocated: self.provisioned_allocated,
            provisioned_busy_max: self.provisioned_busy.take_minute_peak(),
            duration: minute.duration,
        });
        self.minute.opened = now;
        self.minute.counts = self.counts;
    }

    fn finish(mut self, end: SimTime) -> FunctionResult {
        let simulated = end.since(SimTime::ZERO);
        let level = |gauge: &mut Gauge, max| {
            let mean = mean_level(gauge.area_until(end), simulated);
            Level { mean, max }
        };
        let alive = self.environments.level();
        FunctionResult {
            name: self.name,
            has_provisioned: self.provisioned_allocated > 0,
            totals: self.counts,
            open_at_end: self.open.level(),
            open_ages: self.open_ages,
            in_flight: level(&mut self.in_flight, self.peaks.in_flight),
            open: level(&mut self.open, self.peaks.open),
            environments: level(&mut self.environments, self.peaks.environments),
            environment_counts: EnvironmentCounts {
                alive,
                ..self.environment_counts
            },
            latency: self.latency,
            intervals: self.intervals,
            minutes: self.minutes,
        }
    }
}

impl AccountRecorder {
    fn close_interval(&mut self, now: SimTime, scaling_tokens: f64, throttles: u64) {
        let row = AccountInterval {
            start: self.opened,
            concurrency_max: self.concurrency.take_peak(),
            claimed_max: self.claimed.take_peak(),
            unreserved_in_flight_max: self.unreserved_in_flight.take_peak(),
            scaling_tokens,
            throttles: throttles - self.throttles_at_opening,
        };
        let AccountResult {
            concurrency,
            claimed,
            unreserved_in_flight,
            ..
        } = &mut self.result;
        concurrency.max = concurrency.max.max(row.concurrency_max);
        claimed.max = claimed.max.max(row.claimed_max);
        unreserved_in_flight.max = unreserved_in_flight.max.max(row.unreserved_in_flight_max);
        self.result.intervals.push(row);
        self.opened = now;
        self.throttles_at_opening = throttles;
    }

    fn close_minute(&mut self, now: SimTime) {
        self.result.minutes.push(AccountMinute {
            start: self.minute_opened,
            concurrency_max: self.concurrency.take_minute_peak(),
            unreserved_in_flight_max: self.unreserved_in_flight.take_minute_peak(),
            claimed_max: self.claimed.take_minute_peak(),
        });
        self.minute_opened = now;
    }

    fn finish(mut self, end: SimTime) -> AccountResult {
        let simulated = end.since(SimTime::ZERO);
        let mean = |gauge: &mut Gauge| mean_level(gauge.area_until(end), simulated);
        self.result.concurrency.mean = mean(&mut self.concurrency);
        self.result.claimed.mean = mean(&mut self.claimed);
        self.result.unreserved_in_flight.mean = mean(&mut self.unreserved_in_flight);
        self.result
    }
}
