//! Decodes `[region]`: the Region, its scaling rule and the account's quotas in it.

use super::context::Context;
use super::given::Given;
use super::outages::outages;
use super::prices::prices;
use super::provisioned::allocation;
use super::scaling::scaling;
use crate::catalog;
use crate::scenario::region::{FargateLaunches, Region};

pub(super) fn region(cx: &mut Context<'_>, given: Given<'_>) -> Option<Region> {
    let name = given.take::<String>("name");
    let entry = name.and_then(|name| catalog::region(&name));
    let scaling = scaling(cx, given, entry);
    let prices = given.with("prices", |given| prices(cx, given));
    let outages = given.with("outages", |given| outages(cx, given));
    let allocation = allocation(given, entry, scaling.as_ref());

    let quotas = catalog::launch_quotas(entry.map_or("", |entry| &entry.code));
    let launches = given.with("fargate_launches", |given| {
        Some(FargateLaunches {
            burst: given.set("burst")?.unwrap_or(quotas.burst),
            per_second: given.set("per_second")?.unwrap_or(quotas.per_second),
        })
    });
    let (entry, account_concurrency) = (entry?, given.take("account_concurrency")?);
    Some(Region {
        name: entry.code.clone(),
        scaling: scaling?,
        account_concurrency,
        unreserved_minimum: given
            .set("unreserved_minimum")?
            .unwrap_or_else(|| Region::published_unreserved_minimum(account_concurrency)),
        provisioned_allocation: allocation?,
        fargate_launches: launches?,
        prices: prices?,
        outages: outages?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse::{NoFiles, Source, parse};

    fn read(keys: &str) -> Region {
        let text = format!(
            "duration = \"1m\"\n[region]\nscaling = \"regional-burst\"\n{keys}\n\
             [[functions]]\nname = \"f\"\nservice_time = \"1s\"\n"
        );
        let source = Source {
            name: "a.toml",
            default_name: "a",
            text: &text,
        };
        let parsed = parse(source, &[], &NoFiles).unwrap_or_else(|error| panic!("{error}"));
        parsed.scenario.region
    }

    #[test]
    fn of_a_small_account_everything_stays_unreserved() {
        for (account, minimum) in [
            (0, 0),
            (10, 10),
            (50, 50),
            (99, 99),
            (100, 100),
            (1000, 100),
        ] {
            let region = read(&format!(
                "name = \"us-east-1\"\naccount_concurrency = {account}"
            ));
            assert_eq!(
                region.unreserved_minimum.get(),
                minimum,
                "account of {account}"
            );
        }
    }
}
