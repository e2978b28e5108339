//! The least of a quantity that meets objectives: a number, a value for each hour, or autoscaling.

use burstsim::report::format::escaped;
use burstsim::report::{ScheduleReport, SizeReport, TargetReport};
use burstsim::scenario::parse::parse_objectives;
use burstsim::scenario::setting::provisioned_alias;
use burstsim::scenario::{Objective, Scenario};
use burstsim::study::size::asked::{NoRoom, only_function};
use burstsim::study::size::{Looks, Plan, Quantity, hourly, size as search, target};
use pyo3::prelude::*;

use crate::failure::Failure;
use crate::problem::Problem;
use crate::report::{Owned, Report};
use crate::source::{Loaded, Source};
use crate::watch::{Attention, Watching};
use crate::words::{self, HINTS};

/// What is sized, for what, and how.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct How {
    function: Option<String>,
    slo: Vec<String>,
    quantity: String,
    source: Option<usize>,
    max_replications: u64,
    hourly: bool,
    target: bool,
    curve: bool,
}

/// Finds the least that meets the objectives.
#[pyfunction]
pub(crate) fn size(
    py: Python<'_>,
    source: &Source,
    changes: Vec<String>,
    how: How,
    attention: Attention,
    language: &str,
) -> PyResult<Report> {
    attention.watch(py, |watch| {
        let objectives = how.objectives()?;
        let Loaded { scenario, warnings } = source.load(&changes)?;
        let plan = how.plan(&scenario, objectives)?;
        how.search(plan, &scenario, watch, language, warnings)
    })
}

impl How {
    /// What was asked for; `None` if the scenario is to say it.
    fn objectives(&self) -> Result<Option<Vec<Objective>>, Failure> {
        if self.slo.is_empty() {
            return Ok(None);
        }
        Ok(Some(parse_objectives("slo", &self.slo)?))
    }

    fn function(&self, scenario: &Scenario) -> Result<usize, Failure> {
        match &self.function {
            Some(name) => words::function(scenario, name),
            None => only_function(scenario).ok_or_else(|| {
                Failure::Argument(format!(
                    "the scenario has several functions: name the one to size with function=, one of {}",
                    escaped(&scenario.function_names())
                ))
            }),
        }
    }

    fn plan(
        &self,
        scenario: &Scenario,
        objectives: Option<Vec<Objective>>,
    ) -> Result<Plan, Failure> {
        let function = self.function(scenario)?;
        if let Some(alias) = provisioned_alias(scenario, function)
            && (self.hourly || self.target)
        {
            return Err(Failure::Argument(format!(
                "schedule and target size a version, and the alias `{}` has provisioned concurrency that is a \
                 number: AWS does not let it be managed while an alias has weights",
                escaped(&alias.name)
            )));
        }
        let quantity = Quantity::called(&self.quantity).ok_or_else(|| {
            let known = Quantity::ALL.map(Quantity::key).join(", ");
            Failure::Argument(format!("`{}` is no quantity: {known}", self.quantity))
        })?;
        let looks = Looks::up_to(self.max_replications);
        let plan = Plan::new(scenario, function, objectives, looks)
            .map_err(|error| Failure::Argument(words::of_plan(&error)))?;
        let setting = quantity
            .setting(scenario, function, self.source)
            .map_err(|error| Failure::Argument(words::of_quantity(&error)))?;
        Ok(Plan {
            curve: self.curve,
            ..plan.of(scenario, setting)
        })
    }

    fn search(
        &self,
        plan: Plan,
        scenario: &Scenario,
        watch: &Watching,
        language: &str,
        warnings: Vec<Problem>,
    ) -> Result<Report, Failure> {
        if self.hourly {
            let report = ScheduleReport::new(scenario, hourly(plan, scenario, watch)?);
            return Report::new(Owned(report), language, warnings);
        }
        if self.target {
            let function = plan.function;
            let tracking = target(plan, scenario, watch)?;
            let tracking = tracking
                .ok_or_else(|| Failure::Argument(NoRoom::of(scenario, function).to_string()))?;
            let report = TargetReport::new(scenario, tracking).with_hints(HINTS);
            return Report::new(Owned(report), language, warnings);
        }
        let sizing = search(plan, scenario, watch)?;
        if !sizing.is_whole {
            return Err(Failure::Interrupted);
        }
        let report = SizeReport::new(scenario, sizing).with_hints(HINTS);
        Report::new(Owned(report), language, warnings)
    }
}
