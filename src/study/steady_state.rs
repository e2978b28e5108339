//! One long run: where its warm-up ends, and what holds after it.
//!
//! The end of the warm-up comes from the run's own interval series (`mser`), the
//! intervals of confidence from batches of the intervals after it
//! ([`batch_means`](super::batch_means)). A rate is the quotient of sums over a batch, throttles over
//! attempts, and not a mean of rates: an interval with few attempts must not weigh as much as one
//! with many.
//!
//! Knows results of runs; must not know how they are shown.

use super::batch_means::{BatchMeans, batch_means};
use super::mser;
use crate::kernel::{SimDuration, SimTime};
use crate::measures::Measure;
use crate::metrics::{FunctionInterval, FunctionResult, Readings, RunResult};

/// What a long run says of its steady state.
#[derive(Clone, Debug, PartialEq)]
pub struct SteadyState {
    /// The series that the warm-up was sought in.
    pub judged_by: Vec<Measure>,
    /// Series that show no steady state: the function's name and the metric.
    pub unsteady: Vec<(String, Measure)>,
    /// The end of the warm-up: the latest one of all series. Without a steady state, `None`.
    pub warm_up: Option<SimDuration>,
    /// Estimates of what holds after the warm-up; empty without a steady state.
    pub functions: Vec<FunctionSteadyState>,
}

/// The steady state of one function.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionSteadyState {
    /// The function's name.
    pub name: String,
    /// The measures that have an estimate.
    pub estimates: Vec<(Measure, BatchMeans)>,
}

impl SteadyState {
    /// The steady state of a run, whose warm-up is sought in the given series of every function,
    /// after the warm-up that its scenario sets, if any.
    pub fn find(result: &RunResult, judged_by: &[Measure]) -> Self {
        let mut unsteady = Vec::new();
        let mut transient = 0;
        for function in &result.functions {
            let rows = whole_intervals(result, function);
            for &metric in judged_by {
                let value = |row| Readings::of_interval(row).value(metric);
                let series: Vec<f64> = rows.iter().filter_map(value).collect();
                match mser::transient(&series) {
                    Some(cut) => transient = transient.max(cut),
                    None => unsteady.push((function.name.clone(), metric)),
                }
            }
        }
        let found = unsteady.is_empty();
        let estimate = |function: &FunctionResult| FunctionSteadyState {
            name: function.name.clone(),
            estimates: estimates(&whole_intervals(result, function)[transient..]),
        };
        Self {
            judged_by: judged_by.to_vec(),
            warm_up: found.then(|| end_of(result, transient)),
            functions: match found {
                true => result.functions.iter().map(estimate).collect(),
                false => Vec::new(),
            },
            unsteady,
        }
    }

    /// Whether every interval rests on batches that pass for independent.
    pub fn is_long_enough(&self) -> bool {
        let all = |function: &FunctionSteadyState| {
            function
                .estimates
                .iter()
                .all(|(_, means)| means.independent)
        };
        self.functions.iter().all(all)
    }
}

/// The rows of a function after the scenario's own warm-up, without a shorter last one.
fn whole_intervals<'a>(result: &RunResult, function: &'a FunctionResult) -> &'a [FunctionInterval] {
    let rows = &function.intervals;
    let start = SimTime::ZERO + result.warm_up;
    let first = rows.partition_point(|row| row.start < start);
    let end = SimTime::ZERO + result.simulated;
    let is_whole = |row: &FunctionInterval| row.start + result.interval <= end;
    let whole = rows.partition_point(is_whole).max(first);
    &rows[first..whole]
}

/// The time when the first `count` whole intervals of a run end.
fn end_of(result: &RunResult, count: usize) -> SimDuration {
    let rows = result.functions.first().map(|f| whole_intervals(result, f));
    let row = rows.and_then(|rows| rows.get(count));
    row.map_or(result.warm_up, |row| row.start.since(SimTime::ZERO))
}

fn estimates(rows: &[FunctionInterval]) -> Vec<(Measure, BatchMeans)> {
    let readings: Vec<_> = rows.iter().map(Readings::of_interval).collect();
    let estimate = |measure: Measure| {
        let pairs: Vec<_> = readings.iter().map(|row| row.parts(measure)).collect();
        Some((measure, batch_means(&pairs)?))
    };
    Measure::STEADY.into_iter().filter_map(estimate).collect()
}
