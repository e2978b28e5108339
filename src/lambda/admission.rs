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

use super::concurrency::{AccountConcurrency, OnDemandShare, provisioned};
use super::environments::{EnvironmentPool, IdleTimeouts, Tenancy};
use super::lifetime::Lifetimes;
use super::provisioned::{AllocationQuota, ChangingProvisioned};
use super::rate_limit::RateLimit;
use super::request_ramp::RequestRamp;
use super::scaling::{Bucket, ScalingQuota};
use crate::catalog;
use crate::kernel::{SimTime, Streams};
use crate::metrics::{Recorder, Start, ThrottleCause};
use crate::scenario::{Concurrency, Function, ReuseOrder, ScalingRule, Scenario};

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

/// What one function has for itself.
///
/// In the order in which most requests touch it, on as few cache lines as can be: with thousands of
/// functions none of them is at hand when its next request comes.
#[derive(Debug)]
#[repr(C, align(64))]
pub struct FunctionState {
    /// Its on-demand environments.
    pub on_demand: EnvironmentPool,
    /// Its share of concurrency for on-demand environments.
    pub share: OnDemandShare,
    /// Whether the requests-per-second limits apply to it.
    rate_limited: bool,
    /// Where its new environments take their tokens.
    bucket: Bucket,
    /// Requests per second of its reserve, if it has one.
    reserved_rate: Option<Box<RateLimit>>,
    /// How fast its request rate may grow, where the scaling rule limits that.
    request_ramp: Option<Box<RequestRamp>>,
    /// Its provisioned environments.
    pub provisioned: EnvironmentPool,
    provisioned_rate: RateLimit,
    /// How its provisioned concurrency changes; `None` if it does not.
    pub changing: Option<Box<ChangingProvisioned>>,
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
        let rule = &scenario.region.scaling;
        let reserved = function.reserved_concurrency.map(Concurrency::get);
        let stream = || streams.stream(&function.name, "reuse");
        Self {
            rate_limited: function.requests_per_second_limit,
            reserved_rate: reserved.map(reserved_rate).map(Box::new),
            provisioned_rate: rate_limit(provisioned(function)),
            changing: ChangingProvisioned::new(scenario, function),
            bucket: Bucket::of(rule, index),
            request_ramp: request_ramp(function, rule).map(Box::new),
            share: OnDemandShare::new(function),
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
            ^ u64::from(self.rate_limited)
            ^ u64::from(self.provisioned.has_idle())
    }

    /// Takes an attempt through the six steps.
    ///
    /// # Errors
    /// The limit that refused it.
    // Always: what it returns is large, and would go through memory.
    #[inline(always)]
    pub fn admit(
        &mut self,
        now: SimTime,
        account: &mut Account,
        recorder: &mut Recorder,
    ) -> Result<Admitted, ThrottleCause> {
        let existing = |start, slot| Admitted {
            start,
            slot,
            retirement: None,
        };

        if self.rate_limited
            && !self
                .reserved_rate
                .as_deref_mut()
                .unwrap_or(&mut account.rate)
                .try_take(now)
        {
            return Err(ThrottleCause::Rate);
        }
        if let Some(slot) = self.idle_provisioned(now) {
            return Ok(existing(Start::Provisioned, slot));
        }
        if !account.concurrency.has_room(&self.share) {
            return Err(ThrottleCause::Concurrency);
        }
        if let Some(ramp) = &mut self.request_ramp
            && !ramp.has_room(now)
        {
            return Err(ThrottleCause::Scaling);
        }
        let admitted = match self.on_demand.reuse() {
            Some(slot) => existing(Start::Warm, slot),
            None if account.scaling.try_take(self.bucket, now) => {
                let (slot, retirement) = self.on_demand.create(now);
                Admitted {
                    start: Start::Cold,
                    slot,
                    retirement,
                }
            }
            None => return Err(ThrottleCause::Scaling),
        };
        if let Some(ramp) = &mut self.request_ramp {
            ramp.count(now);
        }
        account.concurrency.claim(&mut self.share, now, recorder);
        Ok(admitted)
    }

    /// The limit that would refuse an attempt, were it not to fail in an outage; `None` if it would be
    /// served. What it leaves behind is what every refused attempt leaves: it counts against the
    /// requests per second of the first step.
    pub fn would_refuse(&mut self, now: SimTime, account: &mut Account) -> Option<ThrottleCause> {
        let within_rate = !self.rate_limited
            || self
                .reserved_rate
                .as_deref_mut()
                .unwrap_or(&mut account.rate)
                .try_take(now);
        let provisioned = self.provisioned.has_idle()
            && self.reserve_has_room()
            && (!self.rate_limited || self.provisioned_rate.has_room(now));
        if !within_rate {
            Some(ThrottleCause::Rate)
        } else if provisioned {
            None
        } else if !account.concurrency.has_room(&self.share) {
            Some(ThrottleCause::Concurrency)
        } else {
            let ramp = self.request_ramp.as_mut();
            let may_grow = ramp.is_none_or(|ramp| ramp.has_room(now));
            let environment =
                self.on_demand.has_idle() || account.scaling.has_token(self.bucket, now);
            (!may_grow || !environment).then_some(ThrottleCause::Scaling)
        }
    }

    /// Whether the function's reserve leaves room for one more request on a provisioned environment.
    #[inline]
    fn reserve_has_room(&self) -> bool {
        match (&self.changing, &self.share) {
            (Some(changing), OnDemandShare::Reserved { in_flight, .. }) => {
                changing.reserve_has_room(self.provisioned.busy() + in_flight)
            }
            // Provisioned concurrency that does not change is never available to requests on demand.
            _ => true,
        }
    }

    /// From now on `ready` environments can be used as provisioned concurrency.
    pub fn set_provisioned_ready(&mut self, ready: u64) {
        self.provisioned_rate.set_limit(requests_per_second(ready));
    }

    #[inline]
    fn idle_provisioned(&mut self, now: SimTime) -> Option<u32> {
        if !self.provisioned.has_idle() || !self.reserve_has_room() {
            return None;
        }
        let allowed = !self.rate_limited || self.provisioned_rate.try_take(now);
        if allowed {
            self.provisioned.reuse()
        } else {
            None
        }
    }
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
