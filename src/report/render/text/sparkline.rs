//! A chart over time in a few lines of a terminal: its course at a glance.
//!
//! All lines have one scale, so that where requests stand higher than environments they wait.

use crate::report::document::chart::{Chart, LineStyle, Series};
use crate::report::document::points::Timeline;
use crate::report::format::thousands;

/// Columns at most: with the labels on both sides a line fits 80.
const COLUMNS: usize = 40;
/// Longer labels are cut.
const LABEL: usize = 20;
/// More lines are no glance.
const MOST_LINES: usize = 2;
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The lines of the first view of a chart and their axis; `None` where there is no course to show.
pub(super) fn of(chart: &Chart, timeline: &Timeline) -> Option<String> {
    let curves = chart.views.first()?.series.iter();
    let curves = curves.filter(|series| series.style != LineStyle::Marks);
    let curves: Vec<&Series> = curves.take(MOST_LINES).collect();
    let most = curves
        .iter()
        .map(|curve| highest(&curve.points.values))
        .fold(0.0, f64::max);
    if timeline.intervals < 2 || most == 0.0 {
        return None;
    }
    let mut text = String::new();
    for curve in &curves {
        let values = &curve.points.values;
        let blocks: String = columns(values).map(|value| block(value, most)).collect();
        let label: String = curve.label.chars().take(LABEL).collect();
        let highest = thousands(highest(values).round() as u64);
        let line = format!("{label:>LABEL$}  {blocks}  ≤ {highest}");
        text.push_str(line.trim_end());
        text.push('\n');
    }
    let width = curves
        .first()
        .map_or(0, |curve| COLUMNS.min(curve.points.values.len()));
    let (start, end) = (timeline.clock().at(0.0), timeline.clock().at(timeline.end));
    let axis = match width.checked_sub(start.len()) {
        Some(room) if room > end.len() => format!("{start}{end:>room$}"),
        _ => format!("{start} – {end}"),
    };
    text.push_str(&format!("{:>LABEL$}  {axis}\n", ""));
    Some(text)
}

fn highest(values: &[Option<f64>]) -> f64 {
    values.iter().flatten().copied().fold(0.0, f64::max)
}

/// The highest value of each column; a column holds as many values as the next, give or take one.
fn columns(values: &[Option<f64>]) -> impl Iterator<Item = f64> {
    let count = COLUMNS.min(values.len());
    (0..count).map(move |column| {
        let start = column * values.len() / count;
        let end = (column + 1) * values.len() / count;
        highest(&values[start..end])
    })
}

/// A block of the value's height; any height but none has one.
fn block(value: f64, most: f64) -> char {
    if value <= 0.0 {
        return ' ';
    }
    let eighths = (value / most * BLOCKS.len() as f64).ceil() as usize;
    BLOCKS[eighths.clamp(1, BLOCKS.len()) - 1]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::SimDuration;
    use crate::report::document::chart::{Ink, View};

    #[test]
    fn heights_are_eighths_of_the_highest() {
        let drawn: String = [0.0, 0.1, 12.5, 12.6, 50.0, 99.0, 100.0]
            .map(|value| block(value, 100.0))
            .into_iter()
            .collect();
        assert_eq!(drawn, " ▁▁▂▄██");
    }

    #[test]
    fn no_peak_is_lost_however_long_the_run() {
        for length in [1, 2, 39, 40, 41, 100, 86_400] {
            for peak in [0, length / 2, length - 1] {
                let mut values = vec![Some(1.0); length];
                values[peak] = Some(9.0);
                let columns: Vec<_> = columns(&values).collect();
                assert_eq!(columns.len(), length.min(COLUMNS), "{length}");
                let peaks = columns.iter().filter(|value| **value == 9.0).count();
                assert_eq!(peaks, 1, "{length} intervals, peak at {peak}");
            }
        }
    }

    #[test]
    fn a_chart_without_a_course_has_no_lines() {
        let drawn = |values: Vec<f64>| {
            let seconds = SimDuration::from_secs;
            let timeline = Timeline::new(values.len(), seconds(1), seconds(values.len() as u64), 1);
            let points = timeline.points(values.into_iter().map(Some));
            let series = vec![Series::new("open", Ink::Grey, LineStyle::Line, points)];
            let views = vec![View {
                series,
                ..View::default()
            }];
            of(
                &Chart {
                    views,
                    ..Chart::default()
                },
                &timeline,
            )
        };
        assert!(drawn(vec![1.0, 3.0]).is_some_and(|text| text.contains("≤ 3")));
        assert_eq!(drawn(vec![1.0]), None);
        assert_eq!(drawn(vec![0.0, 0.0]), None);
    }
}
