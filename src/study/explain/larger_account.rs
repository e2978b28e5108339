//! What would be enough if the account were larger, where the maximum that there is room for is not.
//!
//! It knows settings and trials; it must not know which values were tried within the account.

use super::effect::{Throttles, rows};
use super::kept::period_in_key;
use super::part::Part;
use super::remedies::{LargerAccount, Remedy, Search, Verdict};
use super::trial::{Ended, Ground};
use crate::metrics::RunResult;
use crate::scenario::{Concurrency, Scenario, Setting};
use crate::study::watch::Watch;
use crate::world::Interrupted;

/// Such a value for each remedy of a period; none where a larger account is enough by itself, or where something
/// else is in the way.
pub(super) fn found(
    ground: &Ground<'_>,
    before: &Throttles,
    remedies: &[Remedy],
    watch: &dyn Watch,
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
        let Some(bound) = bound(ground.scenario, remedy) else {
            continue;
        };
        let most = match most_needed {
            Some(most) => most,
            None => *most_needed.insert(demand(ground, watch)?),
        };
        // What it costs is known as it goes.
        let part = Part::new(watch, 0);
        let search = Search::new(ground, before, remedy.setting, part);
        *larger = search.in_larger_account(bound, most)?;
    }
    Ok(found)
}

/// The most of a setting that there is room for, if a larger account has room for more.
fn bound(scenario: &Scenario, remedy: &Remedy) -> Option<u32> {
    let bound = remedy.verdict.bound()?;
    let account = remedy
        .setting
        .account_for(scenario, bound.saturating_add(1))?;
    (account > scenario.region.account_concurrency.get()).then_some(bound)
}

/// More than this no function needs: twice what it would have in flight, and ask for in a second, if nothing
/// limited it.
fn demand(ground: &Ground<'_>, watch: &dyn Watch) -> Result<u32, Interrupted> {
    let limits = [
        Setting::AccountConcurrency,
        Setting::Burst,
        Setting::RampPerMinute,
    ];
    let unlimited = limits
        .into_iter()
        .fold(ground.scenario.clone(), |scenario, limit| {
            limit.set(&scenario, Concurrency::MAX.get())
        });
    let asked = || {
        let from = ground.begins_at(Setting::AccountConcurrency).as_nanos();
        format!("needed from {from}: {}", period_in_key(ground.period))
    };
    let needed = ground.kept.or_run(asked, Concurrency::MAX.get(), || {
        let mut part = Part::new(watch, 0);
        let ended = ground.run(&unlimited, Setting::AccountConcurrency, false, &mut part)?;
        Ok(match ended {
            Ended::AtEnd(result) => u64::from(needed(ground, &result)),
            Ended::InTrouble => Concurrency::MAX.get().into(),
        })
    })?;
    Ok(u32::try_from(needed).unwrap_or(Concurrency::MAX.get()))
}

fn needed(ground: &Ground<'_>, result: &RunResult) -> u32 {
    let function = &result.functions[ground.period.observed.function];
    let rows = || rows(&function.intervals, ground.period, |row| row.start);
    let in_flight = rows().map(|row| row.in_flight.max).max().unwrap_or(0);
    let attempts = rows().map(|row| row.counts.attempts).max().unwrap_or(0);
    let per_second = attempts as f64 / result.interval.as_secs_f64();
    // Ten requests a second for each of it.
    let needed = 2.0 * (in_flight as f64).max(per_second / 10.0);
    (needed.ceil() as u32).min(Concurrency::MAX.get())
}
