//! `burstsim sweep`: many points of a scenario, kept as they end.

mod several;

use burstsim::measures::Measure;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use burstsim::report::SweepReport;
use burstsim::report::format::{plural, thousands};
use burstsim::scenario::parse::ranges::Swept;
use burstsim::scenario::parse::{Override, nearest};
use burstsim::study::effort::Effort;
use burstsim::study::sweep::{Beside, Design, PointKey, Points, Stopped, Wrong};
use clap::Args;
use several::{SeveralArguments, With};

use super::deliver::Delivery;
use super::error::{CliError, Outcome};
use super::format::{Format, formats};
use super::guard::{Load, Plan};
use super::hints;
use super::input::{self, ScenarioArguments};
use super::output;
use super::progress::Interruption;
use super::results::{ChartArguments, ResultArguments};
use super::threads::ThreadArguments;
use burstsim::disk::journal::{Journal, JournalError};

/// Simulate a grid of values, or a random sample of ranges, and chart the results
///
/// Finished points are kept: after an interruption the same command resumes there. All points use the same random
/// numbers.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    burstsim sweep flash-sale --over functions.shop.provisioned_concurrency=0..1000:100\n  \
    burstsim sweep flash-sale --over functions.shop.provisioned_concurrency=0..1000:100 \\\n      \
        --over functions.shop.memory=\"512 MB,1 GB,2 GB\" --monthly\n  \
    burstsim sweep my.toml --over functions.api.service_time=50ms..500ms:50ms --metric latency_p99_ms\n  \
    burstsim sweep my.toml --over region.burst=500..3000 --over region.ramp_per_minute=100..1000 \\\n      \
        --sample 200 --replications 5\n\n\
    On several machines, here two (docs/clusters.md):\n  \
    burstsim sweep my.toml --over region.burst=500..3000:100 --part 1/2 --records 1.records\n  \
    burstsim sweep my.toml --over region.burst=500..3000:100 --part 2/2 --records 2.records\n  \
    burstsim sweep my.toml --over region.burst=500..3000:100 --from 1.records 2.records\n\n\
    Exits with 0 even if points miss an objective: the table and sweep.csv show which.")]
pub(super) struct Sweep {
    #[command(flatten)]
    scenario: ScenarioArguments,

    /// Values of a key (as in --set): a list A,B,C, a range START..END:STEP, or both; repeatable: all
    /// combinations
    #[arg(long, value_name = "KEY=VALUES", required = true, value_parser = swept)]
    over: Vec<String>,

    /// Draw N points instead (a Latin hypercube); a range then needs no step
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=100_000))]
    sample: Option<u64>,

    /// Simulate each point N times; every figure becomes a mean, from 2 on with a 95 % confidence interval
    #[arg(long, value_name = "N", default_value_t = 10,
        value_parser = clap::value_parser!(u64).range(1..=100_000))]
    replications: u64,

    /// Metrics of the table and the charts, such as throttle_rate,latency_p99_ms [default: throttles,
    /// cold starts, latency and cost]
    #[arg(long, value_name = "METRICS", value_delimiter = ',', value_parser = metric)]
    metric: Vec<Measure>,

    /// Ignore saved progress, in the file of --records too, and start over; files of --from are still used
    #[arg(long)]
    fresh: bool,

    #[command(flatten)]
    several: SeveralArguments,

    #[command(flatten)]
    threads: ThreadArguments,

    #[command(flatten)]
    results: ResultArguments,

    #[command(flatten)]
    charts: ChartArguments,

    /// What to print on standard output
    #[arg(long, default_value = "text", value_parser = formats([
        (Format::Text, "A table: all points of a small sweep, else the lowest and highest"),
        (Format::Json, "The contents of sweep.json"),
        (Format::Csv, "The contents of sweep.csv"),
        (Format::Md, "The table as Markdown, to paste into a review"),
    ]))]
    format: Format,
}

impl Sweep {
    pub(super) fn execute(&self) -> Result<Outcome, CliError> {
        let design = self.design()?;
        let prepared = self.scenario.prepare(&self.results)?;
        let interruption = Interruption::listen(self.charts.language())?;
        let threads = self.threads.start()?;
        let quiet = self.results.quiet;
        let parse = |point: &[Override]| prepared.parse(point);
        let load = Mutex::new(Load::default());
        let weighed = |point: &[Override]| {
            let parsed = parse(point)?;
            // It may take a while: not while others wait.
            let effort = Effort::of(&parsed.scenario);
            let mut load = load.lock().unwrap_or_else(PoisonError::into_inner);
            load.add(effort);
            Ok(parsed)
        };
        let points = interruption.watch(quiet, |watch| {
            threads.run(|| Points::check(&design, self.replications, weighed, watch))
        })?;
        let load = load.into_inner().unwrap_or_else(PoisonError::into_inner);
        let here = self.several.share(points.keys.len() as u64);
        let cores = self.threads.count();
        let all = Plan::figures(self.replications.saturating_mul(here), cores);
        let plan = Plan {
            results: all.results,
            ..Plan::figures(self.replications, cores)
        };
        load.for_scenarios(here)
            .guard(plan, &self.results, self.charts.language())?;
        input::warn(quiet, &points.warnings);
        let with = With {
            interruption: &interruption,
            threads: &threads,
            fresh: self.fresh,
            quiet,
        };
        if let Some(file) = self.several.records() {
            return self.several.make(file, &points, parse, &with);
        }
        let records = self.several.gather(&points, &with)?;
        let name = SweepReport::name_of(&points.first);
        let forms = (self.charts.language(), self.format);
        let delivery = Delivery::prepare(&self.results, &name, forms, &interruption)?;
        let journal = Journal::open(delivery.folder(), self.fresh)?;
        self.tell(&points, &journal);
        let earlier = Beside {
            journal: &journal,
            records: &records,
        };
        let ran = interruption.watch(quiet, |watch| {
            threads.run(|| points.run(parse, &earlier, watch))
        });
        if ran.is_err() && journal.is_empty() {
            journal.remove();
            return ran.map(|_| Outcome::Done);
        }
        let report = SweepReport::new(ran?, self.metric.clone());
        delivery.deliver_and(&report, || journal.remove())
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

    /// Says what an earlier sweep has left to use.
    fn tell(&self, points: &Points, journal: &Journal) {
        if self.results.quiet {
            return;
        }
        let is_done = |key: &&PointKey| journal.earlier.contains_key(*key);
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
        let others = journal
            .earlier
            .keys()
            .filter(|key| !wanted.contains(key))
            .count() as u64;
        if others > 0 {
            output::words(&format!(
                "{} of an interrupted sweep not used: another scenario, version or other values",
                plural(others, "finished point", "finished points"),
            ));
        }
        if journal.damaged > 0 {
            output::words(&format!(
                "{} of an interrupted sweep cut off or damaged: not used",
                plural(journal.damaged, "record", "records"),
            ));
        }
    }
}

impl From<Wrong> for CliError {
    fn from(wrong: Wrong) -> Self {
        match wrong {
            Wrong::Scenarios(errors) => Self::Variants(errors),
            Wrong::Interrupted(interrupted) => interrupted.into(),
            differ @ Wrong::Differ(_) => Self::Arguments(differ.to_string()),
        }
    }
}

impl From<Stopped<JournalError>> for CliError {
    fn from(stopped: Stopped<JournalError>) -> Self {
        match stopped {
            Stopped::Interrupted { done, total } => Self::CutShort(format!(
                "{done} of {total} points are done and kept; the same command resumes there"
            )),
            Stopped::Scenario(error) => Self::Scenario(error),
            Stopped::NotKept(error) => error.into(),
        }
    }
}

impl From<JournalError> for CliError {
    fn from(error: JournalError) -> Self {
        Self::Environment(error.to_string())
    }
}

/// What names a key and values; what they are is judged with the scenario.
fn swept(text: &str) -> Result<String, String> {
    if text.contains('=') {
        Ok(text.to_owned())
    } else {
        Err("expected KEY=VALUES, such as region.burst=500..3000:500".to_owned())
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
