//! What one function has for itself, or one version of it: its environments, and its limits.

use super::account::Account;
use super::concurrency::{Share, provisioned};
use super::environments::{EnvironmentPool, IdleTimeouts};
use super::lifetime::Lifetimes;
use super::provisioned::ChangingProvisioned;
use super::rate_limit::RateLimit;
use super::request_ramp::RequestRamp;
use super::scaling::Bucket;
use crate::kernel::{SimDuration, SimTime, Streams};
use crate::scenario::{
    Concurrency, Function, FunctionId, ReuseOrder, ScalingRule, Scenario, versions,
};

/// What one function has for itself, or one version of it.
///
/// In the order in which most requests touch it, on as few cache lines as can be: with thousands of
/// functions none of them is at hand when its next request comes.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub(crate) struct FunctionState {
    /// Its on-demand environments.
    pub(crate) on_demand: EnvironmentPool,
    /// Its limits; of a function with aliases, those of the first version count for all.
    pub(crate) limits: Limits,
    /// How its invocations fail; `None` if they do not.
    pub(crate) faults: Option<Box<Faults>>,
    /// Its provisioned environments.
    pub(crate) provisioned: EnvironmentPool,
    /// Requests per second of its provisioned concurrency.
    pub(crate) provisioned_rate: RateLimit,
    /// How its provisioned concurrency changes; `None` if it does not.
    pub(crate) changing: Option<Box<ChangingProvisioned>>,
}

/// How the invocations of a function fail.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Faults {
    /// After so long an invocation is stopped.
    pub(crate) timeout: Option<SimDuration>,
    /// The share of those that are not stopped in which the handler fails.
    pub(crate) error_rate: f64,
}

impl Faults {
    fn of(function: &Function) -> Option<Self> {
        let faults = Self {
            timeout: function.timeout,
            error_rate: function.error_rate,
        };
        (faults.timeout.is_some() || faults.error_rate > 0.0).then_some(faults)
    }
}

/// The limits of a function, which its versions share.
#[derive(Clone, Debug)]
#[repr(C)]
pub(crate) struct Limits {
    /// Its share of concurrency.
    pub(crate) share: Share,
    /// The function, or the first of its versions.
    owner: FunctionId,
    /// Where its new environments take their tokens.
    pub(crate) bucket: Bucket,
    /// Whether the requests-per-second limits apply to it.
    pub(crate) rate_limited: bool,
    /// Requests per second of its reserve, if it has one.
    reserved_rate: Option<Box<RateLimit>>,
    /// How fast its request rate may grow, where the scaling rule limits that.
    pub(crate) request_ramp: Option<Box<RequestRamp>>,
}

/// Limits on requests per second that are taken away for an attempt.
#[derive(Debug)]
pub(crate) struct LiftedRates {
    rate_limited: bool,
    request_ramp: Option<Box<RequestRamp>>,
}

impl FunctionState {
    /// A function of a scenario at the start: no on-demand environments; its provisioned ones are ready.
    pub(crate) fn new(scenario: &Scenario, id: FunctionId, streams: &Streams) -> Self {
        let function = &scenario.functions[id.index()];
        let stream = || streams.stream(&function.name, "reuse");
        Self {
            limits: Limits::new(scenario, id),
            provisioned_rate: RateLimit::of_concurrency(provisioned(function)),
            changing: ChangingProvisioned::new(scenario, function),
            faults: Faults::of(function).map(Box::new),
            // Lambda re-initialises provisioned environments in the background and keeps their
            // number, so to requests they neither idle out nor age. Which one serves matters only where a time-out
            // resets it: the one that finished last does.
            provisioned: EnvironmentPool::new(
                ReuseOrder::MostRecentlyUsed,
                IdleTimeouts::default(),
                None,
                stream(),
            ),
            on_demand: EnvironmentPool::new(
                function.reuse,
                IdleTimeouts {
                    inactive: function.idle_timeout,
                    surplus: function.surplus_idle_timeout,
                },
                Some(lifetimes(function, streams)),
                stream(),
            ),
        }
    }

    /// Reads something of each cache line that an arrival needs.
    #[inline]
    pub(crate) fn touch_arrival(&self) -> u64 {
        self.touch_completion() ^ u64::from(self.provisioned.has_idle())
    }

    /// Reads something of each cache line that a completion needs.
    #[inline]
    pub(crate) fn touch_completion(&self) -> u64 {
        self.on_demand.busy() ^ u64::from(self.on_demand.has_idle())
    }

    /// From now on `ready` environments can be used as provisioned concurrency.
    pub(crate) fn set_provisioned_ready(&mut self, now: SimTime, ready: u64) {
        self.provisioned_rate.set_concurrency(now, ready);
    }
}

impl Limits {
    /// The limits of a function of a scenario at the start.
    fn new(scenario: &Scenario, id: FunctionId) -> Self {
        let function = &scenario.functions[id.index()];
        let rule = &scenario.region.scaling;
        let reserved = function.reserved_concurrency.map(Concurrency::get);
        let owner = FunctionId::new(versions(&scenario.functions, id.index()).start);
        Self {
            share: Share::new(scenario, id),
            owner,
            bucket: Bucket::of(rule, owner),
            rate_limited: function.requests_per_second_limit,
            reserved_rate: reserved.map(reserved_rate).map(Box::new),
            request_ramp: request_ramp(function, rule).map(Box::new),
        }
    }

    /// The function, or the first of its versions, whose limits count for all.
    #[inline]
    pub(crate) fn owner(&self) -> FunctionId {
        self.owner
    }

    /// Takes the limits on requests per second away, until they are [put back](Self::restore_rates).
    pub(super) fn lift_rates(&mut self) -> LiftedRates {
        LiftedRates {
            rate_limited: std::mem::take(&mut self.rate_limited),
            request_ramp: self.request_ramp.take(),
        }
    }

    /// Puts limits on requests per second back that were taken away.
    pub(super) fn restore_rates(&mut self, lifted: LiftedRates) {
        self.rate_limited = lifted.rate_limited;
        self.request_ramp = lifted.request_ramp;
    }

    /// From now on requests per second are those of a reserve.
    pub(super) fn set_reserved_rate(&mut self, now: SimTime, reserve: u32) {
        match &mut self.reserved_rate {
            Some(rate) if reserve > 0 => rate.set_concurrency(now, reserve.into()),
            rate => *rate = Some(Box::new(reserved_rate(reserve))),
        }
    }

    /// Requests per second that count: those of the function's reserve, or of the account.
    #[inline]
    pub(crate) fn request_rate<'a>(&'a mut self, account: &'a mut Account) -> &'a mut RateLimit {
        match &mut self.reserved_rate {
            Some(own) => own,
            None => &mut account.rate,
        }
    }
}

/// The share of concurrency that counts for a function.
#[inline]
pub(crate) fn share_of(functions: &mut [FunctionState], id: FunctionId) -> &mut Share {
    let owner = functions[id.index()].limits.owner();
    &mut functions[owner.index()].limits.share
}

/// A function's state, with the limits that count for it if they are another version's.
pub(crate) fn with_limits(
    functions: &mut [FunctionState],
    id: FunctionId,
) -> (&mut FunctionState, Option<&mut Limits>) {
    let owner = functions[id.index()].limits.owner();
    // The first version comes before the others.
    let (before, from) = functions.split_at_mut(id.index());
    let limits = before.get_mut(owner.index()).map(|owner| &mut owner.limits);
    (&mut from[0], limits)
}

fn lifetimes(function: &Function, streams: &Streams) -> Lifetimes {
    let (retirement, early_stop) = (&function.max_lifetime, &function.early_stop);
    Lifetimes::new(
        retirement.as_ref(),
        early_stop.as_ref(),
        &function.name,
        streams,
    )
}

/// The limit on the growth of a function's request rate, where the rule has one; it goes with the
/// other limits on requests per second.
fn request_ramp(function: &Function, rule: &ScalingRule) -> Option<RequestRamp> {
    match *rule {
        ScalingRule::PerFunction {
            request_burst,
            request_ramp_per_minute,
            refill,
            ..
        } if function.requests_per_second_limit => Some(RequestRamp::new(
            request_burst,
            request_ramp_per_minute,
            refill,
        )),
        ScalingRule::PerFunction { .. } | ScalingRule::RegionalBurst { .. } => None,
    }
}

/// A reserve of 0 stops a function: that is concurrency's refusal, so no rate limit comes first.
fn reserved_rate(reserved: u32) -> RateLimit {
    if reserved == 0 {
        RateLimit::new(u64::MAX)
    } else {
        RateLimit::of_concurrency(reserved.into())
    }
}

#[cfg(test)]
mod tests;
