//! `burstsim run`: simulate a scenario and write its results.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::error::{CliError, Outcome};
use super::input::ScenarioArguments;
use super::output;
use super::progress::{Interruption, Progress};
use crate::catalog;
use crate::lambda::simulate_observed;
use crate::metrics::{RunResult, Verdict, objectives};
use crate::report::{self, terminal};
use crate::scenario::{Scenario, resolved, shipped};

/// Simulate a scenario; write CSV, JSON and charts; print a summary
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    burstsim run scaling-with-concurrency-limit\n  \
    burstsim run flash-sale --set functions.checkout.provisioned_concurrency=200 --seed 7\n  \
    burstsim run my.toml --output results/today --format json | jq .functions[0].throttle_rate")]
pub(super) struct Run {
    #[command(flatten)]
    scenario: ScenarioArguments,

    /// Folder for the results [default: output/<scenario>]
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,

    /// What to print on standard output
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// Print neither table, progress nor warnings
    #[arg(long, short)]
    quiet: bool,

    /// Write no charts
    #[arg(long)]
    no_charts: bool,

    /// List the shipped scenarios
    #[arg(long, exclusive = true)]
    list: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table
    #[default]
    Text,
    /// The contents of summary.json
    Json,
}

impl Run {
    pub(super) fn execute(&self) -> Result<Outcome, CliError> {
        if self.list {
            return Ok(output::data(&list()).map(|()| Outcome::Done)?);
        }
        let scenario = self.scenario.load(self.quiet)?;
        let interruption = Interruption::listen()?;

        let mut progress = Progress::new(scenario.duration, self.quiet, interruption.clone());
        let result = simulate_observed(&scenario, 0, &mut progress);
        progress.finish();
        let result = result?;
        let verdicts = objectives::evaluate(&scenario.slo, &result);

        let folder = self.folder(&scenario);
        let written = self.write(&folder, &scenario, &result, &interruption)?;
        self.print(&scenario, &result, &verdicts)?;
        if !self.quiet {
            output::words(&format!("{} files in {}", written.len(), folder.display()));
        }
        let missed = verdicts.iter().any(|verdict| !verdict.met);
        Ok(if missed {
            Outcome::SloMissed
        } else {
            Outcome::Done
        })
    }

    fn folder(&self, scenario: &Scenario) -> PathBuf {
        let default = || Path::new("output").join(folder_name(&scenario.name));
        self.output.clone().unwrap_or_else(default)
    }

    fn write(
        &self,
        folder: &Path,
        scenario: &Scenario,
        result: &RunResult,
        interruption: &Interruption,
    ) -> Result<Vec<PathBuf>, CliError> {
        let resolved = resolved::to_toml(scenario);
        interruption.check()?;
        Ok(report::write_results(
            folder,
            scenario,
            result,
            &resolved,
            catalog::date(),
            !self.no_charts,
        )?)
    }

    fn print(
        &self,
        scenario: &Scenario,
        result: &RunResult,
        verdicts: &[Verdict],
    ) -> Result<(), CliError> {
        match self.format {
            Format::Json => output::data(&report::summary::json(scenario, result, verdicts)?)?,
            Format::Text if self.quiet => {}
            Format::Text => output::data(&terminal::table(scenario, result, verdicts))?,
        }
        Ok(())
    }
}

fn list() -> String {
    let width = shipped::all()
        .iter()
        .map(|shipped| shipped.name.len())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for shipped in shipped::all() {
        text.push_str(&format!("{:width$}  {}\n", shipped.name, shipped.summary()));
    }
    text
}

/// A scenario's name as a folder's: a name chosen by a user must not lead out of `output/`.
fn folder_name(name: &str) -> String {
    let safe: String = name
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ') {
                c
            } else {
                '-'
            }
        })
        .collect();
    match safe.trim_matches(['.', ' ']) {
        "" => "scenario".to_owned(),
        safe => safe.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::folder_name;

    #[test]
    fn folder_names_stay_in_the_output_folder() {
        for (name, folder) in [
            ("flash-sale", "flash-sale"),
            ("../../etc", "-..-etc"),
            ("a/b\\c", "a-b-c"),
            ("..", "scenario"),
            ("", "scenario"),
            ("함수 1", "함수 1"),
        ] {
            assert_eq!(folder_name(name), folder);
        }
    }
}
