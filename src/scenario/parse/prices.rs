//! Decodes `[region.prices]`: prices other than the list's.

use super::context::Context;
use super::given::Given;
use super::problem::Problem;
use crate::scenario::architecture::Architecture;
use crate::scenario::billing::{ArchitecturePrices, PriceOverrides, PriceTier};

pub(super) fn prices(cx: &mut Context<'_>, given: Given<'_>) -> Option<PriceOverrides> {
    let mut of =
        |architecture: Architecture| given.with(architecture.key(), |given| prices_of(cx, given));
    let (x86_64, arm64) = (of(Architecture::X86_64), of(Architecture::Arm64));
    Some(PriceOverrides {
        requests: given.set("requests")?,
        storage: given.set("storage")?,
        event_pollers: given.set("event_pollers")?,
        fargate_vcpu: given.set("fargate_vcpu")?,
        fargate_memory: given.set("fargate_memory")?,
        load_balancer: given.set("load_balancer")?,
        load_balancer_capacity: given.set("load_balancer_capacity")?,
        x86_64: x86_64?,
        arm64: arm64?,
    })
}

fn prices_of(cx: &mut Context<'_>, given: Given<'_>) -> Option<ArchitecturePrices> {
    Some(ArchitecturePrices {
        duration: given.with_set("duration", |given| tiers(cx, given))?,
        provisioned: given.set("provisioned")?,
        provisioned_duration: given.set("provisioned_duration")?,
    })
}

/// One price for all usage, or a list of tiers.
fn tiers(cx: &mut Context<'_>, given: Given<'_>) -> Option<Vec<PriceTier>> {
    if let Some(usd) = given.value() {
        return Some(vec![PriceTier { above: 0.0, usd }]);
    }
    let tiers = given.each(|given| {
        Some(PriceTier {
            above: given.take("above")?,
            usd: given.take("usd")?,
        })
    })?;
    let mut previous = None;
    for (given, tier) in given.items().zip(&tiers) {
        let (title, label) = match previous {
            None if tier.above != 0.0 => (
                "the first tier begins at 0",
                "usage below has no price".to_owned(),
            ),
            Some(previous) if tier.above <= previous => (
                "tiers must be in order of the usage they begin at",
                format!("the one before begins at {previous}"),
            ),
            _ => {
                previous = Some(tier.above);
                continue;
            }
        };
        return cx.report(Problem::new(given.span(), title).label(label));
    }
    Some(tiers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;
    use crate::scenario::parse::{NoFiles, ScenarioError, Source, parse};

    fn read(keys: &str) -> Result<Scenario, ScenarioError> {
        let text = format!(
            "duration = \"1m\"\n[region]\nname = \"us-east-1\"\nscaling = \"regional-burst\"\n\
             [[functions]]\nname = \"f\"\nservice_time = \"1s\"\n{keys}"
        );
        let source = Source {
            name: "a.toml",
            default_name: "a",
            text: &text,
        };
        parse(source, &[], &NoFiles).map(|parsed| parsed.scenario)
    }

    #[test]
    fn a_price_is_one_number_or_tiers() {
        let scenario = read(
            "[region.prices]\nrequests = 0.28\nx86_64.duration = 0.00002292\n\
             arm64.duration = [{ usd = 2 }, { above = 6e9, usd = 1 }]\n\
             [billing]\nfree_tier = true",
        )
        .unwrap();
        let prices = scenario.region.prices;
        let tier = |above, usd| PriceTier { above, usd };
        assert_eq!(prices.requests, Some(0.28));
        assert_eq!(prices.x86_64.duration, Some(vec![tier(0.0, 0.000_022_92)]));
        let tiers = vec![tier(0.0, 2.0), tier(6e9, 1.0)];
        assert_eq!(prices.arm64.duration, Some(tiers));
        assert_eq!((prices.storage, prices.x86_64.provisioned), (None, None));
        assert!(scenario.billing.free_tier && !scenario.billing.monthly);
    }

    #[test]
    fn wrong_prices_are_explained_all_at_once() {
        let error = read(
            "[region.prices]\nrequests = -1\nstorage = \"cheap\"\n\
             x86_64.duration = [{ above = 5, usd = 1 }]\nx86_64.provisoned = 1\n\
             arm64.duration = [{ usd = 1 }, { usd = 2 }]\narm64.provisioned = 1e9\n\
             [billing]\nfree_tier = \"yes\"",
        )
        .unwrap_err();
        let titles: Vec<_> = error.problems().iter().map(|p| p.title.as_str()).collect();
        assert_eq!(
            titles,
            [
                "expected a price in USD per million requests of at least 0",
                "expected a price in USD per GB-second, found text",
                "the first tier begins at 0",
                "unknown key `provisoned` in the prices of an architecture",
                "tiers must be in order of the usage they begin at",
                "a price can be at most 1000000 USD",
                "expected true or false, found text",
            ]
        );
    }
}
