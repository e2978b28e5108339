//! The result of a run, as plain data.

use std::iter::Sum;
use std::ops::{AddAssign, Sub};

use serde::{Deserialize, Serialize};

use super::gauge::Level;
use super::latency::{LatencyHistogram, LatencyStatistics};
use super::provisioned::{ProvisionedResult, Utilization};
use super::services::ServiceResult;
use super::sources::SourceResult;
use crate::kernel::{SimDuration, SimTime};

/// Everything one replication of a scenario observed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunResult {
    /// Simulated time, warm-up included.
    pub simulated: SimDuration,
    /// How much of it, from the start, was warm-up: the interval and minute series show it, all
    /// other statistics begin after it.
    pub warm_up: SimDuration,
    /// Length of the intervals; the last one may be shorter.
    pub interval: SimDuration,
    /// The account as a whole.
    pub account: AccountResult,
    /// Each function, in the order of the scenario.
    pub functions: Vec<FunctionResult>,
}

/// What the account as a whole saw.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AccountResult {
    /// Requests in flight in the account, on provisioned and on-demand environments.
    pub concurrency: Level,
    /// AWS's ClaimedAccountConcurrency: in flight on unreserved concurrency, plus all reserved,
    /// plus provisioned concurrency of functions without a reservation.
    pub claimed: Level,
    /// Requests in flight on unreserved on-demand concurrency.
    pub unreserved_in_flight: Level,
    /// A row per interval.
    pub intervals: Vec<AccountInterval>,
    /// A row per minute.
    pub minutes: Vec<AccountMinute>,
}

/// What one function saw.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FunctionResult {
    /// The function's name.
    pub name: String,
    /// On-demand environments that were idle and warm when the run, its warm-up included, began.
    pub warm_at_start: u64,
    /// Whether provisioned concurrency is configured.
    pub has_provisioned: bool,
    /// What became of it, where it changes during the run.
    pub provisioned: Option<Box<ProvisionedResult>>,
    /// Totals of what happened at or after the end of the warm-up.
    pub totals: Counts,
    /// What happened during the warm-up: zero without one.
    pub warm_up_counts: Counts,
    /// Requests in flight or waiting to retry when the warm-up ended; zero without one.
    pub open_at_start: u64,
    /// Requests in flight or waiting to retry at the end.
    pub open_at_end: u64,
    /// How long each of these had been open at the end, in no particular order: the least that its
    /// latency would have come to.
    pub open_ages: Vec<SimDuration>,
    /// Requests being served (initialisation included).
    pub in_flight: Level,
    /// Requests in flight or waiting to retry.
    pub open: Level,
    /// Environments alive: provisioned and on-demand, initialising, busy or idle.
    pub environments: Level,
    /// How environments came and went.
    pub environment_counts: EnvironmentCounts,
    /// The execution time that AWS bills, of the invocations that started after the warm-up.
    pub billed: BilledTime,
    /// Time from a request's arrival to its completion, waits and cold start included, of the
    /// requests *completed* at or after the end of the warm-up: one that arrived before it counts
    /// too, since leaving it out would leave out the longest latencies first.
    pub latency: LatencyHistogram,
    /// A row per interval.
    pub intervals: Vec<FunctionInterval>,
    /// A row per minute.
    pub minutes: Vec<FunctionMinute>,
    /// The windows that the objectives have to hold in, where the scenario asks for some: those that begin at or
    /// after the end of the warm-up.
    pub windows: Vec<Window>,
    /// Its sources with a queue, in the order of its traffic.
    pub sources: Vec<SourceResult>,
    /// What became of the tasks that serve it; `None` on Lambda.
    pub service: Option<Box<ServiceResult>>,
}

/// A stretch of a run that was judged by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Its start, a multiple of the length from the start of the run. The last one may be shorter than the others.
    pub start: SimTime,
    /// Whether every objective held in it. One without attempts holds them all.
    pub met: bool,
}

/// Environments of one function over a run, after its warm-up:
/// `alive_at_start + created = stopped + alive`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvironmentCounts {
    /// Alive when the warm-up ended; without one, those that were warm when the run began.
    pub alive_at_start: u64,
    /// Created, the provisioned ones included.
    pub created: u64,
    /// Stopped after idling or at the end of their lifetime.
    pub stopped: u64,
    /// Alive at the end of the run.
    pub alive: u64,
}

/// Execution time as AWS bills it: each invocation rounded up to a whole millisecond. An invocation
/// counts whole when it starts, also one that is still in flight at the end of the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BilledTime {
    /// On-demand invocations, without initialisation.
    pub on_demand_ms: u64,
    /// What initialisation adds to on-demand invocations with a cold start.
    pub init_ms: u64,
    /// Invocations on provisioned concurrency.
    pub provisioned_ms: u64,
}

impl BilledTime {
    /// Adds the initialisation for `init` of an invocation on demand that then ran for `service`. The two are billed as
    /// one span, rounded up once; `on_demand_ms` has what `service` alone would come to.
    #[inline]
    pub(crate) fn record_init(&mut self, service: SimDuration, init: SimDuration) {
        self.init_ms += billed_ms(init + service) - billed_ms(service);
    }

    /// Adds an invocation on provisioned concurrency.
    #[inline]
    pub(crate) fn record_provisioned(&mut self, service: SimDuration) {
        self.provisioned_ms += billed_ms(service);
    }
}

/// What a span of execution is billed as, in milliseconds.
#[inline]
pub(crate) fn billed_ms(span: SimDuration) -> u64 {
    span.as_nanos().div_ceil(1_000_000)
}

impl Sub for BilledTime {
    type Output = Self;
    fn sub(self, earlier: Self) -> Self {
        Self {
            on_demand_ms: self.on_demand_ms - earlier.on_demand_ms,
            init_ms: self.init_ms - earlier.init_ms,
            provisioned_ms: self.provisioned_ms - earlier.provisioned_ms,
        }
    }
}

/// Counts of what happened, over an interval or a whole run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Requests that arrived (the client's view).
    pub arrivals: u64,
    /// Invocation attempts, retries included (AWS's view).
    pub attempts: u64,
    /// Attempts that were served.
    pub invocations: u64,
    /// Invocations served by provisioned concurrency.
    pub provisioned_invocations: u64,
    /// Invocations that had to wait for a new environment.
    pub cold_starts: u64,
    /// Attempts refused because no scaling token was left.
    pub throttles_scaling: u64,
    /// Attempts refused at a concurrency limit, the account's or the function's.
    pub throttles_concurrency: u64,
    /// Attempts refused at a requests-per-second limit.
    pub throttles_rate: u64,
    /// Attempts that no limit refused, and that the service failed in an outage (HTTP 5xx).
    pub errors: u64,
    /// Requests given up after their last attempt was throttled or failed.
    pub given_up: u64,
    /// Requests completed.
    pub completions: u64,
    /// Invocations that ended in a function error: AWS's `Errors`. They count when they start.
    pub function_errors: u64,
    /// Those of them that were stopped at the function's timeout.
    pub timeouts: u64,
    /// Attempts that API Gateway throttled: they did not reach Lambda.
    pub gateway_throttles: u64,
    /// Requests that API Gateway answered at its timeout while the function ran on.
    pub gateway_timeouts: u64,
}

impl Counts {
    /// Attempts refused by any limit.
    pub fn throttles(&self) -> u64 {
        self.throttles_scaling + self.throttles_concurrency + self.throttles_rate
    }

    /// What ended in an error: attempts that failed in an outage, and invocations in the function.
    pub fn all_errors(&self) -> u64 {
        self.errors + self.function_errors
    }

    /// Throttles / attempts; 0 without attempts.
    pub fn throttle_rate(&self) -> f64 {
        share(self.throttles(), self.attempts)
    }

    /// Cold starts / invocations; 0 without invocations.
    pub fn cold_start_rate(&self) -> f64 {
        share(self.cold_starts, self.invocations)
    }

    /// Invocations not served by provisioned concurrency / invocations; 0 without invocations.
    pub fn spillover_rate(&self) -> f64 {
        share(self.spillover(), self.invocations)
    }

    /// Invocations not served by provisioned concurrency.
    pub fn spillover(&self) -> u64 {
        self.invocations - self.provisioned_invocations
    }

    /// Requests given up / requests; 0 without requests.
    pub fn given_up_rate(&self) -> f64 {
        share(self.given_up, self.arrivals)
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

impl Sub for Counts {
    type Output = Self;
    fn sub(self, earlier: Self) -> Self {
        Self {
            arrivals: self.arrivals - earlier.arrivals,
            attempts: self.attempts - earlier.attempts,
            invocations: self.invocations - earlier.invocations,
            provisioned_invocations: self.provisioned_invocations - earlier.provisioned_invocations,
            cold_starts: self.cold_starts - earlier.cold_starts,
            throttles_scaling: self.throttles_scaling - earlier.throttles_scaling,
            throttles_concurrency: self.throttles_concurrency - earlier.throttles_concurrency,
            throttles_rate: self.throttles_rate - earlier.throttles_rate,
            errors: self.errors - earlier.errors,
            given_up: self.given_up - earlier.given_up,
            completions: self.completions - earlier.completions,
            function_errors: self.function_errors - earlier.function_errors,
            timeouts: self.timeouts - earlier.timeouts,
            gateway_throttles: self.gateway_throttles - earlier.gateway_throttles,
            gateway_timeouts: self.gateway_timeouts - earlier.gateway_timeouts,
        }
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |mut sum, one| {
            sum += one;
            sum
        })
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.arrivals += other.arrivals;
        self.attempts += other.attempts;
        self.invocations += other.invocations;
        self.provisioned_invocations += other.provisioned_invocations;
        self.cold_starts += other.cold_starts;
        self.throttles_scaling += other.throttles_scaling;
        self.throttles_concurrency += other.throttles_concurrency;
        self.throttles_rate += other.throttles_rate;
        self.errors += other.errors;
        self.given_up += other.given_up;
        self.completions += other.completions;
        self.function_errors += other.function_errors;
        self.timeouts += other.timeouts;
        self.gateway_throttles += other.gateway_throttles;
        self.gateway_timeouts += other.gateway_timeouts;
    }
}

/// One function during one interval.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct FunctionInterval {
    /// Start of the interval.
    pub start: SimTime,
    /// What happened in it.
    pub counts: Counts,
    /// Requests being served.
    pub in_flight: Level,
    /// Requests in flight or waiting to retry.
    pub open: Level,
    /// Environments alive.
    pub environments: Level,
    /// Provisioned concurrency allocated, at the end of the interval.
    pub provisioned_allocated: u64,
    /// Most provisioned environments busy at once.
    pub provisioned_busy_max: u64,
    /// Latency of the completions; `None` without any.
    pub latency: Option<LatencyStatistics>,
}

/// The account during one interval.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct AccountInterval {
    /// Start of the interval.
    pub start: SimTime,
    /// Most requests in flight.
    pub concurrency_max: u64,
    /// Most concurrency claimed.
    pub claimed_max: u64,
    /// Most requests in flight on unreserved on-demand concurrency.
    pub unreserved_in_flight_max: u64,
    /// Scaling tokens left at the end of the interval.
    pub scaling_tokens: f64,
    /// Throttled attempts of all functions.
    pub throttles: u64,
}

/// One function during one minute, as CloudWatch would see it.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct FunctionMinute {
    /// Start of the minute.
    pub start: SimTime,
    /// What happened in it.
    pub counts: Counts,
    /// Most requests in flight (`ConcurrentExecutions`).
    pub concurrency_max: u64,
    /// Provisioned concurrency allocated, at the end of the minute.
    pub provisioned_allocated: u64,
    /// Most provisioned environments busy (`ProvisionedConcurrentExecutions`).
    pub provisioned_busy_max: u64,
    /// Of provisioned concurrency that changes, how much was in use; `None` for other functions, and
    /// without traffic or anything allocated.
    pub utilization: Option<Utilization>,
    /// `Duration` of the invocations that started in the minute: service time without cold start.
    pub duration: DurationStatistics,
}

/// Statistics of service times, as CloudWatch's `Duration`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DurationStatistics {
    /// Number of invocations.
    pub count: u64,
    /// Sum of their service times in nanoseconds.
    pub sum_nanos: u128,
    /// Shortest.
    pub min: SimDuration,
    /// Longest.
    pub max: SimDuration,
}

impl DurationStatistics {
    /// Mean in milliseconds; `None` without invocations.
    pub fn mean_ms(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum_nanos as f64 / self.count as f64 / 1e6)
    }
}

/// The account during one minute, as CloudWatch would see it.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct AccountMinute {
    /// Start of the minute.
    pub start: SimTime,
    /// Most requests in flight (`ConcurrentExecutions`).
    pub concurrency_max: u64,
    /// Most requests in flight on unreserved concurrency (`UnreservedConcurrentExecutions`).
    pub unreserved_in_flight_max: u64,
    /// Most concurrency claimed (`ClaimedAccountConcurrency`).
    pub claimed_max: u64,
}

impl RunResult {
    /// The totals of all functions together, without the warm-up.
    pub fn totals(&self) -> Counts {
        self.functions.iter().map(|one| one.totals).sum()
    }

    /// The counts of all functions together over the whole run: what the series add up to.
    pub fn totals_with_warm_up(&self) -> Counts {
        let mut totals = self.totals();
        for function in &self.functions {
            totals += function.warm_up_counts;
        }
        totals
    }

    /// The latencies of all functions together.
    pub fn latency(&self) -> LatencyHistogram {
        let mut latency = LatencyHistogram::new();
        for function in &self.functions {
            latency.merge(&function.latency);
        }
        latency
    }

    /// Checks that nothing was lost or invented: requests, attempts, environments and the sums
    /// of the interval series.
    ///
    /// # Errors
    /// The first law that does not hold, in words with its numbers.
    pub fn check_conservation(&self) -> Result<(), String> {
        self.functions
            .iter()
            .try_for_each(FunctionResult::check_conservation)
    }
}

impl FunctionResult {
    fn check_conservation(&self) -> Result<(), String> {
        let Self {
            name,
            totals,
            environment_counts: environments,
            ..
        } = self;
        let mut series = Counts::default();
        for interval in &self.intervals {
            series += interval.counts;
        }
        let mut run = self.warm_up_counts;
        run += *totals;
        let laws = [
            (
                "open at the start + requests = completed + given up + open at the end",
                self.open_at_start + totals.arrivals,
                totals.completions + totals.given_up + self.open_at_end,
            ),
            (
                "requests open = their ages",
                self.open_at_end,
                self.open_ages.len() as u64,
            ),
            (
                "attempts = invocations + throttles + errors",
                totals.attempts,
                totals.invocations + totals.throttles() + totals.errors,
            ),
            (
                "environments alive at the start + created = stopped + alive",
                environments.alive_at_start + environments.created,
                environments.stopped + environments.alive,
            ),
            (
                "latencies recorded = completions",
                self.latency.count(),
                totals.completions,
            ),
        ];
        for (law, left, right) in laws {
            if left != right {
                return Err(format!(
                    "function {name}: {law} does not hold: {left} is not {right}"
                ));
            }
        }
        for source in &self.sources {
            let check = source.check_conservation();
            check.map_err(|law| format!("function {name}, {law}"))?;
        }
        if series != run {
            return Err(format!(
                "function {name}: the intervals do not add up to the run: {series:?} is not {run:?}"
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
