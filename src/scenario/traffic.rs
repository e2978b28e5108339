//! Sources of traffic, as a scenario describes them.

use super::words::words;
use std::sync::Arc;

use jiff::Timestamp;

use super::distribution::Distribution;
use super::invocation::InvokedBy;
use super::trace_rows::{TraceRow, TraceRows};
use super::units::Rate;
use crate::kernel::{SimDuration, SimTime};

/// Requests at one instant, or in one counted interval. More would take hours; they are most likely a slip.
pub(crate) const MAX_BATCH: u64 = 1_000_000_000;

/// One source of requests, and how they reach the function.
#[derive(Clone, Debug, PartialEq)]
pub struct TrafficEntry {
    /// When requests arrive.
    pub traffic: Traffic,
    /// How they reach the function.
    pub invoked_by: InvokedBy,
}

/// Requests of clients that call the function.
impl From<Traffic> for TrafficEntry {
    fn from(traffic: Traffic) -> Self {
        Self {
            traffic,
            invoked_by: InvokedBy::Client,
        }
    }
}

/// When requests arrive.
#[derive(Clone, Debug, PartialEq)]
pub enum Traffic {
    /// A Poisson process, homogeneous or not.
    Poisson(RateProfile),
    /// Arrivals in equal steps of the cumulative rate: equal gaps where the rate is constant.
    Even(RateProfile),
    /// Many requests at one instant.
    Batch {
        /// The instants, in increasing order.
        at: Vec<SimDuration>,
        /// Requests at each.
        requests: u64,
    },
    /// Recorded arrivals.
    Trace(Trace),
    /// Requests counted per interval.
    Counts(Counts),
    /// A fixed number of users, each waiting for its answer before it thinks and asks again.
    /// Every user asks for the first time at the start.
    Closed {
        /// Number of users, at least 1.
        users: u32,
        /// Time between an answer and the next request.
        think_time: Distribution,
    },
}

impl Traffic {
    /// When what was recorded begins, if it has dates. The start of the run is the earliest of these
    /// times of all sources, so that their distances stay.
    pub fn begin(&self) -> Option<Timestamp> {
        match self {
            Self::Trace(trace) => trace.begin,
            Self::Counts(counts) => counts.begin,
            Self::Poisson(_) | Self::Even(_) | Self::Batch { .. } | Self::Closed { .. } => None,
        }
    }

    /// Has what was recorded come `late` later.
    pub(super) fn delay(&mut self, late: SimDuration) {
        match self {
            Self::Trace(trace) => {
                let later = |row: TraceRow| TraceRow {
                    arrival: row.arrival + late,
                    ..row
                };
                trace.rows = trace.rows.iter().map(later).collect();
            }
            Self::Counts(counts) => {
                let later = |row: &CountRow| CountRow {
                    start: row.start + late,
                    ..*row
                };
                counts.rows = counts.rows.iter().map(later).collect();
            }
            Self::Poisson(_) | Self::Even(_) | Self::Batch { .. } | Self::Closed { .. } => {}
        }
    }
}

/// A rate of requests over time.
#[derive(Clone, Debug, PartialEq)]
pub enum RateProfile {
    /// Constant.
    Constant(Rate),
    /// In stages, from rate 0 at the start; after the last stage the traffic ends.
    Stages(Vec<Stage>),
    /// A daily (or other) wave: `mean + amplitude x cos(2 pi (t - peak_at) / period)`.
    Diurnal {
        /// Mean rate.
        mean: Rate,
        /// Half the difference between peak and trough; at most the mean.
        amplitude: Rate,
        /// Length of one wave, positive.
        period: SimDuration,
        /// When the rate peaks.
        peak_at: SimDuration,
    },
}

/// One stage of a rate profile: go to `target` over `duration`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stage {
    /// How long the stage lasts.
    pub duration: SimDuration,
    /// The rate at its end.
    pub target: Rate,
    /// How the rate gets there.
    pub shape: StageShape,
}

/// The way from one rate to the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StageShape {
    /// By equal amounts in equal times.
    #[default]
    Linear,
    /// By equal factors in equal times; both ends are positive.
    Exponential,
    /// At once, then constant for the stage.
    Step,
}

words!(StageShape { Linear = "linear", Exponential = "exponential", Step = "step" });

/// Recorded arrivals, in order of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// Path of the file, as the resolved scenario names it.
    pub file: String,
    /// The arrivals, sorted by time; equal times in the order of the file.
    pub rows: TraceRows,
    /// When the first was recorded, if the file has dates.
    pub begin: Option<Timestamp>,
}

/// Requests counted per interval, as monitoring gives them. When within its interval a request came is
/// not known, and drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Counts {
    /// Path of the file, as the resolved scenario names it.
    pub file: String,
    /// Length of each interval, positive.
    pub interval: SimDuration,
    /// How the requests of an interval are spread over it.
    pub spacing: Spacing,
    /// The intervals in which something came, in order; none begins before the one before it ends.
    pub rows: Arc<[CountRow]>,
    /// When the first interval began, if the file has dates.
    pub begin: Option<Timestamp>,
}

/// The requests of one interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountRow {
    /// When the interval begins.
    pub start: SimTime,
    /// Requests in it, at least 1.
    pub requests: u64,
}

/// How the requests of an interval are spread over it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spacing {
    /// At random, independently of one another: a Poisson process given the number of its arrivals.
    #[default]
    Poisson,
    /// In equal gaps, the first at the beginning.
    Even,
}

words!(Spacing { Poisson = "poisson", Even = "even" });
