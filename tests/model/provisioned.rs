//! Provisioned concurrency that changes: timelines worked out by hand.

use burstsim::metrics::{AllocationFailure, ChangeCause, ProvisionedChange, RunResult};
use burstsim::scenario::*;
use burstsim::world::simulate;

use crate::support::*;

/// Values from times after the start of the run, in seconds; `initial` before.
fn scheduled(initial: u32, changes: &[(u32, u32)]) -> ProvisionedConcurrency {
    let change = |&(seconds, value): &(u32, u32)| ScheduledValue {
        at: TimeOfDay::from_seconds(seconds).expect("within a day"),
        value: concurrency(value),
    };
    ProvisionedConcurrency {
        initial: concurrency(initial),
        changes: Some(ProvisionedChanges::Schedule(
            changes.iter().map(change).collect(),
        )),
    }
}

/// AWS's defaults, from `min` at the start.
fn tracking(min: u32, max: u32) -> Autoscaling {
    Autoscaling {
        min: concurrency(min),
        max: concurrency(max),
        target: 0.7,
        out_datapoints: 3,
        in_datapoints: 15,
        statistic: UtilizationStatistic::Average,
        cooldown_out: secs(0.0),
        cooldown_in: secs(0.0),
        schedule: Vec::new(),
    }
}

fn autoscaled(initial: u32, autoscaling: Autoscaling) -> ProvisionedConcurrency {
    ProvisionedConcurrency {
        initial: concurrency(initial),
        changes: Some(ProvisionedChanges::Autoscaling(autoscaling)),
    }
}

fn with(provisioned: ProvisionedConcurrency, function: Function) -> Function {
    Function {
        provisioned_concurrency: Some(provisioned),
        ..function
    }
}

/// Requests for `seconds` each, in batches at the given times.
fn batches(name: &str, seconds: f64, times: &[f64], requests: u64) -> Function {
    bare_function(name, constant(seconds), vec![batch(times, requests)])
}

/// `busy` environments busy on average until a time, and others after it.
fn load(stages: &[(f64, f64)]) -> Function {
    let stage = |&(seconds, target): &(f64, f64)| Stage {
        duration: secs(seconds),
        target: rate(target),
        shape: StageShape::Step,
    };
    let stages = RateProfile::Stages(stages.iter().map(stage).collect());
    bare_function("f", constant(1.0), vec![Traffic::Even(stages)])
}

fn run(scenario: &Scenario) -> RunResult {
    let result = simulate(scenario, 0);
    assert_eq!(result.check_conservation(), Ok(()));
    result
}

fn changes(result: &RunResult) -> Vec<ProvisionedChange> {
    let provisioned = result.functions[0].provisioned.as_ref();
    provisioned.map(|p| p.changes.clone()).unwrap_or_default()
}

/// Time in seconds, from, to, usable in seconds of each change; none may have failed.
fn granted(result: &RunResult) -> Vec<(f64, u64, u64, Option<f64>)> {
    let seconds = |at: burstsim::kernel::SimTime| at.as_secs_f64();
    let change = |change: &ProvisionedChange| {
        assert_eq!(change.failure, None);
        (
            seconds(change.at),
            change.from,
            change.to,
            change.usable_at.map(seconds),
        )
    };
    changes(result).iter().map(change).collect()
}

/// Served on provisioned environments, served cold, served warm, and throttled at a concurrency limit,
/// in the interval of a second that begins at `second`.
fn at_second(result: &RunResult, second: usize) -> (u64, u64, u64, u64) {
    let counts = result.functions[0].intervals[second].counts;
    (
        counts.provisioned_invocations,
        counts.cold_starts,
        counts.invocations - counts.provisioned_invocations - counts.cold_starts,
        counts.throttles_concurrency,
    )
}

fn second_by_second(seconds: f64, account: u32, function: Function) -> Scenario {
    Scenario {
        interval: secs(1.0),
        ..scenario(seconds, account, 3000, vec![function])
    }
}

/// AWS's walk-through of 400 provisioned without a reserve in an account of 1,000, through time: what
/// is being allocated is claimed and cannot be used yet.
#[test]
fn an_allocation_is_claimed_at_once_and_used_when_it_is_there() {
    let function = batches("f", 0.5, &[0.0, 31.0, 89.0, 90.0, 91.0], 1001);
    let result = run(&second_by_second(
        120.0,
        1000,
        with(scheduled(0, &[(30, 400)]), function),
    ));
    assert_eq!(granted(&result), [(30.0, 0, 400, Some(90.0))]);
    assert_eq!(at_second(&result, 0), (0, 1000, 0, 1), "all unreserved");
    assert_eq!(
        at_second(&result, 31),
        (0, 0, 600, 401),
        "400 claimed, none usable"
    );
    assert_eq!(at_second(&result, 89), (0, 0, 600, 401));
    assert_eq!(at_second(&result, 90), (400, 0, 600, 1), "the walk-through");
    let claimed = |second: usize| result.account.intervals[second].claimed_max;
    assert_eq!([29, 30, 31].map(claimed), [0, 400, 1000]);
    let allocated = |second: usize| result.functions[0].intervals[second].provisioned_allocated;
    assert_eq!([89, 90].map(allocated), [0, 400]);
}

/// AWS's walk-through of 200 provisioned within a reserve of 400, through time.
#[test]
fn within_a_reserve_it_takes_from_the_reserve() {
    let function = Function {
        reserved_concurrency: Some(concurrency(400)),
        ..batches("f", 0.5, &[0.0, 31.0, 91.0, 151.0], 401)
    };
    let result = run(&second_by_second(
        200.0,
        1000,
        with(scheduled(0, &[(30, 200), (150, 0)]), function),
    ));
    assert_eq!(at_second(&result, 0), (0, 400, 0, 1));
    assert_eq!(
        at_second(&result, 31),
        (0, 0, 200, 201),
        "200 are being allocated"
    );
    assert_eq!(at_second(&result, 91), (200, 0, 200, 1), "the walk-through");
    assert_eq!(at_second(&result, 151), (0, 0, 400, 1), "given back");
    assert_eq!(
        result.account.claimed.max, 400,
        "a reserve includes what it provisions"
    );
}

/// 3,100 at the classic pace: 3,000 after a minute, then one every 120 ms.
#[test]
fn the_classic_rule_allocates_a_burst_and_then_500_a_minute() {
    let function = bare_function("f", constant(1.0), Vec::new());
    let mut scenario = second_by_second(100.0, 5000, with(scheduled(0, &[(10, 3100)]), function));
    let result = run(&scenario);
    let allocated = |result: &RunResult, end: usize| {
        result.functions[0].intervals[end - 1].provisioned_allocated
    };
    // The last interval before a boundary does not see what happens at it.
    assert_eq!(
        [70, 71, 76, 82, 83].map(|end| allocated(&result, end)),
        [0, 3008, 3049, 3099, 3100]
    );
    assert_eq!(granted(&result), [(10.0, 0, 3100, Some(82.0))]);

    // The current rule: none before all are there, 31 s after the preparation.
    scenario.region.scaling = per_function();
    scenario.region.provisioned_allocation = ProvisionedAllocation {
        preparation: secs(60.0),
        burst: concurrency(0),
        per_minute: concurrency(6000),
    };
    scenario.duration = secs(110.0);
    let result = run(&scenario);
    assert_eq!(granted(&result), [(10.0, 0, 3100, Some(101.0))]);
    assert_eq!([101, 102].map(|end| allocated(&result, end)), [0, 3100]);
}

/// 100 provisioned, 60 of them busy for 10 s from 0 s on; at 5 s only 20 are to stay: the 40 idle ones
/// go at once, and 40 of the busy ones as they finish.
#[test]
fn less_is_given_up_as_requests_finish() {
    let function = batches("f", 10.0, &[0.0], 60);
    let function = with(scheduled(100, &[(5, 20)]), function);
    let result = run(&second_by_second(12.0, 1000, function));
    let rows = &result.functions[0].intervals;
    let ends = |second: usize| {
        (
            rows[second].provisioned_allocated,
            rows[second].environments.max,
        )
    };
    assert_eq!(ends(4), (100, 100));
    assert_eq!(ends(6), (20, 60), "60 busy");
    assert_eq!(ends(10), (20, 60));
    assert_eq!(ends(11), (20, 20));
    let claimed = |second: usize| result.account.intervals[second].claimed_max;
    assert_eq!(
        [4, 6, 11].map(claimed),
        [100, 60, 20],
        "claimed until they finish"
    );
    let counts = result.functions[0].environment_counts;
    assert_eq!(
        (counts.created, counts.stopped, counts.alive),
        (100, 80, 20)
    );
    assert_eq!(result.totals().completions, 60, "work in flight finishes");
}

#[test]
fn environments_on_their_way_out_are_kept_if_they_are_wanted_again() {
    let function = batches("f", 10.0, &[0.0], 60);
    let function = with(scheduled(60, &[(3, 20), (5, 70)]), function);
    let result = run(&second_by_second(80.0, 1000, function));
    assert_eq!(
        granted(&result),
        [(3.0, 60, 20, Some(3.0)), (5.0, 20, 70, Some(65.0))],
        "40 of them at once, 10 after a minute"
    );
    let allocated = |second: usize| result.functions[0].intervals[second].provisioned_allocated;
    assert_eq!([2, 4, 5, 64, 65].map(allocated), [60, 20, 60, 60, 70]);
    assert_eq!(result.functions[0].environment_counts.created, 70);
}

#[test]
fn what_the_account_cannot_give_is_refused_with_the_reason() {
    let failures = |scenario: &Scenario| -> Vec<_> {
        let all = changes(&run(scenario));
        all.iter()
            .map(|change| (change.to, change.failure))
            .collect()
    };
    // 100 of 1,000 must stay unreserved; requests in flight take 500 until 100 s.
    let function = batches("f", 100.0, &[0.0], 500);
    let function = with(
        scheduled(0, &[(10, 901), (20, 501), (30, 500), (110, 900)]),
        function,
    );
    let mut scenario = second_by_second(180.0, 1000, function);
    scenario.region.unreserved_minimum = concurrency(100);
    use AllocationFailure::{AccountLimit, InFlight, Reserve};
    assert_eq!(
        failures(&scenario),
        [
            (901, Some(AccountLimit)),
            (501, Some(InFlight)),
            (500, None),
            (900, None)
        ]
    );
    scenario.functions[0].reserved_concurrency = Some(concurrency(500));
    assert_eq!(
        failures(&scenario),
        [
            (901, Some(Reserve)),
            (501, Some(Reserve)),
            (500, None),
            (900, Some(Reserve))
        ],
        "a reserve holds what it provisions, whatever is in flight"
    );
}

/// 400 in flight on demand take the whole reserve; provisioned environments wait until they are done.
#[test]
fn provisioned_environments_do_not_exceed_the_reserve() {
    let function = Function {
        reserved_concurrency: Some(concurrency(400)),
        ..bare_function("f", constant(100.0), vec![batch(&[0.0, 70.0, 100.0], 400)])
    };
    let result = run(&second_by_second(
        150.0,
        1000,
        with(scheduled(0, &[(5, 300)]), function),
    ));
    assert_eq!(at_second(&result, 0), (0, 400, 0, 0));
    assert_eq!(
        at_second(&result, 70),
        (0, 0, 0, 400),
        "300 are idle, and the reserve is full"
    );
    assert_eq!(at_second(&result, 100), (300, 0, 100, 0));
}

/// 80 of 100 busy: 0.8 in each of three minutes, so that at 180 s ⌈100 x 0.8 / 0.7⌉ = 115 are asked
/// for. 15 more take 60 s and 1/500 of a minute each; 80 / 115 = 0.696 is then below the target.
#[test]
fn a_load_above_the_target_for_three_minutes_scales_out() {
    let mut scenario = scenario(
        900.0,
        1000,
        0,
        vec![with(
            autoscaled(100, tracking(10, 500)),
            load(&[(900.0, 80.0)]),
        )],
    );
    scenario.region.provisioned_allocation.burst = concurrency(3000);
    let result = run(&scenario);
    assert_eq!(granted(&result), [(180.0, 100, 115, Some(240.0))]);
    assert_eq!(changes(&result)[0].cause, ChangeCause::Autoscaling);

    // All at once at 6,000 a minute: 15 environments take 0.15 s.
    scenario.region.scaling = per_function();
    scenario.region.provisioned_allocation.burst = concurrency(0);
    scenario.region.provisioned_allocation.per_minute = concurrency(6000);
    assert_eq!(granted(&run(&scenario)), [(180.0, 100, 115, Some(240.15))]);
}

/// 150 busy on 100: all are, and the rest spill over. Full utilization grows by 1 / 0.7 each time, and
/// it takes the minute of the allocation before the next datapoint shows more: at 180 s 143 are asked
/// for, usable at 240.43 s. Requests come to these at 150 - 100 a second, so that 43 are in use after
/// 0.86 s: each sample sees all of them in use, and ⌈143 / 0.7⌉ = 205 are asked for at 300 s. The target is met with ⌈150 / 0.7⌉ = 215.
#[test]
fn full_utilization_scales_out_in_steps_until_the_target_is_met() {
    let function = with(autoscaled(100, tracking(10, 500)), load(&[(900.0, 150.0)]));
    let mut scenario = scenario(900.0, 1000, 0, vec![function]);
    scenario.region.scaling = per_function();
    scenario.region.provisioned_allocation.burst = concurrency(0);
    scenario.region.provisioned_allocation.per_minute = concurrency(6000);
    let result = run(&scenario);
    let steps = granted(&result);
    assert_eq!(steps[0], (180.0, 100, 143, Some(240.43)));
    assert_eq!(steps[1], (300.0, 143, 205, Some(360.62)));
    let last = steps.last().expect("a step");
    assert!(
        (215..=216).contains(&last.2),
        "150 / 0.7 = 214.3, not {last:?}"
    );
    assert!(steps.iter().all(|step| step.2 > step.1), "{steps:?}");
    // After the last step nothing spills over, and nothing more is asked for.
    let rows = &result.functions[0].intervals;
    let spillover = |from: usize| rows[from..].iter().map(|row| row.counts.spillover());
    assert!(spillover(0).sum::<u64>() > 0);
    assert_eq!(spillover(5).sum::<u64>(), 0);
}

/// Above the target for two minutes and a half only: in the third, seven samples see 80 of 100, the last of
/// them in part, and five see 30, 59 on average. From then on 30 of 100 are busy, below 0.63: the fifteenth
/// such datapoint, of minute 17, asks for ⌈100 x 0.3 / 0.7⌉ = 43.
#[test]
fn a_shorter_burst_does_not_and_a_low_load_scales_in_after_a_quarter_of_an_hour() {
    let load = load(&[(150.0, 80.0), (1800.0, 30.0)]);
    let scenario = scenario(
        1800.0,
        1000,
        0,
        vec![with(autoscaled(100, tracking(10, 500)), load)],
    );
    let steps = granted(&run(&scenario));
    assert_eq!(steps, [(1020.0, 100, 43, Some(1020.0))]);
    // 30 of 43 busy: 0.698, neither above the target nor far enough below.
}

#[test]
fn the_maximum_of_a_minute_or_its_average_over_time_may_be_tracked_instead() {
    // 90 at once for a second in each minute, and one after it for as long: 0.9 at most, two samples of
    // 0.9 and 0.01, and 0.015 over time.
    let times: Vec<f64> = (0..10).map(|minute| f64::from(minute) * 60.0).collect();
    let tracked = |statistic| {
        let settings = Autoscaling {
            statistic,
            ..tracking(10, 500)
        };
        let mut function = with(autoscaled(100, settings), batches("f", 1.0, &times, 90));
        let later: Vec<f64> = times.iter().map(|time| time + 30.0).collect();
        function.traffic.push(batch(&later, 1).into());
        granted(&run(&scenario(600.0, 1000, 0, vec![function])))
    };
    let first = tracked(UtilizationStatistic::Maximum)[0];
    assert_eq!(
        (first.0, first.1, first.2),
        (180.0, 100, 129),
        "100 x 0.9 / 0.7"
    );
    assert_eq!(tracked(UtilizationStatistic::Average), []);
    assert_eq!(tracked(UtilizationStatistic::TimeAverage), []);
}

/// Public reports (github.com/neiman-marcus/serverless-provisioned-concurrency-autoscaling, issues 37 and
/// 59): with a minimum of 1 and one request at a time every function ends at 2 and stays there, with targets
/// of 0.75 and 0.8. One of one is full; one of two is far below the target, but ⌈2 x 0.5 / 0.75⌉ = 2.
#[test]
fn one_request_at_a_time_keeps_two_environments() {
    let steps = |statistic, target| {
        let settings = Autoscaling {
            target,
            statistic,
            ..tracking(1, 100)
        };
        let times: Vec<f64> = (0..360).map(|call| f64::from(call) * 20.0).collect();
        let function = with(autoscaled(1, settings), batches("f", 0.2, &times, 1));
        let steps = granted(&run(&scenario(7200.0, 1000, 3000, vec![function])));
        steps
            .iter()
            .map(|step| (step.1, step.2))
            .collect::<Vec<_>>()
    };
    for target in [0.75, 0.8] {
        assert_eq!(steps(UtilizationStatistic::Average, target), [(1, 2)]);
        assert!(steps(UtilizationStatistic::TimeAverage, target).is_empty());
    }
}

#[test]
fn without_traffic_nothing_scales_in() {
    let load = load(&[(60.0, 10.0), (0.0, 0.0), (7200.0, 0.0)]);
    let scenario = scenario(
        7200.0,
        1000,
        0,
        vec![with(autoscaled(100, tracking(10, 500)), load)],
    );
    let result = run(&scenario);
    assert_eq!(granted(&result), []);
    let minutes = &result.functions[0].minutes;
    assert!(minutes[0].utilization.is_some());
    let silent = minutes[2..]
        .iter()
        .all(|minute| minute.utilization.is_none());
    assert!(silent, "a metric without traffic");
}

/// 100 of an account of 200 are in flight elsewhere until 400 s: the 15 that are asked for at 180 s and
/// in each minute after it are refused until 420 s.
#[test]
fn autoscaling_tries_again_until_the_account_can_give_it() {
    let function = with(autoscaled(100, tracking(10, 500)), load(&[(600.0, 80.0)]));
    let other = batches("other", 400.0, &[0.0], 100);
    let scenario = scenario(600.0, 200, 3000, vec![function, other]);
    let all = changes(&run(&scenario));
    let seconds: Vec<_> = all.iter().map(|change| change.at.as_secs_f64()).collect();
    assert_eq!(seconds, [180.0, 420.0]);
    assert_eq!(all[0].failure, Some(AllocationFailure::InFlight));
    assert_eq!(
        (all[0].to, all[0].repeats),
        (115, 3),
        "at 240, 300 and 360 s again"
    );
    assert_eq!((all[1].failure, all[1].to), (None, 115));
}

#[test]
fn scheduled_bounds_take_effect_at_once() {
    let bounds = |seconds, min: Option<u32>, max: Option<u32>| ScheduledBounds {
        at: TimeOfDay::from_seconds(seconds).expect("within a day"),
        min: min.map(concurrency),
        max: max.map(concurrency),
    };
    let settings = Autoscaling {
        schedule: vec![bounds(90, Some(200), None), bounds(400, Some(20), Some(50))],
        ..tracking(10, 500)
    };
    // 50 at most is what the day before left behind: the start lies within it.
    let function = with(
        autoscaled(20, settings),
        bare_function("f", constant(1.0), Vec::new()),
    );
    let mut scenario = scenario(600.0, 1000, 3000, vec![function]);
    let changes = changes(&run(&scenario));
    assert_eq!(changes[0].at, at(90.0));
    assert_eq!(
        changes[0].to, 50,
        "the upper bound of the day before still holds"
    );
    let Some(ProvisionedChanges::Autoscaling(settings)) = scenario.functions[0]
        .provisioned_concurrency
        .as_mut()
        .and_then(|provisioned| provisioned.changes.as_mut())
    else {
        unreachable!("it is autoscaled");
    };
    settings.schedule[0].max = Some(concurrency(500));
    let changes: Vec<_> = granted(&run(&scenario));
    assert_eq!(
        changes,
        [(90.0, 20, 200, Some(150.0)), (400.0, 200, 50, Some(400.0))]
    );
}

#[test]
fn a_schedule_repeats_daily_from_the_time_of_the_day_at_the_start() {
    let hours = |hours: f64| hours * 3600.0;
    let at = |hour: u32, value| ScheduledValue {
        at: TimeOfDay::from_seconds(hour * 3600).expect("within a day"),
        value: concurrency(value),
    };
    let provisioned = ProvisionedConcurrency {
        initial: concurrency(2),
        changes: Some(ProvisionedChanges::Schedule(vec![at(8, 5), at(20, 2)])),
    };
    let function = with(provisioned, bare_function("f", constant(1.0), Vec::new()));
    let mut scenario = scenario(hours(49.0), 1000, 3000, vec![function]);
    scenario.time_of_day_start = TimeOfDay::from_seconds(6 * 3600).expect("within a day");
    let steps: Vec<_> = granted(&run(&scenario))
        .iter()
        .map(|step| (step.0, step.2))
        .collect();
    let expected = [(2.0, 5), (14.0, 2), (26.0, 5), (38.0, 2)];
    assert_eq!(steps, expected.map(|(at, value)| (hours(at), value)));
}

/// Lambda re-initialises provisioned environments in the background: lifetimes and idling do not
/// lower their number.
#[test]
fn the_number_does_not_drop_with_age() {
    let function = Function {
        max_lifetime: Some(constant(60.0)),
        idle_timeout: Some(secs(30.0)),
        surplus_idle_timeout: Some(secs(30.0)),
        ..load(&[(18_000.0, 0.5)])
    };
    let result = run(&scenario(
        18_000.0,
        1000,
        3000,
        vec![with(scheduled(0, &[(10, 40)]), function)],
    ));
    let rows = &result.functions[0].intervals;
    assert!(
        rows.iter().all(|row| row.provisioned_allocated == 40),
        "{rows:?}"
    );
    assert_eq!(rows[9].environments.max, 40);
}

/// A table that changes nothing is the number that it begins with.
#[test]
fn a_schedule_that_changes_nothing_is_a_number() {
    let run = |provisioned| {
        let function = bare_function("f", constant(0.3), vec![poisson(40.0)]);
        run(&scenario(
            300.0,
            1000,
            20,
            vec![with(provisioned, function)],
        ))
    };
    let number = run(constantly(8));
    let table = run(scheduled(8, &[(0, 8), (100, 8)]));
    let series = |result: &RunResult| {
        let function = &result.functions[0];
        format!(
            "{:?}",
            (
                &result.account,
                &function.intervals,
                function.totals,
                function.billed
            )
        )
    };
    assert_eq!(series(&number), series(&table));
    let allocated = table.functions[0]
        .provisioned
        .as_ref()
        .expect("changes")
        .allocated;
    assert_eq!((allocated.mean, allocated.max), (8.0, 8));
}

/// The load test of github.com/aws-samples/aws-lambda-autoscale-provisioned-concurrency-example: a generator that
/// fires each eighth of a second calls one of two functions at random. Spikes of two minutes, 240 s apart, in which
/// each function gets 15, 20, 25 and then four times 60 requests per second, and half a request per second between
/// them; 20 s after a whole minute. These are the requests of one function: 11 ms each.
fn spikes() -> Vec<(f64, f64)> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut is_mine = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state >> 63 == 1
    };
    let rate = |second: u32| match second.checked_sub(80) {
        Some(since) if since % 360 < 120 => [30, 40, 50, 120][(since as usize / 360).min(3)],
        _ => 1,
    };
    let mut requests = Vec::new();
    for tick in 20 * 8..2600 * 8 {
        let rate = rate(tick / 8);
        let until = |tick: u32| (tick % 8 + 1) * rate / 8 - tick % 8 * rate / 8;
        for number in 0..until(tick) {
            if is_mine() {
                let arrival = f64::from(tick) * 0.125 + f64::from(number) * 0.0002;
                requests.push((arrival, 0.011));
            }
        }
    }
    requests
}

/// What that example's dashboard shows: with the maximum 3, 4, 5, 7, 9, 12 and 15 environments, a step after each
/// spike; with the average 3 all the time, and 58 to 62 % of the requests of the large spikes spill over.
#[test]
fn spikes_scale_out_by_their_maximum_and_not_by_their_average() {
    let result_of = |statistic| {
        let settings = Autoscaling {
            target: 0.8,
            statistic,
            ..tracking(1, 50)
        };
        let function = bare_function("f", constant(0.011), vec![trace(&spikes())]);
        let function = Function {
            cold_start: constant(0.7),
            requests_per_second_limit: true,
            ..with(autoscaled(3, settings), function)
        };
        let mut scenario = scenario(2600.0, 1000, 3000, vec![function]);
        scenario.interval = secs(20.0);
        run(&scenario)
    };
    let steps = |result: &RunResult| {
        granted(result)
            .iter()
            .map(|step| step.2)
            .collect::<Vec<_>>()
    };
    let average = result_of(UtilizationStatistic::Average);
    assert_eq!(steps(&average), Vec::<u64>::new());
    for spike in 3..7 {
        let rows = &average.functions[0].intervals[4 + 18 * spike..10 + 18 * spike];
        let sum = |of: fn(&burstsim::metrics::FunctionInterval) -> u64| {
            rows.iter().map(of).sum::<u64>() as f64
        };
        let spilled = sum(|row| row.counts.spillover()) / sum(|row| row.counts.invocations);
        assert!(
            (0.58..0.62).contains(&spilled),
            "{spilled} in spike {spike}"
        );
    }
    let maximum = result_of(UtilizationStatistic::Maximum);
    assert_eq!(steps(&maximum), [4, 5, 7, 9, 12, 15]);
    let over_time = result_of(UtilizationStatistic::TimeAverage);
    assert_eq!(steps(&over_time), [1], "what AWS does not do");
}
