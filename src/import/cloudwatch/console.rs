//! The CSV that the console makes of a graph: rows that say what the columns are, then a row for each time.
//!
//! ```text
//! Id,m1
//! StatusCode,Complete
//! Messages,
//! Full label,us-east-1:AWS/Lambda FunctionName:checkout Invocations Sum 300
//! Label,Invocations
//! 2026/11/26 08:00:00,120
//! ```

use std::collections::BTreeMap;

use super::describe::{self, Described, Of};
use super::names;
use super::series::{self, Periods, Point};
use crate::import::format::Format;
use crate::import::head::Head;
use crate::import::input::{Input, ReadError};
use crate::import::instant::{self, Instant};
use crate::import::reading::Reading;

pub(super) const FORMAT: Format = Format {
    kind: "cloudwatch-console-csv",
    title: "a CSV of CloudWatch's console",
    is_like,
    read,
};

/// This many rows at most say what the columns are.
const HEADER_ROWS: usize = 40;

fn is_like(head: &Head) -> bool {
    if head.is_json() {
        return false;
    }
    let firsts = head.lines.iter().take(HEADER_ROWS).map(|line| key(line));
    let keys: Vec<String> = firsts
        .take_while(|key| instant::parse(key).is_none())
        .collect();
    let has = |name: &str| keys.iter().any(|key| key == name);
    // `Label` alone heads tables of any kind.
    has("full label") || (has("label") && (has("statuscode") || has("id") || has("statistic")))
}

/// The first cell of a line in lower case.
fn key(line: &str) -> String {
    let first = line.split([',', ';', '\t']).next().unwrap_or("");
    first
        .trim_start_matches('\u{feff}')
        .trim()
        .trim_matches('"')
        .trim()
        .to_lowercase()
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let text = input.whole()?;
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut header: BTreeMap<String, csv::StringRecord> = BTreeMap::new();
    let mut columns: Vec<Vec<Point>> = Vec::new();
    for row in rows.records() {
        let row = row.map_err(|error| {
            let line = error.position().map_or(1, csv::Position::line);
            ReadError::at(line, "is no CSV throughout")
        })?;
        let line = row.position().map_or(1, csv::Position::line);
        let first = row
            .get(0)
            .unwrap_or("")
            .trim_start_matches('\u{feff}')
            .trim();
        let Some(at) = reading.time(first) else {
            if columns.is_empty() {
                header.insert(first.to_lowercase(), row);
            } else if row.iter().any(|cell| !cell.trim().is_empty()) {
                reading.row();
                reading.skip("has no time that can be read", line);
            }
            continue;
        };
        take_row(&mut columns, at, &row, line);
    }
    if columns.is_empty() {
        return Err(ReadError::refused(
            "is a CSV of CloudWatch's console that has no datapoints",
        ));
    }
    let described: Vec<_> = (1..=columns.len())
        .map(|index| column(&header, index))
        .collect();
    let mut periods = Periods::default();
    for (points, column) in columns.iter().zip(&described) {
        match column {
            // An alias stands for its function, unless the function has a column itself.
            Ok((column, true)) if described.contains(&Ok((column.clone(), false))) => {
                series::leave_out(reading, &describe::of_version(), points);
            }
            Ok((column, _)) => series::put(reading, &mut periods, column, points),
            Err(reason) => series::leave_out(reading, reason, points),
        }
    }
    Ok(())
}

/// The cells of a row of a time; a blank cell is no datapoint.
fn take_row(columns: &mut Vec<Vec<Point>>, at: Instant, row: &csv::StringRecord, line: u64) {
    for (index, cell) in row.iter().skip(1).enumerate() {
        if columns.len() <= index {
            columns.push(Vec::new());
        }
        let cell = cell.trim();
        if let (Some(column), false) = (columns.get_mut(index), cell.is_empty() || cell == "-") {
            column.push(Point::new(Some(at), cell.parse().ok(), line));
        }
    }
}

/// What a column is, by all rows that say something of it.
fn column(
    header: &BTreeMap<String, csv::StringRecord>,
    index: usize,
) -> Result<(Described, bool), String> {
    let cell = |keys: &[&str]| {
        let row = keys.iter().find_map(|key| header.get(*key));
        row.and_then(|row| row.get(index)).unwrap_or("").trim()
    };
    describe::only_lambda(Some(cell(&["namespace"])).filter(|name| !name.is_empty()))?;
    let (full, label, id) = (cell(&["full label"]), cell(&["label"]), cell(&["id"]));
    let by_rows = names::metric(cell(&["metric name", "metric", "metricname"]));
    let (mut described, is_of_version) = match (describe::column(full, label, id), by_rows) {
        (Ok(described), _) => described,
        (Err(_), Some(metric)) => {
            let of = if names::is_of_account(metric) {
                Of::Account
            } else {
                Of::Unnamed
            };
            let metric = metric.to_owned();
            (
                Described {
                    metric,
                    of,
                    statistic: None,
                    region: None,
                    period_s: None,
                },
                false,
            )
        }
        (Err(reason), None) => return Err(reason),
    };
    let function = cell(&["functionname", "function name"]);
    if !function.is_empty() {
        described.of = Of::Function(function.to_owned());
    }
    let written = names::statistic(cell(&["statistic", "stat"]));
    described.statistic = described.statistic.or(written);
    let region = Some(cell(&["region"])).filter(|region| !region.is_empty());
    described.region = described.region.or(region.map(str::to_owned));
    described.period_s = described.period_s.or_else(|| seconds(cell(&["period"])));
    Ok((described, is_of_version))
}

/// A period: `300`, `300 s`, `5 minutes`, `1 Hour`.
fn seconds(period: &str) -> Option<f64> {
    let end = period
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(period.len());
    let (number, unit) = period.split_at(end);
    let unit = match unit.trim().to_lowercase().as_str() {
        "" | "s" | "sec" | "second" | "seconds" => 1.0,
        "m" | "min" | "minute" | "minutes" => 60.0,
        "h" | "hour" | "hours" => 3600.0,
        "d" | "day" | "days" => 86_400.0,
        _ => return None,
    };
    number.parse::<f64>().ok().map(|number| number * unit)
}

/// What stands between the cells: spreadsheets of some countries write semicolons.
fn delimiter(text: &str) -> u8 {
    let mut bytes = text.bytes();
    bytes
        .find(|byte| matches!(byte, b',' | b';' | b'\t'))
        .unwrap_or(b',')
}
