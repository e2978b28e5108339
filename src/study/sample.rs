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
    /// Whether the mean meets the objective. Nothing to measure misses nothing.
    pub met: bool,
    /// Whether the whole confidence interval lies on the same side of the limit as the mean. If
    /// not, more replications could turn the verdict.
    pub certain: bool,
}

impl Sample {
    /// A sample of one: replication 0.
    pub fn new(first: RunResult) -> Self {
        let nothing = vec![Vec::new(); SloMetric::ALL.len()];
        let mut sample = Self {
            bands: Bands::new(&first),
            observations: vec![nothing; first.functions.len()],
            first,
        };
        let Self {
            first,
            bands,
            observations,
        } = &mut sample;
        fold(first, bands, observations);
        sample
    }

    /// Folds in the next replication, in the order of their numbers.
    pub fn add(&mut self, result: &RunResult) {
        fold(result, &mut self.bands, &mut self.observations);
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
    pub fn judge(&self, objectives: &[Objective]) -> Vec<SampleVerdict> {
        let functions = || self.first.functions.iter().enumerate();
        objectives
            .iter()
            .flat_map(|objective| {
                functions()
                    .filter(|(_, function)| objectives::applies(objective.metric, function))
                    .map(|(index, function)| {
                        let value = self.estimate(index, objective.metric);
                        verdict(*objective, function.name.clone(), value)
                    })
            })
            .collect()
    }
}

fn fold(result: &RunResult, bands: &mut Bands, observations: &mut [Vec<Vec<f64>>]) {
    bands.add(result);
    for (function, observations) in result.functions.iter().zip(observations) {
        for (metric, values) in SloMetric::ALL.into_iter().zip(observations) {
            if objectives::applies(metric, function) {
                values.extend(objectives::measure(metric, function));
            }
        }
    }
}

fn verdict(objective: Objective, function: String, value: Option<Estimate>) -> SampleVerdict {
    let holds = |value| objective.comparison.holds(value, objective.limit);
    let met = value.is_none_or(|value| holds(value.mean));
    let certain = value.is_none_or(|value| holds(value.low()) == met && holds(value.high()) == met);
    SampleVerdict {
        objective,
        function,
        value,
        met,
        certain,
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
        let judged = |mean, half_width| {
            let value = Estimate {
                mean,
                half_width,
                n: 30,
            };
            let verdict = verdict(objective, "f".to_owned(), Some(value));
            (verdict.met, verdict.certain)
        };
        assert_eq!(judged(0.05, 0.01), (true, true));
        assert_eq!(judged(0.09, 0.02), (true, false));
        assert_eq!(judged(0.11, 0.02), (false, false));
        assert_eq!(judged(0.15, 0.02), (false, true));
        assert_eq!(judged(0.05, f64::INFINITY), (true, false));
        let nothing = verdict(objective, "f".to_owned(), None);
        assert!(nothing.met && nothing.certain);
    }
}
