//! The data of the page: for each step what changed, how the services stand, and the same in words.
//!
//! Knows what a run told; must not know how it is drawn. Only what differs from the step before is written.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::words;
use crate::kernel::SimTime;
use crate::metrics::{
    Attempted, InstanceState, TaskChange, TaskChangeCause, TaskMoved, TaskServes, TaskState,
};
use crate::report::document::Language;
use crate::report::format::without_controls;
use crate::scenario::{EcsService, LaunchType, Scenario};
use crate::study::containers::{Containers, Load, Move, Step};

/// More sentences of one step are counted instead.
const MOST_SENTENCES: usize = 6;

/// A service as it stands.
pub(super) struct Standing<'a> {
    /// Its index in the scenario, and its place on the page.
    function: usize,
    place: usize,
    name: String,
    pub(super) ecs: &'a EcsService,
    asked: u32,
    tasks: BTreeMap<u32, (Option<u32>, TaskState)>,
    instances: BTreeMap<u32, InstanceState>,
    load: Load,
    busy: BTreeMap<u32, u32>,
    /// What the page was told last.
    numbers: Option<Numbers>,
    all: String,
}

/// The numbers above a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Numbers {
    asked: u32,
    running: u32,
    pending: u32,
    waiting: u64,
    /// Of those that are pending, the ones that were not launched yet.
    unlaunched: u32,
    /// Whether these wait because no instance has room.
    want_room: bool,
}

/// The services of a run that are on the page.
pub(super) fn services<'a>(scenario: &'a Scenario, told: &Containers) -> Vec<Standing<'a>> {
    let known = |index: &usize| {
        let mut loads = told.steps.iter().flat_map(|step| &step.loads);
        loads.any(|load| load.function == *index)
    };
    let all = scenario.functions.iter().enumerate();
    let ecs = all.filter_map(|(index, function)| Some((index, &function.name, function.ecs()?)));
    ecs.filter(|(index, ..)| known(index))
        .enumerate()
        .map(|(place, (function, name, ecs))| Standing {
            function,
            place,
            name: without_controls(name),
            ecs,
            asked: 0,
            tasks: BTreeMap::new(),
            instances: BTreeMap::new(),
            load: Load::default(),
            busy: BTreeMap::new(),
            numbers: None,
            all: String::new(),
        })
        .collect()
}

/// What does not change of a service.
pub(super) fn fixed(l: Language, service: &Standing<'_>) -> Value {
    let ecs = service.ecs;
    let task = &ecs.tasks.task;
    let instance = ecs.ec2().map(|ec2| {
        let most = ec2.tasks_per_instance(task);
        let filled = (0..=most).map(|tasks| {
            let (cpu, memory) = used(ecs, tasks.into());
            let of_cpu = words::share(cpu as f64, ec2.instance.cpu.into());
            let of_memory = words::share(memory as f64, ec2.instance.memory_mb.into());
            json!({
                "left": words::left(l, left(ecs, tasks.into()), most - tasks),
                "packed": words::packed(l, &of_cpu, &of_memory),
            })
        });
        json!({
            "name": ec2.instance.name,
            "cpu": ec2.instance.cpu,
            "memory": ec2.instance.memory_mb,
            "free": ec2.memory_for_tasks_mb(),
            "filled": filled.collect::<Vec<_>>(),
        })
    });
    json!({
        "name": service.name,
        "platform": ecs.platform().title(),
        "about": words::about(l, ecs),
        "cpu": task.cpu,
        "memory": task.memory_mb,
        "size": format!(
            "{}\u{a0}vCPU, {}\u{a0}GB",
            words::vcpu(task.cpu.into()),
            words::gb(task.memory_mb.into())
        ),
        "places": task.concurrency.get(),
        "instance": instance,
    })
}

/// CPU units and MiB of so many tasks.
fn used(ecs: &EcsService, tasks: u64) -> (u64, u64) {
    let task = &ecs.tasks.task;
    (
        tasks * u64::from(task.cpu),
        tasks * u64::from(task.memory_mb),
    )
}

/// CPU units and MiB for tasks that an instance with so many has left.
fn left(ecs: &EcsService, tasks: u64) -> (u64, u64) {
    let (cpu, memory) = used(ecs, tasks);
    let has = ecs.ec2().map_or((0, 0), |ec2| {
        (ec2.instance.cpu.into(), ec2.memory_for_tasks_mb().into())
    });
    let of = |has: u64, used: u64| has.saturating_sub(used);
    (of(has.0, cpu), of(has.1, memory))
}

/// Packing over the whole run, in words; `None` without instances.
pub(super) fn over_the_run(
    l: Language,
    service: &Standing<'_>,
    told: &Containers,
) -> Option<String> {
    let ec2 = service.ecs.ec2()?;
    let held = told.held.get(&service.function)?;
    let (cpu, memory) = used(service.ecs, 1);
    let share = |of_task: u64, of_instance: u32| {
        let used = held.tasks as f64 * of_task as f64;
        words::share(used, held.instances as f64 * f64::from(of_instance))
    };
    let of_cpu = share(cpu, ec2.instance.cpu);
    let of_memory = share(memory, ec2.instance.memory_mb);
    (held.instances > 0).then(|| words::over_the_run(l, &of_cpu, &of_memory))
}

/// Every step.
pub(super) fn steps(l: Language, services: &mut [Standing<'_>], told: &Containers) -> Vec<Value> {
    let several = services.len() > 1;
    let one = |step: &Step| {
        let mut sentences = Vec::new();
        let mut states = Vec::new();
        let mut moves = Vec::new();
        for service in services.iter_mut() {
            let own = service.sentences(l, step, told.every == 1 && told.merged == 1);
            let mut own = own.into_iter();
            if let Some(first) = own.next() {
                sentences.push(match several {
                    true => format!("{}: {first}", service.name),
                    false => first,
                });
            }
            sentences.extend(own);
            moves.extend(service.moves(step));
            states.extend(service.state(l));
        }
        if sentences.len() > MOST_SENTENCES {
            let rest = sentences.len() - MOST_SENTENCES;
            sentences.truncate(MOST_SENTENCES);
            sentences.push(words::and_more(l, rest));
        }
        json!({
            "t": step.at.as_secs_f64(),
            "w": sentences.join(" "),
            "m": moves,
            "s": states,
        })
    };
    told.steps.iter().map(one).collect()
}

/// What one step does to one service, sorted as it is told.
#[derive(Default)]
struct Changes {
    asked: Option<TaskChange>,
    boots: Vec<u32>,
    booted: Vec<u32>,
    there: Vec<u32>,
    launched: BTreeMap<Option<u32>, Vec<u32>>,
    runs: Vec<u32>,
    drains: Vec<u32>,
    stops: Vec<u32>,
    /// Of these, those that ran and had nothing to finish.
    cut: Vec<u32>,
    taken_back: Vec<u32>,
    removed: Vec<u32>,
}

impl Standing<'_> {
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Takes a step, and tells what changed.
    fn sentences(&mut self, l: Language, step: &Step, one_by_one: bool) -> Vec<String> {
        let mut changes = Changes::default();
        let empty_before = self.empty_instances();
        for what in &step.moves {
            self.take(what, &mut changes);
        }
        self.take_back(&mut changes);
        let before = std::mem::take(&mut self.load);
        let load = step
            .loads
            .iter()
            .find(|load| load.function == self.function);
        self.load = load.cloned().unwrap_or_else(|| before.clone());
        let own = step.attempts.iter();
        let own = own.filter(|serves| serves.function.index() == self.function && one_by_one);
        // A task that stops has done its last request before, and one that runs now gets its first one after.
        let (ended, others): (Vec<_>, Vec<_>) =
            own.partition(|serves| matches!(serves.what, Attempted::Done(_)));
        let mut all: Vec<String> = ended.into_iter().map(|one| of_attempt(l, one)).collect();
        all.extend(self.of_changes(l, step.at, &changes));
        let emptied: Vec<u32> = self
            .empty_instances()
            .into_iter()
            .filter(|one| !empty_before.contains(one) && self.has_lost(&changes))
            .filter(|one| !changes.booted.contains(one) && !changes.there.contains(one))
            .collect();
        push(&mut all, &emptied, |list| words::emptied(l, list));
        push(&mut all, &changes.removed, |list| words::removed(l, list));
        all.extend(others.into_iter().map(|one| of_attempt(l, one)));
        let (began, done, refused) = (
            self.load.began - before.began,
            self.load.done - before.done,
            self.load.refused - before.refused,
        );
        if all.is_empty() && began + done + refused > 0 {
            all.push(words::since(l, began, done, refused));
        }
        all
    }

    fn has_lost(&self, changes: &Changes) -> bool {
        !changes.stops.is_empty() || !changes.taken_back.is_empty()
    }

    fn take(&mut self, what: &Move, changes: &mut Changes) {
        match *what {
            Move::Asked(service, change) if service == self.function => {
                self.asked = change.to;
                let from = changes.asked.map_or(change.from, |first| first.from);
                changes.asked = Some(TaskChange { from, ..change });
            }
            Move::Instance(moved) if moved.function.index() == self.function => {
                let number = moved.instance;
                let before = self.instances.insert(number, moved.state);
                match (moved.state, before) {
                    (InstanceState::Booting, _) => changes.boots.push(number),
                    (InstanceState::Running, None) => changes.there.push(number),
                    (InstanceState::Running, Some(_)) => changes.booted.push(number),
                    (InstanceState::Stopped, _) => {
                        self.instances.remove(&number);
                        changes.removed.push(number);
                    }
                }
            }
            Move::Task(moved) if moved.function.index() == self.function => {
                self.take_task(moved, changes);
            }
            _ => {}
        }
    }

    fn take_task(&mut self, moved: TaskMoved, changes: &mut Changes) {
        let number = moved.task;
        let before = self.tasks.insert(number, (moved.instance, moved.state));
        match moved.state {
            TaskState::Starting => {
                let on = changes.launched.entry(moved.instance).or_default();
                on.push(number);
            }
            TaskState::Running => changes.runs.push(number),
            TaskState::Draining => changes.drains.push(number),
            TaskState::Stopped => {
                self.tasks.remove(&number);
                changes.drains.retain(|one| *one != number);
                changes.stops.push(number);
                if before.is_some_and(|(_, state)| state == TaskState::Running) {
                    changes.cut.push(number);
                }
            }
        }
    }

    /// Without a smaller number asked for, a task that takes no more requests was taken back.
    fn take_back(&self, changes: &mut Changes) {
        let is_spot = match &self.ecs.launch_type {
            LaunchType::Fargate(fargate) => fargate.spot.is_some(),
            LaunchType::Ec2(_) => false,
        };
        let shrinks = changes.asked.is_some_and(|change| change.to < change.from);
        if is_spot && !shrinks {
            changes.taken_back = std::mem::take(&mut changes.drains);
            changes.taken_back.append(&mut changes.cut);
        }
    }

    fn of_changes(&self, l: Language, at: SimTime, changes: &Changes) -> Vec<String> {
        let mut all = Vec::new();
        let is_start = at == SimTime::ZERO;
        if let Some(TaskChange {
            from, to, cause, ..
        }) = changes.asked
        {
            all.push(match cause {
                _ if is_start && from == 0 => words::begins(l, to),
                TaskChangeCause::TargetTracking => {
                    words::target(l, self.ecs.tasks.scaling.target, from, to)
                }
                TaskChangeCause::Bounds => words::bounds(l, from, to),
            });
        }
        push(&mut all, &changes.there, |list| words::there(l, list));
        push(&mut all, &changes.booted, |list| words::booted(l, list));
        let ran_at_once = |task: &u32| is_start && changes.runs.contains(task);
        for (on, numbers) in &changes.launched {
            let (run, start): (Vec<u32>, Vec<u32>) =
                numbers.iter().partition(|one| ran_at_once(one));
            push(&mut all, &run, |list| words::run_already(l, list, *on));
            push(&mut all, &start, |list| words::launched(l, list, *on));
        }
        let runs: Vec<u32> = changes
            .runs
            .iter()
            .copied()
            .filter(|one| !ran_at_once(one))
            .collect();
        push(&mut all, &runs, |list| words::runs(l, list));
        push(&mut all, &changes.taken_back, |list| {
            words::taken_back(l, list)
        });
        push(&mut all, &changes.drains, |list| words::drains(l, list));
        push(&mut all, &changes.stops, |list| words::stops(l, list));
        let wait = self.numbers().unlaunched;
        let grows = changes.asked.is_some_and(|change| change.to > change.from);
        if grows && self.numbers().want_room && wait > 0 && changes.boots.is_empty() {
            all.push(words::no_room(l, wait));
        }
        push(&mut all, &changes.boots, |list| words::boots(l, list, wait));
        all
    }

    fn empty_instances(&self) -> Vec<u32> {
        let running = self.instances.iter();
        let running = running.filter(|(_, state)| **state == InstanceState::Running);
        running
            .map(|(number, _)| *number)
            .filter(|number| self.on(*number) == 0)
            .collect()
    }

    /// Tasks on an instance.
    fn on(&self, instance: u32) -> u32 {
        let own = self.tasks.values().filter(|(on, _)| *on == Some(instance));
        own.count() as u32
    }

    fn numbers(&self) -> Numbers {
        let count = |wanted: TaskState| {
            let those = self.tasks.values().filter(|(_, state)| *state == wanted);
            those.count() as u32
        };
        let (starting, running) = (count(TaskState::Starting), count(TaskState::Running));
        let unlaunched = self.asked.saturating_sub(starting + running);
        let room = self
            .ecs
            .ec2()
            .map_or(u32::MAX, |ec2| ec2.tasks_per_instance(&self.ecs.tasks.task));
        let mut instances = self.instances.iter();
        let has_room = instances
            .any(|(number, state)| *state == InstanceState::Running && self.on(*number) < room);
        Numbers {
            asked: self.asked,
            // As in the CSV files: what finishes its requests still runs.
            running: running + count(TaskState::Draining),
            pending: starting + unlaunched,
            waiting: self.load.waiting,
            unlaunched,
            want_room: self.ecs.ec2().is_some() && !has_room,
        }
    }

    fn packed_in_all(&self, l: Language) -> String {
        let tasks = self.tasks.len() as u64;
        let (cpu, memory) = used(self.ecs, tasks);
        let Some(ec2) = self.ecs.ec2() else {
            return words::alone(l, tasks, cpu, memory);
        };
        let running = self.instances.values();
        let running = running
            .filter(|state| **state == InstanceState::Running)
            .count() as u64;
        let all = |each: u32| running * u64::from(each);
        words::packed_in_all(
            l,
            running,
            (cpu, all(ec2.instance.cpu)),
            (memory, all(ec2.instance.memory_mb)),
        )
    }

    /// The changes of this service for the figure.
    fn moves(&self, step: &Step) -> Vec<Value> {
        let own = |what: &Move| match *what {
            Move::Task(moved) if moved.function.index() == self.function => {
                let on = moved.instance.map_or(-1, i64::from);
                let state = match moved.state {
                    TaskState::Starting => 0,
                    TaskState::Running => 1,
                    TaskState::Draining => 2,
                    TaskState::Stopped => 3,
                };
                Some(json!(["t", self.place, moved.task, state, on]))
            }
            Move::Instance(moved) if moved.function.index() == self.function => {
                let state = match moved.state {
                    InstanceState::Booting => 0,
                    InstanceState::Running => 1,
                    InstanceState::Stopped => 3,
                };
                Some(json!(["i", self.place, moved.instance, state]))
            }
            _ => None,
        };
        step.moves.iter().filter_map(own).collect()
    }

    /// How it stands, where that differs from what the page was told last.
    fn state(&mut self, l: Language) -> Option<Value> {
        let numbers = self.numbers();
        let all = self.packed_in_all(l);
        let busy: BTreeMap<u32, u32> = self.load.busy.iter().copied().collect();
        let changed = |(task, count): (&u32, &u32)| {
            let before = self.busy.get(task).copied().unwrap_or(0);
            (before != *count).then_some([*task, *count])
        };
        let more: Vec<[u32; 2]> = busy.iter().filter_map(changed).collect();
        let mut state = json!({ "i": self.place });
        if self.numbers != Some(numbers) {
            state["n"] = json!([
                numbers.asked,
                numbers.running,
                numbers.pending,
                numbers.waiting,
                numbers.unlaunched,
                u8::from(numbers.want_room),
            ]);
        }
        if self.all != all {
            state["a"] = all.as_str().into();
        }
        if !more.is_empty() {
            state["b"] = json!(more);
        }
        self.numbers = Some(numbers);
        self.all = all;
        self.busy = busy;
        let keys = state.as_object().map_or(0, serde_json::Map::len);
        (keys > 1).then_some(state)
    }
}

fn push(all: &mut Vec<String>, numbers: &[u32], say: impl FnOnce(&[u32]) -> String) {
    if !numbers.is_empty() {
        all.push(say(numbers));
    }
}

fn of_attempt(l: Language, serves: &TaskServes) -> String {
    match serves.what {
        Attempted::Waits => words::waits(l),
        Attempted::Begins(task) => words::serves(l, task, false),
        Attempted::BeginsAfterWaiting(task) => words::serves(l, task, true),
        Attempted::Done(task) => words::done(l, task),
        Attempted::Rejected => words::refused(l, false),
        Attempted::TimedOut => words::refused(l, true),
    }
}
