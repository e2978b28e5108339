//! What would be enough if the account were larger, where the most that there is room for is not.
//!
//! It knows settings and runs; it must not know which values were tried within the account.

use super::periods::Period;
use super::remedies::{Effect, LargerAccount, Remedy, Run, Verdict};
use super::search;
use crate::metrics::RunResult;
use crate::scenario::{Concurrency, Scenario, Setting};
use crate::world::Interrupted;

/// Such a value for each remedy of a period; none where a larger account is enough by itself.
pub(super) fn found(
    scenario: &Scenario,
    period: &Period,
    remedies: &[Remedy],
    run: &impl Run,
) -> Result<Vec<Option<LargerAccount>>, Interrupted> {
    let mut found = vec![None; remedies.len()];
    let is_enough = |remedy: &Remedy| {
        let removed = matches!(remedy.verdict, Verdict::Removed { .. });
        removed && remedy.setting == Setting::AccountConcurrency
    };
    if remedies.iter().any(is_enough) {
        return Ok(found);
    }
    let mut most_needed = None;
    for (remedy, larger) in remedies.iter().zip(&mut found) {
        let Some(bound) = remedy.verdict.bound() else {
            continue;
        };
        let account = remedy
            .setting
            .account_for(scenario, bound.saturating_add(1));
        if account.is_none_or(|account| account <= scenario.region.account_concurrency.get()) {
            // Something else bounds it.
            continue;
        }
        let most = match most_needed {
            Some(most) => most,
            None => *most_needed.insert(demand(scenario, period, run)?),
        };
        *larger = least(scenario, period, (remedy.setting, bound), most, run)?;
    }
    Ok(found)
}

/// The least value above a bound that is enough, with the account it takes.
fn least(
    scenario: &Scenario,
    period: &Period,
    (setting, bound): (Setting, u32),
    most: u32,
    run: &impl Run,
) -> Result<Option<LargerAccount>, Interrupted> {
    let with = |value: u32| {
        let account = setting.account_for(scenario, value)?;
        let larger = Setting::AccountConcurrency.set(scenario, account);
        Some((account, setting.set(&larger, value)))
    };
    let least = search::least(bound, most, |value| match with(value) {
        Some((_, scenario)) => Ok(period.count_in(&run(&scenario)?) == 0),
        None => Ok(false),
    })?;
    let Some((value, (account_concurrency, scenario))) =
        least.and_then(|value| Some((value, with(value)?)))
    else {
        return Ok(None);
    };
    let effect = Effect::of(&scenario, &run(&scenario)?);
    Ok(Some(LargerAccount {
        value,
        account_concurrency,
        effect,
    }))
}

/// More than this no function needs: twice what it would have in flight, and ask for in a second, if nothing
/// limited it.
fn demand(scenario: &Scenario, period: &Period, run: &impl Run) -> Result<u32, Interrupted> {
    let limits = [
        Setting::AccountConcurrency,
        Setting::Burst,
        Setting::RampPerMinute,
    ];
    let unlimited = limits
        .into_iter()
        .fold(scenario.clone(), |scenario, limit| {
            limit.set(&scenario, Concurrency::MAX.get())
        });
    let result: RunResult = run(&unlimited)?;
    let function = &result.functions[period.observed.function];
    let attempts = function.intervals.iter().map(|row| row.counts.attempts);
    let per_second = attempts.max().unwrap_or(0) as f64 / result.interval.as_secs_f64();
    // Ten requests a second for each of it.
    let needed = 2.0 * (function.in_flight.max as f64).max(per_second / 10.0);
    Ok((needed.ceil() as u32).min(Concurrency::MAX.get()))
}
