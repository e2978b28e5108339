//! What callers are told of their requests, and what they do then.

use super::quota::Paid;
use crate::kernel::{SimTime, id_type};
use crate::workload::{RequestId, SourceId, Ticket};

id_type! {
    /// A request that waits for its next attempt, at its place among those that do.
    pub(crate) struct Waiting;
}

id_type! {
    /// An SDK client, at its place among those that are distinguished.
    pub(crate) struct ClientId;
}

/// A request that is about to arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arrival {
    /// When.
    pub(crate) at: SimTime,
    /// From which source.
    pub(crate) source: SourceId,
    /// Who makes it, if someone waits for the answer.
    pub(crate) ticket: Ticket,
}

/// What a caller does about a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// It tries again.
    Retry {
        /// When.
        at: SimTime,
        /// How the request is then found.
        waiting: Waiting,
    },
    /// It gives up.
    GiveUp {
        /// The next request of the same caller, if that depended on this one.
        next: Option<Arrival>,
    },
}

/// What a caller that waits for answers keeps of the request it makes next, or has made and waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outstanding {
    /// What the request is known by.
    pub(crate) request: RequestId,
    /// Its attempts, the one that is served included; 0 until it is served.
    pub(crate) attempts: u32,
    /// The client that makes it, where clients are distinguished.
    pub(super) client: Option<ClientId>,
    /// What its latest retry has cost.
    pub(super) paid: Paid,
}

impl Outstanding {
    /// The record of the same caller's next request.
    pub(super) fn next(self) -> Self {
        let RequestId { source, number } = self.request;
        Self::new(source, number + 1, self.client)
    }

    /// The record of a request that is not served yet.
    pub(super) fn new(source: SourceId, number: u64, client: Option<ClientId>) -> Self {
        Self {
            request: RequestId { source, number },
            attempts: 0,
            client,
            paid: Paid::default(),
        }
    }
}
