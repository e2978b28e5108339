//! What replications came to: every figure with half the width of its 95 % interval, and in sentences.

use super::bill::{cost_section, cost_table, prices};
use super::tables::{self, FAILED};
use crate::billing::{Bills, Item, Period};
use crate::measures::Unit;
use crate::report::document::table::Row;
use crate::report::document::{Block, Language, Section, Sentence, Tone};
use crate::report::format::{escaped, plural, thousands};
use crate::report::replications::{Replications, precision_in_words};
use crate::report::stories::findings::causes::causes;
use crate::report::stories::findings::{sla, verdict};
use crate::report::{Hints, notation};
use crate::scenario::Scenario;
use crate::study::SampleVerdict;

/// The rows of the figures: what each is called in English and in Korean, where the summary holds it, and its unit.
const ROWS: [([&str; 2], &str, Unit); 18] = [
    (["requests", "요청"], "requests", Unit::Count),
    (["served", "처리됨"], "served", Unit::Count),
    (["given up", "포기"], "given_up", Unit::Count),
    (["open at the end", "끝에 미결"], "open_at_end", Unit::Count),
    (["attempts", "시도"], "attempts", Unit::Count),
    (["throttled", "스로틀링"], "throttles", Unit::Count),
    (
        ["- share of attempts", "- 시도 중 비율"],
        "throttle_rate",
        Unit::Share,
    ),
    (
        ["- by the scaling rate", "- 확장 속도"],
        "throttles_scaling",
        Unit::Count,
    ),
    (
        ["- by concurrency", "- 동시성 한도"],
        "throttles_concurrency",
        Unit::Count,
    ),
    (
        ["- by requests/s", "- 초당 요청 한도"],
        "throttles_rate",
        Unit::Count,
    ),
    (FAILED, "server_errors", Unit::Count),
    (["cold starts", "콜드 스타트"], "cold_starts", Unit::Count),
    (
        ["- share of invocations", "- 호출 중 비율"],
        "cold_start_rate",
        Unit::Share,
    ),
    (
        ["latency p50", "p50 지연 시간"],
        "latency_ms/p50",
        Unit::Milliseconds,
    ),
    (
        ["latency p99", "p99 지연 시간"],
        "latency_ms/p99",
        Unit::Milliseconds,
    ),
    (
        ["peak in flight", "최대 동시 처리"],
        "in_flight/max",
        Unit::Count,
    ),
    (
        ["peak environments", "최대 실행 환경"],
        "environments/max",
        Unit::Count,
    ),
    (["cost", "비용"], "cost/total", Unit::Usd),
];

fn shown(many: &Replications, pointer: &str, unit: Unit) -> String {
    many.estimate(pointer).map_or_else(
        || "-".to_owned(),
        |estimate| notation::estimate(&estimate, unit),
    )
}

/// The means of each function.
pub(super) fn figures(language: Language, scenario: &Scenario, many: &Replications) -> Section {
    let has_outages = !scenario.region.outages.is_empty();
    let rows = ROWS
        .iter()
        .filter(|(name, ..)| has_outages || *name != FAILED);
    let rows = rows.map(|([english, korean], key, unit)| {
        let functions = 0..scenario.functions.len();
        let cells = functions.map(|index| shown(many, &format!("/functions/{index}/{key}"), *unit));
        Row::new(language.choose(*english, *korean), cells.collect())
    });
    let names = scenario
        .functions
        .iter()
        .map(|function| escaped(&function.name));
    tables::figures_of(language, names, rows.collect())
}

/// The mean cost of all functions together. Which lines there are, and whose prices, is the same in all replications.
pub(super) fn cost(
    language: Language,
    scenario: &Scenario,
    bills: &Bills,
    many: &Replications,
) -> Section {
    let table = cost_table(language, bills, |period, item| {
        let month = match period {
            Period::Run => "",
            Period::Month | Period::MonthBeside(_) => "monthly/",
        };
        let key = item.map_or("total", Item::key);
        shown(many, &format!("/account/cost/{month}{key}"), Unit::Usd)
    });
    let notes = prices(language, scenario, bills)
        .into_iter()
        .map(Block::Note);
    cost_section(
        language,
        std::iter::once(Block::Table(table)).chain(notes).collect(),
    )
}

/// What happened to each function, how well that is known, and the objectives.
pub(super) fn sentences(
    language: Language,
    scenario: &Scenario,
    many: &Replications,
    hints: &Hints,
) -> Vec<Sentence> {
    let functions = 0..scenario.functions.len();
    let mut sentences: Vec<Sentence> = functions
        .map(|index| of_function(language, scenario, many, index))
        .collect();
    let plain = |words| Sentence::new(Tone::Plain).text(words);
    sentences.extend(sla::of_replications(language, scenario, many).map(plain));
    sentences.extend(precision_in_words(language, many, hints).map(plain));
    sentences.extend(
        many.sample()
            .judge()
            .iter()
            .map(|one| of_verdict(language, one)),
    );
    sentences
}

/// What happened to a function over all replications, in a sentence that is true of every result.
fn of_function(
    language: Language,
    scenario: &Scenario,
    many: &Replications,
    index: usize,
) -> Sentence {
    let name = escaped(&scenario.functions[index].name);
    let count = thousands(many.count());
    let (totals, throttled_in) = many.totals(index);
    if totals.arrivals == 0 {
        return Sentence::new(Tone::Plain).text(language.choose(
            format!("{name} received no requests in any of {count} replications."),
            format!("{name}은(는) 반복 {count}회 모두에서 요청을 받지 않았습니다."),
        ));
    }
    if totals.throttles() == 0 {
        let starts = plural(totals.cold_starts, "cold start", "cold starts");
        let korean = thousands(totals.cold_starts);
        return Sentence::new(Tone::Good).text(language.choose(
            format!("{name} was never throttled in {count} replications; they had {starts} in all."),
            format!("{name}은(는) 반복 {count}회에서 한 번도 스로틀링되지 않았습니다. 콜드 스타트는 모두 {korean}번입니다."),
        ));
    }
    let share = shown(
        many,
        &format!("/functions/{index}/throttle_rate"),
        Unit::Share,
    );
    let alone = (0..scenario.functions.len()).map(|one| {
        if one == index {
            totals
        } else {
            Default::default()
        }
    });
    let limit = causes(scenario, alone);
    let limit = limit
        .first()
        .map_or_else(String::new, |(cause, _)| cause.name(language, scenario));
    let in_all = throttled_in == many.count();
    let throttled_in = thousands(throttled_in);
    let often = if in_all {
        format!("in each of {count} replications some were")
    } else {
        format!("in {throttled_in} of {count} replications some were")
    };
    Sentence::new(Tone::Bad).text(language.choose(
        format!("{name}: {share} of its attempts were throttled on average, mainly by {limit}; {often}."),
        format!(
            "{name}: 평균적으로 시도의 {share}이(가) 스로틀링되었고, 주된 원인은 {limit}입니다. 반복 {count}회 중 {throttled_in}회에서 \
             스로틀링이 있었습니다."
        ),
    ))
}

fn of_verdict(language: Language, judged: &SampleVerdict) -> Sentence {
    let value = judged.value.as_ref().map_or_else(
        || language.nothing_to_measure().to_owned(),
        |value| notation::estimate(value, judged.objective.measure.unit()),
    );
    let doubt = if judged.certain {
        ""
    } else {
        language.choose(
            "; not certain: the interval straddles the limit",
            "; 불확실: 구간이 한도에 걸쳐 있음",
        )
    };
    verdict(
        language,
        judged.met,
        &judged.objective,
        &judged.function,
        &format!("{value}{doubt}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::Measure;
    use crate::report::fixture;
    use crate::study::Goal;

    fn replications(goal: Option<Goal>) -> Replications {
        let (scenario, first) = (fixture::scenario(), fixture::small());
        let mut second = first.clone();
        second.functions[0].totals.throttles_scaling += 1;
        second.functions[0].totals.attempts += 1;
        Replications::of(&scenario, &[first, second], goal)
    }

    #[test]
    fn a_goal_that_was_missed_is_named_with_its_width() {
        let said = |goal| {
            let many = replications(Some(goal));
            precision_in_words(Language::English, &many, &Hints::PLAIN).unwrap()
        };
        let goal = Goal {
            relative: 0.05,
            metrics: vec![Measure::ThrottleRate],
            most: 2,
        };
        let words = said(goal.clone());
        assert!(
            words.starts_with("NOT precise to 5 % after 2 replications"),
            "{words}"
        );
        assert!(words.contains("throttle_rate of checkout is ± "), "{words}");
        let words = said(Goal {
            relative: 100.0,
            ..goal
        });
        assert!(words.starts_with("Precise to 10000 % after 2"), "{words}");
    }
}
