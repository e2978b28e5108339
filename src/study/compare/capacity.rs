//! What is paid for while it idles: capacity over time, in requests that could be served at the same time.
//!
//! Lambda is paid for while an invocation runs, and for what is provisioned; tasks on Fargate from launch to stop; EC2
//! instances from when they are asked for, with as many tasks as fit them. Knows the rows of a result; must not know
//! how they are shown.

use crate::metrics::{FunctionResult, RunResult};
use crate::scenario::{Function, Scenario};

/// Capacity in an interval, of all functions that are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Capacity {
    /// Paid for.
    pub paid: f64,
    /// Requests being served.
    pub used: f64,
}

/// Capacity over time as means over replications.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CapacitySeries {
    sums: Vec<Capacity>,
    replications: u64,
}

impl CapacitySeries {
    /// That of one run, of the functions that run on a platform to compare.
    pub(super) fn of(scenario: &Scenario, result: &RunResult) -> Self {
        let mut sums: Vec<Capacity> = Vec::new();
        for (settings, function) in scenario.functions.iter().zip(&result.functions) {
            if settings.tasks().is_none() {
                continue;
            }
            sums.resize(
                function.intervals.len().max(sums.len()),
                Capacity::default(),
            );
            for (index, sum) in sums.iter_mut().enumerate() {
                let one = capacity(settings, function, index);
                sum.paid += one.paid;
                sum.used += one.used;
            }
        }
        Self {
            sums,
            replications: 1,
        }
    }

    /// Adds further runs. The order matters to the last bit.
    pub(super) fn add(&mut self, other: Self) {
        if self.replications == 0 {
            *self = other;
            return;
        }
        self.replications += other.replications;
        for (sum, one) in self.sums.iter_mut().zip(other.sums) {
            sum.paid += one.paid;
            sum.used += one.used;
        }
    }

    /// The mean in each interval.
    pub fn means(&self) -> impl Iterator<Item = Capacity> + '_ {
        let count = self.replications.max(1) as f64;
        self.sums.iter().map(move |sum| Capacity {
            paid: sum.paid / count,
            used: sum.used / count,
        })
    }

    /// The mean over the intervals; `None` without any.
    pub fn mean(&self) -> Option<Capacity> {
        let count = self.sums.len() as f64;
        let sum = self.means().reduce(|sum, one| Capacity {
            paid: sum.paid + one.paid,
            used: sum.used + one.used,
        })?;
        Some(Capacity {
            paid: sum.paid / count,
            used: sum.used / count,
        })
    }
}

fn capacity(settings: &Function, function: &FunctionResult, index: usize) -> Capacity {
    let Some(requests) = function.intervals.get(index) else {
        return Capacity::default();
    };
    let used = requests.in_flight.mean;
    let tasks = function.service.as_deref();
    let tasks = tasks.and_then(|tasks| tasks.intervals.get(index));
    let Some((service, tasks)) = settings.ecs().zip(tasks) else {
        let provisioned = requests.provisioned_allocated as f64;
        return Capacity {
            paid: provisioned.max(used),
            used,
        };
    };
    let task = &service.tasks.task;
    let places = f64::from(task.concurrency.get());
    let tasks = match service.ec2() {
        None => tasks.launched_mean,
        Some(ec2) => {
            let instances = tasks.instances_running + tasks.instances_pending;
            instances as f64 * f64::from(ec2.tasks_per_instance(task))
        }
    };
    Capacity {
        paid: tasks * places,
        used,
    }
}
