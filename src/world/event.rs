//! What can happen in a run.

use crate::callers::{ClientId, Waiting};
use crate::kernel::id_type;
use crate::services::ecs::{self, TaskSlot};
use crate::services::lambda::{Due, Slot};
use crate::workload::{InService, SourceId, Ticket};

id_type! {
    /// An invocation for a batch, at its place among those in flight.
    pub(super) struct InvocationId;
}

/// What can happen.
///
/// What happens for every request stands here flat; what happens now and then is nested, so that a new
/// service or caller adds one variant.
// With a tag of this size nothing of an event lies across a word, and it is copied without the
// processor having to wait for its own stores.
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub(super) enum Event {
    /// An interval of the account's series ends. Those of the functions need no event: their rows
    /// are closed when something next happens to them.
    IntervalEnd,
    /// A CloudWatch period of the account ends.
    MinuteEnd,
    /// The warm-up ends: the statistics of the run begin.
    WarmUpEnd,
    /// The on-demand environment in a slot has finished its request.
    Completion {
        /// Slot in its pool.
        slot: Slot,
        /// What has to be known of the request once it is being served.
        request: InService,
    },
    /// The provisioned environment in a slot has finished its request.
    ProvisionedCompletion {
        /// Slot in its pool.
        slot: Slot,
        /// What has to be known of the request once it is being served.
        request: InService,
    },
    /// Lambda has something to do.
    Lambda(Due),
    /// A new request arrives.
    Arrival {
        /// Where it comes from.
        source: SourceId,
        /// Who waits for its answer.
        ticket: Ticket,
    },
    /// A refused request is tried again.
    Retry {
        /// Which of those that wait.
        waiting: Waiting,
    },
    /// An item comes to the queue of a source.
    Item {
        /// Which source.
        source: SourceId,
    },
    /// The queue of a source has something to do.
    Turn {
        /// Which source.
        source: SourceId,
    },
    /// An invocation has ended for a batch of a queue, or for nobody who would still wait.
    Ended {
        /// Which of those in flight.
        invocation: InvocationId,
    },
    /// API Gateway answers at its timeout.
    Answer {
        /// Who waits for the answer.
        ticket: Ticket,
    },
    /// A task of an ECS service has finished a request.
    Task {
        /// Which task.
        task: TaskSlot,
        /// What has to be known of the request once it is being served.
        request: InService,
    },
    /// An ECS service has something to do.
    Ecs(ecs::Due),
    /// A client that limits its own rate may have a token for a request that waits.
    Token {
        /// Which client.
        client: ClientId,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_stays_small() {
        // Every request goes twice through the calendar, so that each word more is felt.
        assert_eq!(size_of::<Event>(), 24);
    }
}
