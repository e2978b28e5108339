//! One traffic entry of a scenario at work: it says when requests arrive and draws what belongs
//! to each of them.

use std::sync::Arc;

use rand::RngExt;

use super::arrivals::Arrivals;
use super::backoff::{Backoff, of_attempt};
use super::sampler::Sampler;
use crate::kernel::{KeyedStream, SimDuration, SimTime, Stream, Streams};
use crate::scenario::{Function, Traffic};

/// Think times are never shorter than this: a user who is refused at once would otherwise ask again
/// at the very same instant for ever. The scenario's own check can only look at the mean.
const LEAST_THINK_TIME: SimDuration = SimDuration::from_millis(1);

/// Stands for the user of open traffic, which has none.
const NO_USER: u32 = u32::MAX;

/// A request: what a client wants done, whatever happens to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// When it first arrived.
    pub arrival: SimTime,
    /// How long it runs in a warm environment.
    pub service: SimDuration,
    /// Its number within its source, from 0; its random draws belong to it.
    pub number: u64,
    /// Which way it goes: from its source to a version of the function.
    pub route: u32,
    /// For closed traffic, which user asks.
    pub user: u32,
    /// How often it has been tried.
    pub attempts: u32,
}

/// What has to be known of a request once it is being served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InService {
    /// When it first arrived.
    pub arrival: SimTime,
    caller: Caller,
}

/// Who waits for the answer to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The route of the request.
    pub route: u32,
    /// The user, for closed traffic.
    pub user: u32,
}

impl Request {
    /// What is left to know once it is being served.
    #[inline]
    pub fn in_service(&self) -> InService {
        let Self {
            arrival,
            route,
            user,
            ..
        } = *self;
        InService {
            arrival,
            caller: Caller { route, user },
        }
    }

    /// The user that waits for its answer; `None` for open traffic.
    #[inline]
    pub fn waiting_user(&self) -> Option<Caller> {
        self.in_service().waiting_user()
    }
}

impl InService {
    /// The way it came.
    #[inline]
    pub fn route(&self) -> u32 {
        self.caller.route
    }

    /// The user that waits for its answer; `None` for open traffic.
    #[inline]
    pub fn waiting_user(&self) -> Option<Caller> {
        (self.caller.user != NO_USER).then_some(self.caller)
    }
}

/// One traffic entry of one function.
///
/// With thousands of sources none of them is in the nearest cache when its next request arrives, so
/// what every arrival touches lies together, and what few do lies apart. Aligned, that is three
/// cache lines of 64 bytes, not four.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub struct Source {
    index: u32,
    demand: Demand,
    service: Sampler,
    /// Where its requests go, if there is a choice.
    routing: Option<Box<Routing>>,
    seldom: Box<Seldom>,
}

/// By chance, to which version of a function each request goes. The draw belongs to the request: it goes
/// the same way however often it is tried, and whatever becomes of others.
#[derive(Clone, Debug)]
struct Routing {
    /// Of each version but the last, where its part of the numbers from 0 to 1 ends.
    ends: Vec<f64>,
    /// The first route to a further version.
    further: u32,
    draws: KeyedStream,
}

impl Routing {
    /// The way of request `number`, where `first` leads to the first version.
    // Few have a choice: for the others the way to a request stays short.
    #[cold]
    fn route(&self, first: u32, number: u64) -> u32 {
        let draw = self.draws.of(number).random::<f64>();
        match self.ends.partition_point(|end| *end <= draw) {
            0 => first,
            version => self.further + version as u32 - 1,
        }
    }
}

/// What few requests ask for: those that meet a cold start, a refusal or an outage.
#[derive(Clone, Debug)]
struct Seldom {
    cold_start: Sampler,
    cold_starts: KeyedStream,
    backoff: Backoff,
    outages: KeyedStream,
}

#[derive(Clone, Debug)]
enum Demand {
    /// Arrivals do not depend on what happens to earlier ones.
    Open {
        arrivals: Arrivals,
        services: Stream,
        started: u64,
    },
    /// Each user asks again after its answer.
    Closed {
        users: Vec<u32>,
        think_time: Sampler,
        thinking: KeyedStream,
        services: KeyedStream,
    },
}

impl Source {
    /// The traffic entry `entry` of a function, given as all its versions. Of its routes the first is
    /// that to the first version, and the number of the source in the run; the second is the first to
    /// another version, where there is one. `duration` is that of the run.
    pub fn new(
        versions: &[Function],
        entry: usize,
        [index, further]: [u32; 2],
        streams: &Streams,
        duration: SimDuration,
    ) -> Self {
        let function = &versions[0];
        let purpose = |what: &str| format!("traffic {entry} {what}");
        let name = function.unqualified_name();
        let stream = |what| streams.stream(name, &purpose(what));
        let keyed = |what| streams.keyed(name, &purpose(what));
        let weights = versions.iter().filter_map(|one| one.alias.as_ref());
        let ends = weights.scan(0.0, |end, alias| {
            *end += alias.weight;
            Some(*end)
        });
        let routing = (versions.len() > 1).then(|| Routing {
            ends: ends.take(versions.len() - 1).collect(),
            further,
            draws: keyed("alias"),
        });
        let open = |arrivals| Demand::Open {
            arrivals,
            services: stream("service time"),
            started: 0,
        };
        let demand = match &function.traffic[entry] {
            Traffic::Poisson(profile) => open(Arrivals::poisson(profile, stream("arrivals"))),
            Traffic::Even(profile) => open(Arrivals::even(profile, duration)),
            Traffic::Batch { at, requests } => open(Arrivals::batch(at, *requests)),
            Traffic::Trace(trace) => open(Arrivals::trace(Arc::clone(&trace.rows))),
            Traffic::Closed { users, think_time } => Demand::Closed {
                users: vec![0; *users as usize],
                think_time: Sampler::new(think_time),
                thinking: keyed("think time"),
                services: keyed("service time"),
            },
        };
        Self {
            index,
            demand,
            service: Sampler::new(&function.service_time),
            routing: routing.map(Box::new),
            seldom: Box::new(Seldom {
                cold_start: Sampler::new(&function.cold_start),
                cold_starts: keyed("cold start"),
                backoff: Backoff::new(function.client_retry.policy(), keyed("retry jitter")),
                outages: keyed("outage"),
            }),
        }
    }

    /// The first arrivals, with the user each belongs to: one of an open source, one for each
    /// user of a closed one.
    pub fn first_arrivals(&mut self) -> Vec<(SimTime, u32)> {
        match &mut self.demand {
            Demand::Open { arrivals, .. } => arrivals
                .next()
                .map(|at| (at, NO_USER))
                .into_iter()
                .collect(),
            Demand::Closed { users, .. } => (0..users.len() as u32)
                .map(|user| (SimTime::ZERO, user))
                .collect(),
        }
    }

    /// Reads something of each cache line that an arrival needs.
    #[inline]
    pub fn touch(&self) -> u64 {
        u64::from(self.index)
            ^ u64::from(matches!(self.demand, Demand::Open { .. }))
            ^ u64::from(matches!(self.service, Sampler::Lognormal { .. }))
    }

    /// The arrival that follows the one now beginning; `None` when an open source has run dry, and
    /// for a closed source, whose users wait for their answers.
    #[inline]
    pub fn next_arrival(&mut self) -> Option<SimTime> {
        match &mut self.demand {
            Demand::Open { arrivals, .. } => arrivals.next(),
            Demand::Closed { .. } => None,
        }
    }

    /// The request that arrives at `now`, with its service time; `user` is what came with the
    /// arrival.
    // Always: there is one place that asks, and the request then stays in registers.
    #[inline(always)]
    pub fn begin(&mut self, now: SimTime, user: u32) -> Request {
        let (number, service) = match &mut self.demand {
            Demand::Open {
                arrivals,
                services,
                started,
            } => {
                let number = *started;
                *started += 1;
                let recorded = arrivals.recorded_service(number);
                let drawn = || self.service.sample(services);
                (number, recorded.unwrap_or_else(drawn))
            }
            Demand::Closed {
                users, services, ..
            } => {
                let asked = &mut users[user as usize];
                let number = closed_number(user, *asked);
                *asked += 1;
                (number, self.service.sample(&mut services.of(number)))
            }
        };
        let route = match &self.routing {
            None => self.index,
            Some(routing) => routing.route(self.index, number),
        };
        Request {
            arrival: now,
            service,
            number,
            route,
            user,
            attempts: 0,
        }
    }

    /// How long a new environment takes to initialise for `request`.
    pub fn cold_start(&self, request: &Request) -> SimDuration {
        match &self.seldom.cold_start {
            Sampler::Constant(value) => *value,
            sampler => sampler.sample(&mut self.seldom.cold_starts.of(request.number)),
        }
    }

    /// The wait before `request` is tried again; `None` if its caller gives up.
    pub fn retry_wait(&self, request: &Request) -> Option<SimDuration> {
        self.seldom.backoff.wait(request.number, request.attempts)
    }

    /// Whether the present attempt of `request` fails in an outage that fails the share `errors` of
    /// them. The draw belongs to the request and the attempt: what fails at some share fails at any
    /// larger one, too.
    pub fn fails(&self, request: &Request, errors: f64) -> bool {
        let mut draw = of_attempt(self.seldom.outages, request.number, request.attempts);
        draw.random::<f64>() < errors
    }

    /// For closed traffic, the think time of `user` after the answer to its latest request.
    pub fn think_time(&self, user: u32) -> Option<SimDuration> {
        match &self.demand {
            Demand::Open { .. } => None,
            Demand::Closed {
                users,
                think_time,
                thinking,
                ..
            } => {
                let latest = users[user as usize].saturating_sub(1);
                let mut stream = thinking.of(closed_number(user, latest));
                Some(think_time.sample(&mut stream).max(LEAST_THINK_TIME))
            }
        }
    }
}

/// A user's requests keep their numbers whatever order the users come in, and however many they
/// are.
fn closed_number(user: u32, asked: u32) -> u64 {
    (u64::from(user) << 32) | u64::from(asked)
}
