//! What a variant does over time, as means over its replications.
//!
//! Only sums are kept: memory grows with intervals and functions. Knows the rows of a result; must
//! not know how they are written or drawn.

use crate::metrics::{FunctionInterval, RunResult};
use crate::study::Scope;

/// A quantity of an interval, under the name of its column in `timeseries.csv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Requests that arrived.
    Arrivals,
    /// Attempts throttled.
    Throttles,
    /// Requests in flight or waiting to retry, mean over the interval.
    OpenMean,
    /// The same, most in the interval.
    OpenMax,
    /// Environments alive, mean over the interval.
    EnvironmentsMean,
    /// The same, most in the interval.
    EnvironmentsMax,
    /// Attempts that an outage failed.
    Errors,
}

impl Quantity {
    /// All of them, in the order of their columns.
    pub const ALL: [Self; 7] = [
        Self::Arrivals,
        Self::Throttles,
        Self::OpenMean,
        Self::OpenMax,
        Self::EnvironmentsMean,
        Self::EnvironmentsMax,
        Self::Errors,
    ];

    /// The column.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Arrivals => "arrivals",
            Self::Throttles => "throttles",
            Self::OpenMean => "open_mean",
            Self::OpenMax => "open_max",
            Self::EnvironmentsMean => "environments_mean",
            Self::EnvironmentsMax => "environments_max",
            Self::Errors => "errors",
        }
    }

    /// Whether the values of several functions add up to the account's: maxima fall on different
    /// moments.
    const fn adds_up(self) -> bool {
        !matches!(self, Self::OpenMax | Self::EnvironmentsMax)
    }

    fn of(self, interval: &FunctionInterval) -> f64 {
        match self {
            Self::Arrivals => interval.counts.arrivals as f64,
            Self::Throttles => interval.counts.throttles() as f64,
            Self::OpenMean => interval.open.mean,
            Self::OpenMax => interval.open.max as f64,
            Self::EnvironmentsMean => interval.environments.mean,
            Self::EnvironmentsMax => interval.environments.max as f64,
            Self::Errors => interval.counts.errors as f64,
        }
    }
}

type Row = [f64; Quantity::ALL.len()];

/// The series of each function of one run, or their sums over several.
#[derive(Clone, Debug, Default)]
pub struct MeanSeries {
    functions: Vec<Vec<Row>>,
    replications: u64,
}

impl MeanSeries {
    /// The series of one run.
    pub(super) fn of(result: &RunResult) -> Self {
        let row = |interval| Quantity::ALL.map(|quantity| quantity.of(interval));
        let functions = result.functions.iter();
        Self {
            functions: functions
                .map(|function| function.intervals.iter().map(row).collect())
                .collect(),
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

    /// The mean of a quantity in each interval; `None` where it is not known, as the most
    /// environments of several functions together.
    pub fn mean(&self, scope: Scope, quantity: Quantity) -> Option<Vec<f64>> {
        let functions = match scope {
            Scope::Function(index) => self.functions.get(index..=index)?,
            Scope::Account => &self.functions[..],
        };
        if functions.len() > 1 && !quantity.adds_up() {
            return None;
        }
        let intervals = functions.first().map_or(0, Vec::len);
        let count = self.replications.max(1) as f64;
        let sum = |interval: usize| -> f64 {
            let rows = functions.iter().filter_map(|rows| rows.get(interval));
            rows.map(|row| row[quantity as usize]).sum()
        };
        Some(
            (0..intervals)
                .map(|interval| sum(interval) / count)
                .collect(),
        )
    }
}
