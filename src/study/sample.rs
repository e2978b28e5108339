//! What replications of one scenario say together, folded in one after another.
//!
//! Only replication 0 is kept whole: it is the sample path that the series and most charts show. Of
//! the others remain the metrics that objectives and precision are about, one number each, and
//! their share in the bands. Memory therefore grows with intervals and functions; a replication
//! more costs some dozen numbers.

use super::bands::Bands;
use super::statistics::Estimate;
use crate::metrics::{RunResult, objectives};
use crate::scenario::{Objective, SloMetric};

/// Replications of one scenario.
#[derive(Clone, Debug)]
pub struct Sample {
    first: RunResult,
    bands: Bands,
    /// For each function and metric, a value for each replication that has one.
    observations: Vec<Vec<Vec<f64>>>,
    /// The objectives, and for each verdict on them in replication 0 the values of all.
    objectives: Vec<Objective>,
    verdicts: Vec<Judged>,
}

/// What the replications said of one objective in one function.
#[derive(Clone, Debug)]
struct Judged {
    objective: Objective,
    function: String,
    values: Vec<f64>,
    /// Whether none missed it: decides where there is no value at all.
    always_met: bool,
}

/// One objective, judged for one function by the mean of many replications.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleVerdict {
    /// The objective.
    pub objective: Objective,
    /// Name of the function it was judged for.
    pub function: String,
    /// What was measured; `None` if no replication gave anything to measure.
    pub value: Option<Estimate>,
    /// Whether the mean meets the objective; without any value, whether no replication missed it.
    pub met: bool,
    /// Whether the whole confidence interval lies on the same side of the limit as the mean. If
    /// not, more replications could turn the verdict.
    pub certain: bool,
}

impl Sample {
    /// A sample of one: replication 0. `objectives` are those to be judged.
    pub fn new(objectives: &[Objective], first: RunResult) -> Self {
        let nothing = vec![Vec::new(); SloMetric::ALL.len()];
        let verdicts = objectives::evaluate(objectives, &first);
        let mut sample = Self {
            bands: Bands::new(&first),
            observations: vec![nothing; first.functions.len()],
            objectives: objectives.to_vec(),
            verdicts: verdicts
                .into_iter()
                .map(|verdict| Judged {
                    objective: verdict.objective,
                    function: verdict.function,
                    values: verdict.value.into_iter().collect(),
                    always_met: verdict.met,
                })
                .collect(),
            first,
        };
        sample.bands.add(&sample.first);
        observe(&mut sample.observations, &sample.first);
        sample
    }

    /// Folds in the next replication, in the order of their numbers.
    pub fn add(&mut self, result: &RunResult) {
        self.bands.add(result);
        observe(&mut self.observations, result);
        let verdicts = objectives::evaluate(&self.objectives, result);
        for (judged, verdict) in self.verdicts.iter_mut().zip(verdicts) {
            judged.values.extend(verdict.value);
            judged.always_met &= verdict.met;
        }
    }

    /// Number of replications.
    pub fn replications(&self) -> u64 {
        self.bands.replications()
    }

    /// Replication 0, whole.
    pub fn first(&self) -> &RunResult {
        &self.first
    }

    /// The bands of the series.
    pub fn bands(&self) -> &Bands {
        &self.bands
    }

    /// The estimate of a metric of a function; `None` if it does not apply, or if no replication
    /// has a value.
    pub fn estimate(&self, function: usize, metric: SloMetric) -> Option<Estimate> {
        let index = SloMetric::ALL.iter().position(|one| *one == metric)?;
        Estimate::new(self.observations.get(function)?.get(index)?)
    }

    /// Judges each objective for every function it applies to, in the order of
    /// [`objectives::evaluate`].
    pub fn judge(&self) -> Vec<SampleVerdict> {
        self.verdicts.iter().map(verdict).collect()
    }
}

fn observe(observations: &mut [Vec<Vec<f64>>], result: &RunResult) {
    for (function, observations) in result.functions.iter().zip(observations) {
        for (metric, values) in SloMetric::ALL.into_iter().zip(observations) {
            if objectives::applies(metric, function) {
                values.extend(objectives::measure(metric, f64::INFINITY, function));
            }
        }
    }
}

fn verdict(judged: &Judged) -> SampleVerdict {
    let objective = judged.objective;
    let holds = |value| objective.comparison.holds(value, objective.limit);
    let value = Estimate::new(&judged.values);
    let met = value.map_or(judged.always_met, |value| holds(value.mean));
    SampleVerdict {
        objective,
        function: judged.function.clone(),
        value,
        met,
        certain: value.is_none_or(|value| holds(value.low()) == met && holds(value.high()) == met),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Comparison;

    #[test]
    fn a_verdict_is_certain_if_the_interval_does_not_straddle_the_limit() {
        let objective = Objective {
            metric: SloMetric::ThrottleRate,
            comparison: Comparison::Less,
            limit: 0.1,
        };
        let judged = |values: &[f64]| {
            let judged = Judged {
                objective,
                function: "f".to_owned(),
                values: values.to_vec(),
                always_met: false,
            };
            let verdict = verdict(&judged);
            (verdict.met, verdict.certain)
        };
        // Half widths of 12.7 (t of 1 degree of freedom) times half the difference.
        assert_eq!(judged(&[0.049, 0.051]), (true, true));
        assert_eq!(judged(&[0.085, 0.095]), (true, false));
        assert_eq!(judged(&[0.105, 0.115]), (false, false));
        assert_eq!(judged(&[0.149, 0.151]), (false, true));
        assert_eq!(
            judged(&[0.05]),
            (true, false),
            "one says nothing of its error"
        );
        assert_eq!(judged(&[]), (false, true), "nothing to measure, and missed");
    }
}
