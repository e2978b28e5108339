//! burstsim's own `cloudwatch.csv`: the metrics of a simulated run, by the minute, from time 0.

use super::names;
use crate::import::format::Format;
use crate::import::gathered::{Datapoint, Statistic};
use crate::import::input::{Input, ReadError};
use crate::import::instant::{Instant, SECOND};
use crate::import::reading::Reading;

pub(super) const FORMAT: Format = Format {
    kind: "burstsim-cloudwatch",
    title: "burstsim's cloudwatch.csv",
    is_like: |head| head.has_columns(&COLUMNS),
    read,
};

const COLUMNS: [&str; 5] = ["time_s", "function", "metric", "statistic", "value"];

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let mut places: Option<[usize; 5]> = None;
    loop {
        let number = input.line() + 1;
        let Some(line) = input.next_line()? else {
            return Ok(());
        };
        if line.iter().all(u8::is_ascii_whitespace) || line.starts_with(b"#") {
            continue;
        }
        let Some(cells) = cells(line) else {
            reading.row();
            reading.skip("is no row of CSV", number);
            continue;
        };
        let Some(places) = places else {
            let place = |name: &&str| {
                cells
                    .iter()
                    .position(|cell| cell.trim().eq_ignore_ascii_case(name))
            };
            let found: Vec<usize> = COLUMNS.iter().filter_map(place).collect();
            let found = found.try_into();
            places = Some(found.map_err(|_| ReadError::at(number, "does not name its columns"))?);
            continue;
        };
        reading.row();
        let row = places.map(|place| cells.get(place).unwrap_or("").trim());
        if let Err(reason) = take(reading, row, number) {
            reading.skip(&reason, number);
        }
    }
}

fn cells(line: &[u8]) -> Option<csv::StringRecord> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(line);
    reader.records().next()?.ok()
}

fn take(reading: &mut Reading<'_>, row: [&str; 5], line: u64) -> Result<(), String> {
    let [time, function, metric, statistic, value] = row;
    let metric =
        names::metric(metric).ok_or_else(|| format!("{metric} is no metric of AWS/Lambda"))?;
    let number = |text: &str| text.parse().ok().filter(|number: &f64| number.is_finite());
    let seconds = number(time).ok_or("has no time that can be read")?;
    let datapoint = Datapoint {
        metric,
        statistic: Statistic::parse(statistic).ok_or("has a statistic that is not read")?,
        start: Instant((seconds * SECOND as f64).round() as i64),
        period: 60 * SECOND,
        value: number(value).ok_or("has no value")?,
    };
    if function.is_empty() {
        reading.account_metric(None, &datapoint, line);
        return Ok(());
    }
    let function = reading.function(None, name(function));
    reading.without_clock(function);
    reading.metric(function, &datapoint, line);
    Ok(())
}

/// A function's name without the apostrophe that keeps spreadsheets from running it.
fn name(cell: &str) -> &str {
    let risky = ['=', '+', '-', '@', '\''];
    match cell.strip_prefix('\'') {
        Some(name) if name.trim_start().starts_with(risky) => name,
        _ => cell,
    }
}
