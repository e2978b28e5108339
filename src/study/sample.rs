//! What replications of one scenario say together, folded in one after another.
//!
//! Only replication 0 is kept whole: it is the sample path that the series and most charts show. Of
//! the others remain the metrics that objectives and precision are about, one number each, and
//! their share in the bands. Memory therefore grows with intervals and functions; a replication
//! more costs some dozen numbers.

use super::bands::Bands;
use super::judgements::{Judgements, SampleVerdict};
use super::statistics::Estimate;
use crate::measures::Measure;
use crate::metrics::{RunResult, Verdict, objectives};

/// Replications of one scenario.
#[derive(Clone, Debug)]
pub struct Sample {
    first: RunResult,
    bands: Bands,
    /// For each function and metric, a value for each replication that has one.
    observations: Vec<Vec<Vec<f64>>>,
    judgements: Judgements,
}

impl Sample {
    /// A sample of one: replication 0, with the verdicts on its objectives.
    pub fn new(first: RunResult, verdicts: Vec<Verdict>) -> Self {
        let nothing = vec![Vec::new(); Measure::judged().count()];
        let mut sample = Self {
            bands: Bands::new(&first),
            observations: vec![nothing; first.functions.len()],
            judgements: Judgements::default(),
            first,
        };
        sample.judgements.fold(verdicts);
        sample.bands.add(&sample.first);
        observe(&mut sample.observations, &sample.first);
        sample
    }

    /// Folds in the next replication with its verdicts, in the order of their numbers.
    pub fn add(&mut self, result: &RunResult, verdicts: Vec<Verdict>) {
        self.bands.add(result);
        observe(&mut self.observations, result);
        self.judgements.fold(verdicts);
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
    pub fn estimate(&self, function: usize, metric: Measure) -> Option<Estimate> {
        let index = Measure::judged().position(|one| one == metric)?;
        Estimate::new(self.observations.get(function)?.get(index)?)
    }

    /// Judges each objective for every function it applies to, in the order of
    /// [`objectives::evaluate`].
    pub fn judge(&self) -> Vec<SampleVerdict> {
        self.judgements.judge()
    }
}

fn observe(observations: &mut [Vec<Vec<f64>>], result: &RunResult) {
    for (function, observations) in result.functions.iter().zip(observations) {
        for (metric, values) in Measure::judged().zip(observations) {
            if objectives::applies(metric, function) {
                values.extend(objectives::measure(metric, f64::INFINITY, function));
            }
        }
    }
}
