//! Brings a function up to date: rows that have ended are closed, environments whose idle timeout has passed are
//! stopped, both at the time when that was due.

use super::service::Lambda;
use crate::kernel::SimTime;
use crate::metrics::{Observations, Observer, Stopped};
use crate::scenario::FunctionId;

impl Lambda {
    /// Closes the rows of a function that ended at `now` or before: due before anything is noted of
    /// it.
    #[inline]
    pub(crate) fn catch_up<O: Observer>(
        &mut self,
        now: SimTime,
        id: FunctionId,
        notes: &mut Observations<'_, O>,
    ) {
        if notes.recorder.function(id).boundary_by(now).is_some() {
            self.close_boundaries(now, id, notes);
        }
    }

    #[inline(never)]
    fn close_boundaries<O: Observer>(
        &mut self,
        now: SimTime,
        id: FunctionId,
        notes: &mut Observations<'_, O>,
    ) {
        while let Some(boundary) = notes.recorder.function(id).boundary_by(now) {
            self.stop_expired_before(boundary, id, notes);
            notes.recorder.function(id).close_boundary(boundary);
        }
    }

    /// Brings all functions up to `now`, without what happens at that instant.
    pub(crate) fn catch_up_all<O: Observer>(
        &mut self,
        now: SimTime,
        notes: &mut Observations<'_, O>,
    ) {
        for id in self.ids() {
            self.catch_up(now, id, notes);
            self.stop_expired_before(now, id, notes);
        }
    }

    /// Stops the environments of a function whose idle timeout has passed: lazily, but noted at
    /// the time when it passed, and before anything else changes their number.
    #[inline]
    pub(super) fn stop_expired<O: Observer>(
        &mut self,
        now: SimTime,
        id: FunctionId,
        notes: &mut Observations<'_, O>,
    ) {
        if self.functions[id.index()].on_demand.may_expire_by(now) {
            self.expire(now, id, notes);
        }
    }

    /// Stops those whose idle timeout passed before a boundary: a boundary comes before all else that
    /// happens at its instant.
    fn stop_expired_before<O: Observer>(
        &mut self,
        boundary: SimTime,
        id: FunctionId,
        notes: &mut Observations<'_, O>,
    ) {
        let before = SimTime::from_nanos(boundary.as_nanos().saturating_sub(1));
        self.stop_expired(before, id, notes);
    }

    #[inline(never)]
    fn expire<O: Observer>(
        &mut self,
        now: SimTime,
        id: FunctionId,
        notes: &mut Observations<'_, O>,
    ) {
        let pool = &mut self.functions[id.index()].on_demand;
        while let Some(at) = pool.expire_one(now) {
            Self::stopped(at, id, pool.last_stopped(), notes);
        }
    }

    /// An on-demand environment stopped at `at`.
    pub(super) fn stopped<O: Observer>(
        at: SimTime,
        function: FunctionId,
        environment: u64,
        notes: &mut Observations<'_, O>,
    ) {
        notes.recorder.function(function).environment_stopped(at);
        notes.observer.stopped(&Stopped {
            at,
            function,
            environment,
        });
    }
}
