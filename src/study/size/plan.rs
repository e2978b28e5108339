//! What is searched, and when it is judged.

use super::{candidate, verdict};
use crate::scenario::{Objective, Scenario};
use crate::study::looks::Looks;

/// What is searched.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The function, by its position, whose results are judged.
    pub function: usize,
    /// What it has to achieve.
    pub objectives: Vec<Objective>,
    /// The largest value that may be tried; 0 is the smallest.
    pub upper: u32,
    /// After how many replications a value is judged.
    pub looks: Looks,
    /// Whether values around the answer are run for a curve as well.
    pub curve: bool,
}

/// Why there is nothing to search.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// Nothing is to be achieved.
    #[error("there is no objective to size for: give one, or write it into [slo] of the scenario")]
    NoObjective,
    /// More provisioned concurrency works against the objective.
    #[error(
        "`{} {objective}` sets a lower limit, and provisioned concurrency lowers what it measures: only < \
         and <= can be sized for",
        objective.measure.key()
    )]
    LowerLimit {
        /// The objective.
        objective: Objective,
    },
}

impl Plan {
    /// What a function, by its position, has to achieve with as much provisioned concurrency as there is room
    /// for: the objectives that are given, else those of the scenario.
    ///
    /// # Errors
    /// Why there is nothing to search.
    pub fn new(
        scenario: &Scenario,
        function: usize,
        objectives: Option<Vec<Objective>>,
        looks: Looks,
    ) -> Result<Self, PlanError> {
        let objectives = objectives.unwrap_or_else(|| scenario.objectives());
        if objectives.is_empty() {
            return Err(PlanError::NoObjective);
        }
        if let Some(&objective) = objectives
            .iter()
            .find(|one| !verdict::can_be_sized_for(one))
        {
            return Err(PlanError::LowerLimit { objective });
        }
        Ok(Self {
            function,
            objectives,
            upper: candidate::most(scenario, function),
            looks,
            curve: true,
        })
    }

    /// The objectives in words, such as `cold_start_rate < 1%`, with `between` between them.
    pub fn objective_words(&self, between: &str) -> String {
        let objectives = self.objectives.iter();
        let words = objectives.map(|one| format!("{} {one}", one.measure.key()));
        words.collect::<Vec<_>>().join(between)
    }
}
