//! The event calendar: the list of future events, in the order they will happen.
//!
//! Order is total and reproducible: by time, then by [`Phase`], then by insertion (first in,
//! first out). The structure behind it is private, so that it can be replaced for speed without
//! touching any model.
//!
//! It has two parts. The *near* future is a short sorted list, whose end is the next event. The
//! *far* future is a wheel of unsorted buckets (`wheel`); when the near future has run out, the
//! wheel's earliest bucket becomes it. An event therefore costs a push into a bucket, at most a
//! few moves to finer ones, its share of sorting a short list, and a pop: O(1), whatever is pending.

mod entry;
mod phase;
mod wheel;

use std::collections::BinaryHeap;

use super::time::SimTime;
pub(super) use entry::Entry;
pub use phase::Phase;
use wheel::Wheel;

/// Length of the near future from which on a new event moves its later half to the far future.
const MOST_NEAR: usize = 32;

/// The future event list of a simulation.
#[derive(Clone, Debug)]
pub struct Calendar<E> {
    /// One event that is likely to be the next, kept out of the sorted list.
    soon: Option<Entry<E>>,
    /// The near future in descending order: the next event is the last.
    near: Vec<Entry<E>>,
    /// What the near future has no room for and the far future cannot take: more events at one
    /// instant than are quickly inserted into a list.
    crowd: BinaryHeap<Entry<E>>,
    /// The last instant of the near future: later events belong to the far future.
    horizon: SimTime,
    far: Wheel<E>,
    inserted: u64,
    len: usize,
}

impl<E: Copy> Calendar<E> {
    /// An empty calendar.
    pub fn new() -> Self {
        Self {
            soon: None,
            near: Vec::new(),
            crowd: BinaryHeap::new(),
            horizon: SimTime::ZERO,
            far: Wheel::new(),
            inserted: 0,
            len: 0,
        }
    }

    /// Adds `event` to happen at `at`. Events of equal time and phase happen in the order in
    /// which they were scheduled.
    #[inline(always)]
    pub fn schedule(&mut self, at: SimTime, phase: Phase, event: E) {
        let entry = self.entry(at, phase, event);
        self.insert(entry);
    }

    /// Like [`Calendar::schedule`], for an event that is likely to be the next or nearly so, such
    /// as the next arrival of a stream of many: the order is the same, the cost is less.
    #[inline]
    pub fn schedule_soon(&mut self, at: SimTime, phase: Phase, event: E) {
        let entry = self.entry(at, phase, event);
        match &mut self.soon {
            None => self.soon = Some(entry),
            Some(soon) => {
                let later = if entry.precedes(soon) {
                    std::mem::replace(soon, entry)
                } else {
                    entry
                };
                self.insert(later);
            }
        }
    }

    /// The time of the next event, if there is one.
    #[cfg(test)]
    pub(crate) fn next_time(&mut self) -> Option<SimTime> {
        self.reach_next(|_| ());
        let listed = self.near.last().max(self.crowd.peek());
        listed.max(self.soon.as_ref()).map(|entry| entry.at)
    }

    /// Takes the next event and its time.
    #[inline]
    pub fn pop(&mut self) -> Option<(SimTime, E)> {
        self.pop_up_to(SimTime::MAX, |_| ())
    }

    /// Takes the next event if it happens before `end`.
    #[inline]
    pub fn pop_before(&mut self, end: SimTime) -> Option<(SimTime, E)> {
        self.pop_before_announced(end, |_| ())
    }

    /// Like [`Calendar::pop_before`]; where it opens a bucket, tells `announce` which events are
    /// among the next to be taken, in descending order.
    #[inline]
    pub(super) fn pop_before_announced(
        &mut self,
        end: SimTime,
        announce: impl FnOnce(&[Entry<E>]),
    ) -> Option<(SimTime, E)> {
        match end.as_nanos() {
            0 => None,
            end => self.pop_up_to(SimTime::from_nanos(end - 1), announce),
        }
    }

    /// How many events are pending.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing is pending.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    #[inline]
    fn entry(&mut self, at: SimTime, phase: Phase, event: E) -> Entry<E> {
        let entry = Entry::new(at, phase, self.inserted, event);
        self.inserted += 1;
        self.len += 1;
        entry
    }

    // Always, and handed to no function that is not inlined, too: its parts then go from registers to
    // their place. Elsewhere they are stored, loaded as larger pieces, for which the processor has to
    // wait, and stored again.
    #[inline(always)]
    fn insert(&mut self, entry: Entry<E>) {
        if entry.at > self.horizon {
            self.far.insert(entry);
        } else if self.near.len() < MOST_NEAR {
            let place = self.room_for(entry.order());
            match self.near.get_mut(place) {
                Some(free) => *free = entry,
                None => self.near.push(entry),
            }
        } else {
            self.near.push(entry);
            self.settle_crowded();
        }
    }

    /// Takes the next event if it happens at `last` or before.
    #[inline(always)]
    fn pop_up_to(
        &mut self,
        last: SimTime,
        announce: impl FnOnce(&[Entry<E>]),
    ) -> Option<(SimTime, E)> {
        self.reach_next(announce);
        if !self.crowd.is_empty() {
            return self.pop_crowded(last);
        }
        if let Some(soon) = &self.soon
            && self.near.last().is_none_or(|next| soon.precedes(next))
        {
            if soon.at > last {
                return None;
            }
            // On its way out it passes through the list, so that all events leave from one place:
            // copied from two, each would be stored and loaded once more.
            self.near.extend(self.soon.take());
        }
        // Copied from where it lies: out of an `Option` it would come in pieces that the processor
        // has to put together again, 10 to 15 cycles each time.
        let entry = *self.near.last()?;
        if entry.at > last {
            return None;
        }
        self.near.truncate(self.near.len() - 1);
        self.len -= 1;
        Some((entry.at, entry.event))
    }

    #[cold]
    fn pop_crowded(&mut self, last: SimTime) -> Option<(SimTime, E)> {
        let (soon, near, crowd) = (self.soon.as_ref(), self.near.last(), self.crowd.peek());
        if soon.max(near).max(crowd)?.at > last {
            return None;
        }
        let entry = if soon > near.max(crowd) {
            self.soon.take()?
        } else if near > crowd {
            self.near.pop()?
        } else {
            self.crowd.pop()?
        };
        self.len -= 1;
        Some((entry.at, entry.event))
    }

    /// Makes the earliest bucket of the far future the near future, once that has run out.
    #[inline]
    fn reach_next(&mut self, announce: impl FnOnce(&[Entry<E>])) {
        if self.near.is_empty() {
            self.open_next(announce);
        }
    }

    #[inline(never)]
    fn open_next(&mut self, announce: impl FnOnce(&[Entry<E>])) {
        if self.crowd.is_empty()
            && let Some(horizon) = self.far.open(&mut self.near)
        {
            self.horizon = horizon;
            announce(&self.near);
        }
    }

    /// Makes room in the near future for an event with this place in the order; returns where in the list, which is its end
    /// where the event is the next. What is scheduled here tends to happen soon, so that not many are moved.
    // The event itself stays in registers meanwhile: stored first, it would be loaded again before that is done.
    #[inline(never)]
    fn room_for(&mut self, order: (SimTime, u64)) -> usize {
        let mut place = self.near.len();
        let precedes = |listed: &Entry<E>| listed.order() < order;
        match self.near.last() {
            Some(&next) if precedes(&next) => self.near.push(next),
            _ => return place,
        }
        place -= 1;
        while place > 0 && precedes(&self.near[place - 1]) {
            self.near[place] = self.near[place - 1];
            place -= 1;
        }
        place
    }

    #[cold]
    fn settle_crowded(&mut self) {
        let Some(entry) = self.near.pop() else {
            return;
        };
        self.draw_in_horizon();
        if entry.at <= self.horizon && self.near.len() >= MOST_NEAR {
            self.crowd.push(entry);
        } else {
            self.insert(entry);
        }
    }

    /// Moves the later half of the near future to the far future; nothing, if it is all one
    /// instant.
    fn draw_in_horizon(&mut self) {
        // The crowd is not sorted out, and belongs before the horizon.
        if !self.crowd.is_empty() {
            return;
        }
        let [Some(middle), Some(earliest)] = [self.near.get(self.near.len() / 2), self.near.last()]
        else {
            return;
        };
        // Where half or more of them fall on the latest instant, only the earliest are kept.
        for last_kept in [middle.at, earliest.at] {
            let horizon = last_kept.max(self.far.base());
            let kept_from = self.near.partition_point(|entry| entry.at > horizon);
            if kept_from > 0 {
                for entry in self.near.drain(..kept_from) {
                    self.far.insert(entry);
                }
                self.horizon = horizon;
                return;
            }
        }
    }
}

impl<E: Copy> Default for Calendar<E> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests;
