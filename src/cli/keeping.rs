//! A study whose runs are kept as they end, so that the same command goes on where it was cut off.
//!
//! It puts a journal beside the progress of a study; it must not know what is kept of a run.

use std::sync::atomic::{AtomicBool, Ordering};

use burstsim::report::Language;
use burstsim::report::format::{plural, thousands};
use burstsim::study::key::PointKey;
use burstsim::study::watch::{Keeper, Learnt, Step, Watch};

use super::output;
use super::progress::Progress;
use burstsim::disk::journal::{Figures, Journal};

/// Watches a study and keeps its runs.
pub(super) struct Keeping<'a> {
    progress: &'a Progress,
    journal: &'a Journal<Figures>,
    has_failed: AtomicBool,
}

impl<'a> Keeping<'a> {
    pub(super) fn new(progress: &'a Progress, journal: &'a Journal<Figures>) -> Self {
        Self {
            progress,
            journal,
            has_failed: AtomicBool::new(false),
        }
    }
}

impl Watch for Keeping<'_> {
    fn is_stopped(&self) -> bool {
        self.progress.is_stopped()
    }

    fn planned(&self, step: Step, more: u64) {
        self.progress.planned(step, more);
    }

    fn planned_share(&self, thousandths: u64) {
        self.progress.planned_share(thousandths);
    }

    fn resumed(&self, step: Step, done: u64) {
        self.progress.resumed(step, done);
    }

    fn advanced(&self, thousandths: u64) {
        self.progress.advanced(thousandths);
    }

    fn ended(&self, step: Step) {
        self.progress.ended(step);
    }

    fn learnt(&self, what: Learnt) {
        self.progress.learnt(what);
    }

    fn keeper(&self) -> Option<&dyn Keeper> {
        Some(self)
    }
}

impl Keeper for Keeping<'_> {
    fn kept(&self, run: PointKey) -> Option<Figures> {
        self.journal.earlier.get(&run).cloned()
    }

    /// A run that cannot be kept is no reason to end the study: warn once.
    fn keep(&self, run: PointKey, figures: &[Option<f64>]) {
        if let Err(error) = self.journal.append(run, &figures.to_vec())
            && !self.has_failed.swap(true, Ordering::Relaxed)
        {
            output::warn(self.progress.language(), &error.to_string());
        }
    }
}

/// Leaves no journal behind in which nothing is kept.
pub(super) fn remove_if_empty(journal: &Journal<Figures>) {
    if journal.is_empty() {
        journal.remove();
    }
}

/// Reports what an earlier study has left to use.
pub(super) fn tell(journal: &Journal<Figures>, quiet: bool, language: Language) {
    let (done, damaged) = (journal.earlier.len() as u64, journal.damaged);
    if quiet {
        return;
    }
    if done > 0 {
        let runs = thousands(done);
        output::words(&language.choose(
            format!("resuming: an interrupted command kept {runs} runs"),
            format!("이어서 실행: 중단된 명령이 실행 {runs}회를 남겼습니다"),
        ));
    }
    if damaged > 0 {
        let records = plural(damaged, "record", "records");
        output::words(&language.choose(
            format!("{records} of it cut off or damaged: ignored"),
            format!("잘렸거나 손상된 기록 {damaged}개는 무시합니다"),
        ));
    }
}
