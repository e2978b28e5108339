//! `burstsim backtest`: how well a scenario would have predicted what was measured.

use std::path::PathBuf;

use burstsim::import::FileReport;
use burstsim::report::{BacktestReport, Language, imported};
use burstsim::study::backtest::{BacktestError, backtest, measured};
use clap::Args;

use super::deliver::Delivery;
use super::error::{CliError, Outcome};
use super::format::{Format, formats};
use super::guard::{Load, Plan};
use super::input::ScenarioArguments;
use super::measured_files::{GivenArguments, read_all};
use super::output;
use super::progress::Interruption;
use super::results::{ChartArguments, ResultArguments};
use super::threads::ThreadArguments;

/// Hold a scenario against what was measured: is it good enough to decide by, and if not, what is likeliest wrong?
///
/// The scenario is run over the measured time, and each function and interval is laid beside the measurement:
/// invocations, concurrency, throttles, cold starts and duration, as far as the files have them. If totals are off,
/// the assumptions that could be wrong are changed one by one and simulated again.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    burstsim backtest last-week/scenario.toml --measured metrics.json queries.json\n  \
    burstsim backtest my.toml --measured lambda.log.gz --set region.account_concurrency=2000\n  \
    burstsim backtest measured-aws-2020 --measured log-2020-05-17.csv log-2020-05-26.csv\n  \
    burstsim backtest my.toml --measured metrics.json --format json | jq .suspects\n\n\
    The files are those that `burstsim import` reads. Functions are matched by name; one function in the scenario and\n\
    one in the files match whatever their names. Times with dates need a scenario whose recorded or counted traffic has\n\
    dates, as `burstsim import` writes it. Several logs without dates, for a scenario of one function, are replayed one\n\
    by one. It exits with 0 whatever the verdict: see good_enough in backtest.json.")]
pub(super) struct Backtest {
    #[command(flatten)]
    scenario: ScenarioArguments,

    /// What was measured: metrics, logs or load tests; repeatable
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    measured: Vec<PathBuf>,

    #[command(flatten)]
    given: GivenArguments,

    /// Simulate the scenario N times: what differs between the runs is what chance can do
    #[arg(long, value_name = "N", default_value_t = 10,
        value_parser = clap::value_parser!(u64).range(2..=100_000))]
    replications: u64,

    #[command(flatten)]
    threads: ThreadArguments,

    #[command(flatten)]
    results: ResultArguments,

    #[command(flatten)]
    charts: ChartArguments,

    /// What to print on standard output
    #[arg(long, default_value = "text", value_parser = formats([
        (Format::Text, "Tables, and the verdict in words"),
        (Format::Json, "The contents of backtest.json"),
        (Format::Csv, "The contents of backtest.csv"),
        (Format::Md, "Tables and words as Markdown, to paste into a review"),
    ]))]
    format: Format,
}

impl Backtest {
    pub(super) fn execute(&self) -> Result<Outcome, CliError> {
        let scenario = self.scenario.load(&self.results)?;
        let import = read_all(&self.measured, self.given.given()?, self.results.quiet)?;
        if !self.results.quiet {
            say(self.charts.language(), &import.files);
        }
        let measured = measured(&scenario, &import);
        let plan = Plan::waves(self.replications, self.threads.count());
        Load::of([&scenario]).guard(plan, &self.results, self.charts.language())?;
        let threads = self.threads.start()?;
        let interruption = Interruption::listen(self.charts.language())?;
        let name = BacktestReport::name_of(&scenario);
        let forms = (self.charts.language(), self.format);
        let delivery = Delivery::prepare(&self.results, &name, forms, &interruption)?;
        let found = interruption.watch(self.results.quiet, |watch| {
            threads.run(|| backtest(scenario, &measured, self.replications, watch))
        })?;
        delivery.deliver(&BacktestReport::new(&found))
    }
}

impl From<BacktestError> for CliError {
    fn from(error: BacktestError) -> Self {
        match error {
            BacktestError::Interrupted(interrupted) => Self::Interrupted(interrupted),
            BacktestError::Match(error) => Self::Arguments(error.to_string()),
        }
    }
}

/// Warns of rows that were left out, and of what had to be assumed, each once.
fn say(language: Language, files: &[FileReport]) {
    for sentence in imported::left_out(files, language) {
        output::warn(language, &sentence);
    }
    for sentence in imported::assumed(files) {
        let note = language.choose("note", "참고");
        output::words(&format!("{note}: {sentence}"));
    }
}
