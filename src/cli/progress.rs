//! Progress of a study on a terminal, and stopping it with Ctrl-C, or as a system does that shuts down (SIGTERM).

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use burstsim::report::Language;
use burstsim::study::steps::{Stage, Steps};
use burstsim::study::watch::{Learnt, Step, Watch};
use burstsim::world::Interrupted;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::error::{CliError, INTERRUPTED};
use super::{learnt, output};

/// Shorter work shows no bar: it would only flicker.
const PATIENCE: Duration = Duration::from_millis(500);

/// Whether the user pressed Ctrl-C, or the program was asked to end; and how the user is told what is known meanwhile.
#[derive(Clone, Debug)]
pub(super) struct Interruption {
    is_raised: Arc<AtomicBool>,
    language: Language,
}

impl Interruption {
    /// Begins to listen for Ctrl-C and SIGTERM. A second one ends the program at once. What is said meanwhile is said in
    /// the language.
    pub(super) fn listen(language: Language) -> Result<Self, CliError> {
        let flag = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // The order is that in which they are called: the first signal finds the flag down.
            flag::register_conditional_shutdown(signal, INTERRUPTED.into(), Arc::clone(&flag))
                .and_then(|_| flag::register(signal, Arc::clone(&flag)))
                .map_err(|error| {
                    CliError::Environment(format!("cannot listen for Ctrl-C: {error}"))
                })?;
        }
        Ok(Self {
            is_raised: flag,
            language,
        })
    }

    /// Whether to stop.
    pub(super) fn is_raised(&self) -> bool {
        self.is_raised.load(Ordering::Relaxed)
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

impl Progress {
    /// Progress of what begins now; never drawn if `quiet` or off a terminal.
    fn new(quiet: bool, interruption: Interruption) -> Self {
        let steps = Arc::new(Steps::default());
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let language = interruption.language;
        let style = ProgressStyle::with_template(language.choose(
            "{steps} {wide_bar} {percent}%  {eta} left",
            "{steps} {wide_bar} {percent}%  {eta} 남음",
        ));
        if let Ok(style) = style {
            let steps = Arc::clone(&steps);
            let words = move |_: &ProgressState, out: &mut dyn Write| {
                // A bar without its words is still a bar.
                let _ = out.write_str(&in_words(language, &steps));
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

    /// The language of what is said meanwhile.
    pub(super) fn language(&self) -> Language {
        self.interruption.language
    }

    /// Shows something that is known before the end, above the bar.
    pub(super) fn say(&self, words: &str) {
        if !self.quiet {
            self.bar.suspend(|| output::words(words));
        }
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

/// How far a study has come.
fn in_words(language: Language, steps: &Steps) -> String {
    let korean = match steps.stage() {
        Stage::Searching => "탐색 중".to_owned(),
        Stage::Simulating => "시뮬레이션 중".to_owned(),
        Stage::Runs { ended, planned } => format!("실행 {planned}회 중 {ended}회"),
        Stage::Searches { ended, planned } => format!("탐색 {planned}회 중 {ended}회"),
    };
    language.choose(steps.words(), korean)
}

impl Watch for Progress {
    fn is_stopped(&self) -> bool {
        self.interruption.is_raised()
    }

    fn planned(&self, step: Step, more: u64) {
        self.steps.plan(step, more);
        self.bar.set_length(self.steps.length());
    }

    fn planned_share(&self, thousandths: u64) {
        self.steps.plan_share(thousandths);
        self.bar.set_length(self.steps.length());
    }

    /// What was done before took no time: what is left is judged by the rest.
    fn resumed(&self, _: Step, done: u64) {
        self.bar.inc(self.steps.resume(done));
        self.bar.reset_eta();
    }

    fn advanced(&self, thousandths: u64) {
        self.advance(self.steps.advance(thousandths));
    }

    fn ended(&self, step: Step) {
        self.advance(self.steps.end(step));
    }

    fn learnt(&self, what: Learnt) {
        if let Some(words) = learnt::words(self.interruption.language, what) {
            self.say(&words);
        }
    }
}
