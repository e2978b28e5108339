//! What a change does: to the whole run, and to all functions in the time of a period.
//!
//! It knows results and bills; it must not know which change that was.

use super::periods::Period;
use crate::billing::{Usd, bills};
use crate::kernel::SimTime;
use crate::metrics::RunResult;
use crate::scenario::Scenario;

/// What a whole run comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// Throttled attempts of all functions.
    pub throttles: u64,
    /// Cold starts of all functions.
    pub cold_starts: u64,
    /// Attempts of all functions that an outage failed.
    pub errors: u64,
    /// What the run costs, or a month of such runs where the scenario asks for that.
    pub cost: Usd,
}

/// What all functions counted in the time of a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InPeriod {
    /// Throttled attempts.
    pub throttles: u64,
    /// Cold starts.
    pub cold_starts: u64,
}

/// A function that is throttled more than it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Its index.
    pub function: usize,
    /// How many more of its attempts are throttled.
    pub more: u64,
}

/// What a value comes to that removes the trouble of a period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// What all functions count in the time of the period.
    pub in_period: InPeriod,
    /// What a whole run with it comes to: that has confirmed it. `None` if no whole run was made, or the whole run
    /// has trouble in the period.
    pub whole_run: Option<Effect>,
    /// The function that is throttled more than it was, if throttling moves there: of the whole run if there is
    /// one, else in the period.
    pub moved: Option<Moved>,
    /// Throttles or cold starts in the period of a whole run, which a shorter one had not shown.
    pub left_in_whole_run: Option<u64>,
}

/// Throttles of each function, by which it is seen where they move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Throttles(Vec<u64>);

impl Effect {
    /// What a run of a scenario came to.
    pub(super) fn of(scenario: &Scenario, result: &RunResult) -> Self {
        let counts = result.totals();
        let bills = bills(scenario, result);
        Self {
            throttles: counts.throttles(),
            cold_starts: counts.cold_starts,
            errors: counts.errors,
            cost: bills.month.unwrap_or(bills.run).total(),
        }
    }
}

impl InPeriod {
    /// What a run came to in the time of a period.
    pub(super) fn of(result: &RunResult, period: &Period) -> Self {
        let mut all = Self::default();
        for function in &result.functions {
            for row in rows(&function.intervals, period, |row| row.start) {
                all.throttles += row.counts.throttles();
                all.cold_starts += row.counts.cold_starts;
            }
        }
        all
    }
}

impl Throttles {
    /// Given those of each function.
    pub(super) fn from_each(each: Vec<u64>) -> Self {
        Self(each)
    }

    /// Those of each function.
    pub(super) fn each(&self) -> &[u64] {
        &self.0
    }

    /// Those of a whole run.
    pub(super) fn of(result: &RunResult) -> Self {
        let functions = result.functions.iter();
        Self(functions.map(|one| one.totals.throttles()).collect())
    }

    /// Those in the time of a period.
    pub(super) fn in_period(result: &RunResult, period: &Period) -> Self {
        let throttles = result.functions.iter().map(|function| {
            let rows = rows(&function.intervals, period, |row| row.start);
            rows.map(|row| row.counts.throttles()).sum()
        });
        Self(throttles.collect())
    }

    /// Where throttling has moved from a function, given the throttles before: to the one that is throttled so
    /// much more, unless that is little against what the function was relieved of.
    pub(super) fn moved_from(&self, function: usize, before: &Self) -> Option<Moved> {
        let of = |all: &Self, index: usize| all.0.get(index).copied().unwrap_or(0);
        let relieved = of(before, function).saturating_sub(of(self, function));
        let more = |index: usize| of(self, index).saturating_sub(of(before, index));
        let others = (0..self.0.len()).filter(|other| *other != function);
        let most = others.rev().max_by_key(|other| more(*other))?;
        let moved = Moved {
            function: most,
            more: more(most),
        };
        (moved.more > 0 && moved.more >= relieved / LITTLE).then_some(moved)
    }
}

/// What is less than one part in this many is little.
const LITTLE: u64 = 10;

/// The rows in the time of a period.
pub(super) fn rows<'a, T>(
    rows: &'a [T],
    period: &Period,
    start: impl Fn(&T) -> SimTime,
) -> impl Iterator<Item = &'a T> {
    let (from, to) = (period.observed.from, period.observed.to);
    let first = rows.partition_point(|row| start(row) < from);
    let end = rows.partition_point(|row| start(row) < to);
    rows.get(first..end).unwrap_or_default().iter()
}
