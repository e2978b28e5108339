//! What became of what waited in queues, of invocations that ended in an error, and of requests through API Gateway.
//!
//! Of a run without any of these it says nothing.

use crate::kernel::SimTime;
use crate::metrics::{RunResult, SourceResult};
use crate::report::cells::json_fraction;
use crate::report::document::clock::Clock;
use crate::report::document::{Language, Sentence, Tone};
use crate::report::format::{escaped, plural, thousands};
use crate::report::stories::queues::{Queue, is_all_queued, wait};
use crate::scenario::{InvokedBy, Scenario};

/// More sources than this are not named: nobody reads a list of hundreds.
const MOST_LISTED: usize = 6;

/// A source with a queue, and where `summary.json` has it.
struct Place<'a> {
    queue: Queue<'a>,
    source: &'a SourceResult,
    path: String,
}

/// What is said of the sources with a queue: those that lost most, else those that most came to.
pub(super) fn sentences(
    language: Language,
    scenario: &Scenario,
    result: &RunResult,
) -> Vec<Sentence> {
    let mut places: Vec<(usize, Place<'_>)> = places(scenario, result).enumerate().collect();
    let unlisted = places.len().saturating_sub(MOST_LISTED);
    places.sort_by_key(|(_, place)| {
        let totals = &place.source.totals;
        std::cmp::Reverse((not_done(place.source), totals.received))
    });
    places.truncate(MOST_LISTED);
    places.sort_unstable_by_key(|(index, _)| *index);
    let listed = places.iter().flat_map(|(_, place)| {
        let first = place.of_items(language, result);
        std::iter::once(first).chain(place.of_waits(language, (scenario, result)))
    });
    let mut sentences: Vec<Sentence> = listed.collect();
    if unlisted > 0 {
        let sources = plural(unlisted as u64, "source", "sources");
        sentences.push(Sentence::new(Tone::Plain).text(language.choose(
            format!("{sources} more with a queue; summary.json has all of them."),
            format!("대기열이 있는 소스가 {unlisted}개 더 있습니다. summary.json에 모두 있습니다."),
        )));
    }
    sentences
}

fn places<'a>(
    scenario: &'a Scenario,
    result: &'a RunResult,
) -> impl Iterator<Item = Place<'a>> + 'a {
    let functions = result.functions.iter().enumerate();
    functions.flat_map(move |(index, function)| {
        let sources = function.sources.iter().enumerate();
        sources.map(move |(place, source)| Place {
            queue: Queue::new(scenario, index, source.source),
            source,
            path: format!("/functions/{index}/sources/{place}"),
        })
    })
}

/// What was dead-lettered or lost.
fn not_done(source: &SourceResult) -> u64 {
    source.totals.dead_lettered + source.totals.dropped()
}

/// What became of some items: the key of their number, the number, and the words after it, in Korean around it.
type Part = (&'static str, u64, String, [&'static str; 2]);

impl Place<'_> {
    fn key(&self, name: &str) -> String {
        format!("{}/{name}", self.path)
    }

    /// `orders (SQS): 20,000 messages arrived; 19,990 were processed, 10 went to the dead-letter queue.`
    fn of_items(&self, language: Language, result: &RunResult) -> Sentence {
        let totals = &self.source.totals;
        let label = self.queue.label(language);
        let [one, several] = self.queue.items(language);
        let tone = match not_done(self.source) {
            0 => Tone::Plain,
            _ => Tone::Bad,
        };
        let (before, korean_before) = self.before(result);
        let received = self.key("received");
        let mut sentence = language.choose(
            Sentence::new(tone)
                .text(format!("{label}: "))
                .counted(&received, totals.received, one, several)
                .text(format!(" arrived{before}")),
            Sentence::new(tone)
                .text(format!("{label}: {several} "))
                .count(&received, totals.received)
                .text(format!("건 도착{korean_before}")),
        );
        let parts = self.parts();
        let mut gap = "; ";
        for (key, count, english, [korean, korean_after]) in &parts {
            sentence = sentence.text(gap);
            let key = self.key(key);
            sentence = language.choose(
                sentence.clone().count(&key, *count).text(english),
                sentence
                    .text(format!("{korean} "))
                    .count(&key, *count)
                    .text(*korean_after),
            );
            gap = ", ";
        }
        sentence.text(".")
    }

    /// What the warm-up left.
    fn before(&self, result: &RunResult) -> (String, String) {
        if result.warm_up.is_zero() {
            return Default::default();
        }
        let there = self.source.backlog_at_start + self.source.in_flight_at_start;
        if there == 0 {
            return (
                " after the warm-up".to_owned(),
                "(준비 구간 이후)".to_owned(),
            );
        }
        let left = thousands(there);
        (
            format!(" after the warm-up, which left {left}"),
            format!("(준비 구간 이후), 준비 구간에서 남은 {left}건"),
        )
    }

    fn parts(&self) -> Vec<Part> {
        let (source, totals) = (self.source, &self.source.totals);
        let part = |key, count: u64, words: &str, korean: &'static str| {
            let words = words.replace("were", were(count));
            (key, count, format!(" {words}"), [korean, "건"])
        };
        let (kept, korean_kept) = match self.queue.is_sqs() {
            true => (
                "went to the dead-letter queue",
                "배달 못한 편지 대기열(DLQ)로 이동",
            ),
            false => (
                "went to the on-failure destination",
                "실패 시 대상으로 이동",
            ),
        };
        let mut parts = vec![
            part("deleted", totals.deleted, "were processed", "처리"),
            part("dead_lettered", totals.dead_lettered, kept, korean_kept),
            part(
                "dropped_by_age",
                totals.dropped_by_age,
                "were lost because of their age",
                "오래되어 손실",
            ),
            part(
                "dropped_by_attempts",
                totals.dropped_by_attempts,
                "were lost after their last attempt",
                "마지막 시도 후 손실",
            ),
            part(
                "backlog_at_end",
                source.backlog_at_end,
                "were waiting at the end",
                "끝에 대기 중",
            ),
            part(
                "in_flight_at_end",
                source.in_flight_at_end,
                "were in flight at the end",
                "끝에 처리 중",
            ),
        ];
        let came = totals.received + source.backlog_at_start + source.in_flight_at_start;
        parts.retain(|(key, count, ..)| *count > 0 || (*key == "deleted" && came > 0));
        parts
    }

    /// The longest wait and the largest backlog, where anything waited.
    fn of_waits(
        &self,
        language: Language,
        (scenario, result): (&Scenario, &RunResult),
    ) -> Option<Sentence> {
        let longest = self.source.oldest_age.filter(|age| !age.is_zero())?;
        let seconds = longest.as_secs_f64();
        let label = self.queue.label(language);
        let [one, several] = self.queue.items(language);
        let most = self.source.backlog.max;
        let at = self.fullest_at(result);
        let clock = Clock::of(scenario, result.simulated.as_secs_f64());
        let at = at.map(|at| clock.at(at.as_secs_f64()));
        let (english, korean) = at.map_or_else(Default::default, |at| {
            (format!(" at {at}"), format!("({at})"))
        });
        let shown = wait(language, seconds);
        let (age, backlog) = (self.key("oldest_age_s"), self.key("backlog/max"));
        Some(
            language.choose(
                Sentence::new(Tone::Plain)
                    .text(format!("{label}: the longest wait was "))
                    .figure(&age, json_fraction(seconds), shown.clone())
                    .text(", the largest backlog ")
                    .counted(&backlog, most, one, several)
                    .text(format!("{english}.")),
                Sentence::new(Tone::Plain)
                    .text(format!("{label}: 가장 긴 대기 "))
                    .figure(&age, json_fraction(seconds), shown)
                    .text(format!(", 가장 큰 백로그 {several} "))
                    .count(&backlog, most)
                    .text(format!("건{korean}.")),
            ),
        )
    }

    /// When the backlog was first the largest; `None` if the row of that time has a larger one of the warm-up.
    fn fullest_at(&self, result: &RunResult) -> Option<SimTime> {
        let warm = SimTime::ZERO + result.warm_up;
        let mut rows = self.source.intervals.iter();
        let counted =
            rows.find(|row| row.start >= warm && row.backlog_max == self.source.backlog.max);
        counted.map(|row| row.start)
    }
}

const fn were(count: u64) -> &'static str {
    if count == 1 { "was" } else { "were" }
}

/// Whether queues keep all that a function is throttled: it is tried again, and nothing was lost.
pub(super) fn keeps(scenario: &Scenario, result: &RunResult, function: usize) -> bool {
    let totals = result.functions.get(function).map(|one| &one.totals);
    is_all_queued(scenario, function) && totals.is_some_and(|totals| totals.given_up == 0)
}

/// The same of all that was throttled.
pub(super) fn keep_all(scenario: &Scenario, result: &RunResult) -> bool {
    let functions = result.functions.iter().enumerate();
    let mut throttled = functions.filter(|(_, one)| one.totals.throttles() > 0);
    throttled.all(|(index, _)| keeps(scenario, result, index))
}

/// Invocations that ended in a function error, where there were any.
pub(super) fn of_errors(language: Language, result: &RunResult) -> Option<Sentence> {
    let totals = result.totals();
    if totals.function_errors == 0 {
        return None;
    }
    let invocations = "/account/invocations";
    let errors =
        |sentence: Sentence| sentence.count("/account/function_errors", totals.function_errors);
    let english = errors(Sentence::new(Tone::Bad))
        .text(" of ")
        .counted(invocations, totals.invocations, "invocation", "invocations")
        .text(" ended in an error");
    let korean = Sentence::new(Tone::Bad)
        .text("호출 ")
        .count(invocations, totals.invocations)
        .text("건 중 ");
    let korean = errors(korean).text("건이 오류로 끝났습니다");
    let sentence = language.choose(english, korean);
    if totals.timeouts == 0 {
        return Some(sentence.text("."));
    }
    let (before, after) = language.choose(
        (", ", " of them at the timeout."),
        (". 그중 ", "건은 제한 시간 초과입니다."),
    );
    let sentence = sentence
        .text(before)
        .count("/account/timeouts", totals.timeouts);
    Some(sentence.text(after))
}

/// What API Gateway answered instead of a function, of each that is behind it.
pub(super) fn of_gateway<'a>(
    language: Language,
    scenario: &'a Scenario,
    result: &'a RunResult,
) -> impl Iterator<Item = Sentence> + 'a {
    let functions = result.functions.iter().zip(&scenario.functions).enumerate();
    let behind = functions.filter(|(_, (function, settings))| {
        let totals = &function.totals;
        let mut traffic = settings.traffic.iter();
        traffic.any(|entry| matches!(entry.invoked_by, InvokedBy::ApiGateway(_)))
            && totals.gateway_throttles + totals.gateway_timeouts > 0
    });
    let said = behind.map(move |(index, (function, _))| {
        let key = |name: &str| format!("/functions/{index}/api_gateway/{name}");
        let (throttles, timeouts) = (
            function.totals.gateway_throttles,
            function.totals.gateway_timeouts,
        );
        let name = escaped(&function.name);
        let lead = language.choose(
            format!("API Gateway in front of {name} "),
            format!("{name} 앞의 API Gateway: "),
        );
        let mut sentence = Sentence::new(Tone::Bad).text(lead);
        if throttles > 0 {
            let key = key("throttles");
            sentence = language.choose(
                sentence
                    .clone()
                    .text("throttled ")
                    .counted(&key, throttles, "attempt", "attempts")
                    .text(" (429)"),
                sentence
                    .text("시도 ")
                    .count(&key, throttles)
                    .text("건을 스로틀링했습니다(429)"),
            );
        }
        if throttles > 0 && timeouts > 0 {
            sentence = sentence.text(language.choose(" and ", ". "));
        }
        if timeouts > 0 {
            let key = key("timeouts");
            sentence = language.choose(
                sentence
                    .clone()
                    .text("answered ")
                    .counted(&key, timeouts, "request", "requests")
                    .text(" with a time-out (504) while the function ran on"),
                sentence
                    .text("함수가 계속 실행되는 동안 요청 ")
                    .count(&key, timeouts)
                    .text("건에 시간 초과로 응답했습니다(504)"),
            );
        }
        sentence.text(".")
    });
    said.take(MOST_LISTED)
}
