//! How far a study has come, counted for whoever shows it.
//!
//! A [`Watch`](super::watch::Watch) hands on what it is told, and asks for a share and for words. It knows steps by their
//! number; it must not know how they are shown.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::watch::{Step, WHOLE_RUN};

/// The steps of a study that are counted: searches once any is planned, else runs. Lengths are in thousandths of a
/// run; a search counts as one run.
#[derive(Debug, Default)]
pub struct Steps {
    are_searches: AtomicBool,
    planned: AtomicU64,
    ended: AtomicU64,
    /// Planned in steps that are not counted.
    shares: AtomicU64,
    done: AtomicU64,
}

/// How far a study has come, in what it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing is planned yet.
    Searching,
    /// The only run.
    Simulating,
    /// Several runs.
    Runs {
        /// That ended.
        ended: u64,
        /// So far.
        planned: u64,
    },
    /// Several searches, each of a number of runs that nobody knows before.
    Searches {
        /// That ended.
        ended: u64,
        /// So far.
        planned: u64,
    },
}

impl Steps {
    /// More steps are planned.
    pub fn plan(&self, step: Step, more: u64) {
        if step == Step::Search {
            self.are_searches.store(true, Ordering::Relaxed);
        }
        self.planned.fetch_add(more, Ordering::Relaxed);
    }

    /// More work is planned, in steps that are not counted.
    pub fn plan_share(&self, thousandths: u64) {
        self.shares.fetch_add(thousandths, Ordering::Relaxed);
    }

    /// This many steps had been done before; how much further that is.
    pub fn resume(&self, steps: u64) -> u64 {
        self.ended.fetch_add(steps, Ordering::Relaxed);
        self.further(steps * WHOLE_RUN)
    }

    /// A run has come further; how much further that is for the study.
    pub fn advance(&self, thousandths: u64) -> u64 {
        match self.are_counted_in(Step::Run) {
            true => self.further(thousandths),
            false => 0,
        }
    }

    /// A step has ended; how much further that is beside what the step has advanced.
    pub fn end(&self, step: Step) -> u64 {
        if !self.are_counted_in(step) {
            return 0;
        }
        self.ended.fetch_add(1, Ordering::Relaxed);
        match step {
            Step::Search => self.further(WHOLE_RUN),
            Step::Run => 0,
        }
    }

    /// All that is planned.
    pub fn length(&self) -> u64 {
        let [planned, shares] = [&self.planned, &self.shares].map(read);
        planned * WHOLE_RUN + shares
    }

    /// How much of it is done, from 0 to 1; 0 while nothing is planned.
    pub fn share(&self) -> f64 {
        match self.length() {
            0 => 0.0,
            length => (read(&self.done) as f64 / length as f64).min(1.0),
        }
    }

    /// How far it has come.
    pub fn stage(&self) -> Stage {
        let [planned, ended] = [&self.planned, &self.ended].map(read);
        match (self.are_searches.load(Ordering::Relaxed), planned) {
            (true, _) => Stage::Searches { ended, planned },
            (false, 0) => Stage::Searching,
            (false, 1) => Stage::Simulating,
            (false, _) => Stage::Runs { ended, planned },
        }
    }

    /// The same in words.
    pub fn words(&self) -> String {
        match self.stage() {
            Stage::Searches { ended, planned } => format!("searches {ended} of {planned}"),
            Stage::Searching => "searching".to_owned(),
            Stage::Simulating => "simulating".to_owned(),
            Stage::Runs { ended, planned } => format!("runs {ended} of {planned}"),
        }
    }

    fn are_counted_in(&self, step: Step) -> bool {
        self.are_searches.load(Ordering::Relaxed) == (step == Step::Search)
    }

    fn further(&self, thousandths: u64) -> u64 {
        self.done.fetch_add(thousandths, Ordering::Relaxed);
        thousandths
    }
}

fn read(count: &AtomicU64) -> u64 {
    count.load(Ordering::Relaxed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_count_until_a_search_is_planned() {
        let steps = Steps::default();
        assert_eq!(
            (steps.words(), steps.share()),
            ("searching".to_owned(), 0.0)
        );
        steps.plan(Step::Run, 1);
        assert_eq!(steps.words(), "simulating");
        steps.plan(Step::Run, 3);
        assert_eq!(steps.resume(1), WHOLE_RUN);
        assert_eq!(steps.advance(500), 500);
        assert_eq!(steps.end(Step::Run), 0);
        assert_eq!(steps.end(Step::Search), 0, "searches do not count yet");
        assert_eq!(
            (steps.words(), steps.share()),
            ("runs 2 of 4".to_owned(), 0.375)
        );

        let steps = Steps::default();
        steps.plan(Step::Search, 2);
        assert_eq!(steps.advance(500), 0, "runs do not count any more");
        assert_eq!(steps.end(Step::Run), 0);
        assert_eq!(steps.end(Step::Search), WHOLE_RUN);
        assert_eq!(
            (steps.words(), steps.share()),
            ("searches 1 of 2".to_owned(), 0.5)
        );
    }

    #[test]
    fn work_that_is_not_counted_makes_the_way_longer() {
        let steps = Steps::default();
        steps.plan(Step::Run, 1);
        steps.plan_share(1500);
        assert_eq!(steps.length(), WHOLE_RUN + 1500);
        steps.advance(WHOLE_RUN);
        assert_eq!(steps.share(), 0.4);
    }
}
