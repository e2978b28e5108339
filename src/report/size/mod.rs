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

use serde_json::Value;

use super::files::{self, Files};
use super::folder::ResultFolder;
use super::{Hints, Look, Provenance, stories, terminal};
use crate::scenario::{Scenario, resolved};
use crate::study::size::Sizing;

/// What there is to report of a sizing.
#[derive(Debug)]
pub struct SizeReport {
    scenario: Scenario,
    sizing: Sizing,
    hints: Hints,
}

impl SizeReport {
    /// The report of a sizing of a function of `scenario`, in which the answer is set.
    pub fn new(scenario: Scenario, sizing: Sizing) -> Self {
        Self {
            scenario,
            sizing,
            hints: Hints::default(),
        }
    }

    /// The same with other words for what a reader can do to learn more.
    #[must_use]
    pub fn with_hints(self, hints: Hints) -> Self {
        Self { hints, ..self }
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
        terminal::size::table(&self.scenario, &self.sizing, &self.hints)
    }

    /// Hands all files of the result to a folder.
    ///
    /// # Errors
    /// Why a file could not be made or taken.
    pub fn write<F: ResultFolder>(
        &self,
        folder: &mut F,
        catalog_date: &str,
        charts: Option<&Look>,
    ) -> Result<(), F::Error> {
        let Self {
            scenario,
            sizing,
            hints,
        } = self;
        let mut files = Files::to(folder);
        files.file("size.json", |out| files::json(out, &self.json()))?;
        files.file("size.csv", |out| data::write(sizing, out))?;
        if let Some(look) = charts {
            files.document(look, &stories::of_sizing(look, scenario, sizing, hints))?;
        }
        let provenance = Provenance {
            resolved_toml: &resolved::to_toml(scenario),
            catalog_date,
        };
        files.conclude(scenario, provenance, Some(sizing.replications))
    }
}
