//! The families of metrics: names, units, words and values.
//!
//! It knows what an interval holds; it must not know how a family is written.

use crate::kernel::SimDuration;
use crate::metrics::{AccountInterval, FunctionInterval, ServiceInterval, SourceInterval};
use crate::report::cells::{written_fraction, written_millis};
use crate::report::services::cpu_utilization;
use crate::scenario::EcsService;

/// Metrics of one name.
pub(super) struct Family<R> {
    /// As the text begins it; it ends with the unit.
    pub(super) name: &'static str,
    /// Empty for numbers.
    pub(super) unit: &'static str,
    pub(super) help: &'static str,
    pub(super) column: Column<R>,
}

/// What a row holds of a family.
#[derive(Clone, Copy)]
pub(super) enum Column<R> {
    /// How often something happened in the interval.
    Counter(fn(&R) -> u64),
    /// A level.
    Gauge(fn(&R) -> f64),
    /// Quantiles by their shares; none where there was nothing.
    Quantiles([(&'static str, Quantile<R>); 2]),
}

/// The value of a quantile.
type Quantile<R> = fn(&R) -> Option<f64>;

impl<R> Column<R> {
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Counter(_) => "counter",
            Self::Gauge(_) => "gauge",
            Self::Quantiles(_) => "summary",
        }
    }
}

const fn counter<R>(name: &'static str, help: &'static str, count: fn(&R) -> u64) -> Family<R> {
    family(name, "", help, Column::Counter(count))
}

const fn gauge<R>(name: &'static str, help: &'static str, value: fn(&R) -> f64) -> Family<R> {
    family(name, "", help, Column::Gauge(value))
}

const fn family<R>(
    name: &'static str,
    unit: &'static str,
    help: &'static str,
    column: Column<R>,
) -> Family<R> {
    Family {
        name,
        unit,
        help,
        column,
    }
}

type OfFunction<'a> = &'a FunctionInterval;

/// Of every function, and of every ECS service.
pub(super) const fn requests<'a>() -> [Family<OfFunction<'a>>; 8] {
    [
        counter("burstsim_arrivals", "Requests that arrived.", |row| {
            row.counts.arrivals
        }),
        counter("burstsim_attempts", "Attempts, retries included.", |row| {
            row.counts.attempts
        }),
        counter(
            "burstsim_completions",
            "Requests that were answered.",
            |row| row.counts.completions,
        ),
        counter(
            "burstsim_given_up",
            "Requests abandoned after their last attempt.",
            |row| row.counts.given_up,
        ),
        gauge(
            "burstsim_in_flight_max",
            "Peak number of requests being served.",
            |row| row.in_flight.max as f64,
        ),
        gauge(
            "burstsim_open_mean",
            "Mean number of requests in flight or waiting to retry.",
            |row| written_fraction(row.open.mean),
        ),
        gauge(
            "burstsim_open_max",
            "Peak number of requests in flight or waiting to retry.",
            |row| row.open.max as f64,
        ),
        family(
            "burstsim_latency_seconds",
            "seconds",
            "Time from arrival to answer of the requests answered in the interval.",
            Column::Quantiles([
                ("0.5", |row| Some(in_seconds(row.latency?.p50_ms))),
                ("0.99", |row| Some(in_seconds(row.latency?.p99_ms))),
            ]),
        ),
    ]
}

/// Of functions on Lambda.
pub(super) const fn on_lambda<'a>() -> [Family<OfFunction<'a>>; 10] {
    [
        counter(
            "burstsim_invocations",
            "Attempts that were served.",
            |row| row.counts.invocations,
        ),
        counter(
            "burstsim_cold_starts",
            "Invocations that waited for a new environment.",
            |row| row.counts.cold_starts,
        ),
        counter(
            "burstsim_throttles_scaling",
            "Attempts refused because the scaling rate was used up.",
            |row| row.counts.throttles_scaling,
        ),
        counter(
            "burstsim_throttles_concurrency",
            "Attempts refused at a concurrency limit.",
            |row| row.counts.throttles_concurrency,
        ),
        counter(
            "burstsim_throttles_rate",
            "Attempts refused at a limit of requests per second.",
            |row| row.counts.throttles_rate,
        ),
        counter(
            "burstsim_errors",
            "Attempts that failed in an outage, and invocations that ended in an error.",
            |row| row.counts.all_errors(),
        ),
        counter(
            "burstsim_function_errors",
            "Invocations that ended in an error of the function.",
            |row| row.counts.function_errors,
        ),
        counter(
            "burstsim_timeouts",
            "Invocations that were stopped at the timeout of the function.",
            |row| row.counts.timeouts,
        ),
        gauge(
            "burstsim_environments_mean",
            "Mean number of environments alive.",
            |row| written_fraction(row.environments.mean),
        ),
        gauge(
            "burstsim_environments_max",
            "Peak number of environments alive.",
            |row| row.environments.max as f64,
        ),
    ]
}

/// Of functions with provisioned concurrency.
pub(super) const fn provisioned<'a>() -> [Family<OfFunction<'a>>; 3] {
    [
        counter(
            "burstsim_provisioned_invocations",
            "Invocations on provisioned concurrency.",
            |row| row.counts.provisioned_invocations,
        ),
        gauge(
            "burstsim_provisioned_allocated",
            "Provisioned environments ready at the end of the interval.",
            |row| row.provisioned_allocated as f64,
        ),
        gauge(
            "burstsim_provisioned_busy_max",
            "Peak number of provisioned environments in use.",
            |row| row.provisioned_busy_max as f64,
        ),
    ]
}

/// Of sources with a queue.
pub(super) const fn sources<'a>() -> [Family<&'a SourceInterval>; 10] {
    [
        counter(
            "burstsim_source_received",
            "Items that arrived in the queue.",
            |row| row.counts.received,
        ),
        counter(
            "burstsim_source_delivered",
            "Items handed to the function, retries included.",
            |row| row.counts.delivered,
        ),
        counter(
            "burstsim_source_deleted",
            "Items that were processed.",
            |row| row.counts.deleted,
        ),
        counter(
            "burstsim_source_retried",
            "Items handed to the function again.",
            |row| row.counts.retried,
        ),
        counter(
            "burstsim_source_dead_lettered",
            "Items moved to a dead-letter queue or an on-failure destination.",
            |row| row.counts.dead_lettered,
        ),
        counter("burstsim_source_dropped", "Items that were lost.", |row| {
            row.counts.dropped()
        }),
        gauge(
            "burstsim_source_backlog_max",
            "Peak number of items waiting.",
            |row| row.backlog_max as f64,
        ),
        family(
            "burstsim_source_oldest_age_seconds",
            "seconds",
            "Age of the oldest item waiting at the end of the interval; 0 if none waits.",
            Column::Gauge(|row| {
                written_fraction(row.oldest_age.map_or(0.0, SimDuration::as_secs_f64))
            }),
        ),
        gauge(
            "burstsim_source_concurrency_max",
            "Peak number of batches being processed.",
            |row| row.concurrency_max as f64,
        ),
        gauge(
            "burstsim_source_pollers",
            "Pollers of the queue at the end of the interval.",
            |row| row.pollers as f64,
        ),
    ]
}

type OfService<'a> = (&'a EcsService, &'a ServiceInterval);

/// Of ECS services.
pub(super) const fn services<'a>() -> [Family<OfService<'a>>; 8] {
    [
        counter(
            "burstsim_service_rejected",
            "Attempts refused because every task was busy and the queue full.",
            |row| row.1.counts.rejected,
        ),
        counter(
            "burstsim_service_timed_out",
            "Attempts that waited too long for a task.",
            |row| row.1.counts.timed_out,
        ),
        gauge(
            "burstsim_service_queue_max",
            "Peak number of requests waiting for a task.",
            |row| row.1.queue_max as f64,
        ),
        gauge(
            "burstsim_service_tasks_running",
            "Tasks running at the end of the interval.",
            |row| row.1.tasks_running as f64,
        ),
        gauge(
            "burstsim_service_tasks_pending",
            "Tasks requested and not running yet at the end of the interval.",
            |row| row.1.tasks_pending as f64,
        ),
        gauge(
            "burstsim_service_instances_running",
            "Instances that accept tasks at the end of the interval.",
            |row| row.1.instances_running as f64,
        ),
        gauge(
            "burstsim_service_instances_pending",
            "Instances that are booting at the end of the interval.",
            |row| row.1.instances_pending as f64,
        ),
        family(
            "burstsim_service_cpu_utilization_ratio",
            "ratio",
            "Share of the CPU of running tasks that was in use.",
            Column::Gauge(|row| written_fraction(cpu_utilization(row.0, row.1))),
        ),
    ]
}

/// Of the account, which all functions on Lambda share.
pub(super) const fn account<'a>() -> [Family<&'a AccountInterval>; 4] {
    [
        gauge(
            "burstsim_account_concurrency_max",
            "Peak number of requests being served in the account.",
            |row| row.concurrency_max as f64,
        ),
        gauge(
            "burstsim_account_claimed_max",
            "Peak concurrency claimed: in use and unreserved, reserved, and provisioned.",
            |row| row.claimed_max as f64,
        ),
        gauge(
            "burstsim_account_unreserved_in_flight_max",
            "Peak number of requests being served without reserved concurrency.",
            |row| row.unreserved_in_flight_max as f64,
        ),
        gauge(
            "burstsim_account_scaling_tokens",
            "Environments that may still be created at once, at the end of the interval.",
            |row| written_fraction(row.scaling_tokens),
        ),
    ]
}

/// Milliseconds as the CSV files have them, in seconds.
fn in_seconds(millis: f64) -> f64 {
    written_fraction(written_millis(millis) / 1e3)
}
