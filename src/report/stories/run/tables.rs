//! The tables of a run.

use crate::metrics::{FunctionResult, RunResult, SourceCounts, SourceResult};
use crate::report::document::table::{Row, Table};
use crate::report::document::{Block, InText, Language, Section};
use crate::report::format::{escaped, milliseconds, percent, thousands};
use crate::report::sources;
use crate::report::stories::findings::provisioned_use;
use crate::report::stories::queues::{Arrivals, Queue, items_of, wait};
use crate::scenario::Scenario;

/// Only outages make attempts fail: elsewhere there is no such row.
pub(super) const FAILED: [&str; 2] = ["failed (5xx)", "실패(5xx)"];

/// What a row says of a function.
type Cell = fn(&FunctionResult) -> String;

/// Where there is something to show in a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Always,
    /// Callers wait for some answers: not all that comes waits in queues.
    Callers,
    /// All that comes waits in queues.
    OnlyQueues,
    Queues,
    Outages,
    FunctionErrors,
    TimeOuts,
    ApiGateway,
}

impl When {
    fn holds(self, scenario: &Scenario, result: &RunResult) -> bool {
        let totals = result.totals();
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

/// The rows of the figures: what each is called in English and in Korean, and its cell.
const ROWS: [([&str; 2], When, Cell); 26] = [
    (["requests", "요청"], When::Callers, |f| {
        thousands(f.totals.arrivals)
    }),
    (
        ["items of queues", "대기열 항목"],
        When::OnlyQueues,
        |f| thousands(f.totals.arrivals),
    ),
    (["served", "처리됨"], When::Always, |f| {
        part(f.totals.completions, f.totals.arrivals)
    }),
    (["given up", "포기"], When::Callers, |f| {
        part(f.totals.given_up, f.totals.arrivals)
    }),
    (
        ["dead-lettered", "DLQ·실패 시 대상"],
        When::Queues,
        |f| items(f, |totals| totals.dead_lettered),
    ),
    (
        ["lost from queues", "대기열에서 손실"],
        When::Queues,
        |f| items(f, SourceCounts::dropped),
    ),
    (["open at the end", "끝에 미결"], When::Always, |f| {
        thousands(f.open_at_end)
    }),
    (["attempts", "시도"], When::Always, |f| {
        thousands(f.totals.attempts)
    }),
    (["throttled", "스로틀링"], When::Always, |f| {
        part(f.totals.throttles(), f.totals.attempts)
    }),
    (
        ["- by the scaling rate", "- 확장 속도"],
        When::Always,
        |f| thousands(f.totals.throttles_scaling),
    ),
    (
        ["- by concurrency", "- 동시성 한도"],
        When::Always,
        |f| thousands(f.totals.throttles_concurrency),
    ),
    (
        ["- by requests/s", "- 초당 요청 한도"],
        When::Always,
        |f| thousands(f.totals.throttles_rate),
    ),
    (FAILED, When::Outages, |f| {
        part(f.totals.errors, f.totals.attempts)
    }),
    (
        ["function errors", "함수 오류"],
        When::FunctionErrors,
        |f| part(f.totals.function_errors, f.totals.invocations),
    ),
    (
        ["- at the timeout", "- 제한 시간 초과"],
        When::TimeOuts,
        |f| thousands(f.totals.timeouts),
    ),
    (
        ["throttled by the API (429)", "API가 스로틀링(429)"],
        When::ApiGateway,
        |f| thousands(f.totals.gateway_throttles),
    ),
    (
        ["timed out in the API (504)", "API 시간 초과(504)"],
        When::ApiGateway,
        |f| thousands(f.totals.gateway_timeouts),
    ),
    (["cold starts", "콜드 스타트"], When::Always, |f| {
        part(f.totals.cold_starts, f.totals.invocations)
    }),
    (
        ["on provisioned", "프로비저닝에서 처리"],
        When::Always,
        |f| {
            if f.has_provisioned {
                part(f.totals.provisioned_invocations, f.totals.invocations)
            } else {
                "-".to_owned()
            }
        },
    ),
    (["latency p50", "p50 지연 시간"], When::Always, |f| {
        latency(f.latency.quantile_ms(0.50))
    }),
    (["latency p99", "p99 지연 시간"], When::Always, |f| {
        latency(f.latency.quantile_ms(0.99))
    }),
    (["max latency", "최대 지연 시간"], When::Always, |f| {
        latency(f.latency.max_ms())
    }),
    (
        ["longest wait in a queue", "대기열의 가장 긴 대기"],
        When::Queues,
        longest_wait,
    ),
    (["peak backlog", "최대 백로그"], When::Queues, peak_backlog),
    (
        ["peak in flight", "최대 동시 처리"],
        When::Always,
        |f| thousands(f.in_flight.max),
    ),
    (
        ["peak environments", "최대 실행 환경"],
        When::Always,
        |f| thousands(f.environments.max),
    ),
];

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

/// Where what came to each source with a queue went.
pub(super) fn queues(language: Language, scenario: &Scenario, result: &RunResult) -> Table {
    let sources = || {
        let functions = result.functions.iter().enumerate();
        functions.flat_map(|(index, function)| {
            let sources = function.sources.iter();
            sources.map(move |source| (Queue::new(scenario, index, source.source), source))
        })
    };
    let were_there = |source: &SourceResult| source.backlog_at_start + source.in_flight_at_start;
    let has_warm_up = sources().any(|(_, source)| were_there(source) > 0);
    let rows = sources().map(|(queue, source)| {
        let totals = &source.totals;
        let longest = source
            .oldest_age
            .map(|age| wait(language, age.as_secs_f64()));
        let before = has_warm_up.then(|| thousands(were_there(source)));
        let counts = [
            totals.received,
            totals.deleted,
            totals.dead_lettered,
            totals.dropped(),
            source.backlog_at_end,
            source.in_flight_at_end,
            totals.delivered,
        ];
        let cells = before.into_iter().chain(counts.map(thousands));
        let cells = cells.chain([longest.unwrap_or_else(|| "-".to_owned())]);
        Row::new(queue.label(language), cells.collect())
    });
    let before = has_warm_up.then(|| language.choose("there before", "이전부터 있음"));
    let heads = [
        language.choose("received", "받음"),
        language.choose("processed", "처리됨"),
        language.choose("dead-lettered", "DLQ·실패 시 대상"),
        language.choose("lost", "손실"),
        language.choose("waiting", "대기 중"),
        language.choose("in flight", "처리 중"),
        language.choose("tries", "시도"),
        language.choose("longest wait", "가장 긴 대기"),
    ];
    let items = items_of(language, sources().map(|(queue, _)| queue));
    let columns = std::iter::once(language.choose("source", "소스")).chain(before);
    Table {
        caption: language.choose(format!("Where {items} went"), format!("{items}의 행방")),
        columns: columns.chain(heads).map(str::to_owned).collect(),
        rows: rows.collect(),
        ..Table::default()
    }
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

/// The totals of each function.
pub(super) fn figures(language: Language, scenario: &Scenario, result: &RunResult) -> Section {
    let rows = ROWS
        .iter()
        .filter(|(_, when, _)| when.holds(scenario, result));
    let rows = rows.map(|([english, korean], _, cell)| {
        let cells = result.functions.iter().map(cell).collect();
        Row::new(language.choose(*english, *korean), cells)
    });
    let names = result
        .functions
        .iter()
        .map(|function| escaped(&function.name));
    figures_of(language, names, rows.collect())
}

/// A table of figures with a column for each function.
pub(super) fn figures_of(
    language: Language,
    names: impl Iterator<Item = String>,
    rows: Vec<Row>,
) -> Section {
    Section {
        id: "figures",
        heading: language.choose("Figures", "수치"),
        blocks: vec![Block::Table(Table {
            columns: std::iter::once(String::new()).chain(names).collect(),
            rows,
            may_turn: true,
            ..Table::default()
        })],
        in_text: InText::Above,
        ..Section::default()
    }
}

/// How much of the provisioned concurrency was used.
pub(super) fn provisioned(language: Language, result: &RunResult) -> Table {
    let functions = result.functions.iter().filter(|f| f.has_provisioned);
    let rows = functions.map(|function| {
        let (allocated, busy) = provisioned_use(result, function);
        let totals = &function.totals;
        let cells = vec![
            thousands(allocated),
            thousands(busy),
            thousands(allocated.saturating_sub(busy)),
            thousands(totals.provisioned_invocations),
            thousands(totals.spillover()),
            percent(totals.spillover_rate()),
        ];
        Row::new(escaped(&function.name), cells)
    });
    let columns = [
        language.choose("function", "함수"),
        language.choose("peak allocated", "최대 할당"),
        language.choose("peak busy", "최대 사용"),
        language.choose("never needed", "쓰이지 않음"),
        language.choose("invocations on it", "그 위의 호출"),
        language.choose("beyond it", "초과한 호출"),
        language.choose("share", "비율"),
    ];
    Table {
        columns: columns.map(str::to_owned).to_vec(),
        rows: rows.collect(),
        ..Table::default()
    }
}
