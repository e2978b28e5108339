//! What a scenario says of money: prices other than the list's, and how the bill is made out.
//!
//! It knows no list price: what is absent here is the catalog's.

use super::architecture::Architecture;
use super::words::words;

/// Beyond any price of anything that Lambda bills, and small enough for sums to stay finite.
pub(crate) const MAX_USD: f64 = 1e6;

/// Prices that replace those of the catalog: `[region.prices]`. `None` for the list price.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PriceOverrides {
    /// USD per million requests.
    pub requests: Option<f64>,
    /// USD per GB-second of ephemeral storage beyond the free 512 MB.
    pub storage: Option<f64>,
    /// USD per hour of an event poller of provisioned mode for SQS.
    pub event_pollers: Option<f64>,
    /// USD per vCPU-hour of tasks on Fargate, of whichever kind.
    pub fargate_vcpu: Option<f64>,
    /// USD per GB-hour of tasks on Fargate, likewise.
    pub fargate_memory: Option<f64>,
    /// USD per hour of a load balancer.
    pub load_balancer: Option<f64>,
    /// USD per LCU-hour of it.
    pub load_balancer_capacity: Option<f64>,
    /// What functions on x86 cost.
    pub x86_64: ArchitecturePrices,
    /// What functions on Arm cost.
    pub arm64: ArchitecturePrices,
}

impl PriceOverrides {
    /// The prices that depend on the architecture.
    pub fn of(&self, architecture: Architecture) -> &ArchitecturePrices {
        match architecture {
            Architecture::X86_64 => &self.x86_64,
            Architecture::Arm64 => &self.arm64,
        }
    }
}

/// Prices of an architecture, in USD per GB-second; `None` for the list price.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArchitecturePrices {
    /// Duration of on-demand invocations, by tiers of monthly usage that ascend from 0; not empty.
    pub duration: Option<Vec<PriceTier>>,
    /// Allocated provisioned concurrency.
    pub provisioned: Option<f64>,
    /// Duration of invocations on provisioned concurrency.
    pub provisioned_duration: Option<f64>,
}

/// A price from some monthly usage on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PriceTier {
    /// GB-seconds a month above which it applies.
    pub above: f64,
    /// USD per GB-second.
    pub usd: f64,
}

/// How the bill is made out: `[billing]`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Billing {
    /// Whether the monthly free tier is deducted.
    pub free_tier: bool,
    /// Whether there is also a bill of the month.
    pub monthly: bool,
    /// How many times a month what was measured happens; `None` for all the time, so that a month is as many runs as
    /// fit into 730 h.
    pub events_per_month: Option<u32>,
    /// What a Compute Savings Plan takes off list prices; `None` without one.
    pub savings_plan: Option<Discounts>,
}

/// What a Compute Savings Plan takes off list prices, as shares from 0 to 1. Assumed: its commitment covers all that it
/// may cover, and no more.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Discounts {
    /// Off duration, provisioned concurrency and its duration; not off requests.
    pub lambda: f64,
    /// Off vCPUs and memory of tasks on Fargate; not off Spot.
    pub fargate: f64,
    /// Off EC2 instances.
    pub ec2: f64,
}

pub use crate::catalog::SavingsTerm;

words!(SavingsTerm { OneYear = "1-year", ThreeYears = "3-years" });
