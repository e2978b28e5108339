//! Series of many replications, point by point: their mean and its confidence interval.
//!
//! Replications are folded in one after another, so that memory grows with intervals and
//! functions and not with replications. An interval is pointwise: each point's own interval covers
//! its true mean in 95 % of studies; that all do at once is less likely.
//!
//! Knows series; must not know how they are written or drawn.

use super::statistics::{Estimate, Moments, TTable};
use crate::kernel::SimTime;
use crate::measures::Measure;
use crate::metrics::{Readings, RunResult};

const METRICS: usize = Measure::BANDS.len();

/// Whose band it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All functions together; a metric that does not add up has none.
    Account,
    /// The function with this index.
    Function(usize),
}

/// The bands of all functions and of the account.
#[derive(Clone, Debug)]
pub struct Bands {
    starts: Vec<SimTime>,
    /// For the account and then for each function: an entry for each interval.
    scopes: Vec<Vec<[Moments; METRICS]>>,
    replications: u64,
}

impl Bands {
    /// Bands without any replication, for results like `result`.
    pub fn new(result: &RunResult) -> Self {
        let intervals = &result.account.intervals;
        let nothing = vec![[Moments::default(); METRICS]; intervals.len()];
        Self {
            starts: intervals.iter().map(|interval| interval.start).collect(),
            scopes: vec![nothing; 1 + result.functions.len()],
            replications: 0,
        }
    }

    /// Folds in one more replication.
    pub fn add(&mut self, result: &RunResult) {
        self.replications += 1;
        let Some((account, functions)) = self.scopes.split_first_mut() else {
            return;
        };
        for (index, account) in account.iter_mut().enumerate() {
            let mut sums = [0.0; METRICS];
            for (result, function) in result.functions.iter().zip(functions.iter_mut()) {
                let Some(row) = result.intervals.get(index) else {
                    continue;
                };
                let values = Readings::of_interval(row).values(Measure::BANDS);
                let moments = function[index].iter_mut().zip(&mut sums);
                for ((moments, sum), value) in moments.zip(values) {
                    let Some(value) = value else { continue };
                    *sum += value;
                    moments.add(value);
                }
            }
            for ((measure, total), sum) in Measure::BANDS.into_iter().zip(account).zip(sums) {
                if measure.adds_up() {
                    total.add(sum);
                }
            }
        }
    }

    /// Number of replications.
    pub fn replications(&self) -> u64 {
        self.replications
    }

    /// Starts of the intervals.
    pub fn starts(&self) -> &[SimTime] {
        &self.starts
    }

    /// The band of a metric, an estimate for each interval; `None` in an interval where no
    /// replication has a value. Intervals in which only some replications have one count those.
    pub fn band(&self, scope: Scope, metric: Measure) -> Vec<Option<Estimate>> {
        let table = TTable::up_to(self.replications);
        let number = match scope {
            Scope::Account => 0,
            Scope::Function(index) => 1 + index,
        };
        let Some(place) = metric.place_in(&Measure::BANDS) else {
            return vec![None; self.starts.len()];
        };
        let rows = self.scopes.get(number).into_iter().flatten();
        rows.map(|row| row[place].estimate(&table)).collect()
    }
}
