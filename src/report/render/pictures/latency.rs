//! Latency over time: the median and the 99 % quantile of the requests completed in each interval,
//! in a panel for each function. Where nothing completed there is a gap.

use super::page::{self, Page, Panel};
use super::picture::{Picture, Stroke};
use super::style::{self, BLUE, VERMILION};
use super::timeline::Timeline;
use crate::report::document::axis::Axis;
use crate::report::document::look::{Language, Look};
use crate::report::format::without_controls;
use crate::report::observed::{Observed, ObservedFunction};
use crate::scenario::Scenario;

const MEDIAN: Stroke = style::solid(BLUE, 9);
const P99: Stroke = style::solid(VERMILION, 4);

/// Quantiles of different functions cannot be combined, and more panels than this are unreadable:
/// beyond it the chart shows the functions with the most requests.
const MAX_PANELS: usize = 3;

/// Above this ratio of largest to smallest latency the axis is logarithmic.
const WIDE_SPREAD: f64 = 20.0;

/// The chart of the busiest functions.
pub(super) fn draw(
    look: &Look,
    scenario: &Scenario,
    observed: &Observed,
    subtitle: &str,
) -> Picture {
    let language = look.language;
    let functions = busiest(&observed.functions);
    let mut subtitle = subtitle.to_owned();
    if functions.len() < observed.functions.len() {
        let busiest = language.busiest(functions.len(), observed.functions.len());
        subtitle = format!("{busiest} · {subtitle}");
    }
    let legend = vec![
        page::line(P99, language.p99()),
        page::line(MEDIAN, language.p50()),
    ];
    let mut page = Page::new(look, scenario, &scenario.title, &subtitle, legend);

    let time = Axis::time(observed.end.as_secs_f64());
    let timeline = Timeline::of(observed);
    for (index, function) in functions.iter().enumerate() {
        let axis = axis(language, function, observed.functions.len() > 1);
        let panel = page.panel(index, functions.len(), &time, axis);
        draw_function(language, &mut page.picture, &panel, &timeline, function);
    }
    page.picture
}

/// The functions with the most requests, in the order of the scenario.
fn busiest(functions: &[ObservedFunction]) -> Vec<&ObservedFunction> {
    let mut indices: Vec<usize> = (0..functions.len()).collect();
    indices.sort_by_key(|&index| std::cmp::Reverse(functions[index].totals().arrivals));
    indices.truncate(MAX_PANELS);
    indices.sort_unstable();
    indices.into_iter().map(|index| &functions[index]).collect()
}

fn axis(language: Language, function: &ObservedFunction, is_one_of_many: bool) -> Axis {
    let quantity = language.latency();
    let title = match is_one_of_many {
        true => format!("{}: {quantity}", without_controls(&function.name)),
        false => quantity.to_owned(),
    };
    let quantiles = || {
        let present = function.intervals.iter().filter_map(|row| row.latency);
        present.flat_map(|latency| [latency.p50_ms, latency.p99_ms])
    };
    let largest = quantiles().fold(0.0, f64::max);
    let smallest = quantiles().fold(f64::INFINITY, f64::min);
    if smallest > 0.0 && largest / smallest > WIDE_SPREAD {
        Axis::logarithmic(
            smallest,
            largest,
            format!("{title}{}", language.logarithmic()),
        )
    } else {
        Axis::linear(largest, title)
    }
}

fn draw_function(
    language: Language,
    picture: &mut Picture,
    panel: &Panel,
    timeline: &Timeline,
    function: &ObservedFunction,
) {
    if function.totals().completions == 0 {
        panel.words(picture, language.no_completion());
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
