//! What a long run says of its steady state, in words and figures.

use crate::report::format::{escaped, span};
use crate::report::notation;
use crate::report::render::text::Medium;
use crate::study::SteadyState;

/// The section of the summary.
pub(in crate::report) fn section(steady: &SteadyState, medium: Medium) -> String {
    let names: Vec<_> = steady
        .judged_by
        .iter()
        .map(|metric| metric.series_column())
        .collect();
    let judged_by = names.join(", ");
    let Some(warm_up) = steady.warm_up else {
        return medium.sentence(&not_found(steady));
    };
    let warm_up = warm_up.as_secs_f64();
    let after = format!(
        "Steady state after {} (MSER-5 on {judged_by}); from then on, mean ± half the width of its 95 % \
         interval by batch means:",
        span(warm_up)
    );
    let mut rows = Vec::new();
    for function in &steady.functions {
        for (measure, means) in &function.estimates {
            let mark = if means.independent { "" } else { " *" };
            rows.push(vec![
                function.name.clone(),
                measure.key().to_owned(),
                notation::estimate(&means.estimate, measure.unit()),
                format!("{}{mark}", means.estimate.n),
            ]);
        }
    }
    let mut text = medium.sentence(&after) + &medium.table(["", "", "", "batches"], rows, 2);
    if !steady.is_long_enough() {
        text.push_str(&medium.sentence(
            "* The run is too short for this one: neighbouring batches are correlated even with the \
             longest batches, and the interval is too narrow. Simulate longer.",
        ));
    }
    text
}

fn not_found(steady: &SteadyState) -> String {
    let series = steady.unsteady.iter();
    let series: Vec<_> = series
        .map(|(function, metric)| format!("{} of {}", metric.series_column(), escaped(function)))
        .collect();
    format!(
        "No steady state: {} still changes in the second half of the run, or has fewer than 50 intervals \
         (MSER-5). Simulate longer; traffic that changes has none.",
        series.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::SimDuration;
    use crate::measures::Measure;
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

    #[test]
    fn a_steady_state_reads_well() {
        insta::assert_snapshot!(section(&steady(true), Medium::Terminal));
    }

    #[test]
    fn a_run_that_is_too_short_says_so() {
        assert!(section(&steady(false), Medium::Terminal).contains("The run is too short"));
        assert!(!section(&steady(true), Medium::Terminal).contains('*'));
        let unsteady = SteadyState {
            warm_up: None,
            unsteady: vec![("f".to_owned(), Measure::OpenMean)],
            ..steady(true)
        };
        let words = section(&unsteady, Medium::Terminal);
        assert!(
            words.starts_with("No steady state: open_mean of f"),
            "{words}"
        );
    }
}
