//! What the document of a run says of ECS services, where there are any: charts and figures.

use super::Run;
use super::services::Services;
use crate::report::document::table::{Row, Table};
use crate::report::document::{Block, InText, Section};
use crate::report::format::{escaped, milliseconds, percent, thousands};
use crate::report::services::{Service, of_run};

/// A row of the table: what it is called in English and in Korean, and its cell.
type Cell = fn(&Service<'_>) -> String;

const ROWS: [([&str; 2], Cell); 17] = [
    (["runs on", "실행 플랫폼"], |one| {
        one.settings.platform().title().to_owned()
    }),
    (["requests", "요청"], |one| {
        thousands(one.requests.totals.arrivals)
    }),
    (["served", "처리됨"], |one| {
        part(
            one.requests.totals.completions,
            one.requests.totals.arrivals,
        )
    }),
    (["given up", "포기"], |one| {
        part(one.requests.totals.given_up, one.requests.totals.arrivals)
    }),
    (["open at the end", "끝에 미결"], |one| {
        thousands(one.requests.open_at_end)
    }),
    (
        [
            "attempts refused: queue full",
            "거부된 시도: 대기열 가득 참",
        ],
        |one| part(one.tasks.totals.rejected, one.requests.totals.attempts),
    ),
    (
        [
            "attempts refused: waited too long",
            "거부된 시도: 대기 시간 초과",
        ],
        |one| part(one.tasks.totals.timed_out, one.requests.totals.attempts),
    ),
    (["had to wait", "대기한 시도"], |one| {
        thousands(one.tasks.totals.queued)
    }),
    (["latency p50", "p50 지연 시간"], |one| {
        latency(one.requests.latency.quantile_ms(0.50))
    }),
    (["latency p99", "p99 지연 시간"], |one| {
        latency(one.requests.latency.quantile_ms(0.99))
    }),
    (["max latency", "최대 지연 시간"], |one| {
        latency(one.requests.latency.max_ms())
    }),
    (["peak in service", "최대 동시 처리"], |one| {
        thousands(one.requests.in_flight.max)
    }),
    (["peak waiting", "최대 대기"], |one| {
        thousands(one.tasks.queue.max)
    }),
    (["tasks, mean", "태스크, 평균"], |one| {
        decimal(one.tasks.running.mean)
    }),
    (["tasks, peak", "태스크, 최대"], |one| {
        thousands(one.tasks.running.max)
    }),
    (
        ["instances, mean / peak", "인스턴스, 평균 / 최대"],
        |one| match one.settings.ec2() {
            None => "-".to_owned(),
            Some(_) => format!(
                "{} / {}",
                decimal(one.tasks.instances_running.mean),
                thousands(one.tasks.instances_running.max)
            ),
        },
    ),
    (["CPU of tasks in use", "태스크 CPU 사용률"], |one| {
        let share = one.settings.tasks.task.cpu_per_request;
        percent(one.tasks.cpu_utilization(share))
    }),
];

fn decimal(value: f64) -> String {
    format!("{value:.1}")
}

fn latency(ms: Option<f64>) -> String {
    ms.map_or_else(|| "-".to_owned(), milliseconds)
}

/// A count with its share of a whole.
fn part(count: u64, whole: u64) -> String {
    match count == 0 || whole == 0 {
        true => thousands(count),
        false => format!(
            "{} ({})",
            thousands(count),
            percent(count as f64 / whole as f64)
        ),
    }
}

impl Run<'_> {
    /// What ECS services did, where there are any.
    pub(super) fn services(&self) -> Vec<Section> {
        let language = self.language();
        let services = Services::new(self.whole.scenario, &self.curves);
        let charts = services.charts();
        if charts.is_empty() {
            return Vec::new();
        }
        let note = language.choose(
            "Tasks behind a load balancer: how many there are, what they serve, and what waits for them.",
            "로드 밸런서 뒤의 태스크: 개수, 처리 중인 요청, 기다리는 요청입니다.",
        );
        let all = of_run(self.whole.scenario, self.whole.result);
        let rows = ROWS.iter().map(|([english, korean], cell)| {
            let cells = all.clone().map(|one| cell(&one)).collect();
            Row::new(language.choose(*english, *korean), cells)
        });
        let names = all.clone().map(|one| escaped(&one.requests.name));
        let table = Table {
            columns: std::iter::once(String::new()).chain(names).collect(),
            rows: rows.collect(),
            may_turn: true,
            ..Table::default()
        };
        let tables = Section {
            id: "service-figures",
            heading: language.choose("Figures of ECS services", "ECS 서비스 수치"),
            note: self.counted_in_words(),
            blocks: vec![Block::Table(table)],
            in_text: InText::Above,
            ..Section::default()
        };
        let first_in_text = match self.scenario.functions.is_empty() {
            true => InText::Above,
            false => InText::No,
        };
        let mut charts = charts.into_iter().map(Block::Chart);
        let glance = Section {
            id: "services",
            heading: language.choose("ECS services", "ECS 서비스"),
            note: note.to_owned(),
            blocks: charts.by_ref().take(1).collect(),
            in_text: first_in_text,
            ..Section::default()
        };
        let rest = Section {
            id: "service-charts",
            heading: language.choose("At the tasks", "태스크에서"),
            blocks: charts.collect(),
            ..Section::default()
        };
        vec![glance, rest, tables]
    }
}
