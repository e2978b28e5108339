//! Admission: the six steps that serve or refuse an invocation attempt.
//!
//! 1. The requests-per-second limit of the function's reserve, or of the account.
//! 2. An idle provisioned environment, as long as provisioned concurrency's own
//!    requests-per-second share lasts.
//! 3. The concurrency limit: the function's reserve, or what is unclaimed in the account.
//! 4. An idle on-demand environment.
//! 5. A scaling token, which pays for a new environment: from the Region's bucket, or the function's.
//! 6. Otherwise the attempt is throttled, under the limit that refused it.
//!
//! Since November 2023 the scaling rule also limits how fast a function's request rate grows: an
//! attempt beyond that gets no further than step 3, for it may use neither a warm environment nor a
//! new one.

use super::concurrency::{AccountConcurrency, Share, provisioned};
use super::environments::{EnvironmentPool, IdleTimeouts, Tenancy};
use super::lifetime::Lifetimes;
use super::provisioned::{AllocationQuota, ChangingProvisioned};
use super::rate_limit::RateLimit;
use super::request_ramp::RequestRamp;
use super::scaling::{Bucket, ScalingQuota};
use crate::catalog;
use crate::kernel::{SimTime, Streams};
use crate::metrics::{Recorder, Start, ThrottleCause};
use crate::scenario::{Concurrency, Function, ReuseOrder, ScalingRule, Scenario, versions};

/// What all functions of the account share.
#[derive(Debug)]
pub struct Account {
    /// Concurrency.
    pub concurrency: AccountConcurrency,
    /// Requests per second of functions without a reserve.
    rate: RateLimit,
    /// The scaling quota: of the Region, or of each function.
    pub scaling: ScalingQuota,
    /// How fast provisioned concurrency is allocated.
    pub allocation: AllocationQuota,
    /// Concurrency that must stay unreserved when more is provisioned.
    pub unreserved_minimum: u64,
}

/// What one function has for itself, or one version of it.
///
/// In the order in which most requests touch it, on as few cache lines as can be: with thousands of
/// functions none of them is at hand when its next request comes.
#[derive(Debug)]
#[repr(C, align(64))]
pub struct FunctionState {
    /// Its on-demand environments.
    pub on_demand: EnvironmentPool,
    /// Its limits; of a function with aliases, those of the first version count for all.
    pub limits: Limits,
    /// Its provisioned environments.
    pub provisioned: EnvironmentPool,
    provisioned_rate: RateLimit,
    /// How its provisioned concurrency changes; `None` if it does not.
    pub changing: Option<Box<ChangingProvisioned>>,
}

/// The limits of a function, which its versions share.
#[derive(Debug)]
#[repr(C)]
pub struct Limits {
    /// Its share of concurrency.
    pub share: Share,
    /// Index of the function, or of the first of its versions.
    owner: u32,
    /// Whether the requests-per-second limits apply to it.
    rate_limited: bool,
    /// Where its new environments take their tokens.
    bucket: Bucket,
    /// Requests per second of its reserve, if it has one.
    reserved_rate: Option<Box<RateLimit>>,
    /// How fast its request rate may grow, where the scaling rule limits that.
    request_ramp: Option<Box<RequestRamp>>,
}

/// An attempt that is served: by which environment, and how.
#[derive(Clone, Copy, Debug)]
pub struct Admitted {
    /// How it starts; tells the pool, too.
    pub start: Start,
    /// Slot of the environment in its pool.
    pub slot: u32,
    /// When the environment, if it is new, is to be retired.
    pub retirement: Option<(SimTime, Tenancy)>,
}

impl Account {
    /// The account at the start of a scenario: nothing in flight, the scaling quota untouched.
    pub fn new(scenario: &Scenario) -> Self {
        let limit = scenario.region.account_concurrency;
        Self {
            concurrency: AccountConcurrency::new(scenario),
            rate: rate_limit(u64::from(limit.get())),
            scaling: ScalingQuota::new(scenario),
            allocation: AllocationQuota::new(&scenario.region),
            unreserved_minimum: scenario.region.unreserved_minimum.get().into(),
        }
    }
}

impl FunctionState {
    /// The function of a scenario with the given index at the start: no on-demand environments; its
    /// provisioned ones are made by the run.
    pub fn new(scenario: &Scenario, index: usize, streams: &Streams) -> Self {
        let function = &scenario.functions[index];
        let stream = || streams.stream(&function.name, "reuse");
        Self {
            limits: Limits::new(scenario, index),
            provisioned_rate: rate_limit(provisioned(function)),
            changing: ChangingProvisioned::new(scenario, function),
            // Lambda re-initialises provisioned environments in the background and keeps their
            // number, so to requests they neither idle out nor age; which one serves is all one.
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

    /// Reads something of each cache line that an arrival or a completion needs.
    #[inline]
    pub(super) fn touch(&self) -> u64 {
        self.on_demand.busy()
            ^ u64::from(self.on_demand.has_idle())
            ^ u64::from(self.limits.rate_limited)
            ^ u64::from(self.provisioned.has_idle())
    }

    /// Takes an attempt through the six steps. `limits` are those of the function's first version, if it
    /// is another.
    ///
    /// # Errors
    /// The limit that refused it.
    // Always: what it returns is large, and would go through memory.
    #[inline(always)]
    pub fn admit(
        &mut self,
        limits: Option<&mut Limits>,
        now: SimTime,
        account: &mut Account,
        recorder: &mut Recorder,
    ) -> Result<Admitted, ThrottleCause> {
        let existing = |start, slot| Admitted {
            start,
            slot,
            retirement: None,
        };
        let limits = limits.unwrap_or(&mut self.limits);

        if limits.rate_limited && !limits.request_rate(account).try_take(now) {
            return Err(ThrottleCause::Rate);
        }
        if self.provisioned.has_idle()
            && limits.share.has_room_for_provisioned()
            && (!limits.rate_limited || self.provisioned_rate.try_take(now))
            && let Some(slot) = self.provisioned.reuse()
        {
            limits.share.provisioned_starts();
            return Ok(existing(Start::Provisioned, slot));
        }
        if !account.concurrency.has_room(&limits.share) {
            return Err(ThrottleCause::Concurrency);
        }
        if let Some(ramp) = &mut limits.request_ramp
            && !ramp.has_room(now)
        {
            return Err(ThrottleCause::Scaling);
        }
        let admitted = match self.on_demand.reuse() {
            Some(slot) => existing(Start::Warm, slot),
            None if account.scaling.try_take(limits.bucket, now) => {
                let (slot, retirement) = self.on_demand.create(now);
                Admitted {
                    start: Start::Cold,
                    slot,
                    retirement,
                }
            }
            None => return Err(ThrottleCause::Scaling),
        };
        if let Some(ramp) = &mut limits.request_ramp {
            ramp.count(now);
        }
        account.concurrency.claim(&mut limits.share, now, recorder);
        Ok(admitted)
    }

    /// The limit that would refuse an attempt, were it not to fail in an outage; `None` if it would be
    /// served. What it leaves behind is what every refused attempt leaves: it counts against the
    /// requests per second of the first step. `limits` are as in [`FunctionState::admit`].
    pub fn would_refuse(
        &mut self,
        limits: Option<&mut Limits>,
        now: SimTime,
        account: &mut Account,
    ) -> Option<ThrottleCause> {
        let limits = limits.unwrap_or(&mut self.limits);
        let within_rate = !limits.rate_limited || limits.request_rate(account).try_take(now);
        let provisioned = self.provisioned.has_idle()
            && limits.share.has_room_for_provisioned()
            && (!limits.rate_limited || self.provisioned_rate.has_room(now));
        if !within_rate {
            Some(ThrottleCause::Rate)
        } else if provisioned {
            None
        } else if !account.concurrency.has_room(&limits.share) {
            Some(ThrottleCause::Concurrency)
        } else {
            let ramp = limits.request_ramp.as_mut();
            let may_grow = ramp.is_none_or(|ramp| ramp.has_room(now));
            let environment =
                self.on_demand.has_idle() || account.scaling.has_token(limits.bucket, now);
            (!may_grow || !environment).then_some(ThrottleCause::Scaling)
        }
    }

    /// From now on `ready` environments can be used as provisioned concurrency.
    pub fn set_provisioned_ready(&mut self, now: SimTime, ready: u64) {
        let limit = requests_per_second(ready);
        self.provisioned_rate.set_limit(now, limit);
    }
}

impl Limits {
    /// The limits of the function of a scenario with the given index at the start.
    fn new(scenario: &Scenario, index: usize) -> Self {
        let function = &scenario.functions[index];
        let rule = &scenario.region.scaling;
        let reserved = function.reserved_concurrency.map(Concurrency::get);
        let owner = versions(&scenario.functions, index).start;
        Self {
            share: Share::new(scenario, index),
            owner: owner as u32,
            rate_limited: function.requests_per_second_limit,
            bucket: Bucket::of(rule, owner),
            reserved_rate: reserved.map(reserved_rate).map(Box::new),
            request_ramp: request_ramp(function, rule).map(Box::new),
        }
    }

    /// Index of the function, or of the first of its versions, whose limits count for all.
    #[inline]
    pub fn owner(&self) -> usize {
        self.owner as usize
    }

    /// Requests per second that count: those of the function's reserve, or of the account.
    #[inline]
    fn request_rate<'a>(&'a mut self, account: &'a mut Account) -> &'a mut RateLimit {
        match &mut self.reserved_rate {
            Some(own) => own,
            None => &mut account.rate,
        }
    }
}

/// The share of concurrency that counts for a function.
#[inline]
pub fn share_of(functions: &mut [FunctionState], index: usize) -> &mut Share {
    let owner = functions[index].limits.owner();
    &mut functions[owner].limits.share
}

/// A function's state, with the limits that count for it if they are another version's.
pub fn with_limits(
    functions: &mut [FunctionState],
    index: usize,
) -> (&mut FunctionState, Option<&mut Limits>) {
    let owner = functions[index].limits.owner();
    // The first version comes before the others.
    let (before, from) = functions.split_at_mut(index);
    let limits = before.get_mut(owner).map(|owner| &mut owner.limits);
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
    match reserved {
        0 => RateLimit::new(u64::MAX),
        reserved => rate_limit(u64::from(reserved)),
    }
}

fn rate_limit(concurrency: u64) -> RateLimit {
    RateLimit::new(requests_per_second(concurrency))
}

fn requests_per_second(concurrency: u64) -> u64 {
    let per_unit = u64::from(catalog::defaults().requests_per_second_per_concurrency);
    concurrency.saturating_mul(per_unit)
}
