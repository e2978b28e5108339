//! What a function's recorder needs when a row is closed, and not before: rows, peaks, and where the warm-up
//! and the rows under way began.

use crate::kernel::{SimDuration, SimTime};
use crate::metrics::gauge::MINUTE;
use crate::metrics::latency::LatencyHistogram;
use crate::metrics::result::{
    BilledTime, Counts, EnvironmentCounts, FunctionInterval, FunctionMinute,
};
use crate::metrics::windows::WindowRecorder;

/// What a function's recorder needs when a row is closed.
#[derive(Clone, Debug)]
pub(super) struct Series {
    pub(super) name: String,
    /// On-demand environments that were there before the run.
    pub(super) warm_at_start: u64,
    pub(super) interval_length: SimDuration,
    pub(super) interval: OpenInterval,
    pub(super) minute: OpenMinute,
    pub(super) intervals: Vec<FunctionInterval>,
    pub(super) minutes: Vec<FunctionMinute>,
    pub(super) peaks: Peaks,
    pub(super) baseline: Baseline,
    /// Latencies in all intervals that were closed.
    pub(super) latency: LatencyHistogram,
    pub(super) open_ages: Vec<SimDuration>,
    pub(super) windows: Option<WindowRecorder>,
}

/// What a function had seen, and where it stood, when the warm-up ended.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Baseline {
    pub(super) counts: Counts,
    pub(super) environment_counts: EnvironmentCounts,
    pub(super) billed: BilledTime,
    pub(super) open: u64,
    pub(super) environments: u64,
    pub(super) in_flight_area: u128,
    pub(super) open_area: u128,
    pub(super) environments_area: u128,
}

/// What the interval under way started from.
#[derive(Clone, Debug, Default)]
pub(super) struct OpenInterval {
    pub(super) opened: SimTime,
    pub(super) counts: Counts,
    pub(super) in_flight_area: u128,
    pub(super) open_area: u128,
    pub(super) environments_area: u128,
    /// Maxima before the warm-up ended in it: they belong to the row, not to the run.
    pub(super) warm_up_peaks: Peaks,
    /// Latencies before the warm-up ended in it, likewise.
    pub(super) warm_up_latency: LatencyHistogram,
}

#[derive(Clone, Debug, Default)]
pub(super) struct OpenMinute {
    pub(super) opened: SimTime,
    pub(super) counts: Counts,
}

/// Maxima over the run, from the maxima of its intervals.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Peaks {
    pub(super) in_flight: u64,
    pub(super) open: u64,
    pub(super) environments: u64,
}

impl Series {
    pub(super) fn new(name: String, interval: SimDuration) -> Self {
        Self {
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
        }
    }

    pub(super) fn without_rows(&self) -> Self {
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

    pub(super) fn interval_end(&self) -> SimTime {
        self.interval.opened + self.interval_length
    }

    pub(super) fn minute_end(&self) -> SimTime {
        self.minute.opened + MINUTE
    }
}
