//! Queues that Lambda reads: what comes to them, when it is tried, and what becomes of it.
//!
//! A queue acts when an item comes, when an invocation for it is over, and at a time that it has itself woken for.
//! Each time it first does what is due, and then tries one batch after the other until none can be tried. When an
//! invocation is over that comes, as with requests that wait, after all else that happens at the instant.

mod events;
mod messages;
mod shards;
mod units;

use burstsim::scenario::{InvokedBy, ScalingRule, Scenario};

use super::{Event, Phase, Simulator};
use crate::oracle::Nanos;
use crate::oracle::demand::{Source, constant};
use crate::oracle::log::{Fate, Of, SourceEntry, What};
use events::Events;
use messages::Messages;
use shards::Shards;

pub(super) const SECOND: Nanos = 1_000_000_000;

/// An event, a message or a record.
#[derive(Clone, Copy)]
pub(super) struct Item {
    /// Its place among those of its source, from 0.
    number: u64,
    arrival: Nanos,
    service: Nanos,
    tries: u32,
    /// How often it was refused since its latest invocation.
    refusals: u32,
    /// How many invocations for it have failed.
    failures: u32,
}

/// Items that are tried together.
#[derive(Clone)]
pub(super) struct Batch {
    items: Vec<Item>,
    /// When it was received: of SQS.
    received: Nanos,
    /// Which lane it belongs to, how often it has failed, and by how much the wait has grown: of streams.
    lane: usize,
    failures: u32,
    waits: u32,
}

/// How an invocation ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Well,
    InError,
    TimedOut,
}

/// Items that are gone, and where they went.
type Gone = Vec<(Item, Fate)>;

/// A queue and the rules by which Lambda reads it.
pub(super) trait Queue {
    /// An item comes; it may have to leave at once.
    fn receive(&mut self, now: Nanos, item: Item) -> Gone;
    /// Does what is due.
    fn due(&mut self, now: Nanos) -> Gone;
    /// The next batch to be tried now, and what turns out to be too old.
    fn next(&mut self, now: Nanos) -> (Option<Batch>, Gone);
    /// A batch was throttled, or met an outage.
    fn refused(&mut self, now: Nanos, batch: Batch) -> Gone;
    /// An invocation is over: which items are gone, and which wait again.
    fn ended(&mut self, now: Nanos, batch: Batch, how: How) -> (Gone, Vec<Item>);
    /// When it wants to be woken.
    fn wakes(&self, now: Nanos) -> Option<Nanos>;
    /// How many pollers, units or lanes read it.
    fn readers(&self) -> u64;
    /// Whether the handler fails on an item.
    fn is_poison(&self, item: &Item) -> bool;
}

impl Batch {
    fn new(items: Vec<Item>) -> Self {
        Self {
            items,
            received: 0,
            lane: 0,
            failures: 0,
            waits: 0,
        }
    }

    /// The same, tried once more.
    fn tried(mut self) -> Self {
        for item in &mut self.items {
            item.tries += 1;
        }
        self
    }
}

impl Source {
    pub(in crate::oracle) fn is_queued(&self) -> bool {
        self.invoked_by.is_queued()
    }
}

/// The wait after the n-th refusal in a row: 1 s, 2 s, 4 s and so on, at most 300 s.
fn growing_wait(refusals: u32) -> Nanos {
    let seconds = (1..refusals).fold(1, |wait, _| 300.min(2 * wait));
    seconds * SECOND
}

/// Every n-th item, counted from 1.
fn is_nth(item: &Item, every: Option<std::num::NonZeroU32>) -> bool {
    every.is_some_and(|every| (item.number + 1).is_multiple_of(u64::from(every.get())))
}

/// Where what is given up goes: it is kept if there is a destination.
fn given_up(has_destination: bool, otherwise: Fate) -> Fate {
    match has_destination {
        true => Fate::DeadLettered,
        false => otherwise,
    }
}

/// The queue of a source, if its requests wait in one.
pub(super) fn queue(scenario: &Scenario, source: &Source) -> Option<Box<dyn Queue>> {
    match &source.invoked_by {
        InvokedBy::Client | InvokedBy::ApiGateway(_) => None,
        InvokedBy::Async(settings) => {
            let reserve = scenario.functions[source.function].reserved_concurrency;
            let is_off = reserve.is_some_and(|reserve| reserve.get() == 0);
            Some(Box::new(Events::new(*settings, is_off)))
        }
        InvokedBy::Sqs(settings) => {
            let is_new_rule = matches!(scenario.region.scaling, ScalingRule::PerFunction { .. });
            Some(Box::new(Messages::new(*settings, is_new_rule)))
        }
        InvokedBy::Stream(settings) => Some(Box::new(Shards::new(*settings))),
    }
}

impl Simulator<'_> {
    /// An item comes to the queue of its source.
    pub(super) fn item_comes(&mut self, now: Nanos, source: usize, number: usize) {
        let Source {
            function, requests, ..
        } = &self.sources[source];
        let (function, service) = (*function, requests[number].1);
        self.note(now, function, What::Arrived);
        self.note(now, function, What::Opened { arrival: now });
        let gone = self.queue(source).receive(
            now,
            Item {
                number: number as u64,
                arrival: now,
                service,
                tries: 0,
                refusals: 0,
                failures: 0,
            },
        );
        let received = Of::Received {
            arrival: now,
            waits: gone.is_empty(),
        };
        self.note_items(now, source, received);
        self.leave_waiting(now, source, gone);
        self.act(now, source);
    }

    /// A queue does what it can.
    pub(super) fn act(&mut self, now: Nanos, source: usize) {
        let gone = self.queue(source).due(now);
        self.leave_waiting(now, source, gone);
        loop {
            let (batch, gone) = self.queue(source).next(now);
            self.leave_waiting(now, source, gone);
            match batch {
                Some(batch) => self.try_batch(now, source, batch),
                None => break,
            }
        }
        self.note_readers(now, source);
        let Some(at) = self.queue(source).wakes(now) else {
            return;
        };
        // One time to wake is enough, unless there is something to do before it.
        if !self.wakes[source].is_some_and(|other| now < other && other <= at) {
            self.wakes[source] = Some(at);
            self.plan(at, Phase::Retry, Event::Wake { source });
        }
    }

    pub(super) fn note_readers(&mut self, now: Nanos, source: usize) {
        let readers = self.queue(source).readers() as i64;
        let change = readers - self.readers[source];
        self.readers[source] = readers;
        self.note_items(now, source, Of::Readers { change });
    }

    fn try_batch(&mut self, now: Nanos, source: usize, batch: Batch) {
        let function = self.sources[source].function;
        let items = batch.items.len() as u64;
        let again = batch.items.iter().filter(|item| item.tries > 1).count() as u64;
        self.retries += usize::from(batch.items[0].tries > 1);
        self.note_items(now, source, Of::Delivered { items, again });
        self.note(now, function, What::Attempted);
        let invoked_by = &self.sources[source].invoked_by;
        self.is_unlimited = matches!(invoked_by, InvokedBy::Async(_));
        let Ok(served) = self.ask(now, function) else {
            let gone = self.queue(source).refused(now, batch);
            self.leave_waiting(now, source, gone);
            return;
        };
        let queue = self.queue(source);
        let is_poisoned = batch.items.iter().any(|item| queue.is_poison(item));
        let service = self.service_of(source, &batch);
        let running = self.start(now, function, service, served, is_poisoned);
        let latest = batch.items.iter().map(|item| item.arrival).max();
        let youngest = now - latest.expect("a batch has an item");
        self.note_items(now, source, Of::Begun { youngest });
        for item in &batch.items {
            let arrival = item.arrival;
            self.note_items(now, source, Of::Taken { arrival });
        }
        self.batches.push(Some(batch));
        let ended = Event::BatchEnded {
            source,
            environment: running.environment,
            batch: self.batches.len() - 1,
            how: running.how,
        };
        self.plan(running.until, Phase::Completion, ended);
    }

    /// The service time of a batch: that of its first item, and what each item adds. An event comes alone and
    /// adds nothing.
    fn service_of(&self, source: usize, batch: &Batch) -> Nanos {
        let source = &self.sources[source];
        let per_item = &self.scenario.functions[source.function].service_time_per_item;
        let per_item = match &source.invoked_by {
            InvokedBy::Async(_) => 0,
            _ => per_item.as_ref().map_or(0, constant),
        };
        batch.items[0].service + batch.items.len() as Nanos * per_item
    }

    /// The invocation for a batch is over.
    pub(super) fn batch_ended(
        &mut self,
        now: Nanos,
        source: usize,
        environment: usize,
        (batch, how): (usize, How),
    ) {
        let function = self.sources[source].function;
        self.finish(now, environment);
        self.note_items(now, source, Of::Ended);
        let batch = self.batches[batch].take().expect("a batch ends once");
        let (gone, returned) = self.queue(source).ended(now, batch, how);
        for Item { arrival, .. } in returned {
            self.note_items(now, source, Of::Returned { arrival });
        }
        for (item, fate) in gone {
            self.note_items(now, source, Of::LeftFlight { fate });
            self.note_gone(now, function, item, fate);
        }
        self.plan(now, Phase::Retry, Event::Wake { source });
    }

    fn leave_waiting(&mut self, now: Nanos, source: usize, gone: Gone) {
        let function = self.sources[source].function;
        for (item, fate) in gone {
            let arrival = item.arrival;
            self.note_items(now, source, Of::LeftWaiting { arrival, fate });
            self.note_gone(now, function, item, fate);
        }
    }

    /// What its function sees of an item that is gone.
    fn note_gone(&mut self, now: Nanos, function: usize, item: Item, fate: Fate) {
        let arrival = item.arrival;
        let end = match fate {
            Fate::Deleted => What::Completed { arrival },
            Fate::DeadLettered | Fate::TooOld | Fate::TriedOften => What::GaveUp,
        };
        self.note(now, function, end);
        self.note(now, function, What::Closed { arrival });
    }

    fn queue(&mut self, source: usize) -> &mut Box<dyn Queue> {
        let queue = self.queues[source].as_mut();
        queue.expect("only sources with a queue have items")
    }

    fn note_items(&mut self, at: Nanos, source: usize, what: Of) {
        self.items.push(SourceEntry { at, source, what });
    }
}
