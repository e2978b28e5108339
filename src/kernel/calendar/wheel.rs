//! The far future: a hierarchical timing wheel (Varghese and Lauck, 1987) that is as fine as its
//! load asks for.
//!
//! Time is read as digits of six bits. An event goes to the level of the highest digit in which its
//! time differs from `base`, and there to the bucket that this digit names: near events lie in
//! fine buckets, far ones in coarse buckets, and every event costs one push into a `Vec`. Within a
//! bucket nothing is ordered. Buckets are opened in order of time; one that holds too many events
//! is first dealt out to the levels below (as in a ladder queue; Tang, Goh and Thng, 2005), so the
//! width of what is opened follows the density of events and nothing needs tuning.

use super::entry::Entry;
use crate::kernel::time::SimTime;

const DIGIT_BITS: u32 = 6;
const BUCKETS_PER_LEVEL: usize = 1 << DIGIT_BITS;
const LEVELS: usize = u64::BITS.div_ceil(DIGIT_BITS) as usize;

/// The maximum number of events a bucket is opened with, unless they all fall on one instant.
const MOST_OPENED: usize = 32;

/// An empty bucket keeps memory for this many events, whatever the others keep.
const KEPT: usize = 4096;

#[derive(Clone, Debug)]
pub(super) struct Wheel<E> {
    /// No event lies before this time.
    base: u64,
    /// Which levels have occupied buckets, a bit each.
    occupied_levels: u16,
    /// Which buckets of each level hold events, a bit each.
    occupied: [u64; LEVELS],
    buckets: Vec<Vec<Entry<E>>>,
}

impl<E: Copy> Wheel<E> {
    pub(super) fn new() -> Self {
        Self {
            base: 0,
            occupied_levels: 0,
            occupied: [0; LEVELS],
            buckets: (0..LEVELS * BUCKETS_PER_LEVEL)
                .map(|_| Vec::new())
                .collect(),
        }
    }

    /// No event may be inserted before this time.
    #[inline]
    pub(super) fn base(&self) -> SimTime {
        SimTime::from_nanos(self.base)
    }

    #[inline(always)]
    pub(super) fn insert(&mut self, entry: Entry<E>) {
        let at = entry.at.as_nanos();
        debug_assert!(at >= self.base, "an event before the wheel's base");
        let level = highest_digit(at ^ self.base);
        let bucket = (at >> (level * DIGIT_BITS)) as usize % BUCKETS_PER_LEVEL;
        let level = level as usize;
        self.occupied_levels |= 1 << level;
        self.occupied[level] |= 1 << bucket;
        self.buckets[level * BUCKETS_PER_LEVEL + bucket].push(entry);
    }

    /// Moves the events of the earliest bucket to `opened`, which must be empty, in descending
    /// order. Returns the last instant which that bucket covers: every event left is later. `None`
    /// if there are no events.
    pub(super) fn open(&mut self, opened: &mut Vec<Entry<E>>) -> Option<SimTime> {
        debug_assert!(opened.is_empty(), "events opened over others");
        loop {
            if self.occupied_levels == 0 {
                return None;
            }
            let level = self.occupied_levels.trailing_zeros();
            let index = self.vacate_first(level as usize);
            let bucket = &mut self.buckets[index];
            // A bucket of the lowest level is an instant: there is nothing left to deal out.
            if level > 0 && bucket.len() > MOST_OPENED {
                self.deal_out(index);
                continue;
            }
            std::mem::swap(bucket, opened);
            self.release(index);
            opened.sort_unstable();
            let below = width(level) - 1;
            self.base = opened.first()?.at.as_nanos() & !below;
            return Some(SimTime::from_nanos(self.base | below));
        }
    }

    /// Marks the first occupied bucket of a level as empty and returns its index.
    fn vacate_first(&mut self, level: usize) -> usize {
        let occupied = &mut self.occupied[level];
        let bucket = occupied.trailing_zeros() as usize;
        *occupied &= *occupied - 1;
        if *occupied == 0 {
            self.occupied_levels &= !(1 << level);
        }
        level * BUCKETS_PER_LEVEL + bucket
    }

    /// Deals the events of a bucket out to lower levels. Their earliest time becomes the base, so
    /// that events of one instant end up in one bucket of the lowest level at once.
    fn deal_out(&mut self, index: usize) {
        let mut crowded = std::mem::take(&mut self.buckets[index]);
        let earliest = crowded.iter().map(|entry| entry.at.as_nanos()).min();
        self.base = earliest.unwrap_or(self.base);
        for entry in &crowded {
            self.insert(*entry);
        }
        crowded.clear();
        // Its memory is kept for the next events that fall here.
        self.buckets[index] = crowded;
        self.release(index);
    }

    /// Gives the memory of an empty bucket back if all of them have much more than they need: where a million users
    /// ask at one instant, and again at the next, each instant is another bucket.
    #[inline]
    fn release(&mut self, index: usize) {
        if self.buckets[index].capacity() > KEPT {
            self.release_large(index);
        }
    }

    #[cold]
    fn release_large(&mut self, index: usize) {
        let capacity: usize = self.buckets.iter().map(Vec::capacity).sum();
        let pending: usize = self.buckets.iter().map(Vec::len).sum();
        if capacity > 4 * (pending + KEPT) {
            self.buckets[index] = Vec::new();
        }
    }
}

/// The position of the highest digit of `difference` that is not zero; 0 if all are.
#[inline]
fn highest_digit(difference: u64) -> u32 {
    (u64::BITS - 1 - (difference | 1).leading_zeros()) / DIGIT_BITS
}

/// How many nanoseconds a bucket of a level covers.
#[inline]
fn width(level: u32) -> u64 {
    1 << (level * DIGIT_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::calendar::Phase;

    /// Users who all ask at once, and again a second later: each second is another bucket.
    #[test]
    fn the_memory_of_empty_buckets_does_not_grow_with_the_instants_that_were_crowded() {
        const USERS: u64 = 100_000;
        let mut wheel = Wheel::new();
        let mut opened = Vec::new();
        for second in 1..50 {
            for user in 0..USERS {
                let at = SimTime::from_nanos(second * 1_000_000_000);
                let phase = Phase::Arrival;
                wheel.insert(Entry::new(at, phase, second * USERS + user, user));
            }
            wheel.open(&mut opened);
            assert_eq!(opened.len() as u64, USERS, "second {second}");
            opened.clear();
        }
        let kept: usize = wheel.buckets.iter().map(Vec::capacity).sum();
        assert!(kept as u64 <= 4 * USERS, "room for {kept} events is kept");
    }
}
