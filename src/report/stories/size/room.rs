//! How much provisioned concurrency the account has room for, and which limit to ask AWS for where that is
//! too little.
//!
//! It knows plans and what a larger account was simulated to do; it must not know what met the objectives.

use crate::report::document::Language;
use crate::report::format::thousands;
use crate::scenario::Scenario;
use crate::study::size::answer::rule_of_thumb;
use crate::study::size::{LargerAccount, Plan};

/// What would meet the objectives in a larger account, where this one has no room for it.
pub(super) fn larger(
    language: Language,
    scenario: &Scenario,
    plan: &Plan,
    larger: LargerAccount,
) -> String {
    let room = maximum(language, scenario, plan);
    let limit = thousands(larger.account_concurrency.into());
    match larger.value.map(|value| thousands(value.into())) {
        Some(value) => language.choose(
            format!(
                "{room} {value} would meet them, with an account limit of {limit}: ask AWS for that."
            ),
            format!(
                "{room} 계정 한도가 {limit}이면 {value}(으)로 목표를 충족합니다. AWS에 그 한도를 요청하십시오."
            ),
        ),
        None => language.choose(
            format!(
                "{room} The lowest limit with room for more is {limit}, but no larger account was found to be \
                 enough."
            ),
            format!(
                "{room} 더 둘 수 있는 가장 낮은 한도는 {limit}이지만, 더 큰 계정으로도 충분하지 않았습니다."
            ),
        ),
    }
}

/// Which account limit it takes for the rule of thumb where AWS keeps too much of the account unreserved.
/// That is no more than a rule: what was simulated in a larger account is better advice.
pub(in crate::report::stories) fn floor(
    language: Language,
    scenario: &Scenario,
    plan: &Plan,
    peak: f64,
) -> Option<String> {
    let function = scenario.functions.get(plan.function)?;
    let wanted = rule_of_thumb(peak);
    if function.reserved_concurrency.is_some() || wanted <= plan.upper {
        return None;
    }
    let set_aside = u64::from(others(scenario, plan)) + u64::from(wanted);
    let room = maximum(language, scenario, plan);
    let limit = thousands(scenario.region.limit_for(set_aside));
    let wanted = thousands(wanted.into());
    Some(language.choose(
        format!("{room} For {wanted}, the mean peak plus 10 %, ask AWS for an account limit of {limit}."),
        format!("{room} 평균 최대치에 10 %를 더한 {wanted}을(를) 두려면 AWS에 계정 한도 {limit}을(를) 요청하십시오."),
    ))
}

/// `At most 50 can be provisioned: AWS keeps 100 of the account's 150 unreserved.`
fn maximum(language: Language, scenario: &Scenario, plan: &Plan) -> String {
    let region = &scenario.region;
    let account = thousands(region.account_concurrency.get().into());
    let (upper, others) = (thousands(plan.upper.into()), others(scenario, plan));
    let most = match plan.upper {
        0 => language.choose("None".to_owned(), "하나도".to_owned()),
        _ => language.choose(format!("At most {upper}"), format!("최대 {upper}까지만")),
    };
    let kept = region.unreserved_minimum.get();
    let why = if kept == 0 {
        language.choose(
            format!("the account has {account}"),
            format!("계정 한도가 {account}입니다"),
        )
    } else {
        let kept = thousands(kept.into());
        language.choose(
            format!("AWS keeps {kept} of the account's {account} unreserved"),
            format!("AWS가 계정의 {account} 중 {kept}을(를) 예약되지 않은 채로 남깁니다"),
        )
    };
    let beside = if others == 0 {
        String::new()
    } else {
        let others = thousands(others.into());
        language.choose(
            format!(", and {others} are set aside for others"),
            format!(" (다른 함수에 {others})"),
        )
    };
    let can = if plan.upper == 0 {
        "프로비저닝할 수 없습니다"
    } else {
        "프로비저닝할 수 있습니다"
    };
    language.choose(
        format!("{most} can be provisioned: {why}{beside}."),
        format!("{most} {can}: {why}{beside}."),
    )
}

/// What the other functions set aside.
fn others(scenario: &Scenario, plan: &Plan) -> u32 {
    scenario
        .region
        .can_be_set_aside()
        .saturating_sub(plan.upper)
}
