//! Takes note of what happens to the account as a whole.
//!
//! Like a function's recorder: gauges on the hot path, rows at boundaries, and a baseline where the
//! warm-up ends.

use super::gauge::{Gauge, Level, mean_exact, mean_level};
use super::result::{AccountInterval, AccountMinute, AccountResult};
use crate::kernel::{SimDuration, SimTime};

/// Observations of the account.
#[derive(Clone, Debug, Default)]
pub(crate) struct AccountRecorder {
    /// Requests in flight.
    pub concurrency: Gauge,
    /// What is claimed whether or not requests are in flight; ClaimedAccountConcurrency is this and
    /// what is in flight on unreserved concurrency.
    set_aside: Gauge,
    /// Peaks of the interval and of the minute under way before `set_aside` changed in them.
    in_interval: ClaimedPeaks,
    in_minute: ClaimedPeaks,
    /// Requests in flight on unreserved on-demand concurrency.
    pub unreserved_in_flight: Gauge,
    opened: SimTime,
    minute_opened: SimTime,
    throttles_at_opening: u64,
    baseline: AccountBaseline,
    result: AccountResult,
}

/// The account as it stood when the warm-up ended.
#[derive(Clone, Debug, Default)]
struct AccountBaseline {
    concurrency_area: u128,
    unreserved_area: u128,
    set_aside_area: u128,
    /// Peaks of the interval under way before the warm-up ended in it.
    concurrency_peak: u64,
    unreserved_peak: u64,
    claimed_peak: u64,
}

/// Peaks up to a change of what is set aside. Those of a sum are not the sum of those of its parts.
#[derive(Clone, Copy, Debug, Default)]
struct ClaimedPeaks {
    unreserved: u64,
    claimed: u64,
}

impl ClaimedPeaks {
    /// Adds a stretch in which `set_aside` stayed the same and at most `unreserved` were in flight.
    fn add(&mut self, set_aside: u64, unreserved: u64) {
        self.unreserved = self.unreserved.max(unreserved);
        self.claimed = self.claimed.max(set_aside + unreserved);
    }
}

impl AccountRecorder {
    /// A copy without the rows that were closed.
    pub(super) fn without_rows(&self) -> Self {
        Self {
            baseline: self.baseline.clone(),
            result: AccountResult {
                intervals: Vec::new(),
                minutes: Vec::new(),
                ..self.result
            },
            ..*self
        }
    }

    /// `more` is set aside from now on.
    pub(crate) fn raise_set_aside(&mut self, now: SimTime, more: u64) {
        self.add_stretch();
        self.set_aside.raise(now, more);
    }

    /// `less` is set aside from now on.
    pub(crate) fn lower_set_aside(&mut self, now: SimTime, less: u64) {
        self.add_stretch();
        self.set_aside.lower(now, less);
    }

    /// Keeps the peaks so far: what is set aside is about to change.
    fn add_stretch(&mut self) {
        let set_aside = self.set_aside.level();
        let unreserved = &mut self.unreserved_in_flight;
        self.in_interval.add(set_aside, unreserved.take_peak());
        self.in_minute.add(set_aside, unreserved.take_minute_peak());
    }

    pub(super) fn close_interval(&mut self, now: SimTime, scaling_tokens: f64, throttles: u64) {
        // A row includes what came before the warm-up ended in it; the run's maximum does not.
        let max = |gauge: &mut Gauge, level: &mut Level, before: &mut u64| {
            let peak = gauge.take_peak();
            level.max = level.max.max(peak);
            peak.max(std::mem::take(before))
        };
        self.add_stretch();
        let (result, before) = (&mut self.result, &mut self.baseline);
        let ClaimedPeaks {
            unreserved,
            claimed,
        } = std::mem::take(&mut self.in_interval);
        let level = &mut result.unreserved_in_flight;
        level.max = level.max.max(unreserved);
        result.claimed.max = result.claimed.max.max(claimed);
        let row = AccountInterval {
            start: self.opened,
            concurrency_max: max(
                &mut self.concurrency,
                &mut result.concurrency,
                &mut before.concurrency_peak,
            ),
            claimed_max: claimed.max(std::mem::take(&mut before.claimed_peak)),
            unreserved_in_flight_max: unreserved.max(std::mem::take(&mut before.unreserved_peak)),
            scaling_tokens,
            throttles: throttles - self.throttles_at_opening,
        };
        self.result.intervals.push(row);
        self.opened = now;
        self.throttles_at_opening = throttles;
    }

    pub(super) fn end_warm_up(&mut self, now: SimTime) {
        self.add_stretch();
        let before = std::mem::take(&mut self.in_interval);
        self.baseline = AccountBaseline {
            concurrency_area: self.concurrency.area_until(now),
            unreserved_area: self.unreserved_in_flight.area_until(now),
            concurrency_peak: self.concurrency.take_peak(),
            unreserved_peak: before.unreserved,
            claimed_peak: before.claimed,
            set_aside_area: self.set_aside.area_until(now),
        };
        let AccountResult {
            concurrency,
            unreserved_in_flight,
            claimed,
            ..
        } = &mut self.result;
        for level in [concurrency, unreserved_in_flight, claimed] {
            level.max = 0;
        }
    }

    pub(super) fn close_minute(&mut self, now: SimTime) {
        self.add_stretch();
        let ClaimedPeaks {
            unreserved,
            claimed,
        } = std::mem::take(&mut self.in_minute);
        self.result.minutes.push(AccountMinute {
            start: self.minute_opened,
            concurrency_max: self.concurrency.take_minute_peak(),
            unreserved_in_flight_max: unreserved,
            claimed_max: claimed,
        });
        self.minute_opened = now;
    }

    pub(super) fn finish(mut self, end: SimTime, measured: SimDuration) -> AccountResult {
        let (baseline, result) = (&self.baseline, &mut self.result);
        let mean =
            |gauge: &Gauge, before: u128| mean_level(gauge.area_until(end) - before, measured);
        result.concurrency.mean = mean(&self.concurrency, baseline.concurrency_area);
        let unreserved = &mut result.unreserved_in_flight;
        unreserved.mean = mean(&self.unreserved_in_flight, baseline.unreserved_area);
        let set_aside = self.set_aside.area_until(end) - baseline.set_aside_area;
        result.claimed.mean = mean_exact(set_aside, measured) + unreserved.mean;
        self.result
    }
}
