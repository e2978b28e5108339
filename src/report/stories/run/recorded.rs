//! What a run predicts against what its traces recorded, where a log was replayed.
//!
//! A trace records arrivals, which are replayed, and perhaps which of them met a cold start, which is not looked at: that
//! alone can be compared. What else a service measured is compared by a backtest.

use super::Run;
use crate::metrics::FunctionResult;
use crate::report::document::chart::{Chart, Ink, LineStyle, Series, View};
use crate::report::document::points::Timeline;
use crate::report::document::table::{Row, Table};
use crate::report::document::{Block, Section};
use crate::report::format::{escaped, thousands};
use crate::scenario::{Function, Traffic};

/// More functions than this have no lines: a function has two.
const MOST_TOGETHER: usize = 4;

/// A function whose traces say which of their requests met a cold start.
struct Recorded<'a> {
    name: String,
    result: &'a FunctionResult,
    settings: &'a Function,
    count: u64,
}

impl Run<'_> {
    /// Predicted against recorded; empty where nothing was replayed.
    pub(super) fn recorded(&self) -> Section {
        let language = self.language();
        let is_recorded = |one: &Traffic| matches!(one, Traffic::Trace(_) | Traffic::Counts(_));
        let functions = self.scenario.functions.iter();
        let mut traffic = functions.flat_map(|function| &function.traffic);
        if !traffic.any(|entry| is_recorded(&entry.traffic)) {
            return Section::default();
        }
        let with_cold_starts = self.with_cold_starts();
        let mut blocks = Vec::new();
        if !with_cold_starts.is_empty() {
            blocks.push(Block::Chart(self.cold_starts_so_far(&with_cold_starts)));
            blocks.push(Block::Table(self.predicted(&with_cold_starts)));
        }
        let words = match with_cold_starts.is_empty() {
            true => language.choose(
                "What was replayed records arrivals only, so there is nothing to compare. How to compare a prediction with \
                 what CloudWatch or a log measured:",
                "재생한 기록에는 도착만 있어 비교할 것이 없습니다. CloudWatch나 로그가 측정한 값과 예측을 비교하는 방법:",
            ),
            false => language.choose(
                "How to compare more than cold starts, with what CloudWatch or a log measured:",
                "콜드 스타트 외에 CloudWatch나 로그가 측정한 값과 비교하는 방법:",
            ),
        };
        let command = "burstsim help backtest".to_owned();
        blocks.push(Block::Command(words.to_owned(), command));
        Section {
            id: "recorded",
            heading: language.choose("Predicted against recorded", "예측과 기록"),
            blocks,
            ..Section::default()
        }
    }

    fn with_cold_starts(&self) -> Vec<Recorded<'_>> {
        let functions = self.result.functions.iter().zip(&self.scenario.functions);
        let known = functions.filter_map(|(result, settings)| {
            Some(Recorded {
                name: escaped(&result.name),
                result,
                settings,
                count: settings.recorded_cold_starts(self.scenario.duration)?,
            })
        });
        known.collect()
    }

    /// Both counts by the end of each interval.
    fn cold_starts_so_far(&self, functions: &[Recorded<'_>]) -> Chart {
        let language = self.language();
        let timeline = &self.curves.timeline;
        let shown = functions.iter().take(MOST_TOGETHER).zip(Ink::CYCLE);
        let series = shown.flat_map(|(function, ink)| {
            let label = |what: &str| match functions {
                [_] => what.to_owned(),
                _ => format!("{} {what}", function.name),
            };
            let predicted = function.result.intervals.iter();
            let predicted: Vec<u64> = predicted.map(|row| row.counts.cold_starts).collect();
            let lines = [
                (
                    language.choose("predicted", "예측"),
                    LineStyle::Line,
                    predicted,
                ),
                (
                    language.choose("recorded", "기록"),
                    LineStyle::Dashed,
                    function.over(timeline),
                ),
            ];
            lines.map(|(what, style, counts)| {
                let values = so_far(&counts);
                Series::new(
                    label(what),
                    ink,
                    style,
                    timeline.points_until(values.into_iter()),
                )
            })
        });
        let conclusions = functions.iter().map(|function| self.in_words(function));
        let conclusion = conclusions
            .take(MOST_TOGETHER)
            .collect::<Vec<_>>()
            .join(" ");
        Chart {
            id: "recorded-cold-starts".to_owned(),
            unit: language
                .choose("cold starts so far", "누적 콜드 스타트")
                .to_owned(),
            views: vec![View {
                series: series.collect(),
                conclusion,
                ..View::default()
            }],
            ..Chart::default()
        }
    }

    /// `checkout: 41 cold starts predicted, 37 recorded, 4 more.`
    fn in_words(&self, function: &Recorded<'_>) -> String {
        let predicted = function.predicted();
        let by = thousands(predicted.abs_diff(function.count));
        let (name, recorded) = (&function.name, thousands(function.count));
        let (more, korean) = match predicted.cmp(&function.count) {
            std::cmp::Ordering::Less => (format!("{by} fewer"), format!("{by}번 적음")),
            std::cmp::Ordering::Equal => ("the same".to_owned(), "같음".to_owned()),
            std::cmp::Ordering::Greater => (format!("{by} more"), format!("{by}번 많음")),
        };
        let predicted = thousands(predicted);
        self.language().choose(
            format!("{name}: {predicted} cold starts predicted, {recorded} recorded: {more}."),
            format!("{name}: 예측한 콜드 스타트 {predicted}번, 기록 {recorded}번: {korean}."),
        )
    }

    fn predicted(&self, functions: &[Recorded<'_>]) -> Table {
        let language = self.language();
        let rows = functions.iter().map(|function| {
            let cells = vec![thousands(function.predicted()), thousands(function.count)];
            Row::new(function.name.clone(), cells)
        });
        let columns = [
            language.choose("cold starts", "콜드 스타트"),
            language.choose("predicted", "예측"),
            language.choose("recorded", "기록"),
        ];
        Table {
            columns: columns.map(str::to_owned).to_vec(),
            rows: rows.collect(),
            ..Table::default()
        }
    }
}

impl Recorded<'_> {
    /// Over the whole run, as the recording is.
    fn predicted(&self) -> u64 {
        let rows = self.result.intervals.iter();
        rows.map(|row| row.counts.cold_starts).sum()
    }

    /// What was recorded in each interval.
    fn over(&self, timeline: &Timeline) -> Vec<u64> {
        let mut counts = vec![0; timeline.intervals];
        let traffic = self.settings.traffic.iter();
        let traces = traffic.filter_map(|entry| match &entry.traffic {
            Traffic::Trace(trace) => Some(trace.rows.iter()),
            _ => None,
        });
        for row in traces.flatten().filter(|row| row.cold == Some(true)) {
            let interval = (row.arrival.as_secs_f64() / timeline.step) as usize;
            if let Some(count) = counts.get_mut(interval) {
                *count += 1;
            }
        }
        counts
    }
}

fn so_far(counts: &[u64]) -> Vec<f64> {
    let sums = counts.iter().scan(0, |sum, count| {
        *sum += count;
        Some(*sum as f64)
    });
    sums.collect()
}
