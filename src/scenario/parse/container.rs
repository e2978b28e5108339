//! Decodes the tasks of a service, their queue and number, and what they run on.
//!
//! It knows which keys go together, and what Fargate offers; it must not know whether it reads a service or a function.

mod sizes;

use std::num::NonZeroU32;

use super::bounds::{in_order, minimum_below};
use super::context::Context;
use super::distribution::{distribution, distribution_or_none};
use super::given::Given;
use super::graft::empty_table;
use super::nearest::nearest;
use super::problem::Problem;
use super::tree::{Entry, Node, Value};
use crate::catalog::{self, InstanceType, LaunchQuotas};
use crate::kernel::SimDuration;
use crate::scenario::architecture::Architecture;
use crate::scenario::container::{
    CPU_UNITS, Container, Ec2, Fargate, Instance, LaunchType, RequestQueue, Task, TaskScaling,
    TaskTarget, Tasks,
};
use crate::scenario::format::plain::{Share, Size};
use crate::scenario::provisioned::{ScheduledBounds, TimeOfDay};
use crate::scenario::quantities::{print_duration, print_time_of_day};
use crate::scenario::units::Concurrency;
use sizes::{fargate_offers, fits_instance};

/// What a function would be in containers.
pub(super) fn container(
    cx: &mut Context<'_>,
    given: Given<'_>,
    quotas: LaunchQuotas,
) -> Option<Container> {
    let tasks = tasks(cx, given);
    let fargate = given.with("fargate", |given| {
        if given.is_table() {
            fargate(cx, given, quotas).map(Some)
        } else {
            given.plain().map(|_| None)
        }
    });
    let ec2 = given.with_set("instance", |given| instances(cx, given, quotas));
    let container = Container {
        tasks: tasks?,
        fargate: fargate?,
        ec2: ec2?,
    };
    if container.fargate.is_none() && container.ec2.is_none() {
        return cx.report(
            Problem::new(given.place("fargate"), "this container runs nowhere")
                .label("not on Fargate, and without `instance` not on EC2")
                .help("remove fargate = \"none\", or add instance = \"m7i.large\""),
        );
    }
    let task = (given.get("task")?, &container.tasks.task);
    if container.fargate.is_some() {
        fargate_offers(
            cx,
            task,
            "or write fargate = \"none\" if it runs on EC2 only",
        )?;
    }
    if let Some(ec2) = &container.ec2 {
        fits_instance(cx, task, (given, "instance"), ec2)?;
    }
    Some(container)
}

/// What the tasks of a service run on. `given` is the service.
pub(super) fn launch_type(
    cx: &mut Context<'_>,
    given: Given<'_>,
    tasks: &Tasks,
    quotas: LaunchQuotas,
) -> Option<LaunchType> {
    let platform = given.get("platform")?;
    let task = (given.get("task")?, &tasks.task);
    let empty;
    let (kind, own) = if platform.is_table() {
        platform.chosen()?
    } else {
        platform.plain()?;
        empty = empty_table(platform.span());
        let kind = platform.kind().table()?.kind_of("fargate")?;
        ("fargate", Given::new(kind, &empty))
    };
    if kind == "fargate" {
        let fargate = fargate(cx, own, quotas)?;
        let instead = "or use platform.ec2, where a task may have any size";
        fargate_offers(cx, task, instead)?;
        return Some(LaunchType::Fargate(fargate));
    }
    let ec2 = ec2(cx, own, quotas)?;
    fits_instance(cx, task, (own, "instance"), &ec2)?;
    Some(LaunchType::Ec2(ec2))
}

/// The tasks of `given`, a service or a container.
pub(super) fn tasks(cx: &mut Context<'_>, given: Given<'_>) -> Option<Tasks> {
    let task = given.get("task").and_then(|given| task(cx, given));
    let queue = given.with("queue", |given| {
        Some(RequestQueue {
            maximum: given.take("maximum")?,
            timeout: given.take("timeout")?,
            at: given.take("at")?,
        })
    });
    let scaling = given.with("scaling", |given| scaling(cx, given));
    Some(Tasks {
        task: task?,
        queue: queue?,
        balancing: given.take("balancing")?,
        scaling: scaling?,
    })
}

fn task(cx: &mut Context<'_>, given: Given<'_>) -> Option<Task> {
    let startup = given.with_set("startup", |given| distribution(cx, given));
    let concurrency: NonZeroU32 = given.take("concurrency")?;
    let most = 1.0 / f64::from(concurrency.get());
    let share: Option<Share> = given.set("cpu_per_request")?;
    let cpu_per_request = share.map_or(most, |Share(share)| share);
    if cpu_per_request > most * (1.0 + 1e-9) {
        let title = format!(
            "{concurrency} requests at the same time would use more than all of the task's CPU"
        );
        return cx.report(
            Problem::new(given.place("cpu_per_request"), title)
                .label(format!("at most {}% for each of them", (most * 1e4).floor() / 100.0))
                .related(given.place("concurrency"), "requests at the same time")
                .help("lower one of them: how much slower requests get on a CPU that is overloaded is not modeled"),
        );
    }
    Some(Task {
        cpu: cpu_units(given.take("cpu")?),
        memory_mb: given.take("memory").map(|Size(mb)| mb)?,
        concurrency,
        cpu_per_request: cpu_per_request.min(most),
        startup: startup?,
    })
}

/// At least one.
fn cpu_units(vcpu: f64) -> u32 {
    ((vcpu * CPU_UNITS).round() as u32).max(1)
}

fn scaling(cx: &mut Context<'_>, given: Given<'_>) -> Option<TaskScaling> {
    let minimum: Concurrency = given.take("minimum")?;
    let initial: Option<Concurrency> = given.set("initial")?;
    let maximum: Option<Concurrency> = given.set("maximum")?;
    let least = Concurrency::new(1)?;
    let maximum = maximum.unwrap_or(minimum.max(initial.unwrap_or(minimum)).max(least));
    minimum_below(cx, given, "tasks", (minimum, maximum))?;
    let initial = initial.unwrap_or(minimum);
    if initial > maximum {
        let title = format!("{initial} tasks at the start are more than the maximum of {maximum}");
        return cx.report(
            Problem::new(given.place("initial"), title)
                .label("more than `maximum`")
                .related(given.place("maximum"), "the maximum")
                .help("lower initial, or raise maximum"),
        );
    }
    let target = given.with_set("target", target)?;
    let scaling = TaskScaling {
        initial,
        minimum,
        maximum,
        target,
        period: period(cx, given, target)?,
        metric_delay: given.take("metric_delay")?,
        out_datapoints: given.take("out_datapoints")?,
        in_datapoints: given.take("in_datapoints")?,
        cooldown_out: given.take("cooldown_out")?,
        cooldown_in: given.take("cooldown_in")?,
        schedule: given.with("schedule", |given| schedule(cx, given))?,
    };
    bounds_stay_apart(cx, given, &scaling)?;
    Some(scaling)
}

fn target(given: Given<'_>) -> Option<TaskTarget> {
    Some(match given.chosen()? {
        ("cpu", given) => TaskTarget::Cpu(given.value().map(|Share(share)| share)?),
        (_, given) => TaskTarget::RequestsPerTask(given.value()?),
    })
}

/// CloudWatch has datapoints of a minute and, of CPU alone, of 20 seconds.
fn period(
    cx: &mut Context<'_>,
    given: Given<'_>,
    target: Option<TaskTarget>,
) -> Option<SimDuration> {
    let (minute, short) = (SimDuration::from_secs(60), SimDuration::from_secs(20));
    let period: SimDuration = given.take("period")?;
    let is_cpu = !matches!(target, Some(TaskTarget::RequestsPerTask(_)));
    if period == minute || (period == short && is_cpu) {
        return Some(period);
    }
    let place = given.place("period");
    if period == short {
        return cx.report(
            Problem::new(
                place,
                "requests per target have datapoints of a minute only",
            )
            .label("the high-resolution metrics are those of CPU and memory")
            .related(given.place("target"), "the target")
            .help("write period = \"1m\", or use target.cpu"),
        );
    }
    let title = format!("there are no datapoints of {}", print_duration(period));
    cx.report(Problem::new(place, title).label("expected \"1m\" or \"20s\""))
}

fn schedule(cx: &mut Context<'_>, given: Given<'_>) -> Option<Vec<ScheduledBounds>> {
    let entries = given.each(|given| {
        let entry = ScheduledBounds {
            at: given.take("at")?,
            min: given.set("minimum")?,
            max: given.set("maximum")?,
        };
        if entry.min.or(entry.max).is_some() {
            return Some(entry);
        }
        cx.report(
            Problem::new(
                given.span(),
                "a scheduled change lacks the keys `minimum` and `maximum`",
            )
            .label("changes nothing")
            .help("add one of them or both, for instance: minimum = 10"),
        )
    })?;
    in_order(cx, given, entries, |entry| entry.at)
}

fn bounds_stay_apart(cx: &mut Context<'_>, given: Given<'_>, scaling: &TaskScaling) -> Option<()> {
    let at_first = scaling.bounds_at(TimeOfDay::LAST);
    for (entry, bounds) in at_first.through(&scaling.schedule) {
        if bounds.min > bounds.max {
            let title = format!(
                "from {} on, the minimum of {} tasks is above the maximum of {}",
                print_time_of_day(entry.at),
                bounds.min,
                bounds.max
            );
            // The bound that this change sets, and the one that stays.
            let (set, stays) = match entry.min {
                Some(_) => ("minimum", "maximum"),
                None => ("maximum", "minimum"),
            };
            let mut changes = given.get("schedule")?.items();
            let change = changes.find(|change| change.take("at") == Some(entry.at))?;
            let is_whole = entry.min.is_some() && entry.max.is_some();
            let other = if is_whole { change } else { given };
            return cx.report(
                Problem::new(change.place(set), title)
                    .label("a bound stays until the schedule sets it again")
                    .related(other.place(stays), format!("the {stays}"))
                    .help(match is_whole {
                        true => "lower minimum, or raise maximum".to_owned(),
                        false => format!("give both bounds at this time, or change {stays}"),
                    }),
            );
        }
    }
    Some(())
}

fn fargate(cx: &mut Context<'_>, given: Given<'_>, quotas: LaunchQuotas) -> Option<Fargate> {
    let spot = given.with("spot", |given| distribution_or_none(cx, given));
    Some(Fargate {
        architecture: given.take("architecture")?,
        spot: spot?,
        launches_per_minute: given
            .set("launches_per_minute")?
            .unwrap_or(quotas.per_service_per_minute_fargate),
    })
}

/// The instances of a container: their type alone, or a table.
fn instances(cx: &mut Context<'_>, given: Given<'_>, quotas: LaunchQuotas) -> Option<Ec2> {
    if given.is_table() {
        return ec2(cx, given, quotas);
    }
    let (name, _) = known_type(cx, given, "instance.instance")?;
    // As if it stood in a table of its own.
    let entry = Entry {
        key: "instance".to_owned(),
        key_span: given.span(),
        node: Node {
            span: given.span(),
            value: Value::Text(name),
        },
    };
    let node = Node {
        span: given.span(),
        value: Value::Table(vec![entry]),
    };
    ec2(cx, Given::new(given.kind(), &node), quotas)
}

/// The name of an instance type of the catalog, and what is known of it. One that is not there can be described at `key`.
fn known_type(cx: &mut Context<'_>, given: Given<'_>, key: &str) -> Option<(String, InstanceType)> {
    let name: String = given.value()?;
    if let Some(known) = catalog::instance_type(&name) {
        return Some((name, known));
    }
    let title = format!(
        "`{}` is not an instance type of the catalog",
        name.escape_debug()
    );
    let label = match nearest(&name, catalog::instance_types()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => "its size and price are not known here".to_owned(),
    };
    let help = format!(
        "use one such as \"m7i.large\", or describe it: {key} = {{ cpu = 2, memory = \"8 GB\", price = 0.10 }}"
    );
    cx.report(Problem::new(given.span(), title).label(label).help(help))
}

fn ec2(cx: &mut Context<'_>, given: Given<'_>, quotas: LaunchQuotas) -> Option<Ec2> {
    let instance = given.get("instance").and_then(|given| instance(cx, given));
    let boot = given.with("boot", |given| distribution(cx, given));
    let (minimum, maximum) = (given.take("minimum")?, given.take("maximum")?);
    minimum_below(cx, given, "instances", (minimum, maximum))?;
    let steps: (Concurrency, Concurrency) =
        (given.take("minimum_step")?, given.take("maximum_step")?);
    if steps.0 > steps.1 {
        let title = format!(
            "the smallest step of {} instances is above the largest of {}",
            steps.0, steps.1
        );
        return cx.report(
            Problem::new(given.place("minimum_step"), title)
                .label("more than `maximum_step`")
                .related(given.place("maximum_step"), "the largest step")
                .help("lower minimum_step, or raise maximum_step"),
        );
    }
    let instance = instance?;
    let Share(target_capacity) = given.take("target_capacity")?;
    let reserved: Option<Option<Size>> = given.set("reserved_memory")?;
    Some(Ec2 {
        minimum,
        maximum,
        target_capacity,
        minimum_step: steps.0,
        maximum_step: steps.1,
        warm_up: given.take("warm_up")?,
        boot: boot?,
        reserved_memory_mb: reserved.map_or_else(
            || {
                instance.memory_mb
                    - catalog::agent_memory()
                        .of(instance.memory_mb)
                        .min(instance.memory_mb)
            },
            |size| size.map_or(0, |Size(mb)| mb),
        ),
        placement: given.take("placement")?,
        launches_per_minute: given
            .set("launches_per_minute")?
            .unwrap_or(quotas.per_service_per_minute_ec2),
        instance,
    })
}

fn instance(cx: &mut Context<'_>, given: Given<'_>) -> Option<Instance> {
    if given.is_table() {
        return Some(Instance {
            name: "own".to_owned(),
            cpu: cpu_units(given.take("cpu")?),
            memory_mb: given.take("memory").map(|Size(mb)| mb)?,
            architecture: given.take("architecture")?,
            price: Some(given.take("price")?),
        });
    }
    let (name, known) = known_type(cx, given, "instance")?;
    Some(Instance {
        name,
        cpu: cpu_units(known.vcpu.into()),
        memory_mb: known.memory_mb,
        architecture: Architecture::ALL
            .into_iter()
            .find(|one| one.key() == known.architecture)
            .unwrap_or_default(),
        price: None,
    })
}
