//! Service level objectives: what a run must achieve.

use std::fmt;

use super::text::print_duration;
use crate::kernel::SimDuration;

/// One objective, such as `throttle_rate = "< 0.1%"`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Objective {
    /// What is measured.
    pub metric: SloMetric,
    /// How it is compared with the limit.
    pub comparison: Comparison,
    /// The limit: a share between 0 and 1 for rates, milliseconds for latencies.
    pub limit: f64,
}

/// What an objective measures, for each function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SloMetric {
    /// Throttles / attempts.
    ThrottleRate,
    /// Cold starts / invocations.
    ColdStartRate,
    /// Invocations beyond provisioned concurrency / invocations.
    SpilloverRate,
    /// Requests given up / requests.
    GivenUpRate,
    /// A statistic of the time from arrival to completion.
    Latency(LatencyStatistic),
}

/// A statistic of latency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LatencyStatistic {
    /// Arithmetic mean.
    Mean,
    /// Median.
    P50,
    /// 90 % quantile.
    P90,
    /// 95 % quantile.
    P95,
    /// 99 % quantile.
    P99,
    /// 99.9 % quantile.
    P999,
}

/// A comparison of a measured value with a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl SloMetric {
    /// All metrics, in the order of the documentation.
    pub const ALL: [Self; 10] = [
        Self::ThrottleRate,
        Self::ColdStartRate,
        Self::SpilloverRate,
        Self::GivenUpRate,
        Self::Latency(LatencyStatistic::Mean),
        Self::Latency(LatencyStatistic::P50),
        Self::Latency(LatencyStatistic::P90),
        Self::Latency(LatencyStatistic::P95),
        Self::Latency(LatencyStatistic::P99),
        Self::Latency(LatencyStatistic::P999),
    ];

    /// The key in the scenario's `[slo]` table.
    pub const fn key(self) -> &'static str {
        match self {
            Self::ThrottleRate => "throttle_rate",
            Self::ColdStartRate => "cold_start_rate",
            Self::SpilloverRate => "spillover_rate",
            Self::GivenUpRate => "given_up_rate",
            Self::Latency(LatencyStatistic::Mean) => "latency_mean",
            Self::Latency(LatencyStatistic::P50) => "latency_p50",
            Self::Latency(LatencyStatistic::P90) => "latency_p90",
            Self::Latency(LatencyStatistic::P95) => "latency_p95",
            Self::Latency(LatencyStatistic::P99) => "latency_p99",
            Self::Latency(LatencyStatistic::P999) => "latency_p999",
        }
    }
}

impl Comparison {
    /// Whether `value` meets `limit`.
    pub fn holds(self, value: f64, limit: f64) -> bool {
        match self {
            Self::Less => value < limit,
            Self::LessOrEqual => value <= limit,
            Self::Greater => value > limit,
            Self::GreaterOrEqual => value >= limit,
        }
    }

    /// The operator as written.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

/// As in the scenario: `< 0.1%`, `<= 800ms`.
impl fmt::Display for Objective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limit = match self.metric {
            SloMetric::Latency(_) => print_duration(SimDuration::from_secs_f64(self.limit / 1e3)),
            // Six decimals hide the rounding of the factor 100; what remains is printed shortest.
            _ => format!("{}%", (self.limit * 1e8).round() / 1e6),
        };
        write!(f, "{} {limit}", self.comparison.symbol())
    }
}
