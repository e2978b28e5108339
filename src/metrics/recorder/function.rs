//! What is noted of one function while it happens. This is the hot path: counters, gauges and histograms, and no
//! row.

use super::observed::{Start, ThrottleCause};
use super::series::Series;
use crate::kernel::{SimDuration, SimTime};
use crate::metrics::gauge::{Gauge, MINUTE};
use crate::metrics::latency::LatencyHistogram;
use crate::metrics::open_requests::OpenRequests;
use crate::metrics::provisioned::{
    AllocationFailure, ChangeCause, ProvisionedRecorder, Utilization,
};
use crate::metrics::result::{BilledTime, Counts, DurationStatistics, EnvironmentCounts};

/// Observations of one function.
///
/// With thousands of functions none of them is in the nearest cache when something next happens to
/// it. What every request touches therefore lies together and in this order: an arrival that is
/// served and its completion meet on the same lines of 64 bytes. What is touched once a row lies
/// apart.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub struct FunctionRecorder {
    pub(super) counts: Counts,
    pub(super) open: OpenRequests,
    /// The earlier of the ends of the interval and of the minute under way.
    pub(super) next_boundary: SimTime,
    pub(super) billed: BilledTime,
    /// Service times in the minute under way.
    pub(super) duration: DurationStatistics,
    /// Latencies in the interval under way.
    pub(super) latency: LatencyHistogram,
    pub(super) environments: Gauge,
    pub(super) provisioned_busy: Gauge,
    pub(super) provisioned_allocated: u64,
    /// Of provisioned concurrency that changes.
    pub(super) provisioned: Option<Box<ProvisionedRecorder>>,
    pub(super) environment_counts: EnvironmentCounts,
    pub(super) series: Box<Series>,
}

impl FunctionRecorder {
    pub(super) fn new(name: String, interval: SimDuration) -> Self {
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
            series: Box::new(Series::new(name, interval)),
        }
    }

    pub(super) fn without_rows(&self) -> Self {
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

    /// Reads something of each cache line that an arrival or a completion needs.
    #[inline]
    pub(super) fn touch(&self) -> u64 {
        self.counts.arrivals
            ^ self.counts.completions
            ^ self.open.level()
            ^ self.next_boundary.as_nanos()
            ^ self.duration.count
            ^ self.latency.touch()
    }

    /// Reads something of the list that a completion adds to.
    #[inline]
    pub(super) fn touch_list(&self) -> u64 {
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
    pub(super) fn throttled(&mut self, cause: ThrottleCause) {
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

    /// The invocation for a batch of this many items has ended, and some of them wait again.
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

    pub(super) fn has_provisioned(&self) -> bool {
        self.provisioned_allocated > 0 || self.provisioned.is_some()
    }
}
