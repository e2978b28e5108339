//! Quantities of an interval: what bands are drawn of, and what a steady state is sought in.
//!
//! Knows the rows of a result; must not know what is done with their values.

use crate::metrics::FunctionInterval;

/// A quantity that every interval of a function has, under the name of its column in
/// `timeseries.csv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SeriesMetric {
    /// Requests in flight or waiting to retry, mean over the interval.
    Open,
    /// Environments alive, mean over the interval.
    Environments,
    /// Requests in flight, mean over the interval.
    InFlight,
    /// Attempts throttled in the interval.
    Throttles,
    /// Cold starts in the interval.
    ColdStarts,
    /// 99 % quantile of the latency of the requests completed in the interval.
    LatencyP99,
}

impl SeriesMetric {
    /// All of them, in the order of `bands.csv`.
    pub const ALL: [Self; 6] = [
        Self::Open,
        Self::Environments,
        Self::InFlight,
        Self::Throttles,
        Self::ColdStarts,
        Self::LatencyP99,
    ];

    /// The column of `timeseries.csv`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open_mean",
            Self::Environments => "environments_mean",
            Self::InFlight => "in_flight_mean",
            Self::Throttles => "throttles",
            Self::ColdStarts => "cold_starts",
            Self::LatencyP99 => "latency_p99_ms",
        }
    }

    /// Whether the values of several functions add up to the account's.
    pub const fn adds_up(self) -> bool {
        !matches!(self, Self::LatencyP99)
    }

    /// The value in an interval; `None` where there is none, as for the latency of no completion.
    pub fn of(self, interval: &FunctionInterval) -> Option<f64> {
        match self {
            Self::Open => Some(interval.open.mean),
            Self::Environments => Some(interval.environments.mean),
            Self::InFlight => Some(interval.in_flight.mean),
            Self::Throttles => Some(interval.counts.throttles() as f64),
            Self::ColdStarts => Some(interval.counts.cold_starts as f64),
            Self::LatencyP99 => interval.latency.map(|latency| latency.p99_ms),
        }
    }
}
