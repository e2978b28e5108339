//! `burstsim size`: the lowest provisioned concurrency that meets objectives.

use burstsim::report::format::escaped;
use burstsim::report::{ScheduleReport, SizeReport, TargetReport};
use burstsim::scenario::parse::parse_objectives;
use burstsim::scenario::setting::provisioned_alias;
use burstsim::scenario::{Objective, Scenario};
use burstsim::study::size::asked::{NoRoom, only_function};
use burstsim::study::size::{Looks, Plan, Quantity, hourly, size, target};
use burstsim::study::watch::Watch;
use burstsim::world::Interrupted;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use super::deliver::Delivery;
use super::error::{CliError, Outcome};
use super::format::{Format, formats};
use super::guard::{self, Load};
use super::hints::{self, HINTS};
use super::input::{self, ScenarioArguments};
use super::keeping::{self, Keeping};
use super::progress::Interruption;
use super::results::{ChartArguments, ResultArguments};
use super::threads::ThreadArguments;
use burstsim::disk::journal::{Figures, Journal};

/// Sizing takes 50 to some hundred runs (docs/performance.md); this is about the minimum.
const RUNS: u64 = 55;

/// Find the lowest provisioned concurrency that meets your SLOs, and chart the trade-off around it
///
/// The answer meets every objective of the function with 95 % confidence. It is reported as soon as it is known, and
/// Ctrl-C after that keeps it. The chart around it shows cost, cold starts, latency and throttles against provisioned
/// concurrency, with the cheapest value and the rule of thumb (peak + 10 %) for comparison. --schedule sizes each hour of
/// the day instead, and --target sizes autoscaling.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    burstsim size flash-sale --slo \"given_up_rate < 0.01%\"\n  \
    burstsim size my.toml --function checkout --slo \"cold_start_rate < 1%\" --slo \"latency_p99 < 300ms\"\n  \
    burstsim size my.toml --schedule hourly --slo \"spillover_rate < 1%\"\n  \
    burstsim size my.toml --target --slo \"spillover_rate < 1%\"\n  \
    burstsim size noisy-neighbour --function checkout --quantity account_concurrency --slo \"throttle_rate < 0.1%\"\n  \
    burstsim size order-queue --quantity provisioned_pollers --slo \"oldest_age < 10s\"\n  \
    burstsim size api-three-ways --set functions.api.platform=fargate --quantity minimum_tasks\n  \
    burstsim size my.toml --no-curve --slo \"cold_start_rate < 1%\"\n  \
    burstsim size my.toml --format json | jq .provisioned_concurrency\n\n\
    Without --slo the scenario's own [slo] is used. Exits with 99 if no value meets the objectives, \
    and names the nearest.")]
pub(super) struct Size {
    #[command(flatten)]
    scenario: ScenarioArguments,

    /// The function to size [default: the only one]
    #[arg(long, value_name = "NAME")]
    function: Option<String>,

    /// Objective to meet, such as "cold_start_rate < 1%"; repeatable [default: the scenario's slo]
    #[arg(long, value_name = "OBJECTIVE")]
    slo: Vec<String>,

    /// What to size. Size a reserve or an account limit for throttles, such as "throttle_rate < 0.1%"; what reads a queue
    /// for the age of its items, such as "oldest_age < 5m"; tasks for latency
    #[arg(long, value_name = "QUANTITY", default_value = Quantity::default().key(), value_parser = quantities(),
        conflicts_with_all = ["schedule", "target"])]
    quantity: Quantity,

    /// Source of traffic whose queue is sized, by its number in the function, from 0 [default: the only one]
    #[arg(long, value_name = "NUMBER")]
    source: Option<usize>,

    /// Maximum replications per candidate (10, 20, 40, ... until the verdict is clear)
    #[arg(long, value_name = "N", default_value_t = 40,
        value_parser = clap::value_parser!(u64).range(2..=100_000))]
    max_replications: u64,

    /// Size each hour of the day separately, and print the schedule as TOML and as AWS commands
    #[arg(long, value_enum, value_name = "STEP")]
    schedule: Option<Step>,

    /// Size autoscaling instead: the cheapest target and minimum of target tracking that meet the objectives, as TOML and
    /// as AWS commands
    #[arg(long, conflicts_with = "schedule")]
    target: bool,

    /// Ignore saved progress and start over
    #[arg(long)]
    fresh: bool,

    /// Stop at the answer, without the chart around it (--no-charts does so, too)
    #[arg(long, conflicts_with_all = ["schedule", "target"])]
    no_curve: bool,

    #[command(flatten)]
    threads: ThreadArguments,

    #[command(flatten)]
    results: ResultArguments,

    #[command(flatten)]
    charts: ChartArguments,

    /// What to print on standard output
    #[arg(long, default_value = "text", value_parser = formats([
        (Format::Text, "A table, and the answer in words"),
        (Format::Json, "The contents of size.json"),
        (Format::Csv, "The contents of size.csv"),
        (Format::Md, "The table and the conclusions as Markdown, to paste into a review"),
    ]))]
    format: Format,
}

/// The quantities by their names.
fn quantities() -> impl TypedValueParser<Value = Quantity> {
    let all = Quantity::ALL;
    let values = all.map(|one| PossibleValue::new(one.key()).help(one.about()));
    // The parser lets only their names pass.
    PossibleValuesParser::new(values).map(|key| Quantity::called(&key).unwrap_or_default())
}

/// How long a scheduled value holds at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Step {
    /// A value for each hour of the day that the run covers
    Hourly,
}

impl Size {
    pub(super) fn execute(&self) -> Result<Outcome, CliError> {
        let objectives = self.objectives()?;
        let scenario = self.scenario.load(&self.results)?;
        let runs = guard::Plan::figures(RUNS, self.threads.count());
        Load::of([&scenario]).guard(runs, &self.results, self.charts.language())?;
        let function = self.function(&scenario)?;
        if let Some(alias) = provisioned_alias(&scenario, function)
            && (self.schedule.is_some() || self.target)
        {
            return Err(CliError::Arguments(format!(
                "--schedule and --target size a version, and the alias `{}` has provisioned concurrency that \
                 is a number: AWS does not let it be managed while an alias has weights",
                escaped(&alias.name)
            )));
        }
        let looks = Looks::up_to(self.max_replications);
        let plan = Plan::new(&scenario, function, objectives, looks)
            .map_err(|error| CliError::Arguments(hints::of_plan(&error)))?;
        let setting = self.quantity.setting(&scenario, function, self.source);
        let setting = setting.map_err(|error| CliError::Arguments(hints::of_quantity(&error)))?;
        let plan = Plan {
            curve: !self.no_curve && self.results.look(self.charts.language()).is_some(),
            ..plan.of(&scenario, setting)
        };
        let language = self.charts.language();
        let interruption = Interruption::listen(language)?;
        let forms = (language, self.format);
        let delivery = |name_of: fn(&Scenario) -> String| {
            Delivery::prepare(&self.results, &name_of(&scenario), forms, &interruption)
        };
        match (self.schedule, self.target) {
            (Some(Step::Hourly), _) => {
                let delivery = delivery(ScheduleReport::name_of)?;
                let (hourly, journal) =
                    self.found(&delivery, |watch| hourly(plan, &scenario, watch))?;
                let report = ScheduleReport::new(&scenario, hourly).in_language(language);
                delivery.deliver_and(&report, || journal.remove())
            }
            (None, true) => {
                let delivery = delivery(TargetReport::name_of)?;
                let (tracking, journal) =
                    self.found(&delivery, |watch| target(plan, &scenario, watch))?;
                let tracking = tracking.ok_or_else(|| {
                    CliError::Arguments(NoRoom::of(&scenario, function).to_string())
                })?;
                let report = TargetReport::new(&scenario, tracking)
                    .with_hints(HINTS)
                    .in_language(language);
                delivery.deliver_and(&report, || journal.remove())
            }
            (None, false) => {
                let delivery = delivery(SizeReport::name_of)?;
                let (sizing, journal) =
                    self.found(&delivery, |watch| size(plan, &scenario, watch))?;
                let is_whole = sizing.is_whole;
                let report = SizeReport::new(&scenario, sizing)
                    .with_hints(HINTS)
                    .in_language(language);
                if is_whole {
                    return delivery.deliver_and(&report, || journal.remove());
                }
                delivery.deliver_what_was_found(&report)?;
                Err(CliError::CutShort(
                    "the answer stands; what is shown around it is not complete, and the same command resumes \
                     there"
                        .to_owned(),
                ))
            }
        }
    }

    /// What was typed; `None` if the scenario is to say it.
    fn objectives(&self) -> Result<Option<Vec<Objective>>, CliError> {
        if self.slo.is_empty() {
            return Ok(None);
        }
        let objectives = parse_objectives("--slo", &self.slo).map_err(Box::new)?;
        Ok(Some(objectives))
    }

    /// What a search finds, on all threads, and the journal in which its runs are kept as they end, until the result is
    /// there. A journal of none is removed.
    fn found<T: Send>(
        &self,
        delivery: &Delivery<'_>,
        search: impl FnOnce(&dyn Watch) -> Result<T, Interrupted> + Send,
    ) -> Result<(T, Journal<Figures>), CliError> {
        let journal = Journal::open(delivery.folder(), self.fresh)?;
        keeping::tell(&journal, self.results.quiet, self.charts.language());
        let threads = self.threads.start()?;
        let found = delivery
            .interruption()
            .watch_and_keep(self.results.quiet, |progress| {
                let keeping = Keeping::new(progress, &journal);
                threads.run(|| search(&keeping))
            });
        match found {
            Ok(found) => Ok((found, journal)),
            Err(Interrupted) if !journal.is_empty() => Err(CliError::CutShort(
                "finished runs are kept; the same command resumes there".to_owned(),
            )),
            Err(interrupted) => {
                keeping::remove_if_empty(&journal);
                Err(interrupted.into())
            }
        }
    }

    /// The index of the function to size.
    fn function(&self, scenario: &Scenario) -> Result<usize, CliError> {
        match &self.function {
            Some(wanted) => input::function(scenario, wanted),
            None => only_function(scenario).ok_or_else(|| {
                CliError::Arguments(format!(
                    "the scenario has several functions: name the one to size with --function, one of {}",
                    escaped(&scenario.function_names())
                ))
            }),
        }
    }
}
