//! Progress of a study on a terminal, and stopping it with Ctrl-C.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use burstsim::report::format::thousands;
use burstsim::study::watch::{Learnt, Step, WHOLE_RUN, Watch};
use burstsim::world::Interrupted;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::error::CliError;
use super::output;

/// What ends sooner shows no bar: it would only flicker.
const PATIENCE: Duration = Duration::from_millis(500);

/// Whether the user pressed Ctrl-C.
#[derive(Clone, Debug)]
pub(super) struct Interruption(Arc<AtomicBool>);

impl Interruption {
    /// Begins to listen for Ctrl-C.
    pub(super) fn listen() -> Result<Self, CliError> {
        let flag = Arc::new(AtomicBool::new(false));
        let raised = Arc::clone(&flag);
        ctrlc::set_handler(move || raised.store(true, Ordering::Relaxed))
            .map_err(|error| CliError::Environment(format!("cannot listen for Ctrl-C: {error}")))?;
        Ok(Self(flag))
    }

    fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn check(&self) -> Result<(), Interrupted> {
        if self.is_raised() {
            Err(Interrupted)
        } else {
            Ok(())
        }
    }

    /// What a study finds, whose progress is shown meanwhile, unless `quiet`, and which ends when the user asks.
    pub(super) fn watch<T, E: Into<CliError>>(
        &self,
        quiet: bool,
        study: impl FnOnce(&Progress) -> Result<T, E>,
    ) -> Result<T, CliError> {
        let found = self.watch_and_keep(quiet, study).map_err(Into::into)?;
        self.check()?;
        Ok(found)
    }

    /// The same for a study that keeps what it has found when the user ends it.
    pub(super) fn watch_and_keep<T>(&self, quiet: bool, study: impl FnOnce(&Progress) -> T) -> T {
        let progress = Progress::new(quiet, self.clone());
        let found = study(&progress);
        progress.bar.finish_and_clear();
        found
    }
}

/// Shows how far a study has come, and stops it when the user asks.
pub(super) struct Progress {
    /// Counts thousandths of steps.
    bar: ProgressBar,
    steps: Arc<Steps>,
    quiet: bool,
    is_shown: AtomicBool,
    started: Instant,
    interruption: Interruption,
}

/// The steps that are counted: searches once any is planned, else runs.
#[derive(Default)]
struct Steps {
    are_searches: AtomicBool,
    planned: AtomicU64,
    ended: AtomicU64,
    /// Thousandths of a run that are planned in steps that are not counted.
    shares: AtomicU64,
}

impl Steps {
    fn are_counted_in(&self, step: Step) -> bool {
        self.are_searches.load(Ordering::Relaxed) == (step == Step::Search)
    }

    /// How far they have come, in words.
    fn words(&self) -> String {
        let [planned, ended] =
            [&self.planned, &self.ended].map(|count| count.load(Ordering::Relaxed));
        let what = if self.are_searches.load(Ordering::Relaxed) {
            "searches"
        } else if planned == 1 {
            return "simulating".to_owned();
        } else if planned == 0 {
            return "searching".to_owned();
        } else {
            "runs"
        };
        format!("{what} {ended} of {planned}")
    }
}

impl Progress {
    /// Progress of what begins now; never drawn if `quiet` or off a terminal.
    fn new(quiet: bool, interruption: Interruption) -> Self {
        let steps = Arc::new(Steps::default());
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{steps} {wide_bar} {percent}%  {eta} left");
        if let Ok(style) = style {
            let steps = Arc::clone(&steps);
            let words = move |_: &ProgressState, out: &mut dyn Write| {
                // A bar without its words is still a bar.
                let _ = out.write_str(&steps.words());
            };
            bar.set_style(style.with_key("steps", words));
        }
        Self {
            bar,
            steps,
            quiet,
            is_shown: AtomicBool::new(false),
            started: Instant::now(),
            interruption,
        }
    }

    /// Says something that is known before the end, above the bar.
    pub(super) fn say(&self, words: &str) {
        if !self.quiet {
            self.bar.suspend(|| output::words(words));
        }
    }

    fn set_length(&self) {
        let [planned, shares] =
            [&self.steps.planned, &self.steps.shares].map(|count| count.load(Ordering::Relaxed));
        self.bar.set_length(planned * WHOLE_RUN + shares);
    }

    /// Moves the bar, which appears once it has been waited for.
    fn advance(&self, thousandths: u64) {
        let is_due = !self.quiet && self.started.elapsed() > PATIENCE;
        if is_due && !self.is_shown.swap(true, Ordering::Relaxed) {
            // Standard error as a target draws on a terminal only.
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.inc(thousandths);
    }
}

impl Watch for Progress {
    fn is_stopped(&self) -> bool {
        self.interruption.is_raised()
    }

    fn planned(&self, step: Step, more: u64) {
        if step == Step::Search {
            self.steps.are_searches.store(true, Ordering::Relaxed);
        }
        self.steps.planned.fetch_add(more, Ordering::Relaxed);
        self.set_length();
    }

    fn planned_share(&self, thousandths: u64) {
        self.steps.shares.fetch_add(thousandths, Ordering::Relaxed);
        self.set_length();
    }

    /// What was done before took no time: what is left is judged by the rest.
    fn resumed(&self, _: Step, done: u64) {
        self.steps.ended.fetch_add(done, Ordering::Relaxed);
        self.bar.inc(done * WHOLE_RUN);
        self.bar.reset_eta();
    }

    fn advanced(&self, thousandths: u64) {
        if self.steps.are_counted_in(Step::Run) {
            self.advance(thousandths);
        }
    }

    fn ended(&self, step: Step) {
        if self.steps.are_counted_in(step) {
            self.steps.ended.fetch_add(1, Ordering::Relaxed);
            let whole = if step == Step::Search { WHOLE_RUN } else { 0 };
            self.advance(whole);
        }
    }

    fn learnt(&self, what: Learnt) {
        let words = match what {
            Learnt::NeitherEndMeets { least, most } => format!(
                "Neither {least} nor {most} is shown to meet the objectives: it is unlikely that \
                 anything does. Looking for the nearest."
            ),
            Learnt::Near { value } => {
                format!("About {value}, by one replication. Judging the values near it.")
            }
            Learnt::Answer { value, met: true } => {
                let value = thousands(value.into());
                format!(
                    "{value} is the lowest value that meets the objectives. Running what is shown around it."
                )
            }
            Learnt::Answer { value, met: false } => {
                let value = thousands(value.into());
                format!(
                    "Nothing meets the objectives; {value} comes nearest. Running what is shown around it."
                )
            }
            _ => return,
        };
        self.say(&words);
    }
}
