//! Tools whose tables have one request a row: hey and oha, which write seconds since the start, and ApacheBench's data
//! for gnuplot.

use super::super::format::Format;
use super::super::gathered::Arrival;
use super::super::input::{Input, ReadError};
use super::super::instant::{Instant, SECOND};
use super::super::reading::Reading;
use super::client;
use super::table::{Shape, rows};

const HEY_NAMES: Names = Names {
    header: ["response-time", "response-delay", "response-read"],
    offset: "offset",
    seconds: "response-time",
    status: "status-code",
};

const OHA_NAMES: Names = Names {
    header: ["request-start", "request-duration", "status"],
    offset: "request-start",
    seconds: "request-duration",
    status: "status",
};

const APACHE_BENCH_HEADER: [&str; 4] = ["starttime", "seconds", "ttime", "wait"];

const BROKEN: &str = "is cut off or not a result";

pub(super) const HEY: Format = Format {
    kind: "hey_csv",
    title: "results of hey",
    is_like: |head| head.has_columns(&HEY_NAMES.header),
    read: |input, reading| read(input, reading, &HEY_NAMES),
};

pub(super) const OHA: Format = Format {
    kind: "oha_csv",
    title: "results of oha",
    is_like: |head| head.has_columns(&OHA_NAMES.header),
    read: |input, reading| read(input, reading, &OHA_NAMES),
};

pub(super) const APACHE_BENCH: Format = Format {
    kind: "apache_bench_gnuplot",
    title: "ApacheBench's data for gnuplot",
    is_like: |head| {
        let first = head.lines.first().map_or("", String::as_str);
        let columns: Vec<&str> = first.split('\t').collect();
        matches!(
            columns.as_slice(),
            ["starttime", "seconds", _, _, "ttime", "wait"]
        )
    },
    read: read_apache_bench,
};

/// Names of columns.
struct Names {
    /// Those by which the header is recognised.
    header: [&'static str; 3],
    offset: &'static str,
    seconds: &'static str,
    status: &'static str,
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>, names: &Names) -> Result<(), ReadError> {
    rows(input, &Shape::with_header(&names.header), |row| {
        reading.row();
        let Some(seconds) = client::duration(row.get(&[names.seconds])).filter(|_| row.is_whole())
        else {
            reading.skip(BROKEN, row.line);
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
        client::request(reading, arrival, seconds * 1e3, error, row.line);
        Ok(())
    })
}

/// `Wed Apr 15 18:54:11 2026`, the same in seconds since the epoch, then milliseconds, of which the fifth column has
/// the whole.
fn read_apache_bench(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let shape = Shape {
        separator: '\t',
        ..Shape::with_header(&APACHE_BENCH_HEADER)
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
            reading.skip(BROKEN, row.line);
            return Ok(());
        };
        reading.assume("times are whole seconds, and failures are not recorded");
        let arrival = Arrival::At(Instant(start * SECOND));
        client::request(reading, arrival, milliseconds, None, row.line);
        Ok(())
    })
}
