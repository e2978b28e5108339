//! Small runs, each worked out by hand.

use burstsim::metrics::recorder::Start;
use burstsim::scenario::*;
use burstsim::world::simulate;

use super::*;

/// It starts at 5 s and fails at 6 s; 60 s later, at 66 s, again, until 67 s; 120 s later, at 187 s, for the last time.
#[test]
fn a_failing_event_is_tried_again_after_one_minute_and_after_two() {
    let function = Function {
        error_rate: 1.0,
        ..function(
            constant(1.0),
            vec![(batch(&[5.0], 1), InvokedBy::Async(events()))],
        )
    };
    let (result, notes) = observed(&run_of(600.0, function));
    assert_eq!(notes.starts(), [(5.0, 0), (66.0, 0), (187.0, 0)]);
    let source = &result.functions[0].sources[0];
    assert_eq!(source.totals.dropped_by_attempts, 1, "{:?}", source.totals);
    // In flight for 1 s three times, it waits from 6 s to 66 s and from 67 s to 187 s.
    assert_eq!(source.backlog.mean, 180.0 / 600.0, "mean backlog");
    // 187 s after it came it is taken for the last time.
    assert_eq!(source.oldest_age, Some(secs(182.0)), "oldest age");
}

/// Something else holds the whole reserve. Tried at 5 s, the event is tried again after 1, 2, 4, 8 and 16 s: at 6, 8, 12,
/// 20 and 36 s. The next try would be at 68 s; at 65 s it is a minute old and leaves.
#[test]
fn a_throttled_event_waits_twice_as_long_each_time_until_it_is_too_old() {
    for on_failure in [false, true] {
        let settings = AsyncInvocation {
            maximum_event_age: secs(60.0),
            on_failure,
            ..events()
        };
        let function = Function {
            reserved_concurrency: Some(concurrency(1)),
            ..function(
                constant(1.0),
                vec![
                    (trace(&[(0.0, 500.0)]), InvokedBy::Client),
                    (batch(&[5.0], 1), InvokedBy::Async(settings)),
                ],
            )
        };
        let (result, notes) = observed(&run_of(100.0, function));
        let times: Vec<f64> = notes.refusals().iter().map(|one| one.0).collect();
        assert_eq!(times, [5.0, 6.0, 8.0, 12.0, 20.0, 36.0]);
        let source = &result.functions[0].sources[0];
        let gone = (source.totals.dropped_by_age, source.totals.dead_lettered);
        assert_eq!(gone, if on_failure { (0, 1) } else { (1, 0) });
        // From 5 s to 65 s.
        assert_eq!(source.backlog.mean, 60.0 / 100.0, "mean backlog");
    }
}

/// "Straight to the dead-letter queue or on-failure destination", without an attempt.
#[test]
fn a_reserve_of_zero_sends_events_away_untried() {
    for on_failure in [false, true] {
        let settings = AsyncInvocation {
            on_failure,
            ..events()
        };
        let function = Function {
            reserved_concurrency: Some(concurrency(0)),
            ..function(
                constant(1.0),
                vec![(batch(&[5.0], 3), InvokedBy::Async(settings))],
            )
        };
        let result = simulate(&run_of(100.0, function), 0);
        let counts = result.functions[0].sources[0].totals;
        assert_eq!((counts.received, counts.delivered), (3, 0));
        let gone = (counts.dead_lettered, counts.dropped_by_attempts);
        assert_eq!(gone, if on_failure { (3, 0) } else { (0, 3) });
        assert_eq!(result.functions[0].totals.attempts, 0);
    }
}

/// Three messages at 5 s are gathered for 1 s and tried at 6 s; throttled, they are visible again 30 s after they were
/// received, are gathered for another second, and so on: 6, 37, 68 s. Received three times, they are dead-lettered
/// when they would be visible, at 98 s.
#[test]
fn a_throttled_batch_is_tried_once_per_visibility_timeout_until_it_is_dead_lettered() {
    let settings = SqsSource {
        batch_size: number(10),
        maximum_batching_window: secs(1.0),
        max_receive_count: Some(number(3)),
        ..queue()
    };
    let function = Function {
        reserved_concurrency: Some(concurrency(0)),
        ..function(
            constant(1.0),
            vec![(batch(&[5.0], 3), InvokedBy::Sqs(settings))],
        )
    };
    let mut scenario = run_of(120.0, function);
    scenario.interval = secs(1.0);
    let (result, notes) = observed(&scenario);
    assert_eq!(notes.refusals(), [(6.0, 0), (37.0, 0), (68.0, 0)]);
    let source = &result.functions[0].sources[0];
    assert_eq!((source.totals.delivered, source.totals.retried), (9, 6));
    let mut rows = source.intervals.iter();
    let row = rows.find(|row| row.counts.dead_lettered > 0);
    let row = row.expect("a dead-lettered message");
    assert_eq!((seconds(row.start), row.counts.dead_lettered), (98.0, 3));
}

/// A public report (adobe/spacecat-audit-worker#2876): 31 messages at once, a reserve of 10, received at most once. Ten
/// are served, and each of the 21 others is throttled once and dead-lettered, without an error of the handler.
#[test]
fn messages_beyond_the_reserve_are_dead_lettered_without_an_error_as_was_reported() {
    let settings = SqsSource {
        visibility_timeout: secs(360.0),
        max_receive_count: Some(number(1)),
        ..queue()
    };
    let function = Function {
        reserved_concurrency: Some(concurrency(10)),
        ..function(
            constant(60.0),
            vec![(batch(&[5.0], 31), InvokedBy::Sqs(settings))],
        )
    };
    let result = simulate(&run_of(600.0, function), 0);
    let function = &result.functions[0];
    let counts = function.totals;
    let seen = (
        counts.invocations,
        counts.throttles(),
        counts.function_errors,
    );
    assert_eq!(seen, (10, 21, 0), "served, throttled, errors");
    let counts = function.sources[0].totals;
    assert_eq!((counts.deleted, counts.dead_lettered), (10, 21));
}

/// Messages 0 to 5 at once, in the groups {0, 2, 4} and {1, 3, 5}, one at a time, 1 s each; 2 and 5 are poison. 2 fails at
/// 2 s and is visible again at 11 s, 10 s after it was received; until it is dead-lettered at 21 s, after its second
/// receive at 11 s, 4 waits. 5 is a second behind.
#[test]
fn a_poison_message_holds_up_its_group_and_no_other() {
    let settings = SqsSource {
        visibility_timeout: secs(10.0),
        max_receive_count: Some(number(2)),
        message_groups: Some(number(2)),
        poison_every: Some(number(3)),
        ..queue()
    };
    let function = function(
        constant(1.0),
        vec![(batch(&[0.0], 6), InvokedBy::Sqs(settings))],
    );
    let (result, notes) = observed(&run_of(60.0, function));
    let expected = [
        (0.0, 0),
        (0.0, 1),
        (1.0, 2),
        (1.0, 3),
        (2.0, 5),
        (11.0, 2),
        (12.0, 5),
        (21.0, 4),
    ];
    assert_eq!(notes.starts(), expected);
    let counts = result.functions[0].sources[0].totals;
    assert_eq!((counts.deleted, counts.dead_lettered), (4, 2));
}

fn poisoned_shard(bisects: bool) -> (RunResult, Notes) {
    let settings = StreamSource {
        maximum_retry_attempts: Some(2),
        bisect_batch_on_function_error: bisects,
        poison_every: Some(number(6)),
        ..shard()
    };
    let function = function(
        constant(1.0),
        vec![(batch(&[0.5], 8), InvokedBy::Stream(settings))],
    );
    observed(&run_of(60.0, function))
}

/// Records 0 to 7 come at 0.5 s and are polled at 1 s, four to a batch, 1 s each; 5 is poison. Its batch starts at 2 s, and
/// again 1 s and 2 s after it has failed, at 4 s and 7 s. After two retries all four are lost.
#[test]
fn a_poison_record_takes_its_batch_with_it() {
    let (result, notes) = poisoned_shard(false);
    assert_eq!(notes.starts(), [(1.0, 0), (2.0, 4), (4.0, 4), (7.0, 4)]);
    let counts = result.functions[0].sources[0].totals;
    assert_eq!((counts.deleted, counts.dropped_by_attempts), (4, 4));
}

/// The batch {4, 5, 6, 7} fails at 3 s. Its half {4, 5} starts 1 s later, fails at 5 s, and of that half 4 starts at 6 s and 5
/// at 7 s. 5 fails at 8 s, is tried again at 9 s and, 2 s after 10 s, at 12 s; at 13 s it is lost and {6, 7} starts.
#[test]
fn a_split_batch_loses_nothing_but_the_poison() {
    let (result, notes) = poisoned_shard(true);
    let expected = [
        (1.0, 0),
        (2.0, 4),
        (4.0, 4),
        (6.0, 4),
        (7.0, 5),
        (9.0, 5),
        (12.0, 5),
        (13.0, 6),
    ];
    assert_eq!(notes.starts(), expected);
    let counts = result.functions[0].sources[0].totals;
    assert_eq!((counts.deleted, counts.dropped_by_attempts), (7, 1));
}

/// Five units at the start. Now one more every 200 ms: 9 in the first second, and five more in each that follows. Until 2023
/// one more every second.
#[test]
fn a_mapping_of_a_queue_grows_as_published() {
    let concurrency = |rule: ScalingRule| -> Vec<u64> {
        let function = function(
            constant(3600.0),
            vec![(batch(&[0.0], 400), InvokedBy::Sqs(queue()))],
        );
        let mut scenario = run_of(10.0, function);
        scenario.interval = secs(1.0);
        scenario.region.scaling = rule;
        let result = simulate(&scenario, 0);
        let rows = result.functions[0].sources[0].intervals.iter();
        rows.map(|row| row.concurrency_max).collect()
    };
    let now: Vec<u64> = (0..10).map(|second| 9 + 5 * second).collect();
    assert_eq!(concurrency(per_function()), now);
    let of_2018 = ScalingRule::RegionalBurst {
        burst: crate::support::concurrency(1000),
        ramp_per_minute: crate::support::concurrency(500),
        refill: Refill::Continuous,
    };
    let then: Vec<u64> = (0..10).map(|second| 5 + second).collect();
    assert_eq!(concurrency(of_2018), then);
}

/// Two pollers, 1 s of service, 500 ms from the end of an invocation to the next: 0 and 1.5 s two at a time, the fifth at 3 s. A
/// single message at 10 s finds a poller that has been free since 4.5 s.
#[test]
fn a_poller_takes_its_turnaround_between_two_invocations() {
    let settings = SqsSource {
        maximum_concurrency: Some(number(2)),
        turnaround: secs(0.5),
        ..queue()
    };
    let arrivals = trace(&[
        (0.0, 1.0),
        (0.0, 1.0),
        (0.0, 1.0),
        (0.0, 1.0),
        (0.0, 1.0),
        (10.0, 1.0),
    ]);
    let function = function(constant(1.0), vec![(arrivals, InvokedBy::Sqs(settings))]);
    let (result, notes) = observed(&run_of(20.0, function));
    let expected = [(0.0, 0), (0.0, 1), (1.5, 2), (1.5, 3), (3.0, 4), (10.0, 5)];
    assert_eq!(notes.starts(), expected);
    let source = &result.functions[0].sources[0];
    assert_eq!(source.concurrency.mean, 6.0 / 20.0, "6 s in flight");
    // Three wait for 1.5 s, one of them for 1.5 s more.
    assert_eq!(source.backlog.mean, 6.0 / 20.0, "mean backlog");
}

/// Two pollers that are throttled at once take their turnaround, too: the third message is tried 500 ms later.
#[test]
fn a_throttled_poller_takes_its_turnaround() {
    let settings = SqsSource {
        maximum_concurrency: Some(number(2)),
        turnaround: secs(0.5),
        ..queue()
    };
    let function = Function {
        reserved_concurrency: Some(concurrency(0)),
        ..function(
            constant(1.0),
            vec![(batch(&[0.0], 3), InvokedBy::Sqs(settings))],
        )
    };
    let (_, notes) = observed(&run_of(20.0, function));
    assert_eq!(notes.refusals(), [(0.0, 0), (0.0, 1), (0.5, 2)]);
}

/// A mapping has its pollers before anything comes to its queue: here until the only message comes at 50 s.
#[test]
fn pollers_are_there_from_the_start() {
    let mapping = |pollers: Option<(u32, u32)>| {
        let provisioned_pollers = pollers.map(|(minimum, maximum)| ProvisionedPollers {
            minimum: number(minimum),
            maximum: number(maximum),
        });
        let settings = SqsSource {
            provisioned_pollers,
            ..queue()
        };
        let function = function(
            constant(1.0),
            vec![(batch(&[50.0], 1), InvokedBy::Sqs(settings))],
        );
        simulate(&run_of(100.0, function), 0).functions[0].sources[0].pollers_mean
    };
    assert_eq!(mapping(None), 5.0, "units of standard mode");
    assert_eq!(mapping(Some((3, 20))), 3.0, "event pollers");
}

fn behind_an_api(timeout: f64) -> InvokedBy {
    InvokedBy::ApiGateway(ApiGateway {
        rate: number(2),
        burst: number(3),
        timeout: secs(timeout),
    })
}

/// Ten requests at 1 s find three tokens, ten at 2 s the two that came since. What is turned away does not reach Lambda.
#[test]
fn an_api_lets_its_burst_through_and_then_its_rate() {
    let function = function(
        constant(0.1),
        vec![(batch(&[1.0, 2.0], 10), behind_an_api(29.0))],
    );
    let (result, notes) = observed(&run_of(10.0, function));
    let times: Vec<f64> = notes.starts().iter().map(|one| one.0).collect();
    assert_eq!(times, [1.0, 1.0, 1.0, 2.0, 2.0]);
    let counts = result.functions[0].totals;
    assert_eq!((counts.gateway_throttles, counts.attempts), (15, 5));
    assert_eq!((counts.throttles(), counts.given_up), (0, 15));
}

/// The request of 1 s is answered at 30 s and runs on until 61 s: that of 31 s finds the reserve of 1 in use, that of 62 s does
/// not.
#[test]
fn a_function_runs_on_after_the_apis_answer() {
    let function = Function {
        reserved_concurrency: Some(concurrency(1)),
        ..function(
            constant(60.0),
            vec![(batch(&[1.0, 31.0, 62.0], 1), behind_an_api(29.0))],
        )
    };
    let (result, notes) = observed(&run_of(200.0, function));
    assert_eq!(notes.starts(), [(1.0, 0), (62.0, 2)]);
    assert_eq!(notes.refusals(), [(31.0, 1)]);
    let counts = result.functions[0].totals;
    assert_eq!(counts.gateway_timeouts, 2);
    assert_eq!((counts.completions, counts.given_up), (0, 3));
    // Twice 60 s, although nobody listens after 29 s.
    assert_eq!(result.functions[0].in_flight.mean, 120.0 / 200.0);
}

/// The first invocation initialises for 2 s and is stopped after 5 s, at 7 s. The next takes the same environment, which
/// initialises within the duration: 2 s and 1 s, until 23 s. The third finds it as it should be.
#[test]
fn a_time_out_resets_the_environment() {
    let function = Function {
        cold_start: constant(2.0),
        timeout: Some(secs(5.0)),
        ..function(
            constant(1.0),
            vec![(
                trace(&[(0.0, 10.0), (20.0, 1.0), (40.0, 1.0)]),
                InvokedBy::Client,
            )],
        )
    };
    let (result, notes) = observed(&run_of(60.0, function));
    let seen = notes.served.iter();
    let seen = seen.map(|one| {
        (
            one.start,
            seconds(one.ready),
            seconds(one.until),
            one.environment,
        )
    });
    let expected = [
        (Start::Cold, 2.0, 7.0, 0),
        (Start::Warm, 20.0, 23.0, 0),
        (Start::Warm, 40.0, 41.0, 0),
    ];
    assert_eq!(seen.collect::<Vec<_>>(), expected);
    let counts = result.functions[0].totals;
    assert_eq!((counts.function_errors, counts.timeouts), (1, 1));
    // 5, 3 and 1 s run, 2 s initialise before the first of them.
    let billed = result.functions[0].billed;
    assert_eq!((billed.on_demand_ms, billed.init_ms), (9_000, 2_000));
}
