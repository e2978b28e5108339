//! What a variant does over time, as means over its replications.
//!
//! Only sums are kept: memory grows with intervals and functions. Knows the rows of a result; must
//! not know how they are written or drawn.

use crate::measures::Measure;
use crate::metrics::{FunctionInterval, FunctionResult, Readings, RunResult};
use crate::study::Scope;

type Row = [f64; Measure::OVER_TIME.len()];

/// The series of each function of one run, or their sums over several. A function that a variant lacks has no rows.
#[derive(Clone, Debug, Default)]
pub struct MeanSeries {
    functions: Vec<Vec<Row>>,
    replications: u64,
}

impl MeanSeries {
    /// The series of one run, whose functions have these places among `count`.
    pub(super) fn of(result: &RunResult, places: &[usize], count: usize) -> Self {
        let row = |interval: &FunctionInterval| {
            let values = Readings::of_interval(interval).values(Measure::OVER_TIME);
            values.map(|value| value.unwrap_or(0.0))
        };
        Self {
            functions: by_place(result, places, count, |function| {
                function.intervals.iter().map(row).collect()
            }),
            replications: 1,
        }
    }

    /// Adds further runs. The order matters to the last bit.
    pub(super) fn add(&mut self, other: Self) {
        if self.replications == 0 {
            *self = other;
            return;
        }
        self.replications += other.replications;
        let sums = self.functions.iter_mut().flatten().flatten();
        let values = other.functions.into_iter().flatten().flatten();
        sums.zip(values).for_each(|(sum, value)| *sum += value);
    }

    /// The mean of a measure in each interval; `None` where it is not known, as the most
    /// environments of several functions together, and for a function that the variant lacks.
    pub fn mean(&self, scope: Scope, measure: Measure) -> Option<Vec<f64>> {
        let place = measure.place_in(&Measure::OVER_TIME)?;
        let functions = match scope {
            Scope::Function(index) => self.functions.get(index..=index)?,
            Scope::Account => &self.functions[..],
        };
        if functions.len() > 1 && !measure.adds_up() {
            return None;
        }
        let intervals = functions
            .iter()
            .map(Vec::len)
            .max()
            .filter(|&count| count > 0)?;
        let count = self.replications.max(1) as f64;
        let sum = |interval: usize| -> f64 {
            let rows = functions.iter().filter_map(|rows| rows.get(interval));
            rows.map(|row| row[place]).sum()
        };
        Some(
            (0..intervals)
                .map(|interval| sum(interval) / count)
                .collect(),
        )
    }
}

/// The rows of each function of one run at its place among `count`; none of a function that the variant lacks.
pub(super) fn by_place<R: Clone>(
    result: &RunResult,
    places: &[usize],
    count: usize,
    rows: impl Fn(&FunctionResult) -> Vec<R>,
) -> Vec<Vec<R>> {
    let mut all = vec![Vec::new(); count];
    for (place, function) in places.iter().zip(&result.functions) {
        if let Some(own) = all.get_mut(*place) {
            *own = rows(function);
        }
    }
    all
}
