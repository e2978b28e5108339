//! What is valid in the tasks of a service or container, but most likely not meant.
//!
//! Each warning is of something that can be told from the scenario alone and holds in every run of it.

use super::bounds::never_comes;
use super::problem::Problem;
use super::tree::Node;
use crate::kernel::SimDuration;
use crate::scenario::container::{Ec2, TaskScaling, TaskTarget, Tasks};
use crate::scenario::distribution::Distribution;
use crate::scenario::function::Function;
use crate::scenario::provisioned::{ScheduledBounds, TimeOfDay};
use crate::scenario::quantities::print_duration;
use crate::scenario::units::Concurrency;

/// The warnings about services, and about functions that can be moved into containers, each with its key in the file.
pub(super) fn about<'f>(
    root: &Node,
    (start, duration): (TimeOfDay, SimDuration),
    functions: impl Iterator<Item = (String, &'f Function)>,
) -> Vec<Problem> {
    let mut warnings = Vec::new();
    for (key, function) in functions {
        let (key, tasks, ec2) = match (function.ecs(), function.container()) {
            (Some(service), _) => (
                key,
                &service.tasks,
                service.ec2().map(|own| ("platform.ec2", own)),
            ),
            (None, Some(container)) => {
                let ec2 = container.ec2.as_ref().map(|own| ("instance", own));
                (format!("{key}.container"), &container.tasks, ec2)
            }
            (None, None) => continue,
        };
        let of = Of {
            root,
            key,
            tasks,
            service_time: &function.service_time,
        };
        let about = [
            of.about_no_tasks(),
            of.about_fixed_bounds(),
            of.about_nothing_that_starts(),
            of.about_target_out_of_reach(),
            of.about_short_run(duration),
            of.about_schedule(start, duration),
            of.about_timeout(),
            ec2.and_then(|(place, ec2)| of.about_instances(place, ec2)),
        ];
        warnings.extend(about.into_iter().flatten());
    }
    warnings
}

/// The tasks of a service or container, and where they are written.
struct Of<'a> {
    root: &'a Node,
    key: String,
    tasks: &'a Tasks,
    service_time: &'a Distribution,
}

impl Of<'_> {
    fn warning(&self, key: &str, title: impl Into<String>) -> Problem {
        Problem::new(self.root.place(&format!("{}.{key}", self.key)), title)
    }

    fn scaling(&self) -> &TaskScaling {
        &self.tasks.scaling
    }

    /// The highest lower bound that is ever in force.
    fn highest_minimum(&self) -> u32 {
        self.highest(self.scaling().minimum, |change| change.min)
    }

    /// The highest upper bound that is ever in force.
    fn highest_maximum(&self) -> u32 {
        self.highest(self.scaling().maximum, |change| change.max)
    }

    fn highest(&self, own: Concurrency, of: fn(&ScheduledBounds) -> Option<Concurrency>) -> u32 {
        let scheduled = self.scaling().schedule.iter().filter_map(of);
        scheduled.map(Concurrency::get).fold(own.get(), u32::max)
    }

    fn about_no_tasks(&self) -> Option<Problem> {
        let scaling = self.scaling();
        let none = self.highest_minimum() == 0 && scaling.initial.get() == 0;
        none.then(|| {
            self.warning(
                "scaling.minimum",
                "no task ever runs, so that no request is served",
            )
            .label(match scaling.target {
                Some(_) => {
                    "without a task that runs there is no datapoint, and nothing scales out from 0"
                }
                None => "0 tasks at the start, and nothing that adds any",
            })
            .help("set scaling.minimum or scaling.initial to 1 or more")
        })
    }

    /// From no task target tracking never comes back.
    fn about_nothing_that_starts(&self) -> Option<Problem> {
        let scaling = self.scaling();
        let sticks =
            scaling.target.is_some() && self.highest_minimum() == 0 && scaling.initial.get() > 0;
        sticks.then(|| {
            self.warning(
                "scaling.minimum",
                "target tracking that scales in to 0 tasks stays there",
            )
            .label("without a task that runs there is no datapoint, and nothing scales out from 0")
            .help("set scaling.minimum to 1 or more, or raise it by schedule")
        })
    }

    fn about_fixed_bounds(&self) -> Option<Problem> {
        let scaling = self.scaling();
        scaling.target?;
        let is_fixed = scaling.minimum == scaling.maximum
            && scaling.initial == scaling.minimum
            && scaling.schedule.iter().all(|change| {
                change.min.is_none_or(|min| min == scaling.minimum)
                    && change.max.is_none_or(|max| max == scaling.maximum)
            });
        is_fixed.then(|| {
            let title = format!(
                "target tracking can change nothing: minimum and maximum are both {}",
                scaling.minimum
            );
            self.warning("scaling.target", title)
                .label("has no effect")
                .help("raise scaling.maximum, or remove scaling.target")
        })
    }

    /// A target that busy tasks never exceed.
    fn about_target_out_of_reach(&self) -> Option<Problem> {
        let task = &self.tasks.task;
        let places = f64::from(task.concurrency.get());
        match self.scaling().target? {
            TaskTarget::Cpu(target) => {
                let most = places * task.cpu_per_request;
                let percent = |share: f64| format!("{} %", (share * 1000.0).round() / 10.0);
                // No rounding of a share may hide it.
                (most <= target + 1e-9).then(|| {
                    self.warning("scaling.target", "this target never scales out")
                        .label(format!(
                            "a task with all {} places taken uses {} of its CPU",
                            task.concurrency,
                            percent(most)
                        ))
                        .help(format!("lower the target below {}", percent(most)))
                })
            }
            TaskTarget::RequestsPerTask(target) => {
                let mean = self.service_time.mean_secs();
                let most = places * 60.0 / mean;
                (mean > 0.0 && most < target).then(|| {
                    self.warning("scaling.target", "this target hardly ever scales out")
                        .label(format!(
                            "a task that is never idle serves about {} requests a minute, {} at the same time",
                            most.round(),
                            task.concurrency
                        ))
                        .help("lower the target: requests that wait in the queue do not count")
                })
            }
        }
    }

    /// A run that is over before the first datapoints have come.
    fn about_short_run(&self, duration: SimDuration) -> Option<Problem> {
        let scaling = self.scaling();
        scaling.target?;
        let periods = scaling
            .period
            .as_nanos()
            .saturating_mul(scaling.out_datapoints.into());
        let first = periods.saturating_add(scaling.metric_delay.as_nanos());
        let first = SimDuration::from_nanos(first);
        (first >= duration).then(|| {
            let title = format!(
                "the run of {} ends before target tracking can scale out",
                print_duration(duration)
            );
            self.warning("scaling.target", title)
                .label(format!("{} at the earliest", print_duration(first)))
                .help("simulate a longer duration")
        })
    }

    /// A schedule goes by the time of the day at which the run begins: midnight, if nothing is said.
    fn about_schedule(&self, start: TimeOfDay, duration: SimDuration) -> Option<Problem> {
        let times = self
            .scaling()
            .schedule
            .iter()
            .map(|change| start.until(change.at));
        (times.min()? >= duration).then(|| {
            let title = "no change of this schedule comes in the run";
            never_comes(self.warning("scaling.schedule", title), start, duration)
        })
    }

    fn about_timeout(&self) -> Option<Problem> {
        let place = format!("{}.queue.timeout", self.key);
        let is_written = self.root.at(&place).is_some();
        let queue = &self.tasks.queue;
        let is_other = queue
            .timeout
            .is_some_and(|timeout| timeout != DEFAULT_TIMEOUT);
        (queue.maximum == 0 && is_other && is_written).then(|| {
            self.warning("queue.timeout", "no request ever waits")
                .label("has no effect beside queue.maximum = 0")
        })
    }

    /// Tasks for which there can never be enough instances.
    fn about_instances(&self, place: &str, ec2: &Ec2) -> Option<Problem> {
        let each = ec2.tasks_per_instance(&self.tasks.task);
        let room = u64::from(each) * u64::from(ec2.maximum.get());
        let (bound, tasks) = [
            ("minimum", self.highest_minimum()),
            ("maximum", self.highest_maximum()),
        ]
        .into_iter()
        .find(|(_, tasks)| u64::from(*tasks) > room)?;
        let title =
            format!("the instances have room for {room} tasks, less than the {bound} of {tasks}");
        let count = |count: u32, one: &str| match count {
            1 => format!("1 {one}"),
            _ => format!("{count} {one}s"),
        };
        Some(
            self.warning(&format!("{place}.maximum"), title)
                .label(format!(
                    "{} of {} each",
                    count(ec2.maximum.get(), "instance"),
                    count(each, "task")
                ))
                .help("raise the maximum of instances, use larger ones, or lower the bounds of scaling"),
        )
    }
}

/// What holds where nothing is written, and what a resolved file has.
const DEFAULT_TIMEOUT: SimDuration = SimDuration::from_secs(60);
