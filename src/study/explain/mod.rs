//! Why a run throttled or started cold, and the least change that would have prevented it.
//!
//! For the worst periods of trouble it asks of each quota and setting, one at a time: to what would
//! this alone have had to be raised for the period to pass without? The answer comes from simulating
//! the same requests again, not from a formula. It knows runs, settings and bills; it must not
//! know the rules of Lambda, nor how the answer is shown.

mod larger_account;
mod periods;
mod remedies;
mod search;
#[cfg(test)]
mod tests;

use crate::metrics::RunResult;
use crate::scenario::{Scenario, Setting};
use crate::study::parallel;
use crate::study::watch::{Step, Watch, simulate_watched};
use crate::world::Interrupted;

pub use crate::metrics::Trouble;
pub use periods::{Limit, Period, Question, Rest};
pub use remedies::{Effect, LargerAccount, Remedy, Verdict};

use remedies::{Trials, candidates};

/// What went wrong in a run, and what alone would have prevented it.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// What the run as it is came to.
    pub as_it_is: Effect,
    /// The most severe periods of each kind of trouble: throttles first, and of each kind the worst.
    pub periods: Vec<Explained>,
    /// What the other periods of each kind come to.
    pub rest: Vec<Rest>,
}

/// A period of trouble with what would have prevented it.
#[derive(Clone, Debug)]
pub struct Explained {
    /// When, where, how much, and which limits refused.
    pub period: Period,
    /// Each setting that may matter.
    pub remedies: Vec<Remedy>,
}

/// Finds the periods of trouble in `result`, replication 0 of the scenario, and what would have
/// prevented the worst of them.
///
/// All further runs are replication 0, too: the answers hold for the same requests, and other requests
/// of the same traffic may need a little more or less.
///
/// # Errors
/// [`Interrupted`] if the study is to stop.
pub fn explain(
    scenario: &Scenario,
    result: &RunResult,
    question: Question,
    watch: &dyn Watch,
) -> Result<Explanation, Interrupted> {
    let run = |scenario: &Scenario| simulate_watched(scenario, 0, watch);
    let (periods, rest) = periods::worst(scenario, result, question);

    let searches = searches(scenario, &periods);
    let count = searches
        .iter()
        .map(|(_, periods)| periods.len())
        .sum::<usize>();
    watch.planned(Step::Search, count as u64);
    // A setting's searches share their runs, so that a thread takes a setting, not a period.
    let search = |(setting, wanted): &(Setting, Vec<usize>)| {
        let mut trials = Trials::new(scenario, *setting, &periods, &run);
        let one = |&period: &usize| {
            let remedy = trials.remedy(period)?;
            watch.ended(Step::Search);
            Ok((period, remedy))
        };
        wanted.iter().map(one).collect()
    };
    let found: Vec<Vec<(usize, Remedy)>> = parallel::try_map(&searches, search)?;

    let mut explained: Vec<Explained> = periods
        .into_iter()
        .map(|period| Explained {
            period,
            remedies: Vec::new(),
        })
        .collect();
    for (period, remedy) in found.into_iter().flatten() {
        explained[period].remedies.push(remedy);
    }
    let larger =
        |one: &Explained| larger_account::found(scenario, &one.period, &one.remedies, &run);
    let larger = parallel::try_map(&explained, larger)?;
    for (one, larger) in explained.iter_mut().zip(larger) {
        for (remedy, larger) in one.remedies.iter_mut().zip(larger) {
            remedy.larger_account = larger;
        }
    }
    Ok(Explanation {
        as_it_is: Effect::of(scenario, result),
        periods: explained,
        rest,
    })
}

/// Each setting with the periods that it may prevent.
fn searches(scenario: &Scenario, periods: &[Period]) -> Vec<(Setting, Vec<usize>)> {
    let mut searches: Vec<(Setting, Vec<usize>)> = Vec::new();
    for (index, period) in periods.iter().enumerate() {
        for setting in candidates(scenario, period) {
            match searches.iter_mut().find(|(known, _)| *known == setting) {
                Some((_, periods)) => periods.push(index),
                None => searches.push((setting, vec![index])),
            }
        }
    }
    // The settings of the account first, as each period lists them.
    searches.sort_by_key(|(setting, _)| *setting);
    searches
}
