//! What AWS publishes: Regions, quotas, API Gateway's throttle, list prices, Savings Plans, the service level agreement,
//! measured init durations, and what there is of containers, in data files with sources and dates.
//!
//! It knows facts and the model's documented default values; it must not know what a scenario or
//! the model does with them.

mod api_gateway;
mod containers;
mod defaults;
mod embedded;
mod init_durations;
mod prices;
mod quotas;
mod regions;
mod savings_plans;
mod sla;
mod source;

pub use api_gateway::{RequestThrottle, api_gateway_throttle};
pub use containers::{
    AgentMemory, ContainerItem, ContainerRules, InstanceType, LOAD_BALANCER_STAND_IN_REGION,
    LaunchQuotas, agent_memory, container_price, container_prices_date, container_rules,
    fargate_cpu_units, fargate_memory_mb, instance_price, instance_type, instance_types,
    launch_quotas,
};
pub use defaults::{DefaultEntry, Defaults, Status, default_entries, defaults};
pub use init_durations::{init_durations_ms, runtimes};
pub use prices::{
    BillingRules, Known, ListPrice, PricedItem, STAND_IN_REGION, billing_rules, list_prices,
    prices_date,
};
pub use quotas::{AdjustableQuota, FixedQuota, Quotas, quotas};
pub use regions::{RegionEntry, region, regions};
pub use savings_plans::{
    Certainty, Discount, SavingsPlan, SavingsTerm, savings_plan, savings_plans_date,
};
pub use sla::{CreditTier, Credits, MeasuringInterval, ServiceLevelAgreement, sla};

/// The catalog's date (`YYYY-MM-DD`): the latest at which one of its entries was checked.
pub fn date() -> &'static str {
    let regions = regions().iter().map(|region| &region.checked);
    let defaults = default_entries().values().map(|entry| &entry.checked);
    let dates = regions.chain(defaults).map(String::as_str);
    dates
        .chain([
            prices_date(),
            savings_plans_date(),
            &sla().checked,
            &quotas().checked,
            api_gateway::source().1,
        ])
        .chain(containers::sources().map(|(_, checked)| checked))
        .max()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    /// `YYYY-MM-DD`, so that the latest date is the greatest text.
    pub(super) fn is_date(text: &str) -> bool {
        text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            })
    }

    #[test]
    fn the_catalog_has_the_date_of_its_latest_entry() {
        assert_eq!(super::date(), "2026-11-26");
    }
}
