//! Availability: how many of the requests that were processed failed, by spans of whole minutes.
//!
//! ECS services are left out: whoever promises the availability of Lambda promises nothing for them.
//! It is read off the rows of minutes when a run is over and costs nothing while it runs. It knows
//! counts; it must not know what anyone promised.

use super::gauge::MINUTE;
use super::result::{Counts, FunctionResult, RunResult};
use crate::kernel::{SimDuration, SimTime};

/// What became of the requests of all functions on Lambda in a span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Availability {
    /// Start of the span.
    pub start: SimTime,
    /// Attempts that were processed: served or failed, but not throttled.
    pub processed: u64,
    /// Those that failed.
    pub errors: u64,
}

impl Availability {
    /// Errors / processed attempts; 0 without any.
    pub fn error_rate(&self) -> f64 {
        match self.processed {
            0 => 0.0,
            processed => self.errors as f64 / processed as f64,
        }
    }
}

impl RunResult {
    /// The spans of `minutes` each, counted from the start of the run; the last may be shorter. The
    /// warm-up is left out: of the span in which it ends, what comes after it counts.
    pub fn availability(&self, minutes: u32) -> Vec<Availability> {
        let minutes = minutes.max(1);
        let length = SimDuration::from_nanos(MINUTE.as_nanos() * u64::from(minutes));
        let spans = self.spans(minutes as usize);
        let warm_up_ends = (self.warm_up.as_nanos() / length.as_nanos()) as usize;

        // The warm-up's own counts, less those of the spans that lie within it.
        let mut before = Counts::default();
        for function in self.on_lambda() {
            before += function.warm_up_counts;
        }
        for within in spans.iter().take(warm_up_ends) {
            before = before - *within;
        }
        let mut start = SimTime::ZERO + self.warm_up;
        let measured = spans.into_iter().enumerate().skip(warm_up_ends);
        measured
            .map(|(number, counts)| {
                let counts = counts - std::mem::take(&mut before);
                let end = SimTime::from_nanos(length.as_nanos() * (number as u64 + 1));
                Availability {
                    start: std::mem::replace(&mut start, end),
                    processed: counts.invocations + counts.errors,
                    errors: counts.errors,
                }
            })
            .collect()
    }

    fn on_lambda(&self) -> impl Iterator<Item = &FunctionResult> {
        self.functions
            .iter()
            .filter(|function| function.service.is_none())
    }

    /// The counts of all functions on Lambda in each span of this many minutes, warm-up included.
    fn spans(&self, minutes: usize) -> Vec<Counts> {
        let mut spans = Vec::new();
        for function in &self.functions {
            for (number, rows) in function.minutes.chunks(minutes).enumerate() {
                if number == spans.len() {
                    spans.push(Counts::default());
                }
                for row in rows.iter().filter(|_| function.service.is_none()) {
                    spans[number] += row.counts;
                }
            }
        }
        spans
    }
}
