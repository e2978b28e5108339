//! AWS itself: cold starts measured in 2020, predicted with the defaults of the model.
//!
//! Two kinds of data: the cold-start probability at ten arrival rates, and five request logs that are
//! replayed request by request. No parameter is set here but what was measured with them, the rate,
//! the service times and the year: idle timeout, retirement and reuse are what every user has under
//! `lifecycle = "2020"`.
//!
//! Knows the data; must not know what the defaults are.

use super::bench::function;
use super::{Bench, Case, Failure, Reference};
use crate::kernel::SimTime;
use crate::metrics::{Counts, RunResult, Start};
use crate::scenario::parse::Files;
use crate::study::Estimate;
use crate::world::{Observer, Served};

pub(super) const REFERENCE: Reference = Reference {
    name: "aws-measured",
    title: "Cold starts measured on AWS Lambda in 2020, and predicted",
    source: "github.com/pacslab/simfaas and pacslab/serverless-performance-modeling (MIT); Mahmoudi and Khazaei 2020",
    comparisons: 0,
    run,
};

/// Largest mean absolute relative error of the ten cold-start probabilities. The best published
/// simulator is off by 12.2 % on the authors' full set of twenty, their analytical model by 17 %;
/// the standard errors of the measurements themselves average 10 %.
const MARK: f64 = 0.10;

const POINTS: &str = include_str!("../../../data/aws-measured/cold-starts-by-rate.csv");

const LOGS: [(&str, &str); 5] = [
    (
        "2020-05-17",
        include_str!("../../../scenarios/data/log-2020-05-17.csv"),
    ),
    (
        "2020-05-26",
        include_str!("../../../data/aws-measured/log-2020-05-26.csv"),
    ),
    (
        "2020-06-04",
        include_str!("../../../data/aws-measured/log-2020-06-04.csv"),
    ),
    (
        "2020-06-09",
        include_str!("../../../data/aws-measured/log-2020-06-09.csv"),
    ),
    (
        "2020-06-13",
        include_str!("../../../data/aws-measured/log-2020-06-13.csv"),
    ),
];

/// What the model is without its refinements, one more of them gone each time, as changes to every
/// function. What is set replaces what was estimated: an `idle_timeout` alone is the surplus clock
/// too, a `max_lifetime` alone goes without early stops.
const VARIANTS: [(&str, &[&str]); 4] = [
    ("without early stops", &["functions.f.early_stop=\"none\""]),
    ("and with one lifetime of 2 h", &[TWO_HOURS]),
    ("and with one idle clock of 640 s", &[TWO_HOURS, ONE_CLOCK]),
    (
        "and least recently used first",
        &[
            TWO_HOURS,
            ONE_CLOCK,
            "functions.f.reuse=\"least-recently-used\"",
        ],
    ),
];
/// The year of the measurements.
const LIFECYCLE: &str = "lifecycle = \"2020\"\n";
const TWO_HOURS: &str = "functions.f.max_lifetime=\"2h\"";
const ONE_CLOCK: &str = "functions.f.idle_timeout=\"640s\"";

fn run(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let points = points();
    let mut cases = Vec::new();
    let mut errors = Vec::new();
    for point in &points {
        let predicted = point.predict(bench)?;
        errors.push(point.error(&predicted));
        cases.push(point.case(&predicted));
    }
    let name = "ten rates, mean absolute relative error";
    cases.push(Case::at_most(name, MARK, mean(&errors)));
    if bench.is_full() {
        for (variant, changes) in VARIANTS {
            let mut bench = bench.clone();
            bench
                .changes
                .extend(changes.iter().map(|&change| change.to_owned()));
            let predicted = points
                .iter()
                .map(|point| Ok(point.error(&point.predict(&bench)?)));
            let errors: Vec<f64> = predicted.collect::<Result<_, Failure>>()?;
            cases.push(Case::reported(
                format!("{name}, {variant}"),
                MARK,
                mean(&errors),
            ));
        }
    }
    for (day, log) in LOGS {
        cases.push(replayed(bench, day, log)?);
    }
    Ok(cases)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// A measured point.
#[derive(Clone, Copy, Debug)]
struct Point {
    rate: f64,
    warm_ms: f64,
    cold_ms: f64,
    probability: f64,
    standard_error: f64,
}

fn points() -> Vec<Point> {
    let points = rows(POINTS).map(|row| Point {
        rate: row[0],
        warm_ms: row[1],
        cold_ms: row[2],
        probability: row[4],
        standard_error: row[5],
    });
    points.collect()
}

/// The numbers of a CSV file with comments, below its header. What is no number is NaN, and then no
/// case passes.
pub(super) fn rows(csv: &str) -> impl Iterator<Item = Vec<f64>> {
    let lines = csv.lines().filter(|line| !line.starts_with('#')).skip(1);
    lines.map(|line| {
        line.split(',')
            .map(|cell| cell.parse().unwrap_or(f64::NAN))
            .collect()
    })
}

const REPLICATIONS: u64 = 16;
/// Expected arrivals in each replication, of which the first tenth is warm-up.
const ARRIVALS: f64 = 100_000.0;

impl Point {
    fn predict(&self, bench: &Bench) -> Result<Estimate, Failure> {
        let service = format!(" = \"{:.6}ms\"", self.warm_ms);
        let rules = format!(
            "{LIFECYCLE}cold_start = \"{:.6}ms\"",
            self.cold_ms - self.warm_ms
        );
        let traffic = format!("poisson.rate = {}", self.rate);
        let seconds = (bench.length(ARRIVALS) / self.rate).round();
        let scenario = bench.scenario(&format!(
            "{}{}",
            head(seconds, seconds / 10.0),
            function("f", &service, &rules, &traffic)
        ))?;
        let shares = bench.measure(&scenario, bench.replications(REPLICATIONS), cold_start_rate)?;
        // Replications are never none.
        Ok(Estimate::new(&shares).unwrap_or(Estimate {
            mean: f64::NAN,
            half_width: f64::NAN,
            n: 0,
        }))
    }

    fn error(&self, predicted: &Estimate) -> f64 {
        (predicted.mean / self.probability - 1.0).abs()
    }

    fn case(&self, predicted: &Estimate) -> Case {
        let off = 100.0 * (predicted.mean / self.probability - 1.0);
        let errors = (predicted.mean - self.probability) / self.standard_error;
        Case::reported(
            format!("cold-start probability at {:.4}/s", self.rate),
            self.probability,
            predicted.mean,
        )
        .with_interval(predicted)
        .noted(format!(
            "{off:+.0} %, {errors:+.1} standard errors of the measurement"
        ))
    }
}

fn head(seconds: f64, interval: f64) -> String {
    format!(
        r#"
duration = "{seconds}s"
interval = "{interval}s"
[region]
name = "us-east-1"
scaling = "regional-burst"
"#
    )
}

fn cold_start_rate(result: &RunResult) -> f64 {
    let mut counts = Counts::default();
    for interval in result.functions[0].intervals.iter().skip(1) {
        counts += interval.counts;
    }
    counts.cold_start_rate()
}

/// Measurement began in the middle of things: what was alive then is unknown, so cold starts count
/// from here on, when none of it can be left (no environment was seen older than 123 minutes).
const UNKNOWN_SECONDS: f64 = 9000.0;

/// Cold starts of a log, and of the same requests in the model.
fn replayed(bench: &Bench, day: &str, log: &'static str) -> Result<Case, Failure> {
    let late = rows(log).filter(|row| row[0] >= UNKNOWN_SECONDS);
    let (cold, requests) = late.fold((0.0, 0.0), |(cold, all), row| (cold + row[2], all + 1.0));

    // Each request takes as long as it did, its cold start included.
    let rules = format!("{LIFECYCLE}cold_start = \"0s\"");
    let traffic = "trace.file = \"log.csv\"";
    let scenario = bench.scenario_with_files(
        &format!(
            "{}{}",
            head(101_000.0, 101_000.0),
            function("f", " = \"2s\"", &rules, traffic)
        ),
        &Log(log),
    )?;
    let predicted: Vec<f64> = bench
        .observed(&scenario, bench.replications(REPLICATIONS), &ColdStarts(0))?
        .iter()
        .map(|cold| cold.0 as f64)
        .collect();
    let name = format!("log of {day}: cold starts of {requests} requests");
    let case = Case::reported(name, cold, mean(&predicted));
    let errors = (mean(&predicted) - cold) / cold.sqrt();
    let case = case.noted(format!("{errors:+.1} standard errors of a Poisson count"));
    Ok(match Estimate::new(&predicted) {
        Some(estimate) if estimate.half_width > 0.0 => case.with_interval(&estimate),
        _ => case,
    })
}

/// A log under the column names of a trace.
struct Log(&'static str);

impl Files for Log {
    fn read(&self, _path: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.replacen("elapsed_ms", "service_ms", 1).into_bytes())
    }
}

/// Counts cold starts from the time when the beginning no longer matters.
#[derive(Clone, Debug)]
struct ColdStarts(u64);

impl Observer for ColdStarts {
    fn served(&mut self, served: &Served) {
        let late = served.at >= SimTime::from_secs_f64(UNKNOWN_SECONDS);
        self.0 += u64::from(late && served.start == Start::Cold);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_are_whole() {
        let points = points();
        assert_eq!(points.len(), 10);
        for point in points {
            assert!(point.probability > point.standard_error && point.cold_ms > point.warm_ms);
        }
        let lengths = LOGS.map(|(_, log)| rows(log).count());
        assert_eq!(lengths, [5050, 1648, 246, 348, 577]);
    }
}
