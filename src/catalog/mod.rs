//! What AWS publishes: Regions, quotas, API Gateway's throttle, list prices, the service level agreement and measured init
//! durations, in data files with sources and dates.
//!
//! It knows facts and the model's documented default values; it must not know what a scenario or
//! the model does with them.

mod api_gateway;
mod defaults;
mod embedded;
mod init_durations;
mod prices;
mod quotas;
mod regions;
mod sla;
mod source;

pub use api_gateway::{RequestThrottle, api_gateway_throttle};
pub use defaults::{DefaultEntry, Defaults, Status, default_entries, defaults};
pub use init_durations::{init_durations_ms, runtimes};
pub use prices::{
    BillingRules, Known, ListPrice, PricedItem, STAND_IN_REGION, billing_rules, list_prices,
    prices_date,
};
pub use quotas::{AdjustableQuota, FixedQuota, Quotas, quotas};
pub use regions::{RegionEntry, region, regions};
pub use sla::{CreditTier, Credits, MeasuringInterval, ServiceLevelAgreement, sla};

/// The catalog's date (`YYYY-MM-DD`): the latest at which one of its entries was checked.
pub fn date() -> &'static str {
    let regions = regions().iter().map(|region| &region.checked);
    let defaults = default_entries().values().map(|entry| &entry.checked);
    let dates = regions.chain(defaults).map(String::as_str);
    dates
        .chain([
            prices_date(),
            &sla().checked,
            &quotas().checked,
            api_gateway::source().1,
        ])
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
