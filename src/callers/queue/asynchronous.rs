//! The event queue of asynchronous invocation.
//!
//! AWS (invocation-async-error-handling): function errors are tried "two more times, with a one-minute wait between
//! the first two attempts, and two minutes between the second and third"; throttles and server errors return to the
//! queue and are tried again for as long as the event may wait. With a reserve of 0 events go "straight to the
//! dead-letter queue or on-failure destination" (invocation-async-retain-records).
//!
//! Assumed, where AWS gives no numbers: an event is read as soon as it comes, however many wait; refusals do not count
//! as retry attempts, and waits after them have a jitter, for AWS says that it reads a long queue more slowly, and without
//! any all events of a burst would come back at the same instants; an event whose next try would come after its maximum
//! age leaves when it reaches that age.

use std::collections::{BTreeMap, VecDeque};

use slab::Slab;

use super::item::{BatchId, Delivery, Ended, Fate, Item, Left};
use super::timers::Timers;
use super::tries::{retries, wait_after};
use crate::kernel::{KeyedStream, SimDuration, SimTime};
use crate::scenario::AsyncInvocation;
use crate::workload::{Backoff, Outcome, Request};

/// The waits after the first and the second function error.
const WAITS_AFTER_ERRORS: [SimDuration; 2] =
    [SimDuration::from_secs(60), SimDuration::from_secs(120)];

/// The events of one source.
#[derive(Clone, Debug)]
pub(crate) struct AsyncQueue {
    settings: AsyncInvocation,
    retries: Backoff,
    /// The function's reserve is 0.
    is_stopped: bool,
    /// Those that wait, by number, which is the order in which they came.
    waiting: BTreeMap<u64, Event>,
    /// The numbers of those that are to be tried at once.
    ready: VecDeque<u64>,
    in_flight: Slab<Event>,
    timers: Timers<(u64, Then)>,
}

/// An event, with what counts for when it is tried again.
#[derive(Clone, Copy, Debug)]
struct Event {
    item: Item,
    /// How often it was refused since it was served last.
    refusals: u32,
    /// How often its invocation has failed.
    failures: u32,
}

/// What is planned for an event.
#[derive(Clone, Copy, Debug)]
enum Then {
    Retry,
    Expire,
}

impl AsyncQueue {
    pub(super) fn new(settings: AsyncInvocation, is_stopped: bool, draws: KeyedStream) -> Self {
        Self {
            settings,
            retries: retries(settings.retry_jitter, draws),
            is_stopped,
            waiting: BTreeMap::new(),
            ready: VecDeque::new(),
            in_flight: Slab::new(),
            timers: Timers::new(),
        }
    }

    pub(super) fn receive(&mut self, item: Item, left: &mut Vec<Left>) {
        if self.is_stopped {
            left.push(item.left(self.given_up(Fate::DroppedByAttempts)));
            return;
        }
        self.ready.push_back(item.request.number);
        let event = Event {
            item,
            refusals: 0,
            failures: 0,
        };
        self.waiting.insert(item.request.number, event);
    }

    pub(super) fn advance(&mut self, now: SimTime, left: &mut Vec<Left>) {
        while let Some((number, then)) = self.timers.take_due(now) {
            match then {
                Then::Retry => self.ready.push_back(number),
                Then::Expire => {
                    let fate = self.given_up(Fate::DroppedByAge);
                    let event = self.waiting.remove(&number);
                    left.extend(event.map(|event| event.item.left(fate)));
                }
            }
        }
    }

    pub(super) fn next(&mut self) -> Option<Delivery> {
        let number = self.ready.pop_front()?;
        let mut event = self.waiting.remove(&number)?;
        event.item.request.attempts += 1;
        let request = event.item.request;
        Some(Delivery {
            batch: BatchId::new(self.in_flight.insert(event)),
            request,
            items: 1,
            again: u32::from(request.attempts > 1),
            latest: request.arrival,
            is_poisoned: false,
        })
    }

    pub(super) fn refused(&mut self, now: SimTime, batch: BatchId, left: &mut Vec<Left>) {
        let mut event = self.in_flight.remove(batch.index());
        event.refusals += 1;
        let number = event.item.request.number;
        let wait = wait_after(&self.retries, number, event.refusals);
        self.wait(event, now, wait, left);
    }

    pub(super) fn ended(
        &mut self,
        now: SimTime,
        batch: BatchId,
        outcome: Outcome,
        left: &mut Vec<Left>,
    ) -> Ended {
        let mut event = self.in_flight.remove(batch.index());
        let mut returned = 0;
        if outcome == Outcome::Success {
            left.push(event.item.left(Fate::Deleted));
        } else if event.failures >= self.settings.maximum_retry_attempts {
            left.push(event.item.left(self.given_up(Fate::DroppedByAttempts)));
        } else {
            let wait = WAITS_AFTER_ERRORS[(event.failures as usize).min(1)];
            event.failures += 1;
            event.refusals = 0;
            returned = u32::from(self.wait(event, now, wait, left));
        }
        Ended { items: 1, returned }
    }

    pub(super) fn next_turn(&self) -> Option<SimTime> {
        self.timers.next()
    }

    pub(super) fn oldest(&self) -> Option<SimTime> {
        let (_, event) = self.waiting.first_key_value()?;
        Some(event.item.request.arrival)
    }

    pub(super) fn arrivals(&self, batch: BatchId) -> Vec<SimTime> {
        let event = self.in_flight.get(batch.index());
        let arrival = event.map(|event| event.item.request.arrival);
        arrival.into_iter().collect()
    }

    pub(super) fn open(&self) -> impl Iterator<Item = &Request> {
        let in_flight = self.in_flight.iter().map(|(_, event)| event);
        let all = self.waiting.values().chain(in_flight);
        all.map(|event| &event.item.request)
    }

    /// An event waits for its next try, or for its end if it would be too old by then.
    /// Whether it waits: one that is too old already is gone.
    fn wait(
        &mut self,
        event: Event,
        now: SimTime,
        wait: SimDuration,
        left: &mut Vec<Left>,
    ) -> bool {
        let item = event.item;
        let number = item.request.number;
        let (next, end) = (
            now + wait,
            item.request.arrival + self.settings.maximum_event_age,
        );
        if end <= now {
            left.push(item.left(self.given_up(Fate::DroppedByAge)));
            return false;
        }
        if next > end {
            self.timers.plan(end, (number, Then::Expire));
        } else {
            self.timers.plan(next, (number, Then::Retry));
        }
        self.waiting.insert(number, event);
        true
    }

    fn given_up(&self, otherwise: Fate) -> Fate {
        Fate::unless_kept(self.settings.on_failure, otherwise)
    }
}
