//! Answers of `get-metric-statistics` and `get-metric-data` as the command line prints them with `--output text`.
//!
//! ```text
//! Invocations                                           METRICDATARESULTS  m1  checkout Errors  Complete
//! DATAPOINTS  1445.0  2026-11-26T08:00:00Z  Count       TIMESTAMPS  2026-11-26T08:00:00Z
//!                                                       VALUES  2.0
//! ```

use super::describe;
use super::series::{self, Periods, Point};
use crate::import::format::Format;
use crate::import::gathered::Statistic;
use crate::import::input::{Input, ReadError};
use crate::import::instant::Instant;
use crate::import::reading::Reading;

pub(super) const FORMAT: Format = Format {
    kind: "cloudwatch-text-output",
    title: "an answer of CloudWatch as text",
    is_like: |head| {
        let starts = ["DATAPOINTS\t", "METRICDATARESULTS\t"];
        !head.is_json()
            && head
                .lines
                .iter()
                .any(|line| starts.iter().any(|start| line.starts_with(start)))
    },
    read,
};

/// The statistics of a datapoint as they are printed, by the alphabet.
const STATISTICS: [Statistic; 5] = [
    Statistic::Average,
    Statistic::Maximum,
    Statistic::Minimum,
    Statistic::SampleCount,
    Statistic::Sum,
];

/// The series that is being read.
#[derive(Default)]
struct Series {
    id: String,
    label: String,
    points: Vec<Point>,
    times: Vec<(Option<Instant>, u64)>,
    values: Vec<Option<f64>>,
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let text = input.whole()?;
    let mut periods = Periods::default();
    let mut series = Series::default();
    for (line, number) in text.lines().zip(1..) {
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        match cells.as_slice() {
            ["DATAPOINTS", cells @ ..] => series.points.push(datapoint(reading, cells, number)),
            ["METRICDATARESULTS", id, cells @ ..] => {
                std::mem::take(&mut series).end(reading, &mut periods);
                series.id = (*id).to_owned();
                series.label = cells.first().copied().unwrap_or("").to_owned();
            }
            ["TIMESTAMPS", times @ ..] => {
                series
                    .times
                    .extend(times.iter().map(|time| (reading.time(time), number)));
            }
            ["VALUES", values @ ..] => {
                series
                    .values
                    .extend(values.iter().map(|value| value.parse().ok()));
            }
            [label] if !label.is_empty() => {
                std::mem::take(&mut series).end(reading, &mut periods);
                series.label = (*label).to_owned();
            }
            _ => {}
        }
    }
    series.end(reading, &mut periods);
    if reading.rows() == 0 {
        return Err(ReadError::refused(
            "is an answer of CloudWatch that has no datapoints",
        ));
    }
    Ok(())
}

fn datapoint(reading: &mut Reading<'_>, cells: &[&str], line: u64) -> Point {
    let numbers: Vec<f64> = cells.iter().map_while(|cell| cell.parse().ok()).collect();
    let at = cells.get(numbers.len()).and_then(|time| reading.time(time));
    let values = match numbers.as_slice() {
        [only] => vec![(None, *only)],
        // All five were asked for: their order is known.
        all if all.len() == STATISTICS.len() => STATISTICS
            .into_iter()
            .map(Some)
            .zip(all.iter().copied())
            .collect(),
        _ => Vec::new(),
    };
    Point { at, values, line }
}

impl Series {
    fn end(mut self, reading: &mut Reading<'_>, periods: &mut Periods) {
        for ((at, line), value) in self.times.into_iter().zip(self.values) {
            self.points.push(Point::new(at, value, line));
        }
        if self.points.is_empty() {
            return;
        }
        match describe::series(reading, &self.id, &self.label) {
            Ok(described) => series::put(reading, periods, &described, &self.points),
            Err(reason) => series::leave_out(reading, &reason, &self.points),
        }
    }
}
