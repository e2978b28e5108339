//! Laws that hold in every scenario, tried on random ones.

use std::collections::BTreeMap;

use burstsim::kernel::SimTime;
use burstsim::metrics::Served;
use burstsim::scenario::*;
use burstsim::world::simulate;
use proptest::option;
use proptest::prelude::*;

use super::*;
use crate::oracle::scenarios::invoked_by;

const MILLISECOND: u64 = 1_000_000;

/// Messages, events and records that come at random and are served in random times, with some errors.
fn random_sources() -> impl Strategy<Value = Scenario> {
    let source = (1_u32..30, invoked_by(MILLISECOND));
    let source = source.prop_filter("a queue", |one| one.1.is_queued());
    let sources = prop::collection::vec(source, 1..4);
    let limits = (
        option::of(0_u32..20),
        option::of(1_u32..5),
        0.0..0.3,
        any::<u64>(),
    );
    (sources, limits, 60_u32..300, 0.0..0.9).prop_map(|(sources, limits, length, warm_up)| {
        let (reserve, timeout, error_rate, seed) = limits;
        let sources = sources.into_iter();
        let sources = sources.map(|(rate, invoked_by)| (poisson(f64::from(rate)), invoked_by));
        let function = Function {
            reserved_concurrency: reserve.map(concurrency),
            timeout: timeout.map(|seconds| secs(f64::from(seconds))),
            error_rate,
            ..function(
                Distribution::Exponential { mean: secs(0.5) },
                sources.collect(),
            )
        };
        let mut scenario = run_of(f64::from(length), function);
        scenario.warm_up = secs(f64::from(length) * warm_up);
        scenario.seed = seed;
        scenario
    })
}

/// What is kept in order, and by how many it is shared.
#[derive(Clone, Debug)]
struct InOrder {
    source: InvokedBy,
    lanes: u64,
}

fn fifo() -> impl Strategy<Value = InOrder> {
    let poison = option::of(2_u32..9);
    let settings = (1_u32..5, 1_u32..=10, option::of(1_u32..4), poison);
    (settings, any::<bool>(), 1_u32..20).prop_map(|(settings, reports, visibility)| {
        let (groups, batch_size, receives, poison) = settings;
        let source = SqsSource {
            batch_size: number(batch_size),
            visibility_timeout: secs(f64::from(visibility)),
            max_receive_count: receives.map(number),
            report_batch_item_failures: reports,
            message_groups: Some(number(groups)),
            poison_every: poison.map(number),
            ..queue()
        };
        InOrder {
            source: InvokedBy::Sqs(source),
            lanes: groups.into(),
        }
    })
}

fn stream() -> impl Strategy<Value = InOrder> {
    let poison = option::of(2_u32..9);
    let settings = (1_u32..4, 1_u32..4, 1_u32..12, poison);
    (settings, option::of(0_u32..3), any::<bool>()).prop_map(|(settings, attempts, bisect)| {
        let (shards, factor, batch_size, poison) = settings;
        let source = StreamSource {
            shards: number(shards),
            parallelization_factor: number(factor),
            batch_size: number(batch_size),
            maximum_retry_attempts: attempts,
            bisect_batch_on_function_error: bisect,
            poison_every: poison.map(number),
            ..shard()
        };
        InOrder {
            source: InvokedBy::Stream(source),
            lanes: u64::from(shards * factor),
        }
    })
}

/// Where an invocation comes too early: before one for an earlier item, or while one of its lane is in progress.
fn out_of_order(served: &[Served], lanes: u64) -> Option<String> {
    let mut latest: BTreeMap<u64, (u64, SimTime)> = BTreeMap::new();
    for one in served {
        let number = one.request.number;
        if let Some((before, until)) = latest.insert(number % lanes, (number, one.until)) {
            if number < before {
                return Some(format!("item {number} at {} s after {before}", one.at));
            }
            if one.at < until {
                return Some(format!(
                    "item {number} at {} s while {before} was in progress until {until} s",
                    one.at
                ));
            }
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Every item that came is in exactly one place at the end.
    #[test]
    fn no_item_is_lost_and_none_is_there_twice(scenario in random_sources()) {
        let result = simulate(&scenario, 0);
        let (mut came, mut done, mut given_up) = (0, 0, 0);
        for source in &result.functions[0].sources {
            let mut counts = source.warm_up_counts;
            counts += source.totals;
            let ended = counts.deleted + counts.dead_lettered + counts.dropped();
            let there = source.backlog_at_end + source.in_flight_at_end;
            prop_assert_eq!(counts.received, ended + there, "of source {:?}", source);
            let there_before = source.backlog_at_start + source.in_flight_at_start;
            let before = source.warm_up_counts;
            let ended_before = before.deleted + before.dead_lettered + before.dropped();
            prop_assert_eq!(before.received, ended_before + there_before);
            came += counts.received;
            done += counts.deleted;
            given_up += ended - counts.deleted;
            let first_tries = counts.delivered - counts.retried;
            prop_assert!(first_tries <= counts.received, "tried for the first time twice");
            prop_assert!(counts.deleted <= counts.delivered, "done without a try");
        }
        let function = &result.functions[0];
        let mut counts = function.warm_up_counts;
        counts += function.totals;
        let seen = (counts.arrivals, counts.completions, counts.given_up);
        prop_assert_eq!(seen, (came, done, given_up), "the function saw something else");
    }

    /// A FIFO queue keeps the order of each group, a stream that of each lane, whatever fails.
    #[test]
    fn order_is_kept(
        in_order in prop_oneof![fifo(), stream()],
        rate in 1_u32..30,
        reserve in option::of(1_u32..5),
        seed in any::<u64>(),
    ) {
        let InOrder { source, lanes } = in_order;
        let function = Function {
            reserved_concurrency: reserve.map(concurrency),
            error_rate: 0.1,
            ..function(
                Distribution::Exponential { mean: secs(0.3) },
                vec![(poisson(f64::from(rate)), source)],
            )
        };
        let mut scenario = run_of(120.0, function);
        scenario.seed = seed;
        let (_, notes) = observed(&scenario);
        prop_assert_eq!(out_of_order(&notes.served, lanes), None);
    }
}
