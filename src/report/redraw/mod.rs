//! Charts of an earlier result, a run or a comparison, drawn again from its data files.
//!
//! It knows which files a result has and what charts need of them. It must not know how charts are
//! drawn, and runs no simulation.

mod comparison;
mod error;
mod table;
mod tables;
#[cfg(test)]
mod tests;

use std::io::{self, Read as _};

use serde_json::Value;

use super::compared::Compared;
use super::files::{self, Files};
use super::folder::{EarlierResult, ResultFolder};
use super::observed::Observed;
use super::render::pictures as charts;
use super::{Look, ReportError, manifest};
use crate::scenario::Scenario;

pub use error::RedrawError;

/// The file of a result that says what was simulated, all defaults filled in.
pub const SCENARIO: &str = "scenario.toml";

/// An earlier result.
#[derive(Debug)]
pub struct Earlier<'a, E> {
    result: &'a E,
    manifest: Value,
    files: Vec<String>,
}

/// What there is to draw of an earlier result.
#[derive(Debug)]
pub struct Redraw<'a, E> {
    earlier: &'a Earlier<'a, E>,
    content: Content<'a>,
}

#[derive(Debug)]
enum Content<'a> {
    Run(&'a Scenario, Box<Observed>),
    Comparison(Compared<'a>),
}

impl<'a, E: EarlierResult> Earlier<'a, E> {
    /// Finds out what an earlier result is.
    ///
    /// # Errors
    /// If it is none of a run or of a comparison, or one that this version cannot draw.
    pub fn find(result: &'a E) -> Result<Self, RedrawError> {
        let mut bytes = Vec::new();
        let read = result.open(manifest::FILE);
        let read = read.and_then(|mut file| file.read_to_end(&mut bytes));
        read.map_err(|source| match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => RedrawError::NoResult,
            _ => RedrawError::read(manifest::FILE, source),
        })?;
        let files = manifest::listed_files(&bytes);
        let manifest: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        if files.is_empty() {
            return Err(RedrawError::NoResult);
        }
        if !files.iter().any(|file| file == tables::TIMESERIES) {
            return Err(RedrawError::NoRun);
        }
        let version = manifest["version"].as_str().unwrap_or("unknown");
        if version != env!("CARGO_PKG_VERSION") {
            let version = version.to_owned();
            return Err(RedrawError::OtherVersion { version });
        }
        Ok(Self {
            result,
            manifest,
            files,
        })
    }

    fn is_comparison(&self) -> bool {
        self.manifest.get("variants").is_some()
    }

    /// The files that say what was simulated: [`SCENARIO`] of a run; of a comparison one for each variant, in their order.
    pub fn scenarios(&self) -> Vec<String> {
        match self.is_comparison() {
            true => comparison::scenarios(&self.files),
            false => vec![SCENARIO.to_owned()],
        }
    }

    /// Reads what charts show of the result, which is of these scenarios: what the files of [`scenarios`] say.
    ///
    /// # Errors
    /// What could not be read, and why.
    ///
    /// [`scenarios`]: Self::scenarios
    pub fn read(&'a self, scenarios: &'a [Scenario]) -> Result<Redraw<'a, E>, RedrawError> {
        let content = match scenarios {
            _ if self.is_comparison() => Content::Comparison(comparison::compared(
                self.result,
                (&self.manifest, &self.files[..]),
                scenarios,
            )?),
            [] => return Err(RedrawError::NoRun),
            [scenario, ..] => Content::Run(scenario, Box::new(self.observed(scenario)?)),
        };
        Ok(Redraw {
            earlier: self,
            content,
        })
    }

    fn observed(&self, scenario: &Scenario) -> Result<Observed, RedrawError> {
        let mut observed = tables::timeseries(self.result, scenario)?;
        if let Some(replications) = self.manifest["replications"].as_u64() {
            let means = tables::bands(self.result, scenario, &observed.starts, replications)?;
            observed.means = Some(means);
        }
        if self.files.iter().any(|file| file == tables::SERVICES) {
            let (starts, services) = tables::services(self.result, scenario)?;
            if observed.functions.is_empty() {
                observed.starts = starts;
            } else if observed.starts != starts {
                return Err(RedrawError::Malformed {
                    name: tables::SERVICES.to_owned(),
                    line: None,
                    problem: format!("it has other intervals than {}", tables::TIMESERIES),
                });
            }
            observed.services = services;
        }
        if self.files.iter().any(|file| file == tables::SOURCES) {
            observed.sources = tables::sources(self.result, scenario, &observed.starts)?;
        }
        if self.files.iter().any(|file| file == tables::ENVIRONMENTS) {
            observed.diary = Some(tables::diary(self.result, scenario)?);
        }
        Ok(observed)
    }
}

impl<E: EarlierResult> Redraw<'_, E> {
    /// Hands the charts alone to a folder, with a manifest; returns their names.
    ///
    /// # Errors
    /// Why a file could not be made or taken.
    pub fn charts<F: ResultFolder>(
        &self,
        look: &Look,
        folder: &mut F,
    ) -> Result<Vec<String>, F::Error> {
        let (drawn, files) = self.drawn(look, folder)?;
        self.conclude(files, drawn.clone())?;
        Ok(drawn)
    }

    /// Hands the whole result to a folder, with new charts in the place of the earlier ones; returns their
    /// names.
    ///
    /// # Errors
    /// Why a file could not be read, made or taken.
    pub fn result<F: ResultFolder>(
        &self,
        look: &Look,
        folder: &mut F,
    ) -> Result<Vec<String>, F::Error> {
        let (drawn, mut files) = self.drawn(look, folder)?;
        let listed = self.keep_the_rest(&mut files, &drawn)?;
        self.conclude(files, listed)?;
        Ok(drawn)
    }

    fn drawn<'f, F: ResultFolder>(
        &self,
        look: &Look,
        folder: &'f mut F,
    ) -> Result<(Vec<String>, Files<'f, F>), F::Error> {
        let mut files = Files::to(folder);
        match &self.content {
            Content::Run(scenario, observed) => files.charts_of_run(look, scenario, observed)?,
            Content::Comparison(compared) => files.charts_of_comparison(look, compared)?,
        }
        Ok((files.names().to_vec(), files))
    }

    /// Everything of the earlier result but its charts and its manifest takes its place beside the new charts.
    /// Returns the names of all files, in their earlier order where they have one.
    fn keep_the_rest<F: ResultFolder>(
        &self,
        files: &mut Files<'_, F>,
        drawn: &[String],
    ) -> Result<Vec<String>, F::Error> {
        let Earlier {
            result,
            files: earlier,
            ..
        } = self.earlier;
        let mut listed: Vec<String> = Vec::new();
        for name in earlier {
            if listed.contains(name) || name == manifest::FILE {
                continue;
            }
            if drawn.contains(name) {
                listed.push(name.clone());
            } else if !charts::is_chart(name) && result.has(name) {
                let contents = result.open(name).map_err(|source| ReportError::Read {
                    name: name.clone(),
                    source,
                });
                let mut contents = contents?;
                files.file(name, |out| io::copy(&mut contents, out).map(|_| ()))?;
                listed.push(name.clone());
            }
        }
        let new = drawn.iter().filter(|name| !earlier.contains(name));
        listed.extend(new.cloned());
        Ok(listed)
    }

    /// The manifest, which lists `names` and itself.
    fn conclude<F: ResultFolder>(
        &self,
        mut files: Files<'_, F>,
        mut names: Vec<String>,
    ) -> Result<(), F::Error> {
        names.push(manifest::FILE.to_owned());
        let mut manifest = self.earlier.manifest.clone();
        manifest["files"] = names.into();
        files.file(manifest::FILE, |out| files::json(out, &manifest))
    }
}
