//! A scenario that is read and not run, the shipped ones, and the format of all.

use burstsim::scenario::shipped as known;
use burstsim::scenario::{resolved, schema as format};
use pyo3::prelude::*;

use crate::failure::Failure;
use crate::problem::Problem;
use crate::source::{Loaded, Source};

/// Name, resolved text and warnings of a scenario.
#[pyfunction]
pub(crate) fn check(
    py: Python<'_>,
    source: &Source,
    changes: Vec<String>,
) -> Result<(String, String, Vec<Problem>), Failure> {
    py.detach(|| {
        let Loaded { scenario, warnings } = source.load(&changes)?;
        let text = resolved::to_toml(&scenario);
        Ok((scenario.name, text, warnings))
    })
}

/// Name and summary of each shipped scenario.
#[pyfunction]
pub(crate) fn shipped() -> Vec<(&'static str, &'static str)> {
    let all = known::all().iter();
    all.map(|one| (one.name, one.summary())).collect()
}

/// The JSON Schema of a scenario, as JSON.
#[pyfunction]
pub(crate) fn schema() -> String {
    format::to_json()
}
