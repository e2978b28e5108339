//! Decodes `[region]`: the Region, its scaling rule and the account's quotas in it.

use super::cursor::{Context, Table, nearest};
use super::outages::outages;
use super::prices::prices;
use super::problem::Problem;
use super::provisioned::allocation;
use super::scaling::scaling;
use super::tree::Node;
use super::values::{catalog_count, concurrency, text};
use crate::catalog::{self, RegionEntry};
use crate::scenario::billing::PriceOverrides;
use crate::scenario::region::Region;

pub(super) fn region(cx: &mut Context<'_>, node: &Node) -> Option<Region> {
    let defaults = catalog::defaults();
    let mut table = Table::open(cx, node, "[region]")?;

    let entry = table.required(cx, "name", r#"name = "us-east-1""#, known_region);
    let scaling = scaling(cx, &mut table, entry);
    let account_concurrency = table.or(
        cx,
        "account_concurrency",
        catalog_count(defaults.account_concurrency),
        concurrency,
    );
    let unreserved_minimum = table.optional(cx, "unreserved_minimum", concurrency);
    let provisioned_allocation = allocation(cx, &mut table, entry, scaling.as_ref());
    let prices = table.or(cx, "prices", PriceOverrides::default(), prices);
    let outages = table.or(cx, "outages", Vec::new(), outages);
    table.close(cx);

    let (entry, account_concurrency) = (entry?, account_concurrency?);
    Some(Region {
        name: entry.code.clone(),
        scaling: scaling?,
        account_concurrency,
        unreserved_minimum: unreserved_minimum?
            .unwrap_or_else(|| Region::published_unreserved_minimum(account_concurrency)),
        provisioned_allocation: provisioned_allocation?,
        prices: prices?,
        outages: outages?,
    })
}

fn known_region(cx: &mut Context<'_>, node: &Node) -> Option<&'static RegionEntry> {
    let code = text(cx, node, r#"the code of a Region, such as "us-east-1""#)?;
    if let Some(entry) = catalog::region(code) {
        return Some(entry);
    }
    let regions = catalog::regions();
    // A person may well write the Region's name instead of its code.
    let by_name = regions
        .iter()
        .find(|region| region.name.to_lowercase().contains(&code.to_lowercase()) && code.len() > 3);
    let meant = nearest(code, regions.iter().map(|region| region.code.as_str()))
        .or(by_name.map(|region| region.code.as_str()));
    let title = format!("unknown Region \"{}\"", code.escape_debug());
    let problem = Problem::new(node.span, title);
    cx.report(match meant {
        Some(code) => problem.label(format!("did you mean \"{code}\"?")),
        None => problem
            .label("not a Region of the catalog")
            .help("`burstsim regions` lists them"),
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
