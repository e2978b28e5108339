//! The keys of `[[services]]` and of a function's `container`: tasks, their queue and number, Fargate, EC2.
//!
//! Names, bounds and defaults are AWS's where it has them: ECS developer guide, task-cpu-memory,
//! service-autoscaling-targettracking, cluster-auto-scaling; ECS API, ManagedScaling. It must not know which of them
//! go together.

use super::client::CLIENT_KEY;
use super::distribution::{TIME, TIME_OR_NONE};
use super::provisioned::{AT_LEAST_ONE, DATAPOINTS};
use super::shape::{Bound, CONCURRENCY, Key, Kind, List, MOST, NONE, Named, Shape};
use super::traffic::SOURCES_OF_SERVICE;
use crate::scenario::architecture::Architecture;
use crate::scenario::container::{Balancing, Placement, QueueAt};
use crate::scenario::words::words_of;

/// The ECS services of a scenario.
pub(crate) static SERVICES: List = List::of(
    "a list of services, each under [[services]]",
    Kind::Table(&SERVICE),
)
.under("services", "[[services]]")
.named(Named {
    one: "a service",
    many: "services",
    owner: "scenario",
    may_grow: false,
});

const LAUNCHES: Kind = Kind::Whole("the number of tasks launched a minute", 1, 1_000_000);
const SHARE_OF_CPU: Kind = Kind::Share(r#"a share such as "5%""#, None);
const TARGET_SHARE: Kind = Kind::Share(
    r#"a share such as "60%""#,
    Some(("a target must be above 0", "for instance \"60%\"")),
);
const STEP: Kind = Kind::Concurrency(1);
const VCPU: Kind = Kind::Number("a number of vCPUs", Bound::AboveZeroUpTo(MOST_VCPU));
/// The largest instance has fewer.
const MOST_VCPU: u32 = 1000;

fn launch_types() -> Vec<&'static str> {
    vec!["fargate"]
}

const PLATFORM: Kind = Kind::Either(&Kind::Word(launch_types), &Kind::Table(&LAUNCH_TYPE));
const INSTANCE: Kind = Kind::Either(&Kind::Line, &Kind::Table(&OWN_INSTANCE));
const INSTANCES: Kind = Kind::Either(&Kind::Line, &Kind::Table(&EC2));

#[rustfmt::skip]
static SERVICE: Shape = Shape::new("a service", &[
    Key::required("name", Kind::Line, r#"name = "checkout""#)
        .says("distinct name, also among functions; results and random numbers belong to it"),
    Key::required("platform", PLATFORM, r#"platform = "fargate""#)
        .says("what the tasks run on").values("`\"fargate\"`, or a [table](#platforms)"),
    TASK_KEY, QUEUE_KEY, BALANCING, SCALING_KEY,
    Key::required("service_time", TIME, r#"service_time = "120ms""#)
        .says("how long a task serves a request").values("[distribution](#distributions)"),
    CLIENT_KEY,
    Key::otherwise("traffic", Kind::List(&SOURCES_OF_SERVICE), "none")
        .says("where requests come from; `invoked_by` has no place here")
        .values("a [list](#traffic); `[]` for none"),
]).of_tasks();

/// How a function would run in containers.
#[rustfmt::skip]
pub(crate) static CONTAINER: Shape = Shape::new("a container", &[
    TASK_KEY, QUEUE_KEY, BALANCING, SCALING_KEY,
    Key::or("fargate", Kind::Or(&Kind::Table(&FARGATE), NONE), "{}")
        .says("its tasks on Fargate").values("a [table](#fargate), or `\"none\"` if it runs on EC2 only"),
    Key::otherwise("instance", INSTANCES, "none: it does not run on EC2")
        .says("its tasks on EC2: the type of the instances, or a table with that and how many there are")
        .values("type such as `\"m7i.large\"`, or a [table](#ec2)"),
]).of_tasks();

const TASK_KEY: Key = Key::required(
    "task",
    Kind::Table(&TASK),
    r#"task = { cpu = 1, memory = "2 GB", concurrency = 20 }"#,
)
.says("each task")
.values("a [table](#task)");
const QUEUE_KEY: Key = Key::otherwise("queue", Kind::Table(&QUEUE), "")
    .says("where requests wait when all places are taken")
    .values("a [table](#queue)");
const BALANCING: Key = Key::or(
    "balancing",
    Kind::Word(words_of::<Balancing>),
    r#""round-robin""#,
)
.published("which task with room the load balancer gives a request to");
const SCALING_KEY: Key = Key::otherwise("scaling", Kind::Table(&SCALING), "")
    .says("how many tasks there are")
    .values("a [table](#scaling-of-tasks)");

#[rustfmt::skip]
static TASK: Shape = Shape::new("a task", &[
    Key::required("cpu", VCPU, "cpu = 1")
        .says("vCPUs; Fargate offers 0.25, 0.5, 1, 2, 4, 8 and 16").values("number above 0"),
    Key::required("memory", Kind::ContainerMemory, r#"memory = "2 GB""#)
        .says("memory; which sizes Fargate offers [depends on `cpu`](#task)"),
    Key::required("concurrency", Kind::Whole("the requests of a task", 1, MOST), "concurrency = 20")
        .says("requests that it serves at the same time; more wait"),
    Key::otherwise("cpu_per_request", SHARE_OF_CPU, "1 / `concurrency`: all places busy use all of the CPU")
        .assumed("the share of the task's CPU that a request uses while it is served")
        .values("share, at most 1 / `concurrency`; also as a bare number"),
    Key::otherwise("startup", TIME, "`\"57s\"` on Fargate, `\"10s\"` on EC2")
        .assumed("from when a task is launched until it accepts requests: the network, the image, the program, the health checks")
        .values("[distribution](#distributions)"),
]).of_tasks();

#[rustfmt::skip]
static QUEUE: Shape = Shape::new("a queue of requests", &[
    Key::or("maximum", Kind::Whole("the length of the queue", 0, MOST), "1000")
        .assumed("maximum number of requests that wait; one more is refused. 0: none waits"),
    Key::or("timeout", Kind::Or(&Kind::PositiveDuration, NONE), r#""1m""#)
        .assumed("after so long a request that waits is refused")
        .values("duration above 0, or `\"none\"`"),
    Key::or("at", Kind::Word(words_of::<QueueAt>), r#""service""#)
        .assumed("`\"service\"`: one queue, and who waits gets the first place that falls free; `\"task\"`: a \
                  queue at each task, to which the load balancer gives a request at once"),
]);

#[rustfmt::skip]
static SCALING: Shape = Shape::new("the scaling of tasks", &[
    Key::or("minimum", CONCURRENCY, "1").says("minimum number of tasks"),
    Key::otherwise("maximum", AT_LEAST_ONE, "that of `minimum`").says("maximum number of tasks, at least `minimum`"),
    Key::otherwise("initial", CONCURRENCY, "that of `minimum`")
        .says("tasks that run at the start; `minimum` is then launched at once")
        .values("concurrency, at most `maximum`"),
    Key::otherwise("target", Kind::Table(&TARGET), "none: only bounds and schedule count")
        .says("what target tracking aims at").values("a table with `cpu` or `requests_per_task`"),
    Key::or("period", Kind::PositiveDuration, r#""1m""#)
        .published("length of a datapoint: `\"1m\"`, or `\"20s\"` for the high-resolution metric of CPU"),
    Key::or("metric_delay", Kind::Duration, r#""0s""#)
        .assumed("from the end of a period until its datapoint counts; AWS measured [363 s](#metric-delay) for the \
                  whole loop of a minute's metrics, and 86 s for 20 s"),
    Key::or("out_datapoints", DATAPOINTS, "3")
        .assumed("datapoints in a row above the target that it takes to scale out"),
    Key::or("in_datapoints", DATAPOINTS, "15")
        .assumed("datapoints in a row below 90 % of the target that it takes to scale in"),
    Key::or("cooldown_out", Kind::Duration, r#""5m""#)
        .published("for how long it does not scale out again after it has, unless by more tasks than then"),
    Key::or("cooldown_in", Kind::Duration, r#""5m""#)
        .published("for how long it does not scale in again after it has; scaling out ends it"),
    Key::otherwise("schedule", Kind::List(&SCHEDULE), "none")
        .says("other bounds at times of the day, every day")
        .values("a list of tables with `at`, and `minimum`, `maximum` or both"),
]).of_tasks();

#[rustfmt::skip]
static TARGET: Shape = Shape::one_of("a target", &[
    Key::kind("cpu", TARGET_SHARE)
        .says("mean share of the tasks' CPU in use (`ECSServiceAverageCPUUtilization`)"),
    Key::kind("requests_per_task", Kind::Number("a number of requests", Bound::AboveZero))
        .says("requests per task and minute (`ALBRequestCountPerTarget`)").values("number above 0"),
]).of_tasks();

static SCHEDULE: List = List::of(
    "a list of changes, each with the key at",
    Kind::Table(&CHANGE),
);

#[rustfmt::skip]
static CHANGE: Shape = Shape::new("a scheduled change of bounds", &[
    Key::required("at", Kind::TimeOfDay, r#"at = "08:00""#)
        .says("when; no two changes at the same time"),
    Key::otherwise("minimum", CONCURRENCY, "stays").says("minimum number of tasks from then on"),
    Key::otherwise("maximum", AT_LEAST_ONE, "stays").says("most tasks from then on"),
]);

#[rustfmt::skip]
static LAUNCH_TYPE: Shape = Shape::one_of("a platform", &[
    Key::kind("fargate", Kind::Table(&FARGATE)).says("AWS Fargate: tasks without instances")
        .values("a [table](#fargate); `{}` for the defaults"),
    Key::kind("ec2", Kind::Table(&EC2)).says("EC2 instances that a capacity provider adds and removes")
        .values("a [table](#ec2)"),
]);

#[rustfmt::skip]
static FARGATE: Shape = Shape::new("Fargate", &[
    Key::or("architecture", Kind::Word(words_of::<Architecture>), r#""x86_64""#)
        .published("instruction set; it only changes the price"),
    Key::or("spot", TIME_OR_NONE, r#""none""#)
        .says("Fargate Spot: how long a task runs until AWS takes it back, with two minutes' warning; AWS states no \
               figure").values("[distribution](#distributions), or `\"none\"` for on demand"),
    Key::otherwise("launches_per_minute", LAUNCHES, "`500`, or `125` in smaller Regions")
        .published("tasks that the service launches a minute at most"),
]).of_tasks();

#[rustfmt::skip]
static EC2: Shape = Shape::new("EC2", &[
    Key::required("instance", INSTANCE, r#"instance = "m7i.large""#)
        .says("type of the instances").values("AWS's name, or a table with `cpu`, `memory` and `price` for any other"),
    Key::or("minimum", CONCURRENCY, "0").says("minimum number of instances"),
    Key::or("maximum", AT_LEAST_ONE, "1000").says("most instances"),
    Key::or("target_capacity", TARGET_SHARE, r#""100%""#)
        .published("the share of the instances that is to be needed; less keeps some in reserve"),
    Key::or("minimum_step", STEP, "1").published("fewest instances that are added at once (`minimumScalingStepSize`)"),
    Key::or("maximum_step", STEP, "10000").published("maximum number of instances that are added at once (`maximumScalingStepSize`)"),
    Key::or("warm_up", Kind::Duration, r#""5m""#)
        .published("for how long after it was added an instance is not removed (`instanceWarmupPeriod`)"),
    Key::or("boot", TIME, r#""80s""#)
        .assumed("from when an instance is requested until it accepts tasks").values("[distribution](#distributions)"),
    Key::otherwise("reserved_memory", Kind::Or(&Kind::ContainerMemory, NONE), "2.5 % of the instance's")
        .published("memory of an instance that the agent and the system keep")
        .values("text with a unit, such as `\"256 MB\"`, or `\"none\"`"),
    Key::or("placement", Kind::Word(words_of::<Placement>), r#""binpack""#)
        .assumed("which instance gets a task: the fullest one in which it fits, the one with the fewest tasks, or any. AWS's own default spreads tasks over Availability Zones"),
    Key::otherwise("launches_per_minute", LAUNCHES, "`500`")
        .published("tasks that the service launches a minute at most"),
]).of_tasks();

#[rustfmt::skip]
static OWN_INSTANCE: Shape = Shape::new("an instance type", &[
    Key::required("cpu", VCPU, "cpu = 2").says("vCPUs").values("number above 0"),
    Key::required("memory", Kind::ContainerMemory, r#"memory = "8 GB""#).says("memory"),
    Key::required("price", Kind::Price("per instance-hour"), "price = 0.10").says("USD an hour"),
    Key::or("architecture", Kind::Word(words_of::<Architecture>), r#""x86_64""#).says("instruction set"),
]);
