//! `burstsim size`: the least provisioned concurrency that meets objectives.

use burstsim::report::format::escaped;
use burstsim::report::{Report, ScheduleReport, SizeReport, TargetReport};
use burstsim::scenario::parse::parse_objectives;
use burstsim::scenario::setting::provisioned_alias;
use burstsim::scenario::{Objective, Scenario, ServiceQuantity, Setting, SourceQuantity, versions};
use burstsim::study::size::larger_account::account_for;
use burstsim::study::size::{Looks, Plan, hourly, size, target};
use burstsim::study::watch::Watch;
use burstsim::world::Interrupted;
use clap::{Args, ValueEnum};

use super::deliver::Delivery;
use super::error::{CliError, Outcome};
use super::format::{Format, formats};
use super::hints::{self, HINTS};
use super::input::{self, ScenarioArguments};
use super::keeping::{self, Keeping};
use super::progress::Interruption;
use super::results::{ChartArguments, ResultArguments};
use super::threads::ThreadArguments;
use burstsim::disk::journal::{Figures, Journal};

/// Find the least provisioned concurrency that meets objectives, and what more or less of it does
///
/// The answer meets every objective of the function with 95 % confidence; it is reported as soon as it stands, and
/// Ctrl-C after that keeps it. Around it comes the curve: cost, cold starts, latency and throttles against
/// provisioned concurrency, with about the cheapest value, and the rule of thumb (peak + 10 %) for comparison. With
/// --schedule or --target it is a value for each hour, or autoscaling, that is sized instead.
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

    /// What to size. A reserve or an account's limit is sized for how much is throttled, such as
    /// "throttle_rate < 0.1%"; what reads a queue for how old items become, such as "oldest_age < 5m"; tasks for how long requests take
    #[arg(long, value_enum, value_name = "QUANTITY", default_value_t, conflicts_with_all = ["schedule", "target"])]
    quantity: Quantity,

    /// Of which source of traffic, by its number in the function, from 0, a queue is sized [default: the only one]
    #[arg(long, value_name = "NUMBER")]
    source: Option<usize>,

    /// Maximum replications per candidate (10, 20, 40, ... until the verdict is clear)
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

    /// Ignore saved progress and start over
    #[arg(long)]
    fresh: bool,

    /// Stop at the answer: no curve around it (nor is one made with --no-charts)
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
    ]))]
    format: Format,
}

/// What can be sized.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Quantity {
    /// The provisioned concurrency of the function
    #[default]
    #[value(name = "provisioned_concurrency")]
    Provisioned,
    /// The reserved concurrency of the function
    #[value(name = "reserved_concurrency")]
    Reserved,
    /// The concurrency limit of the account
    #[value(name = "account_concurrency")]
    Account,
    /// The most batches of an SQS queue in flight
    #[value(name = "maximum_concurrency")]
    MaximumConcurrency,
    /// The least event pollers of provisioned mode for SQS
    #[value(name = "provisioned_pollers")]
    ProvisionedPollers,
    /// The shards of a stream
    #[value(name = "shards")]
    Shards,
    /// The least tasks of an ECS service
    #[value(name = "minimum_tasks")]
    MinimumTasks,
    /// The most tasks of an ECS service
    #[value(name = "maximum_tasks")]
    MaximumTasks,
    /// The least EC2 instances beneath an ECS service
    #[value(name = "minimum_instances")]
    MinimumInstances,
    /// What target tracking leaves of the CPU of tasks, in %: 100 less its target, so that the least is the highest target
    #[value(name = "cpu_headroom")]
    CpuHeadroom,
}

impl Quantity {
    /// The number of a scenario that it is, of a function and of its source where it belongs to one.
    fn setting(
        self,
        scenario: &Scenario,
        function: usize,
        source: Option<usize>,
    ) -> Result<Setting, CliError> {
        let of_source = |quantity| -> Result<Setting, CliError> {
            let number = source_of(scenario, function, quantity, source)?;
            Ok(Setting::OfSource(quantity, function, number))
        };
        let settings = scenario.functions.get(function);
        let is_of_service = matches!(
            self,
            Self::MinimumTasks | Self::MaximumTasks | Self::MinimumInstances | Self::CpuHeadroom
        );
        if let Some(one) = settings.filter(|one| one.is_on_lambda() == is_of_service) {
            let name = escaped(&one.name);
            return Err(CliError::Arguments(match is_of_service {
                true => format!(
                    "`{name}` runs on Lambda, and tasks are those of an ECS service: for a function with a container, \
                     add --set functions.{name}.platform=fargate or =ec2"
                ),
                false => format!(
                    "`{name}` is an ECS service: size minimum_tasks, maximum_tasks, minimum_instances or cpu_headroom \
                     of it with --quantity"
                ),
            }));
        }
        let of_service = |quantity: ServiceQuantity| -> Result<Setting, CliError> {
            let service = settings.and_then(|one| one.ecs());
            match service.filter(|service| quantity.is_of(service)) {
                Some(_) => Ok(Setting::OfService(quantity, function)),
                None => Err(CliError::Arguments(match quantity {
                    ServiceQuantity::CpuHeadroom => "the service tracks no CPU target".to_owned(),
                    _ => "the service has no instances: it runs on Fargate".to_owned(),
                })),
            }
        };
        Ok(match self {
            Self::Provisioned => Setting::ProvisionedConcurrency(function),
            Self::Reserved => Setting::ReservedConcurrency(function),
            Self::Account => Setting::AccountConcurrency,
            Self::MaximumConcurrency => of_source(SourceQuantity::MaximumConcurrency)?,
            Self::ProvisionedPollers => of_source(SourceQuantity::ProvisionedPollers)?,
            Self::Shards => of_source(SourceQuantity::Shards)?,
            Self::MinimumTasks => of_service(ServiceQuantity::MinimumTasks)?,
            Self::MaximumTasks => of_service(ServiceQuantity::MaximumTasks)?,
            Self::MinimumInstances => of_service(ServiceQuantity::MinimumInstances)?,
            Self::CpuHeadroom => of_service(ServiceQuantity::CpuHeadroom)?,
        })
    }
}

/// The source of a function that has a number: the one that is named, or the only one.
fn source_of(
    scenario: &Scenario,
    function: usize,
    quantity: SourceQuantity,
    named: Option<usize>,
) -> Result<usize, CliError> {
    let traffic = scenario.functions.get(function).map(|one| &one.traffic[..]);
    let sources = traffic.unwrap_or_default().iter().enumerate();
    let fitting: Vec<usize> = sources
        .filter(|(_, source)| quantity.is_of(&source.invoked_by))
        .map(|(number, _)| number)
        .collect();
    let kind = match quantity {
        SourceQuantity::Shards => "a stream, invoked_by.stream",
        SourceQuantity::MaximumConcurrency | SourceQuantity::ProvisionedPollers => {
            "an SQS queue, invoked_by.sqs"
        }
    };
    match (named, &fitting[..]) {
        (Some(number), all) if all.contains(&number) => Ok(number),
        (Some(number), _) => Err(CliError::Arguments(format!(
            "source {number} of the function is not {kind}"
        ))),
        (None, [only]) => Ok(*only),
        (None, []) => Err(CliError::Arguments(format!(
            "no source of the function is {kind}"
        ))),
        (None, all) => {
            let numbers: Vec<_> = all.iter().map(usize::to_string).collect();
            Err(CliError::Arguments(format!(
                "several sources of the function are {kind}: name the one to size with --source, one of {}",
                numbers.join(", ")
            )))
        }
    }
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
        let plan = Plan {
            curve: !self.no_curve && self.results.look(self.charts.language()).is_some(),
            ..plan.of(
                &scenario,
                self.quantity.setting(&scenario, function, self.source)?,
            )
        };
        match (self.schedule, self.target) {
            (Some(Step::Hourly), _) => {
                let journal = self.journal(&ScheduleReport::name_of(&scenario))?;
                let (hourly, journal) =
                    self.found(journal, |watch| hourly(plan, &scenario, watch))?;
                self.deliver(&ScheduleReport::new(&scenario, hourly), journal)
            }
            (None, true) => {
                let journal = self.journal(&TargetReport::name_of(&scenario))?;
                let (tracking, journal) =
                    self.found(journal, |watch| target(plan, &scenario, watch))?;
                let tracking = tracking.ok_or_else(|| no_room(&scenario, function))?;
                let report = TargetReport::new(&scenario, tracking).with_hints(HINTS);
                self.deliver(&report, journal)
            }
            (None, false) => {
                let journal = self.journal(&SizeReport::name_of(&scenario))?;
                let (sizing, journal) =
                    self.found(journal, |watch| size(plan, &scenario, watch))?;
                let is_whole = sizing.is_whole;
                let report = SizeReport::new(&scenario, sizing).with_hints(HINTS);
                if is_whole {
                    return self.deliver(&report, journal);
                }
                self.delivery().deliver(&report)?;
                Err(CliError::CutShort(
                    "the answer stands; what is shown around it is not complete, and the same command resumes \
                     there"
                        .to_owned(),
                ))
            }
        }
    }

    /// Where runs are kept until the result is there.
    fn journal(&self, name: &str) -> Result<Journal<Figures>, CliError> {
        let folder = self.results.folder(name);
        let journal = Journal::open(&folder, self.fresh)?;
        keeping::tell(&journal, self.results.quiet);
        Ok(journal)
    }

    /// What was typed; `None` if the scenario is to say it.
    fn objectives(&self) -> Result<Option<Vec<Objective>>, CliError> {
        if self.slo.is_empty() {
            return Ok(None);
        }
        let objectives = parse_objectives("--slo", &self.slo).map_err(Box::new)?;
        Ok(Some(objectives))
    }

    /// What a search finds, on all threads; its runs are kept as they end. A journal of none is removed.
    fn found<T: Send>(
        &self,
        journal: Journal<Figures>,
        search: impl FnOnce(&dyn Watch) -> Result<T, Interrupted> + Send,
    ) -> Result<(T, Journal<Figures>), CliError> {
        let threads = self.threads.start()?;
        let found = Interruption::listen()?.watch_and_keep(self.results.quiet, |progress| {
            let keeping = Keeping::new(progress, &journal);
            threads.run(|| search(&keeping))
        });
        match found {
            Ok(found) => Ok((found, journal)),
            Err(Interrupted) if !journal.is_empty() => Err(CliError::CutShort(
                "finished runs are kept; the same command resumes there".to_owned(),
            )),
            Err(interrupted) => {
                journal.remove();
                Err(interrupted.into())
            }
        }
    }

    fn delivery(&self) -> Delivery<'_> {
        Delivery::new(&self.results, self.charts.language(), self.format)
    }

    /// Delivers a report for which all runs were made: they need not be kept any more.
    fn deliver(
        &self,
        report: &impl Report,
        journal: Journal<Figures>,
    ) -> Result<Outcome, CliError> {
        self.delivery().deliver_and(report, || journal.remove())
    }

    /// The index of the function to size.
    fn function(&self, scenario: &Scenario) -> Result<usize, CliError> {
        match (&self.function, scenario.functions.len()) {
            (Some(wanted), _) => input::function(scenario, wanted),
            (None, 1) => Ok(0),
            // Whichever version: the alias has what they share of it.
            (None, count)
                if provisioned_alias(scenario, 0).is_some()
                    && versions(&scenario.functions, 0).len() == count =>
            {
                Ok(0)
            }
            (None, _) => Err(CliError::Arguments(format!(
                "the scenario has several functions: name the one to size with --function, one of {}",
                input::function_names(scenario)
            ))),
        }
    }
}

/// Why there is nothing to size: the function's reserve is 0, or the account has no room.
fn no_room(scenario: &Scenario, function: usize) -> CliError {
    let nothing = "nothing can be provisioned for this function";
    CliError::Arguments(match account_for(scenario, function, 1) {
        None => format!(
            "{nothing}: its reserve, or what others and the unreserved minimum leave of the account, \
             is 0"
        ),
        Some(account) => format!(
            "{nothing}: the account's limit of {} has no room for it, and {account} is the lowest that \
                 has",
            scenario.region.account_concurrency
        ),
    })
}
