//! How long things last, each worked out by hand: windows, waits, the ages of records, units that are not used, and a run
//! that ends before its events do.

use burstsim::scenario::*;

use super::*;

fn observed_of(
    length: f64,
    service_time: f64,
    error_rate: f64,
    source: (Traffic, InvokedBy),
) -> (RunResult, Notes) {
    let function = Function {
        error_rate,
        ..function(constant(service_time), vec![source])
    };
    observed(&run_of(length, function))
}

/// Forty messages at 5 s need 40 units: five at once, and one more each 0.2 s. Another forty come at 305 s, when nothing was in
/// use for minutes: five begin at once, as at first.
#[test]
fn units_that_were_not_in_use_for_a_minute_are_taken_back() {
    let source = (batch(&[5.0, 305.0], 40), InvokedBy::Sqs(queue()));
    let (_, notes) = observed_of(400.0, 10.0, 0.0, source);
    let at_once = |time: f64| notes.starts().iter().filter(|one| one.0 == time).count();
    assert_eq!(
        [5.0, 5.2, 305.0, 305.2].map(at_once),
        [5, 1, 5, 1],
        "batches that begin at once and 0.2 s later, first and again"
    );
}

/// Four records come at 0.5 s and fail from 1 to 2 s, from 3 to 4 s and from 6 to 7 s. At 11 s, when they would be tried again,
/// they are older than 10 s. Those that come at 20.5 s are not held up.
#[test]
fn records_that_are_too_old_are_not_tried_again() {
    for on_failure in [false, true] {
        let settings = StreamSource {
            maximum_record_age: Some(secs(10.0)),
            on_failure,
            ..shard()
        };
        let source = (batch(&[0.5, 20.5], 4), InvokedBy::Stream(settings));
        let (result, notes) = observed_of(22.5, 1.0, 1.0, source);
        assert_eq!(notes.starts(), [(1.0, 0), (3.0, 0), (6.0, 0), (21.0, 4)]);
        let counts = result.functions[0].sources[0].totals;
        assert_eq!(
            (counts.dropped_by_age, counts.dead_lettered),
            if on_failure { (0, 4) } else { (4, 0) },
            "records lost and kept by the destination"
        );
    }
}

/// Eight records at 0.5 s: four are taken at 1 s, and the others when these are done, at 2 s.
#[test]
fn a_stream_knows_its_oldest_record_that_waits() {
    let source = (batch(&[0.5], 8), InvokedBy::Stream(shard()));
    let (result, _) = observed_of(60.0, 1.0, 0.0, source);
    let source = &result.functions[0].sources[0];
    assert_eq!(source.oldest_age, Some(secs(1.5)), "oldest age");
}

/// An event comes at 5 s, fails at 6 s and would be tried again at 66 s.
#[test]
fn an_event_that_waits_when_the_run_ends_is_open_since_it_came() {
    let source = (batch(&[5.0], 1), InvokedBy::Async(events()));
    let (result, _) = observed_of(30.0, 1.0, 1.0, source);
    let function = &result.functions[0];
    assert_eq!(function.open_at_end, 1, "requests open at the end");
    assert_eq!(function.open_ages, [secs(25.0)], "and their ages");
}

/// An invocation that ends with its time-out is in time; one nanosecond more is too much.
#[test]
fn a_function_may_run_for_all_of_its_timeout() {
    for (service, timeouts) in [(5.0, 0), (5.000_000_001, 1)] {
        let function = Function {
            timeout: Some(secs(5.0)),
            ..bare_function("f", constant(service), vec![batch(&[1.0], 1)])
        };
        let (result, _) = observed(&run_of(20.0, function));
        let counts = result.functions[0].totals;
        assert_eq!(counts.timeouts, timeouts, "time-outs of {service} s in 5 s");
    }
}

/// Two provisioned pollers read the first message alone, as it comes, and poll again when half of a tenth of a second is over.
/// Then they read 200 messages a second: 50 each quarter of a second.
#[test]
fn a_provisioned_poller_reads_100_messages_a_second() {
    let settings = SqsSource {
        batch_size: number(50),
        provisioned_pollers: Some(ProvisionedPollers {
            minimum: number(2),
            maximum: number(2),
        }),
        ..queue()
    };
    let source = (batch(&[5.0], 200), InvokedBy::Sqs(settings));
    let (_, notes) = observed_of(20.0, 0.01, 0.0, source);
    let expected = [(5.0, 0), (5.05, 1), (5.3, 51), (5.55, 101), (5.8, 151)];
    assert_eq!(notes.starts(), expected);
}

/// Two of at most four records come at 0.5 s and are polled at 1 s: gathered for 5 s, they start at 6 s. Of those that come at
/// 20.5 s the fourth, at 22.5 s, fills the batch, which starts with the poll at 23 s.
#[test]
fn a_batch_of_records_is_gathered_until_it_is_full_or_its_window_is_over() {
    let settings = StreamSource {
        maximum_batching_window: secs(5.0),
        ..shard()
    };
    let times = [0.5, 0.5, 20.5, 20.5, 20.5, 22.5];
    let records = trace(&times.map(|time| (time, 1.0)));
    let source = (records, InvokedBy::Stream(settings));
    let (_, notes) = observed_of(60.0, 1.0, 0.0, source);
    assert_eq!(notes.starts(), [(6.0, 0), (23.0, 2)]);
}

/// A reserve of 0 refuses them at 1 s, and 1, 2, 4 and 8 s after that.
#[test]
fn a_batch_of_records_that_is_throttled_waits_twice_as_long_each_time() {
    let function = Function {
        reserved_concurrency: Some(concurrency(0)),
        ..function(
            constant(1.0),
            vec![(batch(&[0.5], 4), InvokedBy::Stream(shard()))],
        )
    };
    let (_, notes) = observed(&run_of(20.0, function));
    let times: Vec<f64> = notes.refusals().iter().map(|one| one.0).collect();
    assert_eq!(times, [1.0, 2.0, 4.0, 8.0, 16.0]);
}
