//! What a run used of what has a price, and what a month of such runs would.
//!
//! It knows the counters of a run; it must not know prices.

use super::period::{Period, Span};
use super::services::{ServiceUsage, service_usage};
use crate::catalog::billing_rules;
use crate::kernel::SimDuration;
use crate::metrics::{EnabledSpan, FunctionResult, RunResult, SourceResult};
use crate::scenario::{
    Architecture, Concurrency, Function, InvokedBy, ProvisionedChanges, ProvisionedConcurrency,
    Scenario,
};

/// Megabytes in the gigabyte of a GB-second.
const MB_PER_GB: f64 = 1024.0;

/// What a function or an ECS service used.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Usage {
    /// On Lambda.
    Function(FunctionUsage),
    /// In containers.
    Service(ServiceUsage),
}

impl Usage {
    /// What was used on Lambda.
    pub(super) const fn function(&self) -> Option<&FunctionUsage> {
        match self {
            Self::Function(usage) => Some(usage),
            Self::Service(_) => None,
        }
    }
}

/// What one function used.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FunctionUsage {
    /// The function's name.
    pub function: String,
    /// Its architecture, on which prices depend.
    pub architecture: Architecture,
    /// Invocations on demand; throttled attempts are not billed.
    pub requests: f64,
    /// Invocations on provisioned concurrency.
    pub provisioned_requests: f64,
    /// GB-seconds of on-demand invocations, without initialisation.
    pub duration: f64,
    /// GB-seconds that their initialisation adds. AWS bills it for every on-demand cold start since
    /// 1 August 2025, at the price of duration (AWS Compute Blog, "AWS Lambda standardizes billing
    /// for INIT Phase").
    pub init: f64,
    /// What provisioned concurrency used; `None` without.
    pub provisioned: Option<ProvisionedUsage>,
    /// GB-seconds of ephemeral storage beyond the free part, while invocations ran or initialised;
    /// `None` for a function that has the free part only.
    pub storage: Option<f64>,
    /// Poller-hours of provisioned mode; `None` without. Assumed: an hour of a poller is billed by the second, from when it
    /// is added until it is taken back.
    pub event_pollers: Option<f64>,
}

/// What a function's provisioned concurrency used, in GB-seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ProvisionedUsage {
    /// Allocated, busy or not.
    pub allocated: f64,
    /// Of its invocations.
    pub duration: f64,
}

/// Provisioned concurrency that was enabled for some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Allocation {
    /// Environments allocated.
    pub environments: Concurrency,
    /// From enabled to disabled.
    pub enabled: SimDuration,
    /// Whether it is a part of a longer one, which alone is rounded up.
    pub is_part: bool,
}

/// What each function of a run used in the period.
pub(super) fn usage(scenario: &Scenario, result: &RunResult, period: Period) -> Vec<Usage> {
    let measured = result.simulated - result.warm_up;
    let span = period.span(scenario);
    let functions = scenario.functions.iter().zip(&result.functions);
    let usage = |(settings, function): (&Function, &FunctionResult)| match (
        settings.ecs(),
        function.service.as_deref(),
    ) {
        (Some(service), Some(tasks)) => {
            let observed = (function, tasks);
            Usage::Service(service_usage(service, observed, measured, span))
        }
        _ => Usage::Function(function_usage(settings, function, measured, span)),
    };
    functions.map(usage).collect()
}

fn function_usage(
    settings: &Function,
    function: &FunctionResult,
    measured: SimDuration,
    span: Span,
) -> FunctionUsage {
    let rules = billing_rules();
    let times = span.times(measured);
    let (counts, billed) = (&function.totals, &function.billed);
    let memory_gb = f64::from(settings.memory.mb()) / MB_PER_GB;
    let seconds = |ms: u64| ms as f64 / 1e3 * times;
    let extra_mb = f64::from(settings.ephemeral_storage.mb()) - rules.free_storage_mb;
    let execution_ms = billed.on_demand_ms + billed.init_ms + billed.provisioned_ms;
    let provisioned = settings.provisioned_concurrency.as_ref();
    let allocations = provisioned.map(|all| allocations(all, function, measured));
    FunctionUsage {
        function: settings.name.clone(),
        architecture: settings.architecture,
        requests: counts.spillover() as f64 * times,
        provisioned_requests: counts.provisioned_invocations as f64 * times,
        duration: seconds(billed.on_demand_ms) * memory_gb,
        init: seconds(billed.init_ms) * memory_gb,
        provisioned: allocations.map(|allocations| ProvisionedUsage {
            allocated: provisioned_gb_seconds(&allocations, memory_gb, measured, span),
            duration: seconds(billed.provisioned_ms) * memory_gb,
        }),
        event_pollers: poller_hours(settings, function, measured).map(|hours| hours * times),
        storage: (extra_mb > 0.0).then(|| seconds(execution_ms) * extra_mb / MB_PER_GB),
    }
}

/// Hours of all event pollers of a function; `None` where none are provisioned.
fn poller_hours(
    settings: &Function,
    function: &FunctionResult,
    measured: SimDuration,
) -> Option<f64> {
    let is_provisioned = |source: &&SourceResult| {
        let entry = settings.traffic.get(source.source);
        entry.is_some_and(|entry| match &entry.invoked_by {
            InvokedBy::Sqs(queue) => queue.provisioned_pollers.is_some(),
            _ => false,
        })
    };
    let sources = function.sources.iter().filter(is_provisioned);
    let means = sources.map(|source| source.pollers_mean);
    let pollers = means.reduce(|sum, one| sum + one)?;
    Some(pollers * measured.as_secs_f64() / 3600.0)
}

/// What a function's provisioned concurrency is billed for: a number for all of what was measured. Where
/// it changes, from a change that is granted to the one that takes it back; what was added last goes
/// first, and each layer counts as an allocation of its own. Assumed: AWS says only "from the time you
/// enable it until it is disabled". That of an alias is not disabled when its weights change: what it moves
/// between versions is billed to each for as long as it has it.
fn allocations(
    provisioned: &ProvisionedConcurrency,
    function: &FunctionResult,
    measured: SimDuration,
) -> Vec<Allocation> {
    let Some(changing) = &function.provisioned else {
        return vec![Allocation {
            environments: provisioned.initial,
            enabled: measured,
            is_part: false,
        }];
    };
    let allocation = |span: &EnabledSpan| Allocation {
        // More than a scenario may name cannot have been granted.
        environments: u32::try_from(span.environments)
            .ok()
            .and_then(Concurrency::new)
            .unwrap_or(Concurrency::MAX),
        enabled: span.enabled,
        is_part: provisioned.changes == Some(ProvisionedChanges::ByAlias),
    };
    changing.enabled.iter().map(allocation).collect()
}

/// GB-seconds of provisioned concurrency: each allocation from enabled to disabled, rounded up to 5
/// minutes, times its environments.
///
/// Where what was measured goes on, an allocation that lasted as long as the run does so, too; a shorter one
/// comes back as often as the run fits into the time, and is rounded up each time, unless it is a part. Of an event
/// each allocation is enabled anew.
pub(super) fn provisioned_gb_seconds(
    allocations: &[Allocation],
    memory_gb: f64,
    measured: SimDuration,
    span: Span,
) -> f64 {
    let step = billing_rules().provisioned_step_s;
    let times = span.times(measured);
    let rounded_up = |seconds: f64| (seconds / step).ceil() * step;
    let billed_seconds = |allocation: &Allocation| {
        let enabled = allocation.enabled.as_secs_f64();
        match span {
            // The quotient of a month and a run, times the run, may miss the month by a rounding.
            Span::GoesOn(seconds) if allocation.enabled >= measured => rounded_up(seconds),
            _ if allocation.is_part && allocation.enabled < measured => enabled * times,
            _ => rounded_up(enabled) * times,
        }
    };
    let gb = |allocation: &Allocation| f64::from(allocation.environments.get()) * memory_gb;
    allocations
        .iter()
        .map(|allocation| billed_seconds(allocation) * gb(allocation))
        .fold(0.0, |sum, gb_seconds| sum + gb_seconds)
}
