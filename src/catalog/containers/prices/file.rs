//! The file of prices of containers: its shape, and what makes it well-formed.
//!
//! It knows `prices.toml`; it must not know which price a bill uses.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::super::embedded::read;
use super::super::super::prices::STAND_IN_REGION;
use super::super::super::source::Source;

/// The Region whose load balancers' prices stand in for all others: no other was read.
pub const LOAD_BALANCER_STAND_IN_REGION: &str = "eu-west-2";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) sources: BTreeMap<String, Source>,
    pub(super) rules: Rules,
    pub(super) inferred: Inferred,
    pub(super) fargate: BTreeMap<String, FargateRows>,
    pub(super) load_balancer: BTreeMap<String, LoadBalancerRows>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    pub(super) least_billed_s: Rule,
    pub(super) lcu_new_connections_per_second: Rule,
    pub(super) lcu_active_connections_per_minute: Rule,
    pub(super) lcu_gb_per_hour: Rule,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    pub(super) value: f64,
    pub(super) source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Inferred {
    /// A price on Arm, from that on x86.
    pub(super) arm: Factor,
    /// A price of Spot, from that on demand.
    pub(super) spot: Factor,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Factor {
    pub(super) factor: f64,
    pub(super) source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FargateRows {
    pub(super) x86_64: TaskRows,
    pub(super) arm64: Option<TaskRows>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TaskRows {
    pub(super) vcpu: Row,
    pub(super) memory: Row,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LoadBalancerRows {
    pub(super) hour: Row,
    pub(super) capacity: Row,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    pub(super) usd: f64,
    pub(super) source: String,
    /// Whether the source's figure is no list price but follows from others.
    #[serde(default)]
    pub(super) inferred: bool,
}

impl File {
    /// The sources that are named, each with the name of its place.
    fn named(&self) -> Vec<(String, &String)> {
        let Rules {
            least_billed_s,
            lcu_new_connections_per_second,
            lcu_active_connections_per_minute,
            lcu_gb_per_hour,
        } = &self.rules;
        let rules = [
            least_billed_s,
            lcu_new_connections_per_second,
            lcu_active_connections_per_minute,
            lcu_gb_per_hour,
        ];
        let rules = rules.map(|rule| ("rules".to_owned(), &rule.source));
        let factors = [&self.inferred.arm, &self.inferred.spot];
        let factors = factors.map(|factor| ("inferred".to_owned(), &factor.source));
        let tasks = self.fargate.iter().flat_map(|(code, rows)| {
            let rows = std::iter::once(&rows.x86_64).chain(&rows.arm64);
            let rows = rows.flat_map(|rows| [&rows.vcpu, &rows.memory]);
            rows.map(move |row| (format!("fargate.{code}"), &row.source))
        });
        let balancers = self.load_balancer.iter().flat_map(|(code, rows)| {
            let rows = [&rows.hour, &rows.capacity].into_iter();
            rows.map(move |row| (format!("load_balancer.{code}"), &row.source))
        });
        let all = rules.into_iter().chain(factors);
        all.chain(tasks).chain(balancers).collect()
    }
}

/// The prices of a file, checked: each with a source, and those of the Regions that stand in complete.
pub(super) fn parse(text: &str) -> Result<File, String> {
    let file: File = read(text)?;
    for (place, source) in file.named() {
        if !file.sources.contains_key(source) {
            return Err(format!("{place}: no source is called {source}"));
        }
    }
    let tasks = file.fargate.get(STAND_IN_REGION);
    if tasks.is_none_or(|rows| rows.arm64.is_none()) {
        return Err(format!("fargate.{STAND_IN_REGION} lacks a price"));
    }
    let standard = LOAD_BALANCER_STAND_IN_REGION;
    if !file.load_balancer.contains_key(standard) {
        return Err(format!("load_balancer.{standard} is missing"));
    }
    Ok(file)
}
