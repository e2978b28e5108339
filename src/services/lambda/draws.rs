//! What chance decides of a request once it is at the service: how long a new environment takes to
//! initialise for it, whether an attempt fails in an outage, and whether the handler fails.
//!
//! The draws belong to the request, whatever becomes of others. Their streams are named after the traffic
//! entry that the request comes from: names are part of every result, and stay.

use rand::RngExt;

use crate::kernel::{KeyedStream, SimDuration, Streams};
use crate::scenario::Function;
use crate::workload::{Request, Sampler, of_attempt};

/// The draws of the requests of one source.
#[derive(Clone, Debug)]
pub(super) struct Draws {
    cold_start: Sampler,
    cold_starts: KeyedStream,
    outages: KeyedStream,
    errors: KeyedStream,
}

impl Draws {
    /// Those of the traffic entry `entry` of a function.
    pub(super) fn new(function: &Function, entry: usize, streams: &Streams) -> Self {
        let name = function.unqualified_name();
        let keyed = |what| streams.keyed(name, &format!("traffic {entry} {what}"));
        Self {
            cold_start: Sampler::new(&function.cold_start),
            cold_starts: keyed("cold start"),
            outages: keyed("outage"),
            errors: keyed("error"),
        }
    }

    /// How long a new environment takes to initialise for `request`.
    pub(super) fn cold_start(&self, request: &Request) -> SimDuration {
        match &self.cold_start {
            Sampler::Constant(value) => *value,
            sampler => sampler.sample(&mut self.cold_starts.of(request.number)),
        }
    }

    /// Whether the handler fails in the present attempt of `request`, as it does in the share `errors` of them. The draw
    /// belongs to the request and the attempt, likewise.
    pub(super) fn errs(&self, request: &Request, errors: f64) -> bool {
        let mut draw = of_attempt(self.errors, request.number, request.attempts);
        draw.random::<f64>() < errors
    }

    /// Whether the present attempt of `request` fails in an outage that fails the share `errors` of
    /// them. The draw belongs to the request and the attempt: what fails at some share fails at any
    /// larger one, too.
    pub(super) fn fails(&self, request: &Request, errors: f64) -> bool {
        let mut draw = of_attempt(self.outages, request.number, request.attempts);
        draw.random::<f64>() < errors
    }
}
