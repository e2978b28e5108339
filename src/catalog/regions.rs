//! The commercial Regions with their burst concurrency quotas.
//!
//! It knows `regions.toml`; it must not know how a quota limits scaling.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::embedded::{embedded, read};

static REGIONS: LazyLock<Vec<RegionEntry>> =
    LazyLock::new(|| embedded(parse(include_str!("regions.toml"))));

/// A Region as AWS publishes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RegionEntry {
    /// AWS's code, such as `us-east-1`.
    pub code: String,
    /// AWS's name, such as `US East (N. Virginia)`.
    pub name: String,
    /// Environments that all functions together may create at once, by the rule of 2018 to 2023.
    pub burst_quota: u32,
    /// Where the values come from.
    pub source: String,
    /// When the source was read, `YYYY-MM-DD`.
    pub checked: String,
}

/// All commercial Regions, in order of their codes.
pub fn regions() -> &'static [RegionEntry] {
    &REGIONS
}

/// The Region with the code `code`.
pub fn region(code: &str) -> Option<&'static RegionEntry> {
    let found = REGIONS.binary_search_by(|region| region.code.as_str().cmp(code));
    found.ok().map(|index| &REGIONS[index])
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    sources: BTreeMap<String, Source>,
    regions: BTreeMap<String, Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    text: String,
    checked: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    burst_quota: u32,
    source: String,
}

/// The Regions of a file; being keys of a map, codes come sorted and distinct.
fn parse(text: &str) -> Result<Vec<RegionEntry>, String> {
    let File { sources, regions } = read(text)?;
    let entry = |(code, row): (String, Row)| {
        let source = sources
            .get(&row.source)
            .ok_or_else(|| format!("{code}: no source is called {}", row.source))?;
        Ok(RegionEntry {
            code,
            name: row.name,
            burst_quota: row.burst_quota,
            source: source.text.clone(),
            checked: source.checked.clone(),
        })
    };
    regions.into_iter().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::tests::is_date;

    #[test]
    fn every_commercial_region_is_listed_once_in_order_with_source_and_date() {
        assert_eq!(regions().len(), 36, "Regions of botocore 1.44.5");
        for pair in regions().windows(2) {
            assert!(
                pair[0].code < pair[1].code,
                "{} and {} are out of order or the same",
                pair[0].code,
                pair[1].code
            );
        }
        for entry in regions() {
            let code = &entry.code;
            assert!(!entry.name.is_empty(), "{code} has no name");
            assert!(!entry.source.is_empty(), "{code} has no source");
            assert!(
                is_date(&entry.checked),
                "{code} has no date: {:?}",
                entry.checked
            );
            assert_eq!(region(code), Some(entry), "{code} is not found by its code");
        }
        assert_eq!(region("aws-global"), None);
        assert_eq!(region("us-esat-1"), None);
    }

    #[test]
    fn burst_quotas_are_those_of_the_developer_guide() {
        for entry in regions() {
            let published = match entry.code.as_str() {
                "us-west-2" | "us-east-1" | "eu-west-1" => 3000,
                "ap-northeast-1" | "eu-central-1" | "us-east-2" => 1000,
                _ => 500,
            };
            assert_eq!(
                entry.burst_quota, published,
                "burst quota of {}",
                entry.code
            );
        }
        let seoul = region("ap-northeast-2").map(|entry| entry.name.as_str());
        assert_eq!(seoul, Some("Asia Pacific (Seoul)"));
    }

    #[test]
    fn a_region_without_a_source_is_an_error() {
        let text = "sources = {}\n[regions]\nx = { name = \"X\", burst_quota = 1, source = \"y\" }";
        assert_eq!(parse(text), Err("x: no source is called y".to_owned()));
    }
}
