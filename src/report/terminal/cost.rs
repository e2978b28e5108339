//! What a run costs, line by line, for the terminal.

use super::names::shortened;
use crate::billing::{Bill, Bills, Item, Period};
use crate::catalog::STAND_IN_REGION;
use crate::report::cost::prices_in_words;
use crate::report::format::usd;
use crate::report::render::text::Medium;
use crate::scenario::Scenario;

/// The bills of one run.
pub(super) fn section(scenario: &Scenario, bills: &Bills, medium: Medium) -> String {
    let mut text = table(scenario, bills, medium, |period, item| {
        let bill = bill_of(bills, period);
        usd(item.map_or_else(|| bill.total(), |item| bill.amount(item)))
    });
    let (bill, of) = match &bills.month {
        Some(month) => (month, " of the month"),
        None => (&bills.run, ""),
    };
    if bill.functions.len() > 1 {
        let totals = bill.functions.iter().map(|function| {
            let total = usd(function.total());
            format!("{} {total}", shortened(&function.name))
        });
        let totals: Vec<_> = totals.collect();
        let sentence = format!("Total{of} by function: {}.", totals.join(", "));
        text.push_str(&medium.sentence(&sentence));
    }
    text
}

/// A row for each item that is used, and what must be known of the prices. `shown` gives the amount of
/// an item, or without one the total.
pub(super) fn table(
    scenario: &Scenario,
    bills: &Bills,
    medium: Medium,
    shown: impl Fn(Period, Option<Item>) -> String,
) -> String {
    let mut periods = vec![(Period::Run, "run")];
    if bills.month.is_some() {
        periods.push((Period::Month, "month like it"));
    }
    let stand_ins = bill_of(bills, Period::Month).stand_ins();
    let heads = periods.iter().map(|(_, head)| (*head).to_owned());
    let items = Item::ALL.into_iter().filter(|item| bills.run.has(*item));
    let rows = items.map(Some).chain([None]).map(|item| {
        let mark = match item {
            Some(item) if stand_ins.contains(&item) => " *",
            _ => "",
        };
        let amounts = periods.iter().map(|(period, _)| shown(*period, item));
        let label = format!("{}{mark}", label(item));
        std::iter::once(label).chain(amounts).collect()
    });
    let heading = std::iter::once("cost in USD".to_owned()).chain(heads);
    let mut text = medium.table(heading, rows, 1);
    text.push_str(&medium.sentence(&prices_in_words(scenario, bills)));
    if !stand_ins.is_empty() {
        let region = &scenario.region.name;
        let sentence = format!(
            "* {region}'s own price is not known: that of {STAND_IN_REGION} stands in; \
             region.prices sets it."
        );
        text.push_str(&medium.sentence(&sentence));
    }
    text
}

/// The month's bill, if there is one: it reaches whatever tier the run's does.
fn bill_of(bills: &Bills, period: Period) -> &Bill {
    match (period, &bills.month) {
        (Period::Month, Some(month)) => month,
        _ => &bills.run,
    }
}

const fn label(item: Option<Item>) -> &'static str {
    match item {
        Some(Item::Requests) => "requests",
        Some(Item::Duration) => "duration",
        Some(Item::Init) => "initialisation",
        Some(Item::Provisioned) => "provisioned",
        Some(Item::ProvisionedDuration) => "- its duration",
        Some(Item::Storage) => "ephemeral storage",
        None => "total",
    }
}
