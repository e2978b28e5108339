//! What would meet the objectives if the account were larger, where nothing that it has room for does.
//!
//! Knows values and accounts; must not know which values were tried within the account.

use super::candidate::provisioned;
use super::search::Between;
use super::trials::Trials;
use super::{Plan, answer};
use crate::measures::Measure;
use crate::scenario::{Concurrency, Scenario, Setting};
use crate::study::watch::Watch;
use crate::world::Interrupted;

/// How far beyond the peak of an account without limits it looks.
const REACH: f64 = 1.5;

/// A value for which the account has no room, and the account that would have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LargerAccount {
    /// The lowest value that meets the objectives with confidence; `None` if none was found, however large
    /// the account.
    pub value: Option<u32>,
    /// The lowest concurrency limit of the account that leaves room for it, or for one more than now.
    pub account_concurrency: u32,
}

/// The account that leaves room for a value; `None` if something else bounds it, or if this one does.
pub fn account_for(scenario: &Scenario, function: usize, value: u32) -> Option<u32> {
    let account = Setting::ProvisionedConcurrency(function).account_for(scenario, value)?;
    (account > scenario.region.account_concurrency.get()).then_some(account)
}

/// Looks beyond the plan's largest value; `None` if it is not the account that bounds it.
///
/// # Errors
/// [`Interrupted`] if an observer stopped its run.
pub(super) fn larger_account(
    plan: &Plan,
    scenario: &Scenario,
    watch: &dyn Watch,
) -> Result<Option<LargerAccount>, Interrupted> {
    let function = plan.function;
    let next = plan.upper.saturating_add(1);
    let Some(account_concurrency) = account_for(scenario, function, next) else {
        return Ok(None);
    };
    let account = Setting::AccountConcurrency;
    let unlimited = account.set(scenario, Concurrency::MAX.get());
    let mut without = Trials::new(plan, |_| unlimited.clone(), watch);
    let peak = without.mean(0, answer::NAMED, Measure::InFlightMax)?;
    let peak = peak.unwrap_or_default();
    let most = ((REACH * peak).ceil() as u32).clamp(next, Concurrency::MAX.get());
    let within = Between::new(next, most);
    let of = |value: u32| {
        let limit = account_for(scenario, function, value);
        let larger = limit.map(|limit| account.set(scenario, limit));
        provisioned(larger.as_ref().unwrap_or(scenario), function, value)
    };
    let mut trials = Trials::new(plan, of, watch);
    let found = answer::answer(&mut trials, within, peak.ceil() as u32)?;
    let value = found.met.then_some(found.value);
    let limit = value.and_then(|value| account_for(scenario, function, value));
    Ok(Some(LargerAccount {
        value,
        account_concurrency: limit.unwrap_or(account_concurrency),
    }))
}
