//! What is measured of a value, beside the objectives.
//!
//! Knows results and bills; must not know which value they belong to.

use crate::billing::{Period, bill};
use crate::metrics::{FunctionResult, RunResult};
use crate::scenario::Scenario;

/// A figure of a run: of the function that is sized, unless it says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Cold starts / invocations.
    ColdStartRate,
    /// Invocations beyond provisioned concurrency / invocations; all of them without any.
    SpilloverRate,
    /// Throttles / attempts.
    ThrottleRate,
    /// Throttles / attempts of all functions together.
    AccountThrottleRate,
    /// Requests given up / requests.
    GivenUpRate,
    /// Median latency in ms.
    LatencyP50,
    /// 99 % quantile of the latency in ms.
    LatencyP99,
    /// Most requests in flight.
    InFlightMax,
    /// Share of its time that provisioned concurrency is busy, as billed; none without any.
    Utilisation,
    /// Provisioned environments that can be used, mean over time.
    ProvisionedMean,
    /// Most provisioned environments that can be used at once.
    ProvisionedMax,
    /// What a month like the run costs in USD, all functions together.
    MonthlyCost,
}

/// A value of each figure; `None` where a run gave nothing to measure.
pub(super) type Figures = [Option<f64>; Figure::ALL.len()];

impl Figure {
    /// All of them, in the order of `size.csv`.
    pub const ALL: [Self; 12] = [
        Self::ColdStartRate,
        Self::SpilloverRate,
        Self::ThrottleRate,
        Self::AccountThrottleRate,
        Self::GivenUpRate,
        Self::LatencyP50,
        Self::LatencyP99,
        Self::InFlightMax,
        Self::Utilisation,
        Self::ProvisionedMean,
        Self::ProvisionedMax,
        Self::MonthlyCost,
    ];

    /// Its name in data files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::ColdStartRate => "cold_start_rate",
            Self::SpilloverRate => "spillover_rate",
            Self::ThrottleRate => "throttle_rate",
            Self::AccountThrottleRate => "account_throttle_rate",
            Self::GivenUpRate => "given_up_rate",
            Self::LatencyP50 => "latency_p50_ms",
            Self::LatencyP99 => "latency_p99_ms",
            Self::InFlightMax => "in_flight_max",
            Self::Utilisation => "utilisation",
            Self::ProvisionedMean => "provisioned_mean",
            Self::ProvisionedMax => "provisioned_max",
            Self::MonthlyCost => "monthly_cost_usd",
        }
    }
}

/// The figures of a run about one function.
pub(super) fn figures(
    scenario: &Scenario,
    result: &RunResult,
    function: Option<&FunctionResult>,
) -> Figures {
    let Some(function) = function else {
        return Figures::default();
    };
    let (own, all) = (&function.totals, result.totals());
    let measured = (result.simulated - result.warm_up).as_secs_f64();
    // Of what changes, only what could be used counts.
    let constant = function.intervals.iter();
    let constant = constant.map(|one| one.provisioned_allocated).max();
    let constant = constant.unwrap_or(0) as f64;
    let (allocated, most) = match &function.provisioned {
        Some(changing) => (changing.allocated.mean, changing.allocated.max as f64),
        None => (constant, constant),
    };
    let available_s = allocated * measured;
    let share = |whole: u64, share: f64| (whole > 0).then_some(share);
    Figure::ALL.map(|figure| match figure {
        Figure::ColdStartRate => share(own.invocations, own.cold_start_rate()),
        Figure::SpilloverRate => share(own.invocations, own.spillover_rate()),
        Figure::ThrottleRate => share(own.attempts, own.throttle_rate()),
        Figure::AccountThrottleRate => share(all.attempts, all.throttle_rate()),
        Figure::GivenUpRate => share(own.arrivals, own.given_up_rate()),
        Figure::LatencyP50 => function.latency.quantile_ms(0.5),
        Figure::LatencyP99 => function.latency.quantile_ms(0.99),
        Figure::InFlightMax => Some(function.in_flight.max as f64),
        Figure::Utilisation => {
            (available_s > 0.0).then(|| function.billed.provisioned_ms as f64 / 1e3 / available_s)
        }
        Figure::ProvisionedMean => Some(allocated),
        Figure::ProvisionedMax => Some(most),
        Figure::MonthlyCost => Some(bill(scenario, result, Period::Month).total().get()),
    })
}
