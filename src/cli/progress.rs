//! Progress of long runs, or of many, on a terminal, and stopping them with Ctrl-C.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use burstsim::kernel::{SimDuration, SimTime};
use burstsim::world::{Interrupted, Observer};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::error::CliError;
use super::output;

/// Runs that end sooner show no bar: it would only flicker.
const PATIENCE: Duration = Duration::from_millis(500);
const STEPS: u64 = 1000;

/// Shows how far a run has come, and stops it when the user asks.
pub(super) struct Progress {
    bar: ProgressBar,
    shown: bool,
    started: Instant,
    end: SimTime,
    interrupted: Interruption,
}

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

    /// # Errors
    /// [`Interrupted`] if Ctrl-C was pressed.
    pub(super) fn check(&self) -> Result<(), Interrupted> {
        if self.0.load(Ordering::Relaxed) {
            Err(Interrupted)
        } else {
            Ok(())
        }
    }
}

impl Progress {
    /// Progress of a run of `duration`; never drawn if `quiet` or off a terminal.
    pub(super) fn new(duration: SimDuration, quiet: bool, interrupted: Interruption) -> Self {
        let bar = ProgressBar::with_draw_target(Some(STEPS), ProgressDrawTarget::hidden());
        if let Ok(style) =
            ProgressStyle::with_template("simulating {wide_bar} {percent}%  {eta} left")
        {
            bar.set_style(style);
        }
        let started = Instant::now();
        Self {
            bar,
            shown: quiet,
            started,
            end: SimTime::ZERO + duration,
            interrupted,
        }
    }

    /// Takes the bar off the terminal.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// Shows how many of several runs are done, and stops them when the user asks. Runs may be on any
/// thread.
pub(super) struct RunsProgress {
    bar: ProgressBar,
    quiet: bool,
    started: Instant,
    interrupted: Interruption,
}

impl RunsProgress {
    /// Progress of runs; never drawn if `quiet` or off a terminal.
    pub(super) fn new(quiet: bool, interrupted: Interruption) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("runs {pos} of {len} {wide_bar} {eta} left")
        {
            bar.set_style(style);
        }
        Self {
            bar,
            quiet,
            started: Instant::now(),
            interrupted,
        }
    }

    /// The observer of one of the runs.
    pub(super) fn of_one(&self) -> Stop {
        Stop(self.interrupted.clone())
    }

    /// Of `target` runs `done` are done.
    pub(super) fn expect(&self, done: u64, target: u64) {
        self.bar.set_length(target);
        self.bar.set_position(done);
    }

    /// Like [`Self::expect`] where what is done took no time: what is left is judged by the rest.
    pub(super) fn resume(&self, done: u64, target: u64) {
        self.expect(done, target);
        self.bar.reset_eta();
    }

    /// Says what was learnt on the way, unless quiet.
    pub(super) fn say(&self, words: &str) {
        if !self.quiet {
            self.bar.suspend(|| output::words(words));
        }
    }

    /// One more run is done.
    pub(super) fn one_done(&self) {
        if !self.quiet && self.bar.is_hidden() && self.started.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.inc(1);
    }

    /// Takes the bar off the terminal.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// Stops a run when the user asks.
pub(super) struct Stop(Interruption);

impl Observer for Stop {
    fn progress(&mut self, _: SimTime) -> ControlFlow<()> {
        match self.0.check() {
            Ok(()) => ControlFlow::Continue(()),
            Err(Interrupted) => ControlFlow::Break(()),
        }
    }
}

impl Observer for Progress {
    fn progress(&mut self, now: SimTime) -> ControlFlow<()> {
        if self.interrupted.check().is_err() {
            return ControlFlow::Break(());
        }
        if !self.shown && self.started.elapsed() > PATIENCE {
            // Standard error as a target draws on a terminal only.
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.shown = true;
        }
        let share = now.as_secs_f64() / self.end.as_secs_f64();
        self.bar.set_position((share * STEPS as f64) as u64);
        ControlFlow::Continue(())
    }
}
