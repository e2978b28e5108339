//! The model against theory, AWS's examples and measurements.

use burstsim::report::Language;
use burstsim::report::validation::{self, Section};
use burstsim::study::validate::{
    Bench, Effort, Failure as Unproven, REFERENCES, Reference, Verdict,
};
use pyo3::prelude::*;

use crate::failure::Failure;
use crate::table::{Table, table_of_csv};
use crate::watch::Attention;

impl From<Unproven> for Failure {
    fn from(failure: Unproven) -> Self {
        match failure {
            Unproven::Scenario(error) => error.into(),
            Unproven::Interrupted(interrupted) => interrupted.into(),
        }
    }
}

/// What came of comparing the model with its references.
#[pyclass(frozen, module = "burstsim._native")]
pub(crate) struct Validation(Vec<Section>);

/// Compares the model with its references, or those that are named.
#[pyfunction]
pub(crate) fn validate(
    py: Python<'_>,
    only: Vec<String>,
    quick: bool,
    changes: Vec<String>,
    attention: Attention,
) -> PyResult<Validation> {
    attention.watch(py, |watch| {
        let references = chosen(&only)?;
        let bench = Bench {
            effort: if quick { Effort::Quick } else { Effort::Full },
            changes,
            watch,
        };
        let mut sections = Vec::new();
        for reference in references {
            let cases = reference.cases(&bench)?;
            sections.push(Section { reference, cases });
        }
        Ok(Validation(sections))
    })
}

fn chosen(only: &[String]) -> Result<Vec<Reference>, Failure> {
    let names = || REFERENCES.map(|reference| reference.name);
    if let Some(unknown) = only.iter().find(|name| !names().contains(&name.as_str())) {
        let names = names().join(", ");
        return Err(Failure::Argument(format!(
            "`{unknown}` is no reference: {names}"
        )));
    }
    let chosen = |one: &Reference| only.is_empty() || only.iter().any(|name| name == one.name);
    Ok(REFERENCES.into_iter().filter(chosen).collect())
}

#[pymethods]
impl Validation {
    #[getter]
    fn text(&self) -> String {
        validation::text(&self.0, Language::default())
    }

    #[getter]
    fn markdown(&self) -> String {
        validation::markdown(&self.0, Language::default())
    }

    #[getter]
    fn json(&self) -> PyResult<String> {
        Ok(validation::json(&self.0)?)
    }

    #[getter]
    fn table(&self, py: Python<'_>) -> PyResult<Table> {
        let csv = validation::csv(&self.0)?;
        Ok(table_of_csv(py, "validation.csv", csv.as_bytes())?)
    }

    /// Whether no case disagrees with its reference.
    #[getter]
    fn passed(&self) -> bool {
        let cases = self.0.iter().flat_map(|section| &section.cases);
        cases.into_iter().all(|case| case.verdict != Verdict::Fail)
    }
}
