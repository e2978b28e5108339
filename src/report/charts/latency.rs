//! Latency over time: the median and the 99 % quantile of the requests completed in each interval,
//! in a panel for each function. Where nothing completed there is a gap.

use super::axis::Axis;
use super::page::{self, Page, Panel};
use super::picture::{Picture, Stroke};
use super::style::{self, BLUE, VERMILION};
use super::timeline::Timeline;
use crate::kernel::SimTime;
use crate::metrics::{FunctionResult, RunResult};
use crate::report::format::without_controls;
use crate::scenario::Scenario;

const MEDIAN: Stroke = style::solid(BLUE, 9);
const P99: Stroke = style::solid(VERMILION, 4);

/// Quantiles of different functions cannot be combined, and more panels than this are unreadable:
/// beyond it the chart shows the functions with the most requests.
const MAX_PANELS: usize = 3;

/// Above this ratio of largest to smallest latency the axis is logarithmic.
const WIDE_SPREAD: f64 = 20.0;

/// The chart of the busiest functions.
pub(super) fn draw(scenario: &Scenario, result: &RunResult, subtitle: &str) -> Picture {
    let functions = busiest(&result.functions);
    let mut subtitle = subtitle.to_owned();
    if functions.len() < result.functions.len() {
        subtitle = format!(
            "the {} busiest of {} functions · {subtitle}",
            functions.len(),
            result.functions.len()
        );
    }
    let legend = vec![
        page::line(P99, "p99: 99 % of requests took at most this"),
        page::line(MEDIAN, "p50: half of them took at most this"),
    ];
    let mut page = Page::new(scenario, &scenario.title, &subtitle, legend);

    let end = SimTime::ZERO + result.simulated;
    let time = Axis::time(end.as_secs_f64());
    let timeline = Timeline::of(result);
    for (index, function) in functions.iter().enumerate() {
        let axis = axis(function, result.functions.len() > 1);
        let panel = page.panel(index, functions.len(), &time, axis);
        draw_function(&mut page.picture, &panel, &timeline, function);
    }
    page.picture
}

/// The functions with the most requests, in the order of the scenario.
fn busiest(functions: &[FunctionResult]) -> Vec<&FunctionResult> {
    let mut indices: Vec<usize> = (0..functions.len()).collect();
    indices.sort_by_key(|&index| std::cmp::Reverse(functions[index].totals.arrivals));
    indices.truncate(MAX_PANELS);
    indices.sort_unstable();
    indices.into_iter().map(|index| &functions[index]).collect()
}

fn axis(function: &FunctionResult, is_one_of_many: bool) -> Axis {
    let title = if is_one_of_many {
        format!(
            "{}: latency of served requests (ms)",
            without_controls(&function.name)
        )
    } else {
        "latency of served requests (ms)".to_owned()
    };
    let quantiles = || {
        let present = function.intervals.iter().filter_map(|row| row.latency);
        present.flat_map(|latency| [latency.p50_ms, latency.p99_ms])
    };
    let largest = quantiles().fold(0.0, f64::max);
    let smallest = quantiles().fold(f64::INFINITY, f64::min);
    if smallest > 0.0 && largest / smallest > WIDE_SPREAD {
        Axis::logarithmic(smallest, largest, format!("{title}, logarithmic scale"))
    } else {
        Axis::linear(largest, title)
    }
}

fn draw_function(
    picture: &mut Picture,
    panel: &Panel,
    timeline: &Timeline,
    function: &FunctionResult,
) {
    if function.totals.completions + function.warm_up_counts.completions == 0 {
        panel.words(picture, "No request was completed.");
        return;
    }
    let latencies = || function.intervals.iter().map(|row| row.latency);
    let p99 = timeline.maxima(latencies().map(|latency| Some(latency?.p99_ms)));
    let median = timeline.maxima(latencies().map(|latency| Some(latency?.p50_ms)));
    // The thin line comes last, so that it shows where both coincide.
    for (values, stroke) in [(median, MEDIAN), (p99, P99)] {
        for line in panel.curves(timeline, &values) {
            picture.line(line, stroke);
        }
    }
}
