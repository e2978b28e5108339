//! A scenario run once, once for long, or many times.

use burstsim::kernel::SimTime;
use burstsim::measures::Measure;
use burstsim::report::{Figures, Replications, RunReport, Study};
use burstsim::scenario::Scenario;
use burstsim::study::containers::{ContainerDiary, Containers};
use burstsim::study::diary::{Diary, Entry};
use burstsim::study::explain::{BaseRun, Explanation, Question, explain};
use burstsim::study::watch::{OneRun, Step, Watch};
use burstsim::study::{Enough, Goal, SteadyState, replicate_until};
use burstsim::world::simulate_observed;
use pyo3::prelude::*;

use crate::failure::Failure;
use crate::folder::AnyReport;
use crate::measures;
use crate::report::{Found, Report};
use crate::source::{Loaded, Source};
use crate::watch::{Attention, Watching};
use crate::words::HINTS;

/// How often to simulate, and what else to find out.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct How {
    replications: Option<u64>,
    precision: Option<f64>,
    precision_of: Vec<String>,
    max_replications: Option<u64>,
    steady_state: bool,
    settled: Vec<String>,
    explain: bool,
    metric_data: bool,
    openmetrics: bool,
}

/// Simulates a scenario.
#[pyfunction]
pub(crate) fn run(
    py: Python<'_>,
    source: &Source,
    changes: Vec<String>,
    how: How,
    attention: Attention,
    language: &str,
) -> PyResult<Report> {
    let study = |watch: &Watching| {
        let Loaded { scenario, warnings } = source.load(&changes)?;
        let told = match how.enough(&scenario)? {
            Some(enough) => {
                let found = replicate_until(&scenario, enough, Figures::of, watch)?;
                Told::of(What::Replications(found))
            }
            None => once(&scenario, &how, watch)?,
        };
        Report::new(
            Ran {
                scenario,
                told,
                has_metric_data: how.metric_data,
                has_openmetrics: how.openmetrics,
            },
            language,
            warnings,
        )
    };
    // One run needs no other thread, and starting some takes longer than a short run.
    let is_one = how.replications.is_none() && how.precision.is_none() && !how.explain;
    match is_one {
        true => attention.watch_alone(py, study),
        false => attention.watch(py, study),
    }
}

impl How {
    /// How many replications there are to be; `None` if a single run.
    fn enough(&self, scenario: &Scenario) -> Result<Option<Enough>, Failure> {
        if let Some(exactly) = self.replications {
            return Ok(Some(Enough::Exactly(exactly)));
        }
        let Some(precision) = self.precision else {
            return Ok(None);
        };
        let mut goal = Goal::of(scenario, precision);
        goal.most = self.max_replications.unwrap_or(goal.most);
        let metrics = measures::of_objectives(&self.precision_of)?;
        if !metrics.is_empty() {
            goal.metrics = metrics;
        }
        Ok(Some(Enough::Precise(goal)))
    }
}

/// One run, with what a small one tells of itself.
fn once(scenario: &Scenario, how: &How, watch: &Watching) -> Result<Told, Failure> {
    let settled: Vec<Measure> = measures::settling(&how.settled)?;
    watch.planned(Step::Run, 1);
    let diaries = (Diary::default(), ContainerDiary::default());
    let mut watching = (OneRun::of(scenario, watch), diaries);
    let base = match how.explain {
        true => BaseRun::observed(scenario, &mut watching)?,
        false => simulate_observed(scenario, 0, &mut watching).map(BaseRun::from)?,
    };
    let (diary, containers) = watching.1;
    let end = SimTime::ZERO + base.result.simulated;
    let explanation = how
        .explain
        .then(|| explained(scenario, &base, Question::default(), watch))
        .transpose()?;
    let what = match how.steady_state {
        true => {
            let steady = SteadyState::find(&base.result, &settled);
            What::Long(base, steady)
        }
        false => What::Run(base),
    };
    Ok(Told {
        what,
        diary: diary.entries(),
        containers: containers.told(end),
        explanation,
    })
}

/// The explanation of a run; what was found by the time somebody stops it is not kept.
pub(crate) fn explained(
    scenario: &Scenario,
    base: &BaseRun,
    question: Question,
    watch: &Watching,
) -> Result<Explanation, Failure> {
    let explanation = explain(scenario, base, question, watch, &());
    match explanation.is_interrupted {
        true => Err(Failure::Interrupted),
        false => Ok(explanation),
    }
}

/// A scenario and what came of it.
struct Ran {
    scenario: Scenario,
    told: Told,
    has_metric_data: bool,
    has_openmetrics: bool,
}

struct Told {
    what: What,
    diary: Option<Vec<Entry>>,
    containers: Option<Containers>,
    explanation: Option<Explanation>,
}

enum What {
    Run(BaseRun),
    Long(BaseRun, SteadyState),
    Replications(Replications),
}

impl Told {
    fn of(what: What) -> Self {
        Self {
            what,
            diary: None,
            containers: None,
            explanation: None,
        }
    }
}

impl Found for Ran {
    fn lend(&self, ask: &mut dyn FnMut(&dyn AnyReport)) {
        let study = match &self.told.what {
            What::Run(base) => Study::Run(&base.result),
            What::Long(base, steady) => Study::Long(&base.result, steady),
            What::Replications(replications) => Study::Replications(replications),
        };
        ask(&RunReport {
            diary: self.told.diary.as_deref(),
            containers: self.told.containers.as_ref(),
            explanation: self.told.explanation.as_ref(),
            has_metric_data: self.has_metric_data,
            has_openmetrics: self.has_openmetrics,
            hints: HINTS,
            ..RunReport::new(&self.scenario, study)
        });
    }
}
