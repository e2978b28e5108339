//! What becomes of an attempt: how it is served, or why not.

use super::due::Due;
use super::slot::Slot;
use crate::kernel::{SimDuration, SimTime};
use crate::metrics::{Start, ThrottleCause};
use crate::workload::Outcome;

/// Which of a function's two pools an environment belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pool {
    /// Made when a request finds none idle.
    OnDemand,
    /// Allocated ahead of requests.
    Provisioned,
}

impl Pool {
    /// The pool whose environments start so.
    #[inline]
    pub(crate) fn of(start: Start) -> Self {
        if start == Start::Provisioned {
            Self::Provisioned
        } else {
            Self::OnDemand
        }
    }
}

/// An attempt that is served.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Serving {
    /// How it starts.
    pub(crate) start: Start,
    /// Slot of its environment in the pool.
    pub(crate) slot: Slot,
    /// How long the environment initialises first.
    pub(crate) init: SimDuration,
    /// How long the invocation then runs.
    pub(crate) runs: SimDuration,
    /// How it ends.
    pub(crate) outcome: Outcome,
    /// What the start of a new environment makes due later.
    pub(crate) due: Option<(SimTime, Due)>,
}

/// Why an attempt was not served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// A limit refused it.
    Throttled(ThrottleCause),
    /// The service failed.
    Failed,
}

impl Serving {
    /// The pool of its environment.
    #[inline]
    pub(crate) fn pool(&self) -> Pool {
        Pool::of(self.start)
    }
}
