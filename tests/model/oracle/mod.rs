//! A second specification of the model: slow, plain, and without a line in common with it.
//!
//! It follows from the rules alone: what AWS publishes, and where that is silent what the project's
//! documentation assumes. One thing happens after another and is written into a log; every number
//! that the model reports is then counted out of the log and must be the same. It knows scenarios that
//! leave nothing to chance; it must not use anything of the model or of its metrics but the results
//! to be compared.
//!
//! | module | what it holds |
//! |---|---|
//! | `demand` | the requests of each source |
//! | `limits` | token buckets, requests per second |
//! | `simulator` | what happens |
//! | `log` | what happened, counted and measured |
//! | `compare` | the model's results against the log |
//! | `scenarios` | random scenarios in which much happens at once |
//! | `services` | the same with ECS services |

mod compare;
mod demand;
mod limits;
mod log;
pub(crate) mod scenarios;
mod services;
mod simulator;

use burstsim::scenario::Scenario;
use burstsim::scenario::parse::{Files, Source, parse};
use burstsim::scenario::resolved::to_toml;
use burstsim::world::simulate;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use log::{Cause, End, Fate, Of, Start, What};
use scenarios::any_scenario;

/// Nanoseconds, of time since the start or of a span.
type Nanos = u64;

/// This many scenarios in every run of the tests; more with `PROPTEST_CASES`.
fn at_least(cases: u32) -> ProptestConfig {
    let config = ProptestConfig::default();
    ProptestConfig {
        cases: config.cases.max(cases),
        ..config
    }
}

proptest! {
    #![proptest_config(at_least(3000))]

    /// Every number of every result, in random scenarios.
    #[test]
    fn the_model_agrees_with_the_oracle(scenario in any_scenario()) {
        agree(&scenario)?;
    }
}

/// That the model's result of a scenario is the oracle's.
fn agree(scenario: &Scenario) -> Result<(), TestCaseError> {
    let run = simulator::run(scenario);
    let differences = compare::differences(scenario, &simulate(scenario, 0), &run);
    prop_assert!(
        differences.is_empty(),
        "{} differences, the first of them:\n{}\n\nin this scenario:\n\n{}",
        differences.len(),
        differences[..differences.len().min(10)].join("\n"),
        as_files(scenario)
    );
    Ok(())
}

/// The scenario as it can be pasted into a file, and the traces it refers to.
fn as_files(scenario: &Scenario) -> String {
    let mut text = to_toml(scenario);
    for input in &scenario.inputs {
        let rows = String::from_utf8_lossy(&input.contents);
        text.push_str(&format!("\n# and as {}:\n\n{rows}", input.path));
    }
    text
}

/// Serves the traces that a scenario carries with it.
struct Carried<'a>(&'a Scenario);

impl Files for Carried<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let mut inputs = self.0.inputs.iter();
        let input = inputs.find(|input| input.path == path);
        let missing = || format!("no input {path}");
        Ok(input.ok_or_else(missing)?.contents.to_vec())
    }
}

/// The same scenarios in every run.
fn some_scenarios(count: usize) -> Vec<Scenario> {
    let mut runner = TestRunner::deterministic();
    let one = |_| {
        let tree = any_scenario().new_tree(&mut runner);
        tree.expect("no scenario is rejected").current()
    };
    (0..count).map(one).collect()
}

/// What a failure prints is the scenario that failed, and one that a user could have written.
#[test]
fn every_scenario_can_be_written_down() {
    for scenario in some_scenarios(50) {
        let text = to_toml(&scenario);
        let source = Source {
            name: "scenario.toml",
            default_name: "other",
            text: &text,
        };
        let read = parse(source, &[], &Carried(&scenario));
        let mut read = read.ok().map(|parsed| parsed.scenario);
        if let Some(read) = &mut read {
            // Not written where no provisioned concurrency changes, as in none of these.
            read.region.provisioned_allocation = scenario.region.provisioned_allocation;
        }
        assert_eq!(read, Some(scenario), "{text}");
    }
}

/// An agreement about what never happens would be worth nothing.
#[test]
fn the_scenarios_leave_nothing_out() {
    let (mut log, mut items, mut retries) = (Vec::new(), Vec::new(), 0);
    for scenario in some_scenarios(50) {
        let run = simulator::run(&scenario);
        log.extend(run.log);
        items.extend(run.items);
        retries += run.retries;
    }
    let started = |what, which| matches!(what, What::Started { start, .. } if start == which);
    assert!(retries >= 30, "only {retries} requests tried again");
    type Is<'a> = (&'a str, &'a dyn Fn(What) -> bool);
    let kinds: [Is<'_>; 15] = [
        ("on provisioned concurrency", &|what| {
            started(what, Start::Provisioned)
        }),
        ("warm", &|what| started(what, Start::Warm)),
        ("cold", &|what| started(what, Start::Cold)),
        ("without a token", &|what| {
            what == What::Throttled(Cause::Scaling)
        }),
        ("at a concurrency limit", &|what| {
            what == What::Throttled(Cause::Concurrency)
        }),
        ("at a limit of requests per second", &|what| {
            what == What::Throttled(Cause::Rate)
        }),
        ("in an outage", &|what| what == What::Failed),
        ("given up", &|what| what == What::GaveUp),
        ("stopped for idling", &|what| {
            what == What::Stopped(End::Idle)
        }),
        ("stopped for its function's inactivity", &|what| {
            what == What::Stopped(End::Inactive)
        }),
        ("retired", &|what| what == What::Stopped(End::Retired)),
        ("in an error", &|what| {
            what == What::Errs { by_timeout: false }
        }),
        ("at the timeout", &|what| {
            what == What::Errs { by_timeout: true }
        }),
        ("turned away by API Gateway", &|what| {
            what == What::GatewayThrottled
        }),
        ("answered early by API Gateway", &|what| {
            what == What::GatewayTimesOut
        }),
    ];
    for (kind, is) in kinds {
        let count = log.iter().filter(|entry| is(entry.what)).count();
        assert!(count >= 30, "only {count} times {kind} in 50 scenarios");
    }
    let left = |what| match what {
        Of::LeftWaiting { fate, .. } | Of::LeftFlight { fate } => Some(fate),
        _ => None,
    };
    let fates = [
        Fate::Deleted,
        Fate::DeadLettered,
        Fate::TooOld,
        Fate::TriedOften,
    ];
    for fate in fates {
        let gone = items.iter().filter(|entry| left(entry.what) == Some(fate));
        let count = gone.count();
        // An event or a record has to wait for a minute to be too old.
        let least = match fate {
            Fate::Deleted | Fate::DeadLettered => 30,
            Fate::TriedOften | Fate::TooOld => 10,
        };
        assert!(
            count >= least,
            "only {count} items were {fate:?} in 50 scenarios"
        );
    }
    let shrinks = |what| matches!(what, Of::Readers { change } if change < 0);
    let count = items.iter().filter(|entry| shrinks(entry.what)).count();
    assert!(count >= 30, "only {count} times a mapping backed off");
}
