//! The run that is explained, with copies of its state on the way.
//!
//! Where trouble lies is known once the run is over. So that no answer begins at the start of a long day,
//! copies of the state are kept as it goes by, at even distances, and a trial goes on from the last one ahead of
//! what it looks at.

use crate::kernel::SimTime;
use crate::metrics::{Observer, RunResult};
use crate::scenario::Scenario;
use crate::study::watch::{OneRun, Step, Watch};
use crate::world::{Interrupted, Running};

/// Copies of the state of a run. A day is cut into parts of three quarters of an hour: going on from a copy to
/// just ahead of a period costs at most a thirty-second of a run.
const MOST_COPIES: usize = 32;

/// With this many functions there are fewer copies: the state grows with functions, and all copies together
/// are to stay within some hundred megabytes.
const FUNCTIONS_OF_ALL_COPIES: usize = 16_000;

/// A whole run of a scenario as it is, replication 0.
#[derive(Debug)]
pub struct BaseRun {
    /// What came of it.
    pub result: RunResult,
    /// Copies of its state, in the order of time.
    copies: Vec<Running>,
}

/// A run of which there are no copies: trials begin at the start.
impl From<RunResult> for BaseRun {
    fn from(result: RunResult) -> Self {
        Self {
            result,
            copies: Vec::new(),
        }
    }
}

impl BaseRun {
    /// Runs a scenario as a step of a study.
    ///
    /// # Errors
    /// [`Interrupted`] if the study is to stop.
    pub fn of(scenario: &Scenario, watch: &dyn Watch) -> Result<Self, Interrupted> {
        watch.planned(Step::Run, 1);
        let mut run = OneRun::of(scenario, watch);
        let base = Self::observed(scenario, &mut run)?;
        run.end();
        Ok(base)
    }

    /// Runs a scenario, watched by `observer`.
    ///
    /// # Errors
    /// [`Interrupted`] if the observer stopped the run.
    pub fn observed<O: Observer>(
        scenario: &Scenario,
        observer: &mut O,
    ) -> Result<Self, Interrupted> {
        let affordable = FUNCTIONS_OF_ALL_COPIES / scenario.functions.len().max(1);
        let parts = affordable.clamp(1, MOST_COPIES) as u64;
        let length = scenario.duration.as_nanos();
        let end = |part: u64| {
            let nanos = u128::from(length) * u128::from(part) / u128::from(parts);
            SimTime::from_nanos(nanos as u64)
        };
        let mut run = Running::start(scenario, 0);
        let mut copies = Vec::new();
        for part in 1..=parts {
            run = run.run_until(end(part), observer)?;
            if part < parts {
                copies.push(run.fork());
            }
        }
        Ok(Self {
            result: run.finish(observer),
            copies,
        })
    }

    /// The state of the run at a time, without rows from before.
    pub(super) fn state_at<O: Observer>(
        &self,
        scenario: &Scenario,
        at: SimTime,
        observer: &mut O,
    ) -> Result<Running, Interrupted> {
        let next = self.copies.partition_point(|copy| copy.now() <= at);
        let nearest = next.checked_sub(1).and_then(|last| self.copies.get(last));
        let run = match nearest {
            Some(copy) => copy.clone(),
            None => Running::start(scenario, 0),
        };
        Ok(run.run_until(at, observer)?.fork())
    }

    /// Where the nearest copy ahead of a time stands.
    pub(super) fn nearest_to(&self, at: SimTime) -> SimTime {
        let copies = self.copies.iter().map(Running::now);
        copies
            .filter(|copy| *copy <= at)
            .max()
            .unwrap_or(SimTime::ZERO)
    }
}
