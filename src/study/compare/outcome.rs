//! What is kept of a run, and what the replications of a variant said together.

use super::bills::Bills;
use super::capacity::CapacitySeries;
use super::mean_series::MeanSeries;
use super::month;
use super::variant::Variant;
use super::waiting::WaitingSeries;
use crate::billing::Item;
use crate::kernel::SimTime;
use crate::measures::Measure;
use crate::metrics::{RunResult, Verdict};
use crate::study::finished::{Compared, Finished};
use crate::study::judgements::Judgements;

/// What the replications of one variant said.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    /// By scope and metric, a value for each replication.
    pub(super) observations: Vec<[Vec<Option<f64>>; Measure::COMPARED.len()]>,
    pub(super) series: MeanSeries,
    pub(super) judgements: Judgements,
    pub(super) stand_ins: Vec<Item>,
    /// Of platforms.
    pub(super) capacity: CapacitySeries,
    pub(super) waiting: WaitingSeries,
    pub(super) bills: Bills,
}

/// What is kept of one run.
pub(super) struct Reduced {
    pub(super) figures: Vec<Compared>,
    pub(super) series: MeanSeries,
    pub(super) verdicts: Vec<Verdict>,
    pub(super) stand_ins: Vec<Item>,
    pub(super) starts: Vec<SimTime>,
    pub(super) capacity: CapacitySeries,
    pub(super) waiting: WaitingSeries,
    pub(super) bills: Bills,
    /// What it used of the months of events, by the number of the event's variant.
    pub(super) months: month::Parts,
}

impl Reduced {
    /// What is kept of a run of the variant with the number `index`, whose functions have `places` among `count`.
    pub(super) fn new(
        variants: &[Variant],
        index: usize,
        (places, count): (&[usize], usize),
        result: &RunResult,
    ) -> Self {
        let scenario = &variants[index].scenario;
        let intervals = result.account.intervals.iter();
        let finished = Finished::new(scenario, result);
        let mut figures = vec![[None; Measure::COMPARED.len()]; 1 + count];
        let scopes = std::iter::once(0).chain(places.iter().map(|place| 1 + place));
        for (scope, compared) in scopes.zip(finished.compared()) {
            figures[scope] = compared;
        }
        Self {
            figures,
            stand_ins: finished.stand_ins(),
            series: MeanSeries::of(result, places, count),
            capacity: match variants[index].platform {
                Some(_) => CapacitySeries::of(scenario, result),
                None => CapacitySeries::default(),
            },
            waiting: WaitingSeries::of(result, places, count),
            bills: Bills::of(&finished),
            verdicts: finished.verdicts,
            starts: intervals.map(|interval| interval.start).collect(),
            months: month::parts(variants, index, result),
        }
    }
}

impl Outcome {
    /// Whether all that is compared is the same in every replication.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.observations == other.observations
            && self.judgements.judge() == other.judgements.judge()
    }

    pub(super) fn new(functions: usize) -> Self {
        Self {
            observations: vec![Default::default(); 1 + functions],
            series: MeanSeries::default(),
            judgements: Judgements::default(),
            stand_ins: Vec::new(),
            capacity: CapacitySeries::default(),
            waiting: WaitingSeries::default(),
            bills: Bills::default(),
        }
    }

    pub(super) fn add(&mut self, reduced: Reduced) {
        for (observations, figures) in self.observations.iter_mut().zip(reduced.figures) {
            for (values, value) in observations.iter_mut().zip(figures) {
                values.push(value);
            }
        }
        self.series.add(reduced.series);
        self.judgements.fold(reduced.verdicts);
        self.capacity.add(reduced.capacity);
        self.waiting.add(reduced.waiting);
        self.bills.add(reduced.bills);
        // Whose prices hold is the same in all replications.
        self.stand_ins = reduced.stand_ins;
    }
}
