//! `services.csv`: a row for each interval and ECS service; and what `summary.json` says of such services.
//!
//! It turns results into bytes and data, and knows nothing of files.

use std::io::{self, Write};

use serde::Serialize;

use super::cells::{self, json_fraction};
use super::cost::CostSummary;
use super::figures::{Extent, Latency};
use crate::billing::Bills;
use crate::metrics::{FunctionInterval, FunctionResult, RunResult, ServiceInterval, ServiceResult};
use crate::scenario::{EcsService, Function, Scenario};

pub(super) const COLUMNS: [&str; 15] = [
    "time_s",
    "service",
    "arrivals",
    "completions",
    "rejected",
    "timed_out",
    "queue_max",
    "in_flight_max",
    "tasks_running",
    "tasks_pending",
    "instances_running",
    "instances_pending",
    "cpu_utilization",
    "latency_p50_ms",
    "latency_p99_ms",
];

/// A service of a run.
pub(in crate::report) struct Service<'a> {
    /// Its place among the functions of the scenario.
    pub(in crate::report) index: usize,
    pub(in crate::report) settings: &'a EcsService,
    pub(in crate::report) requests: &'a FunctionResult,
    pub(in crate::report) tasks: &'a ServiceResult,
}

/// The services of a run, in the order of the scenario.
pub(in crate::report) fn of_run<'a>(
    scenario: &'a Scenario,
    result: &'a RunResult,
) -> impl Iterator<Item = Service<'a>> + Clone {
    let functions = scenario.functions.iter().zip(&result.functions).enumerate();
    functions.filter_map(|(index, (function, requests)): (usize, (&Function, _))| {
        Some(Service {
            index,
            settings: function.ecs()?,
            requests,
            tasks: requests.service.as_deref()?,
        })
    })
}

/// The share of the CPU of running tasks that was used in an interval, from 0 to 1.
pub(super) fn cpu_utilization(settings: &EcsService, interval: &ServiceInterval) -> f64 {
    if interval.running_mean > 0.0 {
        interval.busy_mean * settings.tasks.task.cpu_per_request / interval.running_mean
    } else {
        0.0
    }
}

/// Writes the file, by time, and within one interval in the order of the services.
pub(super) fn write(
    scenario: &Scenario,
    result: &RunResult,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(COLUMNS)?;
    let services: Vec<_> = of_run(scenario, result)
        .map(|service| (cells::name(&service.requests.name), service))
        .collect();
    let rows = services.iter().map(|(_, one)| one.tasks.intervals.len());
    for index in 0..rows.max().unwrap_or(0) {
        for (name, service) in &services {
            let requests = service.requests.intervals.get(index);
            if let Some((tasks, requests)) = service.tasks.intervals.get(index).zip(requests) {
                csv.write_record(row(name, service.settings, tasks, requests))?;
            }
        }
    }
    csv.flush()
}

fn row(
    name: &str,
    settings: &EcsService,
    tasks: &ServiceInterval,
    requests: &FunctionInterval,
) -> [String; COLUMNS.len()] {
    let latency = requests.latency.as_ref();
    [
        cells::time(tasks.start),
        name.to_owned(),
        cells::count(requests.counts.arrivals),
        cells::count(requests.counts.completions),
        cells::count(tasks.counts.rejected),
        cells::count(tasks.counts.timed_out),
        cells::count(tasks.queue_max),
        cells::count(requests.in_flight.max),
        cells::count(tasks.tasks_running),
        cells::count(tasks.tasks_pending),
        cells::count(tasks.instances_running),
        cells::count(tasks.instances_pending),
        cells::fraction(cpu_utilization(settings, tasks)),
        cells::millis(latency.map(|latency| latency.p50_ms)),
        cells::millis(latency.map(|latency| latency.p99_ms)),
    ]
}

/// A service in `summary.json`.
#[derive(Debug, Serialize)]
pub(super) struct ServiceSummary {
    name: String,
    platform: &'static str,
    requests: u64,
    served: u64,
    given_up: u64,
    open_at_start: u64,
    open_at_end: u64,
    attempts: u64,
    rejected: u64,
    timed_out: u64,
    throttle_rate: f64,
    queued: u64,
    latency_ms: Latency,
    in_flight: Extent,
    queue: Extent,
    tasks: Tasks,
    tasks_pending: Extent,
    /// Only on EC2.
    #[serde(skip_serializing_if = "Option::is_none")]
    instances: Option<Instances>,
    /// vCPUs of the tasks from launch to stop, in the mean.
    cpu_reserved: f64,
    /// vCPUs that requests used, in the mean.
    cpu_used: f64,
    cpu_utilization: f64,
    cost: Option<CostSummary>,
}

/// Tasks that run; how many were launched, stopped and taken back by AWS.
#[derive(Debug, Serialize)]
struct Tasks {
    #[serde(flatten)]
    running: Extent,
    started: u64,
    stopped: u64,
    interrupted: u64,
}

/// Instances that take tasks; how many were asked for and removed.
#[derive(Debug, Serialize)]
struct Instances {
    #[serde(flatten)]
    running: Extent,
    started: u64,
    stopped: u64,
}

impl ServiceSummary {
    pub(super) fn new(service: &Service<'_>, bills: &Bills) -> Self {
        let Service {
            settings,
            requests,
            tasks,
            ..
        } = service;
        let (counts, totals) = (&requests.totals, &tasks.totals);
        let task = &settings.tasks.task;
        Self {
            name: requests.name.clone(),
            platform: settings.platform().key(),
            requests: counts.arrivals,
            served: counts.completions,
            given_up: counts.given_up,
            open_at_start: requests.open_at_start,
            open_at_end: requests.open_at_end,
            attempts: counts.attempts,
            rejected: totals.rejected,
            timed_out: totals.timed_out,
            throttle_rate: counts.throttle_rate(),
            queued: totals.queued,
            latency_ms: Latency::new(&requests.latency),
            in_flight: Extent::new(requests.in_flight),
            queue: Extent::new(tasks.queue),
            tasks: Tasks {
                running: Extent::new(tasks.running),
                started: totals.tasks_started,
                stopped: totals.tasks_stopped,
                interrupted: totals.interruptions,
            },
            tasks_pending: Extent::new(tasks.pending),
            instances: settings.ec2().map(|_| Instances {
                running: Extent::new(tasks.instances_running),
                started: totals.instances_started,
                stopped: totals.instances_stopped,
            }),
            cpu_reserved: json_fraction(tasks.launched_mean * task.vcpu()),
            cpu_used: json_fraction(tasks.busy_mean * task.cpu_per_request * task.vcpu()),
            cpu_utilization: json_fraction(tasks.cpu_utilization(task.cpu_per_request)),
            cost: CostSummary::of_function(bills, service.index),
        }
    }
}
