//! Decodes `counts`: requests per interval, as monitoring gives them.
//!
//! It knows the columns and what makes intervals; how a table is written is known by `table`.

use std::collections::BTreeMap;

use super::bad_rows::BadRows;
use super::cells::Times;
use super::context::Context;
use super::given::Given;
use super::problem::Problem;
use super::recorded::open;
use super::table::{Column, Row, Table, Wrong};
use crate::kernel::{SimDuration, SimTime};
use crate::scenario::quantities::print_duration;
use crate::scenario::traffic::{CountRow, Counts, MAX_BATCH, Spacing};

/// The interval of a file with one row: CloudWatch's usual period.
const USUAL_INTERVAL: SimDuration = SimDuration::from_secs(60);

const HEADER: &str = "the first line names the columns: start_s or time, and count";

/// Starts of intervals in nanoseconds, with the requests in each, as the file has them.
type Intervals = BTreeMap<i128, u64>;

/// Requests per interval, or `None` after a problem.
pub(super) fn counts(cx: &mut Context<'_>, given: Given<'_>) -> Option<Counts> {
    let interval = given.set("interval");
    let counts = given.with("file", |file| read(cx, file, interval.flatten()));
    interval?;
    Some(Counts {
        spacing: given.take("spacing")?,
        ..counts?
    })
}

/// Reads a file, whose intervals are as long as `given` or, without it, as the
/// smallest distance between two of them.
fn read(cx: &mut Context<'_>, file: Given<'_>, given: Option<SimDuration>) -> Option<Counts> {
    let node = file.node;
    let file = open(cx, file)?;
    let mut bad = BadRows::new(cx, node, &file);
    let (mut times, mut intervals) = (Times::default(), Intervals::new());
    let whole = read_rows(file.text(), given, &mut bad, &mut times, &mut intervals);
    bad.finish(whole)??;
    if intervals.is_empty() {
        let problem = Problem::new(node.span, "this file has no rows");
        return cx.report(problem.help("a row for each interval: when it begins, and its count"));
    }
    let offset = times.offset();
    let rows = intervals
        .iter()
        .filter(|(_, requests)| **requests > 0)
        .map(|(start, requests)| CountRow {
            start: SimTime::from_nanos(u64::try_from(start - offset).unwrap_or(u64::MAX)),
            requests: *requests,
        });
    Some(Counts {
        file: file.path,
        interval: given.unwrap_or_else(|| smallest_distance(&intervals)),
        spacing: Spacing::default(),
        rows: rows.collect(),
        begin: times.begin(),
    })
}

fn read_rows(
    text: &str,
    given: Option<SimDuration>,
    bad: &mut BadRows<'_, '_, '_>,
    times: &mut Times,
    intervals: &mut Intervals,
) -> Option<()> {
    let mut table = Table::new(text, "a file of counts");
    let start = bad.read(table.required(&["start_s", "time"], HEADER));
    let count = bad.read(table.required(&["count"], HEADER));
    let (start, count) = (start?, count?);
    while let Some(row) = table.next_row() {
        let Some(row) = bad.read(row) else {
            continue;
        };
        let begins = row
            .time(&start, times)
            .and_then(|at| is_free(&row, &start, at, given, intervals));
        let begins = bad.read(begins);
        let requests = bad.read(requests(&row, &count));
        if let (Some(begins), Some(requests)) = (begins, requests) {
            intervals.insert(begins, requests);
        }
    }
    Some(())
}

/// The start of a row's interval, unless that runs into the interval of an earlier row.
fn is_free(
    row: &Row<'_, '_>,
    column: &Column,
    at: i128,
    given: Option<SimDuration>,
    intervals: &Intervals,
) -> Result<i128, Wrong> {
    let length = given.map_or(1, |given| i128::from(given.as_nanos()));
    if intervals.contains_key(&at) {
        let wrong = row.wrong(column, "is the start of an earlier row, too");
        return Err(Wrong {
            help: Some("one row for each interval".to_owned()),
            ..wrong
        });
    }
    let is_close = |other: i128| (other - at).abs() < length;
    let before = intervals.range(..at).next_back();
    let after = intervals.range(at..).next();
    if before
        .into_iter()
        .chain(after)
        .any(|(other, _)| is_close(*other))
    {
        let length = print_duration(given.unwrap_or_default());
        let reason = format!("is within the interval of another row, which lasts {length}");
        return Err(Wrong {
            help: Some(
                "leave `interval` out to have it found, or set it to the distance of rows"
                    .to_owned(),
            ),
            ..row.wrong(column, &reason)
        });
    }
    Ok(at)
}

/// The requests of a row; an empty cell is an interval of which nothing was counted.
fn requests(row: &Row<'_, '_>, column: &Column) -> Result<u64, Wrong> {
    if row.text(column).is_empty() {
        return Ok(0);
    }
    let number = row.number(column)?;
    if number.fract() != 0.0 {
        Err(row.wrong(column, "must be a whole number of requests"))
    } else if number > MAX_BATCH as f64 {
        Err(row.wrong(column, &format!("can be at most {MAX_BATCH}")))
    } else {
        Ok(number as u64)
    }
}

fn smallest_distance(intervals: &Intervals) -> SimDuration {
    let starts = intervals.keys();
    let distances = starts
        .clone()
        .zip(starts.skip(1))
        .map(|(one, next)| next - one);
    distances.min().map_or(USUAL_INTERVAL, |nanos| {
        SimDuration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Traffic;
    use crate::scenario::parse::{Files, ScenarioError, Source, parse};

    struct OneFile(&'static str);

    impl Files for OneFile {
        fn read(&self, _: &str) -> Result<Vec<u8>, String> {
            Ok(self.0.into())
        }
    }

    fn read_file(keys: &str, file: &'static str) -> Result<Counts, ScenarioError> {
        let text = format!(
            "duration = \"1h\"\n[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n\
             [[functions]]\nname = \"f\"\nservice_time = \"1s\"\n\
             traffic = [{{ counts = {{ file = \"c.csv\"{keys} }} }}]"
        );
        let source = Source {
            name: "a.toml",
            default_name: "a",
            text: &text,
        };
        let mut scenario = parse(source, &[], &OneFile(file))?.scenario;
        match scenario.functions[0].traffic.remove(0).traffic {
            Traffic::Counts(counts) => Ok(counts),
            other => panic!("not counts: {other:?}"),
        }
    }

    fn rows(counts: &Counts) -> Vec<(f64, u64)> {
        let rows = counts.rows.iter();
        rows.map(|row| (row.start.as_secs_f64(), row.requests))
            .collect()
    }

    #[test]
    fn gaps_and_zeros_are_intervals_without_requests() {
        let counts = read_file("", "start_s,count\n0,5\n60,0\n120,7\n300,\n360,2\n").unwrap();
        assert_eq!(rows(&counts), [(0.0, 5), (120.0, 7), (360.0, 2)]);
        assert_eq!(counts.interval, SimDuration::from_secs(60));
        assert_eq!(counts.spacing, Spacing::Poisson);
    }

    #[test]
    fn rows_come_in_any_order_and_dates_begin_with_the_first() {
        let file = "time;count\n2026-01-31T08:20:00Z;3.0\n2026-01-31T08:10:00Z;0\n2026-01-31T08:15:00Z;4\n";
        let counts = read_file("", file).unwrap();
        assert_eq!(rows(&counts), [(300.0, 4), (600.0, 3)]);
        assert_eq!(counts.interval, SimDuration::from_secs(300));
        assert_eq!(counts.begin.unwrap().to_string(), "2026-01-31T08:10:00Z");
    }

    #[test]
    fn the_interval_of_one_row_is_a_minute_unless_it_is_given() {
        let one = "start_s,count\n30,5\n";
        let interval = |keys| read_file(keys, one).unwrap().interval;
        assert_eq!(interval(""), SimDuration::from_secs(60));
        assert_eq!(interval(", interval = \"5m\""), SimDuration::from_secs(300));
    }

    #[test]
    fn bad_rows_say_what_is_wrong() {
        for (keys, file, title) in [
            (
                "",
                "start_s,count\n0,1.5\n",
                "`count` must be a whole number of requests",
            ),
            ("", "start_s,count\n0,-1\n", "`count` cannot be negative"),
            (
                "",
                "start_s,count\n0,2000000000\n",
                "`count` can be at most 1000000000",
            ),
            (
                "",
                "start_s,count\n0,1\n60,2\n0,3\n",
                "`start_s` is the start of an earlier row, too",
            ),
            (
                ", interval = \"1m\"",
                "start_s,count\n60,1\n30,2\n",
                "`start_s` is within the interval of another row, which lasts 1m",
            ),
            (
                ", interval = \"1m\"",
                "start_s,count\n30,1\n60,2\n",
                "`start_s` is within the interval of another row, which lasts 1m",
            ),
            (
                "",
                "start_s\n0\n",
                "a file of counts needs the column `count`",
            ),
            ("", "start_s,count\n", "this file has no rows"),
            (
                "",
                "start_s,count\n0,1,5\n",
                "this row has 3 cells, but the header names 2 columns",
            ),
        ] {
            let error = read_file(keys, file).unwrap_err();
            assert_eq!(error.problems()[0].title, title, "{file:?}");
        }
    }
}
