//! Tools whose tables have one request a row: hey and oha, which write seconds since the start, and ApacheBench's data
//! for gnuplot.

use super::super::format::Format;
use super::super::gathered::Arrival;
use super::super::input::{Input, ReadError};
use super::super::instant::{Instant, SECOND};
use super::super::reading::Reading;
use super::client;
use super::table::{Shape, rows};

const HEY_HEADER: [&str; 3] = ["response-time", "response-delay", "response-read"];
const OHA_HEADER: [&str; 3] = ["request-start", "request-duration", "status"];
const APACHE_BENCH_HEADER: [&str; 4] = ["starttime", "seconds", "ttime", "wait"];

pub(super) const HEY: Format = Format {
    kind: "hey_csv",
    title: "results of hey",
    is_like: |head| head.has_columns(&HEY_HEADER),
    read: |input, reading| {
        read(
            input,
            reading,
            &HEY_HEADER,
            &Names {
                offset: "offset",
                seconds: "response-time",
                status: "status-code",
            },
        )
    },
};

pub(super) const OHA: Format = Format {
    kind: "oha_csv",
    title: "results of oha",
    is_like: |head| head.has_columns(&OHA_HEADER),
    read: |input, reading| {
        read(
            input,
            reading,
            &OHA_HEADER,
            &Names {
                offset: "request-start",
                seconds: "request-duration",
                status: "status",
            },
        )
    },
};

pub(super) const APACHE_BENCH: Format = Format {
    kind: "apache_bench_gnuplot",
    title: "ApacheBench's data for gnuplot",
    is_like: |head| {
        let columns = APACHE_BENCH_HEADER.iter().zip([0, 1, 4, 5]);
        let first: Vec<&str> = head
            .lines
            .first()
            .map_or("", String::as_str)
            .split('\t')
            .collect();
        first.len() == 6
            && columns
                .into_iter()
                .all(|(name, place)| first.get(place) == Some(name))
    },
    read: read_apache_bench,
};

/// Names of columns.
struct Names {
    offset: &'static str,
    seconds: &'static str,
    status: &'static str,
}

fn read(
    input: &mut Input<'_>,
    reading: &mut Reading<'_>,
    header: &[&str],
    names: &Names,
) -> Result<(), ReadError> {
    let shape = Shape {
        separator: ',',
        columns: None,
        header,
    };
    rows(input, &shape, |row| {
        reading.row();
        let Some(seconds) = client::duration(row.get(&[names.seconds])).filter(|_| row.is_whole())
        else {
            reading.skip("is cut off or not a result", row.line);
            return Ok(());
        };
        let arrival = match client::duration(row.get(&[names.offset])) {
            Some(offset) => {
                reading.assume("times are seconds since the start of the test, without a date");
                Arrival::Offset((offset * SECOND as f64).round() as i64)
            }
            None => {
                reading.assume(
                    "the results have no times (an older version): only durations are used",
                );
                Arrival::Unknown
            }
        };
        let error = client::is_failure(row.get(&[names.status]));
        let function = client::function(reading);
        let request = client::request(arrival, Some(seconds * 1e3), error);
        reading.invocation(function, &request, None, row.line);
        Ok(())
    })
}

/// `Wed Apr 15 18:54:11 2026`, the same in seconds since the epoch, then milliseconds, of which the fifth column has
/// the whole.
fn read_apache_bench(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let shape = Shape {
        separator: '\t',
        columns: None,
        header: &APACHE_BENCH_HEADER,
    };
    rows(input, &shape, |row| {
        reading.row();
        let start = row
            .get(&["seconds"])
            .parse::<i64>()
            .ok()
            .filter(|seconds| (0..1 << 33).contains(seconds));
        let (Some(start), Some(milliseconds)) = (start, client::duration(row.get(&["ttime"])))
        else {
            reading.skip("is cut off or not a result", row.line);
            return Ok(());
        };
        reading.assume("times are whole seconds, and failures are not recorded");
        let function = client::function(reading);
        let arrival = Arrival::At(Instant(start * SECOND));
        let request = client::request(arrival, Some(milliseconds), None);
        reading.invocation(function, &request, None, row.line);
        Ok(())
    })
}
