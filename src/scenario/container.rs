//! An ECS service: tasks behind a load balancer, how many there are, and what they run on.
//!
//! Names are AWS's: launch type, task, capacity provider, target tracking. It must not know how a service works.

use std::num::NonZeroU32;
use std::sync::Arc;

use super::architecture::Architecture;
use super::distribution::Distribution;
use super::provisioned::{Bounds, ScheduledBounds, TimeOfDay};
use super::units::Concurrency;
use super::words::words;
use crate::kernel::SimDuration;

/// Where the requests of a function are served.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Platform {
    /// AWS Lambda.
    #[default]
    Lambda,
    /// Tasks of ECS on AWS Fargate.
    Fargate,
    /// Tasks of ECS on EC2 instances.
    Ec2,
}

words!(Platform { Lambda = "lambda", Fargate = "fargate", Ec2 = "ec2" });

impl Platform {
    /// What AWS calls it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Lambda => "AWS Lambda",
            Self::Fargate => "ECS on Fargate",
            Self::Ec2 => "ECS on EC2",
        }
    }
}

/// What serves the requests of a function.
#[derive(Clone, Debug, PartialEq)]
pub enum ServedBy {
    /// Lambda. Where the function says how it would run in containers, it can be moved there: see
    /// [`Function::moved`](super::Function::moved).
    Lambda(Option<Arc<Container>>),
    /// An ECS service.
    Ecs(Arc<EcsService>),
}

/// How a function would run in containers, on either launch type.
#[derive(Clone, Debug, PartialEq)]
pub struct Container {
    /// The tasks, their queue and their number.
    pub tasks: Tasks,
    /// On Fargate; `None` where it does not run there.
    pub fargate: Option<Fargate>,
    /// On EC2; `None` where the scenario names no instance type.
    pub ec2: Option<Ec2>,
}

/// An ECS service.
#[derive(Clone, Debug, PartialEq)]
pub struct EcsService {
    /// The tasks, their queue and their number.
    pub tasks: Tasks,
    /// What they run on.
    pub launch_type: LaunchType,
    /// Whether the scenario writes it as the container of a function, which was moved there.
    pub is_container: bool,
}

/// What the tasks of a service run on.
#[derive(Clone, Debug, PartialEq)]
pub enum LaunchType {
    /// AWS Fargate.
    Fargate(Fargate),
    /// EC2 instances of a cluster of their own.
    Ec2(Ec2),
}

/// The tasks of a service: what each of them is, where requests wait, and how many tasks there are.
#[derive(Clone, Debug, PartialEq)]
pub struct Tasks {
    /// Each of them.
    pub task: Task,
    /// Where requests wait for them.
    pub queue: RequestQueue,
    /// Which task gets a request.
    pub balancing: Balancing,
    /// How many there are.
    pub scaling: TaskScaling,
}

/// A task.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// CPU units; 1,024 are a vCPU.
    pub cpu: u32,
    /// Memory in MiB.
    pub memory_mb: u32,
    /// Requests that it serves at the same time.
    pub concurrency: NonZeroU32,
    /// The share of its CPU that a request uses while it is served, from 0 to 1; all its places busy use at most all
    /// of it.
    pub cpu_per_request: f64,
    /// From when it is launched until it takes requests. `None` for the default of its launch type.
    pub startup: Option<Distribution>,
}

impl Task {
    /// vCPUs.
    pub fn vcpu(&self) -> f64 {
        f64::from(self.cpu) / CPU_UNITS
    }

    /// Memory in GB of 1,024 MiB, as AWS bills it.
    pub fn memory_gb(&self) -> f64 {
        f64::from(self.memory_mb) / 1024.0
    }
}

/// CPU units of a vCPU.
pub(crate) const CPU_UNITS: f64 = 1024.0;

/// Where requests wait when every place of every task is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestQueue {
    /// Most that wait, in the queue or in each of the queues.
    pub maximum: u32,
    /// After so long a request that waits is refused; `None` for never.
    pub timeout: Option<SimDuration>,
    /// Whether there is one queue, or one at each task.
    pub at: QueueAt,
}

/// Whose the queue is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QueueAt {
    /// One queue for the service: a request that waits gets the first place that falls free.
    #[default]
    Service,
    /// A queue at each task: the load balancer gives a request to a task at once, and there it waits.
    Task,
}

words!(QueueAt { Service = "service", Task = "task" });

/// Which task the load balancer gives a request to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Balancing {
    /// The next one in turn.
    #[default]
    RoundRobin,
    /// The one with the fewest requests.
    LeastOutstandingRequests,
}

words!(Balancing { RoundRobin = "round-robin", LeastOutstandingRequests = "least-outstanding-requests" });

/// How many tasks there are.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskScaling {
    /// Tasks that run at the start.
    pub initial: Concurrency,
    /// Least.
    pub minimum: Concurrency,
    /// Most.
    pub maximum: Concurrency,
    /// What target tracking aims at; `None` where it is off, and only the bounds count.
    pub target: Option<TaskTarget>,
    /// Length of a datapoint.
    pub period: SimDuration,
    /// From the end of a period until its datapoint is seen.
    pub metric_delay: SimDuration,
    /// Datapoints in a row above the target that it takes to scale out.
    pub out_datapoints: u32,
    /// Datapoints in a row below 90 % of the target that it takes to scale in.
    pub in_datapoints: u32,
    /// For how long it does not scale out again after it has.
    pub cooldown_out: SimDuration,
    /// For how long it does not scale in again after it has.
    pub cooldown_in: SimDuration,
    /// Bounds at times of the day: in the order of time, no two at once.
    pub schedule: Vec<ScheduledBounds>,
}

impl TaskScaling {
    /// The bounds in force from `time` on.
    pub fn bounds_at(&self, time: TimeOfDay) -> Bounds {
        let bounds = Bounds {
            min: self.minimum,
            max: self.maximum,
        };
        bounds.at(&self.schedule, time)
    }
}

/// What target tracking aims at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TaskTarget {
    /// The mean share of the tasks' CPU that is used, above 0 and at most 1: `ECSServiceAverageCPUUtilization`.
    Cpu(f64),
    /// Requests a task and minute: `ALBRequestCountPerTarget`.
    RequestsPerTask(f64),
}

impl TaskTarget {
    /// What a datapoint is compared with.
    pub const fn value(self) -> f64 {
        match self {
            Self::Cpu(value) | Self::RequestsPerTask(value) => value,
        }
    }
}

/// Tasks on Fargate.
#[derive(Clone, Debug, PartialEq)]
pub struct Fargate {
    /// Instruction set of the tasks.
    pub architecture: Architecture,
    /// How long a Spot task runs before AWS takes it back, with two minutes' warning; `None` for on-demand tasks.
    pub spot: Option<Distribution>,
    /// Tasks that the service launches a minute at most.
    pub launches_per_minute: u32,
}

/// Tasks on EC2 instances that a capacity provider with managed scaling adds and removes.
#[derive(Clone, Debug, PartialEq)]
pub struct Ec2 {
    /// Type of the instances.
    pub instance: Instance,
    /// Least instances; this many run at the start, or as many as the tasks at the start need.
    pub minimum: Concurrency,
    /// Most instances.
    pub maximum: Concurrency,
    /// The share of the instances that are to be needed, above 0 and at most 1: `targetCapacity`.
    pub target_capacity: f64,
    /// Fewest instances that are added at once.
    pub minimum_step: Concurrency,
    /// Most instances that are added at once.
    pub maximum_step: Concurrency,
    /// For how long after it was added an instance is not taken away for being idle: `instanceWarmupPeriod`.
    pub warm_up: SimDuration,
    /// From when an instance is asked for until it takes tasks.
    pub boot: Distribution,
    /// Memory that the agent and the system keep of each instance, in MiB.
    pub reserved_memory_mb: u32,
    /// Which instance gets a task.
    pub placement: Placement,
    /// Tasks that the service launches a minute at most.
    pub launches_per_minute: u32,
}

impl Ec2 {
    /// How many tasks fit an instance that has none.
    pub fn tasks_per_instance(&self, task: &Task) -> u32 {
        let of = |has: u32, each: u32| has.checked_div(each).unwrap_or(u32::MAX);
        of(self.instance.cpu, task.cpu).min(of(self.memory_for_tasks_mb(), task.memory_mb))
    }

    /// Memory that an instance has for tasks, in MiB.
    pub fn memory_for_tasks_mb(&self) -> u32 {
        let memory = self.instance.memory_mb;
        memory.saturating_sub(self.reserved_memory_mb)
    }
}

/// An EC2 instance type.
#[derive(Clone, Debug, PartialEq)]
pub struct Instance {
    /// AWS's name of it: `m7i.large`.
    pub name: String,
    /// CPU units; 1,024 are a vCPU.
    pub cpu: u32,
    /// Nominal memory in MiB.
    pub memory_mb: u32,
    /// Instruction set.
    pub architecture: Architecture,
    /// USD an hour where the scenario says it; `None` for the list price.
    pub price: Option<f64>,
}

/// Which instance gets a task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Placement {
    /// The fullest one in which it fits.
    #[default]
    Binpack,
    /// The one with the fewest tasks.
    Spread,
    /// Any in which it fits, with equal probability.
    Random,
}

words!(Placement { Binpack = "binpack", Spread = "spread", Random = "random" });

impl Container {
    /// The service that it is on a platform; `None` where it does not run there.
    pub fn on(&self, platform: Platform) -> Option<EcsService> {
        let launch_type = match platform {
            Platform::Lambda => return None,
            Platform::Fargate => LaunchType::Fargate(self.fargate.clone()?),
            Platform::Ec2 => LaunchType::Ec2(self.ec2.clone()?),
        };
        Some(EcsService {
            tasks: self.tasks.clone(),
            launch_type,
            is_container: true,
        })
    }
}

impl EcsService {
    /// Where it runs.
    pub const fn platform(&self) -> Platform {
        match self.launch_type {
            LaunchType::Fargate(_) => Platform::Fargate,
            LaunchType::Ec2(_) => Platform::Ec2,
        }
    }

    /// From when a task is launched until it takes requests.
    pub fn startup(&self) -> Distribution {
        let default = match self.launch_type {
            LaunchType::Fargate(_) => FARGATE_STARTUP,
            LaunchType::Ec2(_) => EC2_STARTUP,
        };
        let own = self.tasks.task.startup.clone();
        own.unwrap_or(Distribution::Constant(default))
    }

    /// Tasks that it launches a minute at most.
    pub const fn launches_per_minute(&self) -> u32 {
        match &self.launch_type {
            LaunchType::Fargate(fargate) => fargate.launches_per_minute,
            LaunchType::Ec2(ec2) => ec2.launches_per_minute,
        }
    }

    /// The instances beneath, if there are any.
    pub const fn ec2(&self) -> Option<&Ec2> {
        match &self.launch_type {
            LaunchType::Fargate(_) => None,
            LaunchType::Ec2(ec2) => Some(ec2),
        }
    }
}

/// Mean of ten measured starts of a task with an image of 413 MB on Fargate, 53 to 62 s (elasticscale.com, 2024-04-10).
const FARGATE_STARTUP: SimDuration = SimDuration::from_secs(57);

/// Assumed: on an instance the network and the machine are there already, and what is left is to pull the image and
/// start it. First tasks on new instances were measured to run 150 s after the load began (overview.png of
/// Vlaaaaaad/blog-scaling-containers-on-aws-in-2022): a minute until the first datapoint of the capacity provider, the
/// default `boot` of 80 s, and this.
const EC2_STARTUP: SimDuration = SimDuration::from_secs(10);
