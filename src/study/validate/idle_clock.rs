//! After which pause one environment was cold, in April 2020 and in January 2021: the same calls, with
//! the lifecycle of either year.
//!
//! A lone environment was called again and again after a random gap. The idle clock of each year is read
//! off the same calls, so what is judged is that the model, as users have it, brings it out; how far the
//! years are apart is shown with the lifecycle of the other.
//!
//! Knows the calls; must not know what the lifecycles are.

use super::bench::function;
use super::measured::rows;
use super::{Bench, Case, Failure, Reference};
use crate::metrics::Start;
use crate::scenario::parse::Files;
use crate::world::{Observer, Served};

pub(super) const REFERENCE: Reference = Reference {
    name: "idle-clock",
    title: "One environment called after random gaps, measured on AWS Lambda in 2020 and 2021",
    source: "github.com/mikhailshilkov/mikhailio-hugo (MIT), 'When Does Cold Start Happen on AWS Lambda?'",
    comparisons: 0,
    run,
};

const CALLS: &str = include_str!("../../../data/measured/lambda-idle-interval-2020-2021.csv");
const YEARS: [&str; 2] = ["2020", "2021"];

/// Largest share of the calls that may start otherwise than measured. The gaps that were survived and those
/// that were not overlap by some seconds, so that a clock of any length misses two of 300.
const MARK: f64 = 0.02;

/// How long a call takes, which is not counted in its gap.
const SERVICE_S: f64 = 0.1;

/// A call: the gap before it, in seconds, and whether it found no environment.
type Call = (f64, bool);

fn run(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let mut cases = Vec::new();
    for year in YEARS {
        let calls = calls_of(year);
        let measured: Vec<bool> = calls.iter().map(|call| call.1).collect();
        for lifecycle in YEARS {
            let cold = cold_starts(bench, &calls, lifecycle)?;
            let pairs = || cold.iter().zip(&measured);
            let otherwise = pairs()
                .filter(|(simulated, measured)| simulated != measured)
                .count();
            let share = otherwise as f64 / measured.len() as f64;
            let name =
                format!("calls of {year}, lifecycle {lifecycle}: share that starts otherwise");
            let case = match lifecycle == year && cold.len() == measured.len() {
                true => Case::at_most(name, MARK, share),
                false => Case::reported(name, MARK, share),
            };
            let count = |cold: &[bool]| cold.iter().filter(|cold| **cold).count();
            cases.push(case.noted(format!(
                "{} cold of {}, measured {}",
                count(&cold),
                measured.len(),
                count(&measured)
            )));
        }
    }
    Ok(cases)
}

/// The calls that were published in a year, in their order.
fn calls_of(year: &str) -> Vec<Call> {
    let lines = CALLS.lines().filter(|line| line.starts_with(year));
    let head = "published,idle_minutes,response_s,cold\n".to_owned();
    let text = lines.fold(head, |text, line| text + line + "\n");
    rows(&text)
        .map(|row| (60.0 * row[1], row[3] == 1.0))
        .collect()
}

/// Which of the calls are cold. One before them creates the environment.
fn cold_starts(bench: &Bench, calls: &[Call], lifecycle: &str) -> Result<Vec<bool>, Failure> {
    let mut now = 0.0;
    let mut trace = "arrival_s\n0\n".to_owned();
    for (gap, _) in calls {
        now += SERVICE_S + gap;
        trace += &format!("{now:.6}\n");
    }
    let rules = format!("cold_start = \"0s\"\nlifecycle = \"{lifecycle}\"");
    let service = format!(" = \"{SERVICE_S}s\"");
    let scenario = bench.scenario_with_files(
        &format!(
            "duration = \"{end}s\"\ninterval = \"{end}s\"\n[region]\nname = \"us-east-1\"\n\
             scaling = \"regional-burst\"\n{}",
            function("f", &service, &rules, "trace.file = \"calls.csv\""),
            end = now.ceil() + 1.0,
        ),
        &Calls(trace),
    )?;
    let watched = bench.observed(&scenario, 1, &Starts::default())?;
    let starts = watched.into_iter().flat_map(|starts| starts.0);
    Ok(starts.skip(1).collect())
}

/// The trace.
struct Calls(String);

impl Files for Calls {
    fn read(&self, _path: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.clone().into_bytes())
    }
}

/// Whether each call was cold.
#[derive(Clone, Debug, Default)]
struct Starts(Vec<bool>);

impl Observer for Starts {
    fn served(&mut self, served: &Served) {
        self.0.push(served.start == Start::Cold);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_are_whole() {
        let cold = |year| {
            let calls = calls_of(year);
            (calls.len(), calls.iter().filter(|call| call.1).count())
        };
        assert_eq!([cold("2020"), cold("2021")], [(300, 201), (300, 242)]);
    }

    /// The idle timeouts of the catalog lie where the gaps that were survived and those that were not meet.
    #[test]
    fn the_timeout_of_2021_is_between_what_was_survived_and_what_was_not() {
        let calls = calls_of("2021");
        let gaps = |cold: bool| {
            calls
                .iter()
                .filter(move |call| call.1 == cold)
                .map(|call| call.0)
        };
        let survived = gaps(false).fold(0.0, f64::max);
        let timeout = crate::scenario::Lifecycle::Measured2021
            .idle_timeout()
            .as_secs_f64();
        assert!((survived - timeout).abs() < 1.0, "{survived}, {timeout}");
        let ended: Vec<f64> = gaps(true).filter(|gap| *gap < timeout).collect();
        assert_eq!(ended.len(), 2, "{ended:?}");
    }
}
