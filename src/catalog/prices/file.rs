//! The file of prices: its shape, and what makes it well-formed.
//!
//! It knows `prices.toml`; it must not know which price a bill uses.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::embedded::read;
use super::super::source::Source;
use super::price::{BillingRules, Known, ListPrice, PricedItem, STAND_IN_REGION};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) sources: BTreeMap<String, Source>,
    rules: Rules,
    pub(super) inferred: Inferred,
    pub(super) regions: BTreeMap<String, RegionRows>,
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

/// How prices that no list says follow from those that one does.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Inferred {
    /// The second tier of duration and those after it, from the first.
    pub(super) further_tiers: Factors,
    /// Provisioned concurrency on Arm, from that on x86.
    pub(super) arm_provisioned: Factors,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Factors {
    pub(super) factors: Vec<f64>,
    source: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RegionRows {
    requests: Option<Row>,
    storage: Option<Row>,
    event_pollers: Option<Row>,
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
pub(super) struct Row {
    usd: Vec<f64>,
    #[serde(default)]
    pub(super) above: Vec<f64>,
    pub(super) source: String,
}

impl File {
    pub(super) fn rules(&self) -> BillingRules {
        let rules = &self.rules;
        BillingRules {
            free_requests: rules.free_requests.value,
            free_gb_seconds: rules.free_gb_seconds.value,
            free_storage_mb: rules.free_storage_mb.value,
            provisioned_step_s: rules.provisioned_step_s.value,
            month_s: rules.month_s.value,
        }
    }

    pub(super) fn row(&self, region: &str, architecture: &str, item: PricedItem) -> Option<&Row> {
        let region = self.regions.get(region)?;
        let of_architecture = match architecture {
            "arm64" => &region.arm64,
            _ => &region.x86_64,
        };
        let row = match item {
            PricedItem::Requests => &region.requests,
            PricedItem::Storage => &region.storage,
            PricedItem::EventPollers => &region.event_pollers,
            PricedItem::Duration => &of_architecture.duration,
            PricedItem::Provisioned => &of_architecture.provisioned,
            PricedItem::ProvisionedDuration => &of_architecture.provisioned_duration,
        };
        row.as_ref()
    }

    pub(super) fn tiers(&'static self, row: &Row, known: Known) -> Vec<ListPrice> {
        let source = self.sources.get(&row.source);
        let above = std::iter::once(0.0).chain(row.above.iter().copied());
        above
            .zip(&row.usd)
            .map(|(above, usd)| ListPrice {
                above,
                usd: *usd,
                known,
                source: source.map_or("", |source| &source.text),
                checked: source.map_or("", |source| &source.checked),
            })
            .collect()
    }

    pub(super) fn source_of(&self, factors: &Factors) -> &str {
        let source = self.sources.get(&factors.source);
        source.map_or("", |source| &source.text)
    }

    /// Every row with the name of its place.
    pub(super) fn rows(&self) -> impl Iterator<Item = (String, &Row)> {
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
                ("event_pollers".to_owned(), &rows.event_pollers),
            ];
            all.into_iter()
                .chain(of_each)
                .filter_map(move |(item, row)| Some((format!("{region}.{item}"), row.as_ref()?)))
        })
    }
}

/// The prices of a file, checked: each with a source and a price for every tier, and those of the
/// Region that stands in complete.
pub(super) fn parse(text: &str) -> Result<File, String> {
    let file: File = read(text)?;
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
    for factors in [&file.inferred.further_tiers, &file.inferred.arm_provisioned] {
        if !file.sources.contains_key(&factors.source) {
            return Err(format!("inferred: no source is called {}", factors.source));
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

pub(super) const ITEMS: [PricedItem; 6] = [
    PricedItem::Requests,
    PricedItem::Duration,
    PricedItem::Provisioned,
    PricedItem::ProvisionedDuration,
    PricedItem::Storage,
    PricedItem::EventPollers,
];
