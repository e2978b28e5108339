//! Trials of one period: the same requests with another setting, from ahead of the period to its end.
//!
//! Of a small scenario each trial is a run from the start, as far as the end of the period: exact. Of a large one
//! it goes on from a copy of the run as it is, [`LEAD`] ahead of the period, where the setting is changed; see
//! [`Lambda::adopt`](crate::services::lambda) for when that is exact. A period that begins earlier than that, and a
//! setting of a function that has versions, is tried from the start all the same.

use std::sync::{Arc, Mutex, PoisonError};

use super::base::BaseRun;
use super::effect::rows;
use super::kept::Kept;
use super::part::{Part, Piece, thousandths};
use super::periods::Period;
use crate::kernel::{SimDuration, SimTime};
use crate::metrics::RunResult;
use crate::scenario::{Scenario, Setting};
use crate::world::{Interrupted, Running};

/// How trials are made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Method {
    /// From this many attempts in the run as it is on, trials go on from copies of it, and only some of what is found is
    /// confirmed by a whole run.
    pub(super) large: u64,
    /// How long ahead of a period a copy goes its own way.
    pub(super) lead: SimDuration,
    /// How many whole runs of a large scenario confirm what was found.
    pub(super) whole_runs: usize,
}

/// How long ahead of a period the setting is changed. A copy brings what the old value left behind: tokens that
/// are missing, environments that nobody would have started. A burst quota that was spent is full again after six
/// minutes at the lowest ramp published (3,000 at 500 a minute), what is in service ends within the 15 minutes that
/// Lambda allows, and environments idle out after 5 to 10 minutes.
pub(super) const LEAD: SimDuration = SimDuration::from_secs(15 * 60);

/// Whole runs of some millions of attempts take seconds.
const LARGE: u64 = 5_000_000;

/// Eight whole runs are four times the length of one on two cores: the first change for each of three periods of
/// throttling and three of cold starts, and two more if one of them does not hold.
const WHOLE_RUNS: usize = 8;

impl Default for Method {
    fn default() -> Self {
        Self {
            large: LARGE,
            lead: LEAD,
            whole_runs: WHOLE_RUNS,
        }
    }
}

/// What all trials of a period have in common.
pub(super) struct Ground<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) period: &'a Period,
    base: &'a BaseRun,
    pub(super) kept: Kept<'a>,
    /// Where copies go their own way; zero if trials begin at the start.
    pub(super) forks_at: SimTime,
    copy: Mutex<Option<Arc<Running>>>,
}

/// How a trial ended.
pub(super) enum Ended {
    /// There was trouble in the period: the rest was not run.
    InTrouble,
    /// It came to the end of the period.
    AtEnd(Box<RunResult>),
}

impl<'a> Ground<'a> {
    pub(super) fn new(
        scenario: &'a Scenario,
        base: &'a BaseRun,
        period: &'a Period,
        (method, kept): (Method, Kept<'a>),
    ) -> Self {
        let from = period.observed.from.as_nanos();
        let ahead = SimTime::from_nanos(from.saturating_sub(method.lead.as_nanos()));
        let is_large = base.result.totals().attempts >= method.large;
        Self {
            scenario,
            period,
            base,
            kept,
            forks_at: if is_large { ahead } else { SimTime::ZERO },
            copy: Mutex::new(None),
        }
    }

    /// Where trials of a setting begin.
    pub(super) fn begins_at(&self, setting: Setting) -> SimTime {
        let has_versions = match setting {
            Setting::ReservedConcurrency(index) | Setting::ProvisionedConcurrency(index) => {
                let function = self.scenario.functions.get(index);
                function.is_none_or(|function| function.version.is_some())
            }
            _ => false,
        };
        if has_versions {
            SimTime::ZERO
        } else {
            self.forks_at
        }
    }

    /// Thousandths of a run that a trial of a setting takes.
    pub(super) fn cost(&self, setting: Setting) -> u64 {
        let share = |at| thousandths(self.scenario, at);
        share(self.period.observed.to).saturating_sub(share(self.begins_at(setting)))
    }

    /// Thousandths that it takes from the nearest copy of the run to where trials begin.
    pub(super) fn cost_of_copy(&self) -> u64 {
        let share = |at| thousandths(self.scenario, at);
        share(self.forks_at) - share(self.base.nearest_to(self.forks_at))
    }

    /// Tries `changed`, in which a setting has another value; to the first trouble in the period, or whatever
    /// happens to its end.
    pub(super) fn run(
        &self,
        changed: &Scenario,
        setting: Setting,
        to_first_trouble: bool,
        part: &mut Part<'_>,
    ) -> Result<Ended, Interrupted> {
        let at = self.begins_at(setting);
        let run = if at == SimTime::ZERO {
            Running::start(changed, 0)
        } else {
            self.copy(part)?.fork().adopt(self.scenario, changed)
        };
        let period = to_first_trouble.then_some(self.period);
        let mut piece = Piece::from(part, self.scenario, at).until_trouble_in(period);
        match run.run_until(self.period.observed.to, &mut piece) {
            Ok(run) if !piece.is_troubled => Ok(Ended::AtEnd(Box::new(run.cut_off()))),
            Err(Interrupted) if !piece.is_troubled => Err(Interrupted),
            _ => Ok(Ended::InTrouble),
        }
    }

    /// The run as it is, ahead of the period. The first that asks for it makes it.
    fn copy(&self, part: &mut Part<'_>) -> Result<Arc<Running>, Interrupted> {
        let mut copy = self.copy.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(copy) = &*copy {
            return Ok(Arc::clone(copy));
        }
        let from = self.base.nearest_to(self.forks_at);
        let mut piece = Piece::from(part, self.scenario, from);
        let made = self
            .base
            .state_at(self.scenario, self.forks_at, &mut piece)?;
        Ok(Arc::clone(copy.insert(Arc::new(made))))
    }

    /// How much of a setting was in use in the period of a run in which it refused nothing: a first guess at what
    /// is needed. `None` where that cannot be seen.
    pub(super) fn used(
        &self,
        setting: Setting,
        changed: &Scenario,
        result: &RunResult,
    ) -> Option<u32> {
        let account = || rows(&result.account.intervals, self.period, |row| row.start);
        let used = match setting {
            Setting::AccountConcurrency => {
                let claimed = account().map(|row| row.claimed_max).max()?;
                claimed.max(self.per_unit(result, 0..result.functions.len()))
            }
            Setting::Burst => {
                let region = &changed.region;
                let capacity = region.scaling.burst().min(region.account_concurrency).get();
                let least = account().map(|row| row.scaling_tokens);
                (f64::from(capacity) - least.fold(f64::INFINITY, f64::min)).ceil() as u64
            }
            Setting::ReservedConcurrency(index) | Setting::ProvisionedConcurrency(index) => {
                let function = result.functions.get(index)?;
                let rows = rows(&function.intervals, self.period, |row| row.start);
                let in_flight = rows.map(|row| row.in_flight.max).max()?;
                in_flight.max(self.per_unit(result, index..index + 1))
            }
            Setting::RampPerMinute
            | Setting::RequestBurst
            | Setting::RequestRampPerMinute
            | Setting::OfSource(..)
            | Setting::OfService(..) => {
                return None;
            }
        };
        u32::try_from(used).ok()
    }

    /// How much concurrency it takes for as many attempts a second as some functions made at most, at ten
    /// for each.
    fn per_unit(&self, result: &RunResult, functions: std::ops::Range<usize>) -> u64 {
        let functions = result.functions.get(functions).unwrap_or_default();
        let mut attempts: Vec<u64> = Vec::new();
        for function in functions {
            let rows = rows(&function.intervals, self.period, |row| row.start);
            for (index, row) in rows.enumerate() {
                match attempts.get_mut(index) {
                    Some(all) => *all += row.counts.attempts,
                    None => attempts.push(row.counts.attempts),
                }
            }
        }
        let most = attempts.into_iter().max().unwrap_or(0) as f64;
        (most / result.interval.as_secs_f64() / 10.0).ceil() as u64
    }
}
