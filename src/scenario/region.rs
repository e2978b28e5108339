//! The Region and the account's quotas in it.

use super::billing::PriceOverrides;
use super::units::Concurrency;

/// A Region with the account's quotas there.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// AWS's code, such as `us-east-1`.
    pub name: String,
    /// Which generation of the scaling rule applies.
    pub scaling: ScalingRule,
    /// The account's concurrency limit in this Region.
    pub account_concurrency: Concurrency,
    /// Concurrency that reservations must leave to functions without one.
    pub unreserved_minimum: Concurrency,
    /// Prices other than the catalog's.
    pub prices: PriceOverrides,
}

/// How fast new execution environments may be created.
///
/// AWS has had two generations of this rule. The second (`per-function`, since November 2023)
/// becomes another variant here.
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

impl Refill {
    /// All, in the order of the documentation.
    pub const ALL: [Self; 2] = [Self::Continuous, Self::Stepped];

    /// The way, as the scenario writes it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Continuous => "continuous",
            Self::Stepped => "stepped",
        }
    }
}
