//! What sizing autoscaling found, in sentences: the answer, what is cheapest of all, and what is to be known of either.

use crate::measures::Measure;
use crate::report::document::Language;
use crate::report::format::{capital, plural, thousands, usd_plus_minus};
use crate::report::stories::size::{room, shortfall};
use crate::report::{Hints, notation, start_up};
use crate::scenario::Scenario;
use crate::study::size::target::{Cheapest, Tracking, Tried, time_to_act};
use crate::study::size::{Point, Verdict};

/// The answer first.
pub(super) fn sentences(
    language: Language,
    scenario: &Scenario,
    tracking: &Tracking,
    name: &str,
    hints: &Hints,
) -> Vec<String> {
    let Tried {
        percent,
        least,
        point,
        ..
    } = &tracking.answer;
    let min = thousands(u64::from(point.value));
    let mut sentences = Vec::new();
    if least.met {
        let confirmed = thousands(tracking.confirmed_by);
        sentences.push(language.choose(
            format!(
                "A target of {percent} % with a minimum of {min} is the cheapest autoscaling found with which \
                 {name} meets its objectives, with 95 % confidence and confirmed by {confirmed} replications."
            ),
            format!(
                "{name}이(가) 95 % 신뢰도로 목표를 충족하는 가장 저렴한 자동 확장은 목표 {percent} %, 최솟값 {min}이며, \
                 반복 {confirmed}회로 확인했습니다."
            ),
        ));
    } else {
        sentences.extend(infeasible(language, tracking, name, hints));
    }
    sentences.extend(beside_a_constant(language, tracking));
    sentences.extend(cheapest(language, tracking));
    if least.met && least.least_possible < least.value {
        let lowest = thousands(u64::from(least.least_possible));
        let more = hints.more_replications.in_language(language);
        sentences.push(language.choose(
            format!(
                "Not certain: at that target a minimum of {lowest} may be enough. {} could tell.",
                capital(more)
            ),
            format!(
                "확실하지 않음: 그 목표에서 최솟값 {lowest}(으)로도 충분할 수 있습니다. 알아보려면: {more}."
            ),
        ));
    }
    if tracking.lower_bounds.least == tracking.lower_bounds.most {
        sentences.push(language.choose(
            format!("{min} was the only minimum that could be tried."),
            format!("시도할 수 있는 최솟값은 {min}뿐이었습니다."),
        ));
    }
    sentences.extend(
        tracking
            .doubt
            .as_ref()
            .map(|doubt| start_up::of_sizing(language, doubt)),
    );
    sentences.extend(room::floor(
        language,
        scenario,
        &tracking.plan,
        tracking.thumb.peak,
    ));
    sentences.extend(action(language, scenario, tracking));
    sentences
}

/// What can be reached where the objectives cannot be met.
fn infeasible(language: Language, tracking: &Tracking, name: &str, hints: &Hints) -> Vec<String> {
    let Tried { percent, point, .. } = &tracking.answer;
    let most = thousands(u64::from(tracking.lower_bounds.most));
    let more = hints.more_replications.in_language(language);
    let none = if point.verdict() == Verdict::Missed {
        language.choose(
            format!(
                "No target of 10 to 90 % with a minimum of up to {most} makes {name} meet its objectives."
            ),
            format!(
                "최솟값 {most}까지, 10~90 %의 어떤 목표로도 {name}은(는) 목표를 충족하지 못합니다."
            ),
        )
    } else {
        language.choose(
            format!(
                "No target of 10 to 90 % with a minimum of up to {most} is shown to make {name} meet its objectives \
                 with 95 % confidence; {more} could tell."
            ),
            format!(
                "최솟값 {most}까지, 10~90 %의 어떤 목표도 {name}의 목표를 95 % 신뢰도로 충족한다고 할 수 없습니다. 알아보려면: \
                 {more}."
            ),
        )
    };
    let (min, reached) = (
        thousands(u64::from(point.value)),
        shortfall(language, point),
    );
    let nearest = language.choose(
        format!(
            "The nearest pair is a target of {percent} % with a minimum of {min}, which reaches {reached}."
        ),
        format!("가장 가까운 것은 목표 {percent} %, 최솟값 {min}입니다: {reached}."),
    );
    vec![none, nearest]
}

/// How autoscaling does beside a constant value.
fn beside_a_constant(language: Language, tracking: &Tracking) -> Option<String> {
    let constant = &tracking.constant_point;
    let value = thousands(u64::from(constant.value));
    if !tracking.constant.met {
        let upper = thousands(u64::from(tracking.plan.upper));
        return Some(language.choose(
            format!("No constant value up to {upper} is shown to meet them, either."),
            format!("{upper}까지의 어떤 고정값도 목표를 충족한다고 할 수 없습니다."),
        ));
    }
    let beyond = tracking.beyond_constant.filter(|_| tracking.is_met())?;
    let off = usd_plus_minus(beyond.mean.abs(), beyond.half_width);
    let least = if constant.value == tracking.constant.value {
        language.choose(
            format!("{value}, the lowest constant value that meets them"),
            format!("목표를 충족하는 가장 낮은 고정값 {value}"),
        )
    } else {
        let lowest = thousands(u64::from(tracking.constant.value));
        language.choose(
            format!("{value}, the cheapest constant value that meets them as surely ({lowest} is the lowest)"),
            format!("목표를 그만큼 확실히 충족하는 가장 저렴한 고정값 {value}(가장 낮은 값은 {lowest})"),
        )
    };
    let is_clear = beyond.mean.abs() > beyond.half_width;
    let noise = if is_clear {
        ""
    } else {
        ", which is within the noise of the replications"
    };
    let korean_noise = if is_clear {
        ""
    } else {
        "(반복 간 오차 범위 안)"
    };
    Some(if beyond.mean == 0.0 {
        language.choose(
            format!("It costs the same as {least}."),
            format!("비용은 {least}와(과) 같습니다."),
        )
    } else if beyond.mean < 0.0 {
        language.choose(
            format!("It costs {off} a month less than {least}{noise}."),
            format!("{least}보다 매월 {off} 덜 듭니다{korean_noise}."),
        )
    } else {
        language.choose(
            format!("It does not pay: {least}, costs {off} a month less{noise}."),
            format!(
                "자동 확장은 이득이 없습니다: {least}이(가) 매월 {off} 덜 듭니다{korean_noise}."
            ),
        )
    })
}

/// What is cheapest of all that meets.
fn cheapest(language: Language, tracking: &Tracking) -> Option<String> {
    let constant = thousands(u64::from(tracking.constant_point.value));
    let thumb = thousands(u64::from(tracking.thumb.value));
    let (which, point) = match tracking.cheapest()? {
        Cheapest::None => (
            language.choose("none at all".to_owned(), "프로비저닝 없음".to_owned()),
            &tracking.none,
        ),
        Cheapest::Constant => (
            language.choose(
                format!("a constant {constant}"),
                format!("고정값 {constant}"),
            ),
            &tracking.constant_point,
        ),
        Cheapest::RuleOfThumb => (
            language.choose(
                format!("the rule of thumb, {thumb}"),
                format!("경험칙 {thumb}"),
            ),
            &tracking.thumb_point,
        ),
        Cheapest::Tracking => (
            language.choose("autoscaling".to_owned(), "자동 확장".to_owned()),
            &tracking.answer.point,
        ),
    };
    let cost = notation::dollars(cost(point)?);
    Some(language.choose(
        format!("Cheapest of all that meet the objectives: {which}, at {cost} a month."),
        format!("목표를 충족하는 것 중 가장 저렴한 것: {which}, 매월 {cost}."),
    ))
}

fn cost(point: &Point) -> Option<f64> {
    Some(point.figure(Measure::MonthlyCost)?.mean)
}

/// Whether the run lets autoscaling do anything.
fn action(language: Language, scenario: &Scenario, tracking: &Tracking) -> Vec<String> {
    let own = &tracking.autoscaling;
    let seconds = scenario.duration.as_secs_f64();
    let run = language.span(seconds);
    let preparation = scenario
        .region
        .provisioned_allocation
        .preparation
        .as_secs_f64();
    if seconds <= time_to_act(scenario, own).as_secs_f64() {
        let above = plural(u64::from(own.out_datapoints), "minute", "minutes");
        let preparation = language.span(preparation);
        return vec![language.choose(
            format!(
                "The run of {run} is too short for autoscaling to act: it takes {above} above the target and \
                 {preparation} of preparation. Simulate for longer."
            ),
            format!(
                "실행 시간 {run}은(는) 자동 확장이 작동하기에 너무 짧습니다. 목표를 넘는 {}분과 준비 시간 {preparation}이(가) \
                 필요합니다. 더 길게 시뮬레이션하십시오.",
                own.out_datapoints
            ),
        )];
    }
    let mut sentences = Vec::new();
    if tracking.is_met() && tracking.is_idle() {
        let idle = language.choose(
            "Autoscaling never went beyond its minimum in these runs: it is a constant by another name.",
            "이 실행들에서 자동 확장은 최솟값을 넘은 적이 없습니다. 이름만 다른 고정값입니다.",
        );
        sentences.push(idle.to_owned());
    }
    if seconds < 60.0 * f64::from(own.in_datapoints) {
        let below = plural(u64::from(own.in_datapoints), "minute", "minutes");
        sentences.push(language.choose(
            format!(
                "The run of {run} is too short for autoscaling to scale in, which takes {below} below the target: in a \
                 longer one it may cost less."
            ),
            format!(
                "실행 시간 {run}은(는) 축소하기에 너무 짧습니다(목표 미만 {}분 필요). 더 긴 실행에서는 비용이 줄 수 있습니다.",
                own.in_datapoints
            ),
        ));
    }
    sentences
}

#[cfg(test)]
mod tests;
