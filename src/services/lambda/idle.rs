//! The idle environments of a pool, in the order in which they became idle.
//!
//! Whoever has idled longest is in front and is the next to stop by either clock, so expiry looks at
//! one environment and needs no timer; whoever became idle last is at the back, where the most
//! recently used is taken. Both ends are a few bytes that are always at hand. An environment that
//! leaves from between (reused at random, retired) leaves a hole, found by its place; holes are
//! closed when they outnumber the rest, so every operation is O(1) in the long run.

use std::collections::VecDeque;

use super::slot::Slot;
use crate::kernel::SimTime;

/// Where an environment stands in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place(u32);

impl Place {
    /// Places are counted modulo 2^30; what is above is free for the holder's own use.
    const MASK: u32 = (1 << 30) - 1;

    pub(super) const fn from_bits(bits: u32) -> Self {
        Self(bits & Self::MASK)
    }

    /// Below 2^30.
    pub(super) const fn bits(self) -> u32 {
        self.0
    }
}

/// An idle environment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Idle {
    /// Its slot.
    pub(super) slot: Slot,
    /// Since when it idles.
    pub(super) since: SimTime,
}

/// An idle environment, or the hole that one left.
#[derive(Clone, Copy, Debug)]
struct Entry {
    slot: Option<Slot>,
    since: SimTime,
}

impl Entry {
    fn idle(self) -> Option<Idle> {
        let since = self.since;
        self.slot.map(|slot| Idle { slot, since })
    }
}

/// Holes are left alone below this number.
const HOLES_WORTH_CLOSING: u32 = 64;

/// The queue. There is never a hole at either end.
#[derive(Clone, Debug, Default)]
pub(super) struct IdleQueue {
    entries: VecDeque<Entry>,
    /// Place of the first entry.
    first: u32,
    holes: u32,
}

impl IdleQueue {
    /// Whether no environment is idle.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Who has idled longest.
    #[inline]
    pub(super) fn oldest(&self) -> Option<Idle> {
        self.entries.front()?.idle()
    }

    /// Who became idle last.
    pub(super) fn newest(&self) -> Option<Idle> {
        self.entries.back()?.idle()
    }

    /// Reads something of the list.
    #[inline]
    pub(super) fn touch(&self) -> u64 {
        self.entries
            .back()
            .map_or(0, |newest| newest.since.as_nanos())
    }

    /// Takes out who became idle last, and returns its slot.
    #[inline]
    pub(super) fn pop_newest(&mut self) -> Option<Slot> {
        let newest = self.entries.pop_back()?;
        if self.holes > 0 {
            self.trim();
        }
        newest.slot
    }

    /// Takes out who has idled longest, and returns its slot.
    #[inline]
    pub(super) fn pop_oldest(&mut self) -> Option<Slot> {
        let oldest = self.entries.pop_front()?;
        self.first = self.first.wrapping_add(1);
        if self.holes > 0 {
            self.trim();
        }
        oldest.slot
    }

    /// Adds the environment in `slot`, which became idle at `since`.
    #[inline]
    pub(super) fn push(&mut self, slot: Slot, since: SimTime) -> Place {
        let place = self.first.wrapping_add(self.entries.len() as u32);
        let slot = Some(slot);
        self.entries.push_back(Entry { slot, since });
        Place::from_bits(place)
    }

    /// Takes out the environment that holds `place`.
    #[inline]
    pub(super) fn remove(&mut self, place: Place) {
        let index = (place.0.wrapping_sub(self.first) & Place::MASK) as usize;
        if index + 1 == self.entries.len() {
            self.entries.pop_back();
        } else if let Some(entry) = self.entries.get_mut(index) {
            entry.slot = None;
            self.holes += 1;
        }
        if self.holes > 0 {
            self.trim();
        }
    }

    /// Whether [`IdleQueue::close_holes`] is due.
    #[inline]
    pub(super) fn is_full_of_holes(&self) -> bool {
        self.holes > HOLES_WORTH_CLOSING && 2 * self.holes as usize > self.entries.len()
    }

    /// Closes all holes and tells each environment's slot and new place.
    pub(super) fn close_holes(&mut self, mut moved: impl FnMut(Slot, Place)) {
        self.entries.retain(|entry| entry.slot.is_some());
        self.holes = 0;
        let slots = self.entries.iter().filter_map(|entry| entry.slot);
        for (index, slot) in (0..).zip(slots) {
            moved(slot, Place::from_bits(self.first.wrapping_add(index)));
        }
    }

    /// Drops the holes at both ends.
    #[inline(never)]
    fn trim(&mut self) {
        while self
            .entries
            .back()
            .is_some_and(|entry| entry.slot.is_none())
        {
            self.entries.pop_back();
            self.holes -= 1;
        }
        while self
            .entries
            .front()
            .is_some_and(|entry| entry.slot.is_none())
        {
            self.entries.pop_front();
            self.first = self.first.wrapping_add(1);
            self.holes -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whoever leaves from wherever, the others keep their order and their places find them.
        #[test]
        fn agrees_with_a_plain_list(steps in prop::collection::vec((0..8, any::<prop::sample::Index>()), 0..600)) {
            // Close to where places wrap around.
            let first = Place::MASK - 20;
            let mut queue = IdleQueue { first, ..IdleQueue::default() };
            let mut plain: Vec<(Slot, SimTime, Place)> = Vec::new();
            for (number, (step, which)) in steps.into_iter().enumerate() {
                let slot = Slot::new(number);
                match step {
                    0 => prop_assert_eq!(queue.pop_newest(), plain.pop().map(|one| one.0)),
                    1 if plain.is_empty() => prop_assert_eq!(queue.pop_oldest(), None),
                    1 => prop_assert_eq!(queue.pop_oldest(), Some(plain.remove(0).0)),
                    2..4 if !plain.is_empty() => {
                        let (.., place) = plain.remove(which.index(plain.len()));
                        queue.remove(place);
                    }
                    _ => {
                        let since = SimTime::from_nanos(number as u64);
                        plain.push((slot, since, queue.push(slot, since)));
                    }
                }
                if queue.is_full_of_holes() {
                    queue.close_holes(|slot, place| {
                        let moved = plain.iter_mut().find(|one| one.0 == slot);
                        moved.unwrap().2 = place;
                    });
                }
                let ends = |entry: Option<Idle>| entry.map(|idle| (idle.slot, idle.since));
                prop_assert_eq!(ends(queue.oldest()), plain.first().map(|one| (one.0, one.1)));
                prop_assert_eq!(ends(queue.entries.back().and_then(|entry| entry.idle())), plain.last().map(|one| (one.0, one.1)));
                prop_assert!(queue.entries.len() <= 2 * plain.len().max(HOLES_WORTH_CLOSING as usize) + 2);
            }
        }
    }
}
