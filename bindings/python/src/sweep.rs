//! Many points of a scenario: a grid of values, or a sample of what lies between.

use burstsim::report::SweepReport;
use burstsim::scenario::parse::Override;
use burstsim::scenario::parse::ranges::Swept;
use burstsim::study::sweep::{Design, Points, Stopped, Wrong};
use pyo3::prelude::*;

use crate::failure::Failure;
use crate::guard::GuardOfMany;
use crate::measures;
use crate::problem::Problem;
use crate::report::{Owned, Report};
use crate::source::{Source, overrides};
use crate::watch::Attention;
use crate::words;

/// What is swept, and how often each point is simulated.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct How {
    /// Each `KEY=VALUES`.
    over: Vec<String>,
    sample: Option<u64>,
    pub(crate) replications: u64,
    pub(crate) metric: Vec<String>,
}

/// Simulates every point.
#[pyfunction]
pub(crate) fn sweep(
    py: Python<'_>,
    source: &Source,
    changes: Vec<String>,
    how: How,
    attention: Attention,
    language: &str,
) -> PyResult<Report> {
    attention.watch(py, |watch| {
        let metrics = measures::compared(&how.metric)?;
        let design = how.design()?;
        let changes = overrides(&changes);
        let parse = |point: &[Override]| source.parse(&changes, point);
        let guard = GuardOfMany::new();
        let guarded = |point: &[Override]| parse(point).map(|parsed| guard.seen(parsed));
        let points = Points::check(&design, how.replications, guarded, watch)?;
        guard.passed()?;
        let warnings = Problem::warnings(&points.warnings);
        let swept = points.run(parse, &(), watch)?;
        Report::new(Owned(SweepReport::new(swept, metrics)), language, warnings)
    })
}

impl How {
    pub(crate) fn design(&self) -> Result<Design, Failure> {
        let (mut read, mut wrong) = (Vec::new(), Vec::new());
        for text in &self.over {
            match Swept::read(text, self.sample.is_some()) {
                Ok(swept) => read.push(swept),
                Err(error) => wrong.push(error),
            }
        }
        if !wrong.is_empty() {
            return Err(Failure::Scenarios(wrong));
        }
        Design::new(read, self.sample).map_err(|error| Failure::Argument(words::of_design(&error)))
    }
}

impl From<Wrong> for Failure {
    fn from(wrong: Wrong) -> Self {
        match wrong {
            Wrong::Scenarios(errors) => Self::Scenarios(errors),
            Wrong::Interrupted(interrupted) => interrupted.into(),
            differ @ Wrong::Differ(_) => Self::Argument(differ.to_string()),
        }
    }
}

impl From<Stopped<std::convert::Infallible>> for Failure {
    fn from(stopped: Stopped<std::convert::Infallible>) -> Self {
        match stopped {
            Stopped::Interrupted { .. } => Self::Interrupted,
            Stopped::Scenario(error) => error.into(),
            Stopped::NotKept(never) => match never {},
        }
    }
}
