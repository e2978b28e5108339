//! `summary.json`: the totals of a run, for machines.
//!
//! The keys are fixed; more may be added. A number is `null` where there is nothing to measure.
//! Rates and verdicts are exact quotients, so that they can be checked against the counts.

use serde::Serialize;
use serde_json::{Value, json};

use super::cells::json_fraction;
use super::cost::CostSummary;
use super::figures::{Extent, Latency, estimate};
use super::on_lambda::OnLambda;
use super::provisioned::ProvisionedSummary;
use super::services::{self, ServiceSummary};
use super::sla::SlaSummary;
use super::sources::SourceSummary;
use crate::metrics::{Counts, FunctionResult, LatencyHistogram, RunResult, Verdict};
use crate::scenario::{Function, InvokedBy};
use crate::study::steady_state::FunctionSteadyState;
use crate::study::{Finished, SteadyState};

/// Everything in `summary.json`.
#[derive(Debug, Serialize)]
pub struct Summary {
    scenario: String,
    title: String,
    seed: u64,
    #[serde(skip_serializing_if = "is_as_written")]
    scale: f64,
    version: &'static str,
    simulated_s: f64,
    warm_up_s: f64,
    account: AccountSummary,
    functions: Vec<FunctionSummary>,
    /// Only of ECS services.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    services: Vec<ServiceSummary>,
    slo: Vec<VerdictSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    steady_state: Option<Value>,
}

/// The totals over all functions; of the cost, those of ECS services are in it. Requests in flight are under `concurrency`, AWS's name for
/// them; the most environments of all functions together were not observed and are left out.
#[derive(Debug, Serialize)]
struct AccountSummary {
    #[serde(flatten)]
    totals: Totals,
    concurrency: Extent,
    claimed: Peak,
    unreserved_in_flight: Peak,
    environments: AccountEnvironments,
    cost: CostSummary,
    sla: SlaSummary,
}

#[derive(Debug, Serialize)]
struct FunctionSummary {
    name: String,
    /// AWS's name of the alias that points to this version.
    #[serde(skip_serializing_if = "Option::is_none")]
    alias: Option<String>,
    #[serde(flatten)]
    totals: Totals,
    in_flight: Extent,
    open: Extent,
    environments: Environments,
    /// Only of sources with a queue.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sources: Vec<SourceSummary>,
    /// Only behind API Gateway.
    #[serde(skip_serializing_if = "Option::is_none")]
    api_gateway: Option<GatewaySummary>,
    /// Only where it changes during the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    provisioned: Option<ProvisionedSummary>,
    cost: Option<CostSummary>,
    /// Only where the scenario asks for windows.
    #[serde(skip_serializing_if = "Option::is_none")]
    windows: Option<WindowsSummary>,
    /// What the function's trace records, to compare `cold_starts` with.
    recorded_cold_starts: Option<u64>,
}

/// What the account and each function have in common.
#[derive(Debug, Serialize)]
struct Totals {
    requests: u64,
    served: u64,
    given_up: u64,
    open_at_start: u64,
    open_at_end: u64,
    attempts: u64,
    invocations: u64,
    provisioned_invocations: u64,
    throttles: u64,
    throttles_scaling: u64,
    throttles_concurrency: u64,
    throttles_rate: u64,
    throttle_rate: f64,
    errors: u64,
    server_errors: u64,
    function_errors: u64,
    timeouts: u64,
    cold_starts: u64,
    cold_start_rate: f64,
    spillover_rate: Option<f64>,
    latency_ms: Latency,
}

/// What API Gateway answered instead of the function.
#[derive(Debug, Serialize)]
struct GatewaySummary {
    throttles: u64,
    timeouts: u64,
}

/// In how many windows an objective was missed.
#[derive(Debug, Serialize)]
struct WindowsSummary {
    count: u64,
    missed: u64,
}

#[derive(Debug, Serialize)]
struct Peak {
    max: u64,
}

#[derive(Debug, Serialize)]
struct Environments {
    mean: f64,
    max: u64,
    created: u64,
    /// Only where the scenario says how many.
    #[serde(skip_serializing_if = "Option::is_none")]
    warm_at_start: Option<u64>,
}

#[derive(Debug, Serialize)]
struct AccountEnvironments {
    mean: f64,
    created: u64,
}

#[derive(Debug, Serialize)]
struct VerdictSummary {
    metric: &'static str,
    objective: String,
    function: String,
    value: Option<f64>,
    met: bool,
}

impl Summary {
    /// The summary of one run.
    pub fn new(finished: &Finished<'_>) -> Self {
        let Finished {
            scenario,
            result,
            bills,
            verdicts,
            ..
        } = finished;
        let on_lambda = OnLambda::of(scenario, result);
        let pairs = result.functions.iter().zip(&scenario.functions);
        let functions = pairs
            .enumerate()
            .filter(|(_, (function, _))| function.service.is_none())
            .map(|(index, (function, settings))| {
                let recorded = settings.recorded_cold_starts(scenario.duration);
                let cost = CostSummary::of_function(bills, index);
                let says_warm = settings.warm_environments.is_some();
                let mut summary = FunctionSummary::new(function, cost, recorded, says_warm);
                summary.alias = settings.qualified_alias();
                summary.api_gateway = GatewaySummary::new(&function.totals, settings);
                summary
            })
            .collect();
        Self {
            scenario: scenario.name.clone(),
            title: scenario.title.clone(),
            seed: scenario.seed,
            scale: scenario.scale,
            version: env!("CARGO_PKG_VERSION"),
            simulated_s: result.simulated.as_secs_f64(),
            warm_up_s: result.warm_up.as_secs_f64(),
            account: AccountSummary::new(
                on_lambda.as_ref().map_or(result, |part| part.result()),
                CostSummary::of_account(bills),
                SlaSummary::new(&finished.credit()),
            ),
            functions,
            services: services::of_run(scenario, result)
                .map(|service| ServiceSummary::new(&service, bills))
                .collect(),
            slo: verdicts.iter().map(VerdictSummary::new).collect(),
            steady_state: None,
        }
    }

    /// The summary with what a long run says of its steady state.
    #[must_use]
    pub fn with_steady_state(mut self, steady: Option<&SteadyState>) -> Self {
        self.steady_state = steady.map(steady_state);
        self
    }
}

/// Whether traffic is as the scenario's sources have it.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_as_written(scale: &f64) -> bool {
    *scale == 1.0
}

fn steady_state(steady: &SteadyState) -> Value {
    let function = |function: &FunctionSteadyState| {
        let estimates = function.estimates.iter().map(|(quantity, means)| {
            let mut value = estimate(&means.estimate);
            value["independent_batches"] = means.independent.into();
            (quantity.series_column(), value)
        });
        let mut tree = json!({ "name": function.name });
        estimates.for_each(|(name, value)| tree[name] = value);
        tree
    };
    let names: Vec<_> = steady
        .judged_by
        .iter()
        .map(|metric| metric.series_column())
        .collect();
    let unsteady = steady.unsteady.iter();
    json!({
        "found": steady.warm_up.is_some(),
        "method": "MSER-5; batch means",
        "judged_by": names,
        "unsteady": unsteady
            .map(|(function, metric)| json!({ "function": function, "metric": metric.series_column() }))
            .collect::<Vec<_>>(),
        "warm_up_s": steady.warm_up.map(|span| span.as_secs_f64()),
        "functions": steady.functions.iter().map(function).collect::<Vec<_>>(),
    })
}

impl AccountSummary {
    fn new(result: &RunResult, cost: CostSummary, sla: SlaSummary) -> Self {
        let account = &result.account;
        let functions = &result.functions;
        let open = [
            functions.iter().map(|f| f.open_at_start).sum(),
            functions.iter().map(|f| f.open_at_end).sum(),
        ];
        let mut provisioned = Counts::default();
        for function in functions.iter().filter(|f| f.has_provisioned) {
            provisioned += function.totals;
        }
        let spillover = functions
            .iter()
            .any(|f| f.has_provisioned)
            .then_some(&provisioned);
        Self {
            totals: Totals::new(&result.totals(), open, spillover, &result.latency()),
            concurrency: Extent::new(account.concurrency),
            claimed: Peak {
                max: account.claimed.max,
            },
            unreserved_in_flight: Peak {
                max: account.unreserved_in_flight.max,
            },
            environments: AccountEnvironments {
                mean: json_fraction(functions.iter().map(|f| f.environments.mean).sum()),
                created: functions.iter().map(|f| f.environment_counts.created).sum(),
            },
            cost,
            sla,
        }
    }
}

impl FunctionSummary {
    fn new(
        function: &FunctionResult,
        cost: Option<CostSummary>,
        recorded_cold_starts: Option<u64>,
        says_warm: bool,
    ) -> Self {
        let totals = &function.totals;
        let spillover = function.has_provisioned.then_some(totals);
        let open = [function.open_at_start, function.open_at_end];
        Self {
            name: function.name.clone(),
            alias: None,
            totals: Totals::new(totals, open, spillover, &function.latency),
            in_flight: Extent::new(function.in_flight),
            open: Extent::new(function.open),
            environments: Environments {
                mean: json_fraction(function.environments.mean),
                max: function.environments.max,
                created: function.environment_counts.created,
                warm_at_start: says_warm.then_some(function.warm_at_start),
            },
            sources: function.sources.iter().map(SourceSummary::new).collect(),
            api_gateway: None,
            provisioned: function.provisioned.as_deref().map(ProvisionedSummary::new),
            cost,
            windows: WindowsSummary::new(function),
            recorded_cold_starts,
        }
    }
}

impl GatewaySummary {
    fn new(totals: &Counts, settings: &Function) -> Option<Self> {
        let mut sources = settings.traffic.iter();
        let is_behind = sources.any(|one| matches!(one.invoked_by, InvokedBy::ApiGateway(_)));
        is_behind.then_some(Self {
            throttles: totals.gateway_throttles,
            timeouts: totals.gateway_timeouts,
        })
    }
}

impl WindowsSummary {
    fn new(function: &FunctionResult) -> Option<Self> {
        let windows = function.windows.iter();
        let missed = windows.filter(|window| !window.met).count() as u64;
        (!function.windows.is_empty()).then_some(Self {
            count: function.windows.len() as u64,
            missed,
        })
    }
}

impl Totals {
    /// `provisioned` holds the counts of the functions with provisioned concurrency, if there
    /// are any: spillover is theirs alone.
    fn new(
        counts: &Counts,
        [open_at_start, open_at_end]: [u64; 2],
        provisioned: Option<&Counts>,
        latency: &LatencyHistogram,
    ) -> Self {
        Self {
            requests: counts.arrivals,
            served: counts.completions,
            given_up: counts.given_up,
            open_at_start,
            open_at_end,
            attempts: counts.attempts,
            invocations: counts.invocations,
            provisioned_invocations: counts.provisioned_invocations,
            throttles: counts.throttles(),
            throttles_scaling: counts.throttles_scaling,
            throttles_concurrency: counts.throttles_concurrency,
            throttles_rate: counts.throttles_rate,
            throttle_rate: counts.throttle_rate(),
            errors: counts.all_errors(),
            server_errors: counts.errors,
            function_errors: counts.function_errors,
            timeouts: counts.timeouts,
            cold_starts: counts.cold_starts,
            cold_start_rate: counts.cold_start_rate(),
            spillover_rate: provisioned.map(Counts::spillover_rate),
            latency_ms: Latency::new(latency),
        }
    }
}

impl VerdictSummary {
    fn new(verdict: &Verdict) -> Self {
        Self {
            metric: verdict.objective.measure.key(),
            objective: verdict.objective.to_string(),
            function: verdict.function.clone(),
            value: verdict.value,
            met: verdict.met,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn holds_totals_and_verdicts_under_the_fixed_keys() {
        let scenario = fixture::scenario();
        let result = fixture::small();
        let summary = Summary::new(&Finished::new(&scenario, &result));
        insta::assert_snapshot!(serde_json::to_string_pretty(&summary).unwrap());
    }
}
