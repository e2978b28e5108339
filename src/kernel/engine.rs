//! The run loop: takes events off the calendar in order and hands each to the model.

use std::ops::ControlFlow;

use super::calendar::{Calendar, Entry};
use super::time::SimTime;

/// How many events pass between two calls of the supervisor in [`run_until`]: often enough to
/// react within milliseconds, rarely enough to cost nothing.
const EVENTS_PER_CHECK: u32 = 1 << 16;

/// A discrete-event model: a state that changes only when an event happens.
pub trait Model {
    /// What can happen in this model.
    type Event: Copy;

    /// Changes the state for `event` at time `now` and schedules what follows from it.
    ///
    /// New events must not lie before `now`.
    fn handle(&mut self, now: SimTime, event: Self::Event, calendar: &mut Calendar<Self::Event>);

    /// Told of events that are among the next, before the first of them is handled. It can change
    /// nothing.
    ///
    /// A model whose state is larger than the caches may read here what the events will need: reads
    /// that do not wait for each other take little longer than one.
    #[inline]
    fn prepare<'e>(&self, events: impl Iterator<Item = &'e Self::Event> + Clone)
    where
        Self::Event: 'e,
    {
        let _ = events;
    }
}

/// Handles every event that happens before `end`, in order; events at or after `end` stay in the
/// calendar. Now and then `supervise` sees the model and the time reached, and can stop the run.
///
/// Returns `Break` if `supervise` stopped the run.
pub fn run_until<M: Model>(
    model: &mut M,
    calendar: &mut Calendar<M::Event>,
    end: SimTime,
    mut supervise: impl FnMut(&mut M, SimTime) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut now = SimTime::ZERO;
    loop {
        for _ in 0..EVENTS_PER_CHECK {
            let announced = |entries: &[Entry<M::Event>]| {
                model.prepare(entries.iter().rev().map(|entry| &entry.event));
            };
            let Some((at, event)) = calendar.pop_before_announced(end, announced) else {
                return supervise(model, end);
            };
            debug_assert!(
                at >= now,
                "an event was scheduled in the past: {at} s, now {now} s"
            );
            now = at;
            model.handle(now, event, calendar);
        }
        supervise(model, now)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Phase, SimDuration};

    /// Schedules its own successor every ten nanoseconds.
    struct Clock {
        ticks: Vec<u64>,
    }

    impl Model for Clock {
        type Event = ();
        fn handle(&mut self, now: SimTime, (): (), calendar: &mut Calendar<()>) {
            self.ticks.push(now.as_nanos());
            calendar.schedule(now + SimDuration::from_nanos(10), Phase::Control, ());
        }
    }

    fn clock() -> (Clock, Calendar<()>) {
        let mut calendar = Calendar::new();
        calendar.schedule(SimTime::ZERO, Phase::Control, ());
        (Clock { ticks: Vec::new() }, calendar)
    }

    #[test]
    fn runs_up_to_but_not_at_the_end() {
        let (mut model, mut calendar) = clock();
        let flow = run_until(
            &mut model,
            &mut calendar,
            SimTime::from_nanos(30),
            |_, _| ControlFlow::Continue(()),
        );
        assert_eq!(flow, ControlFlow::Continue(()));
        assert_eq!(model.ticks, [0, 10, 20]);
        assert_eq!(calendar.next_time(), Some(SimTime::from_nanos(30)));
    }

    #[test]
    fn the_supervisor_can_stop_a_run() {
        let (mut model, mut calendar) = clock();
        let flow = run_until(&mut model, &mut calendar, SimTime::MAX, |_, _| {
            ControlFlow::Break(())
        });
        assert_eq!(flow, ControlFlow::Break(()));
        assert_eq!(model.ticks.len(), EVENTS_PER_CHECK as usize);
    }
}
