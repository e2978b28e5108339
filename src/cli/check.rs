//! `burstsim check`: read a scenario and say what is wrong with it and how large it is, without running it.

use burstsim::report::format::escaped;
use burstsim::scenario::{Scenario, quantities, resolved};
use clap::Args;

use super::error::{CliError, Outcome};
use super::guard::Load;
use super::input::ScenarioArguments;
use super::output;

/// Check a scenario without running it
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  burstsim check my.toml\n  \
    burstsim check flash-sale --resolved > mine.toml")]
pub(super) struct Check {
    #[command(flatten)]
    scenario: ScenarioArguments,

    /// Print the scenario as TOML with every default filled in
    #[arg(long)]
    resolved: bool,
}

impl Check {
    pub(super) fn execute(&self) -> Result<Outcome, CliError> {
        let scenario = self.scenario.check()?;
        let load = Load::of([&scenario]).told()?;
        let text = if self.resolved {
            resolved::to_toml(&scenario)
        } else {
            format!("{}\n{load}", in_words(&scenario))
        };
        output::data(&text)?;
        Ok(Outcome::Done)
    }
}

fn in_words(scenario: &Scenario) -> String {
    let versions = scenario.functions.len();
    let functions = scenario.functions.iter();
    let functions = functions.filter(|one| one.is_first_version()).count();
    let of_versions = match versions > functions {
        true => format!(" ({versions} versions)"),
        false => String::new(),
    };
    let functions = match functions {
        1 => format!("1 function{of_versions}"),
        count => format!("{count} functions{of_versions}"),
    };
    format!(
        "{}: valid; {functions} in {} for {}",
        escaped(&scenario.name),
        scenario.region.name,
        quantities::print_duration(scenario.duration)
    )
}
