//! The shards of a stream and the mapping that reads them.

use std::collections::VecDeque;

use burstsim::scenario::StreamSource;

use super::{Batch, Gone, How, Item, Queue, SECOND, given_up, growing_wait, is_nth};
use crate::oracle::Nanos;
use crate::oracle::log::Fate;

const DAY: Nanos = 24 * 3600 * SECOND;

/// A shard, or the part of it that one of its parallel batches is made of.
#[derive(Clone, Default)]
struct Lane {
    /// Batches that come before everything else, because they were tried already.
    first: VecDeque<Batch>,
    /// And not before that time.
    first_from: Nanos,
    records: Vec<Item>,
    is_busy: bool,
    window_ends: Option<Nanos>,
}

pub(super) struct Shards {
    settings: StreamSource,
    lanes: Vec<Lane>,
    /// When which lane is looked at, in the order in which it became known.
    planned: Vec<(Nanos, usize)>,
    /// Lanes to look at now.
    look_at: VecDeque<usize>,
}

/// Records are polled on whole seconds.
fn polled_at(arrival: Nanos) -> Nanos {
    arrival.next_multiple_of(SECOND)
}

impl Shards {
    pub(super) fn new(settings: StreamSource) -> Self {
        let lanes = settings.shards.get() * settings.parallelization_factor.get();
        Self {
            settings,
            lanes: vec![Lane::default(); lanes as usize],
            planned: Vec::new(),
            look_at: VecDeque::new(),
        }
    }

    /// What a lane may try now, if it is free: first what was tried before.
    fn batch_of(&mut self, now: Nanos, lane: usize, gone: &mut Gone) -> Option<Batch> {
        if self.lanes[lane].is_busy {
            return None;
        }
        if !self.lanes[lane].first.is_empty() && now < self.lanes[lane].first_from {
            return None;
        }
        loop {
            let batch = match self.lanes[lane].first.pop_front() {
                Some(batch) => batch,
                None => self.gather(now, lane)?,
            };
            let batch = self.without_old(now, &batch, gone);
            if !batch.items.is_empty() {
                return Some(batch);
            }
        }
    }

    /// A batch of records that were polled: a full one, or after its window what is there.
    fn gather(&mut self, now: Nanos, index: usize) -> Option<Batch> {
        let lane = &mut self.lanes[index];
        let polled = lane.records.iter();
        let polled = polled.filter(|item| polled_at(item.arrival) <= now).count();
        let most = self.settings.batch_size.get() as usize;
        let window = self.settings.maximum_batching_window.as_nanos();
        if polled == 0 {
            let first = lane.records.first()?;
            self.planned.push((polled_at(first.arrival), index));
            return None;
        }
        if polled < most && window > 0 {
            let end = *lane.window_ends.get_or_insert(now + window);
            if now < end {
                let next_poll = polled_at(now + 1);
                self.planned.push((end.min(next_poll), index));
                return None;
            }
        }
        lane.window_ends = None;
        let records = lane.records.drain(..polled.min(most)).collect();
        Some(Batch {
            lane: index,
            ..Batch::new(records)
        })
    }

    /// Records that are too old when they are to be tried are left out.
    fn without_old(&self, now: Nanos, batch: &Batch, gone: &mut Gone) -> Batch {
        let most = self.settings.maximum_record_age;
        let most = most.map_or(DAY, |most| DAY.min(most.as_nanos()));
        let fate = given_up(self.settings.on_failure, Fate::TooOld);
        let (old, items): (Vec<Item>, _) = batch
            .items
            .iter()
            .partition(|item| now - item.arrival > most);
        gone.extend(old.into_iter().map(|item| (item, fate)));
        Batch { items, ..*batch }
    }

    /// Batches are tried before everything else of their lane, after a wait.
    fn again(&mut self, now: Nanos, batches: &[Batch], wait: Nanos) {
        let index = batches[0].lane;
        let lane = &mut self.lanes[index];
        lane.is_busy = false;
        lane.first_from = now + wait;
        for batch in batches.iter().rev() {
            lane.first.push_front(batch.clone());
        }
        self.planned.push((now + wait, index));
    }
}

impl Queue for Shards {
    fn receive(&mut self, now: Nanos, item: Item) -> Gone {
        let index = (item.number % self.lanes.len() as u64) as usize;
        let records = &mut self.lanes[index].records;
        records.push(item);
        if records.len() == 1 {
            self.planned.push((polled_at(now), index));
        }
        Vec::new()
    }

    fn due(&mut self, now: Nanos) -> Gone {
        let (mut due, later): (Vec<_>, Vec<_>) =
            self.planned.iter().partition(|(at, _)| *at <= now);
        self.planned = later;
        due.sort_by_key(|one| one.0);
        self.look_at.extend(due.into_iter().map(|one| one.1));
        Vec::new()
    }

    fn next(&mut self, now: Nanos) -> (Option<Batch>, Gone) {
        let mut gone = Vec::new();
        while let Some(index) = self.look_at.pop_front() {
            if let Some(batch) = self.batch_of(now, index, &mut gone) {
                self.lanes[index].is_busy = true;
                return (Some(batch.tried()), gone);
            }
        }
        (None, gone)
    }

    fn refused(&mut self, now: Nanos, mut batch: Batch) -> Gone {
        batch.waits += 1;
        let wait = growing_wait(batch.waits);
        self.again(now, &[batch], wait);
        Vec::new()
    }

    fn ended(&mut self, now: Nanos, mut batch: Batch, how: How) -> (Gone, Vec<Item>) {
        let items = batch.items.clone();
        let most = self.settings.maximum_retry_attempts;
        let fate = match how {
            How::Well => Fate::Deleted,
            // A split begins anew, and is not a retry.
            _ if self.settings.bisect_batch_on_function_error && items.len() > 1 => {
                let (one, other) = items.split_at(items.len() / 2);
                let halves = [one, other].map(|half| Batch {
                    items: half.to_vec(),
                    waits: 0,
                    ..batch
                });
                self.again(now, &halves, SECOND);
                return (Vec::new(), items);
            }
            _ if most.is_none_or(|most| batch.failures < most) => {
                batch.failures += 1;
                batch.waits += 1;
                let wait = growing_wait(batch.waits);
                self.again(now, &[batch], wait);
                return (Vec::new(), items);
            }
            _ => given_up(self.settings.on_failure, Fate::TriedOften),
        };
        self.lanes[batch.lane].is_busy = false;
        self.look_at.push_back(batch.lane);
        let gone = items.into_iter().map(|item| (item, fate));
        (gone.collect(), Vec::new())
    }

    fn wakes(&self, _now: Nanos) -> Option<Nanos> {
        self.planned.iter().map(|one| one.0).min()
    }

    fn readers(&self) -> u64 {
        self.lanes.len() as u64
    }

    fn is_poison(&self, item: &Item) -> bool {
        is_nth(item, self.settings.poison_every)
    }
}
