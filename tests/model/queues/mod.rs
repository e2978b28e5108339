//! Queued invocation and API Gateway: timelines worked by hand, laws in random scenarios, and queueing theory.

mod laws;
mod spans;
pub(crate) mod theory;
mod timelines;

use burstsim::metrics::{Observer, Refused, RunResult, Served};
use burstsim::scenario::*;
use burstsim::world::simulate_observed;

use crate::support::*;

/// Notes what is served and what is refused.
#[derive(Default)]
struct Notes {
    served: Vec<Served>,
    refused: Vec<Refused>,
}

impl Observer for Notes {
    fn served(&mut self, served: &Served) {
        self.served.push(*served);
    }

    fn refused(&mut self, refused: &Refused) {
        self.refused.push(*refused);
    }
}

impl Notes {
    /// When which item's invocation started, in seconds.
    fn starts(&self) -> Vec<(f64, u64)> {
        let start = |one: &Served| (seconds(one.at), one.request.number);
        self.served.iter().map(start).collect()
    }

    /// When which item's attempt was refused, in seconds.
    fn refusals(&self) -> Vec<(f64, u64)> {
        let refusal = |one: &Refused| (seconds(one.at), one.request.number);
        self.refused.iter().map(refusal).collect()
    }
}

fn observed(scenario: &Scenario) -> (RunResult, Notes) {
    let mut notes = Notes::default();
    let result = simulate_observed(scenario, 0, &mut notes);
    (result.expect("nobody interrupts"), notes)
}

/// A function called by sources that reach it in some way.
fn function(service_time: Distribution, sources: Vec<(Traffic, InvokedBy)>) -> Function {
    let entry = |(traffic, invoked_by)| TrafficEntry {
        traffic,
        invoked_by,
    };
    Function {
        traffic: sources.into_iter().map(entry).collect(),
        ..bare_function("f", service_time, Vec::new())
    }
}

/// A run of one function under AWS's present rule, with more concurrency than it needs.
fn run_of(length: f64, function: Function) -> Scenario {
    let mut scenario = scenario(length, 1000, 1000, vec![function]);
    scenario.region.scaling = per_function();
    scenario
}

/// AWS's defaults.
fn events() -> AsyncInvocation {
    AsyncInvocation {
        maximum_event_age: secs(6.0 * 3600.0),
        maximum_retry_attempts: 2,
        on_failure: false,
        retry_jitter: Jitter::None,
    }
}

/// A standard queue of single messages, without a dead-letter queue, whose pollers lose no time.
fn queue() -> SqsSource {
    SqsSource {
        batch_size: number(1),
        maximum_batching_window: secs(0.0),
        maximum_concurrency: None,
        visibility_timeout: secs(30.0),
        max_receive_count: None,
        report_batch_item_failures: false,
        message_groups: None,
        provisioned_pollers: None,
        turnaround: secs(0.0),
        poison_every: None,
    }
}

/// One shard, in batches of four.
fn shard() -> StreamSource {
    StreamSource {
        kind: StreamKind::Kinesis,
        shards: number(1),
        parallelization_factor: number(1),
        batch_size: number(4),
        maximum_batching_window: secs(0.0),
        maximum_record_age: None,
        maximum_retry_attempts: None,
        bisect_batch_on_function_error: false,
        on_failure: false,
        poison_every: None,
    }
}
