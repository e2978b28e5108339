//! The least provisioned concurrency that meets objectives, as files and as text.
//!
//! It knows sizings and how figures look; it must not know how the answer was found.

pub(super) mod aws;
mod data;
pub(super) mod schedule;
pub(super) mod target;

pub use schedule::ScheduleReport;
pub use target::TargetReport;

use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::folder::Staging;
use super::manifest::{self, Manifest};
use super::{Look, ReportError, charts, json, page, stage_charts, terminal};
use crate::scenario::{Scenario, resolved};
use crate::study::size::Sizing;

/// What there is to report of a sizing.
#[derive(Debug)]
pub struct SizeReport {
    scenario: Scenario,
    sizing: Sizing,
}

impl SizeReport {
    /// The report of a sizing of a function of `scenario`, in which the answer is set.
    pub fn new(scenario: Scenario, sizing: Sizing) -> Self {
        Self { scenario, sizing }
    }

    /// The name of the scenario.
    pub fn name(&self) -> &str {
        &self.scenario.name
    }

    /// The contents of `size.json`.
    pub fn json(&self) -> Value {
        data::json(&self.scenario, &self.sizing)
    }

    /// The contents of `size.csv`.
    ///
    /// # Errors
    /// None to be expected: it is written to memory.
    pub fn csv(&self) -> io::Result<String> {
        let mut bytes = Vec::new();
        data::write(&self.sizing, &mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The text for the terminal.
    pub fn table(&self) -> String {
        terminal::size::table(&self.scenario, &self.sizing)
    }

    /// Writes all files of the result into the folder `dir` and returns their paths.
    ///
    /// Either the whole result takes the place of an earlier one, or nothing changes; files that are
    /// not burstsim's stay.
    ///
    /// # Errors
    /// What could not be written, why, and what to do about it.
    pub fn write(
        &self,
        dir: &Path,
        catalog_date: &str,
        charts: Option<&Look>,
    ) -> Result<Vec<PathBuf>, ReportError> {
        let Self { scenario, sizing } = self;
        let mut staging = Staging::begin(dir)?;
        staging.file("size.json", |out| json(out, &self.json()))?;
        staging.file("size.csv", |out| data::write(sizing, out))?;
        if let Some(look) = charts {
            stage_charts(&mut staging, &charts::sized(look, scenario, sizing))?;
            let page = page::of_sizing(scenario, sizing).html();
            staging.file(page::FILE, |out| out.write_all(page.as_bytes()))?;
        }
        let resolved = resolved::to_toml(scenario);
        staging.file("scenario.toml", |out| out.write_all(resolved.as_bytes()))?;
        for input in &scenario.inputs {
            staging.file(&input.path, |out| out.write_all(&input.contents))?;
        }
        let count = Some(sizing.replications);
        let manifest = Manifest::new(scenario, &resolved, catalog_date, count, staging.written());
        staging.file(manifest::FILE, |out| json(out, &manifest))?;
        staging.commit()
    }
}
