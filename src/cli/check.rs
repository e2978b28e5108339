//! `burstsim check`: read a scenario and say what is wrong with it and how large it is, without running it.

use burstsim::report::Language;
use burstsim::report::format::escaped;
use burstsim::scenario::{Scenario, quantities, resolved};
use clap::Args;

use super::error::{CliError, Outcome};
use super::guard::Load;
use super::input::{Prepared, ScenarioArguments};
use super::output;
use super::results::LanguageArguments;
use super::watch;

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

    /// Check again whenever the scenario or a data file that it names changes, until Ctrl-C
    #[arg(long)]
    watch: bool,

    #[command(flatten)]
    language: LanguageArguments,
}

impl Check {
    pub(super) fn execute(&self) -> Result<Outcome, CliError> {
        if !self.watch {
            return self.of(&self.scenario.read()?);
        }
        let told = watch::Told {
            language: self.language.language(),
            quiet: false,
        };
        let read = || self.scenario.read();
        watch::again_and_again(&self.scenario, read, told, |prepared, _| self.of(prepared))
    }

    fn of(&self, prepared: &Prepared) -> Result<Outcome, CliError> {
        let scenario = prepared.load(false)?;
        let language = self.language.language();
        let load = Load::of([&scenario]).told(language)?;
        let text = if self.resolved {
            resolved::to_toml(&scenario)
        } else {
            format!("{}\n{load}", in_words(&scenario, language))
        };
        output::data(&text)?;
        Ok(Outcome::Done)
    }
}

fn in_words(scenario: &Scenario, language: Language) -> String {
    let versions = scenario.functions.len();
    let functions = scenario.functions.iter();
    let functions = functions.filter(|one| one.is_first_version()).count();
    let of_versions = match versions > functions {
        true => language.choose(
            format!(" ({versions} versions)"),
            format!("(버전 {versions}개)"),
        ),
        false => String::new(),
    };
    let (name, region) = (escaped(&scenario.name), &scenario.region.name);
    let duration = quantities::print_duration(scenario.duration);
    let noun = if functions == 1 {
        "function"
    } else {
        "functions"
    };
    language.choose(
        format!("{name}: valid; {functions} {noun}{of_versions} in {region} for {duration}"),
        format!("{name}: 올바름, {region}의 함수 {functions}개{of_versions}, {duration}"),
    )
}
