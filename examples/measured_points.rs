//! Cold starts measured on AWS Lambda in 2020 against the model's, with each refinement of the
//! environments' lifecycle switched on in turn. Prints the tables of `docs/calibration.md`.
//!
//! ```sh
//! cargo run --release --example measured_points
//! ```
//!
//! A measured point is 28 hours of Poisson arrivals at one rate; the model runs as long, starts
//! without environments like the measurement, and takes the measured mean service times, warm and
//! cold, as constants. A log is replayed arrival by arrival. Nothing is fitted to the points.
#![allow(clippy::print_stdout, reason = "printing is what an example is for")]

use burstsim::kernel::{SimDuration, SimTime};
use burstsim::scenario::parse::{NoFiles, Source, parse};
use burstsim::scenario::{Distribution, Rate, RateProfile, Scenario, Trace, TraceRow, Traffic};
use burstsim::study::{Estimate, replicate};

type Failure = Box<dyn std::error::Error>;

/// Replications of each run: the standard error of each mean is then below 1 %.
const REPLICATIONS: u64 = 300;

/// The lifecycle before, and after each refinement.
const STEPS: [(&str, &str); 4] = [
    (
        "one idle clock of 640 s, lifetime 2 h",
        "idle_timeout = \"640s\"\nmax_lifetime = \"2h\"",
    ),
    (
        "+ two idle clocks, as estimated",
        "lifecycle = \"2020\"\nmax_lifetime = \"2h\"",
    ),
    (
        "+ retirement at a random age",
        "lifecycle = \"2020\"\nearly_stop = \"none\"",
    ),
    (
        "+ early stops: the lifecycle of 2020",
        "lifecycle = \"2020\"",
    ),
];

const POINTS: &str = include_str!("../data/aws-measured/cold-starts-by-rate.csv");

const LOGS: [(&str, &str); 5] = [
    (
        "05-17",
        include_str!("../scenarios/data/log-2020-05-17.csv"),
    ),
    (
        "05-26",
        include_str!("../data/aws-measured/log-2020-05-26.csv"),
    ),
    (
        "06-04",
        include_str!("../data/aws-measured/log-2020-06-04.csv"),
    ),
    (
        "06-09",
        include_str!("../data/aws-measured/log-2020-06-09.csv"),
    ),
    (
        "06-13",
        include_str!("../data/aws-measured/log-2020-06-13.csv"),
    ),
];

fn main() -> Result<(), Failure> {
    let steps = STEPS.map(|(_, lifecycle)| lifecycle);
    println!("Cold-start probability at ten rates: error of the prediction in %\n");
    println!("{}", heading("requests/s", "measured"));
    let mut errors = [0.0; STEPS.len()];
    let mut squares = [0.0; STEPS.len()];
    let points = rows(POINTS)?;
    for point in &points {
        let [rate, warm, cold, _, measured, error, ..] = point[..] else {
            return Err("a measured point is incomplete".into());
        };
        let mut line = format!(
            "| {rate:.4} | {measured:.5} ± {:.1} % |",
            100.0 * error / measured
        );
        for (step, lifecycle) in steps.iter().enumerate() {
            let predicted = cold_start_rate(&at_rate(rate, warm, cold, lifecycle)?)?;
            let relative = predicted / measured - 1.0;
            errors[step] += relative.abs() / points.len() as f64;
            squares[step] += ((predicted - measured) / error).powi(2);
            line += &format!(" {:+.1} |", 100.0 * relative);
        }
        println!("{line}");
    }
    println!(
        "{}",
        closing("mean absolute error, %", errors.map(|one| 100.0 * one))
    );
    println!("{}", closing("chi-squared, 10 points", squares));

    println!("\nCold starts in the five logs (predicted: mean of replications)\n");
    println!("{}", heading("log", "measured"));
    for (day, log) in LOGS {
        let rows = rows(log)?;
        let measured: f64 = rows.iter().map(|row| row[2]).sum();
        let mut line = format!("| 2020-{day}, {} requests | {measured} |", rows.len());
        for lifecycle in steps {
            line += &format!(" {:.1} |", cold_starts(&replay(&rows, lifecycle)?)?);
        }
        println!("{line}");
    }
    println!();
    for (number, (name, _)) in (0..).zip(STEPS) {
        println!("({number}) {name}");
    }
    Ok(())
}

/// The numbers of a CSV file with comments and a header.
fn rows(csv: &str) -> Result<Vec<Vec<f64>>, Failure> {
    let lines = csv.lines().filter(|line| !line.starts_with('#')).skip(1);
    let row = |line: &str| line.split(',').map(str::parse).collect();
    Ok(lines
        .map(row)
        .collect::<Result<_, std::num::ParseFloatError>>()?)
}

/// 28 hours of one function with the given lifecycle; no limit is ever reached.
fn function(lifecycle: &str) -> Result<Scenario, Failure> {
    let text = format!(
        "duration = \"28h\"\ninterval = \"1h\"\n[region]\nname = \"us-east-1\"\n\
         scaling = \"regional-burst\"\n[[functions]]\nname = \"measured\"\n\
         service_time.lognormal = {{ mean = \"1968ms\", sd = \"32.4ms\" }}\n\
         cold_start = \"265.1ms\"\n{lifecycle}\n"
    );
    let source = Source {
        name: "measured",
        default_name: "measured",
        text: &text,
    };
    Ok(parse(source, &[], &NoFiles)?.scenario)
}

fn at_rate(rate: f64, warm_ms: f64, cold_ms: f64, lifecycle: &str) -> Result<Scenario, Failure> {
    let mut scenario = function(lifecycle)?;
    let rate = Rate::new(rate).ok_or("a measured rate is out of range")?;
    let constant = |ms: f64| Distribution::Constant(SimDuration::from_secs_f64(ms / 1e3));
    let function = &mut scenario.functions[0];
    function.service_time = constant(warm_ms);
    function.cold_start = constant(cold_ms - warm_ms);
    function.traffic = vec![Traffic::Poisson(RateProfile::Constant(rate)).into()];
    Ok(scenario)
}

fn replay(rows: &[Vec<f64>], lifecycle: &str) -> Result<Scenario, Failure> {
    let arrival = |row: &Vec<f64>| TraceRow {
        arrival: SimTime::from_secs_f64(row[0]),
        service: None,
        cold: None,
    };
    let mut scenario = function(lifecycle)?;
    scenario.functions[0].traffic = vec![
        Traffic::Trace(Trace {
            file: "log.csv".to_owned(),
            rows: rows.iter().map(arrival).collect(),
            begin: None,
        })
        .into(),
    ];
    Ok(scenario)
}

/// Cold starts over requests, of all replications together.
fn cold_start_rate(scenario: &Scenario) -> Result<f64, Failure> {
    let results = replicate(scenario, 0..REPLICATIONS, &())?;
    let totals = results.iter().map(|result| result.totals());
    let (cold, all) = totals.fold((0, 0), |(cold, all), totals| {
        (cold + totals.cold_starts, all + totals.arrivals)
    });
    Ok(cold as f64 / all as f64)
}

fn cold_starts(scenario: &Scenario) -> Result<f64, Failure> {
    let results = replicate(scenario, 0..REPLICATIONS, &())?;
    let counts: Vec<f64> = results
        .iter()
        .map(|result| result.totals().cold_starts as f64)
        .collect();
    let estimate = Estimate::new(&counts).ok_or("there are no replications")?;
    Ok(estimate.mean)
}

fn heading(first: &str, second: &str) -> String {
    let numbers: String = (0..STEPS.len())
        .map(|step| format!(" ({step}) |"))
        .collect();
    format!(
        "| {first} | {second} |{numbers}\n|---|---|{}",
        "---|".repeat(STEPS.len())
    )
}

fn closing(name: &str, values: [f64; STEPS.len()]) -> String {
    let numbers: String = values
        .iter()
        .map(|value| format!(" {value:.1} |"))
        .collect();
    format!("| **{name}** | |{numbers}")
}
