//! What a run found, in sentences: what was throttled, when, by which limit, and what followed.
//!
//! Every sentence is derived from the result and true of it, whatever the result is. A figure that
//! `summary.json` has, too, carries the path of its key, so that anyone can check the words against
//! the data. What would have helped is not said here: that needs other runs.
//!
//! It knows results and how figures look; it must not know whether a page or a terminal shows them.
//!
//! | module | what it holds |
//! |---|---|
//! | [`throttling`] | the headline, and what was refused by whom |
//! | [`causes`] | which limit refused how much |
//! | [`periods`] | from when to when attempts were throttled, in words |
//! | [`queues`] | where what waited in queues went; function errors; API Gateway |
//! | [`provisioned`] | how provisioned concurrency was used, and how it changed |
//! | [`services`] | what ECS services did: refusals, waits, tasks, instances |
//! | [`headroom`] | how far a run without throttles was below its limits |
//! | [`sla`] | uptime and service credit |

pub(super) mod causes;
mod headroom;
pub(in crate::report) mod periods;
mod provisioned;
mod queues;
mod services;
pub(super) mod sla;
mod throttling;

#[cfg(test)]
mod tests;

use crate::metrics::{RunResult, Verdict};
use crate::report::document::{Language, Sentence, Tone};
use crate::report::format::{escaped, plural, thousands};
use crate::report::stories::queues::Arrivals;
use crate::report::{notation, start_up};
use crate::scenario::{Objective, Scenario};
use crate::study::Finished;

pub(super) use provisioned::provisioned_use;

/// More functions with warm environments at the start than this are not named: nobody reads a list of hundreds.
const MOST_WARM: usize = 3;
/// The same for objectives.
const MOST_LISTED: usize = 8;

/// The findings, the headline first: of what Lambda served, of ECS services, and of all.
pub(super) fn of_run(
    language: Language,
    whole: &Finished<'_>,
    on_lambda: &Finished<'_>,
) -> Vec<Sentence> {
    let mut sentences = match on_lambda.scenario.functions.is_empty() {
        true => Vec::new(),
        false => of_lambda(language, on_lambda),
    };
    sentences.extend(services::sentences(language, whole));
    sentences.extend(of_objectives(language, &whole.verdicts));
    sentences.push(of_cost(language, whole));
    if !on_lambda.scenario.functions.is_empty() {
        let credit = sla::of_run(language, on_lambda);
        sentences.extend(credit.map(|words| Sentence::new(Tone::Plain).text(words)));
    }
    sentences
}

fn of_lambda(language: Language, finished: &Finished<'_>) -> Vec<Sentence> {
    let Finished {
        scenario, result, ..
    } = *finished;
    let plain = |words| Sentence::new(Tone::Plain).text(words);
    let mut sentences = throttling::sentences(language, finished);
    sentences.extend(queues::sentences(language, scenario, result));
    sentences.extend(queues::of_gateway(language, scenario, result));
    sentences.extend(of_requests(language, scenario, result));
    sentences.extend(queues::of_errors(language, result));
    sentences.extend(of_cold_starts(language, result));
    sentences.extend(of_recorded(language, scenario, result).map(plain));
    let begun = result.functions.iter().enumerate();
    let warm = begun.filter_map(|(index, one)| start_up::of_warm(language, scenario, index, one));
    sentences.extend(warm.take(MOST_WARM).map(plain));
    sentences.extend(start_up::of_run(language, scenario, result).map(plain));
    sentences.extend(of_latency(language, scenario, result));
    sentences.push(of_concurrency(language, scenario, result));
    sentences.extend(headroom::of_scaling(language, scenario, result).map(plain));
    sentences.extend(
        provisioned::sentences(language, result)
            .into_iter()
            .map(plain),
    );
    sentences
}

fn of_requests(language: Language, scenario: &Scenario, result: &RunResult) -> Option<Sentence> {
    let totals = result.totals();
    let open: u64 = result.functions.iter().map(|f| f.open_at_end).sum();
    // Without throttles the headline says what failed.
    let fails = totals.errors > 0 && totals.throttles() > 0;
    let arrivals = Arrivals::of(scenario);
    let sources: usize = result.functions.iter().map(|f| f.sources.len()).sum();
    // Of a single queue the same was said already.
    let is_said = arrivals == Arrivals::Items && sources == 1 && !fails;
    if (totals.given_up == 0 && open == 0 && !fails) || is_said {
        return None;
    }
    let [one, several] = match arrivals {
        Arrivals::Requests => language.choose(["request", "requests"], ["요청"; 2]),
        Arrivals::Items => {
            language.choose(["item of a queue", "items of queues"], ["대기열 항목"; 2])
        }
        Arrivals::Both => language.choose(
            ["request or item of a queue", "requests and items of queues"],
            ["요청과 대기열 항목"; 2],
        ),
    };
    let given_up = match arrivals {
        Arrivals::Requests => language.choose("given up", "포기"),
        Arrivals::Items => language.dead_lettered_or_lost(),
        Arrivals::Both => language.given_up_or_lost(),
    };
    let tone = if totals.given_up > 0 || fails {
        Tone::Bad
    } else {
        Tone::Plain
    };
    let mut english = Sentence::new(tone)
        .text("Of ")
        .counted("/account/requests", totals.arrivals, one, several)
        .text(", ")
        .count("/account/given_up", totals.given_up)
        .text(format!(" {given_up}, "))
        .count("/account/open_at_end", open)
        .text(" still open at the end");
    let mut korean = Sentence::new(tone)
        .text(format!("{several} "))
        .count("/account/requests", totals.arrivals)
        .text("건 중 ")
        .count("/account/given_up", totals.given_up)
        .text(format!("건 {given_up}, "))
        .count("/account/open_at_end", open)
        .text("건은 끝에도 미결");
    if fails {
        english = english
            .text("; ")
            .counted(
                "/account/server_errors",
                totals.errors,
                "attempt",
                "attempts",
            )
            .text(" failed with a server error (5xx)");
        korean = korean
            .text("; 서버 오류(5xx)로 실패한 시도 ")
            .count("/account/server_errors", totals.errors)
            .text("건");
    }
    Some(language.choose(english, korean).text("."))
}

fn of_cold_starts(language: Language, result: &RunResult) -> Option<Sentence> {
    let totals = result.totals();
    if totals.invocations == 0 {
        return None;
    }
    let (starts, invocations) = (totals.cold_starts, totals.invocations);
    let english = Sentence::new(Tone::Plain)
        .counted("/account/cold_starts", starts, "cold start", "cold starts")
        .text(" (")
        .share("/account/cold_start_rate", totals.cold_start_rate())
        .text(" of ")
        .counted(
            "/account/invocations",
            invocations,
            "invocation",
            "invocations",
        )
        .text(").");
    let korean = Sentence::new(Tone::Plain)
        .text("콜드 스타트 ")
        .count("/account/cold_starts", starts)
        .text("번(호출 ")
        .count("/account/invocations", invocations)
        .text("건의 ")
        .share("/account/cold_start_rate", totals.cold_start_rate())
        .text(").");
    Some(language.choose(english, korean))
}

/// Predicted against recorded cold starts, for functions whose trace records them.
fn of_recorded<'a>(
    language: Language,
    scenario: &'a Scenario,
    result: &'a RunResult,
) -> impl Iterator<Item = String> {
    let functions = result.functions.iter().zip(&scenario.functions);
    functions.filter_map(move |(function, settings)| {
        let recorded = thousands(settings.recorded_cold_starts(scenario.duration)?);
        let predicted = function.totals.cold_starts;
        let name = escaped(&function.name);
        let starts = crate::report::format::plural(predicted, "cold start", "cold starts");
        let predicted = thousands(predicted);
        Some(language.choose(
            format!("{name}: {starts} predicted, {recorded} recorded in its trace."),
            format!("{name}: 예측한 콜드 스타트 {predicted}번, 트레이스에 기록된 것 {recorded}번."),
        ))
    })
}

fn of_latency(language: Language, scenario: &Scenario, result: &RunResult) -> Option<Sentence> {
    let latency = result.latency();
    let p50 = latency.quantile_ms(0.5)?;
    let p99 = latency.quantile_ms(0.99)?;
    let max = latency.max_ms()?;
    let (done, since, korean, korean_done) = match Arrivals::of(scenario) {
        Arrivals::Requests => (
            "Half of the requests were answered",
            "",
            "요청",
            "응답을 받았고",
        ),
        Arrivals::Items => (
            "Of the items that were processed, half were done",
            " of their arrival",
            "처리된 항목",
            "처리되었고",
        ),
        Arrivals::Both => (
            "Of the requests and items that were processed, half were done",
            " of their arrival",
            "처리된 요청과 항목",
            "처리되었고",
        ),
    };
    let english = Sentence::new(Tone::Plain)
        .text(format!("{done} within "))
        .millis("/account/latency_ms/p50", p50)
        .text(format!("{since}, 99 % within "))
        .millis("/account/latency_ms/p99", p99)
        .text(", the slowest in ")
        .millis("/account/latency_ms/max", max)
        .text(".");
    let korean = Sentence::new(Tone::Plain)
        .text(format!("{korean}의 절반은 "))
        .millis("/account/latency_ms/p50", p50)
        .text(" 이내, 99 %는 ")
        .millis("/account/latency_ms/p99", p99)
        .text(format!(" 이내에 {korean_done}, 가장 느린 것은 "))
        .millis("/account/latency_ms/max", max)
        .text(" 걸렸습니다.");
    Some(language.choose(english, korean))
}

fn of_concurrency(language: Language, scenario: &Scenario, result: &RunResult) -> Sentence {
    let limit = thousands(u64::from(scenario.region.account_concurrency.get()));
    let peak = result.account.concurrency.max;
    let unused = headroom::of_account(language, scenario, result);
    let said = |before: &str, after: String| {
        Sentence::new(Tone::Plain)
            .text(before)
            .count("/account/concurrency/max", peak)
            .text(after)
    };
    language.choose(
        said(
            "Peak concurrency ",
            format!(" of {limit} (account limit){unused}."),
        ),
        said("최대 동시성 ", format!(" / {limit}(계정 한도){unused}.")),
    )
}

fn of_objectives(language: Language, verdicts: &[Verdict]) -> Vec<Sentence> {
    // The missed ones first, each group in its order.
    let (met, missed): (Vec<_>, Vec<_>) = verdicts.iter().partition(|verdict| verdict.met);
    let listed = missed.iter().chain(&met).take(MOST_LISTED);
    let mut sentences: Vec<Sentence> = listed
        .map(|one| {
            let value = notation::measured(language, one);
            verdict(language, one.met, &one.objective, &one.function, &value)
        })
        .collect();
    if verdicts.len() > MOST_LISTED {
        let (all, missed) = (
            thousands(verdicts.len() as u64),
            thousands(missed.len() as u64),
        );
        sentences.push(Sentence::new(Tone::Plain).text(language.choose(
            format!("Of {all} objectives, {missed} missed."),
            format!("목표 {all}개 중 {missed}개 미달."),
        )));
    }
    sentences
}

/// Whether an objective was met, and what was measured.
pub(super) fn verdict(
    language: Language,
    is_met: bool,
    objective: &Objective,
    function: &str,
    value: &str,
) -> Sentence {
    let tone = if is_met { Tone::Good } else { Tone::Bad };
    let met = if is_met {
        language.met()
    } else {
        language.missed()
    };
    let (key, function) = (objective.measure.key(), escaped(function));
    Sentence::new(tone).text(language.choose(
        format!("SLO {met}: {key} {objective} in {function}: {value}"),
        format!("SLO {met}: {function}의 {key} {objective}: {value}"),
    ))
}

fn of_cost(language: Language, finished: &Finished<'_>) -> Sentence {
    let bills = &finished.bills;
    let said = |before: &str, month: &str, after: &str| {
        let mut sentence = Sentence::new(Tone::Plain)
            .text(before)
            .money("/account/cost/total", bills.run.total());
        if let Some(bill) = &bills.month {
            sentence = sentence
                .text(month)
                .money("/account/cost/monthly/total", bill.total());
        }
        sentence.text(after)
    };
    let (month, month_korean) = match finished.scenario.billing.events_per_month {
        None => (
            ", a month of such runs ".to_owned(),
            ", 이런 한 달은 ".to_owned(),
        ),
        Some(events) => {
            let runs = plural(u64::from(events), "such run", "such runs");
            (
                format!(", {runs} a month "),
                format!(", 한 달 {}회는 ", thousands(u64::from(events))),
            )
        }
    };
    language.choose(
        said("The run costs ", &month, "."),
        said("이 실행의 비용은 ", &month_korean, "입니다."),
    )
}
