//! A sweep on several machines: one part of it into a file of records, and a result of such files.
//!
//! Knows files of records and what to say of them; must not know how parts are dealt out or made.

use std::path::{Path, PathBuf};

use burstsim::disk::records::{self, RecordsError, RecordsFile};
use burstsim::report::format::{plural, thousands};
use burstsim::scenario::parse::{Override, Parsed, ScenarioError};
use burstsim::study::parallel::Threads;
use burstsim::study::sweep::{Dealt, Grain, Part, Points, Records, Stopped};
use clap::Args;

use super::super::error::{CliError, Outcome};
use super::super::output;
use super::super::progress::Interruption;

/// The options stand together in the help; those after them do not belong there.
const HEADING: &str = "Several machines";

#[derive(Args, Debug)]
pub(super) struct SeveralArguments {
    /// Simulate one part of N, such as 2/8, into the file of --records
    #[arg(long, help_heading = HEADING, value_name = "I/N", requires = "records")]
    part: Option<Part>,

    /// Append a record of each finished point (or run) to FILE, skip what FILE has already, and write no result folder.
    /// Without --part that is the whole sweep
    #[arg(long, help_heading = HEADING, value_name = "FILE", conflicts_with = "from")]
    records: Option<PathBuf>,

    /// Write the result from these files of records; what they lack is simulated here
    #[arg(long, help_heading = HEADING, value_name = "FILE", num_args = 1..)]
    from: Vec<PathBuf>,
}

impl SeveralArguments {
    /// The file that records go to instead of a result, if any.
    pub(super) fn records(&self) -> Option<&Path> {
        self.records.as_deref()
    }

    /// How many of so many points are simulated here, at most.
    pub(super) fn share(&self, points: u64) -> u64 {
        points.div_ceil(self.part.unwrap_or(Part::WHOLE).parts())
    }

    /// Makes a part of a sweep.
    pub(super) fn make(
        &self,
        file: &Path,
        points: &Points,
        parse: impl Fn(&[Override]) -> Result<Parsed, ScenarioError> + Sync,
        with: &With<'_>,
    ) -> Result<Outcome, CliError> {
        let part = self.part.unwrap_or(Part::WHOLE);
        let mut earlier = Records::of(points);
        let mut open = RecordsFile::open(file, with.fresh, &mut earlier)?;
        let what = match self.part {
            Some(part) => format!("part {part}"),
            None => "the sweep".to_owned(),
        };
        let (dealt, shown) = (points.dealt(part, &earlier), file.display());
        let total = counted(dealt, dealt.total);
        with.say(&flaws(&earlier));
        if dealt.known > 0 {
            let known = thousands(dealt.known);
            with.say(&[format!(
                "resuming: {shown} has {known} of the {total} of {what}"
            )]);
        }
        let append = |line: &str| open.append(line);
        let made = with.interruption.watch(with.quiet, |watch| {
            let run = || points.run_part(part, &parse, &earlier, append, watch);
            with.threads.run(run).map_err(|stopped| match stopped {
                Stopped::Interrupted { done, .. } => CliError::CutShort(format!(
                    "{} of the {total} of {what} are in {shown}; the same command resumes there",
                    thousands(done)
                )),
                Stopped::Scenario(error) => CliError::Scenario(error),
                Stopped::NotKept(error) => error.into(),
            })
        });
        made?;
        let simulated = thousands(dealt.total - dealt.known);
        with.say(&[format!(
            "{what} is done: {total} in {shown}, {simulated} simulated now"
        )]);
        Ok(Outcome::Done)
    }

    /// What the files of records have, which is nothing if there are none.
    pub(super) fn gather(&self, points: &Points, with: &With<'_>) -> Result<Records, CliError> {
        let mut gathered = Records::of(points);
        for file in &self.from {
            records::read(file, &mut gathered)?;
        }
        if !self.from.is_empty() {
            let mut words = flaws(&gathered);
            words.push(taken(points, &gathered, self.from.len() as u64));
            with.say(&words);
        }
        Ok(gathered)
    }
}

/// How a part is made.
pub(super) struct With<'a> {
    pub(super) interruption: &'a Interruption,
    pub(super) threads: &'a Threads,
    pub(super) fresh: bool,
    pub(super) quiet: bool,
}

impl With<'_> {
    fn say(&self, lines: &[String]) {
        for line in lines.iter().filter(|_| !self.quiet) {
            output::words(line);
        }
    }
}

impl From<RecordsError> for CliError {
    fn from(error: RecordsError) -> Self {
        Self::Environment(error.to_string())
    }
}

fn counted(dealt: Dealt, count: u64) -> String {
    match dealt.grain {
        Grain::Points => plural(count, "point", "points"),
        Grain::Runs => plural(count, "run", "runs"),
    }
}

/// Why not all of the records are used.
fn flaws(records: &Records) -> Vec<String> {
    let count = |count| plural(count, "record", "records");
    let flaws = [
        (
            records.strangers(),
            format!(
                "warning: {} of another sweep not used: another scenario, other values, another number of \
                 replications or another version",
                count(records.strangers())
            ),
        ),
        (
            records.damaged(),
            format!("{} cut off or damaged: not used", count(records.damaged())),
        ),
        (
            records.disputed(),
            format!(
                "warning: the records of {} contradict each other, as if somebody had changed them: not used",
                plural(records.disputed(), "point or run", "points or runs")
            ),
        ),
    ];
    let found = flaws.into_iter().filter(|(count, _)| *count > 0);
    found.map(|(_, words)| words).collect()
}

/// What is there of a sweep, and what is not.
fn taken(points: &Points, records: &Records, files: u64) -> String {
    let replications = points.replications();
    let known = points.keys.iter().map(|key| records.runs_of(*key));
    let known: Vec<u64> = known.collect();
    let complete = known.iter().filter(|runs| **runs == replications).count() as u64;
    let partial: u64 = known.iter().filter(|runs| **runs < replications).sum();
    let total = points.keys.len() as u64;
    let missing = total * replications - complete * replications - partial;
    let also = match partial {
        0 => String::new(),
        runs => format!(" and {} of others", plural(runs, "run", "runs")),
    };
    let rest = match missing {
        0 => "nothing is missing".to_owned(),
        1 => "1 run is missing and simulated here".to_owned(),
        runs => format!("{} runs are missing and simulated here", thousands(runs)),
    };
    format!(
        "{}: {} of {} points{also}; {rest}",
        plural(files, "file of records", "files of records"),
        thousands(complete),
        thousands(total),
    )
}
