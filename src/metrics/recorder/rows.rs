//! Closes a function's intervals and minutes, ends its warm-up, and makes its result: once a row, not once a request.

use super::function::FunctionRecorder;
use super::series::{Baseline, OpenMinute, Peaks, Series};
use crate::kernel::{SimDuration, SimTime};
use crate::metrics::gauge::{Gauge, Level, mean_level};
use crate::metrics::result::{EnvironmentCounts, FunctionInterval, FunctionMinute, FunctionResult};

impl FunctionRecorder {
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
    pub(super) fn close_rest(&mut self, end: SimTime) {
        if self.series.interval.opened < end {
            self.close_interval(end);
        }
        if self.series.minute.opened < end {
            self.close_minute(end);
        }
    }

    fn close_interval(&mut self, now: SimTime) {
        let has_provisioned = self.has_provisioned();
        let counts = self.counts();
        let series = &mut *self.series;
        let (interval, peaks) = (&mut series.interval, &mut series.peaks);
        let length = now.since(interval.opened);
        let warm_up = std::mem::take(&mut interval.warm_up_peaks);
        series.latency.merge(&self.latency);
        self.latency
            .merge(&std::mem::take(&mut interval.warm_up_latency));
        let latency = self.latency.statistics();
        if let Some(windows) = &mut series.windows {
            let counts = counts - interval.counts;
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
            counts: counts - interval.counts,
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
        interval.counts = counts;
        self.latency.clear();
    }

    pub(super) fn end_warm_up(&mut self, now: SimTime) {
        let (counts, billed) = (self.counts(), self.billed());
        let series = &mut *self.series;
        series.baseline = Baseline {
            counts,
            environment_counts: self.environment_counts,
            billed,
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
        let counts = self.counts();
        let begun = OpenMinute {
            opened: now,
            counts,
        };
        let ended = std::mem::replace(&mut self.series.minute, begun);
        let counts = counts - ended.counts;
        let duration = self.take_durations(counts.invocations);
        let concurrency_max = self.open.in_flight.take_minute_peak();
        let (provisioned_busy_max, utilization) = match &mut self.provisioned {
            None => (self.provisioned_busy.take_minute_peak(), None),
            Some(provisioned) => provisioned.close_minute(now, &mut self.provisioned_busy),
        };
        let had_traffic = counts.attempts > 0 || concurrency_max > 0;
        self.series.minutes.push(FunctionMinute {
            start: ended.opened,
            counts,
            concurrency_max,
            provisioned_allocated: self.provisioned_allocated,
            provisioned_busy_max,
            utilization: utilization.filter(|_| had_traffic),
            duration,
        });
    }

    /// The result of a run that ended at `end` and was measured for the span `measured`.
    pub(super) fn finish(
        self,
        end: SimTime,
        measured: SimDuration,
        warm_up: SimDuration,
    ) -> FunctionResult {
        let has_provisioned = self.has_provisioned();
        let (counts, billed) = (self.counts(), self.billed());
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
            totals: counts - baseline.counts,
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
            billed: billed - baseline.billed,
            latency,
            intervals,
            minutes,
            windows: windows.map_or_else(Vec::new, |windows| {
                windows.finish(end, warm_up, has_provisioned)
            }),
        }
    }
}
