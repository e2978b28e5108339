//! The least provisioned concurrency that meets objectives, as files and as text.
//!
//! It knows sizings and how figures look; it must not know how the answer was found.

pub(super) mod aws;
mod data;
pub(super) mod paste;
pub(super) mod schedule;
pub(super) mod target;

pub use schedule::ScheduleReport;
pub use target::TargetReport;

use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::folder::Staging;
use super::{Look, Provenance, ReportError, charts, files, page, terminal};
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
        files::text(|out| data::write(&self.sizing, out))
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
        staging.file("size.json", |out| files::json(out, &self.json()))?;
        staging.file("size.csv", |out| data::write(sizing, out))?;
        if let Some(look) = charts {
            files::charts(&mut staging, &charts::sized(look, scenario, sizing))?;
            files::page(&mut staging, &page::of_sizing(scenario, sizing))?;
        }
        let provenance = Provenance {
            resolved_toml: &resolved::to_toml(scenario),
            catalog_date,
        };
        files::conclude(staging, scenario, provenance, Some(sizing.replications))
    }
}
