//! One scheduled event, and the order of any two.

use std::cmp::Ordering;

use super::phase::Phase;
use crate::kernel::time::SimTime;

/// An event with its place in the order: time, then phase, then insertion.
#[derive(Clone, Copy, Debug)]
pub(in crate::kernel) struct Entry<E> {
    pub(super) at: SimTime,
    /// Phase in the top byte, insertion number below: one comparison settles a tie.
    tie: u64,
    pub(in crate::kernel) event: E,
}

const PHASE_SHIFT: u32 = 56;

impl<E> Entry<E> {
    #[inline]
    pub(super) fn new(at: SimTime, phase: Phase, insertion: u64, event: E) -> Self {
        let tie = ((phase as u64) << PHASE_SHIFT) | insertion;
        Self { at, tie, event }
    }

    /// Its place in the order: the smaller comes first.
    #[inline]
    pub(super) fn order(&self) -> (SimTime, u64) {
        (self.at, self.tie)
    }

    /// Whether this event happens before `other`.
    #[inline]
    pub(super) fn precedes(&self, other: &Self) -> bool {
        self.order() < other.order()
    }
}

// The earliest entry is the *greatest*: `BinaryHeap` gives the greatest first, and an ascending sort
// puts the next event at the end of a `Vec`, where taking it is cheapest.
impl<E> Ord for Entry<E> {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        other.order().cmp(&self.order())
    }
}

impl<E> PartialOrd for Entry<E> {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }

    // The sort asks only this, and a plain comparison of both keys is what it is fastest with.
    #[inline]
    fn lt(&self, other: &Self) -> bool {
        other.precedes(self)
    }
}

impl<E> PartialEq for Entry<E> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<E> Eq for Entry<E> {}
