//! Watching a run from outside: progress, each invocation as it starts, each attempt that is refused,
//! and each on-demand environment as it stops.

use std::ops::ControlFlow;

use super::recorder::{Recorder, Start};
use super::services::TaskChange;
use crate::kernel::SimTime;
use crate::scenario::FunctionId;
use crate::workload::RequestId;

/// Watches a run. All methods do nothing by default; what is not overridden costs nothing.
pub trait Observer {
    /// Told now and then how far the run has come; `Break` stops it.
    fn progress(&mut self, now: SimTime) -> ControlFlow<()> {
        let _ = now;
        ControlFlow::Continue(())
    }

    /// Told of every invocation as it starts.
    fn served(&mut self, served: &Served) {
        let _ = served;
    }

    /// Told of every attempt that a limit refused or the service failed.
    fn refused(&mut self, refused: &Refused) {
        let _ = refused;
    }

    /// Told of every on-demand environment that stops; of one that idled too long perhaps only when something
    /// next happens to its function, but with the right time.
    fn stopped(&mut self, stopped: &Stopped) {
        let _ = stopped;
    }

    /// Told of every task of an ECS service that changes its state.
    fn task_moved(&mut self, task: &TaskMoved) {
        let _ = task;
    }

    /// Told of every EC2 instance beneath an ECS service that changes its state.
    fn instance_moved(&mut self, instance: &InstanceMoved) {
        let _ = instance;
    }

    /// Told of every change of the number of tasks that an ECS service asks for, and at the start of the number with
    /// which it begins.
    fn tasks_asked(&mut self, service: FunctionId, change: &TaskChange) {
        let _ = (service, change);
    }

    /// Told of every attempt that an ECS service takes, serves or refuses.
    fn task_serves(&mut self, serves: &TaskServes) {
        let _ = serves;
    }
}

/// Watches nothing.
impl Observer for () {}

/// Two watch: the first is told first, and its wish to stop is enough.
impl<A: Observer, B: Observer> Observer for (A, B) {
    fn progress(&mut self, now: SimTime) -> ControlFlow<()> {
        self.0.progress(now)?;
        self.1.progress(now)
    }

    fn served(&mut self, served: &Served) {
        self.0.served(served);
        self.1.served(served);
    }

    fn refused(&mut self, refused: &Refused) {
        self.0.refused(refused);
        self.1.refused(refused);
    }

    fn stopped(&mut self, stopped: &Stopped) {
        self.0.stopped(stopped);
        self.1.stopped(stopped);
    }

    fn task_moved(&mut self, task: &TaskMoved) {
        self.0.task_moved(task);
        self.1.task_moved(task);
    }

    fn instance_moved(&mut self, instance: &InstanceMoved) {
        self.0.instance_moved(instance);
        self.1.instance_moved(instance);
    }

    fn tasks_asked(&mut self, service: FunctionId, change: &TaskChange) {
        self.0.tasks_asked(service, change);
        self.1.tasks_asked(service, change);
    }

    fn task_serves(&mut self, serves: &TaskServes) {
        self.0.task_serves(serves);
        self.1.task_serves(serves);
    }
}

/// All that is observed of a run as it goes: what the recorder keeps, and who watches from outside.
#[derive(Debug)]
pub struct Observations<'a, O> {
    /// What becomes the result.
    pub recorder: Recorder,
    /// Who watches.
    pub observer: &'a mut O,
}

/// An invocation that starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Served {
    /// When.
    pub at: SimTime,
    /// When its environment is initialised: later only at a cold start.
    pub ready: SimTime,
    /// When it will be done.
    pub until: SimTime,
    /// The function of the scenario.
    pub function: FunctionId,
    /// How it starts.
    pub start: Start,
    /// Number of the environment in its pool, from 0, in order of creation.
    pub environment: u64,
    /// Whose invocation.
    pub request: RequestId,
}

/// An attempt that was not served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// When.
    pub at: SimTime,
    /// The function of the scenario.
    pub function: FunctionId,
    /// Whose attempt.
    pub request: RequestId,
    /// Whether the service failed, instead of a limit refusing it.
    pub failed: bool,
}

/// An on-demand environment that stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// When.
    pub at: SimTime,
    /// The function of the scenario.
    pub function: FunctionId,
    /// Its number, as in [`Served`].
    pub environment: u64,
}

/// A task of an ECS service that changes its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskMoved {
    /// When.
    pub at: SimTime,
    /// The function of the scenario that it serves.
    pub function: FunctionId,
    /// Its number among all of the service, from 0, in order of launch.
    pub task: u32,
    /// The number of the instance that it is on, as in [`InstanceMoved`]; `None` on Fargate.
    pub instance: Option<u32>,
    /// What it does from now on.
    pub state: TaskState,
}

/// What a task does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskState {
    /// It was launched, and does not take requests yet.
    Starting,
    /// It takes requests.
    Running,
    /// It takes no more requests, and has some to finish.
    Draining,
    /// It is gone.
    Stopped,
}

/// An EC2 instance beneath an ECS service that changes its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InstanceMoved {
    /// When.
    pub at: SimTime,
    /// The function of the scenario whose tasks it is for.
    pub function: FunctionId,
    /// Its number among all of the service, from 0, in the order in which they were asked for.
    pub instance: u32,
    /// What it does from now on.
    pub state: InstanceState,
}

/// What an instance does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstanceState {
    /// It was asked for, and takes no tasks yet.
    Booting,
    /// It takes tasks.
    Running,
    /// It is gone.
    Stopped,
}

/// An attempt at an ECS service that waits, is served, or is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskServes {
    /// When.
    pub at: SimTime,
    /// The function of the scenario.
    pub function: FunctionId,
    /// What became of it.
    pub what: Attempted,
}

/// What became of an attempt at an ECS service. A task has its number, as in [`TaskMoved`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempted {
    /// It waits for a place.
    Waits,
    /// A task serves it at once.
    Begins(u32),
    /// It has waited, and a task serves it now.
    BeginsAfterWaiting(u32),
    /// A task is done with it.
    Done(u32),
    /// Every place was taken and there was no room to wait: it is refused.
    Rejected,
    /// It has waited for as long as the queue allows, and is refused.
    TimedOut,
}
