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
use crate::metrics::result::{
    BilledTime, Counts, DurationStatistics, EnvironmentCounts, billed_ms,
};
use crate::metrics::wide_sum::WideSum;

/// Observations of one function.
///
/// With thousands of functions none of them is in the nearest cache when something next happens to
/// it. What a request touches therefore lies in this order, on three lines of 64 bytes: one for its arrival and its
/// completion, one for its arrival, one for its completion. What few requests touch, and what is touched once a row,
/// lies apart.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub struct FunctionRecorder {
    pub(super) open: OpenRequests,
    /// The earlier of the ends of the interval and of the minute under way.
    pub(super) next_boundary: SimTime,

    starts: Starts,

    completions: u64,
    /// Latencies in the interval under way.
    pub(super) latency: LatencyHistogram,

    /// Without what stands in `starts` and `completions`.
    seldom: Counts,
    /// Without what stands in `starts`.
    billed_seldom: BilledTime,
    pub(super) environments: Gauge,
    pub(super) provisioned_busy: Gauge,
    pub(super) provisioned_allocated: u64,
    /// Of provisioned concurrency that changes.
    pub(super) provisioned: Option<Box<ProvisionedRecorder>>,
    pub(super) environment_counts: EnvironmentCounts,
    pub(super) series: Box<Series>,
}

/// What is noted of every request as it arrives and is served: one cache line.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
struct Starts {
    arrivals: u64,
    attempts: u64,
    invocations: u64,
    /// Billed milliseconds on demand.
    on_demand_ms: u64,
    /// Service times in the minute under way, in nanoseconds.
    service: WideSum,
    /// The shortest of them; the longest there can be, if there is none.
    shortest: SimDuration,
    longest: SimDuration,
}

impl Default for Starts {
    fn default() -> Self {
        Self {
            arrivals: 0,
            attempts: 0,
            invocations: 0,
            on_demand_ms: 0,
            service: WideSum::default(),
            shortest: SimDuration::MAX,
            longest: SimDuration::ZERO,
        }
    }
}

impl Starts {
    /// An invocation starts that will run for `service`.
    #[inline]
    fn runs_for(&mut self, service: SimDuration) {
        self.invocations += 1;
        self.service.add(service.as_nanos().into());
        self.shortest = self.shortest.min(service);
        self.longest = self.longest.max(service);
    }

    /// The service times since the last call, given how many there were.
    fn take_durations(&mut self, count: u64) -> DurationStatistics {
        let service = std::mem::take(&mut self.service);
        let shortest = std::mem::replace(&mut self.shortest, SimDuration::MAX);
        let longest = std::mem::take(&mut self.longest);
        if count == 0 {
            return DurationStatistics::default();
        }
        DurationStatistics {
            count,
            sum_nanos: service.get(),
            min: shortest,
            max: longest,
        }
    }
}

impl FunctionRecorder {
    pub(super) fn new(name: String, interval: SimDuration) -> Self {
        Self {
            open: OpenRequests::default(),
            next_boundary: SimTime::ZERO + interval.min(MINUTE),
            starts: Starts::default(),
            completions: 0,
            latency: LatencyHistogram::new(),
            seldom: Counts::default(),
            billed_seldom: BilledTime::default(),
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

    /// What happened since the start of the run.
    pub(super) fn counts(&self) -> Counts {
        Counts {
            arrivals: self.starts.arrivals,
            attempts: self.starts.attempts,
            invocations: self.starts.invocations,
            completions: self.completions,
            ..self.seldom
        }
    }

    /// What was billed since the start of the run.
    pub(super) fn billed(&self) -> BilledTime {
        BilledTime {
            on_demand_ms: self.starts.on_demand_ms,
            ..self.billed_seldom
        }
    }

    /// The service times since the last call, given how many invocations there were.
    pub(super) fn take_durations(&mut self, invocations: u64) -> DurationStatistics {
        self.starts.take_durations(invocations)
    }

    /// Reads something of each cache line that an arrival needs.
    #[inline]
    pub(super) fn touch_arrival(&self) -> u64 {
        self.next_boundary.as_nanos() ^ self.starts.arrivals
    }

    /// Reads something of each cache line that a completion needs.
    #[inline]
    pub(super) fn touch_completion(&self) -> u64 {
        self.next_boundary.as_nanos() ^ self.completions
    }

    /// Reads something of the list that a completion adds to.
    #[inline]
    pub(super) fn touch_list(&self) -> u64 {
        self.latency.touch_list()
    }

    /// A request arrived.
    #[inline]
    pub fn arrived(&mut self) {
        self.starts.arrivals += 1;
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
        self.starts.attempts += 1;
    }

    #[inline]
    pub(super) fn throttled(&mut self, cause: ThrottleCause) {
        match cause {
            ThrottleCause::Scaling => self.seldom.throttles_scaling += 1,
            ThrottleCause::Concurrency => self.seldom.throttles_concurrency += 1,
            ThrottleCause::Rate => self.seldom.throttles_rate += 1,
        }
    }

    /// An ECS service had no place for an attempt: a refusal at a limit of concurrency, but none of the account's.
    pub fn refused_by_tasks(&mut self) {
        self.throttled(ThrottleCause::Concurrency);
    }

    /// An attempt that no limit refused failed with a server error.
    pub fn failed(&mut self) {
        self.seldom.errors += 1;
    }

    /// A request's caller gave up. Refused for good at its first attempt, it never was open.
    #[inline]
    pub fn gave_up(&mut self) {
        self.seldom.given_up += 1;
    }

    /// An invocation that was started will end as an error, by a time-out or otherwise.
    pub fn ends_in_error(&mut self, is_timeout: bool) {
        self.seldom.function_errors += 1;
        self.seldom.timeouts += u64::from(is_timeout);
    }

    /// API Gateway throttled an attempt.
    pub fn gateway_throttled(&mut self) {
        self.seldom.gateway_throttles += 1;
    }

    /// An invocation was started whose caller has an answer at API Gateway's timeout, before it ends.
    pub fn gateway_times_out(&mut self) {
        self.seldom.gateway_timeouts += 1;
    }

    /// It has ended: nobody hears its answer, so that its request is given up.
    pub fn unheard(&mut self, now: SimTime, provisioned: bool) {
        self.batch_ends(now, 1, 0, provisioned);
        self.gave_up();
    }

    /// The invocation for a batch of this many items has ended, and some of them wait again.
    pub fn batch_ends(&mut self, now: SimTime, items: u32, returned: u32, provisioned: bool) {
        self.open.finish_batch(now, items, returned);
        if provisioned {
            self.sample_utilization(now);
            self.provisioned_busy.lower(now, 1);
        }
    }

    /// An item that came at `arrival` is done.
    pub fn item_done(&mut self, now: SimTime, arrival: SimTime) {
        self.completions += 1;
        self.latency.record(now.since(arrival));
    }

    /// An attempt is being served; its function will run for `service`, after it has initialised
    /// for `init` (zero unless the start is cold).
    // Always: there is one place that tells it.
    #[inline(always)]
    pub fn started(&mut self, now: SimTime, start: Start, service: SimDuration, init: SimDuration) {
        self.starts.runs_for(service);
        match start {
            Start::Provisioned => {
                self.seldom.provisioned_invocations += 1;
                self.sample_utilization(now);
                self.provisioned_busy.raise(now, 1);
                self.billed_seldom.record_provisioned(service);
            }
            Start::Warm => self.starts.on_demand_ms += billed_ms(service),
            Start::Cold => {
                self.seldom.cold_starts += 1;
                self.starts.on_demand_ms += billed_ms(service);
                self.billed_seldom.record_init(service, init);
            }
        }
        self.open.start(now);
    }

    /// A request that arrived at `arrival` is answered.
    #[inline]
    pub fn completed(&mut self, now: SimTime, arrival: SimTime, provisioned: bool) {
        self.completions += 1;
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

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[test]
    fn what_a_request_touches_lies_on_three_cache_lines() {
        assert_eq!(align_of::<FunctionRecorder>(), 64);
        assert!(offset_of!(FunctionRecorder, next_boundary) < 64);
        assert_eq!(offset_of!(FunctionRecorder, starts), 64);
        assert_eq!(size_of::<Starts>(), 64);
        assert_eq!(offset_of!(FunctionRecorder, completions), 128);
        assert!(offset_of!(FunctionRecorder, latency) + LatencyHistogram::TOUCHED <= 192);
    }
}
