//! What variants cost by item, as means over their replications.
//!
//! Only sums are kept. Knows bills; must not know how they are shown.

use crate::billing::{Bill, Item};
use crate::study::finished::Finished;

/// Amounts by item, of one run or summed over several.
#[derive(Clone, Debug, Default)]
pub(super) struct Bills {
    run: Vec<f64>,
    /// Empty without a bill of a month.
    month: Vec<f64>,
}

impl Bills {
    pub(super) fn of(finished: &Finished<'_>) -> Self {
        let month = finished.bills.month.as_ref();
        Self {
            run: by_item(&finished.bills.run),
            month: month.map(by_item).unwrap_or_default(),
        }
    }

    /// The month of an event, with what is usual for the rest.
    pub(super) fn set_month(&mut self, month: &Bill) {
        self.month = by_item(month);
    }

    /// Adds further runs. The order matters to the last bit.
    pub(super) fn add(&mut self, other: Self) {
        add(&mut self.run, other.run);
        add(&mut self.month, other.month);
    }

    /// The mean of a run over so many.
    pub(super) fn run(&self, runs: u64) -> impl Iterator<Item = (Item, f64)> + '_ {
        means(&self.run, runs)
    }

    /// The mean of a month.
    pub(super) fn month(&self, runs: u64) -> impl Iterator<Item = (Item, f64)> + '_ {
        means(&self.month, runs)
    }
}

fn by_item(bill: &Bill) -> Vec<f64> {
    Item::ALL.map(|item| bill.amount(item).get()).into()
}

fn add(sums: &mut Vec<f64>, amounts: Vec<f64>) {
    sums.resize(amounts.len(), 0.0);
    let parts = sums.iter_mut().zip(amounts);
    parts.for_each(|(sum, usd)| *sum += usd);
}

fn means(sums: &[f64], runs: u64) -> impl Iterator<Item = (Item, f64)> + '_ {
    let count = runs.max(1) as f64;
    Item::ALL
        .into_iter()
        .zip(sums.iter().map(move |sum| sum / count))
}
