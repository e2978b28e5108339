//! What a point gave: an estimate of each metric for the account and each function, and a verdict.
//!
//! It is folded from what is kept of each run, in the order of their numbers: floating-point sums depend on
//! their order, and no result may depend on where or when a run was made.

use crate::measures::Measure;
use crate::metrics::{RunResult, Verdict};
use crate::scenario::{Objective, Scenario};
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

/// What is kept of one run: all that the outcome of its point asks of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reduced {
    /// By scope: the account, then each function.
    pub(super) figures: Vec<Compared>,
    pub(super) judged: Vec<Judged>,
    pub(super) has_stand_ins: bool,
}

/// A verdict without the function that it is on, which no outcome names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Judged {
    pub(super) objective: Objective,
    pub(super) value: Option<f64>,
    pub(super) met: bool,
}

impl Reduced {
    /// What is kept of a run of `scenario`.
    pub(super) fn new(scenario: &Scenario, result: &RunResult) -> Self {
        let finished = Finished::new(scenario, result);
        let judged = finished.verdicts.iter().map(|verdict| Judged {
            objective: verdict.objective,
            value: verdict.value,
            met: verdict.met,
        });
        Self {
            figures: finished.compared(),
            judged: judged.collect(),
            has_stand_ins: !finished.stand_ins().is_empty(),
        }
    }
}

impl Judged {
    fn verdict(self) -> Verdict {
        Verdict {
            objective: self.objective,
            function: String::new(),
            value: self.value,
            met: self.met,
        }
    }
}

impl Outcome {
    /// What replications say, given in the order of their numbers.
    pub(super) fn new(replications: &[Reduced]) -> Self {
        let scopes = replications.first().map_or(0, |one| one.figures.len());
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
            judgements.fold(one.judged.iter().map(|one| one.verdict()).collect());
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
