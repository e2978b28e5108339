//! List prices of Fargate and of load balancers.
//!
//! It knows `prices.toml`, which price follows from another, and which stands in for one that is not known. It must
//! not know how a bill is made of prices.

mod file;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::super::embedded::embedded;
use super::super::prices::{Known, ListPrice, STAND_IN_REGION};
pub use file::LOAD_BALANCER_STAND_IN_REGION;
use file::{File, LoadBalancerRows, Row, TaskRows, parse};

static FILE: LazyLock<File> = LazyLock::new(|| embedded(parse(include_str!("prices.toml"))));

/// What has a price beside instances; each by the hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContainerItem {
    /// A vCPU on Fargate, on demand.
    FargateVcpu,
    /// A GB of memory on Fargate, on demand.
    FargateMemory,
    /// A vCPU on Fargate Spot.
    FargateSpotVcpu,
    /// A GB of memory on Fargate Spot.
    FargateSpotMemory,
    /// An Application Load Balancer.
    LoadBalancer,
    /// A unit of its capacity, an LCU.
    LoadBalancerCapacity,
}

/// What the price lists say beside prices.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ContainerRules {
    /// Least time that a task on Fargate is billed for, in seconds.
    pub least_billed_s: f64,
    /// New connections a second that an LCU is; of an hour's three figures the one that takes most LCUs counts.
    pub lcu_new_connections_per_second: f64,
    /// Active connections a minute that it is.
    pub lcu_active_connections_per_minute: f64,
    /// GB an hour that it is.
    pub lcu_gb_per_hour: f64,
}

/// What an hour of `item` costs in `region`, for tasks on `architecture` (`x86_64` or `arm64`, which makes no
/// difference to a load balancer).
pub fn container_price(region: &str, architecture: &str, item: ContainerItem) -> ListPrice {
    let task = |part| FILE.fargate(region, architecture, part);
    let spot = |part| {
        let spot = &FILE.inferred.spot;
        task(part).scaled(spot.factor, FILE.text(&spot.source))
    };
    match item {
        ContainerItem::FargateVcpu => task(|rows| &rows.vcpu),
        ContainerItem::FargateMemory => task(|rows| &rows.memory),
        ContainerItem::FargateSpotVcpu => spot(|rows| &rows.vcpu),
        ContainerItem::FargateSpotMemory => spot(|rows| &rows.memory),
        ContainerItem::LoadBalancer => FILE.load_balancer(region, |rows| &rows.hour),
        ContainerItem::LoadBalancerCapacity => FILE.load_balancer(region, |rows| &rows.capacity),
    }
}

/// The rules of the bill.
pub fn container_rules() -> ContainerRules {
    let rules = &FILE.rules;
    ContainerRules {
        least_billed_s: rules.least_billed_s.value,
        lcu_new_connections_per_second: rules.lcu_new_connections_per_second.value,
        lcu_active_connections_per_minute: rules.lcu_active_connections_per_minute.value,
        lcu_gb_per_hour: rules.lcu_gb_per_hour.value,
    }
}

/// Where prices and rules are published, and when that was read.
pub(super) fn sources() -> impl Iterator<Item = (&'static str, &'static str)> {
    let sources = FILE.sources.values();
    sources.map(|source| (&source.text[..], &source.checked[..]))
}

impl File {
    fn fargate(
        &'static self,
        region: &str,
        architecture: &str,
        part: fn(&TaskRows) -> &Row,
    ) -> ListPrice {
        let (rows, stands_in) = own_or(&self.fargate, region, STAND_IN_REGION);
        let known = stands_in.then_some(Known::StandIn(STAND_IN_REGION));
        let on_x86 = || self.price(part(&rows.x86_64), known);
        match (&rows.arm64, architecture) {
            (Some(arm64), "arm64") => self.price(part(arm64), known),
            (None, "arm64") => {
                let arm = &self.inferred.arm;
                on_x86().scaled(arm.factor, self.text(&arm.source))
            }
            _ => on_x86(),
        }
    }

    fn load_balancer(
        &'static self,
        region: &str,
        part: fn(&LoadBalancerRows) -> &Row,
    ) -> ListPrice {
        let standard = LOAD_BALANCER_STAND_IN_REGION;
        let (rows, stands_in) = own_or(&self.load_balancer, region, standard);
        self.price(part(rows), stands_in.then_some(Known::StandIn(standard)))
    }

    fn price(&'static self, row: &Row, stand_in: Option<Known>) -> ListPrice {
        let own = match row.inferred {
            true => Known::Inferred,
            false => Known::Listed,
        };
        let source = self.sources.get(&row.source);
        ListPrice {
            above: 0.0,
            usd: row.usd,
            known: stand_in.unwrap_or(own),
            source: source.map_or("", |source| &source.text),
            checked: source.map_or("", |source| &source.checked),
        }
    }

    fn text(&self, source: &str) -> &str {
        self.sources.get(source).map_or("", |source| &source.text)
    }
}

/// The rows of a Region, or those of the one that stands in, and whether they are those.
fn own_or<'a, T>(rows: &'a BTreeMap<String, T>, region: &str, standard: &str) -> (&'a T, bool) {
    match rows.get(region) {
        Some(own) => (own, false),
        // A file without it does not pass `parse`.
        None => (&rows[standard], true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::tests::is_date;
    use crate::catalog::{region, regions};

    const ITEMS: [ContainerItem; 6] = [
        ContainerItem::FargateVcpu,
        ContainerItem::FargateMemory,
        ContainerItem::FargateSpotVcpu,
        ContainerItem::FargateSpotMemory,
        ContainerItem::LoadBalancer,
        ContainerItem::LoadBalancerCapacity,
    ];

    fn price(region: &str, architecture: &str, item: ContainerItem) -> (f64, Known) {
        let price = container_price(region, architecture, item);
        (price.usd, price.known)
    }

    /// Against rows of the price lists, copied by hand.
    #[test]
    fn prices_are_those_of_the_price_lists() {
        for (code, architecture, vcpu, memory) in [
            ("us-east-1", "x86_64", 0.040_48, 0.004_445),
            ("us-east-1", "arm64", 0.032_38, 0.003_56),
            ("ap-northeast-1", "x86_64", 0.050_56, 0.005_53),
            ("ap-northeast-2", "x86_64", 0.046_56, 0.005_11),
            ("ap-northeast-2", "arm64", 0.037_25, 0.004_09),
            ("ca-central-1", "x86_64", 0.044_56, 0.004_865),
            ("sa-east-1", "arm64", 0.0557, 0.006_12),
        ] {
            let prices = [ContainerItem::FargateVcpu, ContainerItem::FargateMemory]
                .map(|item| price(code, architecture, item));
            let listed = [vcpu, memory].map(|usd| (usd, Known::Listed));
            assert_eq!(prices, listed, "{code} {architecture}");
        }
        let london = |item| price("eu-west-2", "x86_64", item);
        assert_eq!(
            london(ContainerItem::LoadBalancer),
            (0.026_46, Known::Listed)
        );
        assert_eq!(
            london(ContainerItem::LoadBalancerCapacity),
            (0.0084, Known::Listed)
        );
    }

    #[test]
    fn what_is_on_no_list_says_so() {
        let vcpu = ContainerItem::FargateVcpu;
        let memory = ContainerItem::FargateMemory;
        let spot = ContainerItem::FargateSpotVcpu;
        let from = |region| Known::StandIn(region);
        for (code, architecture, item, expected) in [
            (
                "ap-northeast-1",
                "arm64",
                vcpu,
                (0.040_448, Known::Inferred),
            ),
            ("ap-south-1", "x86_64", vcpu, (0.042_56, Known::Listed)),
            ("ap-south-1", "x86_64", memory, (0.004_655, Known::Inferred)),
            (
                "ap-northeast-3",
                "arm64",
                vcpu,
                (0.032_38, from("us-east-1")),
            ),
            (
                "ap-northeast-2",
                "x86_64",
                spot,
                (0.013_968, Known::Inferred),
            ),
            (
                "ap-northeast-3",
                "x86_64",
                spot,
                (0.012_144, from("us-east-1")),
            ),
            (
                "us-east-1",
                "x86_64",
                ContainerItem::LoadBalancer,
                (0.026_46, from("eu-west-2")),
            ),
        ] {
            assert_eq!(price(code, architecture, item), expected, "{code} {item:?}");
        }
    }

    /// The factor gives AWS's price where AWS lists both, to AWS's five decimals. The one document of Sao Paulo rounds
    /// otherwise.
    #[test]
    fn the_factor_of_arm_is_that_of_regions_where_both_are_known() {
        let both = FILE.fargate.iter();
        let both = both.filter_map(|(code, rows)| Some((code, &rows.x86_64, rows.arm64.as_ref()?)));
        for (code, x86_64, arm64) in both.filter(|(code, ..)| *code != "sa-east-1") {
            for (x86_64, arm64) in [(&x86_64.vcpu, &arm64.vcpu), (&x86_64.memory, &arm64.memory)] {
                let inferred = x86_64.usd * FILE.inferred.arm.factor;
                assert!((inferred - arm64.usd).abs() <= 0.000_005_1, "{code}");
            }
        }
    }

    #[test]
    fn everything_has_a_price_with_source_and_date_in_every_region() {
        for region in regions() {
            for (architecture, item) in ["x86_64", "arm64"]
                .into_iter()
                .flat_map(|architecture| ITEMS.map(|item| (architecture, item)))
            {
                let price = container_price(&region.code, architecture, item);
                let place = format!("{} {architecture} {item:?}", region.code);
                assert!(price.usd > 0.0 && !price.source.is_empty(), "{place}");
                assert!(is_date(price.checked), "{place}");
            }
        }
        for code in FILE.fargate.keys().chain(FILE.load_balancer.keys()) {
            assert!(region(code).is_some(), "{code} is no Region");
        }
    }

    #[test]
    fn rules_are_those_of_the_price_lists() {
        let rules = ContainerRules {
            least_billed_s: 60.0,
            lcu_new_connections_per_second: 25.0,
            lcu_active_connections_per_minute: 3000.0,
            lcu_gb_per_hour: 1.0,
        };
        assert_eq!(container_rules(), rules);
    }

    #[test]
    fn a_price_without_a_source_or_a_region_that_stands_in_is_an_error() {
        let text = include_str!("prices.toml");
        for (from, to, said) in [
            (
                "usd = 0.02646, source = \"london\"",
                "usd = 0.02646, source = \"x\"",
                "load_balancer.eu-west-2: no source is called x",
            ),
            (
                "arm64.vcpu = { usd = 0.03238, source = \"vantage\" }\n\
                 arm64.memory = { usd = 0.00356, source = \"vantage\" }",
                "",
                "fargate.us-east-1 lacks a price",
            ),
            (
                "[load_balancer.eu-west-2]",
                "[load_balancer.eu-west-1]",
                "load_balancer.eu-west-2 is missing",
            ),
        ] {
            let changed = text.replacen(from, to, 1);
            assert_eq!(parse(&changed).unwrap_err(), said);
        }
    }
}
