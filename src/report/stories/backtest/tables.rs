//! The tables of a backtest: totals, and the stretches of time that are off most.

use super::names::{bias, figure, interval, name};
use crate::report::document::clock::Clock;
use crate::report::document::table::{Row, Table};
use crate::report::document::{Block, InText, Language, Section};
use crate::report::format::{escaped, percent};
use crate::study::Backtest;
use crate::study::backtest::{Compared, Series, Stretch, TOLERANCE};

/// More rows are in the JSON only.
const MOST_ROWS: usize = 100;

/// The name of a row: of a single function the quantity tells all.
fn row_name(
    language: Language,
    backtest: &Backtest,
    function: &Compared,
    series: &Series,
) -> String {
    let quantity = name(language, series.quantity);
    match backtest.functions.len() {
        1 => quantity.to_owned(),
        _ => format!("{}: {quantity}", escaped(&function.name)),
    }
}

fn rows(backtest: &Backtest) -> impl Iterator<Item = (&Compared, &Series)> {
    let functions = backtest.functions.iter();
    functions.flat_map(|function| function.series.iter().map(move |series| (function, series)))
}

/// What was measured and what is simulated, over the whole time.
pub(super) fn totals(language: Language, backtest: &Backtest) -> Section {
    let missing = || "-".to_owned();
    let rows = rows(backtest).take(MOST_ROWS).map(|(function, series)| {
        let (quantity, total) = (series.quantity, &series.total);
        let error = total.error().map(|error| {
            let percent = error * 100.0;
            // What rounds to nothing has no direction.
            if percent.abs() < 0.05 {
                "0 %".to_owned()
            } else {
                format!("{percent:+.1} %")
            }
        });
        let verdict = match total.is_good {
            true => language.choose("yes", "예"),
            false => language.choose("NO", "아니요"),
        };
        let bias = series.bias.map(|value| bias(quantity, value));
        Row::new(
            row_name(language, backtest, function, series),
            vec![
                figure(quantity, total.measured),
                figure(quantity, total.simulated.mean),
                interval(language, quantity, total.simulated).unwrap_or_else(missing),
                error.unwrap_or_else(missing),
                verdict.to_owned(),
                series.share_within.map_or_else(missing, percent),
                bias.unwrap_or_else(missing),
            ],
        )
    });
    let columns = [
        "",
        language.choose("measured", "측정"),
        language.choose("simulated", "시뮬레이션"),
        language.choose("95 % interval", "95 % 구간"),
        language.choose("error", "오차"),
        language.choose("good enough", "충분"),
        language.choose("within", "구간 안"),
        language.choose("bias", "편향"),
    ];
    Section {
        id: "totals",
        heading: language.choose("Measured and simulated", "측정과 시뮬레이션"),
        note: language
            .choose(
                "Counts are sums over the measured time, concurrency is the highest, durations are the mean of all \
                 invocations. In 95 of 100 measurements the value lies in its interval if the scenario is right. Within: \
                 the share of single intervals whose value does. Bias: the mean difference per interval.",
                "횟수는 측정 시간의 합, 동시성은 최댓값, 실행 시간은 모든 호출의 평균입니다. 시나리오가 맞으면 측정 100번 중 \
                 95번은 값이 구간 안에 있습니다. 구간 안: 값이 구간 안에 있는 측정 간격의 비율. 편향: 간격당 평균 차이.",
            )
            .to_owned(),
        blocks: vec![Block::Table(Table {
            columns: columns.map(str::to_owned).to_vec(),
            rows: rows.collect(),
            ..Table::default()
        })],
        in_text: InText::Above,
        ..Section::default()
    }
}

/// Where quantities are off most; `None` if they hardly are anywhere.
pub(super) fn stretches(language: Language, backtest: &Backtest) -> Option<Section> {
    let end = backtest.functions.iter().filter_map(|one| one.slots.last());
    let end = end.map(|slot| slot.to_s()).fold(0.0, f64::max);
    let clock = Clock::of(&backtest.scenario, end);
    let is_far = |one: &Stretch| {
        let most = one.measured.max(one.simulated);
        (one.measured - one.simulated).abs() > TOLERANCE * most
    };
    let far = rows(backtest).filter_map(|(function, series)| {
        let worst = series.worst.filter(is_far)?;
        let cells = vec![
            format!(
                "{}–{}",
                clock.at(worst.slot.from_s()),
                clock.at(worst.slot.to_s())
            ),
            figure(series.quantity, worst.measured),
            figure(series.quantity, worst.simulated),
        ];
        Some(Row::new(
            row_name(language, backtest, function, series),
            cells,
        ))
    });
    let far: Vec<Row> = far.take(MOST_ROWS).collect();
    let columns = [
        "",
        language.choose("time", "시간"),
        language.choose("measured", "측정"),
        language.choose("simulated", "시뮬레이션"),
    ];
    (!far.is_empty()).then(|| Section {
        id: "off",
        heading: language.choose("Where it is off most", "가장 크게 어긋나는 곳"),
        note: language
            .choose(
                "The intervals in a row, outside of the 95 % interval on the same side, that are off by the most in all.",
                "95 % 구간의 같은 쪽으로 벗어난 연속 구간 중 합계로 가장 크게 벗어난 곳입니다.",
            )
            .to_owned(),
        blocks: vec![
            Block::Note(language.choose("Where it is off most:", "가장 크게 어긋나는 곳:").to_owned()),
            Block::Table(Table {
                columns: columns.map(str::to_owned).to_vec(),
                rows: far,
                words: 2,
                ..Table::default()
            }),
        ],
        in_text: InText::Above,
        ..Section::default()
    })
}
