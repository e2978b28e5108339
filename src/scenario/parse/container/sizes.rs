//! Whether there are tasks of a size: Fargate offers a few, and an instance has room for some.

use crate::catalog;
use crate::scenario::container::{CPU_UNITS, Ec2, Task};
use crate::scenario::parse::context::Context;
use crate::scenario::parse::given::Given;
use crate::scenario::parse::problem::Problem;

/// vCPUs as people write them: 0.3, though that many are no whole number of CPU units.
fn in_vcpu(units: u32) -> String {
    format!(
        "{}",
        (f64::from(units) / CPU_UNITS * 1000.0).round() / 1000.0
    )
}

/// A size of memory as people write it.
fn in_gb(mb: u32) -> String {
    match mb % 1024 {
        0 => format!("{} GB", mb / 1024),
        _ => format!("{mb} MB"),
    }
}

/// Fargate has tasks of a few sizes.
pub(super) fn fargate_offers(
    cx: &mut Context<'_>,
    (given, task): (Given<'_>, &Task),
    instead: &str,
) -> Option<()> {
    let listed = |all: Vec<String>| all.join(", ");
    let Some(sizes) = catalog::fargate_memory_mb(task.cpu) else {
        let offered = catalog::fargate_cpu_units()
            .iter()
            .map(|&units| in_vcpu(units));
        let title = format!("Fargate offers no task with {} vCPU", in_vcpu(task.cpu));
        return cx.report(
            Problem::new(given.place("cpu"), title)
                .label(format!("offered: {}", listed(offered.collect())))
                .help(format!("choose one of these, {instead}")),
        );
    };
    if sizes.contains(&task.memory_mb) {
        return Some(());
    }
    let title = format!(
        "Fargate offers no task of {} vCPU with {}",
        in_vcpu(task.cpu),
        in_gb(task.memory_mb)
    );
    let (first, last) = (sizes.first()?, sizes.last()?);
    let offered = if sizes.len() <= 4 {
        listed(sizes.iter().copied().map(in_gb).collect())
    } else {
        let step = sizes.get(1)? - first;
        format!(
            "{} to {} in steps of {}",
            in_gb(*first),
            in_gb(*last),
            in_gb(step)
        )
    };
    let nearest = sizes
        .iter()
        .find(|&&mb| mb >= task.memory_mb)
        .unwrap_or(last);
    cx.report(
        Problem::new(given.place("memory"), title)
            .label(format!("offered: {offered}"))
            .related(given.place("cpu"), "for this CPU")
            .help(format!("write memory = \"{}\", {instead}", in_gb(*nearest))),
    )
}

/// A task has room on an instance.
pub(super) fn fits_instance(
    cx: &mut Context<'_>,
    (given, task): (Given<'_>, &Task),
    (instances, key): (Given<'_>, &str),
    ec2: &Ec2,
) -> Option<()> {
    if ec2.tasks_per_instance(task) > 0 {
        return Some(());
    }
    let instance = &ec2.instance;
    let named = match instance.price {
        Some(_) => String::new(),
        None => format!(" ({})", instance.name),
    };
    if task.cpu > instance.cpu {
        let title = format!(
            "a task of {} vCPU does not fit an instance of {} vCPU{named}",
            in_vcpu(task.cpu),
            in_vcpu(instance.cpu)
        );
        return cx.report(
            Problem::new(given.place("cpu"), title)
                .label("more than a whole instance")
                .related(instances.place(key), "the instances")
                .help("use a larger instance type, or a smaller task"),
        );
    }
    let title = format!(
        "a task of {} does not fit an instance with {} for tasks{named}",
        in_gb(task.memory_mb),
        in_gb(ec2.memory_for_tasks_mb())
    );
    cx.report(
        Problem::new(given.place("memory"), title)
            .label("more than a whole instance")
            .related(
                instances.place(key),
                format!(
                    "{} less {} for the agent and the system",
                    in_gb(instance.memory_mb),
                    in_gb(ec2.reserved_memory_mb)
                ),
            )
            .help("use a larger instance type, a smaller task, or less reserved_memory"),
    )
}
