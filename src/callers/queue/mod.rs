//! Queues from which Lambda takes what it invokes a function for: events of asynchronous invocation, messages of
//! SQS, records of streams. All of these are *items*.
//!
//! A queue is a caller whose items wait. It is driven in *turns*: when an item comes, when a batch of it has ended,
//! or when something it planned itself is due. In a turn it first does what is due ([`Queue::advance`]) and then gives
//! out batches as long as it may ([`Queue::next`]); of each it hears in the same instant that it was refused
//! ([`Queue::refused`]), or later how it ended ([`Queue::ended`]). Then it says when its next turn is
//! ([`Queue::next_turn`]).
//!
//! A batch is tried under the name of its first item: the draws of a cold start or an error belong to that one, and
//! the service time of the batch is that drawn for it, with what each item adds.
//!
//! | module | what it holds |
//! |---|---|
//! | `asynchronous` | the event queue of asynchronous invocation |
//! | `sqs` | a queue of SQS and the event source mapping that reads it |
//! | `visible` | the messages of SQS that can be received: of a standard and of a FIFO queue |
//! | `pollers` | how many batches a mapping of SQS may have in flight |
//! | `stream` | the shards of a stream and the mapping that reads them |
//! | `item` | an item, a batch, and what became of them |
//! | `timers` | what a queue has planned |
//! | `tries` | as what request a batch is tried, and when again |

mod asynchronous;
mod item;
mod pollers;
mod sqs;
mod stream;
mod timers;
mod tries;
mod visible;

use crate::kernel::{SimTime, Streams};
use crate::scenario::{Function, InvokedBy, Scenario};
use crate::workload::{Outcome, Request};

use asynchronous::AsyncQueue;
use item::Ended;
use item::Item;
pub(crate) use item::{BatchId, Delivery, Fate, Left};
use sqs::SqsQueue;
use stream::StreamQueue;
use tries::PerItem;

/// A queue of one source of traffic.
#[derive(Clone, Debug)]
pub(crate) enum Queue {
    /// Of asynchronous invocation.
    Async(AsyncQueue),
    /// Of SQS.
    Sqs(Box<SqsQueue>),
    /// A stream.
    Stream(Box<StreamQueue>),
}

impl Queue {
    /// The queue of a traffic entry of a function; `None` if a client calls.
    pub(super) fn new(
        scenario: &Scenario,
        function: &Function,
        entry: usize,
        streams: &Streams,
    ) -> Option<Self> {
        let name = function.unqualified_name();
        let draws = |what| streams.keyed(name, &format!("traffic {entry} {what}"));
        let per_item = || PerItem::new(function, entry, streams);
        match &function.traffic[entry].invoked_by {
            InvokedBy::Client | InvokedBy::ApiGateway(_) => None,
            InvokedBy::Async(settings) => {
                let reserve = function.reserved_concurrency;
                let is_stopped = reserve.is_some_and(|reserve| reserve.get() == 0);
                let queue = AsyncQueue::new(*settings, is_stopped, draws("event retry"));
                Some(Self::Async(queue))
            }
            InvokedBy::Sqs(settings) => {
                let rule = &scenario.region.scaling;
                let queue = SqsQueue::new(*settings, rule, per_item());
                Some(Self::Sqs(Box::new(queue)))
            }
            InvokedBy::Stream(settings) => {
                let queue = StreamQueue::new(*settings, per_item(), draws("batch retry"));
                Some(Self::Stream(Box::new(queue)))
            }
        }
    }

    /// Whether its items are events of asynchronous invocation, which Lambda itself invokes the function for.
    pub(crate) const fn is_async(&self) -> bool {
        matches!(self, Self::Async(_))
    }

    /// An item comes.
    pub(crate) fn receive(&mut self, now: SimTime, request: Request, left: &mut Vec<Left>) {
        let item = Item::new(request);
        match self {
            Self::Async(queue) => queue.receive(item, left),
            Self::Sqs(queue) => queue.receive(item),
            Self::Stream(queue) => queue.receive(now, item),
        }
    }

    /// Does what is due by `now`; `left` gets the items that leave the queue with it.
    pub(crate) fn advance(&mut self, now: SimTime, left: &mut Vec<Left>) {
        match self {
            Self::Async(queue) => queue.advance(now, left),
            Self::Sqs(queue) => queue.advance(now, left),
            Self::Stream(queue) => queue.advance(now),
        }
    }

    /// A batch that is to be tried now, if there is one; `left` gets the items that turn out to be too old.
    pub(crate) fn next(&mut self, now: SimTime, left: &mut Vec<Left>) -> Option<Delivery> {
        match self {
            Self::Async(queue) => queue.next(),
            Self::Sqs(queue) => queue.next(now, left),
            Self::Stream(queue) => queue.next(now, left),
        }
    }

    /// A batch was refused: a limit or an outage said no. `left` gets an item that is too old to be tried again.
    pub(crate) fn refused(&mut self, now: SimTime, batch: BatchId, left: &mut Vec<Left>) {
        match self {
            Self::Async(queue) => queue.refused(now, batch, left),
            Self::Sqs(queue) => queue.refused(now, batch),
            Self::Stream(queue) => queue.refused(now, batch),
        }
    }

    /// The invocation for a batch has ended.
    pub(crate) fn ended(
        &mut self,
        now: SimTime,
        batch: BatchId,
        outcome: Outcome,
        left: &mut Vec<Left>,
    ) -> Ended {
        match self {
            Self::Async(queue) => queue.ended(now, batch, outcome, left),
            Self::Sqs(queue) => queue.ended(now, batch, outcome, left),
            Self::Stream(queue) => queue.ended(now, batch, outcome, left),
        }
    }

    /// When something is due next, after `now`; `None` if it all depends on others.
    pub(crate) fn next_turn(&self, now: SimTime) -> Option<SimTime> {
        match self {
            Self::Async(queue) => queue.next_turn(),
            Self::Sqs(queue) => queue.next_turn(now),
            Self::Stream(queue) => queue.next_turn(),
        }
    }

    /// When the item that has waited longest came.
    pub(crate) fn oldest(&self) -> Option<SimTime> {
        match self {
            Self::Async(queue) => queue.oldest(),
            Self::Sqs(queue) => queue.oldest(),
            Self::Stream(queue) => queue.oldest(),
        }
    }

    /// What reads it: event pollers in provisioned mode, batches it may have in flight in standard mode, lanes of a
    /// stream; 0 for asynchronous invocation, whose pollers are AWS's.
    pub(crate) fn pollers(&self) -> u64 {
        match self {
            Self::Async(_) => 0,
            Self::Sqs(queue) => queue.pollers(),
            Self::Stream(queue) => queue.lanes(),
        }
    }

    /// When the items of a batch that is in flight came.
    pub(crate) fn arrivals(&self, batch: BatchId) -> Vec<SimTime> {
        match self {
            Self::Async(queue) => queue.arrivals(batch),
            Self::Sqs(queue) => queue.arrivals(batch),
            Self::Stream(queue) => queue.arrivals(batch),
        }
    }

    /// The items that are still there: those that wait, and those of batches in flight.
    pub(crate) fn open(&self) -> Box<dyn Iterator<Item = &Request> + '_> {
        match self {
            Self::Async(queue) => Box::new(queue.open()),
            Self::Sqs(queue) => Box::new(queue.open()),
            Self::Stream(queue) => Box::new(queue.open()),
        }
    }
}
