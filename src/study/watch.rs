//! How a study is watched and stopped: the one protocol of all that make many runs.
//!
//! A study says what it plans, each run says how far it has come, and whoever watches may stop both. It
//! knows runs and searches by their number; it must not know what they are for, nor how progress is
//! shown.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};

use super::key::PointKey;
#[cfg(feature = "workers")]
use super::workers::{self, Workers};
use crate::kernel::SimTime;
use crate::metrics::RunResult;
use crate::scenario::Scenario;
use crate::world::{Interrupted, Observer, simulate_observed};

/// Watches a study and may stop it. Runs may be on any thread. All methods do nothing by default, so that
/// `&()` lets a study run to its end.
pub trait Watch: Sync {
    /// Whether to stop: asked now and then within each run.
    fn is_stopped(&self) -> bool {
        false
    }

    /// There will be this many more steps of this kind, as far as is known by now.
    fn planned(&self, step: Step, more: u64) {
        let _ = (step, more);
    }

    /// There will be more work, in steps that are not counted: this many thousandths of a run.
    fn planned_share(&self, thousandths: u64) {
        let _ = thousandths;
    }

    /// This many of the planned steps had been done before and are not done again.
    fn resumed(&self, step: Step, done: u64) {
        let _ = (step, done);
    }

    /// One of the runs has come further, by this many thousandths of itself; until it ends they add up to
    /// [`WHOLE_RUN`].
    fn advanced(&self, thousandths: u64) {
        let _ = thousandths;
    }

    /// A step has ended.
    fn ended(&self, step: Step) {
        let _ = step;
    }

    /// Something is known before the end.
    fn learnt(&self, what: Learnt) {
        let _ = what;
    }

    /// Who keeps what runs give, for a study that goes on where this one is cut off.
    fn keeper(&self) -> Option<&dyn Keeper> {
        None
    }

    /// Who makes the runs, where it is not this process.
    #[cfg(feature = "workers")]
    fn workers(&self) -> Option<&dyn Workers> {
        None
    }
}

/// Keeps what runs give. Runs may be on any thread.
pub trait Keeper: Sync {
    /// What an earlier study kept of a run.
    fn kept(&self, run: PointKey) -> Option<Vec<Option<f64>>>;

    /// A run gave these figures.
    fn keep(&self, run: PointKey, figures: &[Option<f64>]);
}

/// Nobody watches, nobody stops.
impl Watch for () {}

/// What the work of a study is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// One run.
    Run,
    /// A search of several runs, where nobody can say in advance how many.
    Search,
}

/// Something that a study knows before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Learnt {
    /// The lowest value that meets the objectives is likely to be near this one.
    Near {
        /// The value.
        value: u32,
    },
    /// The search has its answer: what follows is shown around it.
    Answer {
        /// The lowest value that meets the objectives with confidence, or the nearest.
        value: u32,
        /// Whether it meets them.
        met: bool,
    },
    /// An hour of a schedule has its value; others may still be searched for.
    Hour {
        /// The hour of the day, 0 to 23.
        hour: u32,
        /// The lowest value that meets the objectives in it with confidence, or the nearest.
        value: u32,
        /// Whether it meets them.
        met: bool,
    },
    /// Every hour has its value: what they come to as a schedule is measured now.
    Schedule,
    /// The lowest constant value is known, which autoscaling is to be compared with.
    Constant {
        /// The lowest value that meets the objectives with confidence, or the nearest.
        value: u32,
        /// Whether it meets them.
        met: bool,
    },
    /// A tracking target was judged with confidence.
    Target {
        /// The target, in percent.
        percent: u32,
        /// The lower bound that meets the objectives with it at the lowest cost, or the nearest.
        lower_bound: u32,
        /// Whether it meets them.
        met: bool,
    },
    /// Neither end of the range of values meets the objectives: those between are only looked over, and
    /// hardly one of them will.
    NeitherEndMeets {
        /// The lowest value of the range.
        least: u32,
        /// The highest.
        most: u32,
    },
}

/// Thousandths of a whole run.
pub const WHOLE_RUN: u64 = 1000;

/// The observer of one run that belongs to a study.
pub struct OneRun<'a> {
    watch: &'a dyn Watch,
    end: SimTime,
    /// Thousandths of the run that have been told.
    told: u64,
}

impl<'a> OneRun<'a> {
    /// The observer of a run of `scenario`.
    pub fn of(scenario: &Scenario, watch: &'a dyn Watch) -> Self {
        Self {
            watch,
            end: SimTime::ZERO + scenario.duration,
            told: 0,
        }
    }

    /// Says that the run has ended, as it does when nobody stopped it.
    pub fn end(mut self) {
        self.advance_to(WHOLE_RUN);
        self.watch.ended(Step::Run);
    }

    fn advance_to(&mut self, thousandths: u64) {
        if thousandths > self.told {
            self.watch.advanced(thousandths - self.told);
            self.told = thousandths;
        }
    }
}

impl Observer for OneRun<'_> {
    fn progress(&mut self, now: SimTime) -> ControlFlow<()> {
        if self.watch.is_stopped() {
            return ControlFlow::Break(());
        }
        let share = now.as_secs_f64() / self.end.as_secs_f64();
        self.advance_to(((share * WHOLE_RUN as f64) as u64).min(WHOLE_RUN));
        ControlFlow::Continue(())
    }
}

/// One replication of a scenario as a step of a study.
///
/// # Errors
/// [`Interrupted`] if the study is to stop.
pub fn simulate_watched(
    scenario: &Scenario,
    replication: u64,
    watch: &dyn Watch,
) -> Result<RunResult, Interrupted> {
    if watch.is_stopped() {
        return Err(Interrupted);
    }
    let mut run = OneRun::of(scenario, watch);
    let result = match elsewhere(scenario, replication, watch)? {
        Some(result) => result,
        None => simulate_observed(scenario, replication, &mut run)?,
    };
    run.end();
    Ok(result)
}

/// What a worker gives, where there are workers, and the run is one that they can make.
fn elsewhere(
    scenario: &Scenario,
    replication: u64,
    watch: &dyn Watch,
) -> Result<Option<RunResult>, Interrupted> {
    #[cfg(feature = "workers")]
    if let Some(workers) = watch.workers() {
        return workers::ask(workers, scenario, replication);
    }
    let _ = (scenario, replication, watch);
    Ok(None)
}

/// Counts the runs of several searches, which may go on at once.
pub(super) struct Counted<'a> {
    watch: &'a dyn Watch,
    runs: AtomicU64,
}

impl<'a> Counted<'a> {
    pub(super) fn new(watch: &'a dyn Watch) -> Self {
        let runs = AtomicU64::new(0);
        Self { watch, runs }
    }

    /// Runs of all of them so far.
    pub(super) fn runs(&self) -> u64 {
        self.runs.load(Ordering::Relaxed)
    }
}

impl Watch for Counted<'_> {
    fn is_stopped(&self) -> bool {
        self.watch.is_stopped()
    }

    fn keeper(&self) -> Option<&dyn Keeper> {
        self.watch.keeper()
    }

    #[cfg(feature = "workers")]
    fn workers(&self) -> Option<&dyn Workers> {
        self.watch.workers()
    }

    fn planned(&self, step: Step, more: u64) {
        self.watch.planned(step, more);
    }

    fn planned_share(&self, thousandths: u64) {
        self.watch.planned_share(thousandths);
    }

    fn resumed(&self, step: Step, done: u64) {
        self.watch.resumed(step, done);
    }

    fn advanced(&self, thousandths: u64) {
        self.watch.advanced(thousandths);
    }

    fn ended(&self, step: Step) {
        if step == Step::Run {
            self.runs.fetch_add(1, Ordering::Relaxed);
        }
        self.watch.ended(step);
    }

    fn learnt(&self, what: Learnt) {
        self.watch.learnt(what);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::scenario::parse::{NoFiles, Source, parse};

    fn scenario() -> Scenario {
        let text = "duration = \"10m\"\n[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n\
            [[functions]]\nname = \"f\"\nservice_time = \"1s\"\ntraffic = [{ poisson.rate = 200 }]\n";
        let source = Source {
            name: "test",
            default_name: "test",
            text,
        };
        parse(source, &[], &NoFiles).unwrap().scenario
    }

    /// Keeps what it is told, and stops after this many thousandths of a run.
    struct Notes {
        advanced: Mutex<Vec<u64>>,
        ended: Mutex<Vec<Step>>,
        stop_after: u64,
    }

    impl Notes {
        fn stopping_after(stop_after: u64) -> Self {
            Self {
                advanced: Mutex::default(),
                ended: Mutex::default(),
                stop_after,
            }
        }

        fn thousandths(&self) -> u64 {
            self.advanced.lock().unwrap().iter().sum()
        }
    }

    impl Watch for Notes {
        fn is_stopped(&self) -> bool {
            self.thousandths() >= self.stop_after
        }

        fn advanced(&self, thousandths: u64) {
            self.advanced.lock().unwrap().push(thousandths);
        }

        fn ended(&self, step: Step) {
            self.ended.lock().unwrap().push(step);
        }
    }

    #[test]
    fn a_run_tells_how_far_it_has_come_and_that_it_ended() {
        let watch = Notes::stopping_after(u64::MAX);
        let counted = Counted::new(&watch);
        let watched = simulate_watched(&scenario(), 0, &counted).unwrap();
        let alone = crate::world::simulate(&scenario(), 0);
        assert_eq!(format!("{watched:?}"), format!("{alone:?}"));
        assert_eq!(watch.thousandths(), WHOLE_RUN);
        assert!(watch.advanced.lock().unwrap().len() > 2, "told on the way");
        assert_eq!(*watch.ended.lock().unwrap(), [Step::Run]);
        assert_eq!(counted.runs(), 1);
    }

    #[test]
    fn a_watch_stops_a_run_on_its_way() {
        let watch = Notes::stopping_after(WHOLE_RUN / 2);
        let stopped = simulate_watched(&scenario(), 0, &watch);
        assert_eq!(stopped.unwrap_err(), Interrupted);
        assert!(watch.thousandths() < WHOLE_RUN, "it stopped on the way");
        assert!(watch.ended.lock().unwrap().is_empty(), "it did not end");
    }
}
