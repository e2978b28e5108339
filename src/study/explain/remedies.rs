//! What would have prevented a period of trouble: for one setting the lowest value, found by trying the same
//! requests with others.
//!
//! It knows settings and what a trial comes to; it must not know where trials begin, nor how a least value is
//! searched.

use std::collections::BTreeMap;

use super::effect::{InPeriod, Moved, Outcome, Throttles};
use super::kept::{Figures, count, figure, period_in_key};
use super::part::Part;
use super::periods::{Limit, Period};
use super::search::{self, Tried};
use super::trial::{Ended, Ground};
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
        /// The lowest value.
        value: u32,
        /// What comes of it.
        outcome: Outcome,
    },
    /// Not even the maximum that there is room for removes it.
    Remains {
        /// The maximum it may be.
        most: u32,
        /// Throttles or cold starts that are left in the period at that value.
        left: u64,
    },
    /// There is room for none of it: the parser refuses every value.
    NoRoom,
    /// The study was stopped before it was known.
    NotSearched,
}

impl Verdict {
    /// The maximum there is room for; `None` where more would not have helped, or where that was enough.
    pub(super) fn bound(&self) -> Option<u32> {
        match self {
            Self::Removed { .. } | Self::NotSearched => None,
            Self::Remains { most, .. } => Some(*most),
            Self::NoRoom => Some(0),
        }
    }
}

/// A value for which the account has no room, and the account that would have.
#[derive(Clone, Debug, PartialEq)]
pub struct LargerAccount {
    /// The lowest value that is enough.
    pub value: u32,
    /// The lowest concurrency limit of the account that leaves room for it.
    pub account_concurrency: u32,
    /// What comes of both.
    pub outcome: Outcome,
}

/// The settings that may prevent a period, those of the limit that refused most first.
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
    // What refused most is the first guess; of others the account's come first.
    settings.sort_by_key(|setting| {
        let mut limits = period.limits.iter();
        let place = limits.position(|(limit, _)| is_of(*setting, *limit));
        place.unwrap_or(period.limits.len())
    });
    settings
}

/// Whether a setting is what a limit is made of.
fn is_of(setting: Setting, limit: Limit) -> bool {
    match limit {
        Limit::RegionalBurst | Limit::FunctionScaling => matches!(
            setting,
            Setting::Burst
                | Setting::RampPerMinute
                | Setting::RequestBurst
                | Setting::RequestRampPerMinute
        ),
        Limit::AccountConcurrency | Limit::AccountRequestRate => {
            setting == Setting::AccountConcurrency
        }
        Limit::ReservedConcurrency | Limit::ReservedRequestRate => {
            matches!(setting, Setting::ReservedConcurrency(_))
        }
    }
}

/// What a trial comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Trial {
    /// There is trouble in the period, and it was not counted.
    InTrouble,
    /// There is this much.
    Troubles(u64),
    /// There is none.
    Enough {
        /// How much of the setting was in use, where that is known.
        used: Option<u32>,
        outcome: Outcome,
    },
}

impl Figures for Trial {
    fn figures(&self) -> Vec<Option<f64>> {
        match self {
            Self::InTrouble => Vec::new(),
            Self::Troubles(left) => vec![figure(*left)],
            Self::Enough { used, outcome } => {
                let (in_period, moved) = (outcome.in_period, outcome.moved);
                vec![
                    used.map(f64::from),
                    figure(in_period.throttles),
                    figure(in_period.cold_starts),
                    moved.and_then(|moved| figure(moved.function as u64)),
                    moved.and_then(|moved| figure(moved.more)),
                ]
            }
        }
    }

    fn read(figures: &[Option<f64>]) -> Option<Self> {
        Some(match *figures {
            [] => Self::InTrouble,
            [left] => Self::Troubles(count(left)?),
            [used, throttles, cold_starts, function, more] => Self::Enough {
                used: count(used).and_then(|used| u32::try_from(used).ok()),
                outcome: Outcome {
                    in_period: InPeriod {
                        throttles: count(throttles)?,
                        cold_starts: count(cold_starts)?,
                    },
                    whole_run: None,
                    moved: count(function)
                        .zip(count(more))
                        .map(|(function, more)| Moved {
                            function: function as usize,
                            more,
                        }),
                    left_in_whole_run: None,
                },
            },
            _ => return None,
        })
    }
}

/// Trials of other values of one setting in one period.
pub(super) struct Search<'a, 'w> {
    ground: &'a Ground<'a>,
    before: &'a Throttles,
    setting: Setting,
    part: Part<'w>,
    /// What the values came to that were enough.
    enough: BTreeMap<u32, Outcome>,
}

impl<'a, 'w> Search<'a, 'w> {
    /// A search that has not begun; `before` is what each function was throttled in the period as it is.
    pub(super) fn new(
        ground: &'a Ground<'a>,
        before: &'a Throttles,
        setting: Setting,
        part: Part<'w>,
    ) -> Self {
        Self {
            ground,
            before,
            setting,
            part,
            enough: BTreeMap::new(),
        }
    }

    /// What the setting can do for the period.
    pub(super) fn remedy(mut self) -> Result<Remedy, Interrupted> {
        let (setting, scenario) = (self.setting, self.ground.scenario);
        let from = setting.value(scenario);
        // Without a value of its own the setting is as if just below the least.
        let unset = setting.least(scenario).saturating_sub(1);
        let start = from.unwrap_or(unset);
        let verdict = match setting.most(scenario) {
            None => Verdict::NoRoom,
            Some(most) => self.verdict(start, most.max(start))?,
        };
        Ok(Remedy {
            setting,
            from,
            verdict,
            larger_account: None,
        })
    }

    fn verdict(&mut self, start: u32, most: u32) -> Result<Verdict, Interrupted> {
        let (setting, scenario) = (self.setting, self.ground.scenario);
        let mut left = None;
        let value = search::least(start, most, |value| {
            if !setting.accepts(scenario, value) {
                return Ok(Tried::NOT_ENOUGH);
            }
            let changed = setting.set(scenario, value);
            // Of the most it is asked how much trouble it leaves.
            self.trial(value, &changed, value < most, &mut left)
        })?;
        if let Some(value) = value
            && let Some(outcome) = self.enough.get(&value)
        {
            let outcome = *outcome;
            return Ok(Verdict::Removed { value, outcome });
        }
        if left.is_none() && setting.accepts(scenario, most) {
            // There was nothing to search in.
            let changed = setting.set(scenario, most);
            self.trial(most, &changed, false, &mut left)?;
        }
        Ok(left.map_or(Verdict::NoRoom, |left| Verdict::Remains { most, left }))
    }

    /// The lowest value above a bound that would be enough in an account that has room for it.
    pub(super) fn in_larger_account(
        mut self,
        bound: u32,
        most: u32,
    ) -> Result<Option<LargerAccount>, Interrupted> {
        let (setting, scenario) = (self.setting, self.ground.scenario);
        let with = |value: u32| {
            let account = setting.account_for(scenario, value)?;
            let larger = Setting::AccountConcurrency.set(scenario, account);
            Some((account, setting.set(&larger, value)))
        };
        let value = search::least(bound, most, |value| match with(value) {
            Some((_, changed)) => self.trial(value, &changed, true, &mut None),
            None => Ok(Tried::NOT_ENOUGH),
        })?;
        let found = value.and_then(|value| {
            Some(LargerAccount {
                value,
                account_concurrency: with(value)?.0,
                outcome: *self.enough.get(&value)?,
            })
        });
        Ok(found)
    }

    /// Tries a value; notes what it comes to if it is enough, and in `left` what trouble there is if it is
    /// not and that was to be counted.
    fn trial(
        &mut self,
        value: u32,
        changed: &Scenario,
        to_first_trouble: bool,
        left: &mut Option<u64>,
    ) -> Result<Tried, Interrupted> {
        let (ground, setting) = (self.ground, self.setting);
        // Beside the value: what else is another, from when on, and how much of it is looked at.
        let asked = || {
            let account = changed.region.account_concurrency.get();
            let from = ground.begins_at(setting).as_nanos();
            let period = period_in_key(ground.period);
            format!("{setting:?} in {account} from {from}: {period}, first {to_first_trouble}")
        };
        let made = || self.made(changed, to_first_trouble);
        match ground.kept.or_run(asked, value, made)? {
            Trial::InTrouble => Ok(Tried::NOT_ENOUGH),
            Trial::Troubles(trouble) => {
                *left = Some(trouble);
                Ok(Tried::NOT_ENOUGH)
            }
            Trial::Enough { used, outcome } => {
                self.enough.insert(value, outcome);
                let enough = true;
                Ok(Tried { enough, used })
            }
        }
    }

    fn made(&mut self, changed: &Scenario, to_first_trouble: bool) -> Result<Trial, Interrupted> {
        let (ground, setting) = (self.ground, self.setting);
        let ended = ground.run(changed, setting, to_first_trouble, &mut self.part)?;
        let Ended::AtEnd(result) = ended else {
            return Ok(Trial::InTrouble);
        };
        Ok(match ground.period.count_in(&result) {
            0 => Trial::Enough {
                used: ground.used(setting, changed, &result),
                outcome: self.outcome(&result),
            },
            trouble => Trial::Troubles(trouble),
        })
    }

    fn outcome(&self, result: &RunResult) -> Outcome {
        let period = self.ground.period;
        let throttles = Throttles::in_period(result, period);
        Outcome {
            in_period: InPeriod::of(result, period),
            whole_run: None,
            moved: throttles.moved_from(period.observed.function, self.before),
            left_in_whole_run: None,
        }
    }
}
