//! The shards of a stream and the event source mapping that reads them.
//!
//! AWS (with-kinesis, services-kinesis-parameters): each shard is polled once a second; as many batches of a shard as
//! its parallelization factor are processed at a time, and records of a partition key stay in order. A batch whose
//! invocation fails is tried again until it succeeds, its records expire, or the limits of age or retries are reached;
//! until then what lies behind it waits. "Service errors or throttles where the batch does not reach your function do
//! not count toward retry attempts." With bisecting, a batch that failed is split in two.
//!
//! Assumed:
//! - Records belong to shards in turn, and within a shard to the lanes of the parallelization factor in turn: a lane
//!   is what is kept in order.
//! - Polls of all shards fall on whole seconds. A lane that has just ended a batch goes on at once with what was
//!   polled.
//! - A batch is tried again after 1 s, doubled each time up to 5 minutes; a split begins anew at 1 s, and does not
//!   count as a retry, which AWS does not say.
//! - The stream keeps records for 24 hours, the default of Kinesis and all that DynamoDB offers.

use std::collections::{BTreeSet, VecDeque};

use slab::Slab;

use super::item::{BatchId, Delivery, Ended, Fate, Item, Left, tried_before};
use super::timers::Timers;
use super::tries::{PerItem, retries, wait_after};
use crate::kernel::{KeyedStream, SimDuration, SimTime};
use crate::scenario::{Jitter, StreamSource, is_poison};
use crate::workload::{Backoff, Outcome, Request};

const RETENTION: SimDuration = SimDuration::from_secs(24 * 3600);
const SECOND: u64 = 1_000_000_000;

/// The records of one source.
#[derive(Clone, Debug)]
pub(crate) struct StreamQueue {
    settings: StreamSource,
    per_item: PerItem,
    retries: Backoff,
    lanes: Vec<Lane>,
    /// When the first of each lane came, in order: the oldest is asked for at every event, and there may be thousands.
    firsts: BTreeSet<(SimTime, usize)>,
    /// Lanes that may have a batch to try.
    ready: VecDeque<usize>,
    in_flight: Slab<(usize, Batch)>,
    timers: Timers<usize>,
}

/// What is kept in order.
#[derive(Clone, Debug, Default)]
struct Lane {
    /// Batches that failed or were refused, before everything else.
    again: VecDeque<Batch>,
    records: VecDeque<Item>,
    /// When its first came, as it stands among those of all lanes.
    listed: Option<SimTime>,
    is_busy: bool,
    /// Until then the first batch of `again` waits.
    blocked_until: SimTime,
    /// When the batch that is being gathered is tried, full or not.
    window_ends: Option<SimTime>,
}

#[derive(Clone, Debug)]
struct Batch {
    items: Vec<Item>,
    failures: u32,
    /// Failures and refusals, one after the other: by which the wait grows.
    waits: u32,
}

impl Lane {
    /// When the first that waits came.
    fn first(&self) -> Option<SimTime> {
        let again = self.again.front().and_then(|batch| batch.items.first());
        let first = again.or_else(|| self.records.front())?;
        Some(first.request.arrival)
    }
}

impl Batch {
    fn new(items: Vec<Item>) -> Self {
        Self {
            items,
            failures: 0,
            waits: 0,
        }
    }

    /// Its halves, each to be tried anew.
    fn split(mut self) -> [Self; 2] {
        let second = self.items.split_off(self.items.len() / 2);
        let failures = self.failures;
        [self.items, second].map(|items| Self {
            failures,
            ..Self::new(items)
        })
    }
}

impl StreamQueue {
    pub(super) fn new(settings: StreamSource, per_item: PerItem, draws: KeyedStream) -> Self {
        let lanes = settings.shards.get() as usize * settings.parallelization_factor.get() as usize;
        Self {
            settings,
            per_item,
            retries: retries(Jitter::None, draws),
            lanes: vec![Lane::default(); lanes],
            firsts: BTreeSet::new(),
            ready: VecDeque::new(),
            in_flight: Slab::new(),
            timers: Timers::new(),
        }
    }

    pub(super) fn receive(&mut self, now: SimTime, item: Item) {
        let index = (item.request.number % self.lanes.len() as u64) as usize;
        let lane = &mut self.lanes[index];
        let was_empty = lane.records.is_empty();
        lane.records.push_back(item);
        if was_empty {
            self.timers.plan(next_poll(now), index);
            self.list(index);
        }
    }

    /// Lists a lane by when its first came, after something has changed there.
    fn list(&mut self, index: usize) {
        let lane = &mut self.lanes[index];
        let first = lane.first();
        let before = std::mem::replace(&mut lane.listed, first);
        if before != first {
            before.map(|arrival| self.firsts.remove(&(arrival, index)));
            self.firsts.extend(first.map(|arrival| (arrival, index)));
        }
    }

    pub(super) fn advance(&mut self, now: SimTime) {
        while let Some(lane) = self.timers.take_due(now) {
            self.ready.push_back(lane);
        }
    }

    pub(super) fn next(&mut self, now: SimTime, left: &mut Vec<Left>) -> Option<Delivery> {
        while let Some(index) = self.ready.pop_front() {
            let batch = self.batch(now, index, left);
            self.list(index);
            if let Some(batch) = batch {
                return Some(self.delivery(index, batch));
            }
        }
        None
    }

    /// The next batch of a lane, if it is free for one.
    fn batch(&mut self, now: SimTime, index: usize, left: &mut Vec<Left>) -> Option<Batch> {
        let lane = &self.lanes[index];
        if lane.is_busy || (!lane.again.is_empty() && lane.blocked_until > now) {
            return None;
        }
        while let Some(mut batch) = self.lanes[index].again.pop_front() {
            self.discard_old(now, &mut batch.items, left);
            if !batch.items.is_empty() {
                return Some(batch);
            }
        }
        loop {
            let mut items = self.gather(now, index)?;
            self.discard_old(now, &mut items, left);
            if !items.is_empty() {
                return Some(Batch::new(items));
            }
        }
    }

    /// Records that were polled and make up a batch; where there are none yet, a later turn is planned.
    fn gather(&mut self, now: SimTime, index: usize) -> Option<Vec<Item>> {
        let lane = &mut self.lanes[index];
        let most = self.settings.batch_size.get() as usize;
        let polled = |item: &&Item| next_poll(item.request.arrival) <= now;
        let count = lane.records.iter().take(most).take_while(polled).count();
        if count == 0 {
            lane.window_ends = None;
            if let Some(first) = lane.records.front() {
                self.timers.plan(next_poll(first.request.arrival), index);
            }
            return None;
        }
        let window = self.settings.maximum_batching_window;
        if count < most && !window.is_zero() {
            let end = *lane.window_ends.get_or_insert(now + window);
            if end > now {
                // Each poll may fill the batch before.
                let poll = next_poll(now + SimDuration::from_nanos(1));
                self.timers.plan(end.min(poll), index);
                return None;
            }
        }
        lane.window_ends = None;
        Some(lane.records.drain(..count).collect())
    }

    /// Takes out records that are older than they may be.
    fn discard_old(&self, now: SimTime, items: &mut Vec<Item>, left: &mut Vec<Left>) {
        let most = self.settings.maximum_record_age.unwrap_or(RETENTION);
        let most = most.min(RETENTION);
        let fate = Fate::unless_kept(self.settings.on_failure, Fate::DroppedByAge);
        items.retain(|item| {
            let stays = now.since(item.request.arrival) <= most;
            if !stays {
                left.push(item.left(fate));
            }
            stays
        });
    }

    fn delivery(&mut self, index: usize, mut batch: Batch) -> Delivery {
        for item in &mut batch.items {
            item.request.attempts += 1;
        }
        self.lanes[index].is_busy = true;
        let items = &batch.items;
        let request = self.per_item.request(items);
        let count = items.len() as u32;
        let latest = items
            .last()
            .map_or(request.arrival, |item| item.request.arrival);
        let is_poisoned = |item: &Item| is_poison(item.request.number, self.settings.poison_every);
        Delivery {
            request,
            items: count,
            again: tried_before(items),
            latest,
            is_poisoned: items.iter().any(is_poisoned),
            batch: BatchId::new(self.in_flight.insert((index, batch))),
        }
    }

    pub(super) fn refused(&mut self, now: SimTime, batch: BatchId) {
        let (index, mut batch) = self.in_flight.remove(batch.index());
        batch.waits += 1;
        let wait = self.wait(&batch);
        self.again(now, index, [batch], wait);
    }

    fn wait(&self, batch: &Batch) -> SimDuration {
        let first = batch.items.first().map_or(0, |item| item.request.number);
        wait_after(&self.retries, first, batch.waits)
    }

    pub(super) fn ended(
        &mut self,
        now: SimTime,
        batch: BatchId,
        outcome: Outcome,
        left: &mut Vec<Left>,
    ) -> Ended {
        let (index, mut batch) = self.in_flight.remove(batch.index());
        let items = batch.items.len() as u32;
        let leave = |fate: Fate, left: &mut Vec<Left>| {
            left.extend(batch.items.iter().map(|item| item.left(fate)));
        };
        let attempts = self.settings.maximum_retry_attempts;
        let splits = self.settings.bisect_batch_on_function_error && items > 1;
        let mut returned = 0;
        if outcome == Outcome::Success {
            leave(Fate::Deleted, left);
            self.free(index);
        } else if splits {
            returned = items;
            batch.waits = 1;
            let wait = self.wait(&batch);
            self.again(now, index, batch.split(), wait);
        } else if attempts.is_some_and(|most| batch.failures >= most) {
            let fate = Fate::unless_kept(self.settings.on_failure, Fate::DroppedByAttempts);
            leave(fate, left);
            self.free(index);
        } else {
            returned = items;
            batch.failures += 1;
            batch.waits += 1;
            let wait = self.wait(&batch);
            self.again(now, index, [batch], wait);
        }
        Ended { items, returned }
    }

    /// Batches come before everything else of their lane, after a wait.
    fn again<const N: usize>(
        &mut self,
        now: SimTime,
        index: usize,
        batches: [Batch; N],
        wait: SimDuration,
    ) {
        let lane = &mut self.lanes[index];
        lane.is_busy = false;
        lane.blocked_until = now + wait;
        for batch in batches.into_iter().rev() {
            lane.again.push_front(batch);
        }
        self.timers.plan(now + wait, index);
        self.list(index);
    }

    fn free(&mut self, index: usize) {
        self.lanes[index].is_busy = false;
        self.ready.push_back(index);
    }

    pub(super) fn next_turn(&self) -> Option<SimTime> {
        self.timers.next()
    }

    pub(super) fn oldest(&self) -> Option<SimTime> {
        self.firsts.first().map(|&(arrival, _)| arrival)
    }

    pub(super) fn lanes(&self) -> u64 {
        self.lanes.len() as u64
    }

    pub(super) fn arrivals(&self, batch: BatchId) -> Vec<SimTime> {
        let batch = self.in_flight.get(batch.index());
        let items = batch.into_iter().flat_map(|(_, batch)| &batch.items);
        items.map(|item| item.request.arrival).collect()
    }

    pub(super) fn open(&self) -> impl Iterator<Item = &Request> {
        let waiting = self.lanes.iter().flat_map(|lane| {
            let again = lane.again.iter().flat_map(|batch| &batch.items);
            again.chain(&lane.records)
        });
        let in_flight = self
            .in_flight
            .iter()
            .flat_map(|(_, (_, batch))| &batch.items);
        waiting.chain(in_flight).map(|item| &item.request)
    }
}

/// The first poll of a record that comes at `arrival`: on a whole second.
fn next_poll(arrival: SimTime) -> SimTime {
    SimTime::from_nanos(arrival.as_nanos().div_ceil(SECOND) * SECOND)
}
