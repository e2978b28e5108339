//! List prices of Lambda by Region and architecture, and the rules of the bill.
//!
//! It knows `prices.toml`, and which price stands in for one that is not known. It must not know how a
//! bill is made of prices.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::embedded;

static PRICES: LazyLock<File> = LazyLock::new(|| embedded(parse(include_str!("prices.toml"))));

/// The Region whose prices stand in for those that are not known.
pub const STAND_IN_REGION: &str = "us-east-1";

/// What has a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PricedItem {
    /// Requests, per million.
    Requests,
    /// Time of on-demand invocations, initialisation included, per GB-second.
    Duration,
    /// Provisioned concurrency that is allocated, busy or not, per GB-second.
    Provisioned,
    /// Time of invocations on provisioned concurrency, per GB-second.
    ProvisionedDuration,
    /// Ephemeral storage beyond the free 512 MB, per GB-second.
    Storage,
}

/// A price of one tier of monthly usage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ListPrice {
    /// Monthly usage above which it applies, in the item's unit.
    pub above: f64,
    /// USD per unit.
    pub usd: f64,
    /// Whether the Region's own price is not known, and this is that of [`STAND_IN_REGION`].
    pub stand_in: bool,
    /// Where the price comes from.
    pub source: &'static str,
    /// When the source was read, `YYYY-MM-DD`.
    pub checked: &'static str,
}

/// What AWS's price list says beside prices.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BillingRules {
    /// Requests a month that the free tier covers.
    pub free_requests: f64,
    /// GB-seconds of on-demand duration a month that it covers.
    pub free_gb_seconds: f64,
    /// Ephemeral storage that costs nothing, in MB.
    pub free_storage_mb: f64,
    /// Provisioned time is rounded up to a multiple of this, in seconds.
    pub provisioned_step_s: f64,
    /// Length of a month by AWS's Pricing Calculator, in seconds: 730 h.
    pub month_s: f64,
}

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
    let rules = &PRICES.rules;
    BillingRules {
        free_requests: rules.free_requests.value,
        free_gb_seconds: rules.free_gb_seconds.value,
        free_storage_mb: rules.free_storage_mb.value,
        provisioned_step_s: rules.provisioned_step_s.value,
        month_s: rules.month_s.value,
    }
}

/// The date of the price list: the latest at which one of its sources was read, `YYYY-MM-DD`.
pub fn prices_date() -> &'static str {
    let dates = PRICES
        .sources
        .values()
        .map(|source| source.checked.as_str());
    dates.max().unwrap_or_default()
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    sources: BTreeMap<String, Source>,
    rules: Rules,
    regions: BTreeMap<String, RegionRows>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    text: String,
    checked: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    free_requests: Rule,
    free_gb_seconds: Rule,
    free_storage_mb: Rule,
    provisioned_step_s: Rule,
    month_s: Rule,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    value: f64,
    source: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RegionRows {
    requests: Option<Row>,
    storage: Option<Row>,
    #[serde(default)]
    x86_64: ArchitectureRows,
    #[serde(default)]
    arm64: ArchitectureRows,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ArchitectureRows {
    duration: Option<Row>,
    provisioned: Option<Row>,
    provisioned_duration: Option<Row>,
}

/// A price with its tiers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    usd: Vec<f64>,
    #[serde(default)]
    above: Vec<f64>,
    source: String,
}

impl File {
    fn row(&self, region: &str, architecture: &str, item: PricedItem) -> Option<&Row> {
        let region = self.regions.get(region)?;
        let of_architecture = match architecture {
            "arm64" => &region.arm64,
            _ => &region.x86_64,
        };
        let row = match item {
            PricedItem::Requests => &region.requests,
            PricedItem::Storage => &region.storage,
            PricedItem::Duration => &of_architecture.duration,
            PricedItem::Provisioned => &of_architecture.provisioned,
            PricedItem::ProvisionedDuration => &of_architecture.provisioned_duration,
        };
        row.as_ref()
    }

    fn tiers(&'static self, row: &Row, stand_in: bool) -> Vec<ListPrice> {
        let source = self.sources.get(&row.source);
        let above = std::iter::once(0.0).chain(row.above.iter().copied());
        above
            .zip(&row.usd)
            .map(|(above, usd)| ListPrice {
                above,
                usd: *usd,
                stand_in,
                source: source.map_or("", |source| &source.text),
                checked: source.map_or("", |source| &source.checked),
            })
            .collect()
    }

    /// Every row with the name of its place.
    fn rows(&self) -> impl Iterator<Item = (String, &Row)> {
        self.regions.iter().flat_map(|(region, rows)| {
            let architectures = [("x86_64", &rows.x86_64), ("arm64", &rows.arm64)];
            let of_each = architectures.into_iter().flat_map(|(name, rows)| {
                [
                    (format!("{name}.duration"), &rows.duration),
                    (format!("{name}.provisioned"), &rows.provisioned),
                    (
                        format!("{name}.provisioned_duration"),
                        &rows.provisioned_duration,
                    ),
                ]
            });
            let all = [
                ("requests".to_owned(), &rows.requests),
                ("storage".to_owned(), &rows.storage),
            ];
            all.into_iter()
                .chain(of_each)
                .filter_map(move |(item, row)| Some((format!("{region}.{item}"), row.as_ref()?)))
        })
    }
}

/// The prices of a file, checked: each with a source and a price for every tier, and those of the
/// Region that stands in complete.
fn parse(text: &str) -> Result<File, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    for (place, row) in file.rows() {
        if !file.sources.contains_key(&row.source) {
            return Err(format!("{place}: no source is called {}", row.source));
        }
        let ascending = row.above.is_sorted_by(|a, b| a < b) && row.above.iter().all(|x| *x > 0.0);
        if row.usd.len() != row.above.len() + 1 || !ascending {
            return Err(format!("{place}: prices and tiers do not match"));
        }
    }
    let rules = &file.rules;
    for rule in [
        &rules.free_requests,
        &rules.free_gb_seconds,
        &rules.free_storage_mb,
        &rules.provisioned_step_s,
        &rules.month_s,
    ] {
        if !file.sources.contains_key(&rule.source) {
            return Err(format!("rules: no source is called {}", rule.source));
        }
    }
    let complete = ITEMS.iter().all(|item| {
        let has = |architecture| file.row(STAND_IN_REGION, architecture, *item).is_some();
        has("x86_64") && has("arm64")
    });
    if !complete {
        return Err(format!("{STAND_IN_REGION} lacks a price"));
    }
    Ok(file)
}

const ITEMS: [PricedItem; 5] = [
    PricedItem::Requests,
    PricedItem::Duration,
    PricedItem::Provisioned,
    PricedItem::ProvisionedDuration,
    PricedItem::Storage,
];

#[cfg(test)]
mod tests {
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
