//! Whether the parser would take a scenario whose limits were changed.
//!
//! Its rules are not repeated here: the limits are tried on it, in a small scenario that has nothing else, so
//! that a rule that is new there holds here as well. Must not know who changed them.

use super::distribution::Distribution;
use super::parse::{NoFiles, Source, parse};
use super::traffic::Traffic;
use super::units::Concurrency;
use super::{Function, Region, Scenario, resolved};
use crate::kernel::SimDuration;

/// Whether the parser would take the scenario's limits.
pub(super) fn is_accepted(scenario: &Scenario) -> bool {
    let text = resolved::to_toml(&skeleton(scenario));
    parsed(&text).is_some()
}

/// What must stay unreserved of an account of `limit`, as it would be read: who has not set it gets the
/// default of that account.
pub(super) fn unreserved_minimum(scenario: &Scenario, limit: Concurrency) -> Concurrency {
    let by_default = |limit: Concurrency| {
        let mut bare = skeleton(scenario);
        for function in &mut bare.functions {
            (
                function.reserved_concurrency,
                function.provisioned_concurrency,
            ) = (None, None);
        }
        bare.region.account_concurrency = limit;
        let text = resolved::to_toml(&bare);
        let lines = text.lines().filter(|line| !line.starts_with(MINIMUM));
        let text: String = lines.flat_map(|line| [line, "\n"]).collect();
        parsed(&text).map(|scenario| scenario.region.unreserved_minimum)
    };
    let Region {
        account_concurrency,
        unreserved_minimum,
        ..
    } = scenario.region;
    if limit == account_concurrency || by_default(account_concurrency) != Some(unreserved_minimum) {
        return unreserved_minimum;
    }
    by_default(limit).unwrap_or(unreserved_minimum)
}

/// The line of the resolved scenario that sets the minimum.
const MINIMUM: &str = "unreserved_minimum = ";

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

/// The same limits with the plainest of everything else, which needs no file and is read in no time.
fn skeleton(scenario: &Scenario) -> Scenario {
    let plain = |function: &Function| Function {
        service_time: Distribution::Constant(SimDuration::from_secs(1)),
        cold_start: Distribution::Constant(SimDuration::ZERO),
        max_lifetime: None,
        early_stop: None,
        // Of versions the first has the traffic of all.
        traffic: match function.traffic.is_empty() {
            true => Vec::new(),
            false => vec![Traffic::Batch {
                at: vec![SimDuration::ZERO],
                requests: 1,
            }],
        },
        ..function.clone()
    };
    Scenario {
        functions: scenario.functions.iter().map(plain).collect(),
        slo: Vec::new(),
        inputs: Vec::new(),
        ..scenario.clone()
    }
}
