//! What went wrong in a run, in sentences: how much in all, and each period with the limits that refused.

use super::answers::short_key;
use super::{backlogs, shortages};
use crate::report::Hints;
use crate::report::document::clock::Clock;
use crate::report::document::{Language, Sentence, Tone};
use crate::report::format::{escaped, plural, thousands, usd};
use crate::scenario::{ScalingRule, Scenario, Setting};
use crate::study::explain::{Explained, Explanation, Limit, Period, Remedy, Trouble, Verdict};

/// Whether there is anything for which a change was looked for.
pub(super) fn has_answers(explanation: &Explanation) -> bool {
    !explanation.periods.is_empty()
        || !explanation.backlogs.is_empty()
        || !explanation.shortages.is_empty()
}

/// What the run came to, and each period, the most severe first.
pub(super) fn sentences(
    language: Language,
    scenario: &Scenario,
    explanation: &Explanation,
) -> Vec<Sentence> {
    let run = &explanation.as_it_is;
    let tone = match run.throttles + run.errors {
        0 => Tone::Plain,
        _ => Tone::Bad,
    };
    let nothing = (!has_answers(explanation)).then(|| nothing(language, explanation).to_owned());
    let interrupted = explanation.is_interrupted.then(|| {
        language
            .choose(
                "Interrupted: what was found by then is below, and what is missing is marked.",
                "중단됨: 그때까지 찾은 결과이며, 빠진 부분은 표시되어 있습니다.",
            )
            .to_owned()
    });
    let failed = (run.errors > 0).then(|| failed(language, run.errors));
    let order = (explanation.periods.len() > 1).then(|| {
        language
            .choose(
                "Periods by severity, throttles before cold starts:",
                "기간은 심한 순서이며, 스로틀링이 콜드 스타트보다 먼저입니다.",
            )
            .to_owned()
    });
    let periods = explanation
        .periods
        .iter()
        .map(|explained| period(language, scenario, explained));
    let backlogs = explanation.backlogs.iter();
    let backlogs = backlogs.map(|one| backlogs::sentence(language, scenario, one));
    let shortages = explanation.shortages.iter();
    let shortages = shortages.map(|one| shortages::sentence(language, scenario, one));
    std::iter::once(totals(language, scenario, explanation))
        .chain(interrupted)
        .chain(nothing)
        .chain(failed)
        .chain(order)
        .map(|words| Sentence::new(tone).text(words))
        .chain(periods)
        .chain(backlogs)
        .chain(shortages)
        .collect()
}

/// `400 throttles and 500 cold starts; the run costs $3.75.`
fn totals(language: Language, scenario: &Scenario, explanation: &Explanation) -> String {
    let run = &explanation.as_it_is;
    let after = if scenario.warm_up.is_zero() {
        String::new()
    } else {
        let warm_up = language.span(scenario.warm_up.as_secs_f64());
        language.choose(
            format!(" after the warm-up of {warm_up}"),
            format!("(준비 구간 {warm_up} 이후)"),
        )
    };
    let cost = usd(run.cost);
    let cost = if scenario.billing.monthly {
        language.choose(
            format!("the cost is {cost} a month"),
            format!("월 비용 {cost}"),
        )
    } else {
        language.choose(format!("the run costs {cost}"), format!("실행 비용 {cost}"))
    };
    language.choose(
        format!(
            "{} and {}{after}; {cost}.",
            plural(run.throttles, "throttle", "throttles"),
            plural(run.cold_starts, "cold start", "cold starts"),
        ),
        format!(
            "스로틀링 {}회, 콜드 스타트 {}회{after}, {cost}.",
            thousands(run.throttles),
            thousands(run.cold_starts)
        ),
    )
}

fn failed(language: Language, errors: u64) -> String {
    let attempts = plural(errors, "attempt", "attempts");
    let count = thousands(errors);
    language.choose(
        format!(
            "An outage failed {attempts} with a server error (5xx), which no quota or setting prevents."
        ),
        format!(
            "장애로 시도 {count}회가 서버 오류(5xx)로 실패했으며, 이는 어떤 할당량이나 설정으로도 막을 수 없습니다."
        ),
    )
}

/// Why no period is explained.
pub(super) fn nothing(language: Language, explanation: &Explanation) -> &'static str {
    let run = &explanation.as_it_is;
    match run.throttles + run.cold_starts {
        0 => language.choose(
            "Nothing to explain: no attempt was throttled, and no request met a cold start.",
            "설명할 것이 없습니다. 스로틀링된 시도도 콜드 스타트도 없었습니다.",
        ),
        // Such an interval counts in part and is no part of a period.
        _ => language.choose(
            "Nothing to explain: all of it fell into the interval in which the warm-up ended.",
            "설명할 것이 없습니다. 모두 준비 구간이 끝나는 구간에서 일어났습니다.",
        ),
    }
}

/// A period with the limits that refused.
fn period(language: Language, scenario: &Scenario, explained: &Explained) -> Sentence {
    let observed = &explained.period.observed;
    let tone = match observed.trouble {
        Trouble::Throttles => Tone::Bad,
        Trouble::ColdStarts => Tone::Plain,
    };
    let words = of_period(language, scenario, &explained.period);
    Sentence::new(tone).text(words).over(observed)
}

/// `checkout, 3:10 to 7:42: 41,200 of 500,000 attempts throttled, by the account's concurrency limit of 1,000.`
pub(in crate::report) fn of_period(
    language: Language,
    scenario: &Scenario,
    period: &Period,
) -> String {
    let what = what(language, scenario, period);
    match limits(language, scenario, period) {
        None => format!("{what}."),
        Some(limits) => language.choose(
            format!("{what}, by {limits}."),
            format!("{what}, 원인은 {limits}."),
        ),
    }
}

/// `checkout, 3:10 to 7:42: burst 3,400 would have been enough (now 3,000).`
pub(in crate::report) fn of_remedy(
    language: Language,
    scenario: &Scenario,
    period: &Period,
    remedy: &Remedy,
) -> String {
    let (name, span) = name_and_span(language, scenario, period);
    let key = short_key(remedy.setting, scenario);
    let count = |value: u32| thousands(value.into());
    let found = match &remedy.verdict {
        Verdict::Removed { value, .. } => {
            let value = count(*value);
            let from = remedy
                .from
                .map_or_else(|| language.choose("none", "없음").to_owned(), count);
            language.choose(
                format!("{key} {value} would have been enough (now {from})."),
                format!("{key} {value}이면 충분했습니다(현재 {from})."),
            )
        }
        Verdict::Remains { left, .. } => {
            let left = thousands(*left);
            language.choose(
                format!("no {key} would have been enough by itself ({left} left)."),
                format!("{key}만으로는 부족합니다({left}회 남음)."),
            )
        }
        Verdict::NoRoom => language.choose(
            format!("the account has no room for any {key}."),
            format!("계정에 {key}의 여유가 없습니다."),
        ),
        Verdict::NotSearched => language.choose(
            format!("{key} was not searched."),
            format!("{key}은(는) 찾지 못했습니다."),
        ),
    };
    format!("{name}, {span}: {found}")
}

/// `checkout, 3:10 to 7:42: 41,200 of 500,000 attempts throttled`
pub(super) fn what(language: Language, scenario: &Scenario, period: &Period) -> String {
    let (name, span) = name_and_span(language, scenario, period);
    let period = &period.observed;
    let (count, attempts, invocations) = (
        period.count(),
        period.counts.attempts,
        period.counts.invocations,
    );
    let trouble = match period.trouble {
        Trouble::Throttles => language.choose(
            format!(
                "{} of {} throttled",
                thousands(count),
                plural(attempts, "attempt", "attempts"),
            ),
            format!(
                "시도 {}회 중 {}회 스로틀링",
                thousands(attempts),
                thousands(count)
            ),
        ),
        Trouble::ColdStarts => language.choose(
            format!(
                "{} in {}",
                plural(count, "cold start", "cold starts"),
                plural(invocations, "invocation", "invocations"),
            ),
            format!(
                "호출 {}회 중 콜드 스타트 {}회",
                thousands(invocations),
                thousands(count)
            ),
        ),
    };
    format!("{name}, {span}: {trouble}")
}

/// Of which function, and from when to when.
fn name_and_span(language: Language, scenario: &Scenario, period: &Period) -> (String, String) {
    let observed = &period.observed;
    let function = scenario.functions.get(observed.function);
    let name = function.map_or_else(String::new, |function| escaped(&function.name));
    let clock = Clock::of(scenario, scenario.duration.as_secs_f64());
    let [from, to] = [observed.from, observed.to].map(|at| clock.at(at.as_secs_f64()));
    let span = language.choose(format!("{from} to {to}"), format!("{from}~{to}"));
    (name, span)
}

/// Which limits refused, and how many attempts each; `None` where none did.
pub(super) fn limits(language: Language, scenario: &Scenario, period: &Period) -> Option<String> {
    let limits = &period.limits;
    let words = limits.iter().map(|(limit, count)| {
        let words = limit_in_words(language, scenario, period, *limit);
        match limits.len() {
            1 => words,
            _ => format!("{words} ({})", thousands(*count)),
        }
    });
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| words.join(", "))
}

fn limit_in_words(
    language: Language,
    scenario: &Scenario,
    period: &Period,
    limit: Limit,
) -> String {
    let region = &scenario.region;
    let count = |count: u32| thousands(count.into());
    let rule: &ScalingRule = &region.scaling;
    let (burst, ramp) = (
        count(rule.burst().get()),
        count(rule.ramp_per_minute().get()),
    );
    let scaling = language.choose(
        format!("{burst} at once and {ramp} a minute"),
        format!("한 번에 {burst}개, 분당 {ramp}개"),
    );
    let account = count(region.account_concurrency.get());
    let function = scenario.functions.get(period.observed.function);
    let reserve = function.and_then(|function| function.reserved_concurrency);
    let reserve = count(reserve.map_or(0, |reserve| reserve.get()));
    let (english, korean) = match limit {
        Limit::RegionalBurst => (
            format!("the Region's burst quota, {scaling}"),
            format!("리전의 버스트 할당량, {scaling}"),
        ),
        Limit::FunctionScaling => (
            format!("the scaling rate of a function, {scaling}"),
            format!("함수의 확장 속도, {scaling}"),
        ),
        Limit::AccountConcurrency => (
            format!("the account's concurrency limit of {account}"),
            format!("계정 동시성 한도 {account}"),
        ),
        Limit::ReservedConcurrency => (
            format!("the function's reserved concurrency of {reserve}"),
            format!("함수의 예약된 동시성 {reserve}"),
        ),
        Limit::AccountRequestRate => (
            format!(
                "the requests per second that the account's concurrency limit of {account} allows"
            ),
            format!("계정 동시성 한도 {account}에 따른 초당 요청 한도"),
        ),
        Limit::ReservedRequestRate => (
            format!(
                "the requests per second that the function's reserved concurrency of {reserve} allows"
            ),
            format!("함수의 예약된 동시성 {reserve}에 따른 초당 요청 한도"),
        ),
    };
    language.choose(english, korean)
}

/// What the keys of the scaling rate mean that are named as changes, or as not enough; `None` if none is.
pub(super) fn scaling_keys(language: Language, explanation: &Explanation) -> Option<String> {
    let remedies = explanation.periods.iter().flat_map(|one| &one.remedies);
    let named: Vec<Setting> = remedies
        .filter(|remedy| remedy.verdict != Verdict::NotSearched)
        .map(|remedy| remedy.setting)
        .collect();
    let meanings = [
        (
            Setting::Burst,
            "burst: environments that can be created at once",
            "burst: 한 번에 만들 수 있는 환경 수",
        ),
        (
            Setting::RampPerMinute,
            "ramp_per_minute: how many of them are regained in a minute",
            "ramp_per_minute: 1분에 회복되는 환경 수",
        ),
        (
            Setting::RequestBurst,
            "request_burst: by how many requests per second a function may grow at once",
            "request_burst: 함수가 한 번에 늘릴 수 있는 초당 요청 수",
        ),
        (
            Setting::RequestRampPerMinute,
            "request_ramp_per_minute: how much of that growth is regained in a minute",
            "request_ramp_per_minute: 1분에 회복되는 그 증가분",
        ),
    ];
    let meanings = meanings.into_iter();
    let meanings = meanings
        .filter(|(setting, ..)| named.contains(setting))
        .map(|(_, english, korean)| language.choose(english, korean));
    let meanings: Vec<&str> = meanings.collect();
    (!meanings.is_empty()).then(|| format!("{}.", meanings.join("; ")))
}

/// For which requests the answers hold, and what is not explained.
pub(super) fn closing(language: Language, explanation: &Explanation, hints: &Hints) -> String {
    let remedies = explanation.periods.iter().flat_map(|one| &one.remedies);
    let rows = remedies.filter_map(|remedy| match &remedy.verdict {
        Verdict::Removed { outcome, .. } => Some(outcome.whole_run.is_some()),
        _ => None,
    });
    let rows: Vec<bool> = rows.collect();
    let holds = if rows.is_empty() {
        language.choose(
            "A different random sample of the same traffic may need slightly more or less.",
            "같은 트래픽의 다른 무작위 표본에는 조금 더 크거나 작은 값이 필요할 수 있습니다.",
        )
    } else if rows.iter().all(|is_confirmed| *is_confirmed) {
        whole_runs(language)
    } else {
        language.choose(
            "Each row changes one setting, with the same requests: what happens then here, in the time of this \
             period, and what a whole run comes to, where one was made. A different random sample of the same \
             traffic may need slightly more or less.",
            "각 행은 설정 하나만 바꿔 같은 요청으로 시뮬레이션한 결과입니다. 이 기간의 결과와, 전체 실행을 한 경우 그 결과를 \
             보여 줍니다. 같은 트래픽의 다른 무작위 표본에는 조금 더 크거나 작은 값이 필요할 수 있습니다.",
        )
    };
    let more = hints.more_periods.in_language(language);
    let rest = explanation.rest.iter().map(|rest| {
        let periods = plural(rest.periods, "more period", "more periods");
        let (count, korean) = match rest.trouble {
            Trouble::Throttles => (plural(rest.count, "throttle", "throttles"), "스로틀링"),
            Trouble::ColdStarts => (
                plural(rest.count, "cold start", "cold starts"),
                "콜드 스타트",
            ),
        };
        language.choose(
            format!(" {periods} with {count} in all: {more}."),
            format!(
                " 그 밖의 기간 {}개에 {korean} {}회가 있습니다({more}).",
                thousands(rest.periods),
                thousands(rest.count)
            ),
        )
    });
    holds.to_owned() + &rest.collect::<String>()
}

fn whole_runs(language: Language) -> &'static str {
    language.choose(
        "Each row changes one setting and shows what the whole run would then come to, with the same requests; a \
         different random sample of the same traffic may need slightly more or less.",
        "각 행은 설정 하나만 바꿔 같은 요청으로 다시 실행한 결과입니다. 같은 트래픽의 다른 무작위 표본에는 조금 더 크거나 \
         작은 값이 필요할 수 있습니다.",
    )
}
