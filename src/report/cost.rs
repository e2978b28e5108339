//! The bill as data: `cost` in `summary.json`, and `bill.csv`.
//!
//! It knows bills; it must not know how they were made out.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::cells;
use crate::billing::{Bill, Bills, FunctionBill, Item, PriceOrigin, Usd};
use crate::scenario::Scenario;

/// What a function or the account costs, in USD.
#[derive(Debug, Serialize)]
pub(super) struct CostSummary {
    currency: &'static str,
    #[serde(flatten)]
    run: Amounts,
    /// Items billed at the price of another Region, since the Region's own is not known.
    stand_ins: Vec<&'static str>,
    /// Items billed at a price that follows from others of the Region; only where there are some.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    inferred: Vec<&'static str>,
    /// The same for a month of such runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    monthly: Option<Amounts>,
}

#[derive(Debug, Serialize)]
struct Amounts {
    total: f64,
    requests: f64,
    duration: f64,
    init: f64,
    provisioned: f64,
    provisioned_duration: f64,
    storage: f64,
    /// Only where some are provisioned.
    #[serde(skip_serializing_if = "Option::is_none")]
    event_pollers: Option<f64>,
    /// What ECS services cost, by item; only where there are some.
    #[serde(flatten)]
    of_services: BTreeMap<&'static str, f64>,
}

impl CostSummary {
    /// What all functions cost together.
    pub(super) fn of_account(bills: &Bills) -> Self {
        let amounts = |bill: &Bill| Amounts::new(bill.total(), |item| bill.amount(item));
        let month = bills.month.as_ref();
        let items = |of: fn(&Bill) -> Vec<Item>| {
            let mut items = of(&bills.run);
            items.extend(month.map(of).unwrap_or_default());
            items
        };
        Self {
            stand_ins: keys(&items(Bill::stand_ins)),
            inferred: keys(&items(Bill::inferred)),
            ..Self::new(amounts(&bills.run), month.map(amounts))
        }
    }

    /// What the function with the number `index` costs.
    pub(super) fn of_function(bills: &Bills, index: usize) -> Option<Self> {
        let amounts = |bill: &FunctionBill| Amounts::new(bill.total(), |item| bill.amount(item));
        let run = bills.run.functions.get(index)?;
        let month = bills.month.as_ref();
        let month = month.and_then(|month| month.functions.get(index));
        let items = |of: fn(&FunctionBill) -> Vec<Item>| {
            let mut items = of(run);
            items.extend(month.map(of).unwrap_or_default());
            items
        };
        Some(Self {
            stand_ins: keys(&items(FunctionBill::stand_ins)),
            inferred: keys(&items(FunctionBill::inferred)),
            ..Self::new(amounts(run), month.map(amounts))
        })
    }

    fn new(run: Amounts, monthly: Option<Amounts>) -> Self {
        Self {
            currency: "USD",
            run,
            stand_ins: Vec::new(),
            inferred: Vec::new(),
            monthly,
        }
    }
}

/// The keys of items, each once and in the order of a bill.
fn keys(items: &[Item]) -> Vec<&'static str> {
    let all = Item::ALL.into_iter();
    let some = all.filter(|item| items.contains(item));
    some.map(Item::key).collect()
}

impl Amounts {
    fn new(total: Usd, amount: impl Fn(Item) -> Usd) -> Self {
        let of = |item| cells::json_usd(amount(item));
        Self {
            total: cells::json_usd(total),
            requests: of(Item::Requests),
            duration: of(Item::Duration),
            init: of(Item::Init),
            provisioned: of(Item::Provisioned),
            provisioned_duration: of(Item::ProvisionedDuration),
            storage: of(Item::Storage),
            event_pollers: Some(of(Item::EventPollers)).filter(|usd| *usd > 0.0),
            of_services: Item::OF_SERVICES
                .into_iter()
                .map(|item| (item.key(), of(item)))
                .filter(|(_, usd)| *usd > 0.0)
                .collect(),
        }
    }
}

/// Writes `bill.csv`: a row for each period, function, item and price. Quantity times price is the
/// amount; the amounts add up to the total.
pub(super) fn write(scenario: &Scenario, bills: &Bills, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record([
        "period",
        "function",
        "line",
        "quantity",
        "unit",
        "price_usd",
        "amount_usd",
        "price_of",
        "stand_in",
    ])?;
    let month = bills.month.iter().map(|bill| ("month", bill));
    for (period, bill) in std::iter::once(("run", &bills.run)).chain(month) {
        for function in &bill.functions {
            for line in &function.lines {
                let price_of = match line.price.origin {
                    PriceOrigin::List => scenario.region.name.as_str(),
                    PriceOrigin::Inferred => "inferred",
                    PriceOrigin::StandIn(region) => region,
                    PriceOrigin::Scenario => "scenario",
                    PriceOrigin::FreeTier => "free tier",
                };
                let stands_in = matches!(line.price.origin, PriceOrigin::StandIn(_));
                csv.write_record([
                    period,
                    &cells::name(&function.name),
                    line.item.key(),
                    &cells::fraction(line.quantity),
                    line.item.unit().key(),
                    &cells::price(line.price.usd),
                    &cells::usd(line.amount()),
                    price_of,
                    if stands_in { "true" } else { "false" },
                ])?;
            }
        }
    }
    csv.flush()
}

/// Whether a bill was made out by prices of the scenario, too.
pub(super) fn has_own_prices(bills: &Bills) -> bool {
    let mut lines = bills.run.functions.iter().flat_map(|bill| &bill.lines);
    lines.any(|line| line.price.origin == PriceOrigin::Scenario)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing;
    use crate::report::fixture;

    #[test]
    fn the_bill_has_a_row_for_each_price() {
        let mut scenario = fixture::scenario();
        // Of this one duration is known, but not what provisioned concurrency costs.
        scenario.region.name = "ap-southeast-3".to_owned();
        scenario.region.prices.requests = Some(0.25);
        let bills = billing::bills(&scenario, &fixture::small());
        insta::assert_snapshot!(fixture::text_of(|out| write(&scenario, &bills, out)));
    }

    #[test]
    fn a_price_that_is_inferred_says_so() {
        let mut scenario = fixture::scenario();
        scenario.region.name = "ap-northeast-3".to_owned();
        for function in &mut scenario.functions {
            function.architecture = crate::scenario::Architecture::Arm64;
        }
        let bills = billing::bills(&scenario, &fixture::small());
        let csv = fixture::text_of(|out| write(&scenario, &bills, out));
        let mut provisioned = csv.lines().filter(|line| line.contains(",provisioned,"));
        assert!(
            provisioned.all(|line| line.ends_with(",inferred,false")),
            "{csv}"
        );
        let cost = CostSummary::of_account(&bills);
        assert_eq!(cost.inferred, ["provisioned", "provisioned_duration"]);
        assert!(cost.stand_ins.is_empty());
        assert_eq!(
            CostSummary::of_function(&bills, 0).unwrap().inferred,
            cost.inferred
        );
    }

    #[test]
    fn the_summary_of_a_month_stands_beside_the_runs() {
        let mut scenario = fixture::scenario();
        scenario.billing.monthly = true;
        scenario.billing.free_tier = true;
        let bills = billing::bills(&scenario, &fixture::small());
        let cost = CostSummary::of_account(&bills);
        insta::assert_snapshot!(serde_json::to_string_pretty(&cost).unwrap());
    }
}
