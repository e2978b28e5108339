//! The figures that variants are compared by.
//!
//! Knows results and bills; must not know which variant they are of.

use crate::billing::Bills;
use crate::metrics::{Counts, LatencyHistogram, RunResult};
use crate::study::Scope;

/// A figure of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Requests that arrived.
    Requests,
    /// Throttles / attempts.
    ThrottleRate,
    /// Attempts throttled.
    Throttles,
    /// Cold starts / invocations.
    ColdStartRate,
    /// Cold starts.
    ColdStarts,
    /// Requests given up.
    GivenUp,
    /// Median latency in ms.
    LatencyP50,
    /// 99 % quantile of the latency in ms.
    LatencyP99,
    /// Most requests in flight.
    InFlightMax,
    /// Most environments; of several functions together it is not observed.
    EnvironmentsMax,
    /// What the run costs in USD.
    Cost,
    /// What a month like it costs in USD, where the scenario asks for it.
    MonthlyCost,
}

/// A value of each metric; `None` where a run gave nothing to measure.
pub(in crate::study) type Figures = [Option<f64>; Metric::ALL.len()];

impl Metric {
    /// All of them, in the order of `comparison.csv`.
    pub const ALL: [Self; 12] = [
        Self::Requests,
        Self::ThrottleRate,
        Self::Throttles,
        Self::ColdStartRate,
        Self::ColdStarts,
        Self::GivenUp,
        Self::LatencyP50,
        Self::LatencyP99,
        Self::InFlightMax,
        Self::EnvironmentsMax,
        Self::Cost,
        Self::MonthlyCost,
    ];

    /// Its name in data files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::ThrottleRate => "throttle_rate",
            Self::Throttles => "throttles",
            Self::ColdStartRate => "cold_start_rate",
            Self::ColdStarts => "cold_starts",
            Self::GivenUp => "given_up",
            Self::LatencyP50 => "latency_p50_ms",
            Self::LatencyP99 => "latency_p99_ms",
            Self::InFlightMax => "in_flight_max",
            Self::EnvironmentsMax => "environments_max",
            Self::Cost => "cost_usd",
            Self::MonthlyCost => "monthly_cost_usd",
        }
    }
}

/// The figures of the account and then of each function.
pub(in crate::study) fn figures(result: &RunResult, bills: &Bills) -> Vec<Figures> {
    let functions = (0..result.functions.len()).map(Scope::Function);
    let scopes = std::iter::once(Scope::Account).chain(functions);
    scopes.map(|scope| of_scope(result, bills, scope)).collect()
}

fn of_scope(result: &RunResult, bills: &Bills, scope: Scope) -> Figures {
    match scope {
        Scope::Account => {
            let environments = match &result.functions[..] {
                [function] => Some(function.environments.max),
                _ => None,
            };
            let cost = [
                Some(bills.run.total()),
                bills.month.as_ref().map(|bill| bill.total()),
            ];
            let most = (Some(result.account.concurrency.max), environments);
            let cost = cost.map(|usd| usd.map(|usd| usd.get()));
            assembled(&result.totals(), &result.latency(), most, cost)
        }
        Scope::Function(index) => {
            let function = &result.functions[index];
            let cost = [Some(&bills.run), bills.month.as_ref()].map(|bill| {
                let bill = bill.and_then(|bill| bill.functions.get(index));
                bill.map(|bill| bill.total().get())
            });
            let most = (
                Some(function.in_flight.max),
                Some(function.environments.max),
            );
            assembled(&function.totals, &function.latency, most, cost)
        }
    }
}

fn assembled(
    counts: &Counts,
    latency: &LatencyHistogram,
    (in_flight, environments): (Option<u64>, Option<u64>),
    [cost, monthly]: [Option<f64>; 2],
) -> Figures {
    let count = |count: u64| Some(count as f64);
    Metric::ALL.map(|metric| match metric {
        Metric::Requests => count(counts.arrivals),
        Metric::ThrottleRate => (counts.attempts > 0).then(|| counts.throttle_rate()),
        Metric::Throttles => count(counts.throttles()),
        Metric::ColdStartRate => (counts.invocations > 0).then(|| counts.cold_start_rate()),
        Metric::ColdStarts => count(counts.cold_starts),
        Metric::GivenUp => count(counts.given_up),
        Metric::LatencyP50 => latency.quantile_ms(0.5),
        Metric::LatencyP99 => latency.quantile_ms(0.99),
        Metric::InFlightMax => in_flight.and_then(count),
        Metric::EnvironmentsMax => environments.and_then(count),
        Metric::Cost => cost,
        Metric::MonthlyCost => monthly,
    })
}
