//! Decodes `[region.prices]` and `[billing]`: prices other than the list's, and how the bill is made
//! out.

use super::cursor::{Context, Table};
use super::problem::Problem;
use super::tree::{Node, Value};
use super::values::{boolean, each, list, number};
use crate::scenario::billing::{ArchitecturePrices, Billing, PriceOverrides, PriceTier};
use crate::scenario::function::Architecture;

/// Beyond any price of anything that Lambda bills, and small enough for sums to stay finite.
const MAX_USD: f64 = 1e6;

pub(super) fn prices(cx: &mut Context<'_>, node: &Node) -> Option<PriceOverrides> {
    let mut table = Table::open(cx, node, "[region.prices]")?;
    let requests = table.optional(cx, "requests", |cx, node| {
        usd(cx, node, "a price in USD per million requests")
    });
    let storage = table.optional(cx, "storage", per_gb_second);
    let x86_64 = table.or(
        cx,
        Architecture::X86_64.key(),
        ArchitecturePrices::default(),
        architecture,
    );
    let arm64 = table.or(
        cx,
        Architecture::Arm64.key(),
        ArchitecturePrices::default(),
        architecture,
    );
    table.close(cx);
    Some(PriceOverrides {
        requests: requests?,
        storage: storage?,
        x86_64: x86_64?,
        arm64: arm64?,
    })
}

fn architecture(cx: &mut Context<'_>, node: &Node) -> Option<ArchitecturePrices> {
    let mut table = Table::open(cx, node, "the prices of an architecture")?;
    let duration = table.optional(cx, "duration", duration);
    let provisioned = table.optional(cx, "provisioned", per_gb_second);
    let provisioned_duration = table.optional(cx, "provisioned_duration", per_gb_second);
    table.close(cx);
    Some(ArchitecturePrices {
        duration: duration?,
        provisioned: provisioned?,
        provisioned_duration: provisioned_duration?,
    })
}

/// One price for all usage, or a list of tiers.
fn duration(cx: &mut Context<'_>, node: &Node) -> Option<Vec<PriceTier>> {
    if !matches!(node.value, Value::Array(_)) {
        let usd = per_gb_second(cx, node)?;
        return Some(vec![PriceTier { above: 0.0, usd }]);
    }
    let items = list(cx, node, "at least one tier: [{ usd = 0.0000166667 }]")?;
    let tiers = each(cx, items, tier)?;
    let mut previous = None;
    for (item, tier) in items.iter().zip(&tiers) {
        let problem = match previous {
            None if tier.above != 0.0 => Problem::new(item.span, "the first tier begins at 0")
                .label("usage below has no price"),
            Some(previous) if tier.above <= previous => Problem::new(
                item.span,
                "tiers must be in order of the usage they begin at",
            )
            .label(format!("the one before begins at {previous}")),
            _ => {
                previous = Some(tier.above);
                continue;
            }
        };
        return cx.report(problem);
    }
    Some(tiers)
}

fn tier(cx: &mut Context<'_>, node: &Node) -> Option<PriceTier> {
    let mut table = Table::open(cx, node, "a tier")?;
    let above = table.or(cx, "above", 0.0, |cx, node| {
        at_least_zero(cx, node, "monthly usage in GB-seconds, a number")
    });
    let usd = table.required(cx, "usd", "usd = 0.0000166667", per_gb_second);
    table.close(cx);
    Some(PriceTier {
        above: above?,
        usd: usd?,
    })
}

fn per_gb_second(cx: &mut Context<'_>, node: &Node) -> Option<f64> {
    usd(cx, node, "a price in USD per GB-second")
}

fn usd(cx: &mut Context<'_>, node: &Node, expected: &str) -> Option<f64> {
    let price = at_least_zero(cx, node, expected)?;
    if price > MAX_USD {
        return cx.report(
            Problem::new(node.span, format!("a price can be at most {MAX_USD} USD"))
                .label("too high"),
        );
    }
    Some(price)
}

fn at_least_zero(cx: &mut Context<'_>, node: &Node, expected: &str) -> Option<f64> {
    let value = number(cx, node, expected)?;
    if value < 0.0 {
        return cx.report(
            Problem::new(node.span, format!("expected {expected} of at least 0")).label("below 0"),
        );
    }
    // A zero with a sign would be written back as one.
    Some(value.abs())
}

pub(super) fn billing(cx: &mut Context<'_>, node: &Node) -> Option<Billing> {
    let mut table = Table::open(cx, node, "[billing]")?;
    let free_tier = table.or(cx, "free_tier", false, boolean);
    let monthly = table.or(cx, "monthly", false, boolean);
    table.close(cx);
    Some(Billing {
        free_tier: free_tier?,
        monthly: monthly?,
    })
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
