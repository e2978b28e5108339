//! The scenario of a request, read with the files that it names.
//!
//! It knows how texts and files of a request become a scenario; it must not know what is done with it.

use std::ops::ControlFlow;

use burstsim::kernel::SimTime;
use burstsim::metrics::RunResult;
use burstsim::scenario::Scenario;
use burstsim::scenario::parse::{Files, Parsed, ScenarioError, Source, parse};
use burstsim::scenario::shipped::ShippedFiles;
use burstsim::world::{Interrupted, Observer, simulate_observed};

use crate::request::Asked;

impl Asked {
    /// The scenario with values replaced as by `--set`.
    pub(crate) fn parsed(&self, overrides: &[String]) -> Result<Parsed, ScenarioError> {
        let name = match self.name.as_str() {
            "" => "scenario",
            name => name,
        };
        let source = Source {
            name: "scenario.toml",
            default_name: name,
            text: &self.scenario,
        };
        parse(source, overrides, self)
    }

    /// The scenario, or all that is wrong with it in words.
    pub(crate) fn scenario(&self, overrides: &[String]) -> Result<Scenario, String> {
        let parsed = self.parsed(overrides);
        parsed
            .map(|parsed| parsed.scenario)
            .map_err(|error| error.to_string())
    }
}

impl Files for Asked {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        match self.files.get(path) {
            Some(text) => Ok(text.clone().into_bytes()),
            None => ShippedFiles.read(path).map_err(|_| {
                "this file is not in the page: drop it there, or open it with the scenario"
                    .to_owned()
            }),
        }
    }
}

/// Simulates a scenario once, watched by `observer`, which comes back with what it saw, also where it stopped the run.
pub(crate) fn simulate<O: Observer>(
    scenario: &Scenario,
    observer: O,
    progress: &mut dyn FnMut(f64),
) -> (Result<RunResult, Interrupted>, O) {
    let end = scenario.duration.as_secs_f64();
    let mut watching = (Told { end, progress }, observer);
    let result = simulate_observed(scenario, 0, &mut watching);
    (result, watching.1)
}

/// Hands progress on.
struct Told<'a> {
    end: f64,
    progress: &'a mut dyn FnMut(f64),
}

impl Observer for Told<'_> {
    fn progress(&mut self, now: SimTime) -> ControlFlow<()> {
        (self.progress)((now.as_secs_f64() / self.end).min(1.0));
        ControlFlow::Continue(())
    }
}
