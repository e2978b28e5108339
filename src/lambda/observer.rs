//! Watching a run from outside: progress, and each invocation as it starts.

use std::ops::ControlFlow;

use crate::kernel::SimTime;
use crate::metrics::Start;

/// Watches a run. Both methods do nothing by default; what is not overridden costs nothing.
pub trait Observer {
    /// Told now and then how far the run has come; `Break` stops it.
    fn progress(&mut self, now: SimTime) -> ControlFlow<()> {
        let _ = now;
        ControlFlow::Continue(())
    }

    /// Told of every invocation as it starts.
    fn served(&mut self, served: &Served) {
        let _ = served;
    }
}

/// Watches nothing.
impl Observer for () {}

/// An invocation that starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Served {
    /// When.
    pub at: SimTime,
    /// When it will be done.
    pub until: SimTime,
    /// Index of the function in the scenario.
    pub function: usize,
    /// How it starts.
    pub start: Start,
    /// Number of the environment in its pool, from 0, in order of creation.
    pub environment: u64,
}
