//! The simulator: one thing after another, and little remembered that can be looked up where it is
//! needed.

mod admission;
mod callers;
mod environments;
mod queues;
mod services;

use std::collections::BTreeMap;

use burstsim::scenario::{Function, InvokedBy, ScalingRule, Scenario, WarmEnvironments};

use super::Nanos;
use super::demand::{Source, constant, sources};
use super::limits::{Bucket, Meter, Throttle};
use super::log::{End, Entry, ServiceEntry, SourceEntry, Start, What};
pub(super) use admission::{provisioned, set_aside};
use environments::{Environment, State};
use queues::{Batch, How, Queue, queue};
use services::{Own, Service};

/// What a run left behind.
pub(super) struct Run {
    /// Everything that happened, in order.
    pub(super) log: Vec<Entry>,
    /// Everything that happened to items of queues, in order.
    pub(super) items: Vec<SourceEntry>,
    /// Everything that happened to ECS services beside their requests, in order.
    pub(super) beside: Vec<ServiceEntry>,
    /// Where requests and items come from.
    pub(super) sources: Vec<Source>,
    /// The scaling quota: one bucket for all, or one for each function.
    pub(super) buckets: Vec<Bucket>,
    /// Attempts that were not the first of their request, or of the first item of their batch.
    pub(super) retries: usize,
}

/// At one instant, what ends comes before what the service does by itself, that before new requests,
/// and those before requests that were refused. Of a kind, what became known first comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    Completion,
    Control,
    Arrival,
    Retry,
}

#[derive(Clone, Copy)]
enum Event {
    /// An environment has finished the request it served.
    Completion { environment: usize, request: usize },
    /// An environment reaches its lifetime.
    Retirement { environment: usize },
    /// The request with this number of an open source arrives.
    Arrival { source: usize, number: usize },
    /// A user of a closed source asks.
    Question { source: usize, user: usize },
    /// A request is tried again.
    Retry { request: usize },
    /// The caller of a request has API Gateway's answer.
    Answer { request: usize },
    /// A queue has woken for something.
    Wake { source: usize },
    /// An environment has finished the invocation for a batch.
    BatchEnded {
        source: usize,
        environment: usize,
        batch: usize,
        how: How,
    },
    /// A task of an ECS service has finished a request.
    TaskDone {
        function: usize,
        task: usize,
        request: usize,
    },
    /// An ECS service does something by itself.
    Own { function: usize, own: Own },
    /// The account has a token again for the launch of a task on Fargate.
    LaunchToken,
}

struct Request {
    source: usize,
    /// Its number in an open source, or that of its user.
    turn: usize,
    function: usize,
    arrival: Nanos,
    service: Nanos,
    attempts: u32,
    /// Tokens that its last retry has cost.
    cost: Option<u32>,
    is_open: bool,
    /// Its caller has an answer before the function has.
    is_unheard: bool,
}

/// An invocation that has started.
struct Running {
    environment: usize,
    until: Nanos,
    how: How,
}

/// Rates of one function that limits look at.
#[derive(Clone, Default)]
struct Rates {
    /// Attempts that passed the limit of its reserve.
    passed: Meter,
    /// Invocations on provisioned environments.
    provisioned: Meter,
    /// Invocations on demand, and the rate established by them.
    on_demand: Meter,
}

/// Tokens that a retry costs after a throttle, and after an error of the service.
const THROTTLED: u32 = 5;
const FAILED: u32 = 14;

struct Simulator<'a> {
    scenario: &'a Scenario,
    sources: Vec<Source>,
    pending: BTreeMap<(Nanos, Phase, usize), Event>,
    planned: usize,
    requests: Vec<Request>,
    /// Of each function, the tokens of each of its clients; none where clients are not told apart.
    clients: Vec<Vec<u32>>,
    /// Those alive, each with its number in the order of creation.
    environments: BTreeMap<usize, Environment>,
    created: usize,
    /// Of each function, when an on-demand environment of it last finished a request.
    last_finished: Vec<Option<Nanos>>,
    finished: usize,
    /// Attempts of functions without a reserve that passed the account's limit.
    passed: Meter,
    rates: Vec<Rates>,
    buckets: Vec<Bucket>,
    /// Of each function, how much its request rate may still grow; none under the old rule.
    growth: Vec<Bucket>,
    /// API Gateway's, if anything calls through it.
    throttle: Option<Throttle>,
    /// The present attempt is asynchronous: no limit on requests per second holds for it.
    is_unlimited: bool,
    /// Of each source, its queue if it has one, when it wakes next, and what reads it.
    queues: Vec<Option<Box<dyn Queue>>>,
    wakes: Vec<Option<Nanos>>,
    readers: Vec<i64>,
    /// Those that were served, until their invocation is over.
    batches: Vec<Option<Batch>>,
    services: BTreeMap<usize, Service>,
    /// The account's tokens for launches on Fargate, the services that wait for one, and whether the next is planned.
    tokens: Throttle,
    line: Vec<usize>,
    token_is_planned: bool,
    log: Vec<Entry>,
    items: Vec<SourceEntry>,
    beside: Vec<ServiceEntry>,
    retries: usize,
}

/// The tokens of each of a function's clients at the start.
fn quotas(function: &Function) -> Vec<u32> {
    let clients = function.clients.map_or(0, |clients| clients.get());
    vec![500; clients as usize]
}

/// Runs a scenario to its end.
pub(super) fn run(scenario: &Scenario) -> Run {
    let mut simulator = Simulator::new(scenario);
    let end = scenario.duration.as_nanos();
    while simulator.step(end) {}
    Run {
        log: simulator.log,
        items: simulator.items,
        beside: simulator.beside,
        sources: simulator.sources,
        buckets: simulator.buckets,
        retries: simulator.retries,
    }
}

impl<'a> Simulator<'a> {
    fn new(scenario: &'a Scenario) -> Self {
        let functions = scenario.functions.len();
        let rule = &scenario.region.scaling;
        let capacity = rule.burst().min(scenario.region.account_concurrency).get();
        let ramp = rule.ramp_per_minute().get();
        let bucket = Bucket::new(capacity, ramp, rule.refill());
        let (buckets, growth) = match *rule {
            ScalingRule::RegionalBurst { .. } => (1, Vec::new()),
            ScalingRule::PerFunction {
                request_burst: burst,
                request_ramp_per_minute: ramp,
                refill,
                ..
            } => (
                functions,
                vec![Bucket::new(burst.get(), ramp.get(), refill); functions],
            ),
        };
        let sources = sources(scenario);
        let mut simulator = Self {
            scenario,
            is_unlimited: false,
            throttle: sources.iter().find_map(|one| match one.invoked_by {
                InvokedBy::ApiGateway(api) => Some(Throttle::new(api.rate.get(), api.burst.get())),
                _ => None,
            }),
            queues: sources.iter().map(|one| queue(scenario, one)).collect(),
            wakes: vec![None; sources.len()],
            readers: vec![0; sources.len()],
            batches: Vec::new(),
            services: BTreeMap::new(),
            tokens: {
                let launches = scenario.region.fargate_launches;
                Throttle::new(launches.per_second, launches.burst)
            },
            line: Vec::new(),
            token_is_planned: false,
            sources,
            pending: BTreeMap::new(),
            planned: 0,
            requests: Vec::new(),
            clients: scenario.functions.iter().map(quotas).collect(),
            environments: BTreeMap::new(),
            created: 0,
            last_finished: vec![None; functions],
            finished: 0,
            passed: Meter::default(),
            rates: vec![Rates::default(); functions],
            buckets: vec![bucket; buckets],
            growth,
            log: Vec::new(),
            items: Vec::new(),
            beside: Vec::new(),
            retries: 0,
        };
        for (index, function) in scenario.functions.iter().enumerate() {
            for _ in 0..provisioned(function) {
                simulator.create(0, index, true, State::Idle);
            }
        }
        for (index, function) in scenario.functions.iter().enumerate() {
            match function.warm_environments {
                None => {}
                Some(WarmEnvironments::Count(count)) => {
                    simulator.begin_warm(index, count.get().into());
                }
                Some(WarmEnvironments::Steady) => unreachable!("the scenarios give numbers"),
            }
        }
        simulator.begin_services();
        for source in 0..simulator.sources.len() {
            if simulator.sources[source].is_queued() {
                simulator.note_readers(0, source);
            }
            simulator.await_arrival(source, 0);
            for user in 0..simulator.sources[source].users as usize {
                simulator.plan(0, Phase::Arrival, Event::Question { source, user });
            }
        }
        simulator
    }

    /// Does the next thing; `false` if it is not before the end.
    fn step(&mut self, end: Nanos) -> bool {
        let planned = self.pending.first_key_value();
        let planned = planned.map(|(&(at, phase, _), &event)| (at, phase, event));
        let is_first =
            |at| planned.is_none_or(|(next, phase, _)| (at, Phase::Control) <= (next, phase));
        match (self.next_idle_stop(), planned) {
            (Some((at, environment, why)), _) if at < end && is_first(at) => {
                self.stop(at, environment, why);
            }
            (_, Some((at, _, event))) if at < end => {
                self.pending.pop_first();
                self.happen(at, event);
            }
            _ => return false,
        }
        true
    }

    fn happen(&mut self, now: Nanos, event: Event) {
        match event {
            Event::Arrival { source, number } => {
                let (_, service) = self.sources[source].requests[number];
                self.await_arrival(source, number + 1);
                match self.sources[source].is_queued() {
                    true => self.item_comes(now, source, number),
                    false => self.arrive(now, source, number, service),
                }
            }
            Event::Question { source, user } => {
                let service = self.sources[source].service;
                self.arrive(now, source, user, service);
            }
            Event::Retry { request } => {
                self.retries += 1;
                self.attempt(now, request);
            }
            Event::Answer { request } => self.answer(now, request),
            Event::Wake { source } => self.act(now, source),
            Event::BatchEnded {
                source,
                environment,
                batch,
                how,
            } => self.batch_ended(now, source, environment, (batch, how)),
            Event::TaskDone {
                function,
                task,
                request,
            } => self.task_done(now, function, task, request),
            Event::Own { function, own } => self.own(now, function, own),
            Event::LaunchToken => {
                self.token_is_planned = false;
                self.launch_in_turn(now);
            }
            Event::Completion {
                environment,
                request,
            } => self.complete(now, environment, request),
            Event::Retirement { environment } => {
                if let Some(aged) = self.environments.get_mut(&environment) {
                    aged.has_reached_lifetime = true;
                    if aged.state == State::Idle {
                        self.stop(now, environment, End::Retired);
                    }
                }
            }
        }
    }

    fn attempt(&mut self, now: Nanos, request: usize) {
        let Request {
            function, source, ..
        } = self.requests[request];
        self.requests[request].attempts += 1;
        if self.services.contains_key(&function) {
            self.offer(now, request);
            return;
        }
        let api = self.api_timeout(source).and(self.throttle.as_mut());
        if api.is_some_and(|throttle| !throttle.passes(now)) {
            self.note(now, function, What::GatewayThrottled);
            self.try_again_or_give_up(now, request, THROTTLED);
            return;
        }
        self.note(now, function, What::Attempted);
        self.is_unlimited = false;
        match self.ask(now, function) {
            Err(cost) => self.try_again_or_give_up(now, request, cost),
            Ok(served) => self.serve(now, request, served),
        }
    }

    /// The integration timeout of the API that a source calls.
    fn api_timeout(&self, source: usize) -> Option<Nanos> {
        match &self.sources[source].invoked_by {
            InvokedBy::ApiGateway(api) => Some(api.timeout.as_nanos()),
            _ => None,
        }
    }

    /// Whether an attempt is served, and by which environment; or how many tokens a retry costs.
    fn ask(&mut self, now: Nanos, function: usize) -> Result<(Start, Option<usize>), u32> {
        let is_outage = self.scenario.region.outages.iter().any(|outage| {
            assert_eq!(outage.errors, 1.0, "outages leave nothing to chance");
            (outage.from.as_nanos()..outage.to.as_nanos()).contains(&now)
        });
        match self.decide(now, function) {
            Err(cause) => {
                self.note(now, function, What::Throttled(cause));
                Err(THROTTLED)
            }
            Ok(_) if is_outage => {
                self.note(now, function, What::Failed);
                Err(FAILED)
            }
            Ok(served) => Ok(served),
        }
    }

    fn serve(&mut self, now: Nanos, request: usize, served: (Start, Option<usize>)) {
        let Request {
            function,
            source,
            arrival,
            service,
            is_open,
            ..
        } = self.requests[request];
        let running = self.start(now, function, service, served, false);
        if !is_open {
            self.requests[request].is_open = true;
            self.note(now, function, What::Opened { arrival });
        }
        let answer = self.api_timeout(source).map(|timeout| now + timeout);
        if let Some(answer) = answer.filter(|answer| *answer < running.until) {
            self.requests[request].is_unheard = true;
            self.note(now, function, What::GatewayTimesOut);
            self.plan(answer, Phase::Completion, Event::Answer { request });
        }
        let completion = Event::Completion {
            environment: running.environment,
            request,
        };
        self.plan(running.until, Phase::Completion, completion);
    }

    /// An invocation starts.
    fn start(
        &mut self,
        now: Nanos,
        index: usize,
        service: Nanos,
        (start, environment): (Start, Option<usize>),
        is_poisoned: bool,
    ) -> Running {
        let function = &self.scenario.functions[index];
        let environment = environment.unwrap_or_else(|| {
            let bucket = self.bucket_of(index);
            self.buckets[bucket].take(now);
            self.create(now, index, false, State::Busy)
        });
        let init = match start {
            Start::Cold => constant(&function.cold_start),
            Start::Warm | Start::Provisioned => 0,
        };
        if start == Start::Cold
            && let Some(age) = &function.max_lifetime
        {
            let retirement = Event::Retirement { environment };
            self.plan(now + constant(age), Phase::Control, retirement);
        }
        self.environment(environment).state = State::Busy;

        let rates = &mut self.rates[index];
        if self.is_unlimited {
            // It counts for no limit on requests per second.
        } else if start == Start::Provisioned {
            rates.provisioned.add(now);
        } else if let Some(growth) = self.growth.get_mut(index)
            && function.requests_per_second_limit
        {
            if !rates.on_demand.has_room(now, 0) {
                growth.take(now);
                rates.on_demand.raise(now);
            }
            rates.on_demand.add(now);
        }
        let (service, how) = self.run_of(function, service, environment, is_poisoned);
        let started = What::Started {
            start,
            service,
            init,
        };
        self.note(now, index, started);
        if how != How::Well {
            let by_timeout = how == How::TimedOut;
            self.note(now, index, What::Errs { by_timeout });
        }
        Running {
            environment,
            until: now + init + service,
            how,
        }
    }

    /// How long an invocation runs once its environment is there, and how it ends. What is stopped at the timeout
    /// takes what was initialised with it: the next invocation there initialises in its own time.
    fn run_of(
        &mut self,
        function: &Function,
        service: Nanos,
        environment: usize,
        is_poisoned: bool,
    ) -> (Nanos, How) {
        assert!(
            [0.0, 1.0].contains(&function.error_rate),
            "errors leave nothing to chance"
        );
        let environment = self.environment(environment);
        let again = match std::mem::take(&mut environment.was_reset) {
            true => constant(&function.cold_start),
            false => 0,
        };
        let service = service + again;
        match function.timeout.map(|timeout| timeout.as_nanos()) {
            Some(timeout) if timeout < service => {
                environment.was_reset = true;
                (timeout, How::TimedOut)
            }
            _ if is_poisoned || function.error_rate > 0.0 => (service, How::InError),
            _ => (service, How::Well),
        }
    }

    /// An environment has finished an invocation.
    fn finish(&mut self, now: Nanos, number: usize) {
        self.finished += 1;
        let finished = (now, self.finished);
        let environment = self.environment(number);
        let function = environment.function;
        environment.state = State::Idle;
        environment.finished = Some(finished);
        let start = match environment.is_provisioned {
            true => Start::Provisioned,
            false => Start::Warm,
        };
        if environment.has_reached_lifetime {
            self.stop(now, number, End::Retired);
        }
        if start != Start::Provisioned {
            self.last_finished[function] = Some(now);
        }
        self.note(now, function, What::Finished { start });
    }

    fn complete(&mut self, now: Nanos, environment: usize, request: usize) {
        let Request {
            function,
            arrival,
            is_unheard,
            ..
        } = self.requests[request];
        self.finish(now, environment);
        if is_unheard {
            self.note(now, function, What::GaveUp);
            self.note(now, function, What::Closed { arrival });
            return;
        }
        self.note(now, function, What::Completed { arrival });
        self.note(now, function, What::Closed { arrival });
        self.give_back(request);
        self.answer(now, request);
    }

    fn plan(&mut self, at: Nanos, phase: Phase, event: Event) {
        self.planned += 1;
        self.pending.insert((at, phase, self.planned), event);
    }

    fn note(&mut self, at: Nanos, function: usize, what: What) {
        assert!(
            self.log.last().is_none_or(|last| last.at <= at),
            "time ran backwards"
        );
        self.log.push(Entry { at, function, what });
    }
}
