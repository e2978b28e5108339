//! The numbers of an ECS service that a study may change: of tasks, of instances, and what target tracking leaves free.

use crate::scenario::units::Concurrency;
use crate::scenario::{EcsService, LaunchType, TaskTarget};

/// A number of an ECS service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ServiceQuantity {
    /// The minimum number of tasks.
    MinimumTasks,
    /// The maximum number of tasks.
    MaximumTasks,
    /// The minimum number of EC2 instances.
    MinimumInstances,
    /// What target tracking leaves of the tasks' CPU, in per cent: 100 less its target.
    CpuHeadroom,
}

impl ServiceQuantity {
    /// Its key below the service or the container.
    pub(super) const fn key(self, is_container: bool) -> &'static str {
        match (self, is_container) {
            (Self::MinimumTasks, _) => "scaling.minimum",
            (Self::MaximumTasks, _) => "scaling.maximum",
            (Self::MinimumInstances, false) => "platform.ec2.minimum",
            (Self::MinimumInstances, true) => "instance.minimum",
            (Self::CpuHeadroom, _) => "scaling.target.cpu",
        }
    }

    /// What it is called.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::MinimumTasks => "minimum_tasks",
            Self::MaximumTasks => "maximum_tasks",
            Self::MinimumInstances => "minimum_instances",
            Self::CpuHeadroom => "cpu_headroom",
        }
    }

    /// Whether a service has such a thing.
    pub fn is_of(self, service: &EcsService) -> bool {
        match self {
            Self::MinimumTasks | Self::MaximumTasks => true,
            Self::MinimumInstances => service.ec2().is_some(),
            Self::CpuHeadroom => matches!(service.tasks.scaling.target, Some(TaskTarget::Cpu(_))),
        }
    }

    pub(super) fn value(self, service: &EcsService) -> Option<u32> {
        let scaling = &service.tasks.scaling;
        match (self, scaling.target) {
            (Self::MinimumTasks, _) => Some(scaling.minimum.get()),
            (Self::MaximumTasks, _) => Some(scaling.maximum.get()),
            (Self::MinimumInstances, _) => service.ec2().map(|ec2| ec2.minimum.get()),
            (Self::CpuHeadroom, Some(TaskTarget::Cpu(target))) => {
                Some(100 - (target * 100.0).round() as u32)
            }
            (Self::CpuHeadroom, _) => None,
        }
    }

    /// How much of it serves this many requests at the same time; `None` of what is no capacity.
    pub(super) fn serving(self, service: &EcsService, requests: u32) -> Option<u32> {
        let task = &service.tasks.task;
        let tasks = requests.div_ceil(task.concurrency.get());
        match self {
            Self::MinimumTasks | Self::MaximumTasks => Some(tasks),
            Self::MinimumInstances => {
                let each = service.ec2()?.tasks_per_instance(task);
                Some(tasks.div_ceil(each.max(1)))
            }
            Self::CpuHeadroom => None,
        }
    }

    pub(super) const fn least(self) -> u32 {
        match self {
            Self::MinimumTasks | Self::MaximumTasks => 1,
            Self::MinimumInstances | Self::CpuHeadroom => 0,
        }
    }

    /// The maximum that is tried. Tasks that nothing scales have their number for maximum, which then goes with it.
    pub(super) fn useful(self, service: &EcsService) -> u32 {
        let scaling = &service.tasks.scaling;
        let many = |own: Concurrency| own.get().saturating_mul(100).clamp(100, 10_000);
        match self {
            Self::MinimumTasks if scaling.target.is_some() => scaling.maximum.get(),
            Self::MinimumTasks => many(scaling.minimum),
            Self::MaximumTasks => many(scaling.maximum),
            Self::MinimumInstances => service.ec2().map_or(0, |ec2| ec2.maximum.get()),
            Self::CpuHeadroom => 99,
        }
    }

    pub(super) fn set(self, service: &mut EcsService, value: u32) {
        let scaling = &mut service.tasks.scaling;
        let tasks = Concurrency::new(value).unwrap_or(Concurrency::MAX);
        match self {
            Self::MinimumTasks => {
                if scaling.initial == scaling.minimum {
                    scaling.initial = tasks;
                }
                scaling.minimum = tasks;
                scaling.maximum = match scaling.target {
                    Some(_) => scaling.maximum.max(tasks),
                    None => tasks,
                };
            }
            Self::MaximumTasks => {
                scaling.maximum = tasks;
                scaling.minimum = scaling.minimum.min(tasks);
                scaling.initial = scaling.initial.min(tasks);
            }
            Self::MinimumInstances => {
                if let LaunchType::Ec2(ec2) = &mut service.launch_type {
                    ec2.minimum = tasks;
                }
            }
            Self::CpuHeadroom => {
                if let Some(TaskTarget::Cpu(target)) = &mut scaling.target {
                    *target = f64::from(100 - value.min(99)) / 100.0;
                }
            }
        }
    }
}
