//! Why a run throttled or started cold, and the least change that prevents it.

use burstsim::report::ExplanationReport;
use burstsim::scenario::Scenario;
use burstsim::study::Finished;
use burstsim::study::explain::{BaseRun, Explanation, Question};
use pyo3::prelude::*;

use crate::folder::AnyReport;
use crate::report::{Found, Report};
use crate::run::explained;
use crate::source::{Loaded, Source};
use crate::watch::Attention;
use crate::words::{self, HINTS};

/// Explains the throttles and cold starts of a scenario.
#[pyfunction]
pub(crate) fn explain(
    py: Python<'_>,
    source: &Source,
    changes: Vec<String>,
    function: Option<String>,
    periods: usize,
    attention: Attention,
    language: &str,
) -> PyResult<Report> {
    attention.watch(py, |watch| {
        let Loaded { scenario, warnings } = source.load(&changes)?;
        let function = function.as_deref();
        let function = function.map(|name| words::function(&scenario, name));
        let question = Question {
            function: function.transpose()?,
            periods,
        };
        let base = BaseRun::of(&scenario, watch)?;
        let explanation = explained(&scenario, &base, question, watch)?;
        let found = Explained {
            scenario,
            base,
            explanation,
        };
        Report::new(found, language, warnings)
    })
}

struct Explained {
    scenario: Scenario,
    base: BaseRun,
    explanation: Explanation,
}

impl Found for Explained {
    fn lend(&self, ask: &mut dyn FnMut(&dyn AnyReport)) {
        let finished = Finished::new(&self.scenario, &self.base.result);
        let report = ExplanationReport::new(&finished, &self.explanation);
        ask(&report.with_hints(HINTS));
    }
}
