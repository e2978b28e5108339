//! What a point gave: an estimate of each metric for the account and each function, and a verdict.

use crate::measures::Measure;
use crate::metrics::{RunResult, Verdict};
use crate::scenario::Scenario;
use crate::study::Scope;
use crate::study::finished::{Compared, Finished};
use crate::study::judgements::Judgements;
use crate::study::statistics::Estimate;

/// The estimates of one scope, by metric.
pub(super) type Estimates = [Option<Estimate>; Measure::COMPARED.len()];

/// What the replications of a point said together.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// By scope: the account, then each function.
    pub(super) estimates: Vec<Estimates>,
    /// Whether every objective is met, judged by the means; `None` without objectives.
    pub slo_met: Option<bool>,
    /// Whether a price of another Region stands in for one that is not known.
    pub has_stand_ins: bool,
}

/// What is kept of one run.
#[derive(Clone, Debug)]
pub(super) struct Reduced {
    figures: Vec<Compared>,
    verdicts: Vec<Verdict>,
    has_stand_ins: bool,
}

impl Reduced {
    pub(super) fn new(scenario: &Scenario, result: &RunResult) -> Self {
        let finished = Finished::new(scenario, result);
        Self {
            figures: finished.compared(),
            has_stand_ins: !finished.stand_ins().is_empty(),
            verdicts: finished.verdicts,
        }
    }
}

impl Outcome {
    /// What replications say, given in the order of their numbers.
    pub(super) fn new(scenario: &Scenario, replications: Vec<Reduced>) -> Self {
        let scopes = 1 + scenario.functions.len();
        let estimate = |scope: usize, place: usize| {
            let values = replications
                .iter()
                .filter_map(|one| one.figures.get(scope)?[place]);
            Estimate::new(&values.collect::<Vec<f64>>())
        };
        let estimates = (0..scopes)
            .map(|scope| std::array::from_fn(|place| estimate(scope, place)))
            .collect();
        let has_stand_ins = replications.iter().any(|one| one.has_stand_ins);
        let mut judgements = Judgements::default();
        for one in replications {
            judgements.fold(one.verdicts);
        }
        let verdicts = judgements.judge();
        let slo_met = (!verdicts.is_empty()).then(|| verdicts.iter().all(|one| one.met));
        Self {
            estimates,
            slo_met,
            has_stand_ins,
        }
    }

    /// The mean of a metric; `None` if no replication has a value.
    pub fn estimate(&self, scope: Scope, metric: Measure) -> Option<Estimate> {
        let index = match scope {
            Scope::Account => 0,
            Scope::Function(index) => 1 + index,
        };
        self.estimates.get(index)?[metric.place_in(&Measure::COMPARED)?]
    }
}
