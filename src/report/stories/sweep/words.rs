//! What a sweep found, in sentences: which points meet the objectives, and the range of each measure.

use super::extremes::{extremes_of, mean};
use super::names::place;
use crate::catalog::prices_date;
use crate::measures::{Measure, Unit};
use crate::report::document::{Language, Sentence, Tone, Words};
use crate::report::format::{capital, escaped, plural, thousands};
use crate::report::notation;
use crate::study::sweep::Sweep;

/// Which points meet the objectives, and how low and high each measure is.
pub(super) fn findings(language: Language, sweep: &Sweep, measures: &[Measure]) -> Words {
    let ranges = measures.iter().filter_map(|&measure| {
        let words = range(language, sweep, measure)?;
        Some(Sentence::new(Tone::Plain).text(words))
    });
    Words {
        heading: None,
        sentences: objectives(language, sweep)
            .into_iter()
            .chain(ranges)
            .collect(),
        ..Words::default()
    }
}

/// How many points meet the objectives, and which of these costs the least.
fn objectives(language: Language, sweep: &Sweep) -> Option<Sentence> {
    let mut points = sweep.points.iter();
    if !points.any(|one| one.outcome.slo_met.is_some()) {
        return None;
    }
    let meets = |&point: &usize| sweep.points[point].outcome.slo_met == Some(true);
    let meeting: Vec<usize> = (0..sweep.points.len()).filter(meets).collect();
    let total = sweep.points.len() as u64;
    let (points, korean_total) = (plural(total, "point", "points"), thousands(total));
    if meeting.is_empty() {
        return Some(Sentence::new(Tone::Bad).text(language.choose(
            format!("None of {points} meets the objectives."),
            format!("지점 {korean_total}개 중 목표를 충족하는 지점이 없습니다."),
        )));
    }
    let measure = if sweep.first.billing.monthly {
        Measure::MonthlyCost
    } else {
        Measure::Cost
    };
    let costs = meeting
        .iter()
        .filter_map(|&point| Some((point, mean(sweep, point, measure)?)));
    let cheapest = costs.reduce(|a, b| if b.1 < a.1 { b } else { a });
    let cheapest = cheapest.map_or_else(String::new, |(point, cost)| {
        let (place, cost) = (place(sweep, point), notation::plain(measure.unit(), cost));
        language.choose(
            format!("; the cheapest of them ({cost}) is {place}"),
            format!(". 그중 가장 저렴한 지점({cost}): {place}"),
        )
    });
    if meeting.len() == sweep.points.len() {
        return Some(Sentence::new(Tone::Good).text(language.choose(
            format!("All {points} meet the objectives{cheapest}."),
            format!("지점 {korean_total}개 모두 목표를 충족합니다{cheapest}."),
        )));
    }
    let count = thousands(meeting.len() as u64);
    Some(Sentence::new(Tone::Good).text(language.choose(
        format!("{count} of {points} meet the objectives{cheapest}."),
        format!("지점 {korean_total}개 중 {count}개가 목표를 충족합니다{cheapest}."),
    )))
}

/// How low and high a measure is; `None` where it was never measured.
fn range(language: Language, sweep: &Sweep, measure: Measure) -> Option<String> {
    let name = capital(&language.heading(measure));
    let [lowest, highest] =
        extremes_of(sweep, measure)?.map(|end| notation::plain(measure.unit(), end.value));
    Some(if lowest == highest {
        language.choose(
            format!("{name}: {lowest} at every point."),
            format!("{name}: 모든 지점에서 {lowest}."),
        )
    } else {
        language.choose(
            format!("{name}: from {lowest} to {highest}."),
            format!("{name}: {lowest}에서 {highest}까지."),
        )
    })
}

/// What is swept, and what must be known of the prices.
pub(super) fn notes(language: Language, sweep: &Sweep, measures: &[Measure]) -> Vec<String> {
    let keys = sweep.keys.iter().map(|key| escaped(key));
    let keys = keys.collect::<Vec<_>>().join(", ");
    let swept = language.choose(format!("Swept: {keys}."), format!("변경한 키: {keys}."));
    let has_costs = measures.iter().any(|measure| measure.unit() == Unit::Usd);
    std::iter::once(swept)
        .chain(has_costs.then(|| prices(language, sweep)))
        .collect()
}

fn prices(language: Language, sweep: &Sweep) -> String {
    let date = prices_date();
    let list = language.choose(
        format!("List prices of {date} unless the scenario sets them."),
        format!("시나리오에서 따로 정하지 않으면 {date}의 정가입니다."),
    );
    if !sweep.points.iter().any(|point| point.outcome.has_stand_ins) {
        return list;
    }
    language.choose(
        format!(
            "{list} At some points a price of the Region's own is not known, so that of another \
             stands in (cost_has_stand_ins in sweep.json)."
        ),
        format!(
            "{list} 일부 지점에서는 해당 리전의 가격을 알 수 없어 다른 리전의 가격을 대신 \
             씁니다(sweep.json의 cost_has_stand_ins)."
        ),
    )
}
