//! What is kept of one run: a few numbers, which a journal keeps, too.

use crate::billing::{Period, bill};
use crate::measures::Measure;
use crate::metrics::{Readings, RunResult, StartUp};
use crate::scenario::Scenario;
use crate::study::Estimate;

/// What is kept of one run.
#[derive(Clone, Debug)]
pub(super) struct Observation {
    /// By objective: `None` where nothing was asked, infinite where nothing was answered.
    pub(super) objectives: Vec<Option<f64>>,
    pub(super) figures: Figures,
    /// How the function's run started up, if the scenario does not say how it begins.
    pub(super) start_up: Option<StartUp>,
}

/// A value of each of [`Measure::SIZED`]; `None` where a run gave nothing to measure.
pub(super) type Figures = [Option<f64>; Measure::SIZED.len()];

/// What a run measured of what is sized, which has a place in `whole`; its cost is that of all functions
/// together.
pub(super) fn figures(
    scenario: &Scenario,
    result: &RunResult,
    whole: &RunResult,
    place: usize,
) -> Option<Figures> {
    let month = bill(scenario, result, Period::Month).total().get();
    let readings = Readings::of_function(whole, place)?;
    Some(readings.with_cost(None, Some(month)).values(Measure::SIZED))
}

impl Observation {
    /// All its figures, but for how the run started up.
    pub(super) fn figures(&self) -> Vec<Option<f64>> {
        let objectives = self.objectives.iter();
        objectives.chain(&self.figures).copied().collect()
    }

    /// The same read back; `None` if they are not this many.
    pub(super) fn read(figures: &[Option<f64>], objectives: usize) -> Option<Self> {
        let (objectives, figures) = figures.split_at_checked(objectives)?;
        Some(Self {
            objectives: objectives.to_vec(),
            figures: figures.try_into().ok()?,
            start_up: None,
        })
    }

    pub(super) fn value(&self, measure: Measure) -> Option<f64> {
        self.figures[measure.place_in(&Measure::SIZED)?]
    }
}

pub(super) fn estimate(observed: &[Observation], figure: Measure) -> Option<Estimate> {
    let values = observed.iter().filter_map(|one| one.value(figure));
    Estimate::new(&values.collect::<Vec<f64>>())
}
