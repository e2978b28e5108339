//! One traffic entry of a scenario at work: it says when requests arrive and draws what belongs
//! to each of them.

use std::sync::Arc;

use super::arrivals::Arrivals;
use super::backoff::Backoff;
use super::sampler::Sampler;
use crate::kernel::{KeyedStream, SimDuration, SimTime, Stream, Streams};
use crate::scenario::{Function, TraceRow, Traffic};

/// Think times are never shorter than this: a user who is refused at once would otherwise ask again
/// at the very same instant for ever. The scenario's own check can only look at the mean.
const LEAST_THINK_TIME: SimDuration = SimDuration::from_millis(1);

/// A request: what a client wants done, whatever happens to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// When it first arrived.
    pub arrival: SimTime,
    /// How long it runs in a warm environment.
    pub service: SimDuration,
    /// Its number within its source, from 0; its random draws belong to it.
    pub number: u64,
    /// Index of its source.
    pub source: u32,
    /// For closed traffic, which user asks.
    pub user: u32,
    /// How often it has been tried.
    pub attempts: u32,
}

/// One traffic entry of one function.
#[derive(Clone, Debug)]
pub struct Source {
    /// Index of the function it calls.
    pub function: usize,
    index: u32,
    demand: Demand,
    service: Sampler,
    cold_start: Sampler,
    cold_starts: KeyedStream,
    backoff: Backoff,
}

#[derive(Clone, Debug)]
enum Demand {
    /// Arrivals do not depend on what happens to earlier ones.
    Open {
        arrivals: Arrivals,
        recorded: Option<Arc<[TraceRow]>>,
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
    /// The traffic entry `entry` of `function`, which has index `function_index` in the scenario
    /// and becomes source number `index` of the run.
    pub fn new(
        function: &Function,
        function_index: usize,
        entry: usize,
        index: u32,
        streams: &Streams,
    ) -> Self {
        let purpose = |what: &str| format!("traffic {entry} {what}");
        let stream = |what| streams.stream(&function.name, &purpose(what));
        let keyed = |what| streams.keyed(&function.name, &purpose(what));
        let open = |arrivals, recorded| Demand::Open {
            arrivals,
            recorded,
            services: stream("service time"),
            started: 0,
        };
        let demand = match &function.traffic[entry] {
            Traffic::Poisson(profile) => open(Arrivals::poisson(profile, stream("arrivals")), None),
            Traffic::Even(profile) => open(Arrivals::even(profile), None),
            Traffic::Batch { at, requests } => open(Arrivals::batch(at, *requests), None),
            Traffic::Trace(trace) => open(
                Arrivals::trace(Arc::clone(&trace.rows)),
                Some(Arc::clone(&trace.rows)),
            ),
            Traffic::Closed { users, think_time } => Demand::Closed {
                users: vec![0; *users as usize],
                think_time: Sampler::new(think_time),
                thinking: keyed("think time"),
                services: keyed("service time"),
            },
        };
        Self {
            function: function_index,
            index,
            demand,
            service: Sampler::new(&function.service_time),
            cold_start: Sampler::new(&function.cold_start),
            cold_starts: keyed("cold start"),
            backoff: Backoff::new(function.client_retry.policy(), keyed("retry jitter")),
        }
    }

    /// The first arrivals, with the user each belongs to: one of an open source, one for each
    /// user of a closed one.
    pub fn first_arrivals(&mut self) -> Vec<(SimTime, u32)> {
        match &mut self.demand {
            Demand::Open { arrivals, .. } => {
                arrivals.next().map(|at| (at, 0)).into_iter().collect()
            }
            Demand::Closed { users, .. } => (0..users.len() as u32)
                .map(|user| (SimTime::ZERO, user))
                .collect(),
        }
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

    /// The request that arrives at `now`, with its service time.
    #[inline]
    pub fn begin(&mut self, now: SimTime, user: u32) -> Request {
        let (number, service) = match &mut self.demand {
            Demand::Open {
                recorded,
                services,
                started,
                ..
            } => {
                let number = *started;
                *started += 1;
                let known = recorded
                    .as_ref()
                    .and_then(|rows| rows[number as usize].service);
                (
                    number,
                    known.unwrap_or_else(|| self.service.sample(services)),
                )
            }
            // A user's j-th request keeps its number whatever order the users come in, and
            // however many they are.
            Demand::Closed {
                users, services, ..
            } => {
                let asked = &mut users[user as usize];
                let number = (u64::from(user) << 32) | u64::from(*asked);
                *asked += 1;
                (number, self.service.sample(&mut services.of(number)))
            }
        };
        Request {
            arrival: now,
            service,
            number,
            source: self.index,
            user,
            attempts: 0,
        }
    }

    /// How long a new environment takes to initialise for `request`.
    pub fn cold_start(&self, request: &Request) -> SimDuration {
        match &self.cold_start {
            Sampler::Constant(value) => *value,
            sampler => sampler.sample(&mut self.cold_starts.of(request.number)),
        }
    }

    /// The wait before `request` is tried again; `None` if its caller gives up.
    pub fn retry_wait(&self, request: &Request) -> Option<SimDuration> {
        self.backoff.wait(request.number, request.attempts)
    }

    /// For closed traffic, the think time that follows the answer to `request`.
    #[inline]
    pub fn think_time(&self, request: &Request) -> Option<SimDuration> {
        match &self.demand {
            Demand::Open { .. } => None,
            Demand::Closed {
                think_time,
                thinking,
                ..
            } => Some(
                think_time
                    .sample(&mut thinking.of(request.number))
                    .max(LEAST_THINK_TIME),
            ),
        }
    }
}
