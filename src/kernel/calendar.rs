//! The event calendar: the list of future events, in the order they will happen.
//!
//! Order is total and reproducible: by time, then by [`Phase`], then by insertion (first in,
//! first out). The structure behind it is private, so that it can be replaced for speed without
//! touching any model.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::time::SimTime;

/// Which kind of event goes first when several fall on the same instant.
///
/// What ends at an instant makes room for what begins there, and a new arrival goes before an
/// older request's retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Measurement boundaries. They see the state *before* anything else at this instant happens,
    /// which makes every measurement interval half-open: `[start, end)`.
    Observation,
    /// Work that finishes.
    Completion,
    /// Refills, timers and control actions.
    Control,
    /// New demand.
    Arrival,
    /// Demand that comes back after having been refused.
    Retry,
}

/// The future event list of a simulation.
#[derive(Debug)]
pub struct Calendar<E> {
    heap: BinaryHeap<Entry<E>>,
    inserted: u64,
}

#[derive(Debug)]
struct Entry<E> {
    at: SimTime,
    /// Phase in the top byte, insertion number below: one comparison settles a tie.
    tie: u64,
    event: E,
}

const PHASE_SHIFT: u32 = 56;

impl<E> Calendar<E> {
    /// An empty calendar.
    pub fn new() -> Self {
        Self {
            heap: BinaryHeap::new(),
            inserted: 0,
        }
    }

    /// Adds `event` to happen at `at`. Events of equal time and phase happen in the order in
    /// which they were scheduled.
    #[inline]
    pub fn schedule(&mut self, at: SimTime, phase: Phase, event: E) {
        let tie = ((phase as u64) << PHASE_SHIFT) | self.inserted;
        self.inserted += 1;
        self.heap.push(Entry { at, tie, event });
    }

    /// The time of the next event, if there is one.
    #[inline]
    pub fn next_time(&self) -> Option<SimTime> {
        self.heap.peek().map(|entry| entry.at)
    }

    /// Takes the next event and its time.
    #[inline]
    pub fn pop(&mut self) -> Option<(SimTime, E)> {
        self.heap.pop().map(|entry| (entry.at, entry.event))
    }

    /// Takes the next event if it happens before `end`.
    #[inline]
    pub fn pop_before(&mut self, end: SimTime) -> Option<(SimTime, E)> {
        if self.next_time()? < end {
            self.pop()
        } else {
            None
        }
    }

    /// How many events are pending.
    pub fn len(&self) -> usize {
        self.heap.len()
    }

    /// Whether nothing is pending.
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }
}

impl<E> Default for Calendar<E> {
    fn default() -> Self {
        Self::new()
    }
}

// `BinaryHeap` gives the greatest first, so the earliest entry is made the greatest.
impl<E> Ord for Entry<E> {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, other.tie).cmp(&(self.at, self.tie))
    }
}

impl<E> PartialOrd for Entry<E> {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> PartialEq for Entry<E> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<E> Eq for Entry<E> {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PHASES: [Phase; 5] = [
        Phase::Observation,
        Phase::Completion,
        Phase::Control,
        Phase::Arrival,
        Phase::Retry,
    ];

    #[test]
    fn ties_go_by_phase_and_then_by_insertion() {
        let mut calendar = Calendar::new();
        let at = SimTime::from_nanos(5);
        for (phase, name) in [
            (Phase::Retry, "retry"),
            (Phase::Arrival, "arrival 1"),
            (Phase::Control, "control"),
            (Phase::Arrival, "arrival 2"),
            (Phase::Completion, "completion"),
            (Phase::Observation, "observation"),
        ] {
            calendar.schedule(at, phase, name);
        }
        calendar.schedule(SimTime::from_nanos(4), Phase::Retry, "earlier");
        let order: Vec<_> = std::iter::from_fn(|| calendar.pop())
            .map(|(_, name)| name)
            .collect();
        assert_eq!(
            order,
            [
                "earlier",
                "observation",
                "completion",
                "control",
                "arrival 1",
                "arrival 2",
                "retry"
            ]
        );
    }

    #[test]
    fn pop_before_leaves_what_happens_at_the_end() {
        let mut calendar = Calendar::new();
        calendar.schedule(SimTime::from_nanos(10), Phase::Arrival, ());
        assert_eq!(calendar.pop_before(SimTime::from_nanos(10)), None);
        assert_eq!(calendar.len(), 1);
        assert!(calendar.pop_before(SimTime::from_nanos(11)).is_some());
        assert!(calendar.is_empty());
    }

    proptest! {
        /// Whatever the mix of insertions and removals, the calendar agrees with a stable sort.
        #[test]
        fn agrees_with_a_stable_sort(steps in prop::collection::vec((0u64..20, 0usize..5, any::<bool>()), 0..400)) {
            let mut calendar = Calendar::new();
            let mut reference: Vec<(SimTime, Phase, usize)> = Vec::new();
            for (number, (at, phase, remove)) in steps.into_iter().enumerate() {
                let (at, phase) = (SimTime::from_nanos(at), PHASES[phase]);
                calendar.schedule(at, phase, number);
                reference.push((at, phase, number));
                if remove {
                    reference.sort();
                    let (at, _, number) = reference.remove(0);
                    prop_assert_eq!(calendar.pop(), Some((at, number)));
                }
            }
            reference.sort();
            for (at, _, number) in reference {
                prop_assert_eq!(calendar.pop(), Some((at, number)));
            }
            prop_assert!(calendar.is_empty());
        }
    }
}
