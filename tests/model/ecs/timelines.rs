//! Small runs, each worked out by hand.

use std::sync::Arc;

use burstsim::metrics::TaskChangeCause::{self, Bounds, TargetTracking};
use burstsim::metrics::{InstanceState, TaskState};
use burstsim::scenario::*;
use burstsim::world::simulate;

use super::*;

/// When how many tasks were asked for, and why.
fn changes(scenario: &Scenario) -> Vec<(f64, u32, u32, TaskChangeCause)> {
    let result = simulate(scenario, 0);
    let changes = of_service(&result).changes.iter();
    let change = changes.map(|one| (seconds(one.at), one.from, one.to, one.cause));
    change.collect()
}

/// Tasks between bounds, with a target.
fn tracked(initial: u32, (minimum, maximum): (u32, u32), target: TaskTarget) -> Tasks {
    let mut tasks = tasks(initial, 10);
    // They run as soon as they are launched, so that a minute has one number of tasks.
    tasks.task.startup = Some(constant(0.0));
    tasks.scaling.minimum = concurrency(minimum);
    tasks.scaling.maximum = concurrency(maximum);
    tasks.scaling.target = Some(target);
    tasks
}

/// This many requests, each for some seconds, from a time on.
fn long_requests(all: &[(f64, f64, usize)]) -> Traffic {
    let rows = all
        .iter()
        .flat_map(|&(from, length, count)| vec![(from, length); count]);
    trace(&rows.collect::<Vec<_>>())
}

/// Requests of a millisecond, at rates that change.
fn short_requests(stages: &[(f64, f64)]) -> Traffic {
    let stage = |&(seconds, target): &(f64, f64)| Stage {
        duration: secs(seconds),
        target: rate(target),
        shape: StageShape::Step,
    };
    Traffic::Even(RateProfile::Stages(stages.iter().map(stage).collect()))
}

fn run_with(seconds: f64, tasks: Tasks, traffic: Traffic) -> Scenario {
    run_of(
        seconds,
        vec![on_fargate(tasks, constant(0.001), vec![traffic])],
    )
}

const HALF: TaskTarget = TaskTarget::Cpu(0.5);
const SIX_HUNDRED: TaskTarget = TaskTarget::RequestsPerTask(600.0);

/// Eight of ten places are busy: 80 % of the CPU, three times above the target of 50 %. At 180 s 1 x 80 / 50 = 1.6, so 2
/// tasks are asked for; then it is 40 %, below 90 % of the target, but ⌈2 x 40 / 50⌉ = 2. The requests end at 600 s;
/// 240 s was the first datapoint below, 1080 s is the fifteenth, and the first after which fewer would do.
#[test]
fn cpu_scales_out_at_the_third_datapoint_and_in_after_fifteen() {
    let tasks = tracked(1, (1, 10), HALF);
    let scenario = run_with(1200.0, tasks, long_requests(&[(0.0, 600.0, 8)]));
    let expected = [
        (180.0, 1, 2, TargetTracking),
        (1080.0, 2, 1, TargetTracking),
    ];
    assert_eq!(changes(&scenario), expected);
}

/// 25 a second are 1500 a minute and task: ⌈1500 / 600⌉ = 3 tasks at the third datapoint. Of 500 each, 3 are still
/// needed.
#[test]
fn requests_per_task_scale_out_at_the_third_datapoint() {
    let tasks = tracked(1, (1, 10), SIX_HUNDRED);
    let scenario = run_with(2400.0, tasks, short_requests(&[(2400.0, 25.0)]));
    assert_eq!(changes(&scenario), [(180.0, 1, 3, TargetTracking)]);
}

/// As before, with datapoints of 20 s: 20, 40 and 60 s.
#[test]
fn high_resolution_scales_out_three_times_as_fast() {
    let mut tasks = tracked(1, (1, 10), HALF);
    tasks.scaling.period = secs(20.0);
    let scenario = run_with(200.0, tasks, long_requests(&[(0.0, 600.0, 8)]));
    assert_eq!(changes(&scenario), [(60.0, 1, 2, TargetTracking)]);
}

/// The datapoint of 180 s is seen at 210 s. That of 240 s, with 1 task for half a minute and 3 for the other, is 1500 / 2 =
/// 750, seen at 270 s: ⌈3 x 750 / 600⌉ = 4 would be one more, fewer than the two before, and the cooldown holds it back.
#[test]
fn a_late_metric_scales_late() {
    let mut tasks = tracked(1, (1, 10), SIX_HUNDRED);
    tasks.scaling.metric_delay = secs(30.0);
    let scenario = run_with(1200.0, tasks, short_requests(&[(1200.0, 25.0)]));
    assert_eq!(changes(&scenario), [(210.0, 1, 3, TargetTracking)]);
}

/// 1 task is added at 180 s. Four more requests from 190 s on make it 12 on 2 tasks, 60 %: 1 more task is wanted at 240,
/// 300, ... s, not more than before, and comes when the 300 s are over.
#[test]
fn a_cooldown_holds_back_a_scale_out_that_is_no_larger() {
    let requests = long_requests(&[(0.0, 5000.0, 8), (190.0, 5000.0, 4)]);
    let scenario = run_with(1200.0, tracked(1, (1, 10), HALF), requests);
    let expected = [(180.0, 1, 2, TargetTracking), (480.0, 2, 3, TargetTracking)];
    assert_eq!(changes(&scenario), expected);
}

/// Eleven more from 190 s on: the minute until 240 s has (8 x 10 + 19 x 50) / 60 = 17.2 busy places of 20, so that
/// ⌈2 x 85.8 / 50⌉ = 4 are wanted: 2 more, where 1 was added before. 19 of 40 places are between 45 and 50 %.
#[test]
fn a_larger_scale_out_interrupts_the_cooldown() {
    let requests = long_requests(&[(0.0, 5000.0, 8), (190.0, 5000.0, 11)]);
    let scenario = run_with(1200.0, tracked(1, (1, 10), HALF), requests);
    let expected = [(180.0, 1, 2, TargetTracking), (240.0, 2, 4, TargetTracking)];
    assert_eq!(changes(&scenario), expected);
}

/// 1500 a minute on 4 tasks are 375 each, below 540: at the fifteenth datapoint, 900 s, ⌈1500 / 600⌉ = 3 do. 300 a minute
/// would need 1 from 960 s on; the cooldown of the first step lasts until 1200 s.
#[test]
fn a_cooldown_holds_back_a_scale_in() {
    let requests = short_requests(&[(900.0, 25.0), (600.0, 5.0)]);
    let scenario = run_with(1500.0, tracked(4, (1, 10), SIX_HUNDRED), requests);
    let expected = [
        (900.0, 4, 3, TargetTracking),
        (1200.0, 3, 1, TargetTracking),
    ];
    assert_eq!(changes(&scenario), expected);
}

/// In at 900 s as before, with an hour of cooldown, until 4500 s. 3000 a minute on 3 tasks are 1000 each: at the third
/// datapoint, 1080 s, 5 are asked for, and that ends the hour. Of 300 a minute, 1980 s is the fifteenth datapoint.
#[test]
fn scaling_out_ends_the_cooldown_of_scaling_in() {
    let mut tasks = tracked(4, (1, 10), SIX_HUNDRED);
    tasks.scaling.cooldown_in = secs(3600.0);
    let requests = short_requests(&[(900.0, 25.0), (180.0, 50.0), (1320.0, 5.0)]);
    let scenario = run_with(2400.0, tasks, requests);
    let expected = [
        (900.0, 4, 3, TargetTracking),
        (1080.0, 3, 5, TargetTracking),
        (1980.0, 5, 1, TargetTracking),
    ];
    assert_eq!(changes(&scenario), expected);
}

/// 3 would be asked for at 180 s, and 1 at 1080 s.
#[test]
fn the_bounds_hold_for_target_tracking() {
    let of = |bounds| {
        let requests = short_requests(&[(180.0, 25.0), (1020.0, 0.0)]);
        changes(&run_with(1200.0, tracked(2, bounds, SIX_HUNDRED), requests))
    };
    // 1500 on 2 tasks are 750 each.
    let out = (180.0, 2, 3, TargetTracking);
    assert_eq!(of((1, 10)), [out, (1080.0, 3, 1, TargetTracking)]);
    assert_eq!(of((2, 10)), [out, (1080.0, 3, 2, TargetTracking)]);
    assert_eq!(of((1, 2)), [(1080.0, 2, 1, TargetTracking)]);
}

/// The run begins at 8:00, when the bounds of 8:20 of the day before are in force. The schedule comes every day.
#[test]
fn a_schedule_moves_the_bounds_every_day() {
    let bounds = |minute: u32, minimum, maximum| ScheduledBounds {
        at: TimeOfDay::from_seconds(8 * 3600 + minute * 60).expect("within a day"),
        min: Some(concurrency(minimum)),
        max: Some(concurrency(maximum)),
    };
    let mut tasks = tasks(2, 10);
    tasks.scaling.schedule = vec![bounds(10, 4, 5), bounds(20, 1, 3)];
    let mut scenario = run_with(88_000.0, tasks, batch(&[], 0));
    scenario.time_of_day_start = TimeOfDay::from_seconds(8 * 3600).expect("within a day");
    let expected = [
        (600.0, 2, 4, Bounds),
        (1200.0, 4, 3, Bounds),
        (87_000.0, 3, 4, Bounds),
        (87_600.0, 4, 3, Bounds),
    ];
    assert_eq!(changes(&scenario), expected);
}

/// 500 a minute are one each 0.12 s; each takes requests 57 s after its launch.
#[test]
fn tasks_are_launched_at_an_even_pace_and_run_after_their_startup() {
    let mut tasks = tasks(1, 10);
    tasks.scaling.minimum = concurrency(5);
    tasks.scaling.maximum = concurrency(5);
    let (result, notes) = observed(&run_with(300.0, tasks, batch(&[], 0)));
    let launched = [(0.0, 0), (0.0, 1), (0.12, 2), (0.24, 3), (0.36, 4)];
    assert_eq!(notes.tasks(TaskState::Starting), launched);
    let runs = [(0.0, 0), (57.0, 1), (57.12, 2), (57.24, 3), (57.36, 4)];
    assert_eq!(notes.tasks(TaskState::Running), runs);
    let service = of_service(&result);
    assert_eq!((service.pending.max, service.running.max), (4, 5));
    // Of 4 tasks, 57 + 57.12 + 57.24 + 57.36 s.
    assert!((service.pending.mean - 228.72 / 300.0).abs() < 1e-12);
}

/// Services without a pace of their own to speak of: one each 60 microseconds.
fn hurried(name: &str, count: u32) -> Function {
    let mut tasks = tasks(0, 10);
    tasks.scaling.minimum = concurrency(count);
    tasks.scaling.maximum = concurrency(count);
    let launch_type = LaunchType::Fargate(Fargate {
        launches_per_minute: 1_000_000,
        ..fargate()
    });
    service(name, tasks, launch_type, constant(0.001), Vec::new())
}

/// The first hundred tokens are there; the n-th after them comes after n / 20 s.
#[test]
fn the_account_launches_a_hundred_at_once_and_twenty_a_second() {
    let (_, notes) = observed(&run_of(10.0, vec![hurried("s", 104)]));
    let launched = notes.tasks(TaskState::Starting);
    let times: Vec<f64> = launched.iter().map(|one| one.0).collect();
    assert_eq!(times.len(), 104);
    assert_eq!(times[99], 0.00594, "99 times 60 microseconds");
    assert_eq!(times[100..], [0.05, 0.1, 0.15, 0.2]);
}

#[test]
fn services_take_turns_at_the_account_s_tokens() {
    let (_, notes) = observed(&run_of(10.0, vec![hurried("a", 53), hurried("b", 53)]));
    let by = |from: f64| {
        let moved = notes.tasks.iter();
        let moved = moved.filter(move |one| one.state == TaskState::Starting);
        moved.filter(move |one| (seconds(one.at) >= 0.05) == (from > 0.0))
    };
    assert_eq!(by(0.0).count(), 100);
    let of_a = by(0.0).filter(|one| one.function.index() == 0);
    assert_eq!(of_a.count(), 50);
    let after: Vec<_> = by(0.05)
        .map(|one| (seconds(one.at), one.function.index()))
        .collect();
    let expected = [
        (0.05, 0),
        (0.1, 1),
        (0.15, 0),
        (0.2, 1),
        (0.25, 0),
        (0.3, 1),
    ];
    assert_eq!(after, expected);
}

/// The first request has the only place for 10 s. The second waits from 1.000000003 s, at most for 2 s. The third has
/// waited for just 2 s when the place falls free, and gets it.
#[test]
fn a_request_waits_for_its_timeout_to_the_nanosecond() {
    for place in [QueueAt::Service, QueueAt::Task] {
        let mut tasks = tasks(1, 1);
        tasks.queue.timeout = Some(secs(2.0));
        tasks.queue.at = place;
        let rows = trace(&[(0.0, 10.0), (1.000000003, 1.0), (8.0, 1.0)]);
        let (result, notes) = observed(&run_with(60.0, tasks, rows));
        assert_eq!(notes.refusals(), [SimTime::from_nanos(3_000_000_003)]);
        let counts = of_service(&result).totals;
        assert_eq!(
            (counts.timed_out, counts.rejected, counts.queued),
            (1, 0, 2)
        );
        // 10 s, and 2 s of wait with 1 s of service.
        assert_eq!(result.functions[0].latency.mean_ms(), Some(6500.0));
        assert!((of_service(&result).queue.mean - 4.0 / 60.0).abs() < 1e-12);
    }
}

/// From 10 minutes on, one task of two is too many.
fn shrinking(maximum: u32) -> Tasks {
    let mut tasks = tasks(2, 1);
    tasks.queue.maximum = maximum;
    tasks.scaling.schedule = vec![
        ScheduledBounds {
            at: TimeOfDay::from_seconds(600).expect("within a day"),
            min: Some(concurrency(1)),
            max: Some(concurrency(1)),
        },
        ScheduledBounds {
            at: TimeOfDay::from_seconds(80_000).expect("within a day"),
            min: Some(concurrency(2)),
            max: Some(concurrency(2)),
        },
    ];
    tasks
}

/// Task 0 serves until 690 s, task 1, the younger one, until 691 s, and stops then. At 650 s both places are taken; from
/// 692 s on the only one is.
#[test]
fn a_task_that_is_withdrawn_finishes_its_requests() {
    let rows = trace(&[
        (590.0, 100.0),
        (591.0, 100.0),
        (650.0, 1.0),
        (692.0, 10.0),
        (693.0, 1.0),
    ]);
    let (result, notes) = observed(&run_with(800.0, shrinking(0), rows));
    assert_eq!(notes.tasks(TaskState::Draining), [(600.0, 1)]);
    assert_eq!(notes.tasks(TaskState::Stopped), [(691.0, 1)]);
    assert_eq!(notes.refusals(), [at(650.0), at(693.0)]);
    // 691 s and 800 s.
    assert_eq!(of_service(&result).task_seconds, 1491.0);
}

/// The place of task 1 falls free at 691 s, and is not given again: of two that wait, one is served from 690 to 710 s, and
/// the other one after it.
#[test]
fn a_place_of_a_task_that_is_withdrawn_is_not_given_again() {
    let rows = trace(&[(590.0, 100.0), (591.0, 100.0), (650.0, 20.0), (655.0, 5.0)]);
    let mut scenario = run_with(800.0, shrinking(5), rows);
    scenario.interval = secs(1.0);
    let result = simulate(&scenario, 0);
    let rows = result.functions[0].intervals.iter();
    let done = rows.filter(|row| row.counts.completions > 0);
    let done: Vec<f64> = done.map(|row| seconds(row.start)).collect();
    assert_eq!(done, [690.0, 691.0, 710.0, 715.0]);
}

/// A task is taken back 300 s after its launch: with a request from 290 to 400 s it is gone then; the next one, launched
/// at 300 s, at 600 s, without a request.
#[test]
fn a_spot_task_that_is_taken_back_is_replaced() {
    let launch_type = LaunchType::Fargate(Fargate {
        spot: Some(constant(300.0)),
        ..fargate()
    });
    let requests = vec![trace(&[(290.0, 110.0)])];
    let service = service("s", tasks(1, 1), launch_type, constant(1.0), requests);
    let (result, notes) = observed(&run_of(700.0, vec![service]));
    let launched = [(0.0, 0), (300.0, 1), (600.0, 2)];
    assert_eq!(notes.tasks(TaskState::Starting), launched);
    assert_eq!(
        notes.tasks(TaskState::Running),
        [(0.0, 0), (357.0, 1), (657.0, 2)]
    );
    assert_eq!(notes.tasks(TaskState::Draining), [(300.0, 0)]);
    assert_eq!(notes.tasks(TaskState::Stopped), [(400.0, 0), (600.0, 1)]);
    let totals = of_service(&result).totals;
    assert_eq!((totals.interruptions, totals.tasks_stopped), (2, 2));
    assert!(
        of_service(&result).changes.is_empty(),
        "one is always asked for"
    );
}

/// A service that wants `minimum` tasks from the start and has `initial`, on instances for two.
fn on_instances(initial: u32, minimum: u32, ec2: Ec2) -> Function {
    let mut tasks = tasks(initial, 1);
    tasks.scaling.minimum = concurrency(minimum);
    tasks.scaling.maximum = concurrency(minimum.max(initial));
    service("s", tasks, LaunchType::Ec2(ec2), constant(1.0), Vec::new())
}

/// When how many instances were asked for.
fn instance_changes(result: &RunResult) -> Vec<(f64, u32, u32)> {
    let changes = of_service(result).instance_changes.iter();
    changes
        .map(|one| (seconds(one.at), one.from, one.to))
        .collect()
}

/// Seven tasks need four instances. At the first minute there are none, and two are started; at the second, with these
/// booting until 140 s, the other two, until 200 s. Tasks follow at their pace, and run 10 s later.
#[test]
fn from_no_instance_two_are_started_and_then_what_is_needed() {
    let (result, notes) = observed(&run_of(600.0, vec![on_instances(0, 7, ec2())]));
    assert_eq!(instance_changes(&result), [(60.0, 0, 2), (120.0, 2, 4)]);
    let asked = [(60.0, 0), (60.0, 1), (120.0, 2), (120.0, 3)];
    assert_eq!(notes.instances(InstanceState::Booting), asked);
    let ready = [(140.0, 0), (140.0, 1), (200.0, 2), (200.0, 3)];
    assert_eq!(notes.instances(InstanceState::Running), ready);
    let launched = [
        (140.0, 0),
        (140.12, 1),
        (140.24, 2),
        (140.36, 3),
        (200.0, 4),
        (200.12, 5),
        (200.24, 6),
    ];
    assert_eq!(notes.tasks(TaskState::Starting), launched);
    let runs = launched.map(|(at, task)| (at + 10.0, task));
    assert_eq!(notes.tasks(TaskState::Running), runs);
    // Of 600 s, 540 twice and 480 twice.
    assert_eq!(of_service(&result).instance_seconds, 2040.0);
}

#[test]
fn no_more_than_the_largest_step_are_started_a_minute() {
    let one_by_one = Ec2 {
        maximum_step: concurrency(1),
        ..ec2()
    };
    let result = simulate(&run_of(600.0, vec![on_instances(0, 7, one_by_one)]), 0);
    let expected = [(60.0, 0, 1), (120.0, 1, 2), (180.0, 2, 3), (240.0, 3, 4)];
    assert_eq!(instance_changes(&result), expected);
    let three_at_least = Ec2 {
        minimum_step: concurrency(3),
        ..ec2()
    };
    // Two tasks fill one instance of the three.
    let result = simulate(&run_of(600.0, vec![on_instances(0, 2, three_at_least)]), 0);
    assert_eq!(instance_changes(&result), [(60.0, 0, 3)]);
}

/// Seven tasks as before, and one from 1790 s on.
fn until_half_an_hour(warm_up: f64) -> Function {
    let mut tasks = tasks(0, 1);
    let bounds = |seconds: u32, count| ScheduledBounds {
        at: TimeOfDay::from_seconds(seconds).expect("within a day"),
        min: Some(concurrency(count)),
        max: Some(concurrency(count)),
    };
    tasks.scaling.schedule = vec![bounds(1790, 1), bounds(80_000, 7)];
    let ec2 = Ec2 {
        warm_up: secs(warm_up),
        ..ec2()
    };
    service("s", tasks, LaunchType::Ec2(ec2), constant(1.0), Vec::new())
}

/// From 1800 s on one instance of four is needed; 2640 s is the fifteenth datapoint.
#[test]
fn instances_are_removed_after_fifteen_low_datapoints() {
    let (result, notes) = observed(&run_of(4000.0, vec![until_half_an_hour(300.0)]));
    let expected = [(60.0, 0, 2), (120.0, 2, 4), (2640.0, 4, 1)];
    assert_eq!(instance_changes(&result), expected);
    let gone = [(2640.0, 3), (2640.0, 2), (2640.0, 1)];
    assert_eq!(notes.instances(InstanceState::Stopped), gone);
}

/// With an hour of warm-up, of the first two instances the idle one can go at 3660 s, and the two others at 3720 s.
#[test]
fn instances_are_not_removed_before_they_are_warmed_up() {
    let (result, notes) = observed(&run_of(4000.0, vec![until_half_an_hour(3600.0)]));
    let expected = [(60.0, 0, 2), (120.0, 2, 4), (3660.0, 4, 3), (3720.0, 3, 1)];
    assert_eq!(instance_changes(&result), expected);
    let gone = [(3660.0, 1), (3720.0, 3), (3720.0, 2)];
    assert_eq!(notes.instances(InstanceState::Stopped), gone);
}

/// Two tasks, spread over two instances, would fit one: neither instance is idle, so both stay.
#[test]
fn instances_with_tasks_are_not_removed() {
    let spread = Ec2 {
        minimum: concurrency(2),
        placement: Placement::Spread,
        ..ec2()
    };
    let mut function = on_instances(2, 2, spread);
    let ServedBy::Ecs(service) = &mut function.served_by else {
        unreachable!("it is a service");
    };
    let LaunchType::Ec2(ec2) = &mut Arc::make_mut(service).launch_type else {
        unreachable!("on instances");
    };
    ec2.warm_up = secs(0.0);
    let result = simulate(&run_of(4000.0, vec![function]), 0);
    assert_eq!(instance_changes(&result), []);
    assert_eq!(of_service(&result).instances_running.mean, 2.0);
}

/// Four tasks need the two instances that are there; these are to be half of all.
#[test]
fn a_target_capacity_below_all_keeps_spare_instances() {
    let spare = Ec2 {
        target_capacity: 0.5,
        ..ec2()
    };
    let result = simulate(&run_of(4000.0, vec![on_instances(4, 4, spare)]), 0);
    assert_eq!(instance_changes(&result), [(60.0, 2, 4)]);
}

/// Two instances are all that there may be: three of seven tasks have no place.
#[test]
fn tasks_without_an_instance_stay_pending() {
    let few = Ec2 {
        maximum: concurrency(2),
        ..ec2()
    };
    let (result, notes) = observed(&run_of(600.0, vec![on_instances(7, 7, few)]));
    assert_eq!(notes.tasks(TaskState::Running).len(), 4);
    let service = of_service(&result);
    assert_eq!((service.pending.mean, service.running.mean), (3.0, 4.0));
    assert_eq!(instance_changes(&result), []);
}

/// At 1 s ten tasks are asked for, and at 2 s two: of those that still start, the youngest go, and none ran.
#[test]
fn tasks_that_still_start_are_withdrawn_first_and_never_ran() {
    let bounds = |seconds: u32, count| ScheduledBounds {
        at: TimeOfDay::from_seconds(seconds).expect("within a day"),
        min: Some(concurrency(count)),
        max: Some(concurrency(count)),
    };
    let mut tasks = tasks(1, 1);
    tasks.scaling.schedule = vec![bounds(1, 10), bounds(2, 2), bounds(80_000, 1)];
    let (result, notes) = observed(&run_with(300.0, tasks, batch(&[], 0)));
    // Launched at 1, 1.12, ... 1.96 s.
    let gone = [9, 8, 7, 6, 5, 4, 3, 2].map(|task| (2.0, task));
    assert_eq!(notes.tasks(TaskState::Stopped), gone);
    let service = of_service(&result);
    assert_eq!((service.running.max, service.pending.max), (2, 9));
    assert_eq!(service.totals.tasks_stopped, 8);
    // Task 0 for 300 s, task 1 for 299 s, and a minute for each of the others.
    assert_eq!(service.task_seconds, 300.0 + 299.0 + 8.0 * 60.0);
}
