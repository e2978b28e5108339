//! List prices of Lambda by Region and architecture, and the rules of the bill.
//!
//! It knows `prices.toml`, and which price stands in for one that is not known. It must not know how a
//! bill is made of prices.

mod file;
mod price;

use std::sync::LazyLock;

use super::embedded::embedded;
use file::{File, parse};
pub use price::{BillingRules, ListPrice, PricedItem, STAND_IN_REGION};

static PRICES: LazyLock<File> = LazyLock::new(|| embedded(parse(include_str!("prices.toml"))));

/// The tiers of a price in a Region for an architecture (`x86_64` or `arm64`), from 0 up.
///
/// Requests and storage cost the same on both architectures.
pub fn list_prices(region: &str, architecture: &str, item: PricedItem) -> Vec<ListPrice> {
    let own = PRICES.row(region, architecture, item);
    let standard = PRICES.row(STAND_IN_REGION, architecture, item);
    let mut tiers = own.map_or_else(Vec::new, |row| PRICES.tiers(row, false));
    let further = standard.map_or_else(Vec::new, |row| PRICES.tiers(row, true));
    tiers.extend(further.into_iter().skip(tiers.len()));
    tiers
}

/// The rules of the bill.
pub fn billing_rules() -> BillingRules {
    PRICES.rules()
}

/// The date of the price list: that of its oldest price, `YYYY-MM-DD`.
pub fn prices_date() -> &'static str {
    let sources = PRICES.rows();
    let sources = sources.filter_map(|(_, row)| PRICES.sources.get(&row.source));
    let dates = sources.map(|source| source.checked.as_str());
    dates.min().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::file::ITEMS;
    use super::*;
    use crate::catalog::tests::is_date;
    use crate::catalog::{region, regions};

    #[test]
    fn every_price_has_a_source_and_a_date() {
        for (name, source) in &PRICES.sources {
            assert!(!source.text.is_empty(), "{name} has no text");
            let checked = &source.checked;
            assert!(is_date(checked), "{name} has no date: {checked:?}");
        }
        for entry in regions() {
            for (architecture, item) in ["x86_64", "arm64"]
                .into_iter()
                .flat_map(|architecture| ITEMS.map(|item| (architecture, item)))
            {
                let code = &entry.code;
                let prices = list_prices(code, architecture, item);
                assert!(!prices.is_empty(), "{code} {architecture} {item:?}");
                for price in prices {
                    assert!(price.usd > 0.0, "{code} {architecture} {item:?}");
                    assert!(!price.source.is_empty(), "{code} {item:?} has no source");
                    assert!(is_date(price.checked), "{code} {item:?} has no date");
                }
            }
        }
        assert!(is_date(prices_date()));
    }

    #[test]
    fn prices_are_of_regions_that_exist() {
        for code in PRICES.regions.keys() {
            assert!(region(code).is_some(), "{code} is not a Region");
        }
    }

    #[test]
    fn what_is_not_known_is_us_east_1s_and_says_so() {
        let first = |code, item| {
            let prices = list_prices(code, "x86_64", item);
            (prices[0].usd, prices[0].stand_in)
        };
        assert_eq!(
            first("us-east-1", PricedItem::Duration),
            (0.000_016_666_7, false)
        );
        assert_eq!(
            first("ap-northeast-3", PricedItem::Duration),
            (0.000_016_666_7, true)
        );
        assert_eq!(
            first("ap-northeast-2", PricedItem::Provisioned),
            (0.000_005_125_4, false)
        );
        assert_eq!(
            first("ap-northeast-2", PricedItem::ProvisionedDuration),
            (0.000_009_722_2, true)
        );
    }

    #[test]
    fn a_region_with_a_first_tier_alone_has_stand_ins_for_the_others() {
        let tiers: Vec<_> = list_prices("ap-east-1", "x86_64", PricedItem::Duration)
            .into_iter()
            .map(|price| (price.above, price.usd, price.stand_in))
            .collect();
        assert_eq!(
            tiers,
            [
                (0.0, 0.000_022_92, false),
                (6e9, 0.000_015, true),
                (15e9, 0.000_013_333_4, true)
            ]
        );
    }

    #[test]
    fn a_price_without_a_source_or_with_tiers_that_do_not_match_is_an_error() {
        let text = include_str!("prices.toml");
        for (from, to, said) in [
            (
                "usd = [0.20], source = \"page\"",
                "usd = [0.20], source = \"x\"",
                "us-east-1.requests: no source is called x",
            ),
            (
                "usd = [0.00002292]",
                "usd = [0.00002292, 0.00002]",
                "ap-east-1.x86_64.duration: prices and tiers do not match",
            ),
            (
                "storage = { usd = [0.0000000309], source = \"storage\" }",
                "",
                "us-east-1 lacks a price",
            ),
        ] {
            let changed = text.replacen(from, to, 1);
            assert_eq!(parse(&changed).unwrap_err(), said);
        }
        assert!(parse(&text.replacen(", source = \"page\"", "", 1)).is_err());
    }
}
