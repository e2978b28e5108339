//! The measured intervals of a function, by the clock of the run.
//!
//! Knows measurements and their gaps; must not know what is simulated.

use super::quantity::Quantity;
use crate::import::{MeasuredFunction, MeasuredInterval};

/// A stretch of the run, in nanoseconds from its start; `to` is no part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Its start.
    pub from: u64,
    /// Its end.
    pub to: u64,
}

impl Slot {
    /// Its start in seconds.
    pub fn from_s(&self) -> f64 {
        self.from as f64 / 1e9
    }

    /// Its end in seconds.
    pub fn to_s(&self) -> f64 {
        self.to as f64 / 1e9
    }
}

/// The intervals with what was measured in each.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Grid {
    pub(super) slots: Vec<Slot>,
    /// For each quantity a value for each interval.
    pub(super) measured: [Vec<Option<f64>>; 5],
    /// Whether a log has its requests one by one.
    pub(super) is_from_requests: bool,
}

/// Longer measurements are not filled up where they have gaps.
const MOST_SLOTS: usize = 1_000_000;

impl Grid {
    /// The intervals that lie within `from..to` of the run, which began at `origin` (nanoseconds, by the clock of the
    /// measurement).
    ///
    /// An interval that is missing between others is one in which nothing happened: no service writes datapoints
    /// then. Counts are 0 in it, and so is concurrency, but of a log, whose earlier requests may go on.
    pub(super) fn new(measured: &MeasuredFunction, origin: i64, (from, to): (u64, u64)) -> Self {
        let mut grid = Self {
            is_from_requests: measured.is_from_requests,
            ..Self::default()
        };
        let has = Quantity::ALL.map(|quantity| {
            let mut all = measured.intervals.iter();
            all.any(|interval| quantity.measured(interval).is_some())
        });
        for interval in &measured.intervals {
            let Some(slot) = slot(interval, origin) else {
                continue;
            };
            let end = grid.slots.last().map_or(0, |last| last.to);
            if slot.from < from.max(end) || slot.to > to {
                continue;
            }
            grid.fill_up_to(slot.from, has);
            grid.push(slot, has, Some(interval));
        }
        grid
    }

    /// Whether the source has a quantity.
    pub(super) fn has(&self, quantity: Quantity) -> bool {
        self.of(quantity).iter().any(Option::is_some)
    }

    /// What was measured of a quantity.
    pub(super) fn of(&self, quantity: Quantity) -> &[Option<f64>] {
        &self.measured[quantity.place()]
    }

    /// Intervals in which nothing happened, up to one that was measured.
    fn fill_up_to(&mut self, from: u64, has: [bool; 5]) {
        while let Some(last) = self.slots.last().copied()
            && self.slots.len() < MOST_SLOTS
            && last.to + (last.to - last.from) <= from
        {
            let next = Slot {
                from: last.to,
                to: last.to + (last.to - last.from),
            };
            self.push(next, has, None);
        }
    }

    fn push(&mut self, slot: Slot, has: [bool; 5], interval: Option<&MeasuredInterval>) {
        self.slots.push(slot);
        for quantity in Quantity::ALL {
            let value = interval.and_then(|interval| quantity.measured(interval));
            let is_level_of_log = self.is_from_requests && quantity == Quantity::Concurrency;
            let is_zero = has[quantity.place()] && quantity.is_zero_if_silent();
            let zero = (is_zero && !is_level_of_log).then_some(0.0);
            self.measured[quantity.place()].push(value.or(zero));
        }
    }
}

fn slot(interval: &MeasuredInterval, origin: i64) -> Option<Slot> {
    let from = interval.start.checked_sub(origin)?;
    let to = from.checked_add(interval.length)?;
    let (from, to) = (u64::try_from(from).ok()?, u64::try_from(to).ok()?);
    (to > from).then_some(Slot { from, to })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000_000_000;

    fn at(minute: i64, invocations: f64, concurrency: Option<f64>) -> MeasuredInterval {
        MeasuredInterval {
            start: 1000 * MINUTE + minute * MINUTE,
            length: MINUTE,
            invocations: Some(invocations),
            concurrency_max: concurrency,
            ..MeasuredInterval::default()
        }
    }

    fn grid(is_from_requests: bool, minutes: u64) -> Grid {
        let measured = MeasuredFunction {
            intervals: vec![at(-1, 9.0, None), at(0, 5.0, Some(2.0)), at(3, 7.0, None)],
            is_from_requests,
            ..MeasuredFunction::default()
        };
        Grid::new(&measured, 1000 * MINUTE, (0, minutes * MINUTE as u64))
    }

    #[test]
    fn a_gap_is_time_in_which_nothing_happened() {
        let metrics = grid(false, 60);
        assert_eq!(
            metrics.slots.len(),
            4,
            "the minute before the run is left out"
        );
        let invocations = metrics.of(Quantity::Invocations);
        assert_eq!(invocations, [Some(5.0), Some(0.0), Some(0.0), Some(7.0)]);
        assert_eq!(metrics.of(Quantity::Concurrency)[1], Some(0.0));
        assert!(!metrics.has(Quantity::Throttles), "never measured is not 0");
        let log = grid(true, 60);
        assert_eq!(log.of(Quantity::Concurrency)[1], None);
    }

    #[test]
    fn what_lies_beyond_the_run_is_left_out() {
        assert_eq!(grid(false, 3).slots.len(), 1);
    }
}
