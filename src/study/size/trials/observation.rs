//! What is kept of one run: a few numbers, which a journal keeps, too.

use crate::billing::{Period, bill};
use crate::measures::Measure;
use crate::metrics::{FunctionMinute, FunctionResult, Readings, RunResult, StartUp};
use crate::scenario::{Autoscaling, Scenario};
use crate::study::Estimate;

/// What is kept of one run.
#[derive(Clone, Debug)]
pub(super) struct Observation {
    /// By objective: `None` where nothing was asked, infinite where nothing was answered.
    pub(super) objectives: Vec<Option<f64>>,
    pub(super) figures: Figures,
    /// The lowest target at which autoscaling would have left the run as it is; `None` if that was not asked or
    /// something changed in it.
    pub(super) idle_from: Option<f64>,
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

/// The lowest target, as a share, at which autoscaling would not have scaled out in a run that had the same provisioned
/// all along; `None` if it had not. Where the statistic that is tracked was not measured, the highest share of
/// environments that was busy stands for it, which no statistic exceeds.
pub(super) fn idle_from(function: &FunctionResult, autoscaling: &Autoscaling) -> Option<f64> {
    let changes = function
        .provisioned
        .as_ref()
        .map_or(0, |one| one.changes.len());
    if !function.has_provisioned || changes > 0 {
        return None;
    }
    let datapoint = |minute: &FunctionMinute| match minute.utilization {
        Some(utilization) => utilization.statistic(autoscaling.statistic),
        None => minute.provisioned_busy_max as f64 / minute.provisioned_allocated.max(1) as f64,
    };
    let datapoints: Vec<f64> = function.minutes.iter().map(datapoint).collect();
    let in_a_row = datapoints.windows((autoscaling.out_datapoints as usize).max(1));
    let exceeded = in_a_row.map(|row| row.iter().copied().fold(f64::INFINITY, f64::min));
    Some(exceeded.fold(0.0, f64::max))
}

impl Observation {
    /// All its figures, but for how the run started up.
    pub(super) fn figures(&self) -> Vec<Option<f64>> {
        let objectives = self.objectives.iter();
        let all = objectives.chain(&self.figures).chain([&self.idle_from]);
        all.copied().collect()
    }

    /// The same read back; `None` if they are not this many.
    pub(super) fn read(figures: &[Option<f64>], objectives: usize) -> Option<Self> {
        let (objectives, figures) = figures.split_at_checked(objectives)?;
        let (&idle_from, figures) = figures.split_last()?;
        Some(Self {
            objectives: objectives.to_vec(),
            figures: figures.try_into().ok()?,
            idle_from,
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
