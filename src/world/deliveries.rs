//! Invocations that are not simply answered: those for batches of queues, and those whose caller has an answer already.
//!
//! It knows what is in flight and planned; it must not know what happens then.

use slab::Slab;

use super::event::{Event, InvocationId};
use crate::callers::{BatchId, Callers};
use crate::kernel::SimTime;
use crate::scenario::FunctionId;
use crate::services::lambda::{Pool, Slot};
use crate::workload::{Outcome, SourceId, Ticket};

/// What a run has to know of invocations that are not simply answered.
#[derive(Clone, Debug, Default)]
pub(super) struct Deliveries {
    /// Those in flight.
    pub(super) invocations: Slab<Invocation>,
    /// Of each source, when its next turn is planned.
    pub(super) turns: Vec<Option<SimTime>>,
}

/// An invocation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Invocation {
    pub(super) function: FunctionId,
    pub(super) environment: (Pool, Slot),
    pub(super) purpose: Purpose,
}

/// What an invocation is for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Purpose {
    /// A batch of a queue.
    Batch {
        source: SourceId,
        batch: BatchId,
        outcome: Outcome,
    },
    /// A request whose caller has an answer already.
    Unheard { arrival: SimTime },
}

impl Deliveries {
    /// Of this many sources.
    pub(super) fn new(sources: usize) -> Self {
        Self {
            invocations: Slab::new(),
            turns: vec![None; sources],
        }
    }

    /// The function and the arrival of a request whose caller has an answer while its invocation is in flight; `None`
    /// for a batch.
    pub(super) fn unheard(&self, invocation: InvocationId) -> Option<(FunctionId, SimTime)> {
        let invocation = self.invocations.get(invocation.index())?;
        match invocation.purpose {
            Purpose::Unheard { arrival } => Some((invocation.function, arrival)),
            Purpose::Batch { .. } => None,
        }
    }
}

/// The event of the first arrival of a source: an item of a queue, or a request.
pub(super) fn arrival(callers: &Callers, source: SourceId, ticket: Ticket) -> Event {
    if callers.is_queued(source) {
        Event::Item { source }
    } else {
        Event::Arrival { source, ticket }
    }
}
