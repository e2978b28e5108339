//! The six steps that serve or refuse an attempt.

use burstsim::scenario::{Function, ReuseOrder, ScalingRule, Scenario};

use super::Simulator;
use super::environments::{Environment, State};
use crate::oracle::Nanos;
use crate::oracle::log::{Cause, Start};

/// Requests per second that each unit of concurrency allows.
const REQUESTS_PER_UNIT: u64 = 10;

impl Simulator<'_> {
    /// The steps of admission: how an attempt is served, and by which environment unless by a new
    /// one; or what refuses it. Nothing is changed but the count of what passed the first step.
    pub(super) fn decide(
        &mut self,
        now: Nanos,
        index: usize,
    ) -> Result<(Start, Option<usize>), Cause> {
        let function = &self.scenario.functions[index];
        let account = u64::from(self.scenario.region.account_concurrency.get());
        let reserved = function
            .reserved_concurrency
            .map(|one| u64::from(one.get()));
        let is_rate_limited = function.requests_per_second_limit && !self.is_unlimited;

        // 1. Requests per second: of the reserve, or of the account. A reserve of 0 stops a function
        // for its concurrency, not for its rate.
        if is_rate_limited {
            let (passed, limit) = match reserved {
                Some(0) => (&mut self.rates[index].passed, u64::MAX),
                Some(units) => (&mut self.rates[index].passed, REQUESTS_PER_UNIT * units),
                None => (&mut self.passed, REQUESTS_PER_UNIT * account),
            };
            if !passed.has_room(now, limit) {
                return Err(Cause::Rate);
            }
            passed.add(now);
        }

        // 2. Provisioned concurrency, while its own requests per second last; of its environments always the one used
        // last, which matters only because a time-out resets one of them.
        let rates = &self.rates[index];
        let limit = REQUESTS_PER_UNIT * provisioned(function);
        if !is_rate_limited || rates.provisioned.has_room(now, limit) {
            let free = self.environments.iter().filter(|(_, one)| {
                one.function == index && one.is_provisioned && one.state == State::Idle
            });
            if let Some(environment) = next_of(
                ReuseOrder::MostRecentlyUsed,
                free.map(|one| (*one.0, one.1)),
            ) {
                return Ok((Start::Provisioned, Some(environment)));
            }
        }

        // 3. Concurrency: what is left of the reserve, or unclaimed in the account.
        let has_room = match reserved {
            Some(units) => self.busy_on_demand(index) < units - provisioned(function),
            None => self.claimed() < account,
        };
        if !has_room {
            return Err(Cause::Concurrency);
        }

        // Since November 2023: beyond the established rate each further one needs a token.
        let grows = is_rate_limited && !rates.on_demand.has_room(now, 0);
        let growth = self.growth.get(index);
        if grows && growth.is_some_and(|one| !one.has_token(now)) {
            return Err(Cause::Scaling);
        }

        // 4. An idle environment.
        let idle = self
            .on_demand(index)
            .filter(|one| one.1.state == State::Idle);
        if let Some(environment) = next_of(function.reuse, idle) {
            return Ok((Start::Warm, Some(environment)));
        }

        // 5. A token for a new environment, or 6. none.
        match self.buckets[self.bucket_of(index)].has_token(now) {
            true => Ok((Start::Cold, None)),
            false => Err(Cause::Scaling),
        }
    }

    /// What is set aside, and what is in flight on unreserved concurrency.
    fn claimed(&self) -> u64 {
        let functions = self.scenario.functions.iter().enumerate();
        let in_flight = functions
            .filter(|one| one.1.reserved_concurrency.is_none())
            .map(|one| self.busy_on_demand(one.0));
        set_aside(self.scenario) + in_flight.sum::<u64>()
    }

    pub(super) fn bucket_of(&self, function: usize) -> usize {
        match self.scenario.region.scaling {
            ScalingRule::RegionalBurst { .. } => 0,
            ScalingRule::PerFunction { .. } => function,
        }
    }
}

/// Which idle environment serves next: of those that never served, as of the others, the first or the last.
fn next_of<'a>(
    reuse: ReuseOrder,
    idle: impl Iterator<Item = (usize, &'a Environment)>,
) -> Option<usize> {
    let next = match reuse {
        ReuseOrder::MostRecentlyUsed => idle.max_by_key(|one| one.1.finished),
        ReuseOrder::LeastRecentlyUsed => idle.min_by_key(|one| one.1.finished),
        ReuseOrder::Random => unreachable!("the scenarios leave nothing to chance"),
    };
    next.map(|one| one.0)
}

/// Concurrency that nobody else can use: all reserves, and what functions without one provision.
pub(in super::super) fn set_aside(scenario: &Scenario) -> u64 {
    let of = |function: &Function| match function.reserved_concurrency {
        Some(reserved) => u64::from(reserved.get()),
        None => provisioned(function),
    };
    scenario.functions.iter().map(of).sum()
}

/// Provisioned environments of a function.
pub(in super::super) fn provisioned(function: &Function) -> u64 {
    let provisioned = function.provisioned_concurrency.as_ref();
    provisioned.map_or(0, |constant| u64::from(constant.initial.get()))
}
