//! How much provisioned concurrency the account has room for, and which limit to ask AWS for where that is
//! too little.
//!
//! It knows plans and what a larger account was simulated to do; it must not know what met the objectives.

use crate::report::format::thousands;
use crate::scenario::Scenario;
use crate::study::size::answer::rule_of_thumb;
use crate::study::size::{LargerAccount, Plan};

/// What would meet the objectives in a larger account, where this one has no room for it.
pub(super) fn larger(scenario: &Scenario, plan: &Plan, larger: LargerAccount) -> String {
    let room = at_most(scenario, plan);
    let limit = thousands(larger.account_concurrency.into());
    match larger.value {
        Some(value) => format!(
            "{room} {} would meet them, with an account limit of {limit}: ask AWS for that.",
            thousands(value.into())
        ),
        None => format!(
            "{room} The lowest limit with room for more is {limit}, but no larger account was found to be \
             enough."
        ),
    }
}

/// Which account limit it takes for the rule of thumb where AWS keeps too much of the account unreserved.
/// That is no more than a rule: what was simulated in a larger account is better advice.
pub(super) fn floor(scenario: &Scenario, plan: &Plan, peak: f64) -> Option<String> {
    let function = scenario.functions.get(plan.function)?;
    let wanted = rule_of_thumb(peak);
    if function.reserved_concurrency.is_some() || wanted <= plan.upper {
        return None;
    }
    let set_aside = u64::from(others(scenario, plan)) + u64::from(wanted);
    Some(format!(
        "{} For {}, the mean peak and 10 %, ask AWS for an account limit of {}.",
        at_most(scenario, plan),
        thousands(wanted.into()),
        thousands(scenario.region.limit_for(set_aside)),
    ))
}

/// `At most 50 can be provisioned: AWS keeps 100 of the account's 150 unreserved.`
fn at_most(scenario: &Scenario, plan: &Plan) -> String {
    let region = &scenario.region;
    let account = thousands(region.account_concurrency.get().into());
    let most = match plan.upper {
        0 => "None".to_owned(),
        most => format!("At most {}", thousands(most.into())),
    };
    let why = match region.unreserved_minimum.get() {
        0 => format!("the account has {account}"),
        kept => format!(
            "AWS keeps {} of the account's {account} unreserved",
            thousands(kept.into())
        ),
    };
    let beside = match others(scenario, plan) {
        0 => String::new(),
        others => format!(
            ", and {} are set aside for others",
            thousands(others.into())
        ),
    };
    format!("{most} can be provisioned: {why}{beside}.")
}

/// What the other functions set aside.
fn others(scenario: &Scenario, plan: &Plan) -> u32 {
    let available = scenario.region.can_be_set_aside();
    available.saturating_sub(plan.upper)
}
