//! `burstsim run`: simulate a scenario and write its results.

use burstsim::catalog;
use burstsim::measures::Measure;
use burstsim::metrics::RunResult;
use burstsim::report::{Provenance, Report, Study};
use burstsim::scenario::{Scenario, resolved, shipped};
use burstsim::study::SteadyState;
use burstsim::study::diary::Diary;
use burstsim::study::explain::{Explanation, Question, explain};
use burstsim::world::simulate_observed;
use clap::{Args, ValueEnum};

use super::error::{CliError, Outcome};
use super::folder;
use super::hints::HINTS;
use super::input::ScenarioArguments;
use super::output;
use super::progress::{Interruption, Progress, RunsProgress};
use super::replications::ReplicationArguments;
use super::results::{ChartArguments, ResultArguments};

/// Periods of throttling that `--explain` explains, and as many of cold starts.
const EXPLAINED: usize = 3;

/// Simulate a scenario; write CSV, JSON, charts and a page, report.html; print a summary
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    burstsim run scaling-with-concurrency-limit\n  \
    burstsim run flash-sale --set functions.checkout.provisioned_concurrency=200 --seed 7\n  \
    burstsim run flash-sale --explain\n  \
    burstsim run flash-sale --replications 30\n  \
    burstsim run flash-sale --monthly --set billing.free_tier=true\n  \
    burstsim run flash-sale --precision 5% --precision-of throttle_rate\n  \
    burstsim run my.toml --output results/today --format json | jq .functions[0].throttle_rate")]
pub(super) struct Run {
    #[command(flatten)]
    scenario: ScenarioArguments,

    #[command(flatten)]
    results: ResultArguments,

    #[command(flatten)]
    charts: ChartArguments,

    /// What to print on standard output
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// List the shipped scenarios
    #[arg(long, exclusive = true)]
    list: bool,

    /// Also find the least change that removes the worst throttles and cold starts, as `burstsim
    /// explain` does
    #[arg(long, conflicts_with_all = ["replications", "precision", "steady_state"])]
    explain: bool,

    #[command(flatten)]
    replications: ReplicationArguments,

    /// Find the warm-up of one long run (MSER-5), and give what follows 95 % intervals by batch
    /// means
    #[arg(long, conflicts_with_all = ["replications", "precision"],
        help_heading = "Steady state")]
    steady_state: bool,

    /// Series of each function that must have settled
    #[arg(long, value_name = "SERIES", value_delimiter = ',', default_value = "open_mean",
        requires = "steady_state", value_parser = settling, help_heading = "Steady state")]
    settled: Vec<Measure>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table
    #[default]
    Text,
    /// The contents of summary.json
    Json,
    /// A row for each function, with the figures of summary.json
    Csv,
    /// The table as Markdown, to paste into a review
    Md,
}

impl Run {
    pub(super) fn execute(&self) -> Result<Outcome, CliError> {
        if self.list {
            return Ok(output::data(&list()).map(|()| Outcome::Done)?);
        }
        let mut scenario = self.scenario.load(self.results.quiet)?;
        scenario.billing.monthly |= self.results.monthly;
        let interruption = Interruption::listen()?;
        let report = |study, diary: Option<&[_]>, explanation: Option<&_>| {
            let report = Report {
                scenario: &scenario,
                study,
                diary,
                explanation,
                hints: HINTS,
            };
            self.report(&report, &interruption)
        };
        if self.replications.are_wanted() {
            let replications =
                self.replications
                    .run(&scenario, self.results.quiet, &interruption)?;
            return report(Study::Replications(&replications), None, None);
        }
        let (result, diary) = self.run_once(&scenario, &interruption)?;
        let diary = diary.entries();
        if self.steady_state {
            let steady = SteadyState::find(&result, &self.settled);
            return report(Study::Long(&result, &steady), diary.as_deref(), None);
        }
        let explanation = match self.explain {
            true => Some(self.explained(&scenario, &result, &interruption)?),
            false => None,
        };
        report(Study::Run(&result), diary.as_deref(), explanation.as_ref())
    }

    /// What would have prevented the worst periods of the run.
    fn explained(
        &self,
        scenario: &Scenario,
        result: &RunResult,
        interruption: &Interruption,
    ) -> Result<Explanation, CliError> {
        let question = Question {
            function: None,
            periods: EXPLAINED,
        };
        let progress = RunsProgress::new(self.results.quiet, interruption.clone());
        let expect = |searches| progress.expect(0, searches);
        let (observe, done) = (|| progress.of_one(), || progress.one_done());
        let explanation = explain(scenario, result, question, expect, observe, done);
        progress.finish();
        Ok(explanation?)
    }

    fn run_once(
        &self,
        scenario: &Scenario,
        interruption: &Interruption,
    ) -> Result<(RunResult, Diary), CliError> {
        let progress = Progress::new(scenario.duration, self.results.quiet, interruption.clone());
        let mut watching = (progress, Diary::default());
        let result = simulate_observed(scenario, 0, &mut watching);
        let (progress, diary) = watching;
        progress.finish();
        Ok((result?, diary))
    }

    /// Writes the results and prints what the user wants to see of them.
    fn report(
        &self,
        report: &Report<'_>,
        interruption: &Interruption,
    ) -> Result<Outcome, CliError> {
        let scenario = report.scenario;
        let folder = self.results.folder(&scenario.name);
        let resolved = resolved::to_toml(scenario);
        let provenance = Provenance {
            resolved_toml: &resolved,
            catalog_date: catalog::date(),
        };
        interruption.check()?;
        let charts = self.results.charts(&self.charts);
        let written = folder::put(&folder, |files| {
            report.write(files, provenance, charts.as_ref())
        })?;
        match self.format {
            Format::Json => output::data(&format!("{:#}", report.summary()?))?,
            Format::Csv => output::data(&report.csv()?)?,
            Format::Md => output::data(&report.markdown())?,
            Format::Text if self.results.quiet => {}
            Format::Text => output::data(&report.table())?,
        }
        output::written(written.len(), &folder, self.results.quiet);
        Ok(if report.is_slo_missed() {
            Outcome::SloMissed
        } else {
            Outcome::Done
        })
    }
}

/// A series that has a value in every interval.
fn settling(name: &str) -> Result<Measure, String> {
    let all = || Measure::BANDS.into_iter().filter(|metric| metric.adds_up());
    all()
        .find(|metric| metric.series_column() == name)
        .ok_or_else(|| {
            let names: Vec<_> = all().map(Measure::series_column).collect();
            format!("expected one of {}", names.join(", "))
        })
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
