//! What an ECS service does of its own accord, and what it tells of what it did.

use crate::kernel::{SimTime, id_type};
use crate::metrics::{InstanceMoved, TaskChange, TaskMoved};
use crate::scenario::FunctionId;
use crate::workload::Request;

id_type! {
    /// A task, at its place among those of its service; the place of one that has stopped is used again.
    pub(crate) struct TaskSlot;
}

id_type! {
    /// An instance, at its place among those of its service, likewise.
    pub(crate) struct InstanceSlot;
}

/// Something that is due.
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub(crate) enum Due {
    /// The run begins.
    Start,
    /// The account has a token for the launch of a task on Fargate.
    AccountLaunch,
    /// A service may launch its next task.
    Launch {
        /// Which service.
        service: FunctionId,
    },
    /// A task has started.
    TaskReady {
        /// Which service.
        service: FunctionId,
        /// Where the task is, ...
        slot: TaskSlot,
        /// ... if it still is the one with this number.
        number: u32,
    },
    /// AWS takes a Spot task back.
    Interruption {
        /// Which service.
        service: FunctionId,
        /// Where the task is, ...
        slot: TaskSlot,
        /// ... if it still is the one with this number.
        number: u32,
    },
    /// The oldest request that waits has done so for as long as the queue allows.
    QueueTimeout {
        /// Which service.
        service: FunctionId,
    },
    /// A metric period ends.
    PeriodEnd {
        /// Which service.
        service: FunctionId,
    },
    /// The oldest datapoint that was not seen yet is seen.
    Datapoint {
        /// Which service.
        service: FunctionId,
    },
    /// The time of an entry of the schedule has come.
    Scheduled {
        /// Which service.
        service: FunctionId,
        /// Which entry.
        entry: u32,
    },
    /// The capacity provider looks at its metric.
    Capacity {
        /// Which service.
        service: FunctionId,
    },
    /// An instance has booted.
    InstanceReady {
        /// Which service.
        service: FunctionId,
        /// Where the instance is.
        slot: InstanceSlot,
    },
}

/// What happened to a request, or to what serves it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Effect {
    /// A request that waited is being served.
    Started {
        /// Which one.
        request: Request,
        /// The task that serves it.
        task: TaskSlot,
    },
    /// A request has waited for as long as the queue allows, and is refused.
    TimedOut(Request),
    /// A task changed its state.
    Task(TaskMoved),
    /// An instance changed its state.
    Instance(InstanceMoved),
    /// A service asks for another number of tasks.
    Asked(FunctionId, TaskChange),
}

/// What a service tells when it has done something: what happened, in order, and what is due later.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outbox {
    /// What happened.
    pub(crate) effects: Vec<Effect>,
    /// What is due, and when.
    pub(crate) later: Vec<(SimTime, Due)>,
}
