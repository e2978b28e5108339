//! A chart over time in a few lines of a terminal: its course at a glance.
//!
//! All lines have one scale, so that where requests stand higher than environments they wait. Below them a line of marks
//! shows when attempts were throttled or failed.

use crate::report::document::chart::{Chart, LineStyle, Series};
use crate::report::document::points::Timeline;
use unicode_width::UnicodeWidthStr;

use crate::report::format::{shortened, thousands};

/// Columns at most: with the labels on both sides a line fits 80.
const COLUMNS: usize = 40;
/// Columns of a label; longer ones lose their middle.
const LABEL: usize = 20;
/// More lines are no glance.
const MOST_LINES: usize = 2;
/// Where something that has no height happened.
const MARK: char = '^';
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The lines of the first view of a chart and their axis, in so many columns; `None` where there is no course to show.
pub(super) fn of(chart: &Chart, timeline: &Timeline, width: usize) -> Option<String> {
    let series = chart.views.first()?.series.iter();
    let (marks, curves): (Vec<&Series>, Vec<&Series>) =
        series.partition(|series| series.style == LineStyle::Marks);
    let curves = &curves[..curves.len().min(MOST_LINES)];
    let most = curves
        .iter()
        .map(|curve| highest(&curve.points.values))
        .fold(0.0, f64::max);
    if timeline.intervals < 2 || most == 0.0 {
        return None;
    }
    let mut text = String::new();
    for curve in curves {
        let values = &curve.points.values;
        let blocks: String = columns(values).map(|value| block(value, most)).collect();
        let highest = thousands(highest(values).round() as u64);
        let label = label(&curve.label);
        push(&mut text, &format!("{label}  {blocks}  ≤ {highest}"));
    }
    for line in marks
        .iter()
        .filter_map(|marks| marked(marks, timeline, width))
    {
        push(&mut text, &line);
    }
    let columns = curves
        .first()
        .map_or(0, |curve| COLUMNS.min(curve.points.values.len()));
    let (start, end) = (timeline.clock().at(0.0), timeline.clock().at(timeline.end));
    let axis = match columns.checked_sub(start.len()) {
        Some(room) if room > end.len() => format!("{start}{end:>room$}"),
        _ => format!("{start} – {end}"),
    };
    push(&mut text, &format!("{:>LABEL$}  {axis}", ""));
    Some(text)
}

/// Adds a line that ends with no blanks.
fn push(text: &mut String, line: &str) {
    text.push_str(line.trim_end());
    text.push('\n');
}

/// A label at the right of its columns, of which a Hangul syllable takes two.
fn label(words: &str) -> String {
    let words = shortened(words, LABEL);
    let room = LABEL.saturating_sub(words.width());
    format!("{:room$}{words}", "")
}

/// A line with a mark in each column in which something happened, and when the first and the last began and ended;
/// `None` if nothing did.
fn marked(series: &Series, timeline: &Timeline, width: usize) -> Option<String> {
    let values = &series.points.values;
    let is_marked = |value: &Option<f64>| value.is_some_and(|value| value > 0.0);
    let first = values.iter().position(is_marked)?;
    let last = values.iter().rposition(is_marked)?;
    let marks: String = columns(values)
        .map(|value| if value > 0.0 { MARK } else { ' ' })
        .collect();
    // A bucket of intervals has two points.
    let interval = |point: usize| match timeline.per_bucket {
        1 => point,
        per_bucket => point / 2 * per_bucket,
    };
    let from = timeline.span(interval(first)).0;
    let to = timeline.span(interval(last) + timeline.per_bucket - 1).1;
    let [from, to] = [from, to].map(|at| timeline.clock().at(at));
    let label = label(&series.label);
    let line = format!("{label}  {marks}");
    let timed = format!("{line}  {from} – {to}");
    Some(match timed.width() <= width {
        true => timed,
        false => format!("{line}  {from} –"),
    })
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

    /// A chart of `values` a second, and marks where `marks` has more than nothing.
    fn drawn(label: &str, values: Vec<f64>, marks: Vec<f64>) -> Option<String> {
        let seconds = SimDuration::from_secs;
        let timeline = Timeline::new(values.len(), seconds(1), seconds(values.len() as u64), 1);
        let series = |label, style, values: Vec<f64>| {
            let points = timeline.points(values.into_iter().map(Some));
            Series::new(label, Ink::Grey, style, points)
        };
        let series = vec![
            series(label, LineStyle::Line, values),
            series("스로틀링된 시도", LineStyle::Marks, marks),
        ];
        let views = vec![View {
            series,
            ..View::default()
        }];
        let chart = Chart {
            views,
            ..Chart::default()
        };
        of(&chart, &timeline, 80)
    }

    #[test]
    fn a_mark_stands_below_its_time_in_either_script() {
        for label in ["open requests", "미결 요청"] {
            let mut marks = vec![0.0; 40];
            marks[10..13].fill(0.5);
            let text = drawn(label, vec![1.0; 40], marks).unwrap();
            let lines: Vec<&str> = text.lines().collect();
            let before =
                |line: &str, first: char| line.split(first).next().map(|part| part.width());
            assert_eq!(before(lines[0], '█'), Some(22), "{text}");
            assert_eq!(before(lines[1], '^'), Some(22 + 10), "{text}");
            assert!(lines[1].ends_with("  0:10 – 0:13"), "{text}");
            assert!(lines[1].contains(" ^^^ "), "{text}");
        }
    }

    #[test]
    fn marks_of_a_long_run_are_as_exact_as_its_points() {
        let mut marks = vec![0.0; 86_400];
        marks[40_000] = 1.0;
        let text = drawn("open", vec![1.0; 86_400], marks).unwrap();
        let line = text.lines().nth(1).unwrap();
        assert_eq!(line.matches('^').count(), 1, "{text}");
        // 40,000 s are 11:06:40, in a bucket that begins less than two minutes before.
        assert!(line.ends_with("  11:05:33 –"), "{text}");
        assert!(text.lines().all(|line| line.width() <= 80), "{text}");
    }

    #[test]
    fn where_nothing_happened_there_is_no_line_of_marks() {
        let text = drawn("open", vec![1.0, 2.0], vec![0.0, 0.0]).unwrap();
        assert_eq!(text.lines().count(), 2, "{text}");
    }

    #[test]
    fn a_chart_without_a_course_has_no_lines() {
        let drawn = |values: Vec<f64>| drawn("open", values, Vec::new());
        assert!(drawn(vec![1.0, 3.0]).is_some_and(|text| text.contains("≤ 3")));
        assert_eq!(drawn(vec![1.0]), None);
        assert_eq!(drawn(vec![0.0, 0.0]), None);
    }
}
