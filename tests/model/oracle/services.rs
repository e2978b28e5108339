//! Random scenarios with ECS services that leave nothing to chance.
//!
//! What a service does by itself at one instant comes in an order that no rule gives. Its periods, minutes and times of
//! the day do meet, and their order is that in which they were planned; whatever else ends a time of its own here ends it
//! at some nanosecond, where nothing else happens.

use burstsim::kernel::SimDuration;
use burstsim::scenario::*;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::log::Beside;
use super::scenarios::{function, put_together, retry, rule, span, traffic, warm_up};
use super::{Nanos, agree, at_least, simulator};
use crate::ecs::{ec2, fargate, scaling_of, service, tasks};
use crate::support::{concurrency, even, number};

const SECOND: Nanos = 1_000_000_000;

/// A time of some nanoseconds, and often a short one.
fn some_time(most: Nanos) -> impl Strategy<Value = SimDuration> {
    prop_oneof![1..most, 1..most / 10].prop_map(SimDuration::from_nanos)
}

fn constant(time: impl Strategy<Value = SimDuration>) -> impl Strategy<Value = Distribution> {
    time.prop_map(Distribution::Constant)
}

fn bounds() -> impl Strategy<Value = (u32, u32)> {
    (0_u32..4, 1_u32..12).prop_map(|(least, most)| (least.min(most), most))
}

/// Sometimes a bound stays as it is, and sometimes the bounds cross: then the upper one holds.
fn schedule() -> impl Strategy<Value = Vec<ScheduledBounds>> {
    let entry = (1_u32..600, bounds(), 0..4_u32);
    vec(entry, 0..4).prop_map(|mut entries| {
        entries.sort_unstable();
        entries.dedup_by_key(|entry| entry.0);
        let entries = entries.into_iter();
        let entry = |(at, (min, max), which)| ScheduledBounds {
            at: TimeOfDay::from_seconds(at).expect("within a day"),
            min: (which != 0).then(|| concurrency(min)),
            max: (which != 1).then(|| concurrency(max)),
        };
        entries.map(entry).collect()
    })
}

fn scaling() -> impl Strategy<Value = TaskScaling> {
    let target = prop_oneof![
        (1_u32..=18).prop_map(|parts| TaskTarget::Cpu(f64::from(parts) / 20.0)),
        (1_u32..100).prop_map(|requests| TaskTarget::RequestsPerTask(f64::from(requests))),
    ];
    let delay = prop_oneof![
        2 => Just(SimDuration::ZERO),
        2 => some_time(150 * SECOND),
        1 => (1_u64..6).prop_map(|twenties| SimDuration::from_secs(20 * twenties)),
    ];
    let cooldown = || prop_oneof![some_time(400 * SECOND), Just(SimDuration::ZERO)];
    let alarms = (1_u32..3, 1_u32..5, cooldown(), cooldown());
    let metric = (select(vec![20, 60]).prop_map(SimDuration::from_secs), delay);
    let tasks = (0_u32..6, bounds());
    let target = option::weighted(0.8, target);
    scaling_of(tasks, target, alarms, metric, schedule())
}

fn some_tasks() -> impl Strategy<Value = Tasks> {
    let queue = (
        prop_oneof![1 => Just(0_u32), 3 => 1_u32..12],
        option::weighted(0.7, some_time(10 * SECOND)),
        select(QueueAt::ALL.to_vec()),
    );
    let startup = option::of(constant(some_time(60 * SECOND)));
    let task = (1_u32..5, 1_u32..=4, startup);
    let balancing = select(Balancing::ALL.to_vec());
    (queue, task, balancing, scaling()).prop_map(|(queue, task, balancing, scaling)| {
        let (places, quarters, startup) = task;
        let mut tasks = tasks(1, places);
        tasks.task.cpu_per_request = f64::from(quarters) / 4.0 / f64::from(places);
        tasks.task.startup = startup;
        tasks.queue = RequestQueue {
            maximum: queue.0,
            timeout: queue.1,
            at: queue.2,
        };
        tasks.balancing = balancing;
        tasks.scaling = scaling;
        tasks
    })
}

/// Paces of whole nanoseconds.
fn pace() -> impl Strategy<Value = u32> {
    select(vec![10, 30, 60, 500, 1000, 1_000_000])
}

fn launch_type() -> impl Strategy<Value = LaunchType> {
    let spot = option::of(constant(some_time(300 * SECOND)));
    let on_fargate = (spot, pace()).prop_map(|(spot, launches_per_minute)| {
        LaunchType::Fargate(Fargate {
            spot,
            launches_per_minute,
            ..fargate()
        })
    });
    let provider = (0_u32..2, 1_u32..8, 3_u32..=10, 1_u32..3, 0_u32..3);
    let times = (some_time(900 * SECOND), constant(some_time(150 * SECOND)));
    let placement = select(vec![Placement::Binpack, Placement::Spread]);
    let on_instances = (provider, times, placement, 1_u32..4, pace());
    let on_instances = on_instances.prop_map(|(provider, times, placement, vcpu, pace)| {
        let (minimum, maximum, tenths, least, more) = provider;
        let mut ec2 = Ec2 {
            minimum: concurrency(minimum.min(maximum)),
            maximum: concurrency(maximum),
            target_capacity: f64::from(tenths) / 10.0,
            minimum_step: concurrency(least),
            maximum_step: concurrency(least + more),
            warm_up: times.0,
            boot: times.1,
            placement,
            launches_per_minute: pace,
            ..ec2()
        };
        ec2.instance.cpu = vcpu * 1024;
        LaunchType::Ec2(ec2)
    });
    prop_oneof![on_fargate, on_instances]
}

fn any_service(name: &'static str, grid: Nanos, seconds: u64) -> impl Strategy<Value = Function> {
    let time = prop_oneof![span(grid, 3 * SECOND), span(grid, 20 * SECOND)];
    let steady = select(vec![0.25, 0.5, 1.0, 2.0, 4.0]);
    let steady = steady.prop_map(even);
    let traffic = prop_oneof![2 => traffic(grid, seconds), 1 => steady];
    let traffic = vec(traffic, 0..4);
    let clients = option::of((1_u32..4).prop_map(number));
    (
        some_tasks(),
        launch_type(),
        time,
        (retry(grid), clients),
        traffic,
    )
        .prop_map(
            move |(tasks, launch_type, time, (client_retry, clients), traffic)| Function {
                client_retry,
                clients,
                ..service(
                    name,
                    tasks,
                    launch_type,
                    Distribution::Constant(time),
                    traffic,
                )
            },
        )
}

/// Services, and functions among them.
pub(super) fn any_scenario_of_services() -> impl Strategy<Value = Scenario> {
    let grid = select(vec![SECOND, SECOND / 2, SECOND / 4, SECOND / 1000]);
    let seconds = prop_oneof![60_u64..400, 1100_u64..1800];
    (grid, seconds).prop_flat_map(|(grid, seconds)| {
        let services = move |names: &[&'static str]| {
            let names = names.iter();
            names
                .map(|name| any_service(name, grid, seconds).boxed())
                .collect::<Vec<_>>()
        };
        let lambda = function("f", grid, seconds.min(60)).boxed();
        let functions = prop_oneof![
            3 => services(&["s"]),
            1 => services(&["t", "s"]),
            1 => [services(&["s"]), vec![lambda]].concat(),
        ];
        let duration = seconds * SECOND;
        let interval = (SECOND..60 * SECOND).prop_map(move |time| time.max(duration / 40));
        let times = (Just(duration), interval, warm_up(grid, duration));
        let launches = (1_u32..8, 1_u32..4);
        (functions, times, rule(), 0_u32..60, launches).prop_map(
            |(functions, times, rule, spare, (burst, per_second))| {
                let mut scenario = put_together(functions, times, rule, spare, Vec::new());
                scenario.region.fargate_launches = FargateLaunches { burst, per_second };
                for function in &mut scenario.functions {
                    // Queues of functions are the other scenarios' to test.
                    let entries = function.traffic.iter_mut();
                    entries.for_each(|entry| entry.invoked_by = InvokedBy::Client);
                }
                scenario
            },
        )
    })
}

proptest! {
    #![proptest_config(at_least(600))]

    /// Every number of every result, of services and of the functions beside them.
    #[test]
    fn the_model_agrees_with_the_oracle_about_services(scenario in any_scenario_of_services()) {
        agree(&scenario)?;
    }
}

/// An agreement about what never happens would be worth nothing.
#[test]
fn the_scenarios_of_services_leave_nothing_out() {
    let mut runner = TestRunner::deterministic();
    let mut all = Vec::new();
    for _ in 0..100 {
        let tree = any_scenario_of_services().new_tree(&mut runner);
        let scenario = tree.expect("no scenario is rejected").current();
        all.extend(simulator::run(&scenario).beside);
    }
    type Is<'a> = (&'a str, &'a dyn Fn(Beside) -> bool);
    let kinds: [Is<'_>; 11] = [
        ("waits", &|what| what == Beside::Waits),
        ("rejected", &|what| what == Beside::Rejected),
        ("timed out", &|what| what == Beside::TimedOut),
        ("launched", &|what| what == Beside::Launched),
        ("stopped", &|what| matches!(what, Beside::Stopped { .. })),
        ("interrupted", &|what| what == Beside::Interrupted),
        ("an instance asked for", &|what| {
            what == Beside::InstanceAsked
        }),
        ("an instance removed", &|what| {
            matches!(what, Beside::InstanceStopped { .. })
        }),
        (
            "scaled out",
            &|what| matches!(what, Beside::Asked { from, to, by_target: true } if to > from),
        ),
        (
            "scaled in",
            &|what| matches!(what, Beside::Asked { from, to, by_target: true } if to < from),
        ),
        ("moved by its bounds", &|what| {
            matches!(
                what,
                Beside::Asked {
                    by_target: false,
                    ..
                }
            )
        }),
    ];
    let counts = kinds.map(|(kind, is)| {
        let count = all.iter().filter(|entry| is(entry.what)).count();
        (kind, count)
    });
    let rare = counts.iter().find(|(_, count)| *count < 10);
    assert_eq!(rare, None, "in 100 scenarios: {counts:?}");
}
