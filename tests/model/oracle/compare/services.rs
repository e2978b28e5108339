//! The results of an ECS service beside its requests.

use burstsim::metrics::{FunctionResult, Level, ServiceCounts, ServiceInterval, TaskChangeCause};
use burstsim::scenario::Scenario;

use super::{Differences, rows};
use crate::oracle::Nanos;
use crate::oracle::limits::MINUTE;
use crate::oracle::log::{Beside, Reached, ServiceEntry, level, places, tasks, within};
use crate::oracle::simulator::Run;

const SECOND: Nanos = 1_000_000_000;

impl Differences {
    pub(super) fn about_service(
        &mut self,
        scenario: &Scenario,
        function: usize,
        model: &FunctionResult,
        run: &Run,
    ) {
        let name = &scenario.functions[function].name;
        let is_service = scenario.functions[function].ecs().is_some();
        self.place = format!("{name}, tasks: ");
        self.same("is a service", model.service.is_some(), is_service);
        let Some(service) = model.service.as_deref() else {
            return;
        };
        let log = run.beside.iter().filter(|one| one.function == function);
        let log: Vec<ServiceEntry> = log.copied().collect();
        let (from, end) = (scenario.warm_up.as_nanos(), scenario.duration.as_nanos());
        self.same("counts", service.totals, counts(&log, from, end));
        let before = counts(&log, 0, from);
        self.same("counts before", service.warm_up_counts, before);
        type Change = fn(&ServiceEntry) -> i64;
        let levels: [(&str, Level, Change); 5] = [
            ("queue", service.queue, waiting),
            ("running", service.running, tasks),
            ("pending", service.pending, pending),
            ("instances running", service.instances_running, up),
            ("instances pending", service.instances_pending, booting),
        ];
        for (what, model, change) in levels {
            self.level(what, model, level(&log, from, end, change));
        }
        let of = |change: Change| level(&log, from, end, change);
        self.same("busy_mean", service.busy_mean, of(places).mean);
        self.same("launched_mean", service.launched_mean, of(launched).mean);
        let [tasks_rounded, instances_rounded] = rounded(&log, from, end);
        let area = of(launched).area + tasks_rounded;
        self.same("task_seconds", service.task_seconds, area as f64 / 1e9);
        let area = of(up).area + of(booting).area + instances_rounded;
        let seconds = area as f64 / 1e9;
        self.same("instance_seconds", service.instance_seconds, seconds);
        self.about_changes(service, &log);

        let intervals = rows(scenario.interval.as_nanos(), end);
        self.same("intervals", service.intervals.len(), intervals.len());
        for (row, (from, to)) in service.intervals.iter().zip(intervals) {
            self.place = format!("{name}, tasks, interval from {from} ns: ");
            self.service_interval(row, &log, (from, to));
        }
    }

    fn about_changes(&mut self, service: &burstsim::metrics::ServiceResult, log: &[ServiceEntry]) {
        let model = service.changes.iter().map(|one| {
            let by_target = one.cause == TaskChangeCause::TargetTracking;
            (one.at.as_nanos(), one.from, one.to, by_target)
        });
        let expected = log.iter().filter_map(|one| match one.what {
            Beside::Asked {
                from,
                to,
                by_target,
            } => Some((one.at, from, to, by_target)),
            _ => None,
        });
        self.same("changes", model.collect::<Vec<_>>(), expected.collect());
        let model = service.instance_changes.iter();
        let model = model.map(|one| (one.at.as_nanos(), one.from, one.to));
        let expected = log.iter().filter_map(|one| match one.what {
            Beside::Instances { from, to } => Some((one.at, from, to)),
            _ => None,
        });
        let model: Vec<_> = model.collect();
        self.same("instance changes", model, expected.collect());
    }

    fn service_interval(
        &mut self,
        row: &ServiceInterval,
        log: &[ServiceEntry],
        (from, to): (Nanos, Nanos),
    ) {
        let of = |change: fn(&ServiceEntry) -> i64| -> Reached { level(log, from, to, change) };
        self.same("start", row.start.as_nanos(), from);
        self.same("counts", row.counts, counts(log, from, to));
        self.same("queue_max", row.queue_max, of(waiting).max);
        let shown = [
            row.tasks_running,
            row.tasks_pending,
            row.instances_running,
            row.instances_pending,
        ];
        let expected = [tasks, pending, up, booting].map(|change| of(change).at_end);
        self.same("tasks and instances at the end", shown, expected);
        let shown = [row.busy_mean, row.running_mean, row.launched_mean];
        let expected = [places, tasks, launched].map(|change| of(change).mean);
        self.same("means of places and tasks", shown, expected);
    }
}

fn counts(log: &[ServiceEntry], from: Nanos, to: Nanos) -> ServiceCounts {
    let mut counts = ServiceCounts::default();
    for entry in within(log, from, to) {
        match entry.what {
            Beside::Rejected => counts.rejected += 1,
            Beside::TimedOut => counts.timed_out += 1,
            Beside::Waits => counts.queued += 1,
            Beside::Launched => counts.tasks_started += 1,
            Beside::Stopped { .. } => counts.tasks_stopped += 1,
            Beside::Interrupted => counts.interruptions += 1,
            Beside::InstanceAsked => counts.instances_started += 1,
            Beside::InstanceStopped { .. } => counts.instances_stopped += 1,
            _ => {}
        }
    }
    counts
}

/// What is billed beyond the time of tasks and of instances that stopped: up to a whole second, and up to a minute.
fn rounded(log: &[ServiceEntry], from: Nanos, to: Nanos) -> [i128; 2] {
    let billed = |span: Nanos| (span.div_ceil(SECOND) * SECOND).max(MINUTE) - span;
    let mut rounded = [0, 0];
    for entry in within(log, from, to) {
        match entry.what {
            Beside::Stopped { launched } => rounded[0] += i128::from(billed(entry.at - launched)),
            Beside::InstanceStopped { asked } => {
                rounded[1] += i128::from(billed(entry.at - asked));
            }
            _ => {}
        }
    }
    rounded
}

fn waiting(entry: &ServiceEntry) -> i64 {
    match entry.what {
        Beside::Waits => 1,
        Beside::WaitsNoMore => -1,
        _ => 0,
    }
}

fn pending(entry: &ServiceEntry) -> i64 {
    match entry.what {
        Beside::Pending { change } => change,
        _ => 0,
    }
}

/// Tasks from launch to stop.
fn launched(entry: &ServiceEntry) -> i64 {
    match entry.what {
        Beside::Launched => 1,
        Beside::Stopped { .. } => -1,
        _ => 0,
    }
}

/// Instances that take tasks.
fn up(entry: &ServiceEntry) -> i64 {
    match entry.what {
        Beside::InstanceRuns { .. } => 1,
        Beside::InstanceStopped { .. } => -1,
        _ => 0,
    }
}

fn booting(entry: &ServiceEntry) -> i64 {
    match entry.what {
        Beside::InstanceAsked => 1,
        Beside::InstanceRuns { booted: true } => -1,
        _ => 0,
    }
}
