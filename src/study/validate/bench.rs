//! The bench on which references are tried: scenarios as TOML, replications on all cores.
//!
//! Scenarios take the way of every user's: text, parser, `simulate`. The bench can change a key in
//! each of them on purpose, while the reference stays: that shows whether the suite notices.
//!
//! Knows scenarios and runs; must not know what is compared.

use crate::metrics::RunResult;
use crate::scenario::Scenario;
use crate::scenario::parse::{Files, NoFiles, ScenarioError, Source, parse};
use crate::study::parallel;
use crate::study::watch::{OneRun, Step, Watch, simulate_watched};
use crate::world::{Interrupted, Observer, simulate_observed};

/// Why a case could not be run.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A change made on purpose does not fit its scenario.
    #[error(transparent)]
    Scenario(#[from] Box<ScenarioError>),
    /// It was stopped.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
}

/// How much work to spend.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Effort {
    /// Every case, with the precision of the documentation.
    #[default]
    Full,
    /// Seconds: fewer replications, the smaller cases.
    Quick,
}

/// Where references are tried.
#[derive(Clone)]
pub struct Bench<'a> {
    /// How much work to spend.
    pub effort: Effort,
    /// `KEY=VALUE`, applied to every scenario after it is written: rules broken on purpose.
    pub changes: Vec<String>,
    /// Who watches, may stop it, and may have workers.
    pub watch: &'a dyn Watch,
}

impl Bench<'_> {
    /// The number of replications of a case that takes `full` of them with full effort.
    pub fn replications(&self, full: u64) -> u64 {
        match self.effort {
            Effort::Full => full,
            // Fewer than this, and Student's t forgives almost everything.
            Effort::Quick => (full / 4).max(16),
        }
    }

    /// The length of a run that takes `full` (seconds, arrivals) with full effort.
    pub fn length(&self, full: f64) -> f64 {
        match self.effort {
            Effort::Full => full,
            Effort::Quick => full / 8.0,
        }
    }

    /// Whether every case is to be run.
    pub(crate) fn is_full(&self) -> bool {
        self.effort == Effort::Full
    }

    /// The scenario written in `text`, with the changes.
    ///
    /// # Errors
    /// A change does not fit it.
    pub fn scenario(&self, text: &str) -> Result<Scenario, Failure> {
        self.scenario_with_files(text, &NoFiles)
    }

    /// Like [`Bench::scenario`], for a text that names files.
    ///
    /// # Errors
    /// A change does not fit it.
    pub(crate) fn scenario_with_files(
        &self,
        text: &str,
        files: &dyn Files,
    ) -> Result<Scenario, Failure> {
        let source = Source {
            name: "<validate>",
            default_name: "validate",
            text,
        };
        Ok(parse(source, &self.changes, files)
            .map_err(Box::new)?
            .scenario)
    }

    /// What `read` takes from each replication of the scenario, in their order. Results are dropped one
    /// by one: thousands of them would not fit in memory.
    ///
    /// # Errors
    /// [`Failure::Interrupted`] if it is to stop.
    pub(crate) fn measure<T: Send>(
        &self,
        scenario: &Scenario,
        replications: u64,
        read: impl Fn(&RunResult) -> T + Sync + Send,
    ) -> Result<Vec<T>, Failure> {
        let numbers: Vec<u64> = (0..replications).collect();
        self.watch.planned(Step::Run, replications);
        let one =
            |&number: &u64| simulate_watched(scenario, number, self.watch).map(|run| read(&run));
        Ok(parallel::try_map(&numbers, one)?)
    }

    /// The result of each scenario, in their order.
    ///
    /// # Errors
    /// [`Failure::Interrupted`] if it is to stop.
    pub(crate) fn results(&self, scenarios: &[Scenario]) -> Result<Vec<RunResult>, Failure> {
        self.watch.planned(Step::Run, scenarios.len() as u64);
        let one = |scenario: &Scenario| simulate_watched(scenario, 0, self.watch);
        Ok(parallel::try_map(scenarios, one)?)
    }

    /// The result of a run, and the observer that watched it. Like [`Bench::observed`], it is made here.
    ///
    /// # Errors
    /// [`Failure::Interrupted`] if it is to stop.
    pub(crate) fn watched<O: Observer>(
        &self,
        scenario: &Scenario,
        observer: O,
    ) -> Result<(RunResult, O), Failure> {
        self.watch.planned(Step::Run, 1);
        let mut observing = (OneRun::of(scenario, self.watch), observer);
        let result = simulate_observed(scenario, 0, &mut observing)?;
        let (run, observer) = observing;
        run.end();
        Ok((result, observer))
    }

    /// The observers that watched each replication, in their order, with what was observed. These runs are made here:
    /// what an observer sees does not come from a worker.
    ///
    /// # Errors
    /// [`Failure::Interrupted`] if it is to stop.
    pub(crate) fn observed<O: Observer + Clone + Send + Sync>(
        &self,
        scenario: &Scenario,
        replications: u64,
        observer: &O,
    ) -> Result<Vec<O>, Failure> {
        let numbers: Vec<u64> = (0..replications).collect();
        self.watch.planned(Step::Run, replications);
        let one = |&number: &u64| {
            let mut observing = (OneRun::of(scenario, self.watch), observer.clone());
            simulate_observed(scenario, number, &mut observing)?;
            let (run, observer) = observing;
            run.end();
            Ok::<O, Interrupted>(observer)
        };
        Ok(parallel::try_map(&numbers, one)?)
    }
}

impl Default for Bench<'_> {
    fn default() -> Self {
        Self {
            effort: Effort::default(),
            changes: Vec::new(),
            watch: &(),
        }
    }
}

impl std::fmt::Debug for Bench<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Bench");
        shown
            .field("effort", &self.effort)
            .field("changes", &self.changes);
        shown.finish_non_exhaustive()
    }
}

/// A function reduced to queueing: no cold start, no expiry, no limit of its own. A
/// rule switched off here is out of play in every case that does not ask for it.
pub(crate) const QUEUE_ONLY: &str = r#"
cold_start = "0s"
idle_timeout = "none"
max_lifetime = "none"
requests_per_second_limit = false
"#;

/// Environments that expire after idling and for no other reason, and start in no time.
pub(crate) fn expiring_after(idle_timeout: f64) -> String {
    format!(
        r#"
cold_start = "0s"
idle_timeout = "{idle_timeout}s"
max_lifetime = "none"
requests_per_second_limit = false
"#
    )
}

/// The head of a scenario in which the account's concurrency is the only limit.
pub(crate) fn one_limit(seconds: f64, interval: f64, seed: u64, limit: u32) -> String {
    // A bucket that refills faster than anything arrives never runs dry.
    format!(
        r#"
duration = "{seconds}s"
interval = "{interval}s"
seed = {seed}
[region]
name = "us-east-1"
scaling = "regional-burst"
account_concurrency = {limit}
ramp_per_minute = 10000000
"#
    )
}

/// A concurrency limit that nothing here reaches.
pub(crate) const NO_LIMIT: u32 = 1_000_000;

/// A function called `name`: its service time, its rules and its traffic as TOML.
pub fn function(name: &str, service_time: &str, rules: &str, traffic: &str) -> String {
    format!(
        "[[functions]]\nname = \"{name}\"\nservice_time{service_time}\n{rules}\n\
         [[functions.traffic]]\n{traffic}\n"
    )
}
