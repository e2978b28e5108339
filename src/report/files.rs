//! The files that several kinds of result have: charts, page, scenario and manifest; and how JSON and CSV
//! are written.
//!
//! It knows a result in the making; it must not know what a result says.

use std::io::{self, Write};

use serde::Serialize;

use super::actions::{self, Action};
#[cfg(feature = "pictures")]
use super::compared::Compared;
use super::document::{self, Document, Language, Look};
use super::folder::ResultFolder;
use super::manifest::{self, Manifest};
use super::observed::Observed;
use super::render::pictures::{self, Chart};
use super::{ReportError, stories};
use crate::scenario::{Scenario, resolved};

/// A result in the making: its files go to a folder, and their names are kept for the manifest.
pub(super) struct Files<'a, F> {
    folder: &'a mut F,
    names: Vec<String>,
}

impl<'a, F: ResultFolder> Files<'a, F> {
    pub(super) fn to(folder: &'a mut F) -> Self {
        let names = Vec::new();
        Self { folder, names }
    }

    /// Hands a file to the folder.
    pub(super) fn file(
        &mut self,
        name: impl Into<String>,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), F::Error> {
        let name = name.into();
        if self.folder.wants(&name) {
            self.folder.file(&name, write)?;
        }
        self.names.push(name);
        Ok(())
    }

    /// What to do, as a file to read and copy from.
    pub(super) fn actions(
        &mut self,
        language: Language,
        scenario: &Scenario,
        actions: &[Action],
    ) -> Result<(), F::Error> {
        let text = actions::markdown(language, scenario, actions);
        self.file(actions::FILE, |out| out.write_all(text.as_bytes()))
    }

    /// The names of the files so far.
    #[cfg(feature = "pictures")]
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Each chart in both formats.
    pub(super) fn charts(&mut self, charts: &[Chart]) -> Result<(), F::Error> {
        for chart in charts {
            for form in chart.forms() {
                let name = chart.file(form);
                if self.folder.wants(&name) {
                    let contents = chart.drawn(form).map_err(|reason| ReportError::Chart {
                        chart: chart.name().to_owned(),
                        reason,
                    })?;
                    self.folder.file(&name, |out| out.write_all(&contents))?;
                }
                self.names.push(name);
            }
        }
        Ok(())
    }

    /// The pictures of a run, or of an earlier one.
    pub(super) fn charts_of_run(
        &mut self,
        look: &Look,
        scenario: &Scenario,
        observed: &Observed,
    ) -> Result<(), F::Error> {
        let document = stories::of_observed(look, scenario, observed);
        let mut charts = pictures::of_document(look, &document);
        charts.extend(pictures::environments(look, scenario, observed));
        self.charts(&charts)
    }

    /// Whether a file was written.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|one| one == name)
    }

    /// The pictures of an earlier comparison.
    #[cfg(feature = "pictures")]
    pub(super) fn charts_of_comparison(
        &mut self,
        look: &Look,
        compared: &Compared<'_>,
    ) -> Result<(), F::Error> {
        let document = stories::of_compared(look, compared);
        self.charts(&pictures::of_document(look, &document))
    }

    /// The pictures and the page of a document.
    pub(super) fn document(&mut self, look: &Look, document: &Document) -> Result<(), F::Error> {
        self.charts(&pictures::of_document(look, document))?;
        self.page(document)
    }

    /// The page for a browser.
    pub(super) fn page(&mut self, page: &Document) -> Result<(), F::Error> {
        self.file(document::FILE, |out| out.write_all(page.html().as_bytes()))
    }

    /// A scenario with every default filled in, and beside it the files that it names, but for those that are
    /// there already. Returns its text.
    pub(super) fn scenario(&mut self, path: &str, scenario: &Scenario) -> Result<String, F::Error> {
        let text = resolved::to_toml(scenario);
        self.file(path, |out| out.write_all(text.as_bytes()))?;
        let folder = path.rsplit_once('/');
        for input in &scenario.inputs {
            let beside = folder.map_or_else(
                || input.path.clone(),
                |(folder, _)| format!("{folder}/{}", input.path),
            );
            if !self.names.contains(&beside) {
                self.file(beside, |out| out.write_all(&input.contents))?;
            }
        }
        Ok(text)
    }

    /// The end of a result of one scenario: the scenario with the files it names, and the manifest.
    pub(super) fn conclude(
        mut self,
        scenario: &Scenario,
        replications: Option<u64>,
    ) -> Result<(), F::Error> {
        let text = self.scenario("scenario.toml", scenario)?;
        self.manifest(|names| Manifest::new(scenario, &text, replications, names))
    }

    /// The end of any result: what made it, and which files it has.
    pub(super) fn manifest<M: Serialize>(
        mut self,
        make: impl FnOnce(&[String]) -> M,
    ) -> Result<(), F::Error> {
        let manifest = make(&self.names);
        self.file(manifest::FILE, |out| json(out, &manifest))
    }
}

/// JSON to be read by people, too.
pub(super) fn json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")
}

/// What goes to a file, as text.
///
/// # Errors
/// What writing it gave; memory gives none.
pub(super) fn text(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<String> {
    let mut bytes = Vec::new();
    write(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
