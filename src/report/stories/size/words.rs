//! What a sizing found, in sentences: the answer, what it costs beside others, and what limits it.

use super::{quantity, room};
use crate::measures::Measure;
use crate::report::document::Language;
use crate::report::format::{capital, thousands};
use crate::report::{Hints, notation, start_up};
use crate::scenario::Scenario;
use crate::study::size::{Judged, Point, Sizing, Verdict};

/// The answer first.
pub(super) fn sentences(
    language: Language,
    scenario: &Scenario,
    sizing: &Sizing,
    name: &str,
    hints: &Hints,
) -> Vec<String> {
    let Some(point) = sizing.point(sizing.answer.value) else {
        return Vec::new();
    };
    let mut sentences = if sizing.answer.met {
        feasible(language, sizing, name, hints)
    } else {
        infeasible(language, sizing, name, point, hints)
    };
    sentences.extend(
        sizing
            .doubt
            .as_ref()
            .map(|doubt| start_up::of_sizing(language, doubt)),
    );
    sentences.extend(match sizing.larger_account {
        Some(larger) => Some(room::larger(language, scenario, &sizing.plan, larger)),
        None if sizing.plan.is_provisioned() => {
            room::floor(language, scenario, &sizing.plan, sizing.peak)
        }
        None => None,
    });
    sentences
}

/// What a month costs with a value.
fn cost(sizing: &Sizing, value: u32) -> Option<f64> {
    Some(sizing.point(value)?.figure(Measure::MonthlyCost)?.mean)
}

fn feasible(language: Language, sizing: &Sizing, name: &str, hints: &Hints) -> Vec<String> {
    let answer = sizing.answer;
    let value = thousands(answer.value.into());
    let sized = quantity::name(language, sizing.plan.setting);
    let found = if answer.value == 0 {
        language.choose(
            format!(
                "{name} meets its objectives without provisioned concurrency, with 95 % confidence."
            ),
            format!("{name}은(는) 프로비저닝된 동시성 없이도 95 % 신뢰도로 목표를 충족합니다."),
        )
    } else {
        language.choose(
            format!(
                "{value} is the lowest {sized} with which {name} meets its objectives, with 95 % confidence."
            ),
            format!("{name}이(가) 95 % 신뢰도로 목표를 충족하는 가장 낮은 {sized}: {value}."),
        )
    };
    let mut sentences = vec![found];
    if !sizing.is_certain() {
        let lowest = thousands(answer.least_possible.into());
        let more = hints.more_replications.in_language(language);
        sentences.push(language.choose(
            format!(
                "Not certain: {lowest} may be enough. {} could tell.",
                capital(more)
            ),
            format!("확실하지 않음: {lowest}(으)로도 충분할 수 있습니다. 알아보려면: {more}."),
        ));
    }
    if !sizing.plan.is_provisioned() {
        return sentences;
    }
    sentences.extend(rule_of_thumb(language, sizing));
    sentences.extend(cheapest(language, sizing));
    let given_up = |value| {
        let point = sizing.point(value)?;
        Some(point.figure(Measure::GivenUpRate)?.mean)
    };
    if sizing.cheapest.and_then(given_up) > given_up(answer.value) {
        sentences.push(language.abandoned_are_not_billed().to_owned());
    }
    sentences
}

/// What the rule of thumb costs beside the answer.
fn rule_of_thumb(language: Language, sizing: &Sizing) -> Option<String> {
    let thumb = sizing.rule_of_thumb?;
    let (own, rule) = (cost(sizing, sizing.answer.value)?, cost(sizing, thumb)?);
    if thumb == sizing.answer.value {
        return None;
    }
    let off = notation::dollars((rule - own).abs());
    let is_dearer = rule >= own;
    let verdict = sizing.point(thumb).map(Point::verdict);
    let is_doubted = verdict.is_some_and(|verdict| verdict != Verdict::Met);
    let peak = thousands(sizing.peak.round() as u64);
    let value = thousands(thumb.into());
    let more = if is_dearer { "more" } else { "less" };
    let meets = if is_doubted {
        " and does not meet them with that confidence"
    } else {
        ""
    };
    let korean_more = if is_dearer { "더" } else { "덜" };
    let korean_meets = if is_doubted {
        " 그 신뢰도로 목표를 충족하지 못합니다."
    } else {
        ""
    };
    let (without_any, korean_without) = match sizing.plan.is_provisioned() {
        true => (" without any", "프로비저닝 없이 잰 "),
        false => ("", ""),
    };
    Some(language.choose(
        format!(
            "The rule of thumb, the mean peak of {peak} in flight{without_any} plus 10 %, is {value}: it costs \
             {off} a month {more}{meets}."
        ),
        format!(
            "경험칙({korean_without}최대 동시 처리 평균 {peak}에 10 %를 더한 값)은 {value}이며, 매월 {off} \
             {korean_more} 듭니다.{korean_meets}"
        ),
    ))
}

/// What is cheapest, where that is not the answer.
fn cheapest(language: Language, sizing: &Sizing) -> Option<String> {
    let own = cost(sizing, sizing.answer.value)?;
    let lowest = sizing.cheapest?;
    let (cheapest, none) = (cost(sizing, lowest)?, cost(sizing, 0)?);
    if cheapest >= own {
        return None;
    }
    let value = thousands(lowest.into());
    let meets = sizing.point(lowest).map(Point::verdict) == Some(Verdict::Met);
    let (beyond, saved) = (
        notation::dollars(own - cheapest),
        notation::dollars(none - cheapest),
    );
    Some(if meets {
        language.choose(
            format!(
                "{value} meets them as well and costs {beyond} a month less: those environments are busy enough to \
                 be cheaper than on demand."
            ),
            format!(
                "{value}(으)로도 목표를 충족하며 매월 {beyond} 덜 듭니다. 그만큼은 충분히 바빠서 온디맨드보다 \
                 저렴합니다."
            ),
        )
    } else if lowest == 0 {
        let own = notation::dollars(own - none);
        language.choose(
            format!(
                "On demand alone is cheapest: meeting the objectives costs {own} a month more."
            ),
            format!(
                "온디맨드만 쓰는 것이 가장 저렴합니다. 목표를 충족하려면 매월 {own} 더 듭니다."
            ),
        )
    } else {
        language.choose(
            format!(
                "{value} is cheapest: it saves {saved} a month over none because those environments are busy most of \
                 the time. Meeting the objectives costs {beyond} more than that."
            ),
            format!(
                "{value}이(가) 가장 저렴합니다. 그 환경들은 대부분의 시간 동안 바쁘므로 없을 때보다 매월 {saved} \
                 절약됩니다. 목표를 충족하려면 그보다 {beyond} 더 듭니다."
            ),
        )
    })
}

/// What can be reached where the objectives cannot be met.
fn infeasible(
    language: Language,
    sizing: &Sizing,
    name: &str,
    nearest: &Point,
    hints: &Hints,
) -> Vec<String> {
    let (value, upper) = (
        thousands(nearest.value.into()),
        thousands(sizing.plan.upper.into()),
    );
    let more = hints.more_replications.in_language(language);
    let sized = quantity::name(language, sizing.plan.setting);
    let doubt = if nearest.verdict() == Verdict::Missed {
        language.choose(
            format!("No {sized} up to {upper} makes {name} meet its objectives."),
            format!("{sized}을(를) {upper}까지 늘려도 {name}은(는) 목표를 충족하지 못합니다."),
        )
    } else {
        language.choose(
            format!(
                "No {sized} up to {upper} is shown to meet the objectives of {name} with 95 % \
                 confidence; {more} could tell."
            ),
            format!(
                "{upper}까지의 어떤 {sized}도 {name}의 목표를 95 % 신뢰도로 충족한다고 할 수 없습니다. \
                 알아보려면: {more}."
            ),
        )
    };
    let reached = shortfall(language, nearest);
    let nearest = language.choose(
        format!("The nearest is {value}, which reaches {reached}."),
        format!("가장 가까운 값은 {value}입니다: {reached}."),
    );
    vec![doubt, nearest]
}

/// What a point reaches of the objectives that it does not meet.
pub(in crate::report::stories) fn shortfall(language: Language, point: &Point) -> String {
    let failed = point
        .judged
        .iter()
        .filter(|one| one.verdict != Verdict::Met);
    failed
        .map(|one| reached(language, one))
        .collect::<Vec<_>>()
        .join(", ")
}

fn reached(language: Language, judged: &Judged) -> String {
    let objective = judged.objective;
    let value = judged.value.map_or_else(
        || language.choose("nothing", "값 없음").to_owned(),
        |value| notation::estimate(&value, objective.measure.unit()),
    );
    let key = objective.measure.key();
    language.choose(
        format!("{key} {value} instead of {objective}"),
        format!("{key} {value}(목표 {objective})"),
    )
}
