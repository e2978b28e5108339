//! One part of the work of an explanation, and how much of it is done.
//!
//! Nobody can say in advance how many trials a search makes. It is planned with what such a search commonly costs,
//! in thousandths of a run; one that costs more says so, and one that costs less has done the rest with its
//! end, so that the total stays honest.

use std::ops::ControlFlow;

use super::periods::Period;
use crate::kernel::SimTime;
use crate::metrics::{Observer, Refused, Served, Start, Trouble};
use crate::scenario::Scenario;
use crate::study::watch::{WHOLE_RUN, Watch};

/// A part of the work that was planned.
pub(super) struct Part<'a> {
    watch: &'a dyn Watch,
    /// Thousandths that are planned and not done yet.
    left: u64,
}

impl<'a> Part<'a> {
    /// A part for which this many thousandths of a run have been planned.
    pub(super) fn new(watch: &'a dyn Watch, planned: u64) -> Self {
        Self {
            watch,
            left: planned,
        }
    }

    fn spend(&mut self, thousandths: u64) {
        let more = thousandths.saturating_sub(self.left);
        if more > 0 {
            self.watch.planned_share(more);
        }
        self.left = (self.left + more).saturating_sub(thousandths);
        self.watch.advanced(thousandths);
    }
}

impl Drop for Part<'_> {
    fn drop(&mut self) {
        self.watch.advanced(self.left);
    }
}

/// How many thousandths of a run of a scenario lie before a time.
pub(super) fn thousandths(scenario: &Scenario, until: SimTime) -> u64 {
    let share = u128::from(until.as_nanos()) * u128::from(WHOLE_RUN);
    (share / u128::from(scenario.duration.as_nanos().max(1))) as u64
}

/// Watches a run, or a stretch of one, that is a piece of a part.
pub(super) struct Piece<'a, 'w> {
    part: &'a mut Part<'w>,
    scenario: &'a Scenario,
    reached: SimTime,
    /// The first trouble in this period ends it.
    until_trouble_in: Option<&'a Period>,
    pub(super) is_troubled: bool,
}

impl<'a, 'w> Piece<'a, 'w> {
    /// From a time on.
    pub(super) fn from(part: &'a mut Part<'w>, scenario: &'a Scenario, reached: SimTime) -> Self {
        Self {
            part,
            scenario,
            reached,
            until_trouble_in: None,
            is_troubled: false,
        }
    }

    /// The same, ended by the first trouble in a period if there is one.
    pub(super) fn until_trouble_in(self, period: Option<&'a Period>) -> Self {
        Self {
            until_trouble_in: period,
            ..self
        }
    }

    fn note(&mut self, trouble: Trouble, function: usize, at: SimTime) {
        if let Some(period) = self.until_trouble_in {
            let own = &period.observed;
            let is_it = own.trouble == trouble && own.function == function;
            self.is_troubled |= is_it && own.from <= at && at < own.to;
        }
    }
}

impl Observer for Piece<'_, '_> {
    fn progress(&mut self, now: SimTime) -> ControlFlow<()> {
        let done = |at| thousandths(self.scenario, at);
        self.part
            .spend(done(now).saturating_sub(done(self.reached)));
        self.reached = self.reached.max(now);
        if self.is_troubled || self.part.watch.is_stopped() {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    fn served(&mut self, served: &Served) {
        if served.start == Start::Cold {
            self.note(Trouble::ColdStarts, served.function.index(), served.at);
        }
    }

    fn refused(&mut self, refused: &Refused) {
        if !refused.failed {
            self.note(Trouble::Throttles, refused.function.index(), refused.at);
        }
    }
}
