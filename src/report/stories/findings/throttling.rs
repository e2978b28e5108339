//! The headline of a run, and what was refused by whom.

use super::causes::{Cause, causes};
use super::{periods, queues};
use crate::metrics::{Counts, FunctionResult, Period, RunResult};
use crate::report::document::clock::Clock;
use crate::report::document::{Language, Sentence, Tone};
use crate::report::format::{escaped, percent, thousands};
use crate::scenario::Scenario;
use crate::study::Finished;

/// What was throttled, when, and by which limit.
pub(super) fn sentences(language: Language, finished: &Finished<'_>) -> Vec<Sentence> {
    let Finished {
        scenario, result, ..
    } = *finished;
    let totals = result.totals();
    let periods = periods::dated(finished);
    let mut sentences = vec![headline(language, scenario, result, &totals, &periods)];
    if totals.throttles() == 0 {
        return sentences;
    }
    if periods.len() > 1 {
        sentences.extend(periods::most_severe(language, scenario, result, &periods));
    }
    let refused = causes(scenario, result.functions.iter().map(|f| f.totals));
    if refused.len() > 1 {
        sentences.push(by_cause(language, scenario, &totals, &refused));
    }
    sentences.extend(worst_function(language, scenario, result));
    sentences
}

/// The sentence that a reader takes away.
fn headline(
    language: Language,
    scenario: &Scenario,
    result: &RunResult,
    totals: &Counts,
    periods: &[Period],
) -> Sentence {
    let is_whole = result.warm_up.is_zero();
    let when = if is_whole { "" } else { " after the warm-up" };
    let korean_when = if is_whole {
        ""
    } else {
        "준비 구간 이후 "
    };
    if totals.attempts == 0 && totals.arrivals > 0 {
        return Sentence::new(Tone::Plain).text(language.choose(
            format!("No function was invoked{when}: nothing that arrived reached one."),
            format!("{korean_when}호출된 함수가 없습니다. 도착한 것이 함수에 이르지 못했습니다."),
        ));
    }
    if totals.attempts == 0 {
        return Sentence::new(Tone::Plain).text(language.choose(
            format!("No request arrived{when}."),
            format!("{korean_when}도착한 요청이 없습니다."),
        ));
    }
    let attempts = |sentence: Sentence| {
        sentence.counted("/account/attempts", totals.attempts, "attempt", "attempts")
    };
    if totals.throttles() == 0 && totals.errors > 0 {
        let english = Sentence::new(Tone::Bad)
            .text(format!("Nothing was throttled{when}, but "))
            .count("/account/server_errors", totals.errors)
            .text(" of ");
        let korean = Sentence::new(Tone::Bad)
            .text(format!("{korean_when}스로틀링은 없지만, 시도 "))
            .count("/account/attempts", totals.attempts)
            .text("건 중 ")
            .count("/account/server_errors", totals.errors)
            .text("건이 서버 오류(5xx)로 실패했습니다.");
        return language.choose(
            attempts(english).text(" failed with a server error (5xx)."),
            korean,
        );
    }
    if totals.throttles() == 0 {
        // API Gateway's throttles are told of after this.
        let (by, korean_by) = match totals.gateway_throttles {
            0 => ("", "스로틀링이"),
            _ => (" by Lambda", "Lambda의 스로틀링은"),
        };
        let english = Sentence::new(Tone::Good).text(format!(
            "Nothing was throttled{by}{when}: no limit refused any of the "
        ));
        let korean = Sentence::new(Tone::Good)
            .text(format!(
                "{korean_when}{korean_by} 없습니다. 어떤 한도도 시도 "
            ))
            .count("/account/attempts", totals.attempts)
            .text("건을 거부하지 않았습니다.");
        return language.choose(attempts(english).text("."), korean);
    }
    let refused = causes(scenario, result.functions.iter().map(|f| f.totals));
    let clock = Clock::of(scenario, result.simulated.as_secs_f64());
    let (limit, dated) = (
        limits(language, scenario, &refused),
        periods::when(language, periods, clock),
    );
    let were = if totals.throttles() == 1 {
        "was"
    } else {
        "were"
    };
    // What queues keep is tried again.
    let is_kept = queues::keep_all(scenario, result);
    let (tone, kept, korean_kept) = match is_kept {
        true => (
            Tone::Plain,
            " Queues kept what was refused, and nothing was lost.",
            " 거부된 것은 대기열에 남았고, 손실은 없습니다.",
        ),
        false => (Tone::Bad, "", ""),
    };
    let english = Sentence::new(tone)
        .text(format!("Throttled{dated}: {limit}"))
        .count("/account/throttles", totals.throttles())
        .text(" of ");
    let english = attempts(english)
        .text(format!("{when} {were} refused ("))
        .share("/account/throttle_rate", totals.throttle_rate())
        .text(format!(").{kept}"));
    let korean = Sentence::new(tone)
        .text(format!("{korean_when}스로틀링{dated}: {limit}시도 "))
        .count("/account/attempts", totals.attempts)
        .text("건 중 ")
        .count("/account/throttles", totals.throttles())
        .text("건이 거부되었습니다(")
        .share("/account/throttle_rate", totals.throttle_rate())
        .text(format!(").{korean_kept}"));
    let sentence = language.choose(english, korean);
    match periods {
        [only] => sentence.over(only),
        _ => sentence,
    }
}

/// `the account concurrency limit (1,000) was the main limit, `.
fn limits(language: Language, scenario: &Scenario, refused: &[(Cause, u64)]) -> String {
    let Some(((first, most), rest)) = refused.split_first() else {
        return String::new();
    };
    let tied = rest.iter().take_while(|(_, count)| count == most).count();
    let named = std::iter::once(first).chain(rest[..tied].iter().map(|(cause, _)| cause));
    let named: Vec<String> = named.map(|cause| cause.words(language, scenario)).collect();
    let main = if tied == rest.len() { "" } else { "main " };
    let korean_main = if tied == rest.len() { "" } else { "주된 " };
    let (were, limit) = if tied == 0 {
        ("was", "limit")
    } else {
        ("were", "limits")
    };
    language.choose(
        format!("{} {were} the {main}{limit}, ", named.join(" and ")),
        format!("{korean_main}한도는 {}, ", named.join(", ")),
    )
}

fn by_cause(
    language: Language,
    scenario: &Scenario,
    totals: &Counts,
    refused: &[(Cause, u64)],
) -> Sentence {
    let all = totals.throttles() as f64;
    let parts = refused.iter().map(|(cause, count)| {
        let (name, share) = (cause.name(language, scenario), percent(*count as f64 / all));
        format!("{name}: {} ({share})", thousands(*count))
    });
    let parts: Vec<String> = parts.collect();
    Sentence::new(Tone::Plain).text(language.choose(
        format!("Refused by {}.", parts.join("; by ")),
        format!("거부한 한도: {}.", parts.join("; ")),
    ))
}

/// The function of which most was refused, where there are several.
fn worst_function(language: Language, scenario: &Scenario, result: &RunResult) -> Option<Sentence> {
    if result.functions.len() < 2 {
        return None;
    }
    let functions = result.functions.iter().enumerate();
    let (index, worst) = functions.max_by_key(|(_, function)| function.totals.throttles())?;
    let totals = &worst.totals;
    let as_many = |function: &&FunctionResult| function.totals.throttles() == totals.throttles();
    // Of equals none was refused most.
    if result.functions.iter().filter(as_many).count() > 1 {
        return None;
    }
    let key = |name: &str| format!("/functions/{index}/{name}");
    let name = escaped(&worst.name);
    let tone = match queues::keeps(scenario, result, index) {
        true => Tone::Plain,
        false => Tone::Bad,
    };
    let english = Sentence::new(tone)
        .text(format!("{name} was refused most: "))
        .count(&key("throttles"), totals.throttles())
        .text(" of its ")
        .counted(&key("attempts"), totals.attempts, "attempt", "attempts")
        .text(" (")
        .share(&key("throttle_rate"), totals.throttle_rate())
        .text(").");
    let korean = Sentence::new(tone)
        .text(format!("가장 많이 거부된 것은 {name}: 시도 "))
        .count(&key("attempts"), totals.attempts)
        .text("건 중 ")
        .count(&key("throttles"), totals.throttles())
        .text("건(")
        .share(&key("throttle_rate"), totals.throttle_rate())
        .text(").");
    Some(language.choose(english, korean))
}
