//! Queues whose items waited for too long, in words: when, why, and what would have kept them younger.

use crate::report::actions::Action;
use crate::report::document::clock::Clock;
use crate::report::document::{Block, Language, Sentence, Tone};
use crate::report::format::{escaped, thousands};
use crate::scenario::{Function, Scenario};
use crate::study::explain::{Backlog, BacklogCause};

/// What happened, as a sentence.
pub(super) fn sentence(language: Language, scenario: &Scenario, backlog: &Backlog) -> Sentence {
    let words = format!(
        "{}. {}",
        what(language, scenario, backlog),
        why(language, backlog)
    );
    Sentence::new(Tone::Bad).text(words)
}

/// `fulfil, source 0, 2:00 to 3:30: the oldest item waited for 22 s, longer than 10 s; at most 22,277 waited`
fn what(language: Language, scenario: &Scenario, backlog: &Backlog) -> String {
    let name = scenario.functions.get(backlog.function);
    let name = escaped(name.map_or("", Function::unqualified_name));
    let clock = Clock::of(scenario, scenario.duration.as_secs_f64());
    let [from, to] = [backlog.from, backlog.to].map(|at| clock.at(at.as_secs_f64()));
    let [age, limit] =
        [backlog.oldest_age, backlog.limit].map(|span| language.span(span.as_secs_f64()));
    let (source, most) = (backlog.source, thousands(backlog.most));
    language.choose(
        format!(
            "{name}, source {source}, {from} to {to}: the oldest item in the queue waited for {age}, longer than {limit}; \
             at most {most} waited"
        ),
        format!(
            "{name}, 소스 {source}, {from}~{to}: 대기열의 가장 오래된 항목이 {age} 대기({limit} 초과), 최대 {most}건 대기"
        ),
    )
}

fn why(language: Language, backlog: &Backlog) -> String {
    match backlog.cause {
        BacklogCause::Throttles(count) => {
            let count = thousands(count);
            language.choose(
                format!("The function was throttled {count} times meanwhile."),
                format!("그동안 함수가 {count}번 스로틀링되었습니다."),
            )
        }
        BacklogCause::Maximum(most) => {
            let most = thousands(most);
            language.choose(
                format!("All {most} pollers of the mapping were in use: its maximum concurrency."),
                format!("매핑의 폴러 {most}개(최대 동시성)를 모두 쓰고 있었습니다."),
            )
        }
        BacklogCause::Growth(reached) => {
            let reached = thousands(reached);
            language.choose(
                format!(
                    "The mapping was still growing: it had at most {reached} batches in flight."
                ),
                format!(
                    "매핑이 아직 확장 중이었습니다. 처리 중인 배치는 최대 {reached}개였습니다."
                ),
            )
        }
        BacklogCause::Lanes(lanes) => {
            let lanes = thousands(lanes);
            language.choose(
                format!(
                    "A stream has one batch in flight in each lane, of which there are {lanes}."
                ),
                format!("스트림은 레인마다 배치 하나만 처리하며, 레인은 {lanes}개입니다."),
            )
        }
        BacklogCause::Retries => language
            .choose(
                "Events waited to be tried again after errors of the function.",
                "이벤트가 함수 오류 뒤에 재시도를 기다렸습니다.",
            )
            .to_owned(),
    }
}

/// What would have kept the age below the limit.
pub(super) fn blocks(language: Language, scenario: &Scenario, backlog: &Backlog) -> Vec<Block> {
    let limit = language.span(backlog.limit.as_secs_f64());
    let mut blocks = vec![
        Block::Heading(what(language, scenario, backlog)),
        Block::Note(why(language, backlog)),
    ];
    for (setting, least) in &backlog.remedies {
        let key = setting.key(scenario);
        blocks.push(Block::Note(match least {
            Some(value) => {
                let value = thousands((*value).into());
                language.choose(
                    format!("{key} = {value} by itself would have kept it below {limit}."),
                    format!("{key} = {value}이면 {limit} 이하로 유지되었을 것입니다."),
                )
            }
            None => language.choose(
                format!("No value of {key} by itself would have kept it below {limit}."),
                format!("{key}만으로는 {limit} 이하로 유지할 수 없습니다."),
            ),
        }));
        let action = least.and_then(|value| Action::of_sample(scenario, *setting, value));
        blocks.extend(action.map(|action| action.block(language)));
    }
    blocks
}
