//! How far a run without throttles stayed below its limits.
//!
//! It says what the result knows: how much more would fit depends on when it comes, and needs other runs.

use crate::metrics::RunResult;
use crate::report::document::Language;
use crate::report::format::thousands;
use crate::scenario::Scenario;

/// How much of the account limit was not used at the peak, to follow the peak; nothing if attempts were throttled.
pub(super) fn of_account(language: Language, scenario: &Scenario, result: &RunResult) -> String {
    let limit = u64::from(scenario.region.account_concurrency.get());
    let unused = limit.saturating_sub(result.account.concurrency.max);
    if !is_calm(result) || unused == 0 {
        return String::new();
    }
    let unused = thousands(unused);
    language.choose(
        format!(": {unused} were never used"),
        format!(", {unused} 미사용"),
    )
}

/// How much of the scaling rate was left when least was; `None` if attempts were throttled, or the rate was not drawn on
/// at the end of any interval.
pub(super) fn of_scaling(
    language: Language,
    scenario: &Scenario,
    result: &RunResult,
) -> Option<String> {
    if !is_calm(result) {
        return None;
    }
    let rows = result.account.intervals.iter();
    let rows = rows.filter(|row| row.start.as_nanos() >= result.warm_up.as_nanos());
    let lowest = rows.map(|row| row.scaling_tokens).min_by(f64::total_cmp)?;
    let region = &scenario.region;
    let burst = region.scaling.burst().min(region.account_concurrency).get();
    if lowest >= f64::from(burst) {
        return None;
    }
    let (left, all) = (thousands(lowest as u64), thousands(u64::from(burst)));
    Some(language.choose(
        format!(
            "Scaling rate: at the end of every interval, at least {left} of {all} new environments could have been \
             created at once."
        ),
        format!("확장 속도: 모든 구간의 끝에 새 환경을 한 번에 {left}개 이상({all}개 중) 만들 수 있었습니다."),
    ))
}

/// Whether something was invoked, and nothing was throttled.
fn is_calm(result: &RunResult) -> bool {
    let totals = result.totals();
    totals.attempts > 0 && totals.throttles() == 0
}
