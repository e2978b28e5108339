//! What is searched, and when it is judged.

use super::search::Between;
use super::{candidate, verdict};
use crate::scenario::{Objective, Scenario, Setting};
use crate::study::looks::Looks;

/// What is searched.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The function, by its position, whose results are judged.
    pub function: usize,
    /// What it has to achieve.
    pub objectives: Vec<Objective>,
    /// What is searched for: provisioned concurrency, a reserve, or the concurrency of the account.
    pub setting: Setting,
    /// The smallest value that may be tried.
    pub lower: u32,
    /// The largest value that may be tried.
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
            setting: Setting::ProvisionedConcurrency(function),
            lower: 0,
            upper: candidate::most(scenario, function),
            looks,
            curve: true,
        })
    }

    /// The same for another quantity. The upper end of an account's range is not known before a run: it is set by
    /// [`size`](super::size()).
    #[must_use]
    pub fn of(self, scenario: &Scenario, setting: Setting) -> Self {
        if setting == self.setting {
            return self;
        }
        let upper = setting.most(scenario).unwrap_or(0);
        Self {
            setting,
            lower: setting.least_accepted(scenario, upper),
            upper,
            ..self
        }
    }

    /// The values that may be tried.
    pub(super) fn within(&self) -> Between {
        Between::new(self.lower, self.upper)
    }

    /// Whether it is provisioned concurrency that is searched for.
    pub fn is_provisioned(&self) -> bool {
        matches!(self.setting, Setting::ProvisionedConcurrency(_))
    }

    /// The value beside which an answer is shown: nothing provisioned, or what the scenario has of another quantity.
    pub fn reference(&self, scenario: &Scenario) -> Option<u32> {
        if self.is_provisioned() {
            return Some(0);
        }
        let own = self.setting.value(scenario)?;
        (self.lower..=self.upper).contains(&own).then_some(own)
    }

    /// The objectives in words, such as `cold_start_rate < 1%`, with `between` between them.
    pub fn objective_words(&self, between: &str) -> String {
        let objectives = self.objectives.iter();
        let words = objectives.map(|one| format!("{} {one}", one.measure.key()));
        words.collect::<Vec<_>>().join(between)
    }
}
