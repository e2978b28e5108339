//! What all functions of the account share.

use super::concurrency::AccountConcurrency;
use super::provisioned::AllocationQuota;
use super::rate_limit::RateLimit;
use super::scaling::ScalingQuota;
use crate::kernel::SimTime;
use crate::scenario::Scenario;

/// What all functions of the account share.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    /// Concurrency.
    pub(crate) concurrency: AccountConcurrency,
    /// Requests per second of functions without a reserve.
    pub(crate) rate: RateLimit,
    /// The scaling quota: of the Region, or of each function.
    pub(crate) scaling: ScalingQuota,
    /// How fast provisioned concurrency is allocated.
    pub(crate) allocation: AllocationQuota,
    /// Concurrency that must stay unreserved when more is provisioned.
    pub(crate) unreserved_minimum: u64,
}

impl Account {
    /// The account at the start of a scenario: nothing in flight, the scaling quota untouched.
    pub(crate) fn new(scenario: &Scenario) -> Self {
        let limit = scenario.region.account_concurrency;
        Self {
            concurrency: AccountConcurrency::new(scenario),
            rate: RateLimit::of_concurrency(u64::from(limit.get())),
            scaling: ScalingQuota::new(scenario),
            allocation: AllocationQuota::new(&scenario.region),
            unreserved_minimum: scenario.region.unreserved_minimum.get().into(),
        }
    }

    /// From now on the quotas are those of a scenario; what was used of them stays used.
    pub(super) fn adopt(&mut self, now: SimTime, scenario: &Scenario) {
        let limit = u64::from(scenario.region.account_concurrency.get());
        self.concurrency.set_limit(limit);
        self.rate.set_concurrency(now, limit);
        self.scaling.adopt(now, scenario);
        self.unreserved_minimum = scenario.region.unreserved_minimum.get().into();
    }
}
