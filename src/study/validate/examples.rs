//! The worked examples that AWS published, figure by figure.
//!
//! Knows the shipped scenarios by their names and AWS's figures by heart; must not know the model.

use super::{Bench, Case, Failure, Reference};
use crate::metrics::{FunctionInterval, RunResult};
use crate::scenario::Scenario;
use crate::scenario::shipped::{self, ShippedFiles};
use crate::world::{Observer, Served};

pub(super) const REFERENCE: Reference = Reference {
    name: "aws-examples",
    title: "AWS's worked examples: how many of their figures come out",
    source: "AWS Lambda operator guide, on-demand-scaling and provisioned-scaling; developer guide, \
             lambda-concurrency",
    comparisons: 0,
    run,
};

/// A minute of the operator guide: served provisioned, cold, warm; throttled.
type Minute = [u64; 4];

/// Case 3 says 500 new in its second minute; its own demand needs 333, and nothing else changes.
const OPERATOR_GUIDE: [(&str, &[Minute]); 8] = [
    ("operator-guide-on-demand-1", &[[0, 3000, 0, 7000]]),
    (
        "operator-guide-on-demand-2",
        &[[0, 3000, 0, 2000], [0, 500, 3000, 1500]],
    ),
    (
        "operator-guide-on-demand-3",
        &[[0, 3000, 0, 333], [0, 333, 3000, 0], [0, 1, 3333, 0]],
    ),
    (
        "operator-guide-on-demand-4",
        &[
            [0, 2500, 0, 0],
            [0, 0, 2500, 0],
            [0, 0, 2500, 0],
            [0, 0, 2500, 0],
        ],
    ),
    ("operator-guide-provisioned-1", &[[7000, 3000, 0, 0]]),
    ("operator-guide-provisioned-2", &[[5000, 0, 0, 0]; 2]),
    (
        "operator-guide-provisioned-3",
        &[[3333, 0, 0, 0], [3333, 0, 0, 0], [3334, 0, 0, 0]],
    ),
    ("operator-guide-provisioned-4", &[[2500, 0, 0, 0]; 4]),
];

/// A figure of one function, read from an interval of the series.
type Figure = fn(&FunctionInterval) -> u64;

const THROTTLED: Figure = |interval| interval.counts.throttles_concurrency;
const PEAK: Figure = |interval| interval.in_flight.max;
const COLD: Figure = |interval| interval.counts.cold_starts;
const PROVISIONED: Figure = |interval| interval.provisioned_busy_max;

/// What is read of which function, and its value in each of the phases t1 to t5.
type Phases = (&'static str, Figure, [u64; 5]);

/// The walk-throughs, in the phases t1 to t5. The guide draws them; the rates that turn its drawing
/// into numbers are in the scenarios.
const WALK_THROUGHS: [(&str, &[Phases]); 3] = [
    (
        "walkthrough-reserved",
        &[
            ("orange", THROTTLED, [0, 0, 6000, 0, 0]),
            ("blue", THROTTLED, [0; 5]),
            ("others", THROTTLED, [0, 0, 0, 6000, 0]),
        ],
    ),
    (
        "walkthrough-provisioned",
        &[
            ("orange", PROVISIONED, [200, 400, 400, 400, 400]),
            ("orange", COLD, [0, 0, 200, 400, 0]),
            ("orange", PEAK, [200, 400, 600, 1000, 1000]),
            ("orange", THROTTLED, [0, 0, 0, 0, 15_000]),
        ],
    ),
    (
        "walkthrough-provisioned-reserved",
        &[
            ("orange", PROVISIONED, [100, 200, 200, 200, 200]),
            ("orange", COLD, [0, 0, 100, 100, 0]),
            ("orange", PEAK, [100, 200, 300, 400, 400]),
            ("orange", THROTTLED, [0, 0, 0, 0, 6000]),
        ],
    ),
];

/// Ten requests, and the environments that serve them.
const TEN_REQUESTS: &str = "ABCDEABCFD";

fn run(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let mut cases = Vec::new();
    for (name, minutes) in OPERATOR_GUIDE {
        let result = result_of(bench, name)?;
        let got = result
            .iter()
            .flat_map(|run| &run.functions[0].intervals)
            .flat_map(minute);
        cases.push(agreement(name, got, &minutes.concat()));
    }
    for (name, figures) in WALK_THROUGHS {
        let result = result_of(bench, name)?;
        let got = figures.iter().flat_map(|(function, figure, _)| {
            let functions = result.iter().flat_map(|run| &run.functions);
            let named = functions.filter(|found| found.name == *function);
            named.flat_map(move |found| found.intervals.iter().map(figure))
        });
        let expected: Vec<u64> = figures.iter().flat_map(|(_, _, phases)| *phases).collect();
        cases.push(agreement(name, got, &expected));
    }
    let scenario = shipped_scenario(bench, "ten-requests")?;
    let letters = bench.observed(&scenario, 1, &Letters::default())?;
    let got = letters.iter().flat_map(|letters| letters.0.bytes());
    cases.push(agreement(
        "ten-requests, environment of each",
        got,
        TEN_REQUESTS.as_bytes(),
    ));
    Ok(cases)
}

fn minute(interval: &FunctionInterval) -> Minute {
    let counts = interval.counts;
    let warm = counts.invocations - counts.cold_starts - counts.provisioned_invocations;
    [
        counts.provisioned_invocations,
        counts.cold_starts,
        warm,
        counts.throttles(),
    ]
}

/// How many figures come out, of those expected. One too many or too few counts against it.
fn agreement<T: PartialEq>(name: &str, got: impl Iterator<Item = T>, expected: &[T]) -> Case {
    let got: Vec<T> = got.collect();
    let agreeing = got
        .iter()
        .zip(expected)
        .filter(|(got, want)| got == want)
        .count();
    let surplus = got.len().saturating_sub(expected.len());
    let all = expected.len() as f64;
    Case::exact(name, all, agreeing as f64 - surplus as f64)
}

fn shipped_scenario(bench: &Bench, name: &str) -> Result<Scenario, Failure> {
    let text = shipped::find(name).map_or("", |shipped| shipped.text);
    bench.scenario_with_files(text, &ShippedFiles)
}

/// The result of a shipped scenario, alone in its list.
fn result_of(bench: &Bench, name: &str) -> Result<Vec<RunResult>, Failure> {
    bench.measure(&shipped_scenario(bench, name)?, 1, RunResult::clone)
}

/// Notes which environment serves each request, as a letter in order of creation.
#[derive(Clone, Debug, Default)]
struct Letters(String);

impl Observer for Letters {
    fn served(&mut self, served: &Served) {
        let number = u8::try_from(served.environment).unwrap_or(u8::MAX);
        self.0.push(char::from(b'A'.saturating_add(number)));
    }
}
