//! ECS services that refused requests, in words: when, which limit was in the way, and what would have refused none.

use crate::report::actions::Action;
use crate::report::document::clock::Clock;
use crate::report::document::{Block, Language, Sentence, Tone};
use crate::report::format::{escaped, thousands};
use crate::scenario::{Scenario, ServiceQuantity, Setting};
use crate::study::explain::{ServiceLimit, Shortage};

/// What happened, as a sentence.
pub(super) fn sentence(language: Language, scenario: &Scenario, shortage: &Shortage) -> Sentence {
    let what = what(language, scenario, shortage);
    let why = shortage.without.first().map(|(limit, left)| {
        let (name, left) = (limit_in_words(language, *limit), thousands(*left));
        language.choose(
            format!(" Without {name} it would have been {left}."),
            format!(" {name}이(가) 없었다면 {left}건입니다."),
        )
    });
    Sentence::new(Tone::Bad).text(format!("{what}.{}", why.unwrap_or_default()))
}

/// `api, 12:00:40 to 12:06:10: 12,653 attempts refused, 9,000 because the queue was full and 3,653 after they had waited too long`
fn what(language: Language, scenario: &Scenario, shortage: &Shortage) -> String {
    let function = scenario.functions.get(shortage.function);
    let name = escaped(function.map_or("", |one| &one.name));
    let clock = Clock::of(scenario, scenario.duration.as_secs_f64());
    let [from, to] = [shortage.from, shortage.to].map(|at| clock.at(at.as_secs_f64()));
    let all = thousands(shortage.rejected + shortage.timed_out);
    let [rejected, timed_out] = [shortage.rejected, shortage.timed_out].map(thousands);
    language.choose(
        format!(
            "{name}, {from} to {to}: {all} attempts refused, {rejected} because every place was taken and the queue full, {timed_out} after they had waited too long"
        ),
        format!(
            "{name}, {from}~{to}: 시도 {all}건 거부({rejected}건은 빈 자리가 없고 대기열이 가득 참, {timed_out}건은 대기 시간 초과)"
        ),
    )
}

const fn limit_in_words(language: Language, limit: ServiceLimit) -> &'static str {
    let [english, korean] = match limit {
        ServiceLimit::MetricDelay => [
            "the datapoints of the metric and their delay",
            "지표의 데이터 포인트와 지연",
        ],
        ServiceLimit::Cooldown => ["the cooldown after a scale-out", "확장 후 휴지 기간"],
        ServiceLimit::TaskStart => ["the start of tasks", "태스크 시작 시간"],
        ServiceLimit::InstanceBoot => ["the boot of instances", "인스턴스 부팅 시간"],
        ServiceLimit::LaunchRate => ["the launch quotas", "시작 할당량"],
        ServiceLimit::MaximumTasks => ["the maximum of tasks", "최대 태스크 수"],
        ServiceLimit::MaximumInstances => ["the maximum of instances", "최대 인스턴스 수"],
    };
    match language {
        Language::English => english,
        Language::Korean => korean,
    }
}

/// What each limit did, and what would have refused none.
pub(super) fn blocks(language: Language, scenario: &Scenario, shortage: &Shortage) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(what(language, scenario, shortage))];
    let limits = shortage.without.iter().map(|(limit, left)| {
        let (name, left) = (limit_in_words(language, *limit), thousands(*left));
        language.choose(
            format!("without {name} {left}"),
            format!("{name} 없이 {left}건"),
        )
    });
    let limits: Vec<String> = limits.collect();
    if !limits.is_empty() {
        let limits = limits.join(", ");
        blocks.push(Block::Note(language.choose(
            format!("Refused by the same requests: {limits}."),
            format!("같은 요청에서 거부되는 수: {limits}."),
        )));
    }
    for (setting, least) in &shortage.remedies {
        let key = setting.key(scenario);
        blocks.push(Block::Note(match least {
            Some(value) => {
                let value = match setting {
                    Setting::OfService(ServiceQuantity::CpuHeadroom, _) => {
                        format!("{}%", 100 - value.min(&100))
                    }
                    _ => thousands((*value).into()),
                };
                language.choose(
                    format!("{key} = {value} by itself would have refused none."),
                    format!("{key} = {value}이면 거부가 없었을 것입니다."),
                )
            }
            None => language.choose(
                format!("No value of {key} by itself would have refused none."),
                format!("{key}만으로는 거부를 없앨 수 없습니다."),
            ),
        }));
        let action = least.and_then(|value| Action::of_answer(scenario, *setting, value));
        blocks.extend(action.map(|action| action.block(language)));
    }
    blocks
}
