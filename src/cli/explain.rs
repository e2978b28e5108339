//! `burstsim explain`: which limit was in force, and the least change that would have been enough.

use burstsim::report::ExplanationReport;
use burstsim::scenario::Scenario;
use burstsim::study::Finished;
use burstsim::study::explain::{Question, explain};
use burstsim::world::simulate_observed;
use clap::{Args, ValueEnum};

use super::error::{CliError, Outcome};
use super::folder;
use super::hints::HINTS;
use super::input::{self, ScenarioArguments};
use super::output;
use super::progress::{Interruption, RunsProgress};
use super::replications::ThreadArguments;
use super::results::ResultArguments;

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
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Sentences and tables
    #[default]
    Text,
    /// The contents of explanation.json
    Json,
    /// The contents of explanation.csv
    Csv,
    /// The contents of explanation.md: Markdown
    Md,
}

impl Explain {
    pub(super) fn execute(&self) -> Result<Outcome, CliError> {
        let mut scenario = self.scenario.load(self.results.quiet)?;
        scenario.billing.monthly |= self.results.monthly;
        let question = Question {
            function: self.function(&scenario)?,
            periods: usize::from(self.periods),
        };
        let interruption = Interruption::listen()?;
        let progress = RunsProgress::new(self.results.quiet, interruption.clone());
        let result = simulate_observed(&scenario, 0, &mut progress.of_one())?;
        let explanation = self.threads.start()?.run(|| {
            let expect = |searches| progress.expect(0, searches);
            let (observe, done) = (|| progress.of_one(), || progress.one_done());
            explain(&scenario, &result, question, expect, observe, done)
        });
        progress.finish();
        let explanation = explanation?;
        interruption.check()?;
        let finished = Finished::new(&scenario, &result);
        let report = ExplanationReport::new(&finished, &explanation);
        self.report(&report.with_hints(HINTS), &scenario)
    }

    fn report(
        &self,
        report: &ExplanationReport<'_>,
        scenario: &Scenario,
    ) -> Result<Outcome, CliError> {
        let folder = self.results.folder(&format!("{}-explain", scenario.name));
        let written = folder::put(&folder, |files| {
            report.write(files, !self.results.no_charts)
        })?;
        match self.format {
            Format::Json => output::data(&format!("{:#}", report.json()))?,
            Format::Csv => output::data(&report.csv()?)?,
            Format::Md => output::data(&report.markdown())?,
            Format::Text if self.results.quiet => {}
            Format::Text => output::data(&report.text())?,
        }
        output::written(written.len(), &folder, self.results.quiet);
        Ok(Outcome::Done)
    }

    /// The index of the function that was asked for.
    fn function(&self, scenario: &Scenario) -> Result<Option<usize>, CliError> {
        let Some(name) = &self.function else {
            return Ok(None);
        };
        input::function(scenario, name).map(Some)
    }
}
