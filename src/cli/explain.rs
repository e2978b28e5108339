//! `burstsim explain`: which limit was in force, and the smallest change that would have been enough.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use burstsim::disk::journal::Journal;
use burstsim::report::format::plural;
use burstsim::report::{ExplanationReport, Language};
use burstsim::scenario::Scenario;
use burstsim::study::Finished;
use burstsim::study::explain::{
    BaseRun, Explanation, Listener, Period, Question, Remedy, Verdict, explain,
};
use burstsim::study::watch::Watch;
use clap::Args;

use super::deliver::Delivery;
use super::error::{CliError, Outcome};
use super::format::{Format, formats};
use super::guard::{Load, Plan};
use super::hints::HINTS;
use super::input::{self, ScenarioArguments};
use super::keeping::{self, Keeping};
use super::progress::{Interruption, Progress};
use super::results::{ChartArguments, ResultArguments};
use super::threads::ThreadArguments;

/// A day with trouble is explained in the time of four runs (docs/performance.md).
const RUNS: u64 = 4;

/// Explain throttles and cold starts: the limit in force, and the smallest change that removes them
///
/// For each quota and setting on its own, re-run the same requests to find the smallest value that
/// would have avoided the problem. Large scenarios are re-run from 15 minutes before each period; the
/// first change for each period is then confirmed by a whole run. Ctrl-C keeps what was found, and the same
/// command resumes there.
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

    /// Number of periods to explain: the worst of throttling, and as many of cold starts
    #[arg(long, value_name = "N", default_value_t = 3,
        value_parser = clap::value_parser!(u16).range(1..=1000))]
    periods: u16,

    /// Ignore saved progress and start over
    #[arg(long)]
    fresh: bool,

    #[command(flatten)]
    threads: ThreadArguments,

    #[command(flatten)]
    results: ResultArguments,

    #[command(flatten)]
    charts: ChartArguments,

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
        let language = self.charts.language();
        let cores = self.threads.count();
        let plan = Plan {
            results: (1, 2 * cores as u64 + 2),
            ..Plan::figures(RUNS, cores)
        };
        Load::of([&scenario]).guard(plan, &self.results, language)?;
        let question = Question {
            function: self.function(&scenario)?,
            periods: usize::from(self.periods),
        };
        let interruption = Interruption::listen(language)?;
        let threads = self.threads.start()?;
        let name = ExplanationReport::name_of(&scenario);
        let forms = (language, self.format);
        let delivery = Delivery::prepare(&self.results, &name, forms, &interruption)?;
        let quiet = self.results.quiet;
        let journal = Journal::open(delivery.folder(), self.fresh)?;
        keeping::tell(&journal, quiet, language);
        let started = Instant::now();
        let base = interruption.watch(quiet, |watch| BaseRun::of(&scenario, watch));
        let base = base.inspect_err(|_| keeping::remove_if_empty(&journal))?;
        let explanation = interruption.watch_and_keep(quiet, |progress| {
            let keeping = Keeping::new(progress, &journal);
            let watches = (progress, &keeping as &dyn Watch);
            threads.run(|| explained((&scenario, &base), question, watches, started, language))
        });
        let finished = Finished::new(&scenario, &base.result);
        let report = ExplanationReport::new(&finished, &explanation);
        let report = report.with_hints(HINTS).in_language(language);
        if explanation.is_interrupted {
            delivery.deliver_what_was_found(&report)?;
            let missing = what_is_missing(&explanation);
            keeping::remove_if_empty(&journal);
            return Err(CliError::CutShort(if journal.is_empty() {
                missing
            } else {
                format!("{missing}; the same command resumes there")
            }));
        }
        delivery.deliver_and(&report, || journal.remove())
    }

    /// The index of the function that was asked for.
    fn function(&self, scenario: &Scenario) -> Result<Option<usize>, CliError> {
        let Some(name) = &self.function else {
            return Ok(None);
        };
        input::function(scenario, name).map(Some)
    }
}

/// The explanation of a run, with what is known of it on standard error as soon as it is: if it takes time. The study is
/// watched by the second of the two, which the first is part of.
pub(super) fn explained(
    (scenario, base): (&Scenario, &BaseRun),
    question: Question,
    (progress, watch): (&Progress, &dyn Watch),
    started: Instant,
    language: Language,
) -> Explanation {
    let teller = Teller {
        scenario,
        language,
        progress,
        started,
        untold: Mutex::default(),
    };
    explain(scenario, base, question, watch, &teller)
}

/// What an explanation is left without that was interrupted.
pub(super) fn what_is_missing(explanation: &Explanation) -> String {
    let remedies = explanation.periods.iter().flat_map(|one| &one.remedies);
    let missing = remedies.filter(|remedy| remedy.verdict == Verdict::NotSearched);
    match missing.count() as u64 {
        0 => "every change was tried, but not all are confirmed by a whole run".to_owned(),
        missing => format!(
            "the result has what was found; {} not tried",
            plural(missing, "change was", "changes were")
        ),
    }
}

/// Who is answered sooner than this reads the report at once.
const PATIENCE: Duration = Duration::from_secs(3);

/// Says what is known before the report is there.
struct Teller<'a> {
    scenario: &'a Scenario,
    language: Language,
    progress: &'a Progress,
    started: Instant,
    /// What is known and was not said yet, since all may be over in a moment.
    untold: Mutex<Vec<String>>,
}

impl Teller<'_> {
    fn tell(&self, words: impl IntoIterator<Item = String>) {
        let mut untold = self.untold.lock().unwrap_or_else(PoisonError::into_inner);
        untold.extend(words);
        if self.started.elapsed() >= PATIENCE {
            for words in untold.drain(..) {
                self.progress.say(&words);
            }
        }
    }
}

impl Listener for Teller<'_> {
    fn periods(&self, periods: &[Period]) {
        let words =
            |period| ExplanationReport::period_in_words(self.language, self.scenario, period);
        self.tell(periods.iter().map(words));
    }

    fn remedy(&self, period: &Period, remedy: &Remedy) {
        let words =
            ExplanationReport::remedy_in_words(self.language, self.scenario, period, remedy);
        self.tell([words]);
    }
}
