//! EC2 instance types: size, price of an hour, and the memory that one offers to tasks.
//!
//! It knows `instances.toml`, what the name of a type says, and how the price of a type follows from that of another.
//! It must not know what runs on an instance.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::super::embedded::{embedded, read};
use super::super::prices::{Known, ListPrice, STAND_IN_REGION};
use super::super::source::Source;

static CATALOG: LazyLock<Catalog> =
    LazyLock::new(|| embedded(parse(include_str!("instances.toml"))));

/// The size of an instance type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InstanceType {
    /// Its vCPUs, of 1,024 CPU units each.
    pub vcpu: u32,
    /// Its nominal memory in MB; [`AgentMemory`] says how much of it is for tasks.
    pub memory_mb: u32,
    /// `x86_64` or `arm64`.
    pub architecture: &'static str,
}

/// How much of an instance's memory its agent registers for tasks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgentMemory {
    /// Nominal memory of the instance that was looked at, in MB.
    pub nominal_mb: u32,
    /// What its agent registered, in MB.
    pub registered_mb: u32,
    /// Where this is published.
    pub source: String,
    /// When that was read, `YYYY-MM-DD`.
    pub checked: String,
}

impl AgentMemory {
    /// What the agent of an instance with so much nominal memory registers, in whole MB.
    pub fn of(&self, nominal_mb: u32) -> u32 {
        let registered = u64::from(nominal_mb) * u64::from(self.registered_mb);
        let share = registered.checked_div(self.nominal_mb.into());
        share
            .and_then(|mb| mb.try_into().ok())
            .unwrap_or(nominal_mb)
    }
}

struct Catalog {
    file: File,
    types: BTreeMap<String, Entry>,
}

struct Entry {
    size: InstanceType,
    usd: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    sources: Sources,
    agent_memory: AgentMemory,
    families: BTreeMap<String, Family>,
    elsewhere: Elsewhere,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sources {
    pricing: Source,
    regions: Source,
    scaled: Source,
    sizes: Source,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Family {
    architecture: Architecture,
    gb_per_vcpu: u32,
    /// By size, in the Region that stands in.
    usd: BTreeMap<String, f64>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Architecture {
    #[serde(rename = "x86_64")]
    X86,
    Arm64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Elsewhere {
    /// Types whose price says how dear a Region is, the best first.
    scaled_by: Vec<String>,
    /// By Region and type.
    usd: BTreeMap<String, BTreeMap<String, f64>>,
}

/// The size of the instance type called `name`, such as `m7g.large`; `None` if the catalog has no price of it.
pub fn instance_type(name: &str) -> Option<InstanceType> {
    CATALOG.types.get(name).map(|entry| entry.size)
}

/// The names of all types that are known, in alphabetical order.
pub fn instance_types() -> impl Iterator<Item = &'static str> {
    CATALOG.types.keys().map(String::as_str)
}

/// What an hour of an instance costs, Linux on demand; `None` if the type is not known.
pub fn instance_price(region: &str, name: &str) -> Option<ListPrice> {
    let Catalog { file, types } = &*CATALOG;
    let sources = &file.sources;
    let listed = |usd, source: &'static Source| ListPrice {
        above: 0.0,
        usd,
        known: Known::Listed,
        source: &source.text,
        checked: &source.checked,
    };
    let standard = listed(types.get(name)?.usd, &sources.pricing);
    if region == STAND_IN_REGION {
        return Some(standard);
    }
    let own = file.elsewhere.usd.get(region);
    if let Some(usd) = own.and_then(|prices| prices.get(name)) {
        return Some(listed(*usd, &sources.regions));
    }
    let dearer = |prices: &BTreeMap<String, f64>| {
        let mut scales = file.elsewhere.scaled_by.iter();
        scales.find_map(|scale| Some(prices.get(scale)? / types.get(scale)?.usd))
    };
    Some(match own.and_then(dearer) {
        Some(factor) => standard.scaled(factor, &sources.scaled.text),
        None => ListPrice {
            known: Known::StandIn(STAND_IN_REGION),
            ..standard
        },
    })
}

/// How much of its memory an instance has for tasks.
pub fn agent_memory() -> &'static AgentMemory {
    &CATALOG.file.agent_memory
}

/// Where all this is published, and when that was read.
pub(super) fn sources() -> impl Iterator<Item = (&'static str, &'static str)> {
    let File {
        sources,
        agent_memory,
        ..
    } = &CATALOG.file;
    let prices = [&sources.pricing, &sources.regions, &sources.scaled];
    let all = prices.into_iter().chain([&sources.sizes]);
    let agent = (&agent_memory.source[..], &agent_memory.checked[..]);
    all.map(|source| (&source.text[..], &source.checked[..]))
        .chain([agent])
}

/// A file's types with their sizes; it must say how many vCPUs each size has, and name types that are known.
fn parse(text: &str) -> Result<Catalog, String> {
    let file: File = read(text)?;
    let mut types = BTreeMap::new();
    for (family, row) in &file.families {
        for (size, usd) in &row.usd {
            let name = format!("{family}.{size}");
            let vcpu = vcpu(size).ok_or_else(|| format!("{name}: no such size"))?;
            let size = InstanceType {
                vcpu,
                memory_mb: vcpu * row.gb_per_vcpu * 1024,
                architecture: match row.architecture {
                    Architecture::X86 => "x86_64",
                    Architecture::Arm64 => "arm64",
                },
            };
            types.insert(name, Entry { size, usd: *usd });
        }
    }
    let named = file.elsewhere.usd.values().flat_map(BTreeMap::keys);
    for name in named.chain(&file.elsewhere.scaled_by) {
        if !types.contains_key(name) {
            return Err(format!("{name}: no such type"));
        }
    }
    Ok(Catalog { file, types })
}

/// The vCPUs that the name of a size stands for, in every family but the small sizes of burstable ones.
fn vcpu(size: &str) -> Option<u32> {
    match size {
        "medium" => Some(1),
        "large" => Some(2),
        "xlarge" => Some(4),
        _ => {
            let times: u32 = size.strip_suffix("xlarge")?.parse().ok()?;
            times.checked_mul(4)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::tests::is_date;
    use crate::catalog::{region, regions};

    fn size(name: &str) -> Option<(u32, u32, &'static str)> {
        let size = instance_type(name)?;
        Some((size.vcpu, size.memory_mb / 1024, size.architecture))
    }

    fn price(region: &str, name: &str) -> (f64, Known) {
        let price = instance_price(region, name).unwrap();
        (price.usd, price.known)
    }

    #[test]
    fn the_name_of_a_type_says_its_size() {
        for (name, expected) in [
            ("m5.large", (2, 8, "x86_64")),
            ("m7g.medium", (1, 4, "arm64")),
            ("c7g.xlarge", (4, 8, "arm64")),
            ("c5.9xlarge", (36, 72, "x86_64")),
            ("r8g.48xlarge", (192, 1536, "arm64")),
            ("t3.2xlarge", (8, 32, "x86_64")),
            ("t4g.large", (2, 8, "arm64")),
        ] {
            assert_eq!(size(name), Some(expected), "{name}");
        }
        for name in [
            "t3.medium",
            "t4g.nano",
            "m5.medium",
            "m4.large",
            "x1.large",
            "",
            "m5",
            "large",
        ] {
            assert_eq!(size(name), None, "{name}");
        }
        assert_eq!(instance_types().count(), 228);
    }

    /// Against rows of the price list, copied by hand.
    #[test]
    fn prices_in_us_east_1_are_those_of_the_price_list() {
        for (name, usd) in [
            ("m7i.large", 0.1008),
            ("m7g.large", 0.0816),
            ("c7g.large", 0.0725),
            ("c7g.medium", 0.0363),
            ("t3.large", 0.0832),
            ("t4g.2xlarge", 0.2688),
            ("r7g.medium", 0.0536),
            ("m8a.48xlarge", 11.685_12),
            ("c8i.96xlarge", 17.992_32),
        ] {
            assert_eq!(price("us-east-1", name), (usd, Known::Listed), "{name}");
        }
    }

    /// A slip of a digit would stand out: sizes of a family cost alike by the vCPU, to the rounding of the smallest.
    #[test]
    fn prices_rise_with_size() {
        for name in instance_types() {
            let large = format!("{}.large", name.split_once('.').unwrap().0);
            let by_vcpu = |name| price("us-east-1", name).0 / f64::from(size(name).unwrap().0);
            let ratio = by_vcpu(name) / by_vcpu(&large);
            assert!((ratio - 1.0).abs() < 0.002, "{name} {ratio}");
        }
    }

    #[test]
    fn prices_elsewhere_are_listed_or_scaled_or_stand_in() {
        assert_eq!(price("ap-northeast-2", "m6i.large"), (0.118, Known::Listed));
        assert_eq!(price("ap-northeast-2", "m5.xlarge"), (0.236, Known::Listed));
        // 0.1008 x 0.118 / 0.096.
        assert_eq!(
            price("ap-northeast-2", "m7i.large"),
            (0.1239, Known::Inferred)
        );
        // By m7a before m6i: 0.0816 x 0.14973 / 0.11592.
        let (tokyo, known) = price("ap-northeast-1", "m7g.large");
        assert!((tokyo - 0.105_400_4).abs() < 1e-6, "{tokyo}");
        assert_eq!(known, Known::Inferred);
        assert_eq!(
            price("sa-east-1", "c7g.large"),
            (0.0725, Known::StandIn("us-east-1"))
        );
        assert_eq!(instance_price("us-east-1", "m4.large"), None);
    }

    #[test]
    fn every_type_has_a_price_with_source_and_date_in_every_region() {
        for region in regions() {
            for name in instance_types() {
                let price = instance_price(&region.code, name).unwrap();
                let place = format!("{} {name}", region.code);
                assert!(price.usd > 0.0 && !price.source.is_empty(), "{place}");
                assert!(is_date(price.checked), "{place}");
            }
        }
        for code in CATALOG.file.elsewhere.usd.keys() {
            assert!(region(code).is_some(), "{code} is no Region");
        }
    }

    #[test]
    fn an_agent_registers_less_than_the_nominal_memory() {
        let registers = |nominal_mb| agent_memory().of(nominal_mb);
        assert_eq!([8192, 16_384, 0].map(registers), [7985, 15_970, 0]);
        assert_eq!(registers(u32::MAX), 4_186_439_679);
    }

    #[test]
    fn a_size_or_a_type_that_nobody_knows_is_an_error() {
        let text = include_str!("instances.toml");
        for (from, to, said) in [
            (
                "usd = { large = 0.085,",
                "usd = { huge = 0.085,",
                "c5.huge: no such size",
            ),
            (
                "\"m7a.large\", ",
                "\"m9a.large\", ",
                "m9a.large: no such type",
            ),
        ] {
            let changed = text.replacen(from, to, 1);
            assert_eq!(parse(&changed).err().as_deref(), Some(said));
        }
    }
}
