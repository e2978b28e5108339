//! The least provisioned concurrency that meets objectives, as files and as text.
//!
//! It knows sizings and how figures look; it must not know how the answer was found.

mod data;
pub(super) mod paste;
pub(super) mod schedule;
pub(super) mod target;

pub use schedule::ScheduleReport;
pub use target::TargetReport;

use std::io;

use serde_json::Value;

use super::actions::{self, Action};
use super::files::{self, Files};
use super::folder::ResultFolder;
use super::{Document, Hints, Language, Look, Report, stories};
use crate::scenario::Scenario;
use crate::study::size::{Sizing, candidate as candidates};

/// What there is to report of a sizing.
#[derive(Debug)]
pub struct SizeReport {
    scenario: Scenario,
    sizing: Sizing,
    hints: Hints,
    language: Language,
}

impl SizeReport {
    /// The name of its folder.
    pub fn name_of(scenario: &Scenario) -> String {
        format!("{}-size", scenario.name)
    }

    /// The report of a sizing for `scenario`; what it shows is the scenario with the answer.
    pub fn new(scenario: &Scenario, sizing: Sizing) -> Self {
        let answered = sizing.plan.setting.set(scenario, sizing.answer.value);
        Self {
            scenario: candidates::readable(answered),
            sizing,
            hints: Hints::default(),
            language: Language::default(),
        }
    }

    /// The same with other words for what a reader can do to learn more.
    #[must_use]
    pub fn with_hints(self, hints: Hints) -> Self {
        Self { hints, ..self }
    }

    /// The same with the language of what people read in a result without charts; otherwise it is that of the charts.
    #[must_use]
    pub fn in_language(self, language: Language) -> Self {
        Self { language, ..self }
    }
}

impl Report for SizeReport {
    fn name(&self) -> String {
        Self::name_of(&self.scenario)
    }

    fn document(&self, look: &Look) -> Document {
        stories::of_sizing(look, &self.scenario, &self.sizing, &self.hints)
    }

    fn json(&self) -> io::Result<Value> {
        let mut tree = data::json(&self.scenario, &self.sizing);
        tree["actions"] = actions::json_of(&self.actions());
        Ok(tree)
    }

    fn csv(&self) -> io::Result<String> {
        files::text(|out| data::write(&self.sizing, out))
    }

    fn is_missed(&self) -> bool {
        !self.sizing.answer.met
    }

    fn write<F: ResultFolder>(&self, folder: &mut F, look: Option<&Look>) -> Result<(), F::Error> {
        let Self {
            scenario, sizing, ..
        } = self;
        let language = Look::language_of(look, self.language);
        let mut files = Files::to(folder);
        files.file("size.json", |out| files::json(out, &self.json()?))?;
        files.file("size.csv", |out| data::write(sizing, out))?;
        if let Some(look) = look {
            files.document(look, &self.document(look))?;
        }
        files.actions(language, scenario, &self.actions())?;
        files.conclude(scenario, Some(sizing.replications))
    }
}

impl SizeReport {
    fn actions(&self) -> Vec<Action> {
        stories::actions_of_sizing(&self.scenario, &self.sizing)
    }
}
