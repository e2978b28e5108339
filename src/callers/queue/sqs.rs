//! A queue of SQS and the event source mapping that reads it.
//!
//! A message that is received becomes invisible; unless it is deleted, it is visible again after the visibility
//! timeout, and once it was received `maxReceiveCount` times it goes to the dead-letter queue instead (SQS developer
//! guide). When an invocation succeeds its messages are deleted; when it fails all of them stay, or with partial batch
//! responses those that failed (services-sqs-errorhandling).
//!
//! Assumed:
//! - A batch that is throttled is not tried again by the mapping. AWS says that Lambda retries until the visibility
//!   timeout is over and then drops the message; a report of as many dead-lettered messages as throttles at a receive
//!   count of 1 (adobe/spacecat-audit-worker#2876) says that the first try decides.
//! - A message that is in flight for longer than its visibility timeout is not received again meanwhile.
//! - The queue keeps messages for four days, which is SQS's default.
//! - An invocation that fails with partial batch responses fails because of the poison in its batch, or else because
//!   of the first message; a time-out reports nothing, and all of them return. Of a FIFO batch all from the first that
//!   failed on return, as AWS asks of handlers.
//! - A window begins when messages can be received and none is under way; AWS's wait of up to 20 s on a quiet queue is
//!   left out.

use std::collections::BTreeMap;

use slab::Slab;

use super::item::{BatchId, Delivery, Ended, Fate, Item, Left, tried_before};
use super::pollers::{LEFT_AFTER_ERROR, LEFT_AFTER_THROTTLE, Pollers};
use super::timers::Timers;
use super::tries::PerItem;
use super::visible::Visible;
use crate::kernel::{SimDuration, SimTime};
use crate::scenario::{ScalingRule, SqsSource, is_poison};
use crate::workload::{Outcome, Request};

/// For how long SQS keeps a message by default.
const RETENTION: SimDuration = SimDuration::from_secs(4 * 24 * 3600);

/// No message is received again at the very instant at which its invocation ended.
const SOONEST: SimDuration = SimDuration::from_millis(1);

/// The messages of one source.
#[derive(Clone, Debug)]
pub(crate) struct SqsQueue {
    settings: SqsSource,
    per_item: PerItem,
    pollers: Pollers,
    /// All that are in the queue and in no batch, visible or not, by number.
    waiting: BTreeMap<u64, Item>,
    visible: Visible,
    batches: Slab<Batch>,
    /// When a batch that is being gathered is received, full or not.
    window_ends: Option<SimTime>,
    /// Messages that are visible again later.
    timers: Timers<Return>,
}

#[derive(Clone, Debug)]
struct Batch {
    items: Vec<Item>,
    received: SimTime,
}

/// Messages of a batch that are visible again.
#[derive(Clone, Debug)]
struct Return {
    /// The first of the whole batch.
    first: u64,
    numbers: Vec<u64>,
}

impl SqsQueue {
    pub(super) fn new(settings: SqsSource, rule: &ScalingRule, per_item: PerItem) -> Self {
        Self {
            settings,
            per_item,
            pollers: Pollers::new(&settings, rule),
            waiting: BTreeMap::new(),
            visible: Visible::new(settings.message_groups),
            batches: Slab::new(),
            window_ends: None,
            timers: Timers::new(),
        }
    }

    pub(super) fn receive(&mut self, item: Item) {
        let number = item.request.number;
        self.waiting.insert(number, item);
        self.visible.push(number);
    }

    pub(super) fn advance(&mut self, now: SimTime, left: &mut Vec<Left>) {
        self.pollers.advance(now);
        while let Some(Return { first, numbers }) = self.timers.take_due(now) {
            self.make_visible(first, numbers, left);
        }
    }

    /// Messages of a batch are visible again, but for those that were received often enough.
    fn make_visible(&mut self, first: u64, mut numbers: Vec<u64>, left: &mut Vec<Left>) {
        if let Some(most) = self.settings.max_receive_count {
            let waiting = &mut self.waiting;
            numbers.retain(|number| {
                let tries = waiting.get(number).map_or(0, |item| item.request.attempts);
                let stays = tries < most.get();
                if !stays {
                    let item = waiting.remove(number);
                    left.extend(item.map(|item| item.left(Fate::DeadLettered)));
                }
                stays
            });
        }
        self.visible.end(first, &numbers);
    }

    pub(super) fn next(&mut self, now: SimTime, left: &mut Vec<Left>) -> Option<Delivery> {
        while self.pollers.has_room(now) && self.is_gathered(now) {
            self.window_ends = None;
            let numbers = self.visible.receive(self.settings.batch_size.get());
            let first = *numbers.first()?;
            let mut items: Vec<Item> = Vec::with_capacity(numbers.len());
            for number in numbers {
                let Some(mut item) = self.waiting.remove(&number) else {
                    continue;
                };
                if now.since(item.request.arrival) > RETENTION {
                    left.push(item.left(Fate::DroppedByAge));
                } else {
                    item.request.attempts += 1;
                    items.push(item);
                }
            }
            if items.is_empty() {
                self.visible.end(first, &[]);
                continue;
            }
            return Some(self.delivery(now, items));
        }
        self.plan(now);
        None
    }

    fn delivery(&mut self, now: SimTime, items: Vec<Item>) -> Delivery {
        let count = items.len() as u32;
        self.pollers.take(now, count);
        let request = self.per_item.request(&items);
        let arrivals = items.iter().map(|item| item.request.arrival);
        let poison = self.settings.poison_every;
        let is_poisoned = |item: &Item| is_poison(item.request.number, poison);
        Delivery {
            request,
            items: count,
            again: tried_before(&items),
            latest: arrivals.max().unwrap_or(now),
            is_poisoned: items.iter().any(is_poisoned),
            batch: BatchId::new(self.batches.insert(Batch {
                items,
                received: now,
            })),
        }
    }

    /// Whether there is a batch to receive: a full one, or one that was gathered for long enough.
    fn is_gathered(&self, now: SimTime) -> bool {
        let window = self.settings.maximum_batching_window;
        let is_over = window.is_zero() || self.window_ends.is_some_and(|end| end <= now);
        !self.visible.is_empty() && (is_over || self.visible.fills(self.settings.batch_size.get()))
    }

    /// At the end of a turn.
    fn plan(&mut self, now: SimTime) {
        let window = self.settings.maximum_batching_window;
        if self.visible.is_empty() {
            self.window_ends = None;
        } else if self.window_ends.is_none() && !window.is_zero() {
            self.window_ends = Some(now + window);
        }
        self.pollers.plan(now, self.is_gathered(now));
    }

    pub(super) fn refused(&mut self, now: SimTime, batch: BatchId) {
        let Batch { items, received } = self.batches.remove(batch.index());
        self.pollers.back_off(LEFT_AFTER_THROTTLE);
        self.pollers.release(now);
        let first = items.first().map_or(0, |item| item.request.number);
        self.put_back(now, received, first, items);
    }

    pub(super) fn ended(
        &mut self,
        now: SimTime,
        batch: BatchId,
        outcome: Outcome,
        left: &mut Vec<Left>,
    ) -> Ended {
        let Batch { items, received } = self.batches.remove(batch.index());
        let count = items.len() as u32;
        let first = items.first().map_or(0, |item| item.request.number);
        self.pollers.release(now);
        if outcome != Outcome::Success && !self.settings.report_batch_item_failures {
            self.pollers.back_off(LEFT_AFTER_ERROR);
        }
        let mut failed = Vec::new();
        for (position, item) in items.iter().enumerate() {
            let was_last_in_order = self.settings.message_groups.is_some() && !failed.is_empty();
            if was_last_in_order || self.has_failed(outcome, position, &items) {
                failed.push(*item);
            } else {
                left.push(item.left(Fate::Deleted));
            }
        }
        let returned = failed.len() as u32;
        if failed.is_empty() {
            self.visible.end(first, &[]);
        } else {
            self.put_back(now, received, first, failed);
        }
        Ended {
            items: count,
            returned,
        }
    }

    /// Whether a message of a batch stays in the queue after an invocation.
    fn has_failed(&self, outcome: Outcome, position: usize, items: &[Item]) -> bool {
        if outcome != Outcome::Error || !self.settings.report_batch_item_failures {
            return outcome != Outcome::Success;
        }
        let is_poisoned = |item: &Item| is_poison(item.request.number, self.settings.poison_every);
        if items.iter().any(is_poisoned) {
            is_poisoned(&items[position])
        } else {
            position == 0
        }
    }

    /// Messages stay in the queue, invisible until their timeout is over.
    fn put_back(&mut self, now: SimTime, received: SimTime, first: u64, items: Vec<Item>) {
        let numbers = items.iter().map(|item| item.request.number).collect();
        let numbered = items.into_iter().map(|item| (item.request.number, item));
        self.waiting.extend(numbered);
        let visible = received + self.settings.visibility_timeout;
        let at = visible.max(now + SOONEST);
        self.timers.plan(at, Return { first, numbers });
    }

    pub(super) fn next_turn(&self, now: SimTime) -> Option<SimTime> {
        let waits = !self.visible.is_empty();
        let times = [
            self.timers.next(),
            self.pollers.next_turn(now, waits),
            self.window_ends.filter(|end| waits && *end > now),
        ];
        times.into_iter().flatten().min()
    }

    pub(super) fn oldest(&self) -> Option<SimTime> {
        let (_, item) = self.waiting.first_key_value()?;
        Some(item.request.arrival)
    }

    pub(super) fn pollers(&self) -> u64 {
        self.pollers.count()
    }

    pub(super) fn arrivals(&self, batch: BatchId) -> Vec<SimTime> {
        let batch = self.batches.get(batch.index());
        let items = batch.into_iter().flat_map(|batch| &batch.items);
        items.map(|item| item.request.arrival).collect()
    }

    pub(super) fn open(&self) -> impl Iterator<Item = &Request> {
        let in_flight = self.batches.iter().flat_map(|(_, batch)| &batch.items);
        let all = self.waiting.values().chain(in_flight);
        all.map(|item| &item.request)
    }
}

#[cfg(test)]
mod tests;
