//! What a reader does with an answer: the quota to ask AWS for, and what an answer is in the tools that put it in force.
//!
//! It knows how AWS and those tools call what a scenario calls otherwise; it must not know how an answer was found.
//!
//! | module | what it holds |
//! |---|---|
//! | [`aws`] | commands of AWS's command line |
//! | `margin` | how much more than what held once to ask for |
//! | `code` | the same in Terraform, CloudFormation and `serverless.yml` |
//! | `source` | what reads a queue, in both ways |
//! | `tool` | which tools these are |
//! | `names` | names of functions where tools restrict or escape them |

pub(in crate::report) mod aws;
mod code;
mod margin;
mod names;
mod service;
mod source;
#[cfg(test)]
mod tests;
mod tool;

use serde_json::{Value, json};

use super::document::{Block, InText, Language, Section};
use super::format::thousands;
use crate::catalog::{AdjustableQuota, quotas};
use crate::scenario::{
    Autoscaling, ScalingRule, Scenario, ScheduledValue, ServiceQuantity, Setting, SourceQuantity,
};
use aws::Version;
use margin::PERCENT;
use source::Placeholder;
use tool::Code;

/// Its name in the result folder.
pub(in crate::report) const FILE: &str = "actions.md";

/// Something to put in force.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Action {
    /// The key of the scenario that it is.
    key: String,
    /// What held, where a margin is put on that.
    least: Option<u32>,
    /// Whether that is what there is room with, instead of what held on a sample.
    is_room: bool,
    /// What to put in force; `None` where it changes over time.
    value: Option<u32>,
    quota: Option<&'static AdjustableQuota>,
    /// What to replace in the commands first.
    replace: Option<Placeholder>,
    commands: Vec<String>,
    code: Vec<Code>,
}

impl Action {
    /// What to do for a setting of which `least` was the smallest value that held on one sample, with a margin; `None`
    /// for what AWS raises for nobody.
    pub(in crate::report) fn of_sample(
        scenario: &Scenario,
        setting: Setting,
        least: u32,
    ) -> Option<Self> {
        let value = margin::within(scenario, setting, least);
        let action = Self::of_answer(scenario, setting, value)?;
        Some(Self {
            least: Some(least),
            ..action
        })
    }

    /// What to do for a setting whose value was found with confidence; `None` for what AWS raises for nobody, and for an
    /// account's limit that it has already.
    pub(in crate::report) fn of_answer(
        scenario: &Scenario,
        setting: Setting,
        value: u32,
    ) -> Option<Self> {
        Some(match setting {
            Setting::AccountConcurrency if value <= scenario.region.account_concurrency.get() => {
                return None;
            }
            Setting::AccountConcurrency => Self::account(scenario, value),
            Setting::ReservedConcurrency(function) => Self::reserved(scenario, function, value),
            Setting::ProvisionedConcurrency(function) => Self::constant(scenario, function, value),
            Setting::OfSource(quantity, function, _) => {
                Self::source(scenario, setting, (quantity, function), value)
            }
            Setting::OfService(quantity, function) => {
                Self::service(scenario, setting, (quantity, function), value)
            }
            Setting::Burst
            | Setting::RampPerMinute
            | Setting::RequestBurst
            | Setting::RequestRampPerMinute => return None,
        })
    }

    /// An account limit of which `least` is the smallest that has room.
    pub(in crate::report) fn larger_account(scenario: &Scenario, least: u32) -> Self {
        let setting = Setting::AccountConcurrency;
        let value = margin::within(scenario, setting, least);
        Self {
            least: Some(least),
            is_room: true,
            ..Self::account(scenario, value)
        }
    }

    /// A larger account, and the setting that it makes room for, whose smallest value that held is `least`: both are
    /// needed. The margin of the setting ends where the account, with its own margin, has no more room.
    pub(in crate::report) fn with_larger_account(
        scenario: &Scenario,
        setting: Setting,
        least: u32,
        account: u32,
    ) -> Vec<Self> {
        let account = Self::larger_account(scenario, account);
        let own = account.value.and_then(|limit| {
            let larger = Setting::AccountConcurrency.set(scenario, limit);
            Self::of_sample(&larger, setting, least)
        });
        std::iter::once(account).chain(own).collect()
    }

    /// Whether another action asks for more of the same quota of the account.
    pub(in crate::report) fn is_less_than(&self, other: &Self) -> bool {
        self.quota.is_some() && self.key == other.key && self.value < other.value
    }

    fn account(scenario: &Scenario, value: u32) -> Self {
        let quota = &quotas().concurrent_executions;
        Self {
            value: Some(value),
            quota: Some(quota),
            commands: vec![aws::quota_increase(quota, value, &scenario.region.name)],
            code: code::account(quota, value),
            ..Self::of_key(Setting::AccountConcurrency.key(scenario))
        }
    }

    fn reserved(scenario: &Scenario, function: usize, value: u32) -> Self {
        let version = Version::of(scenario, function);
        Self {
            value: Some(value),
            commands: vec![aws::reserve(version, value, &scenario.region.name)],
            code: code::reserved(version, value),
            ..Self::of_key(Setting::ReservedConcurrency(function).key(scenario))
        }
    }

    /// A number of what reads a queue.
    fn source(
        scenario: &Scenario,
        setting: Setting,
        (quantity, function): (SourceQuantity, usize),
        value: u32,
    ) -> Self {
        let changed = setting.set(scenario, value);
        Self {
            value: Some(value),
            replace: Some(source::placeholder(quantity)),
            commands: vec![source::command(&changed, setting, &scenario.region.name)],
            code: source::code(quantity, Version::of(scenario, function), value),
            ..Self::of_key(setting.key(scenario))
        }
    }

    /// A number of an ECS service.
    fn service(
        scenario: &Scenario,
        setting: Setting,
        (quantity, function): (ServiceQuantity, usize),
        value: u32,
    ) -> Self {
        let changed = setting.set(scenario, value);
        Self {
            value: Some(value),
            replace: Some(service::placeholder(quantity)),
            commands: vec![service::command(&changed, quantity, function)],
            code: service::code(&changed, quantity, function),
            ..Self::of_key(setting.key(scenario))
        }
    }

    /// A number of provisioned environments.
    pub(in crate::report) fn constant(scenario: &Scenario, function: usize, value: u32) -> Self {
        let version = Version::of(scenario, function);
        Self {
            value: Some(value),
            commands: vec![aws::provision(version, value, &scenario.region.name)],
            code: code::constant(version, value),
            ..Self::provisioned(scenario, function)
        }
    }

    /// Provisioned concurrency by the time of the day, with the commands for it.
    pub(in crate::report) fn schedule(
        scenario: &Scenario,
        function: usize,
        schedule: &[ScheduledValue],
        commands: Vec<String>,
    ) -> Self {
        Self {
            commands,
            code: code::schedule(Version::of(scenario, function), schedule),
            ..Self::provisioned(scenario, function)
        }
    }

    /// Provisioned concurrency that follows its utilization, with the commands for it.
    pub(in crate::report) fn autoscaling(
        scenario: &Scenario,
        function: usize,
        autoscaling: &Autoscaling,
        commands: Vec<String>,
    ) -> Self {
        Self {
            commands,
            code: code::autoscaling(Version::of(scenario, function), autoscaling),
            ..Self::provisioned(scenario, function)
        }
    }

    fn provisioned(scenario: &Scenario, function: usize) -> Self {
        Self {
            replace: Version::of(scenario, function)
                .placeholder()
                .map(|word| Placeholder {
                    word,
                    by: ["the function's alias or version", "함수의 별칭이나 버전"],
                }),
            ..Self::of_key(Setting::ProvisionedConcurrency(function).key(scenario))
        }
    }

    /// Something with a key of which nothing else is known yet.
    const fn of_key(key: String) -> Self {
        Self {
            key,
            least: None,
            is_room: false,
            value: None,
            quota: None,
            replace: None,
            commands: Vec::new(),
            code: Vec::new(),
        }
    }

    /// What it is, in a line above its commands.
    pub(in crate::report) fn words(&self, language: Language) -> String {
        // Of a share of CPU the rest is the target.
        let is_target = self.key.ends_with("target.cpu");
        let key = self.key.rsplit('.').next().unwrap_or_default();
        let value = self.value.map(|value| match is_target {
            true => format!("{} %", 100 - value.min(100)),
            false => thousands(value.into()),
        });
        let mut words = match value {
            Some(value) => format!("{key} = {value}"),
            None => key.to_owned(),
        };
        if let Some(least) = self.least.filter(|least| Some(*least) != self.value) {
            let least = thousands(least.into());
            let (why, why_korean) = if self.is_room {
                ("has room for it", "에 여유가 있음")
            } else {
                ("held on this one sample", "이(가) 이 표본에서 충분")
            };
            words += &language.choose(
                format!(" ({least} {why}; {PERCENT} % margin, rounded up)"),
                format!(" ({least}{why_korean}, 여유 {PERCENT} % 올림)"),
            );
        }
        if let Some(quota) = self.quota {
            let AdjustableQuota { name, code, .. } = quota;
            words += &language.choose(
                format!(": request an increase of the quota \"{name}\", {code}"),
                format!(": 할당량 \"{name}\"({code}) 증가 요청"),
            );
        }
        if let Some(Placeholder { word, by }) = self.replace {
            let [english, korean] = by;
            words += &language.choose(
                format!(", with {english} in place of {word}"),
                format!(", {word} 자리에 {korean}"),
            );
        }
        words + ":"
    }

    /// The commands of AWS's command line, with what they do.
    pub(in crate::report) fn block(&self, language: Language) -> Block {
        Block::Command(self.words(language), self.commands.join("\n"))
    }

    /// As data.
    pub(in crate::report) fn json(&self) -> Value {
        let code = self.code.iter();
        let mut tree: Value = json!({
            "key": self.key,
            "least": self.least,
            "value": self.value,
            "margin_percent": self.least.map(|_| PERCENT),
            "quota": self.quota.map(|quota| json!({
                "name": quota.name,
                "service_code": quota.service_code,
                "code": quota.code,
                "adjustable": true,
            })),
            "aws_cli": self.commands,
        });
        for one in code {
            tree[one.tool.key()] = one.text.clone().into();
        }
        tree
    }
}

/// Actions as data.
pub(in crate::report) fn json_of(actions: &[Action]) -> Value {
    actions.iter().map(Action::json).collect()
}

/// Actions as code of the tools that describe infrastructure, for the page alone; `None` without any.
pub(in crate::report) fn section(language: Language, actions: &[Action]) -> Option<Section> {
    let blocks: Vec<Block> = actions
        .iter()
        .flat_map(|action| {
            let heading = Block::Heading(action.words(language).trim_end_matches(':').to_owned());
            let code = action.code.iter();
            let code =
                code.map(|one| Block::Command(format!("{}:", one.tool.name()), one.text.clone()));
            std::iter::once(heading).chain(code)
        })
        .collect();
    (!blocks.is_empty()).then(|| Section {
        id: "as-code",
        heading: language.choose("As code", "코드로"),
        blocks,
        in_text: InText::No,
        ..Section::default()
    })
}

/// Actions as a file to read and copy from. Code is the same in all languages, its comments included.
pub(in crate::report) fn markdown(
    language: Language,
    scenario: &Scenario,
    actions: &[Action],
) -> String {
    let name = &scenario.name;
    let mut text = language.choose(
        format!(
            "# What to do: {name}\n\nLines to copy. Look at them before they change an account.\n"
        ),
        format!(
            "# 할 일: {name}\n\n복사해 쓸 명령과 코드입니다. 계정에 적용하기 전에 확인하십시오.\n"
        ),
    );
    if actions.is_empty() {
        text += language.choose("\nThere is nothing to change.\n", "\n바꿀 것이 없습니다.\n");
    }
    for action in actions {
        let words = action.words(language);
        text += &format!("\n## {}\n\nAWS CLI:\n\n", words.trim_end_matches(':'));
        text += &format!("```sh\n{}\n```\n", action.commands.join("\n"));
        for one in &action.code {
            let (name, language) = (one.tool.name(), one.tool.language());
            text += &format!("\n{name}:\n\n```{language}\n{}```\n", one.text);
        }
    }
    text
}

/// What AWS raises for nobody, by the scaling rule of a scenario.
pub(in crate::report) fn fixed(language: Language, scenario: &Scenario) -> String {
    let quotas = quotas();
    let name = match scenario.region.scaling {
        ScalingRule::RegionalBurst { .. } => &quotas.burst_concurrency.name,
        ScalingRule::PerFunction { .. } => &quotas.concurrency_scaling_rate.name,
    };
    language.choose(
        format!("AWS does not raise burst or ramp (quota \"{name}\", not adjustable)."),
        format!("버스트와 증가 속도는 늘릴 수 없습니다(할당량 \"{name}\", 조정 불가)."),
    )
}
