//! Laws that hold in every run, tried on random services.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use burstsim::kernel::SimDuration;
use burstsim::metrics::ServiceCounts;
use burstsim::scenario::*;
use burstsim::world::simulate;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

fn millis(millis: u32) -> SimDuration {
    SimDuration::from_millis(millis.into())
}

/// A random time with that mean.
fn random(mean: f64) -> Distribution {
    Distribution::Exponential { mean: secs(mean) }
}

fn bounds() -> impl Strategy<Value = (u32, u32)> {
    (0_u32..6, 1_u32..10).prop_map(|(least, most)| (least.min(most), most))
}

/// Bounds at some of the first minutes; all of them set both, so that they never cross.
fn schedule() -> impl Strategy<Value = Vec<ScheduledBounds>> {
    vec((1_u32..900, bounds()), 0..4).prop_map(|mut entries| {
        entries.sort_unstable();
        entries.dedup_by_key(|entry| entry.0);
        let entries = entries.into_iter();
        let entry = |(at, (min, max))| ScheduledBounds {
            at: TimeOfDay::from_seconds(at).expect("within a day"),
            min: Some(concurrency(min)),
            max: Some(concurrency(max)),
        };
        entries.map(entry).collect()
    })
}

fn scaling() -> impl Strategy<Value = TaskScaling> {
    let target = prop_oneof![
        (1_u32..=10).prop_map(|tenths| TaskTarget::Cpu(f64::from(tenths) / 10.0)),
        (1_u32..2000).prop_map(|requests| TaskTarget::RequestsPerTask(f64::from(requests))),
    ];
    let cooldown = || (0_u32..200_000).prop_map(millis);
    let alarms = (1_u32..4, 1_u32..6, cooldown(), cooldown());
    let period = select(vec![20.0, 60.0]).prop_map(secs);
    let metric = (period, (0_u32..100_000).prop_map(millis));
    let tasks = (0_u32..10, bounds());
    let target = option::weighted(0.7, target);
    scaling_of(tasks, target, alarms, metric, schedule())
}

fn some_tasks() -> impl Strategy<Value = Tasks> {
    let queue = (
        prop_oneof![Just(0_u32), 1_u32..30],
        option::weighted(0.7, 1_u32..8000),
        select(QueueAt::ALL.to_vec()),
    );
    let task = (1_u32..5, 0.1_f64..=1.0, option::of(0.0..40.0_f64));
    let balancing = select(Balancing::ALL.to_vec());
    (queue, task, balancing, scaling()).prop_map(|(queue, task, balancing, scaling)| {
        let (places, share, startup) = task;
        let mut tasks = tasks(1, places);
        tasks.task.cpu_per_request = share / f64::from(places);
        tasks.task.startup = startup.map(random);
        tasks.queue = RequestQueue {
            maximum: queue.0,
            timeout: queue.1.map(millis),
            at: queue.2,
        };
        tasks.balancing = balancing;
        tasks.scaling = scaling;
        tasks
    })
}

fn launch_type() -> impl Strategy<Value = LaunchType> {
    let spot = option::of(5.0..500.0_f64);
    let on_fargate = (spot, 10_u32..1000).prop_map(|(spot, launches_per_minute)| {
        LaunchType::Fargate(Fargate {
            spot: spot.map(random),
            launches_per_minute,
            ..fargate()
        })
    });
    let provider = (0_u32..4, 1_u32..8, 3_u32..=10, 1_u32..3, 1_u32..8);
    let others = (
        0_u32..600_000,
        0.0..200.0_f64,
        select(Placement::ALL.to_vec()),
        10_u32..1000,
    );
    let vcpu = 1_u32..4;
    let on_instances = (provider, others, vcpu).prop_map(|(provider, others, vcpu)| {
        let (minimum, maximum, tenths, least, more) = provider;
        let mut ec2 = Ec2 {
            minimum: concurrency(minimum.min(maximum)),
            maximum: concurrency(maximum),
            target_capacity: f64::from(tenths) / 10.0,
            minimum_step: concurrency(least),
            maximum_step: concurrency(least + more),
            warm_up: millis(others.0),
            boot: random(others.1),
            placement: others.2,
            launches_per_minute: others.3,
            ..ec2()
        };
        ec2.instance.cpu = vcpu * 1024;
        LaunchType::Ec2(ec2)
    });
    prop_oneof![on_fargate, on_instances]
}

fn callers() -> impl Strategy<Value = (ClientRetry, Option<NonZeroU32>, Vec<Traffic>)> {
    let policy = (1_u32..5, 0_u32..2000).prop_map(|(max_attempts, base)| {
        ClientRetry::Custom(RetryPolicy {
            max_attempts,
            base: millis(base),
            cap: millis(5000),
            jitter: Jitter::Full,
        })
    });
    let retry = prop_oneof![
        Just(ClientRetry::None),
        Just(ClientRetry::Standard),
        Just(ClientRetry::Adaptive),
        policy
    ];
    let closed = (1_u32..20, 0.01..3.0_f64).prop_map(|(users, think)| Traffic::Closed {
        users,
        think_time: random(think),
    });
    let crowd = (vec(0_u32..900, 1..4), 1_u64..60).prop_map(|(mut times, requests)| {
        times.sort_unstable();
        times.dedup();
        let times: Vec<f64> = times.into_iter().map(f64::from).collect();
        batch(&times, requests)
    });
    let source = prop_oneof![
        (0.1..20.0_f64).prop_map(poisson),
        (0.1..20.0_f64).prop_map(even),
        closed,
        crowd
    ];
    let clients = option::of((1_u32..4).prop_map(number));
    (retry, clients, vec(source, 0..3))
}

fn any_service(name: &'static str) -> impl Strategy<Value = Function> {
    let time = prop_oneof![0.001..0.5_f64, 0.5..20.0_f64];
    (some_tasks(), launch_type(), time, callers()).prop_map(
        move |(tasks, launch_type, time, (client_retry, clients, traffic))| Function {
            client_retry,
            clients,
            ..service(name, tasks, launch_type, random(time), traffic)
        },
    )
}

/// One or two services.
fn any_run() -> impl Strategy<Value = Scenario> {
    let services = prop_oneof![
        any_service("s").prop_map(|one| vec![one]),
        (any_service("s"), any_service("t")).prop_map(|both| vec![both.0, both.1]),
    ];
    let launches = (1_u32..100, 1_u32..20);
    let times = (100_u32..1500, 0.0..0.9_f64, 1_u32..120);
    (services, launches, times, any::<u64>()).prop_map(|(services, launches, times, seed)| {
        let (length, warm_up, interval) = times;
        let mut scenario = run_of(f64::from(length), services);
        scenario.warm_up = secs(f64::from(length) * warm_up);
        scenario.interval = secs(f64::from(interval));
        scenario.region.fargate_launches = FargateLaunches {
            burst: launches.0,
            per_second: launches.1,
        };
        scenario.seed = seed;
        scenario
    })
}

/// The state of each task of a service at the end, as an observer saw it, and how many were ever launched.
fn states(notes: &Notes, service: usize) -> BTreeMap<u32, TaskState> {
    let moved = notes.tasks.iter();
    let moved = moved.filter(|one| one.function.index() == service);
    moved.map(|one| (one.task, one.state)).collect()
}

/// What does not hold of an instance: tasks only while it runs, and no more than fit.
fn misplaced(notes: &Notes, service: usize, room: u32) -> Option<String> {
    let mut on: BTreeMap<u32, u32> = BTreeMap::new();
    let mut up: BTreeMap<u32, InstanceState> = BTreeMap::new();
    // Of one instant instances come first that run, and last that stop.
    let order = |state| match state {
        InstanceState::Booting => 0,
        InstanceState::Running => 1,
        InstanceState::Stopped => 3,
    };
    let instances = notes.instances.iter();
    let instances = instances.filter(|one| one.function.index() == service);
    let instances = instances.map(|one| ((one.at, order(one.state)), Ok(one)));
    let tasks = notes
        .tasks
        .iter()
        .filter(|one| one.function.index() == service);
    let tasks = tasks.map(|one| ((one.at, 2), Err(one)));
    let mut all: Vec<_> = instances.chain(tasks).collect();
    all.sort_by_key(|one| one.0);
    for (_, moved) in all {
        match moved {
            Ok(instance) => {
                let stops = instance.state == InstanceState::Stopped;
                if stops && on.get(&instance.instance).is_some_and(|&on| on > 0) {
                    return Some(format!("{instance:?} with tasks"));
                }
                up.insert(instance.instance, instance.state);
            }
            Err(task) => {
                let Some(instance) = task.instance else {
                    return Some(format!("{task:?} on no instance"));
                };
                let on = on.entry(instance).or_default();
                match task.state {
                    TaskState::Starting => *on += 1,
                    TaskState::Stopped => *on -= 1,
                    TaskState::Running | TaskState::Draining => {}
                }
                if *on > room || up.get(&instance) != Some(&InstanceState::Running) {
                    return Some(format!(
                        "{task:?} as one of {on} on {:?}",
                        up.get(&instance)
                    ));
                }
            }
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_and_nothing_comes_from_nowhere(scenario in any_run()) {
        let (result, notes) = observed(&scenario);
        prop_assert_eq!(result.check_conservation(), Ok(()));
        for (index, function) in result.functions.iter().enumerate() {
            let settings = scenario.functions[index].ecs().expect("a service");
            let service = function.service.as_deref().expect("a service");
            let (counts, before) = (service.totals, service.warm_up_counts);
            prop_assert_eq!(counts.rejected + counts.timed_out, function.totals.throttles());
            let refused_before = before.rejected + before.timed_out;
            prop_assert_eq!(refused_before, function.warm_up_counts.throttles());

            let mut of_rows = ServiceCounts::default();
            for row in &service.intervals {
                of_rows += row.counts;
            }
            let mut of_run = before;
            of_run += counts;
            prop_assert_eq!(of_rows, of_run, "the intervals add up to the run");
            prop_assert_eq!(service.intervals.len(), function.intervals.len());

            // Tasks: what came is there or gone, and with those that are not launched yet there are as many as are
            // asked for.
            let states = states(&notes, index);
            let count = |state| states.values().filter(|one| **one == state).count() as u64;
            prop_assert_eq!(of_run.tasks_started, states.len() as u64);
            prop_assert_eq!(of_run.tasks_stopped, count(TaskState::Stopped));
            let last = service.intervals.last().expect("a row");
            let draining = count(TaskState::Draining);
            prop_assert_eq!(last.tasks_running, count(TaskState::Running) + draining);
            let initial = settings.tasks.scaling.initial.get();
            let asked = service.changes.last().map_or(initial, |change| change.to);
            let there = last.tasks_running + last.tasks_pending;
            prop_assert_eq!(there, u64::from(asked) + draining);
            prop_assert!(last.tasks_pending >= count(TaskState::Starting));

            let places = f64::from(settings.tasks.task.concurrency.get());
            for row in &service.intervals {
                let most = row.running_mean * places;
                prop_assert!(row.busy_mean <= most * (1.0 + 1e-12), "{} > {}", row.busy_mean, most);
                prop_assert!(row.running_mean <= row.launched_mean * (1.0 + 1e-12));
                if settings.tasks.queue.at == QueueAt::Service {
                    prop_assert!(row.queue_max <= settings.tasks.queue.maximum.into());
                }
            }
            prop_assert!((function.in_flight.mean - service.busy_mean).abs() < 1e-9);
            if let Some(timeout) = settings.tasks.queue.timeout {
                let waits = (service.queue.mean, service.totals.queued + service.queue.max);
                let area = waits.0 * (result.simulated - result.warm_up).as_secs_f64();
                let most = waits.1 as f64 * timeout.as_secs_f64();
                // Those that wait when the warm-up ends were counted in it.
                let most = most + before.queued as f64 * timeout.as_secs_f64();
                prop_assert!(area <= most * (1.0 + 1e-9) + 1e-9, "longer than the timeout");
            }

            for pair in service.changes.windows(2) {
                prop_assert_eq!(pair[0].to, pair[1].from);
                prop_assert!(pair[0].at <= pair[1].at);
            }
            for change in &service.changes {
                prop_assert!(change.from != change.to);
            }

            match &settings.launch_type {
                LaunchType::Fargate(_) => {
                    prop_assert!(notes.instances.iter().all(|one| one.function.index() != index));
                    prop_assert_eq!(service.instance_seconds, 0.0);
                }
                LaunchType::Ec2(ec2) => {
                    let room = ec2.tasks_per_instance(&settings.tasks.task);
                    prop_assert_eq!(misplaced(&notes, index, room), None);
                    let most = u64::from(ec2.maximum.get());
                    prop_assert!(service.instances_running.max <= most);
                    let moved = notes.instances.iter();
                    let moved = moved.filter(|one| one.function.index() == index);
                    let states: BTreeMap<_, _> = moved.map(|one| (one.instance, one.state)).collect();
                    let count =
                        |state| states.values().filter(|one| **one == state).count() as u64;
                    prop_assert_eq!(last.instances_running, count(InstanceState::Running));
                    prop_assert_eq!(last.instances_pending, count(InstanceState::Booting));
                    prop_assert_eq!(of_run.instances_stopped, count(InstanceState::Stopped));
                }
            }
        }
    }

    /// Everything, to the last digit.
    #[test]
    fn the_same_seed_gives_the_same_run(scenario in any_run()) {
        let [first, second] = [0, 0].map(|number| format!("{:?}", simulate(&scenario, number)));
        prop_assert!(first == second, "two runs differ");
    }

    /// A function on Lambda has the same result, to the last digit, whether a service stands beside it or not.
    #[test]
    fn lambda_does_not_notice_a_service(
        service in any_service("s"),
        is_first in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let mut function = bare_function("f", random(0.4), vec![poisson(20.0), batch(&[50.0], 40)]);
        function.cold_start = random(0.3);
        function.idle_timeout = Some(secs(5.0));
        function.requests_per_second_limit = true;
        function.client_retry = ClientRetry::Standard;
        let of = |functions: Vec<Function>| {
            let place = functions.iter().position(|one| one.name == "f").expect("it is there");
            let mut scenario = run_of(300.0, functions);
            scenario.region.account_concurrency = concurrency(15);
            scenario.warm_up = secs(30.0);
            scenario.seed = seed;
            let mut result = simulate(&scenario, 0);
            // They are in no particular order.
            result.functions[place].open_ages.sort_unstable();
            let account = &result.account;
            let levels = (account.concurrency, account.claimed, account.unreserved_in_flight);
            let tokens: Vec<f64> = account.intervals.iter().map(|row| row.scaling_tokens).collect();
            format!("{:?} {levels:?} {tokens:?} {:?}", result.functions[place], account.minutes)
        };
        let alone = of(vec![function.clone()]);
        let beside = match is_first {
            true => of(vec![service, function]),
            false => of(vec![function, service]),
        };
        prop_assert!(alone == beside, "{}\n{}", alone, beside);
    }
}
