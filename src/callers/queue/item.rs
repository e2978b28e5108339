//! An item, a batch of them, and what became of them.

use crate::kernel::{SimTime, id_type};
use crate::scenario::FunctionId;
use crate::workload::Request;

id_type! {
    /// A batch that is being tried or is in flight, at its place among those of its queue.
    pub(crate) struct BatchId;
}

/// An event, a message or a record. Its request counts how often it was tried.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    pub(super) request: Request,
}

/// A batch that is to be tried.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Delivery {
    /// Which batch.
    pub(crate) batch: BatchId,
    /// As which request.
    pub(crate) request: Request,
    /// How many items it has.
    pub(crate) items: u32,
    /// How many of them were tried before.
    pub(crate) again: u32,
    /// When its latest item came.
    pub(crate) latest: SimTime,
    /// Whether the handler fails on one of its items.
    pub(crate) is_poisoned: bool,
}

/// An item that is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Left {
    /// The function that it was for.
    pub(crate) function: FunctionId,
    /// When it came.
    pub(crate) arrival: SimTime,
    /// Where it went.
    pub(crate) fate: Fate,
}

/// Where an item went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is done.
    Deleted,
    /// To a dead-letter queue or on-failure destination.
    DeadLettered,
    /// Lost: it was too old.
    DroppedByAge,
    /// Lost: it was tried often enough.
    DroppedByAttempts,
}

/// What became of a batch, beside the items that left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    /// How many items it had.
    pub(crate) items: u32,
    /// How many of them wait again.
    pub(crate) returned: u32,
}

/// How many of the items of a batch that is being tried were tried before.
pub(super) fn tried_before(items: &[Item]) -> u32 {
    let again = items.iter().filter(|item| item.request.attempts > 1);
    again.count() as u32
}

impl Item {
    pub(super) fn new(request: Request) -> Self {
        Self { request }
    }

    pub(super) fn left(&self, fate: Fate) -> Left {
        Left {
            function: self.request.function,
            arrival: self.request.arrival,
            fate,
        }
    }
}

impl Fate {
    /// That of an item that is given up: `otherwise`, unless a destination takes it.
    pub(super) fn unless_kept(has_destination: bool, otherwise: Self) -> Self {
        if has_destination {
            Self::DeadLettered
        } else {
            otherwise
        }
    }
}
