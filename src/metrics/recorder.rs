//! Takes note of what the model does, and closes intervals and minutes.
//!
//! The hot path touches only cumulative counters, gauges and histograms; a row of the series is
//! the difference between two boundaries, and so are the statistics of a run with a warm-up: at its
//! end everything cumulative is noted as a baseline, and the maxima and the latencies begin anew.
//!
//! A function's rows are closed when something next happens to it, not when they end, so that
//! what it costs to have many functions depends on what they do. [`FunctionRecorder::boundary_by`]
//! tells when that is due.

use super::account_recorder::AccountRecorder;
use super::gauge::{Gauge, Level, MINUTE, mean_level};
use super::latency::LatencyHistogram;
use super::open_requests::OpenRequests;
use super::provisioned::{AllocationFailure, ChangeCause, ProvisionedRecorder, Utilization};
use super::result::{
    BilledTime, Counts, DurationStatistics, EnvironmentCounts, FunctionInterval, FunctionMinute,
    FunctionResult, RunResult,
};
use super::services::ServiceRecorder;
use super::sources::SourceRecorder;
use super::windows::WindowRecorder;
use std::collections::BTreeMap;

use crate::kernel::{SimDuration, SimTime};
use crate::scenario::{FunctionId, Objective};
use crate::workload::SourceId;

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
#[derive(Clone, Debug)]
pub struct Recorder {
    interval: SimDuration,
    warm_up: SimDuration,
    /// Throttled attempts of all functions.
    throttles: u64,
    /// Each function, in the order of the scenario.
    functions: Vec<FunctionRecorder>,
    /// Each source with a queue, at its place among all sources.
    sources: Vec<Option<Box<SourceRecorder>>>,
    /// Each function that tasks serve, by its number.
    services: BTreeMap<FunctionId, ServiceRecorder>,
    /// The account.
    pub(crate) account: AccountRecorder,
}

/// Observations of one function.
///
/// With thousands of functions none of them is in the nearest cache when something next happens to
/// it. What every request touches therefore lies together and in this order: an arrival that is
/// served and its completion meet on the same lines of 64 bytes. What is touched once a row lies
/// apart.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub struct FunctionRecorder {
    counts: Counts,
    open: OpenRequests,
    /// The earlier of the ends of the interval and of the minute under way.
    next_boundary: SimTime,
    billed: BilledTime,
    /// Service times in the minute under way.
    duration: DurationStatistics,
    /// Latencies in the interval under way.
    latency: LatencyHistogram,
    environments: Gauge,
    provisioned_busy: Gauge,
    provisioned_allocated: u64,
    /// Of provisioned concurrency that changes.
    provisioned: Option<Box<ProvisionedRecorder>>,
    environment_counts: EnvironmentCounts,
    series: Box<Series>,
}

/// What a function's recorder needs when a row is closed.
#[derive(Clone, Debug)]
struct Series {
    name: String,
    /// On-demand environments that were there before the run.
    warm_at_start: u64,
    interval_length: SimDuration,
    interval: OpenInterval,
    minute: OpenMinute,
    intervals: Vec<FunctionInterval>,
    minutes: Vec<FunctionMinute>,
    peaks: Peaks,
    baseline: Baseline,
    /// Latencies in all intervals that were closed.
    latency: LatencyHistogram,
    open_ages: Vec<SimDuration>,
    windows: Option<WindowRecorder>,
}

/// What a function had seen, and where it stood, when the warm-up ended.
#[derive(Clone, Copy, Debug, Default)]
struct Baseline {
    counts: Counts,
    environment_counts: EnvironmentCounts,
    billed: BilledTime,
    open: u64,
    environments: u64,
    in_flight_area: u128,
    open_area: u128,
    environments_area: u128,
}

/// What the interval under way started from.
#[derive(Clone, Debug, Default)]
struct OpenInterval {
    opened: SimTime,
    counts: Counts,
    in_flight_area: u128,
    open_area: u128,
    environments_area: u128,
    /// Maxima before the warm-up ended in it: they belong to the row, not to the run.
    warm_up_peaks: Peaks,
    /// Latencies before the warm-up ended in it, likewise.
    warm_up_latency: LatencyHistogram,
}

#[derive(Clone, Debug, Default)]
struct OpenMinute {
    opened: SimTime,
    counts: Counts,
}

/// Maxima over the run, from the maxima of its intervals.
#[derive(Clone, Copy, Debug, Default)]
struct Peaks {
    in_flight: u64,
    open: u64,
    environments: u64,
}

impl Recorder {
    /// A recorder for functions with the given names, whose rows are `interval` long.
    pub fn new(interval: SimDuration, functions: impl IntoIterator<Item = String>) -> Self {
        let recorder = |name| FunctionRecorder::new(name, interval);
        Self {
            interval,
            warm_up: SimDuration::ZERO,
            throttles: 0,
            functions: functions.into_iter().map(recorder).collect(),
            sources: Vec::new(),
            services: BTreeMap::new(),
            account: AccountRecorder::default(),
        }
    }

    /// Has every window of a length, a multiple of the interval, judged by objectives.
    pub fn judge_windows(&mut self, length: SimDuration, objectives: &[Objective]) {
        for function in &mut self.functions {
            let windows = WindowRecorder::new(length, objectives.to_vec());
            function.series.windows = Some(windows);
        }
    }

    /// A copy without the rows that were closed, and without windows: for a run that goes on another way from
    /// here. A day of rows is larger than everything else by far.
    pub(crate) fn without_rows(&self) -> Self {
        let functions = self.functions.iter();
        let sources = self.sources.iter();
        Self {
            functions: functions.map(FunctionRecorder::without_rows).collect(),
            sources: sources
                .map(|source| Some(Box::new(source.as_ref()?.without_rows())))
                .collect(),
            services: self
                .services
                .iter()
                .map(|(&id, service)| (id, service.without_rows()))
                .collect(),
            account: self.account.without_rows(),
            ..*self
        }
    }

    /// Adds a source, in the order of all of a run: of those with a queue, the function and what it is there.
    pub fn add_source(&mut self, queued: Option<(FunctionId, (usize, &'static str))>) {
        let recorder = queued.map(|(function, source)| {
            Box::new(SourceRecorder::new(function, source, self.interval))
        });
        self.sources.push(recorder);
    }

    /// What is noted of a source with a queue.
    pub fn source(&mut self, source: SourceId) -> Option<&mut SourceRecorder> {
        self.sources.get_mut(source.index())?.as_deref_mut()
    }

    /// Adds the tasks that serve a function.
    pub fn add_service(&mut self, function: FunctionId) {
        let recorder = ServiceRecorder::new(self.interval);
        self.services.insert(function, recorder);
    }

    /// What is noted of the tasks that serve a function; `None` on Lambda.
    pub fn service(&mut self, function: FunctionId) -> Option<&mut ServiceRecorder> {
        self.services.get_mut(&function)
    }

    /// Length of an interval.
    pub fn interval(&self) -> SimDuration {
        self.interval
    }

    /// What is noted of a function.
    #[inline]
    pub fn function(&mut self, id: FunctionId) -> &mut FunctionRecorder {
        &mut self.functions[id.index()]
    }

    /// Reads something of each cache line that an arrival or a completion of a function needs.
    #[inline]
    pub fn touch(&self, id: FunctionId) -> u64 {
        self.functions[id.index()].touch()
    }

    /// Reads something of the list that a completion of a function adds to.
    #[inline]
    pub fn touch_list(&self, id: FunctionId) -> u64 {
        self.functions[id.index()].touch_list()
    }

    /// An attempt of a function was refused.
    #[inline]
    pub fn throttled(&mut self, function: FunctionId, cause: ThrottleCause) {
        self.throttles += 1;
        self.function(function).throttled(cause);
    }

    /// Closes all rows of the functions under way at the end of the run.
    pub fn close_rest(&mut self, end: SimTime) {
        for function in &mut self.functions {
            function.close_rest(end);
        }
        for service in self.services.values_mut() {
            service.close_rest(end);
        }
    }

    /// Ends the account's interval under way at `now` and begins the next.
    pub fn close_account_interval(&mut self, now: SimTime, scaling_tokens: f64) {
        self.account
            .close_interval(now, scaling_tokens, self.throttles);
    }

    /// Ends the account's minute under way at `now` and begins the next.
    pub fn close_account_minute(&mut self, now: SimTime) {
        self.account.close_minute(now);
    }

    /// Ends the warm-up: all that came before `now` is left to the series, and the statistics of
    /// the run begin.
    pub fn end_warm_up(&mut self, now: SimTime) {
        self.warm_up = now.since(SimTime::ZERO);
        for function in &mut self.functions {
            function.end_warm_up(now);
        }
        for source in self.sources.iter_mut().flatten() {
            source.end_warm_up(now);
        }
        for service in self.services.values_mut() {
            service.end_warm_up(now);
        }
        self.account.end_warm_up(now);
    }

    /// The result of a run that ended at `end`, with every interval and minute closed.
    pub fn finish(self, end: SimTime) -> RunResult {
        let simulated = end.since(SimTime::ZERO);
        let measured = simulated - self.warm_up;
        let functions = self.functions.into_iter();
        let mut functions: Vec<_> = functions
            .map(|function| function.finish(end, measured, self.warm_up))
            .collect();
        for source in self.sources.into_iter().flatten() {
            let of = source.function();
            functions[of.index()]
                .sources
                .push(source.finish(end, measured));
        }
        for (id, service) in self.services {
            functions[id.index()].service = Some(Box::new(service.finish(end, measured)));
        }
        RunResult {
            simulated,
            warm_up: self.warm_up,
            interval: self.interval,
            account: self.account.finish(end, measured),
            functions,
        }
    }
}

impl FunctionRecorder {
    fn new(name: String, interval: SimDuration) -> Self {
        Self {
            counts: Counts::default(),
            open: OpenRequests::default(),
            next_boundary: SimTime::ZERO + interval.min(MINUTE),
            billed: BilledTime::default(),
            duration: DurationStatistics::default(),
            latency: LatencyHistogram::new(),
            environments: Gauge::default(),
            provisioned_busy: Gauge::default(),
            provisioned_allocated: 0,
            provisioned: None,
            environment_counts: EnvironmentCounts::default(),
            series: Box::new(Series {
                name,
                warm_at_start: 0,
                interval_length: interval,
                interval: OpenInterval::default(),
                minute: OpenMinute::default(),
                intervals: Vec::new(),
                minutes: Vec::new(),
                peaks: Peaks::default(),
                baseline: Baseline::default(),
                latency: LatencyHistogram::new(),
                open_ages: Vec::new(),
                windows: None,
            }),
        }
    }

    fn without_rows(&self) -> Self {
        Self {
            latency: self.latency.clone(),
            provisioned: self.provisioned.clone(),
            series: Box::new(self.series.without_rows()),
            ..*self
        }
    }

    /// The next end of an interval or a minute, if that is `now` or before: the rows up to it must
    /// be closed before anything that happens at `now` is noted.
    #[inline]
    pub fn boundary_by(&self, now: SimTime) -> Option<SimTime> {
        (self.next_boundary <= now).then_some(self.next_boundary)
    }

    /// Closes the rows that end at `boundary`, which [`FunctionRecorder::boundary_by`] gave.
    pub fn close_boundary(&mut self, boundary: SimTime) {
        if self.series.interval_end() == boundary {
            self.close_interval(boundary);
        }
        if self.series.minute_end() == boundary {
            self.close_minute(boundary);
        }
        self.next_boundary = self.series.interval_end().min(self.series.minute_end());
    }

    /// Closes the rows under way at the end of the run, as short as they are.
    fn close_rest(&mut self, end: SimTime) {
        if self.series.interval.opened < end {
            self.close_interval(end);
        }
        if self.series.minute.opened < end {
            self.close_minute(end);
        }
    }

    /// Reads something of each cache line that an arrival or a completion needs.
    #[inline]
    fn touch(&self) -> u64 {
        self.counts.arrivals
            ^ self.counts.completions
            ^ self.open.level()
            ^ self.next_boundary.as_nanos()
            ^ self.duration.count
            ^ self.latency.touch()
    }

    /// Reads something of the list that a completion adds to.
    #[inline]
    fn touch_list(&self) -> u64 {
        self.latency.touch_list()
    }

    /// A request arrived.
    #[inline]
    pub fn arrived(&mut self) {
        self.counts.arrivals += 1;
    }

    /// A request that was refused waits to be tried again.
    #[inline]
    pub fn waits(&mut self, now: SimTime) {
        self.open.wait(now);
    }

    /// A request that waited is about to be tried again.
    #[inline]
    pub fn waited(&mut self, now: SimTime) {
        self.open.resume(now);
    }

    /// A request was tried, for the first time or again.
    #[inline]
    pub fn attempted(&mut self) {
        self.counts.attempts += 1;
    }

    #[inline]
    fn throttled(&mut self, cause: ThrottleCause) {
        match cause {
            ThrottleCause::Scaling => self.counts.throttles_scaling += 1,
            ThrottleCause::Concurrency => self.counts.throttles_concurrency += 1,
            ThrottleCause::Rate => self.counts.throttles_rate += 1,
        }
    }

    /// An ECS service had no place for an attempt: a refusal at a limit of concurrency, but none of the account's.
    pub fn refused_by_tasks(&mut self) {
        self.throttled(ThrottleCause::Concurrency);
    }

    /// An attempt that no limit refused failed with a server error.
    pub fn failed(&mut self) {
        self.counts.errors += 1;
    }

    /// A request's caller gave up. Refused for good at its first attempt, it never was open.
    #[inline]
    pub fn gave_up(&mut self) {
        self.counts.given_up += 1;
    }

    /// An invocation that was started will end as an error, by a time-out or otherwise.
    pub fn ends_in_error(&mut self, is_timeout: bool) {
        self.counts.function_errors += 1;
        self.counts.timeouts += u64::from(is_timeout);
    }

    /// API Gateway throttled an attempt.
    pub fn gateway_throttled(&mut self) {
        self.counts.gateway_throttles += 1;
    }

    /// An invocation was started whose caller has an answer at API Gateway's timeout, before it ends.
    pub fn gateway_times_out(&mut self) {
        self.counts.gateway_timeouts += 1;
    }

    /// It has ended: nobody hears its answer, so that its request is given up.
    pub fn unheard(&mut self, now: SimTime, provisioned: bool) {
        self.batch_ends(now, 1, 0, provisioned);
        self.gave_up();
    }

    /// The invocation for a batch of so many items has ended, and some of them wait again.
    pub fn batch_ends(&mut self, now: SimTime, items: u32, returned: u32, provisioned: bool) {
        self.open.finish_batch(now, items.into(), returned.into());
        if provisioned {
            self.sample_utilization(now);
            self.provisioned_busy.lower(now, 1);
        }
    }

    /// An item that came at `arrival` is done.
    pub fn item_done(&mut self, now: SimTime, arrival: SimTime) {
        self.counts.completions += 1;
        self.latency.record(now.since(arrival));
    }

    /// An attempt is being served; its function will run for `service`, after it has initialised
    /// for `init` (zero unless the start is cold).
    // Always: there is one place that tells it.
    #[inline(always)]
    pub fn started(&mut self, now: SimTime, start: Start, service: SimDuration, init: SimDuration) {
        self.counts.invocations += 1;
        match start {
            Start::Provisioned => {
                self.counts.provisioned_invocations += 1;
                self.sample_utilization(now);
                self.provisioned_busy.raise(now, 1);
                self.billed.record_provisioned(service);
            }
            Start::Warm => self.billed.record_on_demand(service, init),
            Start::Cold => {
                self.counts.cold_starts += 1;
                self.billed.record_on_demand(service, init);
            }
        }
        self.open.start(now);
        self.duration.record(service);
    }

    /// A request that arrived at `arrival` is answered.
    #[inline]
    pub fn completed(&mut self, now: SimTime, arrival: SimTime, provisioned: bool) {
        self.counts.completions += 1;
        self.open.finish(now);
        if provisioned {
            self.sample_utilization(now);
            self.provisioned_busy.lower(now, 1);
        }
        self.latency.record(now.since(arrival));
    }

    /// Comes before the number of busy provisioned environments changes.
    #[inline]
    fn sample_utilization(&mut self, now: SimTime) {
        if let Some(provisioned) = &mut self.provisioned {
            provisioned.sample_until(now, &mut self.provisioned_busy);
        }
    }

    /// At the end of the run, a request that arrived at `arrival` is still open.
    pub fn left_open(&mut self, end: SimTime, arrival: SimTime) {
        self.series.open_ages.push(end.since(arrival));
    }

    /// `count` environments came into being, on demand or as provisioned concurrency.
    pub fn environments_created(&mut self, now: SimTime, count: u64) {
        self.environment_counts.created += count;
        self.environments.raise(now, count);
    }

    /// `count` environments were there before the run: idle at its start, and created by nobody in it.
    pub fn environments_warm(&mut self, count: u64) {
        self.environments.raise(SimTime::ZERO, count);
        self.series.warm_at_start = count;
        self.series.baseline.environments = count;
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

    /// Provisioned concurrency changes during the run; at its start `count` environments are ready.
    pub fn provisioned_changes(&mut self, count: u64) {
        self.provisioned_allocated = count;
        self.provisioned = Some(Box::new(ProvisionedRecorder::new(count)));
    }

    /// A change of provisioned concurrency from one number to another is granted; returns its number.
    pub fn provisioned_requested(
        &mut self,
        now: SimTime,
        cause: ChangeCause,
        change: (u64, u64),
    ) -> usize {
        let recorder = self.provisioned.as_mut();
        recorder.map_or(0, |recorder| recorder.requested(now, cause, change))
    }

    /// A change of provisioned concurrency from one number to another is refused.
    pub fn provisioned_refused(
        &mut self,
        now: SimTime,
        cause: ChangeCause,
        change: (u64, u64),
        failure: AllocationFailure,
    ) {
        if let Some(recorder) = &mut self.provisioned {
            recorder.refused(now, cause, change, failure);
        }
    }

    /// All that a granted change asked for can be used.
    pub fn provisioned_complete(&mut self, now: SimTime, change: usize) {
        if let Some(recorder) = &mut self.provisioned {
            recorder.complete(now, change);
        }
    }

    /// From now on `count` provisioned environments can be used.
    pub fn provisioned_ready(&mut self, now: SimTime, count: u64) {
        self.provisioned_allocated = count;
        if let Some(recorder) = &mut self.provisioned {
            recorder.ready(now, count, &mut self.provisioned_busy);
        }
    }

    /// How much of the provisioned concurrency was in use in the minute closed last.
    pub fn last_utilization(&self) -> Option<Utilization> {
        self.series.minutes.last()?.utilization
    }

    fn has_provisioned(&self) -> bool {
        self.provisioned_allocated > 0 || self.provisioned.is_some()
    }

    fn close_interval(&mut self, now: SimTime) {
        let has_provisioned = self.has_provisioned();
        let series = &mut *self.series;
        let (interval, peaks) = (&mut series.interval, &mut series.peaks);
        let length = now.since(interval.opened);
        let warm_up = std::mem::take(&mut interval.warm_up_peaks);
        series.latency.merge(&self.latency);
        self.latency
            .merge(&std::mem::take(&mut interval.warm_up_latency));
        let latency = self.latency.statistics();
        if let Some(windows) = &mut series.windows {
            let counts = self.counts - interval.counts;
            windows.add(counts, &self.latency, now, has_provisioned);
        }
        let open = (self.open.area_until(now), self.open.take_peak());
        let of = |gauge: &mut Gauge| (gauge.area_until(now), gauge.take_peak());
        let level = |(reached, max): (u128, u64), area: &mut u128, peak: &mut u64, before: u64| {
            let mean = mean_level(reached - std::mem::replace(area, reached), length);
            *peak = max.max(*peak);
            let max = max.max(before);
            Level { mean, max }
        };
        series.intervals.push(FunctionInterval {
            start: interval.opened,
            counts: self.counts - interval.counts,
            in_flight: level(
                of(&mut self.open.in_flight),
                &mut interval.in_flight_area,
                &mut peaks.in_flight,
                warm_up.in_flight,
            ),
            open: level(open, &mut interval.open_area, &mut peaks.open, warm_up.open),
            environments: level(
                of(&mut self.environments),
                &mut interval.environments_area,
                &mut peaks.environments,
                warm_up.environments,
            ),
            provisioned_allocated: self.provisioned_allocated,
            provisioned_busy_max: self.provisioned_busy.take_peak(),
            latency,
        });
        interval.opened = now;
        interval.counts = self.counts;
        self.latency.clear();
    }

    fn end_warm_up(&mut self, now: SimTime) {
        let series = &mut *self.series;
        series.baseline = Baseline {
            counts: self.counts,
            environment_counts: self.environment_counts,
            billed: self.billed,
            open: self.open.level(),
            environments: self.environments.level(),
            in_flight_area: self.open.in_flight.area_until(now),
            open_area: self.open.area_until(now),
            environments_area: self.environments.area_until(now),
        };
        series.interval.warm_up_peaks = Peaks {
            in_flight: self.open.in_flight.take_peak(),
            open: self.open.take_peak(),
            environments: self.environments.take_peak(),
        };
        series.interval.warm_up_latency = std::mem::take(&mut self.latency);
        series.peaks = Peaks::default();
        series.latency.clear();
        if let Some(provisioned) = &mut self.provisioned {
            provisioned.end_warm_up(now);
        }
    }

    fn close_minute(&mut self, now: SimTime) {
        let Series {
            minute, minutes, ..
        } = &mut *self.series;
        let begun = OpenMinute {
            opened: now,
            counts: self.counts,
        };
        let ended = std::mem::replace(minute, begun);
        let counts = self.counts - ended.counts;
        let concurrency_max = self.open.in_flight.take_minute_peak();
        let (provisioned_busy_max, utilization) = match &mut self.provisioned {
            None => (self.provisioned_busy.take_minute_peak(), None),
            Some(provisioned) => provisioned.close_minute(now, &mut self.provisioned_busy),
        };
        let had_traffic = counts.attempts > 0 || concurrency_max > 0;
        minutes.push(FunctionMinute {
            start: ended.opened,
            counts,
            concurrency_max,
            provisioned_allocated: self.provisioned_allocated,
            provisioned_busy_max,
            utilization: utilization.filter(|_| had_traffic),
            duration: std::mem::take(&mut self.duration),
        });
    }

    /// The result of a run that ended at `end` and was measured for the span `measured`.
    fn finish(self, end: SimTime, measured: SimDuration, warm_up: SimDuration) -> FunctionResult {
        let has_provisioned = self.has_provisioned();
        let Series {
            name,
            warm_at_start,
            baseline,
            peaks,
            intervals,
            minutes,
            latency,
            open_ages,
            windows,
            ..
        } = *self.series;
        let level = |area: u128, before: u128, max| {
            let mean = mean_level(area - before, measured);
            Level { mean, max }
        };
        let open = &self.open;
        let alive = self.environments.level();
        let EnvironmentCounts {
            created, stopped, ..
        } = self.environment_counts;
        FunctionResult {
            name,
            warm_at_start,
            has_provisioned,
            sources: Vec::new(),
            service: None,
            provisioned: (self.provisioned)
                .map(|provisioned| Box::new(provisioned.finish(end, measured))),
            totals: self.counts - baseline.counts,
            warm_up_counts: baseline.counts,
            open_at_start: baseline.open,
            open_at_end: self.open.level(),
            open_ages,
            in_flight: level(
                open.in_flight.area_until(end),
                baseline.in_flight_area,
                peaks.in_flight,
            ),
            open: level(open.area_until(end), baseline.open_area, peaks.open),
            environments: level(
                self.environments.area_until(end),
                baseline.environments_area,
                peaks.environments,
            ),
            environment_counts: EnvironmentCounts {
                alive_at_start: baseline.environments,
                created: created - baseline.environment_counts.created,
                stopped: stopped - baseline.environment_counts.stopped,
                alive,
            },
            billed: self.billed - baseline.billed,
            latency,
            intervals,
            minutes,
            windows: windows.map_or_else(Vec::new, |windows| {
                windows.finish(end, warm_up, has_provisioned)
            }),
        }
    }
}

impl Series {
    fn without_rows(&self) -> Self {
        Self {
            name: self.name.clone(),
            interval: self.interval.clone(),
            minute: self.minute.clone(),
            intervals: Vec::new(),
            // Autoscaling looks at the latest.
            minutes: self.minutes.last().cloned().into_iter().collect(),
            latency: LatencyHistogram::new(),
            open_ages: Vec::new(),
            windows: None,
            ..*self
        }
    }

    fn interval_end(&self) -> SimTime {
        self.interval.opened + self.interval_length
    }

    fn minute_end(&self) -> SimTime {
        self.minute.opened + MINUTE
    }
}
