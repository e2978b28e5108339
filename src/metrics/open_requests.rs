//! The requests of a function that are open: in flight, or waiting to be tried again.
//!
//! Most are served at their first attempt and never wait, so what is open is not counted for itself
//! but added up from both; only its peak, which is no sum, is watched.

use super::gauge::{Gauge, Moment};
use crate::kernel::SimTime;

/// The open requests of one function, in 56 bytes.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub(crate) struct OpenRequests {
    /// Requests being served.
    pub in_flight: Gauge,
    /// Requests that wait; nobody asks for a peak of them alone.
    waiting: u32,
    /// Of both.
    peak: u32,
    waited: Moment,
}

impl OpenRequests {
    /// A request begins to be served.
    #[inline]
    pub(super) fn start(&mut self, now: SimTime) {
        self.in_flight.raise(now, 1);
        self.peak = self.peak.max(self.level() as u32);
    }

    /// A request that was being served is answered.
    #[inline]
    pub(super) fn finish(&mut self, now: SimTime) {
        self.in_flight.lower(now, 1);
    }

    /// A request begins to wait for its next attempt.
    pub(super) fn wait(&mut self, now: SimTime) {
        self.begin_to_wait(now, 1);
        self.peak = self.peak.max(self.level() as u32);
    }

    /// A request that was waiting is tried again.
    pub(super) fn resume(&mut self, now: SimTime) {
        self.wait_no_longer(now, 1);
    }

    /// A batch that was being served ends, and this many of its items wait again; the others are no longer open. While it
    /// was in flight one of them stood for it, and the others waited on.
    pub(super) fn finish_batch(&mut self, now: SimTime, items: u32, returned: u32) {
        self.in_flight.lower(now, 1);
        self.wait_no_longer(now, items - 1);
        self.begin_to_wait(now, returned);
    }

    fn begin_to_wait(&mut self, now: SimTime, count: u32) {
        self.waited.raise(now, count);
        self.waiting += count;
    }

    fn wait_no_longer(&mut self, now: SimTime, count: u32) {
        debug_assert!(self.waiting >= count, "fewer than none wait at {now} s");
        self.waited.lower(now, count);
        self.waiting = self.waiting.saturating_sub(count);
    }

    /// How many are open.
    #[inline]
    pub(super) fn level(&self) -> u64 {
        self.in_flight.level() + u64::from(self.waiting)
    }

    /// Open requests x nanoseconds from the start until `now`.
    pub(crate) fn area_until(&self, now: SimTime) -> u128 {
        self.in_flight.area_until(now) + self.waited.area_until(now, self.waiting)
    }

    /// The peak since the last call; the next period starts from the present level.
    pub(crate) fn take_peak(&mut self) -> u64 {
        let level = self.level() as u32;
        std::mem::replace(&mut self.peak, level).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::SimDuration;

    #[test]
    fn what_waits_and_what_is_served_is_open() {
        let at = |seconds| SimTime::ZERO + SimDuration::from_secs(seconds);
        let mut open = OpenRequests::default();
        open.start(at(0));
        open.wait(at(1));
        assert_eq!((open.level(), open.in_flight.level()), (2, 1));
        // The one that waited is served where the other ends: two again, never three.
        open.finish(at(4));
        open.resume(at(4));
        open.start(at(4));
        open.wait(at(4));
        open.finish(at(6));
        // 1 x 1 s + 2 x 3 s + 2 x 2 s + 1 x 4 s
        assert_eq!(open.area_until(at(10)), 15_000_000_000);
        assert_eq!(open.take_peak(), 2);
        assert_eq!(open.take_peak(), 1);
    }
}
