//! What would have prevented a period of trouble: for one setting the least value, found by running
//! the same requests with others.
//!
//! It knows settings and what a run comes to; it must not know which periods there are, nor how a
//! least value is searched.

use std::collections::BTreeMap;

use super::periods::{Limit, Period};
use super::search;
use crate::billing::{Usd, bills};
use crate::metrics::{RunResult, Trouble};
use crate::scenario::{ProvisionedChanges, Scenario, Setting};
use crate::world::Interrupted;

/// A setting, and whether it alone would have prevented a period of trouble.
#[derive(Clone, Debug, PartialEq)]
pub struct Remedy {
    /// The setting.
    pub setting: Setting,
    /// Its value in the run; `None` if it is not set.
    pub from: Option<u32>,
    /// What raising it alone would have done.
    pub verdict: Verdict,
    /// More of it, for which the account has no room, and the account that would have.
    pub larger_account: Option<LargerAccount>,
}

/// What raising a setting alone would have done.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// With this value the period passes without trouble, and with one less it does not.
    Removed {
        /// The least value.
        value: u32,
        /// What the whole run comes to then.
        effect: Effect,
    },
    /// Not even the most that there is room for removes it.
    Remains {
        /// The most it may be.
        most: u32,
        /// Throttles or cold starts that are left in the period at that value.
        left: u64,
    },
    /// There is room for none of it: the parser refuses every value.
    NoRoom,
}

impl Verdict {
    /// The most there is room for; `None` where more would not have helped, or where that was enough.
    pub(super) fn bound(&self) -> Option<u32> {
        match self {
            Self::Removed { .. } => None,
            Self::Remains { most, .. } => Some(*most),
            Self::NoRoom => Some(0),
        }
    }
}

/// A value for which the account has no room, and the account that would have.
#[derive(Clone, Debug, PartialEq)]
pub struct LargerAccount {
    /// The least value that is enough.
    pub value: u32,
    /// The least concurrency limit of the account that leaves room for it.
    pub account_concurrency: u32,
    /// What the whole run comes to with both.
    pub effect: Effect,
}

/// What a whole run comes to, after its warm-up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// Throttled attempts of all functions.
    pub throttles: u64,
    /// Cold starts of all functions.
    pub cold_starts: u64,
    /// Attempts of all functions that an outage failed.
    pub errors: u64,
    /// What the run costs, or a month like it where the scenario asks for that.
    pub cost: Usd,
}

impl Effect {
    /// What a run of a scenario came to.
    pub(super) fn of(scenario: &Scenario, result: &RunResult) -> Self {
        let counts = result.totals();
        let bills = bills(scenario, result);
        Self {
            throttles: counts.throttles(),
            cold_starts: counts.cold_starts,
            errors: counts.errors,
            cost: bills.month.unwrap_or(bills.run).total(),
        }
    }
}

/// The settings that may prevent a period, those of the account first.
pub(super) fn candidates(scenario: &Scenario, period: &Period) -> Vec<Setting> {
    let index = period.observed.function;
    let own = [
        Setting::ReservedConcurrency(index),
        Setting::ProvisionedConcurrency(index),
    ];
    // A schedule or autoscaling is no single number to raise.
    let changes = match scenario.functions[index].provisioned_changes() {
        Some(ProvisionedChanges::Schedule(_) | ProvisionedChanges::Autoscaling(_)) => true,
        // What an alias has stays a number, whatever its weights do.
        Some(ProvisionedChanges::ByAlias) | None => false,
    };
    let own = &own[..if changes { 1 } else { 2 }];
    if period.observed.trouble == Trouble::ColdStarts {
        // Quotas limit how many cold starts there can be; none makes one warm.
        return own[1..].to_vec();
    }
    let mut settings = vec![
        Setting::AccountConcurrency,
        Setting::Burst,
        Setting::RampPerMinute,
    ];
    let is_scaling = |(limit, _): &(Limit, u64)| *limit == Limit::FunctionScaling;
    if period.limits.iter().any(is_scaling) {
        settings.extend([Setting::RequestBurst, Setting::RequestRampPerMinute]);
    }
    settings.extend(own);
    settings.retain(|setting| {
        // A setting of the account always has a value; one of a function may be new.
        setting.value(scenario).is_some() || own.contains(setting)
    });
    settings
}

/// Runs of a scenario with other values of one setting; each value is simulated once, whatever the
/// number of periods that ask for it.
pub(super) struct Trials<'a, R> {
    scenario: &'a Scenario,
    setting: Setting,
    periods: &'a [Period],
    run: &'a R,
    known: BTreeMap<u32, Trial>,
}

/// What a run with another value came to.
struct Trial {
    /// Trouble in each of the periods.
    counts: Vec<u64>,
    effect: Effect,
}

impl<'a, R: Run> Trials<'a, R> {
    pub(super) fn new(
        scenario: &'a Scenario,
        setting: Setting,
        periods: &'a [Period],
        run: &'a R,
    ) -> Self {
        Self {
            scenario,
            setting,
            periods,
            run,
            known: BTreeMap::new(),
        }
    }

    /// What the setting can do for one of the periods.
    pub(super) fn remedy(&mut self, period: usize) -> Result<Remedy, Interrupted> {
        let from = self.setting.value(self.scenario);
        // Without a value of its own the setting is as if just below the least.
        let unset = self.setting.least(self.scenario).saturating_sub(1);
        let start = from.unwrap_or(unset);
        let mut verdict = Verdict::NoRoom;
        if let Some(most) = self.setting.most(self.scenario) {
            let least = search::least(start, most, |value| {
                let trial = self.trial(value)?;
                Ok(trial.is_some_and(|trial| trial.counts[period] == 0))
            })?;
            let most = most.max(start);
            if let Some(trial) = self.trial(least.unwrap_or(most))? {
                verdict = match least {
                    Some(value) => Verdict::Removed {
                        value,
                        effect: trial.effect,
                    },
                    None => Verdict::Remains {
                        most,
                        left: trial.counts[period],
                    },
                };
            }
        }
        Ok(Remedy {
            setting: self.setting,
            from,
            verdict,
            larger_account: None,
        })
    }

    /// `None` if the parser refuses the value: it is not advised then, whatever it would do.
    fn trial(&mut self, value: u32) -> Result<Option<&Trial>, Interrupted> {
        if !self.known.contains_key(&value) && self.setting.accepts(self.scenario, value) {
            let scenario = self.setting.set(self.scenario, value);
            let result = (self.run)(&scenario)?;
            let counts = self.periods.iter().map(|period| period.count_in(&result));
            let trial = Trial {
                counts: counts.collect(),
                effect: Effect::of(&scenario, &result),
            };
            self.known.insert(value, trial);
        }
        Ok(self.known.get(&value))
    }
}

/// A run of a scenario.
pub(super) trait Run: Fn(&Scenario) -> Result<RunResult, Interrupted> {}
impl<F: Fn(&Scenario) -> Result<RunResult, Interrupted>> Run for F {}
