//! The keys of tasks, and of what they run on.

use super::writer::{Writer, Written, distribution, inline, scheduled, text};
use crate::scenario::container::{
    CPU_UNITS, Container, Ec2, EcsService, Fargate, Instance, LaunchType, Platform, TaskScaling,
    TaskTarget, Tasks,
};
use crate::scenario::distribution::Distribution;
use crate::scenario::format::plain::{Share, Size, Typed};
use crate::scenario::provisioned::ScheduledBounds;

/// A service, beside its name, its callers and its traffic.
pub(super) fn service(out: &mut Writer, service: &EcsService) {
    match &service.launch_type {
        LaunchType::Fargate(own) => fargate(out, "platform.fargate", own),
        LaunchType::Ec2(own) => ec2(out, "platform.ec2", own),
    }
    tasks(out, "", &service.tasks, Some(&service.startup()));
}

/// A function on Lambda, and what it would be in containers.
pub(super) fn container(out: &mut Writer, container: &Container) {
    out.set("platform", text(Platform::Lambda.key()));
    match &container.fargate {
        Some(own) => fargate(out, "container.fargate", own),
        None => out.set("container.fargate", text("none")),
    }
    if let Some(own) = &container.ec2 {
        ec2(out, "container.instance", own);
    }
    let startup = container.tasks.task.startup.as_ref();
    tasks(out, "container.", &container.tasks, startup);
}

fn tasks(out: &mut Writer, prefix: &str, tasks: &Tasks, startup: Option<&Distribution>) {
    let task = &tasks.task;
    let mut key = |name: &str, value: &dyn Written| {
        out.set(&format!("{prefix}{name}"), value.written());
    };
    key("task.cpu", &(f64::from(task.cpu) / CPU_UNITS));
    key("task.memory", &Size(task.memory_mb));
    key("task.concurrency", &task.concurrency);
    key("task.cpu_per_request", &Share(task.cpu_per_request));
    key("queue.maximum", &tasks.queue.maximum);
    key("queue.timeout", &tasks.queue.timeout);
    key("queue.at", &tasks.queue.at);
    key("balancing", &tasks.balancing);
    if startup.is_some() {
        distribution(out, &format!("{prefix}task.startup"), startup);
    }
    scaling(out, prefix, &tasks.scaling);
}

fn scaling(out: &mut Writer, prefix: &str, scaling: &TaskScaling) {
    let mut key = |name: &str, value: &dyn Written| {
        out.set(&format!("{prefix}scaling.{name}"), value.written());
    };
    key("minimum", &scaling.minimum);
    key("maximum", &scaling.maximum);
    key("initial", &scaling.initial);
    match scaling.target {
        None => {}
        Some(TaskTarget::Cpu(share)) => key("target.cpu", &Share(share)),
        Some(TaskTarget::RequestsPerTask(requests)) => key("target.requests_per_task", &requests),
    }
    key("period", &scaling.period);
    key("metric_delay", &scaling.metric_delay);
    key("out_datapoints", &scaling.out_datapoints);
    key("in_datapoints", &scaling.in_datapoints);
    key("cooldown_out", &scaling.cooldown_out);
    key("cooldown_in", &scaling.cooldown_in);
    if !scaling.schedule.is_empty() {
        let change = |one: &ScheduledBounds| {
            scheduled(one.at, &[("minimum", one.min), ("maximum", one.max)])
        };
        out.list(
            &format!("{prefix}scaling.schedule"),
            scaling.schedule.iter().map(change),
        );
    }
}

fn fargate(out: &mut Writer, prefix: &str, fargate: &Fargate) {
    out.set(
        &format!("{prefix}.architecture"),
        fargate.architecture.plain(),
    );
    match &fargate.spot {
        Some(law) => distribution(out, &format!("{prefix}.spot"), Some(law)),
        None => out.set(&format!("{prefix}.spot"), text("none")),
    }
    let launches = fargate.launches_per_minute.plain();
    out.set(&format!("{prefix}.launches_per_minute"), launches);
}

fn ec2(out: &mut Writer, prefix: &str, ec2: &Ec2) {
    let mut key = |name: &str, value: &dyn Written| {
        out.set(&format!("{prefix}.{name}"), value.written());
    };
    key("minimum", &ec2.minimum);
    key("maximum", &ec2.maximum);
    key("target_capacity", &Share(ec2.target_capacity));
    key("minimum_step", &ec2.minimum_step);
    key("maximum_step", &ec2.maximum_step);
    key("warm_up", &ec2.warm_up);
    let reserved = Some(ec2.reserved_memory_mb).filter(|mb| *mb > 0);
    key("reserved_memory", &reserved.map(Size));
    key("placement", &ec2.placement);
    key("launches_per_minute", &ec2.launches_per_minute);
    instance(out, prefix, &ec2.instance);
    distribution(out, &format!("{prefix}.boot"), Some(&ec2.boot));
}

fn instance(out: &mut Writer, prefix: &str, instance: &Instance) {
    let Some(price) = instance.price else {
        return out.set(&format!("{prefix}.instance"), text(&instance.name));
    };
    let keys = inline(&[
        ("cpu", &(f64::from(instance.cpu) / CPU_UNITS)),
        ("memory", &Size(instance.memory_mb)),
        ("price", &price),
        ("architecture", &instance.architecture),
    ]);
    out.set(&format!("{prefix}.instance"), keys);
}
