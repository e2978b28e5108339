//! The simulator: one thing after another, and little remembered that can be looked up where it is
//! needed.

mod admission;
mod callers;
mod environments;

use std::collections::BTreeMap;

use burstsim::scenario::{Function, ScalingRule, Scenario, WarmEnvironments};

use super::Nanos;
use super::demand::{Source, constant, sources};
use super::limits::{Bucket, Meter};
use super::log::{End, Entry, Start, What};
pub(super) use admission::{provisioned, set_aside};
use environments::{Environment, State};

/// What a run left behind.
pub(super) struct Run {
    /// Everything that happened, in order.
    pub(super) log: Vec<Entry>,
    /// The scaling quota: one bucket for all, or one for each function.
    pub(super) buckets: Vec<Bucket>,
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
    log: Vec<Entry>,
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
        buckets: simulator.buckets,
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
        let mut simulator = Self {
            scenario,
            sources: sources(scenario),
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
        for source in 0..simulator.sources.len() {
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
                self.arrive(now, source, number, service);
            }
            Event::Question { source, user } => {
                let service = self.sources[source].service;
                self.arrive(now, source, user, service);
            }
            Event::Retry { request } => self.attempt(now, request),
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
        let function = self.requests[request].function;
        self.requests[request].attempts += 1;
        self.note(now, function, What::Attempted);
        let is_outage = self.scenario.region.outages.iter().any(|outage| {
            assert_eq!(outage.errors, 1.0, "outages leave nothing to chance");
            (outage.from.as_nanos()..outage.to.as_nanos()).contains(&now)
        });
        match self.decide(now, function) {
            Err(cause) => {
                self.note(now, function, What::Throttled(cause));
                self.try_again_or_give_up(now, request, 5);
            }
            Ok(_) if is_outage => {
                self.note(now, function, What::Failed);
                self.try_again_or_give_up(now, request, 14);
            }
            Ok((start, environment)) => self.serve(now, request, start, environment),
        }
    }

    fn serve(&mut self, now: Nanos, request: usize, start: Start, environment: Option<usize>) {
        let Request {
            function: index,
            arrival,
            service,
            is_open,
            ..
        } = self.requests[request];
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
        if start == Start::Provisioned {
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
        let started = What::Started {
            start,
            service,
            init,
        };
        self.note(now, index, started);
        if !is_open {
            self.requests[request].is_open = true;
            self.note(now, index, What::Opened { arrival });
        }
        let completion = Event::Completion {
            environment,
            request,
        };
        self.plan(now + init + service, Phase::Completion, completion);
    }

    fn complete(&mut self, now: Nanos, number: usize, request: usize) {
        let Request {
            function, arrival, ..
        } = self.requests[request];
        self.finished += 1;
        let finished = (now, self.finished);
        let environment = self.environment(number);
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
        self.note(now, function, What::Finished { start, arrival });
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
