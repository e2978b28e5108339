//! Environments against open requests over the run, in two lines of a terminal: the scaling diagram
//! at a glance.
//!
//! Both lines have one scale, so that where requests stand higher than environments they wait.

use crate::metrics::{FunctionInterval, RunResult};
use crate::report::format::{clock, thousands};
use crate::report::render::text::Medium;

/// Columns at most: with the labels on both sides a line fits 80.
const COLUMNS: usize = 48;
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// What a line shows of an interval.
type Shown = fn(&FunctionInterval, alone: bool) -> f64;

// Of several functions the means are added: their maxima need not fall together.
const LINES: [(&str, Shown); 2] = [
    ("environments", |row, alone| match alone {
        true => row.environments.max as f64,
        false => row.environments.mean,
    }),
    ("open requests", |row, alone| match alone {
        true => row.open.max as f64,
        false => row.open.mean,
    }),
];

/// The two lines and their axis; `None` where there is no course to show, or no terminal.
pub(super) fn section(result: &RunResult, medium: Medium) -> Option<String> {
    let series = LINES.map(|(_, shown)| totals(result, shown));
    let most = series.iter().flatten().copied().fold(0.0, f64::max);
    let intervals = series.first().map_or(0, Vec::len);
    if medium != Medium::Terminal || intervals < 2 || most == 0.0 {
        return None;
    }
    let alone = result.functions.len() == 1;
    let mut text = String::new();
    for ((label, _), values) in LINES.iter().zip(&series) {
        let columns: String = columns(values).map(|value| block(value, most)).collect();
        let highest = values.iter().copied().fold(0.0, f64::max).round() as u64;
        // The highest sum of means is what the line reaches, and not the most there was.
        let reach = if alone { "most" } else { "to" };
        let line = format!("{label:>13}  {columns}  {reach} {}", thousands(highest));
        text.push_str(&format!("{}\n", line.trim_end()));
    }
    let width = COLUMNS.min(intervals);
    let end = result.simulated.as_secs_f64();
    let (start, end) = (clock(0.0, end), clock(end, end));
    let axis = match width.checked_sub(start.len()) {
        Some(room) if room > end.len() => format!("{start}{end:>room$}"),
        _ => format!("{start} to {end}"),
    };
    text.push_str(&format!("{:>13}  {axis}\n", ""));
    Some(text)
}

/// The sum over all functions in each interval.
fn totals(result: &RunResult, shown: Shown) -> Vec<f64> {
    let alone = result.functions.len() == 1;
    let mut totals = vec![0.0; result.account.intervals.len()];
    for function in &result.functions {
        for (total, row) in totals.iter_mut().zip(&function.intervals) {
            *total += shown(row, alone);
        }
    }
    totals
}

/// The highest value of each column; a column holds as many intervals as the next, give or take one.
fn columns(values: &[f64]) -> impl Iterator<Item = f64> {
    let count = COLUMNS.min(values.len());
    (0..count).map(move |column| {
        let start = column * values.len() / count;
        let end = (column + 1) * values.len() / count;
        values[start..end].iter().copied().fold(0.0, f64::max)
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
    use crate::report::fixture;

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
        for length in [1, 2, 47, 48, 49, 100, 86_400] {
            for peak in [0, length / 2, length - 1] {
                let mut values = vec![1.0; length];
                values[peak] = 9.0;
                let columns: Vec<_> = columns(&values).collect();
                assert_eq!(columns.len(), length.min(COLUMNS), "{length}");
                let peaks = columns.iter().filter(|value| **value == 9.0).count();
                assert_eq!(peaks, 1, "{length} intervals, peak at {peak}");
            }
        }
    }

    #[test]
    fn a_run_without_a_course_has_no_lines() {
        let mut result = fixture::small();
        assert!(section(&result, Medium::Terminal).is_some());
        assert_eq!(section(&result, Medium::Markdown), None);
        result.account.intervals.truncate(1);
        assert_eq!(section(&result, Medium::Terminal), None);
    }
}
