//! Throttled attempts by cause, and below them cold starts, both per second.

use super::hatch::{Band, Fill};
use super::page::{self, LegendEntry, Page, Panel};
use super::picture::{Picture, Stroke};
use super::style::{self, BLUE, GREEN, GREY, PALE_VERMILION, VERMILION};
use super::timeline::Timeline;
use crate::metrics::Counts;
use crate::report::document::axis::Axis;
use crate::report::document::look::{Language, Look};
use crate::report::format::thousands;
use crate::report::observed::Observed;
use crate::scenario::Scenario;

/// One cause of throttling, from the bottom of the stack to its top.
struct Cause {
    words: fn(Language) -> &'static str,
    count: fn(&Counts) -> u64,
    fill: Fill,
    edge: Stroke,
}

const CAUSES: [Cause; 3] = [
    Cause {
        words: Language::throttled_by_scaling,
        count: |counts| counts.throttles_scaling,
        fill: Fill::Plain(PALE_VERMILION),
        edge: style::solid(VERMILION, 6),
    },
    Cause {
        words: Language::throttled_by_concurrency,
        count: |counts| counts.throttles_concurrency,
        fill: Fill::Diagonal(style::solid(BLUE, 4), 30),
        edge: style::solid(BLUE, 4),
    },
    Cause {
        words: Language::throttled_by_rate,
        count: |counts| counts.throttles_rate,
        fill: Fill::Vertical(style::solid(GREY, 4), 20),
        edge: style::solid(GREY, 4),
    },
];

const COLD_STARTS: Fill = Fill::Falling(style::solid(GREEN, 4), 24);
const COLD_START_EDGE: Stroke = style::solid(GREEN, 5);

/// The chart for all functions together.
pub(super) fn draw(
    look: &Look,
    scenario: &Scenario,
    observed: &Observed,
    subtitle: &str,
) -> Picture {
    let language = look.language;
    let totals = observed.totals();
    let timeline = Timeline::of(observed);

    let causes: Vec<&Cause> = CAUSES
        .iter()
        .filter(|cause| (cause.count)(&totals) > 0)
        .collect();
    let stack = stacked(&timeline, observed, &causes);
    let cold_starts = rates(&timeline, observed, |counts| counts.cold_starts);

    let mut page = Page::new(
        look,
        scenario,
        &scenario.title,
        subtitle,
        legend(language, &totals, &causes),
    );
    let highest = |values: Option<&Vec<f64>>| {
        let values = values.into_iter().flatten();
        values.copied().fold(0.0, f64::max)
    };
    let time = Axis::time(observed.end.as_secs_f64());
    let axis = |highest, title| match highest > 0.0 {
        true => Axis::linear(highest, title),
        false => Axis::blank(title),
    };
    let throttles = axis(highest(stack.last()), language.throttled_per_second());
    let upper = page.panel(0, 2, &time, throttles).in_steps();
    let starts = axis(
        highest(Some(&cold_starts)),
        language.cold_starts_per_second(),
    );
    let lower = page.panel(1, 2, &time, starts).in_steps();

    if totals.throttles() == 0 {
        upper.words(&mut page.picture, language.no_throttle());
    } else {
        draw_stack(&mut page.picture, &upper, &timeline, &causes, &stack);
    }
    if totals.cold_starts == 0 {
        lower.words(&mut page.picture, language.no_cold_start());
    } else {
        draw_cold_starts(&mut page.picture, &lower, &timeline, &cold_starts);
    }
    page.picture
}

fn legend(language: Language, totals: &Counts, causes: &[&Cause]) -> Vec<LegendEntry> {
    let entry = |fill, words, count| page::filled(fill, format!("{words} ({})", thousands(count)));
    let mut legend: Vec<_> = causes
        .iter()
        .map(|cause| entry(cause.fill, (cause.words)(language), (cause.count)(totals)))
        .collect();
    if totals.cold_starts > 0 {
        legend.push(entry(
            COLD_STARTS,
            language.cold_starts(),
            totals.cold_starts,
        ));
    }
    legend
}

/// The rate per second over all functions.
fn rates(timeline: &Timeline, observed: &Observed, count: fn(&Counts) -> u64) -> Vec<f64> {
    let in_interval = |index: usize| {
        let intervals = observed
            .functions
            .iter()
            .filter_map(|f| f.intervals.get(index));
        intervals.map(|interval| count(&interval.counts)).sum()
    };
    timeline.rates((0..observed.starts.len()).map(in_interval))
}

/// The rates of the causes, each on top of those before it.
fn stacked(timeline: &Timeline, observed: &Observed, causes: &[&Cause]) -> Vec<Vec<f64>> {
    let mut stack: Vec<Vec<f64>> = Vec::new();
    for cause in causes {
        let mut top = rates(timeline, observed, cause.count);
        if let Some(below) = stack.last() {
            for (top, below) in top.iter_mut().zip(below) {
                *top += below;
            }
        }
        stack.push(top);
    }
    stack
}

fn draw_stack(
    picture: &mut Picture,
    panel: &Panel,
    timeline: &Timeline,
    causes: &[&Cause],
    stack: &[Vec<f64>],
) {
    let mut below = panel.base();
    for (cause, values) in causes.iter().zip(stack) {
        let top = panel.curve(timeline, values);
        Band::between(&top, &below).fill(picture, cause.fill);
        below = top;
    }
    // Edges come last, so that no area covers them.
    let mut below = vec![0.0; timeline.buckets().len()];
    for (cause, tops) in causes.iter().zip(stack) {
        draw_edge(picture, panel, timeline, (tops, &below), cause.edge);
        below.clone_from(tops);
    }
}

fn draw_cold_starts(picture: &mut Picture, panel: &Panel, timeline: &Timeline, rates: &[f64]) {
    let top = panel.curve(timeline, rates);
    Band::between(&top, &panel.base()).fill(picture, COLD_STARTS);
    let nothing = vec![0.0; rates.len()];
    draw_edge(picture, panel, timeline, (rates, &nothing), COLD_START_EDGE);
}

/// Draws the upper edge of an area between two series where there is something to edge, with its
/// flanks down to what is beside it.
fn draw_edge(
    picture: &mut Picture,
    panel: &Panel,
    timeline: &Timeline,
    (tops, bottoms): (&[f64], &[f64]),
    edge: Stroke,
) {
    let buckets: Vec<_> = timeline.with(tops).into_iter().zip(bottoms).collect();
    let mut start = 0;
    for stretch in
        buckets.chunk_by(|(a, below_a), (b, below_b)| (a.1 > **below_a) == (b.1 > **below_b))
    {
        let end = start + stretch.len();
        if let ([((first, top), bottom), ..], Some(((last, _), _))) = (stretch, stretch.last())
            && top > *bottom
        {
            let before = start.checked_sub(1).and_then(|index| tops.get(index));
            let rise = before.map(|&level| panel.place(first.0, level));
            let steps = stretch
                .iter()
                .flat_map(|((span, top), _)| [span.0, span.1].map(|at| panel.place(at, *top)));
            let fall = tops.get(end).map(|&level| panel.place(last.1, level));
            picture.line(rise.into_iter().chain(steps).chain(fall).collect(), edge);
        }
        start = end;
    }
}
