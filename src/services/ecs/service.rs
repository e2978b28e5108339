//! One ECS service: its requests, its tasks as they come and go, and what decides how many there are.

use crate::kernel::{SimDuration, SimTime, Streams};
use crate::metrics::{
    Of, ServiceRecorder, TaskChange, TaskChangeCause, TaskMoved, TaskState as Shown,
};
use crate::scenario::{EcsService, FunctionId, LaunchType, TimeOfDay};
use crate::workload::Request;

use super::autoscaling::Autoscaling;
use super::cluster::Cluster;
use super::due::{Due, Effect, InstanceSlot, Outbox, TaskSlot};
use super::instances::Instances;
use super::launches::Pace;
use super::requests::{Offered, Requests, TaskState};
use super::timed::Timed;

/// A schedule comes back every day.
const DAY: SimDuration = SimDuration::from_secs(86_400);

/// One service.
#[derive(Clone, Debug)]
pub(super) struct Service {
    id: FunctionId,
    pub(super) requests: Requests,
    autoscaling: Autoscaling,
    pub(super) pace: Pace,
    instances: Option<Instances>,
    startup: Timed,
    /// Tasks that run at the start, and its time of the day.
    initial: u32,
    begins: TimeOfDay,
    /// How long Spot tasks run; `None` on demand.
    spot: Option<Timed>,
    /// Tasks asked for.
    desired: u32,
    /// Of these, the ones that were not launched yet.
    unlaunched: u32,
    /// Tasks that were ever launched.
    launched: u32,
    /// Requests that were ever given to a task.
    given: u64,
}

impl Service {
    pub(super) fn new(
        id: FunctionId,
        name: &str,
        settings: &EcsService,
        start: TimeOfDay,
        streams: &Streams,
    ) -> Self {
        let timed = |law, what: &str| Timed::new(law, streams, name, what);
        let (spot, instances) = match &settings.launch_type {
            LaunchType::Fargate(fargate) => {
                let spot = fargate.spot.as_ref();
                (spot.map(|law| timed(law, "spot")), None)
            }
            LaunchType::Ec2(ec2) => {
                let cluster =
                    Cluster::new(ec2, &settings.tasks.task, streams.stream(name, "placement"));
                let boot = timed(&ec2.boot, "boot");
                (None, Some(Instances::new(id, ec2, cluster, boot)))
            }
        };
        Self {
            id,
            requests: Requests::new(&settings.tasks),
            autoscaling: Autoscaling::new(settings, start),
            pace: Pace::new(settings.launches_per_minute()),
            instances,
            startup: timed(&settings.startup(), "startup"),
            initial: settings.tasks.scaling.initial.get(),
            begins: start,
            spot,
            desired: 0,
            unlaunched: 0,
            launched: 0,
            given: 0,
        }
    }

    /// Whether the account's bucket of launches on Fargate counts for it.
    pub(super) fn is_on_fargate(&self) -> bool {
        self.instances.is_none()
    }

    /// The run begins: some tasks run already.
    pub(super) fn start(&mut self, recorder: &mut ServiceRecorder, out: &mut Outbox) {
        let now = SimTime::ZERO;
        let initial = self.initial;
        let service = self.id;
        if let Some(instances) = &mut self.instances {
            instances.start(initial, recorder, out);
        }
        self.desired = initial;
        self.unlaunched = initial;
        let begins = TaskChange {
            at: now,
            from: 0,
            to: initial,
            cause: TaskChangeCause::Bounds,
        };
        out.effects.push(Effect::Asked(service, begins));
        while self.unlaunched > 0
            && let Some((slot, _)) = self.place_task(now, recorder, out)
        {
            self.task_runs(now, slot, recorder, out);
        }
        // Those that run were never pending, not even for an instant: a maximum would remember it.
        recorder.raise(now, Of::Pending, self.unlaunched);
        if let Some(period) = self.autoscaling.period() {
            out.later.push((now + period, Due::PeriodEnd { service }));
        }
        for (entry, at) in self.autoscaling.times() {
            let due = Due::Scheduled { service, entry };
            out.later.push((now + self.begins.until(at), due));
        }
        let within = self.autoscaling.within(initial);
        self.ask_for(now, within, TaskChangeCause::Bounds, recorder, out);
        self.plan_launch(now, out);
    }

    /// The number of the task at a place.
    pub(super) fn number_of(&self, slot: TaskSlot) -> Option<u32> {
        let task = self.requests.tasks.get(slot.index());
        task.map(|task| task.number)
    }

    /// A request comes.
    pub(super) fn offer(
        &mut self,
        now: SimTime,
        request: &Request,
        recorder: &mut ServiceRecorder,
        out: &mut Outbox,
    ) -> Offered {
        let offered = self.requests.offer(now, request, recorder);
        match offered {
            Offered::Served(_) => self.given += 1,
            Offered::Waits => self.plan_timeout(out),
            Offered::Rejected => {}
        }
        offered
    }

    fn plan_timeout(&mut self, out: &mut Outbox) {
        let due = Due::QueueTimeout { service: self.id };
        let at = self.requests.next_timeout();
        out.later.extend(at.map(|at| (at, due)));
    }

    /// A task is done with a request.
    pub(super) fn finish(
        &mut self,
        now: SimTime,
        slot: TaskSlot,
        recorder: &mut ServiceRecorder,
        out: &mut Outbox,
    ) {
        let before = out.effects.len();
        let stops = self.requests.finish(now, slot, recorder, out);
        self.given += (out.effects.len() - before) as u64;
        if stops {
            self.stop(now, slot, Of::Running, recorder, out);
        }
    }

    /// What has waited for too long is refused.
    pub(super) fn time_out(
        &mut self,
        now: SimTime,
        recorder: &mut ServiceRecorder,
        out: &mut Outbox,
    ) {
        self.requests.time_out(now, recorder, out);
        self.plan_timeout(out);
    }

    /// A task has started.
    pub(super) fn task_ready(
        &mut self,
        now: SimTime,
        (slot, number): (TaskSlot, u32),
        recorder: &mut ServiceRecorder,
        out: &mut Outbox,
    ) {
        if self.requests.is(slot, number) {
            recorder.lower(now, Of::Pending, 1);
            self.task_runs(now, slot, recorder, out);
        }
    }

    fn task_runs(
        &mut self,
        now: SimTime,
        slot: TaskSlot,
        recorder: &mut ServiceRecorder,
        out: &mut Outbox,
    ) {
        recorder.raise(now, Of::Running, 1);
        self.tell(now, slot, Shown::Running, out);
        let before = out.effects.len();
        self.requests.ready(now, slot, recorder, out);
        self.given += (out.effects.len() - before) as u64;
    }

    /// Launches the next task, if there is one to launch and a place for it; whether it did.
    pub(super) fn launch(
        &mut self,
        now: SimTime,
        recorder: &mut ServiceRecorder,
        out: &mut Outbox,
    ) -> bool {
        let Some((slot, number)) = self.place_task(now, recorder, out) else {
            return false;
        };
        self.pace.launch(now);
        let service = self.id;
        let due = Due::TaskReady {
            service,
            slot,
            number,
        };
        out.later.push((now + self.startup.of(number), due));
        true
    }

    /// Whether a task is to be launched for which there is a place.
    pub(super) fn can_launch(&mut self) -> bool {
        self.unlaunched > 0 && self.instances.as_ref().is_none_or(Instances::have_place)
    }

    /// Launches a task without a word on when it has started.
    fn place_task(
        &mut self,
        now: SimTime,
        recorder: &mut ServiceRecorder,
        out: &mut Outbox,
    ) -> Option<(TaskSlot, u32)> {
        if self.unlaunched == 0 {
            return None;
        }
        let placed = match &mut self.instances {
            None => None,
            Some(instances) => Some(instances.cluster.place()?),
        };
        let number = self.launched;
        self.launched += 1;
        self.unlaunched -= 1;
        recorder.counts().tasks_started += 1;
        recorder.raise(now, Of::Launched, 1);
        let slot = self.requests.launch(now, number, placed);
        self.tell(now, slot, Shown::Starting, out);
        if let Some(spot) = &self.spot {
            let service = self.id;
            let due = Due::Interruption {
                service,
                slot,
                number,
            };
            out.later.push((now + spot.of(number), due));
        }
        Some((slot, number))
    }

    /// Has the next launch looked after, if there is one to come.
    pub(super) fn plan_launch(&mut self, now: SimTime, out: &mut Outbox) {
        if self.pace.is_planned || !self.can_launch() {
            return;
        }
        self.pace.is_planned = true;
        let due = Due::Launch { service: self.id };
        out.later.push((self.pace.next(now), due));
    }

    /// AWS takes a task back: with its warning it takes no more requests, and another one is launched for it.
    /// Assumed: a request that is still being served two minutes later is served to the end.
    pub(super) fn interrupted(
        &mut self,
        now: SimTime,
        (slot, number): (TaskSlot, u32),
        recorder: &mut ServiceRecorder,
        out: &mut Outbox,
    ) {
        let is_there = self.requests.is(slot, number);
        if !is_there || self.requests.tasks[slot.index()].state == TaskState::Draining {
            return;
        }
        recorder.counts().interruptions += 1;
        self.withdraw(now, slot, recorder, out);
        self.unlaunched += 1;
        recorder.raise(now, Of::Pending, 1);
        self.plan_launch(now, out);
    }

    /// A metric period ends.
    pub(super) fn period_ends(
        &mut self,
        now: SimTime,
        recorder: &mut ServiceRecorder,
        out: &mut Outbox,
    ) {
        let service = self.id;
        let Some(period) = self.autoscaling.period() else {
            return;
        };
        out.later.push((now + period, Due::PeriodEnd { service }));
        let seen = self.autoscaling.period_ends(now, self.given, recorder);
        match seen {
            Some(at) if at > now => out.later.push((at, Due::Datapoint { service })),
            Some(_) => self.datapoint(now, recorder, out),
            None => {}
        }
    }

    /// The oldest datapoint is seen.
    pub(super) fn datapoint(
        &mut self,
        now: SimTime,
        recorder: &mut ServiceRecorder,
        out: &mut Outbox,
    ) {
        if let Some(wanted) = self.autoscaling.observe(now, self.desired) {
            self.ask_for(now, wanted, TaskChangeCause::TargetTracking, recorder, out);
        }
    }

    /// The bounds change.
    pub(super) fn scheduled(
        &mut self,
        now: SimTime,
        entry: u32,
        recorder: &mut ServiceRecorder,
        out: &mut Outbox,
    ) {
        let service = self.id;
        out.later
            .push((now + DAY, Due::Scheduled { service, entry }));
        self.autoscaling.schedule(entry);
        let within = self.autoscaling.within(self.desired);
        self.ask_for(now, within, TaskChangeCause::Bounds, recorder, out);
    }

    /// Another number of tasks is asked for.
    fn ask_for(
        &mut self,
        now: SimTime,
        tasks: u32,
        cause: TaskChangeCause,
        recorder: &mut ServiceRecorder,
        out: &mut Outbox,
    ) {
        let from = self.desired;
        if tasks == from {
            return;
        }
        self.desired = tasks;
        let change = TaskChange {
            at: now,
            from,
            to: tasks,
            cause,
        };
        recorder.changes(change);
        out.effects.push(Effect::Asked(self.id, change));
        if tasks > from {
            self.unlaunched += tasks - from;
            recorder.raise(now, Of::Pending, tasks - from);
            self.plan_launch(now, out);
            return;
        }
        let surplus = from - tasks;
        let never_launched = surplus.min(self.unlaunched);
        self.unlaunched -= never_launched;
        recorder.lower(now, Of::Pending, never_launched);
        for _ in never_launched..surplus {
            if let Some(slot) = self.least_missed() {
                self.withdraw(now, slot, recorder, out);
            }
        }
    }

    /// The task that is withdrawn next: one that still starts; else with binpack one of the emptiest instance, with
    /// spread one of the fullest (ECS developer guide, task-placement-strategies); else, assumed, the youngest.
    fn least_missed(&self) -> Option<TaskSlot> {
        let there = self.requests.tasks.iter();
        let there = there.filter(|(_, task)| task.state != TaskState::Draining);
        let rank = |task: &super::requests::Task| {
            let starts = task.state == TaskState::Starting;
            let cluster = self.instances.as_ref().map(|instances| &instances.cluster);
            let instance = cluster.zip(task.placed);
            let emptiness = instance.map_or(0, |(cluster, placed)| cluster.emptiness(placed));
            (starts, emptiness, task.number)
        };
        let last = there.max_by_key(|(_, task)| rank(task));
        last.map(|(index, _)| TaskSlot::new(index))
    }

    /// A task takes no more requests, and stops once it has none.
    fn withdraw(
        &mut self,
        now: SimTime,
        slot: TaskSlot,
        recorder: &mut ServiceRecorder,
        out: &mut Outbox,
    ) {
        let counted = match self.requests.tasks[slot.index()].state {
            TaskState::Starting => Of::Pending,
            TaskState::Running | TaskState::Draining => Of::Running,
        };
        if self.requests.drain(slot) {
            self.stop(now, slot, counted, recorder, out);
        } else {
            self.tell(now, slot, Shown::Draining, out);
        }
    }

    /// A task is gone, that was counted among those that run or those that do not yet.
    fn stop(
        &mut self,
        now: SimTime,
        slot: TaskSlot,
        counted: Of,
        recorder: &mut ServiceRecorder,
        out: &mut Outbox,
    ) {
        self.tell(now, slot, Shown::Stopped, out);
        let task = self.requests.tasks.remove(slot.index());
        recorder.lower(now, counted, 1);
        recorder.task_stops(now, task.launched);
        if let (Some(instances), Some(placed)) = (&mut self.instances, task.placed) {
            instances.cluster.leaves(placed);
            self.plan_launch(now, out);
        }
    }

    /// A minute of the capacity provider ends.
    pub(super) fn capacity(
        &mut self,
        now: SimTime,
        recorder: &mut ServiceRecorder,
        out: &mut Outbox,
    ) {
        if let Some(instances) = &mut self.instances {
            instances.minute_ends(now, self.unlaunched, recorder, out);
        }
    }

    /// An instance has booted.
    pub(super) fn instance_ready(
        &mut self,
        now: SimTime,
        slot: InstanceSlot,
        recorder: &mut ServiceRecorder,
        out: &mut Outbox,
    ) {
        if let Some(instances) = &mut self.instances {
            instances.booted(now, slot, recorder, out);
        }
        self.plan_launch(now, out);
    }

    fn tell(&self, now: SimTime, slot: TaskSlot, state: Shown, out: &mut Outbox) {
        let task = &self.requests.tasks[slot.index()];
        out.effects.push(Effect::Task(TaskMoved {
            at: now,
            function: self.id,
            task: task.number,
            instance: task.placed.map(|placed| placed.number),
            state,
        }));
    }
}
