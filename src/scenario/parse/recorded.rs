//! Recorded data: traces of arrivals (CSV) and lists of observed durations.
//!
//! It knows which columns there are and what they mean; how a table is written is known by `table`. It
//! must not know which distribution or source of traffic the data is for.

use std::sync::Arc;

use jiff::Timestamp;

use super::bad_rows::{BadRows, OpenFile};
use super::cells::{self, Times, WrongCell};
use super::checks::Indexed;
use super::context::Context;
use super::given::Given;
use super::problem::Problem;
use super::table::{Table, Wrong};
use crate::kernel::{SimDuration, SimTime};
use crate::scenario::traffic::Trace;
use crate::scenario::{Packing, TraceRow, TraceRows};

const TRACE_HEADER: &str = "the first line names the columns: arrival_s or time and, optionally, \
                            service_ms and cold";

/// Decodes the path of a trace, and reads it: a table with a column `arrival_s` or `time` and
/// optionally `service_ms` and `cold` (0 or 1).
pub(super) fn trace(cx: &mut Context<'_>, given: Given<'_>) -> Option<Trace> {
    let file = open(cx, given)?;
    let mut bad = BadRows::new(cx, given.node, &file);
    let read = read_trace(file.text(), &mut bad);
    let (rows, begin) = bad.finish(read)??;
    Some(Trace {
        file: file.path,
        rows,
        begin,
    })
}

fn read_trace(text: &str, bad: &mut BadRows<'_, '_, '_>) -> Option<(TraceRows, Option<Timestamp>)> {
    let (mut rows, start, times) = rows(text, bad, None)?;
    // A file that does not begin with its earliest date is read once more: no row is kept only to be moved later.
    if times.offset() != start && bad.is_empty() {
        (rows, ..) = self::rows(text, bad, Some(times.offset()))?;
    }
    Some((rows, times.begin()))
}

/// The rows of a trace as distances from `start`, else from where its first time says; beside them that time, and all
/// times that were read.
fn rows(
    text: &str,
    bad: &mut BadRows<'_, '_, '_>,
    start: Option<i128>,
) -> Option<(TraceRows, i128, Times)> {
    let mut table = Table::new(text, "a trace");
    let arrival = bad.read(table.required(&["arrival_s", "time"], TRACE_HEADER));
    let service = bad.read(table.optional(&["service_ms"]));
    let cold = bad.read(table.optional(&["cold"]));
    let (arrival, service, cold) = (arrival?, service?, cold?);

    let (mut times, mut rows, mut start) = (Times::default(), Packing::default(), start);
    while let Some(row) = table.next_row() {
        let Some(row) = bad.read(row) else {
            continue;
        };
        let read_arrival = bad.read(row.time(&arrival, &mut times));
        let read_service = match &service {
            Some(column) if !row.text(column).is_empty() => {
                let service = millis(row.text(column));
                bad.read(service.map_err(|wrong| row.unusable(column, &wrong)))
                    .map(Some)
            }
            _ => Some(None),
        };
        let read_cold = match &cold {
            Some(column) => bad.read(row.flag(column)),
            None => Some(None),
        };
        if let (Some(at), Some(service), Some(cold)) = (read_arrival, read_service, read_cold) {
            let late = at - *start.get_or_insert_with(|| times.offset());
            // What is earlier than the start has it all read once more; no run is as long as what has no place.
            let nanos = u64::try_from(late.max(0)).unwrap_or(u64::MAX);
            rows.push(TraceRow {
                arrival: SimTime::from_nanos(nanos),
                service: service.map(SimDuration::from_nanos),
                cold,
            });
        }
    }
    Some((rows.finish(), start.unwrap_or_default(), times))
}

/// Keeps the distances of recordings with dates: the earliest of all their times is the start of the
/// run.
pub(super) fn align(functions: &mut [Indexed]) {
    let mut dated: Vec<_> = functions
        .iter_mut()
        .flat_map(|(_, function)| &mut function.traffic)
        .filter_map(|source| Some((source.traffic.begin()?, &mut source.traffic)))
        .collect();
    let Some(origin) = dated.iter().map(|(begin, _)| *begin).min() else {
        return;
    };
    for (begin, source) in &mut dated {
        let late = u64::try_from(begin.duration_since(origin).as_nanos()).unwrap_or(u64::MAX);
        if late > 0 {
            source.delay(SimDuration::from_nanos(late));
        }
    }
}

/// Decodes the path of a list of observed durations, and reads it: one value a line, in
/// milliseconds, under an optional header.
pub(super) fn durations(
    cx: &mut Context<'_>,
    given: Given<'_>,
) -> Option<(String, Arc<[SimDuration]>)> {
    let file = open(cx, given)?;
    let mut bad = BadRows::new(cx, given.node, &file);
    let mut values = Vec::new();
    let mut header_allowed = true;
    let mut at = 0;
    for line in file.text().split_inclusive('\n') {
        let cell = line.trim();
        if !cell.is_empty() && !cell.starts_with('#') {
            match millis(cell) {
                Ok(value) => values.push(SimDuration::from_nanos(value)),
                Err(_) if header_allowed && is_header(cell) => {}
                Err(wrong) => {
                    let start = at + line.len() - line.trim_start().len();
                    bad.add(Wrong {
                        title: format!("a value in milliseconds {}", wrong.reason),
                        label: "this line".to_owned(),
                        help: wrong.help.map(str::to_owned),
                        place: start..start + cell.len(),
                    });
                }
            }
            header_allowed = false;
        }
        at += line.len();
    }
    if values.is_empty() && bad.is_empty() {
        return cx.report(Problem::new(given.span(), "this file has no values").help(
            "an empirical distribution needs at least one line with a number, in milliseconds",
        ));
    }
    let values = bad.finish(values)?;
    Some((file.path, values.into()))
}

/// Whether a first line is the name of its column: a number that is misspelt is none.
fn is_header(line: &str) -> bool {
    line.parse::<f64>().is_err() && !line.starts_with(|first: char| first.is_ascii_digit())
}

/// A number of milliseconds as nanoseconds.
fn millis(cell: &str) -> Result<u64, WrongCell> {
    let nanos = (cells::number(cell)? * 1e6).round();
    if nanos >= u64::MAX as f64 {
        return Err("can be at most 584 years".into());
    }
    Ok(nanos as u64)
}

/// Reads the file that is named.
pub(super) fn open(cx: &mut Context<'_>, given: Given<'_>) -> Option<OpenFile> {
    let path: String = given.value()?;
    let input = match cx.inputs.open(&path) {
        Ok(input) => input,
        Err(reason) => {
            return cx.report(
                Problem::new(
                    given.span(),
                    format!("cannot read `{}`", path.escape_debug()),
                )
                .label(reason)
                .help("a relative path starts at the folder of the scenario file"),
            );
        }
    };
    match std::str::from_utf8(&input.contents) {
        Ok(_) => Some(OpenFile {
            name: path,
            path: input.path,
            contents: input.contents,
        }),
        Err(_) => cx.report(
            Problem::new(
                given.span(),
                format!("`{}` is not a text file", path.escape_debug()),
            )
            .label("its bytes are not UTF-8")
            .help("save it as CSV in UTF-8"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse::bad_rows::SHOWN;
    use crate::scenario::parse::{Files, ScenarioError, Source, parse};
    use crate::scenario::{Distribution, Traffic};

    struct OneFile(&'static [u8]);

    impl Files for OneFile {
        fn read(&self, _: &str) -> Result<Vec<u8>, String> {
            Ok(self.0.to_vec())
        }
    }

    fn read(key: &str, file: &'static [u8]) -> Result<crate::scenario::Function, ScenarioError> {
        let text = format!(
            "duration = \"1m\"\n[region]\nname = \"us-east-1\"\nscaling = \"regional-burst\"\n\
             [[functions]]\nname = \"f\"\n{key}"
        );
        let source = Source {
            name: "a.toml",
            default_name: "a",
            text: &text,
        };
        let mut scenario = parse(source, &[], &OneFile(file))?.scenario;
        Ok(scenario.functions.remove(0))
    }

    fn trace_rows(file: &'static [u8]) -> Result<Vec<(u64, Option<u64>)>, ScenarioError> {
        let key = "service_time = \"1s\"\ntraffic = [{ trace.file = \"log.csv\" }]";
        match read(key, file)?.traffic.remove(0).traffic {
            Traffic::Trace(trace) => Ok(trace
                .rows
                .iter()
                .map(|row| {
                    let service = row.service.map(SimDuration::as_nanos);
                    (row.arrival.as_nanos(), service)
                })
                .collect()),
            other => panic!("not a trace: {other:?}"),
        }
    }

    fn message(error: &ScenarioError) -> &str {
        &error.problems()[0].title
    }

    #[test]
    fn a_trace_is_sorted_stably_and_read_exactly() {
        let file = b"\xef\xbb\xbf# from a log\n\nservice_ms,cold,arrival_s\n\
            20,1,0.3\n,0,0.1\n# pause\n1.5,0,0.3\n\"2\",0,\"1e1\"\r\n";
        assert_eq!(
            trace_rows(file).unwrap(),
            [
                (100_000_000, None),
                (300_000_000, Some(20_000_000)),
                (300_000_000, Some(1_500_000)),
                (10_000_000_000, Some(2_000_000)),
            ]
        );
    }

    #[test]
    fn bad_cells_say_what_is_wrong() {
        for (file, title) in [
            (&b"arrival_s\nx\n"[..], "`arrival_s` must be a number"),
            (b"arrival_s\ninf\n", "`arrival_s` must be finite"),
            (
                b"arrival_s\n1e300\n",
                "`arrival_s` can be at most 584 years",
            ),
            (b"a,arrival_s\n1,\n", "`arrival_s` is missing"),
            (
                b"arrival_s,service_ms\n0,1,5\n",
                "this row has 3 cells, but the header names 2 columns",
            ),
            (
                b"arrival_s\n1\n1,2,3\n",
                "this row has 3 cells, but the header names 1 column",
            ),
            (
                b"arrival_s,arrival_s\n1,50\n",
                "a trace has the column `arrival_s` twice",
            ),
            (b"arrival_s,cold\n1,2\n", "`cold` must be 0 or 1"),
            (
                b"arrival_s\n1769847300\n12\n",
                "`arrival_s` is in seconds from the start, but the first is a Unix time in seconds",
            ),
            (
                b"arrival_s,service_ms\n1,-1\n",
                "`service_ms` cannot be negative",
            ),
            (
                b"1.5,20\n",
                "a trace needs the column `arrival_s` or `time`",
            ),
            (b"", "a trace needs the column `arrival_s` or `time`"),
            (b"\xff\xfe", "`log.csv` is not a text file"),
        ] {
            let error = trace_rows(file).unwrap_err();
            assert_eq!(message(&error), title, "{:?}", file.escape_ascii());
        }
    }

    #[test]
    fn dates_begin_with_the_first_in_every_notation() {
        for file in [
            &b"arrival_s;service_ms\n1769847300.25;20\n1769847300;\n"[..],
            b"time\tservice_ms\n1769847300250\t20\n1769847300000\t\n",
            b"TIME,service_ms\n2026-01-31T08:15:00.25Z,20\n2026-01-31T09:15:00+01:00,\n",
            b"time,service_ms\n2026-01-31 08:15:00.25,20\n2026-01-31 08:15:00,\n",
        ] {
            let rows = [(0, None), (250_000_000, Some(20_000_000))];
            assert_eq!(trace_rows(file).unwrap(), rows, "{}", file.escape_ascii());
        }
    }

    #[test]
    fn many_bad_rows_are_summed_up() {
        let error = trace_rows(b"arrival_s\na\nb\nc\nd\ne\n").unwrap_err();
        assert_eq!(error.problems().len(), SHOWN + 1);
        assert!(error.to_string().contains("2 more bad values"), "{error}");
        assert!(error.to_string().contains("log.csv:2:1"), "{error}");
    }

    #[test]
    fn observed_durations_may_have_a_header() {
        for (file, values) in [
            (&b"ms\n1.5\n\n# again\n0\n"[..], &[1_500_000, 0][..]),
            (b"2", &[2_000_000]),
        ] {
            let function = read("service_time.empirical.file = \"t.csv\"", file).unwrap();
            let Distribution::Empirical { values: read, .. } = function.service_time else {
                panic!("not empirical: {:?}", function.service_time);
            };
            let nanos: Vec<_> = read.iter().map(|value| value.as_nanos()).collect();
            assert_eq!(nanos, values);
        }
        for file in [&b"ms\n1\nms\n"[..], b"0,5\n1\n", b"12ms\n1\n"] {
            let error = read("service_time.empirical.file = \"t.csv\"", file).unwrap_err();
            assert_eq!(message(&error), "a value in milliseconds must be a number");
        }
    }
}
