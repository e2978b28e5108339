//! `burstsim explain`: which limit was in force, and the least change that would have been enough.

use burstsim::report::{ExplanationReport, Language};
use burstsim::scenario::Scenario;
use burstsim::study::Finished;
use burstsim::study::explain::{Question, explain};
use burstsim::study::watch::{Step, Watch, simulate_watched};
use clap::Args;

use super::deliver::Delivery;
use super::error::{CliError, Outcome};
use super::format::{Format, formats};
use super::hints::HINTS;
use super::input::{self, ScenarioArguments};
use super::progress::Interruption;
use super::results::ResultArguments;
use super::threads::ThreadArguments;

/// Explain throttles and cold starts: the limit in force, and the least change that removes them
///
/// For the worst periods of throttling and of cold starts it finds, for each quota and setting by
/// itself, the least value with which the same requests pass without: by simulating them again.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    burstsim explain flash-sale\n  \
    burstsim explain noisy-neighbour --periods 2\n  \
    burstsim explain seoul-spike --set region.account_concurrency=5000 --format md")]
pub(super) struct Explain {
    #[command(flatten)]
    scenario: ScenarioArguments,

    /// Explain this function only
    #[arg(long, value_name = "NAME")]
    function: Option<String>,

    /// How many periods to explain, the worst of throttling and as many of cold starts
    #[arg(long, value_name = "N", default_value_t = 3,
        value_parser = clap::value_parser!(u16).range(1..=1000))]
    periods: u16,

    #[command(flatten)]
    threads: ThreadArguments,

    #[command(flatten)]
    results: ResultArguments,

    /// What to print on standard output
    #[arg(long, default_value = "text", value_parser = formats([
        (Format::Text, "Sentences and tables"),
        (Format::Json, "The contents of explanation.json"),
        (Format::Csv, "The contents of explanation.csv"),
        (Format::Md, "The contents of explanation.md: Markdown"),
    ]))]
    format: Format,
}

impl Explain {
    pub(super) fn execute(&self) -> Result<Outcome, CliError> {
        let scenario = self.scenario.load(&self.results)?;
        let question = Question {
            function: self.function(&scenario)?,
            periods: usize::from(self.periods),
        };
        let interruption = Interruption::listen()?;
        let threads = self.threads.start()?;
        let result = interruption.watch(self.results.quiet, |watch| {
            watch.planned(Step::Run, 1);
            simulate_watched(&scenario, 0, watch)
        })?;
        let explanation = interruption.watch(self.results.quiet, |watch| {
            threads.run(|| explain(&scenario, &result, question, watch))
        })?;
        let finished = Finished::new(&scenario, &result);
        let report = ExplanationReport::new(&finished, &explanation);
        Delivery::new(&self.results, Language::default(), self.format)
            .deliver(&report.with_hints(HINTS))
    }

    /// The index of the function that was asked for.
    fn function(&self, scenario: &Scenario) -> Result<Option<usize>, CliError> {
        let Some(name) = &self.function else {
            return Ok(None);
        };
        input::function(scenario, name).map(Some)
    }
}
