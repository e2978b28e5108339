//! Why a run throttled or started cold, and the least change that would have prevented it.
//!
//! For the worst periods of trouble it asks of each quota and setting, one at a time: to what would
//! this alone have had to be raised for the period to pass without? The answer comes from simulating
//! the same requests again, not from a formula: of a large scenario not the whole day, but from ahead of the
//! period on, and what is then advised first is confirmed by a whole run. It knows runs, settings and bills; it
//! must not know the rules of Lambda, nor how the answer is shown.
//!
//! | module | what it holds |
//! |---|---|
//! | `backlog` | queues whose items waited for too long |
//! | `shortage` | ECS services that refused requests |
//! | `least` | the lowest value of a setting with which whole runs are as they should be |
//! | `base` | the run that is explained, with copies of its state |
//! | `periods` | when there was trouble, and by which limits |
//! | `remedies` | the settings that may help, and the lowest value of each |
//! | `search` | the lowest number that satisfies a costly question |
//! | `trial` | one question: the same requests with another setting |
//! | `larger_account` | what would be enough in a larger account |
//! | `confirm` | whole runs with what was found |
//! | `effect` | what a change does |
//! | `part` | how far the work has come |
//! | `kept` | what runs gave, for an explanation that goes on where this one is cut off |

mod backlog;
mod base;
mod confirm;
mod effect;
mod kept;
mod larger_account;
mod least;
mod part;
mod periods;
mod remedies;
mod search;
mod shortage;
#[cfg(test)]
mod tests;
mod trial;

use crate::kernel::SimTime;
use crate::scenario::{Scenario, Setting};
use crate::study::parallel;
use crate::study::watch::Watch;
use crate::world::Interrupted;

pub use crate::metrics::Trouble;
pub use backlog::{Backlog, BacklogCause};
pub use base::BaseRun;
pub use effect::{Effect, InPeriod, Moved, Outcome};
pub use periods::{Limit, Period, Question, Rest};
pub use remedies::{LargerAccount, Remedy, Verdict};
pub use shortage::{ServiceLimit, Shortage};

use confirm::Confirmation;
use effect::Throttles;
use kept::Kept;
use part::Part;
use remedies::{Search, candidates};
use trial::{Ground, Method};

/// What went wrong in a run, and what alone would have prevented it.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// What the run as it is came to.
    pub as_it_is: Effect,
    /// The most severe periods of each kind of trouble: throttles first, and of each kind the worst.
    pub periods: Vec<Explained>,
    /// What the other periods of each kind come to.
    pub rest: Vec<Rest>,
    /// Queues whose items waited for too long.
    pub backlogs: Vec<Backlog>,
    /// ECS services that refused requests.
    pub shortages: Vec<Shortage>,
    /// Whether the study was stopped before it was complete.
    pub is_interrupted: bool,
}

/// A period of trouble with what would have prevented it.
#[derive(Clone, Debug)]
pub struct Explained {
    /// When, where, how much, and which limits refused.
    pub period: Period,
    /// What all functions counted in the time of the period.
    pub as_it_is: InPeriod,
    /// Each setting that may matter. Those that remove the trouble come first, by what they do to all functions: those
    /// that do not move throttling to another function, then the fewest throttles, the fewest cold starts and the
    /// lowest cost. Of the whole run, where all of them were confirmed; else in the period.
    pub remedies: Vec<Remedy>,
    /// From when on changed settings were tried; zero if from the start.
    pub tried_from: SimTime,
}

/// Hears what is known before an explanation is complete. On any thread; all methods do nothing by default.
pub trait Listener: Sync {
    /// When there was trouble, and which limits were in force.
    fn periods(&self, periods: &[Period]) {
        let _ = periods;
    }

    /// What one setting can do for a period; no whole run has confirmed it yet.
    fn remedy(&self, period: &Period, remedy: &Remedy) {
        let _ = (period, remedy);
    }
}

/// Nobody listens.
impl Listener for () {}

/// Finds the periods of trouble in a run, and what would have prevented the worst of them.
///
/// All further runs are replication 0, too: the answers hold for the same requests, and other requests
/// of the same traffic may need a little more or less. If the study is stopped, what was found by then is
/// returned, and [marked](Explanation::is_interrupted). What its runs gave is kept by who watches, if
/// [anybody](Watch::keeper) does, and those that were kept before are not made again.
pub fn explain(
    scenario: &Scenario,
    base: &BaseRun,
    question: Question,
    watch: &dyn Watch,
    listener: &dyn Listener,
) -> Explanation {
    explain_by(Method::default(), scenario, base, question, watch, listener)
}

fn explain_by(
    method: Method,
    scenario: &Scenario,
    base: &BaseRun,
    question: Question,
    watch: &dyn Watch,
    listener: &dyn Listener,
) -> Explanation {
    let (periods, rest) = periods::worst(scenario, &base.result, question);
    listener.periods(&periods);
    let kept = Kept::of(scenario, watch);
    let grounds: Vec<Ground<'_>> = periods
        .iter()
        .map(|period| Ground::new(scenario, base, period, (method, kept)))
        .collect();
    let before: Vec<Throttles> = periods
        .iter()
        .map(|period| Throttles::in_period(&base.result, period))
        .collect();
    let study = Study {
        scenario,
        grounds: &grounds,
        before: &before,
        watch,
        listener,
    };
    let mut remedies = study.searched();
    let mut is_interrupted = remedies
        .iter()
        .flatten()
        .any(|remedy| remedy.verdict == Verdict::NotSearched);
    if !is_interrupted {
        is_interrupted = study.enlarge_accounts(&mut remedies).is_err();
    }
    remedies.iter_mut().for_each(|all| put_in_order(all));
    if !is_interrupted {
        let confirmation = Confirmation {
            scenario,
            periods: &periods,
            before: &Throttles::of(&base.result),
            watch,
            kept,
        };
        let confirmed = if base.result.totals().attempts < method.large {
            confirmation.all(&mut remedies)
        } else {
            confirmation.firsts(&mut remedies, method.whole_runs)
        };
        is_interrupted = confirmed.is_err();
        remedies.iter_mut().for_each(|all| put_in_order(all));
    }
    let backlogs = if is_interrupted {
        Vec::new()
    } else {
        let found = backlog::backlogs(scenario, &base.result, (watch, kept));
        is_interrupted = found.is_err();
        found.unwrap_or_default()
    };
    let shortages = if is_interrupted {
        Vec::new()
    } else {
        let runs = (watch, kept);
        let (found, whole) = shortage::shortages(scenario, &base.result, question.function, runs);
        is_interrupted = whole.is_err();
        found
    };
    let tried_from: Vec<SimTime> = grounds.iter().map(|ground| ground.forks_at).collect();
    drop(grounds);
    let explained = periods.into_iter().zip(remedies).zip(tried_from);
    Explanation {
        as_it_is: Effect::of(scenario, &base.result),
        periods: explained
            .map(|((period, remedies), tried_from)| Explained {
                as_it_is: InPeriod::of(&base.result, &period),
                period,
                remedies,
                tried_from,
            })
            .collect(),
        rest,
        backlogs,
        shortages,
        is_interrupted,
    }
}

/// The search of one setting for one period.
struct Task {
    /// The number of the period.
    period: usize,
    setting: Setting,
    is_first: bool,
}

/// What all searches of an explanation have in common.
struct Study<'a> {
    scenario: &'a Scenario,
    /// Of each period.
    grounds: &'a [Ground<'a>],
    before: &'a [Throttles],
    watch: &'a dyn Watch,
    listener: &'a dyn Listener,
}

impl Study<'_> {
    /// The remedies of each period. The first guess for each period comes first, then the second for each.
    fn searched(&self) -> Vec<Vec<Remedy>> {
        let candidates: Vec<Vec<Setting>> = self
            .grounds
            .iter()
            .map(|ground| candidates(self.scenario, ground.period))
            .collect();
        let most = candidates.iter().map(Vec::len).max().unwrap_or(0);
        let tasks: Vec<Task> = (0..most)
            .flat_map(|place| {
                let periods = candidates.iter().enumerate();
                periods.filter_map(move |(period, all)| {
                    Some(Task {
                        period,
                        setting: *all.get(place)?,
                        is_first: place == 0,
                    })
                })
            })
            .collect();
        let planned: u64 = tasks.iter().map(|task| self.cost(task)).sum();
        self.watch.planned_share(planned);
        let found = parallel::in_order(&tasks, |task| self.remedy(task));
        let mut remedies = vec![Vec::new(); self.grounds.len()];
        for (task, remedy) in tasks.iter().zip(found) {
            remedies[task.period].push(remedy);
        }
        remedies
    }

    /// What a search is planned with. The first of a period makes the copy that the others go on from.
    fn cost(&self, task: &Task) -> u64 {
        let ground = &self.grounds[task.period];
        let copy = if task.is_first {
            ground.cost_of_copy()
        } else {
            0
        };
        copy + ground.cost(task.setting) * trials(task.setting)
    }

    fn remedy(&self, task: &Task) -> Remedy {
        let &Task {
            period, setting, ..
        } = task;
        let part = Part::new(self.watch, self.cost(task));
        let ground = &self.grounds[period];
        let search = Search::new(ground, &self.before[period], setting, part);
        match search.remedy() {
            Ok(remedy) => {
                self.listener.remedy(ground.period, &remedy);
                remedy
            }
            Err(Interrupted) => Remedy {
                setting,
                from: setting.value(self.scenario),
                verdict: Verdict::NotSearched,
                larger_account: None,
            },
        }
    }

    /// Adds what would be enough in a larger account.
    fn enlarge_accounts(&self, remedies: &mut [Vec<Remedy>]) -> Result<(), Interrupted> {
        let tasks: Vec<usize> = (0..remedies.len()).collect();
        let known = &*remedies;
        let larger = parallel::try_map(&tasks, |&index| {
            let (ground, before) = (&self.grounds[index], &self.before[index]);
            larger_account::found(ground, before, &known[index], self.watch)
        })?;
        for (remedies, larger) in remedies.iter_mut().zip(larger) {
            for (remedy, larger) in remedies.iter_mut().zip(larger) {
                remedy.larger_account = larger;
            }
        }
        Ok(())
    }
}

/// How many trials a search commonly takes, of which half end early.
fn trials(setting: Setting) -> u64 {
    match setting {
        Setting::AccountConcurrency
        | Setting::ReservedConcurrency(_)
        | Setting::ProvisionedConcurrency(_)
        | Setting::OfSource(..)
        | Setting::OfService(..) => 3,
        Setting::Burst => 6,
        Setting::RampPerMinute | Setting::RequestBurst | Setting::RequestRampPerMinute => 10,
    }
}

/// Those that remove the trouble first, by what they do to all functions; of equals in the order they were tried.
fn put_in_order(remedies: &mut [Remedy]) {
    let outcome = |remedy: &Remedy| match &remedy.verdict {
        Verdict::Removed { outcome, .. } => Some(*outcome),
        _ => None,
    };
    let mut removed = remedies.iter().filter_map(outcome);
    let are_confirmed = removed.all(|outcome| outcome.whole_run.is_some());
    remedies.sort_by(|one, other| {
        let [one, other] = [one, other].map(outcome);
        let rank = |outcome: &Outcome| {
            let (throttles, cold_starts) = match outcome.whole_run.filter(|_| are_confirmed) {
                Some(run) => (run.throttles, run.cold_starts),
                None => (outcome.in_period.throttles, outcome.in_period.cold_starts),
            };
            let is_refuted = outcome.left_in_whole_run.is_some();
            (is_refuted, outcome.moved.is_some(), throttles, cold_starts)
        };
        let cost = |outcome: &Outcome| outcome.whole_run.map_or(0.0, |run| run.cost.get());
        match (one, other) {
            (Some(one), Some(other)) => {
                let by_cost = || cost(&one).total_cmp(&cost(&other));
                let by_rank = rank(&one).cmp(&rank(&other));
                if are_confirmed {
                    by_rank.then_with(by_cost)
                } else {
                    by_rank
                }
            }
            (one, other) => other.is_some().cmp(&one.is_some()),
        }
    });
}
