//! What AWS publishes about containers on ECS: sizes, quotas and prices, of Fargate, EC2 and load balancers.
//!
//! It knows facts with sources and dates; it must not know how a task is launched or billed.

mod fargate;
mod instances;
mod launch;
mod prices;

pub use fargate::{fargate_cpu_units, fargate_memory_mb};
pub use instances::{
    AgentMemory, InstanceType, agent_memory, instance_price, instance_type, instance_types,
};
pub use launch::{LaunchQuotas, launch_quotas};
pub use prices::{
    ContainerItem, ContainerRules, LOAD_BALANCER_STAND_IN_REGION, container_price, container_rules,
};

/// Every source with the date at which it was read, `YYYY-MM-DD`.
pub(super) fn sources() -> impl Iterator<Item = (&'static str, &'static str)> {
    let rest = launch::sources().into_iter().chain([fargate::source()]);
    prices::sources().chain(instances::sources()).chain(rest)
}

/// The date of the prices of containers: that of the oldest, `YYYY-MM-DD`.
pub fn container_prices_date() -> &'static str {
    let sources = prices::sources().chain(instances::sources());
    sources.map(|(_, date)| date).min().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::tests::is_date;

    #[test]
    fn every_source_has_a_text_and_a_date() {
        for (text, date) in sources() {
            assert!(!text.is_empty() && is_date(date), "{text:?} {date:?}");
        }
        assert_eq!(container_prices_date(), "2026-05-01");
    }
}
