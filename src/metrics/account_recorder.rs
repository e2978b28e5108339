//! Takes note of what happens to the account as a whole.
//!
//! Like a function's recorder: gauges on the hot path, rows at boundaries, and a baseline where the
//! warm-up ends.

use super::gauge::{Gauge, mean_level};
use super::result::{AccountInterval, AccountMinute, AccountResult, Level};
use crate::kernel::{SimDuration, SimTime};

/// Observations of the account.
#[derive(Debug, Default)]
pub struct AccountRecorder {
    /// Requests in flight.
    pub concurrency: Gauge,
    /// What is claimed whether or not requests are in flight; ClaimedAccountConcurrency is this and
    /// what is in flight on unreserved concurrency.
    pub set_aside: u64,
    /// Requests in flight on unreserved on-demand concurrency.
    pub unreserved_in_flight: Gauge,
    opened: SimTime,
    minute_opened: SimTime,
    throttles_at_opening: u64,
    baseline: AccountBaseline,
    result: AccountResult,
}

/// The account as it stood when the warm-up ended.
#[derive(Debug, Default)]
struct AccountBaseline {
    concurrency_area: u128,
    unreserved_area: u128,
    /// Peaks of the interval under way before the warm-up ended in it.
    concurrency_peak: u64,
    unreserved_peak: u64,
}

impl AccountRecorder {
    pub(super) fn close_interval(&mut self, now: SimTime, scaling_tokens: f64, throttles: u64) {
        // A row includes what came before the warm-up ended in it; the run's maximum does not.
        let max = |gauge: &mut Gauge, level: &mut Level, before: &mut u64| {
            let peak = gauge.take_peak();
            level.max = level.max.max(peak);
            peak.max(std::mem::take(before))
        };
        let (result, before) = (&mut self.result, &mut self.baseline);
        let unreserved = max(
            &mut self.unreserved_in_flight,
            &mut result.unreserved_in_flight,
            &mut before.unreserved_peak,
        );
        let row = AccountInterval {
            start: self.opened,
            concurrency_max: max(
                &mut self.concurrency,
                &mut result.concurrency,
                &mut before.concurrency_peak,
            ),
            claimed_max: self.set_aside + unreserved,
            unreserved_in_flight_max: unreserved,
            scaling_tokens,
            throttles: throttles - self.throttles_at_opening,
        };
        self.result.intervals.push(row);
        self.opened = now;
        self.throttles_at_opening = throttles;
    }

    pub(super) fn end_warm_up(&mut self, now: SimTime) {
        self.baseline = AccountBaseline {
            concurrency_area: self.concurrency.area_until(now),
            unreserved_area: self.unreserved_in_flight.area_until(now),
            concurrency_peak: self.concurrency.take_peak(),
            unreserved_peak: self.unreserved_in_flight.take_peak(),
        };
        let AccountResult {
            concurrency,
            unreserved_in_flight,
            ..
        } = &mut self.result;
        for level in [concurrency, unreserved_in_flight] {
            level.max = 0;
        }
    }

    pub(super) fn close_minute(&mut self, now: SimTime) {
        let unreserved = self.unreserved_in_flight.take_minute_peak();
        self.result.minutes.push(AccountMinute {
            start: self.minute_opened,
            concurrency_max: self.concurrency.take_minute_peak(),
            unreserved_in_flight_max: unreserved,
            claimed_max: self.set_aside + unreserved,
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
        result.claimed = Level {
            mean: self.set_aside as f64 + unreserved.mean,
            max: self.set_aside + unreserved.max,
        };
        self.result
    }
}
