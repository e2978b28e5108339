//! ECS services that refused requests: when, which limit was in the way, and the least change that would have refused
//! none.
//!
//! What a limit did is found by taking it away: the same requests once more, in whole runs, with tasks that start at
//! once, without the delay of the metric, and so on. It knows results and settings; it must not know how a service
//! works.

use std::sync::Arc;

use super::kept::Kept;
use super::least::least;
use crate::kernel::{SimDuration, SimTime};
use crate::metrics::periods::after_warm_up;
use crate::metrics::{RunResult, ServiceResult};
use crate::scenario::{
    Concurrency, Distribution, EcsService, LaunchType, Scenario, ServedBy, ServiceQuantity, Setting,
};
use crate::study::watch::{Step, Watch, simulate_watched};
use crate::world::Interrupted;

/// A service that refused requests.
#[derive(Clone, Debug)]
pub struct Shortage {
    /// The function that it serves, by its position.
    pub function: usize,
    /// When it first refused an attempt.
    pub from: SimTime,
    /// When it last did.
    pub to: SimTime,
    /// Attempts that found the queue full.
    pub rejected: u64,
    /// Attempts that waited too long.
    pub timed_out: u64,
    /// How many attempts are refused without each limit, the one that matters most first.
    pub without: Vec<(ServiceLimit, u64)>,
    /// Settings that may help, each with the lowest value with which none is refused; `None` where none does.
    pub remedies: Vec<(Setting, Option<u32>)>,
}

/// What limits how fast and how far a service grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceLimit {
    /// Datapoints, and the delay until they are seen.
    MetricDelay,
    /// The time after a scale-out in which it does not scale out again.
    Cooldown,
    /// The time that a task takes to start.
    TaskStart,
    /// The time that an instance takes to boot.
    InstanceBoot,
    /// How many tasks can be launched a minute, and a second.
    LaunchRate,
    /// The maximum number of tasks.
    MaximumTasks,
    /// The most instances.
    MaximumInstances,
}

impl ServiceLimit {
    const ALL: [Self; 7] = [
        Self::MetricDelay,
        Self::Cooldown,
        Self::TaskStart,
        Self::InstanceBoot,
        Self::LaunchRate,
        Self::MaximumTasks,
        Self::MaximumInstances,
    ];

    /// Its name in data.
    pub const fn key(self) -> &'static str {
        match self {
            Self::MetricDelay => "metric_delay",
            Self::Cooldown => "cooldown_out",
            Self::TaskStart => "task_startup",
            Self::InstanceBoot => "instance_boot",
            Self::LaunchRate => "launch_rate",
            Self::MaximumTasks => "maximum_tasks",
            Self::MaximumInstances => "maximum_instances",
        }
    }

    /// Takes it away; whether the service had it.
    fn lift(self, scenario: &mut Scenario, service: &mut EcsService) -> bool {
        let scaling = &mut service.tasks.scaling;
        let at_once = Distribution::Constant(SimDuration::ZERO);
        match (self, &mut service.launch_type) {
            (Self::MetricDelay, _) if scaling.target.is_some() => {
                scaling.out_datapoints = 1;
                scaling.metric_delay = SimDuration::ZERO;
            }
            (Self::Cooldown, _) if scaling.target.is_some() => {
                scaling.cooldown_out = SimDuration::ZERO;
            }
            (Self::TaskStart, _) => service.tasks.task.startup = Some(at_once),
            (Self::InstanceBoot, LaunchType::Ec2(ec2)) => ec2.boot = at_once,
            (Self::LaunchRate, LaunchType::Fargate(fargate)) => {
                fargate.launches_per_minute = UNLIMITED;
                scenario.region.fargate_launches.burst = UNLIMITED;
                scenario.region.fargate_launches.per_second = UNLIMITED;
            }
            (Self::LaunchRate, LaunchType::Ec2(ec2)) => ec2.launches_per_minute = UNLIMITED,
            (Self::MaximumTasks, _) if scaling.target.is_some() => {
                scaling.maximum = Concurrency::MAX;
                scaling
                    .schedule
                    .iter_mut()
                    .for_each(|entry| entry.max = None);
            }
            (Self::MaximumInstances, LaunchType::Ec2(ec2)) => ec2.maximum = Concurrency::MAX,
            _ => return false,
        }
        true
    }
}

/// More launches than any service asks for.
const UNLIMITED: u32 = 1_000_000;

/// The services of a run that refused attempts, in the order of the scenario.
///
/// # Errors
/// [`Interrupted`] if the study is to stop.
pub(super) fn shortages(
    scenario: &Scenario,
    result: &RunResult,
    only: Option<usize>,
    runs: (&dyn Watch, Kept<'_>),
) -> (Vec<Shortage>, Result<(), Interrupted>) {
    let functions = result.functions.iter().enumerate();
    let asked_for = functions.filter(|(function, _)| only.is_none_or(|only| only == *function));
    let observed = asked_for.filter_map(|(function, one)| {
        let tasks = one.service.as_deref()?;
        observe(function, tasks, result)
    });
    let mut found: Vec<Shortage> = observed.collect();
    let mut explained = found.iter_mut();
    let whole = explained.try_for_each(|shortage| explain(scenario, shortage, runs));
    (found, whole)
}

/// Tries what was in the way, and what would have been enough.
fn explain(
    scenario: &Scenario,
    shortage: &mut Shortage,
    runs: (&dyn Watch, Kept<'_>),
) -> Result<(), Interrupted> {
    let function = shortage.function;
    shortage.without = without(scenario, shortage, runs)?;
    for setting in candidates(scenario, function) {
        let holds = |result: &RunResult| refused(result, function) == 0;
        let asked = format!("nothing refused by the tasks of {function}");
        let least = least(scenario, setting, runs, (&asked, holds))?;
        shortage.remedies.push((setting, least));
    }
    Ok(())
}

/// When a service refused attempts; `None` if it did not.
fn observe(function: usize, tasks: &ServiceResult, result: &RunResult) -> Option<Shortage> {
    let totals = &tasks.totals;
    if totals.rejected + totals.timed_out == 0 {
        return None;
    }
    let counted = after_warm_up(result, &tasks.intervals, |row| row.start);
    // A row that the warm-up ended in is all there may be.
    let rows = if counted.is_empty() {
        &tasks.intervals
    } else {
        counted
    };
    let mut rows = rows
        .iter()
        .filter(|row| row.counts.rejected + row.counts.timed_out > 0);
    let first = rows.next()?;
    let last = rows.next_back().unwrap_or(first);
    Some(Shortage {
        function,
        from: first.start,
        to: (last.start + result.interval).min(SimTime::ZERO + result.simulated),
        rejected: totals.rejected,
        timed_out: totals.timed_out,
        without: Vec::new(),
        remedies: Vec::new(),
    })
}

fn refused(result: &RunResult, function: usize) -> u64 {
    let service = result
        .functions
        .get(function)
        .and_then(|one| one.service.as_ref());
    service.map_or(0, |tasks| tasks.totals.rejected + tasks.totals.timed_out)
}

/// How many attempts are refused without each limit: those that change anything, the fewest first.
fn without(
    scenario: &Scenario,
    shortage: &Shortage,
    (watch, kept): (&dyn Watch, Kept<'_>),
) -> Result<Vec<(ServiceLimit, u64)>, Interrupted> {
    let before = shortage.rejected + shortage.timed_out;
    let mut found = Vec::new();
    for limit in ServiceLimit::ALL {
        let Some(lifted) = lifted(scenario, shortage.function, limit) else {
            continue;
        };
        let function = shortage.function;
        let asked = || format!("refused by the tasks of {function} without {}", limit.key());
        let left = kept.or_run(asked, 0, || {
            watch.planned(Step::Run, 1);
            let result = simulate_watched(&lifted, 0, watch)?;
            Ok(refused(&result, function))
        })?;
        if left < before {
            found.push((limit, left));
        }
    }
    found.sort_by_key(|(_, left)| *left);
    Ok(found)
}

/// The scenario without a limit of a service; `None` if the service does not have it.
fn lifted(scenario: &Scenario, function: usize, limit: ServiceLimit) -> Option<Scenario> {
    let mut lifted = scenario.clone();
    let mut service = scenario.functions.get(function)?.ecs()?.clone();
    if !limit.lift(&mut lifted, &mut service) {
        return None;
    }
    lifted.functions.get_mut(function)?.served_by = ServedBy::Ecs(Arc::new(service));
    Some(lifted)
}

/// The settings that may help, the nearest at hand first.
fn candidates(scenario: &Scenario, function: usize) -> Vec<Setting> {
    let service = scenario.functions.get(function).and_then(|one| one.ecs());
    let all = [
        ServiceQuantity::MinimumTasks,
        ServiceQuantity::MaximumTasks,
        ServiceQuantity::CpuHeadroom,
        ServiceQuantity::MinimumInstances,
    ];
    let own = all.into_iter().filter(|quantity| {
        service.is_some_and(|service| {
            // Tasks that nothing scales have one number.
            let is_scaled = service.tasks.scaling.target.is_some();
            let is_of = quantity.is_of(service);
            is_of && (is_scaled || *quantity != ServiceQuantity::MaximumTasks)
        })
    });
    own.map(|quantity| Setting::OfService(quantity, function))
        .collect()
}
