//! A study that is done, as an object of Python: texts, files and tables, each made when it is asked for.
//!
//! It knows what every report can be asked for; it must not know any report.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use burstsim::disk::folder::Staging;
use burstsim::report::{Language, Look, ResultFolder};
use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

use crate::columns::is_table;
use crate::failure::Failure;
use crate::folder::{self, AnyReport, Kept, Names, One};
use crate::problem::Problem;
use crate::table::{Builder, Table};

/// What a study found, from which its report is made. The report of some kinds borrows what it shows, so it is lent.
pub(crate) trait Found: Send + Sync {
    fn lend(&self, ask: &mut dyn FnMut(&dyn AnyReport));
}

/// A report that owns what it shows.
pub(crate) struct Owned<R>(pub(crate) R);

impl<R: burstsim::report::Report + Send + Sync> Found for Owned<R> {
    fn lend(&self, ask: &mut dyn FnMut(&dyn AnyReport)) {
        ask(&self.0);
    }
}

/// The report of a study that is done.
#[pyclass(frozen, module = "burstsim._native")]
pub(crate) struct Report {
    found: Box<dyn Found>,
    look: Look,
    #[pyo3(get)]
    warnings: Vec<Problem>,
}

impl Report {
    pub(crate) fn new(
        found: impl Found + 'static,
        language: &str,
        warnings: Vec<Problem>,
    ) -> Result<Self, Failure> {
        Ok(Self {
            found: Box::new(found),
            look: Look::of(language_of(language)?),
            warnings,
        })
    }

    /// What somebody asks of the report, while Python goes on.
    fn ask<T: Send>(&self, py: Python<'_>, question: impl Fn(&dyn AnyReport) -> T + Sync) -> T {
        py.detach(|| {
            let mut answers = Vec::with_capacity(1);
            self.found
                .lend(&mut |report| answers.push(question(report)));
            // Every `Found` lends its report once.
            #[expect(clippy::expect_used, reason = "true by construction")]
            answers.pop().expect("a report that is lent is asked")
        })
    }
}

/// A language by its code.
pub(crate) fn language_of(code: &str) -> Result<Language, Failure> {
    match code {
        "en" => Ok(Language::English),
        "ko" => Ok(Language::Korean),
        other => Err(Failure::Argument(format!(
            "lang is \"en\" or \"ko\", and not {other:?}"
        ))),
    }
}

#[pymethods]
impl Report {
    /// What its folder is called unless somebody says otherwise.
    #[getter]
    fn name(&self, py: Python<'_>) -> String {
        self.ask(py, |report| report.texts().name())
    }

    /// The text for a terminal.
    #[getter]
    fn text(&self, py: Python<'_>) -> String {
        self.ask(py, |report| report.texts().text(&self.look))
    }

    /// The same as Markdown.
    #[getter]
    fn markdown(&self, py: Python<'_>) -> String {
        self.ask(py, |report| report.texts().markdown(&self.look))
    }

    /// The contents of its JSON file.
    #[getter]
    fn json(&self, py: Python<'_>) -> PyResult<String> {
        Ok(self.ask(py, |report| report.texts().json())?)
    }

    #[getter]
    fn is_missed(&self, py: Python<'_>) -> bool {
        self.ask(py, |report| report.texts().is_missed())
    }

    /// The names of all files.
    #[pyo3(signature = (*, charts))]
    fn names(&self, py: Python<'_>, charts: bool) -> Result<Vec<String>, Failure> {
        self.ask(py, |report| {
            let mut names = Names::default();
            report.give(&mut names, self.look_if(charts))?;
            Ok(names.0.into_inner())
        })
    }

    /// The names of the CSV files that are tables.
    fn tables(&self, py: Python<'_>) -> Result<Vec<String>, Failure> {
        let names = self.names(py, false)?.into_iter();
        Ok(names.filter(|name| is_table(name)).collect())
    }

    /// All files whose names have one of these endings, or all of them.
    #[pyo3(signature = (*, charts, endings = None))]
    fn files<'py>(
        &self,
        py: Python<'py>,
        charts: bool,
        endings: Option<Vec<String>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let wanted = |name: &str| {
            let mut endings = endings.iter().flatten();
            endings.any(|ending| name.ends_with(ending.as_str()))
        };
        let files: Result<BTreeMap<String, Vec<u8>>, Failure> = self.ask(py, |report| {
            let mut kept = Kept::if_wanted(|name| endings.is_none() || wanted(name));
            report.give(&mut kept, self.look_if(charts))?;
            Ok(kept.files())
        });
        let dict = PyDict::new(py);
        for (name, contents) in files? {
            dict.set_item(name, PyBytes::new(py, &contents))?;
        }
        Ok(dict)
    }

    /// A file of the result.
    #[pyo3(signature = (name, *, charts))]
    fn file<'py>(
        &self,
        py: Python<'py>,
        name: &str,
        charts: bool,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let contents: Result<Vec<u8>, Failure> = self.ask(py, |report| {
            let mut kept = Kept::if_wanted(|one| one == name);
            report.give(&mut kept, self.look_if(charts))?;
            Ok(kept.files().remove(name).unwrap_or_default())
        });
        Ok(PyBytes::new(py, &contents?))
    }

    /// A CSV file as a table; its text is never held as a whole.
    fn table(&self, py: Python<'_>, name: &str) -> PyResult<Table> {
        let table: Result<Option<Table>, Failure> = self.ask(py, |report| {
            let mut builder = Builder::of(name);
            let out: &mut dyn Write = &mut builder;
            let mut one = One {
                name,
                out,
                found: false,
            };
            report.give(&mut one, None)?;
            Ok(match one.found {
                true => Some(builder.finish()?),
                false => None,
            })
        });
        table?.ok_or_else(|| PyKeyError::new_err(name.to_owned()))
    }

    /// Puts all files into a folder and gives their paths.
    #[pyo3(signature = (folder, *, charts))]
    fn write(
        &self,
        py: Python<'_>,
        folder: PathBuf,
        charts: bool,
    ) -> Result<Vec<PathBuf>, Failure> {
        let folder = &folder;
        self.ask(py, |report| {
            folder::write(folder, report, self.look_if(charts))
        })
    }
}

impl Report {
    fn look_if(&self, charts: bool) -> Option<&Look> {
        charts.then_some(&self.look)
    }
}

/// Puts files into a folder, as a report would.
#[pyfunction]
pub(crate) fn write_files(
    py: Python<'_>,
    folder: PathBuf,
    files: Vec<(String, Vec<u8>)>,
) -> Result<Vec<PathBuf>, Failure> {
    py.detach(|| {
        let mut staging = Staging::begin(&folder)?;
        for (name, contents) in &files {
            staging.file(name, |out| out.write_all(contents))?;
        }
        Ok(staging.commit()?)
    })
}
