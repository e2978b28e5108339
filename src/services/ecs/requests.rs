//! Requests of one service: the places of its tasks, and those that wait for one.
//!
//! It knows tasks that take requests; it must not know why there are this many of them.

use std::collections::VecDeque;

use slab::Slab;

use super::balancer::{Balancer, Standing};
use super::cluster::Placed;
use super::due::{Effect, Outbox, TaskSlot};
use crate::kernel::SimTime;
use crate::metrics::{Of, ServiceRecorder};
use crate::scenario::{QueueAt, RequestQueue, Tasks};
use crate::workload::Request;

/// A task.
#[derive(Clone, Debug)]
pub(super) struct Task {
    /// Its number among all that the service launched.
    pub(super) number: u32,
    pub(super) state: TaskState,
    /// When it was launched.
    pub(super) launched: SimTime,
    /// The instance that it is on, if there are instances.
    pub(super) placed: Option<Placed>,
    standing: Standing,
    /// Places that are taken.
    busy: u32,
    /// Requests that wait at this task.
    waiting: VecDeque<Waiting>,
}

/// What a task does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TaskState {
    /// It does not take requests yet.
    Starting,
    /// It takes requests.
    Running,
    /// It takes no more requests, and stops when it is done with those it has.
    Draining,
}

/// A request that waits.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    request: Request,
    /// Its number among all that ever waited.
    number: u64,
}

/// A request that will have waited for too long.
#[derive(Clone, Copy, Debug)]
struct Deadline {
    at: SimTime,
    number: u64,
    /// The task at which it waits; `None` for the queue of the service.
    task: Option<TaskSlot>,
}

/// What becomes of a request at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Offered {
    /// A task serves it.
    Served(TaskSlot),
    /// It waits; [`Effect`]s tell what becomes of it.
    Waits,
    /// Every place is taken, and there is no room to wait.
    Rejected,
}

/// The requests of a service.
#[derive(Clone, Debug)]
pub(super) struct Requests {
    pub(super) tasks: Slab<Task>,
    balancer: Balancer,
    queue: RequestQueue,
    /// Places of a task.
    places: u32,
    /// Those that wait for any task.
    waiting: VecDeque<Waiting>,
    /// Of all that wait, in the order in which they came: each waits for as long as the others. Those that are served
    /// meanwhile stay until their time.
    deadlines: VecDeque<Deadline>,
    /// Requests that ever waited.
    waited: u64,
    /// Whether an event for the first of the deadlines is in the calendar.
    is_timed: bool,
}

impl Requests {
    pub(super) fn new(tasks: &Tasks) -> Self {
        Self {
            tasks: Slab::new(),
            balancer: Balancer::new(tasks.balancing),
            queue: tasks.queue,
            places: tasks.task.concurrency.get(),
            waiting: VecDeque::new(),
            deadlines: VecDeque::new(),
            waited: 0,
            is_timed: false,
        }
    }

    /// A task, launched now.
    pub(super) fn launch(&mut self, now: SimTime, number: u32, placed: Option<Placed>) -> TaskSlot {
        TaskSlot::new(self.tasks.insert(Task {
            number,
            state: TaskState::Starting,
            launched: now,
            placed,
            standing: Standing::default(),
            busy: 0,
            waiting: VecDeque::new(),
        }))
    }

    /// Whether the task at a place is the one with this number.
    pub(super) fn is(&self, slot: TaskSlot, number: u32) -> bool {
        let task = self.tasks.get(slot.index());
        task.is_some_and(|task| task.number == number)
    }

    /// A task takes requests from now on, and at first those that wait.
    pub(super) fn ready(
        &mut self,
        now: SimTime,
        slot: TaskSlot,
        recorder: &mut ServiceRecorder,
        out: &mut Outbox,
    ) {
        let standing = self.balancer.joins();
        let task = &mut self.tasks[slot.index()];
        task.state = TaskState::Running;
        task.standing = standing;
        self.balancer.has_room(slot, standing);
        while self.has_place(slot)
            && let Some(waiting) = self.waiting.pop_front()
        {
            recorder.lower(now, Of::Queue, 1);
            self.give(slot);
            self.begin(now, slot, waiting.request, recorder, out);
        }
    }

    fn has_place(&self, slot: TaskSlot) -> bool {
        self.tasks[slot.index()].busy < self.places
    }

    /// A request comes.
    pub(super) fn offer(
        &mut self,
        now: SimTime,
        request: &Request,
        recorder: &mut ServiceRecorder,
    ) -> Offered {
        match (self.balancer.next(), self.queue.at) {
            (Some(slot), _) if self.has_place(slot) => {
                self.give(slot);
                self.tasks[slot.index()].busy += 1;
                recorder.raise(now, Of::Busy, 1);
                Offered::Served(slot)
            }
            (Some(slot), QueueAt::Task) => {
                let waiting = self.waits(now, request, Some(slot), recorder);
                self.give_to_wait(slot, waiting);
                Offered::Waits
            }
            (None, QueueAt::Service) if (self.waiting.len() as u64) < self.queue.maximum.into() => {
                let waiting = self.waits(now, request, None, recorder);
                self.waiting.push_back(waiting);
                Offered::Waits
            }
            _ => {
                recorder.counts().rejected += 1;
                Offered::Rejected
            }
        }
    }

    /// When to look after the requests that wait, if nobody does yet.
    pub(super) fn next_timeout(&mut self) -> Option<SimTime> {
        let first = self.deadlines.front().filter(|_| !self.is_timed)?;
        self.is_timed = true;
        Some(first.at)
    }

    /// The time of the oldest that wait has come.
    pub(super) fn time_out(
        &mut self,
        now: SimTime,
        recorder: &mut ServiceRecorder,
        out: &mut Outbox,
    ) {
        self.is_timed = false;
        while let Some(deadline) = self.deadlines.front().copied() {
            if deadline.at > now {
                if self.is_waiting(deadline) {
                    break;
                }
                // Served meanwhile: nobody need come back for it.
                self.deadlines.pop_front();
                continue;
            }
            self.deadlines.pop_front();
            if !self.is_waiting(deadline) {
                continue;
            }
            let waiting = match deadline.task {
                None => self.waiting.pop_front(),
                Some(slot) => self.leave_task(slot),
            };
            if let Some(waiting) = waiting {
                recorder.lower(now, Of::Queue, 1);
                recorder.counts().timed_out += 1;
                out.effects.push(Effect::TimedOut(waiting.request));
            }
        }
    }

    /// Whether a request waits still. Those that came before it have left then, so that it is the first.
    fn is_waiting(&self, deadline: Deadline) -> bool {
        let queue = match deadline.task {
            None => Some(&self.waiting),
            Some(slot) => self.tasks.get(slot.index()).map(|task| &task.waiting),
        };
        queue.is_some_and(|queue| {
            let found = queue.binary_search_by_key(&deadline.number, |waiting| waiting.number);
            found.is_ok()
        })
    }

    fn leave_task(&mut self, slot: TaskSlot) -> Option<Waiting> {
        self.stand_aside(slot);
        let task = &mut self.tasks[slot.index()];
        task.standing.outstanding -= 1;
        let left = task.waiting.pop_front();
        self.stand_back(slot);
        left
    }

    fn waits(
        &mut self,
        now: SimTime,
        request: &Request,
        task: Option<TaskSlot>,
        recorder: &mut ServiceRecorder,
    ) -> Waiting {
        self.waited += 1;
        let number = self.waited;
        recorder.counts().queued += 1;
        recorder.raise(now, Of::Queue, 1);
        if let Some(timeout) = self.queue.timeout {
            self.deadlines.push_back(Deadline {
                at: now + timeout,
                number,
                task,
            });
        }
        Waiting {
            request: *request,
            number,
        }
    }

    /// A task is done with a request; `true` if it has nothing left to do and stops.
    pub(super) fn finish(
        &mut self,
        now: SimTime,
        slot: TaskSlot,
        recorder: &mut ServiceRecorder,
        out: &mut Outbox,
    ) -> bool {
        self.stand_aside(slot);
        let task = &mut self.tasks[slot.index()];
        task.busy -= 1;
        task.standing.outstanding -= 1;
        recorder.lower(now, Of::Busy, 1);
        let own = task.waiting.pop_front();
        let is_draining = task.state == TaskState::Draining;
        self.stand_back(slot);
        if let Some(waiting) = own {
            recorder.lower(now, Of::Queue, 1);
            self.begin(now, slot, waiting.request, recorder, out);
        } else if !is_draining && let Some(waiting) = self.waiting.pop_front() {
            recorder.lower(now, Of::Queue, 1);
            self.give(slot);
            self.begin(now, slot, waiting.request, recorder, out);
        }
        is_draining && self.tasks[slot.index()].busy == 0
    }

    /// A task takes no more requests; `true` if it has none and stops.
    pub(super) fn drain(&mut self, slot: TaskSlot) -> bool {
        self.stand_aside(slot);
        let task = &mut self.tasks[slot.index()];
        task.state = TaskState::Draining;
        task.busy == 0
    }

    fn begin(
        &mut self,
        now: SimTime,
        slot: TaskSlot,
        request: Request,
        recorder: &mut ServiceRecorder,
        out: &mut Outbox,
    ) {
        self.tasks[slot.index()].busy += 1;
        recorder.raise(now, Of::Busy, 1);
        out.effects.push(Effect::Started {
            request,
            task: slot,
        });
    }

    /// The balancer gives a request to a task.
    fn give(&mut self, slot: TaskSlot) {
        self.stand_aside(slot);
        let task = &mut self.tasks[slot.index()];
        task.standing = self.balancer.gives(task.standing);
        self.stand_back(slot);
    }

    fn give_to_wait(&mut self, slot: TaskSlot, waiting: Waiting) {
        self.stand_aside(slot);
        let task = &mut self.tasks[slot.index()];
        task.standing = self.balancer.gives(task.standing);
        task.waiting.push_back(waiting);
        self.stand_back(slot);
    }

    /// Takes a task out of the balancer's order, in which it is about to stand elsewhere.
    fn stand_aside(&mut self, slot: TaskSlot) {
        self.balancer
            .leaves(slot, self.tasks[slot.index()].standing);
    }

    /// Puts it back, if it has room.
    fn stand_back(&mut self, slot: TaskSlot) {
        let task = &self.tasks[slot.index()];
        let room = match self.queue.at {
            QueueAt::Service => self.places,
            QueueAt::Task => self.places.saturating_add(self.queue.maximum),
        };
        if task.state == TaskState::Running && task.standing.outstanding < room {
            self.balancer.has_room(slot, task.standing);
        }
    }

    /// Every request that waits, for whoever looks at the end of a run.
    pub(super) fn waiting(&self) -> impl Iterator<Item = &Request> {
        let at_tasks = self.tasks.iter().flat_map(|(_, task)| &task.waiting);
        self.waiting
            .iter()
            .chain(at_tasks)
            .map(|waiting| &waiting.request)
    }
}
