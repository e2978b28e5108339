//! How provisioned concurrency was used, and how it changed.

use crate::kernel::SimTime;
use crate::metrics::{
    AllocationFailure, FunctionResult, ProvisionedChange, ProvisionedResult, RunResult,
};
use crate::report::document::Language;
use crate::report::format::{escaped, percent, plural, thousands};

/// More functions with provisioned concurrency than this are summed up: nobody reads a list of hundreds.
const MOST_LISTED: usize = 3;

/// What is said of the functions that have any.
pub(super) fn sentences(language: Language, result: &RunResult) -> Vec<String> {
    let provisioned = || result.functions.iter().filter(|f| f.has_provisioned);
    let mut sentences = Vec::new();
    for function in provisioned().take(MOST_LISTED) {
        sentences.push(of_use(language, result, function));
        if let Some(changes) = &function.provisioned {
            sentences.extend(of_changes(language, &escaped(&function.name), changes));
        }
    }
    let unlisted = provisioned().count().saturating_sub(MOST_LISTED);
    if unlisted > 0 {
        let functions = plural(unlisted as u64, "function", "functions");
        sentences.push(language.choose(
            format!("{functions} more with provisioned concurrency."),
            format!("프로비저닝된 동시성이 있는 함수가 {unlisted}개 더 있습니다."),
        ));
    }
    sentences
}

fn of_use(language: Language, result: &RunResult, function: &FunctionResult) -> String {
    let (allocated, busy) = provisioned_use(result, function);
    let never = allocated.saturating_sub(busy);
    let name = escaped(&function.name);
    let (most, of) = (thousands(busy), thousands(allocated));
    // They were more than could be used when the warm-up ended.
    let (used, korean) = if busy > allocated {
        (
            format!(
                "{most} environments were busy at once, some of them beyond the {of} allocated"
            ),
            format!("동시에 {most}개를 사용했고, 일부는 할당된 {of}개를 넘었습니다"),
        )
    } else {
        (
            format!("{most} of {of} environments were busy at once"),
            format!("환경 {of}개 중 동시에 {most}개를 사용했습니다"),
        )
    };
    let (spare, korean_spare) = if never > 0 {
        let never = thousands(never);
        (
            format!(", {never} never needed"),
            format!(", {never}개는 쓰이지 않았습니다"),
        )
    } else {
        Default::default()
    };
    let billed = billed_share(result, function).map(percent);
    let english_billed = billed.as_ref().map_or_else(String::new, |share| {
        format!("; invocations on it were billed for {share} of the time that it was allocated")
    });
    let korean_billed = billed.as_ref().map_or_else(String::new, |share| {
        format!("; 할당된 시간의 {share}만큼 호출 요금이 부과되었습니다")
    });
    language.choose(
        format!("Provisioned concurrency of {name}: at most {used}{spare}{english_billed}."),
        format!("{name}의 프로비저닝된 동시성: {korean}{korean_spare}{korean_billed}."),
    )
}

/// How much there was where it changes, and what was refused.
fn of_changes(language: Language, name: &str, provisioned: &ProvisionedResult) -> Vec<String> {
    let (refused, granted): (Vec<&ProvisionedChange>, Vec<&ProvisionedChange>) = provisioned
        .changes
        .iter()
        .partition(|change| change.failure.is_some());
    let mean = thousands(provisioned.allocated.mean.round() as u64);
    let max = thousands(provisioned.allocated.max);
    let changes = plural(granted.len() as u64, "change", "changes");
    let mut sentences = vec![language.choose(
        format!("{name}: {mean} provisioned on average, {max} at most, in {changes}."),
        format!(
            "{name}: 프로비저닝 평균 {mean}, 최대 {max}, 변경 {}번.",
            granted.len()
        ),
    )];
    if let Some((first, failure)) = refused.first().and_then(|one| Some((one, one.failure?))) {
        let times: u64 = refused.iter().map(|change| 1 + change.repeats).sum();
        let (to, from) = (thousands(first.to), thousands(first.from));
        let at = language.span(first.at.as_secs_f64());
        let why = reason(language, failure);
        let english = plural(times, "time", "times");
        let korean = thousands(times);
        sentences.push(language.choose(
            format!(
                "{name}: the account refused provisioned concurrency {english}, at first {to} instead of {from} at {at}: \
                 {why}."
            ),
            format!(
                "{name}: 계정이 프로비저닝된 동시성을 {korean}번 거부했습니다. 처음은 {at}에 {from} 대신 {to}: {why}."
            ),
        ));
    }
    sentences
}

fn reason(language: Language, failure: AllocationFailure) -> &'static str {
    let korean = match failure {
        AllocationFailure::Reserve => "함수의 예약보다 많습니다",
        AllocationFailure::AccountLimit => {
            "계정 한도에서 예약되지 않아야 할 만큼을 뺀 것보다 많습니다"
        }
        AllocationFailure::InFlight => "처리 중인 요청 때문에 계정의 동시성이 부족합니다",
    };
    language.choose(crate::report::provisioned::reason(failure), korean)
}

/// Most environments allocated at once, and most of them busy, after the warm-up; of an interval in which
/// the warm-up ended the peak before counts, too.
pub(in crate::report::stories) fn provisioned_use(
    result: &RunResult,
    function: &FunctionResult,
) -> (u64, u64) {
    let ended = SimTime::ZERO + result.warm_up;
    let counted = function.intervals.iter();
    let counted = counted.filter(|row| row.start + result.interval > ended);
    let (allocated, busy) = counted.fold((0, 0), |(allocated, busy), row| {
        (
            row.provisioned_allocated.max(allocated),
            row.provisioned_busy_max.max(busy),
        )
    });
    // A row has what is allocated at its end only, which need not be the most.
    let changing = function.provisioned.as_ref();
    let allocated = changing.map_or(allocated, |changing| changing.allocated.max);
    (allocated, busy)
}

/// Billed time of the invocations on provisioned concurrency, as a share of the time for which it was
/// allocated; `None` where the allocation changed, for its length within an interval is not known, or
/// where invocations in flight at the end, which count whole, take it above all.
fn billed_share(result: &RunResult, function: &FunctionResult) -> Option<f64> {
    let rows = &function.intervals;
    let allocated = rows.first()?.provisioned_allocated;
    if allocated == 0
        || rows
            .iter()
            .any(|row| row.provisioned_allocated != allocated)
    {
        return None;
    }
    let measured = (result.simulated - result.warm_up).as_secs_f64();
    let share = function.billed.provisioned_ms as f64 / 1000.0 / (allocated as f64 * measured);
    (0.0..=1.0).contains(&share).then_some(share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::provisioned::tests::function;

    #[test]
    fn what_was_refused_is_said() {
        let function = function();
        let name = &function.name;
        let expected = [
            format!("{name}: 1,235 provisioned on average, 2,000 at most, in 1 change."),
            format!(
                "{name}: the account refused provisioned concurrency 4 times, at first 143 instead of \
                 100 at 3 min: requests in flight leave too little of the account's concurrency."
            ),
        ];
        let changes = function.provisioned.as_ref().unwrap();
        assert_eq!(of_changes(Language::English, name, changes), expected);
    }
}
