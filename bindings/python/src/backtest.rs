//! A scenario held against what was measured.

use std::path::PathBuf;

use burstsim::report::BacktestReport;
use burstsim::study::backtest::{Backtest, BacktestError, backtest as hold_against, measured};
use pyo3::prelude::*;

use crate::failure::Failure;
use crate::folder::AnyReport;
use crate::import::{GivenOptions, notes, read_all};
use crate::report::{Found, Report};
use crate::source::{Loaded, Source};
use crate::watch::Attention;

/// Runs a scenario over the measured time and lays the measurement beside it.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "named ones, of Python")]
pub(crate) fn backtest(
    py: Python<'_>,
    source: &Source,
    changes: Vec<String>,
    files: Vec<PathBuf>,
    given: GivenOptions,
    replications: u64,
    attention: Attention,
    language: &str,
) -> PyResult<Report> {
    attention.watch(py, |watch| {
        let Loaded {
            scenario,
            mut warnings,
        } = source.load(&changes)?;
        let import = read_all(&files, &given, watch)?;
        warnings.extend(notes(&import));
        let measured = measured(&scenario, &import);
        let found = hold_against(scenario, &measured, replications, watch)?;
        Report::new(Held(found), language, warnings)
    })
}

struct Held(Backtest);

impl Found for Held {
    fn lend(&self, ask: &mut dyn FnMut(&dyn AnyReport)) {
        ask(&BacktestReport::new(&self.0));
    }
}

impl From<BacktestError> for Failure {
    fn from(error: BacktestError) -> Self {
        match error {
            BacktestError::Interrupted(interrupted) => interrupted.into(),
            BacktestError::Match(error) => Self::Argument(error.to_string()),
        }
    }
}
