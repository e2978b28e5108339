//! What a run does in the measured intervals.
//!
//! It watches invocations and refusals one by one, so that any grid is met exactly, whatever its intervals. It knows
//! what an observer is told; must not know what was measured.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::ControlFlow;

use super::grid::{Grid, Slot};
use super::quantity::Quantity;
use crate::kernel::SimTime;
use crate::metrics::{Observer, Refused, Served, Start};
use crate::scenario::FunctionId;

/// What was simulated in an interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) invocations: u64,
    pub(super) throttles: u64,
    pub(super) cold_starts: u64,
    pub(super) concurrency: u64,
    pub(super) duration_nanos: u128,
}

impl Row {
    /// The value of a quantity; `None` where there is nothing to take a mean of.
    pub(super) fn value(&self, quantity: Quantity) -> Option<f64> {
        Some(match quantity {
            Quantity::Invocations => self.invocations as f64,
            Quantity::Concurrency => self.concurrency as f64,
            Quantity::Throttles => self.throttles as f64,
            Quantity::ColdStarts => self.cold_starts as f64,
            Quantity::Duration if self.invocations == 0 => return None,
            Quantity::Duration => self.duration_nanos as f64 / self.invocations as f64 / 1e6,
        })
    }
}

/// The rows of each measured function in one run.
pub(super) type Rows = Vec<Vec<Row>>;

/// Fills rows as a run goes.
pub(super) struct Tally<'a> {
    /// Which of the measured functions each function of the scenario is.
    place: &'a [Option<usize>],
    all: Vec<OfFunction<'a>>,
}

struct OfFunction<'a> {
    slots: &'a [Slot],
    rows: Vec<Row>,
    /// How many intervals have begun.
    begun: usize,
    /// When what is in flight ends, the soonest first.
    ends: BinaryHeap<Reverse<SimTime>>,
    /// Whether what is in flight when an interval begins counts there: a log counts at arrivals only.
    carries: bool,
}

impl<'a> Tally<'a> {
    /// Nothing yet. `place` has for each function of the scenario which of the grids is its own.
    pub(super) fn new(place: &'a [Option<usize>], grids: impl Iterator<Item = &'a Grid>) -> Self {
        let all = grids.map(|grid| OfFunction {
            slots: &grid.slots,
            rows: vec![Row::default(); grid.slots.len()],
            begun: 0,
            ends: BinaryHeap::new(),
            carries: !grid.is_from_requests,
        });
        Self {
            place,
            all: all.collect(),
        }
    }

    /// The rows, once the run is over.
    pub(super) fn finish(mut self) -> Rows {
        for function in &mut self.all {
            function.begin_up_to(SimTime::MAX);
        }
        self.all.into_iter().map(|function| function.rows).collect()
    }

    fn of(&mut self, function: FunctionId) -> Option<&mut OfFunction<'a>> {
        let place = self.place.get(function.index()).copied().flatten()?;
        self.all.get_mut(place)
    }
}

impl OfFunction<'_> {
    /// Begins the intervals that start by `now`.
    fn begin_up_to(&mut self, now: SimTime) {
        while let Some(slot) = self.slots.get(self.begun)
            && slot.from <= now.as_nanos()
        {
            self.end_up_to(SimTime::from_nanos(slot.from));
            if self.carries
                && let Some(row) = self.rows.get_mut(self.begun)
            {
                row.concurrency = self.ends.len() as u64;
            }
            self.begun += 1;
        }
    }

    fn end_up_to(&mut self, now: SimTime) {
        while self.ends.peek().is_some_and(|Reverse(end)| *end <= now) {
            self.ends.pop();
        }
    }

    /// The row of the interval that `now` lies in.
    fn row(&mut self, now: SimTime) -> Option<&mut Row> {
        self.begin_up_to(now);
        let place = self.begun.checked_sub(1)?;
        let slot = self.slots.get(place)?;
        if now.as_nanos() < slot.to {
            self.rows.get_mut(place)
        } else {
            None
        }
    }
}

impl Observer for Tally<'_> {
    fn progress(&mut self, _: SimTime) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn served(&mut self, served: &Served) {
        let Some(function) = self.of(served.function) else {
            return;
        };
        function.begin_up_to(served.at);
        function.end_up_to(served.at);
        function.ends.push(Reverse(served.until));
        let in_flight = function.ends.len() as u64;
        if let Some(row) = function.row(served.at) {
            row.invocations += 1;
            row.cold_starts += u64::from(served.start == Start::Cold);
            row.concurrency = row.concurrency.max(in_flight);
            row.duration_nanos += u128::from(served.until.since(served.ready).as_nanos());
        }
    }

    fn refused(&mut self, refused: &Refused) {
        if refused.failed {
            return;
        }
        if let Some(row) = self
            .of(refused.function)
            .and_then(|one| one.row(refused.at))
        {
            row.throttles += 1;
        }
    }
}
