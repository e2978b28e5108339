//! Callers: who makes requests, and hears what became of them.
//!
//! A caller makes a request when its traffic says so, and is told of each request it made, in this order:
//! either it is *refused* (a limit or an outage said no), upon which the caller tries again later or gives
//! up; or it is served and in the end *answered*. Whoever waits for an answer leaves a
//! [`Ticket`] with the request; the ticket leads back to what the caller noted of it. The clients of
//! today are told of giving up as of an answer: it is one to them.
//!
//! | caller | makes requests | on refusal | on an answer |
//! |---|---|---|---|
//! | open client | at instants that do not depend on earlier requests | tries again by its retry policy | nothing |
//! | closed client | a user each, one at a time | tries again by its retry policy | the user thinks, then asks again |
//!
//! This room knows callers. It must not know how requests are served: no environments, no limits.
//!
//! | module | what it holds |
//! |---|---|
//! | `protocol` | what callers are told, and what they do then |
//! | `source` | one traffic entry at work, as an open or a closed client |
//! | `routing` | to which version of a function a request goes |

mod protocol;
mod routing;
mod source;

use slab::Slab;

use crate::kernel::{SimTime, Streams};
use crate::scenario::{FunctionId, Scenario};
use crate::workload::{Request, SourceId, Ticket};

pub(crate) use protocol::{Arrival, Outstanding, Then, Waiting};
use source::Source;

/// All callers of a run.
#[derive(Debug)]
pub(crate) struct Callers {
    sources: Vec<Source>,
    /// By ticket.
    outstanding: Vec<Outstanding>,
    /// Requests that wait to be tried again.
    waiting: Slab<Request>,
}

impl Callers {
    /// The callers of a scenario, and their first requests.
    pub(crate) fn new(scenario: &Scenario, streams: &Streams) -> (Self, Vec<Arrival>) {
        let mut callers = Self {
            sources: Vec::new(),
            outstanding: Vec::new(),
            waiting: Slab::new(),
        };
        let mut first = Vec::new();
        for (index, (function, entry)) in traffic_entries(scenario).enumerate() {
            let id = SourceId::new(index);
            let mut source = Source::new(scenario, function, entry, id, streams);
            first.extend(source.first_arrivals(&mut callers.outstanding));
            callers.sources.push(source);
        }
        (callers, first)
    }

    /// A request arrives at `now`; beside it the next arrival of the same source, if that is known
    /// already.
    // Always: there is one place that asks, and the request then stays in registers.
    #[inline(always)]
    pub(crate) fn arrive(
        &mut self,
        now: SimTime,
        source: SourceId,
        ticket: Ticket,
    ) -> (Request, Option<SimTime>) {
        let source = &mut self.sources[source.index()];
        let request = source.begin(now, ticket, &mut self.outstanding);
        (request, source.next_arrival())
    }

    /// An attempt of `request` was refused, or failed.
    pub(crate) fn refused(&mut self, now: SimTime, request: Request) -> Then {
        let source = &self.sources[request.source.index()];
        match source.retry_wait(&request) {
            Some(wait) => Then::Retry {
                at: now + wait,
                waiting: Waiting::new(self.waiting.insert(request)),
            },
            None => Then::GiveUp {
                next: self.answered(now, request.ticket),
            },
        }
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

    /// A request is done with, for better or worse, and its caller knows; returns the next one that
    /// waited for that.
    #[inline]
    pub(crate) fn answered(&mut self, now: SimTime, ticket: Ticket) -> Option<Arrival> {
        let record = &mut self.outstanding[ticket.index()?];
        let source = record.request.source;
        let think_time = self.sources[source.index()].think_time(record)?;
        *record = record.next();
        Some(Arrival {
            at: now + think_time,
            source,
            ticket,
        })
    }

    /// The requests that wait to be tried again.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = &Request> {
        self.waiting.iter().map(|(_, request)| request)
    }

    /// The function that most requests of a source go to, and something of each cache line that an
    /// arrival from it needs.
    #[inline]
    pub(crate) fn touch(&self, source: SourceId) -> (FunctionId, u64) {
        let source = &self.sources[source.index()];
        (source.function(), source.touch())
    }
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
