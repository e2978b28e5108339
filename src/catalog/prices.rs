//! List prices of Lambda by Region and architecture, and the rules of the bill.
//!
//! It knows `prices.toml`, which price follows from another, and which stands in for one that is not known. It must
//! not know how a bill is made of prices.

mod file;
mod price;

use std::sync::LazyLock;

use super::embedded::embedded;
use file::{File, parse};
pub use price::{BillingRules, Known, ListPrice, PricedItem, STAND_IN_REGION};

static PRICES: LazyLock<File> = LazyLock::new(|| embedded(parse(include_str!("prices.toml"))));

/// The tiers of a price in a Region for an architecture (`x86_64` or `arm64`), from 0 up.
///
/// Requests and storage cost the same on both architectures.
pub fn list_prices(region: &str, architecture: &str, item: PricedItem) -> Vec<ListPrice> {
    let listed = |region, architecture, known| {
        let row = PRICES.row(region, architecture, item);
        row.map_or_else(Vec::new, |row| PRICES.tiers(row, known))
    };
    let own = listed(region, architecture, Known::Listed);
    if !own.is_empty() {
        return with_further_tiers(own, architecture, item);
    }
    let is_provisioned = matches!(
        item,
        PricedItem::Provisioned | PricedItem::ProvisionedDuration
    );
    if architecture == "arm64" && is_provisioned {
        let on_x86 = listed(region, "x86_64", Known::Listed);
        if let ([price], [factor]) = (&on_x86[..], &PRICES.inferred.arm_provisioned.factors[..]) {
            let source = PRICES.source_of(&PRICES.inferred.arm_provisioned);
            return vec![price.scaled(*factor, source)];
        }
    }
    listed(
        STAND_IN_REGION,
        architecture,
        Known::StandIn(STAND_IN_REGION),
    )
}

/// Adds what follows from the first tier where it is the only one that is known: each further tier is the same part
/// of it as in the Region of which all are known, and begins at the same usage.
fn with_further_tiers(
    mut tiers: Vec<ListPrice>,
    architecture: &str,
    item: PricedItem,
) -> Vec<ListPrice> {
    let standard = PRICES.row(STAND_IN_REGION, architecture, item);
    if let ([first], Some(standard)) = (&tiers[..], standard) {
        let first = *first;
        let source = PRICES.source_of(&PRICES.inferred.further_tiers);
        let factors = PRICES.inferred.further_tiers.factors.iter();
        let further = factors
            .zip(&standard.above)
            .map(|(factor, above)| ListPrice {
                above: *above,
                ..first.scaled(*factor, source)
            });
        tiers.extend(further);
    }
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

    fn tiers(code: &str, architecture: &str, item: PricedItem) -> Vec<(f64, f64, Known)> {
        let prices = list_prices(code, architecture, item).into_iter();
        let prices = prices.map(|price| (price.above, price.usd, price.known));
        prices.collect()
    }

    fn first(code: &str, architecture: &str, item: PricedItem) -> (f64, Known) {
        let (_, usd, known) = tiers(code, architecture, item)[0];
        (usd, known)
    }

    #[test]
    fn what_is_not_known_is_us_east_1s_and_says_so() {
        let stand_in = Known::StandIn("us-east-1");
        for (code, item, price) in [
            (
                "us-east-1",
                PricedItem::Duration,
                (0.000_016_666_7, Known::Listed),
            ),
            (
                "il-central-1",
                PricedItem::Duration,
                (0.000_016_666_7, stand_in),
            ),
            ("ap-southeast-3", PricedItem::Requests, (0.2, stand_in)),
            (
                "ap-southeast-3",
                PricedItem::Duration,
                (0.000_016_666_7, Known::Listed),
            ),
            (
                "eu-central-2",
                PricedItem::EventPollers,
                (0.009_25, stand_in),
            ),
        ] {
            assert_eq!(first(code, "x86_64", item), price, "{code} {item:?}");
        }
    }

    /// Against rows of the tables that the file was made of, copied by hand.
    #[test]
    fn prices_of_regions_are_those_of_their_sources() {
        for (code, architecture, item, usd) in [
            (
                "ap-northeast-2",
                "x86_64",
                PricedItem::Provisioned,
                0.000_005_125_4,
            ),
            (
                "ap-northeast-2",
                "x86_64",
                PricedItem::ProvisionedDuration,
                0.000_011_959_2,
            ),
            (
                "ap-northeast-2",
                "arm64",
                PricedItem::Provisioned,
                0.000_004_100_3,
            ),
            (
                "ap-northeast-2",
                "arm64",
                PricedItem::Storage,
                0.000_000_035_2,
            ),
            (
                "ap-northeast-3",
                "x86_64",
                PricedItem::Provisioned,
                0.000_005_383_5,
            ),
            ("ap-southeast-5", "arm64", PricedItem::Duration, 0.000_012),
            ("af-south-1", "x86_64", PricedItem::Requests, 0.27),
            (
                "eu-central-2",
                "x86_64",
                PricedItem::Duration,
                0.000_018_333_4,
            ),
            (
                "me-south-1",
                "x86_64",
                PricedItem::ProvisionedDuration,
                0.000_011_925_1,
            ),
            (
                "me-central-1",
                "arm64",
                PricedItem::Duration,
                0.000_016_533_4,
            ),
            ("sa-east-1", "x86_64", PricedItem::Storage, 0.000_000_058_6),
            (
                "us-west-1",
                "x86_64",
                PricedItem::ProvisionedDuration,
                0.000_011_443,
            ),
        ] {
            let price = first(code, architecture, item);
            assert_eq!(
                price,
                (usd, Known::Listed),
                "{code} {architecture} {item:?}"
            );
        }
        let complete = |code: &&String| {
            let known = |item| first(code, "x86_64", item).1 == Known::Listed;
            ITEMS
                .into_iter()
                .filter(|item| *item != PricedItem::EventPollers)
                .all(known)
        };
        assert_eq!(PRICES.regions.keys().filter(complete).count(), 24);
    }

    #[test]
    fn a_region_with_a_first_tier_alone_has_inferred_ones_after_it() {
        assert_eq!(
            tiers("ap-east-1", "x86_64", PricedItem::Duration),
            [
                (0.0, 0.000_022_92, Known::Listed),
                (6e9, 0.000_020_628, Known::Inferred),
                (15e9, 0.000_018_336, Known::Inferred)
            ]
        );
        let prices = list_prices("ap-east-1", "x86_64", PricedItem::Duration);
        assert!(
            prices[1].source.starts_with("Inferred"),
            "{}",
            prices[1].source
        );
    }

    #[test]
    fn provisioned_concurrency_on_arm_is_inferred_from_that_on_x86() {
        assert_eq!(
            first("ap-northeast-3", "arm64", PricedItem::Provisioned),
            (0.000_004_306_8, Known::Inferred)
        );
        // Nothing to infer it from.
        assert_eq!(
            first("me-central-1", "arm64", PricedItem::Provisioned),
            (0.000_003_333_4, Known::StandIn("us-east-1"))
        );
    }

    /// The factors give AWS's prices where AWS lists both, to the last digit.
    #[test]
    fn what_is_inferred_is_what_is_listed_where_both_are_known() {
        for architecture in ["x86_64", "arm64"] {
            let listed = tiers("us-east-1", architecture, PricedItem::Duration);
            let first = list_prices("us-east-1", architecture, PricedItem::Duration)[0];
            let inferred = with_further_tiers(vec![first], architecture, PricedItem::Duration);
            assert_eq!(inferred.len(), listed.len());
            for (inferred, (above, usd, _)) in inferred.iter().zip(listed) {
                assert_eq!((inferred.above, inferred.usd), (above, usd));
            }
        }
        let factor = PRICES.inferred.arm_provisioned.factors[0];
        for code in ["us-east-1", "ap-northeast-2"] {
            for item in [PricedItem::Provisioned, PricedItem::ProvisionedDuration] {
                let on_x86 = list_prices(code, "x86_64", item)[0];
                let listed = first(code, "arm64", item);
                assert_eq!(listed, (on_x86.scaled(factor, "").usd, Known::Listed));
            }
        }
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
                "usd = [0.00002292], source = \"exception\"",
                "usd = [0.00002292, 0.00002], source = \"exception\"",
                "ap-east-1.x86_64.duration: prices and tiers do not match",
            ),
            (
                "factors = [0.80], source = \"arm\"",
                "factors = [0.80], source = \"x\"",
                "inferred: no source is called x",
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
