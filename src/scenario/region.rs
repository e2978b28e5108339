//! The Region and the account's quotas in it.

use super::billing::PriceOverrides;
use super::provisioned::ProvisionedAllocation;
use super::units::{Concurrency, RequestRate};
use super::words::words;
use crate::catalog;
use crate::kernel::SimDuration;

/// A Region with the account's quotas there.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// AWS's code, such as `us-east-1`.
    pub name: String,
    /// Which generation of the scaling rule applies.
    pub scaling: ScalingRule,
    /// The account's concurrency limit in this Region.
    pub account_concurrency: Concurrency,
    /// Concurrency that must stay unreserved: what is reserved and provisioned leaves it.
    pub unreserved_minimum: Concurrency,
    /// How fast provisioned concurrency is allocated.
    pub provisioned_allocation: ProvisionedAllocation,
    /// How many tasks the account can launch on Fargate.
    pub fargate_launches: FargateLaunches,
    /// Prices other than the catalog's.
    pub prices: PriceOverrides,
    /// When the service itself fails: in the order of time, without overlaps.
    pub outages: Vec<Outage>,
}

/// The account's token bucket for launches on Fargate, On-Demand and Spot each: a task takes a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FargateLaunches {
    /// Tokens that it holds; not 0.
    pub burst: u32,
    /// Tokens that it gains a second; not 0.
    pub per_second: u32,
}

impl Region {
    /// What AWS keeps unreserved of an account with this limit: 100, or all of it if it has less.
    pub fn published_unreserved_minimum(account: Concurrency) -> Concurrency {
        Concurrency::published(catalog::defaults().unreserved_minimum).min(account)
    }

    /// What can be reserved and provisioned in all.
    pub fn can_be_set_aside(&self) -> u32 {
        let account = self.account_concurrency.get();
        account.saturating_sub(self.unreserved_minimum.get())
    }

    /// The account limit to ask AWS for so that this much can be reserved and provisioned. What stays
    /// unreserved of a small account grows with its limit.
    pub fn limit_for(&self, set_aside: u64) -> u64 {
        let published = Self::published_unreserved_minimum;
        let minimum = if self.unreserved_minimum == published(self.account_concurrency) {
            published(Concurrency::MAX)
        } else {
            self.unreserved_minimum
        };
        set_aside + u64::from(minimum.get())
    }

    /// Changes the account's limit, and with it what AWS keeps unreserved.
    pub fn set_account_concurrency(&mut self, limit: Concurrency) {
        let published = Self::published_unreserved_minimum;
        if self.unreserved_minimum == published(self.account_concurrency) {
            self.unreserved_minimum = published(limit);
        }
        self.account_concurrency = limit;
    }
}

/// A time in which some attempts fail with a server error (HTTP 5xx): `[[region.outages]]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outage {
    /// When it begins, from the start of the run.
    pub from: SimDuration,
    /// When it is over; after `from`.
    pub to: SimDuration,
    /// The probability that an attempt fails which no limit refuses: above 0, at most 1.
    pub errors: f64,
}

/// The generations of AWS's scaling rule, without their quotas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    /// Since November 2023.
    PerFunction,
    /// 2018 to November 2023.
    RegionalBurst,
}

words!(Generation { PerFunction = "per-function", RegionalBurst = "regional-burst" });

/// How fast new execution environments may be created: the two generations of AWS's rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ScalingRule {
    /// 2018 to November 2023: one token bucket per account and Region, shared by all functions.
    RegionalBurst {
        /// Capacity of the bucket: the Region's burst quota. The model caps it at the account limit.
        burst: Concurrency,
        /// New environments the bucket regains in a minute.
        ramp_per_minute: Concurrency,
        /// How they are regained.
        refill: Refill,
    },
    /// Since November 2023: each function has a token bucket of its own, and a limit on the growth
    /// of its request rate.
    PerFunction {
        /// Capacity of each function's bucket. The model caps it at the account limit.
        burst: Concurrency,
        /// New environments each function's bucket regains in a minute.
        ramp_per_minute: Concurrency,
        /// By how much a function's request rate may grow at once.
        request_burst: RequestRate,
        /// How much of that growth it regains in a minute.
        request_ramp_per_minute: RequestRate,
        /// How both are regained.
        refill: Refill,
    },
}

impl ScalingRule {
    /// The rule, as the scenario writes it.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::RegionalBurst { .. } => Generation::RegionalBurst.key(),
            Self::PerFunction { .. } => Generation::PerFunction.key(),
        }
    }

    /// New environments that can be created at once: by all functions together, or by each.
    pub const fn burst(&self) -> Concurrency {
        match self {
            Self::RegionalBurst { burst, .. } | Self::PerFunction { burst, .. } => *burst,
        }
    }

    /// How many of them are regained in a minute.
    pub const fn ramp_per_minute(&self) -> Concurrency {
        match self {
            Self::RegionalBurst {
                ramp_per_minute, ..
            }
            | Self::PerFunction {
                ramp_per_minute, ..
            } => *ramp_per_minute,
        }
    }

    /// How they are regained.
    pub const fn refill(&self) -> Refill {
        match self {
            Self::RegionalBurst { refill, .. } | Self::PerFunction { refill, .. } => *refill,
        }
    }
}

/// How a token bucket refills.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Refill {
    /// Evenly through the minute.
    #[default]
    Continuous,
    /// All at once at each whole minute of simulated time.
    Stepped,
}

words!(Refill { Continuous = "continuous", Stepped = "stepped" });
