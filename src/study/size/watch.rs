//! How searches are watched and stopped, alone or several at once.
//!
//! Knows how many runs are done and expected; must not know what they are for.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::world::Observer;

/// How a search is watched and stopped.
pub trait Watch: Sync {
    /// Watches one run.
    type Observer: Observer;
    /// The observer of the next run.
    fn observer(&self) -> Self::Observer;
    /// So many runs are done, and at least so many will be.
    fn expect(&self, done: u64, target: u64);
    /// One more run is done.
    fn run_done(&self);
    /// Neither end of the range of values meets the objectives: those between are only looked over, and
    /// hardly one of them will.
    fn ends_miss(&self, _least: u32, _most: u32) {}
}

/// Counts the runs of several searches, which may go on at once, as those of one.
pub(super) struct Shared<'a, W> {
    watch: &'a W,
    done: AtomicU64,
    target: AtomicU64,
}

impl<'a, W> Shared<'a, W> {
    pub(super) fn new(watch: &'a W) -> Self {
        Self {
            watch,
            done: AtomicU64::new(0),
            target: AtomicU64::new(0),
        }
    }

    /// Runs of all of them so far.
    pub(super) fn runs(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }
}

impl<W: Watch> Watch for Shared<'_, W> {
    type Observer = W::Observer;

    fn observer(&self) -> W::Observer {
        self.watch.observer()
    }

    fn expect(&self, done: u64, target: u64) {
        let more = target - done;
        let target = self.target.fetch_add(more, Ordering::Relaxed) + more;
        self.watch.expect(self.runs(), target);
    }

    fn run_done(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
        self.watch.run_done();
    }
}
