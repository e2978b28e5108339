//! What to say where the start-up of a run decides its answer, and of what was warm at the start.
//!
//! It knows words; it must not know when they are due.

use super::document::Language;
use super::format::{escaped, percent, plural, thousands};
use crate::kernel::SimDuration;
use crate::metrics::{FunctionResult, RunResult, StartUp, Trouble};
use crate::scenario::{Scenario, WarmEnvironments};
use crate::study::size::Doubt;

/// That most of a run's throttles or cold starts come from its cold beginning, where they do.
pub(super) fn of_run(
    language: Language,
    scenario: &Scenario,
    result: &RunResult,
) -> Option<String> {
    let start_up = StartUp::of(scenario, result)?;
    let driven = start_up.driven()?;
    let (first, all) = start_up.counts(driven);
    let (first, all) = (thousands(first), thousands(all));
    let (what, when) = (name(language, driven), minutes(language, start_up.length));
    let remedy = remedy(language);
    Some(language.choose(
        format!("Most {what} ({first} of {all}) fall into the {when}: {remedy}"),
        format!("{what} 대부분({all} 중 {first})이 {when}에 일어납니다: {remedy}"),
    ))
}

/// The same of the runs without provisioned concurrency that an answer goes by.
pub(super) fn of_sizing(language: Language, doubt: &Doubt) -> String {
    let Doubt { start_up, driven } = doubt;
    let (first, all) = start_up.counts(*driven);
    let share = percent(first as f64 / all.max(1) as f64);
    let (what, when) = (name(language, *driven), minutes(language, start_up.length));
    let remedy = remedy(language);
    language.choose(
        format!(
            "Without provisioned concurrency, most {what} ({share}) fall into the {when}, and this answer counts \
             them: {remedy}"
        ),
        format!(
            "프로비저닝된 동시성이 없으면 {what} 대부분({share})이 {when}에 일어나며, 이 답은 그것을 포함합니다: {remedy}"
        ),
    )
}

/// How many environments a function that says so began with.
pub(super) fn of_warm(
    language: Language,
    scenario: &Scenario,
    index: usize,
    result: &FunctionResult,
) -> Option<String> {
    let said = scenario.functions.get(index)?.warm_environments?;
    if said == WarmEnvironments::Count(Default::default()) {
        return None;
    }
    let name = escaped(&result.name);
    let is_steady = said == WarmEnvironments::Steady;
    let kept = if is_steady {
        ", the number that its traffic keeps warm"
    } else {
        ""
    };
    let korean = if is_steady {
        "(트래픽이 유지하는 만큼)"
    } else {
        ""
    };
    let count = thousands(result.warm_at_start);
    let english = plural(
        result.warm_at_start,
        "warm environment",
        "warm environments",
    );
    Some(language.choose(
        format!("{name} began with {english}{kept}."),
        format!("{name}은(는) 웜 환경 {count}개{korean}로 시작했습니다."),
    ))
}

fn name(language: Language, driven: Trouble) -> &'static str {
    match driven {
        Trouble::Throttles => language.choose("throttles", "스로틀링"),
        Trouble::ColdStarts => language.choose("cold starts", "콜드 스타트"),
    }
}

fn minutes(language: Language, length: SimDuration) -> String {
    match length.as_nanos() / 60_000_000_000 {
        0 | 1 => language.choose("first minute", "첫 1분").to_owned(),
        minutes => language.choose(
            format!("first {minutes} minutes"),
            format!("첫 {minutes}분"),
        ),
    }
}

fn remedy(language: Language) -> String {
    let steady = WarmEnvironments::STEADY;
    language.choose(
        format!(
            "every run begins without environments. Set warm_environments = \"{steady}\" or a warm_up if the \
             service was running before."
        ),
        format!(
            "모든 실행은 환경 없이 시작합니다. 서비스가 이미 실행 중이었다면 warm_environments = \"{steady}\" 또는 warm_up을 \
             설정하십시오."
        ),
    )
}
