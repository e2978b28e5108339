//! Whole runs with the values that were found: they confirm a value, and show what it does to everything else.
//!
//! Of a small scenario every value is confirmed. Of a large one whole runs are dear: the first remedy of each
//! period is, as far as the whole runs go that are granted. A trial that began at the start is exact as far as the period
//! goes, so that a whole run only adds the rest; one that went on from a copy may be wrong, and then the value is
//! raised until a whole run passes the period without trouble.
//!
//! It knows values and runs; it must not know how a value was found.

use std::collections::BTreeMap;

use super::effect::{Effect, InPeriod, Outcome, Throttles};
use super::kept::{Figures, Kept, count, figure, period_in_key};
use super::part::{Part, Piece};
use super::periods::Period;
use super::remedies::{Remedy, Verdict};
use crate::billing::Usd;
use crate::kernel::SimTime;
use crate::scenario::{Scenario, Setting};
use crate::study::parallel;
use crate::study::watch::{WHOLE_RUN, Watch};
use crate::world::{Interrupted, Running};

/// A value that is to be confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Claim {
    pub(super) setting: Setting,
    pub(super) value: u32,
    /// The account that it takes, if that is another.
    pub(super) account: Option<u32>,
}

impl Claim {
    fn applied_to(self, scenario: &Scenario) -> Scenario {
        let account = self.account.map(|account| {
            let setting = Setting::AccountConcurrency;
            setting.set(scenario, account)
        });
        self.setting
            .set(account.as_ref().unwrap_or(scenario), self.value)
    }
}

/// What a whole run comes to.
#[derive(Clone, Debug)]
pub(super) struct Whole {
    effect: Effect,
    throttles: Throttles,
    /// In the time of each of the periods: trouble, and what all functions count.
    periods: Vec<(u64, InPeriod)>,
}

impl Figures for Whole {
    /// The effect, how many functions there are, their throttles, and then of each period the trouble, throttles and
    /// cold starts.
    fn figures(&self) -> Vec<Option<f64>> {
        let Effect {
            throttles,
            cold_starts,
            errors,
            cost,
        } = self.effect;
        let functions = self.throttles.each();
        let effect = [throttles, cold_starts, errors].into_iter().map(figure);
        let periods = self.periods.iter();
        let periods =
            periods.flat_map(|(left, all)| [*left, all.throttles, all.cold_starts].map(figure));
        effect
            .chain([Some(cost.get()), figure(functions.len() as u64)])
            .chain(functions.iter().copied().map(figure))
            .chain(periods)
            .collect()
    }

    fn read(figures: &[Option<f64>]) -> Option<Self> {
        let ([throttles, cold_starts, errors, cost, functions], rest) =
            figures.split_first_chunk()?;
        let (functions, periods) = rest.split_at_checked(count(*functions)? as usize)?;
        let functions = functions.iter().map(|one| count(*one));
        let (periods, []) = periods.as_chunks() else {
            return None;
        };
        let period = |[left, throttles, cold_starts]: &[Option<f64>; 3]| {
            let all = InPeriod {
                throttles: count(*throttles)?,
                cold_starts: count(*cold_starts)?,
            };
            Some((count(*left)?, all))
        };
        Some(Self {
            effect: Effect {
                throttles: count(*throttles)?,
                cold_starts: count(*cold_starts)?,
                errors: count(*errors)?,
                cost: Usd::new((*cost)?),
            },
            throttles: Throttles::from_each(functions.collect::<Option<_>>()?),
            periods: periods.iter().map(period).collect::<Option<_>>()?,
        })
    }
}

impl Whole {
    /// What it says of a period, given what a trial of the period said.
    fn outcome(
        &self,
        trial: Outcome,
        index: usize,
        period: &Period,
        before: &Throttles,
    ) -> Outcome {
        match self.periods.get(index) {
            Some((0, in_period)) => Outcome {
                in_period: *in_period,
                whole_run: Some(self.effect),
                moved: self.throttles.moved_from(period.observed.function, before),
                left_in_whole_run: None,
            },
            Some((left, _)) => Outcome {
                left_in_whole_run: Some(*left),
                ..trial
            },
            None => trial,
        }
    }
}

/// What is confirmed, and against what.
pub(super) struct Confirmation<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) periods: &'a [Period],
    /// Throttles of the whole run as it is.
    pub(super) before: &'a Throttles,
    pub(super) watch: &'a dyn Watch,
    pub(super) kept: Kept<'a>,
}

impl Confirmation<'_> {
    /// Confirms everything. Stops where the study is stopped.
    pub(super) fn all(&self, remedies: &mut [Vec<Remedy>]) -> Result<(), Interrupted> {
        let mut claims: Vec<Claim> = remedies.iter().flatten().flat_map(claims).collect();
        claims.sort_unstable();
        claims.dedup();
        let runs = self.runs(&claims);
        let known: BTreeMap<Claim, &Whole> = claims
            .iter()
            .zip(&runs)
            .filter_map(|(claim, run)| Some((*claim, run.as_ref().ok()?)))
            .collect();
        for (index, remedies) in remedies.iter_mut().enumerate() {
            for remedy in remedies {
                for (claim, outcome) in outcomes(remedy) {
                    if let Some(whole) = known.get(&claim) {
                        self.take(whole, outcome, index);
                    }
                }
            }
        }
        runs.into_iter().try_for_each(|run| run.map(|_| ()))
    }

    /// Confirms the first remedy of each period with this many runs in all. One that does not hold is raised as
    /// long as there are runs left.
    pub(super) fn firsts(
        &self,
        remedies: &mut [Vec<Remedy>],
        mut runs_left: usize,
    ) -> Result<(), Interrupted> {
        let mut open: Vec<usize> = (0..remedies.len()).collect();
        let mut step = 1;
        while runs_left > 0 && !open.is_empty() {
            open.retain(|index| remedies.get(*index).and_then(|all| first(all)).is_some());
            open.truncate(runs_left);
            let claims = open
                .iter()
                .filter_map(|index| first(remedies.get(*index)?))
                .collect::<Vec<Claim>>();
            runs_left -= claims.len();
            let mut not_yet = Vec::new();
            for (index, run) in open.into_iter().zip(self.runs(&claims)) {
                let whole = run?;
                let Some(remedy) = remedies.get_mut(index).and_then(|all| all.first_mut()) else {
                    continue;
                };
                for (_, outcome) in outcomes(remedy).take(1) {
                    self.take(&whole, outcome, index);
                    if outcome.whole_run.is_none() {
                        not_yet.push(index);
                    }
                }
            }
            open = not_yet;
            if runs_left > 0 {
                for index in &open {
                    if let Some(remedy) = remedies.get_mut(*index).and_then(|all| all.first_mut()) {
                        raise(remedy, step);
                    }
                }
            }
            step *= 2;
        }
        Ok(())
    }

    fn take(&self, whole: &Whole, outcome: &mut Outcome, index: usize) {
        if let Some(period) = self.periods.get(index) {
            *outcome = whole.outcome(*outcome, index, period, self.before);
        }
    }

    fn runs(&self, claims: &[Claim]) -> Vec<Result<Whole, Interrupted>> {
        self.watch.planned_share(WHOLE_RUN * claims.len() as u64);
        parallel::in_order(claims, |claim| {
            let mut part = Part::new(self.watch, WHOLE_RUN);
            let asked = || {
                let Claim {
                    setting, account, ..
                } = claim;
                let periods: Vec<String> = self.periods.iter().map(period_in_key).collect();
                format!("{setting:?} in {account:?}: {}", periods.join(", "))
            };
            let made = || self.whole_run(*claim, &mut part);
            self.kept.or_run(asked, claim.value, made)
        })
    }

    fn whole_run(&self, claim: Claim, part: &mut Part<'_>) -> Result<Whole, Interrupted> {
        let changed = claim.applied_to(self.scenario);
        let mut piece = Piece::from(part, self.scenario, SimTime::ZERO);
        let end = SimTime::ZERO + self.scenario.duration;
        let run = Running::start(&changed, 0).run_until(end, &mut piece)?;
        let result = run.finish(&mut piece);
        let periods = self.periods.iter();
        Ok(Whole {
            effect: Effect::of(&changed, &result),
            throttles: Throttles::of(&result),
            periods: periods
                .map(|period| (period.count_in(&result), InPeriod::of(&result, period)))
                .collect(),
        })
    }
}

/// The values of a remedy that a whole run can confirm.
fn claims(remedy: &Remedy) -> Vec<Claim> {
    outcomes(&mut remedy.clone())
        .map(|(claim, _)| claim)
        .collect()
}

fn outcomes(remedy: &mut Remedy) -> impl Iterator<Item = (Claim, &mut Outcome)> {
    let setting = remedy.setting;
    let own = match &mut remedy.verdict {
        Verdict::Removed { value, outcome } => Some((*value, None, outcome)),
        _ => None,
    };
    let larger = remedy.larger_account.as_mut().map(|larger| {
        let account = Some(larger.account_concurrency);
        (larger.value, account, &mut larger.outcome)
    });
    own.into_iter()
        .chain(larger)
        .map(move |(value, account, outcome)| {
            let claim = Claim {
                setting,
                value,
                account,
            };
            (claim, outcome)
        })
}

/// What is to be confirmed of a period before all else.
fn first(remedies: &[Remedy]) -> Option<Claim> {
    claims(remedies.first()?).into_iter().next()
}

/// Makes a value larger that a whole run has refuted.
fn raise(remedy: &mut Remedy, step: u32) {
    if let Verdict::Removed { value, .. } = &mut remedy.verdict {
        let more = (*value / 64).max(1).saturating_mul(step);
        *value = value.saturating_add(more);
    }
}
