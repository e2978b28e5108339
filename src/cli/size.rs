//! `burstsim size`: the least provisioned concurrency that meets objectives.

use burstsim::catalog;
use burstsim::report::{ScheduleReport, SizeReport, TargetReport};
use burstsim::scenario::parse::parse_objectives;
use burstsim::scenario::{Objective, Scenario};
use burstsim::study::size::larger_account::account_for;
use burstsim::study::size::{
    Looks, Plan, Watch, candidate, hourly, larger_account, size, target, verdict,
};
use burstsim::world::Interrupted;
use clap::{Args, ValueEnum};
use serde_json::Value;

use super::error::{CliError, Outcome};
use super::folder;
use super::hints::HINTS;
use super::input::{self, ScenarioArguments};
use super::output;
use super::progress::{Interruption, RunsProgress, Stop};
use super::replications::ThreadArguments;
use super::results::{ChartArguments, ResultArguments};

/// Find the least provisioned concurrency that meets objectives, and what more or less of it does
///
/// The answer meets every objective of the function with 95 % confidence. Around it comes the curve:
/// cost, cold starts, latency and throttles against provisioned concurrency, with the value that costs
/// least, and the rule of thumb (peak + 10 %) for comparison. With --schedule or --target it is a value for
/// each hour, or autoscaling, that is sized instead.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    burstsim size flash-sale --slo \"given_up_rate < 0.01%\"\n  \
    burstsim size my.toml --function checkout --slo \"cold_start_rate < 1%\" --slo \"latency_p99 < 300ms\"\n  \
    burstsim size my.toml --schedule hourly --slo \"spillover_rate < 1%\"\n  \
    burstsim size my.toml --target --slo \"spillover_rate < 1%\"\n  \
    burstsim size my.toml --format json | jq .provisioned_concurrency\n\n\
    Without --slo the scenario's own [slo] is taken. It exits with 99 if no value meets the objectives: \
    the nearest is named.")]
pub(super) struct Size {
    #[command(flatten)]
    scenario: ScenarioArguments,

    /// The function to size [default: the only one]
    #[arg(long, value_name = "NAME")]
    function: Option<String>,

    /// What it must achieve, such as "cold_start_rate < 1%"; repeatable [default: the scenario's slo]
    #[arg(long, value_name = "OBJECTIVE")]
    slo: Vec<String>,

    /// Most replications of a value whose verdict is not clear after 10, 20, 40 ...
    #[arg(long, value_name = "N", default_value_t = 40,
        value_parser = clap::value_parser!(u64).range(2..=100_000))]
    max_replications: u64,

    /// Size each hour of the day by itself, and print the schedule as TOML and as AWS commands
    #[arg(long, value_enum, value_name = "STEP", conflicts_with = "lang")]
    schedule: Option<Step>,

    /// Size autoscaling instead: the target of target tracking and its minimum that meet the objectives
    /// at the least cost, as TOML and as AWS commands
    #[arg(long, conflicts_with = "schedule")]
    target: bool,

    #[command(flatten)]
    threads: ThreadArguments,

    #[command(flatten)]
    results: ResultArguments,

    #[command(flatten)]
    charts: ChartArguments,

    /// What to print on standard output
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table, and the answer in words
    #[default]
    Text,
    /// The contents of size.json
    Json,
    /// The contents of size.csv
    Csv,
}

/// How long a scheduled value holds at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Step {
    /// A value for each hour of the day that the run covers
    Hourly,
}

impl Size {
    pub(super) fn execute(&self) -> Result<Outcome, CliError> {
        let objectives = match self.slo.is_empty() {
            true => None,
            false => Some(parse_objectives("--slo", &self.slo).map_err(Box::new)?),
        };
        let mut scenario = self.scenario.load(self.results.quiet)?;
        scenario.billing.monthly |= self.results.monthly;
        let function = self.function(&scenario)?;
        let plan = Plan {
            function,
            objectives: wanted(&scenario, objectives)?,
            upper: candidate::most(&scenario, function),
            looks: Looks::up_to(self.max_replications),
        };
        let interruption = Interruption::listen()?;
        let progress = RunsProgress::new(self.results.quiet, interruption.clone());
        let search = Search {
            arguments: self,
            scenario: &scenario,
            plan,
            watch: Watched(progress),
            interruption,
        };
        let met = match (self.schedule, self.target) {
            (Some(Step::Hourly), _) => search.hourly(),
            (None, true) => search.target(),
            (None, false) => search.constant(),
        }?;
        Ok(match met {
            true => Outcome::Done,
            false => Outcome::SloMissed,
        })
    }

    /// What was asked for, on standard output.
    fn print(&self, json: &Value, csv: &str, table: &str) -> Result<(), CliError> {
        match self.format {
            Format::Json => output::data(&format!("{json:#}"))?,
            Format::Csv => output::data(csv)?,
            Format::Text if self.results.quiet => {}
            Format::Text => output::data(table)?,
        }
        Ok(())
    }

    /// The index of the function to size.
    fn function(&self, scenario: &Scenario) -> Result<usize, CliError> {
        match (&self.function, scenario.functions.len()) {
            (Some(wanted), _) => input::function(scenario, wanted),
            (None, 1) => Ok(0),
            (None, _) => Err(CliError::Arguments(format!(
                "the scenario has several functions: name the one to size with --function, one of {}",
                input::function_names(scenario)
            ))),
        }
    }
}

/// What is searched, and how it is watched. Each kind of search says whether the objectives are met.
struct Search<'a> {
    arguments: &'a Size,
    scenario: &'a Scenario,
    plan: Plan,
    watch: Watched,
    interruption: Interruption,
}

impl Search<'_> {
    /// One value for the whole run.
    fn constant(self) -> Result<bool, CliError> {
        let (function, plan) = (self.plan.function, self.plan.clone());
        let of = |count| candidate::provisioned(self.scenario, function, count);
        let sizing = self.done(|| {
            let mut sizing = size(plan, of, &self.watch)?;
            if !sizing.answer.met {
                sizing.larger_account = larger_account(&sizing.plan, self.scenario, &self.watch)?;
            }
            Ok(sizing)
        })?;
        let answer = sizing.answer;
        let report = SizeReport::new(candidate::readable(of(answer.value)), sizing);
        let report = report.with_hints(HINTS);
        let results = &self.arguments.results;
        let folder = results.folder(&format!("{}-size", report.name()));
        let charts = results.charts(&self.arguments.charts);
        let written = folder::put(&folder, |files| {
            report.write(files, catalog::date(), charts.as_ref())
        })?;
        self.arguments
            .print(&report.json(), &report.csv()?, &report.table())?;
        output::written(written.len(), &folder, results.quiet);
        Ok(answer.met)
    }

    /// A value for each hour of the day.
    fn hourly(self) -> Result<bool, CliError> {
        let plan = self.plan.clone();
        let hourly = self.done(|| hourly(plan, self.scenario, &self.watch))?;
        let met = hourly.is_met();
        let report = ScheduleReport::new(self.scenario, hourly);
        let results = &self.arguments.results;
        let folder = results.folder(&format!("{}-schedule", report.name()));
        let written = folder::put(&folder, |files| report.write(files, catalog::date()))?;
        self.arguments
            .print(&report.json(), &report.csv()?, &report.table())?;
        output::written(written.len(), &folder, results.quiet);
        Ok(met)
    }

    /// The target and the minimum of autoscaling.
    fn target(self) -> Result<bool, CliError> {
        let plan = self.plan.clone();
        let tracking = self.done(|| target(plan, self.scenario, &self.watch))?;
        let tracking = tracking.ok_or_else(|| self.no_room())?;
        let met = tracking.is_met();
        let report = TargetReport::new(self.scenario, tracking).with_hints(HINTS);
        let results = &self.arguments.results;
        let folder = results.folder(&format!("{}-target", report.name()));
        let charts = results.charts(&self.arguments.charts);
        let written = folder::put(&folder, |files| {
            report.write(files, catalog::date(), charts.as_ref())
        })?;
        self.arguments
            .print(&report.json(), &report.csv()?, &report.table())?;
        output::written(written.len(), &folder, results.quiet);
        Ok(met)
    }

    /// Why there is nothing to size: the function's reserve is 0, or the account has no room.
    fn no_room(&self) -> CliError {
        let nothing = "nothing can be provisioned for this function";
        CliError::Arguments(match account_for(self.scenario, self.plan.function, 1) {
            None => format!(
                "{nothing}: its reserve, or what others and the unreserved minimum leave of the account, \
                 is 0"
            ),
            Some(account) => format!(
                "{nothing}: the account's limit of {} has no room for it, and {account} is the lowest that \
                     has",
                self.scenario.region.account_concurrency
            ),
        })
    }

    /// What a search finds, on all threads.
    fn done<T: Send>(
        &self,
        search: impl FnOnce() -> Result<T, Interrupted> + Send,
    ) -> Result<T, CliError> {
        let found = self.arguments.threads.start()?.run(search)?;
        self.watch.0.finish();
        self.interruption.check()?;
        Ok(found)
    }
}

/// The objectives that were typed, else those of the scenario: none that more provisioned concurrency
/// works against.
fn wanted(scenario: &Scenario, typed: Option<Vec<Objective>>) -> Result<Vec<Objective>, CliError> {
    let objectives = typed.unwrap_or_else(|| scenario.slo.clone());
    if objectives.is_empty() {
        return Err(CliError::Arguments(
            "there is no objective to size for: give one, such as --slo \"cold_start_rate < 1%\", or \
             write it into [slo] of the scenario"
                .to_owned(),
        ));
    }
    match objectives.iter().find(|one| !verdict::is_at_most(one)) {
        Some(one) => Err(CliError::Arguments(format!(
            "`{} {one}` sets a lower limit, and provisioned concurrency lowers what it measures: only \
             < and <= can be sized for",
            one.measure.key()
        ))),
        None => Ok(objectives),
    }
}

/// Shows how many runs are done, and stops them.
struct Watched(RunsProgress);

impl Watch for Watched {
    type Observer = Stop;

    fn observer(&self) -> Stop {
        self.0.of_one()
    }

    fn expect(&self, done: u64, target: u64) {
        self.0.expect(done, target);
    }

    fn run_done(&self) {
        self.0.one_done();
    }

    fn ends_miss(&self, least: u32, most: u32) {
        self.0.say(&format!(
            "Neither {least} nor {most} is shown to meet the objectives: it is unlikely that anything does. \
             Looking for the nearest."
        ));
    }
}
