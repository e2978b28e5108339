//! What the tasks and instances of a small run did, moment by moment.
//!
//! Watches a run; must not know how what it saw is written or drawn. A run with more tasks or instances at once
//! than can be looked at one by one has nothing to tell. Requests are many: of the moments at which nothing else
//! happened only every so manieth is kept, so that there are never more than a few hundred.

use std::collections::{BTreeMap, BTreeSet};

use crate::kernel::SimTime;
use crate::metrics::{
    Attempted, InstanceMoved, InstanceState, TaskChange, TaskMoved, TaskServes, TaskState,
};
use crate::scenario::FunctionId;
use crate::world::Observer;

/// Nobody looks at more of them at once; of all services together.
pub const MOST_TASKS: usize = 60;
/// Likewise.
pub const MOST_INSTANCES: usize = 20;
/// Changes of tasks, of instances and of the number asked for, over the whole run.
pub const MOST_MOVES: usize = 5_000;
/// Steps that a reader can take.
pub const MOST_STEPS: usize = 1_000;
/// Of these, moments at which only requests came or went.
const MOST_OF_REQUESTS: u64 = 400;
/// More attempts at one moment are counted, not told one by one.
const MOST_ATTEMPTS: usize = 4;

/// What a run has to tell of its tasks and instances.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Containers {
    /// In the order of time.
    pub steps: Vec<Step>,
    /// Of the moments at which only requests came or went, every so manieth is a step.
    pub every: u64,
    /// This many moments in a row are one step.
    pub merged: usize,
    /// Of each service, by its index in the scenario.
    pub held: BTreeMap<usize, Held>,
}

/// What happened at a moment, and how things stood after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// When.
    pub at: SimTime,
    /// In the order in which it happened.
    pub moves: Vec<Move>,
    /// The attempts of this moment, if they are few and no moment before it was left out.
    pub attempts: Vec<TaskServes>,
    /// How each service stood.
    pub loads: Vec<Load>,
}

/// A change of what serves requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// A service, by its index in the scenario, asks for another number of tasks.
    Asked(usize, TaskChange),
    /// A task changes its state.
    Task(TaskMoved),
    /// An instance changes its state.
    Instance(InstanceMoved),
}

/// What a service is busy with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Its index in the scenario.
    pub function: usize,
    /// Requests that wait.
    pub waiting: u64,
    /// Requests that tasks began to serve, so far.
    pub began: u64,
    /// Requests that tasks are done with, so far.
    pub done: u64,
    /// Attempts that were refused, so far.
    pub refused: u64,
    /// The requests that each task has, by its number.
    pub busy: Vec<(u32, u32)>,
}

/// What the instances of a service were there for, over the whole run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Instances that take tasks x nanoseconds.
    pub instances: u128,
    /// Tasks x nanoseconds, from launch to stop.
    pub tasks: u128,
}

/// Watches a run for [`Containers`] while it is small.
#[derive(Debug, Default)]
pub struct ContainerDiary {
    told: Vec<Step>,
    /// The moment under way.
    open: Option<Open>,
    services: BTreeMap<usize, Service>,
    moves: usize,
    /// Of the moments at which only requests came or went: how many there were, and how many are kept.
    quiet: (u64, u64),
    every: u64,
    is_full: bool,
}

#[derive(Debug)]
struct Open {
    at: SimTime,
    moves: Vec<Move>,
    attempts: Vec<TaskServes>,
    count: usize,
}

#[derive(Debug, Default)]
struct Service {
    load: Load,
    busy: BTreeMap<u32, u32>,
    instances: BTreeSet<u32>,
    running: u32,
    held: Held,
    since: SimTime,
}

impl Service {
    fn hold(&mut self, now: SimTime) {
        let span = u128::from(now.since(self.since).as_nanos());
        self.held.instances += span * u128::from(self.running);
        self.held.tasks += span * self.busy.len() as u128;
        self.since = now;
    }
}

impl ContainerDiary {
    /// What a run that ended at `end` has to tell; `None` if it was too large, or has no tasks.
    pub fn told(mut self, end: SimTime) -> Option<Containers> {
        self.close();
        if self.is_full || self.told.is_empty() {
            return None;
        }
        let (steps, merged) = merged(self.told, MOST_STEPS);
        let held = self.services.into_iter().map(|(index, mut service)| {
            service.hold(end);
            (index, service.held)
        });
        Some(Containers {
            steps,
            every: self.every.max(1),
            merged,
            held: held.collect(),
        })
    }

    fn service(&mut self, function: FunctionId) -> &mut Service {
        let index = function.index();
        let service = self.services.entry(index).or_default();
        service.load.function = index;
        service
    }

    /// The moment at which something happens.
    fn open(&mut self, at: SimTime) -> &mut Open {
        if self.open.as_ref().is_some_and(|open| open.at != at) {
            self.close();
        }
        self.open.get_or_insert_with(|| Open {
            at,
            moves: Vec::new(),
            attempts: Vec::new(),
            count: 0,
        })
    }

    /// The moment under way is over: it becomes a step, or is left out.
    fn close(&mut self) {
        let Some(mut open) = self.open.take() else {
            return;
        };
        self.every = self.every.max(1);
        if open.moves.is_empty() {
            self.quiet.0 += 1;
            if !self.quiet.0.is_multiple_of(self.every) {
                return;
            }
            self.quiet.1 += 1;
        }
        if open.count > MOST_ATTEMPTS || self.every > 1 {
            open.attempts.clear();
        }
        let loads = self.services.values().map(|service| Load {
            busy: service
                .busy
                .iter()
                .map(|(&task, &busy)| (task, busy))
                .collect(),
            ..service.load.clone()
        });
        self.told.push(Step {
            at: open.at,
            moves: open.moves,
            attempts: open.attempts,
            loads: loads.collect(),
        });
        if self.quiet.1 > MOST_OF_REQUESTS {
            self.thin();
        }
    }

    /// Keeps every second of the moments at which only requests came or went.
    fn thin(&mut self) {
        self.every *= 2;
        let mut number = 0_u64;
        self.told.retain_mut(|step| {
            step.attempts.clear();
            number += u64::from(step.moves.is_empty());
            !step.moves.is_empty() || number.is_multiple_of(2)
        });
        self.quiet.1 = number / 2;
    }

    fn moves(&mut self, at: SimTime, what: Move) {
        self.open(at).moves.push(what);
        self.moves += 1;
        let tasks: usize = self.services.values().map(|one| one.busy.len()).sum();
        let instances: usize = self.services.values().map(|one| one.instances.len()).sum();
        if tasks > MOST_TASKS || instances > MOST_INSTANCES || self.moves > MOST_MOVES {
            *self = Self {
                is_full: true,
                ..Self::default()
            };
        }
    }
}

/// At most this many steps: as many in a row as it takes become one. Also returns how many those are.
fn merged(steps: Vec<Step>, most: usize) -> (Vec<Step>, usize) {
    let each = steps.len().div_ceil(most).max(1);
    if each == 1 {
        return (steps, 1);
    }
    let mut kept: Vec<Step> = Vec::with_capacity(most);
    for (index, step) in steps.into_iter().enumerate() {
        match kept.last_mut() {
            Some(last) if index % each != 0 => {
                last.at = step.at;
                last.moves.extend(step.moves);
                last.attempts.clear();
                last.loads = step.loads;
            }
            _ => kept.push(step),
        }
    }
    (kept, each)
}

impl Observer for ContainerDiary {
    fn task_moved(&mut self, task: &TaskMoved) {
        if self.is_full {
            return;
        }
        // What came before this moment must not be told with what stands after it.
        self.open(task.at);
        let service = self.service(task.function);
        service.hold(task.at);
        match task.state {
            TaskState::Stopped => {
                service.busy.remove(&task.task);
            }
            _ => {
                service.busy.entry(task.task).or_default();
            }
        }
        self.moves(task.at, Move::Task(*task));
    }

    fn instance_moved(&mut self, instance: &InstanceMoved) {
        if self.is_full {
            return;
        }
        self.open(instance.at);
        let service = self.service(instance.function);
        service.hold(instance.at);
        match instance.state {
            InstanceState::Booting => {
                service.instances.insert(instance.instance);
            }
            InstanceState::Running => {
                service.instances.insert(instance.instance);
                service.running += 1;
            }
            InstanceState::Stopped => {
                service.instances.remove(&instance.instance);
                service.running = service.running.saturating_sub(1);
            }
        }
        self.moves(instance.at, Move::Instance(*instance));
    }

    fn tasks_asked(&mut self, service: FunctionId, change: &TaskChange) {
        if self.is_full {
            return;
        }
        self.open(change.at);
        self.service(service);
        self.moves(change.at, Move::Asked(service.index(), *change));
    }

    fn task_serves(&mut self, serves: &TaskServes) {
        if self.is_full {
            return;
        }
        let open = self.open(serves.at);
        open.count += 1;
        if open.attempts.len() < MOST_ATTEMPTS {
            open.attempts.push(*serves);
        }
        let service = self.service(serves.function);
        let load = &mut service.load;
        let leaves_queue = matches!(
            serves.what,
            Attempted::BeginsAfterWaiting(_) | Attempted::TimedOut
        );
        load.waiting = load.waiting.saturating_sub(u64::from(leaves_queue));
        match serves.what {
            Attempted::Waits => load.waiting += 1,
            Attempted::Begins(task) | Attempted::BeginsAfterWaiting(task) => {
                load.began += 1;
                *service.busy.entry(task).or_default() += 1;
            }
            Attempted::Done(task) => {
                load.done += 1;
                if let Some(busy) = service.busy.get_mut(&task) {
                    *busy = busy.saturating_sub(1);
                }
            }
            Attempted::Rejected | Attempted::TimedOut => load.refused += 1,
        }
    }
}

#[cfg(test)]
mod tests;
