//! Charts of an earlier result, drawn again from its CSV files.
//!
//! It knows which files a result has and what charts need of them. It must not know how charts are
//! drawn, and runs no simulation.

mod error;
mod tables;

use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::charts::{self, Look, Observed};
use super::folder::{self, Staging};
use super::{ReportError, files, manifest};
use crate::scenario::Scenario;

pub use error::RedrawError;

/// The file of a result that says what was simulated, all defaults filled in.
pub const SCENARIO: &str = "scenario.toml";

/// The result of an earlier run.
#[derive(Debug)]
pub struct Earlier {
    folder: PathBuf,
    manifest: Value,
    files: Vec<PathBuf>,
}

impl Earlier {
    /// Finds the result of a run in a folder.
    ///
    /// # Errors
    /// If there is none, or one that this version cannot draw.
    pub fn find(folder: &Path) -> Result<Self, RedrawError> {
        let bytes = folder::read(folder, manifest::FILE).map_err(|source| {
            let folder = folder.to_owned();
            match source.kind() {
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                    RedrawError::NoResult { folder }
                }
                _ => RedrawError::read(&folder, manifest::FILE, source),
            }
        })?;
        let files = manifest::listed_files(&bytes);
        let manifest: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        let folder = folder.to_owned();
        if files.is_empty() {
            return Err(RedrawError::NoResult { folder });
        }
        if manifest.get("variants").is_some() {
            return Err(RedrawError::Comparison { folder });
        }
        if !files
            .iter()
            .any(|file| file == Path::new(tables::TIMESERIES))
        {
            return Err(RedrawError::NoRun { folder });
        }
        let version = manifest["version"].as_str().unwrap_or("unknown");
        if version != env!("CARGO_PKG_VERSION") {
            let version = version.to_owned();
            return Err(RedrawError::OtherVersion { folder, version });
        }
        Ok(Self {
            folder,
            manifest,
            files,
        })
    }

    /// The scenario's file.
    pub fn scenario(&self) -> PathBuf {
        self.folder.join(SCENARIO)
    }

    /// Draws all charts into the folder `output`, or in the place of the earlier ones, and returns
    /// their paths. Whatever else is in the folder stays as it is.
    ///
    /// # Errors
    /// What could not be read or written, and why. Nothing has changed then.
    pub fn redraw(
        &self,
        scenario: &Scenario,
        look: &Look,
        output: Option<&Path>,
    ) -> Result<Vec<PathBuf>, RedrawError> {
        let observed = self.observed(scenario)?;
        let charts = charts::draw(look, scenario, &observed);
        let elsewhere = output.filter(|output| !folder::are_same(output, &self.folder));
        let goal = elsewhere.unwrap_or(&self.folder);
        let mut staging = Staging::begin(goal)?;
        files::charts(&mut staging, &charts)?;
        let drawn = staging.written().to_vec();
        let mut listed = drawn.clone();
        if elsewhere.is_none() {
            listed = self.keep_the_rest(&mut staging, &drawn)?;
        } else {
            listed.push(manifest::FILE.into());
        }
        let mut manifest = self.manifest.clone();
        manifest["files"] = listed.iter().map(|file| file.to_string_lossy()).collect();
        staging.file(manifest::FILE, |out| files::json(out, &manifest))?;
        staging.commit()?;
        Ok(drawn.iter().map(|name| goal.join(name)).collect())
    }

    /// Everything of the earlier result but its charts and its manifest takes its place beside the new charts.
    /// Returns the names of all files, in their earlier order where they have one.
    fn keep_the_rest(
        &self,
        staging: &mut Staging,
        drawn: &[PathBuf],
    ) -> Result<Vec<PathBuf>, ReportError> {
        let mut listed = Vec::new();
        for name in &self.files {
            let is_manifest = name.as_path() == Path::new(manifest::FILE);
            if listed.contains(name) || is_manifest {
                continue;
            }
            if drawn.contains(name) {
                listed.push(name.clone());
            } else if !charts::is_chart(name) && folder::has(&self.folder, name) {
                staging.keep(&self.folder, name)?;
                listed.push(name.clone());
            }
        }
        let new = drawn.iter().filter(|name| !self.files.contains(name));
        listed.extend(new.cloned());
        listed.push(manifest::FILE.into());
        Ok(listed)
    }

    fn observed(&self, scenario: &Scenario) -> Result<Observed, RedrawError> {
        let mut observed = tables::timeseries(&self.folder, scenario)?;
        if let Some(replications) = self.manifest["replications"].as_u64() {
            let means = tables::bands(&self.folder, scenario, &observed.starts, replications)?;
            observed.means = Some(means);
        }
        if self
            .files
            .iter()
            .any(|file| file == Path::new(tables::ENVIRONMENTS))
        {
            observed.diary = Some(tables::diary(&self.folder, scenario)?);
        }
        Ok(observed)
    }
}
