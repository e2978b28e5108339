//! `burstsim run`: simulate a scenario and write its results.

use std::path::Path;
use std::time::Instant;

use burstsim::kernel::SimTime;
use burstsim::measures::Measure;
use burstsim::report::replications::Figures;
use burstsim::report::{RunReport, Study};
use burstsim::scenario::shipped;
use burstsim::study::containers::{ContainerDiary, Containers};
use burstsim::study::diary::{Diary, Entry};
use burstsim::study::explain::{BaseRun, Explanation, Question};
use burstsim::study::watch::{OneRun, Step, Watch};
use burstsim::study::{SteadyState, replicate_until};
use burstsim::world::simulate_observed;
use clap::Args;

use super::deliver::Delivery;
use super::error::{CliError, Outcome};
use super::explain::{explained, what_is_missing};
use super::format::{Format, formats};
use super::guard::Load;
use super::hints::HINTS;
use super::hints::next::Next;
use super::input::{Prepared, ScenarioArguments};
use super::output;
use super::playground;
use super::progress::Interruption;
use super::replications::ReplicationArguments;
use super::results::{ChartArguments, ResultArguments};
use super::watch::{self, Told};

/// Simulate a scenario; write CSV, JSON, charts and a page, report.html; print a summary
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    burstsim run scaling-with-concurrency-limit\n  \
    burstsim run flash-sale --set functions.checkout.provisioned_concurrency=200 --seed 7\n  \
    burstsim run flash-sale --explain\n  \
    burstsim run my.toml --watch --open\n  \
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
    #[arg(long, default_value = "text", value_parser = formats([
        (Format::Text, "A table"),
        (Format::Json, "The contents of summary.json"),
        (Format::Csv, "One row per function, with the figures of summary.json"),
        (Format::Md, "The table as Markdown, to paste into a review"),
    ]))]
    format: Format,

    /// Also write cloudwatch.json: the metrics as `aws cloudwatch get-metric-data` answers
    #[arg(long)]
    metric_data: bool,

    /// Also write openmetrics.txt: the time series as OpenMetrics text, for Prometheus and Grafana
    #[arg(long)]
    openmetrics: bool,

    /// Also write playground.html, a page that changes and runs the scenario; report.html links to it
    #[arg(long, conflicts_with = "no_charts")]
    playground: bool,

    /// List the shipped scenarios
    #[arg(long, exclusive = true)]
    list: bool,

    /// Also find the smallest change that removes the worst throttles and cold starts, as `burstsim explain` does
    #[arg(long, conflicts_with_all = ["replications", "precision", "steady_state"])]
    explain: bool,

    /// Run again whenever the scenario or a data file that it names changes, until Ctrl-C
    #[arg(long)]
    watch: bool,

    #[command(flatten)]
    replications: ReplicationArguments,

    /// Detect the warm-up of one long run (MSER-5) and report 95 % confidence intervals for the rest, using batch means
    #[arg(long, conflicts_with_all = ["replications", "precision"],
        help_heading = "Steady state")]
    steady_state: bool,

    /// Series of each function that must have settled
    #[arg(long, value_name = "SERIES", value_delimiter = ',', default_value = "open_mean",
        requires = "steady_state", value_parser = settling, help_heading = "Steady state")]
    settled: Vec<Measure>,
}

impl Run {
    pub(super) fn execute(&self) -> Result<Outcome, CliError> {
        if self.list {
            return Ok(output::data(&list()).map(|()| Outcome::Done)?);
        }
        let read = || self.scenario.prepare(&self.results);
        if !self.watch {
            return self.once(&read()?, || Interruption::listen(self.charts.language()));
        }
        let told = Told {
            language: self.charts.language(),
            quiet: self.results.quiet,
        };
        watch::again_and_again(&self.scenario, read, told, |prepared, interruption| {
            self.once(prepared, || Ok(interruption.clone()))
        })
    }

    /// Simulates the scenario as it was read. Until `listen` is called Ctrl-C ends the program at once.
    fn once(
        &self,
        prepared: &Prepared,
        listen: impl FnOnce() -> Result<Interruption, CliError>,
    ) -> Result<Outcome, CliError> {
        let scenario = prepared.load(self.results.quiet)?;
        Load::of([&scenario]).guard(
            self.replications.plan(&scenario),
            &self.results,
            self.charts.language(),
        )?;
        // Before anything is simulated: a page that is missing is no reason to lose a run.
        let playground = self
            .playground
            .then(|| playground::page(None))
            .transpose()?;
        let interruption = listen()?;
        let forms = (self.charts.language(), self.format);
        let delivery = Delivery::prepare(&self.results, &scenario.name, forms, &interruption)?;
        let report = |study, diary: Diaries<'_>, explanation: Option<&Explanation>| {
            let report = RunReport {
                diary: diary.0,
                containers: diary.1,
                explanation,
                has_metric_data: self.metric_data,
                has_openmetrics: self.openmetrics,
                playground: playground.as_ref(),
                hints: HINTS,
                language: self.charts.language(),
                ..RunReport::new(&scenario, study)
            };
            let delivered = match explanation.is_some_and(|explanation| explanation.is_interrupted)
            {
                true => delivery.deliver_what_was_found(&report),
                false => delivery.deliver(&report),
            }?;
            // What would have helped was told already.
            if explanation.is_none() {
                delivery.say_next(self.next(&report, delivery.folder()));
            }
            Ok(delivered)
        };
        if let Some(enough) = self.replications.enough(&scenario) {
            let threads = self.replications.threads()?;
            let replications = interruption.watch(self.results.quiet, |watch| {
                threads.run(|| replicate_until(&scenario, enough, Figures::of, watch))
            })?;
            return report(Study::Replications(&replications), (None, None), None);
        }
        let started = Instant::now();
        let quiet = self.results.quiet;
        let (base, (diary, containers)) = interruption.watch(quiet, |watch| {
            watch.planned(Step::Run, 1);
            let diaries = (Diary::default(), ContainerDiary::default());
            let mut watching = (OneRun::of(&scenario, watch), diaries);
            let base = if self.explain {
                BaseRun::observed(&scenario, &mut watching)
            } else {
                simulate_observed(&scenario, 0, &mut watching).map(BaseRun::from)
            };
            base.map(|base| (base, watching.1))
        })?;
        let result = &base.result;
        let diary = diary.entries();
        let containers = containers.told(SimTime::ZERO + result.simulated);
        let told = (diary.as_deref(), containers.as_ref());
        if self.steady_state {
            let steady = SteadyState::find(result, &self.settled);
            return report(Study::Long(result, &steady), told, None);
        }
        let explanation = self.explain.then(|| {
            interruption.watch_and_keep(quiet, |progress| {
                explained(
                    (&scenario, &base),
                    Question::default(),
                    (progress, progress),
                    started,
                    self.charts.language(),
                )
            })
        });
        let delivered = report(Study::Run(result), told, explanation.as_ref())?;
        match explanation.filter(|explanation| explanation.is_interrupted) {
            Some(explanation) => Err(CliError::CutShort(what_is_missing(&explanation))),
            None => Ok(delivered),
        }
    }

    /// What to ask after the run whose result lies in `folder`.
    fn next(&self, report: &RunReport<'_>, folder: &Path) -> Option<Next> {
        let again = self.scenario.again(folder)? + &self.results.again();
        Next::after_run(&report.finished, &again)
    }
}

/// What a small run records of its environments, and of its tasks and instances.
type Diaries<'a> = (Option<&'a [Entry]>, Option<&'a Containers>);

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
