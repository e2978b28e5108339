//! Whether the parser would take a scenario whose limits were changed.
//!
//! Its rules are not repeated here: the limits are tried on it, in a small scenario that has nothing else, so
//! that a rule that is new there holds here as well. Must not know who changed them.

use super::distribution::Distribution;
use super::parse::{NoFiles, Source, parse};
use super::traffic::{Traffic, TrafficEntry};
use super::{Function, Scenario, resolved};
use crate::kernel::SimDuration;

/// Whether the parser would take the scenario's limits.
pub(super) fn is_accepted(scenario: &Scenario) -> bool {
    let text = resolved::to_toml(&skeleton(scenario));
    parsed(&text).is_some()
}

fn parsed(text: &str) -> Option<Scenario> {
    let source = Source {
        name: "limits",
        default_name: "limits",
        text,
    };
    parse(source, &[], &NoFiles)
        .ok()
        .map(|parsed| parsed.scenario)
}

/// A source whose requests reach the function in the same way.
fn plain_source(source: &TrafficEntry) -> TrafficEntry {
    TrafficEntry {
        traffic: Traffic::Batch {
            at: vec![SimDuration::ZERO],
            requests: 1,
        },
        invoked_by: source.invoked_by.clone(),
    }
}

/// The same limits with the plainest of everything else, which needs no file and is read in no time.
fn skeleton(scenario: &Scenario) -> Scenario {
    let plain = |function: &Function| Function {
        service_time: Distribution::Constant(SimDuration::from_secs(1)),
        service_time_per_item: None,
        cold_start: Distribution::Constant(SimDuration::ZERO),
        max_lifetime: None,
        early_stop: None,
        // Of versions the first has the traffic of all.
        traffic: function.traffic.iter().map(plain_source).collect(),
        written_traffic: None,
        ..function.clone()
    };
    Scenario {
        functions: scenario.functions.iter().map(plain).collect(),
        scale: 1.0,
        slo: Vec::new(),
        inputs: Vec::new(),
        ..scenario.clone()
    }
}
