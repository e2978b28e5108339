//! An ECS service: a list of all tasks and of all instances that ever were, looked through whenever something is to be
//! decided.

use burstsim::scenario::{
    Balancing, Distribution, Ec2, EcsService, LaunchType, Placement, QueueAt, TaskTarget,
};

use super::{Event, FAILED, Phase, Simulator};
use crate::oracle::Nanos;
use crate::oracle::demand::constant;
use crate::oracle::limits::MINUTE;
use crate::oracle::log::{Beside, Cause, ServiceEntry, Start, What, level, places, tasks};

const SECOND: Nanos = 1_000_000_000;
const DAY: Nanos = 86_400 * SECOND;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Running,
    Starting,
    Draining,
    Stopped,
}

struct Task {
    launched: Nanos,
    instance: Option<usize>,
    state: State,
    /// Requests that it serves, and that wait for it to do so.
    serving: Vec<usize>,
    waiting: Vec<usize>,
    /// How many requests had been given to tasks, and how many tasks had come, when it last got one, or came.
    turn: usize,
}

struct Instance {
    asked: Nanos,
    is_ready: bool,
    is_gone: bool,
}

#[derive(Default)]
pub(super) struct Service {
    tasks: Vec<Task>,
    instances: Vec<Instance>,
    /// Requests that wait for any task.
    queue: Vec<usize>,
    /// How many tasks there are to be, and between which bounds.
    asked: u32,
    bounds: (u32, u32),
    turns: usize,
    /// When its pace allows the next launch, and whether that is planned.
    next_launch: Nanos,
    launch_is_planned: bool,
    /// Requests that tasks began to serve, and how many of them before the present period.
    begun: usize,
    begun_before: usize,
    /// Datapoints, each with the tasks that ran when it was measured, and how many of them were seen.
    measured: Vec<(Option<f64>, usize)>,
    seen: usize,
    out_from: Nanos,
    in_from: Nanos,
    added: u32,
    /// Minutes in a row in which fewer instances would have done.
    low_minutes: u32,
}

/// What a service does by itself.
#[derive(Clone, Copy)]
pub(super) enum Own {
    Launch,
    TaskReady { task: usize },
    Interruption { task: usize },
    Timeout { request: usize },
    PeriodEnd,
    Datapoint,
    Scheduled { entry: usize },
    Capacity,
    InstanceReady { instance: usize },
}

impl Service {
    /// Tasks that were not withdrawn.
    fn there(&self) -> impl Iterator<Item = (usize, &Task)> {
        let all = self.tasks.iter().enumerate();
        all.filter(|one| [State::Starting, State::Running].contains(&one.1.state))
    }

    fn unlaunched(&self) -> u32 {
        self.asked.saturating_sub(self.there().count() as u32)
    }

    /// Tasks on an instance.
    fn on(&self, instance: usize) -> u32 {
        let tasks = self.tasks.iter();
        let on = tasks.filter(|one| one.state != State::Stopped && one.instance == Some(instance));
        on.count() as u32
    }

    /// Instances that were not removed, with their tasks.
    fn instances(&self) -> impl Iterator<Item = (usize, &Instance, u32)> {
        let all = self.instances.iter().enumerate();
        let there = all.filter(|one| !one.1.is_gone);
        there.map(|(number, one)| (number, one, self.on(number)))
    }

    /// Where the next task goes, if there is a place: on Fargate anywhere.
    fn place(&self, settings: &EcsService) -> Option<Option<usize>> {
        let LaunchType::Ec2(ec2) = &settings.launch_type else {
            return Some(None);
        };
        let room = room(settings, ec2);
        let fitting = self.instances();
        let fitting = fitting.filter(|(_, one, on)| one.is_ready && *on < room);
        let chosen = match ec2.placement {
            Placement::Binpack => fitting.min_by_key(|&(number, _, on)| (room - on, number)),
            Placement::Spread => fitting.min_by_key(|&(number, _, on)| (on, number)),
            Placement::Random => unreachable!("the scenarios leave nothing to chance"),
        };
        Some(Some(chosen?.0))
    }

    /// The task that gets the next request, if one has room for it.
    fn next(&self, settings: &EcsService) -> Option<usize> {
        let queue = settings.tasks.queue;
        let places = settings.tasks.task.concurrency.get() as usize;
        let room = match queue.at {
            QueueAt::Service => places,
            QueueAt::Task => places + queue.maximum as usize,
        };
        let tasks = self.tasks.iter().enumerate();
        let with_room = tasks.filter(|(_, one)| {
            one.state == State::Running && one.serving.len() + one.waiting.len() < room
        });
        let next = with_room.min_by_key(|(_, one)| match settings.tasks.balancing {
            Balancing::RoundRobin => (0, one.turn),
            Balancing::LeastOutstandingRequests => {
                (one.serving.len() + one.waiting.len(), one.turn)
            }
        });
        Some(next?.0)
    }
}

/// Tasks that fit an instance.
fn room(settings: &EcsService, ec2: &Ec2) -> u32 {
    let task = &settings.tasks.task;
    let by_cpu = ec2.instance.cpu / task.cpu;
    by_cpu.min((ec2.instance.memory_mb - ec2.reserved_memory_mb) / task.memory_mb)
}

fn startup(settings: &EcsService) -> Nanos {
    let default = match settings.launch_type {
        LaunchType::Fargate(_) => 57 * SECOND,
        LaunchType::Ec2(_) => 10 * SECOND,
    };
    let own = settings.tasks.task.startup.as_ref();
    own.map_or(default, constant)
}

impl<'a> Simulator<'a> {
    fn settings(&self, function: usize) -> &'a EcsService {
        let service = self.scenario.functions[function].ecs();
        service.expect("only services do something by themselves")
    }

    fn of(&mut self, function: usize) -> &mut Service {
        let service = self.services.get_mut(&function);
        service.expect("every service is in the list")
    }

    fn task(&mut self, function: usize, task: usize) -> &mut Task {
        &mut self.of(function).tasks[task]
    }

    fn aside(&mut self, at: Nanos, function: usize, what: Beside) {
        self.beside.push(ServiceEntry { at, function, what });
    }

    fn plan_own(&mut self, at: Nanos, function: usize, own: Own) {
        self.plan(at, Phase::Control, Event::Own { function, own });
    }

    /// All services at the start.
    pub(super) fn begin_services(&mut self) {
        for function in 0..self.scenario.functions.len() {
            if self.scenario.functions[function].ecs().is_some() {
                self.services.insert(function, Service::default());
                self.begin_service(function);
            }
        }
    }

    fn begin_service(&mut self, function: usize) {
        let settings = self.settings(function);
        let scaling = &settings.tasks.scaling;
        let initial = scaling.initial.get();
        if let LaunchType::Ec2(ec2) = &settings.launch_type {
            let needed = initial.div_ceil(room(settings, ec2));
            for _ in 0..needed.max(ec2.minimum.get()).min(ec2.maximum.get()) {
                self.of(function).instances.push(Instance {
                    asked: 0,
                    is_ready: true,
                    is_gone: false,
                });
                self.aside(0, function, Beside::InstanceRuns { booted: false });
            }
            self.plan_own(MINUTE, function, Own::Capacity);
        }
        self.of(function).asked = initial;
        while self.of(function).unlaunched() > 0
            && let Some(task) = self.launch_one(0, function)
        {
            self.runs(0, function, task);
        }
        let pending = i64::from(self.of(function).unlaunched());
        self.aside(0, function, Beside::Pending { change: pending });
        if scaling.target.is_some() {
            self.plan_own(scaling.period.as_nanos(), function, Own::PeriodEnd);
        }
        // The run begins at midnight: what the day before left is in force.
        let mut bounds = (scaling.minimum.get(), scaling.maximum.get());
        for (entry, change) in scaling.schedule.iter().enumerate() {
            bounds.0 = change.min.map_or(bounds.0, |min| min.get());
            bounds.1 = change.max.map_or(bounds.1, |max| max.get());
            let at = self.scenario.time_of_day_start.until(change.at);
            self.plan_own(at.as_nanos(), function, Own::Scheduled { entry });
        }
        self.of(function).bounds = bounds;
        self.ask_for(0, function, initial.max(bounds.0).min(bounds.1), false);
        self.plan_launch(0, function);
    }

    pub(super) fn own(&mut self, now: Nanos, function: usize, own: Own) {
        match own {
            Own::Launch => {
                self.of(function).launch_is_planned = false;
                match self.settings(function).launch_type {
                    LaunchType::Fargate(_) => {
                        if !self.line.contains(&function) {
                            self.line.push(function);
                        }
                        self.launch_in_turn(now);
                    }
                    LaunchType::Ec2(_) => {
                        self.launch(now, function);
                        self.plan_launch(now, function);
                    }
                }
            }
            Own::TaskReady { task } => {
                if self.task(function, task).state == State::Starting {
                    self.aside(now, function, Beside::Pending { change: -1 });
                    self.runs(now, function, task);
                }
            }
            Own::Interruption { task } => {
                let state = self.task(function, task).state;
                if [State::Starting, State::Running].contains(&state) {
                    self.aside(now, function, Beside::Interrupted);
                    self.withdraw(now, function, task);
                    self.aside(now, function, Beside::Pending { change: 1 });
                    self.plan_launch(now, function);
                }
            }
            Own::Timeout { request } => {
                let service = self.of(function);
                let queues = service.tasks.iter_mut().map(|task| &mut task.waiting);
                let queues = queues.chain([&mut service.queue]);
                let mut was_waiting = false;
                for queue in queues {
                    was_waiting |= queue.contains(&request);
                    queue.retain(|other| *other != request);
                }
                if was_waiting {
                    self.aside(now, function, Beside::WaitsNoMore);
                    self.aside(now, function, Beside::TimedOut);
                    self.refuse(now, request);
                }
            }
            Own::PeriodEnd => self.period_ends(now, function),
            Own::Datapoint => self.datapoint(now, function),
            Own::Scheduled { entry } => {
                self.plan_own(now + DAY, function, own);
                let change = self.settings(function).tasks.scaling.schedule[entry];
                let service = self.of(function);
                service.bounds.0 = change.min.map_or(service.bounds.0, |min| min.get());
                service.bounds.1 = change.max.map_or(service.bounds.1, |max| max.get());
                let within = service.asked.max(service.bounds.0).min(service.bounds.1);
                self.ask_for(now, function, within, false);
            }
            Own::Capacity => self.capacity(now, function),
            Own::InstanceReady { instance } => {
                self.of(function).instances[instance].is_ready = true;
                self.aside(now, function, Beside::InstanceRuns { booted: true });
                self.plan_launch(now, function);
            }
        }
    }

    /// A request is offered to a service.
    pub(super) fn offer(&mut self, now: Nanos, request: usize) {
        let function = self.requests[request].function;
        let settings = self.settings(function);
        let queue = settings.tasks.queue;
        let places = settings.tasks.task.concurrency.get() as usize;
        let next = self.of(function).next(settings);
        match next {
            Some(task) if self.task(function, task).serving.len() < places => {
                self.give(function, task);
                self.serve_on(now, function, task, request);
                return;
            }
            Some(task) => {
                self.give(function, task);
                self.task(function, task).waiting.push(request);
            }
            None if queue.at == QueueAt::Service
                && self.of(function).queue.len() < queue.maximum as usize =>
            {
                self.of(function).queue.push(request);
            }
            None => {
                self.aside(now, function, Beside::Rejected);
                self.refuse(now, request);
                return;
            }
        }
        self.aside(now, function, Beside::Waits);
        self.open(now, request);
        if let Some(timeout) = queue.timeout {
            let own = Own::Timeout { request };
            self.plan_own(now + timeout.as_nanos(), function, own);
        }
    }

    fn open(&mut self, now: Nanos, request: usize) {
        let request = &mut self.requests[request];
        let (function, arrival) = (request.function, request.arrival);
        if !std::mem::replace(&mut request.is_open, true) {
            self.note(now, function, What::Opened { arrival });
        }
    }

    /// A load balancer answers with an error of a server.
    fn refuse(&mut self, now: Nanos, request: usize) {
        let function = self.requests[request].function;
        self.note(now, function, What::Attempted);
        self.note(now, function, What::Throttled(Cause::Concurrency));
        self.try_again_or_give_up(now, request, FAILED);
    }

    fn give(&mut self, function: usize, task: usize) {
        let service = self.of(function);
        service.turns += 1;
        service.tasks[task].turn = service.turns;
    }

    fn serve_on(&mut self, now: Nanos, function: usize, task: usize, request: usize) {
        self.of(function).begun += 1;
        self.task(function, task).serving.push(request);
        self.aside(now, function, Beside::Busy { change: 1 });
        self.note(now, function, What::Attempted);
        let service = self.requests[request].service;
        self.note(
            now,
            function,
            What::Started {
                start: Start::Warm,
                service,
                init: 0,
            },
        );
        self.open(now, request);
        let done = Event::TaskDone {
            function,
            task,
            request,
        };
        self.plan(now + service, Phase::Completion, done);
    }

    pub(super) fn task_done(&mut self, now: Nanos, function: usize, task: usize, request: usize) {
        let arrival = self.requests[request].arrival;
        let start = Start::Warm;
        self.note(now, function, What::Finished { start });
        self.note(now, function, What::Completed { arrival });
        self.note(now, function, What::Closed { arrival });
        self.aside(now, function, Beside::Busy { change: -1 });
        self.task(function, task)
            .serving
            .retain(|other| *other != request);
        self.give_back(request);
        self.answer(now, request);
        let of_task = self.task(function, task);
        let is_draining = of_task.state == State::Draining;
        if !of_task.waiting.is_empty() {
            let next = of_task.waiting.remove(0);
            self.aside(now, function, Beside::WaitsNoMore);
            self.serve_on(now, function, task, next);
        } else if is_draining && of_task.serving.is_empty() {
            self.stop_task(now, function, task);
        } else if !is_draining && !self.of(function).queue.is_empty() {
            self.serve_waiting(now, function, task);
        }
    }

    /// A task gets the first request that waits for any.
    fn serve_waiting(&mut self, now: Nanos, function: usize, task: usize) {
        let next = self.of(function).queue.remove(0);
        self.aside(now, function, Beside::WaitsNoMore);
        self.give(function, task);
        self.serve_on(now, function, task, next);
    }

    /// A task takes requests from now on.
    fn runs(&mut self, now: Nanos, function: usize, task: usize) {
        self.give(function, task);
        self.task(function, task).state = State::Running;
        self.aside(now, function, Beside::Running { change: 1 });
        let places = self.settings(function).tasks.task.concurrency.get() as usize;
        while self.task(function, task).serving.len() < places
            && !self.of(function).queue.is_empty()
        {
            self.serve_waiting(now, function, task);
        }
    }

    fn plan_launch(&mut self, now: Nanos, function: usize) {
        let settings = self.settings(function);
        let service = self.of(function);
        let can = service.unlaunched() > 0 && service.place(settings).is_some();
        if can && !service.launch_is_planned {
            service.launch_is_planned = true;
            let at = service.next_launch.max(now);
            self.plan_own(at, function, Own::Launch);
        }
    }

    /// Services in turn, as long as the account has tokens.
    pub(super) fn launch_in_turn(&mut self, now: Nanos) {
        while !self.line.is_empty() {
            let function = self.line.remove(0);
            if self.of(function).unlaunched() == 0 {
                continue;
            }
            if !self.tokens.passes(now) {
                self.line.insert(0, function);
                if !std::mem::replace(&mut self.token_is_planned, true) {
                    let at = self.tokens.next(now);
                    self.plan(at, Phase::Control, Event::LaunchToken);
                }
                return;
            }
            self.launch(now, function);
            self.plan_launch(now, function);
        }
    }

    fn launch(&mut self, now: Nanos, function: usize) {
        let Some(task) = self.launch_one(now, function) else {
            return;
        };
        let settings = self.settings(function);
        let per_minute = match &settings.launch_type {
            LaunchType::Fargate(fargate) => fargate.launches_per_minute,
            LaunchType::Ec2(ec2) => ec2.launches_per_minute,
        };
        self.of(function).next_launch = now + MINUTE / Nanos::from(per_minute);
        let ready = now + startup(settings);
        self.plan_own(ready, function, Own::TaskReady { task });
    }

    fn launch_one(&mut self, now: Nanos, function: usize) -> Option<usize> {
        let settings = self.settings(function);
        let service = self.of(function);
        if service.unlaunched() == 0 {
            return None;
        }
        let instance = service.place(settings)?;
        let task = service.tasks.len();
        service.tasks.push(Task {
            launched: now,
            instance,
            state: State::Starting,
            serving: Vec::new(),
            waiting: Vec::new(),
            turn: 0,
        });
        self.aside(now, function, Beside::Launched);
        if let LaunchType::Fargate(fargate) = &settings.launch_type
            && let Some(life) = &fargate.spot
        {
            let taken_back = now + constant(life);
            self.plan_own(taken_back, function, Own::Interruption { task });
        }
        Some(task)
    }

    fn ask_for(&mut self, now: Nanos, function: usize, wanted: u32, by_target: bool) {
        let service = self.of(function);
        let (from, unlaunched) = (service.asked, service.unlaunched());
        if wanted == from {
            return;
        }
        service.asked = wanted;
        let change = Beside::Asked {
            from,
            to: wanted,
            by_target,
        };
        self.aside(now, function, change);
        if wanted > from {
            let change = i64::from(wanted - from);
            self.aside(now, function, Beside::Pending { change });
            self.plan_launch(now, function);
            return;
        }
        let never_launched = unlaunched.min(from - wanted);
        let change = -i64::from(never_launched);
        self.aside(now, function, Beside::Pending { change });
        while self.of(function).there().count() as u32 > wanted {
            let task = self.least_missed(function);
            self.withdraw(now, function, task);
        }
    }

    /// Of those that still start, or else of all, the youngest on the emptiest or the fullest instance.
    fn least_missed(&mut self, function: usize) -> usize {
        let settings = self.settings(function);
        let service = self.of(function);
        let last = service.there().max_by_key(|(number, task)| {
            let on = task.instance.map_or(0, |instance| service.on(instance));
            let rank = match &settings.launch_type {
                LaunchType::Ec2(ec2) if ec2.placement == Placement::Binpack => {
                    room(settings, ec2) - on
                }
                LaunchType::Ec2(_) => on,
                LaunchType::Fargate(_) => 0,
            };
            (task.state, rank, *number)
        });
        last.expect("there are more tasks than are wanted").0
    }

    fn withdraw(&mut self, now: Nanos, function: usize, task: usize) {
        let of_task = self.task(function, task);
        if of_task.serving.is_empty() {
            self.stop_task(now, function, task);
        } else {
            of_task.state = State::Draining;
        }
    }

    fn stop_task(&mut self, now: Nanos, function: usize, task: usize) {
        let of_task = self.task(function, task);
        let launched = of_task.launched;
        let before = std::mem::replace(&mut of_task.state, State::Stopped);
        let change = -1;
        let counted = match before {
            State::Starting => Beside::Pending { change },
            _ => Beside::Running { change },
        };
        self.aside(now, function, counted);
        self.aside(now, function, Beside::Stopped { launched });
        if matches!(self.settings(function).launch_type, LaunchType::Ec2(_)) {
            self.plan_launch(now, function);
        }
    }

    fn period_ends(&mut self, now: Nanos, function: usize) {
        let scaling = &self.settings(function).tasks.scaling;
        let period = scaling.period.as_nanos();
        self.plan_own(now + period, function, Own::PeriodEnd);
        let log = self.beside.iter().filter(|one| one.function == function);
        let log: Vec<ServiceEntry> = log.copied().collect();
        let busy = level(&log, now - period, now, places).area as f64;
        let running = level(&log, now - period, now, tasks).area as f64;
        let share = self.settings(function).tasks.task.cpu_per_request;
        let service = self.of(function);
        let requests = (service.begun - service.begun_before) as f64;
        service.begun_before = service.begun;
        let datapoint = match scaling.target.expect("a target is tracked") {
            TaskTarget::Cpu(_) => busy * share / running,
            TaskTarget::RequestsPerTask(_) => requests / (running / period as f64),
        };
        let runs = |one: &&Task| matches!(one.state, State::Running | State::Draining);
        let tasks = service.tasks.iter().filter(runs).count();
        let datapoint = (running > 0.0).then_some(datapoint);
        service.measured.push((datapoint, tasks));
        match scaling.metric_delay.as_nanos() {
            0 => self.datapoint(now, function),
            delay => self.plan_own(now + delay, function, Own::Datapoint),
        }
    }

    fn datapoint(&mut self, now: Nanos, function: usize) {
        let scaling = &self.settings(function).tasks.scaling;
        let target = scaling.target.expect("a target is tracked").value();
        let service = self.of(function);
        service.seen += 1;
        let latest = service.measured[..service.seen].iter().rev();
        let row = |is: &dyn Fn(f64) -> bool| {
            let row = latest
                .clone()
                .take_while(|(value, _)| value.is_some_and(is))
                .count();
            row as u32
        };
        let above = row(&|value| value > target) >= scaling.out_datapoints;
        let below = row(&|value| value < target * 90.0 / 100.0) >= scaling.in_datapoints;
        let (Some(value), running) = service.measured[service.seen - 1] else {
            return;
        };
        let wanted = (running as f64 * value / target - 1e-9).ceil() as u32;
        let wanted = wanted.max(service.bounds.0).min(service.bounds.1);
        let asked = service.asked;
        if above && wanted > asked {
            let more = wanted - asked;
            if now >= service.out_from || more > service.added {
                service.added = more;
                service.out_from = now + scaling.cooldown_out.as_nanos();
                service.in_from = now;
                self.ask_for(now, function, wanted, true);
            }
        } else if below && wanted < asked && now >= service.in_from {
            service.in_from = now + scaling.cooldown_in.as_nanos();
            self.ask_for(now, function, wanted, true);
        }
    }

    /// What the capacity provider does each minute.
    fn capacity(&mut self, now: Nanos, function: usize) {
        let settings = self.settings(function);
        let LaunchType::Ec2(ec2) = &settings.launch_type else {
            unreachable!("there are no instances on Fargate");
        };
        self.plan_own(now + MINUTE, function, Own::Capacity);
        let (room, least, most) = (room(settings, ec2), ec2.minimum.get(), ec2.maximum.get());
        let service = self.of(function);
        let there = service.instances().count() as u32;
        let used: Vec<u32> = service.instances().map(|one| one.2).collect();
        let used: Vec<u32> = used.into_iter().filter(|on| *on > 0).collect();
        let left: u32 = used.iter().map(|on| room - on).sum();
        let more = service.unlaunched().saturating_sub(left).div_ceil(room);
        let needed = used.len() as u32 + more;
        let wanted = (f64::from(needed) / ec2.target_capacity - 1e-9).ceil() as u32;
        let wanted = wanted.clamp(least, most);
        if wanted < there {
            service.low_minutes += 1;
        } else {
            service.low_minutes = 0;
        }
        let mut to = there;
        if wanted > there {
            let wanted = if there == 0 {
                2_u32.clamp(least, most)
            } else {
                wanted
            };
            let steps = (ec2.minimum_step.get(), ec2.maximum_step.get());
            to = (there + (wanted - there).clamp(steps.0, steps.1)).clamp(least, most);
            for _ in there..to {
                self.ask_for_instance(now, function, &ec2.boot);
            }
        } else if service.low_minutes >= 15 {
            let warm_up = ec2.warm_up.as_nanos();
            let idle = service.instances();
            let idle =
                idle.filter(|(_, one, on)| one.is_ready && *on == 0 && one.asked + warm_up <= now);
            let mut idle: Vec<usize> = idle.map(|one| one.0).collect();
            idle.reverse();
            idle.truncate((there - wanted) as usize);
            to = there - idle.len() as u32;
            for instance in idle {
                let instance = &mut self.of(function).instances[instance];
                instance.is_gone = true;
                let asked = instance.asked;
                self.aside(now, function, Beside::InstanceStopped { asked });
            }
        }
        if to != there {
            self.aside(now, function, Beside::Instances { from: there, to });
        }
    }

    fn ask_for_instance(&mut self, now: Nanos, function: usize, boot: &Distribution) {
        let service = self.of(function);
        let instance = service.instances.len();
        service.instances.push(Instance {
            asked: now,
            is_ready: false,
            is_gone: false,
        });
        self.aside(now, function, Beside::InstanceAsked);
        let ready = Own::InstanceReady { instance };
        self.plan_own(now + constant(boot), function, ready);
    }
}
