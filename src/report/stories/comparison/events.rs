//! What an event costs beyond what is usual, in sentences.
//!
//! It knows comparisons; it must not know how a month is billed.

use super::variants::Group;
use crate::measures::{Measure, Unit};
use crate::report::document::Language;
use crate::report::format::{escaped, thousands};
use crate::report::notation;
use crate::study::compare::{Comparison, Variant};
use crate::study::{Estimate, Scope};

/// A sentence for each event that happens some times a month, among days that are usual.
pub(super) fn sentences(
    language: Language,
    comparison: &Comparison,
    groups: &[Group],
) -> Vec<String> {
    let groups = groups.iter();
    groups
        .filter_map(|group| sentence(language, comparison, group.index))
        .collect()
}

fn sentence(language: Language, comparison: &Comparison, index: usize) -> Option<String> {
    let cost = comparison.event_cost(index)?;
    let event = comparison.variants.get(index)?;
    let usual = comparison.variants.get(event.usual?)?;
    let events = event.scenario.billing.events_per_month?;
    let month = |variant| {
        let estimate = comparison.estimate(variant, Scope::Account, Measure::MonthlyCost);
        estimate.map_or_else(|| "-".to_owned(), |one| notation::estimate(&one, Unit::Usd))
    };
    let (with, without) = (month(index), month(event.usual?));
    let [name, usual] = [event, usual].map(|variant: &Variant| escaped(&variant.name));
    let measured = event.scenario.duration - event.scenario.warm_up;
    let span = language.span(measured.as_secs_f64());
    let amount = Estimate {
        mean: cost.mean.abs(),
        ..cost
    };
    let amount = notation::estimate(&amount, Unit::Usd);
    let count = thousands(u64::from(events));
    let (more, more_korean) = if cost.mean < 0.0 {
        ("less", "적습니다")
    } else {
        ("more", "많습니다")
    };
    let times = if events == 1 { "event" } else { "events" };
    Some(language.choose(
        format!(
            "One {name} ({span}) costs {amount} {more} than {span} of {usual}. A month with {count} such {times} \
             costs {with}, a month without {without}."
        ),
        format!(
            "{name} 1회({span})의 비용은 {usual} {span}보다 {amount} {more_korean}. 이런 이벤트가 {count}회 있는 달은 \
             {with}, 없는 달은 {without}입니다."
        ),
    ))
}
