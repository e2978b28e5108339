//! `openmetrics.txt`, where it is asked for: the time series as OpenMetrics text, which `promtool` loads into Prometheus
//! and Grafana draws.
//!
//! Names are those of the CSV files behind `burstsim_`, in base units: seconds, shares from 0 to 1. A sample stands at
//! the end of its interval and tells of it; counters begin with a 0 where the run begins. Time 0 is the date of what was
//! recorded where it has one, else the time of the day at which the run begins, on the first day of 1970
//! ([`Scenario::begin`]), as in `cloudwatch.json`. All of the samples of a series stand together, as the specification
//! asks.
//!
//! It turns results into bytes and knows nothing of files.

mod families;

use std::io::{self, Write};

use super::services;
use crate::kernel::SimTime;
use crate::metrics::{FunctionInterval, FunctionResult, RunResult};
use crate::scenario::Scenario;
use families::{Column, Family};

/// Its name in the result folder.
pub(super) const FILE: &str = "openmetrics.txt";

/// A series of labels, with its rows in the order of time.
struct Series<R> {
    labels: Vec<(&'static str, String)>,
    rows: Vec<R>,
}

/// Writes the file: families, in each its series, in each its samples by time.
pub(super) fn write(
    scenario: &Scenario,
    result: &RunResult,
    out: &mut dyn Write,
) -> io::Result<()> {
    let times = Times::of(scenario, result);
    let named = |name: &str| {
        let scenario = ("scenario", scenario.name.clone());
        vec![scenario, ("function", name.to_owned())]
    };
    let of_functions = |wanted: fn(&FunctionResult) -> bool| -> Vec<Series<&FunctionInterval>> {
        let functions = result.functions.iter().filter(|one| wanted(one));
        let series = functions.map(|function| Series {
            labels: named(&function.name),
            rows: function.intervals.iter().collect(),
        });
        series.collect()
    };
    let account = Series {
        labels: vec![("scenario", scenario.name.clone())],
        rows: result.account.intervals.iter().collect(),
    };
    let sources = result.functions.iter().flat_map(|function| {
        let sources = function.sources.iter();
        sources.map(|source| Series {
            labels: named(&function.name)
                .into_iter()
                .chain([
                    ("source", source.source.to_string()),
                    ("kind", source.kind.clone().into_owned()),
                ])
                .collect(),
            rows: source.intervals.iter().collect(),
        })
    });
    let services = services::of_run(scenario, result).map(|service| Series {
        labels: named(&service.requests.name),
        rows: service
            .tasks
            .intervals
            .iter()
            .map(|interval| (service.settings, interval))
            .collect(),
    });
    let is_on_lambda: fn(&FunctionResult) -> bool = |function| function.service.is_none();
    let mut text = Text { out, times: &times };
    text.families(&families::requests(), &of_functions(|_| true))?;
    text.families(&families::on_lambda(), &of_functions(is_on_lambda))?;
    text.families(
        &families::provisioned(),
        &of_functions(|function| function.has_provisioned),
    )?;
    text.families(&families::sources(), &sources.collect::<Vec<_>>())?;
    text.families(&families::services(), &services.collect::<Vec<_>>())?;
    if result.functions.iter().any(is_on_lambda) {
        text.families(&families::account(), &[account])?;
    }
    text.out.write_all(b"# EOF\n")
}

/// When the samples are: the start of the run and the end of each interval.
struct Times {
    begin: String,
    ends: Vec<String>,
}

impl Times {
    fn of(scenario: &Scenario, result: &RunResult) -> Self {
        let begin = scenario.begin().as_nanosecond();
        let at = |time: SimTime| seconds(begin + i128::from(time.as_nanos()));
        let starts = result.account.intervals.iter().map(|one| one.start);
        let end = SimTime::ZERO + result.simulated;
        Self {
            begin: at(SimTime::ZERO),
            ends: starts.skip(1).chain([end]).map(at).collect(),
        }
    }
}

/// Nanoseconds as seconds, exactly.
fn seconds(nanos: i128) -> String {
    const SECOND: i128 = 1_000_000_000;
    let sign = if nanos < 0 { "-" } else { "" };
    let (whole, rest) = (nanos.abs() / SECOND, nanos.abs() % SECOND);
    let text = format!("{sign}{whole}.{rest:09}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The text in the making.
struct Text<'a> {
    out: &'a mut dyn Write,
    times: &'a Times,
}

impl Text<'_> {
    fn families<R>(&mut self, families: &[Family<R>], series: &[Series<R>]) -> io::Result<()> {
        if series.is_empty() {
            return Ok(());
        }
        for family in families {
            let Family {
                name, unit, help, ..
            } = family;
            let kind = family.column.kind();
            writeln!(self.out, "# TYPE {name} {kind}")?;
            if !unit.is_empty() {
                writeln!(self.out, "# UNIT {name} {unit}")?;
            }
            writeln!(self.out, "# HELP {name} {}", escaped(help))?;
            for one in series {
                self.samples(family, one)?;
            }
        }
        Ok(())
    }

    fn samples<R>(&mut self, family: &Family<R>, series: &Series<R>) -> io::Result<()> {
        let rows = || series.rows.iter().zip(&self.times.ends);
        let (out, name, labels) = (&mut *self.out, family.name, &series.labels);
        match family.column {
            Column::Counter(count) => {
                let labels = in_braces(labels, None);
                writeln!(out, "{name}_total{labels} 0 {}", self.times.begin)?;
                let mut total = 0;
                for (row, end) in rows() {
                    total += count(row);
                    writeln!(out, "{name}_total{labels} {total} {end}")?;
                }
            }
            Column::Gauge(value) => {
                let labels = in_braces(labels, None);
                for (row, end) in rows() {
                    writeln!(out, "{name}{labels} {} {end}", value(row))?;
                }
            }
            Column::Quantiles(quantiles) => {
                let labels =
                    quantiles.map(|(share, _)| in_braces(labels, Some(("quantile", share))));
                // All quantiles of a moment stand together.
                for (row, end) in rows() {
                    for ((_, value), labels) in quantiles.iter().zip(&labels) {
                        // A summary of nothing has quantiles that are no numbers.
                        let value = value(row).unwrap_or(f64::NAN);
                        writeln!(out, "{name}{labels} {value} {end}")?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Labels as they stand behind a name.
fn in_braces(
    labels: &[(&'static str, String)],
    more: Option<(&'static str, &'static str)>,
) -> String {
    let own = labels.iter().map(|(label, value)| (*label, value.as_str()));
    let pairs = own
        .chain(more)
        .map(|(label, value)| format!("{label}=\"{}\"", escaped(value)));
    format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
}

/// A text between quotation marks, or to the end of a line.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', r"\\").replace('"', "\\\"");
    text.replace('\n', r"\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn the_file_reads_well() {
        let text = fixture::text_of(|out| write(&fixture::scenario(), &fixture::small(), out));
        insta::assert_snapshot!(text);
    }

    #[test]
    fn times_are_exact() {
        for (nanos, text) in [
            (0, "0"),
            (60_000_000_000, "60"),
            (1_500_000_000, "1.5"),
            (1_780_000_000_000_000_001, "1780000000.000000001"),
            (-250_000_000, "-0.25"),
        ] {
            assert_eq!(seconds(nanos), text);
        }
    }

    #[test]
    fn a_name_stays_within_its_quotation_marks() {
        let labels = [("function", "a\"b\\c\nd".to_owned())];
        assert_eq!(in_braces(&labels, None), r#"{function="a\"b\\c\nd"}"#);
    }
}
