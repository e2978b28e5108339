//! Invocations that would run longer than AWS lets any: where a function has no timeout, nothing ends them.
//!
//! It warns where at least one is expected, for a tail that nobody looked at can be most of a bill.

use super::invocation_warnings::LONGEST_TIMEOUT;
use super::problem::Problem;
use super::tree::Node;
use crate::kernel::SimDuration;
use crate::scenario::container::ServedBy;
use crate::scenario::function::Function;
use crate::scenario::quantities::print_duration;
use crate::scenario::traffic::Traffic;

/// The warning about a function without a timeout, of whose requests one or more are expected to run longer than AWS's
/// longest.
pub(super) fn about(
    root: &Node,
    index: usize,
    function: &Function,
    duration: SimDuration,
) -> Option<Problem> {
    let on_lambda = matches!(function.served_by, ServedBy::Lambda(_));
    if function.timeout.is_some() || !on_lambda {
        return None;
    }
    let (recorded, drawn) = requests(function, duration);
    let expected = recorded + drawn * function.service_time.share_above(LONGEST_TIMEOUT);
    if expected < 1.0 {
        return None;
    }
    let limit = print_duration(LONGEST_TIMEOUT);
    let title = format!(
        "invocations of `{}` run longer than {limit}, AWS's longest timeout",
        function.unqualified_name().escape_debug()
    );
    let place = root.place(&format!("functions.{index}.service_time"));
    let help = format!(
        "they run, and are billed, to their end; with `timeout = \"{limit}\"`, or less, they end then, as errors"
    );
    Some(
        Problem::new(place, title)
            .label(about_so_many(expected))
            .help(help),
    )
}

/// Requests within the run that recorded a longer service time, and those whose service time is drawn.
fn requests(function: &Function, duration: SimDuration) -> (f64, f64) {
    let service = function.service_time.mean_secs();
    let mut sums = (0.0, 0.0);
    for entry in &function.traffic {
        let all = entry.traffic.expected_requests(duration, service);
        let Traffic::Trace(trace) = &entry.traffic else {
            sums.1 += all;
            continue;
        };
        let within = trace.rows.iter().take(all as usize);
        for row in within {
            match row.service {
                None => sums.1 += 1.0,
                Some(service) => sums.0 += f64::from(service > LONGEST_TIMEOUT),
            }
        }
    }
    sums
}

/// How many, to one digit: it is an expectation.
fn about_so_many(expected: f64) -> String {
    let digit = libm::pow(10.0, libm::floor(libm::log10(expected)));
    let rounded = libm::round(expected / digit) * digit;
    format!("about {rounded:.0} of them in this run")
}

#[cfg(test)]
mod tests {
    use crate::scenario::parse::{Files, Source, parse};

    /// Two recorded requests, of 16 minutes and of 15.
    struct Recorded;

    impl Files for Recorded {
        fn read(&self, _path: &str) -> Result<Vec<u8>, String> {
            Ok(b"arrival_s,service_ms\n1,960000\n2,900000\n".to_vec())
        }
    }

    /// What is warned of in a function with these keys, in a run of 1000 s.
    fn labels(keys: &str) -> Vec<String> {
        let text = format!(
            "duration = \"1000s\"\n[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n\
             [[functions]]\nname = \"f\"\n{keys}"
        );
        let source = Source {
            name: "a.toml",
            default_name: "a",
            text: &text,
        };
        let parsed = parse(source, &[], &Recorded).unwrap_or_else(|error| panic!("{error}"));
        let warnings = parsed.warnings.into_iter();
        let about = warnings.filter(|one| one.title.contains("AWS's longest timeout"));
        about.map(|one| one.label).collect()
    }

    /// A mean of 100 s: P(X > 900 s) = exp(-9) = 0.0001234, of 10 a second 1.23 in 1000 s, of 8 a second 0.99.
    #[test]
    fn an_expectation_of_one_is_warned_of_and_less_is_not() {
        let tail = |rate: u32| {
            format!(
                "service_time.exponential = {{ mean = \"100s\" }}\ntraffic = [{{ even.rate = {rate} }}]\n"
            )
        };
        assert_eq!(labels(&tail(10)), ["about 1 of them in this run"]);
        assert_eq!(labels(&tail(8)), [""; 0]);
        assert_eq!(
            labels(&format!("{}timeout = \"15m\"", tail(10))),
            [""; 0],
            "with a timeout"
        );
    }

    #[test]
    fn a_constant_and_what_was_recorded_are_compared_with_fifteen_minutes() {
        let constant = |time: &str| {
            labels(&format!(
                "service_time = \"{time}\"\ntraffic = [{{ even.rate = 0.05 }}]\n"
            ))
        };
        assert_eq!(constant("15m"), [""; 0]);
        assert_eq!(constant("16m"), ["about 50 of them in this run"]);
        let recorded = "service_time = \"1s\"\ntraffic = [{ trace.file = \"a.csv\" }]\n";
        assert_eq!(labels(recorded), ["about 1 of them in this run"]);
    }
}
