//! The figures of a run as rows: what each is called, where there is something to show in it, and how a single run and
//! the mean of many have it.
//!
//! It knows results and summaries; it must not know how a table looks.

use serde_json::Value;

use crate::measures::Unit;
use crate::metrics::{Counts, FunctionResult, RunResult, SourceCounts};
use crate::report::format::{milliseconds, percent, thousands};
use crate::report::replications::Replications;
use crate::report::sources;
use crate::report::stories::queues::Arrivals;
use crate::scenario::Scenario;

/// What a row of a single run says of a function.
pub(super) type Cell = fn(&FunctionResult) -> String;

/// Where the summary of a replication has a figure, below the function.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// Under a key.
    Key(&'static str),
    /// In several places, of which it is made.
    Of(fn(&Value) -> Option<f64>),
}

/// What a row is called in English and in Korean.
pub(super) type Name = [&'static str; 2];

#[derive(Clone, Copy)]
struct Figure {
    name: Name,
    when: When,
    /// `None` of a share, which a single run shows behind its count.
    one: Option<Cell>,
    many: Option<(Unit, Place)>,
}

/// Where there is something to show in a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Always,
    /// Callers wait for some answers: not all that comes waits in queues.
    Callers,
    /// All that comes waits in queues.
    OnlyQueues,
    Queues,
    /// Only outages make attempts fail.
    Outages,
    FunctionErrors,
    TimeOuts,
    ApiGateway,
}

impl When {
    /// Of a scenario with a result of it, and all that was counted, which may be in more results.
    fn holds(self, scenario: &Scenario, result: &RunResult, totals: &Counts) -> bool {
        let arrivals = Arrivals::of(scenario);
        match self {
            Self::Always => true,
            Self::Callers => arrivals != Arrivals::Items,
            Self::OnlyQueues => arrivals == Arrivals::Items,
            Self::Queues => sources::has_any(result),
            Self::Outages => !scenario.region.outages.is_empty(),
            Self::FunctionErrors => totals.function_errors > 0,
            Self::TimeOuts => totals.timeouts > 0,
            Self::ApiGateway => totals.gateway_throttles + totals.gateway_timeouts > 0,
        }
    }
}

const fn row(name: Name, when: When) -> Figure {
    Figure {
        name,
        when,
        one: None,
        many: None,
    }
}

impl Figure {
    const fn one(self, cell: Cell) -> Self {
        Self {
            one: Some(cell),
            ..self
        }
    }

    const fn many(self, unit: Unit, place: Place) -> Self {
        Self {
            many: Some((unit, place)),
            ..self
        }
    }
}

static ROWS: [Figure; 31] = [
    row(["requests", "요청"], When::Callers)
        .one(|f| thousands(f.totals.arrivals))
        .many(Unit::Count, Place::Key("requests")),
    row(["items of queues", "대기열 항목"], When::OnlyQueues)
        .one(|f| thousands(f.totals.arrivals))
        .many(Unit::Count, Place::Key("requests")),
    row(["served", "처리됨"], When::Always)
        .one(|f| part(f.totals.completions, f.totals.arrivals))
        .many(Unit::Count, Place::Key("served")),
    row(["given up", "포기"], When::Callers)
        .one(|f| part(f.totals.given_up, f.totals.arrivals))
        .many(Unit::Count, Place::Key("given_up")),
    row(["dead-lettered", "DLQ·실패 시 대상"], When::Queues)
        .one(|f| items(f, |totals| totals.dead_lettered))
        .many(Unit::Count, Place::Of(|f| sum(f, "/dead_lettered"))),
    row(SHARE_OF_ITEMS, When::Queues).many(Unit::Share, Place::Of(|f| share(f, "/dead_lettered"))),
    row(["lost from queues", "대기열에서 손실"], When::Queues)
        .one(|f| items(f, SourceCounts::dropped))
        .many(Unit::Count, Place::Of(|f| sum(f, "/dropped"))),
    row(SHARE_OF_ITEMS, When::Queues).many(Unit::Share, Place::Of(|f| share(f, "/dropped"))),
    row(["open at the end", "끝에 미결"], When::Always)
        .one(|f| thousands(f.open_at_end))
        .many(Unit::Count, Place::Key("open_at_end")),
    row(["attempts", "시도"], When::Always)
        .one(|f| thousands(f.totals.attempts))
        .many(Unit::Count, Place::Key("attempts")),
    row(["throttled", "스로틀링"], When::Always)
        .one(|f| part(f.totals.throttles(), f.totals.attempts))
        .many(Unit::Count, Place::Key("throttles")),
    row(["- share of attempts", "- 시도 중 비율"], When::Always)
        .many(Unit::Share, Place::Key("throttle_rate")),
    row(["- by the scaling rate", "- 확장 속도"], When::Always)
        .one(|f| thousands(f.totals.throttles_scaling))
        .many(Unit::Count, Place::Key("throttles_scaling")),
    row(["- by concurrency", "- 동시성 한도"], When::Always)
        .one(|f| thousands(f.totals.throttles_concurrency))
        .many(Unit::Count, Place::Key("throttles_concurrency")),
    row(["- by requests/s", "- 초당 요청 한도"], When::Always)
        .one(|f| thousands(f.totals.throttles_rate))
        .many(Unit::Count, Place::Key("throttles_rate")),
    row(["failed (5xx)", "실패(5xx)"], When::Outages)
        .one(|f| part(f.totals.errors, f.totals.attempts))
        .many(Unit::Count, Place::Key("server_errors")),
    row(["function errors", "함수 오류"], When::FunctionErrors)
        .one(|f| part(f.totals.function_errors, f.totals.invocations))
        .many(Unit::Count, Place::Key("function_errors")),
    row(["- at the timeout", "- 제한 시간 초과"], When::TimeOuts)
        .one(|f| thousands(f.totals.timeouts))
        .many(Unit::Count, Place::Key("timeouts")),
    row(
        ["throttled by the API (429)", "API가 스로틀링(429)"],
        When::ApiGateway,
    )
    .one(|f| thousands(f.totals.gateway_throttles))
    .many(Unit::Count, Place::Key("api_gateway/throttles")),
    row(
        ["timed out in the API (504)", "API 시간 초과(504)"],
        When::ApiGateway,
    )
    .one(|f| thousands(f.totals.gateway_timeouts))
    .many(Unit::Count, Place::Key("api_gateway/timeouts")),
    row(["cold starts", "콜드 스타트"], When::Always)
        .one(|f| part(f.totals.cold_starts, f.totals.invocations))
        .many(Unit::Count, Place::Key("cold_starts")),
    row(["- share of invocations", "- 호출 중 비율"], When::Always)
        .many(Unit::Share, Place::Key("cold_start_rate")),
    row(["on provisioned", "프로비저닝에서 처리"], When::Always).one(|f| {
        if f.has_provisioned {
            part(f.totals.provisioned_invocations, f.totals.invocations)
        } else {
            "-".to_owned()
        }
    }),
    row(["latency p50", "p50 지연 시간"], When::Always)
        .one(|f| latency(f.latency.quantile_ms(0.50)))
        .many(Unit::Milliseconds, Place::Key("latency_ms/p50")),
    row(["latency p99", "p99 지연 시간"], When::Always)
        .one(|f| latency(f.latency.quantile_ms(0.99)))
        .many(Unit::Milliseconds, Place::Key("latency_ms/p99")),
    row(["max latency", "최대 지연 시간"], When::Always).one(|f| latency(f.latency.max_ms())),
    row(
        ["longest wait in a queue", "대기열의 가장 긴 대기"],
        When::Queues,
    )
    .one(longest_wait)
    .many(
        Unit::Milliseconds,
        Place::Of(|f| Some(1000.0 * largest(f, "/oldest_age_s")?)),
    ),
    row(["peak backlog", "최대 백로그"], When::Queues)
        .one(peak_backlog)
        .many(Unit::Count, Place::Of(|f| largest(f, "/backlog/max"))),
    row(["peak in flight", "최대 동시 처리"], When::Always)
        .one(|f| thousands(f.in_flight.max))
        .many(Unit::Count, Place::Key("in_flight/max")),
    row(["peak environments", "최대 실행 환경"], When::Always)
        .one(|f| thousands(f.environments.max))
        .many(Unit::Count, Place::Key("environments/max")),
    row(["cost", "비용"], When::Always).many(Unit::Usd, Place::Key("cost/total")),
];

const SHARE_OF_ITEMS: Name = ["- share of items", "- 항목 중 비율"];

/// The rows of a single run.
pub(super) fn of_one<'a>(
    scenario: &'a Scenario,
    result: &'a RunResult,
) -> impl Iterator<Item = (Name, Cell)> + 'a {
    let totals = result.totals();
    let shown = ROWS
        .iter()
        .filter(move |row| row.when.holds(scenario, result, &totals));
    shown.filter_map(|row| Some((row.name, row.one?)))
}

/// The rows of many replications: those of any of them.
pub(super) fn of_many<'a>(
    scenario: &'a Scenario,
    many: &'a Replications,
) -> impl Iterator<Item = (Name, Unit, Place)> + 'a {
    let first = many.sample().first();
    let mut totals = Counts::default();
    for function in 0..first.functions.len() {
        totals += many.totals(function).0;
    }
    let shown = ROWS
        .iter()
        .filter(move |row| row.when.holds(scenario, first, &totals));
    shown.filter_map(|row| {
        let (unit, place) = row.many?;
        Some((row.name, unit, place))
    })
}

/// Items of a function's queues that ended in a way, of those that came.
fn items(function: &FunctionResult, of: fn(&SourceCounts) -> u64) -> String {
    if function.sources.is_empty() {
        return "-".to_owned();
    }
    let sources = || function.sources.iter().map(|source| &source.totals);
    part(
        sources().map(of).sum(),
        sources().map(|totals| totals.received).sum(),
    )
}

/// The longest wait in a function's queues.
fn longest_wait(function: &FunctionResult) -> String {
    let sources = function.sources.iter();
    let longest = sources.filter_map(|source| source.oldest_age).max();
    latency(longest.map(|age| 1000.0 * age.as_secs_f64()))
}

/// The largest backlog of any of a function's queues.
fn peak_backlog(function: &FunctionResult) -> String {
    let most = function.sources.iter().map(|source| source.backlog.max);
    most.max().map_or_else(|| "-".to_owned(), thousands)
}

/// What a summary says of each of a function's sources with a queue; nothing without any.
fn of_sources<'v>(function: &'v Value, key: &'v str) -> impl Iterator<Item = f64> + 'v {
    let sources = function.get("sources").and_then(Value::as_array);
    let values = sources.into_iter().flatten();
    values.filter_map(move |source| source.pointer(key)?.as_f64())
}

fn sum(function: &Value, key: &str) -> Option<f64> {
    of_sources(function, key).reduce(|sum, one| sum + one)
}

fn largest(function: &Value, key: &str) -> Option<f64> {
    of_sources(function, key).reduce(f64::max)
}

/// What items ended in a way, of those that came; `None` if none did.
fn share(function: &Value, key: &str) -> Option<f64> {
    let received = sum(function, "/received").filter(|count| *count > 0.0)?;
    Some(sum(function, key)? / received)
}

fn latency(ms: Option<f64>) -> String {
    ms.map_or_else(|| "-".to_owned(), milliseconds)
}

/// A count with its share of a whole.
fn part(count: u64, whole: u64) -> String {
    if count == 0 || whole == 0 {
        return thousands(count);
    }
    format!(
        "{} ({})",
        thousands(count),
        percent(count as f64 / whole as f64)
    )
}
