//! What replications came to: every figure with half the width of its 95 % interval, and in sentences.

use super::bill::{cost_section, cost_table, prices};
use super::rows::{self, Place};
use super::tables;
use crate::billing::{Bills, Item, Period};
use crate::measures::Unit;
use crate::report::document::table::Row;
use crate::report::document::{Block, Language, Section, Sentence, Tone};
use crate::report::format::{escaped, plural, thousands};
use crate::report::replications::{Replications, precision_in_words};
use crate::report::stories::findings::causes::causes;
use crate::report::stories::findings::{sla, verdict};
use crate::report::stories::queues::Queue;
use crate::report::{Hints, notation};
use crate::scenario::Scenario;
use crate::study::{Estimate, SampleVerdict};

fn shown(many: &Replications, pointer: &str, unit: Unit) -> String {
    of_estimate(many.estimate(pointer), unit)
}

fn of_estimate(estimate: Option<Estimate>, unit: Unit) -> String {
    estimate.map_or_else(
        || "-".to_owned(),
        |estimate| notation::estimate(&estimate, unit),
    )
}

/// The means of each function.
pub(super) fn figures(language: Language, scenario: &Scenario, many: &Replications) -> Section {
    let rows = rows::of_many(scenario, many).map(|([english, korean], unit, place)| {
        let functions = 0..scenario.functions.len();
        let cells = functions.map(|index| {
            let function = format!("/functions/{index}");
            let estimate = match place {
                Place::Key(key) => many.estimate(&format!("{function}/{key}")),
                Place::Of(value) => many.estimate_of(|tree| value(tree.pointer(&function)?)),
            };
            of_estimate(estimate, unit)
        });
        Row::new(language.choose(english, korean), cells.collect())
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
        .flat_map(|index| {
            let own = of_function(language, scenario, many, index);
            std::iter::once(own).chain(of_queues(language, scenario, many, index))
        })
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

/// What a function's queues did not get done, in a sentence for each that anything was dead-lettered or lost of.
fn of_queues<'a>(
    language: Language,
    scenario: &'a Scenario,
    many: &'a Replications,
    index: usize,
) -> impl Iterator<Item = Sentence> + 'a {
    let function = many.sample().first().functions.get(index);
    let sources = function.into_iter().flat_map(|one| &one.sources);
    sources.enumerate().filter_map(move |(place, source)| {
        let queue = Queue::new(scenario, index, source.source);
        let mean = |key: &str| many.estimate(&format!("/functions/{index}/sources/{place}/{key}"));
        let some = |key: &str| {
            let some = mean(key).filter(|estimate| estimate.mean > 0.0);
            some.map(|estimate| notation::estimate(&estimate, Unit::Count))
        };
        let (kept, korean_kept) = if queue.is_sqs() {
            (
                "went to the dead-letter queue",
                "배달 못한 편지 대기열(DLQ)로 이동",
            )
        } else {
            (
                "went to the on-failure destination",
                "실패 시 대상으로 이동",
            )
        };
        let kept = some("dead_lettered").map(|count| {
            language.choose(
                format!("{count} {kept}"),
                format!("{count}건 {korean_kept}"),
            )
        });
        let lost = some("dropped")
            .map(|count| language.choose(format!("{count} were lost"), format!("{count}건 손실")));
        let parts: Vec<String> = kept.into_iter().chain(lost).collect();
        if parts.is_empty() {
            return None;
        }
        let parts = parts.join(", ");
        let (label, [_, items]) = (queue.label(language), queue.items(language));
        let received = of_estimate(mean("received"), Unit::Count);
        Some(Sentence::new(Tone::Bad).text(language.choose(
            format!("{label}: of {received} {items} that arrived on average, {parts}."),
            format!("{label}: 평균적으로 도착한 {items} {received}건 중 {parts}."),
        )))
    })
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
    use crate::kernel::SimDuration;
    use crate::measures::Measure;
    use crate::metrics::RunResult;
    use crate::report::fixture;
    use crate::study::Goal;

    fn replications(goal: Option<Goal>) -> Replications {
        let (scenario, first) = (fixture::scenario(), fixture::small());
        let mut second = first.clone();
        second.functions[0].totals.throttles_scaling += 1;
        second.functions[0].totals.attempts += 1;
        Replications::of(&scenario, &[first, second], goal)
    }

    /// The cells of the row with this name.
    fn row(section: &Section, name: &str) -> Vec<String> {
        let tables = section.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(&table.rows),
            _ => None,
        });
        let mut rows = tables.flatten();
        let found = rows.find(|row| row.name == name);
        found.map_or_else(Vec::new, |row| row.cells.clone())
    }

    /// Two replications by hand: a mean of two has half a width of 12.706 halves of their difference.
    #[test]
    fn queues_have_the_rows_of_a_single_run_with_intervals() {
        let (scenario, mut first) = fixture::queues();
        let set = |result: &mut RunResult, lost: u64, oldest: u64, backlog: u64| {
            // A second source, so that those of a function are put together.
            let mut other = result.functions[0].sources[0].clone();
            other.source = 1;
            result.functions[0].sources.truncate(1);
            let own = &mut result.functions[0].sources[0];
            for source in [&mut *own, &mut other] {
                source.totals.received = 500;
                source.totals.dead_lettered = 0;
                source.totals.dropped_by_age = 0;
                source.totals.dropped_by_attempts = 0;
                source.oldest_age = None;
                source.backlog.max = 7;
            }
            own.totals.dead_lettered = 30;
            other.totals.dead_lettered = 20;
            own.totals.dropped_by_age = lost;
            other.oldest_age = Some(SimDuration::from_secs(oldest));
            other.backlog.max = backlog;
            result.functions[0].sources.push(other);
        };
        let mut second = first.clone();
        set(&mut first, 8, 20, 100);
        set(&mut second, 12, 30, 104);
        let many = Replications::of(&scenario, &[first, second], None);
        let section = figures(Language::English, &scenario, &many);
        let cell = |name: &str| row(&section, name).first().cloned().unwrap_or_default();
        assert_eq!(cell("dead-lettered"), "50");
        assert_eq!(cell("- share of items"), "5.0 %");
        assert_eq!(cell("lost from queues"), "10 ± 25", "12.706 × 2");
        assert_eq!(cell("longest wait in a queue"), "25 ± 64 s", "12.706 × 5");
        assert_eq!(cell("peak backlog"), "102 ± 25");
        assert!(!cell("items of queues").is_empty() && cell("requests").is_empty());
        let said = sentences(Language::English, &scenario, &many, &Hints::PLAIN);
        let of_orders = "orders (SQS): of 500 messages that arrived on average, 30 went to the dead-letter queue, \
                         10 ± 25 were lost.";
        let words: Vec<String> = said.iter().map(Sentence::plain).collect();
        assert!(words.iter().any(|one| one == of_orders), "{words:?}");
        // Without a queue there are no such rows.
        let section = figures(Language::English, &fixture::scenario(), &replications(None));
        assert!(row(&section, "peak backlog").is_empty());
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
