//! The metrics that target tracking of an ECS service reads: the CPU of its tasks (`ECSServiceAverageCPUUtilization`,
//! which is AWS/ECS's `CPUUtilization`, in percent) and requests a task and minute (`ALBRequestCountPerTarget`, which is
//! AWS/ApplicationELB's `RequestCountPerTarget`). As the model assumes of the tracking's datapoints, a minute in which no
//! task ran has none, one without requests has a zero.
//!
//! How many tasks run is no metric of ECS itself but of Container Insights: it stands in `services.csv`. Minutes are put
//! together from the intervals of the run, so that there are none where intervals do not fill a minute.

use crate::kernel::{SimDuration, SimTime};
use crate::metrics::{MINUTE, RunResult};
use crate::report::cells;
use crate::report::services::{Service, of_run};
use crate::scenario::Scenario;

/// The minutes of an ECS service.
#[derive(Debug)]
pub(in crate::report) struct TaskMinutes {
    pub(super) name: String,
    pub(super) rows: Vec<TaskMinute>,
}

/// A minute of a service: means times nanoseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct TaskMinute {
    pub(super) start: SimTime,
    length: f64,
    running: f64,
    used: f64,
    requests: u64,
}

/// The minutes of each service of a run.
pub(in crate::report) fn of_services(scenario: &Scenario, result: &RunResult) -> Vec<TaskMinutes> {
    let interval = scenario.interval.as_nanos();
    if interval == 0 || !MINUTE.as_nanos().is_multiple_of(interval) {
        return Vec::new();
    }
    let end = SimTime::ZERO + result.simulated;
    let services = of_run(scenario, result).map(|service| TaskMinutes {
        name: service.requests.name.clone(),
        rows: minutes(&service, scenario.interval, end),
    });
    services.collect()
}

fn minutes(service: &Service<'_>, interval: SimDuration, end: SimTime) -> Vec<TaskMinute> {
    let share = service.settings.tasks.task.cpu_per_request;
    let intervals = service.tasks.intervals.iter();
    let intervals = intervals.zip(&service.requests.intervals);
    let intervals = intervals.map(|(tasks, requests)| {
        let length = (tasks.start + interval).min(end).since(tasks.start);
        let length = length.as_nanos() as f64;
        TaskMinute {
            start: tasks.start,
            length,
            running: tasks.running_mean * length,
            used: tasks.busy_mean * share * length,
            requests: requests.counts.invocations,
        }
    });
    let mut rows: Vec<TaskMinute> = Vec::new();
    for one in intervals {
        match rows.last_mut() {
            Some(minute) if one.start.since(minute.start) < MINUTE => {
                minute.length += one.length;
                minute.running += one.running;
                minute.used += one.used;
                minute.requests += one.requests;
            }
            _ => rows.push(one),
        }
    }
    rows
}

impl TaskMinute {
    /// Metric, statistic, value.
    pub(super) fn datapoints(&self) -> Vec<(&'static str, &'static str, String)> {
        if self.running <= 0.0 {
            return Vec::new();
        }
        let cpu = 100.0 * self.used / self.running;
        let tasks = self.running / self.length;
        vec![
            ("CPUUtilization", "Average", cells::fraction(cpu)),
            (
                "RequestCountPerTarget",
                "Sum",
                cells::fraction(self.requests as f64 / tasks),
            ),
        ]
    }
}
