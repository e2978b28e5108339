//! One traffic entry of a scenario at work: it says when requests arrive, draws what belongs to each of
//! them, and what its callers do when they hear of them again.

use slab::Slab;

use super::clients::ClientsOf;
use super::protocol::{Arrival, Outstanding};
use super::routing::Routing;
use crate::kernel::{KeyedStream, SimDuration, SimTime, Stream, Streams};
use crate::scenario::{FunctionId, Scenario, Traffic, versions};
use crate::workload::{Arrivals, Backoff, Request, RetryableError, Sampler, SourceId, Ticket};

/// Think times are never shorter than this: a user who is refused at once would otherwise ask again
/// at the very same instant for ever. The scenario's own check can only look at the mean.
const MINIMUM_THINK_TIME: SimDuration = SimDuration::from_millis(1);

/// One traffic entry of one function.
///
/// With thousands of sources none of them is in the nearest cache when its next request arrives, so
/// what every arrival touches lies together, and what few do lies apart. Aligned and in this order, that is three
/// cache lines of 64 bytes, not four: up to `backoff`, the arrivals, and the rest of `caller`.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub(crate) struct Source {
    id: SourceId,
    /// The function it calls, or the first of its versions.
    function: FunctionId,
    /// Which version it calls, if there is a choice.
    routing: Option<Box<Routing>>,
    /// Which clients make its requests, where they are distinguished.
    clients: Option<ClientsOf>,
    service: Sampler,
    backoff: Box<Backoff>,
    caller: Caller,
}

/// Who makes the requests.
#[derive(Clone, Debug)]
enum Caller {
    /// Arrivals do not depend on what happens to earlier ones.
    Open {
        arrivals: Arrivals,
        services: Stream,
        started: u64,
    },
    /// Each user asks again after its answer.
    Closed {
        users: u32,
        think_time: Sampler,
        thinking: KeyedStream,
        services: KeyedStream,
    },
}

impl Source {
    /// The traffic entry `entry` of a function, given as the first of its versions.
    pub(crate) fn new(
        scenario: &Scenario,
        function: FunctionId,
        entry: usize,
        id: SourceId,
        clients: Option<ClientsOf>,
        streams: &Streams,
    ) -> Self {
        let versions = &scenario.functions[versions(&scenario.functions, function.index())];
        let settings = &versions[0];
        let purpose = |what: &str| format!("traffic {entry} {what}");
        let name = settings.unqualified_name();
        let stream = |what| streams.stream(name, &purpose(what));
        let keyed = |what| streams.keyed(name, &purpose(what));
        let open = |arrivals| Caller::Open {
            arrivals,
            services: stream("service time"),
            started: 0,
        };
        let caller = match &settings.traffic[entry].traffic {
            Traffic::Poisson(profile) => open(Arrivals::poisson(profile, stream("arrivals"))),
            Traffic::Even(profile) => open(Arrivals::even(profile, scenario.duration)),
            Traffic::Batch { at, requests } => open(Arrivals::batch(at, *requests)),
            Traffic::Trace(trace) => open(Arrivals::trace(&trace.rows)),
            Traffic::Counts(counts) => open(Arrivals::counted(counts, stream("arrivals"))),
            Traffic::Closed { users, think_time } => Caller::Closed {
                users: *users,
                think_time: Sampler::new(think_time),
                thinking: keyed("think time"),
                services: keyed("service time"),
            },
        };
        let retries = settings.client_retry;
        Self {
            id,
            function,
            caller,
            service: Sampler::new(&settings.service_time),
            routing: Routing::new(versions, keyed("alias")),
            clients,
            backoff: Box::new(Backoff::new(retries, keyed("retry jitter"))),
        }
    }

    /// The function it calls, or the first of its versions.
    #[inline]
    pub(crate) fn function(&self) -> FunctionId {
        self.function
    }

    /// The first arrivals: one of an open client, one of each user of a closed one, who opens a record
    /// for what it waits for.
    pub(crate) fn first_arrivals(&mut self, outstanding: &mut Slab<Outstanding>) -> Vec<Arrival> {
        let source = self.id;
        let clients = self.clients;
        let arrival = |at, ticket| Arrival { at, source, ticket };
        match &mut self.caller {
            Caller::Open { arrivals, .. } => {
                let first = arrivals.next().map(|at| arrival(at, Ticket::NONE));
                first.into_iter().collect()
            }
            Caller::Closed { users, .. } => (0..*users)
                .map(|user| {
                    let client = clients.map(|clients| clients.in_turn(user.into()));
                    let record = Outstanding::new(source, first_number(user), client);
                    arrival(SimTime::ZERO, Ticket::new(outstanding.insert(record)))
                })
                .collect(),
        }
    }

    /// Reads something of each cache line that an arrival needs.
    #[inline]
    pub(crate) fn touch(&self) -> u64 {
        let of_caller = match &self.caller {
            Caller::Open { started, .. } => *started,
            Caller::Closed { users, .. } => u64::from(*users),
        };
        self.id.index() as u64 ^ of_caller
    }

    /// The arrival that follows the one now beginning; `None` when an open client has run dry, and
    /// for a closed one, whose users wait for their answers.
    #[inline]
    pub(crate) fn next_arrival(&mut self) -> Option<SimTime> {
        match &mut self.caller {
            Caller::Open { arrivals, .. } => arrivals.next(),
            Caller::Closed { .. } => None,
        }
    }

    /// The request that arrives at `now`, with its service time; `ticket` is what came with the
    /// arrival, and `in_force` says which weights of a function's alias are.
    // Always, as `Callers::arrive`, which is the one place that asks.
    #[inline(always)]
    pub(crate) fn begin(
        &mut self,
        now: SimTime,
        ticket: Ticket,
        outstanding: &mut Slab<Outstanding>,
        in_force: impl Fn(FunctionId) -> usize,
    ) -> Request {
        let (number, service) = match &mut self.caller {
            Caller::Open {
                arrivals,
                services,
                started,
            } => {
                let number = *started;
                *started += 1;
                let recorded = arrivals.recorded_service();
                let drawn = || self.service.sample(services);
                (number, recorded.unwrap_or_else(drawn))
            }
            Caller::Closed { services, .. } => {
                let number = ticket
                    .index()
                    .map_or(0, |record| outstanding[record].request.number);
                (number, self.service.sample(&mut services.of(number)))
            }
        };
        let function = match &self.routing {
            None => self.function,
            Some(routing) => routing.route(self.function, number, in_force),
        };
        let ticket = match self.clients {
            None => ticket,
            Some(clients) => self.ticket(number, ticket, clients, outstanding),
        };
        Request {
            arrival: now,
            service,
            number,
            source: self.id,
            function,
            ticket,
            attempts: 0,
        }
    }

    /// The ticket of a request that a known client makes: an open client waits for the answer, too, for
    /// its quota depends on it.
    // Few are distinguished: for the others the way to a request stays short.
    #[cold]
    fn ticket(
        &self,
        number: u64,
        ticket: Ticket,
        clients: ClientsOf,
        outstanding: &mut Slab<Outstanding>,
    ) -> Ticket {
        match ticket.index() {
            Some(_) => ticket,
            None => {
                let client = Some(clients.in_turn(number));
                Ticket::new(outstanding.insert(Outstanding::new(self.id, number, client)))
            }
        }
    }

    /// The wait before `request` is tried again after `error`; `None` if it has used up its attempts.
    pub(crate) fn retry_wait(
        &self,
        request: &Request,
        error: RetryableError,
    ) -> Option<SimDuration> {
        self.backoff.wait(request.number, request.attempts, error)
    }

    /// How long the user thinks whose request is `done`; `None` for an open client.
    pub(crate) fn think_time(&self, done: &Outstanding) -> Option<SimDuration> {
        match &self.caller {
            Caller::Open { .. } => None,
            Caller::Closed {
                think_time,
                thinking,
                ..
            } => {
                let mut stream = thinking.of(done.request.number);
                Some(think_time.sample(&mut stream).max(MINIMUM_THINK_TIME))
            }
        }
    }
}

/// The number of a user's first request; each further one counts one more. A user's requests keep their
/// numbers whatever order the users come in, and however many they are.
fn first_number(user: u32) -> u64 {
    u64::from(user) << 32
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[test]
    fn what_an_arrival_touches_lies_on_three_cache_lines() {
        assert_eq!((align_of::<Source>(), size_of::<Source>()), (64, 192));
        assert_eq!(offset_of!(Source, caller), 64);
        assert_eq!(size_of::<Arrivals>(), 64);
    }
}
