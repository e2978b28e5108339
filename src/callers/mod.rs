//! Callers: who makes requests, and hears what became of them.
//!
//! A caller makes a request when its traffic says so, and is told of each request it made, in this order:
//! either it is *refused* (a limit or an outage said no), upon which the caller tries again later or gives
//! up; or it is served and in the end *answered*. Whoever waits for an answer leaves a
//! [`Ticket`] with the request; the ticket leads back to what the caller noted of it.
//!
//! | caller | makes requests | on refusal | on an answer |
//! |---|---|---|---|
//! | open traffic | at instants that do not depend on earlier requests | tries again by its retry policy | nothing |
//! | closed traffic | a user each, one at a time | tries again by its retry policy | the user thinks, then asks again, as after giving up |
//!
//! Where Lambda reads a queue, an arrival is an item that waits there, and the queue makes the requests: see `queue`.
//!
//! Where the SDK clients of a function are distinguished, each request of either is made by one of them. A client
//! pays for retries from its quota, gains from answers, and in `adaptive` mode holds attempts back.
//!
//! This room knows callers. It must not know how requests are served: no environments, no limits.
//!
//! | module | what it holds |
//! |---|---|
//! | `protocol` | what callers are told, and what they do then |
//! | `source` | one traffic entry at work, as an open or a closed client |
//! | `gateway` | API Gateway in front of functions |
//! | `queue` | queues that Lambda reads: asynchronous events, SQS, streams |
//! | `routing` | to which version of a function a request goes |
//! | `clients` | the SDK clients of all functions |
//! | `quota` | the retry quota of a client |
//! | `limiter` | how a client in `adaptive` mode limits its rate |

mod clients;
mod gateway;
mod limiter;
mod protocol;
mod queue;
mod quota;
mod routing;
mod source;

use slab::Slab;

use crate::kernel::{SimDuration, SimTime, Streams};
use crate::scenario::{FunctionId, Scenario};
use crate::workload::{Request, RetryableError, SourceId, Ticket};

use clients::Clients;
use gateway::Gateway;
pub(crate) use protocol::{Arrival, ClientId, Outstanding, Then, Waiting};
pub(crate) use queue::{BatchId, Delivery, Fate, Left, Queue};
use source::Source;

/// All callers of a run.
#[derive(Clone, Debug)]
pub(crate) struct Callers {
    sources: Vec<Source>,
    /// Of each source, the queue in which its items wait, if they do.
    queues: Vec<Option<Queue>>,
    clients: Clients,
    gateway: Option<Box<Gateway>>,
    /// By ticket.
    outstanding: Slab<Outstanding>,
    /// Requests that wait to be tried, again or at all.
    waiting: Slab<Request>,
}

impl Callers {
    /// The callers of a scenario, and their first requests.
    pub(crate) fn new(scenario: &Scenario, streams: &Streams) -> (Self, Vec<Arrival>) {
        let mut callers = Self {
            sources: Vec::new(),
            queues: Vec::new(),
            clients: Clients::default(),
            gateway: gateway(scenario),
            outstanding: Slab::new(),
            waiting: Slab::new(),
        };
        let functions = scenario.functions.iter();
        let clients: Vec<_> = functions.map(|one| callers.clients.add(one)).collect();
        let mut first = Vec::new();
        for (index, (function, entry)) in traffic_entries(scenario).enumerate() {
            let id = SourceId::new(index);
            let mut source = Source::new(
                scenario,
                function,
                entry,
                id,
                clients[function.index()],
                streams,
            );
            first.extend(source.first_arrivals(&mut callers.outstanding));
            callers.sources.push(source);
            let settings = &scenario.functions[function.index()];
            let queue = Queue::new(scenario, settings, entry, streams);
            callers.queues.push(queue);
        }
        (callers, first)
    }

    /// A request arrives at `now`; beside it the next arrival of the same source, if that is known
    /// already. `in_force` says which weights of a function's alias are.
    // Always: there is one place that asks, and the request then stays in registers.
    #[inline(always)]
    pub(crate) fn arrive(
        &mut self,
        now: SimTime,
        source: SourceId,
        ticket: Ticket,
        in_force: impl Fn(FunctionId) -> usize,
    ) -> (Request, Option<SimTime>) {
        let source = &mut self.sources[source.index()];
        let request = source.begin(now, ticket, &mut self.outstanding, in_force);
        (request, source.next_arrival())
    }

    /// Whether the client of `request` lets its next attempt wait; `later` has the client looked after
    /// ([`Self::wake`]).
    #[inline]
    pub(crate) fn hold_back(
        &mut self,
        now: SimTime,
        request: &Request,
        later: impl FnMut(SimTime, ClientId),
    ) -> bool {
        request.ticket.index().is_some_and(|record| {
            let record = &self.outstanding[record];
            let wait = || Waiting::new(self.waiting.insert(*request));
            self.clients.hold_back(now, record, wait, later)
        })
    }

    /// An attempt of `request` was refused, or failed.
    pub(crate) fn refused(
        &mut self,
        now: SimTime,
        request: Request,
        error: RetryableError,
        later: impl FnMut(SimTime, ClientId),
    ) -> Then {
        let wait = self.sources[request.source.index()].retry_wait(&request, error);
        let wait = match request.ticket.index() {
            None => wait,
            Some(record) => {
                let record = &mut self.outstanding[record];
                self.clients.refused(now, record, error, wait, later)
            }
        };
        match wait {
            Some(wait) => Then::Retry {
                at: now + wait,
                waiting: Waiting::new(self.waiting.insert(request)),
            },
            None => Then::GiveUp {
                next: self.done(now, request.ticket),
            },
        }
    }

    /// A client was to be looked after now; returns the request that waited for it and is tried.
    pub(crate) fn wake(
        &mut self,
        now: SimTime,
        client: ClientId,
        later: impl FnMut(SimTime, ClientId),
    ) -> Option<Request> {
        let waiting = self.clients.wake(now, client, later)?;
        Some(self.retry(waiting))
    }

    /// The request that waited is tried again.
    pub(crate) fn retry(&mut self, waiting: Waiting) -> Request {
        self.waiting.remove(waiting.index())
    }

    /// `request` is being served: who waits for its answer notes how often it was tried.
    #[inline]
    pub(crate) fn served(&mut self, request: &Request) {
        if let Some(record) = request.ticket.index() {
            self.outstanding[record].attempts = request.attempts;
        }
    }

    /// A request has been served, and its caller has the answer; returns the next one that waited for
    /// that.
    // Always: most often nobody waits, and all there is to do is to see that.
    #[inline(always)]
    pub(crate) fn answered(
        &mut self,
        now: SimTime,
        ticket: Ticket,
        later: impl FnMut(SimTime, ClientId),
    ) -> Option<Arrival> {
        let record = ticket.index()?;
        self.answered_who_waited(now, ticket, record, later)
    }

    // Never: in its caller it would push out of registers what every request needs there.
    #[inline(never)]
    fn answered_who_waited(
        &mut self,
        now: SimTime,
        ticket: Ticket,
        record: usize,
        later: impl FnMut(SimTime, ClientId),
    ) -> Option<Arrival> {
        self.clients.answered(now, &self.outstanding[record], later);
        self.done(now, ticket)
    }

    /// A request is done with, for better or worse; returns the next one that waited for that.
    #[inline]
    fn done(&mut self, now: SimTime, ticket: Ticket) -> Option<Arrival> {
        let index = ticket.index()?;
        let record = &mut self.outstanding[index];
        let source = record.request.source;
        match self.sources[source.index()].think_time(record) {
            Some(think_time) => {
                *record = record.next();
                Some(Arrival {
                    at: now + think_time,
                    source,
                    ticket,
                })
            }
            None => {
                self.outstanding.remove(index);
                None
            }
        }
    }

    /// Whether the API that a source calls lets an attempt through at `now`; without an API, nothing is in its way.
    #[inline]
    pub(crate) fn api_admits(&mut self, now: SimTime, source: SourceId) -> bool {
        self.gateway
            .as_mut()
            .is_none_or(|gateway| gateway.admits(now, source))
    }

    /// After how long the API that a source calls gives its answer at the latest; `None` without one.
    #[inline]
    pub(crate) fn api_timeout(&self, source: SourceId) -> Option<SimDuration> {
        self.gateway.as_ref()?.timeout(source)
    }

    /// The caller of a request has its answer before the request is done with, and does not wait for more.
    pub(crate) fn answered_early(&mut self, now: SimTime, ticket: Ticket) -> Option<Arrival> {
        self.done(now, ticket)
    }

    /// The queue of a source, if it has one.
    pub(crate) fn queue(&mut self, source: SourceId) -> Option<&mut Queue> {
        self.queues[source.index()].as_mut()
    }

    /// Whether the items of a source wait in a queue.
    pub(crate) fn is_queued(&self, source: SourceId) -> bool {
        self.queues[source.index()].is_some()
    }

    /// All queues, each with its source.
    pub(crate) fn queues(&self) -> impl Iterator<Item = (SourceId, &Queue)> {
        let queues = self.queues.iter().enumerate();
        queues.filter_map(|(index, queue)| Some((SourceId::new(index), queue.as_ref()?)))
    }

    /// The requests that wait to be tried.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = &Request> {
        self.waiting.iter().map(|(_, request)| request)
    }

    /// The function that a source calls, or the first of its versions.
    #[inline]
    pub(crate) fn function(&self, source: SourceId) -> FunctionId {
        self.sources[source.index()].function()
    }

    /// The function that most requests of a source go to, and something of each cache line that an
    /// arrival from it needs.
    #[inline]
    pub(crate) fn touch(&self, source: SourceId) -> (FunctionId, u64) {
        let source = &self.sources[source.index()];
        (source.function(), source.touch())
    }
}

/// API Gateway, if anything calls through it.
fn gateway(scenario: &Scenario) -> Option<Box<Gateway>> {
    let functions = &scenario.functions;
    let sources = traffic_entries(scenario)
        .map(|(function, entry)| &functions[function.index()].traffic[entry].invoked_by);
    Gateway::new(sources).map(Box::new)
}

/// All traffic, as a function and the index of one of its entries, in the order of the functions' names:
/// simultaneous arrivals of two functions are then handled in an order that does not depend on the order
/// of the file. This order numbers the sources of a run.
pub(crate) fn traffic_entries(scenario: &Scenario) -> impl Iterator<Item = (FunctionId, usize)> {
    let functions = &scenario.functions;
    let mut by_name: Vec<usize> = (0..functions.len()).collect();
    by_name.sort_by_key(|&index| functions[index].unqualified_name());
    by_name.into_iter().flat_map(|index| {
        let entries = 0..functions[index].traffic.len();
        entries.map(move |entry| (FunctionId::new(index), entry))
    })
}

#[cfg(test)]
mod tests;
