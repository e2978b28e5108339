//! Small scenarios, spelled out in code.

use std::num::NonZeroU32;

use burstsim::kernel::{SimDuration, SimTime};
use burstsim::metrics::{FunctionInterval, FunctionResult};
use burstsim::scenario::*;

pub(crate) fn secs(seconds: f64) -> SimDuration {
    SimDuration::from_secs_f64(seconds)
}

pub(crate) fn at(seconds: f64) -> SimTime {
    SimTime::from_secs_f64(seconds)
}

/// A time as seconds since the start.
pub(crate) fn seconds(time: SimTime) -> f64 {
    time.as_secs_f64()
}

pub(crate) fn number(value: u32) -> NonZeroU32 {
    NonZeroU32::new(value).expect("above zero")
}

pub(crate) fn concurrency(count: u32) -> Concurrency {
    Concurrency::new(count).expect("within the largest concurrency")
}

/// Provisioned concurrency for the whole run.
pub(crate) fn constantly(count: u32) -> ProvisionedConcurrency {
    ProvisionedConcurrency::constant(concurrency(count))
}

pub(crate) fn rate(per_second: f64) -> Rate {
    Rate::new(per_second).expect("a valid rate")
}

pub(crate) fn poisson(per_second: f64) -> Traffic {
    Traffic::Poisson(RateProfile::Constant(rate(per_second)))
}

pub(crate) fn even(per_second: f64) -> Traffic {
    Traffic::Even(RateProfile::Constant(rate(per_second)))
}

pub(crate) fn batch(at: &[f64], requests: u64) -> Traffic {
    Traffic::Batch {
        at: at.iter().map(|&seconds| secs(seconds)).collect(),
        requests,
    }
}

/// Recorded requests: (arrival, service time) in seconds.
pub(crate) fn trace(rows: &[(f64, f64)]) -> Traffic {
    let row = |&(arrival, service): &(f64, f64)| TraceRow {
        arrival: at(arrival),
        service: Some(secs(service)),
        cold: None,
    };
    Traffic::Trace(Trace {
        file: "inputs/test.csv".into(),
        rows: rows.iter().map(row).collect(),
        begin: None,
    })
}

/// A function without cold starts, expiry or requests-per-second limit: what is left is queueing.
pub(crate) fn bare_function(
    name: &str,
    service_time: Distribution,
    traffic: Vec<Traffic>,
) -> Function {
    Function {
        version: None,
        served_by: ServedBy::Lambda(None),
        name: name.into(),
        memory: Memory::from_mb(128).expect("a valid memory"),
        architecture: Architecture::X86_64,
        service_time,
        service_time_per_item: None,
        timeout: None,
        error_rate: 0.0,
        cold_start: Distribution::Constant(SimDuration::ZERO),
        lifecycle: Lifecycle::default(),
        idle_timeout: None,
        surplus_idle_timeout: None,
        max_lifetime: None,
        early_stop: None,
        reuse: ReuseOrder::MostRecentlyUsed,
        warm_environments: None,
        reserved_concurrency: None,
        provisioned_concurrency: None,
        ephemeral_storage: EphemeralStorage::from_mb(512).expect("in range"),
        requests_per_second_limit: false,
        client_retry: ClientRetry::None,
        clients: None,
        traffic: traffic.into_iter().map(Into::into).collect(),
        written_traffic: None,
    }
}

pub(crate) fn constant(seconds: f64) -> Distribution {
    Distribution::Constant(secs(seconds))
}

/// An account with the given concurrency limit, burst quota and +500 a minute.
pub(crate) fn scenario(
    seconds: f64,
    account: u32,
    burst: u32,
    functions: Vec<Function>,
) -> Scenario {
    Scenario {
        name: "test".into(),
        title: "Test".into(),
        duration: secs(seconds),
        warm_up: SimDuration::ZERO,
        time_of_day_start: TimeOfDay::default(),
        timezone: None,
        seed: 1,
        scale: 1.0,
        interval: secs((seconds / 10.0).max(1.0)),
        region: Region {
            name: "us-east-1".into(),
            scaling: ScalingRule::RegionalBurst {
                burst: concurrency(burst),
                ramp_per_minute: concurrency(500),
                refill: Refill::Continuous,
            },
            account_concurrency: concurrency(account),
            unreserved_minimum: concurrency(0),
            fargate_launches: FargateLaunches {
                burst: 100,
                per_second: 20,
            },
            provisioned_allocation: ProvisionedAllocation {
                preparation: secs(60.0),
                burst: concurrency(burst),
                per_minute: concurrency(500),
            },
            prices: PriceOverrides::default(),
            outages: Vec::new(),
        },
        functions,
        slo: Vec::new(),
        slo_windows: None,
        billing: Billing::default(),
        inputs: Vec::new(),
    }
}

/// AWS's rule since November 2023, with its quotas.
pub(crate) fn per_function() -> ScalingRule {
    ScalingRule::PerFunction {
        burst: concurrency(1000),
        ramp_per_minute: concurrency(6000),
        request_burst: request_rate(10_000),
        request_ramp_per_minute: request_rate(60_000),
        refill: Refill::Continuous,
    }
}

pub(crate) fn request_rate(per_second: u32) -> RequestRate {
    RequestRate::new(per_second).expect("within the largest rate")
}

/// Batch means of a function over its intervals, the first left out as warm-up: their mean, with
/// its standard error.
pub(crate) fn batch_means(
    function: &FunctionResult,
    value: impl Fn(&FunctionInterval) -> f64,
) -> (f64, f64) {
    let means: Vec<f64> = function.intervals[1..].iter().map(value).collect();
    mean_and_standard_error(&means)
}

/// Mean of independent values, with its standard error.
pub(crate) fn mean_and_standard_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values
        .iter()
        .map(|value| (value - mean).powi(2))
        .sum::<f64>()
        / (n - 1.0);
    (mean, (variance / n).sqrt())
}
