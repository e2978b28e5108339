//! ECS services: what their requests wait for, how many tasks and instances there are and when, and that nothing of
//! either is lost.
//!
//! | module | what it protects |
//! |---|---|
//! | `theory` | the waits and losses of a fixed number of tasks, against queueing theory |
//! | `timelines` | each rule of scaling, launching and stopping, against small runs worked by hand |
//! | `chosen` | which task serves a request and which one is withdrawn, worked by hand |
//! | `packing` | which instance gets a task, against the fewest instances that can do |
//! | `laws` | what holds in every run, in random ones; and that functions on Lambda do not notice a service |

mod chosen;
mod laws;
mod packing;
mod theory;
mod timelines;

use burstsim::kernel::{SimDuration, SimTime};
use burstsim::metrics::{
    InstanceMoved, InstanceState, Observer, Refused, RunResult, ServiceResult, TaskMoved, TaskState,
};
use burstsim::scenario::*;
use burstsim::world::simulate_observed;
use proptest::prelude::*;

use crate::support::*;

/// This many tasks of 1 vCPU and 2 GB, each with this many places, for the whole run, with AWS's and the scenario format's
/// defaults.
pub(crate) fn tasks(count: u32, places: u32) -> Tasks {
    Tasks {
        task: Task {
            cpu: 1024,
            memory_mb: 2048,
            concurrency: number(places),
            cpu_per_request: 1.0 / f64::from(places),
            startup: None,
        },
        queue: RequestQueue {
            maximum: 1000,
            timeout: Some(secs(60.0)),
            at: QueueAt::Service,
        },
        balancing: Balancing::RoundRobin,
        scaling: TaskScaling {
            initial: concurrency(count),
            minimum: concurrency(count),
            maximum: concurrency(count.max(1)),
            target: None,
            period: secs(60.0),
            metric_delay: secs(0.0),
            out_datapoints: 3,
            in_datapoints: 15,
            cooldown_out: secs(300.0),
            cooldown_in: secs(300.0),
            schedule: Vec::new(),
        },
    }
}

/// Random scaling: tasks at first and their bounds, what is tracked, datapoints and cooldowns out and in, period and
/// delay of the metric, other bounds.
pub(crate) fn scaling_of(
    tasks: impl Strategy<Value = (u32, (u32, u32))>,
    target: impl Strategy<Value = Option<TaskTarget>>,
    alarms: impl Strategy<Value = (u32, u32, SimDuration, SimDuration)>,
    metric: impl Strategy<Value = (SimDuration, SimDuration)>,
    schedule: impl Strategy<Value = Vec<ScheduledBounds>>,
) -> impl Strategy<Value = TaskScaling> {
    (tasks, target, alarms, metric, schedule).prop_map(
        |((initial, (minimum, maximum)), target, alarms, (period, metric_delay), schedule)| {
            TaskScaling {
                initial: concurrency(initial.min(maximum)),
                minimum: concurrency(minimum),
                maximum: concurrency(maximum),
                target,
                period,
                metric_delay,
                out_datapoints: alarms.0,
                in_datapoints: alarms.1,
                cooldown_out: alarms.2,
                cooldown_in: alarms.3,
                schedule,
            }
        },
    )
}

pub(crate) fn fargate() -> Fargate {
    Fargate {
        architecture: Architecture::X86_64,
        spot: None,
        launches_per_minute: 500,
    }
}

/// Instances of 2 vCPU and 8 GB, on which two of the tasks fit.
pub(crate) fn ec2() -> Ec2 {
    Ec2 {
        instance: Instance {
            name: "m7i.large".into(),
            cpu: 2048,
            memory_mb: 8192,
            architecture: Architecture::X86_64,
            price: None,
        },
        minimum: concurrency(0),
        maximum: concurrency(1000),
        target_capacity: 1.0,
        minimum_step: concurrency(1),
        maximum_step: concurrency(10_000),
        warm_up: secs(300.0),
        boot: constant(80.0),
        reserved_memory_mb: 207,
        placement: Placement::Binpack,
        launches_per_minute: 500,
    }
}

/// A service, called by clients.
pub(crate) fn service(
    name: &str,
    tasks: Tasks,
    launch_type: LaunchType,
    service_time: Distribution,
    traffic: Vec<Traffic>,
) -> Function {
    let service = EcsService {
        tasks,
        launch_type,
        is_container: false,
    };
    Function {
        client_retry: ClientRetry::None,
        traffic: traffic.into_iter().map(Into::into).collect(),
        ..Function::of_service(name.into(), service_time, service)
    }
}

/// One on Fargate.
fn on_fargate(tasks: Tasks, service_time: Distribution, traffic: Vec<Traffic>) -> Function {
    let launch_type = LaunchType::Fargate(fargate());
    service("s", tasks, launch_type, service_time, traffic)
}

fn run_of(seconds: f64, functions: Vec<Function>) -> Scenario {
    let mut scenario = scenario(seconds, 1000, 1000, functions);
    scenario.region.scaling = per_function();
    scenario
}

/// What became of the first service.
fn of_service(result: &RunResult) -> &ServiceResult {
    let service = result.functions[0].service.as_deref();
    service.expect("tasks serve it")
}

/// Notes what tasks and instances do, and what is refused.
#[derive(Default)]
struct Notes {
    tasks: Vec<TaskMoved>,
    instances: Vec<InstanceMoved>,
    refused: Vec<Refused>,
}

impl Observer for Notes {
    fn task_moved(&mut self, task: &TaskMoved) {
        self.tasks.push(*task);
    }

    fn instance_moved(&mut self, instance: &InstanceMoved) {
        self.instances.push(*instance);
    }

    fn refused(&mut self, refused: &Refused) {
        self.refused.push(*refused);
    }
}

impl Notes {
    /// When which task came to a state, in seconds.
    fn tasks(&self, state: TaskState) -> Vec<(f64, u32)> {
        let moved = self.tasks.iter().filter(|one| one.state == state);
        moved.map(|one| (seconds(one.at), one.task)).collect()
    }

    /// When which instance came to a state, in seconds.
    fn instances(&self, state: InstanceState) -> Vec<(f64, u32)> {
        let moved = self.instances.iter().filter(|one| one.state == state);
        moved.map(|one| (seconds(one.at), one.instance)).collect()
    }

    /// When attempts were refused.
    fn refusals(&self) -> Vec<SimTime> {
        self.refused.iter().map(|one| one.at).collect()
    }
}

fn observed(scenario: &Scenario) -> (RunResult, Notes) {
    let mut notes = Notes::default();
    let result = simulate_observed(scenario, 0, &mut notes);
    (result.expect("nobody interrupts"), notes)
}
