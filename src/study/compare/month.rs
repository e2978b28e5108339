//! The month of an event: the event as often as it happens, and for the rest what is usual.
//!
//! Both are runs of the same replication. They are billed together, as the account pays them, so that tiers and free tier
//! apply to their sum. Knows usage and bills; must not know how an event is compared.

use std::collections::BTreeMap;

use super::bills::Bills;
use super::variant::Variant;
use crate::billing::{PartOfMonth, Period};
use crate::measures::Measure;
use crate::metrics::RunResult;
use crate::study::finished::Compared;

/// Parts of the months of events, by the number of the event's variant.
pub(super) type Parts = Vec<(usize, PartOfMonth)>;

/// What a run used of the months of events: its own, and those that it is the usual rest of.
pub(super) fn parts(variants: &[Variant], index: usize, result: &RunResult) -> Parts {
    let Some(own) = variants.get(index) else {
        return Vec::new();
    };
    let part = |period| PartOfMonth::new(&own.scenario, result, period);
    let mut parts = Vec::new();
    for (number, event) in variants.iter().enumerate() {
        if number == index && event.usual.is_some() {
            parts.push((number, part(Period::Month)));
        } else if event.usual == Some(index) {
            parts.push((number, part(Period::MonthBeside(seconds_of_events(event)))));
        }
    }
    parts
}

/// How long the events of a month last together.
fn seconds_of_events(event: &Variant) -> f64 {
    let scenario = &event.scenario;
    let measured = (scenario.duration - scenario.warm_up).as_secs_f64();
    measured * f64::from(scenario.billing.events_per_month.unwrap_or_default())
}

/// Parts of months that wait for the run of their event.
#[derive(Debug, Default)]
pub(super) struct Months {
    waiting: Parts,
}

impl Months {
    /// Takes the parts of a run, in the order of variants. Where it is an event, its month becomes its bill and the
    /// monthly cost among its figures, those of the account and then of each function.
    pub(super) fn fold(
        &mut self,
        variants: &[Variant],
        index: usize,
        functions: &[String],
        mut parts: Parts,
        (figures, bills): (&mut [Compared], &mut Bills),
    ) {
        self.waiting.append(&mut parts);
        let Some(event) = variants.get(index).filter(|one| one.usual.is_some()) else {
            return;
        };
        let (own, others): (Parts, Parts) = std::mem::take(&mut self.waiting)
            .into_iter()
            .partition(|(number, _)| *number == index);
        self.waiting = others;
        let mut month = PartOfMonth::default();
        own.into_iter().for_each(|(_, part)| month.add(part));
        let bill = month.bill(&event.scenario);
        bills.set_month(&bill);
        let Some(place) = Measure::MonthlyCost.place_in(&Measure::COMPARED) else {
            return;
        };
        let mut own: BTreeMap<&String, f64> = BTreeMap::new();
        for one in &bill.functions {
            *own.entry(&one.name).or_default() += one.total().get();
        }
        let of = |name: &String| own.get(name).copied();
        let account = Some(bill.total().get());
        let costs = std::iter::once(account).chain(functions.iter().map(of));
        for (figures, cost) in figures.iter_mut().zip(costs) {
            if let Some(value) = figures.get_mut(place) {
                *value = cost;
            }
        }
    }
}
