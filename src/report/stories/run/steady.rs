//! What a long run says of its steady state, in words and figures.

use crate::report::document::table::{Row, Table};
use crate::report::document::{Block, InText, Language, Section};
use crate::report::format::escaped;
use crate::report::notation;
use crate::study::SteadyState;

/// The steady state that was found, or why there is none.
pub(super) fn section(language: Language, steady: &SteadyState) -> Section {
    let Some(warm_up) = steady.warm_up else {
        return in_section(language, vec![Block::Note(not_found(language, steady))]);
    };
    let judged_by: Vec<_> = steady
        .judged_by
        .iter()
        .map(|measure| measure.series_column())
        .collect();
    let (warm_up, judged_by) = (language.span(warm_up.as_secs_f64()), judged_by.join(", "));
    let after = language.choose(
        format!(
            "Steady state after {warm_up} (MSER-5 on {judged_by}); from then on, mean ± half the width of its 95 % \
             interval by batch means:"
        ),
        format!(
            "정상 상태는 {warm_up} 이후({judged_by}에 MSER-5 적용). 그 뒤의 평균 ± 배치 평균법 95 % 구간 폭의 절반:"
        ),
    );
    let mut rows = Vec::new();
    for function in &steady.functions {
        for (measure, means) in &function.estimates {
            let mark = if means.independent { "" } else { " *" };
            let cells = vec![
                language.words(*measure).name.to_owned(),
                notation::estimate(&means.estimate, measure.unit()),
                format!("{}{mark}", means.estimate.n),
            ];
            rows.push(Row::new(escaped(&function.name), cells));
        }
    }
    let mut blocks = vec![
        Block::Note(after),
        Block::Table(Table {
            columns: [
                language.choose("function", "함수"),
                language.choose("series", "계열"),
                language.choose("mean", "평균"),
                language.choose("batches", "배치"),
            ]
            .map(str::to_owned)
            .to_vec(),
            rows,
            words: 2,
            ..Table::default()
        }),
    ];
    if !steady.is_long_enough() {
        let short = language.choose(
            "* The run is too short for this one: neighbouring batches are correlated even with the longest batches, and \
             the interval is too narrow. Simulate longer.",
            "* 이 값에는 실행이 너무 짧습니다. 가장 긴 배치에서도 이웃한 배치가 상관되어 구간이 실제보다 좁습니다. 더 길게 \
             시뮬레이션하십시오.",
        );
        blocks.push(Block::Note(short.to_owned()));
    }
    in_section(language, blocks)
}

fn in_section(language: Language, blocks: Vec<Block>) -> Section {
    Section {
        id: "steady-state",
        heading: language.choose("Steady state", "정상 상태"),
        blocks,
        in_text: InText::Below,
        ..Section::default()
    }
}

fn not_found(language: Language, steady: &SteadyState) -> String {
    let series = steady.unsteady.iter().map(|(function, measure)| {
        let (column, name) = (measure.series_column(), escaped(function));
        language.choose(format!("{column} of {name}"), format!("{name}의 {column}"))
    });
    let series = series.collect::<Vec<_>>().join(", ");
    language.choose(
        format!(
            "No steady state: {series} still changes in the second half of the run, or has fewer than 50 intervals \
             (MSER-5). Simulate longer; traffic that changes has none."
        ),
        format!(
            "정상 상태 없음: {series}이(가) 실행 후반에도 변하거나 구간이 50개보다 적습니다(MSER-5). 더 길게 시뮬레이션하십시오. 변하는 \
             트래픽에는 정상 상태가 없습니다."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::SimDuration;
    use crate::measures::Measure;
    use crate::report::document::Document;
    use crate::report::render::text::{Medium, text};
    use crate::study::Estimate;
    use crate::study::batch_means::BatchMeans;
    use crate::study::steady_state::FunctionSteadyState;

    fn steady(independent: bool) -> SteadyState {
        let means = |mean, half_width| BatchMeans {
            estimate: Estimate {
                mean,
                half_width,
                n: 30,
            },
            independent,
        };
        SteadyState {
            judged_by: vec![Measure::OpenMean],
            unsteady: Vec::new(),
            warm_up: Some(SimDuration::from_secs(245)),
            functions: vec![FunctionSteadyState {
                name: "f".to_owned(),
                estimates: vec![
                    (Measure::OpenMean, means(119.234, 1.62)),
                    (Measure::ThrottleRate, means(0.012_34, 0.000_56)),
                    (Measure::LatencyMean, means(1234.5, 12.0)),
                ],
            }],
        }
    }

    fn said(steady: &SteadyState) -> String {
        let sections = vec![section(Language::English, steady)];
        text(
            &Document {
                sections,
                ..Document::default()
            },
            Medium::Terminal,
        )
    }

    #[test]
    fn a_steady_state_reads_well() {
        insta::assert_snapshot!(said(&steady(true)));
    }

    #[test]
    fn a_run_that_is_too_short_says_so() {
        assert!(said(&steady(false)).contains("The run is too short"));
        assert!(!said(&steady(true)).contains('*'));
        let unsteady = SteadyState {
            warm_up: None,
            unsteady: vec![("f".to_owned(), Measure::OpenMean)],
            ..steady(true)
        };
        let words = said(&unsteady);
        assert!(
            words
                .trim_start()
                .starts_with("No steady state: open_mean of f"),
            "{words}"
        );
    }
}
