//! Recorded data: traces of arrivals (CSV) and lists of observed durations.
//!
//! It knows the two formats; where a file breaks them is shown by `bad_rows`. It must not
//! know which distribution or source of traffic the data is for.

use std::sync::Arc;

use super::bad_rows::{BadRows, OpenFile};
use super::cursor::{Context, nearest};
use super::problem::Problem;
use super::tree::Node;
use super::values;
use crate::kernel::{SimDuration, SimTime};
use crate::scenario::traffic::TraceRow;

/// Decodes the path of a trace, and reads it: CSV with a header, column `arrival_s` in seconds and
/// optionally `service_ms` and `cold` (0 or 1).
pub(super) fn trace(cx: &mut Context<'_>, node: &Node) -> Option<(String, Arc<[TraceRow]>)> {
    let file = open(cx, node)?;
    let mut rows = read_trace(cx, node, &file)?;
    // Stable, so that equal times keep the order of the file.
    rows.sort_by_key(|row| row.arrival);
    Some((file.path, rows.into()))
}

fn read_trace(cx: &mut Context<'_>, node: &Node, file: &OpenFile) -> Option<Vec<TraceRow>> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(file.text.as_bytes());
    let mut bad = BadRows::new(cx, node, file);

    let header = reader.byte_headers().ok()?.clone();
    let column = |name: &str| header.iter().position(|cell| cell == name.as_bytes());
    let Some(arrival) = column("arrival_s") else {
        let cells = header
            .iter()
            .filter_map(|cell| std::str::from_utf8(cell).ok());
        let meant = nearest("arrival_s", cells).map(str::to_owned);
        bad.no_arrival_column(meant);
        return bad.finish(Vec::new());
    };
    let (service, cold) = (column("service_ms"), column("cold"));

    let mut rows = Vec::new();
    let mut record = csv::ByteRecord::new();
    while let Ok(true) = reader.read_byte_record(&mut record) {
        let at = record.position().map_or(0, |position| position.byte());
        let mut read = |column: usize, name, scale| {
            let cell = record.get(column).unwrap_or_default();
            let read = nanos(cell, scale);
            if let Err(reason) = &read {
                bad.add(at, column, &format!("`{name}` {reason}"));
            }
            read.ok()
        };
        let arrival = read(arrival, "arrival_s", 1e9);
        let service = match service {
            Some(column) if record.get(column).is_some_and(|cell| !cell.is_empty()) => {
                read(column, "service_ms", 1e6).map(Some)
            }
            _ => Some(None),
        };
        // A column of that name may mean something else in somebody's log: what is neither 0 nor 1
        // is not an error, only not known.
        let cold = match cold.and_then(|column| record.get(column)) {
            Some(b"0") => Some(false),
            Some(b"1") => Some(true),
            _ => None,
        };
        if let (Some(arrival), Some(service)) = (arrival, service) {
            rows.push(TraceRow {
                arrival: SimTime::from_nanos(arrival),
                service: service.map(SimDuration::from_nanos),
                cold,
            });
        }
    }
    bad.finish(rows)
}

/// Decodes the path of a list of observed durations, and reads it: one value a line, in
/// milliseconds, under an optional header.
pub(super) fn durations(cx: &mut Context<'_>, node: &Node) -> Option<(String, Arc<[SimDuration]>)> {
    let file = open(cx, node)?;
    let mut bad = BadRows::new(cx, node, &file);
    let mut values = Vec::new();
    let mut header_allowed = true;
    let mut at = 0;
    for line in file.text.split_inclusive('\n') {
        let cell = line.trim();
        if !cell.is_empty() && !cell.starts_with('#') {
            match nanos(cell.as_bytes(), 1e6) {
                Ok(value) => values.push(SimDuration::from_nanos(value)),
                Err(_) if header_allowed && cell.parse::<f64>().is_err() => {}
                Err(reason) => bad.add(at, 0, &format!("a value in milliseconds {reason}")),
            }
            header_allowed = false;
        }
        at += line.len() as u64;
    }
    if values.is_empty() && bad.is_empty() {
        return cx.report(Problem::new(node.span, "this file has no values").help(
            "an empirical distribution needs at least one line with a number, in milliseconds",
        ));
    }
    let values = bad.finish(values)?;
    Some((file.path, values.into()))
}

/// Reads the file that `node` names.
fn open(cx: &mut Context<'_>, node: &Node) -> Option<OpenFile> {
    let path = values::text(cx, node, "the path of a file")?.to_owned();
    let input = match cx.inputs.open(&path) {
        Ok(input) => input,
        Err(reason) => {
            return cx.report(
                Problem::new(node.span, format!("cannot read `{}`", path.escape_debug()))
                    .label(reason)
                    .help("a relative path starts at the folder of the scenario file"),
            );
        }
    };
    match std::str::from_utf8(&input.contents) {
        Ok(text) => {
            // Spreadsheets put a byte order mark in front; it is no part of the first column's name.
            let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
            Some(OpenFile {
                name: path,
                path: input.path,
                text,
            })
        }
        Err(_) => cx.report(
            Problem::new(
                node.span,
                format!("`{}` is not a text file", path.escape_debug()),
            )
            .label("its bytes are not UTF-8"),
        ),
    }
}

/// A decimal number as nanoseconds, given how many of them its unit has.
fn nanos(cell: &[u8], scale: f64) -> Result<u64, &'static str> {
    let text = std::str::from_utf8(cell).unwrap_or_default().trim();
    if text.is_empty() {
        return Err("is missing");
    }
    let number: f64 = text.parse().map_err(|_| "must be a number")?;
    let nanos = (number * scale).round();
    if !number.is_finite() {
        Err("must be finite")
    } else if number < 0.0 {
        Err("cannot be negative")
    } else if nanos >= u64::MAX as f64 {
        Err("can be at most 584 years")
    } else {
        Ok(nanos as u64)
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
        match read(key, file)?.traffic.remove(0) {
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
            (b"a,arrival_s\n1\n", "`arrival_s` is missing"),
            (
                b"arrival_s,service_ms\n1,-1\n",
                "`service_ms` cannot be negative",
            ),
            (b"1.5,20\n", "a trace needs the column `arrival_s`"),
            (b"", "a trace needs the column `arrival_s`"),
            (b"\xff\xfe", "`log.csv` is not a text file"),
        ] {
            let error = trace_rows(file).unwrap_err();
            assert_eq!(
                message(&error),
                title,
                "{:?}",
                file.escape_ascii().to_string()
            );
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
        let error = read("service_time.empirical.file = \"t.csv\"", b"ms\n1\nms\n").unwrap_err();
        assert_eq!(message(&error), "a value in milliseconds must be a number");
    }
}
