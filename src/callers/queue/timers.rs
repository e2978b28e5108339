//! What a queue has planned for itself, by time.

use std::collections::BTreeMap;

use crate::kernel::SimTime;

/// Plans, each with the time when it is due; of equal times the one made first comes first.
#[derive(Clone, Debug)]
pub(super) struct Timers<T> {
    plans: BTreeMap<(SimTime, u64), T>,
    made: u64,
}

impl<T> Timers<T> {
    pub(super) fn new() -> Self {
        Self {
            plans: BTreeMap::new(),
            made: 0,
        }
    }

    pub(super) fn plan(&mut self, at: SimTime, plan: T) {
        self.plans.insert((at, self.made), plan);
        self.made += 1;
    }

    /// Takes the next plan that is due by `now`.
    pub(super) fn take_due(&mut self, now: SimTime) -> Option<T> {
        let (&(at, _), _) = self.plans.first_key_value()?;
        (at <= now)
            .then(|| self.plans.pop_first())?
            .map(|(_, plan)| plan)
    }

    /// When the next is due.
    pub(super) fn next(&self) -> Option<SimTime> {
        self.plans.first_key_value().map(|(&(at, _), _)| at)
    }
}
