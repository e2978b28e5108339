//! Where the text of a scenario comes from: a path, the name of a shipped one, or Python itself.

use std::collections::BTreeMap;
use std::path::PathBuf;

use burstsim::disk::scenario_file::ScenarioFile;
use burstsim::scenario::parse::{Files, Override, Parsed, ScenarioError};
use pyo3::prelude::*;

use crate::failure::Failure;
use crate::guard::guard;
use crate::problem::Problem;

/// The text of a scenario, and the data files that it names.
#[pyclass(frozen, module = "burstsim._native")]
pub(crate) struct Source(ScenarioFile);

#[pymethods]
impl Source {
    /// The file at a path, or the shipped scenario of that name.
    #[staticmethod]
    fn find(argument: &str) -> Result<Self, Failure> {
        Ok(Self(ScenarioFile::find(argument)?))
    }

    /// The file at a path.
    #[staticmethod]
    fn open(path: PathBuf) -> Result<Self, Failure> {
        let shown = path.display().to_string();
        Ok(Self(ScenarioFile::open(&path, &shown)?))
    }

    /// A text, which errors call `shown`; `files` are those that it names, which else lie below the current folder.
    #[staticmethod]
    #[pyo3(signature = (text, name, shown, files = None))]
    fn of_text(
        text: String,
        name: &str,
        shown: &str,
        files: Option<BTreeMap<String, Vec<u8>>>,
    ) -> Self {
        let file = ScenarioFile::of_text(shown, name, text, PathBuf::new());
        Self(match files {
            Some(files) => file.with_files(Box::new(Given(files))),
            None => file,
        })
    }

    /// What another process makes the same of with `of_text`: the text, the scenario's name, what errors call it, and
    /// the data files that were read when it was parsed.
    fn packed(&self) -> (&str, &str, &str, BTreeMap<String, Vec<u8>>) {
        (self.0.text(), self.0.name(), self.0.shown(), self.0.data())
    }
}

impl Source {
    /// The scenario with some settings changed, and more of them.
    pub(crate) fn parse(
        &self,
        changes: &[Override],
        more: &[Override],
    ) -> Result<Parsed, ScenarioError> {
        self.0.parse(&[changes, more].concat())
    }

    /// The scenario that is to be studied, with what is suspicious in it, unless its run cannot end or does not fit.
    pub(crate) fn load(&self, changes: &[String]) -> Result<Loaded, Failure> {
        let parsed = self.parse(&overrides(changes), &[])?;
        guard(&parsed.scenario)?;
        let warnings = Problem::warnings(std::slice::from_ref(&parsed));
        Ok(Loaded {
            scenario: parsed.scenario,
            warnings,
        })
    }
}

/// A scenario that is to be studied.
pub(crate) struct Loaded {
    pub(crate) scenario: burstsim::scenario::Scenario,
    pub(crate) warnings: Vec<Problem>,
}

/// Changes of a scenario, each `KEY=VALUE`.
pub(crate) fn overrides(changes: &[String]) -> Vec<Override> {
    changes.iter().map(|text| Override::set(text)).collect()
}

/// Files that are in memory.
struct Given(BTreeMap<String, Vec<u8>>);

impl Files for Given {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let found = self.0.get(path).cloned();
        found.ok_or_else(|| "is not among the files that the scenario was given".to_owned())
    }
}
