//! The tables of a run.

use super::rows;
use crate::metrics::{RunResult, SourceResult};
use crate::report::document::table::{Row, Table};
use crate::report::document::{Block, InText, Language, Section};
use crate::report::format::{escaped, percent, thousands};
use crate::report::stories::findings::provisioned_use;
use crate::report::stories::queues::{Queue, items_of, wait};
use crate::scenario::Scenario;

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

/// The totals of each function.
pub(super) fn figures(language: Language, scenario: &Scenario, result: &RunResult) -> Section {
    let rows = rows::of_one(scenario, result).map(|([english, korean], cell)| {
        let cells = result.functions.iter().map(cell).collect();
        Row::new(language.choose(english, korean), cells)
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
