//! `burstsim sweep`: many points of a scenario, kept as they end.

use burstsim::measures::Measure;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use burstsim::catalog;
use burstsim::report::SweepReport;
use burstsim::report::format::{plural, thousands};
use burstsim::scenario::Scenario;
use burstsim::scenario::parse::ranges::Swept;
use burstsim::scenario::parse::{Override, Parsed, ScenarioError, nearest};
use burstsim::study::parallel;
use burstsim::study::sweep::queue::Work;
use burstsim::study::sweep::{Design, Outcome as PointOutcome, Point, PointKey, Stopped, run};
use burstsim::world::Observer;
use clap::{Args, ValueEnum};

use super::diagnostics::render_warnings;
use super::error::{CliError, Outcome};
use super::folder;
use super::hints;
use super::input::{Prepared, ScenarioArguments};
use super::journal::{Earlier, Journal, JournalError};
use super::output;
use super::progress::{Interruption, RunsProgress};
use super::replications::ThreadArguments;
use super::results::{ChartArguments, ResultArguments};

/// Points are checked in portions, between which a hopeless sweep is given up.
const PORTION: usize = 1024;
/// More different errors tell nobody more.
const MOST_ERRORS: usize = 50;
/// More different warnings tell nobody more.
const MOST_WARNINGS: usize = 10;

/// Simulate a grid of values, or a sample of what lies between, and chart what they do
///
/// Points that are done are kept: after an interruption the same command goes on where it was. All
/// points meet the same random numbers.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    burstsim sweep flash-sale --over functions.shop.provisioned_concurrency=0..1000:100\n  \
    burstsim sweep flash-sale --over functions.shop.provisioned_concurrency=0..1000:100 \\\n      \
        --over functions.shop.memory=\"512 MB,1 GB,2 GB\" --monthly\n  \
    burstsim sweep my.toml --over functions.api.service_time=50ms..500ms:50ms --metric latency_p99_ms\n  \
    burstsim sweep my.toml --over region.burst=500..3000 --over region.ramp_per_minute=100..1000 \\\n      \
        --sample 200 --replications 5\n\n\
    It exits with 0 also where points miss an objective: the table and sweep.csv show which.")]
pub(super) struct Sweep {
    #[command(flatten)]
    scenario: ScenarioArguments,

    /// Values of a key (as in --set): a list A,B,C, a range START..END:STEP, or both; repeatable: all
    /// combinations
    #[arg(long, value_name = "KEY=VALUES", required = true, value_parser = swept)]
    over: Vec<String>,

    /// Draw N points instead, a Latin hypercube; a range needs no step then
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=100_000))]
    sample: Option<u64>,

    /// Simulate each point N times; every figure gets a mean and, from 2 on, its 95 % confidence
    /// interval
    #[arg(long, value_name = "N", default_value_t = 10,
        value_parser = clap::value_parser!(u64).range(1..=100_000))]
    replications: u64,

    /// Metrics of the table and the charts, such as throttle_rate,latency_p99_ms [default: throttles,
    /// cold starts, latency and cost]
    #[arg(long, value_name = "METRICS", value_delimiter = ',', value_parser = metric)]
    metric: Vec<Measure>,

    /// Begin anew, whatever an interrupted sweep has finished
    #[arg(long)]
    fresh: bool,

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
    /// A table: all points of a small sweep, else the lowest and highest
    #[default]
    Text,
    /// The contents of sweep.json
    Json,
    /// The contents of sweep.csv
    Csv,
}

/// The points of a sweep, checked.
struct Points {
    first: Scenario,
    values: Vec<Vec<Override>>,
    keys: Vec<PointKey>,
}

impl Sweep {
    pub(super) fn execute(&self) -> Result<Outcome, CliError> {
        let design = self.design()?;
        let prepared = self.scenario.prepare()?;
        let interruption = Interruption::listen()?;
        let threads = self.threads.start()?;
        let points = threads.run(|| self.points(&design, &prepared, &interruption))?;
        let folder = self.results.folder(&format!("{}-sweep", points.first.name));
        let (journal, earlier) = Journal::open(&folder, self.fresh)?;
        self.tell(&points, &earlier);
        let journal = Mutex::new(journal);
        let ran = threads.run(|| self.ran(&points, &prepared, &earlier, &journal, interruption));
        let journal = journal.into_inner().unwrap_or_else(PoisonError::into_inner);
        let outcomes = match ran {
            Ok(outcomes) => outcomes,
            Err(error) => {
                if journal.is_empty() {
                    journal.remove();
                }
                return Err(error);
            }
        };
        let both = points.values.iter().zip(points.keys).zip(outcomes);
        let done = both.map(|((values, key), outcome)| Point {
            values: values.iter().map(|one| one.value().to_owned()).collect(),
            key,
            outcome,
        });
        let sweep = burstsim::study::Sweep {
            points: done.collect(),
            first: points.first,
            keys: design.keys(),
            kind: design.kind(),
            replications: self.replications,
        };
        let report = SweepReport::new(sweep, self.metric.clone());
        let charts = self.results.charts(&self.charts);
        let written = folder::put(&folder, |files| {
            report.write(files, catalog::date(), charts.as_ref())
        })?;
        journal.remove();
        match self.format {
            Format::Json => output::data(&format!("{:#}", report.json()))?,
            Format::Csv => output::data(&report.csv()?)?,
            Format::Text if self.results.quiet => {}
            Format::Text => output::data(&report.table())?,
        }
        output::written(written.len(), &folder, self.results.quiet);
        Ok(Outcome::Done)
    }

    fn design(&self) -> Result<Design, CliError> {
        let (mut read, mut wrong) = (Vec::new(), Vec::new());
        for text in &self.over {
            match Swept::read(text, self.sample.is_some()) {
                Ok(swept) => read.push(swept),
                Err(error) => wrong.push(error),
            }
        }
        if !wrong.is_empty() {
            return Err(CliError::Variants(wrong));
        }
        Design::new(read, self.sample)
            .map_err(|error| CliError::Arguments(hints::of_design(&error)))
    }

    /// Checks every point before any is run.
    fn points(
        &self,
        design: &Design,
        prepared: &Prepared,
        interruption: &Interruption,
    ) -> Result<Points, CliError> {
        // The seed decides on the points of a sample, and is the same at all of them.
        let first = match prepared.parse(&design.first()) {
            Ok(first) => Some(first.scenario),
            // The errors of all the points are told together; without any key they are the same.
            Err(error) if self.sample.is_some() => return Err(CliError::Variants(vec![error])),
            Err(_) => None,
        };
        let values = design.points(first.as_ref().map_or(0, |one| one.seed));
        let (mut keys, mut errors, mut warnings) = (Vec::new(), Vec::new(), Vec::new());
        let mut seen = BTreeSet::new();
        for portion in values.chunks(PORTION) {
            interruption.check()?;
            let checked = parallel::map(portion, |point| {
                self.checked(prepared, point, first.as_ref())
            });
            for one in checked {
                match one {
                    Ok((key, warning)) => {
                        keys.push(key);
                        warnings.extend(warning.filter(|text| seen.insert(text.clone())));
                    }
                    Err(Wrong::Scenario(error)) if seen.insert(error.to_string()) => {
                        errors.push(*error);
                    }
                    Err(Wrong::Scenario(_)) => {}
                    Err(Wrong::Differs(words)) => return Err(CliError::Arguments(words)),
                }
            }
            if errors.len() >= MOST_ERRORS {
                break;
            }
        }
        if !self.results.quiet {
            warnings
                .iter()
                .take(MOST_WARNINGS)
                .for_each(|text| output::words(text));
        }
        let first = self.at(prepared, values.first().map_or(&[][..], Vec::as_slice));
        match first {
            Ok(parsed) if errors.is_empty() => Ok(Points {
                first: parsed.scenario,
                values,
                keys,
            }),
            _ => Err(CliError::Variants(errors)),
        }
    }

    /// The scenario at a point.
    fn at(&self, prepared: &Prepared, point: &[Override]) -> Result<Parsed, ScenarioError> {
        let mut parsed = prepared.parse(point)?;
        parsed.scenario.billing.monthly |= self.results.monthly;
        Ok(parsed)
    }

    fn checked(
        &self,
        prepared: &Prepared,
        point: &[Override],
        first: Option<&Scenario>,
    ) -> Result<(PointKey, Option<String>), Wrong> {
        let parsed = self
            .at(prepared, point)
            .map_err(|error| Wrong::Scenario(Box::new(error)))?;
        if let Some(key) = first.and_then(|first| differing(first, &parsed.scenario)) {
            return Err(Wrong::Differs(format!(
                "all points of a sweep must have the same {key}: they meet the same random numbers and \
                 share their columns"
            )));
        }
        let told = !self.results.quiet && !parsed.warnings.is_empty();
        let warning = told.then(|| render_warnings(&parsed, output::colour_on_stderr()));
        Ok((PointKey::of(&parsed.scenario, self.replications), warning))
    }

    /// Says what an earlier sweep has left to use.
    fn tell(&self, points: &Points, earlier: &Earlier) {
        if self.results.quiet {
            return;
        }
        let is_done = |key: &&PointKey| earlier.done.contains_key(*key);
        let done = points.keys.iter().filter(is_done).count() as u64;
        let total = thousands(points.keys.len() as u64);
        if done > 0 {
            let was = if done == 1 { "was" } else { "were" };
            output::words(&format!(
                "resuming: {} of {total} points {was} done",
                thousands(done)
            ));
        }
        let wanted: BTreeSet<&PointKey> = points.keys.iter().collect();
        let others = earlier
            .done
            .keys()
            .filter(|key| !wanted.contains(key))
            .count() as u64;
        if others > 0 {
            output::words(&format!(
                "{} of an interrupted sweep not used: another scenario, version or other values",
                plural(others, "finished point", "finished points"),
            ));
        }
        if earlier.damaged > 0 {
            output::words(&format!(
                "{} of an interrupted sweep cut off or damaged: not used",
                plural(earlier.damaged, "record", "records"),
            ));
        }
    }

    /// What each point gave, in their order.
    fn ran(
        &self,
        points: &Points,
        prepared: &Prepared,
        earlier: &Earlier,
        journal: &Mutex<Journal>,
        interruption: Interruption,
    ) -> Result<Vec<PointOutcome>, CliError> {
        let total = points.keys.len();
        let mut outcomes: Vec<Option<PointOutcome>> = points
            .keys
            .iter()
            .map(|key| earlier.done.get(key).cloned())
            .collect();
        let left: Vec<usize> = (0..total)
            .filter(|&index| outcomes[index].is_none())
            .collect();
        let progress = RunsProgress::new(self.results.quiet, interruption);
        let runs = |points: usize| points as u64 * self.replications;
        progress.resume(runs(total - left.len()), runs(total));
        let watch = || progress.of_one();
        let work = Running {
            sweep: self,
            points,
            prepared,
            journal,
            watch,
            progress: &progress,
            kept: Mutex::new((total - left.len()) as u64),
        };
        let ran = run(&left, self.replications, &work);
        progress.finish();
        let done = ran.map_err(|stopped| match stopped {
            Stopped::Failed(error) => error,
            Stopped::Interrupted => CliError::SweepInterrupted {
                done: *work.kept.lock().unwrap_or_else(PoisonError::into_inner),
                total: total as u64,
            },
        })?;
        for (index, outcome) in done {
            outcomes[index] = Some(outcome);
        }
        // Every point has its outcome now; a gap would shift the rows.
        let complete: Option<Vec<PointOutcome>> = outcomes.into_iter().collect();
        complete.ok_or_else(|| CliError::Environment("a point was not simulated".to_owned()))
    }
}

/// Why a point cannot be run.
enum Wrong {
    Scenario(Box<ScenarioError>),
    Differs(String),
}

/// What a sweep does around its runs.
struct Running<'a, F> {
    sweep: &'a Sweep,
    points: &'a Points,
    prepared: &'a Prepared,
    journal: &'a Mutex<Journal>,
    watch: F,
    progress: &'a RunsProgress,
    /// Points that are done.
    kept: Mutex<u64>,
}

impl<O: Observer, F: Fn() -> O + Sync> Work for Running<'_, F> {
    type Watch = O;
    type Error = CliError;

    fn scenario(&self, point: usize) -> Result<Scenario, CliError> {
        let parsed = self.sweep.at(self.prepared, &self.points.values[point]);
        Ok(parsed.map_err(Box::new)?.scenario)
    }

    fn watch(&self) -> O {
        (self.watch)()
    }

    fn run_done(&self) {
        self.progress.one_done();
    }

    fn keep(&self, point: usize, outcome: &PointOutcome) -> Result<(), CliError> {
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        journal.append(self.points.keys[point], outcome)?;
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        Ok(())
    }
}

impl From<JournalError> for CliError {
    fn from(error: JournalError) -> Self {
        Self::Environment(error.to_string())
    }
}

/// What two points should have in common and have not.
fn differing(a: &Scenario, b: &Scenario) -> Option<&'static str> {
    let names = |scenario: &Scenario| -> Vec<String> {
        let functions = scenario.functions.iter();
        functions.map(|function| function.name.clone()).collect()
    };
    let checks = [
        ("name", a.name == b.name),
        ("seed", a.seed == b.seed),
        ("functions", names(a) == names(b)),
    ];
    let found = checks.into_iter().find(|(_, equal)| !equal);
    found.map(|(key, _)| key)
}

/// What names a key and values; what they are is judged with the scenario.
fn swept(text: &str) -> Result<String, String> {
    match text.contains('=') {
        true => Ok(text.to_owned()),
        false => Err("expected KEY=VALUES, such as region.burst=500..3000:500".to_owned()),
    }
}

fn metric(text: &str) -> Result<Measure, String> {
    let keys = || Measure::COMPARED.map(Measure::column);
    let found = Measure::COMPARED
        .into_iter()
        .find(|metric| metric.column() == text);
    found.ok_or_else(|| {
        let nearest = nearest(text, keys());
        let suggestion = nearest.map_or_else(String::new, |key| format!("did you mean `{key}`? "));
        format!("{suggestion}metrics: {}", keys().join(", "))
    })
}
